"""The rows of one sheet of a list of dossiers, from its headings on: dossiers, and why other rows are none."""

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain, islice

from kstt.dossiers.dossier import Dossier
from kstt.sheet import Book, Sheet, Value, letters
from kstt.spelling import clean
from report_templates.dossiers.cells import channel_of, hour_of, moment_of, rounded, words_of
from report_templates.dossiers.heads import DEPTH, MOST_HEADS, Heads, Wanted, headed, named
from report_templates.dossiers.other_rows import MOST_WORDS, is_none, is_title, lines_of, usual_width
from report_templates.dossiers.parts import DAYS, Part, Rows
from report_templates.files.long_books import LongSheet
from report_templates.files.old_fonts import in_unicode
from report_templates.reading.numbering import counting

_LETTERED = ("applicant", "procedure", "field", "unit", "status")
_SPREAD = ("field", "unit")  # told once for several rows where their cells are merged
_NOTHING = ("", "-", "–", "—")
_SHORT = 9  # what is longer is not nothing, whatever it is
_AT_ONCE = 2_000  # rows whose old fonts are told together
_MOST_LINES = 24  # of what stands between dossiers


def read_rows(sheet: LongSheet, wanted: Wanted) -> tuple[Heads | None, Rows, int]:
    """The headings of a sheet, its dossiers, and how many rows it has where it is no list."""
    start = list(islice(sheet.rows, MOST_HEADS + DEPTH))
    in_unicode(Book([Sheet(sheet.name, start)]))
    heads = headed(start, wanted)
    found = Rows()
    if heads is None or heads.missing:
        filled = [*start, *sheet.rows]
        return heads, found, sum(sum(cell not in ("", None) for cell in row) >= MOST_WORDS for row in filled)
    reader = _Reader(sheet, wanted, heads, found)
    reader.said.extend(line for row in start[: heads.row] for line in lines_of(row))
    below = heads.row + heads.depth
    reader.width = usual_width(start[below - 1 :]) or heads.width
    rows = enumerate(chain(start[below:], sheet.rows), start=below + 1)
    while batch := list(islice(rows, _AT_ONCE)):
        reader.take(batch)
    return heads, found, 0


class _Reader:
    """Reads rows in order: `said` are the lines since the last dossier, `told` the last words of merged columns."""

    def __init__(self, sheet: LongSheet, wanted: Wanted, heads: Heads, found: Rows) -> None:
        self.sheet, self.wanted, self.heads, self.found = sheet, wanted, heads, found
        self.said: deque[str] = deque(maxlen=_MOST_LINES)
        self.told: dict[int, Value] = {}
        self.width = heads.width
        self.where = "Dòng" if sheet.ragged else f"Trang «{sheet.name}», dòng"
        self.columns = [(column, tuple(at)) for column, at in heads.places.items()]
        spread = {at for column in _SPREAD for at in heads.places.get(column, ())}
        self.covered = {
            (row, column - 1)
            for top, column, bottom, _ in sheet.merges
            if column - 1 in spread
            for row in range(top + 1, bottom + 1)
        }
        self.spread = spread if self.covered else set[int]()

    def take(self, batch: Sequence[tuple[int, list[Value]]]) -> None:
        """The next rows with their numbers."""
        picked = [{column: self._first(row, at, places) for column, places in self.columns} for at, row in batch]
        self._respell(picked)
        for (at, row), cells in zip(batch, picked, strict=True):
            self._row(at, row, cells)

    def _respell(self, picked: Sequence[dict[str, Value]]) -> None:
        """Reads words typed in old fonts, in place."""
        columns = [column for column in _LETTERED if column in self.heads.places]
        texts = {value for cells in picked for column in columns if isinstance(value := cells[column], str)}
        sheet = Sheet("", [[text] for text in texts])
        if book := in_unicode(Book([sheet])).set_aside:
            self.found.fonts = self.found.fonts or book[0]
            read: dict[Value, Value] = dict(zip(texts, (row[0] for row in sheet.rows), strict=True))
            for cells in picked:
                cells.update({column: read.get(cells[column], cells[column]) for column in columns})

    def _first(self, row: list[Value], at: int, places: tuple[int, ...]) -> Value:
        """The first cell of a column that is filled in."""
        for place in places:
            value = row[place] if place < len(row) else None
            if self.spread and place in self.spread:
                value = self._spread(at, place, value)
            if value in ("", None) or (type(value) is str and len(value) < _SHORT and clean(value) in _NOTHING):
                continue
            return value
        return None

    def _spread(self, at: int, place: int, value: Value) -> Value:
        if value in ("", None) and (at, place) in self.covered:
            return self.told.get(place)
        self.told[place] = value
        return value

    def _row(self, at: int, row: list[Value], cells: Mapping[str, Value]) -> None:
        if self._repeats_heads(at, row, cells):
            return
        if is_none(cells) or is_title(row):
            self.said.extend(lines_of(row))
            return
        if self.said or not self.found.parts:
            self.found.parts.append(Part(self.where, tuple(self.said), not self.found.parts))
            self.said.clear()
        part = len(self.found.parts) - 1
        self.found.hidden += at in self.sheet.hidden_rows
        self.found.last = at
        one = self._broken(at, row) or self._dossier(at, row, cells)
        if isinstance(one, str):
            self.found.unread.setdefault(one, []).append(at)
            self.found.lost[words_of(cells.get("unit")), part] += 1
        else:
            self.found.dossiers.append((one, at, part))

    def _repeats_heads(self, at: int, row: list[Value], cells: Mapping[str, Value]) -> bool:
        """Whether a row numbers the columns, or prints the headings again, as on every page or for every unit."""
        if at <= self.heads.row + self.heads.depth + 2 and counting(row):
            return True
        code = cells["code"]
        if not isinstance(code, str) or any(letter.isdigit() for letter in code):
            return False
        again = headed([row], self.wanted)
        return again is not None and again.places["code"] == self.heads.places["code"]

    def _broken(self, at: int, row: list[Value]) -> str:
        """Why the cells of a row may not stand in their columns; empty where they do."""
        if self.sheet.unread and (lacking := self._without_result(at, row)):
            return f"{lacking} có lỗi hoặc công thức chưa có kết quả"
        if not self.sheet.ragged or len(row) == self.width:
            return ""
        if max(max(places, default=0) for _, places in self.columns) < len(row) < self.width:
            return ""  # empty cells at the end left out
        return f"có {len(row)} ô, các dòng khác có {self.width} ô: văn bản trong ô có dấu phân cách hoặc xuống dòng"

    def _without_result(self, at: int, row: list[Value]) -> str:
        lacking = [
            named(column)
            for column, places in self.columns
            for place in places
            if (at, place + 1) in self.sheet.unread and (place >= len(row) or row[place] in ("", None))
        ]
        return ", ".join(dict.fromkeys(lacking))

    def _dossier(self, at: int, row: list[Value], cells: Mapping[str, Value]) -> Dossier | str:
        """The dossier of a row, or why it is none."""
        if missing := [named(column) for column in self.wanted.filled if cells[column] is None]:
            return f"thiếu {', '.join(missing)}"
        if rounded(cells["code"]):
            return "mã hồ sơ bị Excel đổi thành số, mất các chữ số cuối"
        moments: list[datetime | None] = []
        for column in DAYS:
            if (value := cells[column]) is not None:
                self.found.days[column].take(value, at)
            moments.append(moment_of(value))
        received, due, finished = moments
        if None in moments and (wrong := self._no_days(row, cells, moments)):
            return wrong
        first = received.date() if received else None
        last, end = due and due.date(), finished and finished.date()
        if not first or (last and last < first) or (end and end < first):
            return "ngày hẹn trả hoặc ngày kết thúc trước ngày tiếp nhận"
        return Dossier(
            code=words_of(cells["code"]),
            applicant=words_of(cells.get("applicant")),
            received=first,
            due=last,
            due_at=hour_of(due),
            finished=end,
            procedure=words_of(cells.get("procedure")),
            field=words_of(cells.get("field")),
            unit=words_of(cells.get("unit")),
            status=words_of(cells.get("status")),
            channel=channel_of(words_of(cells.get("channel"))),
        )

    def _no_days(self, row: list[Value], cells: Mapping[str, Value], moments: Sequence[datetime | None]) -> str:
        wrong = [column for column, at in zip(DAYS, moments, strict=True) if at is None and cells[column] is not None]
        places = ", ".join(f"{named(column)} (cột {self._letters(column, row)})" for column in wrong)
        return f"{places} không phải là ngày dạng ngày/tháng/năm" if wrong else ""

    def _letters(self, column: str, row: list[Value]) -> str:
        """The column of the sheet that a value was taken from."""
        places = self.heads.places[column]
        return letters(next((at for at in places if at < len(row) and row[at] not in (*_NOTHING, None)), places[0]) + 1)

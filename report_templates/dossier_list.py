"""Reads a list of dossiers as systems export it: the table found by its headings, whitelisted columns only.

Nothing is guessed: a row that can not be read is told by its place alone, never with what stands in it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from kstt.dossier import Channel, Dossier
from kstt.sheet import Refused, Sheet, Value
from kstt.spelling import clean, plain
from kstt.spoken import count_text
from report_templates.bounds import MOST_ROWS
from report_templates.numbering import number_rows
from report_templates.opening import open_book

# Of each column the headings that systems print (forms.md 5.1); the first of several that is filled in counts.
_COLUMNS = {
    "code": ("Mã hồ sơ", "Mã HS", "Mã số hồ sơ", "Số hồ sơ"),
    "applicant": ("Chủ hồ sơ", "Tên chủ hồ sơ", "Người nộp", "Người nộp hồ sơ", "Tên người nộp", "Chủ sử dụng"),
    "received": ("Ngày tiếp nhận", "Ngày nhận", "Ngày nhận hồ sơ", "Thời gian tiếp nhận"),
    "due": ("Ngày hẹn trả", "Hẹn trả", "Ngày hẹn trả kết quả", "Thời gian hẹn trả"),
    "finished": (
        *("Ngày trả/kết thúc xử lý", "Ngày kết thúc xử lý", "Ngày kết thúc", "Ngày xử lý xong", "Ngày hoàn thành"),
        *("Hoàn thành", "Ngày trả", "Ngày trả kết quả"),
    ),
    "procedure": ("Tên TTHC", "Tên thủ tục hành chính", "Tên thủ tục", "Thủ tục hành chính", "TTHC"),
    "field": ("Lĩnh vực", "Tên lĩnh vực"),
    "unit": ("Đơn vị", "Đơn vị tiếp nhận", "Đơn vị giải quyết", "Đơn vị xử lý", "Cơ quan tiếp nhận"),
    "status": ("Trạng thái", "Trạng thái hồ sơ", "Tình trạng"),
    "channel": (
        *("Kênh thực hiện", "Kênh tiếp nhận", "Kênh", "Hình thức nộp", "Hình thức tiếp nhận", "Hình thức nộp hồ sơ"),
        *("Cách thức nộp", "Nguồn tiếp nhận", "Nguồn hồ sơ"),
    ),
}
_WORDS = ("code", "applicant", "procedure", "field", "unit", "status")
_CHANNELS: dict[str, Channel] = {
    **dict.fromkeys(("truc tuyen", "online", "qua mang", "dich vu cong"), "online"),
    **dict.fromkeys(("truc tiep", "buu chinh", "bcci", "tai quay", "tai bo phan", "mot cua"), "direct"),
}
_DATE = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$")
_NOTHING = ("", "-", "–", "—")
_OLDEST = 2000
_HEADS = 40  # rows in which the headings are looked for

Places = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The column not looked at, those a list must have, those filled in on every row; and whether every row counts."""

    left_out: str
    needed: tuple[str, ...]
    filled: tuple[str, ...]
    whole: bool = False

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """The headings of the columns looked at."""
        return {column: words for column, words in _COLUMNS.items() if column != self.left_out}


FOR_SLIPS = Wanted(
    "channel", ("code", "applicant", "received", "due", "finished"), ("code", "applicant", "received", "due")
)
FOR_COUNTS = Wanted("applicant", ("code", "received", "due", "finished"), ("code", "received"), whole=True)
"""People are not read where they are only counted."""


@dataclass(frozen=True, slots=True)
class DossierList:
    """What a list holds, and a sentence for every row that could not be read."""

    dossiers: tuple[Dossier, ...]
    unread: tuple[str, ...]


def read_dossiers(data: bytes, name: str, wanted: Wanted = FOR_SLIPS) -> DossierList:
    """The dossiers of a workbook's every list; raises Refused where it has none or a needed column is missing."""
    book = open_book(data, name)
    if wanted.whole and book.set_aside:
        advice = f"Xuất thành nhiều tệp, mỗi tệp dưới {count_text(MOST_ROWS)} dòng, rồi đưa vào cùng một lần"
        raise Refused("dossiers.too_long", "; ".join(book.set_aside), advice)
    tables = [(sheet, *table) for sheet in book.sheets if (table := _headed(sheet, wanted))]
    if not tables:
        advice = "Xuất danh sách có các cột: " + ", ".join(_COLUMNS[key][0] for key in wanted.needed)
        raise Refused("dossiers.no_list", "Không thấy danh sách hồ sơ nào trong tệp", advice)
    found: dict[tuple[str, str], Dossier] = {}
    unread = list(book.set_aside)
    for sheet, row, places in tables:
        for at, cells in _rows(sheet, row, places):
            one = _read(cells, wanted)
            if isinstance(one, str):
                unread.append(f"Trang «{sheet.name}», dòng {at}: {one}")
            elif found.setdefault((one.unit, one.code), one) is not one:
                unread.append(f"Trang «{sheet.name}», dòng {at}: mã hồ sơ đã có ở dòng phía trên")
    return DossierList(tuple(found.values()), tuple(unread))


def _headed(sheet: Sheet, wanted: Wanted) -> tuple[int, Places] | None:
    """The row of the headings (from 0) and where each column stands; raises Refused where a needed one is missing."""
    for row, cells in enumerate(sheet.rows[:_HEADS]):
        heads = [_squeezed(cell) for cell in cells]
        places = {
            column: [heads.index(word) for word in map(_squeezed, words) if word in heads]
            for column, words in wanted.columns.items()
        }
        if places["code"] and (places["due"] or places["received"]):
            if missing := [_COLUMNS[column][0] for column in wanted.needed if not places[column]]:
                what = f"Danh sách hồ sơ ở trang «{sheet.name}» thiếu cột: {', '.join(missing)}"
                raise Refused("dossiers.columns", what, "Xuất lại danh sách có đủ các cột này")
            return row, places
    return None


def _squeezed(cell: Value) -> str:
    """A heading without spaces and diacritics: «Mã hồ sơ» and «MaHoSo» are one."""
    return plain(cell).replace(" ", "") if isinstance(cell, str) else ""


def _rows(sheet: Sheet, head: int, places: Places) -> Iterator[tuple[int, dict[str, Value]]]:
    """The rows below the headings by number, each as its first filled-in cell per column; empty ones left out."""
    numbered = {at for at, _ in number_rows(sheet.rows[: head + 3])}
    for at, row in enumerate(sheet.rows[head + 1 :], start=head + 1):
        cells = {
            column: next(
                (row[place] for place in at_places if place < len(row) and _text(row[place]) not in _NOTHING), None
            )
            for column, at_places in places.items()
        }
        if at not in numbered and any(cells[column] is not None for column in ("code", "received", "due")):
            yield at + 1, cells


def _read(cells: Mapping[str, Value], wanted: Wanted) -> Dossier | str:
    """The dossier of a row, or why it is none."""
    if missing := [_named(column) for column in wanted.filled if cells[column] is None]:
        return f"thiếu {', '.join(missing)}"
    moments = {column: _moment(cells[column]) for column in ("received", "due", "finished")}
    if wrong := [_named(column) for column, moment in moments.items() if not moment and cells[column] is not None]:
        return f"{', '.join(wrong)} không phải là ngày dạng ngày/tháng/năm"
    received, due, finished = (moment.date() if moment else None for moment in moments.values())
    if not received or any(moment and moment < received for moment in (due, finished)):
        return "ngày hẹn trả hoặc ngày kết thúc trước ngày tiếp nhận"
    words = {column: _text(cells.get(column)) for column in _WORDS}
    channel = _channel(_text(cells.get("channel")))
    return Dossier(
        received=received, due=due, due_at=_hour(moments["due"]), finished=finished, channel=channel, **words
    )


def _channel(said: str) -> Channel:
    """How a dossier came in; nothing where the words do not tell."""
    found: set[Channel] = {channel for word, channel in _CHANNELS.items() if word in plain(said)}
    return found.pop() if len(found) == 1 else ""


def _moment(value: Value) -> datetime | None:
    """The moment a cell tells, midnight where only the day; a number without a date's format tells none."""
    if isinstance(value, str):
        value = _written(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    return value if isinstance(value, datetime) and value.year >= _OLDEST else None


def _hour(moment: datetime | None) -> time | None:
    """The hour of a moment; nobody is asked to come at midnight."""
    return moment.time().replace(second=0, microsecond=0) if moment and moment.time() != time.min else None


def _written(text: str) -> datetime | None:
    """The moment a text writes, day first."""
    if not (found := _DATE.match(clean(text).strip("'"))):
        return None
    day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - lists know no time zone
    except ValueError:
        return None


def _named(column: str) -> str:
    name = _COLUMNS[column][0]
    return name[:1].lower() + name[1:]


def _text(value: Value) -> str:
    """The words of a cell, without what no document may hold."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    said = clean(str(value)) if value is not None else ""
    return said if said.isprintable() else "".join(letter for letter in said if letter.isprintable())

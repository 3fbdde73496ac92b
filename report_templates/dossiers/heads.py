"""The columns of a list of dossiers, found by the headings that one-stop systems print."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from kstt.sheet import Value
from kstt.spelling import clean, plain

# The first of several that is filled in counts.
_COLUMNS = {
    "code": (
        *("Mã hồ sơ", "Mã HS", "Mã số hồ sơ", "Số hồ sơ", "Mã hồ sơ TTHC", "Mã số HS", "Số HS"),
        *("Số biên nhận", "Mã biên nhận", "Mã số biên nhận"),
    ),
    "applicant": (
        *("Chủ hồ sơ", "Tên chủ hồ sơ", "Người nộp", "Người nộp hồ sơ", "Tên người nộp", "Chủ sử dụng"),
        *("Họ tên người nộp", "Tổ chức, cá nhân nộp hồ sơ", "Tên tổ chức, cá nhân", "Tên cá nhân, tổ chức"),
    ),
    "received": (
        *("Ngày tiếp nhận", "Ngày nhận", "Ngày nhận hồ sơ", "Thời gian tiếp nhận", "Ngày tiếp nhận hồ sơ"),
        *("Ngày giờ tiếp nhận", "Thời điểm tiếp nhận", "Tiếp nhận", "Tiếp nhận hồ sơ", "Nhận hồ sơ"),
    ),
    "due": (
        *("Ngày hẹn trả", "Hẹn trả", "Ngày hẹn trả kết quả", "Thời gian hẹn trả", "Hẹn trả kết quả", "Ngày hẹn"),
        *("Hạn trả", "Hạn trả kết quả", "Thời hạn trả kết quả", "Ngày giờ hẹn trả", "Thời gian hẹn trả kết quả"),
    ),
    "finished": (
        *("Ngày trả/kết thúc xử lý", "Ngày kết thúc xử lý", "Ngày kết thúc", "Ngày xử lý xong", "Ngày hoàn thành"),
        *(
            "Thời gian kết thúc xử lý",
            "Thời gian kết thúc",
            "Kết thúc xử lý",
            "Ngày có kết quả",
            "Ngày giải quyết xong",
        ),
        *("Hoàn thành", "Ngày trả", "Ngày trả kết quả", "Ngày trả thực tế", "Trả kết quả"),
    ),
    "procedure": ("Tên TTHC", "Tên thủ tục hành chính", "Tên thủ tục", "Thủ tục hành chính", "TTHC", "Thủ tục"),
    "field": ("Lĩnh vực", "Tên lĩnh vực", "Lĩnh vực TTHC"),
    "unit": (
        *("Đơn vị", "Tên đơn vị", "Đơn vị tiếp nhận", "Đơn vị giải quyết", "Đơn vị xử lý", "Đơn vị thực hiện"),
        *("Cơ quan tiếp nhận", "Cơ quan giải quyết", "Cơ quan thực hiện"),
    ),
    "status": ("Trạng thái", "Trạng thái hồ sơ", "Tình trạng", "Tình trạng hồ sơ", "Trạng thái xử lý"),
    "channel": (
        *("Kênh thực hiện", "Kênh tiếp nhận", "Kênh", "Hình thức nộp", "Hình thức tiếp nhận", "Hình thức nộp hồ sơ"),
        *("Cách thức nộp", "Nguồn tiếp nhận", "Nguồn hồ sơ"),
    ),
}
_FULL = {"KQ": "kết quả", "HS": "hồ sơ", "TG": "thời gian", "GQ": "giải quyết"}
_SHORT = re.compile(rf"\b(?:{'|'.join(_FULL)})\b", re.IGNORECASE)
DEPTH = 3  # rows of headings above each other
MOST_HEADS = 40  # rows in which the headings are looked for
_MOST_SHOWN = 12  # headings named in one sentence

Places = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The columns not looked at, those a list must have, and those filled in on every row."""

    left_out: tuple[str, ...]
    needed: tuple[str, ...]
    filled: tuple[str, ...]

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """The headings of the columns looked at."""
        return {column: words for column, words in _COLUMNS.items() if column not in self.left_out}


FOR_SLIPS = Wanted(
    ("channel",), ("code", "applicant", "received", "due", "finished"), ("code", "applicant", "received", "due")
)
FOR_COUNTS = Wanted(("applicant", "procedure"), ("code", "received", "due", "finished"), ("code", "received"))
"""People are not read where they are only counted."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The headings of a table: their first row (from 0), how many rows they take, where each column stands.

    `missing` are needed columns that none of the headings is.
    """

    row: int
    depth: int
    width: int
    places: Places
    missing: tuple[str, ...]
    shown: str


def headed(rows: Sequence[Sequence[Value]], wanted: Wanted) -> Heads | None:
    """The first headings of a list in the rows: one row, or up to three where groups of columns have their own.

    Where a needed column is missing in all of them, the headings of one row say so.
    """
    lacking: Heads | None = None
    for row in range(min(len(rows), MOST_HEADS)):
        for depth in range(1, DEPTH + 1):
            if found := _at(rows, row, depth, wanted):
                if not found.missing:
                    return found
                lacking = lacking or found
    return lacking


def named(column: str) -> str:
    """A column as sentences name it."""
    name = _COLUMNS[column][0]
    return name[:1].lower() + name[1:]


def offered(column: str) -> str:
    """A column's first heading and another that is understood."""
    first, other, *_ = _COLUMNS[column]
    return f"{first} (hoặc {other})"


def shown(columns: Sequence[str]) -> str:
    """Columns by their first headings."""
    return ", ".join(_COLUMNS[column][0] for column in columns)


def _at(rows: Sequence[Sequence[Value]], row: int, depth: int, wanted: Wanted) -> Heads | None:
    levels = rows[row : row + depth]
    if len(levels) < depth:
        return None
    places = _places(levels, wanted)
    if not (places["code"] and (places["due"] or places["received"])) or _is_data(levels[1:], places):
        return None
    missing = tuple(column for column in wanted.needed if not places[column])
    return Heads(row, depth, max(map(len, levels)), places, missing, _all_shown(levels))


def _places(levels: Sequence[Sequence[Value]], wanted: Wanted) -> Places:
    """Where each column may stand; one under «Trả kết quả» is not at once another one."""
    heads = [{_squeezed(said) for way in ways for said in (way, _in_full(way))} for ways in _ways(levels)]
    places, taken = dict[str, list[int]](), set[int]()
    for column, words in wanted.columns.items():
        found = [at for word in map(_squeezed, words) for at, ways in enumerate(heads) if word in ways]
        places[column] = [at for at in dict.fromkeys(found) if at not in taken]
        taken.update(found)
    return places


def _all_shown(levels: Sequence[Sequence[Value]]) -> str:
    """The first headings as they stand there, and how many more there are."""
    said = [" ".join(dict.fromkeys(way for way in map(_words, column) if way)) for column in zip_longest(*levels)]
    names = list(dict.fromkeys(name for name in said if name))
    more = f" và {len(names) - _MOST_SHOWN} cột khác" if len(names) > _MOST_SHOWN else ""
    return ", ".join(names[:_MOST_SHOWN]) + more


def _is_data(below: Sequence[Sequence[Value]], places: Places) -> bool:
    """Whether a row taken for headings is a dossier: headings have words alone, and nothing under «Mã hồ sơ»."""
    return any(
        not isinstance(cell, str) or any(letter.isdigit() for letter in cell) or (at in places["code"] and cell.strip())
        for row in below
        for at, cell in enumerate(row)
        if cell not in ("", None)
    )


def _ways(levels: Sequence[Sequence[Value]]) -> Iterator[list[str]]:
    """What may be the heading of each column: its own words, and those with the words of its group before them.

    A group stands above its first column; the cells to the right of it are empty.
    """
    above = [""] * len(levels)
    for cells in zip_longest(*levels, fillvalue=""):
        words = [_words(cell) for cell in cells]
        first = next((level for level, word in enumerate(words) if word), len(words))
        above = [word or (above[level] if level < first else "") for level, word in enumerate(words)]
        own = [word for word in words if word]
        yield [*own, " ".join(word for word in above if word)] if own else []


def _words(cell: Value) -> str:
    return clean(cell) if isinstance(cell, str) else ""


def _in_full(words: str) -> str:
    """A heading with its abbreviations in full: «Ngày hẹn trả KQ»."""
    return _SHORT.sub(lambda short: _FULL[short[0].upper()], words)


def _squeezed(words: str) -> str:
    """A heading without spaces, diacritics and what stands in brackets: «Mã hồ sơ (1)» and «MaHoSo» are one."""
    return plain(words.partition("(")[0] or words).replace(" ", "")

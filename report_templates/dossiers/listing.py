"""Reads a list of dossiers as systems export it: the table found by its headings, whitelisted columns only.

Nothing is guessed: a row that can not be read is told by its place alone, never with what stands in it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kstt.dossiers.dossier import Dossier
from kstt.sheet import Refused
from kstt.spoken import count_text
from report_templates.dossiers.heads import FOR_COUNTS, FOR_SLIPS, Heads, Wanted, offered, shown
from report_templates.dossiers.parts import Part, Rows
from report_templates.dossiers.rows import read_rows
from report_templates.files.long_books import LongSheet, open_long

__all__ = ["FOR_COUNTS", "FOR_SLIPS", "DossierList", "Entry", "Wanted", "read_dossiers"]

MOST_TOLD = 50  # rows told one by one of a reason
_LEAST_ROWS = 3  # a sheet without headings that has so many full rows is a list of something

Entry = tuple[Dossier, int, int]
"""A dossier, its row, and its part of the list."""


@dataclass(frozen=True, slots=True)
class DossierList:
    """What a list holds, and a sentence for every row that could not be read.

    `lost` counts those rows by what they tell of their unit and by part.
    """

    entries: tuple[Entry, ...]
    parts: tuple[Part, ...]
    unread: tuple[str, ...]
    lost: Counter[tuple[str, int]]

    @property
    def dossiers(self) -> tuple[Dossier, ...]:
        """Every row that is a dossier."""
        return tuple(one for one, _, _ in self.entries)

    def place(self, entry: Entry) -> str:
        """Where a dossier stands, in Vietnamese."""
        return f"{self.parts[entry[2]].where} {entry[1]}"


def read_dossiers(data: bytes, name: str, wanted: Wanted = FOR_SLIPS) -> DossierList:
    """The dossiers of a workbook's every list; raises Refused where it has none or a needed column is missing."""
    entries, parts, unread, lost = list[Entry](), list[Part](), list[str](), Counter[tuple[str, int]]()
    lacking: list[tuple[LongSheet, Heads]] = []
    last: LongSheet | None = None
    full = False
    for sheet in open_long(data, name):
        heads, found, rows = read_rows(sheet, wanted)
        if heads is None or heads.missing:
            unread += _no_list(sheet, heads, rows)
            lacking += [(sheet, heads)] if heads else []
            continue
        _check_days(sheet, found)
        entries += [(one, row, part + len(parts)) for one, row, part in found.dossiers]
        lost.update({(unit, part + len(parts)): number for (unit, part), number in found.lost.items()})
        parts += found.parts
        unread += [*_told(found), *_seen_otherwise(sheet, found)]
        last, full = sheet, found.last >= sheet.most
    if last is None:
        raise _refused(lacking, wanted)
    if full:
        what = f"Trang «{last.name}» đầy đến dòng cuối ({count_text(last.most)}), danh sách có thể bị cắt bớt"
        raise Refused("dossiers.cut", what, "Xuất thành nhiều tệp, ví dụ mỗi tháng một tệp, rồi đưa vào cùng một lần")
    return DossierList(tuple(entries), tuple(parts), tuple(unread), lost)


def _refused(lacking: Sequence[tuple[LongSheet, Heads]], wanted: Wanted) -> Refused:
    if not lacking:
        advice = "Xuất danh sách có các cột: " + shown(wanted.needed)
        return Refused("dossiers.no_list", "Không thấy danh sách hồ sơ nào trong tệp", advice)
    sheet, heads = lacking[0]
    what = f"Danh sách hồ sơ ở trang «{sheet.name}» thiếu cột: {shown(heads.missing)}. Các cột đọc được ở dòng "
    advice = "Xuất lại danh sách có đủ các cột này, hoặc sửa tiêu đề cột thành: " + "; ".join(
        map(offered, heads.missing)
    )
    return Refused("dossiers.columns", f"{what}{heads.row + 1}: {heads.shown}", advice)


def _no_list(sheet: LongSheet, heads: Heads | None, rows: int) -> Iterator[str]:
    """What is to be said of a sheet that is not read."""
    if heads:
        yield f"Trang «{sheet.name}»: không đọc, danh sách thiếu cột {shown(heads.missing)}"
    elif rows >= _LEAST_ROWS:
        yield f"Trang «{sheet.name}»: không đọc {count_text(rows)} dòng, không thấy hàng tiêu đề của danh sách hồ sơ"


def _check_days(sheet: LongSheet, found: Rows) -> None:
    """Refuses a list whose days and months have changed places: most of its dates are dates all the same."""
    for column, order in found.days.items():
        if wrong := order.wrong:
            what = f"Cột «{shown([column])}» của trang «{sheet.name}» {wrong}"
            advice = "Xuất lại danh sách với ngày dạng ngày/tháng/năm; tệp .csv thì đưa thẳng vào, không mở bằng Excel"
            raise Refused("dossiers.day_order", what, advice)


def _told(found: Rows) -> Iterator[str]:
    """A sentence for each row that is no dossier, in their order; beyond some of one reason, one for all the rest."""
    where = found.parts[0].where if found.parts else ""
    named = sorted((row, reason) for reason, rows in found.unread.items() for row in rows[:MOST_TOLD])
    yield from (f"{where} {row}: {reason}" for row, reason in named)
    for reason, rows in found.unread.items():
        if rest := rows[MOST_TOLD:]:
            yield f"{where} {rest[0]} đến {rest[-1]}: {count_text(len(rest))} dòng khác cũng {reason}"


def _seen_otherwise(sheet: LongSheet, found: Rows) -> Iterator[str]:
    """What the list holds and nobody sees who opens it, and what of it is not read."""
    if found.fonts:
        yield f"Trang «{sheet.name}»{found.fonts.partition('»')[2]}"
    if sheet.hidden and found.dossiers:
        yield f"Trang «{sheet.name}» bị ẩn, vẫn đọc và tính"
    if found.hidden:
        yield f"Trang «{sheet.name}»: {count_text(found.hidden)} dòng bị ẩn hoặc bị lọc, vẫn đọc và tính"
    if sheet.outside:
        yield f"Trang «{sheet.name}»: {count_text(sheet.outside)} ô nằm ngoài các cột đọc được, không đọc"

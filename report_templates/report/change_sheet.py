"""The sheet «Thay đổi»: every figure that is another one than in the issue before, and the chain behind it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from xlsxwriter.worksheet import Worksheet

from kstt.changes.change import Change
from kstt.changes.comparison import Comparison, about
from kstt.changes.consequence import Shift
from kstt.changes.move import Move, Origin
from kstt.form import Form
from kstt.period import day
from kstt.sheet import address
from report_templates.drawing.cells import shown
from report_templates.drawing.listing import Field, Listing, fields_of
from report_templates.drawing.look import Look, number_style, set_page

CHANGES = "Thay đổi"
IDLE = "Đính chính được yêu cầu nhưng không làm đổi số liệu"
_FIELDS = (
    ("STT", 5, "center"),
    ("Trang, biểu", 13, "left"),
    ("Dòng", 24, "left"),
    ("Cột", 22, "left"),
    ("Lần trước", 10, "right"),
    ("Lần này", 10, "right"),
    ("Chênh lệch", 10, "right"),
    ("Đơn vị", 22, "left"),
    ("Dòng của đơn vị", 20, "left"),
    ("Trước", 9, "right"),
    ("Sau", 9, "right"),
    ("Chênh lệch", 9, "right"),
    ("Tệp, ô trước", 26, "left"),
    ("Tệp, ô sau", 26, "left"),
    ("Vì sao", 44, "left"),
)
_PRINTED, _OWN = (5, 6, 7), (10, 11, 12)  # columns of before, after and difference
_CELLS = 4  # addresses named in one cell


def draw_changes(sheet: Worksheet, look: Look, title: str, told: Comparison) -> None:
    """Figures first, then words, judgements, ranks and definitions; differences are live formulas."""
    listing = _Changes(sheet, look, [width for _, width, _ in _FIELDS])
    listing.text(f"THAY ĐỔI SO VỚI LẦN PHÁT HÀNH {told.before} – {title}", "title")
    listing.text(_summary(told), "italic", "left")
    if told.lists:
        lists = f"Danh mục, định nghĩa, chương trình đã thay đổi: {'; '.join(told.lists)}."
        listing.text(f"{lists} {told.caveat}".rstrip(), "warning", "left")
    if told.asked:
        listing.text(f"Đính chính theo yêu cầu: {'; '.join(told.asked)}.", "left")
    if told.idle:
        listing.text(f"{IDLE}: {'; '.join(told.idle)}.", "left")
    heading = listing.row
    listing.figures(told)
    sheet.freeze_panes(heading, 4)
    _consequences(listing, told)
    _words(listing, told)
    set_page(sheet, heading)


def _summary(told: Comparison) -> str:
    moved = [change for change in told.changes if not change.same]
    units = {move.unit_code for change in moved for move in change.moves}
    this = f"Lần phát hành {told.after}" if told.after else "Dự thảo"
    whose = f", do số liệu của {len(units)} đơn vị" if units else ""
    same = len(told.changes) - len(moved)
    also = f"; {same} số liệu trên biểu không đổi dù số của đơn vị có đổi" if same else ""
    return (
        f"{this}: {len(moved)} số liệu trên biểu thay đổi{whose}{also}; {len(told.turns)} đánh giá chỉ tiêu và "
        f"{len(told.shifts)} thứ hạng thay đổi theo. Chênh lệch của các đơn vị cộng lại bằng đúng chênh lệch trên biểu."
    )


class _Changes(Listing):
    """The table of figures: a row per unit's figure, the printed figure on the first of its rows."""

    def figures(self, told: Comparison) -> None:
        fields = fields_of(_FIELDS)
        first, _ = self.table(fields, ())
        self.row = first + 1
        for order, change in enumerate(told.changes, start=1):
            for at, move in enumerate(change.moves or (None,)):
                self._figure(fields, [*_printed(order, change, first=not at), *_own(told, move)], change.scale)
        self.row += 1

    def _figure(self, fields: Sequence[Field], values: list[Any], scale: int) -> None:
        row = self.row
        self._write(fields, values)
        for before, after, difference in (_PRINTED, _OWN):
            style = self.look.of("grid", "top", "right", number_style(scale))
            for at in (before, after, difference):
                if isinstance(values[at - 1], int | float):
                    self.sheet.write_number(row - 1, at - 1, values[at - 1], style)
            if isinstance(values[difference - 1], int | float):
                text = f"=N({address(row, after)})-N({address(row, before)})"
                self.sheet.write_formula(row - 1, difference - 1, text, style, values[difference - 1])


def _printed(order: int, change: Change, *, first: bool) -> list[Any]:
    if not first:
        return [None] * 7
    column = _column(change.form, change.column)
    numbers = (shown(value, change.scale) for value in (change.before, change.after, change.difference))
    return [order, change.sheet, change.line, column, *numbers]


def _column(form: Form, number: int) -> str:
    return f"({number}) {' – '.join(form.column(number).heading)}"


def _own(told: Comparison, move: Move | None) -> list[Any]:
    if move is None:
        return [None] * 8
    numbers = (shown(value, move.scale) for value in (move.before, move.after, move.difference))
    unit = told.units.get(move.unit_code, str(move.unit_code))
    places = (_place(told, origin) for origin in (move.source_before, move.source_after))
    return [unit, move.line, *numbers, *places, told.reasons.get(about(move), "")]


def _place(told: Comparison, origin: Origin) -> str:
    if not origin.file:
        return "(không có)"
    if told.added_up:
        return "(cộng các quý)"
    more = f" và {len(origin.cells) - _CELLS} ô khác" if len(origin.cells) > _CELLS else ""
    when = told.received.get(origin.file, "")
    at = datetime.fromisoformat(when) if when else None
    came = f", nhận {at:%H:%M} {day(at)}" if at else ""
    return f"{origin.file} – {origin.sheet}!{', '.join(origin.cells[:_CELLS])}{more}{came}"


def _consequences(listing: Listing, told: Comparison) -> None:
    if told.turns:
        listing.text("Đánh giá chỉ tiêu thay đổi", "bold", "left")
        fields = [Field("Chỉ tiêu", 1, "left", 4), Field("Của", 5, "left", 8), Field("Kỳ", 9, "left")]
        fields += [Field("Lần trước", 10, "left", 12), Field("Lần này", 13, "left")]
        listing.table(fields, [(one.indicator, one.who, one.span, one.before, one.became) for one in told.turns])
    if told.shifts:
        listing.text("Thứ hạng thay đổi", "bold", "left")
        fields = [Field("Chỉ tiêu", 1, "left", 4), Field("Đơn vị (hạng lần trước → hạng lần này)", 5, "left", 15)]
        listing.table(fields, _shifts(told.shifts))


def _shifts(shifts: Sequence[Shift]) -> Iterator[tuple[str, str]]:
    for indicator, group in groupby(shifts, key=lambda one: one.indicator):
        yield indicator, "; ".join(one.told for one in group)


def _words(listing: Listing, told: Comparison) -> None:
    if told.words:
        listing.text("Phần chữ thay đổi", "bold", "left")
        fields = [Field("Đơn vị", 1, "left", 3), Field("Biểu", 4), Field("Dòng", 5, "left", 8)]
        fields += [Field("Cột", 9), Field("Lần trước", 10, "left", 13), Field("Lần này", 14, "left", 15)]
        names = told.units
        rows = [
            (names.get(one.unit_code, str(one.unit_code)), one.form, one.line, f"({one.column})", one.before, one.after)
            for one in told.words
        ]
        listing.table(fields, rows)

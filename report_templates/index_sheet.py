"""The sheet «Chỉ số 766»: every unit's points per group, live total and rating; nothing is added over units."""

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from kstt.index_766 import RATINGS, SCALE, WHOLE, Metric, UnitIndex, group_maxima
from kstt.sheet import address
from report_templates.cells import WAITING, Formula, shown
from report_templates.listing import Field, Listing
from report_templates.look import Look, set_page

SHEET = "Chỉ số 766"
_NOT_YET = "chưa có số liệu"
_ABOUT = (
    "Điểm do đơn vị chép từ Cổng Dịch vụ công quốc gia; hệ thống không tự tính điểm, không cộng điểm giữa các đơn vị. "
    "Nhóm thiếu điểm của một chỉ số thành phần để trống. Xếp loại: {}."
)


def draw_index(
    sheet: Worksheet, look: Look, title: str, metrics: Sequence[Metric], standings: Sequence[UnitIndex]
) -> None:
    """A row per unit in the given order, headings frozen and with a filter."""
    maxima = group_maxima(metrics)
    listing = Listing(sheet, look, [5, 30, *(12 for _ in maxima), 11, 16])
    listing.text(f"CHỈ SỐ PHỤC VỤ NGƯỜI DÂN VÀ DOANH NGHIỆP (QĐ 766/QĐ-TTg) – {title}", "title")
    listing.text(_ABOUT.format(_bands()), "italic", "left")
    headings = [*(f"{group} (tối đa {most})" for group, most in maxima.items()), f"Tổng điểm (tối đa {WHOLE})"]
    points = [Field(heading, at, f"scale{SCALE}") for at, heading in enumerate(headings, start=3)]
    fields = [Field("STT", 1, "center"), Field("Đơn vị", 2), *points, Field("Xếp loại", len(points) + 3, "center")]
    rows = ((at, one.unit.name, *_points(one), None, None) for at, one in enumerate(standings, start=1))
    first, last = listing.table(fields, rows)
    for row, one in enumerate(standings, start=first + 1):
        formulas = _total(row, len(maxima), one), _rating(row, len(maxima), one)
        for field, formula in zip(fields[-2:], formulas, strict=True):
            style = look.of("grid", "top", field.style)
            sheet.write_formula(row - 1, field.left - 1, formula.text, style, formula.value)
    sheet.autofilter(first - 1, 0, last - 1, len(fields) - 1)
    sheet.freeze_panes(first, 2)
    set_page(sheet, first)


def _bands() -> str:
    *named, (_, lowest) = RATINGS
    return ", ".join(f"từ {least} điểm {name}" for least, name in named) + f", dưới {named[-1][0]} điểm {lowest}"


def _points(one: UnitIndex) -> list[float | None]:
    return [shown(points, SCALE) for points in one.groups.values()]


def _total(row: int, groups: int, one: UnitIndex) -> Formula:
    """Rounded to the decimals of points: a sum such as 89.99999999999999 would miss its band."""
    cells = f"{address(row, 3)}:{address(row, groups + 2)}"
    total = shown(one.total, SCALE)
    return Formula(
        f'=IF(COUNT({cells})={groups},ROUND(SUM({cells}),{SCALE}),"{WAITING}")', WAITING if total is None else total
    )


def _rating(row: int, groups: int, one: UnitIndex) -> Formula:
    at = address(row, groups + 3)
    *named, (_, lowest) = RATINGS
    bands = "".join(f'IF({at}>={least},"{name}",' for least, name in named)
    return Formula(f'=IF(ISNUMBER({at}),{bands}"{lowest}"{")" * len(named)},"{_NOT_YET}")', one.rating or _NOT_YET)

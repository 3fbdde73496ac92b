"""The sheet «Chỉ số 766»: every unit's points per group, live total and rating; nothing is added over units."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from xlsxwriter.worksheet import Worksheet

from kstt.sheet import address
from kstt.targets.index_766 import RATINGS, SCALE, WHOLE, Metric, UnitIndex, group_maxima
from kstt.targets.target import STATUSES
from report_templates.drawing.cells import WAITING, Formula, shown
from report_templates.drawing.listing import Field, Listing
from report_templates.drawing.look import Look, set_page

SHEET = "Chỉ số 766"
_NOT_YET = STATUSES["unknown"]
_ABOUT = (
    "Điểm do đơn vị chép từ Cổng Dịch vụ công quốc gia; hệ thống không tự tính điểm, không cộng điểm giữa các đơn vị. "
    "Nhóm thiếu điểm của một chỉ số thành phần để trống. Xếp loại: {}."
)
_LAST = " Kỳ này cộng từ các quý: điểm không cộng, là điểm đơn vị chép ở quý sau cùng."


def draw_index(
    sheet: Worksheet,
    look: Look,
    title: str,
    metrics: Sequence[Metric],
    standings: Sequence[UnitIndex],
    demanded: Mapping[int, Fraction],
    *,
    added_up: bool = False,
) -> None:
    """A row per unit in the given order, headings frozen and with a filter.

    `demanded` are the points a plan asks of a unit, by its code; points of a period `added_up` are its last quarter's.
    """
    maxima = group_maxima(metrics)
    listing = Listing(sheet, look, [5, 30, *(12 for _ in maxima), 11, 13, 10, 13])
    listing.text(f"CHỈ SỐ PHỤC VỤ NGƯỜI DÂN VÀ DOANH NGHIỆP (QĐ 766/QĐ-TTg) – {title}", "title")
    listing.text(_ABOUT.format(_bands()) + (_LAST if added_up else ""), "italic", "left")
    headings = [*(f"{group} (tối đa {most})" for group, most in maxima.items()), f"Tổng điểm (tối đa {WHOLE})"]
    points = [Field(heading, at, f"scale{SCALE}") for at, heading in enumerate(headings, start=3)]
    after = len(points) + 3
    told = [Field("Xếp loại", after, "center"), Field("Mức giao", after + 1, "right")]
    told.append(Field("So với mức giao", after + 2, "center"))
    fields = [Field("STT", 1, "center"), Field("Đơn vị", 2), *points, *told]
    rows = (
        (at, one.unit.name, *_points(one), None, None, _demanded(demanded.get(one.unit.code)), None)
        for at, one in enumerate(standings, start=1)
    )
    first, last = listing.table(fields, rows)
    for row, one in enumerate(standings, start=first + 1):
        size, asked = len(maxima), demanded.get(one.unit.code)
        formulas = _total(row, size, one), _rating(row, size, one), _status(row, size, one, asked)
        for field, formula in zip((*fields[-4:-2], fields[-1]), formulas, strict=True):
            style = look.of("grid", "top", field.style)
            sheet.write_formula(row - 1, field.left - 1, formula.text, style, formula.value)
    sheet.autofilter(first - 1, 0, last - 1, len(fields) - 1)
    sheet.freeze_panes(first, 2)
    set_page(sheet, first)


def _demanded(points: Fraction | None) -> float | None:
    return None if points is None else float(points)


def _status(row: int, groups: int, one: UnitIndex, asked: Fraction | None) -> Formula:
    """Held against the plan in the sheet as by us: points have two decimals, and nothing is rounded up."""
    total, demanded = address(row, groups + 3), address(row, groups + 5)
    met, missed = STATUSES["met"], STATUSES["missed"]
    text = f'=IF({demanded}="","",IF(ISNUMBER({total}),IF({total}>={demanded},"{met}","{missed}"),"{_NOT_YET}"))'
    if asked is None or one.total is None:
        return Formula(text, "" if asked is None else _NOT_YET)
    return Formula(text, met if one.total >= asked * 10**SCALE else missed)


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

"""The sheet «Xu hướng»: the measures of the last quarters with their coverage, and charts of them."""

from collections.abc import Iterator
from typing import Any, Literal

from kstt.overview.measure import ON_TIME, ON_TIME_ALL, ONLINE, Measure
from kstt.overview.model import Overview
from kstt.overview.trend import Point
from kstt.targets.target import Parts
from report_templates.analysis.book import TREND, Book
from report_templates.analysis.charts import Chart, Series, draw_chart
from report_templates.analysis.page import Col, Grid, Link, Page
from report_templates.analysis.periods import Compared
from report_templates.analysis.rates import ratio
from report_templates.drawing.cells import Formula

_CHARTS: tuple[tuple[Literal["column", "line"], str, tuple[Series, ...]], ...] = (
    (
        "column",
        "Hồ sơ tiếp nhận mới và đã giải quyết",
        (Series("new", "Tiếp nhận mới"), Series("resolved", "Đã giải quyết")),
    ),
    (
        "column",
        "Hồ sơ quá hạn",
        (Series("resolved_overdue", "Đã giải quyết quá hạn"), Series("pending_overdue", "Đang quá hạn")),
    ),
    ("line", "Tỷ lệ hồ sơ trực tuyến", (Series(ONLINE, "Trực tuyến trên tiếp nhận mới"),)),
    (
        "line",
        "Tỷ lệ đúng hạn",
        (Series(ON_TIME, "Trên hồ sơ đã giải quyết"), Series(ON_TIME_ALL, "Trên tổng số hồ sơ (QĐ 766)")),
    ),
)


def draw_trend(book: Book, title: str, view: Overview, told: Compared) -> Grid:
    """The sheet; gives the place of its table, which the front page's charts are of."""
    cols = tuple(_columns(told))
    page = Page(book, TREND, [col.width for col in cols], across=9)
    page.text(f"XU HƯỚNG – {title}", "title")
    page.text(_coverage(view), "warning" if _known(view) < len(view.trend) else "italic", "left")
    page.text(
        "Số của mỗi quý là tổng của các đơn vị có số liệu quý đó; số đơn vị khác nhau giữa các quý thì tổng không so "
        "sánh trực tiếp được (so trên cùng đơn vị: xem trang Tổng quan). Ô trống: chưa có số liệu.",
        "quiet",
        "left",
    )
    page.row += 1
    grid = page.head(cols, len(view.trend))
    for point in view.trend:
        page.line(grid, _contents(grid, page.row, point, told))
    page.row += 1
    if _known(view) > 1:
        _charts(page, view, grid)
    page.sheet.freeze_panes(grid.heading, 2)
    book.set_page(page.sheet)
    page.sheet.fit_to_pages(1, 1)
    page.sheet.print_area(0, 0, page.row + (40 if _known(view) > 1 else 0), len(cols) - 1)
    return grid


def _known(view: Overview) -> int:
    return sum(not point.lacking for point in view.trend)


def _coverage(view: Overview) -> str:
    lacking = len(view.trend) - _known(view)
    if not lacking:
        return f"Đủ số liệu của {len(view.trend)} quý."
    if _known(view) < 2:
        return "Chưa có số liệu của quý trước để so sánh: xu hướng sẽ hiện khi các quý sau được chạy vào cùng thư mục."
    return f"Có số liệu của {_known(view)}/{len(view.trend)} quý; còn thiếu {lacking} quý (xem cột Ghi chú)."


def _columns(told: Compared) -> Iterator[Col]:
    yield Col("period", "Mã kỳ", 9)
    yield Col("name", "Quý", 17)
    yield Col("reporting", "Đơn vị có số liệu", 9, "count")
    yield Col("units", "Tổng số đơn vị", 9, "count")
    for one in told.measures:
        yield Col(one.id, one.name, 14, "percent" if one.indicator else "count")
    yield Col("remark", "Ghi chú", 34)


def _contents(grid: Grid, row: int, point: Point, told: Compared) -> dict[str, Any]:
    found: dict[str, Any] = {"period": str(point.period), "name": point.period.name}
    if point.lacking:
        return found | {"remark": f"Chưa có số liệu: {point.lacking}"}
    found["units"], link = point.units, told.link(point.period)
    found["name"] = Link(point.period.name, link) if link else point.period.name
    counted = f"={told.reporting(grid.at('period', row))}"
    found["reporting"] = Formula(counted, point.reporting) if told.rows else point.reporting  # no rows, no names
    for one in told.measures:
        parts = point.sums[one.id]
        if parts.numerator is not None:
            found[one.id] = _sum(one, parts, point, told)
    return found


def _sum(measure: Measure, parts: Parts, point: Point, told: Compared) -> Formula:
    if not measure.indicator:
        return Formula(f"={told.whole(measure.id, point.period)}", parts.numerator or 0)
    above, below = (told.whole(f"{measure.id}_{end}", point.period) for end in ("above", "below"))
    return ratio(above, below, parts)


def _charts(page: Page, view: Overview, grid: Grid) -> None:
    """Two by two below the table: dossiers as columns, rates as lines."""
    skip = next(at for at, point in enumerate(view.trend) if not point.lacking)
    for at, (kind, title, series) in enumerate(_CHARTS):
        place = page.row + at // 2 * 17, 1 + at % 2 * 7
        draw_chart(page, grid, TREND, Chart(kind, title, series, place, (560, 300), skip=skip))

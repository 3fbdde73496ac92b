"""The sheet «Bản đồ nhiệt»: units by indicators, the worse the darker; every cell live over the unit's rows."""

from collections.abc import Sequence
from typing import Any

from kstt.overview.model import Overview
from kstt.rollup import Coverage
from kstt.source import Source, read_source
from kstt.targets.indicator import Indicator
from kstt.targets.scoreboard import Score
from kstt.targets.standing import source_of
from kstt.targets.target import result_places
from kstt.unit import Unit
from report_templates.analysis.book import HEAT, Book, data_name, quoted, summed
from report_templates.analysis.data import LINE, UNIT, Data
from report_templates.analysis.page import Col, Grid, Link, Page, Styled
from report_templates.analysis.rates import ratio, ratio_of
from report_templates.drawing.cells import NOTHING, Formula, shown

_WORST, _BEST = "#B0B0B0", "#FFFFFF"
_RULE = (
    "Mỗi cột một chỉ tiêu, mỗi dòng một đơn vị; trong từng cột, ô càng sẫm kết quả càng kém. ▼: không đạt mức giao. Ô "
    "trống: chưa có số liệu. Tử số, mẫu số và mức giao ở trang Chỉ tiêu theo đơn vị của báo cáo."
)


def draw_heat(book: Book, title: str, view: Overview, data: Data) -> None:
    """The sheet; every indicator that somebody has is a column."""
    board = view.scoreboard
    cols = (
        Col("order", "STT", 5, "center"),
        Col("code", "Mã", 8, "center"),
        Col("name", "Đơn vị", 30),
        *(Col(one.id, f"{one.name} ({one.measure})", 12, "percent") for one in board.indicators),
    )
    page = Page(book, HEAT, [col.width for col in cols], across=3)  # words over more columns would be cut in print
    page.text(f"BẢN ĐỒ NHIỆT CHỈ TIÊU\n{title}", "title")
    page.coverage(_heard(view), short=True)
    page.row += 1
    grid = page.head(cols, len(board.units))
    _counts(page, grid, view)
    for order, unit in enumerate(board.units, start=1):
        page.line(grid, _line(page.row, grid, order, unit, view, data))
    _shade(page, grid, board.indicators)
    page.row += 1
    page.text(_RULE, "quiet", "left")
    page.sheet.freeze_panes(grid.heading, 3)
    book.set_page(page.sheet, grid.heading)
    page.sheet.fit_to_pages(max(1, (len(cols) + 8) // 12), 0)
    page.sheet.repeat_columns(0, 2)


def _counts(page: Page, grid: Grid, view: Overview) -> None:
    """How many units have each indicator, above its heading."""
    row, units = grid.heading - 1, len(view.scoreboard.units)
    page.merged(row, 1, 3, f"Số đơn vị có số liệu (trên {units})", "grid", "quiet", "left")
    for one in view.scoreboard.indicators:
        having = sum(one.id in of_unit for of_unit in view.scoreboard.scores.values())
        page.put(row, grid.places[one.id], Formula(f"=COUNTA({grid.column(one.id)})", having), "grid", "count")


def _heard(view: Overview) -> Coverage:
    """The coverage of all indicators together: who has any."""
    heard = {code for code, of_unit in view.scoreboard.scores.items() if of_unit}
    units = view.scoreboard.units
    return Coverage(
        tuple(unit for unit in units if unit.code in heard), tuple(unit for unit in units if unit.code not in heard)
    )


def _line(row: int, grid: Grid, order: int, unit: Unit, view: Overview, data: Data) -> dict[str, Any]:
    link, scores = data.link(unit.code, view.dossiers.code), view.scoreboard.scores.get(unit.code, {})
    found: dict[str, Any] = {"order": order, "code": unit.code, "name": Link(unit.name, link) if link else unit.name}
    for one in view.scoreboard.indicators:
        if one.id in scores:
            found[one.id] = _score(one, scores[one.id], grid.at("code", row), view, data)
    return found


def _score(indicator: Indicator, score: Score, unit: str, view: Overview, data: Data) -> Styled:
    kind = "percent" if indicator.unit == "percent" else "scale2"
    missed = score.judgement is not None and score.judgement.status == "missed"
    look = f"{kind}_below{result_places(indicator, score.judgement)}" if missed else kind
    content = _content(indicator, score, unit, view, data)
    words = content.value if isinstance(content, Formula) else content
    return Styled(content, ("quiet", "center", "small") if words == NOTHING else (look,))


def _content(indicator: Indicator, score: Score, unit: str, view: Overview, data: Data) -> Formula | float | str | None:
    """The ratio over the rows of the data; the plain number where they are not there or tasks give it."""
    parts = score.parts
    above, below = (_sum(source_of(indicator, part, view.sheet), unit, data) for part in ("numerator", "denominator"))
    if not indicator.denominator_from:
        above = _where_whole(indicator, above, unit, data)
        points = shown(parts.numerator, parts.scale)
        return Formula(f"={above}", points) if above and points is not None else points
    return ratio(above, below, parts) if above and below else ratio_of(parts)


def _where_whole(indicator: Indicator, above: str, unit: str, data: Data) -> str:
    """The sum of the form whose complete lines take the place of what was typed, else what was typed."""
    source = read_source(indicator.also_from) if indicator.also_from else None
    form = data.form(source.form) if source else None
    if source is None or form is None:
        return above
    given = f"COUNTIFS({data_name(form, UNIT)},{unit})={len(form.fixed)}"
    return f"IF({given},{_sum(source, unit, data)},{above or 0})"


def _sum(source: Source | None, unit: str, data: Data) -> str:
    form = data.form(source.form) if source else None
    if source is None or form is None:
        return ""
    line = (data_name(form, LINE), quoted(source.line)) if source.line else ()
    keys = [form.column(number).key for number in source.columns]
    return summed([data_name(form, key) for key in keys], data_name(form, UNIT), unit, *line)


def _shade(page: Page, grid: Grid, indicators: Sequence[Indicator]) -> None:
    if not grid.rows:
        return
    for one in indicators:
        low, high = (_WORST, _BEST) if one.direction == "at_least" else (_BEST, _WORST)
        scale = {"type": "2_color_scale", "min_color": low, "max_color": high}
        at = grid.places[one.id] - 1
        page.sheet.conditional_format(grid.rows[0] - 1, at, grid.rows[-1] - 1, at, scale)
    page.sheet.autofilter(grid.heading - 1, 0, grid.rows[-1] - 1, len(grid.columns) - 1)

"""The sheet «Theo đơn vị»: a sortable line per unit, ranks and rates live over the unit's rows of the data."""

from collections.abc import Iterator, Sequence
from typing import Any

from kstt.finding import VERDICTS
from kstt.overview.attention import RANKED
from kstt.overview.measure import ONLINE, RATES, columns_of
from kstt.overview.model import Overview
from kstt.overview.unit_lines import UnitLine
from kstt.sheet import letters
from kstt.targets.indicator import Indicator
from kstt.targets.standing import source_of
from report_templates.analysis.book import UNITS, Book, data_name, span, summed
from report_templates.analysis.data import UNIT, Data
from report_templates.analysis.page import Col, Grid, Link, Page, Styled
from report_templates.analysis.periods import UNIT as PERIOD_UNIT
from report_templates.analysis.periods import Compared
from report_templates.analysis.rates import ratio, ratio_of
from report_templates.drawing.cells import UNSOUND, Formula
from report_templates.report.score_formulas import rankable
from report_templates.telling import rearranged

_RULE = (
    "Hạng theo tỷ lệ đúng hạn trên tổng số hồ sơ, so sánh chính xác tử số/mẫu số; bằng nhau thì cùng hạng, hạng sau bỏ "
    "cách. Đơn vị chưa có số liệu để trống, không tính là 0. Bấm tên đơn vị để đến các dòng số liệu của đơn vị."
)


def unit_columns(view: Overview) -> tuple[Col, ...]:
    """The columns: what is read first, then the form's own columns, parts of rates, the course over the quarters."""
    return tuple(_columns(view))


def _columns(view: Overview) -> Iterator[Col]:
    yield Col("order", "STT", 5, "center")
    yield Col("code", "Mã", 8, "center")
    yield Col("name", "Đơn vị", 24)
    yield Col("state", "Tình trạng", 11)
    yield Col("rank", "Hạng", 7, "center")
    if not view.period.quarters:
        yield Col("climb", "Tăng, giảm hạng so quý trước", 11, "climb")
    yield Col("course", "Diễn biến các quý", 14)
    for indicator in indicators(view):
        yield Col(indicator.id, indicator.name, 19, "percent")
    yield Col("late", "Tổng hồ sơ quá hạn (đã và đang giải quyết)", 15, "count")
    for column in view.dossiers.numbers:
        yield Col(f"c{column.number}", f"({column.number}) {' – '.join(column.heading)}", 17, "count")
    for indicator in indicators(view):
        yield Col(f"{indicator.id}_above", f"Tử số: {indicator.numerator}", 20, "count")
        yield Col(f"{indicator.id}_below", f"Mẫu số: {indicator.denominator}", 20, "count")
    if not view.period.quarters:
        yield Col("rank_before", "Hạng quý trước", 7, "center")
    for at, point in enumerate(view.trend):
        yield Col(f"q{at}", f"Đúng hạn trên tổng số hồ sơ, {point.period.name}", 17, "percent")


def indicators(view: Overview) -> list[Indicator]:
    """The rates of every unit, the ranked one first."""
    by_id = {one.measure.id: one.measure.indicator for one in view.headlines}
    ids = (RANKED, *(one for one in RATES if one != RANKED))
    return [indicator for one in ids if (indicator := by_id.get(one))]


def draw_units(book: Book, title: str, view: Overview, data: Data, told: Compared) -> Grid:
    """The sheet; gives the place of its table, for the sheets that add it up."""
    cols = unit_columns(view)
    page = Page(book, UNITS, [col.width for col in cols], across=10)
    page.text(f"THEO ĐƠN VỊ – {title}", "title")
    page.coverage(view.coverage)
    grid = page.head(cols, len(view.units))
    lines = _Lines(view, data, grid, told)
    for order, line in enumerate(view.units, start=1):
        page.line(grid, lines.contents(page.row, order, line))
    _sparklines(page, grid, view)
    page.row += 1
    page.text(f"{_RULE}{rearranged(view, [point.period for point in view.trend])}", "quiet", "left")
    _finish(page, grid)
    return grid


class _Lines:
    """What stands on the lines of the table."""

    def __init__(self, view: Overview, data: Data, grid: Grid, told: Compared) -> None:
        self.view, self.data, self.grid, self.told = view, data, grid, told
        self.rates = indicators(view)
        self.live = rankable([line.scores[RANKED].parts for line in view.units if RANKED in line.scores])

    def contents(self, row: int, order: int, line: UnitLine) -> dict[str, Any]:
        """A line's contents by column; a unit that did not report has words and nothing else."""
        link = self.data.link(line.unit.code, self.view.dossiers.code)
        found: dict[str, Any] = {
            "order": order,
            "code": line.unit.code,
            "name": Link(line.unit.name, link) if link else line.unit.name,
            "state": VERDICTS[line.turnout.state],
            "rank_before": line.rank_before,
        }
        if not line.numbers:
            return found | {"state": Styled(VERDICTS[line.turnout.state], ("word", "quiet"))} | self._course(row, line)
        return (
            found | self._dossiers(row, line) | self._rates(row, line) | self._rank(row, line) | self._course(row, line)
        )

    def _dossiers(self, row: int, line: UnitLine) -> dict[str, Any]:
        form, unit = self.view.dossiers, self.grid.at("code", row)
        found: dict[str, Any] = {}
        for column in form.numbers:
            value = line.numbers.get(column.number)
            if value is not None:
                formula = summed([data_name(form, column.key)], data_name(form, UNIT), unit)
                found[f"c{column.number}"] = Formula(f"={formula}", value) if self.data.form(form.code) else value
        parts = columns_of(form, ["resolved_overdue", "pending_overdue"])
        cells = "+".join(self.grid.at(f"c{number}", row) for number in parts)
        return found | {"late": Formula(f"={cells}", sum(line.numbers.get(number) or 0 for number in parts))}

    def _rates(self, row: int, line: UnitLine) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in self.rates:
            if one.id not in line.scores:
                found[one.id] = Styled(UNSOUND, ("word", "quiet"))
                continue
            parts = line.scores[one.id].parts
            if parts.numerator is None or parts.denominator is None:
                continue
            above, below = (self.grid.at(f"{one.id}_{end}", row) for end in ("above", "below"))
            found[f"{one.id}_above"] = Formula(self._added(one, "numerator", row), parts.numerator)
            found[f"{one.id}_below"] = Formula(self._added(one, "denominator", row), parts.denominator)
            found[one.id] = ratio(above, below, parts)
        return found

    def _added(self, indicator: Indicator, part: str, row: int) -> str:
        """The sum of the columns a part of a rate comes from, in the unit's own row."""
        source = source_of(indicator, part, self.view.sheet)
        return "=" + "+".join(self.grid.at(f"c{number}", row) for number in source.columns) if source else ""

    def _rank(self, row: int, line: UnitLine) -> dict[str, Any]:
        if line.rank is None:
            return {}
        found: dict[str, Any] = {"rank": line.rank}
        if self.live:
            mine, of = (self.grid.at(f"{RANKED}_{end}", row) for end in ("above", "below"))
            above, below = (self.grid.column(f"{RANKED}_{end}") for end in ("above", "below"))
            found["rank"] = Formula(f"=1+SUMPRODUCT(({below}>0)*({above}*{of}>{mine}*{below}))", line.rank)
        if line.climbed is not None:
            now, before = self.grid.at("rank", row), self.grid.at("rank_before", row)
            found["climb"] = Formula(f"={before}-{now}", line.climbed)
        return found

    def _course(self, row: int, line: UnitLine) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for at, (point, parts) in enumerate(zip(self.view.trend, line.history[RANKED], strict=True)):
            if parts and parts.denominator:
                where = (PERIOD_UNIT, self.grid.at("code", row))
                above, below = (self.told.of_now(f"{RANKED}_{end}", point.period, *where) for end in ("above", "below"))
                found[f"q{at}"] = Formula(f"={above}/({below})", ratio_of(parts))
        return found


def _sparklines(page: Page, grid: Grid, view: Overview) -> None:
    """Each course in its own row, so that sorting keeps it right; one quarter is no course.

    All are one group: the library makes its tables of colours anew for every call.
    """
    begun = next((at for at, point in enumerate(view.trend) if not point.lacking), 0)
    first, last = (letters(grid.places[f"q{at}"]) for at in (begun, len(view.trend) - 1))
    rows = [row for row, line in zip(grid.rows, view.units, strict=True) if _quarters(line) > 1]
    if rows:
        ranges = [span(UNITS, f"{first}{row}", f"{last}{row}") for row in rows]
        cells = [f"{letters(grid.places['course'])}{row}" for row in rows]
        look = {"markers": True, "weight": 1.5, "series_color": "#404040"}
        page.sheet.add_sparkline(0, 0, look | {"location": cells, "range": ranges})


def _quarters(line: UnitLine) -> int:
    return sum(bool(parts and parts.denominator) for parts in line.history[RANKED])


def _finish(page: Page, grid: Grid) -> None:
    """Bars, filter, frozen panes, print set-up."""
    sheet, rows = page.sheet, grid.rows
    if not rows:
        return
    for key, most in (("late", None), ("c3", None), (ONLINE, 1)):
        at = grid.places[key] - 1
        bar: dict[str, Any] = {"type": "data_bar", "bar_color": "#BFBFBF", "bar_solid": True, "data_bar_2010": True}
        bar |= {"min_type": "num", "min_value": 0} | ({"max_type": "num", "max_value": most} if most else {})
        sheet.conditional_format(rows[0] - 1, at, rows[-1] - 1, at, bar)
    sheet.autofilter(grid.heading - 1, 0, rows[-1] - 1, len(grid.columns) - 1)
    sheet.freeze_panes(grid.heading, grid.places["name"])
    page.book.set_page(sheet, grid.heading)
    sheet.print_area(0, 0, page.row - 2, grid.places["late"] - 1)


def added_up(grid: Grid, keys: Sequence[str]) -> str:
    """The sum over all units of columns of the table, from another sheet."""
    return "+".join(f"SUM({span(UNITS, *grid.column(key).split(':'))})" for key in keys)

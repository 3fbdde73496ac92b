"""The sheet «Dữ liệu các kỳ»: every measure of every unit in every period at hand: changes and trends stand on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kstt.overview.measure import Measure
from kstt.overview.model import Overview
from kstt.period import Period
from kstt.targets.standing import Standing
from kstt.targets.target import Parts
from kstt.unit import Unit
from report_templates.analysis.book import PERIODS, Book, period_name, quoted, span, summed
from report_templates.analysis.page import Col, Grid, Page
from report_templates.drawing.cells import Formula

_HEADING = 4
PERIOD, UNIT = period_name("period"), period_name("unit")
_NOW, _QUARTER, _YEAR = "in_now", "in_quarter", "in_year"
"""Helper columns: whether the row's unit also has a row in the period itself, a quarter ago, a year ago.

A rate that some row lacks, as its unit's numbers do not agree, has helpers of its own: whether it has the rate there.
"""
_BOTH, _REPORTED, _RETOLD = "cả hai cách", "như đã báo cáo", "theo đơn vị hiện nay"
"""How a row counts: in the sum of its period, for its unit, or in both, as all do where no unit merged or was split."""
_VIEW = period_name("view")
VIEWS = f"Dòng «{_REPORTED}» tính vào tổng của kỳ, dòng «{_RETOLD}» để so sánh, dòng «{_BOTH}» dùng cho cả hai"


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """What one unit had in one period, by measure: as it reported, as its predecessors did together, or both alike."""

    period: Period
    unit: Unit
    parts: dict[str, Parts]
    view: str


@dataclass(frozen=True)
class Compared:
    """The rows of the sheet, the earliest period first, and the periods the period itself is compared with."""

    now: Period
    quarter: Period | None
    year: Period | None
    measures: tuple[Measure, ...]
    rows: tuple[PeriodRow, ...]

    def whole(self, part: str, period: Period, *where: str) -> str:
        """The sum of a column over everybody who reported in a period."""
        return summed([period_name(part)], PERIOD, f'"{period}"', *where, *self._but(_RETOLD))

    def was(self, measure: Measure, part: str, period: Period) -> str:
        """The sum over what the units that have the measure in the period itself too had in an earlier one."""
        return self.of_now(part, period, period_name(self._helper(_NOW, measure)), "1")

    def of_now(self, part: str, period: Period, *where: str) -> str:
        """The sum of a column over rows of a period as units of now tell it."""
        return summed([period_name(part)], PERIOD, f'"{period}"', *where, *self._but(_REPORTED))

    def reporting(self, period: str) -> str:
        """The number of those who reported in the period a cell names."""
        return f"COUNTIFS({','.join((PERIOD, period, *self._but(_RETOLD)))})"

    def has(self, period: Period, unit: str, *where: str) -> str:
        """Whether the unit a cell names has a row in a period, or something in a column of it."""
        return f"COUNTIFS({','.join((PERIOD, quoted(str(period)), UNIT, unit, *where, *self._but(_REPORTED)))})"

    def link(self, period: Period) -> str:
        """Where the rows of a period stand; empty where there are none."""
        rows = [at for at, row in enumerate(self.rows, start=_HEADING + 1) if row.period == period]
        return span(PERIODS, f"A{rows[0]}", f"D{rows[-1]}") if rows else ""

    def is_now(self, measure: Measure, part: str, period: Period) -> str:
        """The sum over the period's own units that had the measure in the earlier one too."""
        helper = _QUARTER if period == self.quarter else _YEAR
        return self.whole(part, self.now, period_name(self._helper(helper, measure)), "1")

    @cached_property
    def rearranged(self) -> bool:
        """Whether units merged or were split since some period, which then has rows of two kinds."""
        return any(row.view != _BOTH for row in self.rows)

    def _but(self, view: str) -> tuple[str, ...]:
        return (_VIEW, f'"<>{view}"') if self.rearranged else ()

    @cached_property
    def lacked(self) -> tuple[Measure, ...]:
        """The rates that some row of the periods compared lacks."""
        rows = [row for row in self.rows if row.period in (self.now, self.quarter, self.year)]
        return tuple(one for one in self.measures if one.indicator and any(one.id not in row.parts for row in rows))

    @cached_property
    def helpers(self) -> tuple[tuple[str, str, Period | None, Measure | None], ...]:
        """Every helper column: its key and heading, and the period and, of a rate's own, the rate it is about."""
        about = [(_NOW, "kỳ báo cáo", self.now), (_YEAR, "cùng kỳ năm trước", self.year)]
        about[1:1] = [] if self.now.quarters else [(_QUARTER, "quý trước", self.quarter)]
        common = [(key, f"Có số liệu {words}", period, None) for key, words, period in about]
        own = [
            (self._helper(key, one), f"Có tỷ lệ {words} ({one.name})", period, one)
            for one in self.lacked
            for key, words, period in about
        ]
        return (*common, *own)

    def _helper(self, key: str, measure: Measure) -> str:
        return f"{key}_{measure.id}" if measure in self.lacked else key


def compared(view: Overview) -> Compared:
    """The rows of an overview; a unit without the measures in a period has none."""
    measures = tuple(one.measure for one in view.headlines)
    standings = view.standings
    rows = [row for period in sorted(standings) for row in _rows(period, standings[period], measures, view)]
    first = view.headlines[0] if view.headlines else None
    return Compared(
        view.period,
        first.since_quarter.period if first and first.since_quarter else None,
        first.since_year.period if first and first.since_year else None,
        measures,
        tuple(rows),
    )


def _rows(period: Period, known: Standing, measures: Sequence[Measure], view: Overview) -> Iterator[PeriodRow]:
    register = view.locality.register
    now, then = ({unit.code: unit for unit in some} for some in (register.units, register.others))
    place = {code: at for at, code in enumerate(now | then)}
    retold = view.retold.get(period, known)
    codes, held = {code for _, code in (*known, *retold)}, view.blocks.get(period, {})
    for code in sorted(codes, key=lambda code: (place.get(code, len(place)), code)):
        unit = held.get(code) or now.get(code) or then.get(code) or Unit(code, str(code))
        as_reported, as_now = (
            {one.id: of[one.id, code] for one in measures if (one.id, code) in of} for of in (known, retold)
        )
        if as_reported == as_now:
            yield PeriodRow(period, unit, as_now, _BOTH)
        else:
            former = held.get(code) or then.get(code, unit)  # a block bears the code of a unit that ended
            told = ((former, as_reported, _REPORTED), (unit, as_now, _RETOLD))
            yield from (PeriodRow(period, named, parts, how) for named, parts, how in told if parts)


def columns_of(told: Compared) -> Iterator[Col]:
    """The columns of the sheet: a count has one, a rate its two parts; a longer period has no quarter before it."""
    yield Col("period", "Kỳ", 9)
    yield Col("period_name", "Tên kỳ", 17, "flat")
    yield Col("unit", "Mã đơn vị", 9)
    yield Col("name", "Đơn vị", 24, "flat")
    if told.rearranged:
        yield Col("view", "Cách tính", 20, "flat")
    for one in told.measures:
        if one.indicator:
            yield Col(f"{one.id}_above", f"{one.indicator.numerator} (tử số: {one.name})", 14, "count")
            yield Col(f"{one.id}_below", f"{one.indicator.denominator} (mẫu số: {one.name})", 14, "count")
        else:
            yield Col(one.id, one.name, 14, "count")
    for key, heading, _, _ in told.helpers:
        yield Col(key, heading, 10, "count")


def draw_periods(book: Book, title: str, told: Compared) -> None:
    """The table with its columns named for formulas."""
    cols = tuple(columns_of(told))
    page = Page(book, PERIODS, [col.width for col in cols], across=8)
    page.text(f"DỮ LIỆU CÁC KỲ – {title}", "title")
    said = "Số liệu của từng đơn vị ở kỳ báo cáo và các kỳ trước còn trong thư mục kết quả."
    page.text(f"{said} {VIEWS}." if told.rearranged else said, "quiet", "left")
    grid = Grid(cols, _HEADING, len(told.rows))
    page.table(grid, "Bang_cac_ky")
    if told.rows:
        for col in cols:
            book.define(period_name(col.key), PERIODS, grid.places[col.key], grid.rows)
    known = {(row.period, row.unit.code): row for row in told.rows if row.view != _REPORTED}
    for row, one in zip(grid.rows, told.rows, strict=True):
        _write(page, grid, row, one, told, known)
    page.sheet.freeze_panes(_HEADING, 4)
    book.set_page(page.sheet, _HEADING)


def _write(
    page: Page, grid: Grid, row: int, one: PeriodRow, told: Compared, known: Mapping[tuple[Period, int], PeriodRow]
) -> None:
    page.put(row, 1, str(one.period), "flat")
    page.put(row, 2, one.period.name, "flat")
    page.put(row, 3, one.unit.code)
    page.put(row, 4, one.unit.name, "flat")
    if told.rearranged:
        page.put(row, grid.places["view"], one.view, "flat")
    for measure, parts in one.parts.items():
        ends = ("_above", "_below") if parts.denominator is not None else ("",)
        for end, value in zip(ends, (parts.numerator, parts.denominator), strict=False):
            page.put(row, grid.places[measure + end], value, "count")
    for key, _, period, rate in told.helpers:
        if period:
            other = known.get((period, one.unit.code))
            where, has = tuple[str, ...](), other is not None
            if rate:
                # «<>» would say the same, but the second calculator counts empty cells with it
                where, has = (period_name(f"{rate.id}_below"), '">=0"'), other is not None and rate.id in other.parts
            found = f"={told.has(period, grid.at('unit', row), *where)}"
            page.put(row, grid.places[key], Formula(found, int(has)), "count")

"""The table of headline figures on the front page: now, a quarter ago, a year ago, and the changes, all live."""

from typing import Any

from kstt.overview.measure import columns_of
from kstt.overview.model import Overview
from kstt.overview.since import Change, Headline
from kstt.period import Period
from report_templates.analysis.book import UNITS, span
from report_templates.analysis.page import Col, Grid, Page, Styled
from report_templates.analysis.periods import Compared
from report_templates.analysis.rates import ratio
from report_templates.analysis.units import added_up
from report_templates.drawing.cells import NOTHING, WAITING, Formula
from report_templates.telling import NO_COMMON, OTHERWISE, not_told, nothing_earlier, rearranged

_FROM_ZERO = "kỳ đó bằng 0"


def draw_headlines(page: Page, view: Overview, told: Compared, units: Grid) -> None:
    """The table; changes compare the units that are in both periods, and a line under it says how many those are."""
    page.row += 1
    quarter = (
        Col("quarter", _named(told.quarter, "Quý trước"), 14, "count"),
        Col("since_quarter", "Thay đổi so với quý trước", 14, "growth"),
    )
    cols = (
        Col("name", "Chỉ số", page.widths[0]),
        Col("now", view.period.name, 14, "count"),
        *(() if view.period.quarters else quarter),
        Col("year", _named(told.year, "Cùng kỳ năm trước"), 14, "count"),
        Col("since_year", "Thay đổi so với cùng kỳ", 14, "growth"),
    )
    grid = page.head(cols, len(view.headlines))
    for one in view.headlines:
        page.line(grid, _headline(one, view, told, units))
    page.text(_compared(view), "quiet", "small", "left")


def _named(period: Period | None, otherwise: str) -> str:
    return period.name if period else f"{otherwise} (chưa có)"


def _headline(one: Headline, view: Overview, told: Compared, units: Grid) -> dict[str, Any]:
    rate = ("percent", "big") if one.measure.indicator else ("count", "big")
    found: dict[str, Any] = {"name": one.measure.name}
    now = _now(one, view, units)
    to = span(UNITS, f"A{units.heading}") if isinstance(now, Formula) else ""
    found["now"] = Styled(now, rate if to else ("quiet", "center"), to)
    for key, since in (("quarter", one.since_quarter), ("year", one.since_year)):
        content = _then(one, since, told) if since else WAITING
        found[key] = Styled(content, rate[:1] if since else ("center", "quiet"))
        found[f"since_{key}"] = _change(one, since, told) if since else Styled(WAITING, ("center", "quiet"))
    return found


def _now(one: Headline, view: Overview, units: Grid) -> Formula | str:
    """The sum over the sheet of units; words where nobody gave the measure."""
    if one.now.numerator is None:
        return not_told(one, view)
    if one.measure.indicator:
        above, below = (added_up(units, [f"{one.measure.id}_{end}"]) for end in ("above", "below"))
        return ratio(above, below, one.now)
    columns = [f"c{number}" for number in columns_of(view.dossiers, one.measure.columns)]
    return Formula(f"={added_up(units, columns)}", one.now.numerator)


def _then(one: Headline, since: Change, told: Compared) -> Formula | float | str:
    """The sum over everybody who reported then."""
    name = one.measure.id
    if not one.measure.indicator:
        return Formula(f"={told.whole(name, since.period)}", since.then.numerator or 0)
    if since.then.numerator is None:
        return WAITING
    above, below = (told.whole(f"{name}_{end}", since.period) for end in ("above", "below"))
    return ratio(above, below, since.then)


def _change(one: Headline, since: Change, told: Compared) -> Styled:
    """The change over the units in both periods: of a count in per cent, of a rate in percentage points."""
    name, period = one.measure.id, since.period
    worse = ("worse",) if one.worse(since) else ()
    slight = "slight_" if one.slight(since) else ""
    if not since.both:
        return Styled(NO_COMMON, ("center", "quiet"))
    if None in (since.now.numerator, since.was.numerator):
        return Styled(WAITING, ("center", "quiet"))
    if not one.measure.indicator:
        now, was = told.is_now(one.measure, name, period), told.was(one.measure, name, period)
        value = _FROM_ZERO if since.relative is None else float(since.relative)
        return Styled(Formula(f'=IF({was}=0,"{_FROM_ZERO}",({now})/({was})-1)', value), (f"{slight}growth", *worse))
    cells = [
        sums(one.measure, f"{name}_{end}", period) for end in ("above", "below") for sums in (told.is_now, told.was)
    ]
    now_above, was_above, now_below, was_below = cells
    value = NOTHING if since.difference is None else float(since.difference * 100)
    formula = f"(({now_above})/({now_below})-({was_above})/({was_below}))*100"
    formula = f'=IF(OR({now_below}=0,{was_below}=0),"{NOTHING}",{formula})'
    return Styled(Formula(formula, value), (f"{slight}points", *worse))


def _compared(view: Overview) -> str:
    """Over how many units the changes are, in words."""
    said = []
    first = view.headlines[0]
    for since, words in ((first.since_quarter, "quý trước"), (first.since_year, "cùng kỳ năm trước")):
        if since:
            said.append(f"{since.both} đơn vị có số liệu cả hai kỳ (so với {words}; kỳ đó có {since.reporting} đơn vị)")
    if not said:
        return nothing_earlier(view.period)
    retold = rearranged(view, [since.period for since in (first.since_quarter, first.since_year) if since])
    return (
        f"Thay đổi tính trên {' và '.join(said)}, nên có thể khác hiệu của hai cột số.{retold} Điểm %: hiệu của hai "
        f"tỷ lệ. Ô sẫm: theo hướng không mong muốn.{f' {OTHERWISE}' if first.apart else ''}"
    )

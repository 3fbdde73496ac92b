"""What leaders and analysts look at, in one model: the workbook of analysis and the page for phones show the same.

Pure: sums are integers and ratios exact fractions; nothing here knows a sheet, a file or the clock.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kstt.form import Form
from kstt.lineage.chains import as_of
from kstt.locality import Locality
from kstt.overview.attention import Standout, standouts
from kstt.overview.field_lines import FieldLine, field_lines
from kstt.overview.known import Known
from kstt.overview.measure import DOSSIERS
from kstt.overview.overdue import CAUSES, Backlog, OverdueLine, backlog, causes_of, overdue_lines
from kstt.overview.quality import Quality, quality
from kstt.overview.since import Headline, headlines
from kstt.overview.trend import Point, trend, trend_quarters
from kstt.overview.turnout import Turnout, turnout
from kstt.overview.unit_lines import Scores, UnitLine, unit_lines
from kstt.period import Period, before
from kstt.rollup import Coverage
from kstt.silence import silent_on, with_zeros
from kstt.targets.indicator import SHEET
from kstt.targets.scoreboard import Scoreboard, score
from kstt.targets.standing import Standing
from kstt.targets.target import Status
from kstt.targets.year import Year
from kstt.unit import Unit


@dataclass(frozen=True, slots=True)
class Targets:
    """How many of the plans' targets stand how in the period.

    `apart` counts those that are no target of the locality but of a unit that has a plan of its own, by whose they are.
    """

    total: int
    quarter: Mapping[Status, int]
    apart: Mapping[str, int]


@dataclass(frozen=True)
class Overview:
    """Everything to be shown of a period. `coverage` is of the form that counts dossiers, `covers` as in a provenance.

    `standings` has the measures of every unit in the period and in each earlier one at hand; sums of units that came or
    went between two periods are no change, so a headline compares only the units that are in both. `retold` has the
    earlier periods since which units merged or were split, by the units of now. `blocks` are the units, by code, that
    stood for several in an earlier one.
    """

    period: Period
    locality: Locality
    coverage: Coverage
    covers: str
    headlines: tuple[Headline, ...]
    turnout: Turnout
    targets: Targets
    best: tuple[Standout, ...]
    attention: tuple[Standout, ...]
    units: tuple[UnitLine, ...]
    fields: tuple[FieldLine, ...]
    overdue: tuple[OverdueLine, ...]
    trend: tuple[Point, ...]
    quality: Quality
    scoreboard: Scoreboard
    standings: Mapping[Period, Standing]
    retold: Mapping[Period, Standing]
    blocks: Mapping[Period, Mapping[int, Unit]]
    unranked: tuple[Unit, ...]
    """Units that gave dossiers which do not add up, so that no rate over all of them is told, and no rank."""
    dossiers: Form
    causes: Form
    sheet: Form
    """The forms of dossiers, of causes and of indicators in force."""


def overview(known: Known) -> Overview:
    """The overview of a period; sums count the units that gave a number, and what nobody gave stays unknown."""
    dossiers, causes, scores = known.form(DOSSIERS), known.form(CAUSES), known.scoreboard.scores
    quarter_ago = None if known.period.quarters else before(known.period)
    earlier = {**known.then, **known.then_retold}.get(quarter_ago, {}) if quarter_ago else {}
    sent = turnout(known.sources.units, known.forms, known.sources.deadline, known.counted)
    given = with_zeros(known.figures, known.silent, [dossiers])
    fields = field_lines(dossiers, known.figures, known.units, known.name)
    overdue = _overdue(known, fields)
    best, attention = standouts(known.units, scores, overdue, causes, earlier)
    course = trend(known.period, known.measures, _standings(known), known.then_retold, known.lacking)
    year_ago = known.period.year_ago
    return Overview(
        period=known.period,
        locality=known.locality,
        coverage=_coverage(known),
        covers=known.sources.covers,
        headlines=headlines(known.measures, known.now, known.then, known.then_retold, quarter_ago, year_ago),
        turnout=sent,
        targets=_targets(known.scoreboard, known.locality),
        best=best,
        attention=attention,
        units=unit_lines(dossiers, given, sent, scores, _scores(known, quarter_ago), course),
        fields=fields,
        overdue=overdue,
        trend=course,
        quality=quality(known.findings, known.units),
        scoreboard=known.scoreboard,
        standings={**known.then, known.period: known.now},
        retold=known.then_retold,
        blocks={period: {block.unit.code: block.unit for block in one.blocks} for period, one in known.former.items()},
        unranked=tuple(unit for unit in known.units if unit.code in known.doubted),
        dossiers=dossiers,
        causes=causes,
        sheet=known.form(SHEET),
    )


def _coverage(known: Known) -> Coverage:
    heard = silent_on(DOSSIERS, known.silent).union(known.figures["unit_code"][known.figures["form"] == DOSSIERS])
    reporting = tuple(unit for unit in known.units if unit.code in heard)
    return Coverage(reporting, tuple(unit for unit in known.units if unit.code not in heard))


def _standings(known: Known) -> dict[Period, tuple[Standing, int]]:
    """The quarters at hand, the period itself among them, with the number of units that should have reported."""
    found = {period: (standing, known.former[period].units) for period, standing in known.then.items()}
    return found if known.period.quarters else found | {known.period: (known.now, len(known.units))}


def _scores(known: Known, quarter: Period | None) -> Scores:
    """The units' scores a quarter ago, ranked among all who reported then."""
    standing = _among_all(known, quarter) if quarter else {}
    units = [
        unit for code in dict.fromkeys(code for _, code in standing) if (unit := known.locality.register.get(code))
    ]
    return score((), known.indicators, known.locality, units, Year(standing, None), known.period).scores


def _among_all(known: Known, quarter: Period) -> Standing:
    """An earlier quarter by the units of now, beside those who reported then and by whom no unit of now is told."""
    then, retold = known.then.get(quarter, {}), known.then_retold.get(quarter)
    if retold is None:
        return then
    day = quarter.window[1]
    origins = as_of(known.locality.register, known.period.window[1], [day]).origins(day)
    told = {former for _, code in retold for former in origins.get(code, ())}
    return retold | {at: parts for at, parts in then.items() if at[1] not in told}


def _overdue(known: Known, fields: Sequence[FieldLine]) -> tuple[OverdueLine, ...]:
    form = known.form(DOSSIERS)
    told = causes_of(known.form(CAUSES), known.figures, known.texts, known.name)
    last, *quarters = reversed(trend_quarters(known.period))  # a longer period ends as its last quarter did
    former = [(one, _backlog(known, form, one)) for one in quarters]
    return overdue_lines(form, fields, told, known.units, last, former)


def _backlog(known: Known, form: Form, quarter: Period) -> Backlog | None:
    former = known.retold.get(quarter) or known.former.get(quarter)
    return backlog(form, with_zeros(former.figures, former.silent, [form]), known.name) if former else None


def _targets(board: Scoreboard, locality: Locality) -> Targets:
    owners = {unit.locality: unit.name for unit in board.units if unit.locality}
    apart = [line.plan for line in board.lines if line.plan.locality != locality.id]
    return Targets(
        len(board.lines),
        Counter(line.quarter.status for line in board.lines),
        Counter(owners.get(plan.locality, plan.issued_by) for plan in apart),
    )

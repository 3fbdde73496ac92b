"""The year's plan held against figures: every target with its group, every unit on every indicator, with ranks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kstt.locality import Locality
from kstt.period import Period
from kstt.spoken import plain_text
from kstt.targets.indicator import Indicator
from kstt.targets.plan_group import SELF, group_name, members, names_of
from kstt.targets.ranking import median, ranks
from kstt.targets.standing import Key, Standing, total
from kstt.targets.target import Judgement, Parts, Plan, Target, judge, value
from kstt.targets.year import Year
from kstt.unit import Unit


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target of one plan for its group of units.

    `quarter` judges the period itself, `to_date` the year so far (None where earlier quarters are `lacking`), without
    the units `left_out`, which have no figures of an earlier one; `reporting` says how many of `units` have the
    indicator. Units whose numbers do not agree are `unsound`, in the period or `unsound_so_far`, and not counted.
    """

    plan: Plan
    target: Target
    indicator: Indicator
    group: str
    units: tuple[Unit, ...]
    reporting: int
    quarter: Judgement
    to_date: Judgement | None
    lacking: tuple[str, ...]
    left_out: tuple[Unit, ...]
    unsound: tuple[Unit, ...]
    unsound_so_far: tuple[Unit, ...]
    remark: str

    @property
    def apart(self) -> bool:
        """Whether several units gave points, which are not added: there are figures, but none of all of them."""
        return not self.indicator.denominator_from and self.reporting > 1


@dataclass(frozen=True)  # without slots, which take twice as long to travel to another process
class Score:
    """A unit on an indicator: its parts, what its own target says of it (None without one), its rank among units."""

    parts: Parts
    judgement: Judgement | None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """Everything the target sheets show. `scores` is by unit code, then indicator id; `medians` by indicator id.

    `unsound` is what can not be told of units in the period though they gave the numbers.
    """

    period: Period
    lines: tuple[TargetLine, ...]
    indicators: tuple[Indicator, ...]
    units: tuple[Unit, ...]
    scores: Mapping[int, Mapping[str, Score]]
    medians: Mapping[str, Fraction]
    unsound: frozenset[Key]

    def demanded(self, indicator: str) -> dict[int, Fraction]:
        """What plans ask of units on an indicator, by unit code: of each its own plan first, else its group's."""
        binding = _binding([line for line in self.lines if line.indicator.id == indicator])
        codes = (unit.code for unit in self.units)
        return {code: line.quarter.threshold for code in codes if (line := binding.get((indicator, code)))}


def score(
    plans: Sequence[Plan],
    indicators: Sequence[Indicator],
    locality: Locality,
    units: Sequence[Unit],
    year: Year,
    period: Period,
) -> Scoreboard:
    """Every target of the plans judged, and every unit on every indicator that somebody has."""
    by_id = {indicator.id: indicator for indicator in indicators}
    lines = [
        _line(plan, target, by_id[target.indicator], locality, units, year, period)
        for plan in plans
        for target in plan.target
    ]
    lines = _with_remarks(lines, locality)
    present = {indicator for indicator, _ in year.now}
    shown = tuple(one for one in indicators if one.id in present)
    binding = _binding(lines)
    values = {one.id: _values(one, units, year.now) for one in shown}
    ranked = {one.id: ranks(values[one.id], highest_first=one.direction == "at_least") for one in shown}
    return Scoreboard(
        period=period,
        lines=tuple(lines),
        indicators=shown,
        units=tuple(units),
        scores={unit.code: _scores(unit, shown, binding, year.now, period, ranked) for unit in units},
        medians={one: middle for one, known in values.items() if (middle := median(known.values())) is not None},
        unsound=year.unsound,
    )


def _line(
    plan: Plan,
    target: Target,
    indicator: Indicator,
    locality: Locality,
    units: Sequence[Unit],
    year: Year,
    period: Period,
) -> TargetLine:
    bound = members(plan, target.group, locality, units)
    now = [year.now[indicator.id, unit.code] for unit in bound if (indicator.id, unit.code) in year.now]
    so_far = year.so_far
    to_date: Judgement | None = None
    left_out: tuple[Unit, ...] = ()
    unsound, unsound_so_far = (told(indicator.id, bound) for told in (year.disagreeing, year.disagreeing_so_far))
    if so_far is not None:
        parts = [so_far[indicator.id, code] for code in year.standing_of(bound) if (indicator.id, code) in so_far]
        to_date = judge(indicator, target, _whole(parts, unsound_so_far), period)
        left_out = year.left_out(indicator.id, bound)
    return TargetLine(
        plan=plan,
        target=target,
        indicator=indicator,
        group=group_name(plan, target.group, locality) if plan.locality == locality.id else names_of(bound),
        units=bound,
        reporting=len(now),
        quarter=judge(indicator, target, _whole(now, unsound), period, alone=True),
        to_date=to_date,
        lacking=year.lacking,
        left_out=left_out,
        unsound=unsound,
        unsound_so_far=unsound_so_far,
        remark="; ".join(filter(None, (target.note, year.apart(bound), _one_by_one(indicator, target, now, period)))),
    )


def _whole(parts: Sequence[Parts], unsound: Sequence[Unit]) -> Parts:
    """The parts together; 0/0 of some units is unknown where others have something that can not be told."""
    whole = total(parts)
    return Parts() if unsound and whole.denominator == 0 else whole


def _one_by_one(indicator: Indicator, target: Target, given: Sequence[Parts], period: Period) -> str:
    """What is to be said of points that several units gave: they are not added, each is held against the target."""
    if indicator.denominator_from or len(given) < 2:
        return ""
    met = sum(judge(indicator, target, parts, period, alone=True).status == "met" for parts in given)
    told = f"{met}/{len(given)} đơn vị có điểm đạt mức giao"
    return f"Điểm không cộng giữa các đơn vị: {told}, xem trang Chỉ tiêu theo đơn vị"


def _with_remarks(lines: Sequence[TargetLine], locality: Locality) -> list[TargetLine]:
    """Where a unit is bound by its own plan and its parent's, its own is the binding one; a difference is said."""
    return [line if line.plan.locality == locality.id else _own(line, lines, locality) for line in lines]


def _own(line: TargetLine, lines: Sequence[TargetLine], locality: Locality) -> TargetLine:
    above = next(
        (
            other
            for other in lines
            if other.plan.locality == locality.id
            and other.indicator == line.indicator
            and set(line.units) & set(other.units)
        ),
        None,
    )
    said = "Mức của kế hoạch do chính đơn vị ban hành"
    if above and Fraction(above.target.year) != Fraction(line.target.year):
        demanded = plain_text(Fraction(above.target.year))
        said += f"; khác mức {demanded} của kế hoạch {locality.level}, áp dụng mức của đơn vị"
    return replace(line, remark="; ".join(filter(None, (line.remark, said))))


def _scores(
    unit: Unit,
    indicators: Iterable[Indicator],
    binding: Mapping[Key, TargetLine],
    now: Standing,
    period: Period,
    ranked: Mapping[str, Mapping[int, int]],
) -> dict[str, Score]:
    scores = {}
    for indicator in indicators:
        at = indicator.id, unit.code
        if parts := now.get(at):
            line = binding.get(at)
            told = judge(indicator, line.target, parts, period, alone=True) if line else None
            scores[indicator.id] = Score(parts, told, ranked[indicator.id].get(unit.code))
    return scores


def _binding(lines: Iterable[TargetLine]) -> dict[Key, TargetLine]:
    """The target that binds each unit on each indicator: of its own plan first, else the first of its group's."""
    found: dict[Key, TargetLine] = {}
    own: dict[Key, TargetLine] = {}
    for line in lines:
        for unit in line.units:
            if _binds(line, unit):
                known = own if unit.locality == line.plan.locality else found
                known.setdefault((line.indicator.id, unit.code), line)
    return found | own


def _binds(line: TargetLine, unit: Unit) -> bool:
    """Whether a target binds the unit by itself: one for the locality as a whole binds only all its units together."""
    return SELF not in line.plan.groups[line.target.group] or unit.locality == line.plan.locality


def _values(indicator: Indicator, units: Iterable[Unit], now: Standing) -> dict[int, Fraction]:
    """What every unit has that has something, by code."""
    parts = {unit.code: one for unit in units if (one := now.get((indicator.id, unit.code)))}
    return {code: exact for code, of in parts.items() if (exact := value(indicator, of)) is not None}

"""A measure against an earlier period: sums of then and now, and the change over the units that are in both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from kstt.overview.measure import Measure, added, worth
from kstt.period import Period
from kstt.targets.standing import Standing
from kstt.targets.target import Parts

_POINTS, _GROWTH = Fraction(1, 20_000), Fraction(1, 2_000)
"""Half of the last digit printed: of 0,01 percentage points, and of 0,1 per cent."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a measure since an earlier period.

    `then` is the sum over everybody who reported then. The change compares like with like: `was` and `now` are sums
    over the `both` units that have the measure in both periods, for a unit that came or went is no change. A unit that
    took over others had what all of them had.
    """

    period: Period
    then: Parts
    reporting: int
    both: int
    was: Parts
    now: Parts
    difference: Fraction | None
    relative: Fraction | None
    """Now minus was: dossiers, or the difference of two ratios (1/100 is one percentage point); and, of a count, the
    difference over what it was. None where either is not known."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A measure of the period with the number of units in it, and its changes; None where nothing is at hand."""

    measure: Measure
    now: Parts
    reporting: int
    since_quarter: Change | None
    since_year: Change | None

    @property
    def apart(self) -> bool:
        """Whether other units are in an earlier period, so that totals of everybody may move another way."""
        known = [since for since in (self.since_quarter, self.since_year) if since]
        return any({since.both} != {since.reporting, self.reporting} for since in known)

    def slight(self, since: Change) -> bool:
        """Whether there is a change smaller than what is printed: it is told, and neither good nor bad."""
        found, least = (since.difference, _POINTS) if self.measure.indicator else (since.relative, _GROWTH)
        return found is not None and 0 < abs(found) < least

    def worse(self, since: Change) -> bool:
        """Whether the change went the way that is not wanted, by as much as is printed."""
        way = 0 if self.slight(since) else since.difference or 0
        return way > 0 if self.measure.better == "less" else way < 0 and self.measure.better == "more"


def parts_of(measure: Measure, known: Standing) -> dict[int, Parts]:
    """The parts of a measure by unit code."""
    return {code: parts for (of, code), parts in known.items() if of == measure.id}


def change(measure: Measure, now: Standing, then: Standing, retold: Standing, period: Period) -> Change | None:
    """The measure against an earlier period, `retold` by the units of now; None where nobody had it then."""
    here, there, as_now = (parts_of(measure, known) for known in (now, then, retold))
    if not there:
        return None
    both = [code for code in here if code in as_now]
    is_now, was = (added(measure, (parts[code] for code in both)) for parts in (here, as_now))
    ends = worth(measure, is_now), worth(measure, was)
    difference = None if ends[0] is None or ends[1] is None else ends[0] - ends[1]
    relative = difference / ends[1] if difference is not None and ends[1] and not measure.indicator else None
    return Change(period, added(measure, there.values()), len(there), len(both), was, is_now, difference, relative)


def headlines(
    measures: Iterable[Measure],
    now: Standing,
    former: Mapping[Period, Standing],
    retold: Mapping[Period, Standing],
    quarter_ago: Period | None,
    year_ago: Period,
) -> tuple[Headline, ...]:
    """Every measure with its changes; `former` has the earlier periods at hand, `retold` those told otherwise now."""

    def since(measure: Measure, period: Period | None) -> Change | None:
        if period is None or period not in former:
            return None
        return change(measure, now, former[period], retold.get(period, former[period]), period)

    made = []
    for one in measures:
        parts = parts_of(one, now)
        made.append(
            Headline(one, added(one, parts.values()), len(parts), since(one, quarter_ago), since(one, year_ago))
        )
    return tuple(made)

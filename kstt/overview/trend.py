"""The measures over the last quarters; a quarter that is not at hand stays in its place and says why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from kstt.lineage.chains import Block
from kstt.overview.measure import Measure, added
from kstt.overview.since import parts_of
from kstt.period import Period, before
from kstt.silence import Silent
from kstt.targets.standing import Standing
from kstt.targets.target import Parts

QUARTERS = 8


@dataclass(frozen=True)
class Former:
    """An earlier period that is at hand: its figures as in `rollup.city_tables`, how many units should report.

    `silent` says on what nothing arose; `blocks` are those among the units of a longer period.
    """

    figures: pd.DataFrame
    units: int
    silent: Silent = frozenset()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Point:
    """A quarter of the trend: sums by measure id with the coverage they have, and every unit's standing as of now.

    A quarter that is not at hand has nothing but the reason, in Vietnamese, in `lacking`.
    """

    period: Period
    lacking: str = ""
    reporting: int = 0
    units: int = 0
    sums: Mapping[str, Parts] = field(default_factory=dict)
    standing: Standing = field(default_factory=dict)

    def of(self, measure: str, code: int) -> Parts | None:
        """A unit's parts of a measure; None where it had none."""
        return self.standing.get((measure, code))


def trend_quarters(period: Period) -> tuple[Period, ...]:
    """The quarters of a period's trend, the earliest first; the last one ends with the period."""
    quarters = [period.last_quarter]
    while len(quarters) < QUARTERS:
        quarters.append(before(quarters[-1]))
    return tuple(reversed(quarters))


def trend(
    period: Period,
    measures: Iterable[Measure],
    standings: Mapping[Period, tuple[Standing, int]],
    retold: Mapping[Period, Standing],
    lacking: Mapping[Period, str],
) -> tuple[Point, ...]:
    """A point per quarter; `standings` gives those at hand with the number of units that should have reported.

    `retold` gives those that units of now tell otherwise.
    """
    every = tuple(measures)
    return tuple(
        _point(quarter, every, *standings[quarter], retold.get(quarter))
        if quarter in standings
        else Point(quarter, lacking.get(quarter, "chưa có số liệu"))
        for quarter in trend_quarters(period)
    )


def _point(quarter: Period, measures: Iterable[Measure], known: Standing, units: int, retold: Standing | None) -> Point:
    parts = {one.id: parts_of(one, known) for one in measures}
    reporting = max((len(codes) for codes in parts.values()), default=0)
    sums = {one.id: added(one, parts[one.id].values()) for one in measures}
    return Point(quarter, "", reporting, units, sums, known if retold is None else retold)

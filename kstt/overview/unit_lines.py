"""A line per unit: how it sent, its dossiers, its rank and the change of it, its course over the quarters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from kstt.form import Form
from kstt.overview.attention import RANKED
from kstt.overview.field_lines import Numbers
from kstt.overview.measure import ON_TIME
from kstt.overview.trend import Point
from kstt.overview.turnout import Turnout, UnitTurnout
from kstt.rollup import sums
from kstt.targets.scoreboard import Score
from kstt.targets.target import Parts
from kstt.unit import Unit

HISTORY = (RANKED, ON_TIME, "pending_overdue")
"""The measures whose course over the quarters every line carries."""
Scores = Mapping[int, Mapping[str, Score]]


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit: how it sent, its dossiers by column number (none where it did not report), its scores by indicator.

    `rank` and `rank_before` (a quarter ago) are by the rate RANKED. `history` has a unit's parts in every quarter of
    the trend, None where it had none, for the measures of HISTORY.
    """

    unit: Unit
    turnout: UnitTurnout
    numbers: Numbers
    scores: Mapping[str, Score]
    rank: int | None
    rank_before: int | None
    history: Mapping[str, tuple[Parts | None, ...]]

    @property
    def climbed(self) -> int | None:
        """Ranks gained since the quarter before; negative where lost; None where one of the two is not known."""
        return None if self.rank is None or self.rank_before is None else self.rank_before - self.rank


def unit_lines(
    form: Form, figures: pd.DataFrame, sent: Turnout, scores: Scores, before: Scores, course: Sequence[Point]
) -> tuple[UnitLine, ...]:
    """The lines in the units' printed order; `before` are the scores a quarter ago."""
    numbers = sums(figures[figures["form"] == form.code], ["unit_code"])
    return tuple(
        UnitLine(
            unit=one.unit,
            turnout=one,
            numbers=numbers.get((one.unit.code,), {}),
            scores=scores.get(one.unit.code, {}),
            rank=_rank(scores, one.unit),
            rank_before=_rank(before, one.unit),
            history={measure: tuple(point.of(measure, one.unit.code) for point in course) for measure in HISTORY},
        )
        for one in sent.units
    )


def _rank(scores: Scores, unit: Unit) -> int | None:
    mine = scores.get(unit.code, {}).get(RANKED)
    return mine.rank if mine else None

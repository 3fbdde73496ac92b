"""What an overview is made of: figures, earlier periods and findings, and every measure of every unit by them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from kstt.finding import Finding
from kstt.form import Form
from kstt.locality import Locality
from kstt.overview.attention import RANKED
from kstt.overview.measure import DOSSIERS, Measure, measured, measures_of
from kstt.overview.trend import Former
from kstt.period import Period
from kstt.provenance import Provenance
from kstt.rollup import Name
from kstt.rows import rows_of
from kstt.silence import Silent, with_zeros
from kstt.targets.indicator import SHEET, Indicator
from kstt.targets.scoreboard import Scoreboard
from kstt.targets.sound import unsound
from kstt.targets.standing import Standing
from kstt.unit import Unit


@dataclass(frozen=True)
class Known:
    """What an overview is made of.

    `figures` and `texts` are accepted ones as in `rollup.city_tables`, with scale:int64; `silent` says on what nothing
    arose. `former` has the earlier periods that are at hand, `lacking` the reason (Vietnamese) why a quarter is not.
    `retold` has those since which units merged or were split, by the units of this period's last day: of who took over
    others whole; who came of a split has nothing there. A period `added_up` is the sum of its quarters: nothing was
    sent for it.
    """

    period: Period
    locality: Locality
    units: Sequence[Unit]
    forms: Sequence[Form]
    indicators: Sequence[Indicator]
    name: Name
    figures: pd.DataFrame
    texts: pd.DataFrame
    sources: Provenance
    findings: Sequence[Finding]
    scoreboard: Scoreboard
    silent: Silent = frozenset()
    former: Mapping[Period, Former] = field(default_factory=dict)
    retold: Mapping[Period, Former] = field(default_factory=dict)
    lacking: Mapping[Period, str] = field(default_factory=dict)
    added_up: bool = False

    def form(self, code: str) -> Form:
        """The form of that code in force."""
        return next(form for form in self.forms if form.code == code)

    @cached_property
    def counted(self) -> frozenset[tuple[int, str]] | None:
        """The units and forms in a period added up from its quarters; None of a period units send for.

        What a block's members tell each by itself counts for it where all of them do.
        """
        if not self.added_up:
            return None
        given = (frame[["unit_code", "form"]].drop_duplicates() for frame in (self.figures, self.texts))
        counted = self.silent.union(*(rows_of(frame, "unit_code", "form") for frame in given))
        return counted.union(
            (block.unit.code, form.code)
            for block in self.locality.blocks
            for form in self.forms
            if all((member.code, form.code) in counted for member in block.members)
        )

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The headline measures in their printed order."""
        return measures_of(self.indicators)

    @cached_property
    def now(self) -> Standing:
        """Every measure of every unit in the period, but for rates of numbers that do not add up."""
        return self._measured(self.figures, self.silent)

    @cached_property
    def doubted(self) -> Collection[int]:
        """The units, by code, that are not ranked because their dossiers do not add up."""
        return self._wrong(self.figures)[RANKED]

    @cached_property
    def then(self) -> Mapping[Period, Standing]:
        """The same of every earlier period at hand."""
        return {period: self._measured(one.figures, one.silent) for period, one in self.former.items()}

    @cached_property
    def then_retold(self) -> Mapping[Period, Standing]:
        """The same of those since which units changed, by the units of now."""
        return {period: self._measured(one.figures, one.silent) for period, one in self.retold.items()}

    def _measured(self, figures: pd.DataFrame, silent: Silent) -> Standing:
        forms, wrong = (self.form(DOSSIERS), self.form(SHEET)), self._wrong(figures)
        told = measured(self.measures, with_zeros(figures, silent, forms), *forms)
        return {(one, code): parts for (one, code), parts in told.items() if code not in wrong.get(one, ())}

    def _wrong(self, figures: pd.DataFrame) -> Mapping[str, Collection[int]]:
        """The units, by measure, whose numbers do not keep the sums it rests on."""
        rates = [one.indicator for one in self.measures if one.indicator]
        return unsound(rates, figures, {code: self.form(code) for code in (DOSSIERS, SHEET)})

"""Whose reports the figures of a unit of today are, quarter by quarter, and which of them are lacking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kstt.lineage.chains import AsOf
from kstt.period import Period
from kstt.unit import Register, Unit

Records = Mapping[Period, Mapping[str, Any]]


def share_text(share: Fraction) -> str:
    """« (60%)» for a part, nothing for the whole."""
    return "" if share == 1 else f" ({float(share * 100):g}%)".replace(".", ",")


@dataclass(frozen=True)
class Ancestry:
    """Whose reports a unit's figures of each quarter are: `records` are the runs, `register` knows every unit.

    `begun` says from which quarter on the units founded within the period count.
    """

    view: AsOf
    register: Register
    records: Records
    begun: Mapping[int, Period]

    def quarters(self, unit: Unit) -> list[Period]:
        """Those in which there was somebody to report for the unit."""
        first = self.begun.get(unit.code)
        return [one for one in self.records if first is None or one.window >= first.window]

    def origins(self, unit: Unit, quarter: Period) -> tuple[int, ...]:
        """The codes of the units whose figures of the quarter are the unit's."""
        return self.view.origins(quarter.window[1]).get(unit.code, ())

    def state(self, unit: Unit) -> str:
        """The state of the first quarter in which not all of the unit's reports were accepted."""
        quarters = self.quarters(unit)
        states = [self._state_in(code, one) for one in quarters for code in self.origins(unit, one) or (unit.code,)]
        return next((state for state in states if state != "accepted"), "accepted")

    def lacking(self, unit: Unit) -> dict[Period, tuple[int, ...]]:
        """The quarters of which some accepted report is missing, with who did not give it."""
        found = {
            one: tuple(
                code for code in self.origins(unit, one) or (unit.code,) if self._state_in(code, one) != "accepted"
            )
            for one in self.quarters(unit)
        }
        return {quarter: codes for quarter, codes in found.items() if codes}

    def names(self, codes: Sequence[int]) -> str:
        """Former units by name, in the register's order."""
        return ", ".join(one.name for one in self.register.units if one.code in codes)

    def named(self, unit: Unit, code: int, quarter: Period) -> str:
        """A predecessor of a unit by name, with its share where that is not the whole."""
        share = dict(self.view.heirs[quarter.window[1]][code])[unit.code]
        return self.names((code,)) + share_text(share)

    def _state_in(self, code: int, quarter: Period) -> str:
        return str(self.records[quarter]["units"].get(str(code), {"state": "missing"})["state"])

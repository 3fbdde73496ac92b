"""What units take over from a quarter ago: the closing backlogs of their predecessors, added up per line.

After a split the backlog is held against all that came of it together, whatever shares are declared: files are handed
over one by one, not by percent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from kstt.lineage.chains import AsOf, as_of
from kstt.period import Period, before
from kstt.unit import Register, Unit

Closings = Mapping[str, Mapping[int, int]]
"""What a unit's form closed with: by official name of the line, then by the closing column's number."""
Memory = Mapping[tuple[int, str], Closings]
"""Closings by unit code and form, for whoever's form counted a quarter ago, be it without any backlog."""


@dataclass(frozen=True)
class Estate:
    """One form's backlog that `heirs` (several only after a split) take over from those who `left` it.

    `lacking` are predecessors whose form did not count: then what is taken over is not known.
    """

    form: str
    heirs: tuple[Unit, ...]
    left: tuple[tuple[Unit, Closings], ...]
    lacking: tuple[Unit, ...]

    @property
    def former(self) -> tuple[Unit, ...]:
        """Those who left it whose form counted."""
        return tuple(unit for unit, _ in self.left)

    @property
    def own(self) -> bool:
        """Whether the heir only takes over from itself, so that nothing merged or split."""
        return {unit.code for unit, _ in self.left} | {unit.code for unit in self.lacking} <= {self.heirs[0].code}

    @cached_property
    def closings(self) -> dict[str, dict[int, int]]:
        """All that was left, added up."""
        summed: dict[str, dict[int, int]] = {}
        for _, closings in self.left:
            for line, numbers in closings.items():
                here = summed.setdefault(line, {})
                for column, value in numbers.items():
                    here[column] = here.get(column, 0) + value
        return summed

    def parts(self, line: str, column: int) -> list[tuple[str, int]]:
        """Who left how much of a line, by name; empty where the heir takes over from itself only."""
        if self.own:
            return []
        return [(unit.name, closings.get(line, {}).get(column, 0)) for unit, closings in self.left]


def estates(memory: Memory, register: Register, period: Period, form: str) -> Iterator[Estate]:
    """Every backlog of a form that units of the period take over; `register` knows the units of all days.

    Nothing where the form counted for nobody a quarter ago.
    """
    if not any(code == form for _, code in memory):
        return
    ended = before(period).window[1]
    view = _undivided(register, period)
    origins = view.origins(ended)
    for unit in view.units:
        former = [one for code in origins.get(unit.code, ()) if (one := register.get(code))]
        if former:
            heirs = next((block.members for block in view.blocks if block.unit == unit), (unit,))
            left = tuple((one, memory[one.code, form]) for one in former if (one.code, form) in memory)
            yield Estate(form, heirs, left, tuple(one for one in former if (one.code, form) not in memory))


def _undivided(register: Register, period: Period) -> AsOf:
    units = tuple(replace(unit, shares=()) for unit in register.units)
    return as_of(Register(units), period.window[1], [before(period).window[1]])

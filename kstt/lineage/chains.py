"""Units over time: what became of an earlier day's units on a later one, following chains of successors.

A merger is exact. A split is exact only with declared shares; where none are declared nothing is guessed: the units
that came of it are held together as one Block, whose sums are exact.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from kstt.unit import Register, Unit

Heirs = tuple[tuple[int, Fraction], ...]
"""Who takes over a unit's figures, by code, and what part of them; the parts add up to 1. Nobody: empty."""
_WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Descent:
    """What became of a `unit`: its heirs in printed order and their `shares`; no shares where a split declares none.

    There are no heirs where the unit, or one of those that took part of it, ended without a successor.
    """

    unit: Unit
    heirs: tuple[Unit, ...]
    shares: tuple[Fraction, ...]

    @property
    def exact(self) -> bool:
        """Whether it is known what part of the unit's figures each heir takes."""
        return bool(self.shares)


def descend(register: Register, unit: Unit, when: date) -> Descent:
    """What became of a unit on a day on or after its last one. The register must have passed lineage_check."""
    found = _shares(register, unit, when)
    if found is None:
        return Descent(unit, (), ())
    heirs = tuple(one for one in register.units if one in found) if len(found) > 1 else tuple(found)
    parts = [found[one] for one in heirs]
    known = (_WHOLE,) if len(heirs) == 1 else tuple(part for part in parts if part is not None)
    return Descent(unit, heirs, known if len(known) == len(heirs) else ())


def _shares(register: Register, unit: Unit, when: date) -> dict[Unit, Fraction | None] | None:
    """Each heir's part, None where it is not declared; None in all where a part has no heir."""
    if unit.valid_on(when):
        return {unit: _WHOLE}
    successors = [one for code in unit.successors if (one := register.get(code))]
    own: list[Fraction | None] = [Fraction(share, 100) for share in unit.shares] or [None] * len(successors)
    if len(successors) == 1:
        own = [_WHOLE]
    found: dict[Unit, list[Fraction | None]] = {}
    for successor, share in zip(successors, own, strict=True):
        further = _shares(register, successor, when)
        if further is None:
            return None
        for heir, part in further.items():
            found.setdefault(heir, []).append(None if share is None or part is None else share * part)
    return {heir: _sum(parts) for heir, parts in found.items()} or None


def _sum(parts: Sequence[Fraction | None]) -> Fraction | None:
    known = [part for part in parts if part is not None]
    return sum(known, Fraction(0)) if len(known) == len(parts) else None


@dataclass(frozen=True, slots=True)
class Block:
    """Units that can not be told apart before they were split: `unit` stands for its `members` together.

    It bears the code of the first of the `former` units that were split without shares.
    """

    unit: Unit
    members: tuple[Unit, ...]
    former: tuple[Unit, ...]


@dataclass(frozen=True)
class AsOf:
    """The map of a day for figures of earlier days: `units` in printed order, a block in place of its first member.

    `heirs` says by day and code who of `units` takes over an earlier unit's figures, `alone` what unit it is now if it
    went on by itself, be it under another code and be it a member of a block.
    """

    units: tuple[Unit, ...]
    blocks: tuple[Block, ...]
    heirs: Mapping[date, Mapping[int, Heirs]]
    alone: Mapping[date, Mapping[int, int]]

    @cached_property
    def names(self) -> Mapping[int, str]:
        """The names of all units of the day by code, of blocks and of their members."""
        every = (*(member for block in self.blocks for member in block.members), *self.units)
        return {unit.code: unit.name for unit in every}

    def origins(self, day: date) -> Mapping[int, tuple[int, ...]]:
        """By code of `units`: the codes of the units of an earlier day whose figures, or part of them, are its own."""
        return self._origins[day]

    def undivided(self, day: date) -> frozenset[int]:
        """The codes of `units` all of whose origins on an earlier day gave them everything."""
        heirs, origins = self.heirs[day], self._origins[day]
        return frozenset(code for code, every in origins.items() if all(len(heirs[one]) == 1 for one in every))

    @cached_property
    def _origins(self) -> dict[date, dict[int, tuple[int, ...]]]:
        found: dict[date, dict[int, tuple[int, ...]]] = {}
        for day, every in self.heirs.items():
            mine = found.setdefault(day, {})
            for code, heirs in every.items():
                for heir, _ in heirs:
                    mine[heir] = (*mine.get(heir, ()), code)
        return found


def as_of(register: Register, later: date, days: Iterable[date]) -> AsOf:
    """The map of the `later` day for the units of `days`, all of them not after it."""
    descents = {day: tuple(descend(register, unit, later) for unit in register.valid_on(day).units) for day in days}
    units = register.valid_on(later).units
    blocks = tuple(_blocks(units, [one for every in descents.values() for one in every]))
    stands = {member.code: block.unit.code for block in blocks for member in block.members}
    heirs = {day: {one.unit.code: _taken(one, stands) for one in every} for day, every in descents.items()}
    return AsOf(tuple(_in_place(units, blocks)), blocks, heirs, {day: _alone(every) for day, every in descents.items()})


def _alone(descents: Sequence[Descent]) -> dict[int, int]:
    """Who went on by itself: neither split nor merged with others."""
    taken = Counter(heir.code for one in descents for heir in one.heirs)
    single = ((one.unit.code, one.heirs[0].code) for one in descents if len(one.heirs) == 1)
    return {code: heir for code, heir in single if taken[heir] == 1}


def _taken(descent: Descent, stands: Mapping[int, int]) -> Heirs:
    """The heirs, each by the block it is in, if any."""
    parts: dict[int, Fraction] = {}
    shares = descent.shares or (_WHOLE, *(Fraction(0) for _ in descent.heirs[1:]))  # all of them in one block
    for heir, share in zip(descent.heirs, shares, strict=False):
        code = stands.get(heir.code, heir.code)
        parts[code] = parts.get(code, Fraction(0)) + share
    return tuple(parts.items())


def _blocks(units: Sequence[Unit], descents: Sequence[Descent]) -> Iterator[Block]:
    """The smallest groups of units in which every split without shares stays together."""
    vague = list({one.unit: one for one in descents if one.heirs and not one.exact}.values())
    groups: list[set[Unit]] = []
    for one in vague:
        together = set(one.heirs).union(*(group for group in groups if group & set(one.heirs)))
        groups = [*(group for group in groups if not group & together), together]
    for group in sorted(groups, key=lambda group: min(units.index(unit) for unit in group)):
        members = tuple(unit for unit in units if unit in group)
        former = tuple(one.unit for one in vague if set(one.heirs) <= group)
        yield Block(_stand_in(members, former), members, former)


def _stand_in(members: Sequence[Unit], former: Sequence[Unit]) -> Unit:
    apart = " và ".join(", ".join(unit.name for unit in some) for some in (members[:-1], members[-1:]))
    name = f"{apart} (chưa tách số của {', '.join(unit.name for unit in former)})"
    return Unit(former[0].code, name, members[0].kind, members[0].valid_from, members[0].valid_to)


def _in_place(units: Sequence[Unit], blocks: Sequence[Block]) -> Iterator[Unit]:
    block_of = {member: block for block in blocks for member in block.members}
    for unit in units:
        block = block_of.get(unit)
        if block is None:
            yield unit
        elif unit == block.members[0]:
            yield block.unit

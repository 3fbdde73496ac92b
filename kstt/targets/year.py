"""A year's standings: of a period itself and of the year so far, across units that merged or split on the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from kstt.lineage.chains import Block
from kstt.targets.standing import Key, Standing
from kstt.unit import Unit


@dataclass(frozen=True)
class Year:
    """The year's standings: of the period itself, and the year so far where no earlier quarter is `lacking`.

    In the latter `blocks` stand for units that can not be told apart before they were split. Either leaves out what is
    `unsound`: the units gave numbers that do not agree, so that nothing is told by them.
    """

    now: Standing
    so_far: Standing | None
    lacking: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    unsound: frozenset[Key] = frozenset()
    unsound_so_far: frozenset[Key] = frozenset()

    def standing_of(self, units: Sequence[Unit]) -> list[int]:
        """The codes under which units stand in the year so far, those of blocks that lie wholly within them."""
        codes = {unit.code for unit in units}
        whole = [block for block in self.blocks if codes >= {member.code for member in block.members}]
        return [*(unit.code for unit in units), *(block.unit.code for block in whole)]

    def left_out(self, indicator: str, units: Sequence[Unit]) -> tuple[Unit, ...]:
        """Those of the units that have an indicator in the period and lack it in an earlier quarter."""
        known = {code for one, code in (*(self.so_far or ()), *self.unsound_so_far) if one == indicator}
        known |= {member.code for block in self.blocks for member in block.members}  # `apart` tells of these
        return tuple(unit for unit in units if (indicator, unit.code) in self.now and unit.code not in known)

    def disagreeing(self, indicator: str, units: Sequence[Unit]) -> tuple[Unit, ...]:
        """Those of the units whose numbers of an indicator do not agree in the period."""
        return tuple(unit for unit in units if (indicator, unit.code) in self.unsound)

    def disagreeing_so_far(self, indicator: str, units: Sequence[Unit]) -> tuple[Unit, ...]:
        """Those of the units, or the blocks of some of them, whose numbers do not agree over the year so far."""
        codes = {code for one, code in self.unsound_so_far if one == indicator}
        mine = set(self.standing_of(units))
        blocks = (block.unit for block in self.blocks if block.unit.code in mine)
        members = {member.code for block in self.blocks for member in block.members}
        alone = (unit for unit in units if unit.code not in members)
        return tuple(unit for unit in (*alone, *blocks) if unit.code in codes)

    def apart(self, units: Sequence[Unit]) -> str:
        """A remark where the year so far leaves out some of the units, as others of their block are not among them."""
        codes = {unit.code for unit in units}
        cut = [
            one for one in self.blocks if 0 < len(codes & {member.code for member in one.members}) < len(one.members)
        ]
        return "; ".join(f"Lũy kế không gồm {block.unit.name}" for block in cut)

"""The city (or commune) whose report is built, as the office's folder of data describes it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kstt.lineage.chains import Block
from kstt.unit import Register, Unit


@dataclass(frozen=True)
class Locality:
    """A locality: its own name and office as printed, where reports are signed, its units and fields (lĩnh vực).

    `fields` maps each official field name to the other spellings units use for it. `parent` is the locality it is
    a unit of, `receiver` to whom its report goes. A longer period's register has `blocks` among its units.
    """

    id: str
    code: int
    name: str
    office: str
    place: str
    register: Register
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    level: str = "thành phố"
    parent: str = ""
    receiver: str = ""
    blocks: tuple[Block, ...] = ()

    def apart(self, units: Iterable[Unit]) -> tuple[Unit, ...]:
        """The units, each block by its members: what is not added over units is told of each of them."""
        members = {block.unit.code: block.members for block in self.blocks}
        return tuple(one for unit in units for one in members.get(unit.code, (unit,)))

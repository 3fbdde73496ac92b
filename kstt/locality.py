"""The city (or commune) whose report is built, as the office's folder of data describes it."""

from dataclasses import dataclass, field

from kstt.unit import Register


@dataclass(frozen=True)
class Locality:
    """A locality: its own name and office as printed, where reports are signed, its units and fields (lĩnh vực).

    `fields` maps each official field name to the other spellings units use for it. `parent` is the locality it is
    a unit of, `receiver` to whom its report goes.
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

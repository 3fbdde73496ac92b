"""What the rows of a list of dossiers give: parts below each other, dossiers, and rows that are none."""

from collections import Counter
from dataclasses import dataclass, field

from kstt.dossiers.dossier import Dossier
from report_templates.dossiers.cells import DayOrder

DAYS = ("received", "due", "finished")


@dataclass(frozen=True, slots=True)
class Part:
    """Dossiers below each other: their sheet, whose every row is told by `where`, and the lines written above them.

    The lines may name the unit where no column does.
    """

    where: str
    lines: tuple[str, ...]
    first: bool


@dataclass(slots=True)
class Rows:
    """What the rows of a sheet give: dossiers with their row and part; rows that are none, by the reason.

    `lost` counts the latter by unit and part; `last` is the last row that holds a dossier.
    """

    parts: list[Part] = field(default_factory=list)
    dossiers: list[tuple[Dossier, int, int]] = field(default_factory=list)
    unread: dict[str, list[int]] = field(default_factory=dict)
    lost: Counter[tuple[str, int]] = field(default_factory=Counter)
    days: dict[str, DayOrder] = field(default_factory=lambda: {day: DayOrder() for day in DAYS})
    hidden: int = 0
    last: int = 0
    fonts: str = ""

"""Where a report's figures come from: files, units' states, normalisations, hashes of what judged them."""

from dataclasses import dataclass
from datetime import date, datetime

from kstt.unit import Unit

ReadOtherwise = tuple[str, str, str, str, object, object]
"""A cell read otherwise than typed: file, sheet, kind of normalisation, cell, as typed, as read."""


@dataclass(frozen=True, slots=True)
class FileSource:
    """One received file: its hash, when it came (Vietnamese time), whose it is and what became of it.

    `outcome` is a key of finding.VERDICTS; `counts` says whether figures of it are in the report.
    """

    name: str
    sha256: str
    received: datetime
    unit_code: int | None
    outcome: str
    counts: bool
    forms: tuple[str, ...] = ()
    lines: int = 0
    late: bool = False
    superseded_by: str = ""


@dataclass(frozen=True, slots=True)
class UnitState:
    """What became of a unit: `state` is a key of finding.VERDICTS, `files` all it sent, the counting one first."""

    unit: Unit
    state: str
    files: tuple[FileSource, ...] = ()


@dataclass(frozen=True, slots=True)
class Normalisation:
    """What was read otherwise than typed, or set aside: `kind` is a Vietnamese sentence, one per file and kind."""

    file: str
    sheet: str
    kind: str
    count: int
    example: str  # e.g. «1.150» → 1150
    cells: str  # e.g. D10:N15 or A1, A3 …


@dataclass(frozen=True, slots=True)
class Provenance:
    """All that «Nguồn số liệu» and «Đọc khác, bỏ qua» show. `hashes` are (what, name, hash) of definitions and lists.

    `deadline` is the last day on which units sent in time, `covers` a sentence (Vietnamese) where a longer period is
    made of some of its quarters only, for there was no unit before.
    """

    units: tuple[UnitState, ...]
    strangers: tuple[FileSource, ...]
    normalisations: tuple[Normalisation, ...]
    hashes: tuple[tuple[str, str, str], ...]
    deadline: date
    covers: str = ""

"""What a unit still owes of a period, in which phase of the calendar, and the state it is reminded of only once."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from kstt.timeliness import Timeliness
from kstt.unit import Unit

Phase = Literal["before", "last_day", "after"]
PHASES: dict[Phase, str] = {"before": "trước hạn", "last_day": "ngày cuối", "after": "quá hạn"}


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file that leaves its unit something to do: `faults` to mend, or findings `to_explain`, as sentences.

    `read` is whether it could be read at all.
    """

    name: str
    sha256: str
    received: datetime
    read: bool
    faults: tuple[str, ...]
    to_explain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """What a unit owes: everything where it sent nothing, else forms, work on its files; and what it sent late.

    `counts` is whether a report of it is in the figures already; `late` holds forms with their first good day.
    """

    unit: Unit
    sent: bool
    counts: bool
    forms: tuple[str, ...] = ()
    files: tuple[OpenFile, ...] = ()
    late: tuple[tuple[str, date], ...] = ()

    @property
    def only_late(self) -> bool:
        """Whether there is nothing left to do: it was late and is complete."""
        return bool(self.late) and self.sent and not (self.forms or self.files)

    @property
    def only_to_explain(self) -> bool:
        """Whether all was received and is good, and only words are asked for; that it was late is told beside it."""
        good = self.sent and self.counts and not self.forms
        return good and bool(self.files) and not any(file.faults for file in self.files)

    def __bool__(self) -> bool:
        return not self.sent or bool(self.forms or self.files or self.late)


def phase_of(today: date, deadline: date) -> Phase:
    """Where a day lies from the last day for sending."""
    if today == deadline:
        return "last_day"
    return "before" if today < deadline else "after"


def owed_by(
    units: Iterable[Unit], told: Timeliness, files: Mapping[int, tuple[OpenFile, ...]], asked: Iterable[str]
) -> list[Owed]:
    """What each unit owes, those that owe nothing left out; in the units' order.

    `files` are the open files by unit; `asked` the forms every unit has to send that fills them in: of other forms it
    is not reminded, for a form in which nothing happened may stay away.
    """
    required = frozenset(asked)
    every = (_owed(unit, told, files.get(unit.code, ()), required) for unit in units)
    return [owed for owed in every if owed]


def _owed(unit: Unit, told: Timeliness, files: tuple[OpenFile, ...], asked: frozenset[str]) -> Owed:
    row, sent = told.cells[unit.code], unit.code in told.sent
    states = {form: delivery.state for form, delivery in row.items()}
    missing = tuple(form for form, state in states.items() if state == "missing" and (form in asked or not sent))
    late = tuple((form, row[form].first_good or told.deadline) for form, state in states.items() if state == "late")
    return Owed(unit, sent, bool({"late", "on_time"} & set(states.values())), missing, files, late)


def fingerprint(owed: Owed, phase: Phase, deadline: date) -> str:
    """A short hash of everything a reminder is about; the day it is written on and the wording are not part of it."""
    told = [
        owed.unit.code,
        phase,
        deadline.isoformat(),
        owed.sent,
        owed.forms,
        [[file.name, file.sha256, file.faults, file.to_explain] for file in owed.files],
        [[form, day.isoformat()] for form, day in owed.late],
    ]
    return short_hash(json.dumps(told, ensure_ascii=False, separators=(",", ":")))


def short_hash(text: str) -> str:
    """Sixteen hex digits of SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]

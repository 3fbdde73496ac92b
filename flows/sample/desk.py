"""One commune of the example quarter: how it counts, names and lays out what it sends, and when."""

import os
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from random import Random

from flows.machine.clock import VIETNAM
from flows.sample.faults import FAULTS
from flows.sample.names import corrected, file_name, in_folder, written_name
from flows.sample.truth import Finding, Rows, Sent
from kstt.form import Form
from kstt.locality import Locality
from kstt.period import Period
from kstt.simulation.commune import Dossiers, Life, simulate
from kstt.simulation.forms import Quarter, fill
from kstt.spelling import plain
from kstt.unit import Unit
from report_templates.blanks import blank
from report_templates.blanks.specimen import write_specimen
from report_templates.blanks.specimen_paper import STYLES, Submission, Typed

BLANK = "blank"
_KEPT = 0.7  # share of units that send our blank back under its name
_UPLOADED = 0.6  # share of a file that came through before the line broke
_ENTERED = 0.9  # share of the dossiers that were in the system when somebody counted too early


@dataclass(frozen=True)
class Desk:
    """Where the files are written; `form` is the one typed by hand, `deadline` the units', `taken` the names in use."""

    folder: Path
    period: Period
    locality: Locality
    forms: tuple[Form, ...]
    form: Form
    deadline: date
    taken: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Commune:
    """A unit with its life, its layout, its own chance in this period, and whether it sends a folder."""

    desk: Desk
    unit: Unit
    life: Life
    layout: str
    random: Random
    foldered: bool = False

    @cached_property
    def dossiers(self) -> tuple[Dossiers, ...]:
        """Everything that may still count in the period."""
        return simulate(self.life, self.desk.period)

    @cached_property
    def labels(self) -> dict[str, str]:
        """The fields in the order and the words this unit uses."""
        fields = list(dict.fromkeys(one.field for one in self.dossiers))
        self.random.shuffle(fields)
        known = self.desk.locality.fields
        freely = self.layout != BLANK and STYLES[self.layout].own_words
        return {name: self.random.choice((name, name, *known[name])) if freely else name for name in fields}

    @cached_property
    def signature(self) -> str:
        """How it writes its own name."""
        return written_name(self.unit, self.random)

    def first_name(self) -> str:
        """A name for its first file."""
        ending = ".xlsx" if self.layout == BLANK else STYLES[self.layout].ending
        if self.foldered:
            return self._free(in_folder(self.unit, ending))
        if self.layout == BLANK and self.random.random() < _KEPT:
            return self._free(blank.file_name(self.unit))
        return self._free(file_name(self.unit, self.desk.period, ending, self.random))

    def second_name(self, first: str) -> str:
        """A name for the file that replaces the first."""
        return self._free(corrected(first, self.random))

    def _free(self, name: str) -> str:
        if plain(name) in self.desk.taken:
            name = f"{self.unit.code}_{name}"
        self.desk.taken.add(plain(name))
        return name

    def moment(self, when: date, first: int = 7, last: int = 16) -> datetime:
        """Some minute of a day, between two hours."""
        random = self.random
        at = time(random.randint(first, last), random.randrange(60), random.randrange(60))
        return datetime.combine(when, at, VIETNAM)

    def soon(self) -> datetime:
        """The first morning after the period's end."""
        return self.moment(self.desk.period.window[1] + timedelta(days=1), last=10)

    def at_last(self) -> datetime:
        """The afternoon of the deadline."""
        return self.moment(self.desk.deadline, first=13)

    def in_time(self) -> datetime:
        """Some moment after the period's end, by the deadline."""
        first, last = self.soon().date(), self.desk.deadline
        return self.moment(first + timedelta(days=self.random.randint(0, (last - first).days)))

    def send(
        self, name: str, received: datetime, *, fault: str = "", period: Period | None = None, early: bool = False
    ) -> Sent:
        """Writes one file; `early` before the last dossiers were entered, `period` for another one than asked."""
        counted = self.dossiers[: int(len(self.dossiers) * _ENTERED)] if early else self.dossiers
        quarter = Quarter(self.unit, self.life, period or self.desk.period, counted, self.random)
        rows = self._rows(quarter)
        target = self.desk.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        findings = self._fill_in(target, quarter) if self.layout == BLANK else self._type(target, quarter, rows, fault)
        os.utime(target, (received.timestamp(), received.timestamp()))
        return Sent(name, self.unit, received, self.layout, "must_fix" if findings else "accepted", findings, rows)

    def cut_short(self, sent: Sent) -> None:
        """Leaves only the first part of a file."""
        target = self.desk.folder / sent.name
        content = target.read_bytes()
        target.write_bytes(content[: int(len(content) * _UPLOADED)])
        os.utime(target, (sent.received.timestamp(), sent.received.timestamp()))

    def _rows(self, quarter: Quarter) -> Rows:
        form = self.desk.form
        numbers = {line.label: line.numbers for line in fill((form,), quarter)[form.code]}
        return {name: {at: n or 0 for at, n in numbers[name].items()} for name in self.labels if name in numbers}

    def _fill_in(self, target: Path, quarter: Quarter) -> tuple[Finding, ...]:
        desk = self.desk
        given = {code: lines for code, lines in fill(desk.forms, quarter).items() if lines}
        blank.write_filled(
            target, unit=self.unit, period=quarter.period, forms=desk.forms, locality=desk.locality, filled=given
        )
        return ()

    def _type(self, target: Path, quarter: Quarter, rows: Rows, fault: str) -> tuple[Finding, ...]:
        form = self.desk.form
        lines: list[tuple[str, dict[int, Typed]]] = [(self.labels[name], {**rows[name]}) for name in rows]
        made = FAULTS[fault](self.random, form, lines) if fault else None
        submission = Submission(form, quarter.period, self.signature, self.desk.locality.office, tuple(lines))
        placed = write_specimen(target, submission, STYLES[self.layout], self.random)
        if not made:
            return ()
        cell = placed.cell(made.line, made.column)
        told = {"kind": made.kind, "found": made.found, "expected": made.expected}
        return ({"sheet": placed.sheet, "cell": cell, **told},)

"""Where the report's figures come from, as the report tells it: files, units' states, normalisations, hashes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TypeVar

from flows.locality.calendars import deadline_of
from flows.locality.naming import namer
from flows.machine.clock import VIETNAM
from flows.received.collecting import Case
from flows.received.folder import Inbox
from flows.received.left_behind import left_behind
from flows.received.out_of_order import out_of_order
from flows.received.same_figures import same_figures
from flows.record.hashes import Hash
from kstt.form import Form
from kstt.locality import Locality
from kstt.period import Period
from kstt.provenance import FileSource, Normalisation, Provenance, ReadOtherwise, UnitState
from kstt.sheet import address
from kstt.spoken import first_of
from kstt.submission import Submission, counting, outcome, state, superseded_by
from kstt.unit import Unit

Told = TypeVar("Told", Submission, FileSource)
_NO_REPORT = "không phải tệp báo cáo, không đọc"
_LOST = "tệp này không còn, hoặc đã bị chép đè; bản cũ cũng không còn trong da-nhan nên không xét lại được"
_SHOWN = 12  # cells named per kind of normalisation; all of them stand in run.json


def provenance(
    inbox: Inbox,
    cases: Sequence[Case],
    locality: Locality,
    period: Period,
    forms: Sequence[Form],
    hashes: Iterable[Hash],
    read_otherwise: Sequence[ReadOtherwise],
) -> Provenance:
    """Everything the sheet «Nguồn số liệu» shows; `read_otherwise` is what `normalised` gives for the cases."""
    submissions = [case.submission for case in cases]
    sent, counts, deadline = by_unit(submissions), counting(submissions), deadline_of(locality.id, period)
    used = set(counts.values())
    files = [
        _file(
            case, one, superseded_by(one, sent[one.unit_code], counts), outcome(one, counts), one.file in used, deadline
        )
        for case, one in zip(cases, submissions, strict=True)
    ]
    states = {unit: state(unit, sent.get(unit.code, ())) for unit in locality.register.valid_on(period.window[1]).units}
    doubtful = *out_of_order(cases, counts), *left_behind(cases, counts, forms), *same_figures(cases, counts)
    said = [*_set_aside(cases), *doubtful, *_unread(inbox)]
    aside = [Normalisation(name, "", sentence, 1, "", "") for name, sentence in said]
    return owned(states, files, read_otherwise, aside, hashes, deadline)


def _unread(inbox: Inbox) -> Iterator[tuple[str, str]]:
    yield from ((name, _NO_REPORT) for name in inbox.ignored)
    yield from ((name, _LOST) for name in inbox.lost)


def owned(
    states: Mapping[Unit, str],
    files: Sequence[FileSource],
    read_otherwise: Iterable[ReadOtherwise],
    aside: Iterable[Normalisation],
    hashes: Iterable[Hash],
    deadline: date,
) -> Provenance:
    """The files given to the units of the period; those of nobody known are strangers."""
    told = by_unit(files)
    known = {unit.code for unit in states}
    return Provenance(
        tuple(UnitState(unit, became, _in_order(told.get(unit.code, ()))) for unit, became in states.items()),
        tuple(file for file in files if file.unit_code not in known),
        (*_grouped(read_otherwise), *aside),
        tuple(hashes),
        deadline,
    )


def _file(case: Case, one: Submission, replaced: str, became: str, counts: bool, deadline: date) -> FileSource:
    return FileSource(
        name=one.file,
        sha256=case.taken.sha256,
        received=one.received,
        unit_code=one.unit_code,
        outcome=became,
        counts=counts,
        forms=tuple(case.forms),
        lines=sum(line.role == "line" for parsed in case.forms.values() for line in parsed.lines),
        late=one.received.astimezone(VIETNAM).date() > deadline,
        superseded_by=replaced,
    )


def by_unit(told: Iterable[Told]) -> dict[int | None, list[Told]]:
    """Files by the code of their unit, None where nobody knows it."""
    found: dict[int | None, list[Told]] = {}
    for one in told:
        found.setdefault(one.unit_code, []).append(one)
    return found


def _in_order(files: Iterable[FileSource]) -> tuple[FileSource, ...]:
    return tuple(sorted(files, key=lambda file: (not file.counts, file.received, file.name)))


def normalised(cases: Sequence[Case], locality: Locality) -> Iterator[ReadOtherwise]:
    """Every cell that was read otherwise than it was typed, in the forms that were admitted."""
    name = namer(locality)
    for case in cases:
        for parsed in case.forms.values():
            for kind, (row, column), value, number in parsed.normalised:
                yield case.received.name, parsed.sheet, kind, address(row, column), value, number
            for line in parsed.lines:
                official, group, _ = name(line.label, line.section)
                if line.role == "line" and not group and official != line.label:
                    cell = address(line.row, parsed.columns[2])
                    yield (
                        case.received.name,
                        parsed.sheet,
                        "dòng được cộng vào lĩnh vực của danh mục",
                        cell,
                        line.label,
                        official,
                    )


def _grouped(found: Iterable[ReadOtherwise]) -> Iterator[Normalisation]:
    for (file, sheet, kind), group in groupby(sorted(found, key=lambda one: one[:3]), key=lambda one: one[:3]):
        cells = list(group)
        named = first_of([cell for *_, cell, _, _ in cells], _SHOWN)
        *_, value, number = cells[0]
        yield Normalisation(file, sheet, kind, len(cells), f"«{'' if value is None else value}» → {number}", named)


def _set_aside(cases: Sequence[Case]) -> Iterator[tuple[str, str]]:
    return ((case.received.name, sentence) for case in cases for sentence in case.set_aside)

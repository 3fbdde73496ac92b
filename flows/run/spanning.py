"""The report of 6 months, 9 months or a year, added up from the accepted figures of its quarters.

The units are those of the period's last day; what their predecessors reported is theirs (kstt.lineage.chains).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from typing import Any

from flows.earlier.adding import one_period
from flows.earlier.ancestry import Ancestry
from flows.earlier.former import as_added_up, in_office, quarter_of, view_of
from flows.earlier.periods import lists_of, outdated
from flows.ledger.issues import issue_of
from flows.ledger.recording import record_run
from flows.ledger.store import place_of, writing
from flows.locality.agenda import agenda_of
from flows.locality.calendars import deadline_of
from flows.locality.localities import load_locality
from flows.machine.side_by_side import side_by_side
from flows.machine.uncollected import uncollected
from flows.outputs.sources import by_unit
from flows.outputs.span_annex import annex_of
from flows.received.folder import Inbox
from flows.received.intake import forms_of
from flows.record.basis import basis_of
from flows.record.contract import FRAMES
from flows.record.gathered import Gathered
from flows.record.hashes import Hash
from flows.record.request import Request, Run
from flows.record.written import Written, left
from flows.run.building import publish
from flows.run.log import note_entered, note_written
from flows.run.span_remarks import covers, remarks
from kstt.form import DefinitionError, Form
from kstt.locality import Locality
from kstt.period import Period
from kstt.provenance import FileSource, Normalisation, Provenance, UnitState
from kstt.span import Quarter, Sum
from kstt.unit import Unit


@uncollected()
def run_span(request: Request) -> Run:
    """The report of a longer period. Raises DefinitionError where a quarter was not run or was changed since."""
    locality, agenda = load_locality(request.locality), agenda_of(request.locality, request.period.year)
    forms = forms_of(request.period, agenda.lines)
    with writing(place_of(request.out, request.ledger)) as ledger:
        gathered = added_up(request, locality)
        issue = issue_of(ledger, request, gathered)
        of_today = as_added_up(locality, view_of(locality, request.period))
        with side_by_side(len(gathered.figures)) as beside:
            beside.begin(import_module, publish.__module__)
            run = publish(request, of_today, agenda, gathered, issue, beside)
        note_written(run)
        entered = record_run(ledger, request, run.record, {}, issue, Inbox((), ()))
        remark = note_entered(entered + outdated(request, basis_of(gathered), forms, draft=issue.draft))
        return replace(run, remark=remark)


def added_up(request: Request, locality: Locality) -> Gathered:
    """What the quarters of a longer period left in their folders, added up; `locality` has all its units of all days.

    Raises DefinitionError where a quarter was not run or was changed since.
    """
    forms = forms_of(request.period, agenda_of(request.locality, request.period.year).lines)
    written = {quarter: _written(request, quarter) for quarter in in_office(locality, request.period.quarters)}
    quarters = [quarter_of(*pair, forms) for pair in written.items()]
    records = {quarter: told.record for quarter, told in written.items()}
    view = view_of(locality, request.period)
    added, since = one_period(quarters, view, forms, locality)
    known = Ancestry(view, locality.register, records, since)
    told = [_told(period, record) for period, record in records.items()]
    return Gathered(
        added.figures,
        added.texts,
        _provenance(request.period, locality, forms, quarters, known, added, lists_of(request, locality, forms)),
        counts=bool(len(added.figures) + len(added.texts) + len(added.nothing_arose)),
        quarters=told,
        nothing_arose=added.nothing_arose,
        uneven=frozenset(one.unit_code for one in added.breaks),
        doubted=frozenset(added.above_whole),
        annex=annex_of(records),
    )


def _written(request: Request, quarter: Period) -> Written:
    told = left(request.out / str(quarter), request.locality, drafts=request.draft)
    if isinstance(told, str):
        raise DefinitionError(
            f"chưa có số liệu {quarter.phrase} trong {request.out} ({told}); hãy chạy: kstt run {quarter}"
        )
    return told


def _told(period: Period, record: Mapping[str, Any]) -> dict[str, Any]:
    return {"period": str(period), **{name.partition(".")[0]: record["outputs"][name] for name in FRAMES}}


def _provenance(
    period: Period,
    locality: Locality,
    forms: Sequence[Form],
    quarters: Sequence[Quarter],
    known: Ancestry,
    added: Sum,
    hashes: tuple[Hash, ...],
) -> Provenance:
    files = {one.period: by_unit(_files(one, known, added.counted)) for one in quarters}
    states = tuple(UnitState(unit, known.state(unit), tuple(_of(unit, files, known))) for unit in known.view.units)
    said = remarks(period, forms, quarters, added, known)
    return Provenance(
        states,
        (),
        tuple(Normalisation("", "", one, 1, "", "") for one in said),
        hashes,
        deadline_of(locality.id, period),
        covers(period, known),
    )


def _of(
    unit: Unit, files: Mapping[Period, Mapping[int | None, Sequence[FileSource]]], known: Ancestry
) -> Iterator[FileSource]:
    """The files of a unit and of those whose figures it took over."""
    for quarter, every in files.items():
        mine = (file for code in known.origins(unit, quarter) for file in every.get(code, ()))
        yield from sorted(mine, key=lambda file: file.name)


def _files(quarter: Quarter, known: Ancestry, counted: frozenset[tuple[int, str]]) -> Iterator[FileSource]:
    """The files a quarter's figures come from, each below its quarter; they count where an heir's figures do."""
    lines = quarter.figures.drop_duplicates(["file", "form", "row"]).groupby("file").size()
    day = quarter.period.window[1]
    heirs, alone = known.view.heirs[day], known.view.alone[day]
    for name, file in known.records[quarter.period]["files"].items():
        if file["counts"]:
            codes = {code for code, _ in heirs.get(file["unit_code"], ())} | {alone.get(file["unit_code"])}
            yield FileSource(
                name=f"{quarter.period}/{name}",
                sha256=file["sha256"],
                received=datetime.fromisoformat(file["received"]),
                unit_code=file["unit_code"],
                outcome=file["outcome"],
                counts=any((code, form) in counted for code in codes for form in file["forms"]),
                forms=tuple(file["forms"]),
                lines=int(lines.get(name, 0)),
                late=file["late"],
            )

"""The report of 6 months, 9 months or a year, added up from the accepted figures of its quarters.

The units are those of the period's last day; what their predecessors reported is theirs (kstt.lineage).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flows.agenda import agenda_of
from flows.building import publish
from flows.calendars import deadline_of
from flows.contract import FRAMES, read_run
from flows.figures import FIGURES, TEXTS
from flows.former import as_added_up, quarter_of, view_of
from flows.gathered import Gathered
from flows.hashes import hashes_of
from flows.intake import forms_of
from flows.issues import issue_of
from flows.ledger import place_of, writing
from flows.localities import load_locality
from flows.naming import namer
from flows.publishing import sha256_of
from flows.received import Inbox
from flows.recording import record_run
from flows.request import Request, Run
from flows.run_log import note_entered, note_written
from flows.span_annex import annex_of
from flows.span_remarks import Ancestry, remarks
from flows.uncollected import uncollected
from kstt.form import DefinitionError, Form
from kstt.locality import Locality
from kstt.period import Period
from kstt.provenance import FileSource, Normalisation, Provenance, UnitState
from kstt.remap import remapped
from kstt.span import Quarter, Sum, add_up
from kstt.unit import Unit


@uncollected()
def run_span(request: Request) -> Run:
    """The report of a longer period. Raises DefinitionError where a quarter was not run or was changed since."""
    locality, agenda = load_locality(request.locality), agenda_of(request.locality, request.period.year)
    with writing(place_of(request.out, request.ledger)) as ledger:
        gathered = added_up(request, locality)
        issue = issue_of(ledger, request, gathered)
        run = publish(request, as_added_up(locality, view_of(locality, request.period)), agenda, gathered, issue)
        note_written(run)
        remark = note_entered(record_run(ledger, request, run.record, {}, issue, Inbox((), ())))
        return replace(run, remark=remark)


def added_up(request: Request, locality: Locality) -> Gathered:
    """What the quarters of a longer period left in their folders, added up; `locality` has all its units of all days.

    Raises DefinitionError where a quarter was not run or was changed since.
    """
    forms = forms_of(request.period, agenda_of(request.locality, request.period.year).lines)
    records = {quarter: _record(request, quarter) for quarter in request.period.quarters}
    quarters = [quarter_of(request.out / str(period), period, told) for period, told in records.items()]
    view = view_of(locality, request.period)
    of_today = [remapped(one, view, forms) for one in quarters]
    added = add_up(forms, of_today, {unit.code: unit.name for unit in view.units}, namer(locality))
    known = Ancestry(view, locality.register, records)
    told = [_told(period, record) for period, record in records.items()]
    return Gathered(
        added.figures[list(FIGURES)].astype(FIGURES),
        added.texts[[name if name != "value" else "text" for name in TEXTS]],
        _provenance(request.period, locality, forms, quarters, known, added),
        counts=bool(len(added.figures) + len(added.texts) + len(added.nothing_arose)),
        quarters=told,
        nothing_arose=added.nothing_arose,
        uneven=frozenset(one.unit_code for one in added.breaks),
        annex=annex_of(records),
    )


def _record(request: Request, quarter: Period) -> dict[str, Any]:
    folder = request.out / str(quarter)
    record = read_run(folder)
    if record is None:
        raise DefinitionError(f"chưa có số liệu {quarter.name} trong {request.out}; hãy chạy trước: kstt run {quarter}")
    if record["locality"] != request.locality:
        raise DefinitionError(f"số liệu {quarter.name} trong {request.out} là của địa phương {record['locality']}")
    if record.get("draft") and not request.draft:
        raise DefinitionError(f"số liệu {quarter.name} đang là dự thảo; hãy phát hành trước: kstt run {quarter}")
    for name in FRAMES:
        if not (folder / name).is_file() or sha256_of(folder / name) != record["outputs"][name]:
            raise DefinitionError(f"tệp {folder / name} không còn như khi lập; hãy chạy lại: kstt run {quarter}")
    return record


def _told(period: Period, record: Mapping[str, Any]) -> dict[str, Any]:
    return {"period": str(period), **{name.partition(".")[0]: record["outputs"][name] for name in FRAMES}}


def _provenance(
    period: Period,
    locality: Locality,
    forms: Sequence[Form],
    quarters: Sequence[Quarter],
    known: Ancestry,
    added: Sum,
) -> Provenance:
    files = {one.period: list(_files(one, known, added.counted)) for one in quarters}
    states = tuple(UnitState(unit, known.state(unit), tuple(_of(unit, files, known))) for unit in known.view.units)
    said = remarks(period, forms, quarters, added, known)
    hashes = [*hashes_of(locality, forms)]
    hashes += [("Số liệu quý", one.name, record["outputs"][FRAMES[0]][:16]) for one, record in known.records.items()]
    return Provenance(
        states,
        (),
        tuple(Normalisation("", "", one, 1, "", "") for one in said),
        tuple(hashes),
        deadline_of(locality.id, period),
    )


def _of(unit: Unit, files: Mapping[Period, Sequence[FileSource]], known: Ancestry) -> Iterator[FileSource]:
    """The files of a unit and of those whose figures it took over."""
    for quarter, every in files.items():
        yield from (file for file in every if file.unit_code in known.origins(unit, quarter))


def _files(quarter: Quarter, known: Ancestry, counted: frozenset[tuple[int, str]]) -> Iterator[FileSource]:
    """The files a quarter's figures come from, each below its quarter; they count where an heir's figures do."""
    lines = quarter.figures.drop_duplicates(["file", "form", "row"]).groupby("file").size()
    heirs = known.view.heirs[quarter.period.window[1]]
    for name, file in known.records[quarter.period]["files"].items():
        if file["counts"]:
            codes = [code for code, _ in heirs.get(file["unit_code"], ())]
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

"""The report of 6 months, 9 months or a year, added up from the accepted figures of its quarters."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from flows.agenda import agenda_of
from flows.building import issue_for, publish
from flows.calendars import deadline_of
from flows.contract import FRAMES, read_run
from flows.figures import FIGURES, TEXTS
from flows.gathered import Gathered
from flows.hashes import hashes_of
from flows.intake import forms_of
from flows.ledger import place_of, writing
from flows.localities import load_locality
from flows.naming import namer
from flows.publishing import sha256_of
from flows.received import Inbox
from flows.recording import record_run
from flows.request import Request, Run
from flows.run_log import note_entered, note_written
from kstt.form import DefinitionError, Form
from kstt.locality import Locality
from kstt.over_time import Break
from kstt.period import Period
from kstt.provenance import FileSource, Normalisation, Provenance, UnitState
from kstt.span import Gap, Quarter, Sum, add_up
from kstt.unit import Unit

_NAMED = 10  # lines named in one sentence


def run_span(request: Request) -> Run:
    """The report of a longer period. Raises DefinitionError where a quarter was not run or was changed since."""
    locality, agenda = load_locality(request.locality), agenda_of(request.locality, request.period.year)
    forms = forms_of(request.period, agenda.lines)
    with writing(place_of(request.out, request.ledger)) as ledger:
        records = {quarter: _record(request, quarter) for quarter in request.period.quarters}
        quarters = [_quarter(request.out / str(period), period, told) for period, told in records.items()]
        units = locality.register.valid_on(request.period.window[1]).units
        added = add_up(forms, quarters, {unit.code: unit.name for unit in units}, namer(locality))
        told = [_told(period, record) for period, record in records.items()]
        gathered = Gathered(
            added.figures[list(FIGURES)].astype(FIGURES),
            added.texts[[name if name != "value" else "text" for name in TEXTS]],
            _provenance(request.period, locality, forms, quarters, records, added),
            counts=bool(len(added.figures) + len(added.texts)),
            quarters=told,
        )
        issue = issue_for(ledger, request, gathered)
        run = publish(request, locality, agenda, gathered, issue)
        note_written(run)
        remark = note_entered(record_run(ledger, request, run.record, {}, issue, Inbox((), ())))
        return replace(run, remark=remark)


def _record(request: Request, quarter: Period) -> dict[str, Any]:
    folder = request.out / str(quarter)
    record = read_run(folder)
    if record is None:
        raise DefinitionError(f"chưa có số liệu {quarter.name} trong {request.out}; hãy chạy trước: kstt run {quarter}")
    if record["locality"] != request.locality:
        raise DefinitionError(f"số liệu {quarter.name} trong {request.out} là của địa phương {record['locality']}")
    for name in FRAMES:
        if not (folder / name).is_file() or sha256_of(folder / name) != record["outputs"][name]:
            raise DefinitionError(f"tệp {folder / name} không còn như khi lập; hãy chạy lại: kstt run {quarter}")
    return record


def _quarter(folder: Path, period: Period, record: Mapping[str, Any]) -> Quarter:
    counting = [file for file in record["files"].values() if file["counts"]]
    forms = frozenset((file["unit_code"], form) for file in counting for form in file["forms"])
    figures, texts = (pd.read_parquet(folder / name) for name in FRAMES)
    return Quarter(period, figures, texts, forms)


def _told(period: Period, record: Mapping[str, Any]) -> dict[str, Any]:
    return {"period": str(period), **{name.partition(".")[0]: record["outputs"][name] for name in FRAMES}}


def _provenance(
    period: Period,
    locality: Locality,
    forms: Sequence[Form],
    quarters: Sequence[Quarter],
    records: Mapping[Period, Mapping[str, Any]],
    added: Sum,
) -> Provenance:
    units = locality.register.valid_on(period.window[1]).units
    files = [file for one in quarters for file in _files(one, records[one.period], added.counted)]
    states = tuple(
        UnitState(unit, _state(unit, records), tuple(file for file in files if file.unit_code == unit.code))
        for unit in units
    )
    said = [*_silent(period, states, records), *_gone(units, quarters)]
    whole = {unit.unit.code: _lacking(unit.unit, records) for unit in states}
    said += _lacking_forms(period, units, [gap for gap in added.gaps if gap.lacking != whole[gap.unit_code]])
    said += [*_broken(units, added.breaks), *_recounted(units, forms, added)]
    hashes = [*hashes_of(locality, forms)]
    hashes += [("Số liệu quý", one.name, record["outputs"][FRAMES[0]][:16]) for one, record in records.items()]
    return Provenance(
        states,
        (),
        tuple(Normalisation("", "", one, 1, "", "") for one in said),
        tuple(hashes),
        deadline_of(locality.id, period),
    )


def _files(quarter: Quarter, record: Mapping[str, Any], counted: frozenset[tuple[int, str]]) -> Iterator[FileSource]:
    """The files a quarter's figures come from, each below its quarter; they count where their unit does."""
    lines = quarter.figures.drop_duplicates(["file", "form", "row"]).groupby("file").size()
    for name, file in record["files"].items():
        if file["counts"]:
            yield FileSource(
                name=f"{quarter.period}/{name}",
                sha256=file["sha256"],
                received=datetime.fromisoformat(file["received"]),
                unit_code=file["unit_code"],
                outcome=file["outcome"],
                counts=any((file["unit_code"], form) in counted for form in file["forms"]),
                forms=tuple(file["forms"]),
                lines=int(lines.get(name, 0)),
                late=file["late"],
            )


def _state(unit: Unit, records: Mapping[Period, Mapping[str, Any]]) -> str:
    """The state of the first quarter in which a unit has no accepted report."""
    states = [_state_in(unit, record) for record in records.values()]
    return next((state for state in states if state != "accepted"), "accepted")


def _state_in(unit: Unit, record: Mapping[str, Any]) -> str:
    return str(record["units"].get(str(unit.code), {"state": "missing"})["state"])


def _lacking(unit: Unit, records: Mapping[Period, Mapping[str, Any]]) -> tuple[Period, ...]:
    return tuple(quarter for quarter, record in records.items() if _state_in(unit, record) != "accepted")


def _silent(period: Period, states: Sequence[UnitState], records: Mapping[Period, Mapping[str, Any]]) -> Iterator[str]:
    for one in states:
        if lacking := _lacking(one.unit, records):
            yield f"{one.unit.name}: thiếu {_named(lacking)}, không cộng vào số liệu {_within(period)}"


def _gone(units: Sequence[Unit], quarters: Sequence[Quarter]) -> Iterator[str]:
    for one in quarters:
        for code in sorted({code for code, _ in one.forms} - {unit.code for unit in units}):
            yield f"Đơn vị mã {code} có số liệu {one.period.name} nhưng không còn ở cuối kỳ, không được cộng"


def _lacking_forms(period: Period, units: Sequence[Unit], gaps: Sequence[Gap]) -> Iterator[str]:
    """A sentence for every form, or printed line, and the quarters that some units lack of it."""
    place = {unit.code: (at, unit.name) for at, unit in enumerate(units)}
    ordered = sorted(gaps, key=lambda gap: (gap.form, gap.line, gap.lacking, place[gap.unit_code]))
    for (form, line, lacking), group in groupby(ordered, key=lambda gap: (gap.form, gap.line, gap.lacking)):
        names = ", ".join(place[gap.unit_code][1] for gap in group)
        what = f"Biểu {form}" + (f", dòng «{line}»" if line else "")
        yield f"{what}: thiếu {_named(lacking)}, không cộng vào số liệu {_within(period)}: {names}"


def _broken(units: Sequence[Unit], breaks: Sequence[Break]) -> Iterator[str]:
    names = {unit.code: unit.name for unit in units}
    ordered = sorted(breaks, key=lambda one: (one.form, str(one.rule)))
    for (form, rule), group in groupby(ordered, key=lambda one: (one.form, str(one.rule))):
        every = [f"{names[one.unit_code]} – {one.line} (chênh {one.difference})" for one in group]
        yield (
            f"Biểu {form}: {rule} không còn đúng khi cộng các quý, do tồn đầu kỳ của một quý khác tồn cuối kỳ của quý "
            f"trước: {_first(every)}"
        )


def _recounted(units: Sequence[Unit], forms: Sequence[Form], added: Sum) -> Iterator[str]:
    """Columns left empty because each quarter counts anew what the former one left open."""
    names = {unit.code: unit.name for unit in units}
    for form in forms:
        every = [f"{names[code]} – {line}" for code, of, line in added.recounted if of == form.code]
        if every:
            columns = ", ".join(f"({column.number})" for column in form.numbers if column.over == "recount")
            yield f"Biểu {form.code}, cột {columns}: không cộng các quý ở dòng có số chuyển kỳ: {_first(every)}"


def _first(every: Sequence[str]) -> str:
    rest = f" và {len(every) - _NAMED} dòng khác" if len(every) > _NAMED else ""
    return "; ".join(every[:_NAMED]) + rest


def _named(quarters: Sequence[Period]) -> str:
    """«quý I, quý II»: the year is the report's own."""
    return ", ".join(_within(one).partition(" năm ")[0] for one in quarters)


def _within(period: Period) -> str:
    """The period's name within a sentence."""
    return period.name[0].lower() + period.name[1:]

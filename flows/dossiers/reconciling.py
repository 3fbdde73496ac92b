"""Reconciles a period's reports with lists of dossiers from the one-stop systems (đối soát).

A list names people: their columns are not read. Nothing here changes a verdict, a figure or a report.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flows.dossiers.files import read_lists
from flows.dossiers.units import Collected
from flows.ledger.entered import hold_entered
from flows.locality.agenda import agenda_of
from flows.locality.naming import namer
from flows.machine.ordering import in_order
from flows.machine.publishing import aside, sha256_of
from flows.received.intake import forms_of
from flows.record.basis import basis_kept
from flows.record.contract import RECORD
from flows.record.written import Written, left
from kstt.dossiers.reconciling import Reported, reconcile
from kstt.form import DefinitionError, Form
from kstt.locality import Locality
from kstt.mention import parse
from kstt.overview.field_lines import named
from kstt.overview.measure import DOSSIERS
from kstt.rollup import Name, sums
from kstt.sheet import Refused
from kstt.silence import silent_on
from kstt.unit import Unit
from report_templates.dossiers.listing import FOR_COUNTS
from report_templates.dossiers.reconciliation import ReconciliationContent, write_reconciliation
from report_templates.report.workbook import DRAFT

FOLDER = "doi-soat"
_NAMED = 3  # files named in one sentence


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What was written, and what it shows."""

    path: Path
    content: ReconciliationContent


def write_reconciled(folder: Path, locality: Locality, lists: Iterable[Path], only: Unit | None) -> Reconciliation:
    """Reads the lists, holds the last run's figures in a period's folder against them and writes the workbook below it.

    Dossiers that name no unit are those of `only`. Raises DefinitionError where no run is at hand or no list could be
    read, Locked where the workbook is open in Excel.
    """
    content = reconciled(folder, locality, lists, only)
    file = f"Doi-soat_{content.period}_{locality.id}.xlsx"
    with aside(folder / FOLDER, retired=[file]) as new:
        write_reconciliation(new / file, content)
    return Reconciliation(folder / FOLDER / file, content)


def reconciled(folder: Path, locality: Locality, lists: Iterable[Path], only: Unit | None) -> ReconciliationContent:
    """The same without writing anything."""
    period = parse(folder.name)
    told = left(folder, locality.id, drafts=True)
    if isinstance(told, str):
        way = "" if (folder / RECORD).exists() else f"; hãy chạy trước: kstt run {period}"
        raise DefinitionError(f"chưa đối soát được {period.phrase}: {told}{way}")
    hold_entered(folder)
    form = next(one for one in forms_of(period, agenda_of(locality.id, period.year).lines) if one.code == DOSSIERS)
    register, name = locality.register.valid_on(period.window[1]), namer(locality)
    reported, read = reported_in(told, form, name), Collected(register, name, only)
    paths, files = [*_files(lists)], list[tuple[str, str, int]]()
    for path, found in zip(paths, read_lists(paths, FOR_COUNTS), strict=True):
        if isinstance(found, Refused):
            read.left_out.append((path.name, f"{found.reason}. {found.advice}"))
        else:
            read.add(path.name, found)
            files.append((path.name, sha256_of(path), len(found.entries)))
    if not files:
        raise DefinitionError(
            f"Không đọc được danh sách hồ sơ nào: {_some(read.left_out) or 'thư mục không có tệp nào'}"
        )
    read.settle()
    asked = [only] if only else register.units
    windows = period.window, period.calendar_months
    units = [
        replace(
            reconcile(form, unit, reported.get(unit.code), [*read.by_unit[unit].values()], *windows),
            left_out=read.lost[unit],
        )
        for unit in asked
        if unit in read.by_unit
    ]
    unlisted = [unit for unit in asked if unit not in read.by_unit and reported.get(unit.code)]
    issue = DRAFT if told.record.get("draft") else f"lần phát hành {told.record['issue']}"
    return ReconciliationContent(period, locality, form, issue, units, unlisted, files, read.left_out)


def _files(lists: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those in folders named, but for what Excel keeps there while a file is open."""
    for path in lists:
        inside = in_order(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
        yield from (one for one in inside if not one.name.startswith("~$"))


def _some(left_out: Sequence[tuple[str, str]]) -> str:
    more = f"; và {len(left_out) - _NAMED} tệp khác" if len(left_out) > _NAMED else ""
    return "; ".join(map(": ".join, left_out[:_NAMED])) + more


def reported_in(told: Written, form: Form, name: Name) -> dict[int, Reported]:
    """What every unit reported, by unit code, official name of the field and key of the column.

    A unit that reported that nothing arose has no field.
    """
    keys = {column.number: column.key for column in form.columns}
    found: dict[int, dict[str, dict[str, int | None]]]
    found = {code: {} for code in silent_on(form.code, basis_kept(told).silent)}
    for (code, field), numbers in sums(named(form, told.figures, name), ["unit_code", "line"]).items():
        by_key = {keys[number]: value for number, value in numbers.items()}
        found.setdefault(int(str(code)), {})[str(field)] = by_key
    return {**found}

"""The quarter as a story: received files in, returned copies and the report out. Runs with and without Prefect."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.collecting import Case, Each, collect, forms_of
from flows.contract import read_run, run_record, write_json, write_parquet
from flows.figures import figures_of, texts_of
from flows.localities import load_locality
from flows.naming import namer
from flows.publishing import aside, fingerprint
from flows.received import Inbox, look_into
from flows.returning import hand_back
from flows.sources import normalised, provenance
from kstt.locality import Locality
from kstt.period import Period
from kstt.rollup import city_tables
from kstt.submission import counting
from report_templates.report import ReportContent, write_report

RETURNED = "tra-lai"


@dataclass(frozen=True, slots=True)
class Request:
    """What to run: a period of a locality, from a folder of received files into the folder of outputs."""

    period: Period
    locality: str
    raw: Path
    out: Path

    @property
    def folder(self) -> Path:
        """Where the outputs of the period lie."""
        return self.out / str(self.period)


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its record as in run.json, and what it wrote. There is no report where nothing was accepted."""

    record: dict[str, Any]
    report: Path | None
    folder: Path


def run_quarter(request: Request, each: Each) -> Run:
    """The whole story with plain functions; `each` decides who takes the files in (see flows.workers).

    Raises DefinitionError where definitions, registers or the folder are wrong, and Locked where an output is open in
    another program. A bad file of a unit raises nothing.
    """
    locality = load_locality(request.locality)
    inbox = look_into(request.raw)
    cases = collect(inbox, locality, request.period, each)
    return publish(request, locality, inbox, cases)


def publish(request: Request, locality: Locality, inbox: Inbox, cases: Sequence[Case]) -> Run:
    """Everything a run writes, from judged cases; nothing is visible before all of it is written."""
    forms = forms_of(request.period)
    sources = provenance(inbox, cases, locality, request.period, forms)
    counts = counting([case.submission for case in cases])
    figures, texts = figures_of(cases, counts, forms), texts_of(cases, counts)
    units = locality.register.valid_on(request.period.window[1]).units
    tables = [table for form in forms for table in city_tables(form, figures, texts, units, namer(locality))]
    findings = [finding for case in cases for finding in case.findings]
    record = run_record(request.period, locality, sources, findings, normalised(cases, locality))
    report = _report_name(request)
    with aside(request.folder, retired=[report]) as new:
        if counts:
            write_report(new / report, ReportContent(request.period, locality, tables, sources, findings))
        write_parquet(new / "figures.parquet", figures)
        write_parquet(new / "texts.parquet", texts)
        (new / RETURNED).mkdir()
        hand_back(new / RETURNED, cases, request.period)
        record["outputs"] = fingerprint(new)
        write_json(new / "run.json", record)
    return Run(record, request.folder / report if counts else None, request.folder)


def recorded(request: Request) -> Run:
    """The last run of a request as its folder records it; raises FileNotFoundError where there is none."""
    record = read_run(request.folder)
    if record is None:
        raise FileNotFoundError(request.folder / "run.json")
    report = request.folder / _report_name(request)
    return Run(record, report if _report_name(request) in record["outputs"] else None, request.folder)


def _report_name(request: Request) -> str:
    return f"Bao-cao-KSTTHC_{request.period}_{request.locality}.xlsx"

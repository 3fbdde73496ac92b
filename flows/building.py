"""Builds a run's outputs from the files taken in: judge, sum up, write everything in one step."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from flows.agenda import Agenda
from flows.collecting import Case, collect
from flows.continuity import ask_about_backlog
from flows.contract import run_record, write_json
from flows.figures import Counts, figures_of, texts_of, write_parquet
from flows.gathered import Gathered
from flows.intake import Taken, forms_of
from flows.keeping import keep
from flows.ledger import Ledger
from flows.naming import namer
from flows.overview_page import write_overview_page
from flows.publishing import aside, fingerprint
from flows.received import Inbox
from flows.recording import record_run
from flows.request import RETURNED, Request, Run, run_of
from flows.returning import hand_back
from flows.sources import normalised, provenance
from flows.targets import board_for, scoreboard_for
from kstt.form import Form
from kstt.index_766 import index_of
from kstt.locality import Locality
from kstt.proof import PROOF_JSON, PROOF_TEXT
from kstt.rollup import city_tables
from kstt.submission import counting
from report_templates.definitions import load_index
from report_templates.report import ReportContent, write_report


def build(
    request: Request, locality: Locality, agenda: Agenda, inbox: Inbox, taken: Iterable[Taken], ledger: Ledger
) -> Run:
    """Judges what was taken in, keeps the files, writes everything of a run and enters it into the ledger."""
    register = locality.register.valid_on(request.period.window[1])
    forms = forms_of(request.period, agenda.lines)
    cases = collect(inbox, taken, register, forms, request.period)
    ask_about_backlog(cases, request, forms, namer(locality))
    keep(request, cases)
    counts = counting([case.submission for case in cases])
    gathered = _gathered(request, locality, forms, inbox, cases, counts)
    run = publish(request, locality, agenda, gathered, lambda folder: hand_back(folder, cases, request.period))
    return replace(run, remark=record_run(ledger, request, run.record, counts))


def _gathered(
    request: Request, locality: Locality, forms: Sequence[Form], inbox: Inbox, cases: Sequence[Case], counts: Counts
) -> Gathered:
    read_otherwise = list(normalised(cases, locality))
    return Gathered(
        figures_of(cases, counts, forms),
        texts_of(cases, counts),
        provenance(inbox, cases, locality, request.period, forms, read_otherwise),
        bool(counts),
        [finding for case in cases for finding in case.findings],
        read_otherwise,
    )


def publish(
    request: Request,
    locality: Locality,
    agenda: Agenda,
    gathered: Gathered,
    hand_back_into: Callable[[Path], object] = lambda _: None,
) -> Run:
    """Everything a run writes, from what was gathered; nothing is visible before all of it is written."""
    content = content_of(request, locality, agenda, gathered)
    record = run_record(request.period, locality, gathered.sources, gathered.findings, gathered.read_otherwise)
    if gathered.quarters:
        record |= {"files": {}, "quarters": list(gathered.quarters)}
    with aside(request.folder, retired=[request.report, request.page, PROOF_TEXT, PROOF_JSON]) as new:
        if gathered.counts:
            write_report(new / request.report, content)
            write_overview_page(new, request, locality, agenda, gathered, content.scoreboard)
        write_parquet(new / "figures.parquet", gathered.figures)
        write_parquet(new / "texts.parquet", gathered.texts)
        (new / RETURNED).mkdir()
        hand_back_into(new / RETURNED)
        record["outputs"] = fingerprint(new)
        write_json(new / "run.json", record)
    return run_of(request, record)


def content_of(request: Request, locality: Locality, agenda: Agenda, gathered: Gathered) -> ReportContent:
    """Everything the report shows, from what was gathered."""
    forms, period = forms_of(request.period, agenda.lines), request.period
    figures, texts = gathered.figures, gathered.texts
    units = locality.register.valid_on(period.window[1]).units
    tables = [table for form in forms for table in city_tables(form, figures, texts, units, namer(locality))]
    board = board_for(period, locality, agenda, forms, texts)
    scores = scoreboard_for(period, locality, agenda, forms, figures, board, request.out)
    index = index_of(load_index(), figures, units)
    return ReportContent(period, locality, tables, gathered.sources, gathered.findings, scores, board, index)

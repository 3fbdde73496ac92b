"""Builds a run's outputs from the files taken in: judge, sum up, write everything in one step."""

from collections.abc import Iterable, Sequence

from flows.agenda import Agenda
from flows.collecting import Case, collect
from flows.contract import run_record, write_json
from flows.figures import figures_of, texts_of, write_parquet
from flows.intake import Taken, forms_of
from flows.naming import namer
from flows.publishing import aside, fingerprint
from flows.received import Inbox
from flows.request import RETURNED, Request, Run, run_of
from flows.returning import hand_back
from flows.sources import normalised, provenance
from flows.targets import board_for, scoreboard_for
from kstt.index_766 import index_of
from kstt.locality import Locality
from kstt.rollup import city_tables
from kstt.submission import counting
from report_templates.definitions import load_index
from report_templates.report import ReportContent, write_report


def build(request: Request, locality: Locality, agenda: Agenda, inbox: Inbox, taken: Iterable[Taken]) -> Run:
    """Judges what was taken in and writes everything of a run."""
    register = locality.register.valid_on(request.period.window[1])
    forms = forms_of(request.period, agenda.lines)
    return publish(request, locality, agenda, inbox, collect(inbox, taken, register, forms, request.period))


def publish(request: Request, locality: Locality, agenda: Agenda, inbox: Inbox, cases: Sequence[Case]) -> Run:
    """Everything a run writes, from judged cases; nothing is visible before all of it is written."""
    forms = forms_of(request.period, agenda.lines)
    read_otherwise = list(normalised(cases, locality))
    sources = provenance(inbox, cases, locality, request.period, forms, read_otherwise)
    counts = counting([case.submission for case in cases])
    figures, texts = figures_of(cases, counts, forms), texts_of(cases, counts)
    units = locality.register.valid_on(request.period.window[1]).units
    tables = [table for form in forms for table in city_tables(form, figures, texts, units, namer(locality))]
    board = board_for(request.period, locality, agenda, forms, texts)
    scores = scoreboard_for(request.period, locality, agenda, forms, figures, board, request.out)
    index = index_of(load_index(), figures, units)
    findings = [finding for case in cases for finding in case.findings]
    record = run_record(request.period, locality, sources, findings, read_otherwise)
    with aside(request.folder, retired=[request.report]) as new:
        if counts:
            write_report(
                new / request.report,
                ReportContent(request.period, locality, tables, sources, findings, scores, board, index),
            )
        write_parquet(new / "figures.parquet", figures)
        write_parquet(new / "texts.parquet", texts)
        (new / RETURNED).mkdir()
        hand_back(new / RETURNED, cases, request.period)
        record["outputs"] = fingerprint(new)
        write_json(new / "run.json", record)
    return run_of(request, record)

"""Builds a run's outputs from the files taken in: judge, sum up, write everything in one step."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from flows.changes.comparing import compare
from flows.earlier.periods import lists_of, outdated
from flows.ledger.allowances import allowances_of
from flows.ledger.closing import closing_of, set_later_aside
from flows.ledger.explained import annex_record
from flows.ledger.issues import Issue, issue_of, keep_issue
from flows.ledger.recording import record_run
from flows.ledger.store import Ledger
from flows.locality.agenda import Agenda
from flows.machine.publishing import aside, fingerprint
from flows.machine.settings import settings
from flows.machine.side_by_side import side_by_side
from flows.outputs.analysing import analysis_of
from flows.outputs.narrating import papers_of, write_narration
from flows.outputs.shown import shown_by
from flows.outputs.sources import normalised, provenance
from flows.outputs.targets import hold
from flows.received.collecting import Case, collect
from flows.received.figures import Counts, figures_of, texts_of, write_parquet
from flows.received.folder import Inbox
from flows.received.intake import Taken, forms_of
from flows.received.keeping import keep
from flows.received.returning import handing_back
from flows.received.shelf import Shelf
from flows.record.basis import basis_of
from flows.record.contract import run_record, write_json
from flows.record.gathered import Gathered
from flows.record.request import RETURNED, Request, Run, run_of
from flows.record.written import Written, written_in
from flows.run.log import note_entered, note_judged, note_written
from flows.run.settling import settle
from kstt.form import Form
from kstt.locality import Locality
from kstt.overview.model import Overview
from kstt.proof import PROOF_JSON, PROOF_TEXT
from kstt.submission import counting
from kstt.targets.index_766 import CODE as INDEX
from kstt.targets.index_766 import index_of
from report_templates.analysis.workbook import write_analysis
from report_templates.definitions import load_index
from report_templates.page.document import write_page
from report_templates.report.workbook import ReportContent, write_report
from validation.register import title_of


def build(
    request: Request,
    locality: Locality,
    agenda: Agenda,
    inbox: Inbox,
    taken: Iterable[Taken],
    ledger: Ledger,
    shelf: Shelf,
) -> Run:
    """Judges what was taken in, keeps the files, writes everything of a run and enters it into the ledger.

    `taken` are the files the shelf does not have, in the order of the inbox.
    """
    forms = forms_of(request.period, agenda.lines)
    register = locality.register.valid_on(request.period.window[1])
    allowed = allowances_of(ledger, request.locality, request.period)
    judged = collect(shelf.fresh(inbox), taken, register, forms, request.period, allowed.in_force)
    cases = shelf.completed(inbox, judged, register)
    closing = closing_of(ledger.entries(request.locality, str(request.period)))
    set_later_aside(cases, closing)
    annex = settle(cases, request, forms, locality, allowed)
    note_judged(cases)
    keep(request, cases)
    counts = counting([case.submission for case in cases])
    gathered = _gathered(request, locality, forms, inbox, cases, counts)
    gathered = replace(gathered, annex=annex, closed=closing.sentence if closing else "")
    issue = issue_of(ledger, request, gathered)

    def copies(folder: Path) -> AbstractContextManager[None]:
        return handing_back(folder, cases, request.period, shelf)

    run = publish(request, locality, agenda, gathered, issue, copies)
    note_written(run)
    entered = record_run(ledger, request, run.record, counts, issue, inbox)
    remark = note_entered(entered + outdated(request, gathered.figures, gathered.texts, forms, draft=issue.draft))
    return replace(run, remark=remark, fresh=len(judged))


def _gathered(
    request: Request, locality: Locality, forms: Sequence[Form], inbox: Inbox, cases: Sequence[Case], counts: Counts
) -> Gathered:
    read_otherwise = list(normalised(cases, locality))
    return Gathered(
        figures_of(cases, counts, forms),
        texts_of(cases, counts),
        provenance(inbox, cases, locality, request.period, forms, lists_of(request, locality, forms), read_otherwise),
        bool(counts),
        [finding for case in cases for finding in case.findings],
        read_otherwise,
    )


def publish(
    request: Request,
    locality: Locality,
    agenda: Agenda,
    gathered: Gathered,
    issue: Issue,
    copies: Callable[[Path], AbstractContextManager[object]] = nullcontext,
) -> Run:
    """Everything a run writes, from what was gathered; nothing is visible before all of it is written.

    `copies` hands files back into a folder while the rest is written. A new issue is also kept apart, unchanged for
    good.
    """
    record = run_record(request.period, locality, gathered.sources, gathered.findings, gathered.read_otherwise)
    record |= annex_record(gathered.annex) | ({"draft": True, "after": issue.number - 1} if issue.draft else {})
    record |= {"issue": issue.number if gathered.counts and not issue.draft else 0, "closed": gathered.closed}
    record |= {"corrections": list(issue.corrections)} if issue.corrections else {}
    if gathered.quarters:
        record |= {
            "files": {},
            "quarters": list(gathered.quarters),
            "nothing_arose": [list(one) for one in sorted(gathered.nothing_arose)],
            "uneven": sorted(gathered.uneven),
        }
    retired = [*papers_of(request), request.page, PROOF_TEXT, PROOF_JSON]
    with aside(request.folder, retired=retired) as new:
        (new / RETURNED).mkdir()
        with copies(new / RETURNED), side_by_side(len(gathered.figures)) as also:
            content = content_of(request, locality, agenda, gathered, issue, record)
            analysis = analysis_of(request, locality, agenda, gathered, content)
            if gathered.counts:
                also(write_papers, new, request, content, gathered.texts, analysis.view)
            write_analysis(new / request.analysis, analysis)
            write_parquet(new / "figures.parquet", gathered.figures)
            write_parquet(new / "texts.parquet", gathered.texts)
        record["outputs"] = fingerprint(new)
        write_json(new / "run.json", record)
    if gathered.counts and issue.fresh and not issue.draft:
        keep_issue(request, issue)
    return run_of(request, record)


def write_papers(folder: Path, request: Request, content: ReportContent, texts: pd.DataFrame, view: Overview) -> None:
    """What is read and signed: report, narrative and page. `texts` as in flows.received.figures.

    In one call, for content and view have most in common, which then travels to another process once.
    """
    write_report(folder / request.report, content)
    write_narration(folder, request, content, texts)
    write_page(folder / request.page, view)


def content_of(
    request: Request, locality: Locality, agenda: Agenda, gathered: Gathered, issue: Issue, record: dict[str, Any]
) -> ReportContent:
    """What the report shows of what was gathered; `record` is that of the run."""
    now = shown_by(request, locality, agenda, basis_of(gathered))
    hold(now.standing)
    units = locality.register.valid_on(request.period.window[1]).units
    kinds = {kind for form in forms_of(request.period, agenda.lines) if form.code == INDEX for kind in form.filled_by}
    given = set(gathered.figures.loc[gathered.figures["form"] == INDEX, "unit_code"])
    asked = [unit for unit in units if unit.kind in kinds or unit.code in given]
    comparison = None
    if issue.base:
        sides = written_in(issue.base), Written(gathered.figures, gathered.texts, record)
        numbers = issue.number - 1, 0 if issue.draft else issue.number
        comparison = compare(request, locality, agenda, sides, numbers, now)
    return ReportContent(
        request.period,
        locality,
        now.tables,
        gathered.sources,
        gathered.findings,
        scoreboard=now.scores,
        tasks=now.tasks,
        index=index_of(load_index(), gathered.figures, asked),
        letterhead=settings().letterhead,
        issue=issue.number if gathered.counts and not issue.draft else 0,
        draft=issue.draft,
        closed=gathered.closed,
        comparison=comparison,
        annex=gathered.annex,
        rule_title=title_of,
        added_up=bool(gathered.quarters),
    )

"""Builds a run's outputs from the files taken in: judge, sum up, write everything in one step."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from flows.earlier.periods import lists_of, outdated
from flows.ledger.allowances import allowances_of
from flows.ledger.closing import closing_of, set_later_aside
from flows.ledger.explained import annex_record
from flows.ledger.issues import Issue, issue_of, keep_issue
from flows.ledger.recording import record_run
from flows.ledger.store import Ledger
from flows.locality.agenda import Agenda, agenda_of
from flows.machine.parquet import write_frame
from flows.machine.publishing import aside, fingerprint
from flows.machine.side_by_side import Beside
from flows.outputs.analysing import analysis_of
from flows.outputs.narrating import papers_of, write_narration
from flows.outputs.sources import normalised, provenance
from flows.outputs.targets import hold
from flows.received.collecting import Case, collect
from flows.received.figures import Counts, figures_of, texts_of
from flows.received.folder import Inbox
from flows.received.intake import Taken, forms_of
from flows.received.judging import judge_of
from flows.received.keeping import keep
from flows.received.returning import handing_back
from flows.received.shelf import Shelf
from flows.record.basis import basis_of
from flows.record.contract import RECORD, run_record, write_json
from flows.record.edited import keep_edited
from flows.record.gathered import Gathered
from flows.record.request import RETURNED, Request, Run, run_of
from flows.run.content import content_of, shown_of
from flows.run.former_cases import without_taken_back
from flows.run.former_files import held_said
from flows.run.log import note_entered, note_judged, note_written
from flows.run.settling import settle
from kstt.form import Form
from kstt.locality import Locality
from kstt.proof import PROOF_JSON, PROOF_TEXT
from kstt.submission import counting
from kstt.unit import Register
from report_templates.analysis.workbook import AnalysisContent, write_analysis
from report_templates.page.document import write_page
from report_templates.report.workbook import write_report


def build(
    request: Request,
    locality: Locality,
    inbox: Inbox,
    taken: Iterable[Taken],
    ledger: Ledger,
    shelf: Shelf,
    beside: Beside,
) -> Run:
    """Judges what was taken in, keeps the files, writes everything of a run and enters it into the ledger.

    `taken` are the files the shelf does not have, in the order of the inbox. What is for analysts is written `beside`
    the report.
    """
    agenda = agenda_of(request.locality, request.period.year)
    forms = forms_of(request.period, agenda.lines)
    register = locality.register.valid_on(request.period.window[1])
    allowed = allowances_of(ledger, request.locality, request.period)
    fresh = shelf.fresh(inbox)
    judge = judge_of(len(fresh.files), beside, lambda: _meanwhile(shelf, inbox, register))
    judged = collect(fresh, taken, register, forms, request.period, allowed.in_force, judge)
    beside.begin(import_module, __name__)  # all that writes
    cases = shelf.completed(inbox, judged, register)
    closing = closing_of(ledger.entries(request.locality, str(request.period)))
    set_later_aside(cases, closing)
    cases, annex = settle(without_taken_back(cases), request, forms, locality, allowed)
    inbox = replace(inbox, files=tuple(case.received for case in cases))
    note_judged(cases)
    keep(request, cases)
    counts = counting([case.submission for case in cases])
    gathered = _gathered(request, locality, forms, inbox, cases, counts)
    gathered = replace(gathered, annex=annex, closed=closing.sentence if closing else "")
    issue = issue_of(ledger, request, gathered)

    def copies(folder: Path) -> AbstractContextManager[None]:
        return handing_back(folder, cases, request.period, shelf)

    run = publish(request, locality, agenda, gathered, issue, beside, copies)
    note_written(run)
    entered = record_run(ledger, request, run.record, counts, issue, inbox)
    old = outdated(request, basis_of(gathered), forms, draft=issue.draft)
    remark = note_entered(entered + held_said(inbox) + old)
    return replace(run, remark=remark, fresh=len(judged))


def _meanwhile(shelf: Shelf, inbox: Inbox, register: Register) -> None:
    """What is wanted next and does not hang on what the new files say."""
    shelf.recall(inbox, register)
    import_module("holidays.countries")  # for the deadline; there are hundreds


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


def _record_of(request: Request, locality: Locality, gathered: Gathered, issue: Issue) -> dict[str, Any]:
    """What run.json says of a run, but for its outputs; what only some runs have is not there in others."""
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
    if gathered.doubted:
        record["doubted"] = sorted([code, indicator] for indicator, code in gathered.doubted)
    return record


def publish(
    request: Request,
    locality: Locality,
    agenda: Agenda,
    gathered: Gathered,
    issue: Issue,
    beside: Beside,
    copies: Callable[[Path], AbstractContextManager[object]] = nullcontext,
) -> Run:
    """Everything a run writes, from what was gathered; nothing is visible before all of it is written.

    What is for analysts is written `beside` the report, and `copies` hands files back into a folder meanwhile. A new
    issue is also kept apart, unchanged for good.
    """
    record = _record_of(request, locality, gathered, issue)
    retired = [*papers_of(request), request.page, PROOF_TEXT, PROOF_JSON]
    keep_edited(request.folder)
    with aside(request.folder, retired=retired) as new:
        (new / RETURNED).mkdir()
        with copies(new / RETURNED), beside.finished():
            now = shown_of(request, locality, agenda, gathered)
            beside(hold, now.standing)
            analysis = analysis_of(request, locality, agenda, gathered, now.scores)
            page = new / request.page if gathered.counts else None
            beside(write_overviews, new / request.analysis, page, analysis)
            if gathered.counts:  # meanwhile: what changed takes a large run as long as half of the analysis
                content = content_of(request, locality, agenda, gathered, issue, record, now)
                write_report(new / request.report, content)
                write_narration(new, request, content, gathered.texts)
            write_frame(new / "figures.parquet", gathered.figures)
            write_frame(new / "texts.parquet", gathered.texts)
        record["outputs"] = fingerprint(new)
        write_json(new / RECORD, record)
    if gathered.counts and issue.fresh and not issue.draft:
        keep_issue(request, issue)
    return run_of(request, record)


def write_overviews(workbook: Path, page: Path | None, content: AnalysisContent) -> None:
    """The workbook of analysis and the page, if there is to be one.

    In one call, for most of their content is the same, which then travels to another process once.
    """
    write_analysis(workbook, content)
    if page:
        write_page(page, content.view)

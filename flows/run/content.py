"""What a run's outputs show of what was gathered: made by the run, and once more by who proves them."""

from typing import Any

from flows.changes.comparing import compare
from flows.ledger.issues import Issue
from flows.locality.agenda import Agenda
from flows.machine.settings import settings
from flows.outputs.before import quarters_before
from flows.outputs.shown import Shown, shown_by
from flows.received.intake import forms_of
from flows.record.basis import basis_of
from flows.record.gathered import Gathered
from flows.record.request import Request
from flows.record.written import Written, written_in
from kstt.locality import Locality
from kstt.targets.index_766 import CODE as INDEX
from kstt.targets.index_766 import index_of
from report_templates.definitions import load_index
from report_templates.report.workbook import ReportContent
from validation.register import title_of


def shown_of(request: Request, locality: Locality, agenda: Agenda, gathered: Gathered) -> Shown:
    """What is shown of what was gathered."""
    forms = forms_of(request.period, agenda.lines)
    earlier = quarters_before(request.period, locality, forms, request.out)
    return shown_by(request.period, locality, agenda, basis_of(gathered), earlier)


def content_of(
    request: Request,
    locality: Locality,
    agenda: Agenda,
    gathered: Gathered,
    issue: Issue,
    record: dict[str, Any],
    now: Shown,
) -> ReportContent:
    """What the report shows `now` and what changed since the issue before; `record` is that of the run."""
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

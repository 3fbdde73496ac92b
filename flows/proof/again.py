"""The outputs of a run as content once more: made of its record and its Parquet files alone, to be held against."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from flows.ledger.issues import Issue, damage, folder_of
from flows.locality.agenda import agenda_of
from flows.locality.localities import load_locality
from flows.machine.parquet import read_frame
from flows.outputs.analysing import analysis_of
from flows.outputs.narrating import boards_of, narration
from flows.outputs.retelling import gathered_again
from flows.outputs.targets import hold
from flows.record.contract import FRAMES
from flows.record.gathered import Gathered
from flows.record.request import Request
from flows.run.content import content_of, shown_of
from flows.run.spanning import added_up
from kstt.changes.change import Unexplained
from kstt.form import DefinitionError
from kstt.narrative.content import Narrative
from kstt.narrative.lists import Boards
from report_templates.analysis.workbook import AnalysisContent
from report_templates.report.workbook import ReportContent

if TYPE_CHECKING:
    from flows.proof.evidence import Evidence

Done = TypeVar("Done")


@dataclass(frozen=True)
class Again:
    """What the outputs of a run have to show. Without `compared` the issue before is not at hand to compare with."""

    request: Request
    gathered: Gathered
    report: ReportContent
    analysis: AnalysisContent
    boards: Boards
    narrative: Narrative
    compared: bool


def again_of(evidence: "Evidence") -> Again | str:
    """The content once more, or in Vietnamese why it can not be made."""
    return made(lambda: _again(evidence))


def made(make: Callable[[], Done]) -> Done | str:
    """What is made once more, or in Vietnamese why it can not be: such figures no run would have accepted."""
    try:
        return make()
    except (DefinitionError, Unexplained) as wrong:
        return f"không viết lại được: {wrong}"
    except (ArithmeticError, KeyError, OSError, RuntimeError, TypeError, ValueError):  # they speak to programmers
        return "không viết lại được: tệp thiếu, hỏng hoặc không khớp nhau"


def _again(evidence: "Evidence") -> Again:
    period, locality, record = evidence.period, evidence.locality, dict(evidence.record)
    request = Request(period, locality.id, evidence.folder, evidence.folder.parent, draft="draft" in record)
    figures, texts = (read_frame(evidence.folder / name) for name in FRAMES)
    if "quarters" in record:
        gathered = replace(added_up(request, load_locality(locality.id)), figures=figures, texts=texts)
    else:
        gathered = gathered_again(record, period, locality.register, figures, texts)
    issue, compared = _issue(request, record)
    agenda = agenda_of(locality.id, period.year)
    now = shown_of(request, locality, agenda, gathered)
    hold(now.standing)
    report = content_of(request, locality, agenda, gathered, issue, record, now)
    analysis = analysis_of(request, locality, agenda, gathered, now.scores)
    boards = boards_of(request, report)
    return Again(request, gathered, report, analysis, boards, narration(boards, report, gathered.texts), compared)


def _issue(request: Request, record: Mapping[str, Any]) -> tuple[Issue, bool]:
    """The issue that stands, or the draft of the next, and whether what it is compared with is known."""
    draft = bool(record.get("draft"))
    number = int(record["after"]) + 1 if draft else int(record.get("issue", 0))
    base = folder_of(request, number - 1)
    whole = number > 1 and not damage(base)
    return Issue(number, draft, {}, base if whole else None, draft=draft), whole or number == 1

"""The city's report: a sheet per table as the form prints it, then where the figures come from and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path

from kstt.annex import Annex
from kstt.changes.comparison import Comparison
from kstt.finding import Finding, RuleTitle
from kstt.letterhead import RECEIVER, Letterhead
from kstt.locality import Locality
from kstt.period import Period
from kstt.provenance import Provenance
from kstt.rollup import CityTable
from kstt.targets.index_766 import POINTS, UnitIndex
from kstt.targets.scoreboard import Scoreboard
from kstt.targets.taskboard import TaskBoard
from report_templates.definitions import load_index
from report_templates.drawing.form_sheet import Head
from report_templates.drawing.look import Look, new_workbook
from report_templates.report.annex import ANNEX, draw_annex
from report_templates.report.change_sheet import CHANGES, draw_changes
from report_templates.report.city_sheet import draw_city_sheet
from report_templates.report.findings import draw_findings
from report_templates.report.index_sheet import SHEET as INDEX
from report_templates.report.index_sheet import draw_index
from report_templates.report.otherwise import OTHERWISE, draw_otherwise
from report_templates.report.sources import SOURCES, draw_sources
from report_templates.report.target_sheet import draw_targets
from report_templates.report.task_sheet import draw_tasks
from report_templates.report.unit_score_sheet import draw_unit_scores

DRAFT = "dự thảo, chưa phát hành"


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Everything a report shows; the same content always gives the same bytes.

    `issue` is its number; a `draft` has none and says so. `comparison` says what changed since the issue before,
    `closed` that the period is closed (Vietnamese), `rule_title` how a rule is called. A period `added_up` is the sum
    of its quarters.
    """

    period: Period
    locality: Locality
    tables: Sequence[CityTable]
    provenance: Provenance
    findings: Sequence[Finding]
    scoreboard: Scoreboard | None = None
    tasks: TaskBoard | None = None
    index: tuple[UnitIndex, ...] = ()
    issue: int = 0
    draft: bool = False
    closed: str = ""
    comparison: Comparison | None = None
    letterhead: Letterhead = field(default_factory=Letterhead)
    annex: Annex | None = None
    rule_title: RuleTitle = str
    added_up: bool = False


def write_report(target: Path, content: ReportContent) -> None:
    """Writes the report; its sums are live formulas that carry the content's numbers as results."""
    period, locality = content.period, content.locality
    workbook = new_workbook(target, f"Báo cáo {period.name}", datetime.combine(period.window[0], time.min))
    look = Look(workbook)
    letters = content.letterhead.of(locality)
    head = Head(locality.office, locality.receiver or RECEIVER, period, letters.place, letters.form_signers)
    for table in content.tables:
        draw_city_sheet(workbook.add_worksheet(table.view.sheet), look, head, table)
    forms = {table.form.code: table.form for table in content.tables}
    title = f"{locality.name} – {period.name}"
    if content.scoreboard and content.scoreboard.lines:
        draw_targets(workbook, look, title, content.scoreboard)
        draw_unit_scores(workbook, look, title, content.scoreboard)
    if content.tasks:
        draw_tasks(workbook, look, title, content.tasks)
    if any(points is not None for one in content.index for points in one.groups.values()):
        asked = content.scoreboard.demanded(POINTS) if content.scoreboard else {}
        sheet = workbook.add_worksheet(INDEX)
        draw_index(sheet, look, title, load_index(), content.index, asked, added_up=content.added_up)
    if content.comparison and not content.comparison.empty:
        draw_changes(workbook.add_worksheet(CHANGES), look, title, content.comparison)
    issue = DRAFT if content.draft else f"lần phát hành {content.issue}" if content.issue else ""
    named = ", ".join(filter(None, (title, issue, content.closed)))
    draw_sources(workbook.add_worksheet(SOURCES), look, named, content.provenance, tuple(forms.values()))
    if told := content.provenance.normalisations:
        draw_otherwise(workbook.add_worksheet(OTHERWISE), look, title, told)
    sheet = workbook.add_worksheet("Phát hiện")
    draw_findings(sheet, look, title, content.findings, locality.register, added_up=content.added_up)
    if content.annex:
        draw_annex(workbook.add_worksheet(ANNEX), look, title, content.annex, locality.register, content.rule_title)
    workbook.close()

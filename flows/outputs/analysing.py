"""What the workbook of analysis is made of in a run: its overview, and the figures every cell leads back to."""

from flows.locality.agenda import Agenda
from flows.locality.naming import namer
from flows.outputs.overviews import overview_of
from flows.received.intake import forms_of
from flows.record.gathered import Gathered
from flows.record.request import Request
from kstt.locality import Locality
from kstt.targets.scoreboard import Scoreboard
from report_templates.analysis.workbook import AnalysisContent
from validation.register import title_of


def analysis_of(
    request: Request, locality: Locality, agenda: Agenda, gathered: Gathered, scoreboard: Scoreboard
) -> AnalysisContent:
    """The content of a run's workbook of analysis; earlier quarters are read below `request.out`."""
    forms = forms_of(request.period, agenda.lines)
    view = overview_of(request, locality, forms, gathered, scoreboard)
    return AnalysisContent(view, gathered.figures, forms, gathered.findings, namer(locality), gathered.annex, title_of)

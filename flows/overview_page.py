"""The page for phones of a run about to be written."""

from pathlib import Path

from flows.agenda import Agenda
from flows.gathered import Gathered
from flows.intake import forms_of
from flows.overviews import overview_of
from flows.request import Request
from kstt.locality import Locality
from kstt.scoreboard import Scoreboard
from report_templates.page import write_page


def write_overview_page(
    folder: Path, request: Request, locality: Locality, agenda: Agenda, gathered: Gathered, board: Scoreboard | None
) -> None:
    """Writes the page into a folder; `board` is that of the report."""
    if board:
        forms = tuple(forms_of(request.period, agenda.lines))
        write_page(folder / request.page, overview_of(request, locality, forms, gathered, board))

"""Issues the blank workbooks of a period."""

from pathlib import Path

from flows.agenda import agenda_of
from flows.intake import forms_of
from flows.localities import load_locality
from flows.publishing import aside
from kstt.period import Period
from report_templates.blank import write_blanks

BLANKS = "bieu-trong"


def issue_blanks(period: Period, locality: str, out: Path) -> tuple[Path, int]:
    """A blank workbook for every unit that exists in the period; gives their folder and number."""
    place = load_locality(locality)
    forms = forms_of(period, agenda_of(locality, period.year).lines)
    units = place.register.valid_on(period.window[1]).units
    with aside(out / str(period)) as new:
        made = write_blanks(new / BLANKS, units=units, period=period, forms=forms, locality=place)
    return out / str(period) / BLANKS, len(made)

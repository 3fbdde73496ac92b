"""Issues the blank workbooks of a period."""

from collections.abc import Sequence
from pathlib import Path

from flows.agenda import agenda_of
from flows.intake import forms_of
from flows.localities import load_locality
from flows.naming import namer
from flows.publishing import aside
from kstt.form import Form
from kstt.locality import Locality
from kstt.period import Period, before
from report_templates.blank import Known, file_name, write_blanks, write_prefilled

BLANKS = "bieu-trong"


def issue_blanks(period: Period, locality: str, out: Path) -> tuple[Path, int]:
    """A blank workbook for every unit that exists in the period; gives their folder and number.

    Units whose former quarter is at hand get their opening backlog filled in.
    """
    place = load_locality(locality)
    forms = forms_of(period, agenda_of(locality, period.year).lines)
    units = place.register.valid_on(period.window[1]).units
    openings = _openings(out, period, place, forms)
    with aside(out / str(period)) as new:
        made = write_blanks(new / BLANKS, units=units, period=period, forms=forms, locality=place)
        for unit in units:
            if known := openings.get(unit.code):
                target = new / BLANKS / file_name(unit)
                write_prefilled(target, unit=unit, period=period, forms=forms, locality=place, known=known)
    return out / str(period) / BLANKS, len(made)


def _openings(out: Path, period: Period, place: Locality, forms: Sequence[Form]) -> dict[int, Known]:
    """By unit and form, what the former quarter left open: per line, in the columns that take it over."""
    found: dict[int, Known] = {}
    if not (out / str(before(period)) / "figures.parquet").is_file():
        return found  # and pandas is never loaded
    from flows.continuity import remembered

    carried = {form.code: form.carried for form in forms}
    for (unit, code), closings in remembered(out, period, place.id, forms, namer(place)).items():
        lines = {
            name: {opening: given[closing] for opening, closing in carried[code] if given.get(closing)}
            for name, given in closings.items()
        }
        if lines := {name: numbers for name, numbers in lines.items() if numbers}:
            found.setdefault(unit, {})[code] = lines
    return found

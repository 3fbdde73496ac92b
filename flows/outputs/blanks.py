"""Issues the blank workbooks of a period."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from flows.locality.agenda import agenda_of
from flows.locality.localities import load_locality, reporting_in
from flows.locality.naming import namer
from flows.machine.publishing import aside
from flows.received.intake import forms_of
from flows.record.edited import belonging, keep
from flows.record.request import hold_own
from kstt.form import Form
from kstt.lineage.heritage import Estate, estates
from kstt.locality import Locality
from kstt.period import Period, before
from report_templates.blanks.blank import Known, as_issued, file_name, write_blanks, write_prefilled

BLANKS = "bieu-trong"


def issue_blanks(period: Period, locality: str, out: Path) -> tuple[Path, int]:
    """A blank workbook for every unit that exists in the period; gives their folder and number.

    Units whose former quarter is at hand get their opening backlog filled in. Blanks that somebody filled in where they
    lie are kept.
    """
    place = load_locality(locality)
    forms = forms_of(period, agenda_of(locality, period.year).lines)
    units = reporting_in(place, period).units
    hold_own(out / str(period), locality)
    openings = _openings(out, period, place, forms)
    with aside(out / str(period)) as new:
        for path in belonging(out / str(period) / BLANKS):
            if not as_issued(path):
                keep(path, out / str(period))
        made = write_blanks(new / BLANKS, units=units, period=period, forms=forms, locality=place)
        for unit in units:
            if known := openings.get(unit.code):
                target = new / BLANKS / file_name(unit)
                write_prefilled(target, unit=unit, period=period, forms=forms, locality=place, known=known)
    return out / str(period) / BLANKS, len(made)


def not_brought_along(period: Period, locality: str, out: Path) -> list[str]:
    """Whose opening backlog could not be filled in because units merged or split, and why, in Vietnamese."""
    place = load_locality(locality)
    forms = forms_of(period, agenda_of(locality, period.year).lines)
    return [_why(one, before(period)) for _, one in _estates(out, period, place, forms) if not (_whole(one) or one.own)]


def _why(estate: Estate, former: Period) -> str:
    from flows.earlier.continuity import unknown

    if estate.lacking:
        return unknown(estate, former)
    left, heirs = (", ".join(unit.name for unit in units) for units in (estate.former, estate.heirs))
    return f"Biểu {estate.form}: {heirs} cùng nhận bàn giao từ {left}, không điền sẵn tồn đầu kỳ"


def _openings(out: Path, period: Period, place: Locality, forms: Sequence[Form]) -> dict[int, Known]:
    """By unit and form, what the former quarter left open: per line, in the columns that take it over."""
    found: dict[int, Known] = {}
    for form, estate in _estates(out, period, place, forms):
        lines = {
            name: {opening: given[closing] for opening, closing in form.carried if given.get(closing)}
            for name, given in estate.closings.items()
        }
        if _whole(estate) and (lines := {name: numbers for name, numbers in lines.items() if numbers}):
            found.setdefault(estate.heirs[0].code, {})[form.code] = lines
    return found


def _whole(estate: Estate) -> bool:
    """Whether one unit takes over all of it and all of it is known."""
    return len(estate.heirs) == 1 and not estate.lacking


def _estates(out: Path, period: Period, place: Locality, forms: Sequence[Form]) -> Iterator[tuple[Form, Estate]]:
    """Every backlog that units take over from the former quarter, where that was run."""
    if not (out / str(before(period)) / "figures.parquet").is_file():
        return  # and pandas is never loaded
    from flows.earlier.continuity import remembered

    memory = remembered(out, period, place.id, forms, namer(place))
    for form in (form for form in forms if form.carried):
        yield from ((form, one) for one in estates(memory, place.register, period, form.code))

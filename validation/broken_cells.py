"""Findings on cells that hold no number of their form."""

from datetime import date

from kstt.finding import Finding
from kstt.form import Form
from kstt.period import day
from validation.numbers import suggestion
from validation.parsed import Broken
from validation.telling import tell


def broken_finding(form: Form, sheet: str, broken: Broken) -> Finding:
    """The finding on one broken cell of a sheet."""
    meant = suggestion(broken.found, shares=form.lines == "indicators")
    return tell(
        broken.rule,
        form=form,
        sheet=sheet,
        row=broken.row,
        column_at=broken.column_at,
        line=broken.line,
        column=broken.column,
        found=_as_found(broken),
        suggestion=f"; có phải {meant}?" if meant else ".",
        shown=f"thành «{broken.shown}»" if broken.shown else "trống",
    )


def _as_found(broken: Broken) -> object:
    value = broken.found
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return str(value).upper()  # as Excel shows it
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        return " / ".join(value.splitlines())  # two lines of a cell are one of a sentence
    return value if isinstance(value, int | float) else str(value)

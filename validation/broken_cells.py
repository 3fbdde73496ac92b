"""Findings on cells that hold no number of their form."""

from collections.abc import Callable
from datetime import date

from kstt.finding import Finding
from kstt.form import Form
from kstt.period import day
from validation.numbers import NOT_A_NUMBER, suggestion
from validation.parsed import Broken, Parsed
from validation.telling import tell

Most = Callable[[Finding | Broken], int]
"""The most that may stand in the cell of a finding, or in a broken one: no part is above a sum it enters."""
ANY = 10**12
_IS_TEXT = "; ô có định dạng chữ (Text) nên công thức không được tính."


def most_of(form: Form, one: Parsed) -> Most:
    """The most that may stand in a cell of a form as its row and column have it."""
    at = {line.row: index for index, line in enumerate(one.lines)}
    sums = {column.number: [rule.left for rule in form.sums if column.number in rule.right] for column in form.numbers}

    def most(cell: Finding | Broken) -> int:
        index = at.get(cell.row)
        wholes = sums.get(cell.column or 0, []) if index is not None else []
        return min((number for whole in wholes if (number := one.number(index or 0, whole)) is not None), default=ANY)

    return most


def broken_finding(form: Form, sheet: str, broken: Broken, most: Most) -> Finding:
    """The finding on one broken cell of a sheet."""
    meant = suggestion(broken.found, shares=form.lines == "indicators", most=most(broken))
    return tell(
        broken.rule,
        form=form,
        sheet=sheet,
        row=broken.row,
        column_at=broken.column_at,
        line=broken.line,
        column=broken.column,
        found=_as_found(broken),
        suggestion=_IS_TEXT if str(broken.found).startswith("=") and broken.rule == NOT_A_NUMBER else _asked(meant),
        shown=f"thành «{broken.shown}»" if broken.shown else "trống",
    )


def told_again(form: Form, finding: Finding, meant: str) -> str:
    """The sentence of a finding on a broken cell that asks for another number, or for none."""
    place = {"row": finding.row, "column_at": finding.column_at, "line": finding.line, "column": finding.column}
    return tell(finding.rule, form=form, **place, found=finding.found, suggestion=_asked(meant)).message


def _asked(meant: str) -> str:
    return f"; có phải {meant}?" if meant else "."


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

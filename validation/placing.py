"""Where a finding stands: the facts of a cell of a parsed form."""

from kstt.form import Form
from validation.parsing import Parsed


def place(form: Form, one: Parsed, index: int, number: int) -> dict[str, object]:
    """Form, sheet, row, sheet column, line and column number of a cell, as validation.register.tell takes them."""
    line = one.lines[index]
    return {
        "form": form,
        "sheet": one.sheet,
        "row": line.row,
        "column_at": one.columns[number],
        "line": line.label,
        "column": number,
    }

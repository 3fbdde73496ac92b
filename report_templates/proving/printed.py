"""Reads a form back from a finished sheet as a person does: by the row of column numbers, the labels and the totals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kstt.form import Form
from report_templates.proving.contents import At, Written
from report_templates.report.city_sheet import MISSING

CHECKED = "Kiểm tra "
Part = Literal["line", "group", "total", "check"]


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row of a printed form: what it is, its words, the group it stands in, its filled cells by column number."""

    part: Part
    row: int
    label: str
    group: str
    cells: Mapping[int, Written]


def rows_of(sheet: Mapping[At, Written], form: Form) -> list[PrintedRow]:
    """The rows below the column numbers, down to the first empty row, and the checks below the signatures.

    None where the form is not on the sheet.
    """
    start, found, group, ended = _number_row(sheet, form), list[PrintedRow](), "", False
    if start is None:
        return found
    last = max(row for row, _ in sheet)
    for row in range(start + 1, last + 1):
        cells = {number: sheet[row, number] for number in range(1, len(form.columns) + 1) if (row, number) in sheet}
        ended = ended or not cells
        part, label = _part(cells, form) if cells else ("group", "")
        if ended and part != "check":
            continue
        group = label if part == "group" else group
        found.append(PrintedRow(part, row, label, group, cells))
    return found


def _number_row(sheet: Mapping[At, Written], form: Form) -> int | None:
    """The row that says (1), (2) and so on under the headings."""
    rows = sorted({row for (row, column), cell in sheet.items() if column == 1 and cell.value == "(1)"})
    numbers = [f"({column.number})" for column in form.columns]
    here = (row for row in rows if [_value(sheet, (row, at + 1)) for at in range(len(numbers))] == numbers)
    return next(here, None)


def _value(sheet: Mapping[At, Written], at: At) -> object:
    return sheet[at].value if at in sheet else None


def _part(cells: Mapping[int, Written], form: Form) -> tuple[Part, str]:
    """A line has words under its label; headings, totals and checks begin at the left edge, over the label's column."""
    label = cells.get(form.label.number)
    if label is not None and not label.formula:
        return "line", str(label.value).removesuffix(f" {MISSING}")
    words = str(cells[min(cells)].value)
    if words == form.total_label and form.numbers:
        return "total", words
    if words.startswith(CHECKED):
        return "check", words.removeprefix(CHECKED)
    return "group", words

"""Where each cell should hold a number: errors, formulas without a result, other numbers shown, struck or merged."""

import re
from collections.abc import Collection, Iterator, Mapping

from kstt.form import Form
from kstt.sheet import FilledForm, Line, Sheet, Value
from report_templates.files.shown import shown_otherwise

_SOME = re.compile(r"[1-9]")


def says_some(value: Value) -> bool:
    """Whether a cell holds some number but 0."""
    return bool(_SOME.search(str(value)))


def note_problems(sheet: Sheet, form: Form, filled: FilledForm) -> None:
    """Adds the problems of a form's cells to it, and its rows that are hidden or struck through."""
    wanted = {filled.columns[column.number] for column in form.numbers}
    rows = {line.row for line in filled.lines}
    for (row, column), value in sheet.errors.items():
        if row in rows and column in wanted:
            filled.problems.append((row, column, "cell.error_value", value))
    for (row, column), formula in sheet.formulas.items():
        if row in rows and column in wanted and sheet.rows[row - 1][column - 1] in ("", None):
            filled.problems.append((row, column, "cell.formula_without_result", f"={formula.lstrip('=')}"))
    typed = {line.row for line in filled.lines if line.role == "line" and not _has_decimals(form, line)}
    for (row, column), code in sheet.formats.items():
        number = sheet.rows[row - 1][column - 1] if row in typed and column in wanted else None
        shown = shown_otherwise(code, number) if isinstance(number, int | float) else None
        if shown is not None:
            filled.problems.append((row, column, "cell.shown_otherwise", shown))
    filled.hidden_rows = sheet.hidden_rows & rows
    filled.struck_rows = set(_struck(sheet, filled.columns, form)) & rows if sheet.struck else set()
    for row, column in sheet.struck:
        if row in rows - filled.struck_rows and column in wanted and says_some(sheet.rows[row - 1][column - 1]):
            filled.problems.append((row, column, "cell.struck", ""))
    for place in _merged(sheet, rows, wanted):
        filled.problems.append((*place, "cell.merged", ""))


def _has_decimals(form: Form, line: Line) -> bool:
    own = form.printed(line.label)
    return bool(own and own.scale)


def _struck(sheet: Sheet, columns: Mapping[int, int], form: Form) -> Iterator[int]:
    """The rows whose name and numbers are struck through, as far as anything stands there."""
    own = [columns[column.number] for column in (form.label, *form.numbers)]
    for row in {row for row, _ in sheet.struck}:
        filled = [at for at in own if at <= len(sheet.rows[row - 1]) and sheet.rows[row - 1][at - 1] not in ("", None)]
        if len(filled) > 1 and all((row, at) in sheet.struck for at in filled):
            yield row


def _merged(sheet: Sheet, rows: Collection[int], columns: Collection[int]) -> Iterator[tuple[int, int]]:
    """The cells of the given rows and columns that share one number with others of them."""
    for top, left, bottom, right in sheet.merges:
        if top in rows and left in columns and says_some(sheet.rows[top - 1][left - 1]):
            across = [column for column in columns if left <= column <= right]
            down = [row for row in rows if top <= row <= bottom]
            if len(across) * len(down) > 1:
                yield from ((row, column) for row in down for column in across)

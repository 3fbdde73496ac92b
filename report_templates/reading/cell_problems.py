"""Where each cell should hold a number: errors, formulas without a result, other numbers shown, struck or merged."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from unicodedata import digit

from kstt.form import Form
from kstt.sheet import FilledForm, Line, Sheet, Value, cell_at
from report_templates.files.shown import shown_otherwise

Place = tuple[int, int]  # row and column


def says_some(value: Value) -> bool:
    """Whether a cell holds some number but 0."""
    return any(digit(sign, 0) for sign in str(value))


def note_problems(sheet: Sheet, form: Form, filled: FilledForm) -> None:
    """Adds the problems of a form's cells to it, and its rows that are hidden or struck through."""
    wanted = {filled.columns[column.number] for column in form.numbers}
    rows = {line.row for line in filled.lines}
    counted = {line.row for line in filled.lines if line.role == "line" and not _has_decimals(form, line)}
    filled.hidden_rows = sheet.hidden_rows & rows
    filled.struck_rows = set(_struck(sheet, filled.columns, form, rows))

    def inside(cells: Iterable[Place], rows: Collection[int] = rows) -> list[Place]:
        return [(row, column) for row, column in cells if row in rows and column in wanted]

    def typed(at: Place) -> Value:
        return cell_at(sheet.rows[at[0] - 1], at[1] - 1)

    errors = [(at, "cell.error_value", sheet.errors[at]) for at in inside(sheet.errors)]
    unfinished = [at for at in inside(sheet.formulas) if typed(at) in ("", None)]
    formulas = [(at, "cell.formula_without_result", f"={sheet.formulas[at].lstrip('=')}") for at in unfinished]
    other = ((at, _shown(sheet.formats[at], typed(at))) for at in inside(sheet.formats, counted))
    shown = [(at, "cell.shown_otherwise", told) for at, told in other if told is not None]
    struck = [(at, "cell.struck", "") for at in inside(sheet.struck, rows - filled.struck_rows) if says_some(typed(at))]
    merged = [(at, "cell.merged", "") for at in _merged(sheet, rows, wanted)]
    for at, rule, found in (*errors, *formulas, *shown, *struck, *merged):
        filled.problems.append((*at, rule, found))


def _shown(code: str, value: Value) -> str | None:
    """What a cell shows by its format, where that is another number than it holds."""
    return shown_otherwise(code, value) if isinstance(value, int | float) else None


def _has_decimals(form: Form, line: Line) -> bool:
    own = form.printed(line.label)
    return bool(own and own.scale)


def _struck(sheet: Sheet, columns: Mapping[int, int], form: Form, rows: Collection[int]) -> Iterator[int]:
    """Those of some rows whose name and numbers are struck through, as far as anything stands there."""
    own = [columns[column.number] for column in (form.label, *form.numbers)]
    for row in {row for row, _ in sheet.struck if row in rows}:
        filled = [at for at in own if cell_at(sheet.rows[row - 1], at - 1) not in ("", None)]
        if len(filled) > 1 and all((row, at) in sheet.struck for at in filled):
            yield row


def _merged(sheet: Sheet, rows: Collection[int], columns: Collection[int]) -> Iterator[tuple[int, int]]:
    """The cells of the given rows and columns that share one number with others of them."""
    for top, left, bottom, right in sheet.merges:
        if top in rows and left in columns and says_some(cell_at(sheet.rows[top - 1], left - 1)):
            across = [column for column in columns if left <= column <= right]
            down = [row for row in rows if top <= row <= bottom]
            if len(across) * len(down) > 1:
                yield from ((row, column) for row in down for column in across)

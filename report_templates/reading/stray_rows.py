"""Rows of a form where no table of it is read: on a sheet without headings, above its headings, below its signatures.

They keep every relation of the form in its own columns, under a name it does not have yet: they must not vanish.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from kstt.form import Form
from kstt.sheet import FilledForm, Line, Sheet, Value, cell_at
from kstt.spelling import clean, key
from kstt.typed import as_typed, whole
from report_templates.reading.headings import head_of, opening_words
from report_templates.reading.total_words import compares, names_a_time, says_total, tells_another_time

_SUMS = 2  # relations that tell a line of a form from any other row of numbers
_SAID = "dòng «{}» có số liệu như một dòng của biểu {} ở trang «{}» nhưng trang này không có đầu cột"

Stray = tuple[int, str]
"""The row of the sheet, and the label that stands there."""


def goes_on(
    sheet: Sheet, filled: Sequence[FilledForm], forms: Sequence[Form], sheets: Mapping[str, Sheet]
) -> Iterator[tuple[int, str]]:
    """The first row of a sheet without any form that goes on with a form of another sheet, and a sentence on it."""
    by_code = {form.code: form for form in forms}
    for above in filled:
        form = by_code[above.code]
        lines = _lines_of(above, sheets[above.sheet].rows)
        further = stray(form, above.columns, lines, enumerate(sheet.rows, start=1))
        for row, label in islice(further, 1):
            yield row, _SAID.format(label, form.code, above.sheet)
            return


def stray(
    form: Form,
    columns: Mapping[int, int],
    lines: Sequence[Line],
    rows: Iterable[tuple[int, Sequence[Value]]],
    *,
    numbered_on: bool = True,
) -> Iterator[Stray]:
    """The rows that are none of a form's lines (with their ordinals in `section`) and keep every relation of it.

    `columns` are the sheet columns (from 1) by number. What stands below the name of a period is of that; `numbered_on`
    leaves out what is numbered or headed anew, as another table is.
    """
    if form.lines != "fields" or len(form.sums) < _SUMS:
        return
    known = {key(line.label) for line in lines}
    following = max((int(line.section) for line in lines if line.section.isdigit()), default=0) + 1
    for at, row in rows:
        label = clean(str(_cell(row, columns[form.label.number]) or ""))
        line = Line(at, label, "", "line", [_cell(row, columns[column.number]) for column in form.numbers])
        if (label and names_a_time(line)) or (numbered_on and _heads_another(form, row)):
            return
        if label and key(label) not in known and _keeps(form, line) and not _is_no_field(form, line):
            ordinal = _count(_cell(row, columns.get(1)))
            if ordinal is None or ordinal >= following or not numbered_on:
                yield at, label


def _lines_of(filled: FilledForm, rows: Sequence[Sequence[Value]]) -> list[Line]:
    """The lines of a form with the ordinals that stand before them."""
    ordinals = (_count(_cell(rows[line.row - 1], filled.columns.get(1))) for line in filled.lines)
    return [
        Line(line.row, line.label, "" if ordinal is None else str(ordinal), line.role, [])
        for line, ordinal in zip(filled.lines, ordinals, strict=True)
    ]


def _heads_another(form: Form, row: Sequence[Value]) -> bool:
    return any(isinstance(value, str) and head_of(value) in opening_words(form) for value in row)


def _is_no_field(form: Form, line: Line) -> bool:
    return says_total(form, line) or compares(line) or tells_another_time(line)


def _keeps(form: Form, line: Line) -> bool:
    given = {column.number: _count(value) for column, value in zip(form.numbers, line.values, strict=True)}
    counts = {number: count or 0 for number, count in given.items()}
    mostly = sum(count is not None for count in given.values()) * 2 > len(given)
    return mostly and any(counts.values()) and form.sums_hold(counts)


def _cell(row: Sequence[Value], column: int | None) -> Value:
    return cell_at(row, column - 1) if column else ""


def _count(value: Value) -> int | None:
    if isinstance(value, str):
        return whole(as_typed(value)) if value.strip() else None
    return int(value) if isinstance(value, int | float) and float(value).is_integer() else None

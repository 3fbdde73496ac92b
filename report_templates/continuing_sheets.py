"""Rows of a form on a further sheet that has no headings: nobody reads them there, and they must not vanish."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from kstt.form import Form
from kstt.sheet import FilledForm, Line, Sheet, Value
from kstt.spelling import clean, key
from kstt.typed import as_typed, whole
from report_templates.total_words import says_total

_SUMS = 2  # relations that tell a line of a form from any other row of numbers
_SAID = "dòng «{}» có số liệu như một dòng của biểu {} ở trang «{}» nhưng trang này không có đầu cột"


def goes_on(
    sheet: Sheet, filled: Sequence[FilledForm], forms: Sequence[Form], sheets: Mapping[str, Sheet]
) -> Iterator[tuple[int, str]]:
    """The first row of a sheet without any form that goes on with a form of another sheet, and a sentence on it."""
    by_code = {form.code: form for form in forms}
    for above in filled:
        form = by_code[above.code]
        if form.lines == "fields" and sum(rule.is_sum for rule in form.identities) >= _SUMS:
            further = _further(form, above, sheet.rows, sheets[above.sheet].rows)
            for row, label in islice(further, 1):
                yield row, _SAID.format(label, form.code, above.sheet)
                return


def _further(
    form: Form, above: FilledForm, rows: Sequence[Sequence[Value]], before: Sequence[Sequence[Value]]
) -> Iterator[tuple[int, str]]:
    """The rows, with their labels, that keep every relation of a form in its columns and are none of its lines."""
    known = {key(line.label) for line in above.lines}
    ordinals = [
        _count(_cell(before[line.row - 1], above.columns.get(1))) for line in above.lines if line.role == "line"
    ]
    following = max((number for number in ordinals if number), default=0) + 1
    for at, row in enumerate(rows, start=1):
        label = clean(str(_cell(row, above.columns[form.label.number]) or ""))
        if not label or key(label) in known or not _keeps(form, above, row):
            continue
        if not says_total(form, Line(at, label, "", "line", [])) and _count(_cell(row, above.columns.get(1))) in (
            None,
            following,
        ):
            yield at, label


def _keeps(form: Form, above: FilledForm, row: Sequence[Value]) -> bool:
    given = {column.number: _count(_cell(row, above.columns[column.number])) for column in form.numbers}
    line = {number: count or 0 for number, count in given.items()}
    held = all(rule.holds(line) for rule in form.identities if rule.is_sum)
    return held and any(line.values()) and sum(count is not None for count in given.values()) * 2 > len(given)


def _cell(row: Sequence[Value], column: int | None) -> Value:
    return row[column - 1] if column and column <= len(row) else ""


def _count(value: Value) -> int | None:
    if isinstance(value, str):
        return whole(as_typed(value)) if value.strip() else None
    return int(value) if isinstance(value, int | float) and float(value).is_integer() else None

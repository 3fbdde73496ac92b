"""Rows of a table that stand below its signatures: they are not read, and must not vanish."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kstt.form import Form
from kstt.sheet import Line, Value, cell_at
from kstt.spelling import clean

Below = tuple[int, str]
"""The row of the sheet, and the label that stands there."""


def continued(
    form: Form, columns: Mapping[int, int], lines: Sequence[Line], rows: Iterable[tuple[int, Sequence[Value]]]
) -> Iterator[Below]:
    """The rows below the last of a table's lines that go on with its ordinals and are numbers for the better part.

    `columns` are the sheet columns (from 0) by number, `lines` have their ordinals in `section`.
    """
    ordinals = [int(line.section) for line in lines if line.section.isdigit()]
    if not ordinals or 1 not in columns:
        return
    following, last = ordinals[-1] + 1, max(line.row for line in lines)
    for at, row in rows:
        if at > last and ordinal_of(cell_at(row, columns[1])) == following and _counted(form, columns, row):
            following += 1
            yield at, clean(str(cell_at(row, columns[form.label.number])))


def ordinal_of(value: Value) -> int | None:
    """The ordinal a cell holds: a number, or digits with a full stop behind them."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip(" .")
    return int(text) if text.isdecimal() else None


def _counted(form: Form, columns: Mapping[int, int], row: Sequence[Value]) -> bool:
    numbers = [cell_at(row, columns[column.number]) for column in form.numbers if column.number in columns]
    return sum(isinstance(value, float | int) or str(value).strip().isdigit() for value in numbers) * 2 > len(numbers)

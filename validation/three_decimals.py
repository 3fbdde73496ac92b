"""Counts shown with three decimals, «316.000»: read as thousands each is a number, all together they can not be."""

import re
from collections.abc import Iterator, Sequence

from kstt.form import Form
from kstt.sheet import Line
from kstt.typed import as_typed

_SHOWN = re.compile(r"^\d{1,3}[.,]000$")
_MANY = 5  # so many numbers of a form are not all whole thousands


def with_three_decimals(
    form: Form, lines: Sequence[Line], numbers: Sequence[Sequence[int | None]]
) -> Iterator[tuple[int, int]]:
    """The places (line index, column number) of all numbers of a form, where each is typed as a whole thousand."""
    counted = [
        (index, column.number, value)
        for index, (line, row) in enumerate(zip(lines, numbers, strict=True))
        if line.role == "line"
        for column, value, number in zip(form.numbers, line.values, row, strict=True)
        if number
    ]
    if len(counted) >= _MANY and all(isinstance(value, str) and _SHOWN.match(as_typed(value)) for *_, value in counted):
        yield from ((index, number) for index, number, _ in counted)

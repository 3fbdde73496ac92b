"""Ratios typed where the form computes them, with neither numerator nor denominator: they would count nowhere."""

import re
from collections.abc import Iterator, Mapping, Sequence

from kstt.form import Form
from kstt.sheet import Line, Value
from kstt.spelling import key

_RATIO = re.compile(r"^\s*(?=[\d.,]*[1-9])\d+(?:[.,]\d+)?\s*%?\s*$")
RATIO_ALONE = "line.ratio_alone"


def lone_ratios(
    form: Form, columns: Mapping[int, int], lines: Sequence[Line], rows: Sequence[Sequence[Value]]
) -> Iterator[tuple[int, int, str, str]]:
    """The printed lines that give a ratio and none of its parts: row, column, rule, what stands there.

    `columns` are the sheet columns (from 1) by number, `rows` all rows of the sheet; `lines` those without an error.
    """
    at = [column.number for column in form.numbers]
    printed = {key(line.label) for line in form.fixed}
    for ratio in form.columns:
        if not ratio.of or ratio.number not in columns:
            continue
        parts = [at.index(number) for number in ratio.of]
        for line in lines:
            row, column = rows[line.row - 1], columns[ratio.number]
            typed = _as_typed(row[column - 1] if column <= len(row) else "")
            alone = all(line.values[part] in ("", None) for part in parts)
            if alone and key(line.label) in printed and _RATIO.match(typed):
                yield line.row, column, RATIO_ALONE, typed.strip()


def _as_typed(value: Value) -> str:
    return f"{value:.12g}".replace(".", ",") if isinstance(value, int | float) else str(value or "")

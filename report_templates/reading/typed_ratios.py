"""Ratios typed where the form computes them: without numerator and denominator, or another one than these give."""

import re
from collections.abc import Iterator, Mapping, Sequence

from kstt.form import Form
from kstt.sheet import Line, Value, cell_at

_RATIO = re.compile(r"^\s*(?=[\d.,]*[1-9])(\d+(?:[.,]\d+)?)\s*%?\s*$")
_NEAR = 0.01  # people round to whole percents
RATIO_ALONE, RATIO_DIFFERS = "line.ratio_alone", "line.ratio_differs"


def typed_ratios(
    form: Form, columns: Mapping[int, int], lines: Sequence[Line], rows: Sequence[Sequence[Value]]
) -> Iterator[tuple[int, int, str, str]]:
    """The printed lines whose ratio says what their parts do not: row, column, rule, what stands there.

    `columns` are the sheet columns (from 1) by number, `rows` all rows of the sheet; `lines` those without an error.
    """
    at = [column.number for column in form.numbers]
    for ratio in form.columns:
        if not ratio.of or ratio.number not in columns:
            continue
        top, bottom = (at.index(number) for number in ratio.of)
        for line in lines:
            row, column = rows[line.row - 1], columns[ratio.number]
            typed = _as_typed(cell_at(row, column - 1))
            found = _RATIO.match(typed) if form.printed(line.label) else None
            if found and (rule := _rule(float(found[1].replace(",", ".")), line.values[top], line.values[bottom])):
                yield line.row, column, rule, typed.strip()


def _rule(ratio: float, top: Value, bottom: Value) -> str:
    if top in ("", None) and bottom in ("", None):
        return RATIO_ALONE
    if not isinstance(top, int | float) or not isinstance(bottom, int | float) or not bottom:
        return ""
    near = min(abs(said - top / bottom) for said in (ratio, ratio / 100))
    return "" if near <= _NEAR else RATIO_DIFFERS


def _as_typed(value: Value) -> str:
    return f"{value:.12g}".replace(".", ",") if isinstance(value, int | float) else str(value or "")

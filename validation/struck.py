"""Rows struck through, which a clerk meant to delete: left out where the total leaves them out too, else told."""

from collections.abc import Iterable

from kstt.form import Form
from kstt.sheet import FilledForm, Line
from validation.numbers import read_number

STRUCK, STRUCK_CELL = "line.struck", "cell.struck"
_ASIDE = "dòng {} «{}» bị gạch ngang{}, không đọc"
_NOT_ADDED = " và dòng tổng không cộng dòng này"


def without_struck(form: Form, filled: FilledForm) -> None:
    """Takes the struck rows out of a form: each is named among what was set aside, or is a problem to be told.

    Nobody can tell of a line with numbers whether it belongs to the report, unless the total adds the other lines only.
    """
    struck = [line for line in filled.lines if line.row in filled.struck_rows]
    if not struck:
        return
    filled.lines = [line for line in filled.lines if line not in struck]
    lines = [line for line in struck if line.role == "line" and any(_numbers(line))]
    kept = [line for line in filled.lines if line.role == "line"]
    totals = [_numbers(line) for line in filled.lines if line.role == "total"]
    left_out = any(any(total) and total == _sums(kept) != _sums([*kept, *lines]) for total in totals)
    for line in struck:
        if line in lines and not left_out:
            filled.problems.append((line.row, filled.columns[form.label.number], STRUCK, line.label))
        else:
            filled.aside.append(_ASIDE.format(line.row, line.label, _NOT_ADDED if line in lines else ""))


def _numbers(line: Line) -> list[int]:
    return [read_number(value).number or 0 for value in line.values]


def _sums(lines: Iterable[Line]) -> list[int]:
    return [sum(column) for column in zip(*map(_numbers, lines), strict=True)]

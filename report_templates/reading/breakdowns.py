"""Rows beside a total that split it up in another way than the lines do: «Cấp xã» and «Cấp tỉnh» below «Tổng số»."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from kstt.sheet import Line
from report_templates.reading.adding_up import (
    DIFFERENT,
    OF_GROUP,
    adds_up,
    adds_up_but_for_one,
    amount,
    equals_sum,
    hardly_by_chance,
)

_LIKE_LINES = ("line", "doubtful", "inside", "total")


def without_breakdowns(lines: Sequence[Line]) -> list[Line]:
    """The rows of a table of fields, roles told, those that only split up a total being comments.

    The lines add up to that total, be one number wrong, and so do several rows right below it, or several totals right
    above it.
    """
    every = sorted(lines, key=lambda line: line.row)
    again = {line.row for at, total in enumerate(every) if total.role == "total" for line in _beside(every, at)}
    return [replace(line, role="comment", section="") if line.row in again else line for line in lines]


def _beside(every: Sequence[Line], at: int) -> Iterator[Line]:
    total, above = every[at], [line for line in every[:at] if line.role == "line"]
    if not (
        hardly_by_chance(total, OF_GROUP, DIFFERENT) and (adds_up(total, above) or adds_up_but_for_one(total, above))
    ):
        return
    below = [line for line in takewhile(lambda line: line.role in _LIKE_LINES, every[at + 1 :]) if line.filled]
    if _split_up(total, below):
        yield from below
    totals = list(takewhile(lambda line: line.role == "total", every[at - 1 :: -1])) if at else []
    if _split_up(total, totals):
        yield from totals


def _split_up(total: Line, rows: Sequence[Line]) -> bool:
    """Whether two rows or more with numbers add up to a total; beside rows of nothing, one says it once more."""
    return sum(any(map(amount, row.values)) for row in rows) > 1 and equals_sum(total, rows)

"""Rows that repeat the numbers of one above them: fields, sums of that one alone, or its parts, as the total says."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kstt.form import Form
from kstt.sheet import Line
from report_templates.reading.adding_up import amount, equals_sum
from report_templates.reading.partial_parts import agrees
from report_templates.reading.total_words import says_total


def told_by_total(form: Form, settled: list[Line]) -> list[Line]:
    """The rows that repeat one above them as what the total says they are: lines, or no more than that one.

    A row known to add up one line of several alone is no sum to be held against them, but a part of that one.
    """
    doubtful = [line.row for line in settled if line.role == "doubtful"]
    ways = [
        [replace(line, role=role) if line.row in doubtful else line for line in settled]
        for role in (("part", "line") if doubtful else ())
    ]
    right = [told for told in ways if agrees(told, but_for_one=True)]
    settled = right[0] if len(right) == 1 else settled
    repeated = set(_repeating_one(form, settled))
    return [replace(line, role="part", section="") if line.row in repeated else line for line in settled]


def _repeating_one(form: Form, settled: Sequence[Line]) -> Iterator[int]:
    """The rows, called a total by no word, that add up the last alone of the lines with numbers right above them."""
    holding: list[Line] = []
    for line in sorted(settled, key=lambda line: line.row):
        if line.role == "line":
            holding += [line] if any(map(amount, line.values)) else []
        elif line.role == "total" and not says_total(form, line) and _adds_last_alone(line, holding):
            yield line.row
        elif line.role in ("total", "section"):
            holding = []


def _adds_last_alone(line: Line, above: Sequence[Line]) -> bool:
    return len(above) > 1 and equals_sum(line, above[-1:]) and not equals_sum(line, above)

"""Rows that repeat the numbers of one above them: fields, sums of that one alone, or its parts, as the total says."""

from collections.abc import Sequence
from dataclasses import replace

from kstt.form import Form
from kstt.sheet import Line, Value
from report_templates.reading.adding_up import amount, equals_sum
from report_templates.reading.line_marks import is_letter, mark_of
from report_templates.reading.partial_parts import agrees
from report_templates.reading.total_words import names_the_office, says_total


def total_of_marked(form: Form, told: Sequence[Line]) -> list[Line]:
    """The sum of the outermost headings marked with letters or Roman numerals, as a total nobody typed.

    None where one of them has no numbers, or there is one alone.
    """
    marked = [(is_letter(mark), line) for line in told if (mark := mark_of(line)) and not says_total(form, line)]
    outer = [line for letter, line in marked if letter == marked[0][0]]
    if len(outer) < 2 or not all(any(map(amount, line.values)) for line in outer):
        return []
    sums: list[Value] = [sum(column) for column in zip(*(map(amount, line.values) for line in outer), strict=True)]
    return [Line(0, "", "", "total", sums)]


def told_by_total(form: Form, settled: list[Line], whole: Sequence[Line] = ()) -> list[Line]:
    """The rows that repeat one above them as what the total says they are: lines, or no more than that one.

    `whole` is a total nobody typed. A row known to add up one line of several alone is no sum to be held against them,
    but a part of that one; so are all such rows where no other adds up anything.
    """
    doubtful = [line.row for line in settled if line.role == "doubtful"]
    ways = [
        [replace(line, role=role) if line.row in doubtful else line for line in settled]
        for role in (("part", "line") if doubtful else ())
    ]
    right = [told for told in ways if agrees([*told, *whole], but_for_one=True)]
    settled = right[0] if len(right) == 1 else settled
    repeated = _repeating_one(form, settled)
    return [replace(line, role="part", section="") if line.row in repeated else line for line in settled]


def _repeating_one(form: Form, settled: Sequence[Line]) -> set[int]:
    """The rows, called a total by no word, that add up the last alone of the lines with numbers right above them."""
    holding: list[Line] = []
    alone = dict[int, bool]()  # and whether there are more lines right above
    others = False
    for line in sorted(settled, key=lambda line: line.row):
        if line.role == "line":
            holding += [line] if any(map(amount, line.values)) else []
        elif line.role == "total" and not _is_named(form, line) and holding and equals_sum(line, holding[-1:]):
            alone[line.row] = len(holding) > 1 and not equals_sum(line, holding)
            holding = holding if alone[line.row] else []
        elif line.role in ("total", "section"):
            others |= line.role == "total"
            holding = []
    return {row for row, beside in alone.items() if beside or not others}


def _is_named(form: Form, line: Line) -> bool:
    """Whether words say that a row is the total."""
    return says_total(form, line) or names_the_office(line)

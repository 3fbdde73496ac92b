"""Rows that name a period where a field or a section should stand: months for fields, blocks of the former quarter."""

from collections.abc import Sequence

from kstt.form import Form
from kstt.sheet import Line
from report_templates.reading.subtotals import counts, says_sum
from report_templates.reading.total_words import (
    compares,
    has_ordinal,
    names_a_period,
    names_a_time,
    tells_another_time,
)


def beside_fields(form: Form, lines: Sequence[Line]) -> dict[int, str]:
    """By row: what only compares a field with another time is a `comment`, be it called «- Lũy kế».

    A period below a field that was left open may hold the field's own figures: then the row is `timed`.
    """
    if form.lines != "fields":
        return {}
    named = any(counts(form, line) and not tells_another_time(line) for line in lines)
    numbered = any(line.section.isdigit() for line in lines)
    told: dict[int, str] = {}
    above: Line | None = None
    for line in lines:
        another = tells_another_time(line)
        if not (another or compares(line) or names_a_period(line)):
            field = line.filled or has_ordinal(line) or not numbered  # a note in a numbered table is none
            above = line if field else above
        elif line.filled and not has_ordinal(line):
            left_open = above is not None and not (above.filled or says_sum(form, above))
            if left_open and names_a_period(line):
                told[line.row] = "timed"
            elif named and another:
                told[line.row] = "comment"
    return told


def timed_rows(form: Form, lines: Sequence[Line], *, named: bool) -> set[int]:
    """The places of rows that name a period, so that nobody knows what of the table is this one's.

    `named` says whether some row is named as a field is. A heading alone above all lines only says again what the head
    of the form says.
    """
    if form.lines != "fields":
        return set()
    told = [at for at, line in enumerate(lines) if names_a_time(line) and _stands_for_lines(lines, at, named=named)]
    alone = len(told) == 1 and not lines[told[0]].filled
    return set() if alone and not any(counts(form, line) for line in lines[: told[0]]) else set(told)


def _stands_for_lines(lines: Sequence[Line], at: int, *, named: bool) -> bool:
    """Whether a row is numbered or headed like lines of the table; one beside a named field only compares."""
    if lines[at].filled:
        return has_ordinal(lines[at]) or not named
    return any(line.section.isdigit() or line.filled for line in lines[at + 1 :])

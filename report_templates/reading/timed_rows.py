"""Rows that name a period where a field or a section should stand: months for fields, blocks of the former quarter."""

from collections.abc import Sequence

from kstt.form import Form
from kstt.sheet import Line
from report_templates.reading.subtotals import counts
from report_templates.reading.total_words import names_a_time


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
        return lines[at].section.isdigit() or not named
    return any(line.section.isdigit() or line.filled for line in lines[at + 1 :])

"""Rows that name a period where a field or a section should stand: months for fields, blocks of the former quarter."""

from collections.abc import Sequence

from kstt.form import Form
from kstt.sheet import Line
from report_templates.total_words import compares, names_a_time, says_total


def timed_rows(form: Form, lines: Sequence[Line], *, named: bool) -> set[int]:
    """The places of rows that name a period, so that nobody knows what of the table is this one's.

    `named` says whether some row is named as a field is. A heading alone above all lines only says again what the head
    of the form says.
    """
    if form.lines != "fields":
        return set()
    told = [at for at, line in enumerate(lines) if names_a_time(line) and _stands_for_lines(lines, at, named=named)]
    alone = len(told) == 1 and not _has_numbers(lines[told[0]])
    return set() if alone and not any(_counts(form, line) for line in lines[: told[0]]) else set(told)


def _stands_for_lines(lines: Sequence[Line], at: int, *, named: bool) -> bool:
    """Whether a row is numbered or headed like lines of the table; one beside a named field only compares."""
    if _has_numbers(lines[at]):
        return lines[at].section.isdigit() or not named
    return any(line.section.isdigit() or _has_numbers(line) for line in lines[at + 1 :])


def _counts(form: Form, line: Line) -> bool:
    return _has_numbers(line) and not (says_total(form, line) or compares(line))


def _has_numbers(line: Line) -> bool:
    return any(value not in ("", None) for value in line.values)

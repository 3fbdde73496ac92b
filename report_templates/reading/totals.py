"""Which rows of a table are totals: by their words, or, where no word says so, by what they add up."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from kstt.form import Form
from kstt.sheet import Line
from report_templates.reading.adding_up import (
    adds_up,
    adds_up_but_for_one,
    adds_up_exactly,
    amount,
    equals_sum,
    hardly_by_chance,
)
from report_templates.reading.line_marks import mark_of
from report_templates.reading.subtotals import counts, says_sum
from report_templates.reading.total_words import (
    is_same_office,
    names_a_department,
    names_a_unit,
    names_the_office,
    says_summary,
)


def closes(form: Form, every: Sequence[Line], at: int) -> bool:
    """Whether a total is the last one and stands below what it adds."""
    below = every[at + 1 :]
    return any(counts(form, line) for line in every[:at]) and not any(says_sum(form, line) for line in below)


def with_summary(form: Form, every: Sequence[Line]) -> list[Line]:
    """The rows, a numbered «Tổng hợp» without its number where it is the total and no field of that name.

    It is where no other row is, first or last, and no less than any line, be some number wrong, or alone in having one.
    """
    named = [line for line in every if line.filled and says_summary(line)]
    others = [line for line in every if line not in named and counts(form, line)]
    if form.lines != "fields" or not (named and others) or any(says_sum(form, line) for line in every):
        return list(every)
    least = max(map(_size, others)) if any(line.section.isdigit() for line in others) else 0
    outside = (line for line in named if not others[0].row < line.row < others[-1].row)
    sums = {line.row for line in outside if _size(line) >= least}
    return [replace(line, section="") if line.row in sums else line for line in every]


def _size(line: Line) -> float:
    return sum(map(amount, line.values))


def is_total(form: Form, every: Sequence[Line], at: int) -> bool:
    """Whether a row is a total or subtotal, by its words or else by its sums."""
    return says_sum(form, every[at]) or by_sums(form, every, at) == "total"


def by_sums(form: Form, every: Sequence[Line], at: int) -> Literal["total", "doubtful", ""]:
    """Whether a row that no word calls a total is one, or may be one: it stands first or last and adds up the others.

    Without an ordinal among lines that have one it is none of them; otherwise its sums must fit in every column, and
    small numbers leave a doubt where no other row is the total. What headings say is not added to their lines.
    """
    line = every[at]
    if form.lines not in ("fields", "unit") or not counts(form, line) or mark_of(line):
        return ""
    if _stands_among_others(form, every, at):
        return ""
    others = [other for other in every if other is not line and _is_other(form, line, other)]
    bare = [other for other in others if not (mark_of(other) or names_a_department(other))] or others
    if _is_total_by_name(form, line, others, bare):
        return "total"
    if len(bare) < 2:
        return ""
    if not line.section and any(other.section for other in others):
        return "total" if adds_up(line, bare) else ""
    if not adds_up_exactly(line, bare):
        return ""
    if hardly_by_chance(line):
        return "total"
    return "" if any(says_sum(form, other) for other in every) else "doubtful"


def _stands_among_others(form: Form, every: Sequence[Line], at: int) -> bool:
    """Whether other rows count above a row and below it: nearly always, and soon known."""
    return all(any(_is_other(form, every[at], one) for one in rows) for rows in (every[:at], every[at + 1 :]))


def _is_total_by_name(form: Form, line: Line, others: Sequence[Line], bare: Sequence[Line]) -> bool:
    """Whether a row is named for the unit and fits: an office is no field, be the numbers few, small, or one wrong."""
    office = names_the_office(line)
    if office and form.lines == "fields" and (_is_office_total(line, others) or _is_office_total(line, bare)):
        return True
    if form.lines == "unit" and len(others) < 2:
        return False  # a line of the same unit again
    fits = adds_up if office else adds_up_exactly
    return names_a_unit(line) and hardly_by_chance(line) and fits(line, others)


def _is_other(form: Form, line: Line, other: Line) -> bool:
    """Whether a row counts that is not the same office's total, above the lines and below them again."""
    return counts(form, other) and not is_same_office(line, other)


def _is_office_total(line: Line, parts: Sequence[Line]) -> bool:
    return not parts or adds_up_but_for_one(line, parts) or equals_sum(line, parts)

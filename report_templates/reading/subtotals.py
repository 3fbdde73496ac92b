"""Rows that add up the rows right above them: subtotals, whatever they are called («Phòng Kinh tế», «Cấp xã»)."""

from collections.abc import Sequence
from dataclasses import replace

from kstt.form import Form
from kstt.identity import NEARLY
from kstt.sheet import Line
from kstt.spelling import key
from report_templates.reading.adding_up import DIFFERENT, OF_GROUP, Running, adds_up_exactly, hardly_by_chance
from report_templates.reading.line_marks import kind_of, mark_of
from report_templates.reading.total_words import compares, names_a_department, says_total

SUBTOTAL = "total"
"""The role of such a row; every other row still has that of a line."""
DOUBTFUL = "doubtful"
"""The role of a row that repeats the one above it, and may as well be another line with the same numbers."""


def with_subtotals(form: Form, lines: Sequence[Line]) -> list[Line]:
    """The rows of a table of fields, those that add up the rows above them marked.

    They have no number of their own, and add all rows down from the last total or heading, or from the first row. Where
    the others have no number either, or only one row is added, the numbers must be more than chance.
    """
    if form.lines != "fields":
        return list(lines)
    ordered = any(line.section.isdigit() for line in lines)
    above, every, told = Running(), Running(), []
    for line in lines:
        if role := _role(line, above, every, ordered=ordered):
            told.append(replace(line, role=role))
            above = Running()
            continue
        told.append(line)
        if _ends_a_run(form, line, ordered=ordered):
            above = Running()
        elif line.filled:
            above.add(line)
            every.add(line)
    return _settled(form, told, every)


def says_sum(form: Form, line: Line) -> bool:
    """Whether a row adds up others, by its words or as was told of its numbers."""
    return line.role == SUBTOTAL or says_total(form, line)


def counts(form: Form, line: Line) -> bool:
    """Whether a row has numbers of its own, that no other row has."""
    return line.filled and not (says_sum(form, line) or compares(line))


def _settled(form: Form, told: list[Line], every: Running) -> list[Line]:
    """Rows that repeat another one are sums where other rows are, or where the total leaves them out."""
    repeating = [line for line in told if line.role == DOUBTFUL]
    if not repeating:
        return told
    total = next((line for line in reversed(told) if says_total(form, line)), None)
    role = DOUBTFUL
    if any(line.role == SUBTOTAL for line in told) or (total and every.equal(total)):
        role = SUBTOTAL
    elif total:
        for line in repeating:
            every.add(line)
        role = "line" if every.equal(total) else DOUBTFUL
    return [replace(line, role=role) if line.role == DOUBTFUL else line for line in told]


def _role(line: Line, above: Running, every: Running, *, ordered: bool) -> str:
    if kind_of(line) != "none" or mark_of(line) or not every.lines:
        return ""
    alone = above.lines == 1 and not (ordered and above.last and not above.last.section.isdigit())
    if not alone and _adds(line, above, every, ordered=ordered):
        return SUBTOTAL
    return DOUBTFUL if above.last and _repeats(line, above.last, ordered=ordered) else ""


def _repeats(line: Line, above: Line, *, ordered: bool) -> bool:
    """Whether a row of another name says what the one right above it says: one may be the sum of the other alone."""
    return (
        not (ordered and not above.section.isdigit())
        and key(line.label) != key(above.label)
        and not names_a_department(above)  # its heading
        and hardly_by_chance(line, OF_GROUP, DIFFERENT)
        and adds_up_exactly(line, [above])
    )


def _adds(line: Line, above: Running, every: Running, *, ordered: bool) -> bool:
    sums = [one for one in (above, every) if one.lines > 1]
    if ordered:
        return any(one.equal(line, NEARLY) for one in sums)
    return any(one.equal(line) for one in sums) and hardly_by_chance(line)


def _ends_a_run(form: Form, line: Line, *, ordered: bool) -> bool:
    """Whether what follows belongs to another part of the table: below a total or a heading."""
    return says_total(form, line) or bool(mark_of(line)) or (ordered and not line.filled and not line.section)

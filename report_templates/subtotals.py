"""Rows that add up the rows right above them: subtotals, whatever they are called («Phòng Kinh tế», «Cấp xã»)."""

from collections.abc import Sequence
from dataclasses import replace

from kstt.form import Form
from kstt.sheet import Line
from report_templates.adding_up import adds_up, adds_up_exactly, equals, hardly_by_chance
from report_templates.line_marks import kind_of, mark_of
from report_templates.total_words import says_total

SUBTOTAL = "total"
"""The role of such a row; every other row still has that of a line."""


def with_subtotals(form: Form, lines: Sequence[Line]) -> list[Line]:
    """The rows of a table of fields, those that add up the rows above them marked.

    They have no number of their own, and add all rows down from the last total or heading, or from the first row. Where
    the others have no number either, or only one row is added, the numbers must be more than chance.
    """
    if form.lines != "fields":
        return list(lines)
    ordered = any(line.section.isdigit() for line in lines)
    above: list[Line] = []
    every: list[Line] = []
    told: list[Line] = []
    for line in lines:
        if _adds(line, above, every, ordered=ordered):
            told.append(replace(line, role=SUBTOTAL))
            above = []
            continue
        told.append(line)
        if _ends_a_run(form, line, ordered=ordered):
            above = []
        elif any(value not in ("", None) for value in line.values):
            above.append(line)
            every.append(line)
    return told


def _adds(line: Line, above: Sequence[Line], every: Sequence[Line], *, ordered: bool) -> bool:
    if kind_of(line) != "none" or mark_of(line) or not (above or every):
        return False
    surely = hardly_by_chance(line)
    if len(above) == 1 and (above[0].section.isdigit() or not ordered):
        return surely and equals(line, above[0])
    runs = [parts for parts in (above, every) if len(parts) > 1]
    if ordered:
        return any(adds_up(line, parts) for parts in runs)
    return surely and any(adds_up_exactly(line, parts) for parts in runs)


def _ends_a_run(form: Form, line: Line, *, ordered: bool) -> bool:
    """Whether what follows belongs to another part of the table: below a total or a heading."""
    empty = not any(value not in ("", None) for value in line.values)
    return says_total(form, line) or bool(mark_of(line)) or (empty and ordered and not line.section)

"""Offices, their numbered fields and the procedures of these, where offices and procedures have no number alike.

Nothing but sums tells an office from a procedure then: every field adds up its procedures, every office its fields.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kstt.sheet import Line
from report_templates.reading.adding_up import equals_sum, exactly_added, hardly_by_chance
from report_templates.reading.line_marks import LEADING_MARK, kind_of, mark_of

_NO_CHANCE = 8, 4  # the largest number of an office at least, and so many different ones


def told_by_levels(rows: Sequence[Line], settled: Sequence[Line]) -> list[Line] | None:
    """The rows with the headings that such a table has; None where some sum of it does not hold.

    `rows` are those that may be any of the three, with their ordinals under `section`; `settled` are all with roles.
    """
    offices = _offices(rows)
    if not offices:
        return None
    fields = [one for office in offices for one in office.fields]
    heads = {office.head.row for office in offices} | {one.head.row for one in fields if one.procedures}
    names = {line.row: one.head.label for one in fields for line in one.procedures}
    mine = {line.row for line in rows}

    def read(line: Line) -> Line:
        if line.row not in mine:
            return line
        role, name = ("section", line.label) if line.row in heads else ("line", names.get(line.row, ""))
        return replace(line, role=role, section=LEADING_MARK.sub("", name))

    return [read(line) for line in settled]


@dataclass(slots=True)
class _Field:
    head: Line
    procedures: Sequence[Line]


@dataclass(slots=True)
class _Office:
    head: Line
    fields: list[_Field] = field(default_factory=list)


def _offices(rows: Sequence[Line]) -> list[_Office]:
    """Several offices that hold every row; none where the rows are other ones, or some sum does not hold."""
    numbered = [at for at, line in enumerate(rows) if kind_of(line) == "number"]
    if not numbered or numbered[0] != 1 or not all(_is_plain(line) or kind_of(line) == "number" for line in rows):
        return []
    offices = [_Office(rows[0])]
    for at, end in zip(numbered, [*numbered[1:], len(rows)], strict=True):
        run = rows[at + 1 : end]
        own = exactly_added(rows[at], run)
        offices[-1].fields.append(_Field(rows[at], run[:own]))
        if len(run) > own + 1:
            return []
        offices += [_Office(line) for line in run[own:]]
    right = all(equals_sum(office.head, [one.head for one in office.fields]) for office in offices)
    listed = any(one.procedures for office in offices for one in office.fields)
    by_chance = not any(hardly_by_chance(office.head, *_NO_CHANCE) for office in offices)  # where all are as few
    return offices if right and listed and len(offices) > 1 and not by_chance else []


def _is_plain(line: Line) -> bool:
    return kind_of(line) == "none" and not mark_of(line)

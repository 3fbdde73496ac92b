"""Lines that add up the lines below them, whatever headings and ordinals these have: all would count twice."""

from collections.abc import Sequence
from dataclasses import replace

from kstt.sheet import Line
from report_templates.reading.adding_up import run_added
from report_templates.reading.line_marks import LEADING_MARK


def counted_once(lines: Sequence[Line]) -> list[Line]:
    """The rows of a table of fields, roles told, a line that is the sum of those right below it being their heading.

    From the last to the first: what a heading adds are the lines below it that are none.
    """
    heads = set[int]()
    below: list[Line] = []
    for line in sorted(lines, key=lambda line: line.row, reverse=True):
        if line.role != "line":
            continue
        if line.filled and run_added(line, reversed(below)):
            heads.add(line.row)
        else:
            below.append(line)
    return [
        replace(line, role="section", section=LEADING_MARK.sub("", line.label)) if line.row in heads else line
        for line in lines
    ]

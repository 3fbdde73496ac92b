"""What the former quarter closed with, to ask about and to fill in beforehand."""

from collections.abc import Sequence
from pathlib import Path

from flows.memory import figures_left
from kstt.form import Form
from kstt.period import Period, before
from kstt.rollup import Name
from validation.continuity import Closings

Memory = dict[tuple[int, str], Closings]
"""Closings by unit code and form, for whoever's form counted a quarter ago, be it without any backlog."""


def remembered(out: Path, period: Period, locality: str, forms: Sequence[Form], name: Name) -> Memory:
    """What the quarter before a period closed with; nothing where it was not run for this locality."""
    figures = figures_left(out, before(period), locality)
    if figures is None:
        return {}
    found: dict[tuple[int, str], dict[str, dict[int, int]]] = {}
    for form in forms:
        if form.carried:
            mine = figures[figures["form"] == form.code]
            found |= {(int(code), form.code): {} for code in mine["unit_code"].unique()}
            closing = mine[mine["column"].isin([number for _, number in form.carried])]
            columns = ["unit_code", "line", "section", "column", "value"]
            for code, line, section, column, value in closing[columns].itertuples(index=False):
                of_line = found[int(code), form.code].setdefault(name(line, section)[0], {})
                of_line[int(column)] = of_line.get(int(column), 0) + int(value)
    return dict(found)

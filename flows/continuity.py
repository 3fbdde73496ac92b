"""What the former quarter left in the folder of outputs: closing backlogs, to ask about and to fill in beforehand."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from flows.collecting import Case
from flows.contract import read_run
from flows.request import Request
from kstt.finding import Finding
from kstt.form import Form
from kstt.period import Period, before
from kstt.rollup import Name
from kstt.submission import counting
from validation.continuity import Closings, backlog_findings

Memory = dict[tuple[int, str], Closings]
"""Closings by unit code and form, for whoever's form counted a quarter ago, be it without any backlog."""


def remembered(out: Path, period: Period, locality: str, forms: Sequence[Form], name: Name) -> Memory:
    """What the quarter before a period closed with; nothing where it was not run for this locality."""
    folder = out / str(before(period))
    record, path = read_run(folder), folder / "figures.parquet"
    if record is None or record["locality"] != locality or not path.is_file():
        return {}
    figures = pd.read_parquet(path)
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


def ask_about_backlog(cases: Sequence[Case], request: Request, forms: Sequence[Form], name: Name) -> None:
    """Adds to every form that counts what its unit must explain of its opening backlog."""
    memory = remembered(request.out, request.period, request.locality, forms, name)
    by_code = {form.code: form for form in forms}
    counts = counting([case.submission for case in cases]) if memory else {}
    for case in cases:
        for code, parsed in case.forms.items():
            at = (case.unit.code if case.unit else 0, code)
            if at in memory and counts.get(at) == case.received.name:
                found = backlog_findings(by_code[code], parsed, memory[at], name, before(request.period))
                case.findings += [one.within(case.received.name, at[0]) for one in _alone(case, found)]


def _alone(case: Case, found: Iterator[Finding]) -> list[Finding]:
    """Those at cells of which nothing was told yet."""
    told = {(one.sheet, one.cell) for one in case.findings if one.cell}
    return [one for one in found if (one.sheet, one.cell) not in told]

"""The report held against itself written again from the Parquet files: every cell of the sheets that show figures.

This finds what recalculation can not: a changed word, a formula that gives the same result today, a number nothing
adds. Sheets about files and findings are made of more than figures; their hash alone speaks for them.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from flows.agenda import agenda_of
from flows.building import content_of
from flows.evidence import Evidence
from flows.gathered import Gathered
from flows.request import Request
from kstt.proof import Difference, Tally
from kstt.provenance import Provenance, UnitState
from report_templates.contents import Book, Written, contents, named
from report_templates.index_sheet import SHEET as INDEX
from report_templates.report import write_report
from report_templates.target_sheet import TARGETS
from report_templates.task_sheet import OVERDUE, TASKS
from report_templates.unit_score_sheet import UNIT_SCORES

_NOTHING = Written(None)


def as_rewritten(evidence: Evidence) -> Iterator[Tally]:
    """Value and formula of every cell of the sheets that show figures."""
    if evidence.given is None:
        return
    tally = Tally("rewritten")
    try:
        again = _again(evidence)
    except (KeyError, RuntimeError, ValueError) as wrong:  # figures that no run would have accepted
        tally.differences.append(Difference("rewritten", evidence.report, what=f"không viết lại được: {wrong}"))
        yield tally
        return
    for file, (sheets, book) in again.items():
        for sheet in sheets if file in evidence.books else ():
            _hold(tally, file, sheet, evidence.books[file], book)
    yield tally


def _again(evidence: Evidence) -> dict[str, tuple[list[str], Book]]:
    """Workbooks made of the accepted figures and texts alone, each with the sheets that show nothing else."""
    figures, texts = (pd.read_parquet(evidence.folder / f"{name}.parquet") for name in ("figures", "texts"))
    units = evidence.locality.register.valid_on(evidence.period.window[1]).units
    silent = Provenance(tuple(UnitState(unit, "missing") for unit in units), (), (), ())
    request = Request(evidence.period, evidence.locality.id, evidence.folder, evidence.folder.parent)
    agenda = agenda_of(evidence.locality.id, evidence.period.year)
    content = content_of(request, evidence.locality, agenda, Gathered(figures, texts, silent, counts=True))
    forms = [view.sheet for form in evidence.forms for view in form.cities]
    with tempfile.TemporaryDirectory(prefix="kstt-chung-minh-") as place:
        target = Path(place) / "again.xlsx"
        write_report(target, content)
        return {evidence.report: ([*forms, TARGETS, UNIT_SCORES, TASKS, OVERDUE, INDEX], contents(target))}


def _hold(tally: Tally, file: str, sheet: str, book: Book, again: Book) -> None:
    mine, other = book.get(sheet, {}), again.get(sheet, {})
    for at in sorted(mine.keys() | other.keys()):
        found, expected = mine.get(at, _NOTHING), other.get(at, _NOTHING)
        place = (file, sheet, named(at))
        if found.formula != expected.formula:
            tally.hold(expected.formula or expected.value, found.formula or found.value, place)
        else:
            tally.hold(expected.value, found.value, place)

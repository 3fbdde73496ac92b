"""The report held against itself written again from the Parquet files: every cell of the sheets that show figures.

This finds what recalculation can not: a changed word, a formula that gives the same result today, a number nothing
adds. Sheets about files and findings are made of more than figures; their hash alone speaks for them.
"""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pandas as pd

from flows.agenda import agenda_of
from flows.analysing import analysis_of
from flows.building import content_of
from flows.calendars import deadline_of
from flows.evidence import Evidence
from flows.gathered import Gathered, silent_in
from flows.issues import Issue
from flows.request import Request
from flows.targets import doubtful_units
from kstt.finding import Finding
from kstt.proof import Difference, Tally
from kstt.provenance import FileSource, Provenance, UnitState
from report_templates.analysis import write_analysis
from report_templates.analysis_book import FIELDS, LATE, PERIODS, TREND, data_sheet
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
    silent = Provenance(tuple(_states(evidence)), (), (), (), deadline_of(evidence.locality.id, evidence.period))
    request = Request(evidence.period, evidence.locality.id, evidence.folder, evidence.folder.parent)
    agenda = agenda_of(evidence.locality.id, evidence.period.year)
    gathered = Gathered(
        figures,
        texts,
        silent,
        True,
        _let_pass(evidence),
        quarters=evidence.record.get("quarters", ()),
        nothing_arose=silent_in(evidence.record),
    )
    content = content_of(request, evidence.locality, agenda, gathered, Issue(0, fresh=False, content={}), {})
    analysis = analysis_of(request, evidence.locality, agenda, gathered, content)
    data = [data_sheet(form.code) for form in evidence.forms]
    forms = [view.sheet for form in evidence.forms for view in form.cities]
    with tempfile.TemporaryDirectory(prefix="kstt-chung-minh-") as place:
        target = Path(place) / "again.xlsx"
        write_report(target, content)
        other = Path(place) / "analysis.xlsx"
        write_analysis(other, analysis)
        return {
            evidence.report: ([*forms, TARGETS, UNIT_SCORES, TASKS, OVERDUE, INDEX], contents(target)),
            request.analysis: ([*data, FIELDS, LATE, TREND, PERIODS], contents(other)),
        }


def _states(evidence: Evidence) -> Iterator[UnitState]:
    """The units with the files that count, as the run told them: some say that nothing arose."""
    files = [
        FileSource(
            name, file["sha256"], datetime.fromisoformat(file["received"]), file["unit_code"], "accepted", True,
            tuple(file["forms"]),
        )
        for name, file in evidence.record["files"].items()
        if file["counts"]
    ]  # fmt: skip
    for unit in evidence.locality.register.valid_on(evidence.period.window[1]).units:
        yield UnitState(unit, "missing", tuple(file for file in files if file.unit_code == unit.code))


def _let_pass(evidence: Evidence) -> list[Finding]:
    """A finding per unit a rule was waived for, so that the same indicators are left out."""
    return [Finding("note", "", "", unit_code=code, waived="x") for code in doubtful_units(evidence.record)]


def _hold(tally: Tally, file: str, sheet: str, book: Book, again: Book) -> None:
    mine, other = book.get(sheet, {}), again.get(sheet, {})
    for at in sorted(mine.keys() | other.keys()):
        found, expected = mine.get(at, _NOTHING), other.get(at, _NOTHING)
        place = (file, sheet, named(at))
        if found.formula != expected.formula:
            tally.hold(expected.formula or expected.value, found.formula or found.value, place)
        else:
            tally.hold(expected.value, found.value, place)

"""Holds a period's figures, and those of the year's earlier quarters, against the plans that bind the units."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from flows.agenda import Agenda, agenda_of
from flows.contract import read_run
from flows.intake import forms_of
from kstt.form import Form
from kstt.indicator import SHEET
from kstt.locality import Locality
from kstt.period import Period
from kstt.scoreboard import Scoreboard, Year, score
from kstt.standing import Standing, source_of, standing, to_date
from kstt.task import reports_of
from kstt.taskboard import TaskBoard, task_board
from report_templates.definitions import load_indicators
from validation.indicator_schemas import broken

COMPLETION = "task_completion"
_EARLIER = {"Q1": (), "Q2": ("Q1",), "Q3": ("Q1", "Q2"), "Q4": ("Q1", "Q2", "Q3")}


def board_for(
    period: Period, locality: Locality, agenda: Agenda, forms: Sequence[Form], texts: pd.DataFrame
) -> TaskBoard:
    """The tasks of the locality's own plan, held against what units reported; `texts` is the frame of flows.figures."""
    sheet = next(form for form in forms if form.lines == "tasks")
    units = locality.register.valid_on(period.window[1]).units
    return task_board(agenda.tasks, units, reports_of(texts, sheet), period)


def scoreboard_for(
    period: Period,
    locality: Locality,
    agenda: Agenda,
    forms: Sequence[Form],
    figures: pd.DataFrame,
    board: TaskBoard,
    out: Path,
) -> Scoreboard:
    """The targets of every plan in force, judged; without a plan the units' standing alone.

    `figures` is the frame of flows.figures; earlier quarters are read from their folders below `out`.
    """
    completion = {(COMPLETION, code): parts for code, parts in board.completion().items()}
    by_code = {form.code: form for form in forms}
    units = locality.register.valid_on(period.window[1]).units
    now = standing(load_indicators(), figures, by_code[SHEET]) | completion
    _hold(now)
    return score(agenda.plans, load_indicators(), locality, units, _year(period, now, by_code, out), period)


def judgeable(figures: pd.DataFrame, forms: Sequence[Form], waived: Collection[int | None]) -> pd.DataFrame:
    """The figures without those that make an indicator impossible for a unit a rule is waived for.

    A waiver lets numbers pass that do not add up; a share above the whole can still not be judged. `waived` are codes.
    """
    if not waived:
        return figures
    sheet = next(form for form in forms if form.code == SHEET)
    now = standing(load_indicators(), figures, sheet)
    for indicator in load_indicators():
        codes = [code for code, _ in broken(indicator, now) if code in waived]
        sources = [source_of(indicator, part, sheet) for part in ("numerator", "denominator")]
        of = [source.form for source in sources if source]
        figures = figures[~(figures["unit_code"].isin(codes) & figures["form"].isin(of))]
    return figures


def _hold(now: Standing) -> None:
    """Every indicator within its schema. Figures were judged cell by cell before: a break is a fault of ours."""
    for indicator in load_indicators():
        if wrong := broken(indicator, now):
            raise RuntimeError(f"{indicator.id}: {wrong}")


def _year(period: Period, now: Standing, forms: Mapping[str, Form], out: Path) -> Year:
    """The year so far; quarters whose figures are not at hand are lacking, and then nothing is said of the year."""
    earlier = [Period(period.year, part) for part in _EARLIER.get(period.part, ())]
    paths = {quarter: out / str(quarter) / "figures.parquet" for quarter in earlier}
    lacking = tuple(quarter.name for quarter, path in paths.items() if not path.is_file())
    if lacking:
        return Year(now, None, lacking)
    indicators, sheet = load_indicators(), forms[SHEET]
    quarters = [standing(indicators, pd.read_parquet(path), sheet) for path in paths.values()]
    return Year(now, to_date(indicators, [*quarters, now], forms, sheet))


def recorded_scoreboard(period: Period, locality: Locality, out: Path) -> Scoreboard:
    """The scoreboard of the last run of a period, from what it wrote."""
    figures, texts = (pd.read_parquet(out / str(period) / f"{name}.parquet") for name in ("figures", "texts"))
    agenda = agenda_of(locality.id, period.year)
    forms = forms_of(period, agenda.lines)
    board = board_for(period, locality, agenda, forms, texts)
    judged = judgeable(figures, forms, set(_waived(read_run(out / str(period)) or {"files": {}})))
    return scoreboard_for(period, locality, agenda, forms, judged, board, out)


def _waived(record: Mapping[str, Any]) -> Iterator[int | None]:
    for file in record["files"].values():
        if any(one.get("waived") for one in file["findings"]):
            yield file["unit_code"]

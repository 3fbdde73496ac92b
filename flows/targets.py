"""Holds a period's figures, and those of the year's earlier quarters, against the plans that bind the units."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from flows.agenda import Agenda, agenda_of
from flows.contract import read_run
from flows.former import as_added_up, view_of
from flows.intake import forms_of
from kstt.form import Form
from kstt.indicator import SHEET
from kstt.lineage import as_of
from kstt.locality import Locality
from kstt.period import Period
from kstt.scoreboard import Scoreboard, score
from kstt.standing import Standing, source_of, standing, to_date
from kstt.standing_map import as_of_map
from kstt.task import reports_of
from kstt.taskboard import TaskBoard, task_board
from kstt.unit import Register
from kstt.year import Year
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
    now: Standing,
    out: Path,
) -> Scoreboard:
    """The targets of every plan in force, judged; without a plan the units' standing alone.

    `now` is how the units stand in the period; earlier quarters are read from their folders below `out`.
    """
    by_code = {form.code: form for form in forms}
    units = locality.register.valid_on(period.window[1]).units
    year = _year(period, now, by_code, out, locality.register)
    return score(agenda.plans, load_indicators(), locality, units, year, period)


def judgeable(figures: pd.DataFrame, forms: Sequence[Form], doubtful: Collection[int | None]) -> pd.DataFrame:
    """The figures without those that make an indicator impossible for a `doubtful` unit, by code.

    A waiver lets numbers pass that do not add up, and so may quarters; a share above the whole can not be judged.
    """
    if not doubtful:
        return figures
    by_code = {form.code: form for form in forms}
    now = standing(load_indicators(), figures, by_code)
    for indicator in load_indicators():
        codes = [code for code, _ in broken(indicator, now) if code in doubtful]
        sources = [source_of(indicator, part, by_code[SHEET]) for part in ("numerator", "denominator")]
        of = [source.form for source in sources if source]
        figures = figures[~(figures["unit_code"].isin(codes) & figures["form"].isin(of))]
    return figures


def standing_of(forms: Sequence[Form], figures: pd.DataFrame, board: TaskBoard) -> Standing:
    """How the units stand in a period, on their tasks too; `figures` is the frame of flows.figures."""
    completion = {(COMPLETION, code): parts for code, parts in board.completion().items()}
    return standing(load_indicators(), figures, {form.code: form for form in forms}) | completion


def hold(now: Standing) -> None:
    """Every indicator within its schema. Figures were judged cell by cell before: a break is a fault of ours."""
    for indicator in load_indicators():
        if wrong := broken(indicator, now):
            raise RuntimeError(f"{indicator.id}: {wrong}")


def _year(period: Period, now: Standing, forms: Mapping[str, Form], out: Path, register: Register) -> Year:
    """The year so far; quarters whose figures are not at hand are lacking, and then nothing is said of the year.

    Earlier quarters stand by the units of the period, whoever reported then.
    """
    earlier = [Period(period.year, part) for part in _EARLIER.get(period.part, ())]
    paths = {quarter: out / str(quarter) / "figures.parquet" for quarter in earlier}
    lacking = tuple(quarter.name for quarter, path in paths.items() if not path.is_file())
    if lacking:
        return Year(now, None, lacking)
    indicators = load_indicators()
    view = as_of(register, period.window[1], [one.window[1] for one in (*earlier, period)])
    told = {one: standing(indicators, pd.read_parquet(path), forms) for one, path in paths.items()} | {period: now}
    quarters = [as_of_map(one, view, quarter.window[1]) for quarter, one in told.items()]
    return Year(now, to_date(indicators, quarters, forms, forms[SHEET]), blocks=view.blocks)


def recorded_scoreboard(period: Period, locality: Locality, out: Path) -> Scoreboard:
    """The scoreboard of the last run of a period, from what it wrote."""
    if "quarters" in (read_run(out / str(period)) or {}):
        locality = as_added_up(locality, view_of(locality, period))
    figures, texts = (pd.read_parquet(out / str(period) / f"{name}.parquet") for name in ("figures", "texts"))
    agenda = agenda_of(locality.id, period.year)
    forms = forms_of(period, agenda.lines)
    board = board_for(period, locality, agenda, forms, texts)
    judged = judgeable(figures, forms, set(doubtful_units(read_run(out / str(period)) or {"files": {}})))
    return scoreboard_for(period, locality, agenda, forms, standing_of(forms, judged, board), out)


def doubtful_units(record: Mapping[str, Any]) -> Iterator[int | None]:
    """The units for which a run let numbers pass that a rule would have stopped, or whose quarters are uneven."""
    yield from record.get("uneven", ())
    for file in record["files"].values():
        if any(one.get("waived") for one in file["findings"]):
            yield file["unit_code"]

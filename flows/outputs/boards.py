"""The board of a plan's tasks: by what units said of them in the period, and in the year's quarters before it."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from flows.earlier.former import in_office, quarter_of
from flows.locality.agenda import Agenda
from flows.record.written import Written, left
from kstt.form import Form
from kstt.lineage.chains import as_of
from kstt.lineage.remap import remapped
from kstt.locality import Locality
from kstt.period import Period
from kstt.span import Quarter, stacked
from kstt.span_words import over_quarters
from kstt.targets.standing import Standing
from kstt.targets.task import reports_of
from kstt.targets.taskboard import TaskBoard, task_board

COMPLETION = "task_completion"
_EARLIER = {"Q1": (), "Q2": ("Q1",), "Q3": ("Q1", "Q2"), "Q4": ("Q1", "Q2", "Q3")}
_SO_FAR = {"Q1": "Q1", "Q2": "6M", "Q3": "9M", "Q4": "Y"}


def board_for(
    period: Period, locality: Locality, agenda: Agenda, forms: Sequence[Form], texts: pd.DataFrame, out: Path
) -> TaskBoard:
    """The tasks of the locality's own plan, held against what units reported; `texts` as in flows.received.figures.

    What a quarter says as the quarters before it did, in their folders below `out`, was so since the first of them.
    """
    sheet = _sheet(forms)
    if period.quarters or not agenda.tasks:
        return _board(period, locality, agenda, sheet, texts, period.quarters)
    former = _said_before(period, locality, sheet, forms, out)
    words = _over(former, period, sheet, texts)
    return _board(period, locality, agenda, sheet, words[words["at"] == len(former)], _quarters(former, period))


def tasks_so_far(
    period: Period, locality: Locality, agenda: Agenda, forms: Sequence[Form], texts: pd.DataFrame, out: Path
) -> Standing:
    """The tasks over the year so far: what was said last of each, by the units that sent their sheet in the period."""
    sheet, span = _sheet(forms), Period(period.year, _SO_FAR[period.part])
    former = _said_before(period, locality, sheet, forms, out)
    heard = texts.loc[texts["form"] == sheet.code, "unit_code"]
    words = _over(former, period, sheet, texts)
    board = _board(span, locality, agenda, sheet, words[words["unit_code"].isin(heard)], _quarters(former, period))
    return {(COMPLETION, code): parts for code, parts in board.completion().items()}


def quarters_before(period: Period, locality: Locality) -> tuple[Period, ...]:
    """The earlier quarters of a quarter's year."""
    return in_office(locality, (Period(period.year, part) for part in _EARLIER.get(period.part, ())))


def _sheet(forms: Sequence[Form]) -> Form:
    return next(form for form in forms if form.lines == "tasks")


def _board(
    period: Period,
    locality: Locality,
    agenda: Agenda,
    sheet: Form,
    texts: pd.DataFrame,
    quarters: Sequence[Period],
) -> TaskBoard:
    units = locality.register.valid_on(period.window[1]).units
    return task_board(agenda.tasks, units, reports_of(texts, sheet, quarters), period)


def _said_before(period: Period, locality: Locality, sheet: Form, forms: Sequence[Form], out: Path) -> list[Quarter]:
    """The task sheets of the year's quarters before, as far as they are at hand, told by the units of the period."""
    found = {quarter: left(out / str(quarter), locality.id) for quarter in quarters_before(period, locality)}
    kept = {quarter: written for quarter, written in found.items() if isinstance(written, Written)}
    view = as_of(locality.register, period.window[1], [one.window[1] for one in (*kept, period)])
    return [remapped(_of_sheet(quarter_of(*one), sheet), view, forms) for one in kept.items()]


def _of_sheet(one: Quarter, sheet: Form) -> Quarter:
    forms = frozenset(pair for pair in one.forms if pair[1] == sheet.code)
    return Quarter(one.period, one.figures.iloc[:0], one.texts[one.texts["form"] == sheet.code], forms)


def _over(former: Sequence[Quarter], period: Period, sheet: Form, texts: pd.DataFrame) -> pd.DataFrame:
    """What is said of tasks up to a quarter, each word where it was said first if it has stood ever since."""
    every = stacked([*((one.period, one.texts) for one in former), (period, texts[texts["form"] == sheet.code])])
    return over_quarters(every, [sheet])


def _quarters(former: Sequence[Quarter], period: Period) -> list[Period]:
    return [*(one.period for one in former), period]

"""The board of a plan's tasks: by what units said of them in the period, and in the year's quarters before it."""

from collections.abc import Sequence

import pandas as pd

from flows.locality.agenda import Agenda
from flows.outputs.before import Before
from kstt.form import Form
from kstt.locality import Locality
from kstt.period import Period
from kstt.span import Quarter, stacked
from kstt.span_words import over_quarters
from kstt.targets.standing import Standing, total
from kstt.targets.task import reports_of, task_sheet
from kstt.targets.taskboard import TaskBoard, task_board

COMPLETION = "task_completion"


def board_for(
    period: Period, locality: Locality, agenda: Agenda, forms: Sequence[Form], texts: pd.DataFrame, earlier: Before
) -> TaskBoard:
    """The tasks of the locality's own plan, held against what units reported; `texts` as in flows.received.figures.

    What a quarter says as the `earlier` ones did was so since the first of them.
    """
    sheet = task_sheet(forms)
    if period.quarters or not agenda.tasks:
        return _board(period, locality, agenda, sheet, texts, period.quarters)
    words = _over(earlier.tasks, period, sheet, texts)
    said_now = words[words["at"] == len(earlier.tasks)]
    return _board(period, locality, agenda, sheet, said_now, (*earlier.quarters, period))


def tasks_so_far(
    period: Period, locality: Locality, agenda: Agenda, forms: Sequence[Form], texts: pd.DataFrame, earlier: Before
) -> Standing:
    """The tasks over the year so far: what was said last of each, by the units that sent their sheet in the period."""
    sheet = task_sheet(forms)
    heard = texts.loc[texts["form"] == sheet.code, "unit_code"]
    words = _over(earlier.tasks, period, sheet, texts)
    said = words[words["unit_code"].isin(heard)]
    return completion_of(_board(period.so_far, locality, agenda, sheet, said, (*earlier.quarters, period)), locality)


def completion_of(board: TaskBoard, locality: Locality) -> Standing:
    """How far the units' tasks are done; a block's are those of its members that sent their task sheet."""
    found = board.completion()
    for block in locality.blocks:
        if parts := [found.pop(one.code) for one in block.members if one.code in found]:
            found[block.unit.code] = total(parts)
    return {(COMPLETION, code): parts for code, parts in found.items()}


def _board(
    period: Period,
    locality: Locality,
    agenda: Agenda,
    sheet: Form,
    texts: pd.DataFrame,
    quarters: Sequence[Period],
) -> TaskBoard:
    units = locality.apart(locality.register.valid_on(period.window[1]).units)
    return task_board(agenda.tasks, units, reports_of(texts, sheet, quarters), period)


def _over(former: Sequence[Quarter], period: Period, sheet: Form, texts: pd.DataFrame) -> pd.DataFrame:
    """What is said of tasks up to a quarter, each word where it was said first if it has stood ever since."""
    every = stacked([*((one.period, one.texts) for one in former), (period, texts[texts["form"] == sheet.code])])
    return over_quarters(every, [sheet])

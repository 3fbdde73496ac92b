"""What a report shows of accepted figures, of this run or of a former issue: its tables, tasks and scoreboard."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from flows.agenda import Agenda
from flows.gathered import Counted, Gathered, counted_in, doubtful_in, nothing_arose, silent_in, with_zeros
from flows.intake import forms_of
from flows.issues import Archived
from flows.naming import namer
from flows.request import Request
from flows.targets import board_for, doubtful_units, judgeable, scoreboard_for, standing_of
from kstt.locality import Locality
from kstt.rollup import CityTable, city_tables
from kstt.scoreboard import Scoreboard
from kstt.standing import Standing
from kstt.taskboard import TaskBoard


@dataclass(frozen=True, slots=True)
class Basis:
    """What is shown comes from this: the frames of flows.figures, the forms that count by unit, and doubtful units."""

    figures: pd.DataFrame
    texts: pd.DataFrame
    counted: Counted
    doubtful: frozenset[int | None]


@dataclass(frozen=True, slots=True)
class Shown:
    """The tables of the forms, the tasks of the plan, how the units stand and what the targets say of it."""

    tables: Sequence[CityTable]
    tasks: TaskBoard
    standing: Standing
    scores: Scoreboard


def basis_of(gathered: Gathered) -> Basis:
    """What was gathered in a run."""
    return Basis(gathered.figures, gathered.texts, counted_in(gathered), frozenset(doubtful_in(gathered)))


def basis_kept(side: Archived) -> Basis:
    """What was gathered for an issue, as it is kept."""
    return Basis(side.figures, side.texts, _counted(side.record), frozenset(doubtful_units(side.record)))


def _counted(record: Mapping[str, Any]) -> Counted:
    if "quarters" in record:
        return silent_in(record)
    files = [file for file in record["files"].values() if file["counts"] and file["unit_code"]]
    return frozenset((file["unit_code"], form) for file in files for form in file["forms"])


def shown_by(
    request: Request, locality: Locality, agenda: Agenda, basis: Basis, only: Collection[str] | None = None
) -> Shown:
    """What the request's report shows; tables of `only` some forms, by code, where nobody looks at the others."""
    period, forms = request.period, forms_of(request.period, agenda.lines)
    figures, texts, counted = basis.figures, basis.texts, basis.counted
    units, name = locality.register.valid_on(period.window[1]).units, namer(locality)
    tables = [
        table
        for form in forms
        if only is None or form.code in only
        for table in city_tables(form, figures, texts, units, name, nothing_arose(counted, figures, texts, form.code))
    ]
    tasks = board_for(period, locality, agenda, forms, texts)
    standing = standing_of(forms, judgeable(with_zeros(counted, figures, texts, forms), forms, basis.doubtful), tasks)
    return Shown(tables, tasks, standing, scoreboard_for(period, locality, agenda, forms, standing, request.out))

"""Compares two issues of a report: what changed, through which units and files, why, and what it led to."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flows.agenda import Agenda, agenda_of
from flows.intake import forms_of
from flows.issues import Archived, archived
from flows.localities import load_locality
from flows.naming import namer
from flows.reasons import reason
from flows.request import Request
from flows.targets import board_for, scoreboard_for
from kstt.change import changes_between, moves_between, words_between
from kstt.comparison import Comparison, about
from kstt.consequence import shifts, turns
from kstt.locality import Locality
from kstt.period import Period
from kstt.rollup import CityTable, city_tables
from kstt.scoreboard import Scoreboard

Numbers = tuple[int, int]  # of the two issues


def compare(
    period: Period, locality: Locality, agenda: Agenda, sides: tuple[Archived, Archived], out: Path, numbers: Numbers
) -> Comparison:
    """Everything that changed from one issue to another, both read by today's names, plans and definitions.

    Raises Unexplained where the units' figures do not add up to a printed change.
    """
    before, after = sides
    moves = moves_between(forms_of(period, agenda.lines), before.figures, after.figures, namer(locality))
    boards = [_board(period, locality, agenda, side, out) for side in sides]
    then, now = (_tables(period, locality, agenda, side) for side in sides)
    return Comparison(
        *numbers,
        changes=tuple(changes_between(then, now, moves)),
        words=tuple(words_between(before.texts, after.texts)),
        turns=tuple(turns(*boards)),
        shifts=tuple(shifts(*boards)),
        lists=tuple(lists_changed(before.record, after.record)),
        reasons={about(move): reason(move, before.record, after.record) for move in moves},
        units={unit.code: unit.name for unit in locality.register.units},
        received=_received(before) | _received(after),
    )


def _tables(period: Period, locality: Locality, agenda: Agenda, side: Archived) -> list[CityTable]:
    units, name = locality.register.valid_on(period.window[1]).units, namer(locality)
    forms = forms_of(period, agenda.lines)
    return [table for form in forms for table in city_tables(form, side.figures, side.texts, units, name)]


def _board(period: Period, locality: Locality, agenda: Agenda, side: Archived, out: Path) -> Scoreboard:
    forms = forms_of(period, agenda.lines)
    board = board_for(period, locality, agenda, forms, side.texts)
    return scoreboard_for(period, locality, agenda, forms, side.figures, board, out)


def _received(side: Archived) -> dict[str, str]:
    return {name: file["received"] for name, file in side.record["files"].items()}


def lists_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Programs, definitions, rules and lists that are not the same."""
    old, new = ({(one["what"], one["name"]): one["hash"] for one in record["hashes"]} for record in (before, after))
    keys = dict.fromkeys((*old, *new))
    return [f"{what}: {name}" for what, name in keys if old.get((what, name)) != new.get((what, name))]


def compare_issues(request: Request, numbers: Numbers) -> Comparison:
    """Two issues as they are kept; raises DefinitionError where one of them is not there or was changed."""
    sides = archived(request, numbers[0]), archived(request, numbers[1])
    locality, agenda = load_locality(request.locality), agenda_of(request.locality, request.period.year)
    return compare(request.period, locality, agenda, sides, request.out, numbers)

"""Where the numbers of a narrative come from, looked up without it: sums of figures.parquet, cells of the report."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from flows.locality.agenda import agenda_of
from flows.locality.naming import namer
from flows.proof.evidence import Evidence, given_in, nothing_in, silent_in
from flows.record.written import where_left
from kstt.form import Form
from kstt.narrative.content import Place
from kstt.narrative.filling import NAMED, Tables
from kstt.narrative.lists import INDEX, OVERDUE, SILENT_NAMED, SOURCES, TARGETS, TASKS
from kstt.period import Period
from kstt.proof import Shown
from kstt.resummation import Given, Summed, lines_of, zeros_of
from kstt.silence import Silent, silent_on
from kstt.targets.deadline import CONTINUOUS
from kstt.targets.index_766 import RATINGS
from report_templates.proving.contents import At, Written
from report_templates.report import index_sheet, sources, target_sheet, task_sheet

SHEETS = {
    TARGETS: target_sheet.TARGETS,
    TASKS: task_sheet.TASKS,
    OVERDUE: task_sheet.OVERDUE,
    INDEX: index_sheet.SHEET,
    SOURCES: sources.SOURCES,
}
"""What the sheets that are no form are called in the report, by how places name them."""
_HALVES = {"quarter": target_sheet.PERIOD, "to_date": target_sheet.TO_DATE}
_PARTS = {"numerator": 0, "denominator": 1, "gap": 4}
Sheet = Mapping[At, Written]
Told = TypeVar("Told")


class Places:
    """Looks up what stands at a place of a narrative; `then` are the former period's tables, where there are any."""

    def __init__(self, evidence: Evidence, then: Tables | None) -> None:
        self._evidence, self._then = evidence, then.period if then else None
        self._lines: dict[tuple[Period, str, str], tuple[Summed, ...]] = {}

    def find(self, place: Place) -> Shown:
        """The number there; None where there is none, or no such place."""
        lists = {TARGETS: self._target, TASKS: self._tasks, OVERDUE: self._overdue, INDEX: self._index}
        if place.sheet in lists:
            return lists[place.sheet](place)
        return self._states(place) if place.sheet == SOURCES else self._form(place)

    def _form(self, place: Place) -> Shown:
        first, *rest = place.columns
        if first in ("reporting", "units"):
            return self._coverage(place, str(first))
        if first == "others":
            number, by = rest
            return sum(bool(line.numbers.get(int(number))) for line in self._of(place, str(by))) - NAMED
        views = self._form_of(place.sheet).cities
        if not place.line and place.sheet in self._nothing[place.period]:
            return 0
        if not place.line:
            return _added(self._of(place, views[0].by), place)
        found = ([line for line in self._of(place, view.by) if line.label == place.line] for view in views)
        return _added(next((lines for lines in found if lines), []), place)

    def _of(self, place: Place, by: str) -> tuple[Summed, ...]:
        """The lines of a form in a period as they have to be printed."""
        key = place.period, place.sheet, by
        if key not in self._lines:
            form = self._form_of(place.sheet)
            view = next(view for view in form.cities if view.by == by)
            given = [one for one in self._given[place.period] if one.form == place.sheet]
            given += zeros_of(form, self._silent[place.period]) if by == "unit" else ()
            units = {
                one.code: one.name for one in self._evidence.locality.register.valid_on(place.period.window[1]).units
            }
            self._lines[key] = lines_of(form, view, given, units, namer(self._evidence.locality))
        return self._lines[key]

    @cached_property
    def _given(self) -> dict[Period, list[Given]]:
        return self._by_period(self._evidence.given or [], lambda folder: given_in(folder) or [])

    @cached_property
    def _silent(self) -> dict[Period, Silent]:
        return self._by_period(self._evidence.silent, silent_in)

    @cached_property
    def _nothing(self) -> dict[Period, frozenset[str]]:
        return self._by_period(self._evidence.nothing, nothing_in)

    def _by_period(self, own: Told, read: Callable[[Path], Told]) -> dict[Period, Told]:
        """What the figures of the proved period say, and those of the former one as it was issued, where there is."""
        if self._then is None:
            return {self._evidence.period: own}
        folder = self._evidence.folder.parent / str(self._then)
        found = where_left(folder, self._evidence.locality.id)
        return {self._evidence.period: own, self._then: read(found if isinstance(found, Path) else folder)}

    def _coverage(self, place: Place, which: str) -> Shown:
        if place.period != self._evidence.period or place.line:
            mine = (one for one in self._given[place.period] if one.form == place.sheet)
            given = {one.unit_code for one in mine if place.line in ("", one.line)}
            return len(given | silent_on(place.sheet, self._silent[place.period]))
        said = _said(self._sheet(self._form_of(place.sheet).cities[0].sheet), 2, 1)
        return _of_two(said, second=which == "units")

    def _form_of(self, code: str) -> Form:
        return next(form for form in self._evidence.forms if form.code == code)

    def _sheet(self, name: str) -> Sheet:
        return self._evidence.books.get(self._evidence.report, {}).get(name, {})

    def _target(self, place: Place) -> Shown:
        sheet = self._sheet(target_sheet.TARGETS)
        rows = [
            at
            for at in sorted({row for row, _ in sheet})
            if f"{_said(sheet, at, 2)} ({_said(sheet, at, 3)})" == place.line
        ]
        if not rows:
            return None
        if place.columns[0] in ("reporting", "units"):
            return _of_two(_said(sheet, rows[0], target_sheet.COVERAGE), second=place.columns[0] == "units")
        half, part = map(str, place.columns)
        cell = sheet.get((rows[0], _HALVES[half] + _PARTS[part]))
        return cell.value if cell else None

    def _tasks(self, place: Place) -> Shown:
        if place.columns[0] in ("reporting", "owners"):
            return _of_two(_said(self._sheet(task_sheet.TASKS), 2, 1), second=place.columns == ("owners",))
        tasks = agenda_of(self._evidence.locality.id, place.period.year).tasks
        listed = {task.number for task in tasks}.intersection(_below(self._sheet(task_sheet.TASKS), "STT"))
        if place.columns == ("lines",):
            return len(listed)
        return sum(task.number in listed for task in tasks if task.deadline.every == CONTINUOUS)

    def _overdue(self, place: Place) -> Shown:
        sheet = self._sheet(task_sheet.OVERDUE)
        rows = [row for (row, column), cell in sheet.items() if column == 1 and _is_order(cell)]
        units = [_said(sheet, row, 2) for row in rows if place.line in ("", _said(sheet, row, 3))]
        return len(units) if place.columns == ("lines",) else len(set(units))

    def _index(self, place: Place) -> Shown:
        names = {name for _, name in RATINGS}
        rated = [one for one in _below(self._sheet(index_sheet.SHEET), "Xếp loại") if one in names]
        return len(rated) if place.columns == ("rated",) else rated.count(str(place.columns[0]))

    def _states(self, place: Place) -> Shown:
        states = [one["state"] for one in self._evidence.record["units"].values()]
        accepted = states.count("accepted")
        counts = {"accepted": accepted, "units": len(states), "silent": len(states) - accepted}
        return counts[str(place.columns[0])] - (SILENT_NAMED if "others" in place.columns else 0)


def _added(lines: Sequence[Summed], place: Place) -> Shown:
    """The sum of a place's columns over some lines; None where a column has no number in any."""
    parts = [[line.numbers[int(n)] for line in lines if int(n) in line.numbers] for n in place.columns]
    return sum(map(sum, parts), Fraction(0)) if all(parts) else None


def _of_two(said: str, *, second: bool) -> Shown:
    """One of the numbers of «3/5 đơn vị»; None where somebody typed something else."""
    told = re.findall(r"\d+", said)[:2]
    return int(told[second]) if len(told) > 1 else None


def _said(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.get((row, column))
    return "" if cell is None else str(cell.value)


def _below(sheet: Sheet, heading: str) -> Iterator[str]:
    """What stands below a heading, row by row."""
    at = next((at for at, cell in sorted(sheet.items()) if cell.value == heading), None)
    if at:
        yield from (str(cell.value) for (row, column), cell in sorted(sheet.items()) if column == at[1] and row > at[0])


def _is_order(cell: Written) -> bool:
    return isinstance(cell.value, int) and not isinstance(cell.value, bool)

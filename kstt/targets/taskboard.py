"""All tasks of a plan in a period: how every unit stands on each, what is overdue, and the parts of task_completion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kstt.period import Period
from kstt.targets.deadline import due_in, overdue_since
from kstt.targets.target import Parts
from kstt.targets.task import Report, State, Task, judge_task
from kstt.unit import Unit


@dataclass(frozen=True, slots=True)
class Answer:
    """How one unit stands on one task."""

    unit: Unit
    state: State
    report: Report | None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task with the answers of the units that must report on it.

    `due` is the day it falls due in the period, `since` the day it should have been done by, then or before.
    """

    task: Task
    due: date | None
    since: date | None
    answers: tuple[Answer, ...]

    def count(self, state: State) -> int:
        """How many units stand so."""
        return sum(answer.state == state for answer in self.answers)

    @property
    def finished(self) -> bool:
        """Whether all its units have done it, for good: what falls due again and again never is."""
        told = {answer.report.status if answer.report else None for answer in self.answers}
        return told == {"done"} and not self.task.deadline.every


@dataclass(frozen=True, slots=True)
class Overdue:
    """A task a unit has not done by the day it should have, and what it last said of it."""

    unit: Unit
    task: Task
    since: date
    days: int
    report: Report


@dataclass(frozen=True, slots=True)
class TaskBoard:
    """Everything the task sheets show; `heard` are the codes of the units whose task sheet counts."""

    period: Period
    units: tuple[Unit, ...]
    lines: tuple[TaskLine, ...]
    heard: frozenset[int]

    @property
    def turnout(self) -> tuple[int, int]:
        """How many units with tasks sent their task sheet, and how many there are; others' sheets judge nothing."""
        owners = {answer.unit.code for line in self.lines for answer in line.answers}
        return len(owners & self.heard), len(owners)

    def overdue(self) -> list[Overdue]:
        """What is overdue, unit by unit in their printed order, then in the plan's order."""
        last = self.period.window[1]
        found = [
            Overdue(one.unit, line.task, line.since, (last - line.since).days, one.report)
            for line in self.lines
            for one in line.answers
            if one.state == "overdue" and line.since and one.report
        ]
        place = {unit.code: at for at, unit in enumerate(self.units)}
        return sorted(found, key=lambda one: place[one.unit.code])

    def completion(self) -> dict[int, Parts]:
        """The parts of `task_completion` of every unit heard that has tasks: done on time, of those due in the period.

        A task on which such a unit says nothing counts as due once its day has passed; one that did not arise does not
        count, nor does a continuous one under way, which is never finished.
        """
        found: dict[int, Parts] = {}
        for line in self.lines:
            passed = line.due is not None and line.due <= self.period.window[1]  # until then a silence says nothing
            idle = ("not_due", "none") if passed else ("not_due", "none", "silent")
            for answer in line.answers:
                if (code := answer.unit.code) in self.heard:
                    parts = found.get(code, Parts(0, 0))
                    counts = line.due is not None and answer.state not in idle
                    done = counts and answer.state == "on_time"
                    found[code] = Parts((parts.numerator or 0) + done, (parts.denominator or 0) + counts)
        return found


def task_board(
    tasks: Sequence[Task], units: Sequence[Unit], reports: Mapping[int, Mapping[str, Report]], period: Period
) -> TaskBoard:
    """Every task held against what its units reported; `reports` is by unit code and the task's label."""
    lines = [_line(task, units, reports, period) for task in tasks]
    return TaskBoard(period, tuple(units), tuple(lines), frozenset(reports))


def _line(task: Task, units: Sequence[Unit], reports: Mapping[int, Mapping[str, Report]], period: Period) -> TaskLine:
    due = due_in(task.deadline, period)
    answers = []
    for unit in units:
        if unit.code in task.owners:
            report = reports.get(unit.code, {}).get(task.label)
            answers.append(Answer(unit, judge_task(task.deadline, report, period), report))
    return TaskLine(task, due, due or overdue_since(task.deadline, period), tuple(answers))

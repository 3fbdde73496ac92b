"""Tasks of the yearly plans: what a unit reports of one on the task sheet, and how it then stands in a period."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from kstt.form import Form
from kstt.period import Period
from kstt.rows import rows_of
from kstt.spelling import clean, key, unaccented
from kstt.targets.deadline import CONTINUOUS, Deadline, due_in, overdue_since

if TYPE_CHECKING:  # commands that only read plans are quicker without
    import pandas as pd

Status = Literal["not_started", "under_way", "done", "none"]
STATUSES: dict[Status, str] = {
    "not_started": "chưa thực hiện",
    "under_way": "đang thực hiện",
    "done": "hoàn thành",
    "none": "không phát sinh",
}
State = Literal["on_time", "late", "overdue", "not_due", "none", "silent"]
_ALSO: dict[Status, tuple[str, ...]] = {
    "not_started": ("chưa triển khai", "chưa triển khai thực hiện"),
    "under_way": ("đang triển khai", "đang triển khai thực hiện"),
    "done": ("đã hoàn thành", "hoàn thành đúng hạn", "đã hoàn thành đúng hạn", "hoàn thành 100%", "đã hoàn thành 100%"),
    "none": ("kps",),
}
_STATUS_OF = {
    key(said): status
    for status, word in STATUSES.items()
    for known in (word, *_ALSO[status])
    for said in (known, unaccented(known))
}
_DATES = (
    re.compile(r"(?P<year>20\d\d)-(?P<month>\d\d?)-(?P<day>\d\d?)(?:[ T]\d\d:\d\d:\d\d)?"),
    re.compile(r"(?:ngày )?(?P<day>\d\d?)[/.-](?P<month>\d\d?)[/.-](?P<year>(?:20)?\d\d)", re.IGNORECASE),
    re.compile(r"(?:ngày )?(?P<day>\d\d?) tháng (?P<month>\d\d?) năm (?P<year>20\d\d)", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class Task:
    """One task of a plan. `owners` are the codes of the units that report on it, none where the lead is outside."""

    number: str
    group: str
    title: str
    lead: str
    owners: tuple[int, ...]
    support: str
    deadline: Deadline
    deadline_text: str
    product: str
    section: str

    @property
    def label(self) -> str:
        """Its printed line on the task sheet: the number makes it unique."""
        return f"{self.number}. {self.title}"


@dataclass(frozen=True, slots=True)
class Report:
    """What a unit said of a task; a status nobody knows and a date nobody can read are None.

    `told_at` is the cut-off of the quarter in whose report it was said, where a longer period takes it over.
    """

    status: Status | None = None
    done_on: date | None = None
    document: str = ""
    remark: str = ""
    told_at: date | None = None


def read_status(text: str) -> Status | None:
    """The status a unit wrote, in whatever spelling or the words that say the same; None where it is not one.

    >>> read_status(" HÒAN  thành "), read_status("Đã hoàn thành."), read_status("xong")
    ('done', 'done', None)
    """
    return _STATUS_OF.get(key(text.rstrip(" .;")))


def read_day(text: str) -> date | None:
    """The day a unit wrote, as 4/3/2026, with or without words, or as Excel gives it; None where it is no day.

    >>> read_day("4/3/2026") == read_day("2026-03-04 00:00:00") == date(2026, 3, 4)
    True
    """
    for pattern in _DATES:
        if found := pattern.fullmatch(clean(text)):
            try:
                return date(2000 + int(found["year"]) % 100, int(found["month"]), int(found["day"]))
            except ValueError:
                return None
    return None


def task_sheet(forms: Iterable[Form]) -> Form:
    """The form on which units tell of the plan's tasks."""
    return next(form for form in forms if form.lines == "tasks")


def reports_of(texts: "pd.DataFrame", form: Form, quarters: Sequence[Period] = ()) -> dict[int, dict[str, Report]]:
    """What units reported on the task sheet `form`, by unit code and the line's label.

    `texts` has unit_code:int64, form:str, line:str, column:int64, text:str of accepted submissions. Of a longer period
    with `quarters` it has file:str too, each below the quarter that first said so, as kstt.span leaves it.
    """
    keys = {column.number: column.key for column in form.columns}
    said: dict[int, dict[str, dict[str, str]]] = {}
    mine = texts[texts["form"] == form.code]
    for code, line, column, text in rows_of(mine, "unit_code", "line", "column", "text"):
        said.setdefault(code, {}).setdefault(line, {})[keys[column]] = text
    ends = {str(quarter): quarter.window[1] for quarter in quarters}
    states = mine[mine["column"] == next(number for number, one in keys.items() if one == "status")]
    places = rows_of(states, "unit_code", "line", "file") if ends else ()
    told = {(code, line): ends.get(file.partition("/")[0]) for code, line, file in places}
    return {
        code: {line: _report(cells, told.get((code, line))) for line, cells in lines.items()}
        for code, lines in said.items()
    }


def _report(cells: Mapping[str, str], told_at: date | None) -> Report:
    status, day = read_status(cells.get("status", "")), read_day(cells.get("done_on", ""))
    return Report(status, day, cells.get("document", ""), cells.get("remark", ""), told_at)


def judge_task(deadline: Deadline, report: Report | None, period: Period) -> State:
    """How a task stands at the end of a period, by what a unit reported of it.

    A task done on an unknown day counts as done on the last day of the period, or of the quarter that already told so;
    it is on time only if it may be done until then. A continuous task under way is done as the plan asks, and so never
    overdue; nor is, at the cut-off, what is due after it.
    """
    if report is None or report.status is None:
        return "silent"
    if report.status == "none":
        return "none"
    due = due_in(deadline, period) or overdue_since(deadline, period)
    if report.status == "done":
        return "on_time" if due is None or (report.done_on or report.told_at or period.window[1]) <= due else "late"
    if due is None or due > period.window[1] or (deadline.every == CONTINUOUS and report.status == "under_way"):
        return "not_due"
    return "overdue"

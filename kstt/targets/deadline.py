"""Deadlines of a plan's tasks as data: the little language of tasks-<year>.csv, and when a task falls due in a period.

2024-04-30 | before 2024-04-30 | after 2026-03-15 | 2024-01-01..2024-08-31 | 2024-Q2
weekly | monthly | quarterly | twice a year | yearly | continuous | quarterly before 17
10 days after <event> | 10 working days after <event> | on <event> | (empty: the plan gives none)
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from kstt.period import QUARTERS, Period

CONTINUOUS = "continuous"
RECURRING: dict[str, tuple[str, ...]] = {  # the quarters at whose end something must have been done
    "weekly": QUARTERS,
    "monthly": QUARTERS,
    "quarterly": QUARTERS,
    CONTINUOUS: QUARTERS,
    "twice a year": ("Q2", "Q4"),
    "yearly": ("Q4",),
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a task is to be done: by its `last` day, or again and again (`every`).

    What comes back is due at the end of a quarter, or on a `day` of its last month, which may be after the cut-off.
    One without either, as because of an event, never falls due by date; then only what units report is judged.
    """

    last: date | None = None
    every: str = ""
    day: int = 0


def read_deadline(text: str) -> Deadline:
    """The deadline a task file writes; raises ValueError in plain words.

    >>> read_deadline("before 2024-05-01").last
    datetime.date(2024, 4, 30)
    """
    if not text:
        return Deadline()
    if text in RECURRING:
        return Deadline(every=text)
    for pattern, made in _WRITTEN:
        if found := pattern.fullmatch(text):
            return made(*found.groups())
    known = "2024-04-30, before 2024-04-30, 2024-01-01..2024-08-31, 2024-Q2, quarterly before 17, "
    known += ", ".join(RECURRING)
    raise ValueError(f"thời hạn «{text}» không đọc được; hãy ghi như {known}, 10 days after <sự kiện>, on <sự kiện>")


def due_in(deadline: Deadline, period: Period) -> date | None:
    """The day by which the task must be done in the period; the last one where there are several."""
    first, last = period.window
    days = [Period(period.year, part).window[1] for part in RECURRING.get(deadline.every, ())]
    days += [deadline.last] if deadline.last else []
    due = max((day for day in days if first <= day <= last), default=None)
    return due.replace(day=deadline.day) if due and deadline.day else due


def overdue_since(deadline: Deadline, period: Period) -> date | None:
    """The day by which the task should have been done already before the period began."""
    last = deadline.last
    return last if last and last < period.window[0] else None


def _by(day: str) -> Deadline:
    return Deadline(last=_day(day))


def _before(day: str) -> Deadline:
    return Deadline(last=_day(day) - timedelta(days=1))


def _again_before(every: str, day: str) -> Deadline:
    return Deadline(every=every, day=int(day) - 1)


def _after(day: str) -> Deadline:
    _day(day)
    return Deadline()


def _between(first: str, last: str) -> Deadline:
    begin, end = _day(first), _day(last)
    if begin > end:
        raise ValueError(f"thời hạn «{first}..{last}» có ngày đầu sau ngày cuối")
    return Deadline(end)


def _quarter(year: str, part: str) -> Deadline:
    return Deadline(Period(int(year), part).window[1])


def _undated() -> Deadline:
    return Deadline()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"«{text}» không phải là ngày có thật") from None


_DAY = r"(\d{4}-\d{2}-\d{2})"
_WRITTEN: tuple[tuple[re.Pattern[str], Callable[..., Deadline]], ...] = (
    (re.compile(_DAY), _by),
    (re.compile(f"before {_DAY}"), _before),
    (re.compile(r"(quarterly|twice a year|yearly) before ([2-9]|1\d|2[0-8])"), _again_before),
    (re.compile(f"after {_DAY}"), _after),
    (re.compile(rf"{_DAY}\.\.{_DAY}"), _between),
    (re.compile(r"(20\d\d)-(Q[1-4])"), _quarter),
    (re.compile(r"[1-9]\d{0,2} (?:working )?days after \S.*"), _undated),
    (re.compile(r"on \S.*"), _undated),
)

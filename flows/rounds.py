"""Which period is due at a moment, by the calendar alone: scheduled rounds ask it and hold no date of their own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from kstt.period import QUARTERS, Period
from kstt.send_days import Calendar, SendDays
from kstt.term import term_of

Kind = Literal["draft", "final"]
_LATE = timedelta(days=14)  # so long after the deadline a final round that was missed is made up for
_BEFORE, _AFTER = timedelta(days=5), timedelta(days=10)  # around the days for sending, on which units are reminded

# The nets of schedules, in the time of Việt Nam. They catch every day on which a calendar may ask for something, from
# the 15th to the 14th of the month after; what is due then, if anything, the rounds below decide.
REPORT_NET = ("5 0,7-17/2 15-31 3,6,9,12 *", "5 0,7-17/2 1-14 1,4,7,10 *")
COLLECT_NET = ("*/5 6-21 8-31 3,6,9,12 *", "*/30 6-21 1-14 1,4,7,10 *")
REMIND_NET = ("0 8 8-31 3,6,9,12 *", "0 8 1-14 1,4,7,10 *")


@dataclass(frozen=True, slots=True)
class Round:
    """What is due: a draft while units may still send, the final round once the deadline has passed."""

    period: Period
    kind: Kind
    deadline: date


def round_of(now: datetime, calendar: Calendar) -> Round | None:
    """The round that is due at a time in Việt Nam; None where nothing is.

    A draft from the first to the last day for sending, both whole; afterwards the final round, for two weeks, since a
    unit that sends on the last day's evening is in time.
    """
    today = now.date()
    for period, sending in _sendings(today, calendar):
        if sending.first <= today <= sending.last:
            return Round(period, "draft", sending.last)
        if sending.last < today <= sending.last + _LATE:
            return Round(period, "final", sending.last)
    return None


def period_to_remind_of(today: date, calendar: Calendar) -> Period | None:
    """The period whose units are to be reminded on a day: shortly before they send, while they do, and after it."""
    for period, sending in _sendings(today, calendar):
        if sending.first - _BEFORE <= today <= sending.last + _AFTER:
            return period
    return None


def _sendings(today: date, calendar: Calendar) -> Iterator[tuple[Period, SendDays]]:
    """The quarters whose reports may be due around a day, the newest first."""
    for year in (today.year, today.year - 1):
        for part in reversed(QUARTERS):
            period = Period(year, part)
            if sending := calendar.sending(term_of(period)):
                yield period, sending


def newest(scheduled: datetime, others: Iterable[datetime]) -> bool:
    """Whether a run that was scheduled for a time is the one to catch up with what was missed: no later one waits."""
    return all(other <= scheduled for other in others)

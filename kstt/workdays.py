"""Working days: weekends and holidays off, moved days (làm bù) worked; pure arithmetic over sets of days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkDays:
    """Which days are worked. `off` are days off besides weekends, with their names; `worked` goes before both."""

    off: Mapping[date, str] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether offices are open on a day."""
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.off)

    def at_or_after(self, day: date) -> date:
        """The day itself where it is worked, else the next one that is."""
        while not self.works(day):
            day += _DAY
        return day

    def after(self, day: date, number: int) -> date:
        """The so-manieth working day after a day, which itself does not count."""
        for _ in range(number):
            day = self.at_or_after(day + _DAY)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days there are from one day to another, both included; none where `last` comes before."""
        return sum(self.works(day) for day in days_of(first, last))


def days_of(first: date, last: date) -> Iterator[date]:
    """Every day from one to another, both included."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def weekday(day: date) -> str:
    """The day of the week as officers write it.

    >>> weekday(date(2026, 3, 15))
    'Chủ nhật'
    """
    return _WEEKDAYS[day.weekday()]

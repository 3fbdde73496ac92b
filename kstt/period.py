"""Reporting periods: their windows and their names.

Windows run from the 15th to the 14th (TT 06/2025/TT-TTCP, QĐ 01/2023/QĐ-UBND Khánh Hòa).
"""

from dataclasses import dataclass
from datetime import date, timedelta

_Day = tuple[int, int, int]  # year offset, month, day

WINDOWS: dict[str, tuple[_Day, _Day]] = {
    "Q1": ((-1, 12, 15), (0, 3, 14)),
    "Q2": ((0, 3, 15), (0, 6, 14)),
    "Q3": ((0, 6, 15), (0, 9, 14)),
    "Q4": ((0, 9, 15), (0, 12, 14)),
    "6M": ((-1, 12, 15), (0, 6, 14)),
    "9M": ((-1, 12, 15), (0, 9, 14)),
    "Y": ((-1, 12, 15), (0, 12, 14)),
}
NAMES = {
    "Q1": "Quý I năm {}",
    "Q2": "Quý II năm {}",
    "Q3": "Quý III năm {}",
    "Q4": "Quý IV năm {}",
    "6M": "6 tháng đầu năm {}",
    "9M": "9 tháng đầu năm {}",
    "Y": "Năm {}",
}
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
_SPANS = {"6M": QUARTERS[:2], "9M": QUARTERS[:3], "Y": QUARTERS}


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A quarter, six months, nine months or a year; `part` is a key of WINDOWS."""

    year: int
    part: str

    def __str__(self) -> str:
        return str(self.year) if self.part == "Y" else f"{self.year}-{self.part}"

    @property
    def name(self) -> str:
        """The name printed on forms, e.g. «Quý I năm 2026»."""
        return NAMES[self.part].format(self.year)

    @property
    def phrase(self) -> str:
        """The name within a sentence, e.g. «quý I năm 2026»."""
        return self.name[0].lower() + self.name[1:]

    @property
    def part_phrase(self) -> str:
        """The name within a sentence without the year, e.g. «quý I»."""
        return self.phrase.partition(" năm ")[0]

    @property
    def window(self) -> tuple[date, date]:
        """First and last day whose dossiers belong to the period."""
        first, last = (date(self.year + y, m, d) for y, m, d in WINDOWS[self.part])
        return first, last

    @property
    def calendar_months(self) -> tuple[date, date]:
        """The whole months that systems report by where nobody sets the days by hand."""
        first, last = self.window
        begin = (first.replace(day=1) + timedelta(days=31)).replace(day=1)
        after = (last.replace(day=1) + timedelta(days=31)).replace(day=1)
        return begin, after - timedelta(days=1)

    @property
    def quarters(self) -> "tuple[Period, ...]":
        """The quarters that longer periods are made of, in order; none for a quarter."""
        return tuple(Period(self.year, part) for part in _SPANS.get(self.part, ()))

    @property
    def last_quarter(self) -> "Period":
        """The quarter it ends with: itself where it is one."""
        return (self.quarters or (self,))[-1]

    @property
    def so_far(self) -> "Period":
        """The period from the year's beginning until its end; itself where it begins so.

        >>> str(Period(2026, "Q2").so_far), str(Period(2026, "Q1").so_far)
        ('2026-6M', '2026-Q1')
        """
        longer = (Period(self.year, part) for part in _SPANS)
        return next((one for one in longer if one.last_quarter == self), self)

    @property
    def year_ago(self) -> "Period":
        """The same period of the year before."""
        return Period(self.year - 1, self.part)

    @property
    def range_text(self) -> str:
        """The window as forms print it."""
        return "Từ ngày {} đến ngày {}".format(*map(day, self.window))


def in_force(since: Period, until: Period | None, period: Period) -> bool:
    """Whether what holds from one period until another (None: for good) holds in a period; its last day decides."""
    last = period.window[1]
    return since.window[0] <= last and (until is None or last <= until.window[1])


def in_order(period: Period) -> tuple[bool, date, int]:
    """A key that sorts periods as they are to be run: quarters first, then what is added up from them."""
    return bool(period.quarters), period.window[1], len(period.quarters)


def quarter_on(when: date) -> Period:
    """The quarter whose window a day falls into."""
    known = (Period(year, part) for year in (when.year, when.year + 1) for part in QUARTERS)
    return next(one for one in known if one.window[0] <= when <= one.window[1])


def before(period: Period) -> Period:
    """The quarter that ends where a period begins.

    >>> str(before(Period(2026, "Q1"))), str(before(Period(2026, "Q3"))), str(before(Period(2026, "6M")))
    ('2025-Q4', '2026-Q2', '2025-Q4')
    """
    last = period.window[0] - timedelta(days=1)
    known = (Period(year, part) for year in (period.year - 1, period.year) for part in WINDOWS)
    return next(one for one in known if one.window[1] == last)


def day(value: date) -> str:
    """A date as Vietnamese officers write it: 15/12/2025, 14/3/2026."""
    return f"{value.day}/{value.month}/{value.year}"

"""What the reporting calendar speaks of: months and periods, by the kind of report that is due after them."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kstt.period import WINDOWS, Period

Kind = Literal["month", "quarter", "6M", "9M", "Y"]
_KINDS: dict[str, Kind] = {"6M": "6M", "9M": "9M", "Y": "Y"}


@dataclass(frozen=True, slots=True)
class Term:
    """A month or a period; `key` is how a file or a command names it: 2026-M03, 2026-Q1, 2026-6M, 2026."""

    key: str
    kind: Kind
    name: str
    window: tuple[date, date]


def term_of(period: Period) -> Term:
    """A reporting period as a term."""
    return Term(str(period), _KINDS.get(period.part, "quarter"), period.name, period.window)


def terms_of(year: int) -> tuple[Term, ...]:
    """The periods of a year: its quarters, six and nine months, and itself."""
    return tuple(term_of(Period(year, part)) for part in WINDOWS)


def months_of(year: int) -> tuple[Term, ...]:
    """The months of a year, each from the 15th of the month before to the 14th."""
    return tuple(
        Term(f"{year}-M{month:02}", "month", f"Tháng {month}/{year}", (_before(year, month), date(year, month, 14)))
        for month in range(1, 13)
    )


def is_key(text: str) -> bool:
    """Whether a text is the key of a term."""
    year = int(text[:4]) if text[:4].isdecimal() and len(text) >= 4 else 0
    return year > 1 and text in {term.key for term in (*terms_of(year), *months_of(year))}


def _before(year: int, month: int) -> date:
    return date(year, month - 1, 15) if month > 1 else date(year - 1, 12, 15)

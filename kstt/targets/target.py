"""Targets: a threshold for an indicator and a group of units, judged on integers, never on a rounded percentage."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import ClassVar, Literal

from kstt.period import QUARTERS, Period
from kstt.spoken import apart_places
from kstt.targets.indicator import Indicator

Status = Literal["met", "missed", "none", "unknown", "not_due"]
STATUSES: dict[Status, str] = {
    "met": "đạt",
    "missed": "không đạt",
    "none": "không phát sinh",
    "unknown": "chưa có số liệu",
    "not_due": "chưa đến kỳ đánh giá",
}
Selector = str | int


@dataclass(frozen=True, slots=True)
class Target:
    """What a plan demands. Values are decimals as text, so that 99.5 stays exactly 99.5; `quarters` is the road map."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}
    indicator: str
    group: str
    section: str
    year: str
    quarters: tuple[str, ...] = ()
    note: str = ""

    def threshold(self, period: Period) -> Fraction:
        """What is demanded at the end of a period: the road map's quarter, else the year's value."""
        return Fraction(self.quarters[quarter_of(period)] if self.quarters else self.year)


@dataclass(frozen=True)
class Plan:
    """A year's plan. `groups` gives for each group of units its selectors: a kind, unit codes, or the whole."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}
    id: str
    locality: str
    year: int
    title: str
    issued_by: str
    target: tuple[Target, ...]
    groups: dict[str, tuple[Selector, ...]]
    number: str = ""
    issued_on: str = ""
    legal_basis: tuple[str, ...] = ()


@dataclass(frozen=True)  # without slots, which take twice as long to travel to another process
class Parts:
    """What an indicator is made of: sums over units, None while nobody gave a number.

    `denominator` stays None for points. Numbers are in units of 10**-scale.
    """

    numerator: int | None = None
    denominator: int | None = None
    scale: int = 0


@dataclass(frozen=True)  # without slots, which take twice as long to travel to another process
class Judgement:
    """A target held against figures. `gap` is the smallest number of further numerator units that would meet it."""

    status: Status
    parts: Parts
    threshold: Fraction
    gap: int | None = None
    gap_to_year: int | None = None


def quarter_of(period: Period) -> int:
    """The quarter, from 0, whose end a period ends with."""
    return QUARTERS.index(period.last_quarter.part)


def due(indicator: Indicator, period: Period, *, alone: bool = False) -> bool:
    """Whether a period can be judged: a year's output only from the whole year, not from a quarter `alone`."""
    return not indicator.per_year or period.part == "Y" or (period.part == "Q4" and not alone)


def judge(indicator: Indicator, target: Target, parts: Parts, period: Period, *, alone: bool = False) -> Judgement:
    """Whether the parts meet the target of a period, exactly; 0/0 is neither met nor missed, more over 0 is no number.

    The parts are those of the year so far, or of the period `alone`.
    """
    threshold = target.threshold(period)
    if parts.numerator is None or (parts.denominator is None and indicator.denominator_from):
        return Judgement("unknown", parts, threshold)
    if indicator.denominator_from and parts.denominator == 0:
        return Judgement("unknown" if parts.numerator else "none", parts, threshold)
    gap = missing(indicator, parts, threshold)
    beyond = missing(indicator, parts, Fraction(target.year))
    if not due(indicator, period, alone=alone):
        return Judgement("not_due", parts, threshold, None, beyond)
    return Judgement("missed" if gap else "met", parts, threshold, gap, beyond)


def missing(indicator: Indicator, parts: Parts, threshold: Fraction) -> int:
    """How many more units of the numerator (or fewer, for at_most) would meet the threshold; 0 where it is met."""
    needed = bound(indicator, parts, threshold)
    numerator = parts.numerator or 0
    if indicator.direction == "at_least":
        return max(0, ceil(needed) - numerator)
    return max(0, numerator - int(needed // 1))


def bound(indicator: Indicator, parts: Parts, threshold: Fraction) -> Fraction:
    """The numerator at which the threshold is exactly met.

    A percentage is of the denominator; points and dossiers per person are the thresholds themselves.
    """
    if not indicator.denominator_from:
        return Fraction(threshold * 10**parts.scale)
    share = threshold / 100 if indicator.unit == "percent" else threshold
    return Fraction(share * (parts.denominator or 0))


def value(indicator: Indicator, parts: Parts) -> Fraction | None:
    """The indicator's value exactly: a ratio, or points; None for 0/0."""
    if parts.numerator is None:
        return None
    if not indicator.denominator_from:
        return Fraction(parts.numerator, 10**parts.scale)
    return Fraction(parts.numerator, parts.denominator) if parts.denominator else None


def result_places(indicator: Indicator, told: Judgement | None) -> int:
    """The decimals a result is shown with: two, more where it would look like the threshold it misses."""
    exact = value(indicator, told.parts) if told and told.status == "missed" else None
    if told is None or exact is None:
        return 2
    return apart_places(exact * (100 if indicator.unit == "percent" else 1), told.threshold)

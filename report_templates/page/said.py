"""Words and numbers as the page shows them; a number keeps its exact value beside its words."""

from dataclasses import dataclass
from fractions import Fraction

from markupsafe import escape

from kstt.spoken import apart_places, count_text, decimal_text, percent_text, plain_text
from kstt.targets.indicator import Indicator
from kstt.targets.scoreboard import TargetLine
from kstt.targets.target import STATUSES, Judgement, Parts, Status, value
from report_templates.drawing.cells import NOTHING
from report_templates.report.score_cells import counted, lack
from report_templates.telling import UNKNOWN

GOOD, BAD = "good", "bad"
"""Tones of a number: the classes of the page's style."""


@dataclass(frozen=True, slots=True)
class Said:
    """A number in words; `exact` is its value, «» where it has none, `tone` whether it is good or bad news."""

    text: str
    exact: str = ""
    tone: str = ""

    def __html__(self) -> str:
        """As the page shows it, its value beside its words; in Python, for a page has some hundred thousand of them."""
        if not self.exact:
            return escape(self.text)
        tone = f' class="{self.tone}"' if self.tone else ""
        return f'<data value="{escape(self.exact)}"{tone}>{escape(self.text)}</data>'


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: words and numbers in the order of the headings."""

    cells: tuple[Said, ...]
    unit: int = 0


def count(number: int | None) -> Said:
    """A count; nothing known is not 0."""
    return Said(UNKNOWN) if number is None else Said(count_text(number), str(number))


def rate(indicator: Indicator, parts: Parts, against: Fraction = Fraction(0)) -> Said:
    """A ratio or points, told apart from a threshold it is `against`; 0/0 is «không phát sinh»."""
    if parts.numerator is None or (indicator.denominator_from and parts.denominator is None):
        return Said(UNKNOWN)
    exact = value(indicator, parts)
    if exact is None:
        return Said(NOTHING)
    if indicator.unit == "percent":
        return Said(percent_text(exact, apart=against), exact_text(exact))
    return Said(decimal_text(exact, apart_places(exact, against)), exact_text(exact))


def status(told: Status) -> Said:
    """A judgement, with a sign that needs no colour."""
    sign, tone = {"met": ("✓ ", GOOD), "missed": ("▼ ", BAD)}.get(told, ("", ""))
    return Said(f"{sign}{STATUSES[told]}", told, tone)


def judged(line: TargetLine) -> tuple[Said, Said]:
    """The result of a target in its period and its judgement; points of several units have none together."""
    if line.apart:
        return Said("không tính chung"), Said("xem từng đơn vị")
    told = line.quarter
    return rate(line.indicator, told.parts, told.threshold), status(told.status)


def threshold(indicator: Indicator, demanded: Fraction) -> Said:
    """What is demanded, e.g. «≥ 98%»."""
    sign = "≥" if indicator.direction == "at_least" else "≤"
    return Said(f"{sign} {plain_text(demanded)}{indicator.behind}", exact_text(demanded))


def lacking(indicator: Indicator, told: Judgement) -> Said:
    """What is missing to meet a target, e.g. «thiếu 6 hồ sơ»; a dash where nothing is."""
    if not told.gap:
        return Said("–")
    missing = decimal_text(Fraction(told.gap, 10**told.parts.scale), told.parts.scale)
    return Said(f"{lack(indicator)} {missing} {counted(indicator)}".rstrip(), str(told.gap))


def exact_text(number: Fraction) -> str:
    """The value for sorting and for proofs: as short as it can be, always with a point."""
    return str(number.numerator) if number.denominator == 1 else repr(float(number))

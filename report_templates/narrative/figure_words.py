"""The figures of a narrative in words: dots between thousands, a decimal comma, gaps that are seen."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from kstt.narrative.content import Demand, Figure, Fragment, Gap, Quote
from kstt.period import Period
from kstt.spoken import apart_places, count_text, decimal_text, percent_text, plain_text
from kstt.targets.indicator import Indicator
from kstt.targets.target import Parts, value
from report_templates.drawing.cells import NOTHING
from report_templates.report.score_cells import counted, lack

BLANK = "……"
MISSING = "chưa có số liệu"
Run = tuple[str, bool]
"""Some words, and whether they are marked for the officer to see."""


def runs(fragments: Iterable[Fragment], period: Period) -> Iterator[Run]:
    """A paragraph as it is printed; a missing number is a blank and a marked note, never a zero."""
    former = "cùng kỳ năm trước" if period.quarters else "kỳ trước"
    for one in fragments:
        match one:
            case str():
                yield one, False
            case Quote():
                yield one.text, False
            case Demand():
                yield _demand(one), False
            case Gap():
                yield from _gap(one)
            case Figure():
                yield from _figure(one, former)


def rate(indicator: Indicator, exact: Fraction, against: Fraction = Fraction(0)) -> str:
    """A ratio in the indicator's unit, told apart from a threshold it is `against`."""
    if indicator.unit == "percent":
        return percent_text(exact, apart=against)
    return f"{decimal_text(exact, apart_places(exact, against))}{indicator.behind}"


def _gap(gap: Gap) -> Iterator[Run]:
    if gap.blank:
        yield f"{BLANK} ", False
    yield f"«{gap.note}»", True


def _figure(figure: Figure, former: str) -> Iterator[Run]:
    if figure.kind == "change":
        yield _change(figure.values[0], figure.values[1], former), False
    elif figure.kind == "moved":
        yield _moved(figure, former), False
    elif None in figure.values or _beyond(figure.indicator, *figure.values[:2]):
        yield from _gap(Gap(MISSING))
    else:
        yield _known(figure), False


def _beyond(indicator: Indicator | None, above: int | None, below: int | None = None) -> bool:
    """Whether a percentage is more than the whole, as numbers let pass or quarters that do not join up may make it."""
    return bool(indicator and indicator.unit == "percent" and below is not None and (above or 0) > below)


def _known(figure: Figure) -> str:
    first = figure.values[0] or 0
    if figure.indicator is None:
        return count_text(first)
    if figure.kind == "lack":
        return f"{lack(figure.indicator)} {_scaled(first, figure.scale)} {counted(figure.indicator)}".rstrip()
    if figure.kind == "points":
        return f"{_scaled(first, figure.scale)}{figure.indicator.behind}"
    exact = value(figure.indicator, Parts(first, figure.values[1]))
    return NOTHING if exact is None else rate(figure.indicator, exact, figure.against)


def _scaled(number: int, scale: int) -> str:
    return decimal_text(Fraction(number, 10**scale), scale)


def _demand(demand: Demand) -> str:
    sign = "≥" if demand.indicator.direction == "at_least" else "≤"
    return f"{sign} {plain_text(demand.value)}{demand.indicator.behind}"


def _change(now: int | None, then: int | None, former: str) -> str:
    if now is None or then is None:
        return f" ({former} chưa có số liệu)"
    if now == then:
        return f" (bằng {former})"
    share = f", tức {percent_text(Fraction(abs(now - then), then))}," if then else ""
    return f" ({_way(now - then)} {count_text(abs(now - then))}{share} so với {former} là {count_text(then)})"


def _moved(figure: Figure, former: str) -> str:
    """By how many points a percentage moved, of the exact ratios, not of the printed ones."""
    if figure.indicator is None or None in figure.values[2:] or _beyond(figure.indicator, *figure.values[2:]):
        return f" ({former} chưa có số liệu)"
    above, below, above_then, below_then = figure.values
    now = value(figure.indicator, Parts(above, below))
    then = value(figure.indicator, Parts(above_then, below_then))
    if now is None or then is None:
        return f" ({former} {NOTHING})"
    if now == then:
        return f" (bằng {former})"
    points = abs(now - then) * 100
    moved = f"{_way(now - then)} {decimal_text(points, apart_places(points, 0))} điểm phần trăm"
    return f" ({moved} so với {former} là {rate(figure.indicator, then)})"


def _way(difference: int | Fraction) -> str:
    return "tăng" if difference > 0 else "giảm"

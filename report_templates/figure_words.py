"""The figures of a narrative in words: dots between thousands, a decimal comma, gaps that are seen."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from kstt.indicator import Indicator
from kstt.narrative import Demand, Figure, Fragment, Gap, Quote
from kstt.period import Period
from kstt.scoreboard import value
from kstt.target import Parts
from report_templates.cells import NOTHING
from report_templates.score_cells import counted, lack

BLANK = "……"
MISSING = "chưa có số liệu"
_FINEST = 12  # decimals, beyond which nothing is told apart
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


def count(number: int) -> str:
    """A whole number with dots between thousands.

    >>> count(1234567), count(-1200)
    ('1.234.567', '-1.200')
    """
    return f"{number:,}".replace(",", ".")


def decimal(number: Fraction, places: int) -> str:
    """A number with so many decimals, half up, as Excel shows it.

    >>> decimal(Fraction(97125, 1000), 2), decimal(Fraction(-1, 3), 2)
    ('97,13', '-0,33')
    """
    whole, part = divmod((abs(number) * 10**places + Fraction(1, 2)) // 1, 10**places)
    sign = "-" if number < 0 and (whole or part) else ""
    return f"{sign}{count(whole)}" + (f",{part:0{places}}" if places else "")


def rate(indicator: Indicator, exact: Fraction) -> str:
    """A ratio in the indicator's unit."""
    return percent(exact) if indicator.unit == "percent" else f"{decimal(exact, 2)} {indicator.measure}"


def percent(exact: Fraction) -> str:
    """A ratio as a percentage, with more decimals than two where it would look like 0% or 100% and is not.

    >>> percent(Fraction(99_996, 100_000)), percent(Fraction(1, 3)), percent(Fraction(1))
    ('99,996%', '33,33%', '100,00%')
    """
    return f"{decimal(exact * 100, _places(exact * 100, 0, 100))}%"


def _places(exact: Fraction, *apart: int) -> int:
    """The decimals, two or more, with which a number is told apart from those it is not."""
    if exact in apart:
        return 2
    steps = (n for n in range(2, _FINEST) if decimal(exact, n) not in [decimal(Fraction(one), n) for one in apart])
    return next(steps, _FINEST)


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
        return count(first)
    if figure.kind == "lack":
        return f"{lack(figure.indicator)} {_scaled(first, figure.scale)} {counted(figure.indicator)}".rstrip()
    if figure.kind == "points":
        return f"{_scaled(first, figure.scale)} {figure.indicator.measure}"
    exact = value(figure.indicator, Parts(first, figure.values[1]))
    return NOTHING if exact is None else rate(figure.indicator, exact)


def _scaled(number: int, scale: int) -> str:
    return decimal(Fraction(number, 10**scale), scale)


def _demand(demand: Demand) -> str:
    sign = "≥" if demand.indicator.direction == "at_least" else "≤"
    places = next(n for n in range(_FINEST) if (demand.value * 10**n).denominator == 1)
    unit = "%" if demand.indicator.unit == "percent" else f" {demand.indicator.measure}"
    return f"{sign} {decimal(demand.value, places)}{unit}"


def _change(now: int | None, then: int | None, former: str) -> str:
    if now is None or then is None:
        return f" ({former} chưa có số liệu)"
    if now == then:
        return f" (bằng {former})"
    share = f", tức {percent(Fraction(abs(now - then), then))}," if then else ""
    return f" ({_way(now - then)} {count(abs(now - then))}{share} so với {former} là {count(then)})"


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
    moved = f"{_way(now - then)} {decimal(points, _places(points, 0))} điểm phần trăm"
    return f" ({moved} so với {former} là {rate(figure.indicator, then)})"


def _way(difference: int | Fraction) -> str:
    return "tăng" if difference > 0 else "giảm"

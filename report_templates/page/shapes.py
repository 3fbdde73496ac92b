"""The shapes a chart is made of, and where they stand in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

WIDTH, HEIGHT = 360.0, 210.0
LEFT, RIGHT, TOP, BOTTOM = 62.0, 8.0, 26.0, 24.0
_TICKS = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle of a series."""

    x: float
    y: float
    width: float
    height: float
    series: str


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    look: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A course: unbroken runs of points, and a mark for every point."""

    runs: tuple[tuple[tuple[float, float], ...], ...]
    series: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with what it says in words; the table of its numbers stands below it."""

    id: str
    title: str
    said: str
    height: float
    bars: tuple[Bar, ...] = ()
    labels: tuple[Label, ...] = ()
    lines: tuple[Line, ...] = ()
    grid: tuple[float, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    width: float = WIDTH


def runs(places: Sequence[tuple[float, float] | None]) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The points that follow each other without a gap."""
    found: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            found.append([])
        else:
            found[-1].append(place)
    return tuple(tuple(run) for run in found if run)


def nice(most: int) -> tuple[int, int]:
    """A round top for an axis, and the step of its marks."""
    round_steps = (1, 2, 5, *(factor * 10**power for power in range(12) for factor in (10, 20, 25, 50)))
    step = next(step for step in round_steps if step * _TICKS >= most)
    return step * _TICKS, step


def across(slot: float, at: int) -> float:
    """The middle of a quarter's slot."""
    return round(LEFT + slot * (at + 0.5), 1)


def up(part: Fraction, whole: Fraction) -> float:
    """Where a part of the scale stands, counted from the top."""
    return round(HEIGHT - BOTTOM - float(part / whole) * (HEIGHT - TOP - BOTTOM), 1)


def bar(x: float, number: int, top: int, width: float, look: str) -> Bar:
    """A bar that stands on the axis."""
    y = up(Fraction(number), Fraction(top))
    return Bar(round(x, 1), y, round(width, 1), round(HEIGHT - BOTTOM - y, 1), look)


def axis(ticks: Sequence[tuple[Fraction, str]], whole: Fraction) -> list[Label]:
    """The words beside the marks of the scale."""
    return [Label(LEFT - 5, round(up(tick, whole) + 4, 1), text, "end", "quiet") for tick, text in ticks]


def grid_of(ticks: Sequence[tuple[Fraction, str]], whole: Fraction) -> tuple[float, ...]:
    """Where the marks of the scale stand."""
    return tuple(up(tick, whole) for tick, _ in ticks)

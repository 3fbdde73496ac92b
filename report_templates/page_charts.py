"""The charts of the page as shapes with places; the template draws them as inline SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kstt.measure import RATES
from kstt.overview import Overview
from kstt.period import Period
from kstt.spoken import count_text, percent_text
from kstt.target import Parts, value

_WIDTH, _HEIGHT = 360.0, 210.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 62.0, 8.0, 26.0, 24.0
_TICKS = 4
_STEPS = tuple(Fraction(step, 100) for step in (1, 2, 5, 10, 25))  # between marks of a ratio
_MOST_STEPS = 6
_BAR = 34.0  # height of a bar with the words above it
_MOST_BARS = 8
_ROMAN = {"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}


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
    width: float = _WIDTH


def quarter_name(period: Period) -> str:
    """A quarter in few letters: «III/25»."""
    return f"{_ROMAN.get(period.part, period.part)}/{period.year % 100:02}"


def charts_of(view: Overview) -> tuple[Chart, ...]:
    """The charts of the overview; one that would show nothing is left out."""
    made = (_dossiers(view), _rates(view), _overdue(view))
    return tuple(one for one in made if one)


def rate_course(chart: str, name: str, view: Overview, history: Sequence[Parts | None]) -> Chart | None:
    """A unit's ranked rate over the quarters; None where it has fewer than two."""
    values = [_ratio(parts) for parts in history]
    if sum(one is not None for one in values) < 2:
        return None
    return _courses(chart, f"Tỷ lệ đúng hạn trên tổng số hồ sơ – {name}", view, [("a", "", values)])


def _dossiers(view: Overview) -> Chart | None:
    """Dossiers that came in and dossiers resolved, by quarter; a quarter not at hand keeps its place."""
    series = (("new", "a", "Tiếp nhận mới"), ("resolved", "b", "Đã giải quyết"))
    counts = {one: [point.sums[one].numerator if point.sums else None for point in view.trend] for one, _, _ in series}
    known = [number for numbers in counts.values() for number in numbers if number is not None]
    if len(known) <= len(series):
        return None
    top, step = _nice(max(known))
    slot = (_WIDTH - _LEFT - _RIGHT) / len(view.trend)
    bars = [
        _bar(_LEFT + slot * (at + 0.14) + slot * 0.36 * place, number, top, slot * 0.36, look)
        for place, (one, look, _) in enumerate(series)
        for at, number in enumerate(counts[one])
        if number is not None
    ]
    ticks = [(Fraction(tick), count_text(tick)) for tick in range(0, top + 1, step)]
    return Chart(
        "ho-so", "Hồ sơ tiếp nhận mới và đã giải quyết theo quý", _spoken(view, counts, series), _HEIGHT,
        tuple(bars), (*_axis(ticks, Fraction(top)), *_quarters(view)), (), _grid(ticks, Fraction(top)),
        tuple((look, name) for _, look, name in series),
    )  # fmt: skip


def _rates(view: Overview) -> Chart | None:
    names = {one.measure.id: one.measure for one in view.headlines}
    looks = dict(zip(RATES, ("a", "b", "c"), strict=True))
    short = ("Đúng hạn trên hồ sơ đã giải quyết", "Đúng hạn trên tổng số hồ sơ", "Trực tuyến")
    said = dict(zip(RATES, short, strict=True))
    courses = []
    for one in RATES:
        indicator = names[one].indicator if one in names else None
        values = [value(indicator, p.sums[one]) if indicator and one in p.sums else None for p in view.trend]
        courses.append((looks[one], said[one], values))
    if max(sum(one is not None for one in values) for _, _, values in courses) < 2:
        return None
    title = "Tỷ lệ đúng hạn và tỷ lệ trực tuyến theo quý"
    return _courses("ty-le", title, view, courses)


def _overdue(view: Overview) -> Chart | None:
    """The fields with most overdue dossiers, what is still open apart from what was resolved too late."""
    counts: dict[str, list[int]] = {}
    for one in view.overdue:
        field = counts.setdefault(one.field, [0, 0])
        field[0], field[1] = field[0] + one.resolved, field[1] + one.pending
    worst = sorted(counts.items(), key=lambda one: (-sum(one[1]), one[0]))[:_MOST_BARS]
    if not worst:
        return None
    longest, room = max(sum(both) for _, both in worst), _WIDTH - 60
    bars, labels = [], []
    for at, (name, both) in enumerate(worst):
        y, x = 14 + at * _BAR, 0.0
        labels.append(Label(0, round(y, 1), name))
        for look, number in zip(("a", "b"), both, strict=True):
            width = round(room * number / longest, 1)
            bars += [Bar(x, round(y + 5, 1), width, 12, look)] if number else []
            x = round(x + width, 1)
        labels.append(Label(round(x + 4, 1), round(y + 15, 1), count_text(sum(both)), look="strong"))
    said = "; ".join(f"{name}: {count_text(sum(both))}" for name, both in worst)
    legend = (("a", "Giải quyết quá hạn"), ("b", "Đang quá hạn"))
    title = "Lĩnh vực nhiều hồ sơ quá hạn nhất"
    return Chart("qua-han", title, said, 14 + len(worst) * _BAR, tuple(bars), tuple(labels), legend=legend)


def _courses(
    chart: str, title: str, view: Overview, courses: Sequence[tuple[str, str, Sequence[Fraction | None]]]
) -> Chart:
    """Ratios over the quarters; the scale begins at a round percentage below the lowest."""
    known = [one for _, _, values in courses for one in values if one is not None]
    step = next(step for step in _STEPS if Fraction(1) - min(known) <= _MOST_STEPS * step)
    low = min(*known, 1 - step) // step * step
    span = 1 - low
    ticks = [(step * at, percent_text(low + step * at, 0)) for at in range(int(span / step) + 1)]
    slot = (_WIDTH - _LEFT - _RIGHT) / len(view.trend)
    lines = []
    for look, _, values in courses:
        places = [None if one is None else (_x(slot, at), _y(one - low, span)) for at, one in enumerate(values)]
        lines.append(Line(_runs(places), look))
    said = "; ".join(
        f"{name + ' ' if name else ''}{quarter_name(point.period)}: {percent_text(one)}"
        for _, name, values in courses
        for point, one in zip(view.trend, values, strict=True)
        if one is not None
    )
    legend = tuple((look, name) for look, name, _ in courses if name)
    labels = (*_axis(ticks, span), *_quarters(view))
    return Chart(chart, title, said, _HEIGHT, (), labels, tuple(lines), _grid(ticks, span), legend)


def _runs(places: Sequence[tuple[float, float] | None]) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The points that follow each other without a gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return tuple(tuple(run) for run in runs if run)


def _spoken(view: Overview, counts: dict[str, list[int | None]], series: Sequence[tuple[str, str, str]]) -> str:
    said = []
    for at, point in enumerate(view.trend):
        numbers = [f"{name} {count_text(number)}" for one, _, name in series if (number := counts[one][at]) is not None]
        said.append(f"{quarter_name(point.period)}: {', '.join(numbers) or point.lacking}")
    return "; ".join(said)


def _ratio(parts: Parts | None) -> Fraction | None:
    known = parts is not None and parts.numerator is not None and parts.denominator
    return Fraction(parts.numerator or 0, parts.denominator or 1) if parts and known else None


def _nice(most: int) -> tuple[int, int]:
    """A round top for an axis, and the step of its marks."""
    round_steps = (1, 2, 5, *(factor * 10**power for power in range(12) for factor in (10, 20, 25, 50)))
    step = next(step for step in round_steps if step * _TICKS >= most)
    return step * _TICKS, step


def _x(slot: float, at: int) -> float:
    return round(_LEFT + slot * (at + 0.5), 1)


def _y(part: Fraction, whole: Fraction) -> float:
    return round(_HEIGHT - _BOTTOM - float(part / whole) * (_HEIGHT - _TOP - _BOTTOM), 1)


def _bar(x: float, number: int, top: int, width: float, look: str) -> Bar:
    y = _y(Fraction(number), Fraction(top))
    return Bar(round(x, 1), y, round(width, 1), round(_HEIGHT - _BOTTOM - y, 1), look)


def _axis(ticks: Sequence[tuple[Fraction, str]], whole: Fraction) -> list[Label]:
    return [Label(_LEFT - 5, round(_y(tick, whole) + 4, 1), text, "end", "quiet") for tick, text in ticks]


def _grid(ticks: Sequence[tuple[Fraction, str]], whole: Fraction) -> tuple[float, ...]:
    return tuple(_y(tick, whole) for tick, _ in ticks)


def _quarters(view: Overview) -> list[Label]:
    """The quarters' names; one that is not at hand is marked as such."""
    slot = (_WIDTH - _LEFT - _RIGHT) / len(view.trend)
    found = []
    for at, point in enumerate(view.trend):
        found.append(Label(_x(slot, at), _HEIGHT - 8, quarter_name(point.period), "middle", "quiet"))
        if point.lacking:
            found.append(Label(_x(slot, at), _HEIGHT - _BOTTOM - 6, "–", "middle", "quiet"))
    return found

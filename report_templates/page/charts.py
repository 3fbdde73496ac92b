"""The charts of the page as shapes with places; the template draws them as inline SVG."""

from collections.abc import Sequence
from fractions import Fraction

from kstt.overview.measure import RATES
from kstt.overview.model import Overview
from kstt.period import Period
from kstt.spoken import count_text, percent_text
from kstt.targets.target import Parts, value
from report_templates.page.shapes import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    WIDTH,
    Bar,
    Chart,
    Label,
    Line,
    across,
    axis,
    bar,
    grid_of,
    nice,
    runs,
    up,
)

_STEPS = tuple(Fraction(step, 100) for step in (1, 2, 5, 10, 25))  # between marks of a ratio
_MOST_STEPS = 6
_BAR = 34.0  # height of a bar with the words above it
_MOST_BARS = 8
_ROMAN = {"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}


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
    top, step = nice(max(known))
    slot = (WIDTH - LEFT - RIGHT) / len(view.trend)
    bars = [
        bar(LEFT + slot * (at + 0.14) + slot * 0.36 * place, number, top, slot * 0.36, look)
        for place, (one, look, _) in enumerate(series)
        for at, number in enumerate(counts[one])
        if number is not None
    ]
    ticks = [(Fraction(tick), count_text(tick)) for tick in range(0, top + 1, step)]
    return Chart(
        "ho-so", "Hồ sơ tiếp nhận mới và đã giải quyết theo quý", _spoken(view, counts, series), HEIGHT,
        tuple(bars), (*axis(ticks, Fraction(top)), *_quarters(view)), (), grid_of(ticks, Fraction(top)),
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
    longest, room = max(sum(both) for _, both in worst), WIDTH - 60
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
    slot = (WIDTH - LEFT - RIGHT) / len(view.trend)
    lines = []
    for look, _, values in courses:
        places = [None if one is None else (across(slot, at), up(one - low, span)) for at, one in enumerate(values)]
        lines.append(Line(runs(places), look))
    said = "; ".join(
        f"{name + ' ' if name else ''}{quarter_name(point.period)}: {percent_text(one)}"
        for _, name, values in courses
        for point, one in zip(view.trend, values, strict=True)
        if one is not None
    )
    legend = tuple((look, name) for look, name, _ in courses if name)
    labels = (*axis(ticks, span), *_quarters(view))
    return Chart(chart, title, said, HEIGHT, (), labels, tuple(lines), grid_of(ticks, span), legend)


def _spoken(view: Overview, counts: dict[str, list[int | None]], series: Sequence[tuple[str, str, str]]) -> str:
    said = []
    for at, point in enumerate(view.trend):
        numbers = [f"{name} {count_text(number)}" for one, _, name in series if (number := counts[one][at]) is not None]
        said.append(f"{quarter_name(point.period)}: {', '.join(numbers) or point.lacking}")
    return "; ".join(said)


def _ratio(parts: Parts | None) -> Fraction | None:
    known = parts is not None and parts.numerator is not None and parts.denominator
    return Fraction(parts.numerator or 0, parts.denominator or 1) if parts and known else None


def _quarters(view: Overview) -> list[Label]:
    """The quarters' names; one that is not at hand is marked as such."""
    slot = (WIDTH - LEFT - RIGHT) / len(view.trend)
    found = []
    for at, point in enumerate(view.trend):
        found.append(Label(across(slot, at), HEIGHT - 8, quarter_name(point.period), "middle", "quiet"))
        if point.lacking:
            found.append(Label(across(slot, at), HEIGHT - BOTTOM - 6, "–", "middle", "quiet"))
    return found

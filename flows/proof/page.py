"""The page for phones held against figures.parquet: every headline and every unit's numbers, added up anew."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from flows.proof.evidence import Evidence
from kstt.form import Form
from kstt.overview.measure import COUNTS, DOSSIERS, RATES, measures_of
from kstt.proof import Difference, Shown, Tally
from kstt.resummation import Given, Numbers, added, together, zeros_of
from kstt.spoken import count_text, percent_text
from kstt.targets.indicator import SHEET
from kstt.targets.sound import adds_up
from report_templates.definitions import load_indicators
from report_templates.drawing.cells import NOTHING, UNSOUND
from report_templates.proving.page_reading import OnPage, numbers_on
from report_templates.telling import UNKNOWN

_COLUMNS = re.compile(r"\d+")


def page_against_figures(evidence: Evidence) -> Iterator[Tally]:
    """What is read on the page, in words and exactly, is what the figures add up to."""
    path = evidence.folder / evidence.page
    if evidence.given is None or not path.is_file():
        return
    form, sheet = (next(form for form in evidence.forms if form.code == code) for code in (DOSSIERS, SHEET))
    sums, tally = _sums_of(evidence, form), Tally("page")
    names, units = {one.id: one.name for one in measures_of(load_indicators())}, evidence.units
    sound = {
        rate.id: {unit: told for unit, told in sums.items() if adds_up(rate, form, sheet, _whole(told))}
        for rate in load_indicators()
        if rate.id in RATES
    }
    try:
        every = list(numbers_on(path))
    except ValueError:
        tally.differences.append(Difference("page", path.name, what="không mở được"))
        every = []
    for shown in every:
        told = sound.get(shown.measure, sums)
        mine = [numbers for unit, numbers in told.items() if shown.unit in (0, unit)]
        expected = _expected(shown.measure, mine, form)
        if expected is None and (shown.unit in sums or not shown.unit):
            expected = UNSOUND if sums and shown.measure in RATES else UNKNOWN
        _hold(tally, (evidence.page, shown.place, ""), shown, _called(shown, names, units), expected)
    yield tally


def _sums_of(evidence: Evidence, form: Form) -> dict[int, Numbers]:
    """What each unit's figures of a form add up to, zeros of those that say nothing arose included."""
    units: dict[int, list[Given]] = defaultdict(list)
    for one in (*(evidence.given or ()), *zeros_of(form, evidence.silent)):
        if one.form == form.code:
            units[one.unit_code].append(one)
    return {code: added(rows) for code, rows in units.items()}


def _whole(numbers: Numbers) -> dict[int, int | None]:
    """Counts of dossiers as integers."""
    return {column: int(value) for column, value in numbers.items()}


def _called(one: OnPage, names: Mapping[str, str], units: Mapping[int, str]) -> str:
    """Which number it is, and whose, where its place does not say so."""
    unit = units.get(one.unit, "")
    return ", ".join(filter(None, (names.get(one.measure, f"cột {one.measure}"), unit if unit != one.place else "")))


def _hold(tally: Tally, at: tuple[str, str, str], one: OnPage, what: str, expected: Fraction | str | None) -> None:
    if expected is None or isinstance(expected, str):
        tally.hold(expected, one.text, at, what)
        return
    tally.hold(percent_text(expected) if one.measure in RATES else count_text(int(expected)), one.text, at, what)
    tally.hold(expected, _exact(one.exact), at, what)


def _exact(value: str) -> Shown:
    """The number a reading program takes; what somebody typed instead stays as it is."""
    try:
        return float(value) if value else None
    except ValueError:
        return value


def _expected(measure: str, units: Iterable[Numbers], form: Form) -> Fraction | str | None:
    """A count, a ratio, «không phát sinh», or None where nobody gave a number."""
    known = list(units)
    if measure in RATES:
        return _ratio(measure, known)
    keys = next((one.columns for one in COUNTS if one.id == measure), ())
    numbers = [one.number for one in form.columns if one.key in keys or f"({one.number})" == measure]
    if not numbers:
        return None
    whole = [_sum(one, numbers) for one in known]
    given = [one for one in whole if one is not None]
    return sum(given, Fraction(0)) if given else None


def _ratio(measure: str, units: Iterable[Numbers]) -> Fraction | str | None:
    """The ratio of two sums over the units that have both parts."""
    said = next(one for one in load_indicators() if one.id == measure)
    parts = [
        [int(number) for number in _COLUMNS.findall(source.partition(":")[2])]
        for source in (said.numerator_from, said.denominator_from)
    ]
    both = [(above, below) for one in units for above, below in [[_some(one, part) for part in parts]]]
    known = [(above, below) for above, below in both if above is not None and below is not None]
    if not known:
        return None
    whole = together({0: above, 1: below} for above, below in known)
    return whole[0] / whole[1] if whole[1] else NOTHING


def _some(numbers: Mapping[int, Fraction], columns: Iterable[int]) -> Fraction | None:
    """The sum of those columns that have a number; None where none has."""
    given = [numbers[one] for one in columns if one in numbers]
    return sum(given, Fraction(0)) if given else None


def _sum(numbers: Mapping[int, Fraction], columns: Iterable[int]) -> Fraction | None:
    """The sum of the columns; None where one has no number."""
    given = [numbers.get(one) for one in columns]
    return None if None in given else sum((one for one in given if one is not None), Fraction(0))

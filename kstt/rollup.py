"""The roll-up: unit to city, always with its coverage. Ratios are rebuilt from these sums by who shows them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from kstt.form import CityView, Form
from kstt.rows import rows_of
from kstt.spelling import key
from kstt.unit import Unit


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the units that should report are in a figure, and who is missing."""

    reporting: tuple[Unit, ...]
    missing: tuple[Unit, ...]

    @property
    def total(self) -> int:
        """All units that should report."""
        return len(self.reporting) + len(self.missing)

    @property
    def partial(self) -> bool:
        """Whether some unit is missing, so that a sum is not yet the city's."""
        return bool(self.missing)

    def __str__(self) -> str:
        return f"Tổng hợp {len(self.reporting)}/{self.total} đơn vị"


@dataclass(frozen=True)  # without slots, which take twice as long to travel to another process
class CityLine:
    """One line of a city table; `group` is the heading it stands under, `numbers` has the numeric columns.

    `given` are the codes of the units that a printed line of indicators rests on: not all who send the form give each.
    """

    label: str
    group: str = ""
    numbers: dict[int, int | None] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    scale: int = 0
    unit: Unit | None = None
    given: frozenset[int] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class CityTable:
    """What one sheet of the report shows, before anybody decides where a number sits.

    With `nothing` there is no line, as all who reported said that nothing arose: the totals are 0, not unknown.
    """

    form: Form
    view: CityView
    lines: tuple[CityLine, ...]
    coverage: Coverage
    nothing: bool = False

    @property
    def has_total(self) -> bool:
        """Whether it closes with a row of totals; so does a list of what units named."""
        return self.form.has_total or (bool(self.form.numbers) and self.view.by == "list")


Name = Callable[[str, str], tuple[str, str, int]]
"""For a line's label and section: its official name, the group it is printed under, its rank within the group."""


def city_tables(
    form: Form,
    figures: pd.DataFrame,
    texts: pd.DataFrame,
    units: Sequence[Unit],
    name: Name,
    nothing_arose: Collection[int] = (),
) -> tuple[CityTable, ...]:
    """Every city view of a form.

    `figures` has unit_code:int64, form:str, section:str, line:str, row:int64, column:int64, value:int64 of accepted
    submissions, a row for each number given; `texts` the same with text:str instead of value. Only rows of this form
    are used. A sum counts the units that gave a number; with none at all there is no number, never 0. The units whose
    report says that `nothing_arose`, by code, have reported all the same: their numbers are 0.
    """
    own = figures[figures["form"] == form.code], texts[texts["form"] == form.code]
    mine = _Mine(form, *own, tuple(units), name, frozenset(nothing_arose))
    heard = set(mine.figures["unit_code"]) | set(mine.texts["unit_code"]) | mine.nothing_arose
    reporting = tuple(unit for unit in units if unit.code in heard)
    coverage = Coverage(reporting, tuple(unit for unit in units if unit.code not in heard))
    nothing = bool(reporting) and heard == mine.nothing_arose
    return tuple(CityTable(form, view, tuple(_MADE[view.by](mine)), coverage, nothing) for view in form.cities)


@dataclass(frozen=True, slots=True)
class _Mine:
    """What is known of one form."""

    form: Form
    figures: pd.DataFrame
    texts: pd.DataFrame
    units: tuple[Unit, ...]
    name: Name
    nothing_arose: frozenset[int]


def sums(figures: pd.DataFrame, by: list[str]) -> dict[tuple[object, ...], dict[int, int | None]]:
    """Integer sums of `value` per group of `by` and column; None where no unit gave a number.

    `figures` is as in `city_tables`; the result is keyed by the values of `by`.
    """
    if figures.empty:
        return {}
    summed = figures.groupby([*by, "column"], sort=False)["value"].sum(min_count=1)
    found: dict[tuple[object, ...], dict[int, int | None]] = {}
    for at, value in zip(summed.index.tolist(), summed.tolist(), strict=True):
        found.setdefault(tuple(at[:-1]), {})[int(at[-1])] = None if value is pd.NA else int(value)
    return found


def _by_line(mine: _Mine) -> Iterable[CityLine]:
    if mine.form.fixed:
        yield from _fixed_lines(mine)
        return
    written = list(rows_of(mine.figures, "line", "section"))
    official = {pair: mine.name(*pair) for pair in dict.fromkeys(written)}
    places = {name: (group, rank, key(name)) for name, group, rank in official.values()}
    named = mine.figures.assign(line=[official[pair][0] for pair in written])
    summed = {str(name): numbers for (name,), numbers in sums(named, ["line"]).items()}
    for name in sorted(summed, key=places.__getitem__):
        yield CityLine(name, places[name][0], summed[name])


def _fixed_lines(mine: _Mine) -> Iterable[CityLine]:
    summed = sums(mine.figures, ["line"])
    given: dict[str, set[int]] = {}
    for label, code in rows_of(mine.figures, "line", "unit_code"):
        given.setdefault(label, set()).add(code)
    for line in mine.form.fixed:
        numbers = summed.get((line.label,), {}) if line.additive else {}
        texts = mine.form.printed_words(line)
        if not line.additive:
            texts[mine.form.texts[-1].number] = "Không cộng giữa các đơn vị"
        elif line.share:  # its unit stands in every result: a column of «Đơn vị: %» says nothing
            del texts[mine.form.texts[-1].number]
        units = mine.nothing_arose.union(given.get(line.label, ()))
        yield CityLine(line.label, "", numbers, texts, line.scale, given=units)


def _by_unit(mine: _Mine) -> Iterable[CityLine]:
    summed = sums(mine.figures, ["unit_code"])
    summed |= {(code,): {column.number: 0 for column in mine.form.numbers} for code in mine.nothing_arose}
    for unit in mine.units:
        yield CityLine(unit.name, unit.type, summed.get((unit.code,), {}), unit=unit)


def _listed(mine: _Mine) -> Iterable[CityLine]:
    numbers, words = _cells(mine.figures, "value"), _cells(mine.texts, "text")
    by_code = {unit.code: unit for unit in mine.units}
    printed = {line.label: mine.form.printed_words(line) for line in mine.form.fixed}
    place = {unit.code: at for at, unit in enumerate(mine.units)}
    for code, row, label in sorted(numbers.keys() | words.keys(), key=lambda at: (place[at[0]], at[1])):
        here = code, row, label
        counts: dict[int, int | None] = {column: int(value) for column, value in numbers.get(here, ())}
        said = printed.get(label, {}) | {column: str(text) for column, text in words.get(here, ())}
        yield CityLine(label, by_code[code].name, counts, said, unit=by_code[code])


def _cells(frame: pd.DataFrame, what: str) -> dict[tuple[int, int, str], list[tuple[int, Any]]]:
    found: dict[tuple[int, int, str], list[tuple[int, Any]]] = {}
    for code, row, label, column, value in rows_of(frame, "unit_code", "row", "line", "column", what):
        found.setdefault((code, row, label), []).append((column, value))
    return found


_MADE = {"line": _by_line, "unit": _by_unit, "list": _listed}

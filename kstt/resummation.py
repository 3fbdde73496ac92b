"""The city's sums once more, by plain addition over the accepted figures: the roll-up is proved against these.

Nothing here is shared with kstt.rollup; numbers are exact fractions, so that no scale can be forgotten.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from kstt.form import CityView, FixedLine, Form
from kstt.identity import Identity
from kstt.rollup import Name
from kstt.silence import Silent, silent_on


class Given(NamedTuple):
    """A row of figures.parquet, as far as sums need it."""

    unit_code: int
    form: str
    section: str
    line: str
    row: int
    column: int
    value: int
    scale: int

    @property
    def number(self) -> Fraction:
        """The number as people write it."""
        return Fraction(self.value, 10**self.scale)


Numbers = Mapping[int, Fraction]
"""Numbers by column; a column nobody gave a number for is not there."""


@dataclass(frozen=True, slots=True)
class Summed:
    """A line that has to be printed: its label, the unit it is listed under (lists only), its numbers."""

    label: str
    group: str
    numbers: Numbers


def lines_of(
    form: Form, view: CityView, given: Sequence[Given], units: Mapping[int, str], name: Name
) -> tuple[Summed, ...]:
    """Every line a view of the form has to show; `given` are the form's figures, `units` the period's by code.

    A list shows further lines where a unit wrote words without numbers.
    """
    if view.by == "unit":
        return tuple(
            Summed(said, "", added(one for one in given if one.unit_code == code)) for code, said in units.items()
        )
    if view.by == "list":
        return tuple(_listed(given, units))
    if form.fixed:
        return tuple(Summed(line.label, "", _of_fixed(line, given)) for line in form.fixed)
    official: dict[str, list[Given]] = defaultdict(list)
    for one in given:
        official[name(one.line, one.section)[0]].append(one)
    return tuple(Summed(label, "", added(rows)) for label, rows in official.items())


def zeros_of(form: Form, silent: Silent) -> Iterator[Given]:
    """What units where nothing arose on a form have given: 0 in every column, on no line."""
    for code in sorted(silent_on(form.code, silent)):
        yield from (Given(code, form.code, "", "", 0, column.number, 0, 0) for column in form.numbers)


def added(given: Iterable[Given]) -> dict[int, Fraction]:
    """The sum of every column."""
    return together({one.column: one.number} for one in given)


def together(lines: Iterable[Numbers]) -> dict[int, Fraction]:
    """Lines added up, column by column."""
    sums: dict[int, Fraction] = {}
    for line in lines:
        for column, number in line.items():
            sums[column] = sums.get(column, Fraction(0)) + number
    return sums


def ratio_of(numbers: Numbers, of: tuple[int, int]) -> Fraction | None:
    """The ratio of two columns; None where a part is unknown. Raises ZeroDivisionError where nothing arose."""
    above, below = (numbers.get(number) for number in of)
    return None if above is None or below is None else above / below


def off_by(numbers: Numbers, rule: Identity) -> Fraction:
    """How far a line is from a relation: left minus right, and nothing where it may be less."""
    apart = numbers.get(rule.left, Fraction(0)) - sum(numbers.get(number, Fraction(0)) for number in rule.right)
    return apart if rule.is_sum or apart > 0 else Fraction(0)


def _of_fixed(line: FixedLine, given: Iterable[Given]) -> dict[int, Fraction]:
    return added(one for one in given if one.line == line.label) if line.additive else {}


def _listed(given: Iterable[Given], units: Mapping[int, str]) -> Iterator[Summed]:
    lines: dict[tuple[int, int, str], list[Given]] = defaultdict(list)
    for one in given:
        lines[one.unit_code, one.row, one.line].append(one)
    for (code, _, label), rows in sorted(lines.items(), key=lambda line: line[0]):
        yield Summed(label, units.get(code, str(code)), added(rows))

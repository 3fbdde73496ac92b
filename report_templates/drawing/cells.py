"""What stands in each number cell of a line: a typed number, or a live formula with its result."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kstt.form import FixedLine, Form
from kstt.identity import Identity
from kstt.rollup import CityLine
from report_templates.drawing.layout import Layout

NOTHING = "không phát sinh"
UNSOUND = "không tính được"  # a rate of numbers that do not add up
WAITING = "–"  # a ratio whose parts are not filled in; an empty result would look like a formula never calculated


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and its result, so that a reader that does not calculate sees the number too."""

    text: str
    value: float | str


Content = Formula | float | str | None


def number_cells(layout: Layout, row: int, line: CityLine, *, to_fill: bool) -> dict[int, Content]:
    """The contents of a line's number and ratio columns, by column number.

    A number that is not the sum of its parts is written as it is, never covered by a formula. `to_fill` is for forms
    still to be filled in: a ratio waits for its parts instead of being left out.
    """
    closed = closed_columns(layout.form, line.label)
    cells: dict[int, Content] = {}
    for column in layout.form.columns:
        if column.number in closed or (column.of and closed & set(column.of)):
            cells[column.number] = None
        elif column.is_number:
            cells[column.number] = _number(layout, row, line, column.number)
        elif column.of:
            cells[column.number] = _ratio(layout, row, line, column.of, to_fill=to_fill)
    return cells


def agrees(line: CityLine, rule: Identity) -> bool:
    """Whether the line's left column may be shown as the formula of the rule: it has no other number."""
    given = line.numbers.get(rule.left)
    return given is None or given == sum(line.numbers.get(number) or 0 for number in rule.right)


def completed(form: Form, line: CityLine) -> CityLine:
    """The line with every computed column that has no number of its own filled in, as its formula will show it."""
    numbers = dict(line.numbers)

    def known(number: int) -> int:
        rule, given = form.computed_by(number), numbers.get(number)
        if given is None and rule:
            given = numbers[number] = sum(known(part) for part in rule.right)
        return given or 0

    closed = closed_columns(form, line.label)
    for column in form.numbers:
        if column.number not in closed:
            known(column.number)
    return replace(line, numbers=numbers)


def fixed_line(form: Form, label: str) -> FixedLine | None:
    """The fixed line a form prints under that label."""
    return next((line for line in form.fixed if line.label == label), None)


def closed_columns(form: Form, label: str) -> frozenset[int]:
    """The numbers of the columns nobody fills in on that line."""
    fixed = fixed_line(form, label)
    keys = fixed.closed if fixed else ()
    return frozenset(column.number for column in form.columns if column.key in keys)


def shown(value: int | None, scale: int) -> float | None:
    """A stored whole number as people write it."""
    return value if value is None or not scale else value / 10**scale


def total(lines: Iterable[CityLine], number: int) -> int | None:
    """The sum of a column; None when no line has a number."""
    given = [value for line in lines if (value := line.numbers.get(number)) is not None]
    return sum(given) if given else None


def _number(layout: Layout, row: int, line: CityLine, number: int) -> Content:
    rule, value = layout.form.computed_by(number), shown(line.numbers.get(number), line.scale)
    if value is None or rule is None or not agrees(line, rule):
        return value
    return Formula("=" + "+".join(layout.at(row, part) for part in rule.right), value)


def _ratio(layout: Layout, row: int, line: CityLine, of: tuple[int, int], *, to_fill: bool) -> Content:
    above, below = (line.numbers.get(number) for number in of)
    numerator, denominator = (layout.at(row, number) for number in of)
    ratio = f'IF({denominator}=0,"{NOTHING}",{numerator}/{denominator})'
    value = WAITING if above is None or below is None else above / below if below else NOTHING
    if to_fill:
        return Formula(f'=IF(OR({numerator}="",{denominator}=""),"{WAITING}",{ratio})', value)
    return None if value == WAITING else Formula(f"={ratio}", value)

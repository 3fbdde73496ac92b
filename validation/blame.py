"""Which cell is to blame when sums do not agree: one cause, one finding.

Every sum of a form is an equation over its cells: the identities of each line, the totals and the subtotals. Failing
equations that share a cell belong together. The cell that, corrected alone, makes all of them true is to blame; where
arithmetic cannot tell, the total of the failing identity is. Totals that follow a wrong cell (a live SUM) do not
protect it: a correction may change a total that holds now, never an identity that holds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kstt.form import Form
from kstt.identity import Identity
from validation.parsing import Parsed

Cell = tuple[int, int]  # line index and column number


@dataclass(frozen=True, slots=True)
class Equation:
    """`left` is the sum of `right`; `rule` is the identity, None for a total or subtotal."""

    left: Cell
    right: tuple[Cell, ...]
    rule: Identity | None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells of the equation."""
        return (self.left, *self.right)


@dataclass(frozen=True, slots=True)
class Blame:
    """One cause: the cell, what it should be, the equation to tell of, and other cells that may be wrong instead."""

    cell: Cell
    found: int
    expected: int
    equation: Equation
    suspects: tuple[Cell, ...] = ()


class Numbers(dict[Cell, int]):
    """The known numbers of a form by cell; a cell that is not known makes its equations wait."""

    def gap(self, equation: Equation) -> int:
        """What the left side has too much."""
        return self[equation.left] - sum(self[cell] for cell in equation.right)

    def corrected(self, cell: Cell, equation: Equation) -> int:
        """What the cell would have to be for the equation to hold, all else unchanged."""
        gap = self.gap(equation)
        return self[cell] - gap if cell == equation.left else self[cell] + gap


def blame(form: Form, parsed: Parsed, excused: Iterable[Cell] = ()) -> list[Blame]:
    """The root causes of a form's sums that do not agree, from top to bottom.

    `excused` are cells that already have a finding: equations that use them wait, and so do those of waiting cells.
    """
    numbers = _numbers(form, parsed, {*excused, *parsed.waiting, *parsed.left_as_returned})
    equations = [equation for equation in _equations(form, parsed) if all(cell in numbers for cell in equation.cells)]
    failing = [equation for equation in equations if numbers.gap(equation)]
    holding = [equation for equation in equations if not numbers.gap(equation)]
    causes = [cause for part in _connected(failing) for cause in _causes(numbers, part, holding)]
    return sorted(causes, key=lambda cause: (parsed.lines[cause.cell[0]].row, cause.cell[1]))


def _numbers(form: Form, parsed: Parsed, unknown: set[Cell]) -> Numbers:
    at = [column.number for column in form.numbers]
    return Numbers(
        {
            (index, number): value
            for index, values in enumerate(parsed.numbers)
            for number, value in zip(at, values, strict=True)
            if value is not None and (index, number) not in unknown
        }
    )


def _equations(form: Form, parsed: Parsed) -> Iterator[Equation]:
    lines = [index for index, line in enumerate(parsed.lines) if line.role == "line"]
    for index in lines:
        for rule in form.identities:
            if rule.is_sum:
                yield Equation((index, rule.left), tuple((index, number) for number in rule.right), rule)
    if form.fixed:
        return  # lines of different indicators are never added
    for index, line in enumerate(parsed.lines):
        if line.role != "line":
            added = lines if line.role == "total" else _section(parsed, index)
            for column in form.numbers:
                parts = tuple((part, column.number) for part in added if _given(form, parsed, part, column.number))
                yield Equation((index, column.number), parts, None)


def _section(parsed: Parsed, index: int) -> list[int]:
    below = range(index + 1, len(parsed.lines))
    end = next((at for at in below if parsed.lines[at].role != "line"), len(parsed.lines))
    return list(range(index + 1, end))


def _given(form: Form, parsed: Parsed, index: int, number: int) -> bool:
    """A missing number adds nothing to a total, a number that could not be read makes the total wait."""
    at = [column.number for column in form.numbers].index(number)
    return parsed.numbers[index][at] is not None or (index, number) in parsed.waiting


def _connected(failing: Sequence[Equation]) -> list[list[Equation]]:
    parts: list[list[Equation]] = []
    for equation in failing:
        cells = set(equation.cells)
        touching = [part for part in parts if any(cells & set(other.cells) for other in part)]
        parts = [part for part in parts if part not in touching]
        parts.append([one for part in touching for one in part] + [equation])
    return parts


def _causes(numbers: Numbers, failing: list[Equation], holding: list[Equation]) -> Iterator[Blame]:
    """One cause for all failing equations if one cell explains them, else one per line, else one per left side."""
    if single := _single(numbers, failing, holding):
        yield single
        return
    identities = [equation for equation in failing if equation.rule]
    totals = [equation for equation in failing if not equation.rule]
    if identities and totals:
        yield from _causes_apart(numbers, identities, totals, holding)
    else:
        yield from _by_left(numbers, failing)


def _causes_apart(
    numbers: Numbers, identities: list[Equation], totals: list[Equation], holding: list[Equation]
) -> Iterator[Blame]:
    """Several causes meet in a total: settle the lines first; a total is to blame only if it still fails then."""
    settled, doubtful = Numbers(numbers), set[Cell]()
    for part in _connected(identities):
        for cause in _causes(numbers, part, holding):
            yield cause
            settled[cause.cell] = cause.expected
            doubtful |= {cell for equation in part for cell in equation.cells}
    for total in totals:
        if settled.gap(total) and not doubtful & set(total.cells):
            yield from _by_left(numbers, [total])


def _single(numbers: Numbers, failing: list[Equation], holding: list[Equation]) -> Blame | None:
    common = set.intersection(*(set(equation.cells) for equation in failing))
    fixing = [cell for cell in sorted(common) if len({numbers.corrected(cell, one) for one in failing}) == 1]
    identities = {cell for equation in holding if equation.rule for cell in equation.cells}
    totals = {cell for equation in holding for cell in equation.cells}
    told = next((equation for equation in failing if equation.rule), failing[0])
    # Totals that were typed and now fail protect their other columns; totals that follow every number say nothing.
    typed = any(equation.rule is None for equation in failing)
    for kept in (totals, identities) if typed else (identities,):
        able = [cell for cell in fixing if cell not in kept]
        if len(able) == 1:
            return Blame(able[0], numbers[able[0]], numbers.corrected(able[0], told), told)
        if able:
            left = told.left
            suspects = tuple(cell for cell in able if cell != left and numbers.corrected(cell, told) >= 0)
            return Blame(left, numbers[left], numbers.corrected(left, told), told, suspects)
    return None


def _by_left(numbers: Numbers, failing: Iterable[Equation]) -> Iterator[Blame]:
    seen = set[Cell]()
    for equation in failing:
        if equation.left not in seen:
            seen.add(equation.left)
            left = equation.left
            yield Blame(left, numbers[left], numbers.corrected(left, equation), equation, equation.right)

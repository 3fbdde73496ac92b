"""Which cell is to blame when sums do not agree: one cause, one finding.

Every sum of a form is an equation over its cells: the identities of each line, the totals and the subtotals. Failing
equations that share a cell belong together. The cell that, corrected alone, makes all of them true is to blame; where
arithmetic cannot tell, the total of the failing identity is. Totals that follow a wrong cell (a live SUM) do not
protect it: a correction may change a total that holds now, never an identity that holds. No correction is negative,
and one that keeps the bounds of its line («7 <= 3») is likelier than one that does not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kstt.form import Form
from kstt.identity import Identity
from validation.equations import Cell, Equation, Numbers, equations_of, numbers_of
from validation.parsing import Parsed


@dataclass(frozen=True, slots=True)
class Blame:
    """One cause: the cell, what it should be, the equation to tell of, and other cells that may be wrong instead."""

    cell: Cell
    found: int
    expected: int
    equation: Equation
    suspects: tuple[Cell, ...] = ()


def blame(form: Form, parsed: Parsed, excused: Iterable[Cell] = ()) -> list[Blame]:
    """The root causes of a form's sums that do not agree, from top to bottom.

    `excused` are cells that already have a finding: equations that use them wait, and so do those of waiting cells.
    """
    numbers = numbers_of(form, parsed, {*excused, *parsed.waiting, *parsed.left_as_returned})
    equations = [equation for equation in equations_of(form, parsed) if all(cell in numbers for cell in equation.cells)]
    failing = [equation for equation in equations if numbers.gap(equation)]
    holding = [equation for equation in equations if not numbers.gap(equation)]
    bounds = [rule for rule in form.identities if not rule.is_sum]
    blaming = _Blaming(numbers, holding, bounds, any(equation.rule is None for equation in failing))
    causes = [cause for part in _connected(failing) for cause in blaming.causes(part)]
    return sorted(causes, key=lambda cause: (parsed.lines[cause.cell[0]].row, cause.cell[1]))


def _connected(failing: Sequence[Equation]) -> list[list[Equation]]:
    parts: list[list[Equation]] = []
    for equation in failing:
        cells = set(equation.cells)
        touching = [part for part in parts if any(cells & set(other.cells) for other in part)]
        parts = [part for part in parts if part not in touching]
        parts.append([one for part in touching for one in part] + [equation])
    return parts


@dataclass(frozen=True, slots=True)
class _Blaming:
    """What is known while causes are looked for: the numbers, the equations that hold, the bounds of each line.

    Totals are `typed` where one fails: then those that hold vouch for their columns. Totals that all hold may simply
    follow every number, and say nothing.
    """

    numbers: Numbers
    holding: Sequence[Equation]
    bounds: Sequence[Identity]
    typed: bool

    def causes(self, failing: list[Equation]) -> Iterator[Blame]:
        """One cause for all failing equations if one cell explains them, else one per line, else one per left side."""
        if single := self._single(failing):
            yield single
            return
        identities = [equation for equation in failing if equation.rule]
        totals = [equation for equation in failing if not equation.rule]
        if identities and totals:
            yield from self._apart(identities, totals)
        else:
            yield from _by_left(self.numbers, failing)

    def _apart(self, identities: list[Equation], totals: list[Equation]) -> Iterator[Blame]:
        """Several causes meet in a total: settle the lines first; a total is to blame only if it still fails then."""
        settled, unsettled = Numbers(self.numbers), set[Cell]()
        for part in _connected(identities):
            for cause in self.causes(part):
                yield cause
                settled[cause.cell] = cause.expected
                unsettled |= {cell for equation in part for cell in equation.cells}
        for total in totals:
            if settled.gap(total) and not unsettled & set(total.cells):
                yield from _by_left(self.numbers, [total])

    def _single(self, failing: list[Equation]) -> Blame | None:
        fixing = self._fixing(failing)
        protected = {cell for equation in self.holding if equation.rule for cell in equation.cells}
        strictly = protected | {cell for equation in self.holding for cell in equation.cells}
        told = next((equation for equation in failing if equation.rule), failing[0])
        for kept in (strictly, protected) if self.typed else (protected,):
            able = [cell for cell in fixing if cell not in kept]
            able = [cell for cell in able if self._keeps_bounds(cell, failing, told)] or able
            if len(able) == 1:
                return self._blamed(able[0], told)
            if able:
                return self._blamed(told.left, told, tuple(cell for cell in able if cell != told.left))
        return None

    def _fixing(self, failing: list[Equation]) -> list[Cell]:
        """The cells whose correction makes all failing equations true."""
        common = set.intersection(*(set(equation.cells) for equation in failing))
        needed = {cell: {self.numbers.corrected(cell, one) for one in failing} for cell in sorted(common)}
        return [cell for cell, values in needed.items() if len(values) == 1 and min(values) >= 0]

    def _keeps_bounds(self, cell: Cell, failing: list[Equation], told: Equation) -> bool:
        """Whether a corrected cell leaves no «at most» of the lines concerned broken."""
        mended = self.numbers | {cell: self.numbers.corrected(cell, told)}
        for index in {index for equation in failing for index, _ in equation.cells}:
            for rule in self.bounds:
                line = {number: mended[index, number] for number in rule.columns if (index, number) in mended}
                if len(line) == len(rule.columns) and not rule.holds(line):
                    return False
        return True

    def _blamed(self, cell: Cell, told: Equation, suspects: tuple[Cell, ...] = ()) -> Blame:
        return Blame(cell, self.numbers[cell], self.numbers.corrected(cell, told), told, suspects)


def _by_left(numbers: Numbers, failing: Iterable[Equation]) -> Iterator[Blame]:
    seen = set[Cell]()
    for equation in failing:
        if equation.left not in seen:
            seen.add(equation.left)
            left = equation.left
            yield Blame(left, numbers[left], numbers.corrected(left, equation), equation, equation.right)

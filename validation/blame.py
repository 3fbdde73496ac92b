"""Which cell is to blame when sums do not agree: one cause, one finding.

Every sum of a form is an equation over its cells: the identities of each line, the totals and the subtotals. Failing
equations that share a cell belong together. The cell that, corrected alone, makes all of them true is to blame; where
arithmetic cannot tell, the total of the failing identity is. Totals that follow a wrong cell (a live SUM) do not
protect it: a correction may change a total that holds now, never an identity that holds. A correction that would be
negative leaves the sums undecided all the same, but its cell is no suspect; one that keeps the bounds of its line
(«7 <= 3») is likelier than one that does not. Two wrong cells of one line are found where typed totals fail: each
names its column, and by how much.
"""

from collections.abc import Iterable, Mapping

from kstt.form import Form
from validation.blaming import Blame, Blaming
from validation.equations import Cell, Equation, equations_of, numbers_of
from validation.left_blank import blank_sums, is_blank
from validation.parsed import Parsed


def blame(form: Form, parsed: Parsed, excused: Iterable[Cell]) -> list[Blame]:
    """The root causes of a form's sums that do not agree, from top to bottom.

    `excused` are cells that already have a finding: equations that use them wait, and so do those of waiting cells.
    """
    numbers = numbers_of(parsed, {*excused, *parsed.waiting, *parsed.left_as_returned})
    equations = [equation for equation in equations_of(form, parsed) if all(cell in numbers for cell in equation.cells)]
    blank = blank_sums(parsed, numbers, equations)
    unfilled = [Blame(cell, numbers[cell], numbers.corrected(cell, told), told) for cell, told in blank.items()]
    failing = [equation for equation in equations if numbers.gap(equation)]
    numbers |= {one.cell: one.expected for one in unfilled}
    failing = [equation for equation in failing if numbers.gap(equation)]  # a total of blanks that was 0 follows them
    unsure = {equation.left[1] for equation in failing if not equation.rule}  # a subtotal there may be a live SUM
    holding = [one for one in equations if not numbers.gap(one) and (one.rule or one.left[1] not in unsure)]
    amiss: dict[Cell, set[int]] = {}
    for one in (equation for equation in failing if equation.rule):
        amiss.setdefault(one.left, set()).add(numbers.gap(one))
    # where both sides of an identity have as much too much by others, it holds and vouches for neither
    sure = [one for one in holding if not one.rule or not _share(amiss, one)]
    protected = {cell for equation in sure if equation.rule for cell in equation.cells}
    strictly = protected | {cell for equation in sure for cell in equation.cells}
    typed = any(equation.rule is None for equation in failing)
    computing = [one for one in holding if one.rule and one.rule == form.computed_by(one.left[1])]
    vouched = (strictly, protected) if typed else (protected,)
    optional = [column.number for column in form.columns if column.optional]
    every = ((index, number) for index, _, _ in parsed.data_lines() for number in optional)
    unasked = {cell for cell in every if is_blank(parsed, cell)}
    blaming = Blaming(numbers, holding, computing, form.bounds, typed, vouched, unasked)
    causes = [*unfilled, *blaming.causes(failing)]
    return sorted(causes, key=lambda cause: (parsed.lines[cause.cell[0]].row, cause.cell[1]))


def _share(amiss: Mapping[Cell, set[int]], one: Equation) -> bool:
    """Whether the sum of an equation is amiss by as much as one of its parts that is a sum itself."""
    return one.left in amiss and any(amiss[one.left] & amiss[part] for part in one.right if part in amiss)

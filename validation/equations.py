"""The sums of a form as equations over its cells: the identities of each line, the totals and the subtotals."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from kstt.form import Form
from kstt.identity import NEARLY, Identity
from validation.parsed import Parsed

SUM, BOUND = "identity.sum", "identity.at_most"
"""The rules that identities of a form are told by."""

Cell = tuple[int, int]  # line index and column number


@dataclass(frozen=True, slots=True)
class Equation:
    """`left` is the sum of `right`; `rule` is the identity, None for a total or subtotal.

    `nameless` is what rows without a name add to a total: theirs are no cells of the form.
    """

    left: Cell
    right: tuple[Cell, ...]
    rule: Identity | None
    nameless: int = 0

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells of the equation."""
        return (self.left, *self.right)


class Numbers(dict[Cell, int]):
    """The known numbers of a form by cell; a cell that is not known makes its equations wait."""

    def gap(self, equation: Equation) -> int:
        """What the left side has too much."""
        return self[equation.left] - sum(self[cell] for cell in equation.right) - equation.nameless

    def corrected(self, cell: Cell, equation: Equation) -> int:
        """What the cell would have to be for the equation to hold, all else unchanged."""
        gap = self.gap(equation)
        return self[cell] - gap if cell == equation.left else self[cell] + gap


def numbers_of(parsed: Parsed, unknown: set[Cell]) -> Numbers:
    """The numbers of a form but for the `unknown` cells."""
    return Numbers(
        {
            (index, number): value
            for index, values in enumerate(parsed.numbers)
            for number, value in zip(parsed.number_columns, values, strict=True)
            if value is not None and (index, number) not in unknown
        }
    )


def equations_of(form: Form, parsed: Parsed) -> Iterator[Equation]:
    """Every sum that must hold; totals and subtotals only where it is known what they add."""
    lines = [index for index, _, _ in parsed.data_lines()]
    for index in lines:
        for rule in form.sums:
            yield Equation((index, rule.left), tuple((index, number) for number in rule.right), rule)
    if not form.fixed:  # lines of different indicators are never added
        yield from _totals(parsed, lines)


def _totals(parsed: Parsed, lines: list[int]) -> Iterator[Equation]:
    """Totals and subtotals, column by column."""
    sums = {
        index: _total(parsed, index, lines) if line.role == "total" else _section(parsed, index)
        for index, line in enumerate(parsed.lines)
        if line.role != "line"
    }
    for index, added in sums.items():
        total = parsed.lines[index].role == "total"
        beside = _nameless(parsed, added, lines)
        if parsed.unnamed and not (parsed.lacks_names_alone and _adds_all(parsed, index, added, beside)):
            continue
        for at, number in enumerate(parsed.number_columns):
            followed = _subtotals(parsed, index, at, lines, sums) if total and added == lines else None
            parts = tuple((part, number) for part in followed or added if _given(parsed, part, number))
            more = [] if followed else [numbers[at] for numbers in beside]
            if (parts or total) and None not in more:  # a section of sections is checked by its parts
                yield Equation((index, number), parts, None, sum(filter(None, more)))


def _nameless(parsed: Parsed, added: list[int], lines: list[int]) -> list[list[int | None]]:
    """The numbers of rows without a name that a total adds: beside one of its lines there is no other total."""
    rows = [line.row for line in parsed.lines]
    places = ((bisect(rows, row), numbers) for row, numbers in parsed.nameless)
    return [numbers for at, numbers in places if added == lines or not {at - 1, at}.isdisjoint(added)]


def _adds_all(parsed: Parsed, index: int, added: list[int], beside: list[list[int | None]]) -> bool:
    """Whether a total shows by most of its numbers that it adds the rows without a name too."""
    return bool(added) and _fitting(parsed, index, added, beside) >= _enough(parsed, index)


def _subtotals(parsed: Parsed, total: int, at: int, lines: list[int], sums: dict[int, list[int]]) -> list[int] | None:
    """What a total adds in place of the lines, where it follows subtotals that do not: the fault is theirs alone."""
    typed = [
        index for index, added in sums.items() if added and added != lines and parsed.numbers[index][at] is not None
    ]
    inside = [line for index in typed for line in sums[index]]
    added = [*typed, *(line for line in lines if line not in inside)]

    def adds(rows: list[int]) -> bool:
        return parsed.numbers[total][at] == sum(parsed.numbers[row][at] or 0 for row in rows)

    return added if typed and len(inside) == len(set(inside)) and not adds(lines) and adds(added) else None


def _section(parsed: Parsed, index: int) -> list[int]:
    """The lines below that stand in the section this row opens, with those of sections inside it where they fit."""
    below, name = range(index + 1, len(parsed.lines)), parsed.lines[index].section
    own = list(takewhile(lambda at: parsed.lines[at].role == "line" and parsed.lines[at].section == name, below))
    ends = [at for at in below if parsed.lines[at].role != "line"]
    further = [_lines(parsed, index + 1, end) for end in (*ends, len(parsed.lines))]
    return _best(parsed, index, own or _fitted(parsed, index, further), further)


def _total(parsed: Parsed, index: int, lines: list[int]) -> list[int]:
    """All lines; of several totals each but the last («Cộng I», «Cộng II») adds the lines right above it.

    So does the last where it is named like the others, or unlike a total above all lines, and fits; one that may be
    the total above said again has to fit in most columns.
    """
    totals = [at for at, line in enumerate(parsed.lines) if line.role == "total"]
    begins = [at + 1 for at in range(index - 1, -1, -1) if parsed.lines[at].role != "line"]
    near, *further = [_lines(parsed, begin, index) for begin in (*begins, 0)]
    alike = all(_named(parsed, at) == _named(parsed, index) for at in totals)
    if len(totals) > 1 and (index != totals[-1] or alike) and _of_nothing(parsed, index):
        return []
    above = _best(parsed, index, near or _fitted(parsed, index, further), further)
    if len(totals) == 1 or not above:
        return lines
    if index != totals[-1]:
        return above
    on_top, fits = totals[0] < lines[0], _fitting(parsed, index, above)
    alike = alike or (on_top and _named(parsed, totals[0]) != _named(parsed, index))
    if on_top and _named(parsed, totals[0]) == _named(parsed, index) and fits < _enough(parsed, index):
        return lines
    return above if alike and fits > _fitting(parsed, index, lines) else lines


def _of_nothing(parsed: Parsed, index: int) -> bool:
    """Whether a total is 0 and right below the heading of a section without lines, or below its like: «Cộng III»."""
    if not index or any(parsed.numbers[index]):
        return False
    above = parsed.lines[index - 1].role
    like = above == "total" and _named(parsed, index - 1) == _named(parsed, index)
    return above == "section" or (like and _of_nothing(parsed, index - 1))


def _lines(parsed: Parsed, begin: int, end: int) -> list[int]:
    return [at for at in range(begin, end) if parsed.lines[at].role == "line"]


def _best(parsed: Parsed, index: int, near: list[int], further: list[list[int]]) -> list[int]:
    """The lines that the numbers of a row fit best; the nearest where others fit no better, or a row has no number.

    That a few columns fit others is chance.
    """
    if not near or all(number is None for number in parsed.numbers[index]):
        return near
    enough = _enough(parsed, index)
    others = [lines for lines in further if lines and _fitting(parsed, index, lines) >= enough]
    return max((near, *others), key=lambda lines: _fitting(parsed, index, lines))


def _enough(parsed: Parsed, index: int) -> float:
    return len(parsed.numbers[index]) / 2


def _fitted(parsed: Parsed, index: int, further: list[list[int]]) -> list[int]:
    """The nearest lines of which a row right below subtotals is nearly the sum: «Cộng A» below «Cộng I», «Cộng II»."""
    enough = NEARLY * len(parsed.numbers[index])
    return next((lines for lines in further if lines and _fitting(parsed, index, lines) >= enough), [])


def _named(parsed: Parsed, index: int) -> str:
    """The first word of a total: a «Tổng cộng» below «Cộng I» is no subtotal of what follows that."""
    return parsed.lines[index].label.casefold().partition(" ")[0]


def _fitting(parsed: Parsed, index: int, lines: list[int], beside: Sequence[list[int | None]] = ()) -> int:
    """In how many columns a total is the sum of the lines; one wrong cell does not change what it adds."""
    added = (*(parsed.numbers[at] for at in lines), *beside)
    sums = [sum(number or 0 for number in column) for column in zip(*added, strict=True)]
    return sum((number or 0) == total for number, total in zip(parsed.numbers[index], sums, strict=True))


def _given(parsed: Parsed, index: int, number: int) -> bool:
    """A missing number adds nothing to a total, a number that could not be read makes the total wait."""
    return parsed.number(index, number) is not None or (index, number) in parsed.waiting

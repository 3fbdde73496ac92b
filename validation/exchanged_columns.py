"""Which two columns changed places in every line of a form, by its sums alone."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from kstt.form import Form
from validation.parsed import Parsed

_MANY = 3  # lines: fewer agree by chance

Lines = Mapping[int, Mapping[int, int]]
"""Lines by their place, their numbers by column."""


def rows_exchanged(form: Form, one: Parsed) -> set[int]:
    """The lines that two columns which changed places in all of them explain: they were not moved sideways."""
    lines = filled_lines(one)
    pair = pair_exchanged(form, list(lines.values()))
    return {index for index, line in lines.items() if form.sums_hold(changed(line, *pair))} if pair else set()


def pair_exchanged(form: Form, lines: Sequence[Mapping[int, int]]) -> tuple[int, int] | None:
    """The only two columns whose exchange makes the lines true, but for one of them at most."""
    wrong = [line for line in lines if not form.sums_hold(line)]
    if len(wrong) < _MANY or len(form.sums) < 2:
        return None
    failing = {
        pair: [line for line in lines if not form.sums_hold(changed(line, *pair))] for pair in combinations(wrong[0], 2)
    }
    fewest = min(map(len, failing.values()))
    pairs = [pair for pair, still in failing.items() if len(still) == fewest]
    if fewest > 1 or len(pairs) != 1 or sum(line not in failing[pairs[0]] for line in wrong) < _MANY:
        return None
    return pairs[0]


def filled_lines(one: Parsed) -> Lines:
    """The lines of a form that hold any number."""
    return {index: one.counted(index) for index, _, numbers in one.data_lines() if any(numbers)}


def changed(line: Mapping[int, int], a: int, b: int) -> dict[int, int]:
    """A line with the numbers of two columns in each other's place."""
    return {**line, a: line[b], b: line[a]}

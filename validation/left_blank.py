"""Sums of a line nobody filled in: what they would be, where that makes the whole line right."""

from collections.abc import Iterable

from kstt.spelling import clean
from validation.equations import Cell, Equation, Numbers
from validation.numbers import DASH
from validation.parsed import BLANK_AS_ZERO, Parsed


def is_blank(parsed: Parsed, cell: Cell) -> bool:
    """Whether a cell counted as 0 was left blank."""
    index, number = cell
    place = parsed.lines[index].row, parsed.columns[number]
    return any(kind == BLANK_AS_ZERO and at == place for kind, at, *_ in parsed.normalised)


def said_for_nothing(parsed: Parsed, cell: Cell) -> str:
    """What was typed into a cell counted as 0 in place of a number: a dash, «không»; else empty."""
    index, number = cell
    place = parsed.lines[index].row, parsed.columns[number]
    return next((clean(str(typed)) for kind, at, typed, _ in parsed.normalised if kind == DASH and at == place), "")


def blank_sums(parsed: Parsed, numbers: Numbers, equations: Iterable[Equation]) -> dict[Cell, Equation]:
    """The sums left blank that must be more than 0, each with the identity that says how much.

    Only of lines that are right once they are filled in: elsewhere something else is wrong too.
    """
    lines: dict[int, list[Equation]] = {}
    for one in equations:
        if one.rule:
            lines.setdefault(one.left[0], []).append(one)
    failing = (one for every in lines.values() for one in every if numbers.gap(one))
    blank = {one.left for one in failing if is_blank(parsed, one.left)}
    found: dict[Cell, Equation] = {}
    for index in {index for index, _ in blank}:
        mended, told = Numbers(numbers), dict[Cell, Equation]()
        for one in lines[index]:
            if one.left in blank and one.left not in told:
                told[one.left] = one
                mended[one.left] = mended.corrected(one.left, one)
        if not any(map(mended.gap, lines[index])) and all(mended[cell] > 0 for cell in told):
            found |= told
    return found

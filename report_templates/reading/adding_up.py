"""Whether a row adds up other rows: how a total is known that no word calls one."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from kstt.identity import NEARLY
from kstt.sheet import Line, Value
from kstt.typed import as_typed

_LARGE, _DIFFERENT = 100, 4  # smaller numbers, or fewer, may add up by chance
_NOBODY_COUNTS = 1e15  # to so many; sums of less stay exact
_SEVERAL = 3  # different numbers at least: of 100 tables of counts below 10 less than one has such a sum by chance
DIFFERENT = 3  # numbers, in all columns those of the row above, are no chance
OF_GROUP = 20  # is enough right above the lines it adds: of 600,000 tables of small numbers 14 had it by chance


def adds_up(line: Line, parts: Sequence[Line]) -> bool:
    """Whether a line's numbers are the sums of other lines, in nearly every column."""
    return _fits(_told(line, parts), NEARLY)


def adds_up_but_for_one(line: Line, parts: Sequence[Line]) -> bool:
    """Whether a line's numbers are the sums of several lines, in every column but one at the most."""
    told = _told(line, parts) if len(parts) > 1 else []
    return len(told) > 2 and sum(number != total for number, total in told) <= 1


def adds_up_exactly(line: Line, parts: Sequence[Line]) -> bool:
    """Whether a line's numbers are the sums of other lines, in every column."""
    if amount(line.values[0]) != sum(amount(part.values[0]) for part in parts):
        return False  # nearly always: worth the shortcut
    return _fits(_told(line, parts), 1)


def equals_sum(line: Line, parts: Sequence[Line]) -> bool:
    """Whether a line that holds any number is the sum of other lines in every column, be they few."""
    told = _told(line, parts)
    return bool(told) and all(number == total for number, total in told)


class Running:
    """The sums of lines that follow each other, kept while they are read: long tables are not added up anew."""

    def __init__(self) -> None:
        self.lines = 0
        self.last: Line | None = None
        self._sums: list[float] = []

    def add(self, line: Line) -> None:
        """Adds one more line."""
        amounts = [amount(value) for value in line.values]
        self.last = line
        self._sums = [a + b for a, b in zip(self._sums, amounts, strict=True)] if self.lines else amounts
        self.lines += 1

    def equal(self, line: Line, share: float = 1) -> bool:
        """Whether a line's numbers are the sums, in at least that share of the columns that hold any."""
        own = [amount(value) for value in line.values]
        told = [(number, total) for number, total in zip(own, self._sums, strict=True) if number or total]
        return _fits(told, share)


def hardly_by_chance(line: Line, large: int = _LARGE, different: int = _DIFFERENT) -> bool:
    """Whether the numbers of a line are so large and so many that they are no sums by chance."""
    own = {amount(value) for value in line.values} - {0.0}
    return len(own) >= different and max(own) >= large


def no_more(line: Line, other: Line) -> bool:
    """Whether no number of a line is above that of another one, so that it may be a part of it."""
    return all(amount(own) <= amount(whole) for own, whole in zip(line.values, other.values, strict=True))


def run_added(line: Line, following: Iterable[Line]) -> int:
    """How many rows from the next on a line adds up, in all columns but for a wrong number, and not by chance; else 0.

    Two of them at least hold numbers: a line is no sum of the same one typed again below it and rows of zeros.
    """
    if not hardly_by_chance(line, OF_GROUP):
        return 0
    own = [amount(value) for value in line.values]
    wrong = (1 - NEARLY) * sum(map(bool, own))  # so many columns at the most
    nearly = 0
    for count, sums, several in _sums_of(following, len(own)):  # most often the first is already more
        if sum(total > number for total, number in zip(sums, own, strict=True)) > wrong:
            break
        if several and sums == own:
            return count
        fitting = [number for total, number in zip(sums, own, strict=True) if total == number]
        if several and len(own) - len(fitting) <= wrong and len({*fitting} - {0.0}) >= _DIFFERENT:
            nearly = nearly or count
    return nearly


def few_added(line: Line, following: Iterable[Line]) -> int:
    """How many rows from the next on a line of small numbers adds up in all columns, be it by chance; else 0."""
    own = [amount(value) for value in line.values]
    if hardly_by_chance(line, OF_GROUP) or len({*own} - {0.0}) < _SEVERAL:
        return 0
    for count, sums, several in _sums_of(following, len(own)):
        if any(total > number for total, number in zip(sums, own, strict=True)):
            return 0
        if several and sums == own:
            return count
    return 0


def exactly_added(line: Line, following: Iterable[Line]) -> int:
    """How many rows from the next on a line with numbers adds up in all columns, be it one row; else 0."""
    own = [amount(value) for value in line.values]
    runs = _sums_of(following, len(own)) if any(own) else ()
    return next((count for count, sums, _ in runs if sums == own), 0)


def _sums_of(lines: Iterable[Line], columns: int) -> Iterator[tuple[int, list[float], bool]]:
    """After each line: how many they are, what they add up to, and whether two of them at least hold numbers."""
    sums, holding = [0.0] * columns, 0
    for count, line in enumerate(lines, start=1):
        amounts = [amount(value) for value in line.values]
        sums = [total + amount for total, amount in zip(sums, amounts, strict=True)]
        holding += any(amounts)
        yield count, sums, holding > 1


def _fits(told: Sequence[tuple[float, float]], share: float) -> bool:
    """Whether numbers are the sums beside them in that share of the columns, of several at least."""
    return len(told) > 2 and sum(number == total for number, total in told) >= share * len(told)


def _told(line: Line, parts: Sequence[Line]) -> list[tuple[float, float]]:
    own = [amount(value) for value in line.values]
    nothing = [0.0] * len(own)
    every = ([amount(value) for value in part.values] for part in parts)
    sums = [sum(column) for column in zip(nothing, *every, strict=True)]
    return [(number, total) for number, total in zip(own, sums, strict=True) if number or total]


def amount(value: Value) -> float:
    """A cell's number as far as it matters for telling totals from lines: what nobody counts to, such as NaN, is 0.

    >>> amount(12.0), amount("1.250"), amount("x"), amount(float("nan")), amount("9" * 400)
    (12.0, 1250.0, 0.0, 0.0, 0.0)
    """
    number = float(value) if isinstance(value, int | float) else _in_text(value) if isinstance(value, str) else 0.0
    return number if abs(number) < _NOBODY_COUNTS else 0.0


@lru_cache(maxsize=65536)  # every number is asked for many times
def _in_text(text: str) -> float:
    digits = re.sub(r"[.,\s'’]", "", as_typed(text))
    return float(digits) if digits.isascii() and digits.isdigit() else 0.0

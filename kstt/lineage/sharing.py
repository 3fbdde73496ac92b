"""Whole numbers of a line cut into declared shares: nothing lost, nothing doubled, every sum of the form kept.

Totals are rounded first and their parts fill them by largest remainder, so that `3 = 4 + 5 + 6` holds for every heir.
Heirs are served one after the other, each from what is left: with that, a number that is at most another stays so.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from kstt.form import Form
from kstt.identity import Identity

Line = Mapping[int, int]


def shared(form: Form, line: Line, shares: Sequence[Fraction]) -> list[dict[int, int]]:
    """The numbers of a line, by column, for each of the shares (which add up to 1), in their order."""
    parts, left, rest = [], dict(line), Fraction(1)
    for share in shares[:-1]:
        parts.append(_part(form, left, share / rest))
        left = {number: value - parts[-1][number] for number, value in left.items()}
        rest -= share
    return [*parts, left]


def _part(form: Form, line: Line, share: Fraction) -> dict[int, int]:
    """One share of a line: columns that are no part of a sum first, then the parts of each sum."""
    sums = [rule for rule in form.sums if line.keys() >= set(rule.columns) and rule.holds(line)]
    inside = {number for rule in sums for number in rule.right}
    bounds = {rule.left: rule for rule in form.bounds if line.keys() >= set(rule.columns)}
    part: dict[int, int] = {}
    for number in sorted(line.keys() - inside, key=lambda number: number in bounds):
        part[number] = _rounded(line[number] * share)
        if (rule := bounds.get(number)) and part.keys() >= set(rule.right):
            above, whole = (sum(of[one] for one in rule.right) for of in (part, line))
            part[number] = min(max(part[number], line[number] - whole + above), above)
        _fill(part, number, line, share, sums)
    return {number: part.get(number, _rounded(line[number] * share)) for number in line}


def _fill(part: dict[int, int], number: int, line: Line, share: Fraction, sums: Sequence[Identity]) -> None:
    """The parts of a settled column, sum by sum and downwards; a part that stands in two sums follows the first."""
    for rule in sums:
        if rule.left == number and not part.keys() & set(rule.right):
            part |= _apportioned({one: line[one] for one in rule.right}, share, part[number])
            for one in rule.right:
                _fill(part, one, line, share, sums)


def _apportioned(line: Line, share: Fraction, total: int) -> dict[int, int]:
    """The largest remainder method: each number's share rounded down, then what is missing to the total."""
    floors = {number: int(value * share) for number, value in line.items()}
    ordered = sorted(line, key=lambda number: (floors[number] - line[number] * share, number))
    more = set(ordered[: total - sum(floors.values())])
    return {number: floor + (number in more) for number, floor in floors.items()}


def _rounded(value: Fraction) -> int:
    return int(value + Fraction(1, 2))

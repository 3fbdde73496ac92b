"""How units stand beside each other on an indicator: ranks and the middle, compared exactly."""

from collections.abc import Iterable, Mapping
from fractions import Fraction


def ranks(values: Mapping[int, Fraction], *, highest_first: bool) -> dict[int, int]:
    """Best first, by unit code; equal values share a rank and the next rank is skipped (1, 2, 2, 4).

    >>> ranks({1: Fraction(1), 2: Fraction(9, 10), 3: Fraction(9, 10), 4: Fraction(0)}, highest_first=True)
    {1: 1, 2: 2, 3: 2, 4: 4}
    """
    found: dict[int, int] = {}
    rank, former = 0, None
    for place, (code, one) in enumerate(sorted(values.items(), key=_by_value, reverse=highest_first), 1):
        if one != former:  # neighbours are compared: to hash a fraction takes longer than to sort it
            rank, former = place, one
        found[code] = rank
    return found


def median(values: Iterable[Fraction]) -> Fraction | None:
    """The middle one, or what lies half-way between the two in the middle; None of nothing."""
    ordered = sorted(values, key=_exactly)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2 if ordered else None


def _by_value(of_unit: tuple[int, Fraction]) -> tuple[float, Fraction]:
    return _exactly(of_unit[1])


def _exactly(value: Fraction) -> tuple[float, Fraction]:
    """Orders fractions exactly; the nearest float, which never turns two round, spares nearly all long divisions."""
    return float(value), value

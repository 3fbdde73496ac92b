"""Identities as a form writes them: `3 = 4 + 5 + 6`, `7 <= 3`. Check, formula and sentence all derive from here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

NEARLY = 0.8
"""The share of columns in which a sum must fit where it is to be known by its numbers: one may be wrong."""
_WRITTEN = re.compile(r"^(\d+)\s*(=|<=)\s*(\d+(?:\s*\+\s*\d+)*)$")


@dataclass(frozen=True, slots=True)
class Identity:
    """The left column equals, or is at most, the sum of the right ones."""

    left: int
    sign: str
    right: tuple[int, ...]

    @property
    def columns(self) -> tuple[int, ...]:
        """Every column it speaks of."""
        return (self.left, *self.right)

    @property
    def is_sum(self) -> bool:
        """Whether the left column can be computed from the right ones."""
        return self.sign == "="

    def holds(self, line: Mapping[int, int]) -> bool:
        """Whether the numbers of a line keep it."""
        return self.gap(line) == 0 if self.is_sum else self.gap(line) <= 0

    def gap(self, line: Mapping[int, int]) -> int:
        """What the left column of a line has more than the right ones together."""
        return line[self.left] - sum(line[number] for number in self.right)

    def __str__(self) -> str:
        sign = "=" if self.is_sum else "≤"
        return f"({self.left}) {sign} " + " + ".join(f"({number})" for number in self.right)


def read_identity(written: str) -> Identity:
    """The identity a definition writes; raises ValueError where it is not one.

    >>> str(read_identity("3 = 4 + 5 + 6"))
    '(3) = (4) + (5) + (6)'
    """
    found = _WRITTEN.match(written.strip())
    if not found:
        raise ValueError(f"identities: «{written}» không phải đẳng thức; hãy ghi như «3 = 4 + 5 + 6» hoặc «7 <= 3»")
    left, sign, right = found.groups()
    return Identity(int(left), sign, tuple(int(number) for number in right.split("+")))

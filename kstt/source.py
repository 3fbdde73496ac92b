"""Where a number is taken from, as definitions write it: columns of a form."""

import re
from dataclasses import dataclass
from functools import cache

_FROM = re.compile(r"^(?P<form>[^:]+): (?P<columns>\d+(?: \+ \d+)*)$")


@dataclass(frozen=True, slots=True)
class Source:
    """Where one part of an indicator comes from: columns of a form, of one line only where `line` is given."""

    form: str
    columns: tuple[int, ...]
    line: str = ""


def is_source(said: str) -> bool:
    """Whether it names columns of a form."""
    return bool(_FROM.match(said))


@cache
def read_source(said: str) -> Source:
    """A source as definitions write it; raises ValueError where it names no columns.

    >>> read_source("II.06a: 8 + 9")
    Source(form='II.06a', columns=(8, 9), line='')
    """
    found = _FROM.match(said)
    if not found:
        raise ValueError(f"«{said}» is not a source such as «II.06a: 8 + 9»")
    return Source(found["form"], tuple(int(number) for number in found["columns"].split("+")))

"""Computes formulas that have no stored result, when they are plain sums of cells on their own sheet."""

import re
from contextlib import suppress

from kstt.sheet import Sheet, Value

_REF = r"\$?([A-Z]{1,3})\$?(\d{1,7})"
_TERM = re.compile(r"^(?:SUM\((?P<args>[^()]*)\)|(?P<ref>\$?[A-Z]{1,3}\$?\d{1,7})|(?P<number>\d+))$", re.IGNORECASE)
_ONE = re.compile(rf"^{_REF}$", re.IGNORECASE)
_SPAN = re.compile(rf"^{_REF}:{_REF}$", re.IGNORECASE)
_MOST_CELLS = 20_000
_DEEPEST = 100  # formulas that wait for each other

_Place = tuple[int, int]


class NotASum(ValueError):
    """The formula is more than a plain sum, or adds something that is no number."""


def complete(sheet: Sheet, first: int, last: int) -> None:
    """Gives the formulas of some rows (1-based) their result where they are plain sums; others stay in `formulas`."""
    for at in sorted(sheet.formulas):
        if at in sheet.formulas and first <= at[0] <= last:
            with suppress(NotASum):
                _formula(sheet, at, ())


def _formula(sheet: Sheet, at: _Place, waiting: tuple[_Place, ...]) -> float | int:
    """The result of a formula, kept on the sheet as if the file had stored it."""
    if at in waiting or len(waiting) > _DEEPEST:
        raise NotASum("công thức vòng tròn")
    terms = sheet.formulas[at].replace(" ", "").lstrip("=").split("+")
    result = sum(_term(sheet, term, (*waiting, at)) for term in terms)
    cells = sheet.rows[at[0] - 1]
    cells.extend([""] * (at[1] - len(cells)))
    cells[at[1] - 1] = result
    del sheet.formulas[at]
    return result


def _term(sheet: Sheet, term: str, waiting: tuple[_Place, ...]) -> float | int:
    found = _TERM.match(term)
    if not found:
        raise NotASum(term)
    if found["number"]:
        return int(found["number"])
    if found["ref"]:
        return _cell(sheet, _place(found["ref"]), waiting)
    parts = re.split(r"[,;]", found["args"])
    return sum(_cell(sheet, place, waiting) for part in parts for place in _places(part))


def _places(part: str) -> list[_Place]:
    if not (span := _SPAN.match(part)):
        return [_place(part)]
    a, b, c, d = span.groups()
    columns = range(_column(a), _column(c) + 1)
    if len(columns) * (int(d) - int(b) + 1) > _MOST_CELLS:
        raise NotASum(part)
    return [(row, column) for row in range(int(b), int(d) + 1) for column in columns]


def _place(part: str) -> _Place:
    if not (one := _ONE.match(part)):
        raise NotASum(part)
    return int(one[2]), _column(one[1])


def _column(name: str) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _cell(sheet: Sheet, at: _Place, waiting: tuple[_Place, ...]) -> float | int:
    if at in sheet.formulas:
        return _formula(sheet, at, waiting)
    value = _value(sheet, at)
    if value in ("", None):
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float) or at in sheet.errors:
        raise NotASum(f"ô được cộng không phải là số: {value}")
    return value


def _value(sheet: Sheet, at: _Place) -> Value:
    row, column = at
    cells = sheet.rows[row - 1] if row <= len(sheet.rows) else []
    return cells[column - 1] if column <= len(cells) else None

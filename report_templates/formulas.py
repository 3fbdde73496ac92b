"""Computes formulas without a true result, when they are plain sums and differences of cells on their own sheet."""

import re
from contextlib import suppress
from dataclasses import dataclass

from kstt.sheet import Sheet, Value

_REF = r"\$?([A-Z]{1,3})\$?(\d{1,7})"
_TERM = re.compile(
    r"(?P<sign>[+-]?)(?:SUM\((?P<args>[^()]*)\)|SUBTOTAL\((?:10)?9[,;](?P<listed>[^()]*)\)"
    r"|(?P<ref>\$?[A-Z]{1,3}\$?\d{1,7})|(?P<number>\d+))(?=[+-]|$)",
    re.IGNORECASE,
)
_ONE = re.compile(rf"^{_REF}$", re.IGNORECASE)
_SPAN = re.compile(rf"^{_REF}:{_REF}$", re.IGNORECASE)
_MOST_CELLS = 20_000
_MOST_LENGTH = 2_000
_DEEPEST = 100  # formulas that wait for each other

_Place = tuple[int, int]


class NotASum(ValueError):
    """The formula is more than a plain sum, or adds something that is no number."""


def complete(sheet: Sheet, first: int, last: int) -> None:
    """Gives the formulas of some rows (1-based) their result where they are plain sums; others stay in `formulas`."""
    subtotals = frozenset(at for at, formula in sheet.formulas.items() if "SUBTOTAL" in formula.upper())
    sums = _Sums(sheet, subtotals)
    for at in sorted(sheet.formulas):
        if at in sheet.formulas and first <= at[0] <= last:
            with suppress(NotASum):
                sums.formula(at, ())


@dataclass(frozen=True, slots=True)
class _Sums:
    """The sums of a sheet. A subtotal leaves out other `subtotals`, as Excel does."""

    sheet: Sheet
    subtotals: frozenset[_Place]

    def formula(self, at: _Place, waiting: tuple[_Place, ...]) -> float | int:
        """The result of a formula, kept on the sheet as if the file had stored it."""
        if at in waiting or len(waiting) > _DEEPEST:
            raise NotASum("công thức vòng tròn")
        terms = _terms(self.sheet.formulas[at].replace(" ", "").lstrip("="))
        result = sum(self._term(term, (*waiting, at)) for term in terms)
        cells = self.sheet.rows[at[0] - 1]
        cells.extend([""] * (at[1] - len(cells)))
        cells[at[1] - 1] = result
        self.sheet.formulas.pop(at, None)
        return result

    def _term(self, term: re.Match[str], waiting: tuple[_Place, ...]) -> float | int:
        sign = -1 if term["sign"] == "-" else 1
        if term["number"]:
            return sign * int(term["number"])
        listed = term["ref"] or term["args"] or term["listed"] or ""
        places = [place for part in re.split(r"[,;]", listed) for place in _places(part)]
        if term["listed"]:
            places = [place for place in places if place not in self.subtotals]
        return sign * sum(self._cell(place, waiting) for place in places)

    def _cell(self, at: _Place, waiting: tuple[_Place, ...]) -> float | int:
        value = _value(self.sheet, at)
        if at in self.sheet.formulas:
            try:
                return self.formula(at, waiting)
            except NotASum:
                if value in ("", None):
                    raise
                self.sheet.formulas.pop(at, None)  # the stored result holds, and nobody tries again
        if value in ("", None):
            return 0
        if isinstance(value, bool) or not isinstance(value, int | float) or at in self.sheet.errors:
            raise NotASum(f"ô được cộng không phải là số: {value}")
        return value


def _terms(formula: str) -> list[re.Match[str]]:
    terms, at = [], 0
    while at < len(formula) <= _MOST_LENGTH:
        found = _TERM.match(formula, at)
        if not found:
            break
        terms.append(found)
        at = found.end()
    if at < len(formula) or not terms:
        raise NotASum(formula)
    return terms


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


def _value(sheet: Sheet, at: _Place) -> Value:
    row, column = at
    cells = sheet.rows[row - 1] if row <= len(sheet.rows) else []
    return cells[column - 1] if column <= len(cells) else None

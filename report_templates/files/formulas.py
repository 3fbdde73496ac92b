"""Computes formulas without a true result, when they are plain sums and differences of cells of their book.

A program leaves numbers typed as text out of its sums, which their writer meant to add: a sum that is short by them has
no true result either.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from kstt.sheet import Book, Sheet, Value, column_of
from kstt.spelling import clean
from kstt.typed import as_typed, says_nothing, whole

_REF = r"\$?([A-Z]{1,3})\$?(\d{1,7})"
_SHEET = r"(?:'[^'!\[\]]+'|[^\W\d][\w.]*)!"
_TERM = re.compile(
    r"(?P<sign>[+-]?)(?:SUM\((?P<args>[^()]*)\)|SUBTOTAL\((?:10)?9[,;](?P<listed>[^()]*)\)"
    rf"|(?P<ref>(?:{_SHEET})?\$?[A-Z]{{1,3}}\$?\d{{1,7}})|(?P<number>\d+))(?=[+-]|$)",
    re.IGNORECASE,
)
_ONE = re.compile(rf"^(?P<sheet>{_SHEET})?{_REF}$", re.IGNORECASE)
_SPAN = re.compile(rf"^(?P<sheet>{_SHEET})?{_REF}:{_REF}$", re.IGNORECASE)
_MOST_CELLS = 20_000
_MOST_LENGTH = 2_000
_DEEPEST = 100  # formulas that wait for each other

_Place = tuple[str, int, int]  # sheet, row, column


class NotASum(ValueError):
    """The formula is more than a plain sum, or adds something that is no number."""


def complete(sheet: Sheet, first: int, last: int, others: Sequence[Sheet] = (), headings: Collection[int] = ()) -> None:
    """Gives the formulas of some rows (1-based) their result where they are plain sums; others stay in `formulas`.

    They may add cells of other sheets of the book. `headings` are rows among them that repeat the headings.
    """
    sheets = {_name(one.name): one for one in (*others, sheet)}
    listed = (
        (name, *at)
        for name, one in sheets.items()
        for at, said in (*one.formulas.items(), *one.sums.items())
        if "SUBTOTAL" in said.upper()
    )
    sums = _Sums(sheets, frozenset(listed), (_name(sheet.name), first), frozenset(headings))
    for row, column in sorted(sheet.formulas.keys() | sheet.sums.keys()):
        if first <= row <= last:
            with suppress(NotASum):
                sums.settle((_name(sheet.name), row, column))


def kept_alive(book: Book) -> Book:
    """The book with nothing in `sums` but what a new workbook may hold as a formula: plain sums of their own sheet.

    Each gives what stands in its cell, whichever program adds it up; sums nobody calculated have their result there.
    """
    return replace(book, sheets=[_alive(sheet) for sheet in book.sheets])


def _alive(sheet: Sheet) -> Sheet:
    formulas = sheet.formulas | sheet.sums
    if not formulas:
        return sheet
    whole = replace(sheet, rows=[[*row] for row in sheet.rows], formulas={**sheet.formulas}, sums={})
    complete(whole, 1, len(whole.rows))
    sums = _Sums({_name(sheet.name): whole}, frozenset(), (_name(sheet.name), 1), frozenset())
    while meant := {
        at for at in sheet.formulas if _value(whole, at) != _value(sheet, at) and not sums.hold(at, formulas[at])
    }:
        for row, column in meant:  # what was meant is not what a program shows, and other sums may hang on it
            whole.rows[row - 1][column - 1] = _value(sheet, (row, column))
    alive = {at: said.lstrip("= ").replace(";", ",") for at, said in formulas.items() if sums.hold(at, said)}
    return replace(whole, formulas=sheet.formulas, sums=alive)


def _name(sheet: str) -> str:
    return clean(sheet).casefold()


@dataclass(frozen=True, slots=True)
class _Sums:
    """The sums on a book's sheets by name. A subtotal leaves out other `subtotals`, as Excel does.

    Texts above the `first` row of the lines, and in rows of `headings`, are headings, whatever digits they number
    columns with. `stored` are the results the file gave, of the sums that were computed.
    """

    sheets: Mapping[str, Sheet]
    subtotals: frozenset[_Place]
    first: tuple[str, int]
    headings: frozenset[int]
    stored: dict[_Place, Value] = field(default_factory=dict)

    def settle(self, at: _Place, waiting: tuple[_Place, ...] = ()) -> None:
        """Gives a formula its result, kept on the sheet as if the file had stored it, unless it has a true one."""
        if at in waiting or len(waiting) > _DEEPEST:
            raise NotASum("công thức vòng tròn")
        sheet, place = self.sheets[at[0]], at[1:]
        if place in sheet.formulas:
            terms = _terms(_unspaced(sheet.formulas[place]))
            self._put(at, sum(self._term(term, at[0], (*waiting, at)) for term in terms))
            sheet.formulas.pop(place, None)
        elif place in sheet.sums:
            terms = _terms(_unspaced(sheet.sums.pop(place)))
            meant = sum(self._term(term, at[0], (*waiting, at)) for term in terms)
            short = sum(self._without_texts(term, at[0]) for term in terms)
            if meant != short == _value(sheet, place):
                self._put(at, meant)

    def hold(self, place: tuple[int, int], formula: str) -> bool:
        """Whether a formula on the one sheet there is adds cells of it alone and gives what stands in its own."""
        ((name, sheet),) = self.sheets.items()
        if "!" in formula or "SUBTOTAL" in formula.upper():  # which leaves out what is hidden, and other subtotals
            return False
        try:
            terms = _terms(_unspaced(formula))
            added = [(at[1:], _value(sheet, at[1:]), term) for term in terms for at in self._added(term, name)]
            if any(
                at in sheet.errors or (term["ref"] and isinstance(value, str) and value) for at, value, term in added
            ):
                return False  # «+G1» of a text is an error to one program and a number to another
            return sum(self._without_texts(term, name) for term in terms) == _value(sheet, place)
        except NotASum:
            return False

    def _put(self, at: _Place, result: float) -> None:
        name, row, column = at
        cells = self.sheets[name].rows[row - 1]
        cells.extend([""] * (column - len(cells)))
        self.stored[at] = cells[column - 1]
        cells[column - 1] = result

    def _term(self, term: re.Match[str], sheet: str, waiting: tuple[_Place, ...]) -> float | int:
        sign = -1 if term["sign"] == "-" else 1
        added = (self._cell(place, waiting) for place in self._added(term, sheet))
        return sign * (int(term["number"]) if term["number"] else sum(added))

    def _without_texts(self, term: re.Match[str], sheet: str) -> float | int:
        """What a program adds: the results it stored, and no number typed as text."""
        sign = -1 if term["sign"] == "-" else 1
        cells = (self.stored.get(at, _value(self.sheets[at[0]], at[1:])) for at in self._added(term, sheet))
        return sign * (int(term["number"]) if term["number"] else sum(cell for cell in cells if _is_number(cell)))

    def _added(self, term: re.Match[str], sheet: str) -> list[_Place]:
        listed = term["ref"] or term["args"] or term["listed"] or ""
        places = [place for part in re.split(r"[,;]", listed) for place in self._places(part, sheet)] if listed else []
        if term["listed"]:
            places = [place for place in places if place not in self.subtotals]
            if any(row in self.sheets[name].hidden_rows for name, row, _ in places):
                raise NotASum("cộng các dòng đang hiện, trong khi có dòng bị ẩn")
        return places

    def _cell(self, at: _Place, waiting: tuple[_Place, ...]) -> float | int:
        sheet, place = self.sheets[at[0]], at[1:]
        if place in sheet.formulas or place in sheet.sums:
            try:
                self.settle(at, waiting)
            except NotASum:
                if _value(sheet, place) in ("", None):
                    raise
                sheet.formulas.pop(place, None)  # the stored result holds, and nobody tries again
        value = _value(sheet, place)
        if value in ("", None):
            if place in sheet.errors:
                raise NotASum("ô được cộng báo lỗi")
            return 0
        if isinstance(value, str) and place not in sheet.errors:
            return 0 if self._is_heading(at) else _typed(value)
        if not _is_number(value) or place in sheet.errors:
            raise NotASum(f"ô được cộng không phải là số: {value}")
        return value

    def _is_heading(self, at: _Place) -> bool:
        return at[0] == self.first[0] and (at[1] < self.first[1] or at[1] in self.headings)

    def _places(self, part: str, sheet: str) -> list[_Place]:
        found = _SPAN.match(part) or _ONE.match(part)
        if not found:
            raise NotASum(part)
        where = _name(found["sheet"].rstrip("!").strip("'")) if found["sheet"] else sheet
        if where not in self.sheets:
            raise NotASum(part)
        a, b, c, d = (found.groups()[1:] * 2)[:4]
        (left, right), (top, bottom) = sorted((column_of(a), column_of(c))), sorted((int(b), int(d)))  # from any corner
        if (right - left + 1) * (bottom - top + 1) > _MOST_CELLS:
            raise NotASum(part)
        return [(where, row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def _unspaced(formula: str) -> str:
    """A formula without spaces but for those in the quoted names of sheets."""
    parts = formula.lstrip("= ").split("'")
    return "'".join(part if at % 2 else "".join(part.split()) for at, part in enumerate(parts))


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


def _typed(value: str) -> int:
    """What a text adds: programs leave out numbers typed as text, which their writer meant to add."""
    text = as_typed(value)
    number = 0 if not text or says_nothing(text) else whole(text)
    if number is None:
        raise NotASum(f"ô được cộng không phải là số: {value}")
    return number


def _is_number(value: Value) -> TypeGuard[float | int]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _value(sheet: Sheet, at: tuple[int, int]) -> Value:
    row, column = at
    cells = sheet.rows[row - 1] if row <= len(sheet.rows) else []
    return cells[column - 1] if column <= len(cells) else None

"""The number cells of one row to numbers: each read once, blanks by the column's policy, normalisations noted."""

import re
from collections.abc import Mapping

from kstt.form import Column, FixedLine, Form
from kstt.sheet import Line, Value
from validation.numbers import DASH, NOT_WHOLE, Reading, read_number
from validation.parsed import (
    BLANK_AS_ZERO,
    ERROR,
    MERGED,
    NO_RESULT,
    NOT_ASKED,
    SHOWN,
    UNREAD,
    Broken,
    Parsed,
    Place,
)

TOO_FINE = "score.decimals"
_SHOWN_ERROR = re.compile(r"^\s*#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)\s*$")


Known = Mapping[Place, tuple[str, str]]


def line_numbers(form: Form, parsed: Parsed, index: int, own: FixedLine | None, known: Known) -> list[int | None]:
    """The numbers of a row in the order of the form's columns; what is none is noted as broken, and waits.

    `own` is the printed line that the row is, `known` what was told of cells when the sheet was read: rule and found.
    """
    row, plain = _Row(parsed, index, own, known), not own and not known
    numbers = [
        int(value)  # nearly every cell: worth the shortcut
        if plain and type(value) is float and 0 <= value < 1e12 and value == int(value)
        else row.number(column, value)
        for column, value in zip(form.numbers, row.line.values, strict=True)
    ]
    if row.line.role == "line" and None in numbers:
        _count_blank_sums(form, parsed, row.line, numbers)
    return numbers


class _Row:
    def __init__(self, parsed: Parsed, index: int, own: FixedLine | None, known: Known) -> None:
        self.line = parsed.lines[index]
        self._parsed, self._index, self._own, self._known = parsed, index, own, known

    def number(self, column: Column, value: Value) -> int | None:
        """The number of one of the row's cells; what it was read from is noted."""
        place = self.line.row, self._parsed.columns[column.number]
        if self._own and column.key in self._own.closed:
            self._leave_unread(place, value)
            return None
        scale = self._own.scale if self._own else 0
        reading = read_number(value, scale)
        number = reading.number
        rule, found = self._known.get(place, ("", ""))
        if broken := rule or _broken_by(value, reading, scale):
            self._parsed.waiting.add((self._index, column.number))
            self._note_broken(column.number, broken, value, found)
        elif number is None and column.blank == "zero" and self._counts_blank(reading):
            number = 0
        blank = BLANK_AS_ZERO if self.line.role == "line" and value in ("", None) else ""
        if number is not None and (kind := reading.normalised or blank):
            self._parsed.normalised.append((kind, place, value, number))
        return number

    def _leave_unread(self, place: Place, value: Value) -> None:
        """Notes what stands in a cell that the printed line does not ask for."""
        if value not in ("", None):
            typed = int(value) if isinstance(value, float) and value.is_integer() else value
            self._parsed.normalised.append((NOT_ASKED, place, typed, UNREAD))

    def _note_broken(self, number: int, rule: str, value: Value, found: str) -> None:
        """Notes a cell that gives no number, where one is needed; of merged cells the one that holds the number."""
        beside = rule == MERGED and value in ("", None)
        if not beside and _must_be_read(self.line, rule):
            stands, shown = (value, found) if rule == SHOWN else (found or value, "")
            at = self.line.row, self._parsed.columns[number]
            self._parsed.broken.append(Broken(*at, rule, stands, self.line.label, number, shown))

    def _counts_blank(self, reading: Reading) -> bool:
        """Whether a blank is 0: on a line with any number; on a total a dash is, where not all are dashes."""
        if self.line.role == "line":
            return self.line.filled
        return reading.normalised == DASH and _holds_number(self.line)


def _count_blank_sums(form: Form, parsed: Parsed, line: Line, numbers: list[int | None]) -> None:
    """Counts a sum left blank as 0 where its parts are given: it is not missing but has to be told."""
    given = dict(zip(parsed.number_columns, numbers, strict=True))
    for at, number in enumerate(parsed.number_columns):
        rule = form.computed_by(number)
        left_open = given[number] is None and line.values[at] in ("", None)
        if rule and left_open and any(given[part] for part in rule.right):
            parsed.normalised.append((BLANK_AS_ZERO, (line.row, parsed.columns[number]), "", 0))
            numbers[at] = 0


def _broken_by(value: Value, reading: Reading, scale: int) -> str:
    """The rule broken by what stands in a cell: pages and old files may give a formula's error as text, «#REF!»."""
    if reading.broken and isinstance(value, str) and _SHOWN_ERROR.match(value):
        return ERROR
    return TOO_FINE if reading.broken == NOT_WHOLE and scale else reading.broken


def _must_be_read(line: Line, rule: str) -> bool:
    """Whether what is no number is a fault: on a line always, on a total but for a formula nobody can compute."""
    if line.role == "section":  # words beside the name of a section are no subtotal
        return rule == ERROR or _holds_number(line)
    return line.role == "line" or rule != NO_RESULT


def _holds_number(line: Line) -> bool:
    return any(read_number(value).number is not None for value in line.values)

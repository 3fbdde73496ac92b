"""The number cells of one row to numbers: each read once, blanks by the column's policy, normalisations noted."""

import re

from kstt.form import FixedLine, Form
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


def line_numbers(
    form: Form, parsed: Parsed, index: int, own: FixedLine | None, known: dict[Place, tuple[str, str]]
) -> list[int | None]:
    """The numbers of a row in the order of the form's columns; what is none is noted as broken, and waits.

    `own` is the printed line that the row is, `known` what was told of cells when the sheet was read: rule and found.
    """
    line, numbers = parsed.lines[index], list[int | None]()
    filled = line.filled
    for column, value in zip(form.numbers, line.values, strict=True):
        if type(value) is float and not own and not known and 0 <= value < 1e12 and value == int(value):
            numbers.append(int(value))  # nearly every cell: worth the shortcut
            continue
        place = line.row, parsed.columns[column.number]
        if own and column.key in own.closed:
            if value not in ("", None):
                typed = int(value) if isinstance(value, float) and value.is_integer() else value
                parsed.normalised.append((NOT_ASKED, place, typed, UNREAD))
            numbers.append(None)
            continue
        rule, found = known.get(place, ("", ""))
        reading = read_number(value, own.scale if own else 0)
        number, broken = reading.number, rule or _as_shown(value, reading.broken)
        broken = TOO_FINE if broken == NOT_WHOLE and own and own.scale else broken
        if broken:
            parsed.waiting.add((index, column.number))
            _note_broken(parsed, line, column.number, broken, value, found)
        elif number is None and column.blank == "zero" and (filled if line.role == "line" else _is_zero(line, reading)):
            number = 0
        blank = BLANK_AS_ZERO if line.role == "line" and value in ("", None) else ""
        if number is not None and (kind := reading.normalised or blank):
            parsed.normalised.append((kind, place, value, number))
        numbers.append(number)
    if line.role == "line" and None in numbers:
        _count_blank_sums(form, parsed, line, numbers)
    return numbers


def _note_broken(parsed: Parsed, line: Line, number: int, rule: str, value: Value, found: str) -> None:
    """Notes a cell that gives no number, where one is needed; of merged cells the one that holds the number."""
    beside = rule == MERGED and value in ("", None)
    if not beside and _must_be_read(line, rule):
        stands, shown = (value, found) if rule == SHOWN else (found or value, "")
        parsed.broken.append(Broken(line.row, parsed.columns[number], rule, stands, line.label, number, shown))


def _count_blank_sums(form: Form, parsed: Parsed, line: Line, numbers: list[int | None]) -> None:
    """Counts a sum left blank as 0 where its parts are given: it is not missing but has to be told."""
    given = dict(zip(parsed.number_columns, numbers, strict=True))
    for at, number in enumerate(parsed.number_columns):
        rule = form.computed_by(number)
        left_open = given[number] is None and line.values[at] in ("", None)
        if rule and left_open and any(given[part] for part in rule.right):
            parsed.normalised.append((BLANK_AS_ZERO, (line.row, parsed.columns[number]), "", 0))
            numbers[at] = 0


def _as_shown(value: Value, broken: str) -> str:
    """The rule broken by what stands in a cell: pages and old files may give a formula's error as text, «#REF!»."""
    return ERROR if broken and isinstance(value, str) and _SHOWN_ERROR.match(value) else broken


def _must_be_read(line: Line, rule: str) -> bool:
    """Whether what is no number is a fault: on a line always, on a total but for a formula nobody can compute."""
    if line.role == "section":  # words beside the name of a section are no subtotal
        return rule == ERROR or any(read_number(value).number is not None for value in line.values)
    return line.role == "line" or rule != NO_RESULT


def _is_zero(total: Line, reading: Reading) -> bool:
    """A dash among the numbers of a total is 0; a total of nothing but dashes was left open."""
    return reading.normalised == DASH and any(read_number(value).number is not None for value in total.values)

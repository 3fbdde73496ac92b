"""A filled-in form to numbers: every number cell read once, blanks by the column's policy, normalisations noted."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from kstt.form import Column, FixedLine, Form
from kstt.sheet import FilledForm, Line, Value
from kstt.spelling import clean, key
from validation.numbers import DASH, NOT_WHOLE, Reading, read_number
from validation.parsed import (
    BLANK_AS_ZERO,
    ERROR,
    MERGED,
    MULTIPLES,
    NO_RESULT,
    NOT_ASKED,
    SHIFTED,
    SHOWN,
    UNREAD,
    Broken,
    Parsed,
    Place,
)
from validation.shifted import Shift, shifts_of
from validation.struck import STRUCK, without_struck
from validation.three_decimals import with_three_decimals
from validation.total_notes import note_left, note_unread
from validation.words import otherwise_than_planned

_NO_LINE = (
    *("line.unnamed", "line.may_be_total", "line.may_be_part"),
    *("line.below_signature", "line.above_table", "line.other_time", STRUCK),
    *("line.ratio_alone", "line.ratio_differs"),
)
TOO_FINE = "score.decimals"
_MANY = 3  # so many errors in one row of totals have one cause, such as a deleted row

_SHOWN_ERROR = re.compile(r"^\s*#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)\s*$")
_FIRST_DAY = date(1899, 12, 30)


def parse(form: Form, filled: FilledForm) -> Parsed:
    """The numbers of a filled-in form. Lines of a form with fixed lines take the printed label they match."""
    without_struck(form, filled)
    parsed = Parsed(form.code, filled.sheet, filled.columns, filled.lines, [])
    parsed.hidden_rows = filled.hidden_rows
    parsed.number_columns = tuple(column.number for column in form.numbers)
    parsed.nothing_arose = filled.nothing_arose
    known = {(row, column): (rule, found) for row, column, rule, found in filled.problems}
    for (row, column), (rule, found) in known.items():
        if rule in (*_NO_LINE, MULTIPLES):
            parsed.broken.append(Broken(row, column, rule, found))
    for index, line in enumerate(filled.lines):
        own = form.printed(line.label)
        line.label = own.label if own else clean(line.label)
        if form.fixed and not own and form.lines != "free":
            parsed.broken.append(Broken(line.row, filled.columns[form.label.number], "line.unknown", line.label))
            parsed.numbers.append([None] * len(form.numbers))  # nobody knows what its numbers may be
        else:
            parsed.numbers.append(_line(form, parsed, index, line, own, known))
            parsed.broken += _aside(form, parsed, line, own)
    parsed.broken += _typed_again(form, parsed)
    _without_decimals(form, parsed)
    _wait_for_parts(form, parsed)
    _straightened(form, parsed)
    parsed.broken = list(_causes(form, parsed))
    note_unread(parsed, {place: found for place, (rule, found) in known.items() if rule == NO_RESULT})
    note_left(form, parsed, filled.former_totals)
    parsed.normalised += otherwise_than_planned(form, filled)
    return parsed


def _aside(form: Form, parsed: Parsed, line: Line, own: FixedLine | None) -> Iterator[Broken]:
    """The number typed among the words of a printed line that has none of its own."""
    if own and not line.filled:
        for column in list(form.typed_aside(own, line.texts))[:1]:
            beside = Shift(column.number, column.number - form.numbers[0].number)
            yield Broken(line.row, parsed.columns[column.number], SHIFTED, str(beside), line.label, column.number)


def _without_decimals(form: Form, parsed: Parsed) -> None:
    """Tells numbers shown with three decimals and leaves them unread."""
    at = {column.number: place for place, column in enumerate(form.numbers)}
    for index, number in list(with_three_decimals(form, parsed.lines, parsed.numbers)):
        line, place = parsed.lines[index], (parsed.lines[index].row, parsed.columns[number])
        parsed.numbers[index][at[number]] = None
        parsed.waiting.add((index, number))
        parsed.normalised = [one for one in parsed.normalised if one[1] != place]
        parsed.broken.append(Broken(*place, NOT_WHOLE, line.values[at[number]], line.label, number))


def _typed_again(form: Form, parsed: Parsed) -> Iterator[Broken]:
    """The lines of a free list that repeat one above in every number and word: they may be counted twice."""
    seen: list[tuple[str, list[Value], list[Value]]] = []
    for line in parsed.lines if form.lines == "free" else ():
        said = key(line.label), line.values, line.texts
        if line.role == "line" and line.filled and said in seen:
            yield Broken(line.row, parsed.columns[form.label.number], "line.duplicate", line.label)
        seen.append(said)


def _causes(form: Form, parsed: Parsed) -> Iterator[Broken]:
    """The broken cells but for those whose formula only fails on a cell it adds."""
    roles = {line.row: line.role for line in parsed.lines}
    at = {(one.row, one.column): one for one in parsed.broken}
    seen: set[int | None] = {one.column for one in parsed.broken if roles.get(one.row, "line") == "line"}
    for one in parsed.broken:
        rule = form.computed_by(one.column) if one.column else None
        if roles.get(one.row, "line") == "line":
            if not (rule and _follows(one, [at[one.row, part] for part in rule.right if (one.row, part) in at])):
                yield one
        elif one.column not in seen:
            seen.add(one.column)
            row = [other for other in parsed.broken if (other.row, other.rule) == (one.row, one.rule)]
            if one is row[0] or one.rule != ERROR or len(row) < _MANY:
                yield one


def _follows(one: Broken, parts: Sequence[Broken]) -> bool:
    """Whether a computed cell shows no more than what is wrong with the cells it adds, as a formula does."""
    if one.rule == NOT_WHOLE:
        return isinstance(one.found, float) and any(isinstance(part.found, float) for part in parts)
    return one.rule in (ERROR, NO_RESULT) and bool(parts)


def _wait_for_parts(form: Form, parsed: Parsed) -> None:
    """Lets sums wait that lack a cell which is no number: Excel leaves words out, and adds dates as days.

    Only where the sum is wrong elsewhere: what else it is asked for may be right without that cell.
    """
    days = {(one.row, one.column): _as_excel_adds(one.found) for one in parsed.broken}
    for index in {index for index, _ in parsed.waiting if parsed.lines[index].role == "line"}:
        row, waiting = parsed.lines[index].row, {number for at, number in parsed.waiting if at == index}
        line = dict(zip(parsed.number_columns, (number or 0 for number in parsed.numbers[index]), strict=True))
        line |= {number: days.get((row, number), 0) for number in waiting}
        failing = [rule for rule in form.sums if waiting.isdisjoint(rule.columns) and not rule.holds(line)]
        parsed.waiting |= {
            (index, rule.left)
            for rule in form.sums
            if not waiting.isdisjoint(rule.right)
            and rule.holds(line)
            and any(rule.left in one.columns for one in failing)
        }


def _as_excel_adds(value: Value) -> int:
    return (
        ((value.date() if isinstance(value, datetime) else value) - _FIRST_DAY).days if isinstance(value, date) else 0
    )


def _straightened(form: Form, parsed: Parsed) -> None:
    """Tells lines typed in the wrong columns and leaves their numbers unread.

    A cell that only looks blank, as its formula failed, is no gap the numbers beside it were moved over.
    """
    failed = {one.row for one in parsed.broken if one.rule in (ERROR, NO_RESULT)}
    for index, shift in shifts_of(form, parsed.lines, parsed.numbers).items():
        line, number = parsed.lines[index], shift.column or form.label.number
        if line.row in failed:
            continue
        parsed.broken = [one for one in parsed.broken if one.row != line.row]
        parsed.normalised = [one for one in parsed.normalised if one[1][0] != line.row]
        parsed.numbers[index] = [None] * len(form.numbers)
        parsed.waiting |= {(index, column.number) for column in form.numbers}
        name = line.label if shift.column else clean(str(line.values[0]))
        parsed.broken.append(Broken(line.row, parsed.columns[number], SHIFTED, str(shift), name, number))


def _line(
    form: Form,
    parsed: Parsed,
    index: int,
    line: Line,
    own: FixedLine | None,
    known: dict[Place, tuple[str, str]],
) -> list[int | None]:
    numbers: list[int | None] = []
    silent = not line.filled
    for column, value in zip(form.numbers, line.values, strict=True):
        if type(value) is float and not own and not known and 0 <= value < 1e12 and value == int(value):
            numbers.append(int(value))  # nearly every cell: worth the shortcut
            continue
        at = parsed.columns[column.number]
        if own and column.key in own.closed:
            if value not in ("", None):
                typed = int(value) if isinstance(value, float) and value.is_integer() else value
                parsed.normalised.append((NOT_ASKED, (line.row, at), typed, UNREAD))
            numbers.append(None)
            continue
        rule, found = known.get((line.row, at), ("", ""))
        reading = read_number(value, own.scale if own else 0)
        number, broken = reading.number, rule or _as_shown(value, reading.broken)
        broken = TOO_FINE if broken == NOT_WHOLE and own and own.scale else broken
        beside = broken == MERGED and value in ("", None)  # told at the cell that holds the number
        if broken and not beside and _must_be_read(line, broken):
            stands, shown = (value, found) if broken == SHOWN else (found or value, "")
            parsed.broken.append(Broken(line.row, at, broken, stands, line.label, column.number, shown))
        if broken:
            parsed.waiting.add((index, column.number))
        elif number is None and (not silent if line.role == "line" else _is_zero(line, reading)) and _zero(column):
            number = 0
        if number is not None and (kind := reading.normalised or (_blank_kind(value) if line.role == "line" else "")):
            parsed.normalised.append((kind, (line.row, at), value, number))
        numbers.append(number)
    if line.role == "line" and None in numbers:
        _count_blank_sums(form, parsed, line, numbers)
    return numbers


def _count_blank_sums(form: Form, parsed: Parsed, line: Line, numbers: list[int | None]) -> None:
    """Counts a sum left blank as 0 where its parts are given: it is not missing but has to be told."""
    given = dict(zip(parsed.number_columns, numbers, strict=True))
    for at, column in enumerate(form.numbers):
        rule = form.computed_by(column.number)
        left_open = given[column.number] is None and line.values[at] in ("", None)
        if rule and left_open and any(given[number] for number in rule.right):
            parsed.normalised.append((BLANK_AS_ZERO, (line.row, parsed.columns[column.number]), "", 0))
            numbers[at] = 0


def _as_shown(value: Value, broken: str) -> str:
    """The rule broken by what stands in a cell: pages and old files may give a formula's error as text, «#REF!»."""
    return ERROR if broken and isinstance(value, str) and _SHOWN_ERROR.match(value) else broken


def _zero(column: Column) -> bool:
    return column.blank == "zero"


def _must_be_read(line: Line, broken: str) -> bool:
    """Whether what is no number is a fault: on a line always, on a total but for a formula nobody can compute."""
    if line.role == "section":  # words beside the name of a section are no subtotal
        return broken == ERROR or any(read_number(value).number is not None for value in line.values)
    return line.role == "line" or broken != NO_RESULT


def _is_zero(total: Line, reading: Reading) -> bool:
    """A dash among the numbers of a total is 0; a total of nothing but dashes was left open."""
    return reading.normalised == DASH and any(read_number(value).number is not None for value in total.values)


def _blank_kind(value: Value) -> str:
    return BLANK_AS_ZERO if value in ("", None) else ""

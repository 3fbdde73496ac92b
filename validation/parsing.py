"""A filled-in form to numbers: its lines one by one, then what only shows where they are seen together."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from math import isclose, nan

from kstt.form import FixedLine, Form
from kstt.sheet import FilledForm, Line, Value
from kstt.spelling import clean, key
from kstt.unit_names import COMMITTEE
from validation.exchanged_columns import rows_exchanged
from validation.line_numbers import line_numbers
from validation.numbers import NOT_WHOLE, TOO_LARGE, read_number
from validation.parsed import ERROR, MULTIPLES, NO_RESULT, RATIO_DIFFERS, SAYS_NOTHING, SHIFTED, UNNAMED, Broken, Parsed
from validation.shifted import Shift, shifts_of
from validation.struck import STRUCK, without_struck
from validation.three_decimals import with_three_decimals
from validation.total_notes import note_left, note_unread
from validation.words import otherwise_than_planned

_NO_LINE = (
    *(UNNAMED, SAYS_NOTHING, "line.may_be_total", "line.may_be_part"),
    *("line.below_signature", "line.above_table", "line.other_time", STRUCK),
    *("line.ratio_alone", RATIO_DIFFERS),
)
_MANY = 3  # so many errors in one row of totals have one cause, such as a deleted row
_COMMITTEE = re.compile(rf"^\W*{COMMITTEE}\b", re.IGNORECASE)
_FIRST_DAY = date(1899, 12, 30)


def parse(form: Form, filled: FilledForm) -> Parsed:
    """The numbers of a filled-in form. Lines of a form with fixed lines take the printed label they match."""
    without_struck(form, filled)
    parsed = Parsed(
        form.code,
        filled.sheet,
        filled.columns,
        filled.lines,
        [],
        number_columns=tuple(column.number for column in form.numbers),
        hidden_rows=filled.hidden_rows,
        nothing_arose=filled.nothing_arose,
        nameless=[(line.row, list(map(_number, line.values))) for line in filled.nameless],
    )
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
            parsed.numbers.append(line_numbers(form, parsed, index, own, known))
            parsed.broken += _aside(form, parsed, line, own)
    parsed.broken += _typed_again(form, parsed)
    _without_decimals(form, parsed)
    _wait_for_parts(form, parsed)
    _straightened(form, parsed)
    parsed.broken = list(_causes(form, parsed))
    note_unread(parsed, {place: found for place, (rule, found) in known.items() if rule == NO_RESULT})
    note_left(parsed, filled.former_totals)
    parsed.normalised += otherwise_than_planned(form, filled)
    return parsed


def _number(value: Value) -> int | None:
    """The number of a row without a name; None where nobody knows it."""
    reading = read_number(value)
    return None if reading.broken else reading.number or 0


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
    """The lines of a free list that repeat one above in every number and word: they may be counted twice.

    So may those of a unit, once as «UBND phường …»; under the very same name it is told of lines in every such form.
    """
    unit = form.lines == "unit"
    seen: list[tuple[str, list[int], list[Value]]] = []
    named = set[str]()
    for line, numbers in zip(parsed.lines, parsed.numbers, strict=True) if form.lines == "free" or unit else ():
        name = key(line.label)
        said = key(_COMMITTEE.sub("", line.label)) if unit else name, [number or 0 for number in numbers], line.texts
        if line.role == "line" and line.filled and said in seen and not (unit and name in named):
            yield Broken(line.row, parsed.columns[form.label.number], "line.duplicate", line.label)
        seen.append(said)
        named.add(name)


def _causes(form: Form, parsed: Parsed) -> Iterator[Broken]:
    """The broken cells but for those whose formula only fails on a cell it adds."""
    roles = {line.row: line.role for line in parsed.lines}
    values = {line.row: dict(zip(parsed.number_columns, line.values, strict=True)) for line in parsed.lines}
    at = {(one.row, one.column): one for one in parsed.broken}
    seen: set[int | None] = {one.column for one in parsed.broken if roles.get(one.row, "line") == "line"}
    for one in parsed.broken:
        rule = form.computed_by(one.column) if one.column else None
        if roles.get(one.row, "line") == "line":
            parts = [at[one.row, part] for part in rule.right if (one.row, part) in at] if rule else []
            if not (rule and _follows(one, parts, [values[one.row][part] for part in rule.right])):
                yield one
        elif one.column not in seen:
            seen.add(one.column)
            row = [other for other in parsed.broken if (other.row, other.rule) == (one.row, one.rule)]
            if one is row[0] or one.rule != ERROR or len(row) < _MANY:
                yield one


def _follows(one: Broken, parts: Sequence[Broken], added: Sequence[Value]) -> bool:
    """Whether a computed cell shows no more than what is wrong with the cells it adds, as a formula does."""
    if one.rule == NOT_WHOLE:
        shown = one.found if isinstance(one.found, float) else nan
        return bool(parts) and isclose(shown, sum(value for value in added if isinstance(value, int | float)))
    if one.rule == TOO_LARGE:
        return any(part.rule == TOO_LARGE for part in parts)
    return one.rule in (ERROR, NO_RESULT) and bool(parts)


def _wait_for_parts(form: Form, parsed: Parsed) -> None:
    """Lets sums wait that lack a cell which is no number: Excel leaves words out, and adds dates as days.

    Only where the sum is wrong elsewhere: what else it is asked for may be right without that cell.
    """
    days = {(one.row, one.column): _as_excel_adds(one.found) for one in parsed.broken}
    for index in {index for index, _ in parsed.waiting if parsed.lines[index].role == "line"}:
        row, waiting = parsed.lines[index].row, {number for at, number in parsed.waiting if at == index}
        line = parsed.counted(index) | {number: days.get((row, number), 0) for number in waiting}
        failing = [rule for rule in form.sums if waiting.isdisjoint(rule.columns) and not rule.holds(line)]
        parsed.waiting |= {
            (index, rule.left)
            for rule in form.sums
            if not waiting.isdisjoint(rule.right)
            and rule.holds(line)
            and any(rule.left in one.columns for one in failing)
        }


def _as_excel_adds(value: Value) -> int:
    day = value.date() if isinstance(value, datetime) else value
    return (day - _FIRST_DAY).days if isinstance(day, date) else 0


def _straightened(form: Form, parsed: Parsed) -> None:
    """Tells lines typed in the wrong columns and leaves their numbers unread.

    A cell that only looks blank, as its formula failed, is no gap the numbers beside it were moved over. Nor is one
    that a line got as two columns changed places in every line.
    """
    failed = {one.row for one in parsed.broken if one.rule in (ERROR, NO_RESULT)}
    shifts = shifts_of(form, parsed.lines, parsed.numbers)
    exchanged = rows_exchanged(form, parsed) if shifts else set()
    for index, shift in shifts.items():
        line, number = parsed.lines[index], shift.column or form.label.number
        if line.row in failed or index in exchanged:
            continue
        parsed.broken = [one for one in parsed.broken if one.row != line.row]
        parsed.normalised = [one for one in parsed.normalised if one[1][0] != line.row]
        parsed.numbers[index] = [None] * len(form.numbers)
        parsed.waiting |= {(index, column.number) for column in form.numbers}
        name = line.label if shift.column else clean(str(line.values[0]))
        parsed.broken.append(Broken(line.row, parsed.columns[number], SHIFTED, str(shift), name, number))

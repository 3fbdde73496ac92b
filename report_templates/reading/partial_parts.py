"""Rows that are parts of the field above them though nothing says so for each: the total tells where they are.

Procedures numbered below a field may be some of its procedures and not all, and what follows a «Trong đó» may go on
with it. The field counts then, and they do not. What is left of the field must be a correct line, or nothing: else one
of the numbers is wrong and has to be told.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from kstt.form import Form
from kstt.sheet import Line
from kstt.spelling import field_key
from report_templates.reading.adding_up import (
    adds_up,
    adds_up_but_for_one,
    adds_up_exactly,
    amount,
    equals_sum,
    few_added,
)
from report_templates.reading.line_marks import kind_of, mark_of
from report_templates.reading.section_heads import parts_below
from report_templates.reading.total_words import names_a_department, says_total


def agrees(lines: Sequence[Line], *, but_for_one: bool = False) -> bool:
    """Whether a total of the table, roles told, is the sum of its lines in every column, or but for a wrong number."""
    counted, fits = [line for line in lines if line.role == "line"], adds_up if but_for_one else adds_up_exactly
    return bool(counted) and any(line.role == "total" and fits(line, counted) for line in lines)


def numbered_parts(form: Form, every: Sequence[Line]) -> set[int]:
    """The rows that are some of the procedures of a field by their numbers."""
    runs = ((line, parts_below(form, every, at)) for at, line in enumerate(every))
    return {part.row for line, parts in runs if _are_some(form, line, parts) for part in parts}


def unsaid_parts(form: Form, told: Sequence[Line], known: Sequence[str]) -> set[int]:
    """The rows that may be parts or fields for all that they say; `known` are the roles known by words, as «part»."""
    runs = ((line, _marked(form, line, told[at + 1 :])) for at, line in enumerate(told))
    marked = {part.row for line, parts in runs if _are_some(form, line, parts) for part in parts}
    few = {line.row for at in range(len(told)) for line in _of_few(form, told, at)}
    return marked | few | {line.row for line in _going_on(form, told, known)}


def said_again(form: Form, told: Sequence[Line]) -> set[int]:
    """The rows without a number that say no more than the row with numbers above them, be it by chance.

    The same name once more is a line typed twice.
    """
    holding = [line for line in told if any(map(amount, line.values))]
    pairs = ((line, above) for above, line in pairwise(holding) if _is_plain(form, line))
    return {
        line.row
        for line, above in pairs
        if equals_sum(line, [above]) and field_key(line.label) != field_key(above.label)
    }


def dashed_parts(told: Sequence[Line], known: Sequence[str]) -> Iterator[int]:
    """The rows with a dash that go on with a «Trong đó», or list what stands there: with it they fit into the field."""
    for at, above in enumerate(told):
        if known[at] or kind_of(above) == "dash" or not above.filled:
            continue
        below = zip(told[at + 1 :], known[at + 1 :], strict=True)
        run = list(takewhile(lambda one: one[1] == "part" or _is_dashed(*one), below))
        dashed = [line for line, role in run if not role]
        said = [line for line, role in run if role]
        if dashed and run[0][1] and _go_on_with(above, said, dashed):
            yield from (line.row for line in dashed)


def _go_on_with(above: Line, said: Sequence[Line], dashed: Sequence[Line]) -> bool:
    """Whether rows with a dash are what the last of those said to be parts lists, or fit into the field with them."""
    every = [*said, *dashed]
    if adds_up(above, every) or adds_up(said[-1], dashed):
        return True
    fields = adds_up(above, dashed) or adds_up_but_for_one(above, dashed)  # those of a heading
    return not fields and sum(left < 0 for left in _left(above, every)) <= 1  # but for a wrong number


def _is_dashed(line: Line, role: str) -> bool:
    return not role and kind_of(line) == "dash"


def _marked(form: Form, line: Line, below: Sequence[Line]) -> list[Line]:
    """The rows right below a field that have the codes of procedures, or letters from «a» on."""
    kind = kind_of(below[0]) if below else ""
    begins = kind == "letter" and (below[0].section or below[0].label).startswith("a") and _is_plain(form, line)
    coded = kind == "code" and line.filled and (kind_of(line) == "number" or _is_plain(form, line))
    return list(takewhile(lambda one: kind_of(one) == kind, below)) if begins or coded else []


def _of_few(form: Form, told: Sequence[Line], at: int) -> Sequence[Line]:
    """The rows without a number that a row of small numbers adds up, perhaps by chance."""
    if not _is_plain(form, told[at]) or names_a_department(told[at]):
        return ()
    below = takewhile(lambda line: _is_plain(form, line), told[at + 1 :])
    return told[at + 1 : at + 1 + few_added(told[at], below)]


def _are_some(form: Form, line: Line, parts: Sequence[Line]) -> bool:
    """Whether rows that hold any numbers fit into a line; one that they surely are the sum of is their heading."""
    some = any(amount(value) for part in parts for value in part.values)
    heading = adds_up_exactly(line, parts) or (len(parts) > 1 and equals_sum(line, parts))
    return some and not heading and _is_line(form, _left(line, parts))


def _going_on(form: Form, told: Sequence[Line], known: Sequence[str]) -> Iterator[Line]:
    """The rows without a number below a «Trong đó» for which there is room in the field above it."""
    above: Line | None = None
    listed: list[Line] = []
    for at, (line, role) in enumerate(zip(told, known, strict=True)):
        further = bool(listed) and not role and _is_plain(form, line) and not _has_room(above, told[at:])
        if above and (role == "part" or further) and min(left := _left(above, [*listed, line])) >= 0:
            if further:
                yield line
            listed.append(line)
            above = above if any(left) else None
        else:
            above, listed = line if not role else None, []


def _has_room(above: Line | None, below: Sequence[Line]) -> bool:
    """Whether an ordinal is left out between two lines, for a row that is one of them."""
    following = next((int(line.section) for line in below if line.section.isdigit()), 0)
    return above is not None and above.section.isdigit() and following > int(above.section) + 1


def _is_plain(form: Form, line: Line) -> bool:
    bare = kind_of(line) == "none" and not mark_of(line)
    return bare and line.filled and bool(line.label) and not says_total(form, line)


def _left(line: Line, parts: Sequence[Line]) -> list[float]:
    """What is left of a line's numbers without its parts."""
    rows = ([amount(value) for value in one.values] for one in (line, *parts))
    return [own - sum(listed) for own, *listed in zip(*rows, strict=True)]


def _is_line(form: Form, left: Sequence[float]) -> bool:
    numbers = {column.number: int(rest) for column, rest in zip(form.numbers, left, strict=True)}
    return min(left) >= 0 and form.sums_hold(numbers)

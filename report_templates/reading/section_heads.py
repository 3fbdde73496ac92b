"""Which rows of a table are headings of the rows below them: by their marks and numbering, or by what they add up."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from kstt.form import Form
from kstt.sheet import Line
from kstt.typed import says_nothing
from report_templates.reading.adding_up import (
    DIFFERENT,
    OF_GROUP,
    adds_up,
    adds_up_but_for_one,
    adds_up_exactly,
    amount,
    equals_sum,
    exactly_added,
    hardly_by_chance,
    run_added,
)
from report_templates.reading.line_marks import PROCEDURES, is_letter, kind_of, level_of, mark_of
from report_templates.reading.subtotals import says_sum
from report_templates.reading.total_words import names_a_department, names_the_office
from report_templates.reading.totals import is_total

_FIRST = ("I", "A")
_BARE = re.compile(r"[\s.)\-–—:/]+$")  # what follows a mark
_DEEPER = {"none": PROCEDURES, "number": PROCEDURES}
"""By the kind of a row, how the procedures listed below it may be numbered."""


def opens_section(form: Form, every: Sequence[Line], at: int, held: Collection[bool], *, ordered: bool) -> bool:
    """Whether a row is the heading of lines below it.

    `held` says of the marks, letters or not, under which rows were found; in an `ordered` table lines have ordinals,
    or the codes of procedures.
    """
    line = every[at]
    if form.fixed or form.lines not in ("fields", "free"):
        return False
    if sums_marked(form, every, at):
        return True
    if mark_of(line):
        return not line.filled or holds_rows(form, every, at) or _idle_like_others(line, held)
    if form.lines == "fields" and (_heads_parts(form, every, at) or run_below(form, every, at)):
        return True
    procedure = kind_of(line) in ("code", "dash")  # without numbers: it heads nothing
    return ordered and not procedure and not line.section and not line.filled and not any(line.texts)


def holds_rows(form: Form, every: Sequence[Line], at: int) -> bool:
    """Whether rows numbered in another way follow a marked one, or Roman numerals a letter; words hold no numbers.

    A letter holds no numerals where the first of them stands above all letters: «A» between «I» and «II» is a field.
    """
    place = next((place for place in range(at + 1, len(every)) if every[place].filled or mark_of(every[place])), None)
    if place is None or is_total(form, every, place) or names_the_office(every[place]):
        return False
    if sums_marked(form, every, place):
        return False
    other = mark_of(every[place])
    if not other or not is_letter(mark_of(every[at])) or is_letter(other):
        return not other
    return is_letter(next(filter(None, map(mark_of, every))))  # else letters stand below the numerals


def heads_fields(form: Form, every: Sequence[Line], at: int) -> bool:
    """Whether a row is the name of a department above its fields, which it adds up."""
    return names_a_department(every[at]) and (sums_marked(form, every, at) or run_below(form, every, at) > 0)


def sums_marked(form: Form, every: Sequence[Line], at: int) -> bool:
    """Whether a row that is not numbered like them is the sum of fields numbered I, II or A, B right below it."""
    line = every[at]
    if form.lines != "fields" or not line.filled or (line.section and mark_of(line)):
        return False
    if at + 1 == len(every) or not mark_of(every[at + 1]):
        return False

    def stands_below(one: Line) -> bool:
        alike = bool(line.section) and not mark_of(one) and kind_of(one) == kind_of(line)
        return bool(one.section) and not alike and not says_sum(form, one)

    marked = [one for one in takewhile(stands_below, every[at + 1 :]) if mark_of(one)]
    if not marked:
        return False
    if mark_of(line) or names_a_department(line):
        nothing = not any(amount(value) for one in (line, *marked) for value in one.values)
        return nothing or _adds(line, marked)
    anew = _begin_anew(every, marked[0])
    if line.section:  # two kinds of ordinals tell a heading from its fields
        adds = _adds(line, marked) or equals_sum(line, marked)
    else:
        sure = hardly_by_chance(line, OF_GROUP, DIFFERENT) and adds_up_exactly(line, marked)
        adds = sure or (anew and equals_sum(line, marked))
    return adds and (anew or _stands_outside(every, line, marked[0]))


def _begin_anew(every: Sequence[Line], marked: Line) -> bool:
    """Whether a row has the first mark, and other rows have it too: they count on below each heading of theirs."""
    mark = _BARE.sub("", mark_of(marked))
    return mark in _FIRST and sum(_BARE.sub("", mark_of(one)) == mark for one in every) > 1


def _stands_outside(every: Sequence[Line], line: Line, marked: Line) -> bool:
    """Whether rows numbered like a line stand above all rows marked like another: else they are below those."""
    letter = is_letter(mark_of(marked))
    for one in every:
        if mark := mark_of(one):
            if is_letter(mark) == letter:
                return False
        elif one.filled and kind_of(one) == kind_of(line) and bool(one.section) == bool(line.section):
            return True
    return True


def _idle_like_others(line: Line, held: Collection[bool]) -> bool:
    """Whether a marked row of nothing but 0 is a heading without rows, as others marked like it `held` some."""
    zero = all(value in ("", None, 0, "0") or says_nothing(str(value)) for value in line.values)
    return zero and is_letter(mark_of(line)) in held


def run_below(form: Form, every: Sequence[Line], at: int) -> int:
    """How many rows below a line belong to those numbered like it, or like it not at all, that it adds up; else 0.

    Procedures of those rows count with them and are not added.
    """
    line, kind = every[at], kind_of(every[at])
    if form.lines != "fields" or mark_of(line):
        return 0
    office = names_a_department(line)
    below = takewhile(lambda one: not (says_sum(form, one) or (office and names_a_department(one))), every[at + 1 :])
    own = takewhile(lambda one: kind_of(one[1]) in (kind, *_DEEPER.get(kind, ())), enumerate(below, start=1))
    alike = ((place, one) for place, one in own if kind_of(one) == kind)
    if not office:
        places: list[int] = []

        def fields_below() -> Iterator[Line]:  # no further than they are looked at: tables are long
            for place, one in alike:
                places.append(place)
                yield one

        count = run_added(line, fields_below())
        return places[count - 1] if count else 0
    every_one = list(alike)
    fields = [one for _, one in every_one]
    count = exactly_added(line, fields) or run_added(line, fields)
    count = count or (len(fields) if adds_up_but_for_one(line, fields) else 0)
    return every_one[count - 1][0] if count else 0


def _heads_parts(form: Form, every: Sequence[Line], at: int) -> bool:
    """Whether a line is the sum of the procedures written below it: «1» over «1.1», or numbers that add up."""
    parts = list(_run(form, every, at))
    if not parts or not every[at].filled or _is_next_heading(every, at, parts):
        return False
    fields = [part for part in parts if kind_of(part) == kind_of(parts[0])]  # which may have procedures of their own
    if parts_below(form, every, at):
        return True
    if len(fields) > 1 and kind_of(parts[0]) in PROCEDURES and equals_sum(every[at], fields):
        return True
    kind = kind_of(every[at])
    outermost = next(kind_of(line) for line in every if kind_of(line) in (kind, "number"))
    by_chance = kind in PROCEDURES and outermost != kind and not hardly_by_chance(every[at], OF_GROUP, DIFFERENT)
    return not by_chance and any(_adds(every[at], added) for added in (parts, fields))


def _is_next_heading(every: Sequence[Line], at: int, parts: Sequence[Line]) -> bool:
    """Whether the one row below a number is no part of it: with it the numbers begin anew."""
    following = every[at + 1 + len(parts) : at + 2 + len(parts)]
    return len(parts) == 1 and kind_of(every[at]) == "number" and [one.section for one in following] == ["1"]


def _adds(line: Line, parts: Sequence[Line]) -> bool:
    named = bool(mark_of(line)) or names_a_department(line)  # then a few numbers are enough
    return adds_up(line, parts) or adds_up_but_for_one(line, parts) or (named and equals_sum(line, parts))


def parts_below(form: Form, every: Sequence[Line], at: int) -> list[Line]:
    """The rows below a line that their numbering says to be parts of it: «1.1» below «1», a letter, a dash."""
    parts = list(_run(form, every, at))
    if not parts:
        return []
    level = level_of(every[at])
    own, first = (line.section.lstrip("0") for line in (every[at], parts[0]))  # «1.1» below «01»
    dotted = level_of(parts[0]) == level + 1 > 1 and first.startswith(f"{own}.")
    marked = kind_of(parts[0]) == "dash" or (level > 0 and kind_of(parts[0]) == "letter")
    if not any(part.filled for part in parts):
        return []  # nobody filled in the procedures
    return parts if dotted or (marked and not _heads_others(form, every, at + 1)) else []


def _heads_others(form: Form, every: Sequence[Line], at: int) -> bool:
    """Whether a row with a dash or a letter heads the lines below it itself: it has no number, or adds them up."""
    following = list(_run(form, every, at))
    return bool(following) and (not every[at].filled or adds_up(every[at], following))


def _run(form: Form, every: Sequence[Line], at: int) -> Iterator[Line]:
    """The lines below that are numbered in another way, down to the next of the line's own kind."""
    kind, level = kind_of(every[at]), level_of(every[at])
    for place in range(at + 1, len(every)):
        if (
            kind_of(every[place]) == kind
            or 0 < level_of(every[place]) <= level
            or is_total(form, every, place)
            or mark_of(every[place])
        ):
            return
        yield every[place]

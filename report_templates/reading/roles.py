"""What a row of a table is: a line of the form, a total, or the heading of a section; and which were left empty.

Words and numbering decide where they can. Where people number freely, sums do: a row that adds up the rows around it
is no line of its own, or everything would count twice.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from kstt.form import Form
from kstt.sheet import Line
from kstt.spelling import field_key
from report_templates.reading.adding_up import adds_up, amount, hardly_by_chance, no_more
from report_templates.reading.breakdowns import without_breakdowns
from report_templates.reading.contacts import is_contact
from report_templates.reading.line_marks import LEADING_MARK, is_letter, kind_of, mark_of
from report_templates.reading.nothing_arisen import denies
from report_templates.reading.partial_parts import agrees, dashed_parts, numbered_parts, unsaid_parts
from report_templates.reading.remarks import notes, remarks
from report_templates.reading.section_heads import heads_fields, holds_rows, opens_section, run_below, sums_marked
from report_templates.reading.subtotals import DOUBTFUL, counts, says_sum, with_subtotals
from report_templates.reading.timed_rows import timed_rows
from report_templates.reading.total_words import (
    carries_over,
    compares,
    is_example,
    names_the_office,
    only_words,
    tells_another_time,
)
from report_templates.reading.totals import by_sums, closes, is_total

_PART = re.compile(r"^\W*trong đó\b")  # repeats what its parent counts
_LISTED = re.compile(r"^\W*(?:t\W?đ(?:ó)?|(?:bao )?gồm(?: có)?)\s*:")  # so does what is listed without an ordinal


def roles(form: Form, lines: Iterable[Line], touched: Collection[int] = ()) -> list[Line]:
    """Says of each line whether it is a line, a total or a section. Until here `section` holds the ordinal.

    What is none of these is a `part` of another line, a `comment` that only compares, an `example`, a `note`, mere
    `words`, `unnamed`, `denied` by its own words, `doubtful`, perhaps `inside` another line, or `timed`, as the name of
    a period. `touched` are rows with an error or a formula nobody can compute in a number column: they are not empty.
    """
    told = list(lines)
    said, orphans, noted = remarks(told), set(_orphans(form, told)), notes(form, told)
    beside = [
        "words" if at in said and line.row not in touched else "" if line.row in orphans else _beside(form, line)
        for at, line in enumerate(told)
    ]
    beside = ["note" if at in noted else role for at, role in enumerate(beside)]
    if form.lines == "index":
        beside = _retold(told, beside, "comment", _group_sums(form, told))
    beside = _with_further_parts(form, told, beside)
    if form.lines == "fields":
        beside = _retold(told, beside, "part", set(dashed_parts(told, beside)))
    first = _settled(form, told, beside, touched)
    if form.lines == "fields" and not agrees(first):
        unsaid = unsaid_parts(form, told, beside) | orphans
        listed = numbered_parts(form, told) | unsaid
        if listed and agrees(second := _settled(form, told, _retold(told, beside, "part", listed), touched)):
            return second
        if not any(line.role == "total" and line.filled for line in first):
            asked = {line.row for line in first if line.role == "line" and any(map(amount, line.values))} & unsaid
            return [_as(line, "inside", line.section) if line.row in asked else line for line in first]
    return first


def _retold(told: Sequence[Line], beside: Sequence[str], role: str, rows: Collection[int]) -> list[str]:
    """The roles known by words, with that of some rows being another one."""
    return [role if line.row in rows else own for line, own in zip(told, beside, strict=True)]


def _settled(form: Form, told: Sequence[Line], beside: Sequence[str], touched: Collection[int]) -> list[Line]:
    every = with_subtotals(form, [line for line, role in zip(told, beside, strict=True) if not role])
    set_aside = [_as(line, role, "") for line, role in zip(told, beside, strict=True) if role]
    settled = _with_total_of_sections(form, every, list(_in_order(form, every, touched)))
    return [*set_aside, *(without_breakdowns(settled) if form.lines == "fields" else settled)]


def _with_total_of_sections(form: Form, every: Sequence[Line], settled: list[Line]) -> list[Line]:
    """The rows by their roles, the first or last that adds up all lines of sections with sums being a total."""
    if form.lines != "fields" or not any(line.role == "section" and line.filled for line in settled):
        return settled
    ordinals = {line.row: line for line in every}
    lines = [line for line in settled if line.role in ("line", "unnamed", "doubtful") and line.filled]
    for one in (*lines[:1], *lines[-1:]):
        alike = [line for line in lines if line is one or (names_the_office(one) and line.label == one.label)]
        own, others = ordinals[one.row], [line for line in lines if line not in alike]
        bare = kind_of(own) == "none" and not mark_of(own) and len(others) > 1
        if bare and (hardly_by_chance(one) or names_the_office(one)) and adds_up(one, others):
            return [_as(line, "total", "") if line in alike else line for line in settled]
    return settled


def _in_order(form: Form, every: Sequence[Line], touched: Collection[int]) -> Iterator[Line]:
    """The rows that say something of their own, from the first to the last, each below the heading it belongs to."""
    ordered = any(line.section.isdigit() or kind_of(line) == "code" for line in every)
    named = form.lines == "fields" and any(counts(form, line) and not tells_another_time(line) for line in every)
    timed = timed_rows(form, every, named=named)
    held = {is_letter(mark_of(one)) for at, one in enumerate(every) if mark_of(one) and holds_rows(form, every, at)}
    section, after_total, opened_by, last = "", False, "", -1
    opened: set[bool] = set()
    for at, line in enumerate(every):
        if (opened_by and kind_of(line) == opened_by and at > last) or at == last + 1 > 0 or opened & _marks(line):
            section, opened_by, last = "", "", -1
        # an empty row among the parts of a line is one of them, and heads nothing
        among = at <= last or (opened_by and kind_of(every[min(at + 1, len(every) - 1)]) != opened_by)
        if at in timed:
            section = section if line.filled else line.label
            yield _as(line, "timed", section)
        elif (after_total and compares(line)) or (named and tells_another_time(line) and line.filled):
            yield _as(line, "comment", "")
        elif after_total and line.row not in touched and only_words(line):
            yield _as(line, "words", "")
        elif is_total(form, every, at) and not heads_fields(form, every, at):
            after_total = closes(form, every, at)
            yield _as(line, "comment" if form.fixed else "total", "")  # lines of different indicators are never added
        elif (line.filled or not among) and opens_section(form, every, at, held, ordered=ordered):
            if any(one.section.isdigit() or one.filled for one in every[at + 1 :]):
                opened_by = "" if mark_of(line) or not line.filled else kind_of(line)
                run = run_below(form, every, at)
                last = at + run if run else -1
                section = LEADING_MARK.sub("", line.label)
                opened |= set() if sums_marked(form, every, at) else _marks(line)
                yield _as(line, "section", section)
        elif not line.label or line.row in touched or _is_filled_in(form, line):
            role = _doubt(form, every, at) if line.label else "unnamed"
            role = "denied" if denies(form, line) else role
            yield _as(line, "line" if role == "inside" and opened_by else role, section)  # its heading adds it up


def _marks(line: Line) -> set[bool]:
    """Whether a row is marked with a letter or a Roman numeral: «II», be it a line, ends what stands below «I»."""
    return {is_letter(mark_of(line))} if mark_of(line) else set()


def _orphans(form: Form, lines: Sequence[Line]) -> Iterator[int]:
    """The rows said to be parts of one that has no number, or of a total above all lines: nothing else counts them."""
    above: Line | None = None
    counted = False
    for line in lines:
        if not _says_part(line):
            above, counted = line, counted or counts(form, line)
        elif line.filled and not (above and above.filled and (counted or not says_sum(form, above))):
            yield line.row


def _says_part(line: Line) -> bool:
    label = line.label.casefold()
    listed = _LISTED.match(label) and not line.section.isdigit()
    return bool(listed or _PART.match(label) or _PART.match(line.section.casefold()))


def _beside(form: Form, line: Line) -> str:
    """The role of a row that repeats numbers of other rows by its own words; else empty."""
    if _says_part(line):
        return "part"
    if form.lines == "fields" and is_example(line):
        return "example"
    if form.lines in ("fields", "unit") and is_contact(line):
        return "note"
    return "comment" if form.lines in ("fields", "unit") and carries_over(line) else ""


def _group_sums(form: Form, lines: Sequence[Line]) -> set[int]:
    """The rows that give the points of a whole group of metrics, as the national portal shows them, beside its own."""
    given = (form.printed(line.label) for line in lines if line.filled)
    groups = {field_key(text) for one in given if one for text in one.texts}
    return {line.row for line in lines if field_key(LEADING_MARK.sub("", line.label)) in groups}


def _with_further_parts(form: Form, told: Sequence[Line], beside: list[str]) -> list[str]:
    """The roles, rows without a number below a «Trong đó» being parts too, where no ordinal is left out for them."""
    above: Line | None = None
    for at, line in enumerate(told):
        if line.section.isdigit():
            above = line
        elif at and beside[at - 1] == "part" and not beside[at] and above and _is_further_part(form, above, told[at:]):
            below = next((int(one.section) for one in told[at:] if one.section.isdigit()), int(above.section) + 1)
            beside[at] = "part" if below == int(above.section) + 1 else ""
        if not line.section.isdigit() and not beside[at]:
            above = None  # a row of its own, which what follows may be a part of
    return beside


def _is_further_part(form: Form, above: Line, rows: Sequence[Line]) -> bool:
    line, below = rows[0], list(takewhile(lambda one: kind_of(one) != "none", rows[1:]))
    if below and adds_up(line, below):
        return False  # the heading of the next lines
    plainly = kind_of(line) == "none" and not mark_of(line) and not says_sum(form, line)
    return form.lines == "fields" and plainly and bool(line.label) and line.filled and no_more(line, above)


def _doubt(form: Form, every: Sequence[Line], at: int) -> str:
    """A line, unless it may well be the total of the others, as an office's name says, or a part of the line above."""
    office = form.lines == "fields" and not every[at].section and names_the_office(every[at])
    if office or every[at].role == DOUBTFUL or by_sums(form, every, at) == DOUBTFUL:
        return "doubtful"
    return "inside" if _may_be_part(form, every, at) else "line"


def _may_be_part(form: Form, every: Sequence[Line], at: int) -> bool:
    """Whether a row without a number between two that count on may be a part of the upper one, and no total says no."""
    above = next((line for line in reversed(every[:at]) if line.section.isdigit()), None)
    below = next((line for line in every[at + 1 :] if line.section.isdigit()), None)
    if form.lines != "fields" or kind_of(every[at]) != "none" or not (above and below):
        return False
    if int(below.section) != int(above.section) + 1 or any(one.filled for one in every if says_sum(form, one)):
        return False
    return any(map(amount, every[at].values)) and above.filled and no_more(every[at], above)


def _is_filled_in(form: Form, line: Line) -> bool:
    """Whether a unit wrote anything: a computed total that shows 0 on an untouched line of our blank is nothing."""
    numbers = zip(form.numbers, line.values, strict=True)
    return (
        any(
            value not in ("", None) for column, value in numbers if not (form.computed_by(column.number) and value == 0)
        )
        or (not form.fixed and any(value not in ("", None) for value in line.texts))
        or _says_more(form, line)
    )


def _says_more(form: Form, line: Line) -> bool:
    """Whether a fixed line carries words besides those the form prints."""
    own = form.printed(line.label)
    said = [value for at, value in enumerate(line.texts) if value and (not own or at >= len(own.texts))]
    return bool(form.fixed) and bool(said or (own and any(form.typed_aside(own, line.texts))))


def _as(line: Line, role: str, section: str) -> Line:
    return replace(line, role=role, section=section)  # what comes later still asks for the ordinals of all

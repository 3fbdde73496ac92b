"""What a row of a table is: a line of the form, a total, or the heading of a section; and which were left empty.

Words and numbering decide where they can. Where people number freely, sums do: a row that adds up the rows around it
is no line of its own, or everything would count twice.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from kstt.form import Form
from kstt.sheet import Line
from kstt.spelling import field_key
from report_templates.reading.adding_up import adds_up, amount, hardly_by_chance, no_more
from report_templates.reading.breakdowns import without_breakdowns
from report_templates.reading.contacts import is_contact
from report_templates.reading.counted_once import counted_once
from report_templates.reading.line_marks import LEADING_MARK, kind_of, mark_of
from report_templates.reading.nested_ordinals import told_apart
from report_templates.reading.partial_parts import agrees, dashed_parts, numbered_parts, said_again, unsaid_parts
from report_templates.reading.remarks import notes, remarks
from report_templates.reading.repeating_rows import told_by_total, total_of_marked
from report_templates.reading.row_order import in_order
from report_templates.reading.subtotals import counts, says_sum, with_subtotals
from report_templates.reading.three_levels import told_by_levels
from report_templates.reading.timed_rows import beside_fields
from report_templates.reading.total_words import (
    carries_over,
    is_example,
    is_same_office,
    names_the_office,
    says_part,
    says_total,
)
from report_templates.reading.totals import with_summary

_NO_CHANCE = 8, 4  # the largest number at least, and so many different ones


def roles(form: Form, lines: Iterable[Line], touched: Collection[int] = ()) -> list[Line]:
    """Says of each line whether it is a line, a total or a section. Until here `section` holds the ordinal.

    What is none of these is a `part` of another line, a `comment` that only compares, an `example`, a `note`, mere
    `words`, `unnamed`, `denied` by its own words, `doubtful`, perhaps `inside` another line, or `timed`, as the name of
    a period. `touched` are rows with an error or a formula nobody can compute in a number column: they are not empty.
    """
    told = with_summary(form, told_apart(form, list(lines)))
    orphans = set(_orphans(form, told))
    known = _by_words(form, told, touched, orphans)
    settled = _settled(form, told, known, touched)
    totalled = any(line.role == "total" and line.filled for line in settled)
    if form.lines != "fields" or agrees(settled):
        return settled
    whole = [] if totalled else total_of_marked(form, told)

    def right(read: list[Line]) -> bool:
        return agrees([*read, *whole])

    if right(settled):
        return settled
    if right(once := told_by_total(form, counted_once(settled), whole)) or not totalled:
        settled = once
    if right(settled):
        return settled
    rows = [line for line, role in zip(told, known, strict=True) if not role and line.filled]
    if levels := told_by_levels([line for line in rows if not says_total(form, line)], settled):
        return levels
    unsaid = unsaid_parts(form, told, known) | orphans
    listed = numbered_parts(form, told) | unsaid
    for parts in filter(None, (listed, listed | said_again(form, told) if totalled or whole else set())):
        without_parts = _settled(form, told, _retold(told, known, "part", parts), touched)
        for told_once in filter(right, (without_parts, counted_once(without_parts))):
            return told_once
    if totalled:
        return settled
    doubtful = unsaid | (said_again(form, told) & _repeating(settled))
    return [_as(line, "inside", line.section) if line.row in doubtful and _counts(line) else line for line in settled]


def _repeating(settled: Sequence[Line]) -> set[int]:
    """The rows below no heading that, where others are, may be its only line if they say what the row above says.

    Of 4,000 tables of 15 fields with few dossiers each, 1 in 100 had two such rows below each other by chance.
    """
    headed = any(line.role == "section" and line.filled for line in settled)
    return {line.row for line in settled if headed and not line.section and hardly_by_chance(line, *_NO_CHANCE)}


def _counts(line: Line) -> bool:
    return line.role == "line" and any(map(amount, line.values))


def _by_words(form: Form, told: Sequence[Line], touched: Collection[int], orphans: Collection[int]) -> list[str]:
    """The roles of the rows that repeat numbers of others, or hold none, by their words; else empty.

    `orphans` say that they are parts, and are parts of nothing.
    """
    noted, said = notes(form, told), remarks(told)

    def of_row(at: int, line: Line) -> str:
        if at in noted:
            return "note"
        if at in said and line.row not in touched:
            return "words"
        return "" if line.row in orphans else _by_own_words(form, line)

    known = [of_row(at, line) for at, line in enumerate(told)]
    if form.lines == "index":
        return _retold(told, known, "comment", _group_sums(form, told))
    if form.lines != "fields":
        return known
    timed = beside_fields(form, [line for line, role in zip(told, known, strict=True) if not role])
    known = [role or timed.get(line.row, "") for line, role in zip(told, known, strict=True)]
    known = _with_further_parts(form, told, known)
    return _retold(told, known, "part", set(dashed_parts(told, known)))


def _retold(told: Sequence[Line], known: Sequence[str], role: str, rows: Collection[int]) -> list[str]:
    """The roles known by words, with that of some rows being another one."""
    return [role if line.row in rows else own for line, own in zip(told, known, strict=True)]


def _settled(form: Form, told: Sequence[Line], known: Sequence[str], touched: Collection[int]) -> list[Line]:
    every = with_subtotals(form, [line for line, role in zip(told, known, strict=True) if not role])
    set_aside = [_as(line, role, "") for line, role in zip(told, known, strict=True) if role]
    settled = _with_total_of_sections(form, every, list(in_order(form, every, touched)))
    if form.lines == "fields":
        settled = told_by_total(form, settled)
    return [*set_aside, *(without_breakdowns(settled) if form.lines == "fields" else settled)]


def _with_total_of_sections(form: Form, every: Sequence[Line], settled: list[Line]) -> list[Line]:
    """The rows by their roles, the first or last that adds up all lines of sections with sums being a total."""
    if form.lines != "fields" or not any(line.role == "section" and line.filled for line in settled):
        return settled
    bare = {line.row for line in every if kind_of(line) == "none" and not mark_of(line)}
    lines = [line for line in settled if line.role in ("line", "unnamed", "doubtful") and line.filled]
    sums = _rows_of_total(lines, bare)
    return [_as(line, "total", "") if line.row in sums else line for line in settled]


def _rows_of_total(lines: Sequence[Line], bare: Collection[int]) -> set[int]:
    """The row, and that of the same office again, of the first or last line where it adds up all others."""
    for one in (*lines[:1], *lines[-1:]):
        others = [line for line in lines if line is not one and not is_same_office(one, line)]
        known = one.row in bare and (hardly_by_chance(one) or names_the_office(one))
        if known and len(others) > 1 and adds_up(one, others):
            return {line.row for line in lines} - {line.row for line in others}
    return set()


def _orphans(form: Form, lines: Sequence[Line]) -> Iterator[int]:
    """The rows said to be parts of one that has no number, or of a total above all lines: nothing else counts them."""
    above: Line | None = None
    counted = False
    for line in lines:
        if not says_part(line):
            above, counted = line, counted or counts(form, line)
        elif line.filled and not (above and above.filled and (counted or not says_sum(form, above))):
            yield line.row


def _by_own_words(form: Form, line: Line) -> str:
    """The role of a row that repeats numbers of other rows by its own words; else empty."""
    if says_part(line):
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


def _with_further_parts(form: Form, told: Sequence[Line], known: list[str]) -> list[str]:
    """The roles, rows without a number below a «Trong đó» being parts too, where no ordinal is left out for them."""
    above: Line | None = None
    for at, line in enumerate(told):
        if line.section.isdigit():
            above = line
            continue
        after_part = at > 0 and known[at - 1] == "part" and not known[at]
        if after_part and above and _is_further_part(form, above, told[at:]):
            known[at] = "part"
        if not known[at]:
            above = None  # a row of its own, which what follows may be a part of
    return known


def _is_further_part(form: Form, above: Line, rows: Sequence[Line]) -> bool:
    line, below = rows[0], list(takewhile(lambda one: kind_of(one) != "none", rows[1:]))
    if below and adds_up(line, below):
        return False  # the heading of the next lines
    next_one = int(above.section) + 1
    if next((int(one.section) for one in rows if one.section.isdigit()), next_one) != next_one:
        return False
    plainly = kind_of(line) == "none" and not mark_of(line) and not says_sum(form, line)
    return plainly and bool(line.label) and line.filled and no_more(line, above)


def _as(line: Line, role: str, section: str) -> Line:
    return replace(line, role=role, section=section)  # what comes later still asks for the ordinals of all

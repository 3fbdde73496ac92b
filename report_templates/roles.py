"""What a row of a table is: a line of the form, a total, or the heading of a section; and which were left empty.

Words and numbering decide where they can. Where people number freely, sums do: a row that adds up the rows around it
is no line of its own, or everything would count twice.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Literal

from kstt.form import Form
from kstt.sheet import Line
from kstt.spelling import key
from report_templates.adding_up import adds_up, adds_up_exactly, hardly_by_chance, no_more, run_added
from report_templates.total_words import compares, says_total, tells_another_time

_LETTER = re.compile(r"^[A-HĐ](?:[.)\s\-–—:/]|$)")
_ROMAN = re.compile(r"^(?:[IVX]{1,5}|[A-HĐ])(?:[.)\s\-–—:/]|$)")
_LEADING_ROMAN = re.compile(r"^(?:[IVX]{1,5}|[A-HĐ])\s*[.)\-–—:/]+\s*")
_PART = re.compile(r"^\W*trong đó\b")  # repeats what its parent counts
_SMALL_LETTER = re.compile(r"^[a-hđ](?:[.)]|$)")
_DOTTED = re.compile(r"^(\d+)\.\d")


def roles(form: Form, lines: Iterable[Line], touched: Collection[int] = ()) -> Iterator[Line]:
    """Says of each line whether it is a line, a total or a section. Until here `section` holds the ordinal.

    What is none of these is a `part` of another line, a `comment` that only compares, `unnamed`, `doubtful`, or perhaps
    `inside` another line.
    `touched` are rows with an error or a formula nobody can compute in a number column: they are not empty.
    """
    told = list(lines)
    every = [line for line in told if not _PART.match(line.label.casefold())]
    yield from (_as(line, "part", "") for line in told if _PART.match(line.label.casefold()))
    ordered = any(line.section.isdigit() for line in every)
    named = form.lines == "fields" and any(_counts(form, line) and not tells_another_time(line) for line in every)
    section, after_total, opened_by, last = "", False, "", -1
    for at, line in enumerate(every):
        if (opened_by and _kind(line) == opened_by and at > last) or at == last + 1 > 0:
            section, opened_by, last = "", "", -1
        if (after_total and compares(line)) or (named and tells_another_time(line) and _has_numbers(line)):
            yield _as(line, "comment", "")
        elif _is_total(form, every, at):
            after_total = _closes(form, every, at)
            yield _as(line, "total", "")
        elif _opens_section(form, every, at, ordered=ordered):
            if any(_below(every, at)):
                opened_by = "" if _mark(line) or not _has_numbers(line) else _kind(line)
                run = _run_below(form, every, at)
                last = at + run if run else -1
                section = _LEADING_ROMAN.sub("", line.label)
                yield _as(line, "section", section)
        elif not line.label or line.row in touched or _is_filled_in(form, line):
            yield _as(line, _doubt(form, every, at) if line.label else "unnamed", section)


def _doubt(form: Form, every: Sequence[Line], at: int) -> str:
    """A line, unless it may well be the total of the others or a part of the line above it."""
    if _by_sums(form, every, at) == "doubtful":
        return "doubtful"
    return "inside" if _may_be_part(form, every, at) else "line"


def _may_be_part(form: Form, every: Sequence[Line], at: int) -> bool:
    """Whether a row without a number between two that count on may be a part of the upper one, and no total says no."""
    above = next((line for line in reversed(every[:at]) if line.section.isdigit()), None)
    below = next((line for line in every[at + 1 :] if line.section.isdigit()), None)
    if form.lines != "fields" or _kind(every[at]) != "none" or not (above and below):
        return False
    if int(below.section) != int(above.section) + 1 or any(_has_numbers(one) for one in every if says_total(form, one)):
        return False
    return all(map(_has_numbers, (every[at], above))) and no_more(every[at], above)


def _closes(form: Form, every: Sequence[Line], at: int) -> bool:
    """Whether a total is the last one and stands below what it adds."""
    below = every[at + 1 :]
    return any(_counts(form, line) for line in every[:at]) and not any(says_total(form, line) for line in below)


def _is_total(form: Form, every: Sequence[Line], at: int) -> bool:
    return says_total(form, every[at]) or _by_sums(form, every, at) == "total"


def _by_sums(form: Form, every: Sequence[Line], at: int) -> Literal["total", "doubtful", ""]:
    """Whether a row that no word calls a total is one, or may be one: it stands first or last and adds up the others.

    Without an ordinal among lines that have one it is none of them; otherwise its sums must fit in every column, and
    small numbers leave a doubt where no other row is the total.
    """
    line = every[at]
    if form.lines not in ("fields", "unit") or not _counts(form, line) or _mark(line):
        return ""
    if any(_counts(form, other) for other in every[:at]) and any(_counts(form, other) for other in every[at + 1 :]):
        return ""
    others = [other for other in every if other is not line and _counts(form, other)]
    ways = [parts for parts in (others, [other for other in others if not _mark(other)]) if len(parts) > 1]
    if not line.section and any(other.section for other in others):
        return "total" if any(adds_up(line, parts) for parts in ways) else ""
    if not any(adds_up_exactly(line, parts) for parts in ways):
        return ""
    if hardly_by_chance(line):
        return "total"
    return "" if any(says_total(form, other) for other in every) else "doubtful"


def _counts(form: Form, line: Line) -> bool:
    return _has_numbers(line) and not (says_total(form, line) or compares(line))


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
    own = next((one for one in form.fixed if key(one.label) == key(line.label)), None)
    said = [value for at, value in enumerate(line.texts) if value and (not own or at >= len(own.texts))]
    return bool(form.fixed) and bool(said)


def _as(line: Line, role: str, section: str) -> Line:
    return replace(line, role=role, section=section)  # what comes later still asks for the ordinals of all


def _below(every: Sequence[Line], at: int) -> Iterable[Line]:
    return (line for line in every[at + 1 :] if line.section.isdigit() or _has_numbers(line))


def _has_numbers(line: Line) -> bool:
    return any(value not in ("", None) for value in line.values)


def _opens_section(form: Form, every: Sequence[Line], at: int, *, ordered: bool) -> bool:
    line = every[at]
    if form.fixed or (not form.sections and form.lines != "free"):
        return False
    if mark := _mark(line):
        below = next((one for one in every[at + 1 : at + 2] if not _is_total(form, every, at + 1)), None)
        inner = below is not None and (not (other := _mark(below)) or (_is_letter(mark) and not _is_letter(other)))
        return inner or not _has_numbers(line)
    if form.lines == "fields" and (_heads_parts(form, every, at) or _run_below(form, every, at)):
        return True
    return ordered and not line.section and not _has_numbers(line) and not any(line.texts)


def _run_below(form: Form, every: Sequence[Line], at: int) -> int:
    """How many rows below a line are numbered like it, or like it not at all, and what it adds up; else 0."""
    kind = _kind(every[at])
    if form.lines != "fields" or _mark(every[at]):
        return 0
    alike = takewhile(lambda line: _kind(line) == kind and not says_total(form, line), every[at + 1 :])
    return run_added(every[at], alike)


def _heads_parts(form: Form, every: Sequence[Line], at: int) -> bool:
    """Whether a line is the sum of the procedures written below it: «1» over «1.1», or numbers that add up."""
    parts = list(_run(form, every, at))
    if not parts or not _has_numbers(every[at]):
        return False
    dotted = _DOTTED.match(parts[0].section)
    lettered = _kind(every[at]) == "number" and _kind(parts[0]) == "letter"
    below = bool(dotted and dotted[1] == every[at].section) or _kind(parts[0]) == "dash" or lettered
    return below or adds_up(every[at], parts)


def _run(form: Form, every: Sequence[Line], at: int) -> Iterator[Line]:
    """The lines below that are numbered in another way, down to the next of the line's own kind."""
    kind = _kind(every[at])
    for place in range(at + 1, len(every)):
        if _kind(every[place]) == kind or _is_total(form, every, place) or _mark(every[place]):
            return
        yield every[place]


def _kind(line: Line) -> str:
    """How a line is numbered: 1, 1.1, a), a dash, or not at all."""
    if line.section.isdigit():
        return "number"
    if _DOTTED.match(line.section):
        return "dotted"
    if _SMALL_LETTER.match(line.section or line.label):
        return "letter"
    return "dash" if line.section in ("-", "–", "+", "*") or line.label[:1] in ("-", "–", "+") else "none"


def _mark(line: Line) -> str:
    """The Roman numeral or capital letter a line is numbered with, in its own cell or before its label."""
    found = _ROMAN.match(line.section) or (None if line.section else _LEADING_ROMAN.match(line.label))
    return found[0] if found else ""


def _is_letter(mark: str) -> bool:
    return bool(_LETTER.match(mark))

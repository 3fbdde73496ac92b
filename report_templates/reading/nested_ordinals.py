"""Headings numbered like the lines below them: «I» above «I, II», «1» above «1, 2, 3», or nearly so, «I» above «A»."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kstt.form import Form
from kstt.sheet import Line
from report_templates.reading.adding_up import adds_up, equals_sum
from report_templates.reading.line_marks import LEADING_MARK

_ROMAN = tuple(ten + one for ten in ("", "X") for one in ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"))
_LETTERS = "ABCDEFGH"
_MARK = re.compile(r"^([IVX]{1,5}|[A-H])\s*[.)\-–—:/]?\s*$")


@dataclass(slots=True)
class _Group:
    """A row that may be a heading, and the rows numbered anew from 1 below it, by their places."""

    head: int
    below: list[int] = field(default_factory=list)


def told_apart(form: Form, lines: Sequence[Line]) -> list[Line]:
    """The rows, headings numbered like their lines being Roman numerals and their lines digits.

    Only where headings count on from 1, the lines below each do too, and some heading adds its lines: else everything
    would count twice.
    """
    groups = list(_groups(lines)) if form.lines == "fields" else []
    if not any(_is_sum(lines, group) for group in groups):
        return list(lines)
    orders = {group.head: _ROMAN[at] for at, group in enumerate(groups)}
    orders |= {place: str(at) for group in groups for at, place in enumerate(group.below, start=1)}
    return [replace(line, section=orders[at]) if at in orders else line for at, line in enumerate(lines)]


def _is_sum(lines: Sequence[Line], group: _Group) -> bool:
    head, below = lines[group.head], [lines[at] for at in group.below]
    return head.filled and (adds_up(head, below) or equals_sum(head, below))


def _groups(lines: Sequence[Line]) -> Iterator[_Group]:
    """All numbered rows of a table by the heading above them; none where they do not count so from first to last.

    Rows of one kind count anew below each heading, letters below numerals may count on.
    """
    numbered = [(at, *ordinal) for at, line in enumerate(lines) if (ordinal := _ordinal(line))]
    kinds = list(dict.fromkeys(kind for _, kind, _ in numbered))
    if kinds not in (["number"], ["roman"], ["letter"], ["roman", "letter"]):
        return
    following = [value for *_, value in numbered[1:]]
    groups: list[_Group] = []
    last = 0  # of the rows below headings
    for (at, kind, value), after in zip(numbered, [*following, 0], strict=True):
        if after == 1 if len(kinds) == 1 else kind == "roman":
            if value != len(groups) + 1 or (groups and not groups[-1].below):
                return
            groups.append(_Group(at))
            continue
        counts_on = len(kinds) > 1 and value == last + 1
        if not groups or not (counts_on or value == len(groups[-1].below) + 1):
            return
        groups[-1].below.append(at)
        last = value
    if len(groups) <= len(_ROMAN):
        yield from groups


def _ordinal(line: Line) -> tuple[str, int] | None:
    """The kind and the value of a row's ordinal, in a cell of its own or before its label."""
    if line.section.isdigit():
        return "number", int(line.section)
    mark = line.section or (found[0] if (found := LEADING_MARK.match(line.label)) else "")
    said = found[1] if (found := _MARK.match(mark)) else ""
    if said in _ROMAN:
        return "roman", _ROMAN.index(said) + 1
    return ("letter", _LETTERS.index(said) + 1) if said and said in _LETTERS else None

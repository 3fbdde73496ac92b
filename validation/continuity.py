"""A quarter's opening backlog held against the former quarter's closing one, field by field.

Which columns continue each other the definitions say (`continuity`). A difference is to be explained, never a block.
"""

from collections.abc import Iterator, Mapping

from kstt.finding import Finding
from kstt.form import Form
from kstt.period import Period
from kstt.rollup import Name
from validation.parsing import Parsed
from validation.register import rules, tell

BACKLOG = "memory.backlog"
Closings = Mapping[str, Mapping[int, int]]
"""What a unit's form closed with a quarter ago: by official name of the line, then by the closing column's number."""


def backlog_findings(form: Form, parsed: Parsed, closings: Closings, name: Name, former: Period) -> Iterator[Finding]:
    """A finding per name whose opening number is not its closing one of the `former` quarter.

    Lines of one name count together and are told at the first; a name that is no longer there is told without a cell.
    """
    for opening, closing in form.carried:
        here = _openings(form, parsed, opening, name)
        for official in dict.fromkeys((*here, *closings)):
            index, found = here.get(official, (None, 0))
            expected = closings.get(official, {}).get(closing, 0)
            if found != expected and rules()[BACKLOG].since <= former:
                place = _place(parsed, index, opening) if index is not None else {"line": official}
                facts = {"found": found, "expected": expected, "closing": closing, "former": former.name}
                yield tell(BACKLOG, form=form, sheet=parsed.sheet, column=opening, **place, **facts)


def _openings(form: Form, parsed: Parsed, opening: int, name: Name) -> dict[str, tuple[int, int]]:
    """By official name: the first of its lines and the sum of the column."""
    at = [column.number for column in form.numbers].index(opening)
    found: dict[str, tuple[int, int]] = {}
    for index, (line, numbers) in enumerate(zip(parsed.lines, parsed.numbers, strict=True)):
        if line.role == "line":
            official = name(line.label, line.section)[0]
            first, so_far = found.get(official, (index, 0))
            found[official] = first, so_far + (numbers[at] or 0)
    return found


def _place(parsed: Parsed, index: int, number: int) -> dict[str, object]:
    line = parsed.lines[index]
    return {"row": line.row, "column_at": parsed.columns[number], "line": line.label}

"""A quarter's opening backlog held against the former quarter's closing one, field by field.

Which columns continue each other the definitions say (`continuity`), whose closings a unit takes over its Estate. A
difference is to be explained, never a block.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kstt.finding import Finding
from kstt.form import Form
from kstt.heritage import Estate
from kstt.period import Period
from kstt.rollup import Name
from validation.parsing import Parsed
from validation.register import rules, shown_number, tell

BACKLOG, SPLIT = "memory.backlog", "memory.backlog_split"


def backlog_findings(form: Form, parsed: Parsed, estate: Estate, name: Name, former: Period) -> Iterator[Finding]:
    """A finding per name whose opening number is not what the estate closed with in the `former` quarter.

    Lines of one name count together and are told at the first; a name that is no longer there is told without a cell.
    """
    for opening, closing in form.carried:
        here = _openings(form, parsed, opening, name)
        for official in dict.fromkeys((*here, *estate.closings)):
            index, found = here.get(official, (None, 0))
            place = _place(parsed, index, opening) if index is not None else {"line": official}
            facts = _facts(estate, official, closing, former)
            if found != facts["expected"] and rules()[BACKLOG].since <= former:
                yield tell(BACKLOG, form=form, sheet=parsed.sheet, column=opening, found=found, **place, **facts)


def split_findings(
    form: Form, parsed: Sequence[Parsed], estate: Estate, name: Name, former: Period
) -> Iterator[Finding]:
    """A finding per name whose opening numbers in the forms of all heirs are not together what was left to them.

    `parsed` are the heirs' forms, in their order. Which of them is wrong nobody knows: no cell is named.
    """
    for opening, closing in form.carried:
        here = [_openings(form, one, opening, name) for one in parsed]
        for official in dict.fromkeys((*(line for one in here for line in one), *estate.closings)):
            each = [one.get(official, (0, 0))[1] for one in here]
            facts = _facts(estate, official, closing, former) | {"found": sum(each), "column": opening}
            if facts["found"] != facts["expected"] and rules()[SPLIT].since <= former:
                said = _listed(zip((unit.name for unit in estate.heirs), each, strict=True))
                yield tell(SPLIT, form=form, sheet=parsed[0].sheet, line=official, said=said, **facts)


def _facts(estate: Estate, line: str, closing: int, former: Period) -> dict[str, Any]:
    expected = estate.closings.get(line, {}).get(closing, 0)
    whose = _listed(estate.parts(line, closing))
    facts = {"expected": expected, "closing": closing, "former": former.name}
    return {**facts, "whose": f" của {whose}" if whose else ""}


def _listed(parts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} ({shown_number(value)})" for name, value in parts)


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

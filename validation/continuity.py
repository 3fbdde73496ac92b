"""A quarter's opening backlog held against the former quarter's closing one, field by field.

Which columns continue each other the definitions say (`continuity`), whose closings a unit takes over its Estate. A
difference is to be explained, never a block.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kstt.finding import Finding
from kstt.form import Form
from kstt.lineage.heritage import Estate
from kstt.period import Period
from kstt.rollup import Name
from validation.parsed import Parsed
from validation.placing import lines_by_name, place_of_name, stands, sum_of
from validation.telling import shown_number, tell

BACKLOG, SPLIT = "memory.backlog", "memory.backlog_split"


def backlog_findings(form: Form, parsed: Parsed, estate: Estate, name: Name, former: Period) -> Iterator[Finding]:
    """A finding per name whose opening number is not what the estate closed with in the `former` quarter.

    Lines of one name count together and are told at the first; a name that is no longer there is told without a cell.
    """
    here = lines_by_name(parsed, name)
    for opening, closing in form.carried:
        for official in dict.fromkeys((*here, *estate.closings)):
            lines = here.get(official, [])
            found, facts = sum_of(parsed, lines, opening), _facts(estate, official, closing, former)
            if found != facts["expected"]:
                facts |= {"found": found, "stands": stands(parsed, lines, opening, found)}
                yield tell(BACKLOG, **place_of_name(form, parsed, official, lines, opening), **facts)


def split_findings(
    form: Form, parsed: Sequence[Parsed], estate: Estate, name: Name, former: Period
) -> Iterator[Finding]:
    """A finding per name whose opening numbers in the forms of all heirs are not together what was left to them.

    `parsed` are the heirs' forms, in their order. Which of them is wrong nobody knows: no cell is named.
    """
    here = [lines_by_name(one, name) for one in parsed]
    for opening, closing in form.carried:
        for official in dict.fromkeys((*(line for one in here for line in one), *estate.closings)):
            pairs = zip(parsed, here, strict=True)
            each = [sum_of(one, lines.get(official, []), opening) for one, lines in pairs]
            facts = _facts(estate, official, closing, former) | {"found": sum(each)}
            if facts["found"] != facts["expected"]:
                said = _listed(zip((unit.name for unit in estate.heirs), each, strict=True))
                yield tell(SPLIT, **place_of_name(form, parsed[0], official, [], opening), said=said, **facts)


def _facts(estate: Estate, line: str, closing: int, former: Period) -> dict[str, Any]:
    expected = estate.closings.get(line, {}).get(closing, 0)
    whose = _listed(estate.parts(line, closing))
    facts = {"expected": expected, "closing": closing, "former": former.phrase}
    return {**facts, "whose": f" của {whose}" if whose else ""}


def _listed(parts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} ({shown_number(value)})" for name, value in parts)

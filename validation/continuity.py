"""A quarter's opening backlog held against the former quarter's closing one, field by field.

Which columns continue each other the definitions say (`continuity`). A difference is to be explained, never a block.
"""

from collections.abc import Iterator, Mapping

from kstt.finding import Finding
from kstt.form import Form
from kstt.period import Period
from kstt.rollup import Name
from validation.parsing import Parsed
from validation.placing import lines_by_name, place_of_name, sum_of
from validation.register import tell

BACKLOG = "memory.backlog"
Closings = Mapping[str, Mapping[int, int]]
"""What a unit's form closed with a quarter ago: by official name of the line, then by the closing column's number."""


def backlog_findings(form: Form, parsed: Parsed, closings: Closings, name: Name, former: Period) -> Iterator[Finding]:
    """A finding per name whose opening number is not its closing one of the `former` quarter.

    Lines of one name count together and are told at the first; a name that is no longer there is told without a cell.
    """
    here = lines_by_name(parsed, name)
    for opening, closing in form.carried:
        for official in dict.fromkeys((*here, *closings)):
            lines = here.get(official, [])
            found, expected = sum_of(form, parsed, lines, opening), closings.get(official, {}).get(closing, 0)
            if found != expected:
                facts = {"found": found, "expected": expected, "closing": closing, "former": former.name}
                yield tell(BACKLOG, **place_of_name(form, parsed, official, lines, opening), **facts)

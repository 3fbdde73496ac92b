"""A form that says number by number what the unit's form of a former period said: mostly that file, dated anew."""

from collections.abc import Iterator

from kstt.finding import Finding
from kstt.form import Form
from kstt.period import Period
from validation.parsed import Parsed
from validation.placing import place, total_of
from validation.register import rules
from validation.telling import tell

SAME = "memory.same_as_before"
Numbers = frozenset[tuple[str, str, int, int]]
"""What a form says: section, line, column and number, but for what is 0."""


def numbers_said(form: Form, parsed: Parsed) -> Numbers:
    """The numbers of a form; none where too few of them happened in the period to tell two periods apart."""
    flows = {column.number for column in form.numbers if column.over == "flow"}
    stocks = {line.label for line in form.fixed if line.stock}
    said = frozenset(
        (line.section, line.label, number, value)
        for _, line, values in parsed.data_lines()
        for number, value in zip(parsed.number_columns, values, strict=True)
        if value
    )
    happened = sum(number in flows and label not in stocks for _, label, number, _ in said)
    return said if happened >= rules()[SAME].limits["numbers"] else frozenset()


def same_as_before_findings(form: Form, parsed: Parsed, former: Period) -> Iterator[Finding]:
    """The finding on a form that says what the one of a former period said, at the first of its numbers."""
    columns = [column.number for column in form.numbers]
    cells = ((index, number) for index, _, _ in parsed.data_lines() for number in columns)
    index, number = next(cell for cell in cells if parsed.number(*cell))
    facts = {"found": parsed.number(index, number), "many": parsed.many, "former": former.phrase}
    grounds = tuple(total_of(parsed, [column]) for column in columns)
    yield tell(SAME, **place(form, parsed, index, number), **facts, grounds=grounds)

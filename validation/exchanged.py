"""Two columns whose numbers changed places in every line: one cause, where changing them back makes every sum true."""

from dataclasses import replace
from itertools import combinations

from kstt.finding import Finding
from kstt.form import Form
from kstt.sheet import address
from validation.equations import Cell
from validation.parsed import Parsed
from validation.placing import place
from validation.register import tell

EXCHANGED = "column.exchanged"
_MANY = 3  # lines: fewer agree by chance


def exchanged(form: Form, one: Parsed) -> tuple[Finding, set[Cell]] | None:
    """The finding on the two columns, and their cells; None where no pair of columns explains all, or several do."""
    numbers = [column.number for column in form.numbers]
    lines = {
        index: dict(zip(numbers, (value or 0 for value in one.numbers[index]), strict=True))
        for index, line in enumerate(one.lines)
        if line.role == "line" and any(one.numbers[index])
    }
    rules = [rule for rule in form.identities if rule.is_sum]
    if form.fixed or one.waiting or len(lines) < _MANY or len(rules) < 2:
        return None
    if any(all(rule.holds(line) for rule in rules) for line in lines.values()):
        return None
    pairs = [
        (a, b)
        for a, b in combinations(numbers, 2)
        if all(all(rule.holds(line | {a: line[b], b: line[a]}) for rule in rules) for line in lines.values())
    ]
    if len(pairs) != 1:
        return None
    ((left, right),) = pairs
    first, cells = min(lines), [(index, number) for index in sorted(lines) for number in (left, right)]
    also = tuple(address(one.lines[index].row, one.columns[number]) for index, number in cells[1:])
    facts = place(form, one, first, left) | {"found": lines[first][left], "expected": lines[first][right]}
    return replace(tell(EXCHANGED, **facts, left=left, right=right), also=also), set(cells)

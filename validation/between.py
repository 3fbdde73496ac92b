"""Rules between two forms of one file: sums that must agree."""

from collections.abc import Iterator, Mapping, Sequence

from kstt.finding import Finding
from kstt.form import Form
from kstt.period import Period
from validation.parsing import Parsed
from validation.placing import place
from validation.register import Rule, Side, rules, tell

Cell = tuple[int, int]


def between(
    forms: Mapping[str, Form], mine: Mapping[str, Parsed], told: Mapping[str, set[Cell]], period: Period
) -> Iterator[Finding]:
    """Rules between two forms of one file; they wait while a column they add has a finding."""
    for rule in rules().values():
        if rule.left and rule.right and {rule.left.form, rule.right.form} <= mine.keys() and rule.since <= period:
            sides = (rule.left, rule.right)
            known = not any(mine[side.form].unnamed for side in sides)
            if known and not any({number for _, number in told[side.form]} & set(side.columns) for side in sides):
                yield from _compare(rule, *sides, forms, mine)


def _compare(
    rule: Rule, left: Side, right: Side, forms: Mapping[str, Form], mine: Mapping[str, Parsed]
) -> Iterator[Finding]:
    found, expected = (_sum(forms[side.form], mine[side.form], side.columns) for side in (left, right))
    if found != expected:
        one = mine[left.form]
        index = next((at for at, line in enumerate(one.lines) if line.role == "total"), 0)
        where = place(forms[left.form], one, index, left.columns[0]) if one.lines else {"form": forms[left.form]}
        yield tell(rule.id, **where, found=found, expected=expected)


def _sum(form: Form, one: Parsed, columns: Sequence[int]) -> int:
    wanted = [at for at, column in enumerate(form.numbers) if column.number in columns]
    lines = zip(one.lines, one.numbers, strict=True)
    return sum(numbers[at] or 0 for line, numbers in lines if line.role == "line" for at in wanted)

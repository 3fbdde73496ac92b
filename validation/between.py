"""Rules between two forms of a unit: sums that must agree, and lines that repeat the sum of another form."""

from collections.abc import Iterator, Mapping, Sequence

from kstt.finding import Finding
from kstt.form import FixedLine, Form
from kstt.source import read_source
from kstt.targets.index_766 import written
from validation.equations import Cell
from validation.parsed import Parsed
from validation.placing import place
from validation.register import Rule, Side, Tells, rules
from validation.telling import tell

REPEATED = "cross.repeated_sum"


def between(
    forms: Mapping[str, Form], mine: Mapping[str, Parsed], told: Mapping[str, set[Cell]], tells: Tells
) -> Iterator[Finding]:
    """Rules between two forms of one file; they wait while a column they add has a finding."""
    for rule in rules().values():
        if rule.left and rule.right and {rule.left.form, rule.right.form} <= mine.keys() and tells(rule.id):
            sides = (rule.left, rule.right)
            known = not any(mine[side.form].unnamed for side in sides)
            if known and not any({number for _, number in told[side.form]} & set(side.columns) for side in sides):
                yield from _compare(rule, *sides, forms, mine)


def between_files(
    forms: Mapping[str, Form], mine: Mapping[str, Parsed], others: Mapping[str, tuple[str, Parsed]], tells: Tells
) -> Iterator[Finding]:
    """Rules between a form of one good file and one of another of the same unit: `others` are files and forms by code.

    Told in the file that has the left side.
    """
    for rule in rules().values():
        if rule.left and rule.right and rule.left.form in mine and rule.right.form in others and tells(rule.id):
            file, other = others[rule.right.form]
            given = {rule.left.form: mine[rule.left.form], rule.right.form: other}
            elsewhere = f"; biểu {rule.right.form} ở tệp «{file}»"
            yield from _compare(rule, rule.left, rule.right, forms, given, elsewhere)


def repeated(
    forms: Mapping[str, Form], mine: Mapping[str, Parsed], told: Mapping[str, set[Cell]], tells: Tells
) -> Iterator[Finding]:
    """Lines whose number another form of the file already gives in full; they wait while a cell has a finding."""
    for code, parsed in mine.items():
        for line in forms[code].fixed:
            form = read_source(line.also_from).form if line.also_from else ""
            if form in mine and tells(REPEATED) and not told[form] and not mine[form].broken:
                yield from _repeats(forms[code], line, parsed, told[code], _whole(line, forms[form], mine[form]))


def _whole(line: FixedLine, form: Form, parsed: Parsed) -> int | None:
    """The sum over all printed lines of the form a line repeats; None while one of them is not given."""
    wanted = [at for at, column in enumerate(form.numbers) if column.number in read_source(line.also_from).columns]
    lines = zip(parsed.lines, parsed.numbers, strict=True)
    given = {one.label: [numbers[at] for at in wanted] for one, numbers in lines}
    every = [number for printed in form.fixed for number in given.get(printed.label, [None])]
    return None if None in every else sum(number or 0 for number in every)


def _repeats(form: Form, line: FixedLine, parsed: Parsed, told: set[Cell], whole: int | None) -> Iterator[Finding]:
    at = next((index for index, one in enumerate(parsed.lines) if one.label == line.label), None)
    number = form.numbers[0].number
    if at is None or whole is None or (at, number) in told:
        return
    typed = parsed.numbers[at][0]
    if typed is not None and typed != whole:
        facts = {"found": typed / 10**line.scale, "expected": whole / 10**line.scale}
        said = {"score": written(typed), "whole": written(whole), "other": read_source(line.also_from).form}
        yield tell(REPEATED, **place(form, parsed, at, number), **facts, **said)


def _compare(
    rule: Rule, left: Side, right: Side, forms: Mapping[str, Form], mine: Mapping[str, Parsed], elsewhere: str = ""
) -> Iterator[Finding]:
    found, expected = (_sum(forms[side.form], mine[side.form], side.columns) for side in (left, right))
    if found != expected:
        one = mine[left.form]
        index = next((at for at, line in enumerate(one.lines) if line.role == "total"), 0)
        where = place(forms[left.form], one, index, left.columns[0]) if one.lines else {"form": forms[left.form]}
        yield tell(rule.id, **where, found=found, expected=expected, elsewhere=elsewhere)


def _sum(form: Form, one: Parsed, columns: Sequence[int]) -> int:
    wanted = [at for at, column in enumerate(form.numbers) if column.number in columns]
    lines = zip(one.lines, one.numbers, strict=True)
    return sum(numbers[at] or 0 for line, numbers in lines if line.role == "line" for at in wanted)

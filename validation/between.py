"""Rules between two forms of a unit: sums that must agree, and lines that repeat the sum of another form."""

from collections.abc import Callable, Iterator, Mapping

from kstt.finding import Finding
from kstt.form import FixedLine, Form
from kstt.source import read_source
from kstt.targets.index_766 import written
from validation.equations import Cell
from validation.parsed import Parsed
from validation.placing import place, total_of
from validation.register import Rule, Side, Tells, rules
from validation.telling import tell

REPEATED = "cross.repeated_sum"


def between(
    forms: Mapping[str, Form], mine: Mapping[str, Parsed], told: Mapping[str, set[Cell]], tells: Tells
) -> Iterator[Finding]:
    """Rules between two forms of one file; they wait while a column they add has a finding."""
    for rule, *sides in of_two(mine, tells):
        known = not any(mine[side.form].unnamed for side in sides)
        if known and not any({number for _, number in told[side.form]} & set(side.columns) for side in sides):
            yield from _compare(rule, forms, mine, sides[0])


def between_files(
    forms: Mapping[str, Form],
    counting: Mapping[str, tuple[str, Parsed]],
    later: Callable[[str, str], bool],
    tells: Tells,
) -> Iterator[tuple[str, Finding]]:
    """Rules between forms of a unit that count from several good files: `counting` are those files and forms by code.

    Each finding with the file it is told in: that of the left side, or of the right where it came `later`. What came
    first was right as long as nothing contradicted it, and its other forms go on counting.
    """
    given = {code: parsed for code, (_, parsed) in counting.items()}
    for rule, *sides in of_two(counting, tells):
        left, right = ((side, counting[side.form][0]) for side in sides)
        if left[1] == right[1]:
            continue
        (here, file), (there, other) = (right, left) if later(right[1], left[1]) else (left, right)
        for one in _compare(rule, forms, given, here, f"; biểu {there.form} ở tệp «{other}»"):
            yield file, one


def of_two(forms: Mapping[str, object], tells: Tells) -> Iterator[tuple[Rule, Side, Side]]:
    """The rules between two of the forms, given by code, with their sides."""
    for rule in rules().values():
        if rule.left and rule.right and {rule.left.form, rule.right.form} <= forms.keys() and tells(rule.id):
            yield rule, rule.left, rule.right


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
    rule: Rule, forms: Mapping[str, Form], mine: Mapping[str, Parsed], at: Side, elsewhere: str = ""
) -> Iterator[Finding]:
    """The finding of a rule between two sides, told at one of them."""
    sides = (side for side in (rule.left, rule.right) if side)
    left, right = (total_of(mine[side.form], side.columns) for side in sides)
    if left != right:
        one = mine[at.form]
        index = next((row for row, line in enumerate(one.lines) if line.role == "total"), 0)
        where = place(forms[at.form], one, index, at.columns[0]) if one.lines else {"form": forms[at.form]}
        found, expected = (left, right) if at == rule.left else (right, left)
        yield tell(rule.id, **where, found=found, expected=expected, first=left, second=right, elsewhere=elsewhere)

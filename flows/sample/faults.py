"""Faults as they happen when forms are typed by hand, with what a checker must say of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from kstt.form import Form
from report_templates.blanks.specimen_paper import Typed

Lines = Sequence[tuple[str, dict[int, Typed]]]
_WORDS = (
    ("khoảng 1,2 nghìn", "not a number"),
    ("chưa thống kê", "not a number"),
    ("12,5", "not a whole number"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """The cause: on which line, at which column it shows, what stands there and what should."""

    line: int
    column: int
    kind: str
    found: Typed
    expected: Typed | None = None


def wrong_sum(random: Random, form: Form, lines: Lines) -> Fault:
    """One number typed wrongly: the identity it breaks shows at the identity's left side."""
    in_sums = {column for rule in form.sums for column in rule.columns}
    summed = [column.number for column in form.numbers if column.number in in_sums]
    line, column = random.randrange(len(lines)), random.choice(summed)
    typed = lines[line][1]
    typed[column] = int(typed[column]) + random.randint(1, 40)
    within = (rule for rule in form.sums if column in rule.right)
    rule = form.computed_by(column) or next(within)
    expected = sum(int(typed[part]) for part in rule.right)
    return Fault(line, rule.left, f"identity {str(rule).replace(' ', '')}", typed[rule.left], expected)


def words_for_number(random: Random, form: Form, lines: Lines) -> Fault:
    """Words, or half a dossier, where a count should be."""
    line, column = random.randrange(len(lines)), random.choice(form.numbers).number
    said, kind = random.choice(_WORDS)
    lines[line][1][column] = said
    return Fault(line, column, kind, said)


def minus(random: Random, form: Form, lines: Lines) -> Fault:
    """A count with a minus before it."""
    line = random.randrange(len(lines))
    typed = lines[line][1]
    column = random.choice([column.number for column in form.numbers if typed[column.number]])
    typed[column] = -int(typed[column])
    return Fault(line, column, "negative count", typed[column])


FAULTS: dict[str, Callable[[Random, Form, Lines], Fault]] = {
    "arithmetic": wrong_sum,
    "text": words_for_number,
    "negative": minus,
}

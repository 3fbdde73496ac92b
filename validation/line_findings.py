"""Findings that concern one line by itself, each entered with the cells it concerns."""

from collections.abc import Mapping

from kstt.form import Form
from kstt.targets.index_766 import written
from validation.equations import BOUND
from validation.judged import Judged
from validation.parsed import Parsed
from validation.placing import place
from validation.schemas import DUPLICATE, NEGATIVE, OVER, SHARE
from validation.telling import shown_number, tell

_AT_MOST = "không quá"


def tell_line(form: Form, one: Parsed, judged: Judged, rule: str, concerns: str, index: int) -> None:
    """Findings that concern one line by itself: a negative count, a line twice, a share above one, half a pair."""
    if rule == NEGATIVE:
        number, following = int(concerns.removeprefix("c")), _following(form, one.counted(index))
        if number not in following:
            found = _as_typed(form, one, index, one.number(index, number) or 0)
            judged.findings.append(tell(rule, **place(form, one, index, number), found=found, expected=None))
        judged.cells |= {(index, column) for column in (number, *following)}
    elif rule == DUPLICATE:
        at_cell = place(form, one, index, form.label.number)
        judged.findings.append(tell(rule, **at_cell | {"column": None}, found=one.lines[index].label))
    elif rule == OVER:
        _tell_over(form, one, judged, int(concerns), index)
    else:
        _tell_ratio(form, one, judged, rule, int(concerns), index)


def _as_typed(form: Form, one: Parsed, index: int, number: int) -> float:
    """A number of a line as it stands in its cell: points are counted in hundredths."""
    scale = next((line.scale for line in form.fixed if line.label == one.lines[index].label), 0)
    unit: int = 10**scale
    return number / unit if number % unit else number // unit


def _following(form: Form, line: Mapping[int, int]) -> list[int]:
    """The columns whose sums hold with a negative part in them: what is computed from it is no cause of its own."""
    computed = (rule for column in form.numbers if (rule := form.computed_by(column.number)))
    return [rule.left for rule in computed if rule.holds(line) and any(line[part] < 0 for part in rule.right)]


def _tell_over(form: Form, one: Parsed, judged: Judged, number: int, index: int) -> None:
    line = next(line for line in form.fixed if line.label == one.lines[index].label)
    score, most = one.number(index, number) or 0, line.maximum or 0
    facts = {"found": score / 10**line.scale, "expected": f"{_AT_MOST} {written(most)}"}
    said = {"score": written(score), "maximum": written(most)}
    judged.findings.append(tell(OVER, **place(form, one, index, number), **facts, **said))
    judged.cells.add((index, number))


def _bounded(most: int | None) -> dict[str, object]:
    """What is expected of a number that may be less as well: nobody is told that the bound itself is right."""
    return {"expected": f"{_AT_MOST} {shown_number(most)}", "bound": most}


def _tell_ratio(form: Form, one: Parsed, judged: Judged, rule: str, numerator: int, index: int) -> None:
    top, bottom = next(column.of for column in form.columns if column.of and column.of[0] == numerator)
    if judged.cells & {(index, top), (index, bottom)}:
        return
    part, whole = one.number(index, top), one.number(index, bottom)
    if rule == SHARE:
        judged.findings.append(tell(rule, **place(form, one, index, top), found=part, **_bounded(whole)))
        judged.cells.add((index, top))
    else:
        missing = top if part is None else bottom
        judged.findings.append(tell(rule, **place(form, one, index, missing)))
        judged.cells.add((index, missing))


def tell_bound(form: Form, one: Parsed, judged: Judged, concerns: str, index: int) -> None:
    """A number above what bounds it, unless one of them has a finding already."""
    rule = next(rule for rule in form.identities if str(rule) == concerns)
    if judged.cells & {(index, number) for number in rule.columns}:
        return
    line = one.counted(index)
    found, most = line[rule.left], sum(line[number] for number in rule.right)
    told = tell(BOUND, **place(form, one, index, rule.left), found=found, **_bounded(most), identity=concerns)
    judged.findings.append(told)
    judged.cells.add((index, rule.left))

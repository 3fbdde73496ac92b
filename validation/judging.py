"""Judges the parsed forms of all units: broken cells, then schemas, then sums, then rules between forms.

One cause, one finding: a rule whose input already has a finding waits.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from kstt.finding import Finding
from kstt.form import Form
from kstt.identity import Identity
from kstt.period import Period, day
from kstt.targets.index_766 import written
from validation.alike import together
from validation.between import between, repeated
from validation.exchanged import exchanged, exchanged_in_lines
from validation.frames import frame_of
from validation.hidden import hidden_lines
from validation.numbers import suggestion
from validation.parsed import Broken, Parsed
from validation.placing import place
from validation.register import InForce, Tells, tell
from validation.schemas import BOUND, DUPLICATE, INCOMPLETE, NEGATIVE, OVER, SHARE, SUM, failures
from validation.sums import TOTAL, sum_findings

Cell = tuple[int, int]


@dataclass(slots=True)
class Judged:
    """The findings of one form of one file, and the cells they concern (line index, column number)."""

    findings: list[Finding]
    cells: set[Cell]


def judge_forms(
    forms: Sequence[Form],
    parsed: Mapping[int, Mapping[str, Parsed]],
    period: Period,
    withdrawn: frozenset[str] = frozenset(),
) -> dict[int, list[Finding]]:
    """The findings of every file, in reading order; `parsed` holds the forms of a file by code.

    The rules are those of the period; no rule waits for a finding of one that does not judge.
    """
    tells = InForce(period, withdrawn).tells
    judged: dict[tuple[int, str], Judged] = {}
    for form in forms:
        of_form = {file: by_code[form.code] for file, by_code in parsed.items() if form.code in by_code}
        judged |= {(file, form.code): told for file, told in judge_form(form, of_form, tells).items()}
    by_code = {form.code: form for form in forms}
    found: dict[int, list[Finding]] = {}
    for file, mine in parsed.items():
        for code in mine:
            found.setdefault(file, []).extend(judged[file, code].findings)
        told = {code: judged[file, code].cells for code in mine}
        for rule in (between, repeated):
            found.setdefault(file, []).extend(rule(by_code, mine, told, tells))
    return found


def judge_form(form: Form, parsed: Mapping[int, Parsed], tells: Tells = lambda _: True) -> dict[int, Judged]:
    """The findings of one form in every file that has it, of the rules that tell."""
    if not parsed:
        return {}
    form = form if tells(SUM) else _without_sums(form)
    judged = {file: Judged([], set(one.waiting)) for file, one in parsed.items()}
    for file, one in parsed.items():
        judged[file].findings += [_broken(form, one.sheet, broken) for broken in one.broken if tells(broken.rule)]
        judged[file].findings += hidden_lines(form, one)
    frame = frame_of(form, parsed)
    doubtful = set(_files_with_wrong_totals(parsed)) if form.has_total else set()
    places = list(zip(frame["file"].tolist(), frame["index"].tolist(), strict=True))
    bounds: list[tuple[str, int, int]] = []
    for rule, concerns, at in failures(form, frame):
        file, index = places[at]
        if not tells(rule):
            continue
        if rule == SUM:
            doubtful.add(file)
        elif rule == BOUND:
            bounds.append((concerns, file, index))
        else:
            _tell_line(form, parsed[file], judged[file], rule, concerns, index)
    for file in sorted(doubtful):
        _tell_sums(form, parsed[file], judged[file], tells)
    for concerns, file, index in bounds:
        _tell_bound(form, parsed[file], judged[file], concerns, index)
    for file, told in judged.items():
        told.findings.sort(key=lambda finding: (finding.row, finding.column_at))
        told.findings = together(form, parsed[file], told.findings)
    return judged


def _files_with_wrong_totals(parsed: Mapping[int, Parsed]) -> Iterator[int]:
    """Files where some total or subtotal differs from the plain sum above it, or has lines below it.

    Only these are looked at cell by cell.
    """
    for file, one in parsed.items():
        added: list[list[int]] = []
        closed = False
        for line, numbers in zip(one.lines, one.numbers, strict=True):
            if line.role == "line" and not closed:
                added.append([number or 0 for number in numbers])
                continue
            if line.role == "line" or (line.role == "section" and any(number is not None for number in numbers)):
                yield file
                break
            closed = closed or line.role == "total"
            sums = [sum(column) for column in zip(*added, strict=True)] or [0] * len(numbers)
            if line.role == "total" and any(
                number is not None and number != total for number, total in zip(numbers, sums, strict=True)
            ):
                yield file
                break


def _broken(form: Form, sheet: str, broken: Broken) -> Finding:
    meant = suggestion(broken.found)
    return tell(
        broken.rule,
        form=form,
        sheet=sheet,
        row=broken.row,
        column_at=broken.column_at,
        line=broken.line,
        column=broken.column,
        found=_as_found(broken),
        suggestion=f"; có phải {meant}?" if meant else ".",
        shown=f"thành «{broken.shown}»" if broken.shown else "trống",
    )


def _as_found(broken: Broken) -> object:
    value = broken.found
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return str(value).upper()  # as Excel shows it
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        return " / ".join(value.splitlines())  # two lines of a cell are one of a sentence
    return value if isinstance(value, int | float) else str(value)


def _tell_line(form: Form, one: Parsed, judged: Judged, rule: str, concerns: str, index: int) -> None:
    """Findings that concern one line by itself: a negative count, a line twice, a share above one, half a pair."""
    values = {column.number: value for column, value in zip(form.numbers, one.numbers[index], strict=True)}
    if rule == NEGATIVE:
        number = int(concerns.removeprefix("c"))
        if not any(rule.left == number for rule in _following(form, values)):
            judged.findings.append(tell(rule, **place(form, one, index, number), found=values[number], expected=None))
        judged.cells |= {(index, number), *((index, rule.left) for rule in _following(form, values))}
    elif rule == DUPLICATE:
        at_cell = place(form, one, index, form.label.number)
        judged.findings.append(tell(rule, **at_cell | {"column": None}, found=one.lines[index].label))
    elif rule == OVER:
        _tell_over(form, one, judged, int(concerns), index, values)
    else:
        _tell_ratio(form, one, judged, rule, int(concerns), index, values)


def _following(form: Form, values: Mapping[int, int | None]) -> list[Identity]:
    """The sums of a line that hold with a negative part in them: what is computed from it is no cause of its own."""
    line = {number: value or 0 for number, value in values.items()}
    computed = (rule for column in form.numbers if (rule := form.computed_by(column.number)))
    return [rule for rule in computed if rule.holds(line) and any(line[part] < 0 for part in rule.right)]


def _tell_over(form: Form, one: Parsed, judged: Judged, number: int, index: int, values: dict[int, int | None]) -> None:
    line = next(line for line in form.fixed if line.label == one.lines[index].label)
    score, most = values[number] or 0, line.maximum or 0
    facts = {"found": score / 10**line.scale, "expected": most / 10**line.scale}
    said = {"score": written(score), "maximum": written(most)}
    judged.findings.append(tell(OVER, **place(form, one, index, number), **facts, **said))
    judged.cells.add((index, number))


def _tell_ratio(
    form: Form, one: Parsed, judged: Judged, rule: str, numerator: int, index: int, values: dict[int, int | None]
) -> None:
    top, bottom = next(column.of for column in form.columns if column.of and column.of[0] == numerator)
    if judged.cells & {(index, top), (index, bottom)}:
        return
    if rule == SHARE:
        judged.findings.append(tell(rule, **place(form, one, index, top), found=values[top], expected=values[bottom]))
        judged.cells.add((index, top))
    elif rule == INCOMPLETE:
        missing = top if values[top] is None else bottom
        judged.findings.append(tell(rule, **place(form, one, index, missing)))
        judged.cells.add((index, missing))


def _tell_sums(form: Form, one: Parsed, judged: Judged, tells: Tells) -> None:
    twice = {finding.row for finding in judged.findings if finding.rule == DUPLICATE}
    added = one if tells(TOTAL) else _without_totals(one)
    excused = set(judged.cells)
    if told := exchanged(form, added, judged.cells):
        judged.findings.append(told.finding)
        judged.cells |= told.cells
        added, excused = told.back, told.excused
    for finding, cells in exchanged_in_lines(form, added, excused) if tells(SUM) else ():
        judged.findings.append(finding)
        judged.cells |= cells
        excused |= cells
    for finding, cells in sum_findings(form, added, excused, twice):
        judged.findings.append(finding if tells(SUM) else replace(finding, rule=TOTAL))
        judged.cells |= cells


@cache
def _without_sums(form: Form) -> Form:
    """The form as if nothing had to add up on its lines; what is left to tell of a line's cell is a total's."""
    return replace(form, identities=tuple(rule for rule in form.identities if not rule.is_sum))


def _without_totals(one: Parsed) -> Parsed:
    """The filled-in form as if nobody had typed a total."""
    rows = zip(one.lines, one.numbers, strict=True)
    return replace(one, numbers=[numbers if line.role == "line" else [None] * len(numbers) for line, numbers in rows])


def _tell_bound(form: Form, one: Parsed, judged: Judged, concerns: str, index: int) -> None:
    rule = next(rule for rule in form.identities if str(rule) == concerns)
    if judged.cells & {(index, number) for number in rule.columns}:
        return
    values = {column.number: value or 0 for column, value in zip(form.numbers, one.numbers[index], strict=True)}
    most = sum(values[number] for number in rule.right)
    at_cell = place(form, one, index, rule.left)
    told = tell(BOUND, **at_cell, found=values[rule.left], expected=most, identity=concerns)
    judged.findings.append(told)
    judged.cells.add((index, rule.left))

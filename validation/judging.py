"""Judges the parsed forms of all units: broken cells, then schemas, then sums, then rules between forms.

One cause, one finding: a rule whose input already has a finding waits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from kstt.finding import Finding
from kstt.form import Form
from kstt.period import Period
from validation.alike import together
from validation.between import between, repeated
from validation.broken_cells import broken_finding, most_of
from validation.equations import BOUND, SUM
from validation.exchanged import exchanged, exchanged_between_lines, exchanged_in_lines
from validation.frames import frame_of
from validation.hidden import hidden_lines
from validation.judged import Judged
from validation.line_findings import tell_bound, tell_line
from validation.parsed import RATIO_DIFFERS, Parsed
from validation.register import InForce, Tells
from validation.schemas import DUPLICATE, NEGATIVE, SHARE, failures
from validation.sums import TOTAL, sum_findings


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
        most = most_of(form, one)
        judged[file].findings += [
            broken_finding(form, one.sheet, broken, most) for broken in one.broken if tells(broken.rule)
        ]
        judged[file].findings += hidden_lines(form, one)
    frame = frame_of(form, parsed)
    doubtful = {file for file, one in parsed.items() if _totals_may_be_wrong(one)}
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
            tell_line(form, parsed[file], judged[file], rule, concerns, index)
    for file in sorted(doubtful):
        _tell_sums(form, parsed[file], judged[file], tells)
    for concerns, file, index in bounds:
        tell_bound(form, parsed[file], judged[file], concerns, index)
    for file, told in judged.items():
        told.findings = sorted(_without_ratios(told.findings), key=lambda finding: (finding.row, finding.column_at))
        told.findings = together(form, parsed[file], told.findings, most_of(form, parsed[file]))
    return judged


def _without_ratios(findings: Sequence[Finding]) -> list[Finding]:
    """The findings but those on a typed ratio that differs because one of its parts is told to be wrong."""
    wrong = {finding.row for finding in findings if finding.rule in (SHARE, NEGATIVE)}
    return [one for one in findings if one.rule != RATIO_DIFFERS or one.row not in wrong]


def _totals_may_be_wrong(one: Parsed) -> bool:
    """Whether some total differs from the plain sum of all lines, or has lines below it, or there are subtotals.

    Only such forms are looked at cell by cell.
    """
    roles = [line.role for line in one.lines]
    if "total" in roles and "line" in roles[roles.index("total") :]:
        return True
    lines = [[0] * len(one.number_columns), *(numbers for _, _, numbers in one.data_lines())]
    sums = [sum(number or 0 for number in column) for column in zip(*lines, strict=True)]
    return any(
        number is not None and (role == "section" or number != total)
        for role, numbers in zip(roles, one.numbers, strict=True)
        for number, total in zip(numbers, sums, strict=True)
        if role != "line"
    )


def _tell_sums(form: Form, one: Parsed, judged: Judged, tells: Tells) -> None:
    twice = {finding.row for finding in judged.findings if finding.rule == DUPLICATE}
    added = one if tells(TOTAL) else _without_totals(one)
    excused = set(judged.cells)
    if told := exchanged(form, added, judged.cells):
        judged.findings.append(told.finding)
        judged.cells |= told.cells
        added, excused = told.back, told.excused
    for exchange in (exchanged_in_lines, exchanged_between_lines) if tells(SUM) else ():
        for finding, cells in list(exchange(form, added, excused)):
            judged.findings.append(finding)
            judged.cells |= cells
            excused |= cells
    for finding, cells in sum_findings(form, added, excused, twice):
        judged.findings.append(finding if tells(SUM) else replace(finding, rule=TOTAL))
        judged.cells |= cells


@cache
def _without_sums(form: Form) -> Form:
    """The form as if nothing had to add up on its lines; what is left to tell of a line's cell is a total's."""
    return replace(form, identities=form.bounds)


def _without_totals(one: Parsed) -> Parsed:
    """The filled-in form as if nobody had typed a total."""
    rows = zip(one.lines, one.numbers, strict=True)
    return replace(one, numbers=[numbers if line.role == "line" else [None] * len(numbers) for line, numbers in rows])

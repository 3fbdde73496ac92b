"""A whole column wrong in one way is one cause: told once, at its first cell, with the others named."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any

from kstt.finding import Finding
from kstt.form import Form
from validation.broken_cells import Most
from validation.equations import SUM
from validation.hidden import HIDDEN
from validation.numbers import IS_A_DATE, NOT_A_NUMBER, NOT_WHOLE, TOO_LARGE, in_thousands
from validation.parsed import BLANK_AS_ZERO, ERROR, NO_RESULT, SHIFTED, SHOWN, UNNAMED, Parsed
from validation.schemas import DUPLICATE, INCOMPLETE, NEGATIVE
from validation.struck import STRUCK, STRUCK_CELL
from validation.sums import TOTAL
from validation.told_together import MANY, lost_its_thousands, told

_NUMBERS = re.compile(r"\d[\d.,\s]*")
_CELLS = (NOT_A_NUMBER, NOT_WHOLE, TOO_LARGE, IS_A_DATE, ERROR, NO_RESULT, NEGATIVE)
_NO_LINES = ("line.may_be_part", "line.below_signature", "line.above_table", "line.other_time")
_BY_ONE_HAND = (
    SHOWN,
    HIDDEN,
    STRUCK,
    STRUCK_CELL,
    *_NO_LINES,
    "line.ratio_alone",
)  # formats, what is hidden or struck through, rows that are no lines of their table, shares in place of counts
_UNKNOWN = "line.unknown"


def together(form: Form, one: Parsed, findings: Sequence[Finding], most: Most) -> list[Finding]:
    """The findings of a form with those of one cause made one.

    Cells broken in the same way are of one cause where no line has anything else in their column, or no column in their
    line, and so are columns broken like that, or one word typed into several columns of a line; formats, what is hidden
    or struck, rows without a number, shares in place of counts and numbers that lost their thousands are of one hand,
    and so are lines the form does not print and those that lack the same part of a ratio; sums are of one cause where
    the same one fails at the same column in every line, or by what another column holds; so are lines told to be there
    twice, or to have no name, where no line between them is in order.
    """
    whole, others = dict[int, Finding](), set[int]()  # by identity: a broken sheet may have tens of thousands
    for group in _groups(form, one, findings):
        few = group[:1] and (group[0].rule in _BY_ONE_HAND or len(group) == _shifted_lines(one, group[0]))
        few = few or (len(group) > 1 and group[0].rule == SUM and _left_open(form, one, group, blank=True))
        if len(group) >= MANY or (few and len(group) > 1):
            whole[id(group[0])] = told(form, group, most)
            others |= {id(finding) for finding in group[1:]}
    return [whole.get(id(finding), finding) for finding in findings if id(finding) not in others]


def _groups(form: Form, one: Parsed, findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """Findings of one cause; no finding stands in two groups."""
    by_rule = _grouped(findings, lambda finding: finding.rule)
    words = by_rule.get(NOT_A_NUMBER, [])
    lost, shares = _without_thousands(form, findings), [one for one in words if _is_share(one)]
    if form.lines == "indicators":
        thousands = {id(finding) for finding in lost}
        shares += [one for one in by_rule.get(NOT_WHOLE, ()) if id(one) not in thousands]
    handed = [*(by_rule.get(rule, []) for rule in _BY_ONE_HAND), lost]
    handed += _grouped(shares, lambda finding: finding.rule).values()
    handed += _same_words([one for one in words if not _is_share(one)])
    yield from handed
    yield from _grouped(by_rule.get(SHIFTED, ()), lambda finding: (finding.column, finding.found)).values()
    settled = {id(finding) for group in handed if len(group) >= MANY for finding in group}
    for rule in _CELLS:
        yield from _broken_alike(one, [cell for cell in by_rule.get(rule, ()) if id(cell) not in settled])
    yield from _sums_alike(form, one, by_rule.get(SUM, ()), by_rule.get(TOTAL, ()))
    yield by_rule.get(_UNKNOWN, [])
    yield from _grouped(by_rule.get(INCOMPLETE, ()), lambda finding: finding.column).values()
    for rule in (DUPLICATE, UNNAMED):
        yield from _runs(one, by_rule.get(rule, ()))


def _grouped(findings: Iterable[Finding], by: Callable[[Finding], Hashable]) -> dict[Any, list[Finding]]:
    found: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        found.setdefault(by(finding), []).append(finding)
    return found


def _broken_alike(one: Parsed, findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """Cells broken by one rule: those of whole columns, and of lines with nothing else in them.

    A line that has nothing else but 0 in it was pasted, or is computed from what is gone.
    """
    columns = _grouped(findings, lambda finding: finding.column)
    whole = [number for number in columns if _whole(one, findings, number)]
    filled = {line for line, numbers in _lines(one) if any(numbers)}
    yield [finding for finding in findings if finding.column in whole]
    rest = [finding for finding in findings if finding.column not in whole and finding.row not in filled]
    yield from _grouped(rest, lambda finding: finding.row).values()


def _sums_alike(form: Form, one: Parsed, sums: Sequence[Finding], totals: Sequence[Finding]) -> Iterator[list[Finding]]:
    """Sums that fail at one column by one and the same identity: all of them, or those a forgotten column explains.

    With those of columns left open go the totals of such columns, which somebody typed all the same.
    """
    over_nothing = [total for total in totals if total.expected == 0 and _is_empty(one, total.column)]
    for mine in _grouped(sums, lambda finding: finding.column).values():
        if len({finding.identity for finding in mine}) == 1:
            if _left_open(form, one, mine):
                yield [*mine, *over_nothing]
                over_nothing = []
            else:
                yield mine if _every_line(one, mine) else _forgotten(one, mine)


def _is_empty(one: Parsed, column: int | None) -> bool:
    return not any(column in _holding(one, index) for index, _, _ in one.data_lines())


def _left_open(form: Form, one: Parsed, findings: Sequence[Finding], *, blank: bool = False) -> bool:
    """Whether most lines lack something, and all alike, in a sum with a column in which no line holds anything.

    Where it has to be `blank` a typed 0 is something too.
    """
    rule = next((rule for rule in form.sums if str(rule) == findings[0].identity), None)
    zeros = _typed_zeros(one) if blank else {}
    filled = [_holding(one, index) | zeros.get(index, set()) for index, _, numbers in one.data_lines() if any(numbers)]
    empty = set(rule.columns).difference(*filled) if rule else set[int]()
    too_much = {(finding.difference or 0) > 0 for finding in findings}
    return bool(empty) and too_much == {findings[0].column not in empty} and len(findings) * 2 > len(filled)


def _holding(one: Parsed, index: int) -> set[int]:
    """The columns in which a line holds some number but 0."""
    return {column for column, number in one.counted(index).items() if number}


def _typed_zeros(one: Parsed) -> dict[int, set[int]]:
    """The columns in which somebody typed a 0, by line."""
    blank = {place for kind, place, *_ in one.normalised if kind == BLANK_AS_ZERO}
    places = ((index, line.row, column) for index, line, _ in one.data_lines() for column in one.number_columns)
    found: dict[int, set[int]] = {}
    for index, row, column in places:
        if one.number(index, column) == 0 and (row, one.columns[column]) not in blank:
            found.setdefault(index, set()).add(column)
    return found


def _shifted_lines(one: Parsed, finding: Finding) -> int:
    """How many lines a form has, of which all were shifted alike where so many are."""
    return sum(1 for _ in _lines(one)) if finding.rule == SHIFTED else 0


def _without_thousands(form: Form, findings: Sequence[Finding]) -> list[Finding]:
    """The numbers that may have lost their thousands; where many did, «1,79» may be 1.790 as well."""
    surely = [finding for finding in findings if lost_its_thousands(form, finding)]
    if len(surely) < MANY:
        return surely
    return [one for one in findings if one.rule == NOT_WHOLE and in_thousands(one.found)]


def _is_share(finding: Finding) -> bool:
    """Whether a share was typed in place of a count."""
    return isinstance(finding.found, str) and finding.found.strip().endswith("%")


def _same_words(findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """The cells with one and the same word in place of a number, of the lines where it stands in several cells.

    «12 hs» and «310 hs» are one word too, and so are «4.11E+03» and «2.67E+03», or dates as text.
    """
    words = [(one, _NUMBERS.sub("", one.found) if isinstance(one.found, str) else one.found) for one in findings]
    often = Counter((one.row, word) for one, word in words)
    for said in {word: None for _, word in words}:
        yield [one for one, word in words if word == said and often[one.row, said] >= MANY]


def _whole(one: Parsed, findings: Sequence[Finding], number: int | None) -> bool:
    """Whether every line has the finding in a column, but for those with nothing or 0 there."""
    rows = {finding.row for finding in findings if finding.column == number}
    if number is None or len(rows) < MANY:
        return False
    others = [index for index, line, _ in one.data_lines() if line.row not in rows]
    return not any(one.number(index, number) or (index, number) in one.waiting for index in others)


def _every_line(one: Parsed, findings: Sequence[Finding]) -> bool:
    rows = {finding.row for finding in findings}
    known = {line for line, _ in _lines(one)}
    return rows <= known and not any(any(numbers) for line, numbers in _lines(one) if line not in rows)


def _lines(one: Parsed) -> Iterator[tuple[int, list[int | None]]]:
    return ((line.row, numbers) for _, line, numbers in one.data_lines())


def _forgotten(one: Parsed, findings: Sequence[Finding]) -> list[Finding]:
    """The findings on sums that differ by what one and the same column holds, as where a formula left it out."""
    numbers = dict(_lines(one))
    for at in range(len(one.number_columns)):
        alike = [
            finding
            for finding in findings
            if finding.difference and finding.row in numbers and abs(finding.difference) == numbers[finding.row][at]
        ]
        if len(alike) >= MANY:
            return alike
    return []


def _runs(one: Parsed, findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """The findings on lines that follow each other."""
    told = {finding.row for finding in findings}
    between = {row: at for at, row in enumerate(sorted(told | {row for row, _ in _lines(one)}))}
    runs: list[list[Finding]] = []
    last = -2
    for finding in findings:
        at = between[finding.row]
        if at != last + 1 or not runs:
            runs.append([])
        runs[-1].append(finding)
        last = at
    return iter(runs)

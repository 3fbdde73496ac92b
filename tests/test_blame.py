"""One cause, one finding, at the cell to blame: tried on any correct table with any cell made wrong.

What arithmetic can tell is decided here by trying every cell: the cell to blame is the one that, corrected alone,
makes every relation of the table true. Where several do, the left side of a broken relation is to be named.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from papers import FORMS, SIX, Counts, Paper, Row, correct_lines, counted, filled, keeps, rows, totals

from kstt.finding import Finding
from kstt.form import Form
from validation.judging import judge_form
from validation.parsing import parse

Cell = tuple[int, int]  # row of the table (its total row is the last) and column number
Relation = tuple[str, Cell, list[Cell]]
Totals = Literal["live", "stale", "none"]

JUDGED = [FORMS[code] for code in ("II.06a", "II.05", "II.07b", "II.08", "QH")]
SUMMED = {form.code: sorted({n for rule in form.identities if rule.is_sum for n in rule.columns}) for form in JUDGED}
_each_form = pytest.mark.parametrize("form", JUDGED, ids=lambda form: form.code)
_each_total = pytest.mark.parametrize("kind", ["live", "stale", "none"])


def judged(form: Form, lines: Sequence[Mapping[int, int]], total: Mapping[int, int] | None) -> list[Finding]:
    """The findings on a table with the typed lines and total row."""
    body = [*rows(lines, total=""), *([Row("", "Tổng số", total)] if total is not None else [])]
    return judge_form(form, {1: parse(form, filled(Paper(body, form).sheet()))})[1].findings


def relations(form: Form, count: int, *, total: bool) -> Iterator[Relation]:
    """Everything that must hold in a table."""
    for line in range(count):
        for rule in form.identities:
            yield rule.sign, (line, rule.left), [(line, number) for number in rule.right]
    if total:
        for column in form.numbers:
            yield "=", (count, column.number), [(line, column.number) for line in range(count)]


def holds(values: Mapping[Cell, int], relation: Relation) -> bool:
    sign, left, right = relation
    added = sum(values[cell] for cell in right)
    return values[left] == added if sign == "=" else values[left] <= added


def explaining(values: dict[Cell, int], every: Sequence[Relation]) -> dict[Cell, int]:
    """The cells that, corrected alone, make every relation hold, each with the value it would need."""
    found = {}
    for sign, left, right in [one for one in every if not holds(values, one)]:
        added = sum(values[cell] for cell in right)
        for cell in (left, *right) if sign == "=" else ():
            needed = added if cell == left else values[cell] + values[left] - added
            mended = values | {cell: needed}
            if needed >= 0 and all(holds(mended, one) for one in every):
                found[cell] = needed
    return found


def cells_of(lines: Sequence[Mapping[int, int]], total: Mapping[int, int] | None) -> dict[Cell, int]:
    table = [*lines, total] if total is not None else lines
    return {(at, number): value for at, line in enumerate(table) for number, value in line.items()}


def where(finding: Finding, form: Form) -> Cell:
    return finding.row - Paper((), form).first_row, finding.column or 0


def check_told(form: Form, lines: Sequence[Counts], total: Counts | None, kind: Totals, wrong: Cell) -> None:
    """Exactly one finding, where it must be; none where nothing contradicts."""
    findings = judged(form, lines, total)
    values = cells_of(lines, total if kind == "stale" else None)
    every = list(relations(form, len(lines), total=kind == "stale"))
    broken = [one for one in every if not holds(values, one)]
    sums = [one for one in broken if one[0] == "="]
    told = [(where(one, form), one.found, one.expected) for one in findings]
    if not broken:
        assert told == []
        return
    if not sums:
        (bound,) = broken
        assert told == [(bound[1], values[bound[1]], sum(values[cell] for cell in bound[2]))]
        return
    able = explaining(values, every)
    assert wrong in able  # the oracle's own sanity
    assert len(told) == 1, told
    ((cell, found, expected),) = told
    if len(able) == 1:
        assert told == [(wrong, values[wrong], able[wrong])]
    else:
        lefts = {left: sum(values[cell] for cell in right) for _, left, right in sums}
        assert cell in lefts
        assert (found, expected) == (values[cell], lefts[cell])


@_each_total
@_each_form
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_one_wrong_cell_of_a_line_is_one_finding(form: Form, kind: Totals, data: st.DataObject) -> None:
    lines = data.draw(correct_lines(form, most=1 if form.lines == "unit" else 6))
    at = data.draw(st.integers(0, len(lines) - 1))
    number = data.draw(st.sampled_from([column.number for column in form.numbers]))
    truth = totals(lines)
    wrong = data.draw(st.integers(0, lines[at][number] + 900))
    assume(wrong != lines[at][number])
    lines[at][number] = wrong
    total = {"live": totals(lines), "stale": truth, "none": None}[kind]
    check_told(form, lines, total, kind, (at, number))


@_each_form
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_one_wrong_cell_of_the_total_row_is_one_finding_there(form: Form, data: st.DataObject) -> None:
    lines = data.draw(correct_lines(form, most=1 if form.lines == "unit" else 6))
    total = totals(lines)
    number = data.draw(st.sampled_from([column.number for column in form.numbers]))
    truth = total[number]
    total[number] = data.draw(st.integers(0, truth + 900).filter(lambda value: value != truth))
    told = [(where(one, form), one.rule, one.found, one.expected) for one in judged(form, lines, total)]
    assert told == [((len(lines), number), "total.mismatch", total[number], truth)]


@_each_total
@_each_form
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_wrong_cells_of_two_lines_are_two_findings(form: Form, kind: Totals, data: st.DataObject) -> None:
    assume(form.lines != "unit")
    lines = data.draw(correct_lines(form, least=2))
    truth = totals(lines)
    two = data.draw(st.permutations(range(len(lines))))[:2]
    for at in two:
        number = data.draw(st.sampled_from(SUMMED[form.code]))
        lines[at][number] += data.draw(st.integers(1, 900))
    total = {"live": totals(lines), "stale": truth, "none": None}[kind]
    assert sorted(where(one, form)[0] for one in judged(form, lines, total)) == sorted(two)


@_each_form
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_missing_line_is_one_finding(form: Form, data: st.DataObject) -> None:
    assume(form.lines != "unit")
    lines = data.draw(correct_lines(form, least=2))
    truth = totals(lines)
    gone = lines.pop(data.draw(st.integers(0, len(lines) - 1)))
    findings = judged(form, lines, truth)
    first = next(column.number for column in form.numbers if gone[column.number])
    assert [(where(one, form), one.rule, one.difference) for one in findings] == [
        ((len(lines), first), "total.mismatch", gone[first])
    ]


@_each_form
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_correct_table_has_no_finding(form: Form, data: st.DataObject) -> None:
    lines = data.draw(correct_lines(form, most=1 if form.lines == "unit" else 6))
    assert all(keeps(form, line) for line in lines)
    assert judged(form, lines, totals(lines)) == []
    assert judged(form, lines, None) == []


# ---- cases told in full ------------------------------------------------------------------------------------------------


def _told(body: Sequence[Row]) -> list[tuple[str, str, object, object]]:
    findings = judge_form(SIX, {1: parse(SIX, filled(Paper(body).sheet()))})[1].findings
    return [(one.rule, one.cell, one.found, one.expected) for one in findings]


def test_two_wrong_totals_that_are_no_line_are_two_findings() -> None:
    body = rows([counted(SIX, 5, 3, 8), counted(SIX, 2, 9)])
    total = dict(body[-1].typed)
    assert isinstance(total[4], int)
    assert isinstance(total[12], int)
    body[-1] = Row("", "Tổng số", total | {4: total[4] + 1, 12: total[12] + 2})
    paper = Paper(body)
    assert _told(body) == [
        ("total.mismatch", paper.cell(2, 4), total[4] + 1, total[4]),
        ("total.mismatch", paper.cell(2, 12), total[12] + 2, total[12]),
    ]


def test_a_line_the_total_forgot_is_one_finding() -> None:
    first, forgotten = counted(SIX, 5, 3), counted(SIX, 2, 9, 4)
    body = [*rows([first, forgotten], total=""), Row("", "Tổng số", first)]
    assert _told(body) == [("total.mismatch", Paper(body).cell(2, 3), first[3], first[3] + forgotten[3])]


def test_subtotals_of_sections_are_checked_and_never_added() -> None:
    first, second = counted(SIX, 5, 3, 8), counted(SIX, 2, 9)
    body = [
        Row("I", "Trên Hệ thống các Bộ", first),
        *rows([first], total=""),
        Row("II", "Trên Hệ thống thành phố", second | {3: second[3] + 1}),
        *rows([second], total=""),
        Row("", "TỔNG CỘNG", totals([first, second])),
    ]
    assert _told(body) == [("total.mismatch", Paper(body).cell(2, 3), second[3] + 1, second[3])]


def test_sums_over_a_cell_that_is_no_number_wait() -> None:
    line = counted(SIX, 5, 3, 8)
    body = [*rows([{**line, 4: "nhiều"}, line], total=""), Row("", "Tổng số", totals([line, line]))]
    assert _told(body) == [("cell.not_a_number", Paper(body).cell(0, 4), "nhiều", None)]


def test_sums_wait_for_a_line_without_a_name() -> None:
    line = counted(SIX, 5, 3, 8)
    body = [*rows([line], total=""), Row(2, "", line), Row("", "Tổng số", totals([line, line]))]
    assert _told(body) == [("line.unnamed", Paper(body).cell(1, 2), "", None)]


def test_a_negative_count_is_told_once() -> None:
    line = counted(SIX, 5, 3, 8)
    body = [*rows([line | {12: -3}], total=""), Row("", "Tổng số", line)]
    assert _told(body) == [("cell.negative", Paper(body).cell(0, 12), -3, None)]

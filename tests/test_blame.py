"""One cause, one finding, at the cell to blame: tried on any correct table with any cell made wrong.

What arithmetic can tell is decided here by trying every cell: the cell to blame is the one that, corrected alone,
makes every relation of the table true. Where several do, the left side of a broken relation is to be named.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import FORMS, SIX, Counts, Paper, Row, correct_lines, counted, filled, keeps, rows, totals

from kstt.finding import Finding
from kstt.form import Form
from validation.judging import judge_form
from validation.parsing import parse
from validation.telling import shown_number

Cell = tuple[int, int]  # row of the table (its total row is the last) and column number
Relation = tuple[str, Cell, list[Cell]]
Totals = Literal["live", "stale", "none"]
Table = tuple[list[Counts], Counts | None]  # lines and typed totals

JUDGED = [FORMS[code] for code in ("II.06a", "II.05", "II.07b", "II.08", "QH")]
SUMMED = {form.code: sorted({n for rule in form.identities if rule.is_sum for n in rule.columns}) for form in JUDGED}
_each_form = pytest.mark.parametrize("form", JUDGED, ids=lambda form: form.code)
_each_list = pytest.mark.parametrize("form", [one for one in JUDGED if one.lines != "unit"], ids=lambda form: form.code)
_each_total = pytest.mark.parametrize("kind", ["live", "stale", "none"])


def judged(form: Form, every: Sequence[Table]) -> list[list[Finding]]:
    """The findings on each table, judged together as the files of one quarter are."""

    def paper(lines: Sequence[Counts], total: Counts | None) -> Paper:
        return Paper([*rows(lines, total=""), *([Row("", "Tổng số", total)] if total else [])], form)

    read = {at: parse(form, filled(paper(*table).sheet(), form)) for at, table in enumerate(every)}
    return [told.findings for _, told in sorted(judge_form(form, read).items())]


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
            if all(holds(mended, one) for one in every):
                found[cell] = needed
    return found


def cells_of(lines: Sequence[Mapping[int, int]], total: Mapping[int, int] | None) -> dict[Cell, int]:
    table = [*lines, total] if total is not None else lines
    return {(at, number): value for at, line in enumerate(table) for number, value in line.items()}


def where(finding: Finding, form: Form) -> Cell:
    return finding.row - Paper((), form).first_row, finding.column or 0


def tables(form: Form, least: int = 1) -> st.SearchStrategy[list[Counts]]:
    return correct_lines(form, least, most=1 if form.lines == "unit" else 6)


def total_row(kind: Totals, truth: Counts, lines: Sequence[Counts]) -> Counts | None:
    return {"live": totals(lines), "stale": truth, "none": None}[kind]


def should_be_told(
    form: Form, table: Table, kind: Totals, wrong: Cell
) -> tuple[list[Cell], dict[Cell, tuple[int, object]]]:
    """Where the one finding may be (nowhere if nothing contradicts), and what it must say there."""
    lines, total = table
    values = cells_of(lines, total if kind == "stale" else None)
    every = list(relations(form, len(lines), total=kind == "stale"))
    broken = [one for one in every if not holds(values, one)]
    added = {(sign, left): sum(values[cell] for cell in right) for sign, left, right in broken}
    says: dict[Cell, tuple[int, object]] = {
        left: (values[left], f"không quá {shown_number(most)}") for (sign, left), most in added.items() if sign != "="
    }
    says |= {left: (values[left], whole) for (sign, left), whole in added.items() if sign == "="}
    if not any(sign == "=" for sign, _, _ in broken):
        return [left for _, left, _ in broken], says  # at most one: a cell stands in one relation of that kind
    able = explaining(values, every)
    if list(able) == [wrong]:
        return [wrong], {wrong: (values[wrong], able[wrong])}
    lefts = [left for sign, left, _ in broken if sign == "="]
    if [cell for cell, needed in able.items() if needed >= 0] == [wrong]:  # every other would become negative
        return [wrong, *lefts], says | {wrong: (values[wrong], able[wrong])}
    return lefts, says


@_each_total
@_each_form
@settings(max_examples=3, deadline=None)
@given(data=st.data())
def test_any_one_wrong_cell_of_a_line_is_one_finding(form: Form, kind: Totals, data: st.DataObject) -> None:
    lines = data.draw(tables(form))
    by = data.draw(st.integers(-900, 900).filter(bool))
    truth = totals(lines)
    cells = [cell for cell, value in cells_of(lines, None).items() if value + by >= 0]
    wrong = [
        [{**line, cell[1]: line[cell[1]] + by} if at == cell[0] else line for at, line in enumerate(lines)]
        for cell in cells
    ]
    every: list[Table] = [(one, total_row(kind, truth, one)) for one in wrong]
    for cell, table, findings in zip(cells, every, judged(form, every), strict=True):
        places, says = should_be_told(form, table, kind, cell)
        told = [(where(one, form), (one.found, one.expected)) for one in findings]
        assert len(told) == min(1, len(places)), (cell, told)
        assert all(place in places and says[place] == what for place, what in told), (cell, told)


@_each_form
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_any_one_wrong_total_is_one_finding_there(form: Form, data: st.DataObject) -> None:
    lines = data.draw(tables(form))
    by = data.draw(st.integers(-900, 900).filter(bool))
    truth = totals(lines)
    numbers = [number for number, value in truth.items() if value + by >= 0]
    every: list[Table] = [(lines, truth | {number: truth[number] + by}) for number in numbers]
    for number, findings in zip(numbers, judged(form, every), strict=True):
        told = [(where(one, form), one.rule, one.found, one.expected) for one in findings]
        assert told == [((len(lines), number), "total.mismatch", truth[number] + by, truth[number])]


@_each_total
@_each_list
@settings(max_examples=3, deadline=None)
@given(data=st.data())
def test_wrong_cells_of_two_lines_are_two_findings(form: Form, kind: Totals, data: st.DataObject) -> None:
    lines = data.draw(tables(form, least=2))
    truth = totals(lines)
    one, other = data.draw(st.permutations(range(len(lines))))[:2]
    by, and_by = data.draw(st.tuples(st.integers(1, 900), st.integers(1, 900)))
    every: list[Table] = []
    for number, second in product(SUMMED[form.code], repeat=2):
        wrong = list(lines)
        wrong[one] = lines[one] | {number: lines[one][number] + by}
        wrong[other] = lines[other] | {second: lines[other][second] + and_by}
        every.append((wrong, total_row(kind, truth, wrong)))
    for table, findings in zip(every, judged(form, every), strict=True):
        assert sorted(where(told, form)[0] for told in findings) == sorted([one, other]), table


@_each_list
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_any_missing_line_is_one_finding(form: Form, data: st.DataObject) -> None:
    lines = data.draw(tables(form, least=2))
    truth = totals(lines)
    every: list[Table] = [(lines[:at] + lines[at + 1 :], truth) for at in range(len(lines))]
    for gone, findings in zip(lines, judged(form, every), strict=True):
        first = next(column.number for column in form.numbers if gone[column.number])
        told = [(where(one, form), one.rule, one.difference) for one in findings]
        assert told == [((len(lines) - 1, first), "total.mismatch", gone[first])]


@_each_form
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_a_correct_table_has_no_finding(form: Form, data: st.DataObject) -> None:
    lines = data.draw(tables(form))
    assert all(keeps(form, line) for line in lines)
    assert judged(form, [(lines, totals(lines)), (lines, None)]) == [[], []]


# ---- cases told in full --------------------------------------------------------------------------------------------


def _told(body: Sequence[Row]) -> list[tuple[str, str, object, object]]:
    findings = judge_form(SIX, {1: parse(SIX, filled(Paper(body).sheet()))})[1].findings
    return [(one.rule, one.cell, one.found, one.expected) for one in findings]


def test_totals_that_hold_tell_which_cells_of_two_lines_are_wrong() -> None:
    lines = [counted(SIX, 5, 3, 8), counted(SIX, 2, 9), counted(SIX, 7)]
    body = rows([lines[0] | {4: lines[0][4] + 5}, lines[1] | {4: lines[1][4] + 7}, lines[2]], total="")
    body.append(Row("", "Tổng số", totals(lines)))
    assert _told(body) == [
        ("identity.sum", Paper(body).cell(at, 4), lines[at][4] + more, lines[at][4]) for at, more in ((0, 5), (1, 7))
    ]


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


def _with_subtotals(first: Counts, second: Counts, *last: Row) -> list[Row]:
    return [
        Row("I", "Trên Hệ thống các Bộ"),
        *rows([first], total=""),
        Row("", "Cộng I", totals([first])),
        Row("II", "Trên Hệ thống thành phố"),
        *rows([second], total=""),
        Row("", "Cộng II", totals([second])),
        *last,
    ]


def test_of_several_totals_each_adds_the_lines_above_it_and_the_last_all() -> None:
    first, second = counted(SIX, 5, 3, 8), counted(SIX, 2, 9)
    everything = totals([first, second])
    assert _told(_with_subtotals(first, second)) == []
    assert _told(_with_subtotals(first, second, Row("", "TỔNG CỘNG", everything))) == []
    assert _told([Row("", "Tổng số", everything), *rows([first, second], labels=["Hộ tịch", "Y tế"])]) == []
    body = _with_subtotals(first, second, Row("", "TỔNG CỘNG", everything | {3: everything[3] + 1}))
    assert _told(body) == [("total.mismatch", Paper(body).cell(6, 3), everything[3] + 1, everything[3])]
    body[2] = Row("", "Cộng I", first | {4: first[4] + 2})
    assert [cell for _, cell, _, _ in _told(body)] == [Paper(body).cell(2, 4), Paper(body).cell(6, 3)]


def test_a_total_that_follows_a_wrong_subtotal_is_no_cause_of_its_own() -> None:
    first, second = counted(SIX, 5, 3, 8), counted(SIX, 2, 9)
    everything = totals([first, second])
    by = {3: 7, 9: -2}
    wrong, all_wrong = ({n: numbers[n] + by.get(n, 0) for n in numbers} for numbers in (second, everything))
    body = _with_subtotals(first, second, Row("", "TỔNG CỘNG", all_wrong))
    body[5] = Row("", "Cộng II", wrong)
    assert _told(body) == [
        ("total.mismatch", Paper(body).cell(5, number), second[number] + more, second[number])
        for number, more in by.items()
    ]
    field = [
        Row("1", "Hộ tịch", totals([first, second]) | {8: everything[8] + 3}),
        Row("-", "Khai sinh", first),
        Row("-", "Kết hôn", second),
        Row("2", "Đất đai", first),
        Row("", "Tổng số", totals([everything, first]) | {8: everything[8] + 3 + first[8]}),
    ]
    assert _told(field) == [("total.mismatch", Paper(field).cell(0, 8), everything[8] + 3, everything[8])]
    field[4] = Row("", "Tổng số", totals([everything, first]) | {8: everything[8] + 9 + first[8]})
    assert [cell for _, cell, _, _ in _told(field)] == [Paper(field).cell(0, 8), Paper(field).cell(4, 8)]


def test_a_total_above_its_lines_is_checked_too() -> None:
    first, second = counted(SIX, 5, 3, 8), counted(SIX, 2, 9)
    total = totals([first, second])
    body = [Row("", "Tổng số", total | {8: total[8] + 1}), *rows([first, second], total="")]
    assert _told(body) == [("total.mismatch", Paper(body).cell(0, 8), total[8] + 1, total[8])]


def test_sums_over_a_cell_that_is_no_number_wait() -> None:
    line = counted(SIX, 5, 3, 8)
    body = [*rows([{**line, 4: "nhiều"}, line], total=""), Row("", "Tổng số", totals([line, line]))]
    assert _told(body) == [("cell.not_a_number", Paper(body).cell(0, 4), "nhiều", None)]


def test_sums_wait_for_a_line_without_a_name() -> None:
    line = counted(SIX, 5, 3, 8)
    body = [*rows([line], total=""), Row(2, "", line), Row("", "Tổng số", totals([line, line]))]
    assert _told(body) == [("line.unnamed", Paper(body).cell(1, 2), "", None)]


@pytest.mark.parametrize("name", ["", "-"])
@pytest.mark.parametrize("wrong", [4, 8])
def test_a_line_without_a_name_leaves_typed_totals_a_witness(wrong: int, name: str) -> None:
    first, second, third = counted(SIX, 90, 31, 8), counted(SIX, 12, 49, 7), counted(SIX, 77, 13, 41)
    total = totals([first, second, third])
    body = [
        *rows([first | {wrong: first[wrong] + 6}, second], total=""),
        Row(3, name, third),
        Row("", "Tổng số", total),
    ]
    cells = [Paper(body).cell(0, wrong), Paper(body).cell(2, 2)]
    assert [cell for _, cell, *_ in _told(body)] == cells
    body[-1] = Row("", "Tổng số", total | {5: total[5] + 9})
    assert [cell for _, cell, *_ in _told(body)] == [*cells, Paper(body).cell(3, 5)]


def test_rows_of_parts_without_a_name_are_no_witness_against_a_total() -> None:
    first, second = counted(SIX, 90, 31, 8), counted(SIX, 12, 49, 7)
    body = [
        *rows([first, second], total=""),
        Row(3, "", counted(SIX, 7, 5)),
        Row("", "Tổng số", totals([first, second])),
    ]
    assert _told(body) == [("line.unnamed", Paper(body).cell(2, 2), "", None)]


def test_a_line_of_a_section_without_a_name_is_added_there() -> None:
    lines = [counted(SIX, 90, 31, 8), counted(SIX, 12, 49, 7), counted(SIX, 77, 13, 41)]
    sums = [totals(lines[:2]), totals(lines[2:])]
    body = [
        *(Row("I", "Cấp tỉnh", sums[0] | {9: sums[0][9] + 5}), Row(1, "Hộ tịch", lines[0]), Row(2, "", lines[1])),
        *(Row("II", "Cấp xã", sums[1]), Row(1, "Đất đai", lines[2]), Row("", "Tổng số", totals(lines))),
    ]
    cells = [Paper(body).cell(0, 9), Paper(body).cell(2, 2)]
    assert [cell for _, cell, *_ in _told(body)] == cells


def test_a_negative_count_is_told_once() -> None:
    line = counted(SIX, 5, 3, 8)
    body = [*rows([line | {12: -3}], total=""), Row("", "Tổng số", line)]
    assert _told(body) == [("cell.negative", Paper(body).cell(0, 12), -3, None)]


def test_a_wrong_total_is_told_though_a_line_holds_no_more_than_words() -> None:
    causes = FORMS["QH"]
    lines = [counted(causes, 5, 3), counted(causes, 2, 9)]
    total = totals(lines)
    body = [*rows(lines, total=""), Row(3, "Y tế", {7: "Chưa có hồ sơ"}), Row("", "Tổng số", total | {3: total[3] + 7})]
    (told,) = judge_form(causes, {1: parse(causes, filled(Paper(body, causes).sheet()))})[1].findings
    assert (told.rule, told.found, told.expected) == ("total.mismatch", total[3] + 7, total[3])


def test_a_column_without_total_is_not_blamed_for_having_none() -> None:
    truth = counted(SIX, 50, 30, 80)
    line = truth | {8: truth[8] - 5}  # 10 could be five more as well: nothing but a missing total speaks against 8
    total = totals([line, truth])
    body = [*rows([line, truth], total=""), Row("", "Tổng số", {n: v for n, v in total.items() if n != 10})]
    assert _told(body) == [("identity.sum", Paper(body).cell(0, 7), truth[7], truth[7] - 5)]


# ---- where several cells may be wrong, and two wrong cells of one line ---------------------------------------------

LINE, OTHER = counted(SIX, 50, 30, 80, 20), counted(SIX, 20, 90, 10)


def _wrong(by: Counts, total: Counts | None) -> list[Row]:
    """Two lines, the first with cells that are wrong `by` so much, and a typed row of totals."""
    lines = [LINE | {number: LINE[number] + more for number, more in by.items()}, OTHER]
    return [*rows(lines, labels=["Hộ tịch", "Y tế"], total=""), *([Row("", "Tổng số", total)] if total else [])]


def _the_one(body: Sequence[Row]) -> Finding:
    (finding,) = judge_form(SIX, {1: parse(SIX, filled(Paper(body).sheet()))})[1].findings
    return finding


def test_a_wrong_cell_is_told_beside_two_of_another_line_that_totals_name() -> None:
    lines = [LINE, OTHER, counted(SIX, 60, 21, 72, 33)]
    wrong = [LINE | {8: LINE[8] + 5, 9: LINE[9] + 7}, OTHER, lines[2] | {4: lines[2][4] + 11}]
    body = [*rows(wrong, total=""), Row("", "Tổng số", totals(lines))]
    assert [(cell, found, expected) for _, cell, found, expected in _told(body)] == [
        ("H9", LINE[8] + 5, LINE[8]),
        ("I9", LINE[9] + 7, LINE[9]),
        ("D11", lines[2][4] + 11, lines[2][4]),
    ]


@pytest.mark.parametrize("number", [4, 5, 6])
def test_a_total_another_relation_confirms_is_never_said_to_be_wrong(number: int) -> None:
    told = _the_one(_wrong({number: 7}, None))
    assert (told.cell, told.found, told.expected, told.suspects) == ("C9", LINE[3], LINE[3] + 7, ("D9", "E9", "F9"))
    assert told.message == (
        f"Dòng «Hộ tịch»: (3) = (4) + (5) + (6) không đúng: (3) ghi {LINE[3]} nhưng cộng (4), (5), (6) được "
        f"{LINE[3] + 7} (chênh -7). (3) khớp với (7) + (11), nên sai ở một trong các ô D9, E9, F9."
    )


def test_the_only_cell_that_can_be_wrong_is_where_the_finding_stands() -> None:
    """(11) is confirmed, and (12) would become negative: the sentence points at (13), and so does the finding."""
    line = {3: 20, 4: 10, 5: 8, 6: 2, 7: 20, 8: 10, 9: 9, 10: 1, 11: 0, 12: 0, 13: 10}
    told = _the_one(rows([line, OTHER], total=""))
    assert (told.cell, told.column, told.found, told.expected, told.suspects) == ("M9", 13, 10, 0, ())
    assert told.message.endswith("(chênh -10). (11) khớp với (3) = (7) + (11), nên sai ở ô M9: ghi 10 nhưng phải là 0.")


def test_a_total_confirmed_as_a_part_names_the_whole_relation() -> None:
    told = _the_one(_wrong({12: 7}, None))
    assert (told.cell, told.suspects) == ("K9", ("L9", "M9"))
    assert told.message.endswith("(11) khớp với (3) = (7) + (11), nên sai ở một trong các ô L9, M9.")


def test_a_total_nothing_confirms_may_be_wrong_itself() -> None:
    told = _the_one(_wrong({3: 100, 5: 100}, None))
    assert (told.cell, told.suspects) == ("C9", ("G9", "K9"))
    assert told.message.endswith("(chênh 100). Chưa rõ sai ở ô này hay ở G9, K9.")


@pytest.mark.parametrize(
    ("blank", "said"),
    [
        ({11, 12, 13}, "Chưa rõ sai ở ô này hay ở G9, K9 (đang để trống)."),
        ({5}, "nên sai ở một trong các ô D9, E9 (đang để trống), F9."),
    ],
)
def test_a_cell_that_may_be_wrong_is_said_to_be_blank_where_it_is(blank: set[int], said: str) -> None:
    told = _the_one(rows([{at: number for at, number in LINE.items() if at not in blank}, OTHER], total=""))
    assert told.message.endswith(said)


def test_one_wrong_cell_that_is_known_has_no_suspects() -> None:
    told = _the_one(_wrong({4: 7}, totals([LINE, OTHER])))
    assert (told.cell, told.found, told.expected, told.suspects) == ("D9", LINE[4] + 7, LINE[4], ())


@pytest.mark.parametrize("by", [{3: 7, 12: 5}, {8: 7, 10: 5}, {3: 100, 5: 7}, {3: 7, 7: 7}, {10: -4, 11: 9}])
def test_typed_totals_tell_two_wrong_cells_of_one_line(by: Counts) -> None:
    body = _wrong(by, totals([LINE, OTHER]))
    assert _told(body) == [
        ("identity.sum", Paper(body).cell(0, number), LINE[number] + more, LINE[number]) for number, more in by.items()
    ]


def test_a_wrong_total_beside_two_wrong_cells_of_a_line_is_a_third_finding() -> None:
    truth = totals([LINE, OTHER])
    assert _told(_wrong({3: 7, 12: 5}, truth | {8: truth[8] + 3})) == [
        ("identity.sum", "C9", LINE[3] + 7, LINE[3]),
        ("identity.sum", "L9", LINE[12] + 5, LINE[12]),
        ("total.mismatch", "H11", truth[8] + 3, truth[8]),
    ]


def test_a_wrong_total_of_another_column_hides_no_wrong_cell() -> None:
    """(3) holds, so (4), (5) or (6) is wrong; the total of (4) misses as much, that of (6) something else."""
    truth = totals([LINE, OTHER])
    assert _told(_wrong({4: 7}, truth | {6: truth[6] + 3})) == [
        ("identity.sum", "D9", LINE[4] + 7, LINE[4]),
        ("total.mismatch", "F11", truth[6] + 3, truth[6]),
    ]
    ((rule, cell, _, _),) = _told(_wrong({4: 7}, truth | {6: truth[6] - 7}))  # as much in both: either may be
    assert (rule, cell) == ("identity.sum", "C9")


@pytest.mark.parametrize("by", [7, 3000], ids=["one of several parts", "the only part that can be"])
def test_a_wrong_total_of_a_sum_that_another_relation_confirms_is_told_beside_its_parts(by: int) -> None:
    body = _wrong({4: by}, totals([LINE | {4: LINE[4] + by}, OTHER]) | {3: LINE[3] + OTHER[3] + 1})
    told = [(rule, cell) for rule, cell, _, _ in _told(body)]
    assert told == [("identity.sum", "C9" if by == 7 else "D9"), ("total.mismatch", "C11")]


def test_a_missing_line_beside_a_wrong_cell_is_not_spread_over_the_line() -> None:
    wrong, truth = LINE | {3: LINE[3] + 7}, totals([LINE, OTHER])
    told = _told([*rows([wrong], total=""), Row("", "Tổng số", truth)])
    assert [(rule, cell) for rule, cell, _, _ in told] == [("identity.sum", "C9"), ("total.mismatch", "C10")]


@pytest.mark.parametrize("inner", [7, 11])
@pytest.mark.parametrize("total", ["", "Tổng số"])
def test_sums_amiss_by_the_same_do_not_vouch_for_each_other(inner: int, total: str) -> None:
    """(3) may have been added up from a wrong (7) or (11): then no part is wrong."""
    paper = Paper(rows([OTHER, LINE | {3: LINE[3] + 5, inner: LINE[inner] + 5}], total=total))
    told = judge_form(SIX, {1: parse(SIX, filled(paper.sheet()))})[1].findings
    assert [one.cell for one in told] == [paper.cell(1, 3), paper.cell(1, inner)]
    assert all("Chưa rõ sai ở ô này hay ở" in one.message for one in told)


def test_a_sum_that_follows_a_wrong_cell_is_told_with_it() -> None:
    body = _wrong({3: 100, 5: 100}, totals([LINE, OTHER]))
    (told,) = judge_form(SIX, {1: parse(SIX, filled(Paper(body).sheet()))})[1].findings
    assert (told.cell, told.found, told.expected, told.also) == ("E9", LINE[5] + 100, LINE[5], ("C9",))
    assert told.message == (
        f"Dòng «Hộ tịch»: tổng cột (5) không đúng, ô E9 ghi {LINE[5] + 100} nhưng phải là {LINE[5]}; "
        "ô C9 cộng cả ô này nên cũng lệch (chênh 100)."
    )


def test_a_sum_follows_beside_another_wrong_line_too() -> None:
    """The total of (11) fails by both lines; that of (12) names the cell which (11) of its line follows."""
    wrong = [LINE | {11: LINE[11] + 7, 12: LINE[12] + 7}, OTHER | {11: OTHER[11] + 40}]
    body = [*rows(wrong, total=""), Row("", "Tổng số", totals([LINE, OTHER]))]
    assert [(rule, cell) for rule, cell, _, _ in _told(body)] == [("identity.sum", "L9"), ("identity.sum", "K10")]


def test_subtotals_that_follow_a_wrong_cell_do_not_vouch_for_it() -> None:
    wrong = LINE | {3: LINE[3] + 100, 5: LINE[5] + 100}
    sections = [Row("I", "Cấp xã", totals([wrong])), *rows([wrong], total=""), Row("II", "Ủy quyền", totals([OTHER]))]
    body = [*sections, Row(1, "Y tế", OTHER), Row("", "Tổng số", totals([LINE, OTHER]))]
    assert [(rule, cell) for rule, cell, _, _ in _told(body)] == [("identity.sum", "E10")]


def test_a_total_without_the_line_that_is_there_twice_waits() -> None:
    body = rows([LINE, OTHER, LINE], labels=["Hộ tịch", "Y tế", "Hộ tịch"], total="")
    truth = totals([LINE, OTHER])
    assert _told([*body, Row("", "Tổng số", truth)]) == [("line.duplicate", "B11", "Hộ tịch", None)]
    assert _told([*body, Row("", "Tổng số", truth | {3: truth[3] + 1})])[1:] == [
        ("total.mismatch", "C12", truth[3] + 1, truth[3] + LINE[3])
    ]


def test_a_number_nobody_can_read_hides_no_sum_beside_what_it_bounds() -> None:
    form = FORMS["II.08"]
    line = counted(form, 5, 3, 2)
    body = rows([{**line, 6: "chưa rõ", 7: line[7] + 9}], total="")
    told = judge_form(form, {1: parse(form, filled(Paper(body, form).sheet(), form))})[1].findings
    assert [(one.rule, one.column) for one in told] == [("cell.not_a_number", 6), ("identity.sum", 7)]


@pytest.mark.parametrize(("names", "twice"), [(("Đất đai", "Đạt dài"), False), (("Đất đai", "Dat dai"), True)])
def test_names_that_differ_by_their_marks_alone_are_two_lines_unless_one_has_none(
    names: tuple[str, str], twice: bool
) -> None:
    body = rows([counted(SIX, 5, 3), counted(SIX, 1, 8)], labels=names)
    told = judge_form(SIX, {1: parse(SIX, filled(Paper(body).sheet()))})[1].findings
    assert [one.rule for one in told] == ["line.duplicate"] * twice


@pytest.mark.parametrize(("more", "told"), [(0, [(7, False)]), (5, [(3, True), (7, True), (11, True)])])
def test_a_sum_left_blank_is_sure_only_where_the_line_is_right_once_it_is_filled_in(
    more: int, told: list[tuple[int, bool]]
) -> None:
    line = counted(SIX, 50, 33, 21, 17, 9)
    body = rows([{**line, 7: "", 13: line[13] + more}], total="")
    found = judge_form(SIX, {1: parse(SIX, filled(Paper(body).sheet()))})[1].findings
    assert [(one.column, bool(one.suspects)) for one in found] == told

"""Totals, procedures below fields, parts and comments: nothing counts twice, nothing vanishes."""

import pytest
from papers import SIX, Counts, Paper, Row, Typed, counted, filled, totals

from kstt.sheet import FilledForm, Value
from validation.judging import judge_form
from validation.parsing import parse

A, B, C = counted(SIX, 5, 3, 8), counted(SIX, 2, 9, 1), counted(SIX, 7, 1, 4, 2)


def read(*rows: Row) -> FilledForm:
    return filled(Paper(rows).sheet())


def told(*rows: Row) -> list[tuple[str, str]]:
    findings = judge_form(SIX, {1: parse(SIX, read(*rows))})[1].findings
    return [(one.rule, one.cell) for one in findings]


def shape(*rows: Row) -> list[tuple[str, str, str]]:
    return [(line.role, line.label, line.section) for line in read(*rows).lines]


def added(*lines: Counts) -> Counts:
    return totals(lines)


@pytest.mark.parametrize(
    "label",
    [
        "TỔNG CỘNG TOÀN XÃ",
        "Tổng số (A+B)",
        "Tổng chung",
        "Cộng dồn",
        "Tổng số hồ sơ TTHC",
        "Tổng số\n(hồ sơ)",
        "Tổng (cộng) các lĩnh vực",
        "Tổng số: 5 lĩnh vực",
        "Tổng hợp",
        "TC",
        "T.C",
        "T.cộng",
        "Total",
        "Tổng quý I/2026",
        "Tổng kỳ báo cáo",
        "T ổ n g  c ộ n g",
        "Tong so toan xa",
        "Cả phường",  # known by its sums alone
    ],
)
def test_a_total_is_known_by_any_name(label: str) -> None:
    rows = Row(1, "Hộ tịch", A), Row(2, "Đất đai", B), Row("", label, added(A, B))
    assert [role for role, _, _ in shape(*rows)] == ["line", "line", "total"]
    assert told(*rows) == []


def test_a_field_that_is_no_sum_is_no_total() -> None:
    rows = Row("", "Hộ tịch", A), Row("", "Đất đai", B), Row("", "Tổng hợp và thống kê", C)
    assert [role for role, _, _ in shape(*rows)] == ["line", "line", "line"]


PROCEDURES = {
    "1 over 1.1": (Row("1", "Hộ tịch", added(A, B)), Row("1.1", "Khai sinh", A), Row("1.2", "Kết hôn", B)),
    "1 over dashes": (Row("1", "Hộ tịch", added(A, B)), Row("-", "Khai sinh", A), Row("-", "Kết hôn", B)),
    "1 over nothing": (Row("1", "Hộ tịch", added(A, B)), Row("", "Khai sinh", A), Row("", "Kết hôn", B)),
    "1 over a)": (Row("1", "Hộ tịch", added(A, B)), Row("a)", "Khai sinh", A), Row("b)", "Kết hôn", B)),
    "nothing over 1": (Row("", "Hộ tịch", added(A, B)), Row("1", "Khai sinh", A), Row("2", "Kết hôn", B)),
}


@pytest.mark.parametrize("rows", PROCEDURES.values(), ids=PROCEDURES)
def test_a_field_that_adds_up_its_procedures_counts_once(rows: tuple[Row, ...]) -> None:
    every = *rows, Row(rows[0].order and "2", "Đất đai", C), Row("", "Tổng số", added(A, B, C))
    assert shape(*every)[:3] == [
        ("section", "Hộ tịch", "Hộ tịch"),
        ("line", "Khai sinh", "Hộ tịch"),
        ("line", "Kết hôn", "Hộ tịch"),
    ]
    assert told(*every) == []


@pytest.mark.parametrize("marks", [("1.1", "1.2"), ("-", "-"), ("a", "b"), ("a)", "b)")])
def test_a_wrong_sum_over_its_procedures_is_told_there(marks: tuple[str, str]) -> None:
    field = added(A, B)
    wrong = field | {4: field[4] + 3, 3: field[3] + 3, 7: field[7] + 3, 8: field[8] + 3}
    rows = Row("1", "Hộ tịch", wrong), Row(marks[0], "Khai sinh", A), Row(marks[1], "Kết hôn", B)
    assert told(*rows) == [("total.mismatch", Paper(rows).cell(0, 3))]


def test_lines_numbered_with_letters_alone_are_lines() -> None:
    rows = Row("a)", "Hộ tịch", added(A, B)), Row("b)", "Đất đai", A), Row("c)", "Y tế", C)
    assert [role for role, _, _ in shape(*rows)] == ["line"] * 3


def test_parts_repeated_under_of_which_are_not_added() -> None:
    rows = Row(1, "Hộ tịch", A), Row("", "Trong đó: khai sinh", B), Row(2, "Đất đai", C)
    assert [label for _, label, _ in shape(*rows)] == ["Hộ tịch", "Đất đai"]


def test_comments_below_the_total_are_no_lines() -> None:
    rows = Row(1, "Hộ tịch", A), Row(2, "Đất đai", B), Row("", "Tổng số", added(A, B)), Row("", "Tỷ lệ (%)", {8: 62.9})
    assert told(*rows) == []


@pytest.mark.parametrize(
    "label",
    [
        "Lũy kế từ đầu năm",
        "Cùng kỳ năm 2025",
        "Quý IV/2025",
        "Năm 2025",
        "Kỳ trước",
        "So với cùng kỳ",
        "Tổng số cùng kỳ",
    ],
)
@pytest.mark.parametrize("total", [(), (Row("", "Tổng số", added(A, B)),)], ids=["no total", "total below"])
def test_another_time_is_no_field_wherever_it_stands(label: str, total: tuple[Row, ...]) -> None:
    rows = Row("", "Hộ tịch", A), Row("", "Đất đai", B), Row("", label, C), *total
    assert [one for _, one, _ in shape(*rows)[:3]] == ["Hộ tịch", "Đất đai", *(row.label for row in total)]
    assert read(*rows).aside == [f"dòng {Paper(rows).first_row + 2} «{label}» chỉ để so sánh, không đọc"]
    assert told(*rows) == []


def test_a_period_alone_is_asked_about_and_what_may_be_a_line_is_one() -> None:
    alone = (Row("", "Quý I/2026", A),)
    assert told(*alone) == [("line.other_time", Paper(alone).cell(0, 2))]
    rows = Row("", "Giảm nghèo", A), Row("", "Kỳ trước chuyển", B), Row("", "Kế hoạch và Đầu tư", C)
    assert shape(*rows) == [("line", str(row.label), "") for row in rows]


@pytest.mark.parametrize("label", ["T.cộng", "Total", "Tổng quý I/2026", "Σ", "∑ hồ sơ"])
def test_a_wrong_total_of_another_name_is_told_as_a_total(label: str) -> None:
    rows = Row("", "Hộ tịch", A), Row("", "Đất đai", B), Row("", label, A)
    assert told(*rows) == [("total.mismatch", Paper(rows).cell(2, 3))]


def test_a_line_of_nothing_but_errors_does_not_vanish() -> None:
    paper = Paper([Row(1, "Hộ tịch", A), Row(2, "Đất đai")])
    sheet = paper.sheet()
    row = paper.first_row + 1
    sheet.errors = {(row, column): "#VALUE!" for column in range(3, 14)}
    (told,) = judge_form(SIX, {1: parse(SIX, filled(sheet))})[1].findings
    assert told.rule == "cell.error_value"
    added = [number for number in range(3, 14) if not SIX.computed_by(number)]
    assert [told.cell, *told.also] == [paper.cell(1, number) for number in added]


SOME = {
    "1.1": (Row(1, "Hộ tịch", added(A, B)), Row("1.1", "Khai sinh", A), Row(2, "Đất đai", C)),
    "1.1.1": (Row("1.1", "Hộ tịch", added(A, B)), Row("1.1.1", "Khai sinh", A), Row("1.2", "Đất đai", C)),
    "a": (Row(1, "Hộ tịch", added(A, B)), Row("a", "Khai sinh", A), Row(2, "Đất đai", C)),
    "a below 1.1": (Row("1.1", "Hộ tịch", added(A, B)), Row("a)", "Khai sinh", A), Row("1.2", "Đất đai", C)),
    "a below nothing": (Row("", "Hộ tịch", added(A, B)), Row("a)", "Khai sinh", A), Row("", "Đất đai", C)),
    "a dash": (Row("", "Hộ tịch", added(A, B)), Row("", "- Khai sinh", A), Row("", "Đất đai", C)),
    "of which": (
        Row("", "Hộ tịch", added(A, B, B)),
        Row("", "Trong đó: Kết hôn", B),
        Row("", "Khai sinh", A),
        Row("", "Đất đai", C),
    ),
}


@pytest.mark.parametrize("rows", SOME.values(), ids=SOME)
def test_some_procedures_of_a_field_are_no_lines_where_the_total_says_so(rows: tuple[Row, ...]) -> None:
    every = *rows, Row("", "Tổng số", added(*(dict(row.typed) for row in (rows[0], rows[-1]))))
    assert [(role, label) for role, label, _ in shape(*every)] == [
        ("line", "Hộ tịch"),
        ("line", "Đất đai"),
        ("total", "Tổng số"),
    ]
    assert any("«Khai sinh» đã nằm trong dòng trên" in one.replace("- ", "") for one in read(*every).aside)
    assert told(*every) == []


@pytest.mark.parametrize("rows", [SOME["a below nothing"], SOME["of which"]], ids=["a below nothing", "of which"])
def test_what_may_be_a_part_is_asked_about_where_no_total_tells(rows: tuple[Row, ...]) -> None:
    assert told(*rows) == [("line.may_be_part", Paper(rows).cell(len(rows) - 2, 2))]


def test_a_wrong_number_among_some_procedures_is_told_though_the_total_adds_up() -> None:
    wrong = A | {4: A[4] + 1}
    rows = Row(1, "Hộ tịch", added(A, B)), Row("1.1", "Khai sinh", wrong), Row(2, "Đất đai", C)
    assert "identity.sum" in [rule for rule, _ in told(*rows, Row("", "Tổng số", added(A, B, C)))]


@pytest.mark.parametrize("group", [{}, added(A, B, C)], ids=["no sum", "sum"])
def test_a_group_and_its_sum_take_in_the_procedures_of_fields_inside_it(group: Counts) -> None:
    rows = (
        Row("A", "Lĩnh vực tư pháp", group),
        Row(1, "Y tế", C),
        *(Row(2, "Hộ tịch", added(A, B)), Row("2.1", "Khai sinh", A), Row("2.2", "Kết hôn", B)),
        Row("", "Cộng A", added(A, B, C)),
        Row("B", "Lĩnh vực kinh tế", added(B, B) if group else {}),
        *(Row(1, "Đất đai", added(B, B)), Row("1.1", "Cấp mới", B), Row("1.2", "Cấp đổi", B)),
        Row("", "Cộng B", added(B, B)),
        Row("", "Tổng số", added(A, B, C, B, B)),
    )
    assert told(*rows) == []
    wrong = *rows[:5], Row("", "Cộng A", added(A, B, C) | {13: 9}), *rows[6:]
    assert told(*wrong) == [("total.mismatch", Paper(rows).cell(5, 13))]


def test_a_heading_that_repeats_its_only_field_is_asked_about_below_others_too() -> None:
    big, other = counted(SIX, 205, 31, 80), counted(SIX, 12, 490, 7)
    rows = (
        *(Row("", "Khối nội chính", added(big, other)), Row("", "Hộ tịch", big), Row("", "Y tế", other)),
        *(Row("", "Khối kinh tế", C | counted(SIX, 300, 5, 9)), Row("", "Đất đai", C | counted(SIX, 300, 5, 9))),
    )
    assert told(*rows) == [("line.may_be_total", Paper(rows).cell(4, 2))]


@pytest.mark.parametrize("zero", [0, ""])
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
@pytest.mark.parametrize("wrong", [{}, {5: 77}], ids=["right", "wrong"])
def test_sums_of_sums_and_of_nothing_add_what_is_theirs(zero: Value, total: bool, wrong: Counts) -> None:
    """«Cộng A» adds the lines of «Cộng I» and «Cộng II» right above it; where none stand above, 0 is the sum."""

    def typed(counts: Counts) -> Typed:
        return {number: value or zero for number, value in counts.items()}

    rows = (
        *(Row("A", "Cấp tỉnh"), Row("I", "Hệ thống của Bộ")),
        *(Row(1, "Hộ tịch", typed(A)), Row(2, "Y tế", typed(B)), Row("", "Cộng I", typed(added(A, B)))),
        *(Row("II", "Hệ thống của thành phố"), Row(3, "Đất đai", typed(C)), Row("", "Cộng II", typed(C))),
        *(Row("", "Cộng A", typed(added(A, B, C) | wrong)), Row("B", "Cấp xã"), Row("I", "Hệ thống của Bộ")),
        *(Row(4, "Cư trú", typed(B)), Row("", "Cộng I", typed(B)), Row("II", "Hệ thống của thành phố")),
        *(Row("", "Cộng II", typed(dict.fromkeys(A, 0))), Row("", "Cộng B", typed(B))),
    )
    rows = (*rows, Row("", "Tổng cộng", typed(added(A, B, C, B)))) if total else rows
    assert told(*rows) == ([("total.mismatch", Paper(rows).cell(8, 5))] if wrong else [])


@pytest.mark.parametrize("zero", [0, ""])
@pytest.mark.parametrize("total", [dict.fromkeys(A, 0), added(A, B)], ids=["wrong", "right"])
def test_the_total_of_a_first_section_without_lines_is_nothing_and_that_of_all_is_not(
    zero: Value, total: Counts
) -> None:
    nothing = dict.fromkeys(A, 0) | {3: zero}
    rows = (
        *(Row("A", "Cấp tỉnh"), Row("I", "Hệ thống của Bộ"), Row("", "Cộng I", nothing), Row("", "Cộng A", nothing)),
        *(Row("B", "Cấp xã"), Row("I", "Hệ thống của Bộ"), Row(1, "Hộ tịch", A), Row(2, "Y tế", B)),
        *(Row("", "Cộng I", added(A, B)), Row("", "Cộng B", added(A, B)), Row("", "Tổng cộng", total)),
    )
    assert told(*rows) == ([] if any(total.values()) else [("total.mismatch", Paper(rows).cell(10, 3))])


def test_a_total_of_0_right_below_the_lines_of_its_section_is_wrong() -> None:
    rows = (
        *(Row("I", "Hệ thống của Bộ"), Row(1, "Hộ tịch", A), Row("", "Cộng I", dict.fromkeys(A, 0))),
        *(Row("II", "Hệ thống của thành phố"), Row(2, "Y tế", B), Row("", "Cộng II", B)),
        Row("", "Tổng cộng", added(A, B)),
    )
    assert told(*rows) == [("total.mismatch", Paper(rows).cell(2, 3))]

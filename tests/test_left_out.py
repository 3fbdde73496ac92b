"""Numbers that would be lost or counted twice without a word: forms, sheets, blocks and rows that are something else.

Each deviation stands beside a file that differs from it by what makes it right. Expected values are written by hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product, zip_longest
from pathlib import Path

import pytest
from papers import FORMS, SIX, Counts, Paper, Row, Typed, counted, rows, totals, workbook
from test_clerks import FULL, GOOD, LABELS, LINES, OPEN, SUMS, A, B, C, Lines, Told, edited, judged, lines, told

from kstt.form import Form
from kstt.sheet import Value
from kstt.spelling import unaccented
from report_templates.returned.finding_sheet import FOUND, HEADINGS
from report_templates.returned.finding_sheet import rows as listed

Grid = Sequence[Sequence[Value]]
FIVE = FORMS["II.05"]
OTHER_FORM = Paper(rows([counted(FIVE, 11, 7, 5, 3)], labels=["Hộ tịch"]), FIVE)
THIRD = [3, "Y tế", *C.values()]
WITHOUT_10: Grid = [line if at < 4 else [*line[:9], *line[10:]] for at, line in enumerate(FULL.grid())]
EMPTY: Grid = [line if at < 4 else [*line[:9], *line[10:]] for at, line in enumerate(Paper([Row(1, "Hộ tịch")]).grid())]
NO_HEADS: Grid = [*FULL.grid()[:4], *FULL.grid()[8:]]

SHEETS: dict[str, tuple[Mapping[str, Grid], Told]] = {
    "a form lacks a column beside a good one": (
        {"II.05": OTHER_FORM.grid(), "II.06a": WITHOUT_10},
        [("submission.layout", "A5")],
    ),
    "a form lost its headings beside a good one": (
        {"II.05": OTHER_FORM.grid(), "II.06a": NO_HEADS},
        [("submission.layout", "A1")],
    ),
    "nobody filled in the form that lacks a column": ({"II.05": OTHER_FORM.grid(), "II.06a": EMPTY}, []),
    "a form that lacks a column is read elsewhere": ({"nháp": WITHOUT_10, "II.06a": FULL.grid()}, []),
    "a form goes on without its headings": (
        {"1": Paper(FULL.rows[:2]).grid(), "2": [[], THIRD, ["", "Tổng số", *SUMS.values()]]},
        [("submission.layout", "A2")],
    ),
    "a form goes on without ordinals": (
        {"1": Paper(FULL.rows[:2]).grid(), "2": [["", *THIRD[1:]]]},
        [("submission.layout", "A1")],
    ),
    "the lines stand on another sheet once more": ({"1": FULL.grid(), "2": [THIRD]}, []),
    "the total alone stands on another sheet": ({"1": OPEN.grid(), "2": [["", "Tổng số", *SUMS.values()]]}, []),
    "rows that keep no relation": ({"1": FULL.grid(), "2": [[4, "Cư trú", *range(11)]]}, []),
}


@pytest.mark.parametrize(("sheets", "expected"), SHEETS.values(), ids=SHEETS)
def test_no_form_and_no_line_vanishes_beside_a_good_one(
    sheets: Mapping[str, Grid], expected: Told, tmp_path: Path
) -> None:
    assert told(judged(tmp_path, workbook(sheets))) == expected


def block(name: str, order: str = "") -> list[Row]:
    """Lines of another period below the name of it."""
    return [Row(order, name), Row(1, "Hộ tịch", C), Row(2, "Cư trú", B)]


MONTHS = [Row("", f"Tháng {month}/2026", line) for month, line in enumerate((A, B, C), start=1)]
TIMES: dict[str, tuple[list[Row], Told]] = {
    "below the lines": ([*OPEN.rows, *block("Số liệu quý IV năm 2025")], [("line.other_time", "B12")]),
    "below the total, with its own": (
        [*FULL.rows, *block("Quý IV năm 2025"), Row("", "Tổng số", totals([B, C]))],
        [("line.other_time", "B13")],
    ),
    "added up from the first of January": ([*OPEN.rows, *block("Lũy kế từ đầu năm")], [("line.other_time", "B12")]),
    "two quarters": ([*block("Quý IV/2025", "I"), *block("Quý I/2026", "II")], [("line.other_time", "B9")]),
    "a line of another year among numbered ones": (
        [*OPEN.rows, Row(4, "Năm 2025", B)],
        [("line.other_time", "B12")],
    ),
    "months for fields": ([*MONTHS, Row("", "Tổng số", SUMS)], [("line.other_time", "B9")]),
    "the period of the head above the lines": ([Row("", "Quý I năm 2026"), *FULL.rows], []),
    "another period above the lines": ([Row("", "Quý IV năm 2025"), *FULL.rows], [("submission.period_conflict", "")]),
    "the former quarter in one row": ([*OPEN.rows, Row("", "Số liệu quý IV/2025", B)], []),
    "shares in one row": ([*FULL.rows, Row("", "%", {3: 100, 4: 11.7, 5: 61.5})], []),
    "a difference in one row": ([*OPEN.rows, Row("", "Chênh lệch", {3: 0, 7: 0})], []),
}


@pytest.mark.parametrize(("body", "expected"), TIMES.values(), ids=TIMES)
def test_figures_of_another_period_are_never_added_to_those_of_this(
    body: list[Row], expected: Told, tmp_path: Path
) -> None:
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert told(case) == expected
    assert lines(case) == ({} if expected else GOOD)


def under_each(*below: str, order: str = "", numbers: Typed = C) -> list[Row]:
    """The fields, each with further rows below it."""
    return [row for one in OPEN.rows for row in (one, *(Row(order, label, numbers) for label in below))]


EMPTY_SECOND = [OPEN.rows[0], Row(2, "Đất đai")]
UNDER_FIELDS: dict[str, tuple[list[Row], Told]] = {
    "so far, as much": ([row for one in OPEN.rows for row in (one, Row("", "Lũy kế", one.typed))], []),
    "so far, with a dash": (under_each("- Lũy kế từ đầu năm"), []),
    "so far, with a dash of its own": (under_each("Lũy kế", order="-"), []),
    "so far, above a total": ([*under_each("- Lũy kế từ đầu năm"), FULL.rows[-1]], []),
    "the year before": (under_each("- Cùng kỳ năm trước"), []),
    "the year before, kì for kỳ": (under_each("Cùng kì năm trước"), []),
    "what was added": (under_each("- Tăng/giảm so với quý trước", numbers={3: -5, 4: 3}), []),
    "months": (under_each("Tháng 1", "Tháng 2"), []),
    "months with a dash": (under_each("- Tháng 1/2026", "- Tháng 2/2026"), []),
    "numbered months": (under_each("Tháng 1", order="1.1"), [("line.other_time", "B10")]),
    "months of an open field": (
        [*EMPTY_SECOND, Row("", "Tháng 1/2026", B), Row("", "Tháng 2/2026", C)],
        [("line.other_time", "B11")],
    ),
    "two years of an open field": (
        [*EMPTY_SECOND, Row("", "Quý I/2026", B), Row("", "Quý I/2025", C)],
        [("line.other_time", "B11")],
    ),
    "this period and the one before": (
        [*EMPTY_SECOND, Row("", "- Kỳ này", B), Row("", "- Kỳ trước", C)],
        [("line.other_time", "B11")],
    ),
    "the year before of an open field": ([*OPEN.rows, Row(4, "Cư trú"), Row("", "- Cùng kỳ năm trước", C)], []),
    "a note above": (
        [*OPEN.rows, Row("", "Nguyên nhân quá hạn: do hệ thống lỗi"), Row("", "Quý IV/2025", C)],
        [],
    ),
    "days on average": (under_each("Thời gian giải quyết bình quân (ngày)", numbers={7: 2.5}), []),
    "what was planned": (under_each("Kế hoạch năm 2026"), []),
    "what is expected": ([*under_each("- Ước thực hiện quý II"), FULL.rows[-1]], []),
    "days on average in all": ([*FULL.rows, Row("", "Số ngày xử lý trung bình", {7: 2.5})], []),
    "words before what compares": ([*FULL.rows, Row("", "So sánh:"), Row("", "Quý IV/2025", C)], []),
}


@pytest.mark.parametrize(("body", "expected"), UNDER_FIELDS.values(), ids=UNDER_FIELDS)
def test_figures_of_another_time_below_a_field_are_none_of_its_parts(
    body: list[Row], expected: Told, tmp_path: Path
) -> None:
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert told(case) == expected
    assert lines(case) == ({} if expected else GOOD)


def test_every_heading_of_a_period_is_marked(tmp_path: Path) -> None:
    body = [*block("Quý IV/2025", "I"), *block("Quý I/2026", "II")]
    (finding,) = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()})).findings
    assert finding.cells == ("B9", "B12")


NAMES: dict[str, tuple[list[Row], Told, Lines]] = {
    "a full stop the second time": ([*OPEN.rows, Row(4, "Hộ tịch.", B)], [("line.duplicate", "B12")], {}),
    "no diacritics the second time": ([*OPEN.rows, Row(4, "Ho tich", B)], [("line.duplicate", "B12")], {}),
    "other diacritics": ([*OPEN.rows, Row(4, "Hồ tích", B)], [], {**GOOD, "Hồ tích": B}),
    "dots for a name": ([*OPEN.rows, Row(4, "…………", B)], [("line.unnamed", "B12")], {}),
    "a number for a name": ([*OPEN.rows, Row(4, 4, B)], [("line.unnamed", "B12")], {}),
    "an example by its ordinal": ([Row("VD", "Cư trú", B), *FULL.rows], [], GOOD),
    "how the columns add up": ([Row("", "", {3: "3=4+5+6=7+11", 7: "(7) = (8)+(9)+(10)"}), *FULL.rows], [], GOOD),
    "dots nobody filled in": ([*OPEN.rows, Row("…", "Lĩnh vực…", dict.fromkeys(A, 0))], [], GOOD),
    "an example": ([Row("", "Ví dụ: Hộ tịch", B), *FULL.rows], [], GOOD),
    "the unit below its only field": (
        [Row(1, "Hộ tịch", A), Row(2, "UBND phường Đồ Sơn", A)],
        [],
        {"Hộ tịch": A},
    ),
    "a field with the numbers of the only other one": (
        [Row(1, "Hộ tịch", A), Row(2, "Đất đai", A)],
        [],
        {"Hộ tịch": A, "Đất đai": A},
    ),
}


@pytest.mark.parametrize(("body", "expected", "counted"), NAMES.values(), ids=NAMES)
def test_a_row_counts_once_and_under_a_name(body: list[Row], expected: Told, counted: Lines, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), lines(case)) == (expected, counted)


def test_a_sheet_that_shows_an_example_never_counts(tmp_path: Path) -> None:
    example, blank = Paper(rows((B, C), labels=("Lĩnh vực A", "Lĩnh vực B"))).grid(), Paper([]).grid()
    case = judged(tmp_path / "beside", workbook({"Ví dụ": example, "II.06a": FULL.grid()}))
    assert (told(case), lines(case)) == ([], GOOD)
    assert case.set_aside == ["Trang «II.06a»: trang «Ví dụ» ghi là ví dụ, không đọc"]
    case = judged(tmp_path / "alone", workbook({"II.06a": blank, "Minh hoạ": example}))
    assert told(case) == [("submission.layout", "A1")]
    why = "tên trang ghi là ví dụ nên không đọc; nếu là số liệu của đơn vị thì đổi tên trang"
    said = f"Không đọc được bảng số liệu: {why}."
    assert (case.findings[0].sheet, case.findings[0].message) == ("Minh hoạ", said)


@pytest.mark.parametrize("empty", [True, False], ids=["its form left empty", "its form nowhere else"])
def test_an_example_of_a_form_that_no_other_sheet_has_is_told(empty: bool, tmp_path: Path) -> None:
    quality = FORMS["II.08"]
    real = Paper(rows([counted(quality, 4, 2)]), quality).grid()
    blank = {"Trong": Paper([]).grid()} if empty else {}
    case = judged(tmp_path, workbook({"Ví dụ": FULL.grid(), "II.08": real, **blank}))
    assert told(case) == ([] if empty else [("submission.layout", "A1")])
    assert [*case.forms] == ["II.08"] * empty


SMALL = counted(SIX, 3, 1, 2), counted(SIX, 1, 2), counted(SIX, 2, 0, 1)


@pytest.mark.parametrize("first", [True, False], ids=["above", "below"])
@pytest.mark.parametrize("some", [LINES, SMALL], ids=["large", "small"])
@pytest.mark.parametrize("left_out", [0, 1])
@pytest.mark.parametrize("marks", [(1, 2, 3, 4), ("I", "II", "III", 4)], ids=["numbers", "Roman"])
def test_a_numbered_summary_is_the_total_where_no_other_row_is(
    first: bool, some: Sequence[Counts], left_out: int, marks: Sequence[Value], tmp_path: Path
) -> None:
    named = list(zip(LABELS, some, strict=True))
    summary = "Tổng hợp", totals(some[left_out:])
    every = [summary, *named] if first else [*named, summary]
    orders = [*marks[3:], *marks[:3]] if first else marks
    paper = Paper([Row(order, *one) for order, one in zip(orders, every, strict=True)])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert told(case) == ([("total.mismatch", paper.cell(0 if first else 3, 3))] if left_out else [])
    assert lines(case) == ({} if left_out else dict(named))


@pytest.mark.parametrize("total", [[Row("", "Tổng số", totals((B, A, C)))], []], ids=["total", "no total"])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_numbered_summary_may_be_a_field(total: list[Row], at: int, tmp_path: Path) -> None:
    names = ["Hộ tịch", "Đất đai"]
    names.insert(at, "Tổng hợp")
    counts = {"Hộ tịch": A, "Đất đai": B, "Tổng hợp": C}
    body = [Row(order, name, counts[name]) for order, name in enumerate(names, start=1)]
    case = judged(tmp_path, workbook({"Sheet1": Paper([*body, *total]).grid()}))
    assert (told(case), lines(case)) == ([], {name: counts[name] for name in names})


def test_an_example_is_named_among_what_was_set_aside(tmp_path: Path) -> None:
    paper = replace(FULL, rows=[Row("", "Ví dụ", B), *FULL.rows])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert case.set_aside == ["Trang «Sheet1»: dòng 9 «Ví dụ» là dòng ví dụ, không đọc"]
    assert list(lines(case)) == list(LABELS)


TOTAL_ONLY = [Row(1, "Hộ tịch"), Row("", "Tổng số", SUMS)]
LONE: dict[str, tuple[Mapping[str, Grid], Told]] = {
    "alone": ({"II.06a": Paper(TOTAL_ONLY).grid()}, [("submission.only_total", "A10")]),
    "named for the office": (
        {"II.06a": Paper([Row(1, "UBND phường Đồ Sơn", SUMS)]).grid()},
        [("submission.only_total", "A9")],
    ),
    "beside a good form of another code": (
        {"II.05": OTHER_FORM.grid(), "II.06a": Paper(TOTAL_ONLY).grid()},
        [("submission.only_total", "A10")],
    ),
    "beside the form itself": ({"nháp": Paper(TOTAL_ONLY).grid(), "II.06a": FULL.grid()}, []),
    "of nothing beside another form": (
        {"II.05": OTHER_FORM.grid(), "II.06a": Paper([Row("", "Tổng số", dict.fromkeys(A, 0))]).grid()},
        [],
    ),
}


@pytest.mark.parametrize(("sheets", "expected"), LONE.values(), ids=LONE)
def test_a_form_of_a_total_and_nothing_else_is_told_as_that(
    sheets: Mapping[str, Grid], expected: Told, tmp_path: Path
) -> None:
    case = judged(tmp_path, workbook(sheets))
    assert told(case) == expected
    lone = "II.05" not in sheets
    assert [one.severity for one in case.findings] == ["refuse" if lone else "must_fix" for _ in expected]


@pytest.mark.parametrize(("typed", "shown"), [("", "(để trống)"), (0, 0)], ids=["blank", "zero"])
def test_a_blank_is_no_zero_on_the_sheet_of_findings(typed: Value, shown: Value, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": edited(FULL, {(1, 3): typed})}))
    (row,) = listed(case.findings, {})
    values = dict(zip(HEADINGS, row.values, strict=False))
    assert (row.finding.cell, values[FOUND], values["Số đúng (nếu biết)"]) == (FULL.cell(1, 3), shown, B[3])


FOURTH = [4, "Cư trú", *B.values()]
HEADED, ROWS = FULL.grid()[:8], FULL.grid()[8:]
PLAIN = replace(OPEN, numbering=None).grid()
STRAY: dict[str, tuple[Grid, Told]] = {
    "above the number row": ([*HEADED[:7], FOURTH, HEADED[7], *ROWS], [("line.above_table", "B8")]),
    "above the headings": ([*HEADED[:4], FOURTH, *HEADED[4:], *ROWS], [("line.above_table", "B5")]),
    "above the headings, the first": ([*PLAIN[:4], [1, *FOURTH[1:]], *PLAIN[4:]], [("line.above_table", "B5")]),
    "below the signatures, not numbered": (
        [*HEADED, *ROWS, ["", "Người lập biểu"], ["", *FOURTH[1:]]],
        [("line.below_signature", "B14")],
    ),
    "below the signatures, numbers left out": (
        [*HEADED, *ROWS, ["", "Người lập biểu"], [9, *FOURTH[1:]]],
        [("line.below_signature", "B14")],
    ),
    "below the signatures, of another quarter": (
        [*HEADED, *ROWS, ["", "Người lập biểu"], ["", "Quý IV năm 2025"], ["", *FOURTH[1:]]],
        [],
    ),
    "another table below the total": (
        [*HEADED, *ROWS, [], ["STT", "Phòng", "Tổng số"], ["", *FOURTH[1:]], [5, "Phòng Kinh tế", *FOURTH[2:]]],
        [],
    ),
    "numbers of no line above the headings": ([*HEADED[:4], [4, "Số", *range(11)], *HEADED[4:], *ROWS], []),
    "the total above the headings": ([*HEADED[:4], ["", "Tổng số", *SUMS.values()], *HEADED[4:], *ROWS], []),
    "another form that lacks a column above this": (
        [*WITHOUT_10, [], *OTHER_FORM.grid()],
        [("submission.layout", "A5")],
    ),
}


@pytest.mark.parametrize(("grid", "expected"), STRAY.values(), ids=STRAY)
def test_a_line_outside_its_table_is_told(grid: Grid, expected: Told, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": grid}))
    assert told(case) == expected
    assert lines(case) == ({} if expected else GOOD)


@pytest.mark.parametrize(("shown", "broken"), [("{}.000", True), ("{},000", True), ("{}", False)])
def test_counts_shown_with_three_decimals_are_no_thousands(shown: str, broken: bool, tmp_path: Path) -> None:
    """Every relation holds among numbers a thousand times too large."""
    line = {3: 60, 4: 30, 5: 20, 6: 10, 7: 45, 8: 20, 9: 20, 10: 5, 11: 15, 12: 10, 13: 5}
    texts: dict[int, Value] = {number: shown.format(value) for number, value in line.items()}
    case = judged(tmp_path, workbook({"Sheet1": Paper([Row(1, "Hộ tịch", texts)]).grid()}))
    assert {finding.rule for finding in case.findings} == ({"cell.not_whole"} if broken else set())
    assert lines(case) == ({} if broken else {"Hộ tịch": line})


@pytest.mark.parametrize(("overdue", "broken"), [("", False), ("1.000", True)], ids=["four numbers", "five numbers"])
def test_a_few_whole_thousands_are_what_they_say(overdue: str, broken: bool, tmp_path: Path) -> None:
    """Four numbers may well be whole thousands; of five nobody believes it."""
    total = "3.000" if overdue else "2.000"
    line: dict[int, Value] = {3: total, 4: total, 7: total, 8: "2.000", 10: overdue}
    case = judged(tmp_path, workbook({"Sheet1": Paper([Row(1, "Hộ tịch", line)]).grid()}))
    assert {rule for rule, _ in told(case)} == ({"cell.not_whole"} if broken else set())
    assert lines(case).get("Hộ tịch", {}).get(3) == (None if broken else 2000)


def test_whole_thousands_are_read_beside_other_numbers(tmp_path: Path) -> None:
    line: dict[int, Value] = {3: "2.000", 4: "1.000", 5: "1.000", 7: "2.000", 8: "1.000", 9: "999", 10: "1"}
    case = judged(tmp_path, workbook({"Sheet1": Paper([Row(1, "Hộ tịch", line)]).grid()}))
    assert (told(case), lines(case)["Hộ tịch"][3]) == ([], 2000)


MONTHS_APART = {
    name: Paper([Row(1, "Hộ tịch", line)], period="").grid() for name, line in zip("ABC", LINES, strict=True)
}


@pytest.mark.parametrize("names", [("Tháng 12", "T1", "Thang 02-2026"), ("VP", "T1", "T2"), ("T12", "T1", "Tổng hợp")])
@pytest.mark.parametrize("whole", ["Quý I", "Quý II"])
def test_sheets_of_months_are_left_aside_where_one_is_of_the_quarter(
    names: Sequence[str], whole: str, tmp_path: Path
) -> None:
    sheets = dict(zip(names, MONTHS_APART.values(), strict=True)) | {whole: FULL.grid()}
    case = judged(tmp_path, workbook(sheets))
    if names[0] == "Tháng 12" and whole == "Quý I":
        assert (told(case), lines(case)) == ([], GOOD)
        assert case.set_aside == [
            f"Trang «{name}»: biểu II.06a của một tháng, đã có biểu của cả kỳ ở trang «Quý I», không đọc"
            for name in names
        ]
    else:
        assert told(case) == [("submission.form_twice", "")]


def test_a_quarter_of_nothing_beside_months_with_numbers_is_asked(tmp_path: Path) -> None:
    sheets = {"Tháng 1": FULL.grid(), "Quý I": Paper([Row("", "Không phát sinh")]).grid()}
    assert told(judged(tmp_path, workbook(sheets))) == [("submission.form_twice", "")]


def test_more_than_two_tables_of_a_form_are_one_cause(tmp_path: Path) -> None:
    sheets = {name: Paper([Row(1, "Hộ tịch", line)]).grid() for name, line in zip("ABC", LINES, strict=True)}
    (finding,) = judged(tmp_path, workbook(sheets)).findings
    assert finding.message.endswith("khác nhau: ở trang «A» và ở trang «B»; cả ở trang «C».")


@pytest.mark.parametrize("apart", [True, False], ids=["two sheets", "one sheet"])
def test_a_form_over_two_tables_is_told_where_both_stand_and_what_to_do(apart: bool, tmp_path: Path) -> None:
    first, second = Paper(FULL.rows[:2]).grid(), Paper([Row(3, "Y tế", C)]).grid()
    sheets = {"Trang 1": first, "Trang 2": second} if apart else {"BC": [*first, [], *second]}
    (finding,) = judged(tmp_path, workbook(sheets)).findings
    where = ("Trang 1", "Trang 2") if apart else ("BC, dòng 9", "BC, dòng 20")
    assert (finding.rule, finding.found, finding.expected) == ("submission.form_twice", *where)
    assert finding.advice.endswith("thì chép hết các dòng vào một bảng, chỉ để một dòng tổng.")


def _beside(left: Grid, right: Grid, down: int) -> Grid:
    """Two tables with an empty column between them, the right one some rows lower."""
    wide = max(map(len, left)) + 1
    lower: Grid = [*[[]] * down, *right]
    return [[*one, *[""] * (wide - len(one)), *other] for one, other in zip_longest(left, lower, fillvalue=[])]


SECOND = Paper([Row(1, "Y tế", B)])


@pytest.mark.parametrize("numbered", [*product((True, False), repeat=2)], ids=str)
@pytest.mark.parametrize("down", [3, 9, None], ids=["beside", "beside the lines", "below"])
def test_a_form_twice_on_a_sheet_is_told_whether_or_not_its_columns_are_numbered(
    down: int | None, numbered: tuple[bool, bool], tmp_path: Path
) -> None:
    first, second = (
        (paper if has else replace(paper, numbering=None)).grid()
        for paper, has in zip((FULL, SECOND), numbered, strict=True)
    )
    for pair in ((first, second), (second, first)):
        grid = [*pair[0], [], *pair[1]] if down is None else _beside(*pair, down)
        case = judged(tmp_path, workbook({"BC": grid}))
        assert told(case) == [("submission.form_twice", "")]


@pytest.mark.parametrize("numbered", [*product((True, False), repeat=2)], ids=str)
@pytest.mark.parametrize("head", [[], [["Trang 2/2"]], [["(tiếp theo)"]]], ids=str)
def test_printed_pages_of_a_form_may_each_have_a_number_row_or_none(
    head: Grid, numbered: tuple[bool, bool], tmp_path: Path
) -> None:
    first, second = (
        (paper if has else replace(paper, numbering=None)).grid()
        for paper, has in zip((Paper(FULL.rows[:2]), Paper(FULL.rows[2:])), numbered, strict=True)
    )
    case = judged(tmp_path, workbook({"BC": [*first, *head, *second[4:]]}))
    assert (told(case), lines(case)) == ([], GOOD)


OTHER_QUARTER = "Kỳ báo cáo: Quý IV năm 2025"
CAUSES, ONLINE = (Paper(rows([counted(FORMS[code], 5)]), FORMS[code]) for code in ("QH", "II.08"))


@pytest.mark.parametrize(
    ("changed", "rules"),
    [
        ({}, []),
        ({"period": OTHER_QUARTER}, ["submission.period_conflict"]),
        ({"unit": "- Đơn vị báo cáo: UBND phường Kiến An"}, ["submission.unit_conflict"]),
    ],
    ids=["alike", "period", "unit"],
)
@pytest.mark.parametrize("numbered", [True, False])
def test_the_head_of_a_form_that_stands_beside_the_headings_of_another_counts(
    changed: Mapping[str, str], rules: list[str], numbered: bool, tmp_path: Path
) -> None:
    papers = CAUSES, replace(ONLINE, **changed)  # type: ignore[arg-type]  # its texts alone
    first, second = ((one if numbered else replace(one, numbering=None)).grid() for one in papers)
    case = judged(tmp_path, workbook({"BC": _beside(first, second, 2)}))
    assert [one.rule for one in case.findings] == rules
    assert set(case.forms) == (set() if rules else {"QH", "II.08"})


def test_the_same_form_of_another_period_beside_is_named_by_that(tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"BC": _beside(FULL.grid(), replace(SECOND, period=OTHER_QUARTER).grid(), 4)}))
    assert (told(case), lines(case)) == ([], GOOD)
    assert case.set_aside == ["Trang «BC»: biểu II.06a của kỳ khác (Quý IV năm 2025), không đọc"]


FIVE = Paper(
    rows([counted(FORMS["II.05"], 5, 3, 8), counted(FORMS["II.05"], 2, 9)], labels=["Đất đai", "Hộ tịch"]),
    FORMS["II.05"],
)
SIX_BELOW = Paper(rows([counted(SIX, 5, 3, 8), counted(SIX, 2, 9, 4)], labels=["Y tế", "Xây dựng"]))


@pytest.mark.parametrize("numbering", ["({})", None], ids=["a number row", "no number row"])
@pytest.mark.parametrize(
    "labels", [["Y tế", "Xây dựng"], ["Đất đai", "Hộ tịch"]], ids=["other lines", "the same lines"]
)
def test_a_broken_form_below_another_is_told_for_what_it_is(
    numbering: str | None, labels: list[str], tmp_path: Path
) -> None:
    lines = rows([counted(SIX, 5, 3, 8), counted(SIX, 2, 9, 4)], labels=labels)
    below = [row[:5] + row[6:] for row in Paper(lines, numbering=numbering).grid()]  # column (6) is gone
    grid = [*FIVE.grid(), ["Người lập biểu"], [], *below]
    (finding,) = judged(tmp_path, workbook({"Sheet1": grid}), "do-son.xlsx").findings
    assert (finding.rule, finding.row) == ("submission.layout", len(FIVE.grid()) + 7)
    assert "không thấy đầu cột (6) «Số lượng hồ sơ tiếp nhận – Từ kỳ trước» của biểu II.06a" in finding.message


def test_two_good_forms_below_each_other_are_both_read(tmp_path: Path) -> None:
    grid = [*FIVE.grid(), ["Người lập biểu"], [], *SIX_BELOW.grid()]
    case = judged(tmp_path, workbook({"Sheet1": grid}), "do-son.xlsx")
    assert (case.findings, sorted(case.forms)) == ([], ["II.05", "II.06a"])


def beside(left: Sequence[Sequence[Value]], right: Sequence[Sequence[Value]]) -> list[list[Value]]:
    """Two grids on the same rows, with an empty column between them."""
    wide = max(map(len, left))
    more: list[list[Value]] = [[] for _ in range(max(len(left), len(right)))]
    lines = zip([*map(list, left), *more], [*map(list, right), *more], more, strict=False)
    return [[*one, *[""] * (wide + 1 - len(one)), *other] for one, other, _ in lines]


@pytest.mark.parametrize("numbering", ["({})", None], ids=["a number row", "no number row"])
@pytest.mark.parametrize("first", [True, False], ids=["left", "right"])
def test_two_forms_side_by_side_are_both_read(first: bool, numbering: str | None, tmp_path: Path) -> None:
    two = [replace(paper, numbering=numbering).grid() for paper in (SIX_BELOW, FIVE)]
    case = judged(tmp_path, workbook({"Sheet1": beside(*(two if first else two[::-1]))}), "do-son.xlsx")
    assert (case.findings, sorted(case.forms)) == ([], ["II.05", "II.06a"])
    assert [len([line for line in one.lines if line.role == "line"]) for one in case.forms.values()] == [2, 2]


QH = FORMS["QH"]
CAUSES = Paper(rows([counted(QH, 4, 2), counted(QH, 1, 5)], labels=["Hộ tịch", "Y tế"]), QH)


@pytest.mark.parametrize("first", [True, False], ids=["left", "right"])
def test_forms_with_headings_in_common_side_by_side_are_both_read(first: bool, tmp_path: Path) -> None:
    two = [SIX_BELOW.grid(), CAUSES.grid()]
    case = judged(tmp_path, workbook({"Sheet1": beside(*(two if first else two[::-1]))}), "do-son.xlsx")
    assert sorted(case.forms) == ["II.06a", "QH"]
    causes = case.forms["QH"]
    told = {line.label: one for line, one in zip(causes.lines, causes.numbers, strict=True) if line.role == "line"}
    assert told == {row.label: list(row.typed.values()) for row in CAUSES.rows[:2]}
    assert [one.rule for one in case.findings] == ["cross.overdue_causes"]  # they were counted apart


def test_a_broken_form_beside_another_is_told(tmp_path: Path) -> None:
    broken = [row[:5] + row[6:] for row in SIX_BELOW.grid()]
    (finding,) = judged(tmp_path, workbook({"Sheet1": beside(FIVE.grid(), broken)}), "do-son.xlsx").findings
    assert finding.rule == "submission.layout"
    assert "không thấy đầu cột (6) «Số lượng hồ sơ tiếp nhận – Từ kỳ trước» của biểu II.06a" in finding.message


@pytest.mark.parametrize("numbering", ["({})", None], ids=["a number row", "no number row"])
@pytest.mark.parametrize("first", [True, False], ids=["left", "right"])
def test_a_form_whose_lines_nothing_heads_is_told_beside_another(
    first: bool, numbering: str | None, tmp_path: Path
) -> None:
    named = "Lĩnh vực, công việc giải quyết theo cấp"
    causes = replace(CAUSES, numbering=numbering).grid()
    unnamed = [["Nội dung" if value == named else value for value in row] for row in causes]
    two = [replace(SIX_BELOW, numbering=numbering).grid(), unnamed]
    (finding,) = judged(tmp_path, workbook({"Sheet1": beside(*(two if first else two[::-1]))}), "do-son.xlsx").findings
    assert finding.rule == "submission.layout"
    assert f"không thấy đầu cột (2) «{named}» của biểu QH" in finding.message


INDICATORS, INDEX = FORMS["CT"], FORMS["I766"]
FIRST = INDICATORS.fixed[0].label


@pytest.mark.parametrize(
    ("label", "rules"),
    [
        (f"1. {FIRST.replace('Tỷ', 'Tỉ')} (%)", []),
        (FIRST.upper(), []),
        (unaccented(FIRST), []),
        (FIRST.replace("Tỷ lệ", "Ty le"), ["line.unknown"]),
        (f"{FIRST} (lũy kế)", ["line.unknown"]),
        (FIRST.replace("trực tuyến", "trên mạng"), ["line.unknown"]),
    ],
)
def test_a_printed_line_is_known_in_another_spelling(label: str, rules: list[str], tmp_path: Path) -> None:
    paper = Paper([Row(1, label, {5: 12, 6: 40}), Row(2, INDICATORS.fixed[1].label, {5: 3, 6: 4})], INDICATORS)
    case = judged(tmp_path, workbook({"CT": paper.grid()}))
    assert [one.rule for one in case.findings] == rules
    if not rules:
        assert [line.label for line in case.forms["CT"].lines] == [one.label for one in INDICATORS.fixed[:2]]


def test_a_line_the_form_does_not_print_is_one_cause_whatever_its_numbers(tmp_path: Path) -> None:
    paper = Paper([Row(1, FIRST, {5: 12, 6: 40}), Row(2, "Tỷ lệ hài lòng", {5: "98,5%"})], INDICATORS)
    assert told(judged(tmp_path, workbook({"CT": paper.grid()}))) == [("line.unknown", paper.cell(1, 2))]


@pytest.mark.parametrize("points", ["", 1.25])
def test_the_points_of_a_group_stand_beside_its_metrics(points: Value, tmp_path: Path) -> None:
    own, other = INDEX.fixed[0], INDEX.fixed[-1]
    body = [Row("I", f"I. {own.texts[0]}", {5: 1.25}), Row(1, own.label, {5: points}), Row(2, other.label, {5: 1})]
    paper = Paper(body, INDEX)
    case = judged(tmp_path, workbook({"I766": paper.grid()}))
    assert told(case) == ([] if points else [("line.unknown", paper.cell(0, 2))])
    assert [line.label for line in case.forms["I766"].lines][-1] == other.label


@pytest.mark.parametrize(
    ("form", "typed", "total", "hint"),
    [(INDICATORS, 98.5, 100, ""), (INDICATORS, 1.234, 100, "1.234"), (QH, 98.5, 99000, "98.500"), (QH, 98.5, 200, "")],
)
def test_what_may_be_per_cent_is_no_number_in_thousands(
    form: Form, typed: float, total: int, hint: str, tmp_path: Path
) -> None:
    line = {5: typed, 6: total} if form is INDICATORS else {3: total, 4: typed, 5: 1, 6: 1}
    paper = Paper([Row(1, FIRST if form is INDICATORS else "Hộ tịch", line)], form)
    finding = judged(tmp_path, workbook({"S": paper.grid()})).findings[0 if form is INDICATORS else -1]
    assert finding.rule == "cell.not_whole"
    assert finding.message.endswith(f"; có phải {hint}?" if hint else "không phải số nguyên.")


def test_per_cent_in_many_cells_are_no_numbers_in_thousands_either(tmp_path: Path) -> None:
    typed = [98.5, 98.5, 98.25, 98.5, 12]
    lines = zip(INDICATORS.fixed, typed, strict=False)
    paper = Paper([Row(at, one.label, {5: share, 6: 100}) for at, (one, share) in enumerate(lines, 1)], INDICATORS)
    (finding,) = judged(tmp_path, workbook({"S": paper.grid()})).findings
    others = f"{paper.cell(1, 5)}:{paper.cell(3, 5)}"
    assert finding.message.endswith(f"không phải số nguyên. Cùng một lỗi ở 3 ô khác: {others}.")


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("4,27 điểm", "Ghi số điểm, ví dụ 4,27; không ghi chữ hay đơn vị tính trong ô số liệu."),
        (date(2026, 5, 4), "Đổi định dạng ô về số (Number) rồi ghi số điểm, ví dụ 4,27."),
    ],
)
def test_points_typed_as_something_else_are_asked_for_as_points(typed: Value, advice: str, tmp_path: Path) -> None:
    paper = Paper([Row(1, INDEX.fixed[0].label, {5: typed})], INDEX)
    (finding,) = judged(tmp_path, workbook({"S": paper.grid()})).findings
    assert finding.advice == advice


ASIDE: dict[str, tuple[Form, Sequence[Mapping[int, Value]], int]] = {  # what each line holds, and where it is told
    "over the words of a ratio": (INDICATORS, [{3: 12, 4: 40}, {3: 7, 4: "9"}], 3),
    "over the most points": (INDEX, [{4: 1.25}, {4: "0,5"}], 4),
    "among the remarks": (INDEX, [{6: 1.25}, {6: "2"}], 6),
}


@pytest.mark.parametrize(("form", "typed", "column"), ASIDE.values(), ids=ASIDE)
def test_numbers_among_the_words_of_printed_lines_do_not_vanish(
    form: Form, typed: Sequence[Mapping[int, Value]], column: int, tmp_path: Path
) -> None:
    body = [Row(at, form.fixed[at].label, cells) for at, cells in enumerate(typed)]
    right = Row(3, form.fixed[2].label, {5: 1, 6: 2 if form is INDICATORS else ""})
    paper = Paper([*body, right], form)
    case = judged(tmp_path, workbook({"S": paper.grid(), "II.06a": FULL.grid()}))
    assert told(case) == [("line.shifted", paper.cell(at, column)) for at in range(2)]


def test_the_most_points_may_stand_as_a_number(tmp_path: Path) -> None:
    first, second = INDEX.fixed[:2]
    most = [int(one.texts[1].split()[0]) for one in (first, second)]
    paper = Paper([Row(1, first.label, {4: most[0], 5: 1.25}), Row(2, second.label, {4: most[1]})], INDEX)
    case = judged(tmp_path, workbook({"S": paper.grid()}))
    assert (told(case), [line.label for line in case.forms["I766"].lines]) == ([], [first.label])

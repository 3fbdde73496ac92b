"""Submissions as clerks make them, through the real readers: what is read, what is told, where, and nothing else.

What must come out was written down by hand for every case; the numbers come from the form's own relations.
"""

import io
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
import xlwt
from openpyxl import load_workbook
from papers import FORMS, PERIOD, SIX, Counts, Paper, Row, cases, counted, rows, totals, workbook

from flows.received.collecting import Case
from flows.received.returning import errand_of, run_errand
from kstt.sheet import Value, address
from kstt.spelling import unaccented

A, B, C = counted(SIX, 205, 31, 80), counted(SIX, 12, 490, 7), counted(SIX, 77, 130, 41, 22)
LINES, LABELS = (A, B, C), ("Hộ tịch", "Đất đai", "Y tế")
FULL = Paper(rows(LINES, labels=LABELS))
OPEN = Paper(rows(LINES, labels=LABELS, total=""))
TOTAL = 3  # the row of totals below the three lines
Edits = Mapping[tuple[int, int], Value]  # by row of the paper and column number
Told = list[tuple[str, str]]
Lines = dict[str, Counts]
GOOD: Lines = dict(zip(LABELS, LINES, strict=True))


def edited(paper: Paper, edits: Edits) -> list[list[Value]]:
    """The cells of a paper with some of them typed over; columns may lie right of the table."""
    grid = paper.grid()
    for (row, number), value in edits.items():
        line = grid[paper.first_row - 1 + row]
        line.extend([""] * (number + paper.at[1] - 1 - len(line)))
        line[number + paper.at[1] - 2] = value
    return grid


def judged(folder: Path, data: bytes, name: str = "bc.xlsx") -> Case:
    return cases(folder, {name: data})[name]


def told(case: Case) -> Told:
    return [(one.rule, one.cell) for one in case.findings]


def lines(case: Case) -> Lines:
    """What would count of an accepted file, by label; empty for any other."""
    if case.findings:
        return {}
    (parsed,) = case.forms.values()
    read = zip(parsed.lines, parsed.numbers, strict=True)
    at = [column.number for column in SIX.numbers]
    return {
        line.label: {number: value or 0 for number, value in zip(at, values, strict=True)}
        for line, values in read
        if line.role == "line"
    }


def old_workbook(grid: Sequence[Sequence[Value]]) -> bytes:
    """An .xls of a library that writes formulas without calculating them."""
    book, made = xlwt.Workbook(), io.BytesIO()
    page = book.add_sheet("II.06a")
    for r, row in enumerate(grid):
        for c, value in enumerate(row):
            if isinstance(value, str) and value.startswith("="):
                page.write(r, c, xlwt.Formula(value[1:]))
            elif value not in ("", None):
                page.write(r, c, value)
    book.save(made)
    return made.getvalue()


def dotted(numbers: Counts) -> dict[int, Value]:
    return {number: f"{value:,}".replace(",", ".") for number, value in numbers.items()}


def on_row(row: int, values: Sequence[Value], first: int = 3) -> Edits:
    """A row typed from some column on, over an emptied one."""
    return {(row, number): "" for number in range(3, 14)} | {
        (row, number): value for number, value in enumerate(values, first)
    }


# ---- totals ----------------------------------------------------------------------------------------------------------

SUMS = totals(LINES)
TOTALS: dict[str, tuple[Edits, Told]] = {
    "typed as text": ({(TOTAL, number): text for number, text in dotted(SUMS).items()}, []),
    "typed as text and wrong": ({(TOTAL, 5): str(SUMS[5] + 3)}, [("total.mismatch", FULL.cell(TOTAL, 5))]),
    "an error": ({(TOTAL, 5): "#REF!"}, [("cell.error_value", FULL.cell(TOTAL, 5))]),
    "two errors": (
        {(TOTAL, number): "#REF!" for number in (5, 8)},
        [("cell.error_value", FULL.cell(TOTAL, number)) for number in (5, 8)],
    ),
    "a row of errors is one cause": (
        {(TOTAL, number): "#REF!" for number in SUMS},
        [("cell.error_value", FULL.cell(TOTAL, 3))],
    ),
    "words": ({(TOTAL, 5): "xem phụ lục"}, [("cell.not_a_number", FULL.cell(TOTAL, 5))]),
    "half a dossier": ({(TOTAL, 5): 12.5}, [("cell.not_whole", FULL.cell(TOTAL, 5))]),
    "a date": ({(TOTAL, 5): date(2026, 3, 14)}, [("cell.is_a_date", FULL.cell(TOTAL, 5))]),
    "a date and an hour": (
        {(TOTAL, 5): datetime(2026, 3, 14, 8, 30)},  # noqa: DTZ001 - a workbook knows no time zone
        [("cell.is_a_date", FULL.cell(TOTAL, 5))],
    ),
    "a dash that is not zero": ({(TOTAL, 5): "-"}, [("total.mismatch", FULL.cell(TOTAL, 5))]),
    "left open": ({(TOTAL, number): "" for number in SUMS}, []),
    "nothing but dashes": ({(TOTAL, number): "-" for number in SUMS}, []),
    "an error of a line shows in its sums": (
        {(1, 4): "#VALUE!", (1, 3): "#VALUE!", (TOTAL, 3): "#VALUE!", (TOTAL, 4): "#VALUE!"},
        [("cell.error_value", FULL.cell(1, 4))],
    ),
    "words of a line show in its sum": (
        {(1, 4): "chưa rõ", (1, 3): "#VALUE!", (TOTAL, 3): "#VALUE!"},
        [("cell.not_a_number", FULL.cell(1, 4))],
    ),
    "a formula nobody can compute": ({(TOTAL, 5): "=IF(1>0,5,6)"}, []),
}


@pytest.mark.parametrize(("edits", "expected"), TOTALS.values(), ids=TOTALS)
def test_totals_are_read_or_told(edits: Edits, expected: Told, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": edited(FULL, edits)}))
    assert told(case) == expected
    assert lines(case) == ({} if expected else GOOD)


def test_a_number_nobody_can_read_hides_no_wrong_total_of_other_columns(tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": edited(FULL, {(1, 4): "chưa rõ", (TOTAL, 9): SUMS[9] + 7})}))
    assert told(case) == [("cell.not_a_number", FULL.cell(1, 4)), ("total.mismatch", FULL.cell(TOTAL, 9))]


def test_totals_of_two_numbers_in_each_others_place_are_not_blamed(tmp_path: Path) -> None:
    edits: Edits = {(0, 7): A[11], (0, 11): A[7], (0, 12): A[12] + 6}
    case = judged(tmp_path, workbook({"Sheet1": edited(FULL, edits)}))
    assert told(case) == [("identity.sum", FULL.cell(0, number)) for number in (7, 13)]


def test_totals_wrong_together_are_told_at_the_first_with_the_others_named(tmp_path: Path) -> None:
    edits: Edits = {(TOTAL, 4): SUMS[4] + 5, (TOTAL, 8): SUMS[8] - 40, (TOTAL, 13): SUMS[13] + 1}
    (finding,) = judged(tmp_path / "three", workbook({"Sheet1": edited(FULL, edits)})).findings
    first, *others = (FULL.cell(TOTAL, number) for number in (4, 8, 13))
    assert (finding.rule, finding.cell, finding.also) == ("total.mismatch", first, tuple(others))
    said = [f"ghi {SUMS[8] - 40}, cộng được {SUMS[8]}", f"ghi {SUMS[13] + 1}, cộng được {SUMS[13]}"]
    named = ", ".join(f"{cell} ({words})" for cell, words in zip(others, said, strict=True))
    assert finding.message.endswith(f"(chênh 5); cùng dòng cũng lệch ở ô {named}.")

    short: Edits = {(TOTAL, number): SUMS[number] - C[number] for number in SUMS}
    (finding,) = judged(tmp_path / "short", workbook({"Sheet1": edited(FULL, short)})).findings
    assert finding.cells == tuple(FULL.cell(TOTAL, number) for number in SUMS if C[number])


def test_what_a_total_was_read_as_is_noted(tmp_path: Path) -> None:
    edits: Edits = {(TOTAL, 3): dotted(SUMS)[3], (TOTAL, 5): "=IF(1>0,5,6)"}
    (parsed,) = judged(tmp_path, workbook({"Sheet1": edited(FULL, edits)})).forms.values()
    row = FULL.first_row + TOTAL
    noted = [one for one in parsed.normalised if one[1][0] == row]
    assert noted == [
        ("số có dấu phân nhóm", (row, 3), "1.095", 1095),
        ("dòng tổng là công thức không có kết quả, lấy tổng cộng từ các dòng", (row, 5), "=IF(1>0,5,6)", SUMS[5]),
    ]


def test_a_total_left_as_it_was_when_a_line_is_mended_in_the_returned_copy_is_noted(tmp_path: Path) -> None:
    """The unit's total followed the wrong cell; nothing else of the row is noted, for it adds up."""
    wrong = edited(FULL, {(1, 5): B[5] + 10, (TOTAL, 5): SUMS[5] + 10})
    back = tmp_path / "back.xlsx"
    run_errand(errand_of(judged(tmp_path / "sent", workbook({"II.06a": wrong})), back, PERIOD))
    book = load_workbook(back)
    book["II.06a"][FULL.cell(1, 5)] = B[5]
    book.save(back)
    case = judged(tmp_path / "again", back.read_bytes())
    (parsed,) = case.forms.values()
    assert (told(case), lines(case)) == ([], GOOD)
    left = "dòng tổng còn như trước khi sửa, lấy tổng cộng từ các dòng"
    assert parsed.normalised == [(left, (FULL.first_row + TOTAL, 5), SUMS[5] + 10, SUMS[5])]


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_sums_of_an_old_file_go_on_adding_in_the_returned_copy(kind: str, tmp_path: Path) -> None:
    """LibreOffice calculates what is sent, and the copy once the wrong number is mended in it."""
    adding = {place: said for place, said in formulas(FULL).items() if place[1] != 3}
    sent = workbook({"II.06a": edited(FULL, {**adding, (1, 5): B[5] + 10})})
    case = judged(tmp_path / "sent", saved(sent, kind, tmp_path / "1"), f"bc.{kind}")
    assert told(case) == [("identity.sum", FULL.cell(1, 3))]
    back = tmp_path / "back.xlsx"
    run_errand(errand_of(case, back, PERIOD))
    with_results = load_workbook(back, data_only=True)["II.06a"]
    assert with_results[FULL.cell(TOTAL, 5)].value == SUMS[5] + 10
    book = load_workbook(back)
    book["II.06a"][FULL.cell(1, 5)] = B[5]
    book.save(back)
    again = judged(tmp_path / "again", saved(back.read_bytes(), "xlsx:Calc MS Excel 2007 XML", tmp_path / "2"))
    assert (told(again), lines(again)) == ([], GOOD)
    assert [parsed.normalised for parsed in again.forms.values()] == [[]]


def saved(data: bytes, kind: str, folder: Path) -> bytes:
    """A workbook saved by LibreOffice as a file of another kind."""
    folder.mkdir()
    (folder / "sent.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder / "out")]
    subprocess.run([*command, str(folder / "sent.xlsx")], check=True, capture_output=True, timeout=120)
    return next((folder / "out").iterdir()).read_bytes()


@pytest.mark.parametrize("wrong", [(5,), (5, 8, 13)], ids=["one", "several told as one"])
def test_a_total_told_to_be_wrong_is_told_again_where_the_returned_copy_comes_back_as_it_is(
    wrong: tuple[int, ...], tmp_path: Path
) -> None:
    back, edits = tmp_path / "back.xlsx", {(TOTAL, number): SUMS[number] + 10 for number in wrong}
    case = judged(tmp_path / "sent", workbook({"II.06a": edited(FULL, edits)}))
    run_errand(errand_of(case, back, PERIOD))
    again = judged(tmp_path / "again", back.read_bytes())
    assert told(again) == told(case) == [("total.mismatch", FULL.cell(TOTAL, 5))]
    assert again.findings[0].also == case.findings[0].also


# ---- rows below the total, totals without a word ---------------------------------------------------------------------

BELOW: dict[str, tuple[Row, Told]] = {
    "the former quarter": (Row("", "Quý trước", SUMS), []),
    "twice the sums": (Row("", "Lũy kế từ đầu năm", {n: 2 * v for n, v in SUMS.items()}), []),
    "a total of the year": (Row("", "Tổng cộng lũy kế", {n: 2 * v for n, v in SUMS.items()}), []),
    "a total of another year": (Row("", "Tổng số năm 2025", A), []),
    "a check": (Row("", "Kiểm tra", {3: 0, 7: 0}), []),
    "a share": (Row("", "Tỷ lệ %", {8: "62,9%"}), []),
    "a mean": (Row("", "Bình quân", {3: 100, 4: 7}), []),
    "half a year": (Row("", "6 tháng đầu năm", A), []),
    "a quarter in words": (Row("", "Thực hiện quý IV", A), []),
    "names without a title": (Row("", "Nguyễn Văn An", {10: "Trần Thị Bình"}), []),
    "a line the total leaves out": (Row(4, "Cư trú", A), [("total.mismatch", FULL.cell(TOTAL, 3))]),
    "a line without a name": (Row(4, "", A), [("line.unnamed", FULL.cell(TOTAL + 1, 2))]),
}


@pytest.mark.parametrize(("row", "expected"), BELOW.values(), ids=BELOW)
def test_a_row_below_the_total_is_set_aside_or_told(row: Row, expected: Told, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": Paper([*FULL.rows, row]).grid()}))
    assert told(case) == expected
    assert lines(case) == ({} if expected else GOOD)
    if not expected:
        assert [row.label in sentence for sentence in case.set_aside] == [True]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [({3: True, 7: True, 11: False}, []), ({3: True, 7: 5}, [("line.unnamed", FULL.cell(TOTAL + 1, 2))])],
    ids=["answers alone", "a number among them"],
)
def test_the_answers_of_somebodys_own_check_need_no_name(answers: Counts, expected: Told, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": Paper([*FULL.rows, Row("", "", answers)]).grid()}))
    assert told(case) == expected


BESIDE: dict[str, list[list[Value]]] = {  # what stands below a table and is none of it
    "people with a heading": [[], ["", "Họ và tên", "Chức vụ", "Số điện thoại"], [1, "Lê An", "Công chức", 912345678]],
    "people": [["", "Danh bạ liên hệ"], [1, "Lê An", "0912345678"], [2, "Trần Bình", 2253861234]],
    "one to ask": [["", "Người liên hệ:", "Lê An"], ["", "Điện thoại:", "0225.3861.234"], ["", "Email:", "an@dau.vn"]],
    "notes with numbers": [["", "Ghi chú:"], ["", "- Cột (3) gồm hồ sơ toàn trình", 12], [2, "Hồ sơ một phần", "5"]],
    "a check": [["", "Kiểm tra chéo", *[0] * 11]],
}


@pytest.mark.parametrize("foot", BESIDE.values(), ids=BESIDE)
@pytest.mark.parametrize("paper", [FULL, OPEN], ids=["total", "no total"])
def test_what_stands_below_a_table_is_no_line_of_it(paper: Paper, foot: list[list[Value]], tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": replace(paper, foot=foot).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize("paper", [FULL, OPEN], ids=["total", "no total"])
def test_a_field_below_notes_does_not_vanish(paper: Paper, tmp_path: Path) -> None:
    below: list[list[Value]] = [["", "Ghi chú:"], [4, "Cư trú", *(A[number] for number in range(3, 14))]]
    case = judged(tmp_path, workbook({"Sheet1": replace(paper, foot=below).grid()}))
    assert told(case) == ([("total.mismatch", FULL.cell(TOTAL, 3))] if paper is FULL else [])
    assert case.forms["II.06a"].lines[-1].label == "Cư trú"


def test_below_a_subtotal_every_row_is_a_line(tmp_path: Path) -> None:
    body = [
        Row("I", "Trên Hệ thống các Bộ"),
        Row("", "Hộ tịch", A),
        Row("", "Cộng I", A),
        Row("II", "Trên Hệ thống thành phố"),
        Row("", "Giảm nghèo", B),
        Row("", "Kiểm tra chuyên ngành", C),
        Row("", "Cộng II", totals([B, C])),
        Row("", "Tổng cộng", SUMS),
    ]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), list(lines(case))) == ([], ["Hộ tịch", "Giảm nghèo", "Kiểm tra chuyên ngành"])


REMARK = "Tổng số hồ sơ liên thông: 125 hồ sơ"


@pytest.mark.parametrize(
    "remark", [Row(REMARK), Row("", REMARK), Row("", "", {3: REMARK})], ids=["first", "second", "third"]
)
@pytest.mark.parametrize("place", ["above", "below", "none"])
def test_a_sentence_below_a_table_is_no_total(remark: Row, place: str, tmp_path: Path) -> None:
    first, second = [Row(1, "Hộ tịch", A)], [Row(1, "Đất đai", B), Row(2, "Y tế", C)]
    body = [Row("I", "Trên Hệ thống các Bộ", A), *first, Row("II", "Trên Hệ thống thành phố", totals([B, C])), *second]
    total = [Row("", "Tổng cộng", SUMS)]
    every = [*(total if place == "above" else []), *body, *(total if place == "below" else []), Row(), remark]
    case = judged(tmp_path, workbook({"Sheet1": Paper(every).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize("total", [(), (Row("", "Tổng số", SUMS),)], ids=["no total", "total"])
def test_subtotals_that_nothing_marks_are_not_counted_twice(total: tuple[Row, ...], tmp_path: Path) -> None:
    body = [
        Row("", "Trên Hệ thống các Bộ", totals([A, B])),
        Row("", "Hộ tịch", A),
        Row("", "Đất đai", B),
        Row("", "Y tế", C),
        *total,
    ]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


SMALL = (counted(SIX, 1, 2), counted(SIX, 0, 1), counted(SIX, 1, 3))  # the last is the sum of the others
UNNAMED: dict[str, tuple[list[Row], Told]] = {
    "the unit's name": ([*OPEN.rows, Row("", "UBND phường Đồ Sơn", SUMS)], []),
    "the unit's name, numbered": ([*OPEN.rows, Row(4, "UBND phường Đồ Sơn", SUMS)], []),
    "no name": ([*OPEN.rows, Row("", "", SUMS)], []),
    "above the lines": ([Row("", "Phường Đồ Sơn", SUMS), *OPEN.rows], []),
    "nobody is numbered": ([*(Row("", row.label, row.typed) for row in OPEN.rows), Row("", "Phường", SUMS)], []),
    "no name and no sum": ([*OPEN.rows, Row("", "", A)], [("line.unnamed", OPEN.cell(3, 2))]),
    "small numbers by chance": (rows(SMALL, labels=LABELS, total=""), [("line.may_be_total", OPEN.cell(2, 2))]),
}


@pytest.mark.parametrize(("body", "expected"), UNNAMED.values(), ids=UNNAMED)
def test_a_total_that_no_word_calls_one_is_known_by_its_sums(body: list[Row], expected: Told, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert told(case) == expected
    assert lines(case) == ({} if expected else GOOD)


def test_small_numbers_that_add_up_are_a_line_where_another_row_is_the_total(tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": Paper(rows(SMALL, labels=LABELS)).grid()}))
    assert (told(case), lines(case)) == ([], dict(zip(LABELS, SMALL, strict=True)))


PART = Row("", "Cấp bản sao", counted(SIX, 3, 1, 2))  # less than the first line in every column
PARTS: dict[str, tuple[list[Row], Told]] = {
    "between numbered lines": ([OPEN.rows[0], PART, *OPEN.rows[1:]], [("line.may_be_part", OPEN.cell(1, 2))]),
    "more than the line above": ([*OPEN.rows[:2], replace(PART, typed=A), OPEN.rows[2]], []),
    "a total that adds it": (
        [OPEN.rows[0], PART, *OPEN.rows[1:], Row("", "Tổng số", totals([*LINES, PART.typed]))],
        [],
    ),
    "a total that leaves it out": (
        [OPEN.rows[0], PART, *FULL.rows[1:]],
        [("total.mismatch", OPEN.cell(4, 3))],
    ),
    "at the end": ([*OPEN.rows, PART], []),
    "said to be a part": ([OPEN.rows[0], replace(PART, label="Trong đó: cấp bản sao"), *OPEN.rows[1:]], []),
}


@pytest.mark.parametrize(("body", "expected"), PARTS.values(), ids=PARTS)
def test_a_row_without_a_number_is_a_line_where_a_total_says_so(
    body: list[Row], expected: Told, tmp_path: Path
) -> None:
    assert told(judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))) == expected


def test_several_rows_without_a_number_are_one_cause(tmp_path: Path) -> None:
    paper = Paper([OPEN.rows[0], PART, replace(PART, label="Chứng thực chữ ký"), *OPEN.rows[1:]])
    (finding,) = judged(tmp_path, workbook({"Sheet1": paper.grid()})).findings
    assert (finding.rule, finding.cell, finding.also) == ("line.may_be_part", paper.cell(1, 2), (paper.cell(2, 2),))


@pytest.mark.parametrize("wrong", [False, True])
def test_procedures_without_a_number_below_fields_that_add_them_are_lines(wrong: bool, tmp_path: Path) -> None:
    labels = "Khai sinh", "Kết hôn", "Cấp mới", "Biến động"
    named = [Row("", label, typed) for label, typed in zip(labels, (A, B, C, A), strict=True)]
    named[1] = replace(named[1], typed=B | {5: B[5] + 9 * wrong})
    heads = [Row(at, label, totals(two)) for at, label, two in ((1, LABELS[0], (A, B)), (2, LABELS[1], (C, A)))]
    paper = Paper([heads[0], *named[:2], heads[1], *named[2:]])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert told(case) == ([("identity.sum", paper.cell(2, 5))] if wrong else [])
    assert lines(case) == ({} if wrong else dict(zip(labels, (A, B, C, A), strict=True)))


@pytest.mark.parametrize("words", ["Cộng trang 1", "Cộng mang sang", "Cộng trang"])
def test_the_sum_of_a_page_is_no_line(words: str, tmp_path: Path) -> None:
    body = [*OPEN.rows[:2], Row("", words, totals(LINES[:2])), OPEN.rows[2], FULL.rows[-1]]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


# ---- nothing arose ---------------------------------------------------------------------------------------------------

NOTHING: dict[str, list[Row]] = {
    "the label": [Row("", "Không phát sinh"), Row("", "Tổng số")],
    "the label, with zeros": [Row(1, "Không phát sinh", dict.fromkeys(SUMS, 0)), Row("", "Tổng số", {3: 0})],
    "the label, with its ordinal": [Row("", "1. Không phát sinh")],
    "the name below the total": [Row("", "Tổng số"), Row(1, "Không có")],
    "the first number": [Row(1, "Hộ tịch", {3: "Không phát sinh"})],
    "the first number alone": [Row("", "", {3: "không phát sinh"})],
    "over the whole row": [Row("Trong kỳ không phát sinh hồ sơ TTHC")],
    "no dossier": [Row(1, "Hộ tịch", {3: "Không có hồ sơ"})],
    "no dossier came": [Row("Trong quý không tiếp nhận hồ sơ nào")],
    "below fields left open": [Row(1, "Hộ tịch"), Row(2, "Y tế"), Row("", "Quý I năm 2026 không phát sinh hồ sơ")],
}


@pytest.mark.parametrize("body", NOTHING.values(), ids=NOTHING)
def test_a_report_of_nothing_is_a_report(body: list[Row], tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), lines(case)) == ([], {})
    assert case.unit
    assert case.unit.code == 11455
    assert case.set_aside == [
        "Trang «Sheet1»: biểu II.06a ghi không phát sinh, tính là đã báo cáo và không có dòng nào"
    ]


def test_who_says_that_nothing_arose_beside_something_is_read(tmp_path: Path) -> None:
    paper = Paper([Row(1, "Hộ tịch", {3: "Không phát sinh", 4: "12 hs"})])
    case = judged(tmp_path / "words", workbook({"Sheet1": paper.grid()}))
    assert told(case) == [("cell.not_a_number", paper.cell(0, 4))]


DENIED = Row(2, "Không phát sinh", B)
SUMMED = Row("", "Tổng số", totals([A, B]))


@pytest.mark.parametrize(
    "body",
    [[DENIED], [Row(1, "Hộ tịch", A), DENIED], [Row(1, "Hộ tịch", A), DENIED, SUMMED], [Row("", "Không có", B)]],
    ids=["alone", "below a field", "in a total", "a word alone"],
)
def test_nothing_arose_is_no_name_of_a_field(body: list[Row], tmp_path: Path) -> None:
    paper = Paper(body)
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert told(case) == [("line.says_nothing", paper.cell(len(body[:2]) - 1, 2))]


def test_nothing_arose_below_a_field_without_a_number_of_its_own_is_let_pass(tmp_path: Path) -> None:
    paper = Paper([Row(1, "Hộ tịch", A), Row(2, "Không phát sinh", dict.fromkeys(B, 0))])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert (told(case), lines(case)["Hộ tịch"]) == ([], A)


SAID_OF: dict[str, tuple[str, ...]] = {
    "II.04": ("Không thực hiện rà soát", "Trong kỳ không rà soát TTHC"),
    "II.05": (
        "Không có PAKN",
        "Trong kỳ không tiếp nhận phản ánh, kiến nghị nào",
        "UBND phường không có PAKN trong quý",
    ),
    "II.06a": ("Không có", "Chưa phát sinh hồ sơ"),
    "II.08": ("Không phát sinh hồ sơ trực tuyến",),
    "QH": ("Không có hồ sơ quá hạn", "Trong quý I/2026 không phát sinh hồ sơ trễ hạn"),
}


@pytest.mark.parametrize(("code", "said"), [(code, one) for code, every in SAID_OF.items() for one in every])
@pytest.mark.parametrize("dash", ["", "-"])
def test_a_form_says_in_words_of_its_own_that_nothing_arose(code: str, said: str, dash: str, tmp_path: Path) -> None:
    form = FORMS[code]
    paper = Paper([Row("", said, {column.number: dash for column in form.numbers})], form)
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert told(case) == []
    assert [(one.code, one.nothing_arose) for one in case.forms.values()] == [(code, True)]


LESS: dict[str, tuple[str, ...]] = {
    "II.04": ("Không rà soát TTHC nội bộ",),
    "II.05": ("Không phát sinh kiến nghị chuyển kỳ sau",),
    "II.06a": ("Không có phản ánh, kiến nghị", "Không có hồ sơ quá hạn", "Chưa có số liệu"),
    "II.08": ("Không phát sinh hồ sơ trực tuyến một phần",),
    "QH": ("Không phát sinh hồ sơ quá hạn do nguyên nhân chủ quan",),
}


@pytest.mark.parametrize(("code", "said"), [(code, one) for code, every in LESS.items() for one in every])
def test_words_about_something_else_than_the_form_counts_say_less(code: str, said: str, tmp_path: Path) -> None:
    paper = Paper([Row("", said)], FORMS[code])
    assert told(judged(tmp_path, workbook({"Sheet1": paper.grid()}))) == [("submission.no_form", "")]


SOMETHING: dict[str, tuple[list[Row], Told]] = {
    "nothing is said": ([Row(1, "Hộ tịch"), Row("", "Tổng số", {3: 0})], [("submission.no_form", "")]),
    "nothing overdue says less": (
        [Row(1, "Hộ tịch"), Row("", "Không phát sinh hồ sơ quá hạn")],
        [("submission.no_form", "")],
    ),
    "an answer to something else": (
        [Row(1, "Hộ tịch"), Row("", "Tổng số"), Row("", "Khó khăn, vướng mắc:"), Row("", "Không có")],
        [("submission.no_form", "")],
    ),
    "an answer beside something else": ([Row("Khó khăn, vướng mắc:", "Không có")], [("submission.no_form", "")]),
    "a total of 5": (
        [Row("", "Không phát sinh"), Row("", "Tổng số", {3: 5})],
        [("total.mismatch", FULL.cell(1, 3))],
    ),
}


@pytest.mark.parametrize(("body", "expected"), SOMETHING.values(), ids=SOMETHING)
def test_an_empty_form_is_no_report_of_nothing(body: list[Row], expected: Told, tmp_path: Path) -> None:
    assert told(judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))) == expected


# ---- lines in the wrong columns --------------------------------------------------------------------------------------

TYPED: list[Value] = [B[number] for number in sorted(B)]
SHIFTED: dict[str, tuple[Edits, Told]] = {
    "to the right": (on_row(1, TYPED, 4), [("line.shifted", OPEN.cell(1, 3))]),
    "to the right, the last lost": (on_row(1, TYPED[:-1], 4), [("line.shifted", OPEN.cell(1, 3))]),
    "to the right, the last lost, a dash for each 0": (
        on_row(1, [value or "-" for value in TYPED[:-1]], 4),
        [("line.shifted", OPEN.cell(1, 3))],
    ),
    "by two": (on_row(1, TYPED, 5), [("line.shifted", OPEN.cell(1, 3))]),
    "to the left, the first lost": (on_row(1, TYPED[1:]), [("line.shifted", OPEN.cell(1, 3))]),
    "to the left from the sixth on, which is lost": (
        on_row(1, [*TYPED[:3], *TYPED[4:], ""]),
        [("line.shifted", OPEN.cell(1, 6))],
    ),
    "from the seventh on": (on_row(1, [*TYPED[:4], "", *TYPED[4:]]), [("line.shifted", OPEN.cell(1, 7))]),
    "with its name": (
        {**on_row(1, ["Đất đai", *TYPED]), (1, 1): "", (1, 2): 2},
        [("line.shifted", OPEN.cell(1, 2))],
    ),
    "every line": (
        {at: value for row in range(3) for at, value in on_row(row, list(LINES[row].values()), 4).items()},
        [("line.shifted", OPEN.cell(0, 3))],
    ),
    "no shift but a number left out": ({(1, 3): ""}, [("identity.sum", OPEN.cell(1, 3))]),
    "no shift but a sum left out": ({(2, 11): ""}, [("identity.sum", OPEN.cell(2, 11))]),
}


@pytest.mark.parametrize(("edits", "expected"), SHIFTED.values(), ids=SHIFTED)
@pytest.mark.parametrize("paper", [OPEN, FULL], ids=["no total", "total"])
def test_a_line_in_the_wrong_columns_is_one_cause(paper: Paper, edits: Edits, expected: Told, tmp_path: Path) -> None:
    assert told(judged(tmp_path, workbook({"Sheet1": edited(paper, edits)}))) == expected


def test_a_number_too_large_and_the_sums_of_it_are_one_cause(tmp_path: Path) -> None:
    sums = {
        (1, 3): f"=SUM({FULL.cell(1, 4)}:{FULL.cell(1, 6)})",
        (TOTAL, 5): f"=SUM({FULL.cell(0, 5)}:{FULL.cell(2, 5)})",
    }
    case = judged(tmp_path, workbook({"Sheet1": edited(FULL, {(1, 5): 10**13, **sums})}))
    assert told(case) == [("cell.too_large", FULL.cell(1, 5))]


def test_a_formula_that_failed_is_no_gap_the_line_was_moved_over(tmp_path: Path) -> None:
    grid = edited(OPEN, {(1, 11): "#REF!", (1, 12): B[11], (1, 13): B[11]})
    assert told(judged(tmp_path, workbook({"Sheet1": grid}))) == [("cell.error_value", OPEN.cell(1, 11))]


# ---- formulas without results ----------------------------------------------------------------------------------------


def formulas(paper: Paper) -> Edits:
    """Every sum of the paper as a formula."""

    def cell(row: int, number: int) -> str:
        return paper.cell(row, number)

    of_lines = {
        (row, rule.left): "=" + "+".join(cell(row, part) for part in rule.right)
        for row in range(3)
        for rule in SIX.identities[:3]
    }
    return of_lines | {(TOTAL, number): f"=SUM({cell(0, number)}:{cell(2, number)})" for number in SUMS}


def short(paper: Paper) -> Edits:
    """Totals that miss the last line."""
    return {(TOTAL, number): f"=SUM({paper.cell(0, number)}:{paper.cell(1, number)})" for number in SUMS}


WRITERS: dict[str, tuple[str, Callable[[list[list[Value]]], bytes]]] = {
    "xlsx": ("bc.xlsx", lambda grid: workbook({"II.06a": grid})),
    "xls": ("bc.xls", old_workbook),
}


@pytest.mark.parametrize(("name", "write"), WRITERS.values(), ids=WRITERS)
def test_sums_nobody_calculated_are_computed_in_every_kind_of_file(
    name: str, write: Callable[[list[list[Value]]], bytes], tmp_path: Path
) -> None:
    case = judged(tmp_path, write(edited(FULL, formulas(FULL))), name)
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize(("name", "write"), WRITERS.values(), ids=WRITERS)
def test_a_sum_that_misses_a_line_is_told_in_every_kind_of_file(
    name: str, write: Callable[[list[list[Value]]], bytes], tmp_path: Path
) -> None:
    case = judged(tmp_path, write(edited(FULL, short(FULL))), name)
    assert told(case) == [("total.mismatch", FULL.cell(TOTAL, 3))]


@pytest.mark.parametrize("formula", ["=IF(1>0,5,6)", "=ROUND(12.3,0)", "=D8*2"])
@pytest.mark.parametrize(("name", "write"), WRITERS.values(), ids=WRITERS)
def test_a_formula_nobody_can_compute_is_never_zero(
    name: str, write: Callable[[list[list[Value]]], bytes], formula: str, tmp_path: Path
) -> None:
    case = judged(tmp_path, write(edited(FULL, {(1, 5): formula})), name)
    assert told(case) == [("cell.formula_without_result", FULL.cell(1, 5))]


def test_an_old_formula_that_may_show_nothing_is_a_blank(tmp_path: Path) -> None:
    idle = next(number for number in (10, 13, 12, 6) if not B[number])
    case = judged(tmp_path, old_workbook(edited(FULL, {(1, idle): '=IF(1>0,"",1)'})), "bc.xls")
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize(("sheet", "found"), [("Phụ lục", True), ("Không có", False)])
def test_sums_over_another_sheet_are_computed_where_it_is_there(sheet: str, found: bool, tmp_path: Path) -> None:
    grid = edited(FULL, {(1, 3): f"='{sheet}'!B2+'{sheet}'!B3"})
    data = workbook({"II.06a": grid, "Phụ lục": [[], ["", B[3] - 2], ["", 2]]})
    expected = [] if found else [("cell.formula_without_result", FULL.cell(1, 3))]
    assert told(judged(tmp_path, data)) == expected


# ---- layouts ---------------------------------------------------------------------------------------------------------

FLAT = [
    "STT", "Lĩnh vực", "Tổng số tiếp nhận", "Trực tuyến", "Trực tiếp, BCCI", "Kỳ trước chuyển qua",
    "Tổng số đã giải quyết", "Trước hạn", "Đúng hạn", "Quá hạn", "Tổng số đang giải quyết", "Trong hạn", "Quá hạn",
]  # fmt: skip


def numbering(lacking: Sequence[int], slip: Mapping[int, str] | None = None) -> Paper:
    wrong = slip or {}
    return Paper(FULL.rows, numbering=lambda at: "" if at in lacking else wrong.get(at, f"({at})"))


def flat(headings: Sequence[str], numbers: int = 0) -> list[list[Value]]:
    """The table below a single row of headings, the first `numbers` of them numbered."""
    grid = Paper(FULL.rows, numbering=None).grid()
    numbering = [[f"({number})" for number in range(1, numbers + 1)]] if numbers else []
    return [*grid[:4], list(headings), *numbering, *grid[4 + 3 :]]


def without(grid: list[list[Value]], column: int) -> list[list[Value]]:
    """The cells without a column, as if it had never been there; the head of the form stands in the next one."""
    return [[*line[:1], *line[2:]] if at < 4 else line[:column] + line[column + 1 :] for at, line in enumerate(grid)]


PATHS = [
    "STT", "Lĩnh vực", "Tiếp nhận - Tổng số", "Tiếp nhận - Trong kỳ - Trực tuyến", "Tiếp nhận - Trong kỳ - Trực tiếp",
    "Tiếp nhận - Kỳ trước", "Đã giải quyết - TS", "Đã giải quyết: Trước hạn", "Đã giải quyết | Đúng hạn",
    "Đã giải quyết – Quá hạn", "Đang giải quyết - TS", "Đang giải quyết - Trong hạn", "Đang giải quyết > Quá hạn",
]  # fmt: skip


def widened(grid: list[list[Value]], at: int, heading: str) -> list[list[Value]]:
    """The table with one more column, of fives, under a heading of its own."""
    lines = ([*line[:at], heading if r == 4 else 5 if r > 4 else "", *line[at:]] for r, line in enumerate(grid))
    return [[*line] for line in lines]


def opened_below(grid: list[list[Value]], row: int) -> list[list[Value]]:
    """The table with «STT» and the heading of the labels so many rows below the groups."""
    top, low = grid[4], grid[4 + row]
    return [*grid[:4], ["", "", *top[2:]], *grid[5 : 4 + row], [*top[:2], *low[2:]], *grid[5 + row :]]


LAYOUTS: dict[str, list[list[Value]]] = {
    "the ordinals are headed one row below the groups": opened_below(Paper(FULL.rows, numbering=None).grid(), 1),
    "the ordinals are headed two rows below the groups": opened_below(Paper(FULL.rows, numbering=None).grid(), 2),
    "the ordinals are headed right above the numbers": opened_below(FULL.grid(), 2),
    "the ordinals are headed right above the numbers, and no code": opened_below(
        Paper(FULL.rows, code="", title="Báo cáo").grid(), 2
    ),
    "one row of headings with their groups": flat(PATHS),
    "one row of headings with their groups and a column of the unit's own": widened(flat(PATHS), 9, "Trả lại"),
    "one row of headings with their groups and one behind them": widened(flat(PATHS), 13, "Dừng xử lý"),
    "one row of headings with their groups, in other words": flat(
        [*PATHS[:2], *(heading.replace("giải quyết", "xử lý").upper() for heading in PATHS[2:])]
    ),
    "the number row lacks its last number": numbering([13]).grid(),
    "the number row lacks its last three": numbering([11, 12, 13]).grid(),
    "the number row has a gap": numbering([7]).grid(),
    "the number row has a slip": numbering([], {7: "(6)"}).grid(),
    "one row of headings": flat(FLAT),
    "one row of headings, all with what they count": flat(
        [
            "Số TT",
            "Lĩnh vực công việc",
            "Tổng số hồ sơ tiếp nhận",
            "Hồ sơ trực tuyến",
            "Số hồ sơ trực tiếp",
            "Hồ sơ kỳ trước",
            "Tổng số đã giải quyết",
            "Giải quyết trước hạn",
            "Giải quyết đúng hạn",
            "Hồ sơ trễ hạn",
            "Tổng đang giải quyết",
            "Đang giải quyết trong hạn",
            "Số hồ sơ quá hạn",
        ]
    ),
    "kì for kỳ, lí for lý": Paper(
        FULL.rows,
        numbering=None,
        heads={
            "Trong kỳ": "Trong kì",
            "Từ kỳ trước": "Từ kì trước",
            "Số lượng hồ sơ đang giải quyết": "Số lượng hồ sơ đang xử lí",
        },
    ).grid(),
    "totals and services in letters": Paper(
        FULL.rows, numbering=None, heads={"Tổng số": "T.Số", "Trực tuyến": "DVCTT"}
    ).grid(),
    "one row of headings without ordinals": without(flat(FLAT), 0),
    "one row of headings and a remark": flat([*FLAT, "Ghi chú"]),
    "one row of headings, numbered, and two shares": flat([*FLAT, "Tỷ lệ đúng hạn (%)", "Tỷ lệ trực tuyến"], 13),
    "one row of headings and a remark, all numbered": flat([*FLAT, "Ghi chú"], 14),
    "the number row above the headings": [*FULL.grid()[:4], FULL.grid()[7], *FULL.grid()[4:7], *FULL.grid()[8:]],
    "no ordinals": without(Paper(FULL.rows, numbering=None).grid(), 0),
    "no ordinals, numbered from 1": without(Paper(FULL.rows, numbering=lambda at: f"({at - 1})").grid(), 0),
}


@pytest.mark.parametrize("grid", LAYOUTS.values(), ids=LAYOUTS)
def test_a_table_whose_headings_leave_no_doubt_is_read(grid: list[list[Value]], tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": grid}))
    assert (told(case), lines(case)) == ([], GOOD)


UNCLAIMED = Paper(FULL.rows, numbering=None, code="", title="Báo cáo").grid()
DOUBTFUL: dict[str, list[list[Value]]] = {
    "two headings changed places": flat([*FLAT[:3], FLAT[4], FLAT[3], *FLAT[5:]]),
    "a heading nobody knows": flat([*FLAT[:7], "Xong sớm", *FLAT[8:]]),
    "a column is missing": without(Paper(FULL.rows, numbering=None).grid(), 7),
    "a column is missing and the others are numbered": without(
        Paper(FULL.rows, numbering=lambda at: f"({at - (at > 8)})").grid(), 7
    ),
    "columns of another kind": flat([*FLAT, "Hồ sơ rút"]),
    "groups and columns changed places": flat([*PATHS[:7], PATHS[8], PATHS[7], *PATHS[9:]]),
    "a group and a column that do not go together": flat([*PATHS[:12], "Đã giải quyết - Quá hạn"]),
}


NEARLY: dict[str, tuple[list[list[Value]], str]] = {
    "two groups in each other's place": (
        [line if at < 4 else [*line[:6], *line[10:], *line[6:10]] for at, line in enumerate(UNCLAIMED)],
        "(11) «Số lượng hồ sơ đang giải quyết – Tổng số» ở cột G đứng trước (7) «Số lượng hồ sơ đã giải quyết",
    ),
    "two columns of names": (
        [
            line if at < 4 else [line[0], "Đơn vị" if at == 4 else "P. Đồ Sơn" if at > 6 else "", *line[1:]]
            for at, line in enumerate(UNCLAIMED)
        ],
        "đầu cột (2) «Lĩnh vực, công việc giải quyết theo cấp» của biểu II.06a có ở nhiều cột: B, C",
    ),
    "a column in two": (
        [
            line if at < 4 else [*line[:3], *(["Toàn trình", "Một phần"] if at == 6 else line[3:4] * 2), *line[4:]]
            for at, line in enumerate(UNCLAIMED)
        ],
        "không thấy đầu cột (4) «Số lượng hồ sơ tiếp nhận – Trong kỳ – Trực tuyến»",
    ),
}


@pytest.mark.parametrize(("grid", "said"), NEARLY.values(), ids=NEARLY)
def test_a_table_that_is_nearly_a_form_is_told_with_what_differs_though_it_names_none(
    grid: list[list[Value]], said: str, tmp_path: Path
) -> None:
    (finding,) = judged(tmp_path, workbook({"Sheet1": grid})).findings
    assert (finding.rule, finding.cell) == ("submission.layout", "A5")
    assert said in finding.message


@pytest.mark.parametrize("grid", DOUBTFUL.values(), ids=DOUBTFUL)
def test_a_table_in_doubt_is_refused(grid: list[list[Value]], tmp_path: Path) -> None:
    assert [rule for rule, _ in told(judged(tmp_path, workbook({"Sheet1": grid})))] == ["submission.layout"]


def beside(grid: list[list[Value]], numbers: Callable[[int], Value]) -> list[list[Value]]:
    """The table with its eleven columns once more at its right, as of two periods."""
    heads = len(grid) - len(FULL.rows) - 1
    twice = [[*line, *(line[2:] if at > 3 else [])] for at, line in enumerate(grid)]
    twice[heads] = [numbers(at) for at in range(1, 25)]
    named: list[Value] = ["", "", "Kỳ trước", *[""] * 10, "Kỳ này", *[""] * 10]
    return [*twice[:4], named, *twice[4:]]


def side_by_side(grid: list[list[Value]]) -> list[list[Value]]:
    """The table, every column of numbers in two: «Trong kỳ» and «Lũy kế» below one heading, nobody being numbered."""
    first = next(at for at, line in enumerate(grid) if line[0] == 1 or line[1] == LABELS[0])
    wide = [
        line if at < 4 else [*line[:2], *(v for value in line[2:] for v in (value, "" if at < first else value))]
        for at, line in enumerate(grid)
    ]
    return [*wide[:first], ["", "", *["Trong kỳ", "Lũy kế"] * 11], *wide[first:]]


def numbered_through(grid: list[list[Value]]) -> list[list[Value]]:
    """The table with a column of somebody's own behind (2), all columns numbered one after the other."""
    made = [
        line if at < 4 else [*line[:2], "Số TTHC" if at == 4 else 5 if at > 7 else "", *line[2:]]
        for at, line in enumerate(grid)
    ]
    made[7] = [f"({number})" for number in range(1, 15)]
    return made


def moved(grid: list[list[Value]]) -> list[list[Value]]:
    """The table with what was settled before what was received."""
    return [line if at < 4 else [*line[:2], *line[6:10], *line[2:6], *line[10:]] for at, line in enumerate(grid)]


def of_officers(grid: list[list[Value]], gap: int) -> list[list[Value]]:
    """The table without its last three columns, and `gap` columns beside it one by officer that has them."""
    heads: list[Value] = ["STT", "Cán bộ"]
    return [
        line if at < 4 else [*line[:10], *[""] * gap, *(heads if at == 4 else ["", ""]), *line[10:]]
        for at, line in enumerate(grid)
    ]


@pytest.mark.parametrize("gap", [0, 1])
def test_columns_of_a_table_beside_are_not_taken_for_those_a_form_lacks(gap: int, tmp_path: Path) -> None:
    grid = of_officers(Paper(FULL.rows, numbering=None).grid(), gap)
    assert told(judged(tmp_path, workbook({"Sheet1": grid}))) == [("submission.layout", "A5")]


_TWICE = "các cột của biểu II.06a có hai lần trở lên cạnh nhau"
SEEN: dict[str, tuple[list[list[Value]], str, str]] = {
    "two periods": (beside(FULL.grid(), lambda at: f"({at})"), _TWICE, "A9"),
    "two periods, numbered alike": (beside(FULL.grid(), lambda at: f"({at if at < 14 else at - 11})"), _TWICE, "A6"),
    "two periods, not numbered": (beside(FULL.grid(), lambda _: ""), _TWICE, "A6"),
    "in the period and so far": (side_by_side(Paper(FULL.rows, numbering=None).grid()), _TWICE, "A7"),
    "in the period and so far, below one row of headings": (side_by_side(flat(FLAT)), _TWICE, "A5"),
    "a column more than the form has": (
        numbered_through(FULL.grid()),
        "bảng có 14 cột trong khi biểu II.06a có 13 cột; biểu không có cột C «Số TTHC».",
        "A8",
    ),
    "columns in another order": (
        moved(FULL.grid()),
        "(7) «Số lượng hồ sơ đã giải quyết – Tổng số» ở cột C đứng trước (3) ",
        "A5",
    ),
    "a column is missing": (
        without(Paper(FULL.rows, numbering=None).grid(), 7),
        "không thấy đầu cột (8) «Số lượng hồ sơ đã giải quyết – Trước hạn» của biểu II.06a",
        "A5",
    ),
}


@pytest.mark.parametrize(("grid", "said", "cell"), SEEN.values(), ids=SEEN)
def test_a_table_that_is_not_read_is_told_with_what_was_seen(
    grid: list[list[Value]], said: str, cell: str, tmp_path: Path
) -> None:
    case = judged(tmp_path, workbook({"Sheet1": grid}))
    assert told(case) == [("submission.layout", cell)]
    assert said in case.findings[0].message


def in_two(number: int, heads: Sequence[str], numbering: Sequence[Value], further: int = 2) -> list[list[Value]]:
    """The table with a column in two: what is `further` of its numbers stands in a column of its own."""
    made: list[list[Value]] = []
    for at, line in enumerate(FULL.grid()):
        whole = line[number - 1]
        pair: Sequence[Value] = (whole, "") if at > 3 else (whole,)
        if at in (6, 7):
            pair = heads if at == 6 else numbering
        elif isinstance(whole, int):
            pair = whole - further, further
        made.append([*line[: number - 1], *pair, *line[number:]])
    sums = [sum(int(str(row[number])) for row in made[8:-1])]
    made[-1][number - 1 : number + 1] = [SUMS[number] - sums[0], *sums]
    return made


TWO = ["Trực tiếp", "Dịch vụ bưu chính"]
SPLIT: dict[str, tuple[list[list[Value]], int, str]] = {
    "letters": (in_two(5, TWO, ["(5a)", "(5b)"]), 5, "E, F"),
    "a heading nobody knows": (in_two(5, ["Tại quầy", "Trực tiếp"], ["(5a)", "(5b)"]), 5, "E, F"),
    "decimals": (in_two(5, TWO, ["(5.1)", "(5.2)"]), 5, "E, F"),
    "what Excel makes of decimals": (in_two(5, TWO, [5.1, 5.2]), 5, "E, F"),
    "one of them has a letter": (in_two(5, TWO, ["(5)", "(5b)"]), 5, "E, F"),
    "letters, of a sum": (in_two(11, ["Tổng số", "Tổng số khác"], ["(11a)", "(11b)"]), 11, "K, L"),
    "a backlog that waits": (in_two(12, ["Trong hạn", "Tạm dừng"], ["(12a)", "(12b)"]), 12, "L, M"),
}


@pytest.mark.parametrize(("grid", "number", "places"), SPLIT.values(), ids=SPLIT)
def test_a_column_in_two_is_told_and_never_added_up(
    grid: list[list[Value]], number: int, places: str, tmp_path: Path
) -> None:
    case = judged(tmp_path, workbook({"Sheet1": grid}))
    assert told(case) == [("submission.layout", "A8")]
    assert f"bị tách thành 2 cột {places}, trong khi biểu chỉ có một cột ({number}): cộng" in case.findings[0].message


@pytest.mark.parametrize(
    ("number", "heads", "numbering", "place", "meant"),
    [
        (5, TWO, ["(5)", ""], "F «Dịch vụ bưu chính»", "(5) hoặc (6)"),
        (5, TWO, ["(5)", "(5)"], "F «Dịch vụ bưu chính»", "(5) hoặc (6)"),
        (10, ["Quá hạn", "Rút, trả lại"], ["(10)", ""], "K «Rút, trả lại»", "(10)"),
    ],
    ids=["not numbered", "numbered alike", "withdrawn"],
)
def test_what_a_column_left_over_counts_is_never_guessed(
    number: int, heads: Sequence[str], numbering: Sequence[Value], place: str, meant: str, tmp_path: Path
) -> None:
    case = judged(tmp_path, workbook({"Sheet1": in_two(number, heads, numbering)}))
    assert told(case) == [("submission.layout", "A8")]
    said = case.findings[0].message
    assert f"biểu II.06a không có cột {place} nhưng bảng có số ở đó, và chỉ khi tính cả số ấy (vào cột {meant})" in said


@pytest.mark.parametrize("numbering", [["(5)", ""], ["(5)", "(5a)"]])
def test_a_column_of_somebodys_own_between_those_of_the_form_is_noted(numbering: list[Value], tmp_path: Path) -> None:
    grid = in_two(5, ["Trực tiếp", "Trong đó  phi địa giới"], numbering)
    for row in grid[8:]:
        row[4] = int(str(row[4])) + int(str(row[5]))
    case = judged(tmp_path, workbook({"Sheet1": grid}))
    assert (told(case), lines(case)) == ([], GOOD)
    own = "cột F «Trong đó phi địa giới» nằm giữa các cột của biểu nhưng biểu không có cột này: không đọc"
    assert case.set_aside == [f"Trang «Sheet1»: {own}"]


def headed(paper: Paper, number: int, text: str) -> list[list[Value]]:
    """The table with other words at the foot of the headings of a column."""
    grid = paper.grid()
    at = max(row for row in range(4, 7) if grid[row][number - 1])
    grid[at][number - 1] = text
    return grid


@pytest.mark.parametrize(
    ("number", "heading", "meant"),
    [
        (10, "Hồ sơ rút, trả lại", "Số lượng hồ sơ đã giải quyết – Quá hạn"),
        (12, "Tạm dừng, chờ bổ sung", "Số lượng hồ sơ đang giải quyết – Trong hạn"),
        (6, "Chuyển kỳ sau", "Số lượng hồ sơ tiếp nhận – Từ kỳ trước"),
        (4, "Tỷ lệ trực tuyến (%)", "Số lượng hồ sơ tiếp nhận – Trong kỳ – Trực tuyến"),
        (5, "Trực tiếp (%)", "Số lượng hồ sơ tiếp nhận – Trong kỳ – Trực tiếp, dịch vụ bưu chính"),
        (7, "Tổng số (lũy kế từ đầu năm)", "Số lượng hồ sơ đã giải quyết – Tổng số"),
        (13, "So với cùng kỳ", "Số lượng hồ sơ đang giải quyết – Quá hạn"),
        (6, "Cùng kỳ năm trước", "Số lượng hồ sơ tiếp nhận – Từ kỳ trước"),
    ],
)
def test_a_numbered_column_headed_as_something_else_is_not_counted(
    number: int, heading: str, meant: str, tmp_path: Path
) -> None:
    case = judged(tmp_path, workbook({"Sheet1": headed(FULL, number, heading)}))
    assert told(case) == [("submission.layout", "A8")]
    said = f"cột ({number}) mang đầu cột «{heading}», không phải «{meant}»"
    assert said in case.findings[0].message


def test_a_share_in_brackets_is_none_of_a_table_without_numbers_too(tmp_path: Path) -> None:
    grid = headed(replace(FULL, numbering=None), 9, "Đúng hạn (%)")
    assert told(judged(tmp_path, workbook({"Sheet1": grid}))) == [("submission.layout", "A7")]


@pytest.mark.parametrize(
    ("number", "heading"),
    [
        (9, "Đúng hạn\n(Bao gồm cả hồ sơ chờ Bổ sung và Trả lại/Xin rút)"),
        (12, "Trong hạn, gồm cả hồ sơ chờ bổ sung"),
        (10, "Giải quyết muộn"),
        (6, "Tồn cũ"),
        (11, "Tồn chuyển kỳ sau"),
    ],
)
def test_other_words_for_a_numbered_column_are_let_pass(number: int, heading: str, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": headed(FULL, number, heading)}))
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize("paper", [FULL, OPEN], ids=["total", "no total"])
@pytest.mark.parametrize("sums", [(3,), (3, 7), (3, 7, 11), (7, 11)], ids=str)
def test_sums_left_blank_are_told_at_their_own_cells(paper: Paper, sums: Sequence[int], tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": edited(paper, {(row, n): "" for row in range(3) for n in sums})}))
    assert told(case) == [("identity.sum", paper.cell(0, number)) for number in sums]
    for finding, number in zip(case.findings, sums, strict=True):
        assert f"ô {paper.cell(0, number)} để trống nhưng phải là {A[number]} " in finding.message
        assert f"{paper.cell(1, number)} (để trống, phải là {B[number]})" in finding.message
        assert (finding.suspects, finding.left_blank, finding.stands) == ((), True, "(để trống)")


@pytest.mark.parametrize("dash", ["-", "Không"])
def test_what_stands_for_nothing_is_quoted_where_a_number_is_due(dash: str, tmp_path: Path) -> None:
    (finding,) = judged(tmp_path, workbook({"Sheet1": edited(FULL, {(1, 5): dash})})).findings
    assert (finding.rule, finding.cell, finding.found) == ("identity.sum", FULL.cell(1, 5), 0)
    assert f"ô {FULL.cell(1, 5)} ghi «{dash}» nhưng phải là {B[5]} " in finding.message


@pytest.mark.parametrize(("parts", "rest"), [((4, 5, 6), ""), ((8, 9, 10), ""), ((4, 5), "hoặc")], ids=str)
def test_parts_left_blank_are_named_as_such(parts: Sequence[int], rest: str, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": edited(OPEN, {(0, number): "" for number in parts})}))
    (finding,) = case.findings
    cells = ", ".join(OPEN.cell(0, number) for number in parts)
    assert finding.cell == OPEN.cell(0, parts[0] - 1)
    assert (f"nên ô {cells} đang để trống phải có số." in finding.message) is not bool(rest)


def test_a_formula_in_a_cell_of_text_is_told_as_that(tmp_path: Path) -> None:
    memory = io.BytesIO()
    book = load_workbook(io.BytesIO(workbook({"II.06a": OPEN.grid()})))
    cell = book.active[OPEN.cell(1, 3)]  # type: ignore[index]
    cell.value, cell.data_type = f"={OPEN.cell(1, 4)}+1", "s"
    book.save(memory)
    (finding,) = judged(tmp_path, memory.getvalue()).findings
    assert (finding.rule, finding.cell) == ("cell.not_a_number", OPEN.cell(1, 3))
    assert finding.message.endswith("không phải là số; ô có định dạng chữ (Text) nên công thức không được tính.")


def test_a_row_of_zeros_under_blank_sums_is_no_cause_of_its_own(tmp_path: Path) -> None:
    blanks: Edits = {(row, number): "" for row in range(3) for number in (3, 7, 11)}
    zeros: Edits = {(TOTAL, number): 0 for number in (3, 7, 11)}
    case = judged(tmp_path, workbook({"Sheet1": edited(FULL, blanks | zeros)}))
    assert told(case) == [("identity.sum", FULL.cell(0, number)) for number in (3, 7, 11)]


def test_a_blank_sum_of_a_line_that_is_wrong_elsewhere_decides_nothing(tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": edited(FULL, {(1, 3): "", (1, 8): B[8] + 2})}))
    assert told(case) == [("identity.sum", FULL.cell(1, 3)), ("identity.sum", FULL.cell(1, 8))]


# ---- heads -----------------------------------------------------------------------------------------------------------

PERIODS: dict[str, tuple[list[Value], str]] = {
    "dates in two cells": (["Từ ngày 15/12/2025", "", "đến ngày 14/3/2026"], ""),
    "dates as dates": (["Từ ngày", date(2025, 12, 15), "đến ngày", date(2026, 3, 14)], ""),
    "former dates in two cells": (["Từ ngày 15/9/2025", "", "đến ngày 14/12/2025"], "submission.period_wrong"),
    "former dates as dates": (
        ["Từ ngày", date(2025, 9, 15), "đến ngày", date(2025, 12, 14)],
        "submission.period_wrong",
    ),
    "words in cells of their own": (["Quý", "I", "năm", "2026"], ""),
    "a former quarter in cells of its own": (["Kỳ báo cáo: Quý", "", "IV/2025"], "submission.period_wrong"),
    "a month": (["Kỳ báo cáo: Tháng 3/2026"], "submission.period_wrong"),
    "the place and day of signing": (["Đồ Sơn, ngày 16 tháng 3 năm 2026"], ""),
    "the name of one, the dates of another": (
        ["Quý IV năm 2025\n(Từ ngày 15/12/2025 đến ngày 14/3/2026)"],
        "submission.period_conflict",
    ),
    "calendar months": (["Quý I năm 2026 (từ ngày 01/01/2026 đến ngày 31/3/2026)"], "submission.period_conflict"),
}


PERIODS |= {
    text: ([text], rule)
    for text, rule in (
        ("Từ ngày: 15/09/2025 Đến ngày: 14/12/2025", "submission.period_wrong"),
        ("BÁO CÁO KIỂM SOÁT TTHC\nNăm 2025", "submission.period_wrong"),
        ("BÁO CÁO KIỂM SOÁT TTHC\nNăm 2026", ""),
        ("Tháng 10, 11, 12 năm 2025", "submission.period_wrong"),
        ("Tháng 1, 2, 3 năm 2026", ""),
        ("Từ tháng 10/2025 đến tháng 12/2025", "submission.period_wrong"),
        ("Từ tháng 1/2026 đến hết tháng 3/2026", ""),
        ("BÁO CÁO KIỂM SOÁT TTHC\ntháng 12/2025", "submission.period_wrong"),
        ("Kỳ báo cáo: 12/2025", "submission.period_wrong"),
        ("Quý I/25", "submission.period_wrong"),
        ("Quý I năm 26", ""),
        ("Từ ngày 15 /12/ 2025 đến ngày 14/ 3/2026", ""),
        ("Ngày bắt đầu: 15/12/2025; ngày kết thúc: 14/3/2026", ""),
        ("Ngày bắt đầu: 15/9/2025, ngày kết thúc: 14/12/2025", "submission.period_wrong"),
    )
}


@pytest.mark.parametrize(("head", "rule"), PERIODS.values(), ids=PERIODS)
def test_the_period_is_read_wherever_it_stands(head: list[Value], rule: str, tmp_path: Path) -> None:
    grid = Paper(FULL.rows, period="").grid()
    grid[2] = head
    folder = tmp_path / "2026-Q1"
    folder.mkdir()
    assert told(judged(folder, workbook({"Sheet1": grid}))) == ([(rule, "")] if rule else [])


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("Đơn vị báo cáo: Bộ phận Một cửa phường Đồ Sơn", 11455),
        ("Đơn vị báo cáo: HĐND - UBND phường Đồ Sơn", 11455),
        ("Đơn vị b/c: UB ND phường Đồ Sơn", 11455),
        ("ĐVBC: UBND phường Đồ Sơn", 11455),
        ("Đơn vị: UBND phường Đồ Sơn", 11455),
        ("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG PHƯỜNG ĐỒ SƠN", 11455),
        ("Đơn vị báo cáo: Trung tâm phục vụ HCC phường Đồ Sơn", 11455),
        ("Đơn vị báo cáo: TT. PVHCC phường Đồ Sơn", 11455),
        ("TT Phục vụ HCC phường Đồ Sơn", 11455),
        ("Đơn vị thực hiện: UBND P. Đồ Sơn", 11455),
        ("Cơ quan giải quyết hồ sơ: Ủy ban nhân dân phường Đồ Sơn", 11455),
        ("Đơn vị tiếp nhận báo cáo: UBND phường Đồ Sơn", None),
        ("Đơn vị báo cáo: VP HĐND&UBND phường Đồ Sơn", 11455),
        ("Đơn vị báo cáo: U.B.N.D phường Đồ Sơn/TP Hải Phòng", 11455),
        ("Đơn vị báo cáo: Ủy ban nhân dân\nphường Đồ Sơn", 11455),
        ("Đơn vị báo cáo: Ủy ban nhân dân\nĐơn vị nhận báo cáo: phường Đồ Sơn", None),
        ("Đơn vị báo cáo: «UBND phường Đồ Sơn» - Mã đơn vị: 11455", 11455),
        ("Đơn vị báo cáo: UBND phường Đồ Sơn II", None),
        ("Phường Đồ Sơn", 11455),
        ("P. ĐỒ SƠN", 11455),
        ("Phường: Đồ Sơn", 11455),
        ("UBND Đồ Sơn", 11455),
        ("Đơn vị báo cáo: UBND đặc khu Bạch Long Vỹ", 11948),
        ("ĐƠN VỊ BÁO CÁO: UBND XÃ TỨ KÌ", 11074),
        ("Đơn vị báo cáo: UBND xã Hà Tâi", None),
        ("UBND thành phố Hải Phòng", None),
        ("Đơn vị báo cáo: UBND TP Hải Phòng - UBND phường Đồ Sơn", 11455),
        ("Đơn vị báo cáo: Ủy ban nhân dân thành phố Hải Phòng, Ủy ban nhân dân phường Đồ Sơn", 11455),
        ("Đơn vị báo cáo: UBND thành phố Hải Phòng - Sở Tư pháp", None),
        ("Đơn vị báo cáo: UBND phường Đồ Sơn   Đơn vị nhận báo cáo: Văn phòng UBND thành phố", 11455),
        ("Đơn vị báo cáo: Trung tâm PVHCC - UBND phường Đồ Sơn", 11455),
        ("Đơn vị báo cáo: H24.45 UBND phường Đồ Sơn", 11455),
        ("Đơn vị báo cáo: [11455] UBND phường Đồ Sơn", 11455),
        ("Đơn vị báo cáo: UBND phường Đồ Sơn - 11455", 11455),
        ("Đơn vị báo cáo: UBND phường Đồ Sơn - 99999", 11455),  # codes of lists differ
        ("Mã đơn vị báo cáo: 11455", 11455),
        ("ma don vi: 11455", 11455),
        ("Đơn vị báo cáo: UBND phường Đồ Sơn\nMã đơn vị báo cáo: 11455", 11455),
        ("Đơn vị báo cáo: UBND phường Đồ Sơn\nMã đơn vị báo cáo: H31.45", 11455),
        ("UBND phường Đồ Sơn\nMã đơn vị: 99999", 11455),
        ("Đơn vị báo cáo: UBND phường ……Đồ Sơn……", 11455),
        ("ỦY BAN NHÂN DÂN PHƯỜNG ___ĐỒ SƠN___", 11455),
        ("P. Tổng hợp", None),
        ("Đơn vị: hồ sơ", None),
        ("Xã hội hóa", None),
        ("Người lập: Nguyễn Văn Đồ Sơn", None),
    ],
)
def test_the_unit_is_read_as_heads_name_it(head: str, code: int | None, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": Paper(FULL.rows, unit=head).grid()}))
    assert (case.unit.code if case.unit else None) == code
    assert told(case) == ([] if code else [("submission.unit_unknown", "")])


@pytest.mark.parametrize(
    "head",
    [
        "Đơn vị báo cáo: UBND phường Đồ Sơn - 11737",
        "Đơn vị báo cáo: [11737] UBND phường Đồ Sơn",
        "Đơn vị báo cáo: UBND phường Đồ Sơn (mã 11737)",
        "UBND PHƯỜNG ĐỒ SƠN (11737)",
    ],
)
def test_a_name_beside_the_code_of_another_unit_is_asked_about(head: str, tmp_path: Path) -> None:
    (finding,) = judged(tmp_path, workbook({"Sheet1": Paper(FULL.rows, unit=head).grid()})).findings
    assert finding.rule == "submission.unit_conflict"
    assert "; mã ở đầu biểu «11737 – Phường Nam Đồ Sơn»" in finding.message


@pytest.mark.parametrize(
    "head",
    ["Đơn vị báo cáo: UBND xã/phường ……", "Đơn vị báo cáo: [Tên đơn vị]", "UBND phường ______, thành phố Hải Phòng"],
)
@pytest.mark.parametrize(("name", "code"), [("P. Do Son.xlsx", 11455), ("bc.xlsx", None)])
def test_a_head_nobody_filled_in_names_no_unit(head: str, name: str, code: int | None, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": Paper(FULL.rows, unit=head).grid()}), name)
    assert (case.unit.code if case.unit else None) == code
    assert told(case) == ([] if code else [("submission.unit_unknown", "")])


@pytest.mark.parametrize(
    ("head", "likely"),
    [
        ("UBND quận Đồ Sơn", "«Phường Đồ Sơn» hoặc «Phường Nam Đồ Sơn»"),
        ("Ủy ban nhân dân huyện An Dương", "«Phường An Dương»"),
        ("UBND quận Đồ Sươn", "«Phường Đồ Sơn»"),
    ],
)
def test_a_former_district_may_be_any_commune_that_bears_its_name(head: str, likely: str, tmp_path: Path) -> None:
    data = workbook({"Sheet1": Paper(FULL.rows, unit=f"Đơn vị báo cáo: {head}").grid()})
    (finding,) = judged(tmp_path, data).findings
    assert finding.message.endswith(f"«{head}» không có trong danh sách đơn vị; có thể là {likely}.")


HEAD = "- Đơn vị báo cáo: UBND phường Đồ Sơn"
SIGNED: dict[str, tuple[str, str, str, str]] = {  # head, what stands at the signature, rule, words
    "the same unit": (HEAD, "TM. UBND PHƯỜNG ĐỒ SƠN\nCHỦ TỊCH", "", ""),
    "its centre": (HEAD, "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG PHƯỜNG ĐỒ SƠN", "", ""),
    "no unit": (HEAD, "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH", "", ""),
    "who gets it": (HEAD, "Nơi nhận:\n- UBND phường Nam Đồ Sơn;", "", ""),
    "an office nobody knows": (HEAD, "UBND PHƯỜNG VẠN HƯƠNG", "", ""),
    "another unit": (
        HEAD,
        "TM. ỦY BAN NHÂN DÂN PHƯỜNG NAM ĐỒ SƠN\nCHỦ TỊCH",
        "submission.unit_conflict",
        "đầu biểu «UBND phường Đồ Sơn»; chỗ ký «ỦY BAN NHÂN DÂN PHƯỜNG NAM ĐỒ SƠN»",
    ),
    "another unit, typed without diacritics": (
        HEAD,
        "T/M UBND PHUONG NAM DO SON",
        "submission.unit_conflict",
        "chỗ ký",
    ),
    "two units, named nowhere else": (
        "",
        "TM. UBND PHƯỜNG ĐỒ SƠN\nTM. UBND XÃ AN LÃO",
        "submission.unit_unknown",
        "đầu biểu và tên tệp đều không ghi, chỉ chỗ ký ghi «UBND PHƯỜNG ĐỒ SƠN» và «UBND XÃ AN LÃO»",
    ),
}


@pytest.mark.parametrize(("head", "signed", "rule", "words"), SIGNED.values(), ids=SIGNED)
def test_a_signature_may_contradict(head: str, signed: str, rule: str, words: str, tmp_path: Path) -> None:
    foot: list[list[Value]] = [[], ["", "", "", "", "", "", "", signed], ["", "Người lập biểu"]]
    case = judged(tmp_path, workbook({"Sheet1": replace(FULL, unit=head, foot=foot).grid()}))
    assert told(case) == ([(rule, "")] if rule else [])
    assert not words or words in case.findings[0].message
    assert case.set_aside == []


def test_a_number_right_of_the_table_is_no_accident(tmp_path: Path) -> None:
    moved = on_row(2, [5, 5, 0, 0, 0, 0, 0, 0, 5, "", 5], 3)
    case = judged(tmp_path, workbook({"Sheet1": edited(OPEN, {**moved, (2, 14): 0})}))
    assert told(case) == [("line.shifted", OPEN.cell(2, 12))]
    assert address(OPEN.first_row + 2, 12) == OPEN.cell(2, 12)


@pytest.mark.parametrize("own", [(0, 0, 0), (100, "98,2%", 97.5)], ids=["counts", "shares"])
def test_a_column_of_somebodys_own_is_none_of_ours(own: tuple[Value, ...], tmp_path: Path) -> None:
    blanks = {(row, number): "" for row in range(3) for number in SUMS if not LINES[row][number]}
    beside: Edits = {**blanks, **{(row, 14): own[row] for row in range(3)}}
    case = judged(tmp_path, workbook({"Sheet1": edited(OPEN, beside)}))
    assert (told(case), lines(case)) == ([], GOOD)


def test_a_number_beside_a_full_line_is_none_of_ours(tmp_path: Path) -> None:
    full = {3: 60, 4: 30, 5: 20, 6: 10, 7: 45, 8: 20, 9: 15, 10: 10, 11: 15, 12: 9, 13: 6}
    case = judged(tmp_path, workbook({"Sheet1": edited(Paper([Row(1, "Hộ tịch", full)]), {(0, 14): 7})}))
    assert (told(case), lines(case)) == ([], {"Hộ tịch": full})


def test_one_number_for_two_lines_is_told_and_cells_merged_with_empty_ones_are_not(tmp_path: Path) -> None:
    shared = [*rows((A, B), labels=LABELS[:2], total="")]
    shared[1] = Row(2, LABELS[1], B | {8: ""})
    paper = Paper(shared)
    merged = f"{paper.cell(0, 8)}:{paper.cell(1, 8)}"
    case = judged(tmp_path / "shared", workbook({"Sheet1": paper.grid()}, merges={"Sheet1": [merged]}))
    assert told(case) == [("cell.merged", paper.cell(0, 8))]

    doubled = [one for row in OPEN.rows for one in (row, Row())]
    high = Paper(doubled)
    every = [f"{high.cell(at, number)}:{high.cell(at + 1, number)}" for at in (0, 2, 4) for number in range(1, 14)]
    case = judged(tmp_path / "high", workbook({"Sheet1": high.grid()}, merges={"Sheet1": every}))
    assert (told(case), lines(case)) == ([], GOOD)


def _bare(value: Value) -> Value:
    return unaccented(value) if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("dates", "rule"),
    [
        ("Tu ngay 15/12/2025 den het ngay 14/3/2026", ""),
        ("Tu 15 thang 12 nam 2025 den 14 thang 3 nam 2026", ""),
        ("Tu ngay 01/01/2026 den ngay 31/3/2026", "submission.period_conflict"),
    ],
)
def test_a_form_typed_without_diacritics_is_read_like_any_other(dates: str, rule: str, tmp_path: Path) -> None:
    paper = Paper(FULL.rows, period=f"Kỳ báo cáo: Quý I năm 2026\n({dates})")
    case = judged(tmp_path, workbook({"Sheet1": [[_bare(value) for value in row] for row in paper.grid()]}))
    assert (case.unit.code if case.unit else None) == 11455
    assert told(case) == ([(rule, "")] if rule else [])
    assert lines(case) == ({} if rule else {unaccented(label): numbers for label, numbers in GOOD.items()})


@pytest.mark.parametrize("numbering", ["({})", "{}"])
@pytest.mark.parametrize("make", [lambda grid: workbook({"II.06a": grid}), old_workbook])
def test_sums_of_numbers_typed_as_text_are_those_the_clerk_meant(
    make: Callable[[list[list[Value]]], bytes], numbering: str, tmp_path: Path
) -> None:
    paper = replace(FULL, numbering=numbering)
    typed: Edits = {(row, number): value or "-" for row in range(3) for number, value in dotted(LINES[row]).items()}
    sums: Edits = {
        **{(row, 3): f"=SUM({paper.cell(row, 4)}:{paper.cell(row, 6)})" for row in range(3)},
        **{(row, 7): f"={paper.cell(row, 8)}+{paper.cell(row, 9)}+{paper.cell(row, 10)}" for row in range(3)},
        **{(TOTAL, n): f"=SUM({paper.cell(-1, n)}:{paper.cell(2, n)})" for n in A},  # from the number row on
    }
    case = judged(tmp_path, make(edited(paper, {**typed, **sums})), "bc.xls")
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize(
    ("typed", "end"),
    [
        ("12 hồ sơ", "; có phải 12?"),
        ("1.234 HS", "; có phải 1.234?"),
        ("12 hồ sơ TTHC", "; có phải 12?"),
        ("31\n(1 rút)", "."),
        ("hơn 12 hồ sơ", "."),
        ("1,2 hồ sơ", "."),
        ("24 trường hợp", "; có phải 24?"),
        ("1O5", "; có phải 105?"),
        ("l5", "; có phải 15?"),
        ("1.264;", "; có phải 1.264?"),
        ("24 bộ hồ sơ", "; có phải 24?"),
        ("[12]", "; có phải 12?"),
        ("12*", "; có phải 12?"),
        ("12?", "."),
        ("(12)", "."),
        ("x", "."),
    ],
)
def test_a_number_with_what_it_counts_is_told_with_the_number(typed: str, end: str, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"II.06a": edited(OPEN, {(1, 4): typed})}))
    assert told(case) == [("cell.not_a_number", OPEN.cell(1, 4))]
    said = typed.replace("\n", " / ")
    assert case.findings[0].message.endswith(f"ghi «{said}», không phải là số{end}")


@pytest.mark.parametrize("total", [f"=SUM({FULL.cell(1, 4)}:{FULL.cell(1, 6)})", B[3] + 0.5])
def test_a_fraction_in_a_sum_is_told_at_its_cell_alone(total: Value, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"II.06a": edited(OPEN, {(1, 4): B[4] + 0.5, (1, 3): total})}))
    assert told(case) == [("cell.not_whole", OPEN.cell(1, 4))]


def test_of_a_sentence_in_place_of_a_number_the_start_is_quoted(tmp_path: Path) -> None:
    sentence = " ".join(["Số này đang chờ phòng chuyên môn đối chiếu lại với hệ thống một cửa"] * 5)
    (finding,) = judged(tmp_path, workbook({"II.06a": edited(OPEN, {(1, 4): sentence})})).findings
    start = "Số này đang chờ phòng chuyên môn đối chiếu lại với hệ thống một cửa Số này đang chờ phòng chuyên…"
    assert (finding.rule, finding.found) == ("cell.not_a_number", start)
    assert f"ghi «{start}», không phải là số" in finding.message
    (short,) = judged(tmp_path, workbook({"II.06a": edited(OPEN, {(1, 4): "Chờ đối chiếu"})}), "2.xlsx").findings
    assert short.found == "Chờ đối chiếu"


def test_words_in_a_sum_are_told_at_their_cell_alone(tmp_path: Path) -> None:
    sums: Edits = {(1, 4): "khoảng 12", (1, 3): f"=SUM({FULL.cell(1, 4)}:{FULL.cell(1, 6)})"}
    case = judged(tmp_path, workbook({"II.06a": edited(OPEN, sums)}))
    assert told(case) == [("cell.not_a_number", OPEN.cell(1, 4))]


@pytest.mark.parametrize(("sheet", "head", "counts"), [("Quý IV-2025", "", "Quý I-2026"), ("BC", FULL.period, None)])
def test_a_sheet_names_its_period_where_its_head_does_not(
    sheet: str, head: str, counts: str | None, tmp_path: Path
) -> None:
    other = Paper(rows((B, C), labels=LABELS[:2]), period=head)
    case = judged(tmp_path, workbook({sheet: other.grid(), "Quý I-2026": FULL.grid()}))
    assert told(judged(tmp_path / "2026-Q1", workbook({"2026": Paper(FULL.rows, period="").grid()}))) == []
    assert lines(case) == (GOOD if counts else {})
    assert told(case) == ([] if counts else [("submission.form_twice", "")])


@pytest.mark.parametrize("said", ["Ghi chú: các lĩnh vực dưới đây do xã mới nhận", "(Số liệu lấy từ hệ thống của Bộ)"])
def test_a_note_among_the_lines_of_a_section_is_no_heading(said: str, tmp_path: Path) -> None:
    every = rows(LINES, labels=LABELS)
    made = [Row("I", "Cấp xã", totals(LINES)), *every[:1], Row(said), *every[1:]]
    case = judged(tmp_path, workbook({"Sheet1": Paper(made).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize(("mark", "rule"), [("Trang 2", ""), ("- Trang 2/3 -", ""), ("Trang 2: 15", "line.unnamed")])
def test_the_number_of_a_page_between_two_lines_is_no_line(mark: str, rule: str, tmp_path: Path) -> None:
    made = [*FULL.rows[:1], Row("", "", {13: mark}), *FULL.rows[1:]]
    case = judged(tmp_path, workbook({"Sheet1": Paper(made).grid()}))
    assert [one.rule for one in case.findings] == ([rule] if rule else [])


def test_a_list_of_something_else_below_the_total_is_not_read(tmp_path: Path) -> None:
    foot: list[list[Value]] = [
        [],
        ["", "DANH SÁCH HỒ SƠ QUÁ HẠN"],
        ["STT", "Mã hồ sơ", "Ngày hẹn trả"],
        [1, "H31.45-260101-0001", "15/1/2026"],
    ]
    case = judged(tmp_path, workbook({"Sheet1": replace(FULL, foot=foot).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


def test_a_date_over_several_cells_signs_off(tmp_path: Path) -> None:
    foot = [["", "", "", "", "", "", "", "", "Hải Phòng, ngày", 16, "tháng", 3, "năm 2026"], ["", "Người lập biểu"]]
    case = judged(tmp_path, workbook({"Sheet1": replace(FULL, foot=foot).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


BENEATH = [B[number] for number in range(3, 14)]


@pytest.mark.parametrize("paper", [FULL, OPEN], ids=["total", "no total"])
def test_a_line_below_the_signatures_is_not_read_and_told(paper: Paper, tmp_path: Path) -> None:
    foot: list[list[Value]] = [["", "Người lập biểu"], [4, "Cư trú", *BENEATH], [5, "Xây dựng", *BENEATH]]
    case = judged(tmp_path, workbook({"Sheet1": replace(paper, foot=foot).grid()}))
    row = paper.first_row + len(paper.rows) + 1
    (finding,) = case.findings
    assert (finding.rule, finding.cell, finding.also) == ("line.below_signature", f"B{row}", (f"B{row + 1}",))


@pytest.mark.parametrize(
    "below",
    [
        ["", "Quý trước", *BENEATH],
        [1, "Hộ tịch", *BENEATH],
        [4, "H31.45-260101-0004", "15/1/2026", 3],
        ["Nơi nhận: 4"],
    ],
    ids=str,
)
def test_what_else_stands_below_the_signatures_is_none_of_the_table(below: list[Value], tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": replace(FULL, foot=[["", "Người lập biểu"], below]).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


def test_a_field_twice_under_other_ordinals_is_told(tmp_path: Path) -> None:
    paper = Paper([Row("", "1. Hộ tịch", A), Row("", "2. Đất đai", B), Row("", "3. Hộ tịch", C)])
    assert told(judged(tmp_path, workbook({"Sheet1": paper.grid()}))) == [("line.duplicate", paper.cell(2, 2))]


@pytest.mark.parametrize("top", [True, False], ids=["total above", "total below"])
def test_a_field_doubled_where_nobody_is_numbered_is_told_as_such(top: bool, tmp_path: Path) -> None:
    fields = [Row("", row.label, row.typed) for row in (*OPEN.rows[:2], *OPEN.rows[1:])]
    total = FULL.rows[-1]
    paper = Paper([total, *fields] if top else [*fields, total])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert told(case) == [("line.duplicate", paper.cell(2 + top, 2))]


@pytest.mark.parametrize("kept", [True, False], ids=["calculated", "without results"])
@pytest.mark.parametrize("by", [-3, -3000], ids=["", "its sum is negative too"])
@pytest.mark.parametrize("part", [6, 10, 13])
def test_a_negative_number_shows_in_the_sums_it_enters_and_is_told_alone(
    part: int, by: int, kept: bool, tmp_path: Path
) -> None:
    sums = formulas(FULL)
    rule = next(rule for rule in SIX.identities[:3] if part in rule.right)
    wrong = {**C, part: by}
    wrong[rule.left] = sum(wrong[number] for number in rule.right)
    values: Edits = {**{(2, number): value for number, value in wrong.items()}}
    values |= {(TOTAL, number): value for number, value in totals([A, B, wrong]).items()}
    edits = values if kept else {**sums, (2, part): by}
    case = judged(tmp_path, workbook({"II.06a": edited(FULL, edits)}))
    assert told(case) == [("cell.negative", FULL.cell(2, part))]


UNREAD: dict[str, tuple[Value, int, str]] = {  # what stands there, what a formula makes of it, what is told
    "words": ("chưa rõ", 0, "cell.not_a_number"),
    "half a dossier as text": ("12,5", 0, "cell.not_whole"),
    "a date": (date(2026, 2, 3), 46056, "cell.is_a_date"),
}


@pytest.mark.parametrize(("typed", "added", "rule"), UNREAD.values(), ids=UNREAD)
@pytest.mark.parametrize("part", [4, 6, 8, 10, 12])
def test_the_calculated_sums_of_a_cell_that_is_no_number_are_no_causes(
    part: int, typed: Value, added: int, rule: str, tmp_path: Path
) -> None:
    paper = Paper(rows((A, {**B, part: B[part] + 4}, C), labels=LABELS))
    shown: dict[int, int] = {**B, part: added}
    for sums in SIX.identities[:3]:
        shown[sums.left] = sum(shown[number] for number in sums.right)
    values: Edits = {**{(1, number): value for number, value in shown.items()}, (1, part): typed}
    values |= {(TOTAL, number): value for number, value in totals([A, shown, C]).items()}
    case = judged(tmp_path, workbook({"II.06a": edited(paper, values)}))
    assert told(case) == [(rule, paper.cell(1, part))]


def test_a_wrong_total_is_told_beside_a_wrong_cell_of_another_column(tmp_path: Path) -> None:
    edits: Edits = {(1, 5): B[5] + 40, (TOTAL, 3): SUMS[3] + 9}
    case = judged(tmp_path, workbook({"II.06a": edited(FULL, edits)}))
    assert told(case) == [("identity.sum", FULL.cell(1, 5)), ("total.mismatch", FULL.cell(TOTAL, 3))]


# ---- headings with a mark, tables of several units -------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["*", "-", "a)"])
@pytest.mark.parametrize("filled", [True, False], ids=["with sums", "without numbers"])
@pytest.mark.parametrize("total", ["Tổng số", ""], ids=["total", "no total"])
def test_a_line_above_a_marked_heading_is_not_its_sum(mark: str, filled: bool, total: str, tmp_path: Path) -> None:
    every = rows(LINES, labels=LABELS, total=total)
    sums = (totals(LINES[:1]), totals(LINES[1:])) if filled else ({}, {})
    heads = Row(mark, "Thẩm quyền cấp xã", sums[0]), Row(mark, "Ủy quyền của cấp tỉnh", sums[1])
    made = [heads[0], every[0], heads[1], *every[1:]]
    case = judged(tmp_path, workbook({"Sheet1": Paper(made).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize(
    ("names", "rules"),
    [
        (("UBND phường Đồ Sơn", "UBND phường Nam Đồ Sơn"), ["submission.unit_conflict"]),
        (("UBND phường Đồ Sơn", "Phường Vạn Hương cũ"), []),
    ],
    ids=["another commune's lines", "a ward of former days"],
)
def test_a_table_holds_the_lines_of_one_commune(names: Sequence[str], rules: list[str], tmp_path: Path) -> None:
    every = rows(LINES, labels=LABELS)
    made = [Row("", names[0]), every[0], Row("", names[1]), *every[1:]]
    case = judged(tmp_path, workbook({"Sheet1": Paper(made).grid()}))
    assert [one.rule for one in case.findings] == rules


GROUPS = {
    "Số lượng hồ sơ tiếp nhận": "Tình hình tiếp nhận",
    "Số lượng hồ sơ đã giải quyết": "Kết quả giải quyết",
    "Số lượng hồ sơ đang giải quyết": "Số còn lại",
}


def test_groups_of_a_named_and_numbered_form_may_be_called_anything(tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": replace(FULL, heads=GROUPS).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


def test_leaves_of_such_groups_keep_their_order(tmp_path: Path) -> None:
    heads = {**GROUPS, "Trước hạn": "Đúng hạn", "Đúng hạn": "Trước hạn"}
    case = judged(tmp_path, workbook({"Sheet1": replace(FULL, heads=heads).grid()}))
    assert told(case) == [("submission.layout", "A8")]


def test_a_column_copied_with_its_heading_is_named(tmp_path: Path) -> None:
    grid = [row[:4] + row[3:4] + row[4:] if len(row) == 13 else row for row in FULL.grid()]
    (finding,) = judged(tmp_path, workbook({"Sheet1": grid})).findings
    assert finding.rule == "submission.layout"
    assert "«Số lượng hồ sơ tiếp nhận – Trong kỳ – Trực tuyến» của biểu II.06a có ở nhiều cột: D, E" in finding.message


def test_the_unit_may_be_said_below_the_table(tmp_path: Path) -> None:
    foot: list[list[Value]] = [[], ["Đơn vị báo cáo: UBND phường Đồ Sơn"], ["", "Người lập biểu"]]
    case = judged(tmp_path, workbook({"Sheet1": replace(FULL, unit="", foot=foot).grid()}))
    assert (told(case), case.unit and case.unit.name) == ([], "Phường Đồ Sơn")


PARTS = [{n: v // 2 for n, v in B.items()}, {n: v // 3 for n, v in B.items()}]


@pytest.mark.parametrize("total", ["Tổng số", ""], ids=["total", "no total"])
@pytest.mark.parametrize("first", ["Trong đó:", "Trong đó: giao đất"])
@pytest.mark.parametrize("at", [2, 3], ids=["in the midst", "at the end"])
def test_rows_that_go_on_with_the_parts_of_a_line_are_no_lines(at: int, first: str, total: str, tmp_path: Path) -> None:
    every = rows((A, C, B) if at == 3 else LINES, labels=LABELS, total=total)
    named = Row("", first, {} if first.endswith(":") else PARTS[0])
    made = [*every[:at], named, Row("", "Cấp giấy", PARTS[1]), *every[at:]]
    case = judged(tmp_path, workbook({"Sheet1": Paper(made).grid()}))
    assert (told(case), len(lines(case))) == ([], 3)
    assert any("«Cấp giấy» đã nằm trong dòng trên, không cộng" in one for one in case.set_aside)


def test_a_row_whose_ordinal_is_left_out_is_no_part(tmp_path: Path) -> None:
    every = rows(LINES, labels=LABELS, total="")
    made = [every[1], Row("", "Trong đó: giao đất", PARTS[0]), Row("", "Xây dựng", PARTS[1]), Row(4, "Y tế", C)]
    case = judged(tmp_path, workbook({"Sheet1": Paper(made).grid()}))
    assert "Xây dựng" in {line.label for line in case.forms["II.06a"].lines}


def test_the_sum_of_one_small_line_is_known_by_its_letter(tmp_path: Path) -> None:
    small = counted(SIX, 3, 1)
    first, *others = rows((small, *LINES[1:]), labels=LABELS, total="")
    sums = Row("", "Cộng A", small), Row("", "Cộng B", totals(LINES[1:]))
    made = [Row("A", "Cấp xã"), first, sums[0], Row("B", "Cấp tỉnh"), *others, sums[1]]
    made.append(Row("", "Tổng cộng", totals((small, *LINES[1:]))))
    case = judged(tmp_path, workbook({"Sheet1": Paper(made).grid()}))
    assert (told(case), lines(case)) == ([], {**GOOD, LABELS[0]: small})


@pytest.mark.parametrize("ending", ["numbers", "gsheet", "lnk", "docx", "PDF"])
def test_a_file_of_another_program_is_refused_and_not_passed_over(ending: str, tmp_path: Path) -> None:
    case = judged(tmp_path, b'{"doc_id": "1"}', name := f"phuong Do Son.{ending}")
    assert (told(case), case.received.name, case.unit and case.unit.code) == ([("file.unreadable", "")], name, 11455)


def test_the_word_of_a_pivot_table_for_no_name_is_none(tmp_path: Path) -> None:
    blank = Paper([*FULL.rows[:3], Row("", "(blank)"), Row("", "Grand Total", totals(LINES))])
    assert lines(judged(tmp_path, workbook({"BC": blank.grid()}))) == GOOD
    nameless = Paper([*FULL.rows[:2], Row("", "(blank)", C)])
    assert told(judged(tmp_path, workbook({"BC": nameless.grid()}))) == [("line.unnamed", nameless.cell(2, 2))]

"""Names of lines over two rows of a sheet: the whole name is read, at the row with the numbers."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from papers import Paper, Row, counted, totals, workbook
from test_alike import NAME, SAMPLE
from test_clerks import GOOD, LABELS, LINES, OPEN, SIX, SUMS, judged, lines, told

from kstt.sheet import Value

NAMED = "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)"
ROW = 12  # where the sample has it


def _parted(first: str, second: str, *, numbers: int, order: int = 0) -> Callable[[Worksheet], None]:
    """The line's name over two rows; its `numbers` and its `order` stand on the first (0) or the second (1)."""

    def spoil(sheet: Worksheet) -> None:
        assert sheet[f"B{ROW}"].value == NAMED
        values = [cell.value for cell in sheet[ROW]]
        for merged in [str(one) for one in sheet.merged_cells.ranges if one.min_row > ROW]:
            sheet.unmerge_cells(merged)
        sheet.insert_rows(ROW + 1)
        for at, value in enumerate(values, start=1):
            sheet.cell(ROW, at).value = None
            sheet.cell(ROW + (order if at == 1 else numbers), at).value = value
        sheet.cell(ROW, 2).value, sheet.cell(ROW + 1, 2).value = first, second

    return spoil


def _merged(sheet: Worksheet) -> None:
    _parted(NAMED, "", numbers=1)(sheet)
    sheet.merge_cells(f"A{ROW}:A{ROW + 1}")
    sheet.merge_cells(f"B{ROW}:B{ROW + 1}")


HALVES = {
    "numbers on the second row": _parted("Thành lập và hoạt động doanh nghiệp", "(hộ kinh doanh)", numbers=1),
    "ordinal there too": _parted("Thành lập và hoạt động doanh nghiệp", "(hộ kinh doanh)", numbers=1, order=1),
    "numbers on the first row": _parted("Thành lập và hoạt động doanh nghiệp", "(hộ kinh doanh)", numbers=0),
    "in the midst of the words": _parted("Thành lập và hoạt động", "doanh nghiệp (hộ kinh doanh)", numbers=1),
    "in the midst of brackets": _parted("Thành lập và hoạt động doanh nghiệp (hộ", "kinh doanh)", numbers=0),
    "merged cells, numbers below": _merged,
}


def spoilt(spoil: Callable[[Worksheet], None]) -> bytes:
    book, memory = openpyxl.load_workbook(SAMPLE), io.BytesIO()
    spoil(book.worksheets[0])
    book.save(memory)
    return memory.getvalue()


@pytest.mark.parametrize("spoil", HALVES.values(), ids=HALVES)
def test_a_name_over_two_rows_is_one(spoil: Callable[[Worksheet], None], tmp_path: Path) -> None:
    case = judged(tmp_path, spoilt(spoil), NAME)
    assert told(case) == []
    assert (NAMED in lines(case), len(lines(case))) == (True, 8)


def test_a_name_goes_on_below_a_word_that_cannot_end_it(tmp_path: Path) -> None:
    case = judged(tmp_path, spoilt(_parted("Tài nguyên và", "Môi trường", numbers=0)), NAME)
    assert (told(case), "Tài nguyên và Môi trường" in lines(case), len(lines(case))) == ([], True, 8)


def _remark_below(sheet: Worksheet) -> None:
    for merged in [str(one) for one in sheet.merged_cells.ranges if one.min_row > ROW]:
        sheet.unmerge_cells(merged)
    sheet.insert_rows(ROW + 1)
    sheet.cell(ROW + 1, 2).value = "(không gồm hồ sơ chuyển sở)"


def test_a_remark_below_a_line_is_no_half_of_its_name(tmp_path: Path) -> None:
    assert NAMED in lines(judged(tmp_path, spoilt(_remark_below), NAME))


A, B, C = LINES
PART = counted(SIX, 3, 2, 1)
REST = {number: A[number] - PART[number] for number in A}
PROCEDURES: dict[str, list[tuple[Row, str]]] = {  # the rows of a table, and what stands in a column beside their names
    "fields over their rows": [
        (Row(1, "Hộ tịch", PART), "Khai sinh"),
        (Row("", "", REST), "Kết hôn"),
        (Row(2, "Đất đai", B), "Cấp mới"),
        (Row(3, "Y tế", C), "Cấp mới"),
    ],
    "fields in each row": [
        (Row(1, "Hộ tịch", PART), "Khai sinh"),
        (Row(2, "Hộ tịch", REST), "Kết hôn"),
        (Row(3, "Đất đai", B), "Cấp mới"),
        (Row(4, "Y tế", C), "Cấp mới"),
    ],
}


def beside(table: Sequence[tuple[Row, str]], heading: str, total: bool) -> list[list[Value]]:
    """A table with a column of words between its names and numbers."""
    paper = Paper([*(row for row, _ in table), *([Row("", "Tổng số", SUMS)] if total else [])])
    words = [*[""] * 4, heading, *[""] * 3, *(said for _, said in table), *[""] * total]
    return [[*line[:2], said, *line[2:]] for line, said in zip(paper.grid(), words, strict=True)]


@pytest.mark.parametrize("table", PROCEDURES.values(), ids=PROCEDURES)
@pytest.mark.parametrize("heading", ["Tên thủ tục", "TTHC"])
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_a_procedure_in_a_column_of_its_own_is_named_by_its_field_too(
    table: list[tuple[Row, str]], heading: str, total: bool, tmp_path: Path
) -> None:
    grid = beside(table, heading, total)
    case = judged(tmp_path, workbook({"II.06a": grid}))
    named = ("Hộ tịch – Khai sinh", PART), ("Hộ tịch – Kết hôn", REST), ("Đất đai – Cấp mới", B), ("Y tế – Cấp mới", C)
    assert (told(case), lines(case)) == ([], dict(named))


def test_a_field_above_its_procedures_in_another_column_adds_them(tmp_path: Path) -> None:
    parts = [(Row("", "", PART), "Khai sinh"), (Row("", "", REST), "Kết hôn")]
    grid = beside(
        [(Row(1, "Hộ tịch", A), ""), *parts, (Row(2, "Đất đai", B), ""), (Row(3, "Y tế", C), "")], "Thủ tục", True
    )
    case = judged(tmp_path, workbook({"II.06a": grid}))
    assert (told(case), list(lines(case).values())) == ([], [PART, REST, B, C])


@pytest.mark.parametrize("word", ["Cộng", "Tổng số"])
@pytest.mark.parametrize("left_out", [0, 1])
def test_a_total_among_the_procedures_is_no_procedure(word: str, left_out: int, tmp_path: Path) -> None:
    body = PROCEDURES["fields over their rows"]
    total = totals([row.typed for row, _ in body[left_out:]])
    case = judged(tmp_path, workbook({"II.06a": beside([*body, (Row("", "", total), word)], "Tên thủ tục", False)}))
    assert told(case) == ([("total.mismatch", "D13")] if left_out else [])
    assert list(lines(case).values()) == ([] if left_out else [PART, REST, B, C])


@pytest.mark.parametrize("style", PROCEDURES)
def test_the_sum_of_a_field_among_its_procedures_is_no_procedure(style: str, tmp_path: Path) -> None:
    first, second, *others = PROCEDURES[style]
    wrong = {**A, 5: A[5] + 9}
    for summed, expected in ((A, []), (wrong, ["total.mismatch"])):
        body = [first, second, (Row("", second[0].label, summed), "Cộng"), *others]
        case = judged(tmp_path / str(len(expected)), workbook({"II.06a": beside(body, "Tên thủ tục", True)}))
        assert [rule for rule, _ in told(case)] == expected
        assert list(lines(case).values()) == ([] if expected else [PART, REST, B, C])


def test_words_beside_a_total_are_none_of_its_name(tmp_path: Path) -> None:
    body = [*PROCEDURES["fields over their rows"], (Row("", "Tổng số", {**SUMS, 5: SUMS[5] + 1}), "34 thủ tục")]
    (finding,) = judged(tmp_path, workbook({"II.06a": beside(body, "Tên thủ tục", False)})).findings
    assert (finding.rule, finding.line) == ("total.mismatch", "Tổng số")


def test_words_beside_totals_make_no_procedures_of_fields(tmp_path: Path) -> None:
    fields = [(Row(mark, *one), "Khai sinh") for mark, one in zip(("I", "II", "III"), GOOD.items(), strict=True)]
    totals_of_both_ends = [(Row("", "Tổng số", SUMS), word) for word in ("Xác nhận", "Khai sinh")]
    grid = beside([totals_of_both_ends[0], (fields[0][0], ""), *fields[1:], totals_of_both_ends[1]], "Công việc", False)
    case = judged(tmp_path, workbook({"II.06a": grid}))
    assert (told(case), lines(case)) == ([], GOOD)


def test_a_part_among_the_procedures_counts_once(tmp_path: Path) -> None:
    first, *others = PROCEDURES["fields over their rows"]
    part = {number: value // 2 for number, value in PART.items()}
    body = [first, (Row("", "", part), "Trong đó: trực tuyến"), *others]
    case = judged(tmp_path, workbook({"II.06a": beside(body, "Tên thủ tục", False)}))
    assert (told(case), list(lines(case).values())) == ([], [PART, REST, B, C])


@pytest.mark.parametrize("heading", ["Cán bộ phụ trách", "Tên thủ tục"])
def test_words_beside_fields_that_are_named_once_are_none_of_their_names(heading: str, tmp_path: Path) -> None:
    grid = beside([(row, "Lê An") for row in OPEN.rows], heading, True)
    case = judged(tmp_path, workbook({"II.06a": grid}))
    assert (told(case), list(lines(case))) == ([], list(LABELS))

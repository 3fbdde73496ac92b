"""Further habits of clerks, through the real readers, each with what must come of it written down beforehand."""

from dataclasses import replace
from pathlib import Path

import pytest
from papers import Paper, workbook
from test_clerks import FULL, GOOD, LINES, OPEN, B, edited, judged, lines, on_row, told

from kstt.sheet import Value

# ---- what the numbers count ------------------------------------------------------------------------------------------


def measured(*cells: Value) -> bytes:
    """The form with these cells at the end of the row above its headings."""
    grid = FULL.grid()
    grid[3][10 : 10 + len(cells)] = cells
    return workbook({"II.06a": grid})


@pytest.mark.parametrize(
    "said",
    [
        ["Đơn vị: nghìn hồ sơ"],
        ["(Đơn vị: 1.000 hồ sơ)"],
        ["Đơn vị: %"],
        ["Don vi tinh: nghin ho so"],
        ["Đơn vị tính:\n1.000 hồ sơ"],
        ["Đơn vị tính:", "nghìn hồ sơ"],
        ["ĐVT: chục hồ sơ"],
        ["x 1.000"],
    ],
    ids=str,
)
def test_numbers_that_count_no_single_dossiers_are_told(said: list[Value], tmp_path: Path) -> None:
    case = judged(tmp_path, measured(*said))
    assert told(case) == [("submission.measure_unit", "K4")]


@pytest.mark.parametrize(
    "said",
    [["Đơn vị: hồ sơ"], ["Đơn vị:", "Trạm Y tế"], ["(Tram y te)"], ["Đơn vị tính:", "Số hồ sơ", "100%"]],
    ids=str,
)
def test_other_words_of_a_head_measure_nothing(said: list[Value], tmp_path: Path) -> None:
    case = judged(tmp_path, measured(*said))
    assert (told(case), lines(case)) == ([], GOOD)


# ---- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["ko có", "ko phát sinh", "Ko PS", "(không)", "không hồ sơ", "Không có HS", "---", "- -"]
)
def test_other_words_and_marks_for_nothing_are_read(typed: str, tmp_path: Path) -> None:
    idle = next(number for number, value in B.items() if not value)
    case = judged(tmp_path, workbook({"II.06a": edited(FULL, {(1, idle): typed})}))
    assert (told(case), lines(case)) == ([], GOOD)


LEFT = [B[number] or "" for number in sorted(B)]  # nothing is typed where there is nothing


@pytest.mark.parametrize("paper", [OPEN, FULL], ids=["no total", "total"])
@pytest.mark.parametrize(
    ("typed", "first"), [(LEFT[1:], 3), (LEFT[:-1], 4)], ids=["the first lost", "to the right, the last lost"]
)
def test_a_moved_line_without_zeros_is_one_cause(paper: Paper, typed: list[Value], first: int, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"II.06a": edited(paper, on_row(1, typed, first))}))
    assert told(case) == [("line.shifted", paper.cell(1, 3))]


def test_a_number_in_wide_digits_over_two_rows_is_told_as_merged(tmp_path: Path) -> None:
    both = str(LINES[0][5] + B[5]).translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    grid = edited(FULL, {(0, 5): both, (1, 5): ""})
    data = workbook({"II.06a": grid}, merges={"II.06a": [f"{FULL.cell(0, 5)}:{FULL.cell(1, 5)}"]})
    assert told(judged(tmp_path, data)) == [("cell.merged", FULL.cell(0, 5))]


# ---- who reports -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    ["KẾT QUẢ GIẢI QUYẾT TTHC CỦA {}", "KẾT QUẢ CỦA {} (QUÝ I/2026)", "KẾT QUẢ TẠI {}, TP HẢI PHÒNG - QUÝ I/2026"],
)
@pytest.mark.parametrize("unit", ["UBND P. ĐỒ SƠN", "UBND P.Đồ Sơn", "Ủy ban nhân dân P. Đồ Sơn"])
def test_the_unit_of_a_title_may_have_its_type_in_a_letter(title: str, unit: str, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"II.06a": replace(FULL, unit="", title=title.format(unit)).grid()}))
    assert (told(case), case.unit and case.unit.name, lines(case)) == ([], "Phường Đồ Sơn", GOOD)

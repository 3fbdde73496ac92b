"""Tables without the columns a form allows to be left out: II.07b since there are no districts any more."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from papers import FORMS, Paper, Row, cases, workbook

from kstt.sheet import Value

FORM = FORMS["II.07b"]
OPTIONAL = [column.number for column in FORM.columns if column.optional]
KEPT = [column.number for column in FORM.columns if not column.optional]
LINE = {3: 323, 4: 0, 6: 323, 7: 306, 8: 2, 10: 304, 11: 289, 12: 0, 14: 289}
PAPER = Paper([Row(1, "Phường Đồ Sơn", LINE)], FORM)


def without(grid: Sequence[Sequence[Value]], *left_out: int) -> list[list[Value]]:
    """The cells of a paper without some of its columns, its head as it was."""
    return [[value for at, value in enumerate(row, start=1) if at not in left_out] for row in grid]


def renumbered(number: int) -> str:
    return f"({KEPT.index(number) + 1})" if number in KEPT else ""


@pytest.mark.parametrize("numbering", ["({})", renumbered, None], ids=["with gaps", "counting on", "none"])
def test_a_table_without_the_columns_of_districts_counts(tmp_path: Path, numbering: Any) -> None:
    paper = Paper(PAPER.rows, FORM, numbering=numbering)
    case = cases(tmp_path, {"tep.xlsx": workbook({"Sheet1": without(paper.grid(), *OPTIONAL)})})["tep.xlsx"]
    assert (case.submission.verdict, case.findings) == ("accepted", [])
    parsed = case.forms["II.07b"]
    assert dict(zip(parsed.number_columns, parsed.numbers[0], strict=True)) == LINE | dict.fromkeys(OPTIONAL, 0)
    aside = [parsed.columns[number] for number in OPTIONAL]  # cells in which nothing can have been typed
    assert min(aside) > max(parsed.columns[number] for number in KEPT)
    assert len({*aside}) == len(OPTIONAL)
    assert any("bảng không có cột (5) «" in said and "coi như để trống" in said for said in case.set_aside)


def test_empty_cells_of_any_look_right_of_the_table_say_nothing(tmp_path: Path) -> None:
    """Where the columns left out would stand."""
    grid, made = without(PAPER.grid(), *OPTIONAL), io.BytesIO()
    book = openpyxl.load_workbook(io.BytesIO(workbook({"Sheet1": grid})))
    for column in range(len(KEPT) + 1, len(KEPT) + 5):
        cell = book.worksheets[0].cell(PAPER.first_row, column)
        cell.font, cell.number_format = openpyxl.styles.Font(strike=True), "0%"
    book.save(made)
    case = cases(tmp_path, {"tep.xlsx": made.getvalue()})["tep.xlsx"]
    assert (case.submission.verdict, case.findings) == ("accepted", [])


def test_a_wrong_number_beside_a_column_left_out_is_told_at_its_own_cell(tmp_path: Path) -> None:
    wrong = Paper([Row(1, "Phường Đồ Sơn", LINE | {3: 324})], FORM)
    case = cases(tmp_path, {"tep.xlsx": workbook({"Sheet1": without(wrong.grid(), *OPTIONAL)})})["tep.xlsx"]
    (one,) = case.findings
    assert (one.rule, one.cell) == ("identity.sum", PAPER.cell(0, 3))
    assert one.suspects == (
        PAPER.cell(0, 4),
        PAPER.cell(0, 5),
    )  # where (4) and (6) stand, and no cell outside the table


@pytest.mark.parametrize("said", ["Cấp quận", "(số khác)", ""], ids=["named otherwise", "only remarks", "no heading"])
def test_a_column_that_may_be_the_one_left_out_is_asked_about(tmp_path: Path, said: str) -> None:
    """What it counts would be lost."""
    grid = Paper([Row(1, "Phường Đồ Sơn", LINE | {5: 7})], FORM, heads={"Cấp huyện": said}, numbering=None).grid()
    case = cases(tmp_path, {"tep.xlsx": workbook({"Sheet1": grid})})["tep.xlsx"]
    assert case.submission.verdict != "accepted"


def test_other_columns_may_not_be_left_out(tmp_path: Path) -> None:
    grid = without(PAPER.grid(), 6)
    case = cases(tmp_path, {"tep.xlsx": workbook({"Sheet1": grid})})["tep.xlsx"]
    assert case.submission.verdict == "refused"

"""Names of lines over two rows of a sheet: the whole name is read, at the row with the numbers."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from test_alike import NAME, SAMPLE
from test_clerks import judged, lines, told

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

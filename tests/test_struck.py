"""Rows struck through: left out by name where the total leaves them out, told where nobody can tell."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from copy import copy
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.worksheet.worksheet import Worksheet
from papers import SIX, Paper, Row, workbook
from test_alike import NAME, SAMPLE, spoilt
from test_clerks import judged, lines, told

from report_templates.files.opening import open_book

COLUMNS = "CDEFGHIJKLM"
LEFT_OUT = "Trang «{}»: dòng 9 «An toàn thực phẩm» bị gạch ngang và dòng tổng không cộng dòng này, không đọc"


def strike(sheet: Worksheet, *rows: int, columns: str = "ABCDEFGHIJKLM") -> None:
    for row in rows:
        for column in columns:
            font = copy(sheet[f"{column}{row}"].font)
            sheet[f"{column}{row}"].font = openpyxl.styles.Font(name=font.name, size=font.size, strike=True)


def _total_of(sheet: Worksheet, rows: Sequence[int]) -> None:
    for column in COLUMNS:
        sheet[f"{column}15"] = sum(sheet[f"{column}{row}"].value for row in rows)


def _left_out_of_the_total(sheet: Worksheet) -> None:
    strike(sheet, 9)
    _total_of(sheet, (7, 8, *range(10, 15)))


def _struck(sheet: Worksheet) -> None:
    strike(sheet, 9)


def _two_without_total(sheet: Worksheet) -> None:
    strike(sheet, 9, 11)
    for cell in ("A15", "B15", *(f"{column}15" for column in COLUMNS)):
        sheet[cell] = None


def _typed_anew_below(sheet: Worksheet) -> None:
    _two_without_total(sheet)
    sheet["B10"], sheet["B12"] = sheet["B9"].value, sheet["B11"].value


def _only_its_name(sheet: Worksheet) -> None:
    strike(sheet, 9, columns="B")


def _without_numbers(sheet: Worksheet) -> None:
    for column in COLUMNS:
        sheet[f"{column}9"] = 0
    _left_out_of_the_total(sheet)


def old(sheet: Worksheet) -> bytes:
    book, made = xlwt.Workbook(), io.BytesIO()
    page = book.add_sheet("II.06a")
    struck = xlwt.easyxf("font: struck_out on")
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                page.write(cell.row - 1, cell.column - 1, cell.value, *([struck] if cell.font.strike else []))
    book.save(made)
    return made.getvalue()


def changed(spoil: object) -> Worksheet:
    sheet = openpyxl.load_workbook(SAMPLE).worksheets[0]
    assert callable(spoil)
    spoil(sheet)
    return sheet


def test_a_row_the_total_leaves_out_is_left_out_by_name(tmp_path: Path) -> None:
    case = judged(tmp_path, spoilt(_left_out_of_the_total), NAME)
    assert told(case) == []
    assert "An toàn thực phẩm" not in lines(case)
    assert len(lines(case)) == 7
    assert LEFT_OUT.format("II.06a") in case.set_aside


@pytest.mark.parametrize(
    ("spoil", "also"),
    [(_struck, ()), (_two_without_total, ("B11",)), (_typed_anew_below, ("B11",))],
    ids=["the total adds it", "no total", "typed anew below"],
)
def test_a_struck_row_that_may_count_is_told_once(spoil: object, also: Sequence[str], tmp_path: Path) -> None:
    assert callable(spoil)
    case = judged(tmp_path, spoilt(spoil), NAME)
    assert told(case) == [("line.struck", "B9")]
    (finding,) = case.findings
    assert finding.also == tuple(also)
    assert "«An toàn thực phẩm» ở ô B9 bị gạch ngang cả dòng nhưng vẫn có số liệu" in finding.message


def test_a_struck_name_beside_numbers_that_stand_is_no_struck_row(tmp_path: Path) -> None:
    case = judged(tmp_path, spoilt(_only_its_name), NAME)
    assert (told(case), len(lines(case))) == ([], 8)


@pytest.mark.parametrize(
    ("spoil", "cells"),
    [
        (lambda sheet: strike(sheet, 9, columns="D"), "D9"),
        (lambda sheet: strike(sheet, *range(7, 15), columns="D"), "D7 D8 D9 D10 D11 D12 D13 D14"),
        (lambda sheet: strike(sheet, 15, columns="D"), "D15"),
    ],
    ids=["a number", "a column", "a total"],
)
def test_a_struck_number_is_told_once_and_never_counted(
    spoil: Callable[[Worksheet], None], cells: str, tmp_path: Path
) -> None:
    case = judged(tmp_path, spoilt(spoil), NAME)
    first, *others = cells.split()
    assert told(case) == [("cell.struck", first)]
    assert [one.also for one in case.findings] == [tuple(others)]


def test_a_struck_row_without_numbers_is_named_and_harmless(tmp_path: Path) -> None:
    case = judged(tmp_path, spoilt(_without_numbers), NAME)
    assert (told(case), len(lines(case))) == ([], 7)
    assert any("dòng 9 «An toàn thực phẩm» bị gạch ngang, không đọc" in one for one in case.set_aside)


def test_empty_cells_struck_below_all_rows_say_nothing(tmp_path: Path) -> None:
    case = judged(tmp_path, spoilt(lambda sheet: strike(sheet, 40, 41)), NAME)
    assert (told(case), len(lines(case))) == ([], 8)


def test_a_total_of_struck_rows_alone_is_told_once_with_all_its_cells(tmp_path: Path) -> None:
    nothing, made = dict.fromkeys((column.number for column in SIX.numbers), 0), io.BytesIO()
    paper = Paper([Row(1, "Hộ tịch", nothing), Row("", "Tổng số", nothing | {3: 4, 6: 2, 11: 2, 13: 2})])
    book = openpyxl.load_workbook(io.BytesIO(workbook({"Sheet1": paper.grid()})))
    strike(book.worksheets[0], paper.first_row)
    book.save(made)
    (finding,) = judged(tmp_path, made.getvalue(), "tep.xlsx").findings
    assert (finding.rule, finding.cell) == ("total.mismatch", paper.cell(1, 3))
    assert finding.also == tuple(paper.cell(1, number) for number in (6, 11, 13))


def test_old_files_tell_their_struck_rows(tmp_path: Path) -> None:
    sheet = changed(_left_out_of_the_total)
    case = judged(tmp_path, old(sheet), "nam-do-son.xls")
    assert (told(case), len(lines(case))) == ([], 7)


@pytest.mark.parametrize(
    "cells",
    [("<tr style='text-decoration:line-through'>", "<td>", "</td>"), ("<tr>", "<td><s>", "</s></td>")],
    ids=["a style of the row", "a tag in each cell"],
)
def test_pages_tell_their_struck_rows(cells: Sequence[str], tmp_path: Path) -> None:
    page = (SAMPLE.parent / "BaoCaoTongHop_HongBang.xls").read_text(encoding="utf-8")
    row = re.search(r"<tr><td>2</td>.*?</tr>", page, re.DOTALL)
    assert row
    opened, cell, closed = cells
    struck = row[0].replace("<tr>", opened).replace("<td>", cell).replace("</td>", closed)
    case = judged(tmp_path, page.replace(row[0], struck).encode(), "HongBang.xls")
    assert told(case) == [("line.struck", "B6")]


def test_open_documents_tell_their_struck_cells() -> None:
    book, made = zipfile.ZipFile(SAMPLE.parent / "le-chan.ods"), io.BytesIO()
    style = (
        b'<style:style style:name="gach" style:family="table-cell">'
        b'<style:text-properties style:text-line-through-style="solid"/></style:style></office:automatic-styles>'
    )
    with zipfile.ZipFile(made, "w") as package:
        for part in book.namelist():
            plain = book.read(part)
            if part == "content.xml":
                plain = plain.replace(b"</office:automatic-styles>", style)
                plain = re.sub(rb'"ce\d+"([^<>]*><text:p>698<)', rb'"gach"\1', plain)
            package.writestr(part, plain)
    (sheet, *_) = open_book(made.getvalue(), "le-chan.ods").sheets
    assert [sheet.rows[row - 1][column - 1] for row, column in sheet.struck] == ["698"]

"""Cells whose format shows another number than they hold, in every kind of file: told, never counted."""

import io
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.worksheet.worksheet import Worksheet
from test_alike import NAME, SAMPLE, spoilt
from test_cleanroom import content
from test_clerks import judged, told

from report_templates.files.opening import open_book

Cells = Sequence[str]


def xlsx(code: str, cells: Cells) -> bytes:
    def spoil(sheet: Worksheet) -> None:
        for cell in cells:
            sheet[cell].number_format = code

    return spoilt(spoil)


def xls(code: str, cells: Cells) -> bytes:
    book, made = xlwt.Workbook(), io.BytesIO()
    page, style = book.add_sheet("II.06a"), xlwt.easyxf(num_format_str=code)
    for row in openpyxl.load_workbook(SAMPLE).worksheets[0].iter_rows():
        for cell in row:
            if cell.value is not None:
                odd = cell.coordinate in cells
                page.write(cell.row - 1, cell.column - 1, cell.value, *([style] if odd else []))
    book.save(made)
    return made.getvalue()


MADE: dict[str, tuple[str, Callable[[str, Cells], bytes]]] = {"xlsx": (NAME, xlsx), "xls": ("nam-do-son.xls", xls)}
SHOWN = {"0%": "«56600%»", "0.00%": "«56600,00%»", "#,##0,": "«1»", "0.0,,": "«0,0»", ";;;": "hiện trống"}
SHOWN |= {
    '0"000"': "«566000»",
    '[>=100]0,"";0': "«1»",
    '""': "hiện trống",
    "#,##0.000": "«566,000»",
    "#.##0": "«566,000»",
}
HONEST = ("General", "0", "#,##0", "0.00", "#,##0;-#,##0;", '#,##0;-#,##0;"-"', '#,##0" hồ sơ"', "00000", "@", "0E+00")
HONEST += ('_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', "[Red][>900]#,##0;0", "# ?/?", '_-* #,##0\\ "₫"_-')


@pytest.mark.parametrize(("name", "make"), MADE.values(), ids=MADE)
@pytest.mark.parametrize(("code", "said"), SHOWN.items(), ids=SHOWN)
def test_a_format_that_shows_another_number_is_told(
    code: str, said: str, name: str, make: Callable[[str, Cells], bytes], tmp_path: Path
) -> None:
    case = judged(tmp_path, make(code, ["D7"]), name)
    assert told(case) == [("cell.shown_otherwise", "D7")]
    (finding,) = case.findings
    assert finding.found == 566
    assert "ô D7 lưu số 566 " in finding.message
    assert said in finding.message


@pytest.mark.parametrize(("name", "make"), MADE.values(), ids=MADE)
@pytest.mark.parametrize("code", HONEST)
def test_a_format_that_shows_the_number_is_read(
    code: str, name: str, make: Callable[[str, Cells], bytes], tmp_path: Path
) -> None:
    case = judged(tmp_path, make(code, [f"{column}{row}" for column in "CDEFGHIJKLM" for row in range(7, 16)]), name)
    assert (told(case), len(case.forms)) == ([], 1)


def test_a_whole_table_of_one_format_is_one_cause_and_a_zero_shows_nothing_wrong(tmp_path: Path) -> None:
    every = [f"{column}{row}" for column in "CDEFGHIJKLM" for row in range(7, 16)]
    (finding,) = judged(tmp_path, xlsx("#,##0,", every), NAME).findings
    assert (finding.cell, len(finding.also)) == ("C7", 80)  # 7 of the 88 cells hold 0
    assert told(judged(tmp_path / "zero", xlsx("0%", ["M7", "J8"]), NAME)) == []
    assert told(judged(tmp_path / "total", xlsx("0%", ["C15"]), NAME)) == []  # nobody counts a total


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed here")
@pytest.mark.parametrize(("code", "said"), [("0%", "«56600%»"), ("#,##0,", "«1»"), (";;;", "hiện trống"), ("0", "")])
def test_open_documents_tell_what_their_cells_show(code: str, said: str, tmp_path: Path) -> None:
    source = tmp_path / "nam-do-son.xlsx"
    source.write_bytes(xlsx(code, ["D7"]))
    profile = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", profile, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    (tmp_path / "in").mkdir()
    case = judged(tmp_path / "in", (tmp_path / "nam-do-son.ods").read_bytes(), "nam-do-son.ods")
    assert told(case) == ([("cell.shown_otherwise", "D7")] if said else [])
    assert all(said in finding.message for finding in case.findings)


def test_a_number_in_the_remark_of_an_open_document_is_not_what_its_cell_shows() -> None:
    remark = b"<office:annotation><text:p>15</text:p></office:annotation>"
    (sheet,) = open_book(content(b"<text:p>", remark + b"<text:p>"), "bc.ods").sheets
    assert (sheet.rows, sheet.formats) == ([[12.0]], {})

"""Rows nobody sees: counted where a total adds them, told where none does or where it leaves them out."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.worksheet.worksheet import Worksheet
from test_alike import NAME, SAMPLE, Spoil, spoilt
from test_clerks import judged, lines, told

COLUMNS = "CDEFGHIJKLM"


def _hide(sheet: Worksheet) -> None:
    for row in (9, 11):
        sheet.row_dimensions[row].hidden = True


def _without_total(sheet: Worksheet) -> None:
    _hide(sheet)
    for cell in ("A15", "B15", *(f"{column}15" for column in COLUMNS)):
        sheet[cell] = None


def _total_of_the_seen(sheet: Worksheet) -> None:
    _hide(sheet)
    for column in COLUMNS:
        sheet[f"{column}15"] = sum(sheet[f"{column}{row}"].value for row in (7, 8, 10, 12, 13, 14))


def _subtotals(sheet: Worksheet) -> None:
    _hide(sheet)
    for column in COLUMNS:
        sheet[f"{column}15"] = f"=SUBTOTAL(109,{column}7:{column}14)"


def _hidden_zeros(sheet: Worksheet) -> None:
    _without_total(sheet)
    for column in COLUMNS:
        sheet[f"{column}9"] = sheet[f"{column}11"] = 0


def old(sheet: Worksheet) -> bytes:
    book, made = xlwt.Workbook(), io.BytesIO()
    page = book.add_sheet("II.06a")
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                page.write(cell.row - 1, cell.column - 1, cell.value)
        page.row(row[0].row - 1).hidden = bool(sheet.row_dimensions[row[0].row].hidden)
    book.save(made)
    return made.getvalue()


def test_hidden_lines_that_a_total_adds_are_counted(tmp_path: Path) -> None:
    case = judged(tmp_path, spoilt(_hide), NAME)
    assert (told(case), len(lines(case))) == ([], 8)


@pytest.mark.parametrize("spoil", [_without_total, _subtotals], ids=["no total", "a total of what is seen"])
def test_hidden_lines_that_no_total_adds_are_told_once(spoil: Spoil, tmp_path: Path) -> None:
    case = judged(tmp_path, spoilt(spoil), NAME)
    assert told(case) == [("line.hidden", "B9")]
    (finding,) = case.findings
    assert finding.also == ("B11",)
    assert "«An toàn thực phẩm» ở ô B9 đang bị ẩn" in finding.message


@pytest.mark.parametrize(
    ("height", "rule"),
    [('ht="0" customHeight="1"', "line.hidden"), ('ht="0.0" customHeight="true"', "line.hidden"), ('ht="0"', "")],
)
def test_rows_of_no_height_are_hidden(height: str, rule: str, tmp_path: Path) -> None:
    book, made = zipfile.ZipFile(io.BytesIO(spoilt(_without_total))), io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for part in book.namelist():
            written = re.sub(rb' hidden="1"', f" {height}".encode(), book.read(part))
            package.writestr(part, re.sub(rb' customHeight="1"( ht=[^>]*customHeight)', rb"\1", written))
    case = judged(tmp_path, made.getvalue(), NAME)
    assert told(case) == ([(rule, "B9")] if rule else [])


def test_a_total_that_leaves_hidden_lines_out_says_so(tmp_path: Path) -> None:
    (finding,) = judged(tmp_path, spoilt(_total_of_the_seen), NAME).findings
    assert (finding.rule, finding.cell) == ("total.mismatch", "C15")
    assert finding.message.endswith("; dòng 9, 11 của trang đang bị ẩn nhưng có số liệu.")


@pytest.mark.parametrize("head", ["seen", "hidden too", "wrong"])
def test_procedures_folded_away_below_their_field_are_counted_where_it_adds_them(head: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(SAMPLE)
    sheet = book.worksheets[0]
    _without_total(sheet)
    for column in COLUMNS:
        sheet[f"{column}8"] = sum(sheet[f"{column}{row}"].value for row in (9, 10, 11)) + (head == "wrong")
    for row, order in ((9, "2.1"), (10, "2.2"), (11, "2.3")):
        sheet[f"A{row}"] = order
        sheet.row_dimensions[row].hidden = True
    sheet.row_dimensions[8].hidden = head == "hidden too"
    made = io.BytesIO()
    book.save(made)
    case = judged(tmp_path, made.getvalue(), NAME)
    expected = {"seen": [], "hidden too": [("line.hidden", "B9")], "wrong": [("total.mismatch", "C8")]}
    assert told(case) == expected[head]


def test_hidden_zeros_are_nothing(tmp_path: Path) -> None:
    assert told(judged(tmp_path, spoilt(_hidden_zeros), NAME)) == []


def test_old_files_tell_their_hidden_rows(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(SAMPLE)
    _without_total(book.worksheets[0])
    case = judged(tmp_path, old(book.worksheets[0]), "nam-do-son.xls")
    assert told(case) == [("line.hidden", "B9")]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed here")
def test_open_documents_tell_their_hidden_rows(tmp_path: Path) -> None:
    source = tmp_path / "nam-do-son.xlsx"
    source.write_bytes(spoilt(_without_total))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    (tmp_path / "in").mkdir()
    case = judged(tmp_path / "in", (tmp_path / "nam-do-son.ods").read_bytes(), "nam-do-son.ods")
    assert told(case) == [("line.hidden", "B9")]


@pytest.mark.parametrize("tag", ['<tr style="display:none">', "<tr height=0 style='display:none'>", "<tr hidden>"])
def test_pages_tell_their_hidden_rows(tag: str, tmp_path: Path) -> None:
    page = (SAMPLE.parent / "BaoCaoTongHop_HongBang.xls").read_text(encoding="utf-8")
    case = judged(tmp_path, page.replace("<tr><td>2</td>", f"{tag}<td>2</td>").encode(), "HongBang.xls")
    assert told(case) == [("line.hidden", "B6")]

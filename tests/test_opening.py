"""What is read from a good file: every cell at its address, hidden or not, and notes on cells without a value."""

import io
import struct
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf import style
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P, S

from kstt.sheet import Book, Refused, Sheet
from report_templates.files.opening import open_book

NAME = "bao-cao.xlsx"
SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def opened(rows: str, shared: str = "", end: str = "") -> Book:
    """A workbook of a real writer whose sheet's XML is the given rows."""
    made, changed = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet("II.06a").write(0, 0, "Tổng số")
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            plain = old.read(part)
            if part == SHEET:
                plain = f"{HEAD}{rows}</sheetData>{end}</worksheet>".encode()
            elif part == "xl/sharedStrings.xml" and shared:
                plain = (
                    f"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>{shared}</sst>".encode()
                )
            new.writestr(part, plain, zipfile.ZIP_DEFLATED)
    return open_book(changed.getvalue(), NAME)


def only(book: Book) -> Sheet:
    (sheet,) = book.sheets
    return sheet


def saved(book: openpyxl.Workbook) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_sheet_beginning_at_c4_keeps_its_addresses_types_and_merges() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "II.06a"
    page["C4"], page["D4"], page["E4"], page["C5"], page["D6"] = "Lĩnh vực ", 12, 1.5, True, date(2026, 3, 14)
    page.merge_cells("C7:E8")
    sheet = only(open_book(saved(book), NAME))
    blank = [""] * 5
    assert sheet.rows[:6] == [
        *[blank] * 3,
        ["", "", "Lĩnh vực ", 12.0, 1.5],
        ["", "", True, "", ""],
        ["", "", "", date(2026, 3, 14), ""],
    ]
    assert (sheet.merges, sheet.formulas, sheet.errors) == ([(7, 3, 8, 5)], {}, {})


def test_hidden_sheets_rows_and_columns_are_read() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        first, second, third = (book.add_worksheet(name) for name in ("Một", "Hai", "Ba"))
        first.write_column(0, 0, [1, 2, 3])
        first.write(0, 1, 4)
        first.set_row(1, None, None, {"hidden": True})
        first.set_column(1, 1, None, None, {"hidden": True})
        second.hide()
        second.write(0, 0, "ẩn")
        third.very_hidden()
        book.add_chartsheet("Biểu đồ").set_chart(_chart(book))
    sheets = open_book(made.getvalue(), NAME).sheets
    assert [(sheet.name, sheet.hidden, sheet.rows) for sheet in sheets] == [
        ("Một", False, [[1, 4], [2, ""], [3, ""]]),
        ("Hai", True, [["ẩn"]]),
        ("Ba", True, []),
    ]


def _chart(book: xlsxwriter.Workbook) -> object:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Một!$A$1:$A$3"})
    return chart


def test_a_far_cell_is_set_aside_and_the_rest_read() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "II.06a"
    page["A1"], page["XFD1048576"], page["B5000"], page["IV2"] = "Tổng số", 7, 5, 6
    opened_book = open_book(saved(book), NAME)
    sheet = only(opened_book)
    assert opened_book.set_aside == ["Trang «II.06a»: ô XFD1048576 nằm ngoài phạm vi biểu, không đọc"]
    assert (len(sheet.rows), len(sheet.rows[0])) == (5000, 256)
    assert (sheet.rows[0][0], sheet.rows[4999][1], sheet.rows[1][255]) == ("Tổng số", 5, 6)


def test_many_far_cells_are_counted_and_empty_ones_not_told() -> None:
    far = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(6000, 6007))
    styled = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(7000, 90000))
    book = opened('<row r="1"><c r="B1"><v>3</v></c><c r="IW1" s="0"/></row>' + far + styled)
    assert (only(book).rows, book.set_aside) == (
        [["", 3]],
        ["Trang «II.06a»: ô A6000, A6001, A6002, A6003, A6004 và 2 ô khác nằm ngoài phạm vi biểu, không đọc"],
    )


@pytest.mark.parametrize(
    ("rows", "read", "set_aside"),
    [
        ("<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c r='C3'><v>3</v></c><c><v>4</v></c></row>",
         [[1, 2, "", ""], ["", "", "", ""], ["", "", 3, 4]], ""),
        ('<row r="9999"/><row><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row>', [[2]], "A10000"),
        ("<row>" + "<c/>" * 256 + "<c><v>1</v></c></row>", [], "IW1"),
        ("<row/>" * 5000 + "<row><c><v>1</v></c></row>", [], "A5001"),
        ('<row r="1"><!-- <c r="ZZZ1"><v>1</v></c> --><c r="A1"><v>2</v></c></row>', [[2]], ""),
        ('<row r="1"><c r="b1"><v>2</v></c></row>', [["", 2]], ""),
        ('<row r="1"><c x=">" r="XFD1"><v>2</v></c><c r="A1"><v>1</v></c></row>', [[1]], "XFD1"),
    ],
)  # fmt: skip
def test_cells_with_and_without_address(rows: str, read: list[list[object]], set_aside: str) -> None:
    book = opened(rows)
    told = [f"Trang «II.06a»: ô {set_aside} nằm ngoài phạm vi biểu, không đọc"] if set_aside else []
    assert (only(book).rows, book.set_aside) == (read, told)


def test_formulas_without_result_and_errors_are_told() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>A1&lt;3</f><v>1</v></c><c r="C1"><f>A1+1</f><v></v></c>'
        '<c r="D1"><f>A1+2</f></c><c r="E1"><f>A1+3</f><v/></c><c r="F1" t="str"><f>""</f><v></v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" ref="A2:B3" si="0">A$1*2+A1</f><v>6</v></c>'
        '<c r="B2"><f t="shared" si="0"/></c><c r="C2" t="e"><f>NA()</f><v>#N/A</v></c>'
        '<c r="G2" t="e"><v>#SPILL!</v></c><c r="H2"><f t="dataTable" ref="H2"/></c></row>'
    )
    sheet = only(opened(rows))
    assert sheet.formulas == {(1, 3): "A1+1", (1, 4): "A1+2", (1, 5): "A1+3", (2, 2): "B$1*2+B1", (2, 8): ""}
    assert sheet.errors == {(2, 3): "#N/A", (2, 7): "#SPILL!"}
    assert sheet.rows == [[2, 1, *[""] * 6], [6, *[""] * 7]]


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_other_writers_prefixes_are_understood(prefix: str) -> None:
    rows = '<p:row r="1"><p:c r="A1"><p:f>1+1</p:f></p:c><p:c r="B1"><p:v>3</p:v></p:c></p:row>'.replace("p:", prefix)
    whole = f"<p:sheetData>{rows}</p:sheetData>".replace("p:", prefix)
    book = openpyxl.Workbook()
    made = io.BytesIO()
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            text = f'<p:worksheet xmlns="{space}" xmlns:x="{space}">{whole}</p:worksheet>'.replace("p:", prefix)
            new.writestr(part, text.encode() if part == SHEET else old.read(part))
    sheet = only(open_book(made.getvalue(), NAME))
    assert (sheet.rows, sheet.formulas) == ([["", 3]], {(1, 1): "1+1"})


def test_formulas_of_openpyxl_have_no_result_and_those_of_xlsxwriter_have() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page["A1"], page["B1"] = 2, "=A1*2"
    assert only(open_book(saved(book), NAME)).formulas == {(1, 2): "A1*2"}
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as written:
        written.add_worksheet().write_formula(0, 0, "=1+1", None, 2)
    assert (only(open_book(made.getvalue(), NAME)).rows, only(open_book(made.getvalue(), NAME)).formulas) == ([[2]], {})
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as written:
        written.add_worksheet().write_formula(0, 0, "=1+1")
    assert (only(open_book(made.getvalue(), NAME)).rows, only(open_book(made.getvalue(), NAME)).formulas) == (
        [[0]],
        {(1, 1): "1+1"},
    )


def test_too_many_cells_or_too_much_text_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        opened(
            '<row r="1">' + '<c r="A1" t="s"><v>0</v></c>' * 1000 + "</row>", f"<si><t>{'a1b2c3 ' * 40_000}</t></si>"
        )
    assert (refusal.value.rule, refusal.value.reason) == (
        "file.too_large",
        "Bảng tính có quá nhiều ô so với một báo cáo",
    )
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        for _ in range(4):
            page = book.add_worksheet()
            page.write(0, 0, 1)
            page.write(4999, 255, 1)
    with pytest.raises(Refused) as refusal:
        open_book(made.getvalue(), NAME)
    assert refusal.value.rule == "file.too_large"


def test_a_far_sheet_with_a_cell_that_is_not_understood_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        opened('<row r="1"><c r=A1><v>1</v></c><c r="XFD1"><v>2</v></c></row>')
    assert refusal.value.reason == "Tệp hỏng hoặc tải lên dở dang, không mở được"


@pytest.mark.parametrize("kind", ["ods", "html"])
def test_too_many_sheets_or_cells_are_refused(kind: str) -> None:
    data = ods(sheets=300) if kind == "ods" else b"<table><tr>" + b"<td>" * 250_001 + b"</tr></table>"
    with pytest.raises(Refused) as refusal:
        open_book(data, NAME)
    assert refusal.value.rule == "file.too_large"


def test_merges_are_cut_at_the_bounds() -> None:
    rows, end = '<row r="1"><c r="A1"><v>1</v></c></row>', '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert only(opened(rows, end=end)).merges == [(1, 1, 5000, 256)]


def old(*sheets: dict[tuple[int, int], object]) -> bytes:
    book, made = xlwt.Workbook(), io.BytesIO()
    for number, cells in enumerate(sheets):
        page = book.add_sheet(f"Trang {number}")
        page.visibility = min(number, 1)
        for (row, column), value in cells.items():
            page.write(row - 1, column - 1, value)
    book.save(made)
    return made.getvalue()


def test_old_workbooks_are_read_and_far_cells_set_aside() -> None:
    far: dict[tuple[int, int], object] = {
        (1, 1): "Tổng số",
        (2, 3): 5,
        (65536, 256): 2,
        (65536, 1): xlwt.Formula('"a"'),
    }
    book = open_book(old(far, far | {(1, 1): 1.5}, {}), "bao-cao.xls")
    read = [[first, "", ""] for first in ("Tổng số", 1.5)]
    assert [(sheet.name, sheet.hidden, sheet.rows) for sheet in book.sheets] == [
        ("Trang 0", False, [read[0], ["", "", 5]]),
        ("Trang 1", True, [read[1], ["", "", 5]]),
        ("Trang 2", True, []),
    ]
    assert book.set_aside == [
        f"Trang «Trang {number}»: ô A65536, IV65536 nằm ngoài phạm vi biểu, không đọc" for number in (0, 1)
    ]


def test_errors_and_merges_of_old_workbooks() -> None:
    book, made = xlwt.Workbook(), io.BytesIO()
    page = book.add_sheet("II.06a")
    page.write(0, 0, 1)
    page.row(0).set_cell_error(1, 0x2A)
    page.write_merge(1, 2, 0, 1, "gộp")
    book.save(made)
    sheet = only(open_book(made.getvalue(), "bao-cao.xls"))
    assert (sheet.rows, sheet.merges, sheet.errors) == (
        [[1, ""], ["gộp", ""]],
        [(2, 1, 3, 2)],
        {(1, 2): "#N/A"},
    )


def test_a_small_old_workbook_in_the_small_sectors_is_read() -> None:
    def record(kind: int, body: bytes = b"") -> bytes:
        return struct.pack("<2H", kind, len(body)) + body

    begin = struct.pack("<2H", 0x0600, 0x0005) + bytes(12)
    page = record(0x0809, begin[:2] + b"\x10\0" + begin[4:])
    page += record(0x0203, struct.pack("<3Hd", 0, 1, 0, 12.0)) + record(0x0203, struct.pack("<3Hd", 60000, 1, 0, 3.0))
    page += record(0x000A)
    book = record(0x0809, begin) + record(0x0042, struct.pack("<H", 1200))
    book += record(0x0085, struct.pack("<I2B2B", len(book) + 4 + 10 + 4, 0, 0, 2, 0) + b"S1") + record(0x000A)
    assert only(open_book(_compound(book + page), "bao-cao.xls")).rows == [["", 12]]


def _compound(stream: bytes) -> bytes:
    """A compound file: header, then the table of sectors, the directory, the table of small ones, the small ones."""
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    pieces = -(-len(stream) // 64)
    sectors = -(-pieces * 64 // 512)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<9I", 1, 1, 0, 4096, 2, 1, end, 0, 0) + struct.pack("<108I", *[free] * 108)
    chain = [*range(4, 3 + sectors), end]
    fat = [0xFFFFFFFD, end, end, *chain, *[free] * (125 - sectors)]
    small = [*range(1, pieces), end, *[free] * (128 - pieces)]
    entries = _entry("Root Entry", 5, 1, 3, pieces * 64) + _entry("Workbook", 2, free, 0, len(stream)) + bytes(256)
    return b"".join(
        (head, struct.pack("<128I", *fat), entries, struct.pack("<128I", *small), stream.ljust(sectors * 512, b"\0"))
    )


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    none = 0xFFFFFFFF
    tail = struct.pack("<H2B3I", len(written) + 2, kind, 1, none, none, child) + bytes(36)
    return written.ljust(64, b"\0") + tail + struct.pack("<3I", start, size, 0)


def ods(*rows: TableRow, hidden: bool = False, sheets: int = 1) -> bytes:
    book, made = OpenDocumentSpreadsheet(), io.BytesIO()
    look = style.Style(name="ta1", family="table")
    look.addElement(style.TableProperties(display="false" if hidden else "true"))
    book.automaticstyles.addElement(look)
    table = Table(name="II.06a", stylename=look)
    for row in rows:
        table.addElement(row)
    book.spreadsheet.addElement(table)
    for number in range(1, sheets):
        book.spreadsheet.addElement(Table(name=f"Trang {number}"))
    book.save(made)
    return made.getvalue()


def row(*cells: TableCell, **told: int) -> TableRow:
    made = TableRow(**told)
    for cell in cells:
        made.addElement(cell)
    return made


def shown(text: str, **told: object) -> TableCell:
    cell = TableCell(valuetype="string", **told)
    cell.addElement(P(text=text))
    return cell


def number(value: float, **told: object) -> TableCell:
    return TableCell(valuetype="float", value=value, **told)


def test_open_documents_are_read_and_far_cells_set_aside() -> None:
    data = ods(
        row(TableCell(numbercolumnsrepeated=16384), numberrowsrepeated=3),
        row(TableCell(numbercolumnsrepeated=2), shown("Tổng & số"), number(12, numbercolumnsrepeated=2)),
        row(number(1, numberrowsspanned=2, numbercolumnsspanned=2), CoveredTableCell(), number(2), number(7)),
        row(TableCell(formula="of:=[.A5]+1"), TableCell(numbercolumnsrepeated=16382), number(4)),
        row(TableCell(numbercolumnsrepeated=16384), numberrowsrepeated=1048569),
        row(number(3)),
        hidden=True,
    )
    book = open_book(data, "bao-cao.ods")
    sheet = only(book)
    assert sheet.rows == [
        *[["", "", "", "", ""]] * 3,
        ["", "", "Tổng & số", 12, 12],
        [1, "", 2, 7, ""],
        ["", "", "", "", ""],
    ]
    assert (sheet.hidden, sheet.merges, sheet.formulas) == (True, [(5, 1, 6, 2)], {(6, 1): "A5+1"})
    assert book.set_aside == ["Trang «II.06a»: ô XFD6, A1048576 nằm ngoài phạm vi biểu, không đọc"]


def test_a_formula_of_an_open_document_that_gives_zero_is_told_with_its_zero() -> None:
    cells = number(0, formula="of:=SUM([.B1:.C1])"), shown("1.234"), number(7, formula="of:=[.B1]+1"), number(0)
    sheet = only(open_book(ods(row(*cells)), NAME))
    assert (sheet.rows, sheet.formulas) == ([[0, "1.234", 7, 0]], {(1, 1): "SUM(B1:C1)"})


def test_repetitions_of_an_open_document_are_bounded() -> None:
    spaces = P(text="a")
    spaces.addElement(S(c=4_000_000_000))
    cell = TableCell(valuetype="string")
    cell.addElement(spaces)
    sheet = only(open_book(ods(row(cell, number(1, numbercolumnsrepeated=16383), numberrowsrepeated=2)), NAME))
    assert [(len(one), one[0], one[255]) for one in sheet.rows] == [(256, "a ", 1), (256, "a ", 1)]
    with pytest.raises(Refused) as refusal:
        open_book(ods(row(shown("a" * 5000, numbercolumnsrepeated=256), numberrowsrepeated=1048576)), NAME)
    assert refusal.value.rule == "file.too_large"


def test_libreoffice_errors_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title, page["A1"], page["B1"], page["C1"] = "II.06a", "Tổng số", "=NA()", "=1+1"
    (tmp_path / "a.xlsx").write_bytes(saved(book))
    for kind in ("ods", "xls", "xlsx"):
        out = tmp_path / kind
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(out),
            str(tmp_path / "a.xlsx"),
        ]
        subprocess.run(command, check=True, capture_output=True)
        sheet = only(open_book((out / f"a.{kind}").read_bytes(), NAME))
        assert (sheet.rows, sheet.errors, sheet.formulas) == ([["Tổng số", "", 2]], {(1, 2): "#N/A"}, {})


PAGE = """<tr><td rowspan=2>STT</td><td colspan="2">Tiếp nhận<br> trong kỳ</td></tr>
<tr><th>Trực&nbsp;tuyến</th><td> 1.234 </td></tr>"""


@pytest.mark.parametrize(
    "data",
    [
        f"<table>{PAGE}</table>".encode(),
        f"\ufeff  <HTML><body><table>{PAGE}</table>".encode(),
        f"<!-- x --><!DOCTYPE html><meta charset=windows-1252><table>{PAGE}</table>".encode(),
        f"\ufeff<html><table>{PAGE}</table></html>".encode("utf-16-le"),
        f"<script>var a = 1;</script><title>Báo cáo</title><table>{PAGE}</table>".encode(),
        f"<table><tr><td><table>{PAGE}</table></td></tr></table>".encode(),
    ],
)
def test_html_tables_are_read_as_a_browser_shows_them(data: bytes) -> None:
    sheet = only(open_book(data, "bao-cao.xls"))
    assert sheet == Sheet(
        "Sheet1",
        [["STT", "Tiếp nhận\ntrong kỳ", ""], ["", "Trực\xa0tuyến", "1.234"]],
        merges=[(1, 1, 2, 1), (1, 2, 1, 3)],
    )


@pytest.mark.parametrize("told", ["style='display:none'", 'style="width:9px; DISPLAY : none;"', "hidden"])
def test_html_cells_nobody_sees_are_none(told: str) -> None:
    row = f"<tr><td>1</td><td {told}>id-7</td><td style='color:red'>Hộ tịch</td></tr>"
    assert only(open_book(f"<table>{row}</table>".encode(), "a.xls")).rows == [["1", "Hộ tịch"]]


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ('<input value="12">', "12"),
        ("<INPUT TYPE=number VALUE='1.234'/> hồ sơ", "1.234 hồ sơ"),
        ("<textarea>12</textarea>", "12"),
        ("<select><option>0</option><option selected>12</option></select>", "12"),
        ("<select><option>12<option>0</select>", "12"),
        ("<select></select>", ""),
        ("12<input type=hidden value=345>", "12"),
        ("<input type=checkbox value=1>", ""),
        ("<input>", ""),
    ],
)
def test_fields_of_a_page_are_read_as_they_show(field: str, shown: str) -> None:
    page = f"<p>Quý {field}</p><table><tr><td>Hộ tịch</td><td>{field}</td></tr></table>"
    rows = only(open_book(page.encode(), "a.xls")).rows
    assert (rows[0][0], rows[1]) == (f"Quý {shown}".strip(), ["Hộ tịch", shown])


_RULES_ON_PAGES = {
    ".key{display:none}": [["1", "Hộ tịch"]],
    "td.key , .x { color:red; Display : None !important }": [["1", "Hộ tịch"]],
    "<!-- /* keys */ table tr #k7 { display:none } -->": [["1", "Hộ tịch"]],
    ".list .key{display:none} .key{display:table-cell}": [["1", "Hộ tịch"]],
    ".key{display:none} td.key{display:table-cell}": [["1", "id-7", "Hộ tịch"]],
    "div .key{display:none}": [["1", "id-7", "Hộ tịch"]],
    "@media print{.key{display:none}}": [["1", "id-7", "Hộ tịch"]],
    ".key:hover{display:none} .keys{display:none} #k{display:none}": [["1", "id-7", "Hộ tịch"]],
}


@pytest.mark.parametrize(("rules", "rows"), _RULES_ON_PAGES.items())
def test_html_cells_a_rule_of_the_page_hides_are_none(rules: str, rows: list[list[str]]) -> None:
    row = "<tr><td>1</td><td class='old key' id=k7>id-7</td><td>Hộ tịch</td></tr>"
    page = f"<html><head><style>{rules}</style></head><body><table class=list>{row}</table></body></html>"
    assert only(open_book(page.encode(), "a.xls")).rows == rows


def test_what_a_page_hides_inside_a_cell_or_around_a_table_is_not_read() -> None:
    cell = "<td><span style='display:none'>000012</span>12</td>"
    old = "<div style='display:none'><p>Kỳ trước</p><table><tr><td>99</td></tr></table></div>"
    page = f"{old}<p>Kỳ này</p><table><tr>{cell}<td>5</td></tr></table><table hidden><tr><td>7</td></tr></table>"
    assert only(open_book(page.encode(), "a.xls")).rows == [["Kỳ này", ""], ["12", "5"]]


def test_rows_hidden_by_a_rule_or_with_their_part_of_a_table_are_hidden_rows() -> None:
    rows = "<tr><td>1</td></tr><tr class=old><td>2</td></tr><tbody hidden><tr><td>3</td></tr></tbody>"
    page = f"<style>tr.old{{display:none}}</style><table>{rows}</table>"
    assert only(open_book(page.encode(), "a.xls")).hidden_rows == {2, 3}


def test_an_html_cell_of_nothing_but_nbsp_is_blank() -> None:
    table = "<table><tr><td>&nbsp;</td><td>12&nbsp;</td><td> &nbsp; </td></tr></table>"
    assert open_book(f"<html><body>{table}</body></html>".encode(), "bc.xls").sheets[0].rows == [["", "12", ""]]


def test_html_in_the_vietnamese_code_page_is_read() -> None:
    typed = "H\u00f4\u0323 ti\u0323ch \u0111"
    page = f"<html><head><meta charset='windows-1258'></head><table><tr><td>{typed}</td></tr></table>"
    assert only(open_book(page.encode("cp1258"), "a.xls")).rows == [[typed]]


def test_tables_follow_each_other_without_a_blank_row() -> None:
    data = b"<table><tr><td>a</td></tr></table><p>x</p><table><thead><tr><th>b</th><th>c</th></tr></thead></table>"
    assert only(open_book(data, "a.xls")).rows == [["a", ""], ["b", "c"]]


def test_text_above_the_first_html_table_stands_in_rows_above_it() -> None:
    head = "<title>x</title><style>p {}</style></head><body><h3>UBND\n xã <b>An Lão</b></h3><p>Quý I<br>năm 2026</p>"
    page = f"<html><head>{head}<div> </div>II.06a<table><tr><td>a</td><td>b</td></tr></table><p>Người lập</p>"
    rows = only(open_book(page.encode(), "a.xls")).rows
    assert rows == [["UBND xã An Lão", ""], ["Quý I", ""], ["năm 2026", ""], ["II.06a", ""], ["a", "b"]]


def test_absurd_spans_of_html_are_bounded() -> None:
    wide = "<tr><td colspan=1000000 rowspan=1000000>a</td><td>xa</td></tr><tr><td colspan=x>b</td></tr>"
    book = open_book(f"<table>{wide}{'<tr><td>c</td></tr>' * 4999}</table>".encode(), "a.xls")
    assert only(book).merges == [(1, 1, 5000, 256)]
    assert (len(only(book).rows), only(book).rows[0][0], set(only(book).rows[1])) == (5000, "a", {""})
    assert book.set_aside == ["Trang «Sheet1»: 5001 ô hoặc dòng nằm ngoài phạm vi biểu, không đọc"]


def test_a_page_cut_off_inside_its_table_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        open_book(b"<html><table><tr><td>1</td></tr><tr><td>2", "a.xls")
    assert refusal.value.reason == "Tệp hỏng hoặc tải lên dở dang, không mở được"


def test_a_far_cell_costs_little_memory() -> None:
    """In a child with the limit of the reading process: without the clean room calamine aborts it."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page["A1"], page["XFD1048576"] = 1, 2
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (3 << 29, 3 << 29));"
        "from report_templates.files.opening import open_book;"
        "print(open_book(sys.stdin.buffer.read(), 'a').sheets[0].rows)"
    )
    for data in (saved(book), old({(1, 1): 1, (65536, 256): 2}, {(1, 1): 1, (65536, 256): 2})):
        done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True)
        assert done.stdout in (b"[[1.0]]\n", b"[[1]]\n")

"""What systems export under the name .xls that is none, and flat OpenDocument: read like a workbook, or refused."""

import base64
import quopri
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import pytest
from papers import SIX, Paper, cases, counted, rows

from flows.received.collecting import Case
from kstt.sheet import Refused, Value
from report_templates.files.long_books import open_long
from report_templates.files.opening import open_book
from report_templates.returned.marking import write_returned

LINES, LABELS = (counted(SIX, 205, 31, 80), counted(SIX, 12, 490, 7)), ("Hộ tịch", "Đất đai")
PAPER = Paper(rows(LINES, labels=LABELS))
SPACE = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
EXCEL = 'xmlns="urn:schemas-microsoft-com:office:excel"'
STYLES = (
    '<Styles><Style ss:ID="Default"/><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>'
    '<Style ss:ID="s"><Font ss:StrikeThrough="1"/></Style><Style ss:ID="n"><NumberFormat ss:Format="#,##0"/></Style>'
    "</Styles>"
)
Cells = Mapping[tuple[int, int], str]


def xml_book(*sheets: str) -> bytes:
    head = '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    return f"{head}<Workbook {SPACE}>{STYLES}{''.join(sheets)}</Workbook>\n".encode()


def xml_sheet(body: str, name: str = "II.06a", options: str = "") -> str:
    return f"<Worksheet ss:Name={quoteattr(name)}><Table>{body}</Table>{options}</Worksheet>"


def data(value: Value) -> str:
    kind = "Number" if isinstance(value, int | float) else "String"
    return f'<Data ss:Type="{kind}">{escape(str(value))}</Data>'


def xml_rows(grid: Sequence[Sequence[Value]], odd: Cells | None = None) -> str:
    """Rows as Excel writes them: empty cells left out, places told where they do not follow; `odd` cells as given."""
    made, last = "", 0
    for r, line in enumerate(grid, start=1):
        at, cells = 0, ""
        for c, value in enumerate(line, start=1):
            written = (odd or {}).get((r, c)) or (f"<Cell>{data(value)}</Cell>" if value != "" else "")
            if written:
                cells += written if c == at + 1 else written.replace("<Cell", f'<Cell ss:Index="{c}"', 1)
                at = c
        if cells:
            made += f"<Row>{cells}</Row>" if r == last + 1 else f'<Row ss:Index="{r}">{cells}</Row>'
            last = r
    return made


def page(grid: Sequence[Sequence[Value]], head: str = "") -> str:
    body = "".join("<tr>" + "".join(f"<td>{escape(str(one))}</td>" for one in line) + "</tr>" for line in grid)
    return f"<html><head><meta charset='utf-8'>{head}</head><body><table>{body}</table></body></html>"


def archive(*pages: str, code: str = "quoted-printable", charset: str = "utf-8") -> bytes:
    encode = quopri.encodestring if code == "quoted-printable" else base64.encodebytes
    parts = b"".join(
        b"--=_x\nContent-Location: file:///C:/sheet%d.htm\nContent-Type: text/html; charset=%b\n"
        b"Content-Transfer-Encoding: %b\n\n%b\n" % (at, charset.encode(), code.encode(), encode(one.encode()))
        for at, one in enumerate(pages)
    )
    return b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="=_x"\n\n' + parts + b"--=_x--\n"


def flat(grid: Sequence[Sequence[Value]]) -> bytes:
    """As LibreOffice writes .fods: one tag a line."""
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in names)
    mimetype = 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'

    def cell(value: Value) -> str:
        if value == "":
            return "<table:table-cell/>"
        told = f'office:value-type="float" office:value="{value}"' if isinstance(value, int) else ""
        said = told or 'office:value-type="string"'
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
        return f"<table:table-cell {said}>\n {lines}\n</table:table-cell>"

    body = "\n".join(f"<table:table-row>{' '.join(map(cell, line))}</table:table-row>" for line in grid)
    inside = f'<table:table table:name="II.06a">\n{body}\n</table:table>'
    wrapped = f"<office:body>\n<office:spreadsheet>\n{inside}\n</office:spreadsheet>\n</office:body>"
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n\n<office:document {spaces} {mimetype}>'
    return f"{head}{wrapped}</office:document>\n".encode()


KINDS: dict[str, tuple[str, Callable[[Sequence[Sequence[Value]]], bytes]]] = {
    "xml named xls": ("bc.xls", lambda grid: xml_book(xml_sheet(xml_rows(grid)))),
    "xml": ("bc.xml", lambda grid: xml_book(xml_sheet(xml_rows(grid)))),
    "xml in utf-16": ("bc.xml", lambda grid: xml_book(xml_sheet(xml_rows(grid))).decode().encode("utf-16")),
    "archive": ("bc.xls", lambda grid: archive(page(grid))),
    "archive in base64": ("bc.mht", lambda grid: archive(page(grid), code="base64", charset="us-ascii")),
    "flat": ("bc.fods", flat),
}


def judged(folder: Path, source: bytes, name: str = "bc.xls") -> Case:
    return cases(folder, {name: source})[name]


def told(case: Case) -> list[tuple[str, str, str]]:
    return [(one.rule, one.sheet, one.cell) for one in case.findings]


@pytest.mark.parametrize(("name", "write"), KINDS.values(), ids=KINDS)
def test_every_number_is_read(name: str, write: Callable[..., bytes], tmp_path: Path) -> None:
    case = judged(tmp_path, write(PAPER.grid()), name)
    assert told(case) == []
    assert case.unit
    assert case.unit.code == 11455
    (parsed,) = case.forms.values()
    read = {line.label: numbers for line, numbers in zip(parsed.lines, parsed.numbers, strict=True)}
    assert [read[label] for label in LABELS] == [[line[at] for at in range(3, 14)] for line in LINES]


@pytest.mark.parametrize(("name", "write"), KINDS.values(), ids=KINDS)
def test_a_fault_is_told_and_marked_in_its_cell(name: str, write: Callable[..., bytes], tmp_path: Path) -> None:
    grid = PAPER.grid()
    grid[PAPER.first_row - 1][3] = "12 hồ sơ?"
    source = write(grid)
    case = judged(tmp_path, source, name)
    sheet = "Sheet1" if source.startswith(b"MIME") else "II.06a"
    assert told(case) == [("cell.not_a_number", sheet, PAPER.cell(0, 4))]
    target = tmp_path / "back.xlsx"
    write_returned(target, source=source, book=open_book(source, name), findings=case.findings, title=["Trả lại"])
    marked = openpyxl.load_workbook(target)[sheet][PAPER.cell(0, 4)]
    assert (marked.value, marked.fill.fgColor.rgb) == ("12 hồ sơ?", "FFFFC7CE")


@pytest.mark.parametrize(("name", "write"), KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.999])
def test_a_file_cut_anywhere_is_refused(name: str, write: Callable[..., bytes], share: float) -> None:
    source = write(PAPER.grid())
    with pytest.raises(Refused) as refusal:
        open_book(source[: int(len(source) * share)], name)
    assert refusal.value.rule == "file.unreadable"


def test_what_a_sheet_of_xml_tells_beside_its_values() -> None:
    body = (
        '<Column ss:StyleID="p" ss:Span="1"/>'
        '<Row><Cell ss:MergeAcross="1" ss:MergeDown="1"><Data ss:Type="String">Đầu <B>biểu</B></Data></Cell>'
        '<Cell ss:StyleID="s"><Data ss:Type="Number">7</Data><Comment><Data>9</Data></Comment></Cell></Row>'
        '<Row><Cell ss:Index="3"><Data ss:Type="DateTime">2026-03-01T00:00:00.000</Data></Cell></Row>'
        '<Row ss:Index="5" ss:Hidden="1"><Cell><Data ss:Type="Number">0.5</Data></Cell>'
        '<Cell><Data ss:Type="Error">#REF!</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>'
        '<Row><Cell ss:Index="3" ss:Formula="=SUM(R[-5]C:R[-1]C)+R1C1+\'Tờ 2\'!R2C[-1]"/>'
        '<Cell ss:Formula="=RC[-1]+1"><Data ss:Type="Number">8</Data></Cell>'
        '<Cell><Data ss:Type="Number">1_0</Data></Cell></Row>'
    )
    hidden = f"<WorksheetOptions {EXCEL}><Visible>SheetHidden</Visible></WorksheetOptions>"
    first, second = open_book(xml_book(xml_sheet(body), xml_sheet("", "Ẩn", hidden)), "bc.xls").sheets
    assert first.rows[0] == ["Đầu biểu", "", 7.0, "", ""]
    assert str(first.rows[1][2]) == "2026-03-01 00:00:00"
    assert first.rows[4] == [0.5, "", True, "", ""]
    assert first.rows[5] == ["", "", "", 8.0, "1_0"]
    assert (first.merges, first.struck, first.hidden_rows) == ([(1, 1, 2, 2)], {(1, 3)}, {5})
    assert first.formulas == {(6, 3): "SUM(C1:C5)+A1+'Tờ 2'!B2"}
    assert (first.sums, first.errors, first.formats) == ({(6, 4): "C6+1"}, {(5, 2): "#REF!"}, {(5, 1): "0.00%"})
    assert [(one.name, one.hidden) for one in (first, second)] == [("II.06a", False), ("Ẩn", True)]


def test_a_formula_that_shows_nothing_is_a_blank_and_an_unknown_one_is_told(tmp_path: Path) -> None:
    idle = next(at for at in (10, 13, 12, 6) if not LINES[0][at])
    blank = '<Cell ss:Formula="=IF(1&gt;0,&quot;&quot;,1)"><Data ss:Type="String"></Data></Cell>'
    for written, expected in ((blank, []), (blank.replace("String", "Number"), ["cell.formula_without_result"])):
        source = xml_book(xml_sheet(xml_rows(PAPER.grid(), {(PAPER.first_row, idle): written})))
        assert [rule for rule, _, _ in told(judged(tmp_path, source))] == expected


def test_sums_nobody_calculated_are_computed_in_xml(tmp_path: Path) -> None:
    first, last = PAPER.first_row, PAPER.first_row + 1
    total = {(last + 1, at): '<Cell ss:Formula="=SUM(R[-2]C:R[-1]C)"/>' for at in range(3, 14)}
    odd = total | {(first, 3): '<Cell ss:Formula="=SUM(RC[1]:RC[3])"/>'}
    case = judged(tmp_path, xml_book(xml_sheet(xml_rows(PAPER.grid(), odd))))
    assert told(case) == []
    (parsed,) = case.forms.values()
    assert parsed.numbers[0][0] == LINES[0][3]


CELL = f"<Cell>{data(1)}</Cell>"
BAD: dict[str, tuple[bytes, str, str]] = {
    "a cell under a merged one": (
        xml_book(xml_sheet(f'<Row><Cell ss:MergeDown="1">{data(1)}</Cell></Row><Row>{CELL}</Row>')),
        "file.unreadable",
        "Tệp hỏng hoặc tải lên dở dang, không mở được",
    ),
    "a column twice": (
        xml_book(xml_sheet(f'<Row><Cell ss:Index="2">{data(1)}</Cell><Cell ss:Index="2">{data(2)}</Cell></Row>')),
        "file.unreadable",
        "Tệp hỏng hoặc tải lên dở dang, không mở được",
    ),
    "a row twice": (
        xml_book(xml_sheet(f'<Row>{CELL}</Row><Row ss:Index="1">{CELL}</Row>')),
        "file.unreadable",
        "Tệp hỏng hoặc tải lên dở dang, không mở được",
    ),
    "no sheet": (xml_book(), "file.unreadable", "Tệp hỏng hoặc tải lên dở dang, không mở được"),
    "another workbook": (
        xml_book(xml_sheet(f"<Row><Cell ss:Formula=\"='[Quý 4.xls]Sheet1'!R1C1\">{data(1)}</Cell></Row>")),
        "file.external_links",
        "Tệp có công thức lấy số từ tệp khác",
    ),
    "a doctype": (
        xml_book(xml_sheet(f"<Row>{CELL}</Row>")).replace(b"<Workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><Workbook'),
        "file.entities",
        "Tệp có khai báo DOCTYPE trong phần XML («content.xml»)",
    ),
    "an archive without a table": (
        archive("<html><body>503</body></html>"),
        "file.unreadable",
        "Tệp gửi lên là trang web không có bảng nào",
    ),
    "macros in flat": (
        flat([[1]]).replace(b"<office:body>", b"<x:source-code>MsgBox</x:source-code><office:body>"),
        "file.macros",
        "Tệp chứa macro («content.xml»)",
    ),
}


@pytest.mark.parametrize(("source", "rule", "reason"), BAD.values(), ids=BAD)
def test_what_can_not_be_read_beyond_doubt_is_refused(source: bytes, rule: str, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        open_book(source, "bc.xls")
    assert (refusal.value.rule, refusal.value.reason) == (rule, reason)


def test_cells_out_of_bounds_are_set_aside_in_words() -> None:
    far = f'<Row ss:Index="9000000">{CELL}</Row>'
    book = open_book(xml_book(xml_sheet(f'<Row>{CELL}<Cell ss:Index="300">{data(2)}</Cell></Row>{far}')), "bc.xls")
    assert (book.sheets[0].rows, book.set_aside) == (
        [[1.0]],
        ["Trang «II.06a»: 2 ô nằm ngoài phạm vi biểu, không đọc"],
    )


def test_an_archive_of_excel_keeps_the_names_of_its_sheets() -> None:
    names = "".join(f"<x:ExcelWorksheet><x:Name>{name}</x:Name></x:ExcelWorksheet>" for name in ("Biểu 06", "Ẩn"))
    cover = f"<html><head>{names}</head><frameset/></html>"
    hidden = "<!--<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>-->"
    tabs = archive(cover, page([["Biểu 06", "Ẩn"]]), page([["một"]]), page([["hai"]], hidden))
    book = open_book(tabs.replace(b"sheet1.htm", b"tabstrip.htm"), "bc.xls")
    assert [(one.name, one.hidden, one.rows) for one in book.sheets] == [
        ("Biểu 06", False, [["một"]]),
        ("Ẩn", True, [["hai"]]),
    ]


@pytest.mark.parametrize("name", ["xml", "archive", "flat"])
def test_lists_of_dossiers_may_come_so_too(name: str) -> None:
    (sheet,) = open_long(KINDS[name][1]([["Mã hồ sơ", "Ngày"], ["H31", 5]]), "ds.xls")
    assert [[str(value).removesuffix(".0") for value in row] for row in sheet.rows] == [
        ["Mã hồ sơ", "Ngày"],
        ["H31", "5"],
    ]


def test_an_xml_that_is_no_spreadsheet_is_no_submission(tmp_path: Path) -> None:
    assert cases(tmp_path, {"van-ban.xml": b"<?xml version='1.0'?><edXML/>"}) == {}

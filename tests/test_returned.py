"""Returned copies: what is marked, what stays byte for byte, and that marks never pile up."""

import io
import re
import subprocess
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlwt
from lxml import etree
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Protection, Side
from python_calamine import CalamineWorkbook
from transcript import transcript
from xlsxwriter import Workbook as Writer

from kstt.finding import Finding
from kstt.sheet import Book, Sheet, Value
from report_templates.returned.comments import OPENING
from report_templates.returned.finding_sheet import EXPLANATION, HEADINGS, KEY, SHEET, TO_DO, TO_DO_UNREAD
from report_templates.returned.marking import write_returned
from report_templates.returned.package import M

TITLE = ("UBND phường Kiến An", "Kỳ báo cáo: Quý I năm 2026", "Tệp: bao cao.xlsx", "Kết quả: phải sửa")
SUM = Finding(
    "must_fix", "sum", "Cột (3) khác tổng (4) + (5).", "Sửa số sai.", "II.06a", "II.06a", 4, 3, "Hộ tịch", 3, 90, 100
)
CARRIED = Finding(
    "must_explain", "carried", "Số kỳ trước đã thay đổi.", "Giải trình.", "II.06a", "II.06a", 5, 4, "Đất đai", 4, 7, 6.5
)
STRAY = Finding("must_fix", "blank", "Chưa nhập số liệu.", "Nhập số.", "II.06a", "II.06a", 9, 6, "Cư trú", 6)
HINT = Finding("note", "hint", "=1+1", "", "II.06a", "II.06a", 5, 5, "Đất đai", 5, "=1+1")
GOLDEN = Path(__file__).parent / "golden"
WHOLE = Finding("must_fix", "missing", "Thiếu biểu II.07b.", "Bổ sung biểu.")
RED, YELLOW, NONE = "FFFFC7CE", "FFFFEB9C", None
ROWS: list[list[Value]] = [
    ["Biểu số II.06a/VPCP/KSTT", "", "", "", ""],
    ["STT", "Lĩnh vực", "Tổng số", "Trực tuyến", "Trực tiếp"],
    ["(1)", "(2)", "(3)", "(4)", "(5)"],
    [1, "Hộ tịch", 90, 60, 40],
    [2, "Đất đai", "12", 7, 5.5],
]


def _plain() -> bytes:
    """As an office suite writes it: styles, merges, a protected cell with a format of its own."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "II.06a"
    for row in ROWS:
        sheet.append(row)
    thin = Side(style="thin")
    cell = sheet["C4"]
    cell.number_format, cell.font, cell.protection = "#,##0.0", Font(name="Arial", bold=True), Protection(locked=False)
    cell.border, cell.alignment = Border(left=thin, bottom=thin), Alignment(horizontal="right", wrap_text=True)
    sheet.merge_cells("D5:E5")
    return _saved(book)


def _rich() -> bytes:
    """What openpyxl would lose on saving: sparklines, extended formats, cached results, comments of others."""
    packed = io.BytesIO()
    with Writer(packed, {"in_memory": True}) as book:
        cover, sheet, last = (book.add_worksheet(name) for name in ("Bìa", "II.06a", "Phụ lục"))
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
        sheet.write_formula("F4", "=SUM(D4:E4)", None, 100)
        sheet.add_sparkline("G4", {"range": "'II.06a'!C4:E4"})
        sheet.conditional_format("C4:E5", {"type": "data_bar", "data_bar_2010": True})
        sheet.write_comment("D5", "Đã đối chiếu với phần mềm.", {"author": "Văn thư"})
        sheet.write_comment("A1", "Bản chính.", {"author": "Văn thư"})
        sheet.freeze_panes(3, 2)
        sheet.repeat_rows(1, 2)
        sheet.print_area("A1:G9")
        book.define_name("TongSo", "='II.06a'!$C$4")
        book.define_name("'Phụ lục'!RiengTrang", "='Phụ lục'!$A$1")
        cover.write("A1", "UBND phường Kiến An")
        cover.activate()
        last.write("A1", "=1+1", book.add_format({"num_format": "@"}))
    return packed.getvalue()


def _saved(book: Workbook) -> bytes:
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _opened(data: bytes) -> Workbook:
    with warnings.catch_warnings():  # openpyxl says that it would lose the sparklines
        warnings.filterwarnings("ignore", message=".*extension is not supported")
        return load_workbook(io.BytesIO(data))


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return packed.getvalue()


def _read(data: bytes) -> Book:
    opened = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return Book(
        [
            Sheet(name, opened.get_sheet_by_name(name).to_python(skip_empty_area=False))  # type: ignore[arg-type]
            for name in opened.sheet_names
        ]
    )


Return = Callable[..., bytes]


@pytest.fixture
def give_back(tmp_path: Path) -> Return:
    def give_back(source: bytes, *findings: Finding, book: Book | None = None) -> bytes:
        target = tmp_path / "ban tra lai.xlsx"
        write_returned(target, source=source, book=book or _read(source), findings=findings, title=TITLE)
        return target.read_bytes()

    return give_back


def _fill(book: Workbook, cell: str, sheet: str = "II.06a") -> str | None:
    fill = book[sheet][cell].fill
    return str(fill.fgColor.rgb) if fill.fill_type else NONE


def _comments(book: Workbook, sheet: str = "II.06a") -> dict[str, tuple[str, str]]:
    cells = (cell for row in book[sheet].iter_rows() for cell in row if cell.comment)
    return {cell.coordinate: (cell.comment.author, cell.comment.text) for cell in cells if cell.comment}


def _cells(part: bytes) -> dict[str, bytes]:
    return {cell.get("r", ""): etree.tostring(cell, method="c14n") for cell in etree.fromstring(part).iter(f"{{{M}}}c")}


def test_the_first_sheet_tells_everything_and_the_cells_are_marked(give_back: Return) -> None:
    book = _opened(give_back(_plain(), WHOLE, CARRIED, STRAY, HINT, SUM))
    sheet = book[SHEET]
    assert (book.sheetnames, book.active.title) == ([SHEET, "II.06a"], SHEET)  # type: ignore[union-attr]
    assert [row[0] for row in sheet.iter_rows(max_row=5, values_only=True)] == [*TITLE, TO_DO]
    assert list(sheet.iter_rows(min_row=6, values_only=True)) == [
        tuple(HEADINGS),
        (1, "phải sửa", *[None] * 8, WHOLE.message, WHOLE.advice, None, "missing|||"),
        (2, "phải sửa", "II.06a", "II.06a", "F9", "Cư trú", "(6)", None, None, None, STRAY.message, "Nhập số.", None,
         "blank|II.06a|Cư trú|6"),
        (3, "phải sửa", "II.06a", "II.06a", "C4", "Hộ tịch", "(3)", 90, 100, -10, SUM.message, "Sửa số sai.", None,
         "sum|II.06a|Hộ tịch|3"),
        (4, "phải giải trình", "II.06a", "II.06a", "D5", "Đất đai", "(4)", 7, 6.5, 0.5, CARRIED.message, "Giải trình.",
         None, CARRIED.key),
        (5, "lưu ý", "II.06a", "II.06a", "E5", "Đất đai", "(5)", "=1+1", None, None, "=1+1", None, None,
         "hint|II.06a|Đất đai|5"),
    ]  # fmt: skip
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}  # nothing became a formula
    links = [(cell.coordinate, cell.hyperlink.location) for cell in sheet["E"] if cell.hyperlink]
    places = (("E8", "F9"), ("E9", "C4"), ("E10", "D5"), ("E11", "E5"))
    assert links == [(at, f"'II.06a'!{cell}") for at, cell in places]
    assert sheet.column_dimensions["N"].hidden
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.print_title_rows == "$6:$6"
    assert [_fill(book, cell) for cell in ("C4", "D5", "E5", "F9", "C5")] == [RED, YELLOW, NONE, RED, NONE]
    assert _comments(book) == {
        "C4": ("kstt", f"{OPENING}\nPhải sửa: Cột (3) khác tổng (4) + (5).\nCách xử lý: Sửa số sai."),
        "D5": (
            "kstt",
            f"{OPENING}\nPhải giải trình: Số kỳ trước đã thay đổi.\nCách xử lý: Giải trình.\n\nLưu ý: =1+1",
        ),
        "F9": ("kstt", f"{OPENING}\nPhải sửa: Chưa nhập số liệu.\nCách xử lý: Nhập số."),
    }


@pytest.mark.parametrize("sheet", [SHEET, "II.06a"])
def test_the_returned_sheets_are_the_approved_ones(
    give_back: Return, tmp_path: Path, sheet: str, update_golden: bool
) -> None:
    (tmp_path / "golden.xlsx").write_bytes(give_back(_plain(), SUM, CARRIED, STRAY, HINT, WHOLE))
    golden, now = GOLDEN / f"returned-{sheet}.txt", transcript(tmp_path / "golden.xlsx", sheet)
    if update_golden:
        golden.write_text(now, encoding="utf-8")
    assert now == golden.read_text(encoding="utf-8")


def test_suspects_are_marked_with_the_total_and_no_number_is_said_to_be_right(give_back: Return) -> None:
    doubtful = replace(SUM, suspects=("D4", "E4"))
    first = give_back(_plain(), doubtful)
    book = _opened(first)
    (row,) = book[SHEET].iter_rows(min_row=7, values_only=True)
    assert row[4:10] == ("C4", "Hộ tịch", "(3)", 90, None, -10)
    assert [_fill(book, cell) for cell in ("C4", "D4", "E4", "F4", "C5")] == [RED, RED, RED, NONE, NONE]
    said = f"{OPENING}\nMột trong các ô có thể sai của phát hiện ở ô C4."
    assert _comments(book) == {
        "C4": ("kstt", f"{OPENING}\nPhải sửa: Cột (3) khác tổng (4) + (5).\nCách xử lý: Sửa số sai."),
        "D4": ("kstt", said),
        "E4": ("kstt", said),
    }
    clean = _opened(give_back(first))
    assert [_fill(clean, cell) for cell in ("C4", "D4", "E4")] == [NONE, NONE, NONE]
    assert _comments(clean) == {}


def test_a_marked_cell_keeps_everything_but_its_fill(give_back: Return) -> None:
    before, after = (_opened(data)["II.06a"]["C4"] for data in (_plain(), give_back(_plain(), SUM, CARRIED)))
    for kept in ("value", "number_format", "font", "border", "alignment", "protection"):
        assert repr(getattr(after, kept)) == repr(getattr(before, kept)), kept


def test_nothing_else_in_the_package_changes(give_back: Return) -> None:
    before, after = _parts(_rich()), _parts(give_back(_rich(), SUM, CARRIED, STRAY))
    assert {name for name in before if after[name] != before[name]} == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/comments1.xml",
        "xl/worksheets/sheet1.xml",  # it was the selected one
        "xl/worksheets/sheet2.xml", "xl/drawings/vmlDrawing1.vml",
    }  # fmt: skip
    assert after.keys() - before.keys() == {"xl/worksheets/sheet4.xml"}
    assert _cells(after["xl/worksheets/sheet1.xml"]) == _cells(before["xl/worksheets/sheet1.xml"])
    old, new = (_cells(parts["xl/worksheets/sheet2.xml"]) for parts in (before, after))
    assert {cell for cell in new if new[cell] != old.get(cell)} == {"C4", "D5", "F9"}
    assert re.sub(rb' s="\d+"', b"", new["C4"]) == re.sub(rb' s="\d+"', b"", old["C4"])
    untouched = etree.fromstring(before["xl/worksheets/sheet2.xml"])
    patched = etree.fromstring(after["xl/worksheets/sheet2.xml"])
    for name in ("conditionalFormatting", "extLst", "pageMargins", "sheetFormatPr", "legacyDrawing"):
        assert [etree.tostring(one, method="c14n") for one in patched.findall(f"{{{M}}}{name}")] == [
            etree.tostring(one, method="c14n") for one in untouched.findall(f"{{{M}}}{name}")
        ], name


def test_names_and_comments_of_others_stay_where_they_were(give_back: Return) -> None:
    book = _opened(give_back(_rich(), SUM, CARRIED))
    assert book.sheetnames == [SHEET, "Bìa", "II.06a", "Phụ lục"]
    assert [bool(sheet.sheet_view.tabSelected) for sheet in book] == [True, False, False, False]
    form = book["II.06a"]
    assert (form.print_title_rows, form.print_area, form.freeze_panes) == ("$2:$3", "'II.06a'!$A$1:$G$9", "C4")
    assert (list(book.defined_names), list(book["Phụ lục"].defined_names)) == (["TongSo"], ["RiengTrang"])
    assert _comments(book) == {
        "A1": ("Văn thư", "Bản chính."),
        "C4": ("kstt", f"{OPENING}\nPhải sửa: Cột (3) khác tổng (4) + (5).\nCách xử lý: Sửa số sai."),
        "D5": (
            "Văn thư",
            f"Đã đối chiếu với phần mềm.\n{OPENING}\nPhải giải trình: {CARRIED.message}\nCách xử lý: Giải trình.",
        ),
    }
    shapes = re.findall(
        r'id="(_x0000_s\d+)"', _parts(give_back(_rich(), SUM, CARRIED))["xl/drawings/vmlDrawing1.vml"].decode()
    )
    assert len(shapes) == len(set(shapes)) == 3


def _explained(data: bytes, text: str) -> bytes:
    """The copy as the unit sends it again: an explanation typed beside each finding that asks for one."""
    parts = _parts(data)
    name = next(name for name in parts if EXPLANATION in parts[name].decode("utf-8", "ignore"))
    root = etree.fromstring(parts[name])
    for row in root.iter(f"{{{M}}}row"):
        if b"carried|" in etree.tostring(row):
            cell = row[list(HEADINGS).index(EXPLANATION)]
            cell.set("t", "inlineStr")
            etree.SubElement(etree.SubElement(cell, f"{{{M}}}is"), f"{{{M}}}t").text = text
    parts[name] = etree.tostring(root)
    return _packed(parts)


def _explanations(data: bytes) -> dict[str, str]:
    rows = list(_opened(data)[SHEET].iter_rows(min_row=7, values_only=True))
    places = list(HEADINGS)
    return {str(row[places.index(KEY)]): str(row[places.index(EXPLANATION)] or "") for row in rows}


@pytest.mark.parametrize("source", [_plain(), _rich()], ids=["plain", "rich"])
def test_marks_never_pile_up_over_three_rounds(give_back: Return, source: bytes) -> None:
    first = give_back(source, SUM, CARRIED)
    second = give_back(_explained(first, "Đơn vị nhập sót 1 hồ sơ."), CARRIED)
    book = _opened(second)
    assert [_fill(book, cell) for cell in ("C4", "D5")] == [NONE, YELLOW]
    assert _explanations(second) == {CARRIED.key: "Đơn vị nhập sót 1 hồ sơ."}
    third = give_back(second, SUM, CARRIED)
    assert _explanations(third) == {"sum|II.06a|Hộ tịch|3": ""} | _explanations(second)
    parts = [_parts(data) for data in (first, third)]
    assert parts[0].keys() == parts[1].keys()
    assert parts[0]["xl/drawings/vmlDrawing1.vml"] == parts[1]["xl/drawings/vmlDrawing1.vml"]
    last = give_back(third)
    clean, old = _opened(last), _opened(source)
    assert [_fill(clean, cell) for cell in ("C4", "D5")] == [NONE, NONE]
    assert _comments(clean) == _comments(old)
    assert clean.sheetnames == [SHEET, *old.sheetnames]
    again = _parts(give_back(give_back(last, SUM, CARRIED)))
    assert again["xl/styles.xml"] == _parts(last)["xl/styles.xml"]


def test_two_lines_of_one_name_keep_their_own_explanations(give_back: Return) -> None:
    twice = (CARRIED, replace(CARRIED, row=6))
    sent = _explained(give_back(_plain(), *twice), "Đã rà soát.")
    assert _explanations(give_back(sent, *twice)) == {
        CARRIED.key: "Đã rà soát.",
        f"{CARRIED.key}|2": "Đã rà soát.",
    }


def test_a_sheet_of_the_units_own_with_our_name_is_kept(give_back: Return) -> None:
    book = _opened(_plain())
    book.create_sheet(SHEET)["A1"] = "Đơn vị tự kiểm tra"
    names = _opened(give_back(_saved(book), SUM)).sheetnames
    assert names == [f"{SHEET} (2)", "II.06a", SHEET]


def _prefixed(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The same workbook by a program that writes <x:worksheet>."""
    for name in [name for name in parts if name.startswith("xl/w") and name.endswith(".xml")]:
        root = etree.fromstring(parts[name])
        moved = etree.Element(
            root.tag,
            {str(k): str(v) for k, v in root.attrib.items()},
            nsmap={"x": M, **{k: v for k, v in root.nsmap.items() if k}},
        )
        moved.extend(list(root))
        etree.cleanup_namespaces(moved, keep_ns_prefixes=["x", "r"])
        parts[name] = etree.tostring(moved)
    assert b"<x:worksheet" in parts["xl/worksheets/sheet1.xml"]
    return parts


def _without_styles(parts: dict[str, bytes]) -> dict[str, bytes]:
    del parts["xl/styles.xml"]
    rels = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", rels)
    parts["[Content_Types].xml"] = re.sub(rb'<Override [^>]*"/xl/styles.xml"[^>]*/>', b"", parts["[Content_Types].xml"])
    sheet = re.sub(rb' s="\d+"', b"", parts["xl/worksheets/sheet1.xml"])
    parts["xl/worksheets/sheet1.xml"] = re.sub(rb"<dimension [^>]*/>", b"", sheet)
    return parts


def _without_addresses(parts: dict[str, bytes]) -> dict[str, bytes]:
    parts["xl/worksheets/sheet1.xml"] = re.sub(rb'(<(?:row|c)) r="\w+"', rb"\1", parts["xl/worksheets/sheet1.xml"])
    return parts


@pytest.mark.parametrize("shape", [_prefixed, _without_styles, _without_addresses])
def test_unusual_packages_are_patched_too(
    give_back: Return, shape: Callable[[dict[str, bytes]], dict[str, bytes]]
) -> None:
    parts = shape(_parts(_plain()))
    returned = give_back(_packed(parts), SUM, CARRIED, STRAY)
    book = _opened(returned)
    assert [_fill(book, cell) for cell in ("C4", "D5", "F9")] == [RED, YELLOW, RED]
    assert list(_comments(book)) == ["C4", "D5", "F9"]
    assert _parts(returned)["docProps/core.xml"] == parts["docProps/core.xml"]  # patched, not rebuilt


def test_every_part_stands_in_the_order_excel_asks_for(give_back: Return) -> None:
    order = (
        *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells"),
        *("conditionalFormatting", "hyperlinks", "pageMargins", "pageSetup", "headerFooter"),
        *("drawing", "legacyDrawing", "tableParts", "extLst"),
    )
    packed = io.BytesIO()
    with Writer(packed, {"in_memory": True}) as book:
        sheet = book.add_worksheet("II.06a")
        sheet.set_header("&CBáo cáo")
        sheet.add_table("A1:B3")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "='II.06a'!$A$2:$B$2"})
        sheet.insert_chart("D1", chart)
        sheet.add_sparkline("G4", {"range": "A2:B2"})
    for name, data in _parts(give_back(packed.getvalue(), SUM)).items():
        if name.startswith("xl/worksheets/sheet"):
            places = [order.index(etree.QName(child).localname) for child in etree.fromstring(data)]
            assert places == sorted(places)
            assert (order.index("legacyDrawing") in places) == (name == "xl/worksheets/sheet1.xml")


def _resaved(data: bytes, folder: Path, kind: str) -> bytes:
    sent = folder / "sent.xlsx"
    sent.write_bytes(data)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
    out = folder / "out"
    subprocess.run([*command, "--outdir", str(out), str(sent)], check=True, capture_output=True, timeout=120)
    return next(out.iterdir()).read_bytes()


def test_a_copy_saved_in_an_old_format_is_returned_again(give_back: Return, tmp_path: Path) -> None:
    saved = _resaved(_explained(give_back(_rich(), SUM, CARRIED), "Do nhập sót."), tmp_path, "xls")
    again = give_back(saved, CARRIED)
    assert _explanations(again) == {CARRIED.key: "Do nhập sót."}
    book = _opened(again)
    assert book.sheetnames == [SHEET, "Bìa", "II.06a", "Phụ lục"]
    assert list(_comments(book)) == ["D5"]
    assert [_fill(book, cell) for cell in ("C4", "D5")] == [NONE, YELLOW]


def test_another_office_program_opens_edits_and_sends_it_again(give_back: Return, tmp_path: Path) -> None:
    sent = _explained(give_back(_rich(), SUM, CARRIED), "Do nhập sót.")
    saved = _resaved(sent, tmp_path, "xlsx:Calc MS Excel 2007 XML")
    assert [sheet.rows for sheet in _read(saved).sheets[1:]] == [sheet.rows for sheet in _read(_rich()).sheets]
    assert list(_comments(_opened(saved))) == ["A1", "C4", "D5"]
    assert _explanations(give_back(saved, CARRIED)) == {CARRIED.key: "Do nhập sót."}
    last = _opened(give_back(saved))
    assert [_fill(last, cell) for cell in ("C4", "D5")] == [NONE, NONE]
    assert {at: text for at, (_, text) in _comments(last).items()} == {
        "A1": "Bản chính.",
        "D5": "Đã đối chiếu với phần mềm.",
    }
    assert last.sheetnames == [SHEET, "Bìa", "II.06a", "Phụ lục"]


def _xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("II.06a")
    for number, row in enumerate(ROWS):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _ods() -> bytes:
    book = OpenDocumentSpreadsheet()
    table = Table(name="II.06a")
    for row in ROWS:
        line = TableRow()
        for value in row:
            number = isinstance(value, int | float)
            cell = TableCell(valuetype="float", value=value) if number else TableCell(valuetype="string")
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    packed = io.BytesIO()
    book.write(packed)
    return packed.getvalue()


@pytest.mark.parametrize("source", [_xls(), _ods()], ids=["xls", "ods"])
def test_old_formats_come_back_as_xlsx_of_the_same_cells(give_back: Return, source: bytes) -> None:
    returned = give_back(source, SUM, CARRIED)
    assert _read(returned).sheets[1].rows == _read(source).sheets[0].rows
    book = _opened(returned)
    assert [_fill(book, cell) for cell in ("C4", "D5")] == [RED, YELLOW]
    cell = book["II.06a"]["C2"]
    assert (cell.font.name, cell.font.bold, cell.alignment.wrap_text, cell.border.left.style) == (
        "Times New Roman", True, True, "thin",
    )  # fmt: skip


def test_an_html_table_comes_back_with_its_types_merges_and_an_allowed_name(give_back: Return) -> None:
    rows: list[list[Value]] = [*ROWS, ["=1+1", True, date(2026, 3, 14), None, "http://a.vn"]]
    sheet = Sheet("Biểu [06]/a", rows, merges=[(1, 1, 1, 2), (1, 2, 1, 3), (2, 5, 3, 5)], errors={(4, 5): "#N/A"})
    returned = give_back(
        b"<html><table>", replace(SUM, sheet="Biểu [06]/a"), book=Book([sheet, Sheet("Ẩn", [["x"]], hidden=True)])
    )
    book = _opened(returned)
    assert [(one.title, one.sheet_state) for one in book] == [
        (SHEET, "visible"), ("Biểu  06  a", "visible"), ("Ẩn", "hidden"),
    ]  # fmt: skip
    made = book["Biểu  06  a"]
    assert sorted(map(str, made.merged_cells.ranges)) == ["A1:B1", "E2:E3"]
    assert [(cell.value, cell.data_type) for cell in made[6]][:3] == [
        ("=1+1", "s"),
        (True, "b"),
        (made["C6"].value, "d"),
    ]
    assert (str(made["C6"].value), made["E4"].value, made["C5"].value) == ("2026-03-14 00:00:00", "#N/A", "12")
    assert _fill(book, "C4", "Biểu  06  a") == RED


def test_a_table_whose_numbers_are_texts_comes_back_with_headings_and_titles_that_look_like_such(
    give_back: Return,
) -> None:
    rows: list[list[Value]] = [
        ["KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH", "", "", "", ""],
        ["Đơn vị: phường Đồ Sơn", "Quý I", "", "", ""],
        ["STT", "Lĩnh vực", "Tổng số", "Trong đó", ""],
        ["", "", "", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính công ích"],
        ["1", "Hộ tịch", "1.253", "1.250", "3"],
        ["2", "Đất đai", "7", "", "7"],
    ]
    made = _opened(give_back(b"<html><table>", book=Book([Sheet("Biểu", rows)])))["Biểu"]
    assert [bool(made[cell].alignment.wrap_text) for cell in ("A1", "A2", "B2", "E4")] == [False, True, False, True]
    assert [bool(made[f"E{row}"].font.bold) for row in (3, 4, 5, 6)] == [True, True, False, False]
    heights = {row: made.row_dimensions[row].height for row in (1, 4)}
    assert heights[1] < 2 * 15 < heights[4]


@pytest.mark.parametrize("source", [b"", b"PK\x03\x04 junk", _plain()])
def test_an_unread_file_gets_only_the_findings(tmp_path: Path, source: bytes) -> None:
    target = tmp_path / "tra lai.xlsx"
    finding = Finding("refuse", "unreadable", "Tệp bị hỏng\x00, không mở được.", "Gửi lại tệp.")
    write_returned(target, source=source, book=None, findings=[finding], title=TITLE)
    book = load_workbook(target)
    assert book.sheetnames == [SHEET]
    told = [[value for value in row if value] for row in book[SHEET].iter_rows(min_row=5, values_only=True)]
    assert told == [
        [TO_DO_UNREAD],
        list(HEADINGS),
        [1, "từ chối", "Tệp bị hỏng, không mở được.", "Gửi lại tệp.", "unreadable|||"],
    ]


@pytest.mark.parametrize("spoil", ["xl/vbaProject.bin", "xl/workbook.xml", "xl/styles.xml"])
def test_a_package_that_can_not_be_patched_is_rebuilt(give_back: Return, spoil: str) -> None:
    source = _packed(_parts(_plain()) | {spoil: b"<!DOCTYPE a []><a/>"})
    returned = give_back(source, SUM, book=_read(_plain()))
    assert spoil not in _parts(returned) or b"DOCTYPE" not in _parts(returned)[spoil]
    assert _read(returned).sheets[1].rows == _read(_plain()).sheets[0].rows
    assert _fill(_opened(returned), "C4") == RED


@pytest.mark.parametrize("source", [_plain(), _rich(), _xls()], ids=["plain", "rich", "xls"])
def test_same_inputs_same_bytes(give_back: Return, source: bytes) -> None:
    assert give_back(source, SUM, CARRIED) == give_back(source, SUM, CARRIED)


def test_a_broken_signature_does_not_travel_back(give_back: Return) -> None:
    parts = _parts(_plain())
    relation = b'<Relationship Id="s" Type="x/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Rel'
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Rel", relation)
    parts |= {"_xmlsignatures/origin.sigs": b"", "_xmlsignatures/sig1.xml": b"<Signature/>"}
    returned = _parts(give_back(_packed(parts), SUM))
    assert not [name for name in returned if "signature" in name]
    assert b"signature" not in returned["_rels/.rels"]


def test_old_vml_and_styles_that_are_not_there(give_back: Return) -> None:
    parts = _parts(_rich())
    vml = parts["xl/drawings/vmlDrawing1.vml"]
    parts["xl/drawings/vmlDrawing1.vml"] = vml.replace(b"</div>", b"<br></div>")
    returned = give_back(_packed(parts), SUM)
    assert _parts(returned)["docProps/app.xml"] == parts["docProps/app.xml"]  # patched, not rebuilt
    assert list(_comments(_opened(returned))) == ["A1", "C4", "D5"]
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"].replace(b'<row r="4"', b'<row r="4x"')
    rebuilt = give_back(_packed(parts), SUM, book=_read(_rich()))
    assert _fill(_opened(rebuilt), "C4") == RED


def test_many_findings_are_all_marked(give_back: Return) -> None:
    many = [replace(SUM, row=row, column_at=column) for row in range(4, 304) for column in range(3, 13)]
    returned = give_back(give_back(_rich(), *many), *many)
    assert len(_comments(_opened(returned))) == 3001
    vml = _parts(returned)["xl/drawings/vmlDrawing1.vml"].decode()
    shapes = re.findall(r'id="_x0000_s(\d+)"', vml)
    assert len(set(shapes)) == len(shapes) == 3001
    assert re.findall(r'data="(.*?)"', vml) == [",".join(map(str, sorted({int(shape) // 1024 for shape in shapes})))]

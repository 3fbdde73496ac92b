"""Every attack and every wrong kind of file is refused by its own rule, with a sentence and an advice."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from kstt.sheet import Refused
from kstt.spelling import has_diacritics
from report_templates.files.bounds import REPORT
from report_templates.files.cleanroom import MOST_PARTS, MOST_RATIO, RATIO_FROM
from report_templates.files.opening import open_book

Patch = Callable[[dict[str, bytes]], None]


def workbook() -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet("II.06a").write_row(0, 0, ["Tổng số", 12, 13])
    return made.getvalue()


def open_document() -> bytes:
    book, made = OpenDocumentSpreadsheet(), io.BytesIO()
    table, row, cell = Table(name="II.06a"), TableRow(), TableCell(valuetype="float", value=12)
    cell.addElement(P(text="12"))
    row.addElement(cell)
    table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(made)
    return made.getvalue()


def old_workbook() -> bytes:
    book, made = xlwt.Workbook(), io.BytesIO()
    book.add_sheet("II.06a").write(0, 0, "Tổng số")
    book.save(made)
    return made.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        for name, plain in parts.items():
            package.writestr(name, plain)
    return made.getvalue()


def plus(name: str, plain: bytes = b"x") -> bytes:
    return packed(parts_of(workbook()) | {name: plain})


def replaced(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    parts = parts_of(data)
    assert old in parts[part]
    return packed(parts | {part: parts[part].replace(old, new, 1)})


def relation(kind: str) -> bytes:
    link = f'<Relationship Id="x" Type="http://schemas.openxmlformats.org/relationships/{kind}" Target="a"/>'
    return replaced(workbook(), "xl/_rels/workbook.xml.rels", b"</Rel", link.encode() + b"</Rel")


def sheet(old: bytes, new: bytes) -> bytes:
    return replaced(workbook(), "xl/worksheets/sheet1.xml", old, new)


def content(old: bytes, new: bytes) -> bytes:
    return replaced(open_document(), "content.xml", old, new)


def twice(name: str) -> bytes:
    made = io.BytesIO(workbook())
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(made, "a") as package:
        package.writestr(name, b"<x/>")
    return made.getvalue()


def flagged_encrypted() -> bytes:
    data = bytearray(workbook())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def lying_about_size() -> bytes:
    """A bomb whose directory says that the part has 100 bytes."""
    data = bytearray(plus("xl/media/a.png", bytes(8 * 2**20)))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(data)


def record(old: tuple[int, int], new: int, body: bytes = b"") -> bytes:
    """An old workbook in which one record has become another."""
    data = bytearray(old_workbook())
    at = data.find(struct.pack("<2H", *old), 512)
    assert at > 0
    data[at : at + 2] = struct.pack("<H", new)
    data[at + 4 : at + 4 + len(body)] = body
    return bytes(data)


def entry(name: str) -> bytes:
    """An old workbook with one more entry in the directory of its compound file."""
    data = bytearray(old_workbook())
    directory = (struct.unpack_from("<I", data, 48)[0] + 1) * 512
    at = directory + 3 * 128
    written = name.encode("utf-16-le")
    data[at : at + len(written)] = written
    data[at + 64 : at + 66] = struct.pack("<H", len(written) + 2)
    return bytes(data)


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UNREADABLE, ENCRYPTED, MACROS = "file.unreadable", "file.encrypted", "file.macros"
LINKS, BOMB, ENTITIES, UNSAFE = "file.external_links", "file.bomb", "file.entities", "file.unsafe_parts"
BROKEN = "Tệp hỏng hoặc tải lên dở dang, không mở được"
LOCKED = "Tệp có mật khẩu mở, không đọc được"
LINKED = "Tệp có liên kết ra ngoài hoặc đối tượng nhúng («xl/_rels/workbook.xml.rels»)"

FILES: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "empty": (lambda: b"", UNREADABLE, "Tệp rỗng, không có nội dung"),
    "only zeros": (lambda: bytes(9000), UNREADABLE, "Tệp rỗng, không có nội dung"),
    "truncated": (lambda: workbook()[:3000], UNREADABLE, BROKEN),
    "damaged in the middle": (lambda: workbook().replace(b"\x00\x00\x00", b"\x01\x02\x03"), UNREADABLE, BROKEN),
    "pdf": (lambda: b"%PDF-1.7\n...", UNREADABLE, "Tệp gửi lên là tệp PDF, không phải bảng tính"),
    "png": (lambda: b"\x89PNG\r\n\x1a\n....", UNREADABLE, "Tệp gửi lên là tệp ảnh, không phải bảng tính"),
    "rar": (lambda: b"Rar!\x1a\x07\x01\x00", UNREADABLE, "Tệp gửi lên là tệp nén RAR, không phải bảng tính"),
    "docx": (lambda: packed({"word/document.xml": b"<w/>"}), UNREADABLE, "Tệp gửi lên là văn bản Word"),
    "zip": (
        lambda: packed({"bao-cao.xlsx": workbook()}),
        UNREADABLE,
        "Tệp gửi lên là tệp nén ZIP, không phải bảng tính",
    ),
    "odt": (
        lambda: packed({"mimetype": b"application/vnd.oasis.opendocument.text"}),
        UNREADABLE,
        "Tệp gửi lên là văn bản OpenDocument, không phải bảng tính",
    ),
    "xlsb": (
        lambda: packed({"xl/workbook.bin": b"\x83\x01"}),
        UNREADABLE,
        "Tệp gửi lên là bảng tính nhị phân .xlsb, không đọc được",
    ),
    "csv": (
        "STT;Lĩnh vực\n1;Hộ tịch".encode,
        UNREADABLE,
        "Tệp gửi lên là văn bản thuần (.txt, .csv), không phải bảng tính",
    ),
    "numbers": (
        lambda: packed({"Index/Document.iwa": b"\0", "preview.jpg": b"\xff\xd8"}),
        UNREADABLE,
        "Tệp gửi lên là bảng tính Apple Numbers, không đọc được",
    ),
    "a link to Google": (
        b'{"":"WARNING! DO NOT EDIT THIS FILE!","doc_id":"1AbC","email":"a@b.vn"}'.strip,
        UNREADABLE,
        "Tệp gửi lên là lối tắt tới Google Sheets, không có số liệu bên trong",
    ),
    "a shortcut": (
        lambda: bytes.fromhex("4c0000000114020000000000c000000000000046"),
        UNREADABLE,
        "Tệp gửi lên là lối tắt (shortcut) tới một tệp, không phải bảng tính",
    ),
    "noise": (
        lambda: b"\x01\x02\x03\x04",
        UNREADABLE,
        "Không nhận ra «bao-cao.xlsx» là tệp bảng tính nào, hoặc tệp đã hỏng",
    ),
    "page without table": (
        lambda: b"<html><body>503</body></html>",
        UNREADABLE,
        "Tệp gửi lên là trang web không có bảng nào",
    ),
    "unknown method": (
        lambda: packed(parts_of(workbook()), zipfile.ZIP_LZMA),
        UNREADABLE,
        "Tệp nén bằng cách mà Excel không dùng, không đọc được",
    ),
    "broken compound file": (lambda: COMPOUND + bytes(600), UNREADABLE, BROKEN),
    "old workbook cut off": (lambda: old_workbook()[:2000], UNREADABLE, BROKEN),
    "old word": (
        lambda: entry("WordDocument"),
        UNREADABLE,
        "Tệp gửi lên là văn bản Word hoặc trình chiếu, không phải bảng tính",
    ),
    "no sheet in it": (lambda: content(b"table:table", b"table:other"), UNREADABLE, BROKEN),
    "no relations": (
        lambda: packed({name: plain for name, plain in parts_of(workbook()).items() if "rels" not in name}),
        UNREADABLE,
        BROKEN,
    ),
    "too large": (
        lambda: workbook() + bytes(REPORT.sent),
        "file.too_large",
        "Tệp quá lớn (20 MB), nhiều nhất là 20 MB",
    ),
    "too many parts": (
        lambda: packed({f"xl/{number}.xml": b"" for number in range(MOST_PARTS + 1)}),
        "file.too_many_parts",
        "Tệp có 2001 phần bên trong, nhiều bất thường",
    ),
    "bomb": (
        lambda: plus("xl/media/a.png", bytes(7 * 2**20)),
        BOMB,
        "Tệp nén bung ra lớn bất thường («xl/media/a.png»)",
    ),
    "bomb of many parts": (
        lambda: packed(parts_of(workbook()) | {f"xl/{number}.xml": bytes(RATIO_FROM) for number in range(30)}),
        BOMB,
        "Tệp nén bung ra lớn bất thường",
    ),
    "bomb that lies": (lying_about_size, BOMB, "Tệp nén bung ra lớn bất thường («xl/media/a.png»)"),
    "locked xlsx": (
        lambda: COMPOUND + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(96),
        ENCRYPTED,
        LOCKED,
    ),
    "locked parts": (flagged_encrypted, ENCRYPTED, LOCKED),
    "locked ods": (
        lambda: replaced(open_document(), "META-INF/manifest.xml", b"</man", b"<manifest:encryption-data/></man"),
        ENCRYPTED,
        "Tệp có mật khẩu mở («META-INF/manifest.xml»)",
    ),
    "locked xls": (lambda: record((0x00E1, 2), 0x002F), ENCRYPTED, LOCKED),
    "macros": (lambda: plus("xl/vbaProject.bin"), MACROS, "Tệp chứa macro («xl/vbaProject.bin»)"),
    "macros elsewhere": (lambda: plus("a/VBAPROJECT.BIN"), MACROS, "Tệp chứa macro («a/VBAPROJECT.BIN»)"),
    "macros by another name": (
        lambda: relation("vbaProject"),
        MACROS,
        "Tệp chứa macro («xl/_rels/workbook.xml.rels»)",
    ),
    "macro sheet": (
        lambda: plus("xl/macrosheets/sheet1.xml"),
        MACROS,
        "Tệp chứa macro («xl/macrosheets/sheet1.xml»)",
    ),
    "macros in ods": (
        lambda: packed(parts_of(open_document()) | {"Basic/Standard/Module1.xml": b"<x/>"}),
        MACROS,
        "Tệp chứa macro («Basic/Standard/Module1.xml»)",
    ),
    "macros in xls": (lambda: entry("_VBA_PROJECT_CUR"), MACROS, "Tệp chứa macro (dự án VBA)"),
    "macro sheet in xls": (
        lambda: record((0x0085, 14), 0x0085, b"\0\0\0\0\0\x01"),
        MACROS,
        "Tệp chứa trang macro Excel 4.0",
    ),
    "link": (
        lambda: plus("xl/externalLinks/externalLink1.xml"),
        LINKS,
        "Tệp có liên kết tới tệp khác («xl/externalLinks/externalLink1.xml»)",
    ),
    "link by another name": (lambda: relation("externalLink"), LINKS, LINKED),
    "connection": (
        lambda: plus("xl/connections.xml"),
        LINKS,
        "Tệp có kết nối dữ liệu ngoài («xl/connections.xml»)",
    ),
    "embedded": (
        lambda: plus("xl/embeddings/oleObject1.bin"),
        LINKS,
        "Tệp có đối tượng nhúng («xl/embeddings/oleObject1.bin»)",
    ),
    "dde": (
        lambda: sheet(b'<c r="B1">', b'<c r="D1"><f>cmd|\'/C calc\'!A0</f><v>1</v></c><c r="B1">'),
        LINKS,
        "Tệp có công thức gọi chương trình ngoài («xl/worksheets/sheet1.xml»)",
    ),
    "linked sheet in ods": (
        lambda: content(b"<table:table-row", b'<table:table-source xlink:href="file:///a.ods"/><table:table-row'),
        LINKS,
        "Tệp có liên kết tới tệp khác («content.xml»)",
    ),
    "dde in ods": (
        lambda: content(b"<table:table-cell", b'<table:table-cell table:formula="of:=DDE(&quot;soffice&quot;)"'),
        LINKS,
        "Tệp có công thức lấy số từ ngoài («content.xml»)",
    ),
    "link in xls": (lambda: record((0x003D, 18), 0x01AE), LINKS, "Tệp có liên kết tới tệp khác"),
    "embedded in xls": (lambda: entry("MBD0012ABCD"), LINKS, "Tệp có đối tượng nhúng"),
    "doctype": (
        lambda: sheet(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'),
        ENTITIES,
        "Tệp có khai báo DOCTYPE trong phần XML («xl/worksheets/sheet1.xml»)",
    ),
    "doctype in utf-16": (
        lambda: plus("docProps/x.xml", '<!DOCTYPE a [<!ENTITY b "c">]><x/>'.encode("utf-16")),
        ENTITIES,
        "Tệp có khai báo DOCTYPE trong phần XML («docProps/x.xml»)",
    ),
    "path upwards": (lambda: plus("xl/../../a.xml"), UNSAFE, "Tệp có phần mang đường dẫn lạ («xl/../../a.xml»)"),
    "path from the root": (lambda: plus("/a.xml"), UNSAFE, "Tệp có phần mang đường dẫn lạ («/a.xml»)"),
    "same part twice": (lambda: twice("xl/workbook.xml"), UNSAFE, "Tệp có hai phần trùng tên"),
    "same part in capitals": (lambda: plus("XL/Workbook.xml"), UNSAFE, "Tệp có hai phần trùng tên"),
}


@pytest.mark.parametrize("made", FILES)
def test_each_bad_file_is_refused_by_its_rule(made: str) -> None:
    make, rule, reason = FILES[made]
    with pytest.raises(Refused) as refusal:
        open_book(make(), "bao-cao.xlsx")
    assert (refusal.value.rule, refusal.value.reason) == (rule, reason)
    assert has_diacritics(refusal.value.advice)


@pytest.mark.parametrize("made", [workbook, open_document, old_workbook])
@pytest.mark.parametrize("share", [0.02, 0.2, 0.4, 0.6, 0.8])
def test_a_file_cut_anywhere_is_refused(made: Callable[[], bytes], share: float) -> None:
    data = made()
    with pytest.raises(Refused) as refusal:
        open_book(data[: int(len(data) * share)], "bao-cao.xlsx")
    assert (refusal.value.rule, refusal.value.reason) == ("file.unreadable", BROKEN)


@pytest.mark.parametrize("made", [workbook, open_document, old_workbook])
def test_a_good_file_is_opened_whatever_its_name(made: Callable[[], bytes]) -> None:
    assert [sheet.name for sheet in open_book(made(), "bao-cao.pdf").sheets] == ["II.06a"]


@pytest.mark.parametrize(
    ("part", "plain"),
    [
        ("xl/media/image1.png", b"\x89PNG" + bytes(100)),
        ("xl/printerSettings/printerSettings1.bin", b"<!DOCTYPE"[:4] + bytes(100)),
        ("xl/media/blank.png", bytes(RATIO_FROM)),
        ("xl\\media\\a.png", b"x"),
    ],
)
def test_harmless_parts_are_accepted(part: str, plain: bytes) -> None:
    assert open_book(plus(part, plain), "bao-cao.xlsx").sheets[0].rows == [["Tổng số", 12.0, 13.0]]


def test_an_xlsm_without_macros_is_accepted() -> None:
    main = b"spreadsheetml.sheet.main+xml"
    parts = parts_of(workbook())
    types = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument." + main,
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert types != parts["[Content_Types].xml"]
    book = open_book(packed(parts | {"[Content_Types].xml": types}), "bao-cao.xlsm")
    assert book.sheets[0].rows == [["Tổng số", 12.0, 13.0]]


def test_a_bar_inside_a_text_of_a_formula_is_no_dde() -> None:
    data = sheet(b'<c r="B1">', b'<c r="D1" t="str"><f>"a|b"</f><v>a|b</v></c><c r="B1">')
    assert open_book(data, "bao-cao.xlsx").sheets[0].rows == [["Tổng số", 12.0, 13.0, "a|b"]]


def test_a_sheet_in_utf_16_is_read() -> None:
    parts = parts_of(workbook())
    name = "xl/worksheets/sheet1.xml"
    text = parts[name].decode().replace("UTF-8", "UTF-16")
    assert open_book(packed(parts | {name: text.encode("utf-16")}), "a.xlsx").sheets[0].rows == [
        ["Tổng số", 12.0, 13.0]
    ]


def test_the_ratio_is_far_above_that_of_real_workbooks() -> None:
    parts, data = parts_of(workbook()), workbook()
    assert sum(map(len, parts.values())) / len(data) < MOST_RATIO / 10

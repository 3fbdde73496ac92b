"""What a sent file is, by its content: the name and its ending are never believed."""

import codecs
import re
from collections.abc import Iterable
from typing import Literal

from kstt.sheet import Refused

Kind = Literal["xlsx", "ods", "xls", "html", "mhtml", "xml", "csv"]

ZIP = b"PK"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SPACE_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
_SEND_WORKBOOK = "Gửi lại tệp bảng tính Excel (.xlsx) theo mẫu đã phát"
SAVE_AS = "Mở tệp bằng Excel, chọn Lưu thành (Save As) kiểu Excel Workbook (.xlsx) rồi gửi lại"
NO_LINKS = "Vào Dữ liệu > Sửa liên kết (Data > Edit Links), ngắt liên kết (Break Link), lưu rồi gửi lại"
NO_OBJECTS = "Xóa các đối tượng nhúng khỏi bảng tính, lưu rồi gửi lại"
UNLOCK = "Mở tệp bằng Excel, bỏ mật khẩu (File > Info > Protect Workbook), lưu rồi gửi lại"
_EXPORT = "Mở bằng Numbers, chọn File > Export To > Excel (.xlsx) rồi gửi tệp vừa xuất"
_DOWNLOAD = "Mở trên Google Sheets, chọn Tệp > Tải xuống > Microsoft Excel (.xlsx) rồi gửi tệp tải về"
_UNPACK = "Giải nén rồi gửi từng tệp bảng tính bên trong"
_SIGNATURES = (
    (b"%PDF", "tệp PDF", _SEND_WORKBOOK),
    (b"\x89PNG", "tệp ảnh", _SEND_WORKBOOK),
    (b"\xff\xd8\xff", "tệp ảnh", _SEND_WORKBOOK),
    (b"GIF8", "tệp ảnh", _SEND_WORKBOOK),
    (b"II*\0", "tệp ảnh", _SEND_WORKBOOK),
    (b"MM\0*", "tệp ảnh", _SEND_WORKBOOK),
    (b"Rar!", "tệp nén RAR", _UNPACK),
    (b"7z\xbc\xaf", "tệp nén 7z", _UNPACK),
    (b"\x1f\x8b", "tệp nén GZ", _UNPACK),
    (b"{\\rtf", "văn bản RTF", _SEND_WORKBOOK),
    (b"L\0\0\0\x01\x14\x02\0", "lối tắt (shortcut) tới một tệp", "Gửi chính tệp bảng tính, không gửi lối tắt tới tệp"),
)
_FOLDERS = (
    ("index/document.iwa", "bảng tính Apple Numbers, không đọc được", _EXPORT),
    ("xl/workbook.bin", "bảng tính nhị phân .xlsb, không đọc được", SAVE_AS),
    ("word/", "văn bản Word", _SEND_WORKBOOK),
    ("ppt/", "bản trình chiếu PowerPoint", _SEND_WORKBOOK),
)
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_FLAT_ODS = re.compile(rf"office:mimetype\s*=\s*[\"']{_ODS.decode()}[\"']")
_OTHER_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
_MARKUP = re.compile(
    r"<(?:!doctype html|html|head|meta|title|link|script|style|body|table|div|center|font|span|h[1-6]|br|b|p)\b",
    re.IGNORECASE,
)
_BEFORE_MARKUP = re.compile(r"(?:\s|\ufeff|<\?xml[^>]*>|<!--.*?-->)*", re.DOTALL)
_GOOGLE = re.compile(r"\s*\{.*\"(?:doc_id|url)\"\s*:", re.DOTALL)  # what stands in a .gsheet
_CONTROL = re.compile("[\0-\x08\x0e-\x1f]")
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_HEAD = 4096  # characters or bytes looked at to tell what a text is


def unreadable(what: str, advice: str) -> Refused:
    """A file that is no spreadsheet, or a broken one."""
    return Refused("file.unreadable", what, advice)


def broken() -> Refused:
    """A file that began as a spreadsheet and does not end as one."""
    return unreadable("Tệp hỏng hoặc tải lên dở dang, không mở được", "Mở thử tệp trên máy rồi lưu và gửi lại")


def encrypted() -> Refused:
    """A file nobody can open without its password."""
    return Refused("file.encrypted", "Tệp có mật khẩu mở, không đọc được", UNLOCK)


def kind_of_flat(data: bytes, name: str, *, separated: bool) -> Kind:
    """The kind of a file that is no package; raises Refused for what is no spreadsheet, nor `separated` text."""
    if data.startswith(COMPOUND):
        return "xls"
    for start, what, advice in _SIGNATURES:
        if data.startswith(start):
            raise unreadable(f"Tệp gửi lên là {what}, không phải bảng tính", advice)
    head, encoding = data[: 2 * _HEAD], utf_16_without_mark(data) if separated else ""
    return _kind_of_text((head.decode(encoding, "replace") if encoding else decoded(head))[:_HEAD], name, separated)


def kind_of_package(names: Iterable[str], mimetype: bytes) -> Kind:
    """The kind of a zip package by its (lower-case) part names; raises Refused for what is no spreadsheet."""
    names = set(names)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if mimetype.startswith(_ODS):
        return "ods"
    for folder, what, advice in _FOLDERS:
        if any(part.startswith(folder) for part in names):
            raise unreadable(f"Tệp gửi lên là {what}", advice)
    if mimetype.startswith(_OTHER_OPEN_DOCUMENT):
        raise unreadable("Tệp gửi lên là văn bản OpenDocument, không phải bảng tính", _SEND_WORKBOOK)
    raise unreadable("Tệp gửi lên là tệp nén ZIP, không phải bảng tính", _UNPACK)


def decoded(data: bytes) -> str:
    """The text of a page: by its byte order mark, else UTF-8 where it is, else as the page says."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    told = _CHARSET.search(data[:_HEAD])
    for encoding in ("utf-8", told[1].decode("ascii") if told else "", "cp1258"):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("cp1258", "replace")


def utf_16_without_mark(data: bytes) -> str:
    """Most characters of a list are digits and separators, every second byte of which is then zero."""
    head = data[:_HEAD]
    low, high = head[::2].count(0), head[1::2].count(0)
    return "" if low + high < len(head) // 8 else "utf-16-le" if high > low else "utf-16-be"


def _kind_of_text(head: str, name: str, separated: bool) -> Kind:
    begun = _BEFORE_MARKUP.match(head)
    text = head[begun.end() :] if begun else head
    if _MARKUP.match(text):
        return "html"
    if text[:12].lower() == "mime-version":
        return "mhtml"
    if SPACE_2003.decode() in head:
        return "xml"
    if _FLAT_ODS.search(head):
        return "ods"
    if text and not _CONTROL.search(text):
        if separated:
            return "csv"
        if _GOOGLE.match(text):
            raise unreadable("Tệp gửi lên là lối tắt tới Google Sheets, không có số liệu bên trong", _DOWNLOAD)
        raise unreadable("Tệp gửi lên là văn bản thuần (.txt, .csv), không phải bảng tính", _SEND_WORKBOOK)
    raise unreadable(f"Không nhận ra «{name}» là tệp bảng tính nào, hoặc tệp đã hỏng", _SEND_WORKBOOK)

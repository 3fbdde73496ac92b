"""Reads a web page saved as one file (MHTML), which systems export under the name .xls: each page of it as a sheet."""

import codecs
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from kstt.sheet import Book, Sheet
from report_templates.files.bounds import MOST_SHEETS, Bounds, too_large
from report_templates.files.html_tables import read_tables, without_tables
from report_templates.files.kinds import broken, decoded

_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_TABS = re.compile(r"tabstrip\.html?$", re.IGNORECASE)  # the names of the sheets, which Excel saves as a page of links
_SHEETS = re.compile(r"<x:ExcelWorksheet>\s*<x:Name>([^<]+)</x:Name>")
_HIDDEN = re.compile(r"<x:Visible>\s*Sheet(?:Very)?Hidden\s*</x:Visible>")


def read_archive(data: bytes, bounds: Bounds) -> Book:
    """The pages with tables, in their order, under the names that Excel noted where it wrote the file."""
    message = message_from_bytes(data.lstrip(), policy=policy.default)
    parts = list(message.walk())
    if any(part.defects for part in parts):  # such as an end that never came
        raise broken()
    pages = [(part, page) for part in parts if (page := _page(part))]
    names = [name for _, page in pages for name in _SHEETS.findall(decoded(page))]
    with_tables = [page for part, page in pages if _TABLE.search(decoded(page)) and not _TABS.search(_place(part))]
    if not with_tables:
        raise without_tables()
    if len(with_tables) > MOST_SHEETS:
        raise too_large()
    book = Book([])
    for at, page in enumerate(with_tables):
        read = read_tables(page, bounds)
        name = names[at] if len(names) == len(with_tables) else f"Sheet{at + 1}"
        book.sheets += _named(read.sheets, name, hidden=bool(_HIDDEN.search(decoded(page))))
        book.set_aside += read.set_aside
    return book


def _page(part: EmailMessage) -> bytes:
    """The bytes of a page in the archive; empty for any other part."""
    if part.get_content_type() != "text/html":
        return b""
    content, charset = part.get_payload(decode=True), part.get_content_charset("us-ascii")
    if not isinstance(content, bytes):
        return b""
    if charset == "us-ascii":  # which says no more than that letters are written as marks: the page itself knows
        return content
    try:
        return codecs.BOM_UTF8 + content.decode(charset).encode()
    except (LookupError, UnicodeDecodeError):
        return content


def _place(part: EmailMessage) -> str:
    return str(part.get("Content-Location", ""))


def _named(sheets: list[Sheet], name: str, *, hidden: bool) -> Iterator[Sheet]:
    for sheet in sheets:
        sheet.name, sheet.hidden = name, hidden
        yield sheet

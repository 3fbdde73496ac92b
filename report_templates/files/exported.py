"""What systems export under the name .xls that is none: a page of HTML, alone or in an archive, and XML of 2003."""

from typing import Literal

from kstt.sheet import Book
from report_templates.files.bounds import REPORT, Bounds
from report_templates.files.cleanroom import FLAT
from report_templates.files.html_tables import read_tables
from report_templates.files.web_archives import read_archive
from report_templates.files.xml_spreadsheets import read_xml_spreadsheet

Exported = Literal["html", "mhtml", "xml"]


def read_exported(kind: Exported, data: bytes, parts: dict[str, bytes], bounds: Bounds = REPORT) -> Book:
    """The sheets of an admitted file of one of these kinds; raises Refused."""
    if kind == "xml":
        return read_xml_spreadsheet(parts[FLAT], bounds)
    return read_tables(data, bounds) if kind == "html" else read_archive(data, bounds)

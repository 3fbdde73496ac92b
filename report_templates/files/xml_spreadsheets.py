"""Reads XML Spreadsheet 2003, which many systems export under the name .xls: its sheets and styles.

What a parser could be led astray by, such as a DOCTYPE, is refused before this reads anything.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from kstt.sheet import Book, Sheet
from report_templates.files.bounds import MOST_SHEETS, Bounds, too_large
from report_templates.files.kinds import broken
from report_templates.files.markup import PREFIX
from report_templates.files.shown import suspect
from report_templates.files.xml_spreadsheet_rows import PLAIN, SPACE, Rows, Style

_VISIBLE = "{urn:schemas-microsoft-com:office:excel}Visible"
_WORKSHEET, _TABLE, _COLUMN, _ROW, _STYLE = (SPACE + name for name in ("Worksheet", "Table", "Column", "Row", "Style"))
_CELLS = re.compile(rb"<" + PREFIX + rb"Cell[\s/>]")
_NAMED = {"Percent": "0.00%"}  # the one format with a name that shows another number


def read_xml_spreadsheet(plain: bytes, bounds: Bounds) -> Book:
    """The sheets of a checked XML Spreadsheet 2003 file in UTF-8 or as it says; raises Refused."""
    if len(_CELLS.findall(plain)) > bounds.page:
        raise too_large()
    try:
        return _read(plain, bounds)
    except etree.XMLSyntaxError:
        raise broken() from None


def _read(plain: bytes, bounds: Bounds) -> Book:
    reading = _Reading(bounds)
    events = etree.iterparse(io.BytesIO(plain.strip()), ("start", "end"), resolve_entities=False, no_network=True)
    for event, element in events:
        (reading.begin if event == "start" else reading.end)(element)
    if not reading.book.sheets:
        raise broken()
    return reading.book


@dataclass(slots=True)
class _Reading:
    """A book while its elements arrive."""

    bounds: Bounds
    book: Book = field(default_factory=lambda: Book([]))
    styles: dict[str, Style] = field(default_factory=dict)
    now: Rows | None = None

    def begin(self, element: etree._Element) -> None:
        """What the start of an element tells."""
        if element.tag == _WORKSHEET:
            if len(self.book.sheets) == MOST_SHEETS:
                raise too_large()
            self.now = Rows(Sheet(element.get(SPACE + "Name", ""), []), self.bounds, self.styles)
            self.book.sheets.append(self.now.sheet)
        elif element.tag == _TABLE and self.now:
            self.now.default = element.get(SPACE + "StyleID", "")

    def end(self, element: etree._Element) -> None:
        """What an element with all inside of it tells."""
        if element.tag == _STYLE:
            self.styles[element.get(SPACE + "ID", "")] = _style(element, self.styles)
        elif self.now and element.tag == _COLUMN:
            self.now.take_column(element)
        elif self.now and element.tag == _ROW:
            self.now.take_row(element)
            element.clear()
        elif self.now and element.tag == _VISIBLE:
            self.now.sheet.hidden = (element.text or "").strip() != "SheetVisible"
        elif self.now and element.tag == _WORKSHEET:
            self.now.done()
            self.book.set_aside.extend(_set_aside(self.now))
            self.now = None


def _style(element: etree._Element, known: Mapping[str, Style]) -> Style:
    """A style, with what it takes over from its parent."""
    parent = known.get(element.get(SPACE + "Parent", "Default"), PLAIN)
    number, font = element.find(SPACE + "NumberFormat"), element.find(SPACE + "Font")
    code, struck = parent.format, parent.struck
    if number is not None:
        said = number.get(SPACE + "Format", "")
        code = told if suspect(told := _NAMED.get(said, said)) else ""
    if font is not None:
        struck = font.get(SPACE + "StrikeThrough") == "1"
    return Style(code, struck)


def _set_aside(rows: Rows) -> Iterator[str]:
    if rows.outside:
        yield f"Trang «{rows.sheet.name}»: {rows.outside} ô nằm ngoài phạm vi biểu, không đọc"

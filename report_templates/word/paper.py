"""The paper of official documents in Word: page, letters, national name and motto, columns, short lines.

Margins and letters follow Nghị định 30/2020/NĐ-CP (phụ lục I).
"""

from datetime import datetime

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

_FONT, SIZE = "Times New Roman", 14
_BORN = datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed day: the same template, the same bytes


def new_document(title: str) -> Doc:
    """An empty A4 page with the margins and letters of official documents (Nghị định 30/2020/NĐ-CP)."""
    document = Document()
    section, style = document.sections[0], document.styles["Normal"]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    style.font.name, style.font.size = _FONT, Pt(SIZE)
    fonts = style.element.rPr.rFonts
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), _FONT)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    told = document.core_properties
    told.title, told.language = title, "vi-VN"
    told.author = told.comments = told.last_modified_by = ""
    told.created = told.modified = _BORN
    return document


def nation(cell: _Cell) -> None:
    """The national name and the motto with its line (quốc hiệu, tiêu ngữ)."""
    line(cell.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, size=12)
    line(cell.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", bold=True, size=13)
    rule(cell, 1.9)


def columns(document: Doc, *widths: float) -> tuple[_Cell, ...]:
    """Cells side by side, without borders."""
    table = document.add_table(1, len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = column.cells[0].width = Cm(width)  # Word goes by the cells, LibreOffice by the columns
    return tuple(table.rows[0].cells)


def line(
    paragraph: Paragraph,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: int = SIZE,
    before: int = 0,
    after: int = 0,
) -> Paragraph:
    """A paragraph of one run: a tag that is cut into two runs could not be filled in."""
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    return paragraph


def rule(cell: _Cell, indent: float) -> None:
    """The short line under a letterhead: the border of an empty paragraph."""
    paragraph = cell.add_paragraph()
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "auto")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph.paragraph_format.element.get_or_add_pPr().append(borders)  # before the others: Word is strict on order
    shape = paragraph.paragraph_format
    shape.line_spacing, shape.left_indent, shape.right_indent = Pt(3), Cm(indent), Cm(indent)

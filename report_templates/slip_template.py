"""Builds the Word template of the apology slip: the layout of an official document, the wording our own.

The elements follow the slip in the annex of a city's plan: number, date, addressee, dossier code, days of receipt and
promise, reason and new day to be filled in by hand. An office edits the result in Word, not this module.
"""

from datetime import datetime
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from report_templates.slips import without_times

_FONT, _SIZE = "Times New Roman", 14
_BORN = datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed day: the same template, the same bytes
_DOTS = "…" * 31
_BODY = (
    (
        "{{ office }} đã tiếp nhận hồ sơ của Ông/Bà/Tổ chức {{ slip.received }}, mã hồ sơ: {{ slip.code }}"
        "{% if slip.procedure %}, đề nghị giải quyết thủ tục hành chính: {{ slip.procedure }}{% endif %}"
        "{% if slip.field %} (lĩnh vực: {{ slip.field }}){% endif %}."
    ),
    "Thời gian hẹn trả kết quả: {% if slip.due_at %}{{ slip.due_at }}, {% endif %}{{ slip.due }}.",
    (
        "{% if slip.finished %}Hồ sơ được giải quyết xong {{ slip.finished }}, chậm so với thời gian đã hẹn."
        "{% else %}Đến nay hồ sơ chưa được giải quyết xong theo thời gian đã hẹn.{% endif %}"
    ),
    f"Lý do: {_DOTS[6:]}",
    _DOTS,
    (
        "{{ office }} xin lỗi Ông/Bà/Tổ chức về sự chậm trễ và những phiền hà, tốn kém do việc này gây ra; hẹn trả kết "
        "quả giải quyết hồ sơ cho Ông/Bà/Tổ chức vào ngày …… tháng …… năm ………"
    ),
    "Kính mong Ông/Bà/Tổ chức thông cảm./.",
)


def write_template(target: Path) -> None:
    """Writes the template; always the same bytes."""
    document, built = _document(), BytesIO()
    document.add_paragraph("{%p for slip in slips %}")
    opening = document.add_paragraph()  # every slip begins a page of its own
    opening.paragraph_format.page_break_before = True
    opening.paragraph_format.line_spacing = Pt(1)
    _letterhead(document)
    _line(document.add_paragraph(), "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", bold=True, before=24, after=18)
    _line(document.add_paragraph(), "Kính gửi: {{ slip.applicant }}", after=12)
    for text in _BODY:
        said = _line(document.add_paragraph(), text, after=6)
        said.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        said.paragraph_format.first_line_indent = Cm(1.27) if text != _DOTS else None
    _signature(document)
    document.add_paragraph("{%p endfor %}")
    document.save(built)
    target.write_bytes(without_times(built.getvalue()))


def _document() -> Doc:
    """An empty A4 page with the margins and letters of official documents (Nghị định 30/2020/NĐ-CP)."""
    document = Document()
    section, style = document.sections[0], document.styles["Normal"]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    style.font.name, style.font.size = _FONT, Pt(_SIZE)
    fonts = style.element.rPr.rFonts
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), _FONT)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    told = document.core_properties
    told.title, told.language = "Phiếu xin lỗi và hẹn lại ngày trả kết quả", "vi-VN"
    told.author = told.comments = told.last_modified_by = ""
    told.created = told.modified = _BORN
    return document


def _letterhead(document: Doc) -> None:
    left, right = _columns(document, 6.4, 9.6)
    _line(left.paragraphs[0], "{%p if above %}")
    _line(left.add_paragraph(), "{{ above | upper }}", size=12)
    _line(left.add_paragraph(), "{%p endif %}")
    _line(left.add_paragraph(), "{{ office | upper }}", bold=True, size=12)
    _rule(left, 2.3)
    _line(left.add_paragraph(), "Số: ……/……", size=13, before=6)
    _line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, size=12)
    _line(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", bold=True, size=13)
    _rule(right, 1.9)
    _line(right.add_paragraph(), "…………, ngày …… tháng …… năm ………", italic=True, before=6)


def _signature(document: Doc) -> None:
    left, right = _columns(document, 6.4, 9.6)
    _line(left.paragraphs[0], "Nơi nhận:", bold=True, italic=True, size=12, before=12)
    for text in ("- Như trên;", "- Lưu: VT."):
        _line(left.add_paragraph(), text, size=11)
    for paragraph in left.paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _line(right.paragraphs[0], "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ", bold=True, before=12)
    _line(right.add_paragraph(), "(Ký, ghi rõ họ tên, đóng dấu hoặc ký số)", italic=True, size=13)


def _columns(document: Doc, *widths: float) -> tuple[_Cell, ...]:
    """Cells side by side, without borders."""
    table = document.add_table(1, len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = column.cells[0].width = Cm(width)  # Word goes by the cells, LibreOffice by the columns
    return tuple(table.rows[0].cells)


def _line(
    paragraph: Paragraph,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: int = _SIZE,
    before: int = 0,
    after: int = 0,
) -> Paragraph:
    """A paragraph of one run: a tag that is cut into two runs could not be filled in."""
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    return paragraph


def _rule(cell: _Cell, indent: float) -> None:
    """The short line under a letterhead: the border of an empty paragraph."""
    paragraph = cell.add_paragraph()
    shape = paragraph.paragraph_format
    shape.line_spacing, shape.left_indent, shape.right_indent = Pt(3), Cm(indent), Cm(indent)
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "auto")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph.paragraph_format.element.get_or_add_pPr().append(borders)

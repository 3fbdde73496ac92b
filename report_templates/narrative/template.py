"""Builds the Word template of the narrative report: the layout of an official document around the outline's headings.

An office edits the result in Word: it may move, reword or drop headings and add text of its own; `{{r viet("…") }}`
fills in a sentence with figures named as in narrative.toml.
"""

from pathlib import Path

from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from kstt.narrative.content import Chapter, Outline
from report_templates.word.filling import packed
from report_templates.word.paper import columns, line, nation, new_document, rule

_OPENING = (
    "Thực hiện chế độ báo cáo định kỳ về công tác kiểm soát thủ tục hành chính, {{ office }} báo cáo tình hình, kết "
    "quả thực hiện {{ period }} ({{ window }}) như sau:"
)
_CLOSING = "Trên đây là báo cáo {{ period }} của {{ office }}./."


def write_template(target: Path, outline: Outline) -> None:
    """Writes the template; always the same bytes for the same outline."""
    document = new_document("Báo cáo thuyết minh")
    _page_numbers(document)
    _letterhead(document)
    _title(document, outline.title)
    _body(document, _OPENING)
    for chapter in outline.chapters:
        _chapter(document, chapter)
    _body(document, _CLOSING).paragraph_format.keep_with_next = True
    _signature(document)
    target.write_bytes(packed(document))


def _chapter(document: Doc, chapter: Chapter) -> None:
    if chapter.heading:
        heading = _body(document, chapter.heading, bold=True, before=6)
        heading.paragraph_format.keep_with_next = True
    if not chapter.headed:
        document.add_paragraph(f"{{%p for doan in muc.{chapter.id} %}}")
        _body(document, "{{r doan }}")
        document.add_paragraph("{%p endfor %}")


def _body(document: Doc, text: str, *, bold: bool = False, before: int = 0) -> Paragraph:
    said = line(document.add_paragraph(), text, bold=bold, before=before, after=6)
    said.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    said.paragraph_format.first_line_indent = Cm(1.27)
    return said


def _letterhead(document: Doc) -> None:
    left, right = columns(document, 6.4, 9.6)
    line(left.paragraphs[0], "{%p if above %}")
    line(left.add_paragraph(), "{{ above | upper }}", size=12)
    line(left.add_paragraph(), "{%p endif %}")
    _each(left, "dong", "office_lines", "{{ dong | upper }}", bold=True)
    rule(left, 2.3)
    line(left.add_paragraph(), "Số: ……/{{ symbol }}", size=13, before=6)
    nation(right)
    line(right.add_paragraph(), "{{ place }}, ngày …… tháng …… năm {{ year }}", italic=True, before=6)


def _each(cell: _Cell, name: str, names: str, text: str, *, bold: bool = False, size: int = 12) -> None:
    line(cell.add_paragraph(), f"{{%p for {name} in {names} %}}")
    line(cell.add_paragraph(), text, bold=bold, size=size)
    line(cell.add_paragraph(), "{%p endfor %}")


def _title(document: Doc, title: str) -> None:
    line(document.add_paragraph(), "BÁO CÁO", bold=True, before=18)
    line(document.add_paragraph(), title.strip(), bold=True)
    line(document.add_paragraph(), "{{ period }}", bold=True)
    column = columns(document, 16.0)[0]
    column.paragraphs[0].paragraph_format.line_spacing = Pt(1)
    rule(column, 5.5)
    line(document.add_paragraph(), "Kính gửi: {{ receiver }}", before=6, after=12)


def _signature(document: Doc) -> None:
    left, right = columns(document, 6.4, 9.6)
    line(left.paragraphs[0], "Nơi nhận:", bold=True, italic=True, size=12, before=12)
    _each(left, "noi", "recipients", "- {{ noi }};", size=11)
    line(left.add_paragraph(), "- Lưu: VT.", size=11)
    for paragraph in left.paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    line(right.paragraphs[0], "", before=6)
    line(right.add_paragraph(), "{%p if on_behalf %}")
    line(right.add_paragraph(), "{{ on_behalf }}", bold=True)
    line(right.add_paragraph(), "{%p endif %}")
    line(right.add_paragraph(), "{{ signer }}", bold=True)
    line(right.add_paragraph(), "(Ký, ghi rõ họ tên, đóng dấu hoặc ký số)", italic=True, size=13)
    for paragraph in (*left.paragraphs, *right.paragraphs):
        paragraph.paragraph_format.keep_with_next = True  # the signature is never torn apart


def _page_numbers(document: Doc) -> None:
    """The page number top centre, from the second page on."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header_distance = Cm(1)
    paragraph = line(section.header.paragraphs[0], "", size=13)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        run = paragraph.add_run()
        run.font.size = Pt(13)
        run._r.append(part)  # noqa: SLF001 - python-docx has no word for fields

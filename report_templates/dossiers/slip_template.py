"""Builds the Word template of the apology slip: the layout of an official document, the wording our own.

The elements follow the slip in the annex of a city's plan: number, date, addressee, dossier code, days of receipt and
promise, reason and new day to be filled in by hand. An office edits the result in Word, not this module.
"""

from pathlib import Path

from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from report_templates.word.filling import packed
from report_templates.word.paper import columns, line, nation, new_document, rule

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
    document = new_document("Phiếu xin lỗi và hẹn lại ngày trả kết quả")
    document.add_paragraph("{%p for slip in slips %}")
    opening = document.add_paragraph()  # every slip begins a page of its own
    opening.paragraph_format.page_break_before = True
    opening.paragraph_format.line_spacing = Pt(1)
    _letterhead(document)
    line(document.add_paragraph(), "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", bold=True, before=24, after=18)
    line(document.add_paragraph(), "Kính gửi: {{ slip.applicant }}", after=12)
    for text in _BODY:
        said = line(document.add_paragraph(), text, after=6)
        said.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        said.paragraph_format.first_line_indent = Cm(1.27) if text != _DOTS else None
    _signature(document)
    document.add_paragraph("{%p endfor %}")
    target.write_bytes(packed(document))


def _letterhead(document: Doc) -> None:
    left, right = columns(document, 6.4, 9.6)
    line(left.paragraphs[0], "{%p if above %}")
    line(left.add_paragraph(), "{{ above | upper }}", size=12)
    line(left.add_paragraph(), "{%p endif %}")
    line(left.add_paragraph(), "{{ office | upper }}", bold=True, size=12)
    rule(left, 2.3)
    line(left.add_paragraph(), "Số: ……/……", size=13, before=6)
    nation(right)
    line(right.add_paragraph(), "…………, ngày …… tháng …… năm ………", italic=True, before=6)


def _signature(document: Doc) -> None:
    left, right = columns(document, 6.4, 9.6)
    line(left.paragraphs[0], "Nơi nhận:", bold=True, italic=True, size=12, before=12)
    for text in ("- Như trên;", "- Lưu: VT."):
        line(left.add_paragraph(), text, size=11)
    for paragraph in left.paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    line(right.paragraphs[0], "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ", bold=True, before=12)
    line(right.add_paragraph(), "(Ký, ghi rõ họ tên, đóng dấu hoặc ký số)", italic=True, size=13)

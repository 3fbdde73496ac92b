"""The sheet «Phát hiện»: every finding on a row, to be filtered."""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from kstt.finding import CHECKED_BY_QUARTER, Finding, levels_of
from kstt.unit import Register
from report_templates.drawing.listing import Listing, fields_of
from report_templates.drawing.look import Look, set_page

_FIELDS = (
    ("STT", 5, "center"),
    ("Đơn vị", 17, "left"),
    ("Tệp", 18, "left"),
    ("Mức độ", 10, "left"),
    ("Biểu", 7, "left"),
    ("Trang", 10, "left"),
    ("Ô", 6, "center"),
    ("Dòng", 16, "left"),
    ("Cột", 5, "center"),
    ("Tìm thấy", 10, "count"),
    ("Phải là", 10, "count"),
    ("Chênh lệch", 9, "count"),
    ("Nội dung", 40, "left"),
    ("Cách xử lý", 30, "left"),
    ("Giải trình, lý do miễn", 24, "left"),
)


def draw_findings(
    sheet: Worksheet, look: Look, title: str, findings: Sequence[Finding], register: Register, *, added_up: bool
) -> None:
    """All findings in the given order, headings frozen and with a filter; a period `added_up` had no files to check."""
    listing = Listing(sheet, look, [width for _, width, _ in _FIELDS])
    listing.text(f"PHÁT HIỆN KHI KIỂM TRA SỐ LIỆU – {title}", "title")
    said = levels_of(findings)
    many = f"{len(findings)} phát hiện{f': {said}' if said else ''}."
    listing.text(CHECKED_BY_QUARTER if added_up and not findings else many, "italic", "left")
    fields = fields_of(_FIELDS)
    rows = (_row(order, finding, register) for order, finding in enumerate(findings, start=1))
    first, last = listing.table(fields, rows)
    sheet.autofilter(first - 1, 0, last - 1, len(fields) - 1)
    sheet.freeze_panes(first, 2)
    set_page(sheet, first)


def _row(order: int, finding: Finding, register: Register) -> Sequence[Any]:
    unit = None if finding.unit_code is None else register.get(finding.unit_code)
    return (
        order,
        unit.name if unit else "",
        finding.file,
        finding.level,
        finding.form,
        finding.sheet,
        finding.cell,
        finding.line,
        f"({finding.column})" if finding.column else "",
        finding.stands,
        None if finding.suspects else finding.expected,  # which of several cells is wrong nobody knows
        finding.difference,
        finding.message,
        finding.advice,
        finding.explanation or finding.waived,
    )

"""The sheet «Đọc khác, bỏ qua»: what was read otherwise than it is written in a file, or passed over."""

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from kstt.provenance import Normalisation
from report_templates.drawing.listing import Field, Listing
from report_templates.drawing.look import Look, set_page

OTHERWISE = "Đọc khác, bỏ qua"
_WIDTHS = (6, 8, 48, 42, 30, 34, 34)
_HEADINGS = ("STT", "Số ô", "Tệp", "Nội dung", "Trang", "Ví dụ", "Các ô")
_CENTRED = 2


def draw_otherwise(sheet: Worksheet, look: Look, title: str, told: Sequence[Normalisation]) -> None:
    """A row for each kind in each file, headings frozen and on every page."""
    listing = Listing(sheet, look, _WIDTHS)
    listing.text(f"NHỮNG GÌ ĐƯỢC ĐỌC KHÁC VỚI CÁCH GHI TRONG TỆP, HOẶC BỊ BỎ QUA – {title}", "title")
    fields = [Field(name, at, "center" if at <= _CENTRED else "left") for at, name in enumerate(_HEADINGS, start=1)]
    rows = ((at, one.count, one.file, one.kind, one.sheet, one.example, one.cells) for at, one in enumerate(told, 1))
    first, last = listing.table(fields, rows)
    sheet.autofilter(first - 1, 0, last - 1, len(fields) - 1)
    sheet.freeze_panes(first, 0)
    set_page(sheet, first)

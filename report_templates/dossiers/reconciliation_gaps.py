"""The sheets «Chênh lệch» and «Hồ sơ» of a reconciliation: every gap on a row, and the dossiers behind it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from xlsxwriter.worksheet import Worksheet

from kstt.dossiers.reconciling import Gap
from kstt.form import Form
from kstt.unit import Unit
from report_templates.drawing.listing import Field, Listing
from report_templates.drawing.look import Look, set_page

GAPS, DOSSIERS = "Chênh lệch", "Hồ sơ"
MOST_NAMED = 200  # dossiers listed of one gap
_GAP_FIELDS = (
    ("STT", 5, "center"),
    ("Đơn vị", 24, "left"),
    ("Lĩnh vực", 30, "left"),
    ("Cột", 9, "center"),
    ("Nội dung cột", 46, "left"),
    ("Báo cáo", 10, "count"),
    ("Tính từ hồ sơ", 10, "count"),
    ("Chênh lệch", 10, "count"),
    ("Hồ sơ liên quan", 10, "count"),
    ("Nhận xét", 40, "left"),
)
_DOSSIER_FIELDS = (
    ("Chênh lệch số", 9, "center"),
    ("Đơn vị", 24, "left"),
    ("Lĩnh vực", 24, "left"),
    ("Cột", 9, "center"),
    ("Mã hồ sơ", 26, "left"),
    ("Ngày tiếp nhận", 12, "date"),
    ("Ngày hẹn trả", 12, "date"),
    ("Ngày kết thúc", 13, "date"),
    ("Trạng thái", 20, "left"),
    ("Có thể tính khác vì", 36, "left"),
)


def draw_gaps(sheet: Worksheet, look: Look, title: str, form: Form, gaps: Sequence[tuple[Unit, Gap]]) -> None:
    """Every gap on a row, its difference a live formula."""
    listing = Listing(sheet, look, [width for _, width, _ in _GAP_FIELDS])
    listing.text(f"CHÊNH LỆCH GIỮA BÁO CÁO VÀ HỒ SƠ – {title}", "title")
    listing.text("Chênh lệch = báo cáo trừ tính từ hồ sơ: số dương là báo cáo nhiều hơn.", "italic", "left")
    rows = [_gap_row(order, unit, gap, form) for order, (unit, gap) in enumerate(gaps, start=1)]
    first = filtered(sheet, listing, _GAP_FIELDS, rows)
    for row, (_, gap) in enumerate(gaps, start=first + 1):
        sheet.write_formula(row - 1, 7, f"=F{row}-G{row}", look.of("grid", "top", "count"), gap.difference)


def _gap_row(order: int, unit: Unit, gap: Gap, form: Form) -> Sequence[object]:
    headings = {column.number: " – ".join(column.heading) for column in form.columns}
    named = "; ".join(headings[number] for number in gap.columns)
    field = gap.field or "(danh sách không ghi lĩnh vực)"
    numbers = gap.reported, gap.counted, None, len(gap.behind)
    return order, unit.name, field, _columns(gap), named, *numbers, _gap_remark(gap)


def _gap_remark(gap: Gap) -> str:
    said = ["tổng của đơn vị ở cột này khớp: hồ sơ ghi ở lĩnh vực khác"] if gap.elsewhere else []
    doubtful = sum(bool(one.why) for one in gap.behind)
    if doubtful == abs(gap.difference):
        said.append(f"đúng bằng {doubtful} hồ sơ có thể tính khác")
    elif doubtful:
        said.append(f"{doubtful} hồ sơ có thể tính khác")
    if len(gap.behind) > MOST_NAMED:
        said.append(f"trang {DOSSIERS} liệt kê {MOST_NAMED} hồ sơ đầu")
    return "; ".join(said)


def _columns(gap: Gap) -> str:
    return "+".join(f"({number})" for number in gap.columns)


def draw_dossiers(sheet: Worksheet, look: Look, title: str, gaps: Sequence[tuple[Unit, Gap]]) -> None:
    """The dossiers behind the gaps, by the gap's number on the sheet of gaps."""
    listing = Listing(sheet, look, [width for _, width, _ in _DOSSIER_FIELDS])
    listing.text(f"HỒ SƠ LIÊN QUAN ĐẾN TỪNG CHÊNH LỆCH – {title}", "title")
    listing.text(
        f"Báo cáo ít hơn: các hồ sơ tính vào cột đó. Báo cáo nhiều hơn: các hồ sơ có thể đơn vị đã tính vào cột đó. "
        f"Mỗi chênh lệch liệt kê nhiều nhất {MOST_NAMED} hồ sơ, hồ sơ có thể tính khác đứng trước.",
        "italic",
        "left",
    )
    rows = [
        (order, unit.name, gap.field, _columns(gap), one.dossier.code, *_days(one.dossier.received, one.dossier.due,
         one.dossier.finished), one.dossier.status, one.why)
        for order, (unit, gap) in enumerate(gaps, start=1)
        for one in gap.behind[:MOST_NAMED]
    ]  # fmt: skip
    filtered(sheet, listing, _DOSSIER_FIELDS, rows)


def _days(*days: date | None) -> Iterable[datetime | None]:
    return (datetime.combine(one, time.min) if one else None for one in days)


def filtered(
    sheet: Worksheet, listing: Listing, fields: Sequence[tuple[str, float, str]], rows: Sequence[Sequence[object]]
) -> int:
    """The table that ends a sheet, with a filter and its headings frozen; gives their row (from 1)."""
    first, last = listing.table([Field(name, at, style) for at, (name, _, style) in enumerate(fields, 1)], rows)
    sheet.autofilter(first - 1, 0, last - 1, len(fields) - 1)
    sheet.freeze_panes(first, 0)
    set_page(sheet, first)
    return first

"""The workbook of a reconciliation: units at a glance, every gap, the dossiers behind it, what could not be counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from fractions import Fraction
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from kstt.dossiers.reconciling import Reconciled
from kstt.form import Form
from kstt.locality import Locality
from kstt.period import Period, day
from kstt.sheet import address
from kstt.spoken import count_text, units_named
from kstt.targets.target import Parts
from kstt.unit import Unit
from report_templates.dossiers.reconciliation_gaps import DOSSIERS, GAPS, draw_dossiers, draw_gaps, filtered
from report_templates.drawing.cells import NOTHING, Formula
from report_templates.drawing.listing import Field, Listing
from report_templates.drawing.look import Look, new_workbook, set_page

UNITS, LEFT_OUT, RULES = "Đối soát", "Không tính được", "Cách tính"
_MOST_UNITS = 10  # units named in one sentence
_UNIT_FIELDS = (
    ("STT", 5, "center"),
    ("Mã", 8, "center"),
    ("Đơn vị", 26, "left"),
    ("Hồ sơ trong danh sách thuộc kỳ", 12, "count"),
    ("Báo cáo: đã giải quyết", 11, "count"),
    ("Báo cáo: trước hạn và đúng hạn", 11, "count"),
    ("Báo cáo: tỷ lệ trước hạn và đúng hạn", 12, "percent"),
    ("Hồ sơ: đã giải quyết", 11, "count"),
    ("Hồ sơ: trước hạn và đúng hạn", 11, "count"),
    ("Hồ sơ: tỷ lệ trước hạn và đúng hạn", 12, "percent"),
    ("Số ô lệch", 8, "center"),
    ("Nhận xét", 60, "left"),
)
_RULES = """
So từng ngày, không so giờ. Hồ sơ thuộc kỳ: tiếp nhận đến hết ngày cuối kỳ và chưa kết thúc trước ngày đầu kỳ.
Cột {received_online}, {received_direct}: tiếp nhận trong kỳ, theo kênh tiếp nhận; danh sách không ghi kênh thì so chung tổng hai cột.
Cột {carried_over}: tiếp nhận trước ngày đầu kỳ. Danh sách phải có cả những hồ sơ này.
Cột {resolved_early}, {resolved_on_time}, {resolved_overdue}: kết thúc xử lý trong kỳ trước, đúng hoặc sau ngày hẹn trả. Hồ sơ rút, trả lại hoặc không có ngày hẹn trả tính vào cột {resolved_on_time}.
Cột {pending_overdue}: đến hết kỳ chưa kết thúc và ngày hẹn trả trước ngày cuối kỳ; cột {pending_in_time}: chưa kết thúc còn lại, kể cả hồ sơ chờ bổ sung, chờ nghĩa vụ tài chính, dừng xử lý.
Cột {received}, {resolved}, {pending} là tổng, lệch đúng khi có cột thành phần lệch, nên không nêu riêng.
Không tính: hồ sơ mới đăng ký, không được tiếp nhận.
Một mã hồ sơ ở nhiều dòng của một đơn vị tính một lần: dòng đã kết thúc thay dòng chưa kết thúc; ghi khác nhau thì không tính.
Ngày hẹn trả là ngày ghi trong danh sách, đã tính thời gian chờ bổ sung nếu hệ thống có điều chỉnh.
Cách tính theo một hệ thống một cửa công khai lập biểu này; toàn văn Thông tư 01/2020/TT-VPCP chưa đối chiếu được. Chênh lệch là điều cần hỏi đơn vị, không phải kết luận đơn vị sai.
"""  # noqa: E501 - a sentence a line; the columns are named by their keys


@dataclass(frozen=True, slots=True)
class ReconciliationContent:
    """Everything the workbook shows; the same content always gives the same bytes.

    `issue` says in Vietnamese which figures were held against the dossiers. `lists` are name, SHA-256 and number of
    dossiers of every file read; `unlisted` the units whose report counts but that no list names; `left_out` has a file
    and what in it could not be counted, in Vietnamese.
    """

    period: Period
    locality: Locality
    form: Form
    issue: str
    units: Sequence[Reconciled]
    unlisted: Sequence[Unit]
    lists: Sequence[tuple[str, str, int]]
    left_out: Sequence[tuple[str, str]]


def write_reconciliation(target: Path, content: ReconciliationContent) -> None:
    """Writes the workbook; differences and rates are live formulas that carry their results."""
    title = f"{content.locality.name} – {content.period.name}"
    workbook = new_workbook(target, f"Đối soát {title}", datetime.combine(content.period.window[0], time.min))
    look = Look(workbook)
    sheets = {name: workbook.add_worksheet(name) for name in (UNITS, GAPS, DOSSIERS, LEFT_OUT, RULES)}
    gaps = [(one.unit, gap) for one in content.units for gap in one.gaps]
    _draw_units(sheets[UNITS], look, title, content)
    draw_gaps(sheets[GAPS], look, title, content.form, gaps)
    draw_dossiers(sheets[DOSSIERS], look, title, gaps)
    _draw_left_out(sheets[LEFT_OUT], look, title, content.left_out)
    _draw_rules(sheets[RULES], look, content)
    workbook.close()


def remark(one: Reconciled, period: Period) -> str:
    """What is to be made of a unit's gaps, and of what could not be counted, in Vietnamese."""
    lacking = f"; {count_text(one.left_out)} hồ sơ của đơn vị không tính được" if one.left_out else ""
    return _made_of_gaps(one, period) + lacking


def _made_of_gaps(one: Reconciled, period: Period) -> str:
    if one.reported is None:
        return "chưa có số liệu được tính của biểu này"
    if not one.gaps:
        return "khớp"
    if one.by_months:
        first, last = map(day, period.calendar_months)
        return f"khớp nếu tính từ {first} đến {last}: đơn vị lấy số liệu theo tháng dương lịch, không theo kỳ báo cáo"
    if one.carried_over_missing:
        return "danh sách không có hồ sơ nào nhận trước kỳ: xuất lại cả hồ sơ từ kỳ trước chuyển sang rồi đối soát lại"
    if all(gap.elsewhere for gap in one.gaps):
        return "tổng của đơn vị khớp, chỉ lệch giữa các lĩnh vực"
    return f"lệch {len(one.gaps)} ô, xem trang {GAPS}"


def _draw_units(sheet: Worksheet, look: Look, title: str, content: ReconciliationContent) -> None:
    listing = Listing(sheet, look, [width for _, width, _ in _UNIT_FIELDS])
    listing.text(f"ĐỐI SOÁT BIỂU {content.form.code} VỚI DANH SÁCH HỒ SƠ – {title}", "title")
    listing.text(f"{content.period.range_text}. Số liệu báo cáo: {content.issue}.", "italic", "center")
    agreeing = sum(one.reported is not None and not one.gaps for one in content.units)
    said = f"{len(content.units)} đơn vị có trong danh sách hồ sơ, {agreeing} đơn vị khớp."
    listing.text(said, "bold", "left")
    if content.unlisted:
        names = units_named([unit.name for unit in content.unlisted], _MOST_UNITS)
        listing.text(f"Có báo cáo nhưng không có trong danh sách hồ sơ: {names}.", "warning", "left")
    if content.left_out:
        listing.text(f"{len(content.left_out)} trường hợp không tính được, xem trang {LEFT_OUT}.", "warning", "left")
    rows = [_unit_row(order, one, content.period) for order, one in enumerate(content.units, start=1)]
    first = filtered(sheet, listing, _UNIT_FIELDS, rows)
    style = look.of("grid", "top", "percent")
    for row, one in enumerate(content.units, start=first + 1):
        for column, parts in ((7, one.reported), (10, one.counted)):
            if parts is not None:
                formula = _rate(row, column, parts)
                sheet.write_formula(row - 1, column - 1, formula.text, style, formula.value)


def _unit_row(order: int, one: Reconciled, period: Period) -> Sequence[object]:
    told = one.reported or Parts()
    in_time = told.denominator, told.numerator, None
    counted = one.counted.denominator, one.counted.numerator, None
    gaps = len(one.gaps) if one.reported else None
    return order, one.unit.code, one.unit.name, one.dossiers, *in_time, *counted, gaps, remark(one, period)


def _rate(row: int, column: int, parts: Parts) -> Formula:
    """In time over resolved, from the two cells before it."""
    resolved, in_time = address(row, column - 2), address(row, column - 1)
    whole = parts.denominator or 0
    value = float(Fraction(parts.numerator or 0, whole)) if whole else NOTHING
    return Formula(f'=IF({resolved}=0,"{NOTHING}",{in_time}/{resolved})', value)


def _draw_left_out(sheet: Worksheet, look: Look, title: str, left_out: Sequence[tuple[str, str]]) -> None:
    fields = ("STT", 5, "center"), ("Tệp", 34, "left"), ("Vì sao không tính được", 110, "left")
    listing = Listing(sheet, look, [width for _, width, _ in fields])
    listing.text(f"KHÔNG TÍNH ĐƯỢC – {title}", "title")
    filtered(sheet, listing, fields, [(order, *one) for order, one in enumerate(left_out, start=1)])


def _draw_rules(sheet: Worksheet, look: Look, content: ReconciliationContent) -> None:
    listing = Listing(sheet, look, [36, 78, 12])
    listing.text("CÁCH TÍNH", "title")
    numbers = {column.key: f"({column.number})" for column in content.form.columns}
    for sentence in _RULES.strip().splitlines():
        listing.text(f"- {sentence.format_map(numbers)}", "left")
    listing.text("Danh sách hồ sơ đã đọc", "bold", "left")
    fields = Field("Tệp", 1), Field("SHA-256", 2), Field("Số hồ sơ", 3, "count")
    listing.table(fields, content.lists)
    set_page(sheet)

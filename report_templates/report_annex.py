"""The sheet «Giải trình»: explanations in force, owed and void, waivers and withdrawn rules, each with who and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from xlsxwriter.worksheet import Worksheet

from kstt.annex import Annex
from kstt.explaining import Void
from kstt.finding import Finding
from kstt.unit import Register
from kstt.waiver import Waiver, Withdrawal
from report_templates.listing import Field, Listing
from report_templates.look import Look, set_page

ANNEX = "Giải trình"
_WIDTHS = (5, 22, 8, 20, 6, 12, 12, 44, 44, 24, 17)
_WHERE = (
    Field("STT", 1, "center"),
    Field("Đơn vị", 2),
    Field("Biểu", 3),
    Field("Dòng", 4),
    Field("Cột", 5, "center"),
)
_SAID = (Field("Người ghi", 10), Field("Ghi lúc", 11, "moment"))


def draw_annex(sheet: Worksheet, look: Look, title: str, annex: Annex, register: Register) -> None:
    """Only the sections in which there is something."""
    listing = Listing(sheet, look, _WIDTHS)
    listing.text(f"GIẢI TRÌNH, MIỄN VÀ NGỪNG ÁP DỤNG QUY TẮC – {title}", "title")
    names = {unit.code: unit.name for unit in register.units}
    _explained(listing, annex.explained, names)
    _owed(listing, annex.owed, names)
    _void(listing, annex.void, names)
    _waivers(listing, annex.waivers, names)
    _withdrawn(listing, annex.withdrawn)
    set_page(sheet)


def _explained(listing: Listing, findings: Sequence[Finding], names: dict[int, str]) -> None:
    fields = (*_WHERE, Field("Số đã ghi", 6, "count"), Field("Số đối chiếu", 7, "count"))
    fields += (Field("Phát hiện", 8), Field("Giải trình của đơn vị", 9), *_SAID)
    rows = [
        (*_place(at, one, names), one.found, one.expected, one.message, one.explanation, one.explained_by, _moment(one.explained_at))
        for at, one in enumerate(findings, start=1)
    ]  # fmt: skip
    _section(listing, "Giải trình đang có hiệu lực", fields, rows)


def _owed(listing: Listing, findings: Sequence[Finding], names: dict[int, str]) -> None:
    fields = (*_WHERE, Field("Số đã ghi", 6, "count"), Field("Số đối chiếu", 7, "count"))
    fields += (Field("Phát hiện", 8), Field("Cách xử lý", 9), Field("Tệp", 10, "left", 11))
    rows = [
        (*_place(at, one, names), one.found, one.expected, one.message, one.advice, one.file)
        for at, one in enumerate(findings, start=1)
    ]
    _section(listing, "Còn phải giải trình", fields, rows)


def _void(listing: Listing, void: Sequence[Void], names: dict[int, str]) -> None:
    fields = (*_WHERE, Field("Số khi giải trình", 6, "left", 7), Field("Lý do không còn hiệu lực", 8))
    fields += (Field("Giải trình của đơn vị", 9), *_SAID)
    _section(listing, "Giải trình không còn hiệu lực", fields, [_void_row(at, one, names) for at, one in enumerate(void, 1)])


def _void_row(at: int, one: Void, names: dict[int, str]) -> Sequence[Any]:
    told, about = one.explanation, one.explanation.about
    column = f"({about.column})" if about.column else ""
    place = at, _named(told.unit_code, names), about.form, about.line, column
    return (*place, told.found, one.why, told.words, told.by, _moment(told.at))


def _waivers(listing: Listing, waivers: Sequence[Waiver], names: dict[int, str]) -> None:
    fields = (Field("STT", 1, "center"), Field("Đơn vị", 2), Field("Quy tắc", 3, "left", 4))
    fields += (Field("Từ kỳ", 5, "left", 6), Field("Đến hết kỳ", 7), Field("Lý do", 8, "left", 9), *_SAID)
    rows = [
        (at, _named(one.unit_code, names), one.rule, one.since.name, one.until.name, one.why, one.by, _moment(one.at))
        for at, one in enumerate(waivers, start=1)
    ]
    _section(listing, "Quy tắc được miễn cho từng đơn vị", fields, rows)


def _withdrawn(listing: Listing, withdrawn: Sequence[Withdrawal]) -> None:
    fields = (Field("STT", 1, "center"), Field("Quy tắc", 2, "left", 4), Field("Từ kỳ", 5, "left", 7))
    fields += (Field("Lý do", 8, "left", 9), *_SAID)
    rows = [(at, one.rule, one.since.name, one.why, one.by, _moment(one.at)) for at, one in enumerate(withdrawn, start=1)]
    _section(listing, "Quy tắc đã ngừng áp dụng", fields, rows)


def _section(listing: Listing, words: str, fields: Sequence[Field], rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        listing.text(f"{words}: {len(rows)}", "bold", "left")
        listing.table(fields, rows)


def _place(at: int, finding: Finding, names: dict[int, str]) -> tuple[Any, ...]:
    column = f"({finding.column})" if finding.column else ""
    return at, _named(finding.unit_code, names), finding.form, finding.line, column


def _named(code: int | None, names: dict[int, str]) -> str:
    return "" if code is None else names.get(code, str(code))


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

"""The sheet «Giải trình»: explanations in force, owed and void, waivers and withdrawn rules, each with who and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from xlsxwriter.worksheet import Worksheet

from kstt.annex import Annex
from kstt.explaining import Void
from kstt.finding import Finding, RuleTitle
from kstt.unit import Register
from kstt.waiver import Waiver, Withdrawal
from report_templates.drawing.listing import Field, Listing
from report_templates.drawing.look import Look, set_page

ANNEX = "Giải trình"
_WIDTHS = (5, 22, 8, 20, 6, 12, 12, 44, 44, 24, 17)
_WHERE = (
    Field("STT", 1, "center"),
    Field("Đơn vị", 2),
    Field("Biểu", 3),
    Field("Dòng", 4),
    Field("Cột", 5, "center"),
)
_NUMBERS = (Field("Số đã ghi", 6, "count"), Field("Số đối chiếu", 7, "count"), Field("Phát hiện", 8))
_WORDS = Field("Giải trình của đơn vị", 9)
_SAID = (Field("Người ghi", 10), Field("Ghi lúc", 11, "moment"))
_WHY = Field("Lý do", 8, "left", 9)


def draw_annex(
    sheet: Worksheet, look: Look, title: str, annex: Annex, register: Register, rule_title: RuleTitle
) -> None:
    """Only the sections in which there is something; rules by their titles."""
    listing = Listing(sheet, look, _WIDTHS)
    listing.text(f"GIẢI TRÌNH, MIỄN VÀ NGỪNG ÁP DỤNG QUY TẮC – {title}", "title")
    for words, fields, rows in (
        ("Còn phải giải trình", _OWED, [_owed(one) for one in annex.owed]),
        ("Giải trình đang có hiệu lực", _EXPLAINED, [_explained(one) for one in annex.explained]),
        ("Giải trình không còn hiệu lực", _VOID, [_void(one) for one in annex.void]),
        ("Quy tắc được miễn cho từng đơn vị", _WAIVED, [_waived(one, rule_title) for one in annex.waivers]),
    ):
        _section(
            listing, words, fields, [(at, _named(code, register), *rest) for at, (code, *rest) in enumerate(rows, 1)]
        )
    gone = [(at, *_withdrawn(one, rule_title)) for at, one in enumerate(annex.withdrawn, start=1)]
    _section(listing, "Quy tắc đã ngừng áp dụng", _WITHDRAWN, gone)
    set_page(sheet)


_OWED = (*_WHERE, *_NUMBERS, Field("Cách xử lý", 9), Field("Tệp", 10, "left", 11))
_EXPLAINED = (*_WHERE, *_NUMBERS, _WORDS, *_SAID)
_VOID = (*_WHERE, Field("Số khi giải trình", 6, "left", 7), Field("Lý do không còn hiệu lực", 8), _WORDS, *_SAID)
_WAIVED = (
    *_WHERE[:2],
    Field("Quy tắc", 3, "left", 4),
    Field("Từ kỳ", 5, "left", 6),
    Field("Đến hết kỳ", 7),
    _WHY,
    *_SAID,
)
_WITHDRAWN = (_WHERE[0], Field("Quy tắc", 2, "left", 4), Field("Từ kỳ", 5, "left", 7), _WHY, *_SAID)


def _owed(one: Finding) -> Sequence[Any]:
    return *_place(one), one.found, one.expected, one.message, one.advice, one.file


def _explained(one: Finding) -> Sequence[Any]:
    said = one.explanation, one.explained_by, _moment(one.explained_at)
    return *_place(one), one.found, one.expected, one.message, *said


def _void(void: Void) -> Sequence[Any]:
    told, about = void.explanation, void.explanation.about
    place = told.unit_code, about.form, about.line, _column(about.column)
    return *place, told.found, void.why, told.words, told.by, _moment(told.at)


def _waived(one: Waiver, rule_title: RuleTitle) -> Sequence[Any]:
    return one.unit_code, rule_title(one.rule), one.since.name, one.until.name, one.why, one.by, _moment(one.at)


def _withdrawn(one: Withdrawal, rule_title: RuleTitle) -> Sequence[Any]:
    return rule_title(one.rule), one.since.name, one.why, one.by, _moment(one.at)


def _place(finding: Finding) -> tuple[Any, ...]:
    return finding.unit_code, finding.form, finding.subject or finding.line, _column(finding.column)


def _column(number: int | None) -> str:
    return f"({number})" if number else ""


def _section(listing: Listing, words: str, fields: Sequence[Field], rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        listing.text(f"{words}: {len(rows)}", "bold", "left")
        listing.table(fields, rows)


def _named(code: int | None, register: Register) -> str:
    return "" if code is None else register.name_of(code)


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

"""The sheet «Từ điển»: what every column and measure means, taken from the definitions."""

from collections.abc import Iterator
from typing import Any

from kstt.form import Column, Form
from kstt.overview.model import Overview
from report_templates.analysis.book import PERIODS, WORDS, Book, data_name, data_sheet
from report_templates.analysis.data import IDS, Data, column_title
from report_templates.analysis.page import Col, Page
from report_templates.analysis.periods import VIEWS, Compared, columns_of

_OVER = {
    "flow": "số phát sinh, cộng các quý",
    "opening": "tồn đầu kỳ, lấy quý đầu",
    "closing": "tồn cuối kỳ, lấy quý cuối",
    "recount": "đếm lại mỗi kỳ, chỉ cộng được khi không có số chuyển kỳ",
    "distinct": "đếm không trùng trong kỳ, không cộng các quý",
}
_BLANK = {"zero": "đọc là 0", "missing": "chưa có số liệu"}
_VERIFIED = {"sourced": "đã đối chiếu", "own": "phiếu của hệ thống", "unverified": "mẫu nội bộ, chưa đối chiếu"}
_ABOUT = {
    "unit": "Mã của đơn vị trong danh mục đơn vị hành chính",
    "name": "Tên đơn vị trong danh sách",
    "type": "phường, xã, đặc khu, thị trấn; trống: phòng chuyên môn, chi nhánh",
    "line": "Tên dòng đúng như đơn vị ghi, hoặc biểu in sẵn",
    "field": "Tên lĩnh vực theo danh mục; dòng của biểu không theo lĩnh vực thì giữ nguyên",
    "file": "Tệp của đơn vị được tính",
    "sheet": "Trang tính trong tệp của đơn vị",
    "cells": "Ô đầu và ô cuối chứa số của dòng trong tệp của đơn vị",
}
_COLS = (
    Col("sheet", "Trang", 16),
    Col("column", "Cột", 46),
    Col("meaning", "Ý nghĩa", 46),
    Col("over", "Cộng theo thời gian", 22),
    Col("blank", "Ô để trống", 14),
    Col("verified", "Đối chiếu biểu", 16),
    Col("name", "Tên vùng trong công thức", 30),
)


def draw_words(book: Book, title: str, view: Overview, data: Data, told: Compared) -> None:
    """The sheet."""
    page = Page(book, WORDS, [col.width for col in _COLS])
    page.text(f"TỪ ĐIỂN – {title}", "title")
    page.text("Mỗi cột của các trang dữ liệu và mỗi chỉ tiêu: nghĩa là gì, tính thế nào.", "quiet", "left")
    page.row += 1
    rows = [*_data_rows(data), *_period_rows(told), *_indicator_rows(view)]
    grid = page.head(_COLS, len(rows))
    for row in rows:
        page.line(grid, row)
    page.sheet.autofilter(grid.heading - 1, 0, page.row - 2, len(_COLS) - 1)
    page.sheet.freeze_panes(grid.heading, 2)
    book.set_page(page.sheet, grid.heading)


def _data_rows(data: Data) -> Iterator[dict[str, Any]]:
    for col in IDS:
        yield {"sheet": "Dữ liệu (mọi biểu)", "column": col.heading, "meaning": _ABOUT[col.key]}
    numbered = [(form, column) for form in data.forms for column in form.numbers]
    for form, column in numbered:
        yield {
            "sheet": data_sheet(form.code),
            "column": column_title(column),
            "meaning": _meaning(form, column),
            "over": _OVER[column.over],
            "blank": _BLANK[column.blank],
            "verified": _VERIFIED[form.provenance],
            "name": data_name(form, column.key),
        }


def _meaning(form: Form, column: Column) -> str:
    sums = "; ".join(str(rule) for rule in form.identities if rule.left == column.number)
    return ". ".join(filter(None, (column.hint, f"Đẳng thức: {sums}" if sums else "", f"Biểu: {form.title}")))


def _period_rows(told: Compared) -> Iterator[dict[str, Any]]:
    by_id = {one.id: one for one in told.measures}
    for col in columns_of(told):
        measure = by_id.get(col.key.removesuffix("_above").removesuffix("_below"))
        meaning = "Số của một đơn vị trong một kỳ" if measure else VIEWS if col.key == "view" else ""
        yield {"sheet": PERIODS, "column": col.heading, "meaning": meaning}


def _indicator_rows(view: Overview) -> Iterator[dict[str, Any]]:
    for one in view.scoreboard.indicators:
        above = f"Tử số: {one.numerator} ({one.numerator_from})"
        below = f"; mẫu số: {one.denominator} ({one.denominator_from})" if one.denominator_from else ""
        yield {"sheet": "Chỉ tiêu", "column": one.name, "meaning": above + below, "over": one.over_time}

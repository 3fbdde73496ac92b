"""The sheet «Quá hạn»: by field, then who has how many overdue dossiers, why, since which quarter, and where."""

from collections.abc import Iterator, Sequence
from typing import Any

from kstt.overview.measure import columns_of
from kstt.overview.model import Overview
from kstt.overview.overdue import OverdueLine, causes_columns
from kstt.spoken import count_text
from report_templates.analysis.book import LATE, Book
from report_templates.analysis.data import ADDED_UP, Data
from report_templates.analysis.page import Col, Grid, Link, Page
from report_templates.drawing.cells import Formula

_SUMMED = ("order", "name", "field", "resolved", "pending", "total")
_COUNTED = Col("units", "Số đơn vị", 24, "tally")


def draw_late(book: Book, title: str, view: Overview, data: Data) -> Grid | None:
    """The sheet; gives the place of the summary by field, the worst first; None where nothing is overdue."""
    cols = tuple(_columns(view))
    page = Page(book, LATE, [col.width for col in cols], across=10)
    page.text(f"HỒ SƠ QUÁ HẠN – {title}", "title")
    page.coverage(view.coverage)
    page.text(_summary(view.overdue, heard=bool(view.coverage.reporting)), "bold", "left")
    if not view.overdue:
        book.set_page(page.sheet)
        return None
    unknown = "đơn vị chưa nêu, hoặc không cộng được từ các quý" if view.period.quarters else "đơn vị chưa nêu"
    page.text(
        f"Nguyên nhân theo biểu nguyên nhân quá hạn đơn vị gửi; để trống: {unknown}. «Từ kỳ»: quý đầu tiên mà từ "
        f"đó đến nay quý nào cũng còn hồ sơ quá hạn chưa giải quyết.{f' {ADDED_UP}' if view.turnout.added_up else ''}",
        "quiet",
        "left",
    )
    page.row += 1
    by_field = _fields_of(view.overdue)
    heading = page.row + len(by_field) + 3
    lines = Grid(cols, heading, len(view.overdue))
    summary = _by_field(page, by_field, lines)
    page.row = heading
    grid = page.head(cols, len(view.overdue))
    for order, one in enumerate(view.overdue, start=1):
        page.line(grid, _line(grid, page.row, order, one, view, data))
    page.sheet.autofilter(grid.heading - 1, 0, grid.rows[-1] - 1, len(cols) - 1)
    page.sheet.freeze_panes(0, 3)
    book.set_page(page.sheet, grid.heading)
    page.sheet.print_area(0, 0, page.row - 2, len(cols) - 1)
    return summary


def _columns(view: Overview) -> Iterator[Col]:
    yield Col("order", "STT", 5, "center")
    yield Col("name", "Đơn vị", 24)
    yield Col("field", "Lĩnh vực", 34)
    yield Col("resolved", "Đã giải quyết quá hạn", 10, "count")
    yield Col("pending", "Đang quá hạn, chưa giải quyết xong", 11, "count")
    yield Col("total", "Tổng số quá hạn", 9, "count")
    for number in _causes(view):
        yield Col(f"cause{number}", view.causes.column(number).heading[-1], 13, "count")
    yield Col("since", "Từ kỳ", 20)
    yield Col("remark", "Ghi chú của đơn vị", 28)
    yield Col("file", "Tệp", 26)
    yield Col("cells", "Trang và ô", 16)


def _causes(view: Overview) -> Sequence[int]:
    return causes_columns(view.causes)


def _summary(lines: Sequence[OverdueLine], *, heard: bool) -> str:
    if not lines:
        return "Không có hồ sơ quá hạn trong số liệu đã nhận." if heard else "Chưa có số liệu."
    units = len({one.unit.code for one in lines})
    resolved, pending = sum(one.resolved for one in lines), sum(one.pending for one in lines)
    return (
        f"{count_text(resolved + pending)} hồ sơ quá hạn của {units} đơn vị: {count_text(resolved)} đã giải quyết quá "
        f"hạn, {count_text(pending)} đang quá hạn, chưa giải quyết xong."
    )


def _fields_of(lines: Sequence[OverdueLine]) -> list[tuple[str, int, int, int]]:
    """Fields with their number of units and overdue dossiers, resolved and pending; the worst first."""
    found: dict[str, tuple[int, int, int]] = {}
    for one in lines:
        units, resolved, pending = found.get(one.field, (0, 0, 0))
        found[one.field] = units + 1, resolved + one.resolved, pending + one.pending
    ordered = sorted(found.items(), key=lambda one: (-sum(one[1][1:]), one[0]))
    return [(name, *counts) for name, counts in ordered]


def _by_field(page: Page, fields: Sequence[tuple[str, int, int, int]], lines: Grid) -> Grid:
    """The summary by field: sums over the list below it."""
    cols = tuple(_COUNTED if col.key == "name" else col for col in lines.columns if col.key in _SUMMED)
    grid = page.head(cols, len(fields))
    where = lines.column("field")
    for order, (name, units, resolved, pending) in enumerate(fields, start=1):
        row, mine = page.row, grid.at("field", page.row)
        told: dict[str, Any] = {"order": order, "field": name}
        told["units"] = Formula(f"=SUMPRODUCT(({where}={mine})*1)", units)  # COUNTIFS would take * and > as signs
        for key, value in (("resolved", resolved), ("pending", pending)):
            told[key] = Formula(f"=SUMPRODUCT(({where}={mine})*{lines.column(key)})", value)
        told["total"] = Formula(f"={_total(grid, row)}", resolved + pending)
        page.line(grid, told)
    return grid


def _total(grid: Grid, row: int) -> str:
    return f"{grid.at('resolved', row)}+{grid.at('pending', row)}"


def _line(grid: Grid, row: int, order: int, one: OverdueLine, view: Overview, data: Data) -> dict[str, Any]:
    code = view.dossiers.code
    link = data.link(one.unit.code, code, one.field)
    late = columns_of(view.dossiers, ["resolved_overdue", "pending_overdue"])
    rows = data.of(one.unit.code, code, one.field)
    found: dict[str, Any] = {f"cause{number}": value for number, value in one.causes.items()}
    return found | {
        "order": order,
        "name": Link(one.unit.name, link) if link else one.unit.name,
        "field": one.field,
        "resolved": one.resolved,
        "pending": one.pending,
        "total": Formula(f"={_total(grid, row)}", one.total),
        "since": _since(one),
        "remark": one.remark,
        "file": "; ".join(dict.fromkeys(row.file for row in rows)),
        "cells": "; ".join(f"{row.sheet}!{', '.join(row.cells[n] for n in late if n in row.cells)}" for row in rows),
    }


def _since(one: OverdueLine) -> str:
    if one.since is None:
        return "không còn hồ sơ quá hạn"
    return one.since.name if one.certain else f"{one.since.name} hoặc trước đó (thiếu số liệu kỳ trước)"

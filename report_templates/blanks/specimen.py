"""Submissions as units type them by hand or export them, written as workbooks and pages.

The example quarter is written here, and nothing else: what a unit is asked to fill in is the blank, elsewhere.
"""

import html
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby
from pathlib import Path
from random import Random

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from kstt.form import Form
from kstt.sheet import address
from report_templates.blanks.specimen_paper import Paper, Style, Submission, Typed, lay_out
from report_templates.drawing.layout import Span
from report_templates.drawing.zips import settle

_NO_RESULT = re.compile(rb"</f><v></v>")


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the lines came to stand."""

    sheet: str
    first_column: int
    rows: tuple[int, ...]

    def cell(self, line: int, column: int) -> str:
        """The address of a form's column on a line, counted from 0."""
        return address(self.rows[line], self.first_column + column - 1)


def write_specimen(target: Path, submission: Submission, style: Style, random: Random) -> Placed:
    """Writes the submission, its words chosen by `random`, and says where its lines are."""
    paper = lay_out(submission, style, random)
    target.write_bytes(_workbook(paper, submission, style) if style.ending == ".xlsx" else _page(paper))
    top, left = style.at
    return Placed(style.sheet, left, tuple(top - 1 + row for row in paper.lines))


def _workbook(paper: Paper, submission: Submission, style: Style) -> bytes:
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    book.set_properties({"created": datetime.combine(submission.period.window[1], time.min)})
    sheet = book.add_worksheet(style.sheet)
    boxed = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
    down, over = style.at[0] - 2, style.at[1] - 2  # XlsxWriter counts from 0
    for span, typed in paper.pieces:
        first, last = (down + span.top, over + span.left), (down + span.bottom, over + span.right)
        text = _spelled(typed, style)
        if first == last:
            sheet.write(*first, text, boxed)
        else:
            sheet.merge_range(*first, *last, text, boxed)
    label = over + submission.form.label.number
    sheet.set_column(label, label, submission.form.label.width)
    if style.formulas:
        _add_up(sheet, paper, submission.form, style)
    if style.hidden:
        _hide(sheet, [down + row for row in paper.lines])
    book.close()
    settle(memory)
    return _without_results(memory.getvalue()) if style.formulas else memory.getvalue()


def _spelled(typed: Typed, style: Style) -> Typed:
    return unicodedata.normalize("NFD", typed) if style.decomposed and isinstance(typed, str) else typed


def _add_up(sheet: Worksheet, paper: Paper, form: Form, style: Style) -> None:
    top, left = style.at
    for column in form.numbers:
        first, last, total = (
            address(top - 1 + row, left - 1 + column.number) for row in (paper.body, paper.total - 1, paper.total)
        )
        sheet.write_formula(total, f"=SUM({first}:{last})", None, "")


def _hide(sheet: Worksheet, rows: list[int]) -> None:
    """Hides a line, and the column before the table, where the one-stop system keeps its codes."""
    for number, row in enumerate(rows, start=1):
        sheet.write(row, 0, f"LV{number:02}")
    sheet.set_column(0, 0, None, None, {"hidden": True})
    sheet.set_row(rows[len(rows) // 2], None, None, {"hidden": True})


def _without_results(content: bytes) -> bytes:
    """The workbook as programs that do not calculate leave it: formulas with no stored result at all."""
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry, _NO_RESULT.sub(b"</f>", old.read(entry)))
    return memory.getvalue()


def _page(paper: Paper) -> bytes:
    """A page with two tables, the head and the form, as one-stop systems export it under the ending .xls."""
    tables = {False: "", True: ""}
    pieces = sorted(paper.pieces, key=lambda piece: (piece[0].top, piece[0].left))
    for row, cells in groupby(pieces, lambda piece: piece[0].top):
        tables[row >= paper.heading] += f"<tr>{''.join(_cell(*cell) for cell in cells)}</tr>"
    body = f"<table>{tables[False]}</table><table border=1>{tables[True]}</table>"
    return f"<html><head><meta charset='utf-8'></head><body>{body}</body></html>".encode()


def _cell(span: Span, typed: Typed) -> str:
    rows, columns = span.bottom - span.top + 1, span.right - span.left + 1
    spans = f" rowspan={rows}" * (rows > 1) + f" colspan={columns}" * (columns > 1)
    return f"<td{spans}>{html.escape(str(typed)).replace(chr(10), '<br>')}</td>"

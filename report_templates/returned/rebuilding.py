"""A fresh workbook of the same look from what was read of an .xls, .ods or HTML file."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from math import ceil, isfinite
from typing import Any
from unicodedata import normalize

from kstt.sheet import Book, Sheet, Value, cell_at
from kstt.typed import as_typed, whole
from report_templates.drawing.look import VIETNAM
from report_templates.drawing.zips import settle
from report_templates.returned.finding_sheet import HEADINGS, LONGEST, SHEET

_CREATED = datetime(2020, 1, 1)  # noqa: DTZ001 - any fixed day: the same book gives the same bytes
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
_LINE = 15.0  # points


def sheet_names(book: Book) -> dict[str, str]:
    """The names Excel allows for the sheets of a book, by the names they have."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for sheet in book.sheets:
        name = _NOT_IN_A_NAME.sub(" ", normalize("NFC", sheet.name)).strip(" '")[:31] or "Trang"
        number = 2
        allowed = name
        while allowed.casefold() in taken:
            allowed = f"{name[:26]} ({number})"
            number += 1
        taken.add(allowed.casefold())
        names[sheet.name] = allowed
    return names


def empty_copy() -> bytes:
    """A workbook with nothing but an empty sheet of findings, to be replaced."""
    return rebuild(Book([Sheet(SHEET, [list(HEADINGS)])]))


def rebuild(book: Book) -> bytes:
    """The book as an .xlsx file: the same sheets, addresses, values with their types, merges, and its `sums` alive."""
    from xlsxwriter import Workbook

    packed = io.BytesIO()
    names = sheet_names(book)
    with Workbook(packed, {"in_memory": True, "nan_inf_to_errors": True}) as workbook:
        workbook.set_properties({"created": _CREATED})
        for sheet in book.sheets:
            _write_sheet(workbook, names[sheet.name], sheet)
    settle(packed)
    return packed.getvalue()


def _write_sheet(workbook: Any, name: str, sheet: Sheet) -> None:
    worksheet = workbook.add_worksheet(name)
    worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)
    if sheet.hidden:
        worksheet.hide()
    first, body, last = _grid(sheet)
    widths = _widths(sheet, first)
    for column, width in enumerate(widths):
        worksheet.set_column(column, column, width)
    formats = _formats(workbook)
    merges = list(_apart(sheet.merges))
    for top, left, bottom, right in merges:
        part = _part(top, first, body, last)
        look = formats["title" if part == "around" else part]["text"]
        worksheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", look)
    for number, row in enumerate(sheet.rows, start=1):
        part, wrapped = _part(number, first, body, last), [*row]
        for column, value in enumerate(row, start=1):
            shown = sheet.errors.get((number, column), value)
            merged = _covered(number, column, merges)
            face = _face(part, row, column, merged=merged)
            if shown not in (None, "") or (part != "around" and not merged):
                _write(worksheet, number - 1, column - 1, shown, formats[face], sheet.sums.get((number, column), ""))
            if face == "line":
                wrapped[column - 1] = ""
        if part != "body":
            worksheet.set_row(number - 1, _height(number, wrapped, widths, merges))


def _face(part: str, row: Sequence[Value], column: int, *, merged: bool) -> str:
    """The look of a cell: that of its part of the table; beside it a merged title, a line that runs on, or a text."""
    if part != "around":
        return part
    return "title" if merged else "line" if _runs_on(row, column) else "around"


def _runs_on(row: Sequence[Value], column: int) -> bool:
    """Whether a text may go on over the next cell, which is empty: titles beside the table are often not merged."""
    text = row[column - 1]
    return isinstance(text, str) and "\n" not in text and cell_at(row, column) in (None, "")


def _write(worksheet: Any, row: int, column: int, value: Value, looks: dict[str, Any], formula: str) -> None:
    """One cell with the type it was read with: text stays text whatever it looks like."""
    if isinstance(value, bool):
        worksheet.write_boolean(row, column, value, looks["text"])
    elif isinstance(value, int | float) and isfinite(value):
        value = int(value) if value == int(value) else value
        look = looks["whole" if isinstance(value, int) else "number"]
        if formula:
            worksheet.write_formula(row, column, f"={formula}", look, value)
        else:
            worksheet.write_number(row, column, value, look)
    elif isinstance(value, datetime | date | time | timedelta):
        worksheet.write_datetime(row, column, value, looks[_kind(value)])
    elif value in (None, ""):
        worksheet.write_blank(row, column, None, looks["text"])
    else:
        worksheet.write_string(row, column, str(value)[:LONGEST], looks["text"])


def _kind(value: date | time | timedelta) -> str:
    if isinstance(value, time | timedelta):
        return "time"
    return "moment" if isinstance(value, datetime) and value.time() != time() else "date"


def _formats(workbook: Any) -> dict[str, dict[str, Any]]:
    parts: dict[str, dict[str, Any]] = {
        "around": {"bold": True, "text_wrap": True},
        "line": {"bold": True},
        "title": {"bold": True, "text_wrap": True, "align": "center"},
        "head": {"bold": True, "text_wrap": True, "align": "center", "border": 1},
        "body": {"text_wrap": True, "border": 1},
    }
    kinds = {
        "text": "General",
        "whole": f"{VIETNAM}#,##0",
        "number": "General",
        "date": "dd/mm/yyyy",
        "moment": "dd/mm/yyyy hh:mm",
        "time": "[hh]:mm:ss",
    }
    return {
        part: {
            kind: workbook.add_format(_FONT | look | {"num_format": code if part == "body" else _plain(kind, code)})
            for kind, code in kinds.items()
        }
        for part, look in parts.items()
    }


def _plain(kind: str, code: str) -> str:
    """Above the table a whole number may be a year: no separators there."""
    return "General" if kind == "whole" else code


def _grid(sheet: Sheet) -> tuple[int, int, int]:
    """First row of the table, first row below its headings, last row; the table is where 4 cells are filled."""
    filled = [sum(value not in (None, "") for value in row) for row in sheet.rows]
    enough = min(4, max(filled, default=0))
    full = [number for number, count in enumerate(filled, start=1) if count >= enough > 0]
    if not full:
        return 0, 0, 0
    with_numbers = (n for n in range(full[0], full[-1] + 1) if any(map(_is_number, sheet.rows[n - 1])))
    return full[0], next(with_numbers, full[0] + 1), full[-1]


def _is_number(value: Value) -> bool:
    """Whether a cell holds a number, or a text that spells one, as web pages have nothing else."""
    return isinstance(value, int | float) or (isinstance(value, str) and whole(as_typed(value)) is not None)


def _part(row: int, first: int, body: int, last: int) -> str:
    if not first <= row <= last:
        return "around"
    return "head" if row < body else "body"


def _widths(sheet: Sheet, first: int) -> list[float]:
    """A width for each column: enough for most of what stands in the table."""
    columns = max(map(len, sheet.rows), default=0)
    texts = [[_length(row[at]) for row in sheet.rows[max(first - 1, 0) :] if at < len(row)] for at in range(columns)]
    return [
        min(max(8.0, *lengths, 8.0) + 2, 14.0 if at != _longest(texts) else 40.0) for at, lengths in enumerate(texts)
    ]


def _longest(texts: Sequence[Sequence[int]]) -> int:
    return max(range(len(texts)), key=lambda at: sum(texts[at]), default=0)


def _length(value: Value) -> int:
    if isinstance(value, float):
        return len(f"{value:,.0f}")
    return 0 if value is None else len(str(value))


def _height(
    number: int, row: Sequence[Value], widths: Sequence[float], merges: Sequence[tuple[int, int, int, int]]
) -> float:
    """Points for the wrapped text of a row; a merged cell has the width of its columns and the height of its rows."""
    lines = 1.0
    for column, value in enumerate(row, start=1):
        if isinstance(value, str) and value:
            merge = next((one for one in merges if one[:2] == (number, column)), (number, column, number, column))
            wide = max(sum(widths[column - 1 : merge[3]]), 1)
            needed = sum(max(1, ceil(1.15 * len(line) / wide)) for line in value.splitlines())
            lines = max(lines, needed / (merge[2] - number + 1))
    return min(lines * _LINE + 3, 200)


def _apart(merges: Iterable[tuple[int, int, int, int]]) -> Iterable[tuple[int, int, int, int]]:
    """The merges of more than one cell that do not overlap an earlier one: Excel repairs a file where they do."""
    kept: list[tuple[int, int, int, int]] = []
    for merge in merges:
        top, left, bottom, right = merge
        if (bottom, right) != (top, left) and not any(
            a <= bottom and top <= c and b <= right and left <= d for a, b, c, d in kept
        ):
            kept.append(merge)
            yield merge


def _covered(row: int, column: int, merges: Iterable[tuple[int, int, int, int]]) -> bool:
    return any(a <= row <= c and b <= column <= d for a, b, c, d in merges)

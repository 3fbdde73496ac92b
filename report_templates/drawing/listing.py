"""Plain tables for reading and filtering, on sheets that are no form: headings, wrapped rows, heights that fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from report_templates.drawing.look import LINE_HEIGHT, SIZE, TITLE_SIZE, Look
from report_templates.drawing.wrapping import INDENT, line_count, pixels

_LONGEST = 32_000  # Excel takes 32,767 characters in a cell
_MOST_LINES = 27


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a listing: heading, style, and the sheet columns (from 1) it spans."""

    heading: str
    left: int
    style: str = "left"
    right: int = 0


def fields_of(told: Iterable[tuple[str, float, str]]) -> list[Field]:
    """The columns of a listing side by side, each of one column of the sheet, by heading, width and style."""
    return [Field(heading, at, style) for at, (heading, _, style) in enumerate(told, start=1)]


class Listing:
    """Tables written one under another on one sheet of given column widths; words go `across` so many columns."""

    def __init__(self, sheet: Worksheet, look: Look, widths: Sequence[float], across: int = 0) -> None:
        self.sheet, self.look, self.row = sheet, look, 1
        self._widths, self._across = widths, across or len(widths)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)

    def text(self, words: str, *styles: str) -> None:
        """One paragraph over the width of the page."""
        self.sheet.merge_range(self.row - 1, 0, self.row - 1, self._across - 1, "", self.look.of(*styles))
        self.sheet.write_string(self.row - 1, 0, words, self.look.of(*styles))
        self._heighten([(1, self._across, words)], TITLE_SIZE if "title" in styles else SIZE)
        self.row += 1

    def table(self, fields: Sequence[Field], rows: Iterable[Sequence[Any]]) -> tuple[int, int]:
        """Headings and rows; gives the first and last row (from 1), and goes on one empty row further."""
        first = self.row
        self._write(fields, [field.heading for field in fields], heading=True)
        for values in rows:
            self._write(fields, values)
        last, self.row = self.row - 1, self.row + 1
        return first, last

    def inset(self, style: str) -> Format:
        """The format of a cell of a table; words keep off its border."""
        return self.look.of("grid", "top", style, *(["indent"] if style == "left" else []))

    def _write(self, fields: Sequence[Field], values: Sequence[Any], *, heading: bool = False) -> None:
        texts = []
        for field, value in zip(fields, values, strict=True):
            right = field.right or field.left
            look = self.look.of("grid", "head") if heading else self.inset(_style(field, value))
            if right > field.left:
                self.sheet.merge_range(self.row - 1, field.left - 1, self.row - 1, right - 1, "", look)
            _put(self.sheet, self.row - 1, field.left - 1, value, look)
            if isinstance(value, str):
                texts.append((field.left, right, value))
        self._heighten(texts)
        self.row += 1

    def _heighten(self, texts: Iterable[tuple[int, int, str]], size: float = SIZE) -> None:
        """Makes the row high enough for its longest text; one line of the usual size fits as it is."""
        rooms = ((text, pixels(sum(self._widths[left - 1 : right])) - INDENT) for left, right, text in texts)
        lines = max((line_count(text, room, size) for text, room in rooms), default=1)
        if lines > 1 or size > SIZE:
            self.sheet.set_row(self.row - 1, min(lines, _MOST_LINES) * LINE_HEIGHT * size / SIZE + 3)


def _style(field: Field, value: Any) -> str:
    """A count's format would print 6,25 as 6."""
    broken = field.style == "count" and isinstance(value, float) and not value.is_integer()
    return "broken" if broken else field.style


def _put(sheet: Worksheet, row: int, column: int, value: Any, look: Any) -> None:
    """Numbers and times as such, everything else as text; nothing is ever a formula."""
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value, look)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value, look)
    elif value in (None, ""):
        sheet.write_blank(row, column, None, look)
    else:
        sheet.write_string(row, column, str(value)[:_LONGEST], look)

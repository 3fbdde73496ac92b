"""The rows of a sheet in XML Spreadsheet 2003: values by type, merges, formulas in the words of A1, what is hidden.

The format lets a writer leave out the places that follow from what stands before; nothing else is filled in. Cells that
overlap a merged one make the file invalid for Excel too.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from kstt.sheet import Refused, Sheet, Value, letters
from report_templates.files.bounds import MOST_COLUMNS, Bounds, Place, of_text, too_large
from report_templates.files.kinds import NO_LINKS, SPACE_2003, broken
from report_templates.files.markup import number

SPACE = f"{{{SPACE_2003.decode()}}}"
_CELL, _DATA = SPACE + "Cell", SPACE + "Data"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:E[+-]?\d+)?", re.IGNORECASE)
_REFERENCE = re.compile(r"(?<![\w.'\]])R(?:\[(-?\d+)\]|(\d+))?C(?:\[(-?\d+)\]|(\d+))?(?![\w(\[])", re.IGNORECASE)
_OTHER_FILE = re.compile(r"\[[^\[\]]*[^\d\-\[\]][^\[\]]*\]")  # «[Quy 1.xls]», where a place says «[-1]»


@dataclass(frozen=True, slots=True)
class Style:
    """What a style tells of a cell: a format that may show another number, letters struck through."""

    format: str = ""
    struck: bool = False


PLAIN = Style()


@dataclass(slots=True)
class Rows:
    """A sheet while its rows arrive: the styles of its columns, and per column the last row that a merge covers."""

    sheet: Sheet
    bounds: Bounds
    styles: Mapping[str, Style]
    default: str = ""
    columns: dict[int, str] = field(default_factory=dict)
    column: int = 0
    row: int = 0
    taken: list[int] = field(default_factory=lambda: [0] * (MOST_COLUMNS + 1))
    outside: int = 0

    def take_column(self, told: etree._Element) -> None:
        """The next columns: only their style matters."""
        first = number_in(told, "Index", self.column + 1)
        self.column = first + number_in(told, "Span", 0)
        if style := told.get(SPACE + "StyleID"):
            self.columns |= dict.fromkeys(range(first, min(self.column, MOST_COLUMNS) + 1), style)

    def take_row(self, told: etree._Element) -> None:
        """The next row with all its cells; raises Refused where its places can not be."""
        row, last = number_in(told, "Index", self.row + 1), self.row
        self.row = row + number_in(told, "Span", 0)
        if row <= last:
            raise broken()
        if told.get(SPACE + "Hidden") == "1":
            self.sheet.hidden_rows |= set(range(row, min(self.row, self.bounds.rows) + 1))
        column = 0
        for cell in told.iterchildren(_CELL):
            at = number_in(cell, "Index", column + 1)
            if at <= column:
                raise broken()
            across, down = number_in(cell, "MergeAcross", 0), number_in(cell, "MergeDown", 0)
            column = at + across
            self._take((row, at), cell, told.get(SPACE + "StyleID"))
            if across or down:
                self._merge(row, at, min(row + down, self.bounds.rows), min(at + across, MOST_COLUMNS))

    def _take(self, place: Place, cell: etree._Element, of_row: str | None) -> None:
        data, formula = cell.find(_DATA), cell.get(SPACE + "Formula")
        if data is None and not formula:
            return
        row, column = place
        if row > self.bounds.rows or column > MOST_COLUMNS:
            self.outside += 1
            return
        if self.taken[column] >= row:
            raise broken()
        if formula and _OTHER_FILE.search(formula):
            raise Refused("file.external_links", "Tệp có công thức lấy số từ tệp khác", NO_LINKS)
        style = self.styles.get(cell.get(SPACE + "StyleID") or of_row or self.columns.get(column, self.default), PLAIN)
        value = self._value(place, data)
        if formula:
            self._note_formula(place, value, formula, data)
        self._note(place, value, style)
        self._put(place, value)

    def _value(self, place: Place, data: etree._Element | None) -> Value:
        if data is None:
            return ""
        text, kind = "".join(map(str, data.itertext())), data.get(SPACE + "Type", "String")
        if kind == "Error":
            self.sheet.errors[place] = text
            return ""
        if kind == "Number" and _NUMBER.fullmatch(text.strip()):
            return float(text)
        with suppress(ValueError):  # what is no number or day after all stays the text it is
            if kind == "DateTime":
                return datetime.fromisoformat(text)
        return text.strip() == "1" if kind == "Boolean" else text

    def _note_formula(self, place: Place, value: Value, formula: str, data: etree._Element | None) -> None:
        """Keeps a formula that gives a number, or nothing at all; a text it gives may be empty."""
        nowhere = data is None or (value == "" and data.get(SPACE + "Type") == "Number")
        if nowhere or isinstance(value, float):
            doubtful = nowhere or (isinstance(value, float) and of_text(f"{value:.15g}".encode()))
            noted = self.sheet.formulas if doubtful else self.sheet.sums
            noted[place] = _as_excel(formula.removeprefix("="), place)

    def _note(self, place: Place, value: Value, style: Style) -> None:
        sheet = self.sheet
        if style.format and isinstance(value, float):
            sheet.formats[place] = style.format
        if style.struck and value != "":
            sheet.struck.add(place)

    def _put(self, place: Place, value: Value) -> None:
        rows, (row, column) = self.sheet.rows, place
        rows.extend([] for _ in range(row - len(rows)))
        rows[-1].extend([""] * (column - len(rows[-1])))
        rows[-1][column - 1] = value

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if top > self.bounds.rows or left > MOST_COLUMNS:
            return
        self.sheet.merges.append((top, left, bottom, right))
        self.taken[left : right + 1] = [bottom] * (right - left + 1)

    def done(self) -> None:
        """Gives every row the same width."""
        width = max(map(len, self.sheet.rows), default=0)
        if width * len(self.sheet.rows) > self.bounds.cells:
            raise too_large()
        for row in self.sheet.rows:
            row.extend([""] * (width - len(row)))


def number_in(element: etree._Element, name: str, otherwise: int) -> int:
    """A small number as an attribute of the format's own name writes it, else another one."""
    return number(element.get(SPACE + name, "").encode(), otherwise)


def _as_excel(formula: str, place: Place) -> str:
    """R[-1]C+R7C3 of C9 as C8+C7."""

    def cell(found: re.Match[str]) -> str:
        row = int(found[2]) if found[2] else place[0] + int(found[1] or 0)
        column = int(found[4]) if found[4] else place[1] + int(found[3] or 0)
        return f"{letters(column)}{row}" if row > 0 and 0 < column <= MOST_COLUMNS else found[0]

    return _REFERENCE.sub(cell, formula)

"""What was read from a sheet: cells with addresses, and the filled-in form found among them.

Rows and columns count from 1, as in Excel.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)", re.IGNORECASE)
Value = str | float | int | bool | date | datetime | time | timedelta | None


def letters(column: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_of(letters: str) -> int:
    """The column of some letters: A is 1, AA is 27."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column


def address(row: int, column: int) -> str:
    """The address people use: (7, 3) is C7."""
    return f"{letters(column)}{row}"


def place(written: str) -> tuple[int, int]:
    """Row and column of an address: C7 is (7, 3); (0, 0) where it is no address."""
    found = _ADDRESS.fullmatch(written.strip())
    return (int(found[2]), column_of(found[1])) if found else (0, 0)


def cell_at(row: Sequence[Value], at: int) -> Value:
    """What stands in a row at a place (from 0): nothing beyond its end."""
    return row[at] if at < len(row) else ""


@dataclass(slots=True)
class Sheet:
    """A sheet as opened: `rows[0][0]` is cell A1; empty cells are '' or None.

    `formulas` holds only the formulas whose result the file lacks or gives as 0, `sums` those with another number as
    their result, `errors` the cells showing an error value, `formats` the number formats that may show another number
    than a cell holds, `hidden_rows` those nobody sees (hidden by hand or by a filter), `merges` the merged ranges as
    (row, column, row, column) where the file format tells, and `struck` the cells whose font is struck through.
    """

    name: str
    rows: list[list[Value]]
    hidden: bool = False
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    sums: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)


@dataclass(slots=True)
class Book:
    """An opened file: its sheets, and what was set aside while opening it (Vietnamese sentences)."""

    sheets: list[Sheet]
    set_aside: list[str] = field(default_factory=list)


class Refused(Exception):
    """A file that is not read; the message is the reason, in Vietnamese, and the rule names the cause."""

    def __init__(self, rule: str, reason: str, advice: str) -> None:
        super().__init__(rule, reason, advice)
        self.rule, self.reason, self.advice = rule, reason, advice


@dataclass(slots=True)
class Line:
    """One row of a filled-in form. `values` holds the raw cells of the form's number columns in order.

    `beyond` are the cells right of the table where no column is headed: numbers there have left their columns.
    """

    row: int
    label: str
    section: str
    role: str  # line, total or section; while a sheet is read see report_templates.reading.roles
    values: list[Value]
    texts: list[Value] = field(default_factory=list)
    beyond: list[Value] = field(default_factory=list)

    @property
    def filled(self) -> bool:
        """Whether anything stands in its number cells."""
        return any(value not in ("", None) for value in self.values)


FormerTotals = dict[tuple[str, str], int]
"""Totals by sheet and cell as they stood when a copy was returned: a unit that mends a marked cell may leave them."""


@dataclass(slots=True)
class FilledForm:
    """A form found on a sheet; `columns` gives the sheet column of each of the form's columns.

    `former_totals` has the totals of this sheet that stood there when the copy was returned, by address.
    """

    code: str
    sheet: str
    columns: dict[int, int]
    lines: list[Line]
    header: list[tuple[int, int, str]]  # row, column, text above the table
    problems: list[tuple[int, int, str, str]] = field(default_factory=list)  # row, column, rule, what was found
    former_totals: dict[str, int] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    struck_rows: set[int] = field(default_factory=set)  # every cell of theirs is struck through
    nothing_arose: bool = False  # the unit wrote «Không phát sinh» and no line
    aside: list[str] = field(default_factory=list)  # rows that are no lines and why, in Vietnamese
    head_row: int = 1  # where its own head may begin: below the table above it
    foot: list[str] = field(default_factory=list)  # the texts below its last row
    only_total: int = 0  # the row of a total with numbers, where no line has any
    nameless: list[Line] = field(default_factory=list)  # rows with numbers and without a name

    def with_own_head(self) -> "FilledForm":
        """The form without what stands above another table of its sheet, and without the sheet's name."""
        return replace(self, header=[one for one in self.header if one[0] >= self.head_row], sheet="")

"""Where each part of a form that we write sits: the only module that knows rows and columns of our own sheets.

Everything is computed from the form. Rows and columns count from 1, as in Excel and in kstt.sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kstt.form import Form
from kstt.sheet import address

_RIGHT_HEADER = 40  # width the units' names need, as far as the title keeps
_TITLE_HEADER = 27


@dataclass(frozen=True, slots=True)
class Span:
    """A rectangle of cells, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Heading:
    """One cell of the heading tree."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stand together: the row of their group heading (None without one) and the rows of the lines."""

    heading: int | None
    lines: range


@dataclass(frozen=True)
class Layout:
    """A form on a sheet. `groups` gives each group's name and number of lines; a nameless group has no heading row.

    `note` makes room for one row above the unit of measure, `total` for the row of totals, `checks` for rows below the
    signatures, which are not printed.
    """

    form: Form
    groups: Sequence[tuple[str, int]]
    note: bool = False
    total: bool = False
    checks: int = 0

    header_row = 1
    note_row = 2

    @property
    def measure_row(self) -> int:
        """The row of «Đơn vị tính»."""
        return self.header_row + 1 + self.note

    @property
    def heading_row(self) -> int:
        """The first row of the heading tree."""
        return self.measure_row + 1

    @property
    def number_row(self) -> int:
        """The row of the columns' numbers, (1), (2) and so on."""
        return self.heading_row + self._depth

    @property
    def _depth(self) -> int:
        return max(len(column.heading) for column in self.form.columns)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The groups of lines in order."""
        blocks, row = [], self.number_row + 1
        for name, count in self.groups:
            first = row + bool(name)
            blocks.append(Block(row if name else None, range(first, first + count)))
            row = first + count
        return tuple(blocks)

    @property
    def total_row(self) -> int:
        """The row of totals, where there is one."""
        return self._last_line + 1

    @property
    def sign_row(self) -> int:
        """The row of place, date and signers: one row, so that no page break tears it apart; the last one printed."""
        return self._last_line + self.total + 2

    @property
    def check_rows(self) -> range:
        """Rows below the printed form for identities that no column's formula shows."""
        return range(self.sign_row + 2, self.sign_row + 2 + self.checks)

    @property
    def _last_line(self) -> int:
        return self.blocks[-1].lines.stop - 1 if self.blocks else self.number_row

    @property
    def last_column(self) -> int:
        """The last column of the table."""
        return len(self.form.columns)

    def at(self, row: int, number: int) -> str:
        """The address of a form's column on a row, e.g. D10."""
        return address(row, number)

    def across(self, row: int) -> Span:
        """The row over the table's whole width."""
        return Span(row, 1, row, self.last_column)

    def width(self, span: Span) -> float:
        """The width of a span's columns together."""
        return sum(column.width for column in self.form.columns[span.left - 1 : span.right])

    def thirds(self, row: int) -> tuple[Span, Span, Span]:
        """Left, centre and right part of a header row: up to the label, the rest, enough columns for units' names."""
        left, right = self.form.label.number, self.last_column
        while (
            right > left + 2
            and self.width(Span(row, right, row, self.last_column)) < _RIGHT_HEADER
            and self.width(Span(row, left + 1, row, right - 2)) >= _TITLE_HEADER
        ):
            right -= 1
        return Span(row, 1, row, left), Span(row, left + 1, row, right - 1), Span(row, right, row, self.last_column)

    def headings(self) -> tuple[Heading, ...]:
        """The heading tree: neighbours with the same path share a cell, a short path reaches down to the number row."""
        found = []
        paths = [column.heading for column in self.form.columns]
        for level in range(self._depth):
            begin = 0
            while begin < len(paths):
                end = _same_until(paths, begin, level)
                if level < len(paths[begin]):
                    top = self.heading_row + level
                    leaf = level == len(paths[begin]) - 1
                    bottom = self.number_row - 1 if leaf else top
                    found.append(Heading(paths[begin][level], Span(top, begin + 1, bottom, end)))
                begin = end
        return tuple(found)


def _same_until(paths: Sequence[tuple[str, ...]], begin: int, level: int) -> int:
    """The end of the run of columns whose paths agree down to the level; a leaf stands alone."""
    end = begin + 1
    if level >= len(paths[begin]) - 1:
        return end
    head = paths[begin][: level + 1]
    while end < len(paths) and len(paths[end]) > level + 1 and paths[end][: level + 1] == head:
        end += 1
    return end

"""A page of the analysis: words on top, then tables whose columns are known by key, so that formulas name no letter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kstt.rollup import Coverage
from kstt.sheet import letters
from kstt.spoken import units_named
from report_templates.analysis.book import SIZE, TURNOUT, Book, quoted
from report_templates.drawing.cells import Formula
from report_templates.drawing.wrapping import line_count, pixels

_WIDER = 1.12  # the face of the analysis against the one widths were measured in
_SIZE = SIZE * _WIDER
_LINE_HEIGHT = 13.0
_MOST_LINES = 27
_LONGEST = 32_000  # Excel takes 32,767 characters in a cell
_NAMED = 10


@dataclass(frozen=True, slots=True)
class Col:
    """A column of a table: the key formulas know it by, its heading, width and style."""

    key: str
    heading: str
    width: float
    style: str = "word"


@dataclass(frozen=True, slots=True)
class Link:
    """A text of ours that leads to cells of this workbook: a function, for it follows its row when that is sorted."""

    text: str
    to: str


@dataclass(frozen=True, slots=True)
class Styled:
    """A content that looks otherwise than its column, or leads to cells of this workbook."""

    content: Any
    styles: tuple[str, ...]
    to: str = ""


Wide = tuple[int, int, str]
"""A text over the columns from first to last."""


@dataclass(frozen=True)
class Grid:
    """Where a table's columns and rows are. `heading` is the row of headings, from 1; lines follow it."""

    columns: tuple[Col, ...]
    heading: int
    count: int
    places: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {column.key: at for at, column in enumerate(self.columns, start=1)})

    @property
    def rows(self) -> range:
        """The rows of the lines."""
        return range(self.heading + 1, self.heading + 1 + self.count)

    def at(self, key: str, row: int) -> str:
        """The cell of a column on a row; the column stays when copied sideways."""
        return f"${letters(self.places[key])}{row}"

    def column(self, key: str) -> str:
        """All cells of a column, the same ones from wherever it is looked at; without lines the empty cell below."""
        at = letters(self.places[key])
        return f"${at}${self.heading + 1}:${at}${self.heading + max(self.count, 1)}"


class Page:
    """One sheet, written from top to bottom; `widths` are those of its columns."""

    def __init__(self, book: Book, name: str, widths: Sequence[float], across: int = 0) -> None:
        self.book, self.name, self.sheet, self.row = book, name, book.sheets[name], 1
        self.widths, self.across = list(widths), across or len(widths)
        for at, width in enumerate(widths):
            self.sheet.set_column(at, at, width)

    def text(self, words: str, *styles: str) -> None:
        """One paragraph over the width of the page."""
        self.merged(self.row, 1, self.across, words, *styles)
        self.heighten(self.row, [(1, self.across, words)], big="title" in styles)
        self.row += 1

    def merged(self, row: int, left: int, right: int, content: Any, *styles: str) -> None:
        """One content over cells of a row."""
        if right > left:
            self.sheet.merge_range(row - 1, left - 1, row - 1, right - 1, "", self.book.look.of(*styles))
        self.put(row, left, content, *styles)

    def coverage(self, coverage: Coverage, *, short: bool = False) -> None:
        """How much of the locality is in the page's figures, and unless it is to be `short` who is missing."""
        if short or not coverage.partial:
            more = f", chưa đầy đủ (xem trang {TURNOUT})" if coverage.partial else ""
            style = "warning" if coverage.partial else "italic"
            self.text(f"Số liệu của {len(coverage.reporting)}/{coverage.total} đơn vị{more}.", style, "left")
            return
        names = units_named([unit.name for unit in coverage.missing], _NAMED)
        self.text(
            f"Số liệu của {len(coverage.reporting)}/{coverage.total} đơn vị, chưa đầy đủ: chưa có số liệu của "
            f"{names} (xem trang {TURNOUT}).",
            "warning",
            "left",
        )

    def head(self, columns: Iterable[Col], count: int) -> Grid:
        """The row of headings of a table of so many lines."""
        grid = Grid(tuple(columns), self.row, count)
        for at, column in enumerate(grid.columns, start=1):
            self.put(self.row, at, column.heading, "grid", "head")
        self.heighten(self.row, [(at, at, column.heading) for at, column in enumerate(grid.columns, start=1)])
        self.row += 1
        return grid

    def table(self, grid: Grid, name: str) -> None:
        """A table object of Excel's own; its headings are the very texts of their cells."""
        look = self.book.look.of("grid", "head")
        options = {
            "name": name,
            "columns": [{"header": column.heading, "header_format": look} for column in grid.columns],
            "style": "Table Style Light 1",
        }
        last = grid.heading - 1 + max(grid.count, 1)
        self.sheet.add_table(grid.heading - 1, 0, last, len(grid.columns) - 1, options)
        self.heighten(grid.heading, [(at, at, column.heading) for at, column in enumerate(grid.columns, start=1)])

    def line(self, grid: Grid, contents: Mapping[str, Any], *styles: str, beside: Sequence[Wide] = ()) -> None:
        """One line of a table, its contents by the columns' keys; texts `beside` it are written by the caller."""
        texts = list(beside)
        for at, column in enumerate(grid.columns, start=1):
            content, own = contents.get(column.key), (column.style,)
            if isinstance(content, Styled):
                if content.to:
                    self.sheet.write_url(self.row - 1, at - 1, f"internal:{content.to}", string="→")
                content, own = content.content, content.styles
            self.put(self.row, at, content, "grid", *own, *styles)
            said = content.text if isinstance(content, Link) else content
            if isinstance(said, str) and len(said) > 8:
                texts.append((at, at, said))
        self.heighten(self.row, texts)
        self.row += 1

    def put(self, row: int, column: int, content: Any, *styles: str) -> None:
        """One cell; text is always text."""
        sheet, look, row, column = self.sheet, self.book.look.of(*styles), row - 1, column - 1
        if isinstance(content, Formula):
            sheet.write_formula(row, column, content.text, look, content.value)
        elif isinstance(content, Link):
            linked = f'=HYPERLINK("#{content.to}",{quoted(content.text)})'
            sheet.write_formula(row, column, linked, self.book.look.of(*styles, "link"), content.text)
        elif isinstance(content, datetime):
            sheet.write_datetime(row, column, content, look)
        elif isinstance(content, int | float) and not isinstance(content, bool):
            sheet.write_number(row, column, content, look)
        elif content in (None, ""):
            sheet.write_blank(row, column, None, look)
        else:
            sheet.write_string(row, column, str(content)[:_LONGEST], look)

    def heighten(self, row: int, texts: Iterable[Wide], *, big: bool = False) -> None:
        """Makes the row high enough for its words, each over a span of columns."""
        size = _SIZE * (1.3 if big else 1)
        lines = max((line_count(text, self._room(left, right), size) for left, right, text in texts), default=1)
        if lines > 1 or big:
            self.sheet.set_row(row - 1, min(lines, _MOST_LINES) * _LINE_HEIGHT * (1.3 if big else 1) + 3)

    def _room(self, left: int, right: int) -> float:
        return pixels(sum(self.widths[left - 1 : right]))

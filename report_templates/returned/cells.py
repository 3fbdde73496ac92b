"""The cells of a worksheet part: finding them, making the missing ones in the right place, reading their texts."""

from collections.abc import Iterator

from lxml import etree

from kstt.sheet import address, place
from report_templates.returned.package import CannotPatchError, tag

_PIXELS_PER_POINT = 4 / 3


class Cells:
    """The cells of one worksheet by row and column."""

    def __init__(self, root: etree._Element) -> None:
        data = root.find(tag("sheetData"))
        if data is None:
            raise CannotPatchError("no sheetData")
        self._root, self._data = root, data
        self._rows = dict(_numbered_rows(data))
        self._cells = {(n, column): cell for n, row in self._rows.items() for column, cell in _numbered_cells(row)}
        self._merges = [_corners(merge) for merge in root.iterfind(f"{tag('mergeCells')}/{tag('mergeCell')}")]
        self._widths = dict(_widths(root))

    def find(self, row: int, column: int) -> etree._Element | None:
        """The cell's element, if the sheet has one."""
        return self._cells.get((row, column))

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The cell that shows: the first one of a merged range."""
        inside = ((a, b) for a, b, c, d in self._merges if a <= row <= c and b <= column <= d)
        return next(inside, (row, column))

    def ensure(self, row: int, column: int) -> etree._Element:
        """The cell's element, made where the sheet lacks it with the style of its row or column."""
        if (found := self.find(row, column)) is not None:
            return found
        parent = self._row(row)
        if parent.get("spans"):
            del parent.attrib["spans"]
        before = sum(column_at < column for column_at, _ in _numbered_cells(parent))
        cell = etree.Element(tag("c"), {"r": address(row, column)})
        if style := self._inherited(parent, column):
            cell.set("s", style)
        parent.insert(before, cell)
        self._cells[row, column] = cell
        self._stretch(row, column)
        return cell

    def texts(self, shared: list[str]) -> list[list[str]]:
        """Every cell as text, `shared` being the workbook's shared strings."""
        last = min(max((column for _, column in self._cells), default=0), 100)
        return [[_text(self.find(row, column), shared) for column in range(1, last + 1)] for row in sorted(self._rows)]

    def column_pixels(self, column: int) -> int:
        """How wide a column shows."""
        col = self._widths.get(column)
        if col is None or col.get("width") is None:
            return 64
        return 0 if col.get("hidden") in ("1", "true") else int(float(col.get("width", "9")) * 7 + 5)

    def row_pixels(self, row: int) -> int:
        """How high a row shows."""
        element = self._rows.get(row)
        if element is None or element.get("ht") is None:
            return 20
        return 0 if element.get("hidden") in ("1", "true") else int(float(element.get("ht", "15")) * _PIXELS_PER_POINT)

    def _row(self, row: int) -> etree._Element:
        if row not in self._rows:
            new = etree.Element(tag("row"), {"r": str(row)})
            self._data.insert(sum(number < row for number in self._rows), new)
            self._rows[row] = new
        return self._rows[row]

    def _inherited(self, row: etree._Element, column: int) -> str | None:
        if row.get("customFormat") in ("1", "true") and row.get("s"):
            return row.get("s")
        col = self._widths.get(column)
        return col.get("style") if col is not None else None

    def _stretch(self, row: int, column: int) -> None:
        dimension = self._root.find(tag("dimension"))
        if dimension is None:
            return
        top, left, bottom, right = _corners(dimension)
        first = address(min(top or row, row), min(left or column, column))
        dimension.set("ref", f"{first}:{address(max(bottom, row), max(right, column))}")


def _corners(element: etree._Element) -> tuple[int, int, int, int]:
    first, _, last = element.get("ref", "").partition(":")
    return *place(first), *place(last or first)


def _numbered_rows(data: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    number = 0
    for row in data.iterchildren(tag("row")):  # a row that says no number is the next one
        number = int(row.get("r") or number + 1)
        yield number, row


def _numbered_cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    number = 0
    for cell in row.iterchildren(tag("c")):
        number = place(cell.get("r", ""))[1] or number + 1
        yield number, cell


def _widths(root: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    for col in root.iterfind(f"{tag('cols')}/{tag('col')}"):
        for column in range(int(col.get("min", "1")), min(int(col.get("max", "1")), 16_384) + 1):
            yield column, col


def _text(cell: etree._Element | None, shared: list[str]) -> str:
    if cell is None:
        return ""
    if cell.get("t") == "inlineStr":
        return rich_text(cell.find(tag("is")))
    value = cell.findtext(tag("v")) or ""
    if cell.get("t") == "s":
        return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
    return value


def rich_text(element: etree._Element | None) -> str:
    """The text of a string in one or several runs, without its phonetic guide."""
    if element is None:
        return ""
    runs = [*element.iterfind(tag("t")), *element.iterfind(f"{tag('r')}/{tag('t')}")]
    return "".join(run.text or "" for run in runs)

"""Makes a checked OpenDocument spreadsheet (.ods) fit for calamine, and reads what calamine does not tell.

LibreOffice writes every sheet down to row 1,048,576 as repeated rows, so each table is always written anew: only cells
with something in them, and each gap as one repeated empty row or cell.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kstt.typed import as_typed, whole
from report_templates.files.bounds import MOST_COLUMNS, MOST_SHEETS, REPORT, Bounds, Notes, of_text, too_large
from report_templates.files.kinds import broken
from report_templates.files.markup import ATTRIBUTES, attributes, number, tags, text, without_hidden_markup, zipped
from report_templates.files.rich_text import spans_as_shown

_TOKEN = re.compile(rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)" + ATTRIBUTES)
_SPACES = re.compile(rb"<text:s\s[^<>]*\d{3}[^<>]*>")  # <text:s text:c="4000000000"/> stands for so many spaces
_PARAGRAPH = re.compile(rb"<text:p(?:\s[^<>]*)?>(.*?)</text:p>", re.DOTALL)
_TAG = re.compile(rb"<[^<>]*>")
_REMARK = re.compile(rb"<office:annotation(?=[\s/>])(?:[^<>]*/>|.*?</office:annotation>)", re.DOTALL)
_BETWEEN = re.compile(rb"(?<=</text:p>)\s+(?=<text:p[\s/>])")  # how a flat file is set out for the eye
_RESULTS = {
    b"office:value",
    b"office:string-value",
    b"office:date-value",
    b"office:time-value",
    b"office:boolean-value",
}
_STYLE = re.compile(rb"<style:style" + ATTRIBUTES)
_STRUCK = re.compile(rb"style:text-line-through-style\s*=\s*[\"'](?!none)")
_RAISED = re.compile(rb"style:text-position\s*=\s*[\"'](?:super|[1-9])")
_ADDRESS = re.compile(r"\[(\$?(?:'[^']*'|[^\[\].':]+))?\.(\$?[A-Z]{1,3}\$?\d+)(?::\.(\$?[A-Z]{1,3}\$?\d+))?\]")
_ROWS, _COLUMNS = b"table:number-rows-%s", b"table:number-columns-%s"
_FRAME = {  # of every package; a flat file (.fods) is no more than the part with the cells
    "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
    "META-INF/manifest.xml": b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
}
_GAP_ROW = b'<table:table-row table:number-rows-repeated="%d"><table:table-cell/></table:table-row>'
_GAP_CELL = b'<table:table-cell table:number-columns-repeated="%d"/>'


def fit_open_document(parts: dict[str, bytes], bounds: Bounds = REPORT) -> tuple[bytes, dict[int, Notes]]:
    """A package of the parts that can be read without harm, and notes on its sheets by their place in the book."""
    body = _SPACES.sub(b"<text:s/>", without_hidden_markup(parts["content.xml"]))
    tables: list[_Table] = []
    struck = frozenset(_styles_with(_STRUCK, body))
    body = spans_as_shown(body, set(_styles_with(_RAISED, body)), struck)
    for token, content in tags(_TOKEN, body):
        last = token
        if token[2] != b"table":
            if tables:
                tables[-1].take(token, b"" if token[4] else content)
        elif not token[1]:
            tables.append(_Table(token, bounds.rows, struck))
            if len(tables) > MOST_SHEETS:
                raise too_large()
    if not tables or last[2] != b"table":
        raise broken()
    area, volume = sum(table.area for table in tables), sum(table.volume for table in tables)
    if area > bounds.cells or volume > bounds.text:
        raise too_large()
    written = b"".join(b"".join((*table.written, b"</table:table>")) for table in tables)
    fit = parts | {"content.xml": body[: tables[0].token.start()] + written + body[last.end() :]}
    return zipped(_FRAME | fit), {place: table.notes for place, table in enumerate(tables)}


@dataclass
class _Table:
    """One sheet while it is written anew: `row` and `column` are what has been passed in the file."""

    token: re.Match[bytes]
    most: int
    struck: frozenset[bytes]
    notes: Notes = field(default_factory=Notes)
    row: int = 0
    column: int = 0
    repeat: int = 1
    rows_written: int = 0
    columns_written: int = 0
    row_open: bool = False
    widest: int = 0
    volume: int = 0

    def __post_init__(self) -> None:
        self.written = [self.token[0].replace(b"/>", b">")]

    @property
    def area(self) -> int:
        """The cells of the used range."""
        return self.rows_written * self.widest

    def take(self, token: re.Match[bytes], content: bytes) -> None:
        """The next tag of a row or a cell."""
        closing, kind, raw, empty = token.groups()
        if kind != b"table-row":
            if not closing:
                self._cell(raw, content)
        elif closing:
            self._end_row()
        else:
            told = attributes(raw)
            self.repeat, self.column = _times(told, _ROWS % b"repeated"), 0
            if told.get(b"table:visibility") in (b"collapse", b"filter"):
                self.notes.hidden_rows |= set(range(self.row + 1, min(self.row + self.repeat, self.most) + 1))
            if empty:
                self._end_row()

    def _end_row(self) -> None:
        if self.row_open:
            self.written.append(b"</table:table-row>")
        self.row_open = False
        self.row += self.repeat
        self.repeat = 1

    def _cell(self, raw: bytes, content: bytes) -> None:
        told, content = attributes(raw), _BETWEEN.sub(b"", _REMARK.sub(b"", content).strip())
        place, times = (self.row + 1, self.column + 1), _times(told, _COLUMNS % b"repeated")
        self.column += times
        filled = bool(content) or b"office:value-type" in told or b"table:formula" in told
        if place[0] > self.most or place[1] > MOST_COLUMNS:
            self.notes.outside.extend([place] if filled else [])
            return
        height, width = (_times(told, name % b"spanned") for name in (_ROWS, _COLUMNS))
        if height > 1 or width > 1:
            right, below = min(place[1] + width - 1, MOST_COLUMNS), min(place[0] + height - 1, self.most)
            self.notes.merges.append((*place, below, right))
        if filled and not self._noted(place, told, content):
            self._write(place[1], min(times, MOST_COLUMNS - place[1] + 1), told, content)
            if told.get(b"table:style-name") in self.struck:
                self.notes.struck |= {(place[0], place[1] + more) for more in range(min(times, MOST_COLUMNS))}

    def _noted(self, place: tuple[int, int], told: dict[bytes, bytes], content: bytes) -> bool:
        """Whether the cell has no value to read, only an error or a formula that was never calculated.

        A formula that gives a number is noted too: programs leave numbers typed as text out of it.
        """
        if told.get(b"calcext:value-type") == b"error":
            shown = _PARAGRAPH.search(content)
            self.notes.errors[place] = text(_TAG.sub(b"", shown[1])) if shown else ""
            return True
        if code := _shown_otherwise(told, content):
            self.notes.formats[place] = code
        nowhere = not (_RESULTS & told.keys() or content)
        if b"table:formula" in told and (nowhere or b"office:value" in told):
            written = text(told[b"table:formula"]).partition("=")[2]
            doubtful = nowhere or of_text(told[b"office:value"])
            (self.notes.formulas if doubtful else self.notes.sums)[place] = _ADDRESS.sub(_as_excel, written)
            return nowhere
        return False

    def _write(self, column: int, times: int, told: dict[bytes, bytes], content: bytes) -> None:
        rows = min(self.repeat, self.most - self.row)
        if not self.row_open:
            if gap := self.row - self.rows_written:
                self.written.append(_GAP_ROW % gap)
            self.written.append(b'<table:table-row table:number-rows-repeated="%d">' % rows)
            self.row_open, self.rows_written, self.columns_written = True, self.row + rows, 0
        if gap := column - 1 - self.columns_written:
            self.written.append(_GAP_CELL % gap)
        kept = b"".join(b' %s="%s"' % (name, told[name].replace(b'"', b"&quot;")) for name in told if _kept(name))
        opened = b'<table:table-cell%s table:number-columns-repeated="%d">' % (kept, times)
        self.written.append(opened + content + b"</table:table-cell>")
        self.columns_written = column - 1 + times
        self.widest = max(self.widest, self.columns_written)
        self.volume += len(content) * times * rows


def _styles_with(look: re.Pattern[bytes], body: bytes) -> Iterator[bytes]:
    """The names of the styles whose letters look so."""
    if look.search(body):
        for token, content in tags(_STYLE, body):
            if look.search(content.partition(b"</style:style>")[0]):
                yield attributes(token[1]).get(b"style:name", b"")


def _shown_otherwise(told: dict[bytes, bytes], content: bytes) -> str:
    """The text a cell shows, as a format, where it is another number than the cell holds; the program wrote it there.

    LibreOffice, which alone writes `calcext`, writes no text where a cell shows nothing; other programs may never do.
    """
    shown, value = _PARAGRAPH.search(content), told.get(b"office:value")
    if value is None or (shown is None and b"calcext:value-type" not in told):
        return ""
    said = as_typed(text(_TAG.sub(b"", shown[1]))) if shown else ""
    hidden = not said and value.strip(b"0.") != b""
    other = b"." not in value and (number := whole(said)) is not None and str(number).encode() != value
    return f'"{said}"' if hidden or other or told.get(b"office:value-type") == b"percentage" else ""


def _as_excel(found: re.Match[str]) -> str:
    """[.D7:.F7] as D7:F7, and [$Sheet2.C5] as Sheet2!C5."""
    sheet, first, last = found.groups()
    return (f"{sheet.removeprefix('$')}!" if sheet else "") + first + (f":{last}" if last else "")


def _kept(name: bytes) -> bool:
    return name.startswith((b"office:", b"calcext:"))


def _times(told: dict[bytes, bytes], name: bytes) -> int:
    return max(1, number(told.get(name, b""), 1))

"""Reads HTML tables, which many systems export under the name .xls, onto one sheet as Excel would show them."""

import re
from collections.abc import Iterator

from lxml import etree, html

from kstt.sheet import Book, Refused, Sheet, Value
from report_templates.files.bounds import MOST_COLUMNS, Bounds, too_large
from report_templates.files.html_controls import shown_in
from report_templates.files.html_hidden import Hidden
from report_templates.files.kinds import broken, decoded, unreadable
from report_templates.files.markup import number
from report_templates.files.rich_text import raised, struck

_MOST_HEAD = 40  # lines above the first table that still belong to it
_CELL = re.compile("<t[dh]", re.IGNORECASE)
_SHEET = "Sheet1"  # the name Excel gives
_LINE_THROUGH = re.compile(r"(?:^|;)\s*text-decoration[\w-]*\s*:[^;]*\bline-through\b", re.IGNORECASE)
_MAY_STRIKE = re.compile(r"line-through|<(?:s|strike|del)[\s>]", re.IGNORECASE)
_STRUCK = ("s", "strike", "del")
_SPACES = re.compile(r"[ \t\r\n\f]+")  # not the no-break space, which is typed
_AROUND_BREAK = re.compile(r" ?\n ?")
_BLOCKS = ("br", "p", "div", "li")
_HEAD_BLOCKS = (*_BLOCKS, "h1", "h2", "h3", "h4", "h5", "h6", "center", "body")
_SILENT = ("script", "style", "table")  # a nested table is read on its own


def read_tables(data: bytes, bounds: Bounds) -> Book:
    """All tables of an HTML page below each other on one sheet; every value is the text as typed."""
    text = decoded(data).replace("\0", "")
    if len(_CELL.findall(text)) > bounds.page:
        raise too_large()
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    tables = list(page.iter("table"))
    if not tables:
        raise without_tables()
    if text.lower().rfind("<table") > text.lower().rfind("</table"):  # the rows that arrived look like a whole report
        raise broken()
    hidden = Hidden(page)
    sheet, left_out = Sheet(_SHEET, [[line] for line in _head(page, hidden)]), 0
    strikes = bool(_MAY_STRIKE.search(text))
    for table in tables:
        if not hidden.within(table):
            left_out += _place(table, sheet, bounds.rows, hidden, strikes=strikes)
    width = max(map(len, sheet.rows), default=0)
    for row in sheet.rows:
        row.extend([""] * (width - len(row)))
    note = f"Trang «{_SHEET}»: {left_out} ô hoặc dòng nằm ngoài phạm vi biểu, không đọc"
    return Book([sheet], [note] if left_out else [])


def without_tables() -> Refused:
    """A page that shows something else, such as that the system was busy."""
    return unreadable("Tệp gửi lên là trang web không có bảng nào", "Xuất lại báo cáo ra tệp Excel rồi gửi lại")


def _head(page: html.HtmlElement, hidden: Hidden) -> list[str]:
    """The lines of text above the first table, each of which Excel puts into a row."""
    pieces: list[str] = []
    walk = etree.iterwalk(page, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element.tag == "table" and not hidden.says(element):
            break
        if event == "start" and (element.tag in (*_SILENT, "head") or hidden.says(element)):
            walk.skip_subtree()
            continue
        field = shown_in(element) if event == "start" else None
        if field is not None:
            pieces.append(field)
            walk.skip_subtree()
            continue
        pieces.append("\v" if element.tag in _HEAD_BLOCKS else "")
        pieces.append((element.text if event == "start" else element.tail) or "")
    lines = (line.strip(" ") for line in _SPACES.sub(" ", "".join(pieces)).split("\v"))
    return [line for line in lines if line][-_MOST_HEAD:]


def _place(table: html.HtmlElement, sheet: Sheet, most: int, hidden: Hidden, *, strikes: bool) -> int:
    """Adds one table at the end of the sheet; how many cells or rows did not fit.

    Cells after a hidden one move up, as systems keep their own keys in such.
    """
    own = list(_own_rows(table))
    rows = [[cell for cell in row.iterchildren("td", "th") if not hidden.says(cell)] for row in own]
    if not any(_text(cell, hidden) for cells in rows for cell in cells):
        return 0  # a table that only lays out others
    first, left_out = len(sheet.rows), 0
    sheet.hidden_rows |= {first + at for at, row in enumerate(own, start=1) if hidden.within(row)}
    taken = [0] * MOST_COLUMNS  # per column, the first row (of this sheet) free again below a rowspan
    last = min(first + len(rows), most)
    for at, cells in enumerate(rows, start=first):
        if at >= most:
            left_out += 1
            continue
        left_out += _place_row(cells, at, last, taken, sheet, hidden, strikes=strikes)
    return left_out


def _place_row(
    cells: list[html.HtmlElement], at: int, last: int, taken: list[int], sheet: Sheet, hidden: Hidden, *, strikes: bool
) -> int:
    row: list[Value] = []
    sheet.rows.append(row)
    column = 0
    for placed, cell in enumerate(cells):
        while column < MOST_COLUMNS and taken[column] > at:
            column += 1
        if column == MOST_COLUMNS:
            return len(cells) - placed
        right = min(column + _span(cell, "colspan"), MOST_COLUMNS)
        below = min(at + _span(cell, "rowspan"), last)
        row.extend([""] * (right - len(row)))
        row[column] = _text(cell, hidden)
        if strikes and row[column]:
            if _struck(cell, hidden):
                sheet.struck.add((at + 1, column + 1))
            else:
                row[column] = _text(cell, hidden, strikes=True)
        taken[column:right] = [below] * (right - column)
        if below - at > 1 or right - column > 1:
            sheet.merges.append((at + 1, column + 1, below, right))
        column = right
    return 0


def _own_rows(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _struck(cell: html.HtmlElement, hidden: Hidden) -> bool:
    """Whether all a cell shows is struck through, by a style of its own or of its row, or by a tag around it."""
    row = cell.getparent()
    if any(one is not None and _LINE_THROUGH.search(one.get("style", "")) for one in (cell, row)):
        return True
    inner = [one for one in cell.iter() if _strikes(one)]
    return bool(inner) and "".join(_text(one, hidden) for one in inner).split() == _text(cell, hidden).split()


def _strikes(element: html.HtmlElement) -> bool:
    return element.tag in _STRUCK or bool(_LINE_THROUGH.search(element.get("style", "")))


def _span(cell: html.HtmlElement, name: str) -> int:
    return max(1, number(cell.get(name, "").strip().encode(), 1))


def _text(cell: html.HtmlElement, hidden: Hidden, *, strikes: bool = False) -> str:
    """What a browser shows in the cell, where some of it `strikes` with what is struck through told as that."""
    pieces: list[str] = []
    up = through = 0

    def look(said: str | None) -> str:
        return struck(said or "") if through else raised(said or "") if up else said or ""

    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element.tag in _SILENT or (element is not cell and hidden.says(element)):
                walk.skip_subtree()
                continue
            if (field := shown_in(element)) is not None:
                pieces.append(look(field))
                walk.skip_subtree()
                continue
            up += element.tag == "sup"
            through += strikes and _strikes(element)
            pieces.append("\v" if element.tag in _BLOCKS and pieces else "")
            pieces.append(look(element.text))
        elif element is not cell:
            up -= element.tag == "sup"
            through -= strikes and _strikes(element)
            pieces.append(look(element.tail))
    shown = _SPACES.sub(" ", "".join(pieces)).replace("\v", "\n")
    return _AROUND_BREAK.sub("\n", shown).strip(" \n\xa0")  # &nbsp; alone stands in a blank cell

"""Opens what a unit sent: from bytes to sheets of cells, or a refusal that says why and what to do."""

import io

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from kstt.sheet import Book, Refused, Sheet, Value, address
from report_templates.files.bounds import MOST_COLUMNS, MOST_SHEETS, REPORT, Notes, too_large
from report_templates.files.cleanroom import admit
from report_templates.files.exported import read_exported
from report_templates.files.kinds import broken, encrypted
from report_templates.files.legacy import fit_legacy
from report_templates.files.old_fonts import in_unicode
from report_templates.files.open_documents import fit_open_document
from report_templates.files.packages import fit_for_reading

MOST_NAMED = 5  # stray cells named in one sentence


def open_book(data: bytes, name: str) -> Book:
    """The sheets of a sent file with everything hidden in them; raises Refused. The kind is told by the content."""
    kind, parts = admit(data, name)
    try:
        if kind in ("html", "mhtml", "xml"):
            return in_unicode(read_exported(kind, data, parts))
        if kind == "xlsx":
            return in_unicode(_read(*fit_for_reading(parts)))
        return in_unicode(_read(*(fit_open_document(parts) if kind == "ods" else fit_legacy(data))))
    except (Refused, KeyboardInterrupt, SystemExit):
        raise
    except PasswordError:
        raise encrypted() from None
    except BaseException:  # noqa: BLE001 - a panic of calamine is no Exception; whatever fails, the file is at fault
        raise broken() from None


def _read(data: bytes, notes: dict[int, Notes]) -> Book:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    if len(workbook.sheets_metadata) > MOST_SHEETS:
        raise too_large()
    book, cells = Book([]), 0
    for place, told in enumerate(workbook.sheets_metadata):
        if told.typ != SheetTypeEnum.WorkSheet:  # a chart has no cells
            continue
        found = workbook.get_sheet_by_index(place)
        height, width = found.end or (0, 0)
        cells += (height + 1) * (width + 1)
        if cells > REPORT.cells:
            raise too_large()
        hidden = told.visible != SheetVisibleEnum.Visible
        book.sheets.append(_sheet(told.name, found, notes.get(place) or Notes(), hidden=hidden))
        book.set_aside.extend(_set_aside(told.name, notes[place].outside) if place in notes else ())
    return book


def _sheet(name: str, found: CalamineSheet, notes: Notes, *, hidden: bool) -> Sheet:
    rows: list[list[Value]] = [[*row] for row in found.to_python(skip_empty_area=False)]
    merges = [
        (row + 1, column + 1, min(below + 1, REPORT.rows), min(right + 1, MOST_COLUMNS))
        for (row, column), (below, right) in found.merged_cell_ranges or ()
        if row < REPORT.rows and column < MOST_COLUMNS
    ]
    _widen(rows, notes)
    return Sheet(
        name,
        rows,
        hidden,
        merges or notes.merges,
        notes.formulas,
        notes.sums,
        notes.errors,
        notes.formats,
        notes.hidden_rows,
        notes.struck,
    )


def _widen(rows: list[list[Value]], notes: Notes) -> None:
    """Makes room for cells that have no value to read, so that their places exist."""
    places = [*notes.formulas, *notes.errors]
    width = max((column for _, column in places), default=0)
    rows.extend([] for _ in range(len(rows), max((row for row, _ in places), default=0)))
    width = max(width, *map(len, rows)) if rows else width
    for row in rows if places else ():
        row.extend([""] * (width - len(row)))


def _set_aside(sheet: str, outside: list[tuple[int, int]]) -> list[str]:
    if not outside:
        return []
    named = ", ".join(address(*place) for place in outside[:MOST_NAMED])
    more = f" và {len(outside) - MOST_NAMED} ô khác" if len(outside) > MOST_NAMED else ""
    return [f"Trang «{sheet}»: ô {named}{more} nằm ngoài phạm vi biểu, không đọc"]

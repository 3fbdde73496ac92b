"""Opens lists of hundreds of thousands of rows: the clean room of every file, wider bounds, rows given once from above.

An error in a cell of an Excel file reads as its text; what has no result to read comes back as `unread`.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from kstt.sheet import Refused, Value
from report_templates.files.bounds import LIST, MOST_SHEETS, Notes, Place, too_large
from report_templates.files.cleanroom import admit
from report_templates.files.delimited import read_delimited
from report_templates.files.exported import read_exported
from report_templates.files.kinds import Kind, broken, encrypted
from report_templates.files.legacy import fit_legacy
from report_templates.files.markup import zipped
from report_templates.files.open_documents import fit_open_document
from report_templates.files.packages import ANY_ERROR, CELL, HIDDEN, NO_RESULT, hidden_rows, sheet_parts, written_anew

_OLD_ROWS = 65_536  # of an .xls
_ERROR = re.compile(rb'(<c r="[A-Z]{1,2}\d{1,7}"(?: s="\d+")?) t="e"')
_PLAIN_CELL = re.compile(rb"<c[\s/>]")
_SOUND = re.compile(rb'<c r="(?:[A-Z]|[A-H][A-Z]|I[A-V])[1-9]\d{0,6}"')


@dataclass(slots=True)
class LongSheet:
    """A sheet whose `rows` are read once, each from column A on; else as in kstt.sheet.Sheet.

    `unread` are cells with an error or a formula without a result; `most` is the last row its kind of file can have,
    and `ragged` says that rows are as wide as they are written.
    """

    name: str
    rows: Iterator[list[Value]]
    hidden: bool = False
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    unread: set[Place] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    outside: int = 0
    most: int = LIST.rows
    ragged: bool = False


def open_long(data: bytes, name: str) -> Iterator[LongSheet]:
    """The sheets of a file one after the other, each to be read before the next is asked for; raises Refused."""
    try:
        yield from _opened(data, name)
    except (Refused, MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except PasswordError:
        raise encrypted() from None
    except BaseException:  # noqa: BLE001 - a panic of calamine is no Exception; whatever fails, the file is at fault
        raise broken() from None


def _opened(data: bytes, name: str) -> Iterator[LongSheet]:
    kind, parts = admit(data, name, LIST)
    if kind == "csv":
        yield LongSheet(name, read_delimited(data), ragged=True)
    elif kind in ("html", "mhtml", "xml"):
        for sheet in read_exported(kind, data, parts, LIST).sheets:
            unread = sheet.errors.keys() | sheet.formulas.keys()
            yield LongSheet(sheet.name, iter(sheet.rows), sheet.hidden, sheet.merges, unread, sheet.hidden_rows)
    else:
        fit = _fit(kind, data, parts)
        parts.clear()  # hundreds of megabytes, which calamine needs now
        yield from _sheets(kind, *fit)


def _fit(kind: Kind, data: bytes, parts: dict[str, bytes]) -> tuple[bytes, dict[int, Notes]]:
    if kind == "xls":
        return fit_legacy(data, LIST)
    return fit_open_document(parts, LIST) if kind == "ods" else _fit_package(parts)


def _sheets(kind: Kind, data: bytes, notes: dict[int, Notes]) -> Iterator[LongSheet]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    if len(workbook.sheets_metadata) > MOST_SHEETS:
        raise too_large()
    for place, told in enumerate(workbook.sheets_metadata):
        if told.typ != SheetTypeEnum.WorkSheet:
            continue
        found, noted = workbook.get_sheet_by_index(place), notes.get(place) or Notes()
        yield LongSheet(
            told.name,
            _from_first_column(found),
            hidden=told.visible != SheetVisibleEnum.Visible,
            merges=[(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in found.merged_cell_ranges or ()] or noted.merges,
            unread=noted.errors.keys() | noted.formulas.keys(),
            hidden_rows=noted.hidden_rows,
            outside=len(noted.outside),
            most=_OLD_ROWS if kind == "xls" else LIST.rows,
        )


def _from_first_column(sheet: CalamineSheet) -> Iterator[list[Value]]:
    before: list[Value] = [""] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield [*before, *row] if before else [*row]


def _fit_package(parts: dict[str, bytes]) -> tuple[bytes, dict[int, Notes]]:
    """A package of the parts that can be read without harm, and notes on its sheets by their place in the book.

    As in packages.py, but a sheet of 200 MB has to be looked through within seconds.
    """
    notes: dict[str, Notes] = {}
    for part, plain in parts.items():
        if b"sheetData" not in plain:
            continue
        parts[part] = fit = _ERROR.sub(rb'\1 t="str"', plain) if b't="e"' in plain else plain
        cells = len((CELL if b":c" in fit else _PLAIN_CELL).findall(fit))
        odd_error = (b"'e'" in fit or b'"e"' in fit) and ANY_ERROR.search(fit)
        may_lack = (b"<f" in fit or b":f" in fit) and NO_RESULT.search(fit)
        if cells != len(_SOUND.findall(fit)) or odd_error or may_lack:
            notes[part.lower()], parts[part] = written_anew(fit, LIST.rows)
        if b"hidden" in plain and HIDDEN.search(plain) and (hidden := set(hidden_rows(plain, LIST.rows))):
            notes.setdefault(part.lower(), Notes()).hidden_rows |= hidden
    order = sheet_parts(parts) if notes else []
    return zipped(parts), {place: notes[part] for place, part in enumerate(order) if part in notes}

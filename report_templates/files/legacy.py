"""Checks an old Excel file (.xls) before calamine reads it: passwords, macros, links, and cells out of bounds.

An .xls is a compound file, a small disk of sectors; its stream «Workbook» is a row of records (type, length, content).
calamine keeps the whole used range of all sheets at once, so a value in the last cell of three sheets aborts it: such a
cell's record is made one of no meaning.
"""

import struct
from dataclasses import dataclass, field

from kstt.sheet import Refused
from report_templates.files.bounds import MOST_COLUMNS, REPORT, Bounds, Notes, Place, too_large
from report_templates.files.compound_file import Disk
from report_templates.files.kinds import SAVE_AS, broken, encrypted
from report_templates.files.legacy_formats import CellFormats
from report_templates.files.legacy_formulas import expression, may_be_empty, shared_by, sum_in

_BOF, _BOF_5, _EOF, _FILEPASS, _BOUNDSHEET, _SUPBOOK = 0x0809, 0x0009, 0x000A, 0x002F, 0x0085, 0x01AE
_FORMULA, _STRING, _BOOLERR, _MULRK = 0x0006, 0x0207, 0x0205, 0x00BD
_CELLS = {_FORMULA, _BOOLERR, _MULRK, 0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E}  # records of cells with a value
_SHRFMLA = 0x04BC
_ROW, _ROW_HIDDEN = 0x0208, 0x20
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_MACRO_SHEET, _MODULE = 1, 6
_EMPTY = 3  # the result of a formula is a text without letters


def fit_legacy(data: bytes, bounds: Bounds = REPORT) -> tuple[bytes, dict[int, Notes]]:
    """The file as it can be read without harm, and notes on its sheets by their place in the book; raises Refused."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise encrypted()
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise Refused("file.macros", "Tệp chứa macro (dự án VBA)", SAVE_AS)
    try:
        disk = Disk(data)
        disk.check_names()
        found = _Records(disk.stream(), bounds.rows)
        found.walk()
    except (struct.error, IndexError, KeyError, UnicodeDecodeError, ValueError):
        raise broken() from None
    if any(offset not in found.notes for offset in found.sheets):
        raise broken()
    if sum(found.areas[offset] for offset in found.sheets) > bounds.cells:
        raise too_large()
    fit = disk.patched(found.unwanted) if found.unwanted else data
    return fit, {place: found.notes[offset] for place, offset in enumerate(found.sheets)}


@dataclass
class _Records:
    """What the records of a workbook tell, by the place in the stream where each sheet begins."""

    stream: bytes
    most: int
    sheets: list[int] = field(default_factory=list)
    notes: dict[int, Notes] = field(default_factory=dict)
    areas: dict[int, int] = field(default_factory=dict)
    unwanted: list[int] = field(default_factory=list)
    formats: CellFormats = field(default_factory=CellFormats)
    shared: dict[tuple[int, int, int], bytes] = field(default_factory=dict)
    sharing: list[tuple[Place, tuple[int, int, int], dict[Place, str], bool]] = field(default_factory=list)

    def walk(self) -> None:
        """Reads all records once; raises Refused for passwords, macros and links."""
        at = depth = sheet = rows = columns = 0
        dropped = False
        while at + 4 <= len(self.stream):
            kind, length = struct.unpack_from("<2H", self.stream, at)
            if kind in (_BOF, _BOF_5):
                depth += 1
                if depth == 1:
                    sheet, rows, columns = at, 0, 0
                    self.notes[sheet], self.areas[sheet] = Notes(), 0
            elif kind == _EOF:
                depth = max(0, depth - 1)
            elif kind in _CELLS:
                row, last = self._cell(kind, at + 4, length, self.notes[sheet])
                if dropped := row > self.most or last > MOST_COLUMNS:
                    self.unwanted.append(at)
                else:
                    rows, columns = max(rows, row), max(columns, last)
                    self.areas[sheet] = rows * columns
            elif kind == _STRING and dropped:  # the text result of a formula out of bounds
                self.unwanted.append(at)
            elif kind == _SHRFMLA and sheet in self.notes:
                record = self.stream[at + 4 : at + 4 + length]
                row, _, column = struct.unpack_from("<2HB", record)
                self.shared[id(self.notes[sheet]), row, column] = expression(record, 10)
            elif kind == _ROW and sheet in self.notes:
                self._row(at + 4, self.notes[sheet])
            else:
                self._global(kind, at + 4, length)
            at += 4 + length
        self._settle()

    def _cell(self, kind: int, at: int, length: int, notes: Notes) -> tuple[int, int]:
        """Row and last column of a cell record."""
        row, column = (number + 1 for number in struct.unpack_from("<2H", self.stream, at))
        last = column + (length - 6) // 6 - 1 if kind == _MULRK else column
        if row > self.most or last > MOST_COLUMNS:
            notes.outside.append((row, last))
        elif kind == _BOOLERR and self.stream[at + 7]:
            notes.errors[row, column] = _ERRORS.get(self.stream[at + 6], "#N/A")
        elif kind == _FORMULA and self.stream[at + 6] == 2 and self.stream[at + 12 : at + 14] == b"\xff\xff":
            notes.errors[row, column] = _ERRORS.get(self.stream[at + 8], "#N/A")
        else:
            record = self.stream[at : at + length]
            notes.formats.update(self.formats.of(kind, record))
            notes.struck.update(self.formats.struck(kind, record))
            if kind == _FORMULA:
                self._formula((row, column), record, notes)
        return row, last

    def _formula(self, place: tuple[int, int], record: bytes, notes: Notes) -> None:
        """Notes a plain sum without a result, or with a number as its result; and any other without one."""
        number = record[12:14] != b"\xff\xff"
        empty = record[6] == _EMPTY and not number
        if empty or number:
            sound = number and not _of_text(*struct.unpack_from("<d", record, 6))
            noted = notes.sums if sound else notes.formulas
            if first := shared_by(expression(record)):
                self.sharing.append((place, (id(notes), *first), noted, empty))
                return
            written = sum_in(expression(record), (place[0] - 1, place[1] - 1))
            if written or (empty and not may_be_empty(record)):
                noted[place] = written or "…"

    def _settle(self) -> None:
        """Gives the formulas that repeat another cell's, which their sheet tells only after the first of them."""
        for place, first, noted, empty in self.sharing:
            written = sum_in(self.shared.get(first, b""), (place[0] - 1, place[1] - 1))
            if written or empty:
                noted[place] = written or "…"

    def _row(self, at: int, notes: Notes) -> None:
        row, flags = struct.unpack_from("<H10xB", self.stream, at)
        if flags & _ROW_HIDDEN and row < self.most:
            notes.hidden_rows.add(row + 1)

    def _global(self, kind: int, at: int, length: int) -> None:
        self.formats.take(kind, self.stream[at : at + length])
        if kind == _FILEPASS:
            raise encrypted()
        if kind == _BOUNDSHEET:
            offset, _, what = struct.unpack_from("<IBB", self.stream, at)
            if what in (_MACRO_SHEET, _MODULE):
                raise Refused("file.macros", "Tệp chứa trang macro Excel 4.0", SAVE_AS)
            self.sheets.append(offset)
        if kind == _SUPBOOK and struct.unpack_from("<2H", self.stream, at)[1] not in (1, 0x0401, 0x3A01):
            advice = "Vào Data > Edit Links, ngắt liên kết (Break Link), lưu rồi gửi lại"
            raise Refused("file.external_links", "Tệp có liên kết tới tệp khác", advice)


def _of_text(result: float) -> bool:
    """Whether a sum may come from numbers typed as text, which programs read as nothing, or 1.234 as less than 2."""
    return result == 0 or result % 1 != 0

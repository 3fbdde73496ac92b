"""Checks an old Excel file (.xls) before calamine reads it: passwords, macros, links, and cells out of bounds.

An .xls is a compound file, a small disk of sectors; its stream «Workbook» is a row of records (type, length, content).
calamine keeps the whole used range of all sheets at once, so a value in the last cell of three sheets aborts it: such a
cell's record is made one of no meaning.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from kstt.sheet import Refused
from report_templates.bounds import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Notes, too_large
from report_templates.kinds import broken, encrypted, unreadable
from report_templates.legacy_formats import CellFormats
from report_templates.legacy_formulas import may_be_empty, sum_in

_BOF, _BOF_5, _EOF, _FILEPASS, _BOUNDSHEET, _SUPBOOK = 0x0809, 0x0009, 0x000A, 0x002F, 0x0085, 0x01AE
_FORMULA, _STRING, _BOOLERR, _MULRK = 0x0006, 0x0207, 0x0205, 0x00BD
_CELLS = {_FORMULA, _BOOLERR, _MULRK, 0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E}  # records of cells with a value
_ROW, _ROW_HIDDEN = 0x0208, 0x20
_NO_MEANING = 0x0FFE
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_MACRO_SHEET, _MODULE = 1, 6
_EMPTY = 3  # the result of a formula is a text without letters
_END_OF_CHAIN = 0xFFFFFFFA  # and all numbers above
_SAVE_AS = "Mở tệp bằng Excel, chọn Lưu thành (Save As) kiểu Excel Workbook (.xlsx) rồi gửi lại"
_OBJECT = re.compile("mbd[0-9a-f]{8}|\x01ole10native|lnk[0-9a-f]{8}")


def fit_legacy(data: bytes) -> tuple[bytes, dict[int, Notes]]:
    """The file as it can be read without harm, and notes on its sheets by their place in the book; raises Refused."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise encrypted()
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise Refused("file.macros", "Tệp chứa macro (dự án VBA)", _SAVE_AS)
    try:
        disk = _Disk(data)
        disk.check_names()
        found = _Records(disk.stream())
        found.walk()
    except (struct.error, IndexError, KeyError, UnicodeDecodeError, ValueError):
        raise broken() from None
    if any(offset not in found.notes for offset in found.sheets):
        raise broken()
    if sum(found.areas[offset] for offset in found.sheets) > MOST_CELLS:
        raise too_large()
    fit = disk.patched(found.unwanted) if found.unwanted else data
    return fit, {place: found.notes[offset] for place, offset in enumerate(found.sheets)}


class _Disk:
    """The sectors of a compound file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.sector: int = 2 ** min(struct.unpack_from("<H", data, 30)[0], 12)
        tables = list(struct.unpack_from("<109I", data, 76))
        following, count = struct.unpack_from("<2I", data, 68)
        for _ in range(min(count, len(data) // self.sector)):
            *more, following = struct.unpack_from(f"<{self.sector // 4}I", data, self._offset(following))
            tables.extend(more)
        self.fat = self._numbers(self._offset(table) for table in tables if table < _END_OF_CHAIN)
        raw = b"".join(self._sectors(struct.unpack_from("<I", data, 48)[0]))
        self.entries: dict[str, tuple[int, int]] = {}
        for at in range(0, len(raw) - 127, 128):
            length = min(struct.unpack_from("<H", raw, at + 64)[0], 64)
            name = raw[at : at + max(0, length - 2)].decode("utf-16-le").lower()
            self.entries.setdefault(name, struct.unpack_from("<2I", raw, at + 116))

    def check_names(self) -> None:
        """Raises Refused for what is no workbook or carries other files."""
        if "worddocument" in self.entries or "powerpoint document" in self.entries:
            raise unreadable("Tệp gửi lên là văn bản Word hoặc trình chiếu, không phải bảng tính", _SAVE_AS)
        if any(_OBJECT.fullmatch(name) for name in self.entries):
            advice = "Xóa các đối tượng nhúng khỏi bảng tính, lưu rồi gửi lại"
            raise Refused("file.external_links", "Tệp có đối tượng nhúng", advice)

    def stream(self) -> bytes:
        """The records of the workbook."""
        start, size = self.entries.get("workbook") or self.entries["book"]
        if size >= struct.unpack_from("<I", self.data, 56)[0]:
            self.places, self.unit = [self._offset(one) for one in self._chain(self.fat, start)], self.sector
        else:  # small streams lie in pieces of 64 bytes in the stream of the root
            small = self._numbers(
                self._offset(one) for one in self._chain(self.fat, struct.unpack_from("<I", self.data, 60)[0])
            )
            root = [self._offset(one) for one in self._chain(self.fat, self.entries["root entry"][0])]
            pieces = (divmod(one * 64, self.sector) for one in self._chain(small, start))
            self.places, self.unit = [root[sector] + rest for sector, rest in pieces], 64
        stream = b"".join(self.data[at : at + self.unit] for at in self.places)[:size]
        if len(stream) < size:  # calamine would read the rows that arrived and say nothing
            raise broken()
        return stream

    def patched(self, unwanted: list[int]) -> bytes:
        """The file with the records at these places of the stream made ones of no meaning."""
        data = bytearray(self.data)
        for at in unwanted:
            for place, byte in enumerate(struct.pack("<H", _NO_MEANING), start=at):
                data[self.places[place // self.unit] + place % self.unit] = byte
        return bytes(data)

    def _offset(self, sector: int) -> int:
        return (sector + 1) * self.sector

    def _numbers(self, offsets: Iterator[int]) -> list[int]:
        raw = b"".join(self.data[at : at + self.sector] for at in offsets)
        return [number for (number,) in struct.iter_unpack("<I", raw[: len(raw) // 4 * 4])]

    def _sectors(self, start: int) -> Iterator[bytes]:
        return (self.data[at : at + self.sector] for at in map(self._offset, self._chain(self.fat, start)))

    @staticmethod
    def _chain(fat: list[int], start: int) -> Iterator[int]:
        for _ in range(len(fat)):
            if start >= _END_OF_CHAIN:
                return
            yield start
            start = fat[start]


@dataclass
class _Records:
    """What the records of a workbook tell, by the place in the stream where each sheet begins."""

    stream: bytes
    sheets: list[int] = field(default_factory=list)
    notes: dict[int, Notes] = field(default_factory=dict)
    areas: dict[int, int] = field(default_factory=dict)
    unwanted: list[int] = field(default_factory=list)
    formats: CellFormats = field(default_factory=CellFormats)

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
                if dropped := row > MOST_ROWS or last > MOST_COLUMNS:
                    self.unwanted.append(at)
                else:
                    rows, columns = max(rows, row), max(columns, last)
                    self.areas[sheet] = rows * columns
            elif kind == _STRING and dropped:  # the text result of a formula out of bounds
                self.unwanted.append(at)
            elif kind == _ROW and sheet in self.notes:
                self._row(at + 4, self.notes[sheet])
            else:
                self._global(kind, at + 4, length)
            at += 4 + length

    def _cell(self, kind: int, at: int, length: int, notes: Notes) -> tuple[int, int]:
        """Row and last column of a cell record."""
        row, column = (number + 1 for number in struct.unpack_from("<2H", self.stream, at))
        last = column + (length - 6) // 6 - 1 if kind == _MULRK else column
        if row > MOST_ROWS or last > MOST_COLUMNS:
            notes.outside.append((row, last))
        elif kind == _BOOLERR and self.stream[at + 7]:
            notes.errors[row, column] = _ERRORS.get(self.stream[at + 6], "#N/A")
        elif kind == _FORMULA and self.stream[at + 6] == 2 and self.stream[at + 12 : at + 14] == b"\xff\xff":
            notes.errors[row, column] = _ERRORS.get(self.stream[at + 8], "#N/A")
        else:
            record = self.stream[at : at + length]
            notes.formats.update(self.formats.of(kind, record))
            if kind == _FORMULA:
                self._formula((row, column), record, notes)
        return row, last

    def _formula(self, place: tuple[int, int], record: bytes, notes: Notes) -> None:
        """Notes a formula without a result, or with the result 0, that is a plain sum; and any other without one."""
        empty = record[6] == _EMPTY and record[12:14] == b"\xff\xff"
        if empty or record[6:14] == bytes(8):
            written = sum_in(record)
            if written or (empty and not may_be_empty(record)):
                notes.formulas[place] = written or "…"

    def _row(self, at: int, notes: Notes) -> None:
        row, flags = struct.unpack_from("<H10xB", self.stream, at)
        if flags & _ROW_HIDDEN and row < MOST_ROWS:
            notes.hidden_rows.add(row + 1)

    def _global(self, kind: int, at: int, length: int) -> None:
        self.formats.take(kind, self.stream[at : at + length])
        if kind == _FILEPASS:
            raise encrypted()
        if kind == _BOUNDSHEET:
            offset, _, what = struct.unpack_from("<IBB", self.stream, at)
            if what in (_MACRO_SHEET, _MODULE):
                raise Refused("file.macros", "Tệp chứa trang macro Excel 4.0", _SAVE_AS)
            self.sheets.append(offset)
        if kind == _SUPBOOK and struct.unpack_from("<2H", self.stream, at)[1] not in (1, 0x0401, 0x3A01):
            advice = "Vào Data > Edit Links, ngắt liên kết (Break Link), lưu rồi gửi lại"
            raise Refused("file.external_links", "Tệp có liên kết tới tệp khác", advice)

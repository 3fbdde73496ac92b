"""The number formats of an old Excel file (.xls) by cell: those that may show another number than a cell holds."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from report_templates.bounds import Place
from report_templates.shown import PERCENT, suspect

_FORMAT, _XF, _MULRK = 0x041E, 0x00E0, 0x00BD


@dataclass
class CellFormats:
    """The formats and the cell styles a workbook has told so far; both stand before its first sheet."""

    _codes: dict[int, str] = field(default_factory=lambda: dict(PERCENT))
    _styles: list[int] = field(default_factory=list)

    def take(self, kind: int, record: bytes) -> None:
        """The next record that is no cell."""
        if kind == _FORMAT:
            self._codes[struct.unpack_from("<H", record)[0]] = _code(record)
        elif kind == _XF:
            self._styles.append(struct.unpack_from("<H", record, 2)[0])

    def of(self, kind: int, record: bytes) -> Iterator[tuple[Place, str]]:
        """The formats of the cells of a record that may deceive."""
        row, first = struct.unpack_from("<2H", record)
        count = (len(record) - 6) // 6 if kind == _MULRK else 1
        for at in range(count):
            (style,) = struct.unpack_from("<H", record, 4 + 6 * at)
            code = self._codes.get(self._styles[style], "") if style < len(self._styles) else ""
            if code and suspect(code):
                yield (row + 1, first + at + 1), code


def _code(record: bytes) -> str:
    """The text of a format: of Excel 97 and later, or of Excel 95 in bytes."""
    count, flags = struct.unpack_from("<HB", record, 2)
    if len(record) == 5 + count * (2 if flags & 1 else 1):
        return record[5:].decode("utf-16-le" if flags & 1 else "latin-1")
    return record[3:].decode("latin-1")

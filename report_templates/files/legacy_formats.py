"""What the styles of an old Excel file (.xls) tell of its cells: formats that may show another number, struck fonts."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from report_templates.files.bounds import Place
from report_templates.files.shown import PERCENT, suspect

_FORMAT, _FONT, _XF, _MULRK = 0x041E, 0x0031, 0x00E0, 0x00BD
_STRUCK = 0x08  # a flag of a font
_NO_FONT = 4  # this number is left out when fonts are counted


@dataclass
class CellFormats:
    """The formats and the cell styles a workbook has told so far; both stand before its first sheet."""

    _codes: dict[int, str] = field(default_factory=lambda: dict(PERCENT))
    _styles: list[int] = field(default_factory=list)
    _fonts: list[bool] = field(default_factory=list)  # whether each is struck through
    _struck: set[int] = field(default_factory=set)  # styles with such a font

    def take(self, kind: int, record: bytes) -> None:
        """The next record that is no cell."""
        if kind == _FORMAT:
            self._codes[struct.unpack_from("<H", record)[0]] = _code(record)
        elif kind == _FONT:
            self._fonts.append(bool(struct.unpack_from("<H", record, 2)[0] & _STRUCK))
        elif kind == _XF:
            font, code = struct.unpack_from("<2H", record)
            font -= font > _NO_FONT
            if font < len(self._fonts) and self._fonts[font]:
                self._struck.add(len(self._styles))
            self._styles.append(code)

    def of(self, kind: int, record: bytes) -> Iterator[tuple[Place, str]]:
        """The formats of the cells of a record that may deceive."""
        for place, style in _styles_in(kind, record):
            code = self._codes.get(self._styles[style], "") if style < len(self._styles) else ""
            if code and suspect(code):
                yield place, code

    def struck(self, kind: int, record: bytes) -> Iterator[Place]:
        """The cells of a record whose font is struck through."""
        if self._struck:
            yield from (place for place, style in _styles_in(kind, record) if style in self._struck)


def _styles_in(kind: int, record: bytes) -> Iterator[tuple[Place, int]]:
    row, first = struct.unpack_from("<2H", record)
    count = (len(record) - 6) // 6 if kind == _MULRK else 1
    for at in range(count):
        yield (row + 1, first + at + 1), struct.unpack_from("<H", record, 4 + 6 * at)[0]


def _code(record: bytes) -> str:
    """The text of a format: of Excel 97 and later, or of Excel 95 in bytes."""
    count, flags = struct.unpack_from("<HB", record, 2)
    if len(record) == 5 + count * (2 if flags & 1 else 1):
        return record[5:].decode("utf-16-le" if flags & 1 else "latin-1")
    return record[3:].decode("latin-1")

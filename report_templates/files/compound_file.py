"""A compound file, the small disk of sectors an old Excel file is: its streams, and what must not be among them."""

import re
import struct
from collections.abc import Iterator

from kstt.sheet import Refused
from report_templates.files.kinds import NO_OBJECTS, SAVE_AS, broken, unreadable

NO_MEANING = 0x0FFE
_END_OF_CHAIN = 0xFFFFFFFA  # and all numbers above
_OBJECT = re.compile("mbd[0-9a-f]{8}|\x01ole10native|lnk[0-9a-f]{8}")


class Disk:
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
            raise unreadable("Tệp gửi lên là văn bản Word hoặc trình chiếu, không phải bảng tính", SAVE_AS)
        if any(_OBJECT.fullmatch(name) for name in self.entries):
            raise Refused("file.external_links", "Tệp có đối tượng nhúng", NO_OBJECTS)

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
            for place, byte in enumerate(struct.pack("<H", NO_MEANING), start=at):
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

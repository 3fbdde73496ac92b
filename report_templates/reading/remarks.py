"""Sentences between and below the rows of a table: they are no heading, no total and no line without a name."""

import re
from collections.abc import Sequence

from kstt.sheet import Line
from kstt.spelling import unaccented

_NUMBER_TOLD = re.compile(  # «Tổng số hồ sơ liên thông: 125 hồ sơ»
    r"^[^\d:]*[a-z]\W+[a-z][^\d:]*:\s*\d[\d.,]*\s*(?:ho so|hs|tthc|thu tuc|truong hop)\b"
)
_NOTE = re.compile(  # also words in brackets, «(Số liệu hệ thống)»
    r"^[\W_]*(?:ghi chu|chu thich|luu y)\b|^[\W_]*so lieu .*\b(?:lay|tinh|chot|theo|duoc)\b|^\([^()]*\s[^()]*\)\W*$"
)


def remarks(lines: Sequence[Line]) -> frozenset[int]:
    """The places of the rows that hold one such sentence and nothing else; those that tell a number end a table."""
    found = {at for at, line in enumerate(lines) if _is_remark(line, _NOTE)}
    for at in range(len(lines) - 1, -1, -1):
        if at not in found and not _is_remark(lines[at], _NUMBER_TOLD):
            break
        found.add(at)
    return frozenset(found)


def _is_remark(line: Line, kind: re.Pattern[str]) -> bool:
    said = [str(value) for value in (line.label, *line.values, *line.texts) if value not in ("", None)]
    return not line.section and len(said) == 1 and bool(kind.match(unaccented(said[0]).casefold()))

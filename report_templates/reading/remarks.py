"""Sentences below the rows of a table that tell a number of their own: they are no total and no line without a name."""

import re
from collections.abc import Sequence

from kstt.sheet import Line
from kstt.spelling import unaccented

_REMARK = re.compile(  # «Tổng số hồ sơ liên thông: 125 hồ sơ»
    r"^[^\d:]*[a-z]\W+[a-z][^\d:]*:\s*\d[\d.,]*\s*(?:ho so|hs|tthc|thu tuc|truong hop)\b"
)


def remarks(lines: Sequence[Line]) -> frozenset[int]:
    """The places of the rows that end a table and hold one such sentence, and nothing else."""
    found = []
    for at in range(len(lines) - 1, -1, -1):
        if not _is_remark(lines[at]):
            break
        found.append(at)
    return frozenset(found)


def _is_remark(line: Line) -> bool:
    said = [str(value) for value in (line.label, *line.values, *line.texts) if value not in ("", None)]
    return not line.section and len(said) == 1 and bool(_REMARK.match(unaccented(said[0]).casefold()))

"""Sentences and notes between and below the rows of a table: no heading, no total, no line, with or without a name."""

import re
from collections.abc import Sequence

from kstt.form import Form
from kstt.sheet import Line
from kstt.spelling import plain, unaccented
from kstt.typed import as_typed, whole

_NUMBER_TOLD = re.compile(  # «Tổng số hồ sơ liên thông: 125 hồ sơ»
    r"^[^\d:]*[a-z]\W+[a-z][^\d:]*:\s*\d[\d.,]*\s*(?:ho so|hs|tthc|thu tuc|truong hop)\b"
)
_NOTE = re.compile(  # also words in brackets, «(Số liệu hệ thống)»
    r"^[\W_]*(?:ghi chu|chu thich|luu y)\b|^[\W_]*so lieu .*\b(?:lay|tinh|chot|theo|duoc)\b|^\([^()]*\s[^()]*\)\W*$"
)

_FEW = 3  # numbers of a note
_NOTES = frozenset(("ghi chu", "chu thich", "luu y", "chu y"))


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


def notes(form: Form, lines: Sequence[Line]) -> frozenset[int]:
    """The places of the rows below a bare «Ghi chú:», if each gives a number or two that are no line of the form."""
    heads = [at for at, line in enumerate(lines) if plain(line.label) in _NOTES and not line.filled]
    below = range(heads[-1] + 1, len(lines)) if heads and form.lines in ("fields", "unit") else ()
    return frozenset(below) if all(_is_note(form, lines[at]) for at in below) else frozenset()


def _is_note(form: Form, line: Line) -> bool:
    typed = [value for value in line.values if value not in ("", None)]
    read = [whole(as_typed(value)) if isinstance(value, str) else value for value in line.values]
    numbers = zip((column.number for column in form.numbers), read, strict=True)
    counts = {number: int(one) if isinstance(one, int | float) else 0 for number, one in numbers}
    keeps = any(counts.values()) and form.sums_hold(counts)
    return len(typed) < _FEW and not keeps

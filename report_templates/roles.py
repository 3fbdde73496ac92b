"""What a row of a table is: a line of the form, a total, or the heading of a section; and which were left empty."""

import re
from collections.abc import Iterable, Sequence

from kstt.form import Form
from kstt.sheet import Line
from kstt.spelling import has_diacritics, key, plain

_TOTAL = re.compile(
    r"^(?:tổng|tổng số|tổng cộng|cộng|tổng số hồ sơ|tổng toàn (?:xã|phường|đơn vị)|toàn (?:xã|phường))[\s:.\d()+=ivx]*$"
)
_PLAIN_TOTAL = re.compile(r"^(?:tong|tong so|tong cong|cong|tong so ho so)[ \divx]*$")  # typed without diacritics
_LETTER = re.compile(r"^[A-HĐ](?:[.)\s\-–—:/]|$)")
_ROMAN = re.compile(r"^(?:[IVX]{1,5}|[A-HĐ])(?:[.)\s\-–—:/]|$)")
_LEADING_ROMAN = re.compile(r"^(?:[IVX]{1,5}|[A-HĐ])\s*[.)\-–—:/]+\s*")


def roles(form: Form, lines: Iterable[Line]) -> Iterable[Line]:
    """Says of each line whether it is a line, a total or a section. Until here `section` holds the ordinal."""
    every = list(lines)
    ordered = any(line.section.isdigit() for line in every)
    section = ""
    for at, line in enumerate(every):
        if _is_total(line):
            yield _as(line, "total", "")
        elif _opens_section(form, every, at, ordered=ordered):
            if any(_below(every, at)):
                section = _LEADING_ROMAN.sub("", line.label)
                yield _as(line, "section", section)
        elif _is_filled_in(form, line):
            yield _as(line, "line", section)


def _is_total(line: Line) -> bool:
    if _TOTAL.match(line.label.casefold()) or _TOTAL.match(line.section.casefold()):
        return True
    return not has_diacritics(line.label) and bool(_PLAIN_TOTAL.match(plain(line.label)))


def _is_filled_in(form: Form, line: Line) -> bool:
    """Whether a unit wrote anything: a computed total that shows 0 on an untouched line of our blank is nothing."""
    numbers = zip(form.numbers, line.values, strict=True)
    return (
        any(
            value not in ("", None) for column, value in numbers if not (form.computed_by(column.number) and value == 0)
        )
        or (not form.fixed and any(value not in ("", None) for value in line.texts))
        or _says_more(form, line)
    )


def _says_more(form: Form, line: Line) -> bool:
    """Whether a fixed line carries words besides those the form prints."""
    own = next((one for one in form.fixed if key(one.label) == key(line.label)), None)
    said = [value for at, value in enumerate(line.texts) if value and (not own or at >= len(own.texts))]
    return bool(form.fixed) and bool(said)


def _as(line: Line, role: str, section: str) -> Line:
    line.role, line.section = role, section
    return line


def _below(every: Sequence[Line], at: int) -> Iterable[Line]:
    return (line for line in every[at + 1 :] if line.section.isdigit() or _has_numbers(line))


def _has_numbers(line: Line) -> bool:
    return any(value not in ("", None) for value in line.values)


def _opens_section(form: Form, every: Sequence[Line], at: int, *, ordered: bool) -> bool:
    line = every[at]
    if form.fixed or (not form.sections and form.lines != "free"):
        return False
    if mark := _mark(line):
        below = next((one for one in every[at + 1 : at + 2] if not _is_total(one)), None)
        inner = below is not None and (not (other := _mark(below)) or (_is_letter(mark) and not _is_letter(other)))
        return inner or not _has_numbers(line)
    return ordered and not line.section and not _has_numbers(line) and not any(line.texts)


def _mark(line: Line) -> str:
    """The Roman numeral or capital letter a line is numbered with, in its own cell or before its label."""
    found = _ROMAN.match(line.section) or (None if line.section else _LEADING_ROMAN.match(line.label))
    return found[0] if found else ""


def _is_letter(mark: str) -> bool:
    return bool(_LETTER.match(mark))

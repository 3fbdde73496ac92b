"""How rows are numbered: 1, 1.1, a), a dash, a Roman numeral, a capital letter, a procedure's code, or not at all."""

import re

from kstt.sheet import Line
from kstt.spelling import BULLETS

LEADING_MARK = re.compile(r"^(?:[IVX]{1,5}|[A-HĐ])\s*[.)\-–—:/]+(?!\d)\s*")
_DOTTED = re.compile(r"^(?:\d+|[IVX]{1,5}|[A-HĐ])(?:\.\d+)+")
_CODE = re.compile(r"^\d\.\d{6}(?!\d)")  # of a procedure in the national database: «1.004873.000.00.00.H24»
_LETTER = re.compile(r"^[A-HĐ](?:[.)\s\-–—:/]|$)")
_ROMAN = re.compile(r"^(?:[IVX]{1,5}|[A-HĐ])(?:[.)\s\-–—:/](?!\d)|$)")  # «I.1» is no heading
_SMALL_LETTER = re.compile(r"^(?:[a-zđ](?:\)|$)|[a-ođ]\.)")  # «p.» and «x.» begin the names of communes
_DASHES = (*BULLETS,)  # one by one: nothing is in a text too

PROCEDURES = ("dash", "letter", "code", *("dotted" * depth for depth in range(1, 4)))
"""The kinds of rows that mostly are procedures of a field above them."""


def kind_of(line: Line) -> str:
    """How a line is numbered: 1, 1.1, 1.1.1, a), a dash, a procedure's code, or not at all."""
    if line.section.isdigit():
        return "number"
    if _CODE.match(line.section or line.label):
        return "code"
    if dotted := _DOTTED.match(line.section):
        return "dotted" * dotted[0].count(".")
    if _SMALL_LETTER.match(line.section or line.label):
        return "letter"
    return "dash" if line.section in (*_DASHES, "*") or line.label[:1] in _DASHES else "none"


def level_of(line: Line) -> int:
    """How deep a number of its own stands: 1 for «1», 2 for «1.1»; 0 where a line has none."""
    dotted = None if kind_of(line) == "code" else _DOTTED.match(line.section)
    return dotted[0].count(".") + 1 if dotted else int(line.section.isdigit())


def mark_of(line: Line) -> str:
    """The Roman numeral or capital letter a line is numbered with, in its own cell or before its label."""
    found = _ROMAN.match(line.section) or (None if line.section else LEADING_MARK.match(line.label))
    return found[0] if found else ""


def is_letter(mark: str) -> bool:
    """Whether a mark is a capital letter."""
    return bool(_LETTER.match(mark))

"""What the head of a form says: whose report it is, and of which period."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kstt.period import Mention, mention
from kstt.sheet import FilledForm
from kstt.spelling import clean

_UNIT = re.compile(
    r"(?:đơn vị báo cáo\s*[:.\-–]?|(?:đơn vị gửi|cơ quan(?: gửi)?) báo cáo\s*:|tên (?:đơn vị|cơ quan)(?: báo cáo)?\s*:)"
    r"\s*(.*)",
    re.IGNORECASE,
)
_BARE_OFFICE = re.compile(r"^\W*(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)\W*$", re.IGNORECASE)
_COMMUNE = re.compile(r"^\W*((?:phường|xã|đặc khu|thị trấn|p\.|x\.)\s*\w.*)$", re.IGNORECASE)
_OFFICE = re.compile(
    r"^\W*((?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s+(?:phường|xã|đặc khu|thị trấn|p\.|x\.).*)$", re.IGNORECASE
)
_DOTS = re.compile(r"^[\s.…_\-–:]*$")


def unit_named(form: FilledForm) -> list[str]:
    """The reporting unit as the head of a form writes it, the surest first; empty where it is left blank."""
    lines = [(row, column, clean(line)) for row, column, text in form.header for line in text.splitlines()]
    after = [found[1] or _beside(form, *at) for *at, line in lines if (found := _UNIT.search(line))]
    named = [name.strip(" .…:") for name in after if not _DOTS.match(name)]
    offices = [found[1] for *_, line in lines if (found := _OFFICE.match(line))]
    return named or [name.strip(" .…:") for name in (*offices, *_letterheads(lines))]


def _letterheads(lines: Sequence[tuple[int, int, str]]) -> Iterable[str]:
    """«ỦY BAN NHÂN DÂN» above «XÃ AN LÃO», in one cell or in two below each other."""
    for at, (row, column, line) in enumerate(lines):
        if _BARE_OFFICE.match(line):
            below = (text for r, c, text in lines[at + 1 :] if c == column and r - row <= 2)
            if found := _COMMUNE.match(next(below, "")):
                yield f"UBND {found[1]}"


def _beside(form: FilledForm, row: int, column: int) -> str:
    """The name typed into the cell to the right of «Đơn vị báo cáo:»; a title or another entry is no name."""
    text = next((clean(text) for r, c, text in form.header if r == row and c > column), "")
    return "" if ":" in text or text.isupper() else text


def period_named(form: FilledForm) -> list[Mention]:
    """What the head of a form says about its period, cell by cell, the printed legal basis left out."""
    said = [one for _, _, text in form.header if (one := mention(" ".join(_without_basis(text))))]
    if {one.part for one in said} - {None, "Y"}:  # «Năm 2026» beside «Quý I» only names the quarter's year
        return [replace(one, part=None) if one.part == "Y" else one for one in said]
    return said


def _without_basis(text: str) -> Iterable[str]:
    return (line for line in text.splitlines() if "ban hành" not in line.casefold())

"""Reports of nothing: a form whose only words are «Không phát sinh» says that no dossier came, not that it is empty."""

import re
from collections.abc import Iterable, Sequence

from kstt.sheet import Line, Value
from kstt.spelling import plain

_NOTHING = re.compile(
    r"^(?:(?:ghi chu|luu y|\d{1,2}) )?(?:trong )?(?:(?:ky|quy|thang)(?: bao cao)?(?: [ivx\d]+)?(?: nam)?(?: 20\d\d)? )?"
    r"(?:(?:don vi|(?:ubnd )?(?:phuong|xa|dac khu)(?: \w+){0,4}?) )?"
    r"(?:khong|ko|k) (?:co )?(?:(?:ho so|tthc|so lieu) )?(?:phat sinh|ps)\b(?!.*\b(?:han|truc tuyen|buu chinh)\b)"
    r"|^kps$|^(?:trong (?:ky|quy) )?(?:khong|ko) (?:co|tiep nhan|nhan)(?: duoc)?(?: bat ky)? (?:ho so|tthc)"
    r"(?: tthc)?(?: nao)?(?: trong (?:ky|quy).*)?$"
)
_LONGEST = 120


def says_nothing_arose(value: Value) -> bool:
    """Whether a cell says in words that nothing arose; «không phát sinh hồ sơ quá hạn» says less than that.

    >>> says_nothing_arose("Trong kỳ không phát sinh hồ sơ"), says_nothing_arose("Không phát sinh hồ sơ quá hạn")
    (True, False)
    """
    return isinstance(value, str) and 0 < len(value) < _LONGEST and bool(_NOTHING.match(plain(value)))


def only_nothing(lines: Sequence[Line], rows: Iterable[Sequence[Value]]) -> bool:
    """Whether lines with numbers are none, while one of `rows` says nothing arose; or a single one that says so."""
    filled = [line for line in lines if line.role in ("line", "unnamed")]
    if not filled:
        return any(says_nothing_arose(value) for row in rows for value in row)
    return len(filled) == 1 and _is_nothing(filled[0])


def _is_nothing(line: Line) -> bool:
    words = [value for value in (line.label, *line.values, *line.texts) if isinstance(value, str)]
    numbers = [value for value in line.values if not isinstance(value, str) and value not in (None, 0)]
    plainly = all(says_nothing_arose(word) or not plain(word).strip("0 ") for word in words if word != line.label)
    return not numbers and plainly and any(says_nothing_arose(word) for word in words)

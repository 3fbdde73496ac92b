"""What a form says it counts in: dossiers, or something else than its numbers mean."""

import re
from collections.abc import Iterable, Iterator

from kstt.spelling import clean, has_diacritics, unaccented

_MEASURE = r"(?:đơn vị tính|đvt)"
_MANY = r"(?:nghìn|ngàn|trăm|chục|triệu|1[.,\s]?000)\b"
_OF_DOSSIERS = r"(?=\W*(?:$|\)|hồ sơ|hs\b|bộ\b|tthc|thủ tục))"  # «Đơn vị: Triệu Vân» names a commune
_IN_MULTIPLES = re.compile(
    rf"{_MEASURE}\W*{_MANY}|(?:đơn vị\W+|\()(?:x\s?)?{_MANY}{_OF_DOSSIERS}|^\W*x\s?1[.,\s]?000\W*$", re.IGNORECASE
)
_IN_SHARES = re.compile(rf"(?:{_MEASURE}|đơn vị)[\s:(]*(?:%|phần trăm|tỷ lệ|tỉ lệ)\W*$", re.IGNORECASE)
_ASKS = re.compile(rf"^\W*{_MEASURE}[\s:.…(]*$", re.IGNORECASE)  # what it is stands below or in the next cell
_PLAINLY = {said: re.compile(unaccented(said.pattern), re.IGNORECASE) for said in (_IN_MULTIPLES, _IN_SHARES, _ASKS)}

Place = tuple[int, int, str]


def measured_otherwise(texts: Iterable[Place], *, shares: bool) -> Place | None:
    """The first line of text that says the numbers are no counts, with its row and column.

    They may stand for thousands, or for per cent where the form has no `shares`.

    >>> measured_otherwise([(2, 13, "Đơn vị tính: Số hồ sơ TTHC"), (3, 3, "Tổng số (nghìn hồ sơ)")], shares=False)
    (3, 3, 'Tổng số (nghìn hồ sơ)')
    >>> measured_otherwise([(1, 1, "ĐVT: Hồ sơ, %"), (2, 13, "Đơn vị tính: %")], shares=False)
    (2, 13, 'Đơn vị tính: %')
    >>> measured_otherwise([(1, 1, "Đơn vị: Triệu Vân"), (2, 12, "Don vi tinh:"), (2, 13, "nghin ho so")], shares=False)
    (2, 12, 'Don vi tinh: nghin ho so')
    """
    wrong = (_IN_MULTIPLES,) if shares else (_IN_MULTIPLES, _IN_SHARES)
    return next((one for one in _whole(texts) if any(_says(said, one[2]) for said in wrong)), None)


def _whole(texts: Iterable[Place]) -> Iterator[Place]:
    """The lines of texts, «Đơn vị tính:» together with the one after it."""
    asked: Place | None = None
    for row, column, text in texts:
        for line in map(clean, text.splitlines()):
            one = (*asked[:2], f"{asked[2]} {line}") if asked else (row, column, line)
            asked = one if _says(_ASKS, one[2]) else None
            if not asked:
                yield one


def _says(pattern: re.Pattern[str], line: str) -> bool:
    """Whether a line says something, typed with diacritics or without."""
    return bool((pattern if has_diacritics(line) else _PLAINLY[pattern]).search(line))

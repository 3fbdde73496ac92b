"""What a form says it counts in: dossiers, or something else than its numbers mean."""

import re
from collections.abc import Iterable

from kstt.spelling import clean

_IN_MULTIPLES = re.compile(r"(?:(?:đơn vị tính|đvt)\W*|\()(?:nghìn|ngàn|trăm|triệu|1[.,\s]?000)\b", re.IGNORECASE)
_IN_SHARES = re.compile(r"(?:đơn vị tính|đvt)[\s:(]*(?:%|phần trăm|tỷ lệ|tỉ lệ)\W*$", re.IGNORECASE)


def measured_otherwise(texts: Iterable[tuple[int, int, str]], *, shares: bool) -> tuple[int, int, str] | None:
    """The first line of text that says the numbers are no counts, with its row and column.

    They may stand for thousands, or for per cent where the form has no `shares`.

    >>> measured_otherwise([(2, 13, "Đơn vị tính: Số hồ sơ TTHC"), (3, 3, "Tổng số (nghìn hồ sơ)")], shares=False)
    (3, 3, 'Tổng số (nghìn hồ sơ)')
    >>> measured_otherwise([(1, 1, "ĐVT: Hồ sơ, %"), (2, 13, "Đơn vị tính: %")], shares=False)
    (2, 13, 'Đơn vị tính: %')
    """
    lines = ((row, column, clean(line)) for row, column, text in texts for line in text.splitlines())
    wrong = (_IN_MULTIPLES,) if shares else (_IN_MULTIPLES, _IN_SHARES)
    return next((one for one in lines if any(said.search(one[2]) for said in wrong)), None)

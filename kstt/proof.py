"""What a proof finds: how two results are compared, what was counted, and every place where they differ."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from numbers import Rational

Shown = float | int | str | bool | datetime | Fraction | None
"""What a cell shows. Fractions are exact numbers computed for the proof; no cell holds one."""

PROOF_TEXT, PROOF_JSON = "chung-minh.txt", "chung-minh.json"
"""The files beside a report that say whether it was proved."""

CHECKS = {
    "quarters": "quý đã phát hành lần khác sau khi lập",
    "ledger": "khác với sổ cái ghi ở lần chạy gần nhất",
    "hash": "tệp khác với khi lập",
    "lists": "định nghĩa hoặc danh mục đã sửa sau khi lập",
    "lines": "dòng thừa hoặc thiếu so với figures.parquet",
    "figures": "số trên trang khác số cộng lại từ figures.parquet",
    "page": "số trên trang tổng quan khác số cộng lại từ figures.parquet",
    "narrative": "số trong báo cáo thuyết minh khác các biểu",
    "formula": "kết quả ghi trong ô khác kết quả tính lại",
    "trial": "công thức không tính từ đúng các ô",
    "rewritten": "khác với khi viết lại từ run.json, figures.parquet, texts.parquet",
}
"""Kinds of comparison; where several find the same cell, the first one tells it."""
FOLLOWING = ("lists", "narrative", "rewritten")
"""Kinds that differ by themselves where a quarter is another one by now: what is written anew is made from it."""

_NOISE = Fraction(1, 10**9)  # what two programs' last binary digit may differ by, relative to the number


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a result is not what it must be; `check` is a key of CHECKS, `what` says in words what it is."""

    check: str
    file: str
    sheet: str = ""
    cell: str = ""
    expected: Shown = None
    found: Shown = None
    what: str = ""


@dataclass(slots=True)
class Tally:
    """What one kind of comparison came to: how many results were compared, and which of them differ.

    `sheets` counts those compared by file and sheet, where they stand on one.
    """

    check: str
    compared: int = 0
    differences: list[Difference] = field(default_factory=list)
    sheets: Counter[tuple[str, str]] = field(default_factory=Counter)

    def hold(
        self, expected: Shown, found: Shown, at: tuple[str, str, str], what: str = "", places: int | None = None
    ) -> None:
        """Compares one result; `at` is file, sheet and cell."""
        self.compared += 1
        self.sheets[at[:2]] += 1
        if not same(expected, found, places):
            self.differences.append(Difference(self.check, *at, expected, found, what))


def same(expected: Shown, found: Shown, places: int | None = None) -> bool:
    """Whether two results are equal: whole numbers exactly, others to the last of `places` shown, words to the letter.

    An empty text is an empty cell. Without `places` numbers may differ by binary noise only.

    >>> same(2450, 2451), same(Fraction(1, 3), 0.33333, 4), same(Fraction(1, 3), 0.3334, 4), same("", None)
    (False, True, False, True)
    """
    one, other = _number(expected), _number(found)
    if one is None or other is None:
        empty = ("", None)
        return (expected in empty and found in empty) or (type(expected) is type(found) and expected == found)
    if one.denominator == other.denominator == 1:
        return one == other
    if abs(one - other) <= _NOISE * max(Fraction(1), abs(one)):
        return True
    if places is None or (places == 0 and one.denominator == 1):  # a count shown without decimals is still a count
        return False
    return _rounded(one, places) == _rounded(other, places)


def _number(value: Shown) -> Fraction | None:
    """A number exactly; a truth value is no number, nor is what no fraction can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float | Rational):
        return None
    return Fraction(value) if value == value and abs(value) != float("inf") else None  # noqa: PLR0124 - nan


def _rounded(value: Fraction, places: int) -> int:
    """Half away from zero, as spreadsheets show it."""
    scaled = abs(value) * Fraction(10) ** places + Fraction(1, 2)
    whole = scaled.numerator // scaled.denominator
    return whole if value >= 0 else -whole

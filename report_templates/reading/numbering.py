"""Number rows: «(1) (2) … (13)» below the headings, as people type them, and those with a slip."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from kstt.sheet import Value

_NUMBER = re.compile(
    r"^(?:cột\s*|c)?[(\[{<]?\s*-?\s*(\d{1,2})(?:[a-d]|[.,]\d)?\s*[)\]}>.]{0,2}"
    r"(?:\s*[=:][\s\d()+]+(?:[=:][\s\d()+]+)*)?$",
    re.IGNORECASE,
)  # also «(3)=(4)+(5)+(6)», «(3)=(4)+(5)+(6)=(7)+(11)», «3: 4+5+6», and «③»
_DECIMAL = re.compile(r"\d[.,][1-9]")
_LEAST_NUMBERS = 5  # no whole form has fewer columns
_LETTERS = ("A", "B", "a", "b")
_AGREEING = 0.6  # of the numbers in a row below headings that leave no doubt


def number_rows(rows: Sequence[Sequence[Value]]) -> Iterator[tuple[int, dict[int, int]]]:
    """Rows that read 1, 2, 3 … from some cell on (empty cells of merges between), as number -> column."""
    for at, row in enumerate(rows):
        if columns := counting(row):
            yield at, columns


def counting(row: Sequence[Value]) -> dict[int, int]:
    """The columns of a row that reads 1, 2, 3 … from some cell on, as number -> column; empty for any other row."""
    filled = [(column, value) for column, value in enumerate(row) if _stands(value)]
    if len(filled) < _LEAST_NUMBERS or _reads(filled[1][1]) != 2:
        return {}
    numbers = [_reads(value) for _, value in filled]
    if numbers != list(range(1, len(numbers) + 1)):
        return {}
    return {number: column for number, (column, _) in enumerate(filled, start=1)}


def numbers_columns(row: Sequence[Value], columns: Mapping[int, int]) -> bool:
    """Whether a row below headings that leave no doubt only numbers their columns, be it with a gap or a slip.

    Also «A, B, (1) … (11)», or from (2) or (3) on.
    """
    return _counts_on(row) or _numbers_most(row, columns) or _numbers_all(row, columns)


def _numbers_all(row: Sequence[Value], columns: Mapping[int, int]) -> bool:
    """Whether a row reads 1, 2, 3 … under each of the columns, however few a table has: no line is called «(2)»."""
    every = [_reads(row[at]) if at < len(row) else None for at in sorted(columns.values())]
    return every == list(range(1, len(columns) + 1))


def _numbers_most(row: Sequence[Value], columns: Mapping[int, int]) -> bool:
    said = {number: row[at] for number, at in columns.items() if at < len(row) and _stands(row[at])}
    numbers = {number: number_of(value) for number, value in said.items() if not _is_letter(value)}
    if len(numbers) < _LEAST_NUMBERS or None in numbers.values():
        return False
    apart = [number - (value or 0) for number, value in numbers.items()]
    return max(map(apart.count, apart)) >= _AGREEING * len(apart)


def _stands(value: Value) -> bool:
    """Whether anything is to be seen in a cell: a typed space is not."""
    return value not in ("", None) and not (isinstance(value, str) and value.isspace())


def _is_letter(value: Value) -> bool:
    return isinstance(value, str) and value.strip(" ()") in _LETTERS


def _counts_on(row: Sequence[Value]) -> bool:
    """Whether a row numbers columns in another way: «A, B, (1) … (11)», or from (3) on."""
    filled = [value for value in row if _stands(value)]
    letters = sum(map(_is_letter, filled[:2]))
    numbers = [_reads(value) for value in filled[letters:]]
    first = numbers[0] if numbers else None
    return first is not None and len(numbers) >= _LEAST_NUMBERS and numbers == list(range(first, first + len(numbers)))


def _reads(value: Value) -> int | None:
    """The number in a row that reads 1, 2, 3 …; with decimals it may be one of a line."""
    return None if _DECIMAL.search(str(value)) else number_of(value)


def number_of(value: Value) -> int | None:
    """Which column a cell of a number row numbers, «(5b)» and «5.2» the fifth; None where it is no such cell."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        # Excel turns a typed (3) into -3.
        return abs(int(value)) if abs(value) < 100 and value == round(value, 1) else None
    found = _NUMBER.match(unicodedata.normalize("NFKC", value).strip()) if isinstance(value, str) else None
    return int(found[1]) if found else None

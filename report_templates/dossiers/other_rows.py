"""Rows of a list that are no dossiers: titles, names of units, sums, what stands below a table."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kstt.sheet import Value
from kstt.spelling import clean, plain
from report_templates.dossiers.cells import moment_of

MOST_WORDS = 6  # cells of a title; a row with so many is one of a table
_FIRST = 9  # cells of a row that tell nearly every dossier
_LONGEST = 200  # letters of a line that may name a unit
_TOTALS = ("tong", "cong")


def usual_width(rows: Sequence[Sequence[Value]]) -> int:
    """How many cells most of the rows have."""
    widths = Counter(len(row) for row in rows if row)
    return widths.most_common(1)[0][0] if widths else 0


def is_none(cells: Mapping[str, Value]) -> bool:
    """Whether a row is no dossier: without a code and a day, as what stands below a table, or a sum of the others."""
    code = cells["code"]
    if code is None:
        return moment_of(cells["received"]) is None and moment_of(cells["due"]) is None
    if not isinstance(code, str) or code[:1] not in "TtCc" or plain(code).partition(" ")[0] not in _TOTALS:
        return False
    return moment_of(cells["received"]) is None


def is_title(row: Sequence[Value]) -> bool:
    """Whether one cell is all a row has, and has words: what follows is of that unit or field."""
    if sum(cell not in ("", None) for cell in row[:_FIRST]) > 1:  # nearly all, told without looking at all cells
        return False
    filled = [cell for cell in row if cell not in ("", None)]
    return len(filled) == 1 and isinstance(filled[0], str) and " " in filled[0].strip()


def lines_of(row: Sequence[Value]) -> Iterator[str]:
    """The lines of a row that is no dossier, where they are few, as in a title or the name of a unit."""
    said = dict.fromkeys(clean(line) for cell in row if isinstance(cell, str) for line in cell.splitlines())
    lines = [line for line in said if line]
    if len(lines) <= MOST_WORDS:
        yield from (line for line in lines if len(line) < _LONGEST)

"""Columns with numbers in the midst of a form's that the form does not have: parts of one of its own, or somebody's.

What stands in the parts is never added up here: whoever split the column knows what belongs together.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kstt.form import Form
from kstt.sheet import Value, cell_at, letters
from kstt.spelling import clean
from report_templates.reading.adding_up import amount
from report_templates.reading.found_tables import Found
from report_templates.reading.misfits import TWICE
from report_templates.reading.numbering import number_of

_PART = re.compile(r"\d(?:[a-d]|[.,]\d)", re.IGNORECASE)  # (5a), 5.1
_SPLIT = (
    "cột ({number}) «{heading}» của biểu {form} bị tách thành {many} cột {places}, trong khi biểu chỉ có một cột "
    "({number}): cộng lại, ghi vào một cột"
)
_LEFT_OVER = (
    "biểu {form} không có cột {places} nhưng bảng có số ở đó, và chỉ khi tính cả số ấy (vào cột {numbers}) thì các "
    "đẳng thức của biểu mới đúng: xem số ấy thuộc cột nào của biểu rồi ghi vào đúng cột đó"
)
_OWN = "cột {place} nằm giữa các cột của biểu nhưng biểu không có cột này: không đọc"

Rows = Sequence[Sequence[Value]]


def split_column(rows: Rows, table: Found) -> str:
    """A sentence on a column of the form that was made several, or on one left over that its sums lack; else empty.

    The number row says of which column they are parts, as «(5a)» and «(5b)». Where it does not, nobody knows what a
    column counts that makes the sums of the form hold: withdrawn dossiers may do so too. Where the sums hold without
    it, it is somebody's own.
    """
    for *beside, between in _gaps(rows, table):
        lacking = [one for one in beside if not _sums(rows, table, one, [])]
        fitting = [one for one in lacking if _sums(rows, table, one, between)]
        for one in lacking:
            parts = {_part(rows, table, at) for at in between} == {one}
            if parts and (one in fitting or _part(rows, table, table.columns[one]) == one):
                return _split(table, one, between)
        if fitting:
            numbers = " hoặc ".join(f"({one})" for one in fitting)
            places = ", ".join(_headed(rows, table, at) for at in between)
            return _LEFT_OVER.format(form=table.form.code, places=places, numbers=numbers)
    return ""


def doubled(rows: Rows, table: Found) -> str:
    """A sentence where half the columns have another one below the same heading, as «Trong kỳ» and «Lũy kế»."""
    heads = rows[table.top : table.first_line]
    below_one = [between for *_, between in _gaps(rows, table) if not any(_said(heads, at) for at in between)]
    most = below_one and len(below_one) * 2 >= len(table.form.numbers)
    return f"các cột của biểu {table.form.code} {TWICE}" if most else ""


def _split(table: Found, number: int, between: Sequence[int]) -> str:
    places = sorted([table.columns[number], *between])
    return _SPLIT.format(
        number=number,
        heading=" – ".join(table.form.column(number).heading),
        form=table.form.code,
        many=len(places),
        places=", ".join(letters(at + 1) for at in places),
    )


def own_columns(rows: Rows, table: Found) -> Iterator[str]:
    """A sentence on each column between those of the form that is not read."""
    for _, _, between in _gaps(rows, table):
        yield from (_OWN.format(place=_headed(rows, table, at)) for at in between)


def _headed(rows: Rows, table: Found, at: int) -> str:
    return headed(rows[table.top : table.first_line], at)


def headed(rows: Rows, at: int) -> str:
    """A column of the sheet with the words that head it in some rows."""
    said = _said(rows, at)
    return letters(at + 1) + (f" «{clean(said)}»" if said else "")


def _said(rows: Rows, at: int) -> str:
    heads = [value for row in rows if isinstance(value := cell_at(row, at), str)]
    return next((text for text in reversed(heads) if any(map(str.isalpha, text)) and not number_of(text)), "")


def _gaps(rows: Rows, table: Found) -> Iterator[tuple[int, int, list[int]]]:
    """Two columns of numbers by their numbers, and the places between them that hold numbers too."""
    mine = [column.number for column in table.form.numbers if column.number in table.columns]
    taken, below = set(table.columns.values()), rows[table.first_line :]
    for before, after in pairwise(mine):
        places = range(table.columns[before] + 1, table.columns[after])
        if between := [at for at in places if at not in taken and any(amount(cell_at(row, at)) for row in below)]:
            yield before, after, between


def _part(rows: Rows, table: Found, at: int) -> int | None:
    """Of which column the row above the lines says that a place is a part; Excel makes a number of «5.1»."""
    value = cell_at(rows[table.first_line - 1], at)
    found = _PART.search(f"{value:g}" if isinstance(value, float) else str(value))
    return number_of(value) if found else None


def _sums(rows: Rows, table: Found, number: int, further: Sequence[int]) -> bool:
    """Whether every line keeps the sums that a column is in, with what stands in `further` places added to it."""
    form: Form = table.form
    rules = [rule for rule in form.sums if number in rule.columns]
    lines = [
        {other: amount(cell_at(row, at)) for other, at in table.columns.items()}
        | {number: sum(amount(cell_at(row, at)) for at in (table.columns[number], *further))}
        for row in rows[table.first_line :]
    ]
    counted = [line for line in lines if any(line[column.number] for column in form.numbers if column.number in line)]
    known = [rule for rule in rules if set(rule.columns) <= table.columns.keys()]
    return bool(known and counted) and all(
        line[rule.left] == sum(line[part] for part in rule.right) for line in counted for rule in known
    )

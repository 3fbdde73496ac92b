"""Columns with numbers in the midst of a form's that the form does not have: parts of one of its own, or somebody's.

What stands in the parts is never added up here: whoever split the column knows what belongs together.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kstt.form import Form
from kstt.sheet import Value, letters
from report_templates.reading.adding_up import amount
from report_templates.reading.found_tables import Found
from report_templates.reading.numbering import number_of

_PART = re.compile(r"\d(?:[a-d]|[.,]\d)", re.IGNORECASE)  # (5a), 5.1
_SPLIT = (
    "cột ({number}) «{heading}» của biểu {form} bị tách thành {many} cột {places}, trong khi biểu chỉ có một cột "
    "({number}): cộng lại, ghi vào một cột"
)
_PART_OF = (
    "biểu {form} không có cột {places}, nhưng phải cộng vào cột {numbers} thì các đẳng thức của biểu mới đúng: cộng "
    "lại, ghi vào đúng một cột của biểu"
)
_OWN = "cột {place}{heading} nằm giữa các cột của biểu nhưng biểu không có cột này: không đọc"

Rows = Sequence[Sequence[Value]]


def split_column(rows: Rows, table: Found) -> str:
    """A sentence on a column of the form that was made several; empty where none was.

    It was where the number row says so, as «(5a)» and «(5b)», or where the sums of the form hold with the parts alone;
    not where they hold without the further ones.
    """
    for *beside, between in _gaps(rows, table):
        numbered = [one for one in beside if all(_number(rows, table, at) in (None, one) for at in between)]
        lacking = [one for one in numbered if not _sums(rows, table, one, [])]
        said = [one for one in lacking if all(_part(rows, table, at) == one for at in (table.columns[one], *between))]
        whole = said or [one for one in lacking if _sums(rows, table, one, between)]
        if whole:
            return _sentence(table, whole, between)
    return ""


def _sentence(table: Found, numbers: Sequence[int], between: Sequence[int]) -> str:
    form, (number, *others) = table.form, numbers
    if others:
        either = " hoặc ".join(f"({one})" for one in numbers)
        return _PART_OF.format(form=form.code, places=_named(between), numbers=either)
    places = sorted([table.columns[number], *between])
    heading = " – ".join(form.column(number).heading)
    return _SPLIT.format(number=number, heading=heading, form=form.code, many=len(places), places=_named(places))


def _named(places: Sequence[int]) -> str:
    return ", ".join(letters(at + 1) for at in places)


def own_columns(rows: Rows, table: Found) -> Iterator[str]:
    """A sentence on each column between those of the form that is not read."""
    for _, _, between in _gaps(rows, table):
        for at in between:
            heads = [value for row in rows[table.top : table.first_line] if isinstance(value := _at(row, at), str)]
            said = next((text for text in reversed(heads) if any(map(str.isalpha, text)) and not number_of(text)), "")
            yield _OWN.format(place=letters(at + 1), heading=f" «{' '.join(said.split())}»" if said else "")


def _gaps(rows: Rows, table: Found) -> Iterator[tuple[int, int, list[int]]]:
    """Two columns of numbers by their numbers, and the places between them that hold numbers too."""
    mine = [column.number for column in table.form.numbers if column.number in table.columns]
    taken = set(table.columns.values())
    for before, after in pairwise(mine):
        places = range(table.columns[before] + 1, table.columns[after])
        below = rows[table.first_line :]
        if between := [at for at in places if at not in taken and any(amount(_at(row, at)) for row in below)]:
            yield before, after, between


def _number(rows: Rows, table: Found, at: int) -> int | None:
    """Which column the row above the lines says that a place is, or is a part of."""
    return number_of(_at(rows[table.first_line - 1], at))


def _part(rows: Rows, table: Found, at: int) -> int | None:
    """Of which column the row above the lines says that a place is a part; Excel makes a number of «5.1»."""
    value = _at(rows[table.first_line - 1], at)
    found = _PART.search(f"{value:g}" if isinstance(value, float) else str(value))
    return number_of(value) if found else None


def _sums(rows: Rows, table: Found, number: int, further: Sequence[int]) -> bool:
    """Whether every line keeps the sums that a column is in, with what stands in `further` places added to it."""
    form: Form = table.form
    rules = [rule for rule in form.sums if number in rule.columns]
    lines = [
        {other: amount(_at(row, at)) for other, at in table.columns.items()}
        | {number: sum(amount(_at(row, at)) for at in (table.columns[number], *further))}
        for row in rows[table.first_line :]
    ]
    counted = [line for line in lines if any(line[column.number] for column in form.numbers if column.number in line)]
    known = [rule for rule in rules if set(rule.columns) <= table.columns.keys()]
    return bool(known and counted) and all(
        line[rule.left] == sum(line[part] for part in rule.right) for line in counted for rule in known
    )


def _at(row: Sequence[Value], at: int) -> Value:
    return row[at] if at < len(row) else ""

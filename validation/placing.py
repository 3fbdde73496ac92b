"""Where a finding stands: the facts of a cell of a parsed form, its lines by name, and their sums."""

from collections.abc import Iterable

from kstt.form import Form
from kstt.rollup import Name
from validation.left_blank import is_blank
from validation.parsed import Parsed
from validation.telling import shown_number


def place(form: Form, one: Parsed, index: int, number: int) -> dict[str, object]:
    """Form, sheet, row, sheet column, line and column number of a cell, as validation.telling.tell takes them."""
    line = one.lines[index]
    return {
        "form": form,
        "sheet": one.sheet,
        "row": line.row,
        "column_at": one.columns[number],
        "line": line.label,
        "column": number,
    }


def place_of_name(form: Form, one: Parsed, official: str, lines: list[int], number: int) -> dict[str, object]:
    """The same of the first of the lines of an official name; without a cell where the form has none of them."""
    if lines:
        return place(form, one, lines[0], number) | {"subject": official}
    return {"form": form, "sheet": one.sheet, "line": official, "column": number, "subject": official}


def stands(one: Parsed, lines: list[int], number: int, found: int) -> str:
    """What a form says of a name, to follow where it says so: nobody wrote a 0 where nothing is written."""
    if not lines:
        return ": biểu không có dòng này, tính là 0"
    blank = all(is_blank(one, (index, number)) for index in lines)
    return " để trống, tính là 0" if blank else f" ghi {shown_number(found)}"


def place_of_total(form: Form, one: Parsed, number: int) -> dict[str, object]:
    """The same of a column's total; without a cell where no row of totals says that sum."""
    found = total_of(one, [number])
    totals = [
        at for at, line in enumerate(one.lines) if line.role == "total" and (one.number(at, number) or 0) == found
    ]
    if totals:
        return place(form, one, totals[-1], number) | {"subject": form.total_label}
    return {"form": form, "sheet": one.sheet, "column": number, "subject": form.total_label}


def lines_by_name(one: Parsed, name: Name) -> dict[str, list[int]]:
    """The lines of each official name, totals left out."""
    found: dict[str, list[int]] = {}
    for index, line, _ in one.data_lines():
        found.setdefault(name(line.label, line.section)[0], []).append(index)
    return found


def sum_of(one: Parsed, lines: Iterable[int], number: int) -> int:
    """The sum of a column over some lines, what is missing counting nothing."""
    return sum(one.number(index, number) or 0 for index in lines)


def total_of(one: Parsed, numbers: Iterable[int]) -> int:
    """The sum of some columns over all lines, whatever a total row says."""
    lines = [index for index, _, _ in one.data_lines()]
    return sum(sum_of(one, lines, number) for number in numbers)

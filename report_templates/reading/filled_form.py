"""One table of a sheet as a filled-in form: its lines by their roles, what lies outside of it, its faulty cells."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from kstt.form import Column, Form
from kstt.period import day
from kstt.sheet import FilledForm, Line, Sheet, Value
from report_templates.files.formulas import complete
from report_templates.reading.below_signatures import continued
from report_templates.reading.broken_labels import names_in_two_columns, whole_labels
from report_templates.reading.cell_problems import note_problems, says_some
from report_templates.reading.columns_between import own_columns
from report_templates.reading.found_tables import Found
from report_templates.reading.measures import measured_otherwise
from report_templates.reading.nothing_arisen import only_nothing
from report_templates.reading.roles import roles
from report_templates.reading.stray_rows import stray
from report_templates.reading.table_rows import lines_of, with_ordinals, without_shared_marks
from report_templates.reading.total_words import names_a_time
from report_templates.reading.typed_ratios import typed_ratios

Row = tuple[int, Sequence[Value]]
_ASKS = re.compile(  # for a number, in a cell of its own; what counts something in a quarter does not
    r"^\W*(?!(?:tổng|tong|số|so|lượng|luong)\b).*(?<!\btrong )(?<!\bcả )\b"
    r"(?:quý|quí|quy|tháng|thang|năm|nam)(?: báo cáo| bao cao)?\W*$",
    re.IGNORECASE,
)
_READ = ("line", "total", "section")
_ASKED = {
    "unnamed": "line.unnamed",
    "denied": "line.says_nothing",
    "doubtful": "line.may_be_total",
    "inside": "line.may_be_part",
    "timed": "line.other_time",
}
_NAMELESS = ("unnamed", "denied")
_ASIDE = {
    "part": "đã nằm trong dòng trên, không cộng",
    "comment": "chỉ để so sánh, không đọc",
    "words": "không ghi số, không đọc",
    "note": "là ghi chú hoặc người liên hệ, không đọc",
    "example": "là dòng ví dụ, không đọc",
}


def read_form(sheet: Sheet, table: Found, top: int, end: int, book: Sequence[Sheet]) -> FilledForm:
    """A table between the rows `top` and `end`; formulas nobody calculated are worked out, over all sheets."""
    form, columns = table.form, _places(sheet, table)
    filled = FilledForm(form.code, sheet.name, columns, [], texts_in(sheet.rows[: table.top]))
    complete(sheet, table.first_line + 1, end, book, [at + 1 for at in table.repeated])
    below = enumerate(sheet.rows[table.first_line : end], table.first_line + 1)
    rows = [(at, row) for at, row in below if at - 1 not in table.repeated]
    label_at = columns[form.label.number]
    typed = list(lines_of(sheet, table, rows))
    if form.lines == "fields":
        typed = names_in_two_columns(sheet, table, typed)
    typed = with_ordinals(form, typed)
    if form.lines == "fields":
        typed = without_shared_marks(typed, sheet.merges, columns.get(1, 0))
        typed = whole_labels(typed, sheet.merges, label_at)
    touched = _touched(sheet, form, columns)
    lines = roles(form, typed, touched)
    filled.header += [(line.row, label_at, line.label) for line in _leading(lines)]
    last = max((line.row for line in lines if line.role in _READ), default=table.first_line)
    filled.foot = [text for _, _, text in texts_in(sheet.rows[last:end])]
    filled.aside = [_left_aside(line) for line in lines if line.role in _ASIDE and line.label]
    filled.aside += [*_without(table), *own_columns(sheet.rows, table)]
    filled.nothing_arose = not form.fixed and only_nothing(form, typed, lines, (row for _, row in rows))
    if filled.nothing_arose:
        filled.lines = [line for line in lines if line.role == "total"]
    else:
        _take_lines(filled, lines)
        filled.nameless = [line for line in lines if line.role in _NAMELESS]
        asked = [(line.row, _ASKED[line.role], line.label) for line in lines if line.role in _ASKED]
        outside = _outside(sheet, table, columns, typed, rows, top)
        filled.problems += [(row, label_at, rule, label) for row, rule, label in (*asked, *outside)]
    note_problems(sheet, form, filled)
    filled.problems += typed_ratios(form, columns, [line for line in typed if line.row not in touched], sheet.rows)
    _note_measure(sheet, table, filled)
    return filled


def _take_lines(filled: FilledForm, lines: Sequence[Line]) -> None:
    """The lines with their totals and headings; without any line nothing but the row of a total is known."""
    read = [line for line in lines if line.role in _READ]
    if any(line.role == "line" for line in read):
        filled.lines = read
    else:
        filled.only_total = next((line.row for line in read if _says_some(line)), 0)


def _touched(sheet: Sheet, form: Form, columns: Mapping[int, int]) -> set[int]:
    """The rows with an error, or a formula nobody can compute, in a column of numbers."""
    wanted = {columns[column.number] for column in form.numbers}
    return {row for row, column in (*sheet.errors, *sheet.formulas) if column in wanted}


def _places(sheet: Sheet, table: Found) -> dict[int, int]:
    """The sheet columns (from 1) by number; a column the table does without has one right of all that was typed."""
    places = {number: at + 1 for number, at in table.columns.items()}
    width = max(map(len, sheet.rows))
    return places | {column.number: width + at for at, column in enumerate(_lacking(table), start=1)}


def _lacking(table: Found) -> list[Column]:
    read = *table.form.numbers, *table.form.texts
    return [column for column in read if column.number not in table.columns]


def _without(table: Found) -> list[str]:
    """A sentence on the columns of numbers a table does without, if there are any; of words nothing is lost."""
    lacking = [column for column in _lacking(table) if column.is_number]
    named = ", ".join(f"({column.number}) «{' – '.join(column.heading)}»" for column in lacking)
    return [f"bảng không có cột {named}: coi như để trống"] if named else []


def _outside(
    sheet: Sheet, table: Found, columns: Mapping[int, int], typed: Sequence[Line], rows: Sequence[Row], top: int
) -> Iterator[tuple[int, str, str]]:
    """Rows outside a table that may belong to it: row, rule and label; first those below, then those above."""
    unread = list(continued(table.form, table.columns, typed, rows))
    closing = max((line.row for line in typed), default=table.first_line)
    further = stray(table.form, columns, typed, (row for row in rows if row[0] > closing))
    unread += [row for row in further if row not in unread]
    yield from ((row, "line.below_signature", label) for row, label in sorted(unread))
    heads = enumerate(sheet.rows[top : table.first_line], top + 1)
    above = stray(table.form, columns, typed, heads, numbered_on=False)
    yield from ((row, "line.above_table", label) for row, label in above)


def _note_measure(sheet: Sheet, table: Found, filled: FilledForm) -> None:
    shares = table.form.lines == "indicators"
    above = texts_in(sheet.rows[: table.first_line])
    if filled.lines and (said := measured_otherwise(above, shares=shares)):
        row, column, text = said
        filled.problems.append((row, column, "submission.measure_unit", text))


def _leading(lines: Sequence[Line]) -> list[Line]:
    """The heading above all lines of a table, where it names a period as the head of the form does."""
    first = next((line for line in lines if line.role in ("line", "section", "timed")), None)
    return [first] if first and first.role == "section" and names_a_time(first) else []


def _says_some(total: Line) -> bool:
    return total.role == "total" and any(map(says_some, total.values))


def _left_aside(line: Line) -> str:
    return f"dòng {line.row} «{line.label}» {_ASIDE[line.role]}"


def texts_in(rows: Sequence[Sequence[Value]]) -> list[tuple[int, int, str]]:
    """The words and days in the first rows of a sheet: row, column, text; «Quý:» and a number beside it are one."""
    found: list[tuple[int, int, str]] = []
    for r, row in enumerate(rows, start=1):
        asked = False
        for c, value in enumerate(row, start=1):
            if isinstance(value, date) or (isinstance(value, str) and value.strip()):
                found.append((r, c, day(value) if isinstance(value, date) else value))
                asked = bool(_ASKS.search(found[-1][2]))
            elif asked and isinstance(value, int | float) and not isinstance(value, bool) and value % 1 == 0:
                found[-1] = (*found[-1][:2], f"{found[-1][2]} {int(value)}")
                asked = False
    return found

"""From an opened book to its filled-in forms: lines, totals and sections with raw values and their places."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from kstt.cover import Cover
from kstt.explaining import Answer
from kstt.form import Form
from kstt.period import day
from kstt.sheet import Book, FilledForm, FormerTotals, Line, Sheet, Value
from kstt.spelling import clean, key
from report_templates.files.formulas import complete
from report_templates.files.shown import shown_otherwise
from report_templates.reading.below_signatures import continued
from report_templates.reading.broken_labels import whole_labels
from report_templates.reading.form_heads import cover, measured_otherwise
from report_templates.reading.found_tables import Found, ends_of
from report_templates.reading.nothing_arisen import only_nothing
from report_templates.reading.pages import joined
from report_templates.reading.recognising import find_forms
from report_templates.reading.roles import roles
from report_templates.reading.sibling_forms import without_siblings
from report_templates.reading.stray_rows import goes_on, stray
from report_templates.reading.table_rows import lines_of
from report_templates.reading.total_words import names_a_time
from report_templates.returned.finding_sheet import answers, former_totals

STAMP_SHEET = "kstt"

_READ, _TOTALS = ("line", "total", "section"), ("total",)
_ASKED = {
    "unnamed": "line.unnamed",
    "doubtful": "line.may_be_total",
    "inside": "line.may_be_part",
    "timed": "line.other_time",
}
_ASIDE = {
    "part": "đã nằm trong dòng trên, không cộng",
    "comment": "chỉ để so sánh, không đọc",
    "words": "không ghi số, không đọc",
    "example": "là dòng ví dụ, không đọc",
}
_SOME = re.compile(r"[1-9]")
_HEAD_ROWS = 12  # where nothing tells how long the head of a sheet is


@dataclass(slots=True)
class Stamp:
    """What our own blank carries in its hidden sheet; empty for any other file."""

    values: dict[str, str] = field(default_factory=dict)

    @property
    def unit_code(self) -> int | None:
        """The unit the blank was made for."""
        code = self.values.get("unit_code", "")
        return int(code) if code.isdigit() else None

    @property
    def period(self) -> str:
        """The period the blank was made for, as `2026-Q1`; empty without a stamp."""
        return self.values.get("period", "")


@dataclass(slots=True)
class Filled:
    """The filled-in forms of a book, what could not be understood (sheet, row, sentence), and the stamp.

    `covers` are the heads of sheets without a filled-in form, `answers` are the explanations typed on
    the sheet of findings of a copy that comes back.
    """

    forms: list[FilledForm]
    wrong: list[tuple[str, int, str]]
    stamp: Stamp
    covers: list[Cover] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


def read_forms(book: Book, forms: Sequence[Form]) -> Filled:
    """Every form in a book, empty ones left out. A hidden sheet counts like a visible one."""
    filled: list[FilledForm] = []
    wrong: list[tuple[str, int, str]] = []
    unsure: list[tuple[str, tuple[str, int, str]]] = []
    covers: list[Cover] = []
    explained: list[Answer] = []
    stamp, totals = Stamp(), FormerTotals()
    bare: list[Sheet] = []
    for sheet in book.sheets:
        if sheet.name == STAMP_SHEET:
            stamp = Stamp(_stamped(sheet))
            continue
        totals |= former_totals(sheet.rows)
        explained += answers(sheet.rows)
        found, not_understood = find_forms(sheet, forms)
        found = joined(sheet.rows, found, forms)
        bare += [] if found or not_understood else [sheet]
        wrong += [(sheet.name, table.row + 1, table.why) for table in not_understood]
        unsure += [(one.code, (sheet.name, one.row + 1, one.why)) for one in not_understood if not one.sure]
        ends = ends_of(found, len(sheet.rows))
        tops = [0, *(table.top for table in found[1:])]
        read = [_read(sheet, *table, book.sheets) for table in zip(found, tops, ends, strict=False)]
        for above, form in pairwise(read):
            own = [line.row for line in above.lines]
            form.head_row = max(own, default=0) + 1
            form.header = [one for one in form.header if not own or not min(own) <= one[0] <= max(own)]
        kept = [form for form in read if form.lines or form.problems or form.nothing_arose]
        filled += kept
        if not kept:
            ends_at = min((table.row for table in not_understood if table.row), default=_HEAD_ROWS)
            end = found[0].top if found else min(ends_at, _HEAD_ROWS)
            head = cover(sheet.name, _header(sheet, end))
            covers.append(replace(head, periods=()) if found else head)  # an empty form may be of any period
            lone = next((form for form in read if form.only_total), None)
            covers[-1] = replace(covers[-1], only_total=lone.code, row=lone.only_total) if lone else covers[-1]
    filled = without_siblings(forms, filled)
    for form in filled:
        form.former_totals = {cell: value for (name, cell), value in totals.items() if name == form.sheet}
    if filled:
        read_elsewhere = {"", *(form.code for form in filled)}
        harmless = [problem for code, problem in unsure if code in read_elsewhere]
        wrong = [problem for problem in wrong if problem not in harmless]
    named = {sheet.name: sheet for sheet in book.sheets}
    wrong += [(sheet.name, row, why) for sheet in bare for row, why in goes_on(sheet, filled, forms, named)]
    return Filled(filled, wrong, stamp, covers, explained)


def _stamped(sheet: Sheet) -> dict[str, str]:
    def text(value: Value) -> str:
        return str(int(value)) if isinstance(value, float) and value.is_integer() else clean(str(value or ""))

    return {text(row[0]): text(row[1]) for row in sheet.rows if len(row) > 1 and row[0]}


def _read(sheet: Sheet, table: Found, top: int, end: int, book: Sequence[Sheet]) -> FilledForm:
    header = _header(sheet, table.top)
    number_row = None if table.number_row is None else table.number_row + 1
    columns = {number: at + 1 for number, at in table.columns.items()}
    filled = FilledForm(table.form.code, sheet.name, columns, [], header, number_row)
    complete(sheet, table.first_line + 1, end, book)
    below = enumerate(sheet.rows[table.first_line : end], table.first_line + 1)
    rows = [(at, row) for at, row in below if at - 1 not in table.repeated]
    wanted = {filled.columns[column.number] for column in table.form.numbers}
    touched = {row for row, column in (*sheet.errors, *sheet.formulas) if column in wanted}
    typed = list(lines_of(sheet, table, rows))
    if table.form.lines == "fields":
        typed = whole_labels(typed, sheet.merges, filled.columns[table.form.label.number])
    unread = list(continued(table.form, table.columns, typed, rows))
    closing = max((line.row for line in typed), default=table.first_line)
    further = stray(table.form, columns, typed, (row for row in rows if row[0] > closing))
    unread += [row for row in further if row not in unread]
    heads = enumerate(sheet.rows[top : table.first_line], top + 1)
    above = list(stray(table.form, columns, typed, heads, numbered_on=False))
    lines = list(roles(table.form, typed, touched))
    filled.header += [(line.row, columns[table.form.label.number], line.label) for line in _leading(lines)]
    last = max((line.row for line in lines if line.role in _READ), default=table.first_line)
    filled.foot = [text for _, _, text in _texts(sheet.rows[last:end])]
    filled.nothing_arose = not table.form.fixed and only_nothing(lines, (row for _, row in rows))
    filled.lines = [line for line in lines if line.role in (_TOTALS if filled.nothing_arose else _READ)]
    filled.aside = [_left_aside(line) for line in lines if line.role in _ASIDE and line.label]
    if not filled.nothing_arose:
        label_at = filled.columns[table.form.label.number]
        asked = [(line, _ASKED[line.role]) for line in lines if line.role in _ASKED]
        filled.problems += [(line.row, label_at, rule, line.label) for line, rule in asked]
        filled.problems += [(row, label_at, "line.below_signature", label) for row, label in sorted(unread)]
        filled.problems += [(row, label_at, "line.above_table", label) for row, label in above]
        if not any(line.role == "line" for line in lines):
            filled.only_total = next((line.row for line in filled.lines if _says_some(line)), 0)
            filled.lines = []
    _problems(sheet, table.form, filled)
    shares = table.form.lines == "indicators"
    if filled.lines and (said := measured_otherwise(_header(sheet, table.first_line), shares=shares)):
        row, column, text = said
        filled.problems.append((row, column, "submission.measure_unit", text))
    return filled


def _leading(lines: Sequence[Line]) -> list[Line]:
    """The heading above all lines of a table, where it names a period as the head of the form does."""
    first = next((line for line in lines if line.role in ("line", "section", "timed")), None)
    return [first] if first and first.role == "section" and names_a_time(first) else []


def _says_some(total: Line) -> bool:
    return total.role == "total" and any(_SOME.search(str(value)) for value in total.values)


def _left_aside(line: Line) -> str:
    return f"dòng {line.row} «{line.label}» {_ASIDE[line.role]}"


def _header(sheet: Sheet, end: int) -> list[tuple[int, int, str]]:
    return _texts(sheet.rows[:end])


def _texts(rows: Sequence[Sequence[Value]]) -> list[tuple[int, int, str]]:
    return [
        (r, c, day(value) if isinstance(value, date) else value)
        for r, row in enumerate(rows, start=1)
        for c, value in enumerate(row, start=1)
        if isinstance(value, date) or (isinstance(value, str) and value.strip())
    ]


def _problems(sheet: Sheet, form: Form, filled: FilledForm) -> None:
    """Error values, formulas whose result nobody knows and merged cells, where each cell should hold a number."""
    wanted = {filled.columns[column.number] for column in form.numbers}
    rows = {line.row for line in filled.lines}
    for (row, column), value in sheet.errors.items():
        if row in rows and column in wanted:
            filled.problems.append((row, column, "cell.error_value", value))
    for (row, column), formula in sheet.formulas.items():
        if row in rows and column in wanted and sheet.rows[row - 1][column - 1] in ("", None):
            filled.problems.append((row, column, "cell.formula_without_result", f"={formula.lstrip('=')}"))
    printed = {key(line.label) for line in form.fixed if line.scale}
    typed = {line.row for line in filled.lines if line.role == "line" and key(line.label) not in printed}
    for (row, column), code in sheet.formats.items():
        number = sheet.rows[row - 1][column - 1] if row in typed and column in wanted else None
        shown = shown_otherwise(code, number) if isinstance(number, int | float) else None
        if shown is not None:
            filled.problems.append((row, column, "cell.shown_otherwise", shown))
    filled.hidden_rows = sheet.hidden_rows & rows
    filled.struck_rows = set(_struck(sheet, filled.columns, form)) & rows if sheet.struck else set()
    for place in _merged(sheet, rows, wanted):
        filled.problems.append((*place, "cell.merged", ""))


def _struck(sheet: Sheet, columns: Mapping[int, int], form: Form) -> Iterator[int]:
    """The rows whose name and numbers are struck through, as far as anything stands there."""
    own = [columns[column.number] for column in (form.label, *form.numbers)]
    for row in {row for row, _ in sheet.struck}:
        filled = [at for at in own if at <= len(sheet.rows[row - 1]) and sheet.rows[row - 1][at - 1] not in ("", None)]
        if len(filled) > 1 and all((row, at) in sheet.struck for at in filled):
            yield row


def _merged(sheet: Sheet, rows: Collection[int], columns: Collection[int]) -> Iterator[tuple[int, int]]:
    """The cells of the given rows and columns that share one number with others of them."""
    for top, left, bottom, right in sheet.merges:
        if top in rows and left in columns and _SOME.search(str(sheet.rows[top - 1][left - 1])):
            across = [column for column in columns if left <= column <= right]
            down = [row for row in rows if top <= row <= bottom]
            if len(across) * len(down) > 1:
                yield from ((row, column) for row in down for column in across)

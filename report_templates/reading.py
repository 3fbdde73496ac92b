"""From an opened book to its filled-in forms: lines, totals and sections with raw values and their places."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kstt.explaining import Answer
from kstt.form import Form
from kstt.sheet import Book, FilledForm, FormerTotals, Line, Sheet, Value
from kstt.spelling import clean, plain
from report_templates.finding_sheet import answers, former_totals
from report_templates.form_heads import unit_named
from report_templates.formulas import complete
from report_templates.pages import SIGNED, joined
from report_templates.recognising import Found, find_forms
from report_templates.roles import roles

STAMP_SHEET = "kstt"

_NUMBER_LIKE = re.compile(r"^[\d.,\s\-–—]+$")
_NOTHING = re.compile(r"^[\s0.…\-–—−/]*$")
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

    `unread` names the units in the heads of sheets without a filled-in form, `answers` are the explanations typed on
    the sheet of findings of a copy that comes back.
    """

    forms: list[FilledForm]
    wrong: list[tuple[str, int, str]]
    stamp: Stamp
    unread: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


def read_forms(book: Book, forms: Sequence[Form]) -> Filled:
    """Every form in a book, empty ones left out. A hidden sheet counts like a visible one."""
    filled: list[FilledForm] = []
    wrong: list[tuple[str, int, str]] = []
    unread: list[str] = []
    explained: list[Answer] = []
    stamp, totals = Stamp(), FormerTotals()
    for sheet in book.sheets:
        if sheet.name == STAMP_SHEET:
            stamp = Stamp(_stamped(sheet))
            continue
        totals |= former_totals(sheet.rows)
        explained += answers(sheet.rows)
        found, not_understood = find_forms(sheet, forms)
        found = joined(sheet.rows, found, forms)
        wrong += [(sheet.name, table.row + 1, table.why) for table in not_understood]
        ends = [*(table.top for table in found[1:]), len(sheet.rows)]
        read = [_read(sheet, table, end) for table, end in zip(found, ends, strict=False)]
        kept = [form for form in read if form.lines or form.problems]
        filled += kept
        if not kept:
            ends_at = min((table.row for table in not_understood if table.row), default=_HEAD_ROWS)
            end = found[0].top if found else min(ends_at, _HEAD_ROWS)
            unread += unit_named(FilledForm("", sheet.name, {}, [], _header(sheet, end)))
    for form in filled:
        form.former_totals = {cell: value for (name, cell), value in totals.items() if name == form.sheet}
    if filled:
        wrong = [problem for problem in wrong if problem[1] > 1]
    return Filled(filled, wrong, stamp, unread, explained)


def _stamped(sheet: Sheet) -> dict[str, str]:
    def text(value: Value) -> str:
        return str(int(value)) if isinstance(value, float) and value.is_integer() else clean(str(value or ""))

    return {text(row[0]): text(row[1]) for row in sheet.rows if len(row) > 1 and row[0]}


def _read(sheet: Sheet, table: Found, end: int) -> FilledForm:
    header = _header(sheet, table.top)
    number_row = None if table.number_row is None else table.number_row + 1
    columns = {number: at + 1 for number, at in table.columns.items()}
    filled = FilledForm(table.form.code, sheet.name, columns, [], header, number_row)
    complete(sheet, table.first_line + 1, end)
    below = enumerate(sheet.rows[table.first_line : end], table.first_line + 1)
    rows = [(at, row) for at, row in below if at - 1 not in table.repeated]
    wanted = {filled.columns[column.number] for column in table.form.numbers}
    touched = {row for row, column in (*sheet.errors, *sheet.formulas) if column in wanted}
    for line in roles(table.form, _lines(table, rows, filled), touched):
        filled.lines.append(line)
    if not any(line.role == "line" for line in filled.lines):
        filled.lines = []
    _problems(sheet, table.form, filled)
    return filled


def _header(sheet: Sheet, end: int) -> list[tuple[int, int, str]]:
    return [
        (r, c, value)
        for r, row in enumerate(sheet.rows[:end], start=1)
        for c, value in enumerate(row, start=1)
        if isinstance(value, str) and value.strip()
    ]


def _lines(table: Found, rows: Iterable[tuple[int, list[Value]]], filled: FilledForm) -> Iterable[Line]:
    """The rows of a table down to its signatures, each as a line; what it is comes later."""
    form = table.form
    take = _cells_of([table.columns[column.number] for column in form.numbers])
    words = _cells_of([table.columns[column.number] for column in form.texts])
    order_at, label_at = table.columns[1], table.columns[form.label.number]
    for at, row in rows:
        if _is_blank(row):
            continue
        order, label = (_text(row[c]) if c < len(row) else "" for c in (order_at, label_at))
        values = take(row)
        if not order.isdigit() and _signs_off(row, values):
            return
        if order and not label and not order.isdigit():
            order, label = "", order  # the two cells are merged
        if not label and all(value in (None, 0) or _NOTHING.match(str(value)) for value in values):
            continue
        if not label:
            filled.problems.append((at, label_at + 1, "line.unnamed", ""))
            continue
        yield Line(at, label, order, "line", values, words(row))


def _cells_of(columns: Sequence[int]) -> Callable[[list[Value]], list[Value]]:
    def take(row: list[Value]) -> list[Value]:
        width = len(row)
        return [_typed(row[at]) if at < width else "" for at in columns]

    return take


def _typed(value: Value) -> Value:
    return "" if isinstance(value, str) and value.isspace() else value


def _is_blank(row: Sequence[Value]) -> bool:
    return not any(value not in ("", None) for value in row)


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value)) if value not in ("", None) else ""


def _signs_off(row: Sequence[Value], values: Sequence[Value]) -> bool:
    if sum(value not in ("", None) and bool(_NUMBER_LIKE.match(str(value))) for value in values) > 1:
        return False
    return any(isinstance(value, str) and len(value) < 120 and SIGNED.search(plain(value)) for value in row)


def _problems(sheet: Sheet, form: Form, filled: FilledForm) -> None:
    """Error values and formulas whose result nobody knows, in cells that should hold a number."""
    wanted = {filled.columns[column.number] for column in form.numbers}
    rows = {line.row for line in filled.lines if line.role == "line"}
    for (row, column), value in sheet.errors.items():
        if row in rows and column in wanted:
            filled.problems.append((row, column, "cell.error_value", value))
    for (row, column), formula in sheet.formulas.items():
        if row in rows and column in wanted and sheet.rows[row - 1][column - 1] in ("", None):
            filled.problems.append((row, column, "cell.formula_without_result", f"={formula.lstrip('=')}"))

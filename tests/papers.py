"""Forms as people type them: sheets in memory and workbooks, built from a form's definition, never from a list of ours.

A table is counted as in life: a dossier is one count in some of the columns, so a line is a sum of dossiers, each of
which keeps every relation of the form. That gives correct numbers without asking the code under test for them.
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any

import xlsxwriter
from hypothesis import strategies as st

from flows.locality.localities import load_locality
from flows.received.collecting import Case, collect
from flows.received.folder import look_into
from flows.received.intake import forms_of, take_all
from kstt.form import Form
from kstt.period import Period
from kstt.sheet import Book, FilledForm, Sheet, Value
from report_templates.definitions import load_forms
from report_templates.drawing.layout import Layout
from report_templates.reading.filled_forms import read_forms

PERIOD = Period(2026, "Q1")
FORMS = {form.code: form for form in load_forms()}
SIX = FORMS["II.06a"]

Counts = dict[int, int]
Typed = Mapping[int, Value]


@dataclass(frozen=True)
class Row:
    """One row of a table as typed: what stands under STT and under the label, and the other cells by column number."""

    order: Value = ""
    label: Value = ""
    typed: Typed = field(default_factory=dict)


@dataclass(frozen=True)
class Paper:
    """A form as somebody typed it. `numbering` writes the number row (None: there is none), `at` is its corner.

    `merges` are ranges of cells merged in a workbook.
    """

    rows: Sequence[Row]
    form: Form = SIX
    unit: str = "- Đơn vị báo cáo: UBND phường Đồ Sơn"
    period: str = f"Kỳ báo cáo: {PERIOD.name}\n({PERIOD.range_text})"
    code: str | None = None
    title: str | None = None
    numbering: Any = "({})"
    heads: Mapping[str, str] = field(default_factory=dict)
    at: tuple[int, int] = (1, 1)
    foot: Sequence[Sequence[Value]] = ()
    merges: Sequence[str] = ()

    @property
    def first_row(self) -> int:
        """The sheet row of the first of `rows`."""
        return self._top + self._depth + (self.numbering is not None) + self.at[0]

    def cell(self, row: int, number: int) -> str:
        """The address of a form's column on one of `rows`, counted from 0."""
        from openpyxl.utils import get_column_letter

        return f"{get_column_letter(self.at[1] + number - 1)}{self.first_row + row}"

    _top = 4  # code, title, period, unit

    @property
    def _depth(self) -> int:
        return max(len(column.heading) for column in self.form.columns)

    def grid(self) -> list[list[Value]]:
        """All cells from A1 on."""
        form = self.form
        code = form.printed_code if self.code is None else self.code
        title = form.title if self.title is None else self.title
        wide = len(form.columns)
        empty: list[Value] = [""] * (wide - 1)
        lines = [[text, *empty] for text in (code, title, self.period, self.unit)]
        lines.extend(self._headings())
        if self.numbering is not None:
            lines.append([numbered(self.numbering, number) for number in range(1, wide + 1)])
        for row in self.rows:
            cells = {1: row.order, form.label.number: row.label, **row.typed}
            lines.append([cells.get(column.number, "") for column in form.columns])
        lines += [list(row) for row in self.foot]
        down, over = self.at[0] - 1, self.at[1] - 1
        above: list[list[Value]] = [[""] * (over + wide) for _ in range(down)]
        return above + [[*[""] * over, *line] for line in lines]

    def _headings(self) -> list[list[Value]]:
        layout = Layout(self.form, ())
        rows: list[list[Value]] = [[""] * len(self.form.columns) for _ in range(self._depth)]
        for heading in layout.headings():
            text = self.heads.get(heading.text, heading.text)
            rows[heading.span.top - layout.heading_row][heading.span.left - 1] = text
        return rows

    def sheet(self, name: str = "Sheet1", *, hidden: bool = False) -> Sheet:
        """The paper as an opened sheet; numbers are floats there, as calamine gives them."""
        return Sheet(name, [[_opened(value) for value in line] for line in self.grid()], hidden)


def numbered(numbering: Any, number: int) -> Value:
    """What stands in the number row: a text with {} in it, or a function of the number."""
    return numbering.format(number) if isinstance(numbering, str) else numbering(number)


def _opened(value: Value) -> Value:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def rows(lines: Iterable[Typed], *, labels: Sequence[str] = (), total: str = "Tổng số") -> list[Row]:
    """Numbered rows of lines, and a row of their typed totals unless `total` is empty."""
    every = list(lines)
    names = [*labels, *(f"Lĩnh vực {at}" for at in range(len(labels) + 1, len(every) + 1))]
    body = [Row(at, name, typed) for at, (name, typed) in enumerate(zip(names, every, strict=True), start=1)]
    return [*body, Row("", total, totals(every))] if total else body


def typed(line: Typed, cells: Typed) -> Typed:
    """The line with other things typed into some of its cells."""
    return {**line, **cells}


def totals(lines: Iterable[Typed]) -> Counts:
    """The sums of the lines by column."""
    summed: Counts = {}
    for line in lines:
        for number, value in line.items():
            if isinstance(value, int):
                summed[number] = summed.get(number, 0) + value
    return summed


@cache
def dossiers(form: Form) -> tuple[Counts, ...]:
    """Every way one dossier may be counted: 1 in some columns, 0 in the others, all relations kept."""
    numbers = [column.number for column in form.numbers]
    ways = (dict(zip(numbers, ones, strict=True)) for ones in product((0, 1), repeat=len(numbers)))
    return tuple(way for way in ways if any(way.values()) and keeps(form, way))


def keeps(form: Form, line: Mapping[int, int]) -> bool:
    """Whether a line of numbers keeps the relations the form writes."""

    def one(left: int, sign: str, right: int) -> bool:
        return left == right if sign == "=" else left <= right

    return all(one(line[rule.left], rule.sign, sum(line[number] for number in rule.right)) for rule in form.identities)


def counted(form: Form, *times: int) -> Counts:
    """A correct line: the form's kinds of dossiers, evenly spread, each so many times."""
    kinds = dossiers(form)
    line = dict.fromkeys((column.number for column in form.numbers), 0)
    for at, often in enumerate(times):
        for number, one in kinds[at * 7 % len(kinds)].items():
            line[number] += one * often
    return line


def correct_lines(form: Form, least: int = 1, most: int = 6) -> st.SearchStrategy[list[Counts]]:
    """Hypothesis: tables of correct lines, none of them empty."""
    some = st.lists(st.tuples(st.sampled_from(dossiers(form)), st.integers(1, 900)), min_size=1, max_size=8)

    def line(counts: list[tuple[Counts, int]]) -> Counts:
        return {column.number: sum(way[column.number] * n for way, n in counts) for column in form.numbers}

    return st.lists(some.map(line), min_size=least, max_size=most)


def filled(sheet: Sheet, *forms: Form) -> FilledForm:
    """The one form on a sheet, read."""
    read = read_forms(Book([sheet]), forms or tuple(FORMS.values()))
    assert read.wrong == []
    (form,) = read.forms
    return form


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Value]]],
    *,
    hidden: Iterable[str] = (),
    merges: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> bytes:
    """A real .xlsx of grids; =… is written as a formula without a stored result, #… as an error value."""
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    book.set_properties({"created": datetime(2026, 3, 14)})  # noqa: DTZ001 - a workbook knows no time zone
    dated = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, grid in sheets.items():
        sheet = book.add_worksheet(name)
        for merged in merges.get(name, ()):
            sheet.merge_range(merged, "")
        for row, line in enumerate(grid):
            for column, value in enumerate(line):
                if isinstance(value, date | datetime | time | timedelta):
                    sheet.write_datetime(row, column, value, dated)
                elif isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(row, column, value, None, "")
                elif isinstance(value, str) and value.startswith("#"):
                    sheet.write_formula(row, column, "=NA()", None, value)
                elif value not in ("", None):
                    sheet.write(row, column, value)
        if name in hidden:
            sheet.hide()
    book.close()
    return memory.getvalue()


def in_process(work: Callable[[Any], Any], items: Sequence[Any], _: Callable[[Any], Any]) -> Iterable[Any]:
    """Takes files in without child processes, for tests that are not about those."""
    return map(work, items)


def cases(folder: Path, files: Mapping[str, bytes]) -> dict[str, Case]:
    """The files as received in a folder, read and judged, by name."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    register = load_locality("hai-phong").register
    inbox = look_into(folder, register)
    taken = take_all(inbox, PERIOD, (), in_process)
    return {case.received.name: case for case in collect(inbox, taken, register, forms_of(PERIOD), PERIOD)}

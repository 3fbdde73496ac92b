"""One form as a unit fills it in: printed words locked, input cells open and checked, sums live."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from xlsxwriter.worksheet import Worksheet

from kstt.form import Form
from kstt.rollup import CityLine
from report_templates.blanks.input_rules import Inputs
from report_templates.drawing.cells import closed_columns, completed, fixed_line, number_cells
from report_templates.drawing.form_sheet import Head, Page, column_styles, words_of
from report_templates.drawing.layout import Layout
from report_templates.drawing.look import Look

_ALLOWED = {"format_columns": True, "format_rows": True}


def draw_input_sheet(sheet: Worksheet, look: Look, form: Form, head: Head, lines: Sequence[CityLine]) -> None:
    """The form with these lines, then its empty ones; protected without a password."""
    empty = [] if form.fixed and form.lines != "free" else [CityLine("")] * form.blank_lines
    lines = [completed(form, _with_printed_words(form, line)) for line in (*lines, *empty)]
    groups = [(name, list(members)) for name, members in groupby(lines, key=lambda line: line.group)]
    layout = Layout(form, [(name, len(members)) for name, members in groups], total=form.has_total)
    page, inputs = Page(sheet, look, layout), Inputs(form)
    page.frame(head)
    order = 0
    for (name, members), block in zip(groups, layout.blocks, strict=True):
        if block.heading:
            page.group(block.heading, name)
        for row, line in zip(block.lines, members, strict=True):
            order += 1
            _draw_line(page, inputs, row, order, line)
    if layout.total:
        sums = page.sums(range(layout.number_row + 1, layout.total_row), lines, to_fill=True)
        page.totals(layout.total_row, form.total_label, sums, "quiet")
    inputs.check(sheet)
    sheet.protect("", _ALLOWED)


def _draw_line(page: Page, inputs: Inputs, row: int, order: int, line: CityLine) -> None:
    """One line: what the form prints or computes is locked, the rest open."""
    form = page.layout.form
    contents = words_of(form, line, order if line.label else None)
    contents |= number_cells(page.layout, row, line, to_fill=True)
    closed, printed = closed_columns(form, line.label), _printed_columns(form, line)
    for column in form.columns:
        styles = column_styles(form, column, line, computed="quiet")
        if column.number in closed:
            styles = ("closed",)
        elif column.number not in printed:
            styles = (*styles, "input")
            inputs.add(column.number, line.scale, row)
        page.put(row, column.number, contents.get(column.number), "grid", *styles)
    page.fit_line(row, contents)


def _printed_columns(form: Form, line: CityLine) -> set[int]:
    """The columns a unit leaves as they are: computed ones, a named line's name, the form's words about it.

    Words the form prints behind the number columns are only a hint in a column of the unit's own, such as remarks.
    """
    printed = {c.number for c in form.columns if c.kind == "ratio" or (c.is_number and form.computed_by(c.number))}
    if line.label:
        printed |= {c.number for c in form.columns if c.kind in ("ordinal", "label")}
    if fixed := fixed_line(form, line.label):
        first_number = form.numbers[0].number if form.numbers else len(form.columns) + 1
        printed |= {at for at, text in form.printed_words(fixed).items() if text and at < first_number}
    return printed


def _with_printed_words(form: Form, line: CityLine) -> CityLine:
    """The line with the words and decimals the form prints for it; what the unit wrote wins."""
    if not (fixed := fixed_line(form, line.label)):
        return line
    return replace(line, texts=form.printed_words(fixed) | line.texts, scale=fixed.scale)

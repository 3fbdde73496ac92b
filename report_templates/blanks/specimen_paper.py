"""Submissions as units lay them out by hand or export them, before anything is written: texts and their places."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from kstt.form import Form
from kstt.period import Period
from kstt.spoken import count_text
from report_templates.drawing.layout import Layout, Span

Typed = int | str
_SECTIONS = ("I – Trên Hệ thống các Bộ", "II – Trên Hệ thống thành phố")


@dataclass(frozen=True, slots=True)
class Style:
    """How an office types the form. `at` is the cell of its top left corner, rows and columns from 1.

    `numbering` writes the number row («({})», «{}», or none), `zero` what stands for nothing, `dotted` numbers as text
    with thousands separated; `formulas` are sums without stored results; `hidden` hides a line and a column of codes.
    """

    ending: str = ".xlsx"
    sheet: str = "II.06a"
    at: tuple[int, int] = (1, 1)
    numbering: str = "({})"
    total: str = "Tổng số"
    zero: Typed = 0
    dotted: bool = False
    decomposed: bool = False
    sections: bool = False
    formulas: bool = False
    hidden: bool = False
    own_words: bool = False


STYLES: dict[str, Style] = {
    "official": Style(),
    "shifted": Style(sheet="Sheet1", at=(4, 2), numbering="{}", zero="", dotted=True, decomposed=True),
    "two_systems": Style(sections=True, total="TỔNG CỘNG", formulas=True),
    "export": Style(ending=".xls", numbering="", total="", zero="0", dotted=True, own_words=True),
    "hidden": Style(sheet="Biểu 06a", at=(1, 2), total="Tổng cộng", hidden=True),
    "own_words": Style(sheet="Sheet1", at=(2, 1), own_words=True),
    "dashes": Style(sheet="BC", zero="-"),
}


@dataclass(frozen=True, slots=True)
class Submission:
    """One form of one unit, as it is going to be typed: per line its label and what is typed per column number."""

    form: Form
    period: Period
    unit: str
    receiver: str
    lines: tuple[tuple[str, Mapping[int, Typed]], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The submission laid out. Rows count from 1 at the form's own top left corner."""

    pieces: tuple[tuple[Span, Typed], ...]
    heading: int
    body: int
    lines: tuple[int, ...]
    total: int


def lay_out(submission: Submission, style: Style, random: Random) -> Paper:
    """The submission on paper; `random` chooses among the words the form accepts."""
    form, count = submission.form, len(submission.lines)
    half = (count + 1) // 2
    groups = zip(_SECTIONS, (half, count - half), strict=True) if style.sections else [("", count)]
    layout = Layout(form, tuple(groups), total=bool(style.total))
    up = not style.numbering  # without the number row everything below moves up
    pieces = [*_head(submission, layout, random), *_headings(form, layout, random if style.own_words else None)]
    if style.numbering:
        pieces += [(_one(layout.number_row, at), style.numbering.format(at)) for at in range(1, layout.last_column + 1)]
    for (name, _), block in zip(layout.groups, layout.blocks, strict=True):
        pieces += _row(form, block.heading, "", name, {}) if block.heading else []
    rows = [row - up for block in layout.blocks for row in block.lines]
    for number, (row, (label, typed)) in enumerate(zip(rows, submission.lines, strict=True), start=1):
        pieces += _row(form, row, number, label, _shown(typed, style))
    if style.total:
        total = {} if style.formulas else _shown(_sums(submission), style)
        pieces += [*_row(form, layout.total_row, "", style.total, total), *_foot(submission.period, layout)]
    return Paper(tuple(pieces), layout.heading_row, layout.number_row + 1 - up, tuple(rows), layout.total_row)


def _one(row: int, column: int) -> Span:
    return Span(row, column, row, column)


def _head(submission: Submission, layout: Layout, random: Random) -> Iterator[tuple[Span, Typed]]:
    form, period = submission.form, submission.period
    code = random.choice((form.printed_code, *form.printed_codes))
    title = random.choice((form.title, *form.titles))
    texts = (
        f"{code}\n{form.legal_basis}".strip(),
        f"{title}\nKỳ báo cáo: {period.name}\n({period.range_text})",
        f"- Đơn vị báo cáo: {submission.unit}\n- Đơn vị nhận báo cáo: {submission.receiver}",
    )
    yield from zip(layout.thirds(layout.header_row), texts, strict=True)
    yield layout.across(layout.measure_row), f"Đơn vị tính: {form.measure_unit}"


def _headings(form: Form, layout: Layout, random: Random | None) -> Iterator[tuple[Span, Typed]]:
    words = {said: random.choice((said, *others)) for said, others in form.synonyms.items()} if random else {}
    for heading in layout.headings():
        yield heading.span, words.get(heading.text, heading.text)


def _row(form: Form, row: int, order: Typed, label: str, typed: Mapping[int, Typed]) -> Iterator[tuple[Span, Typed]]:
    texts = {1: order, form.label.number: label}
    for column in form.columns:
        yield _one(row, column.number), texts.get(column.number, typed.get(column.number, ""))


def _sums(submission: Submission) -> dict[int, Typed]:
    def whole(number: int) -> int:
        return sum(value for _, typed in submission.lines if isinstance(value := typed[number], int))

    return {column.number: whole(column.number) for column in submission.form.numbers}


def _shown(typed: Mapping[int, Typed], style: Style) -> dict[int, Typed]:
    def one(value: Typed) -> Typed:
        if value == 0:
            return style.zero
        return count_text(value) if style.dotted and isinstance(value, int) else value

    return {number: one(value) for number, value in typed.items()}


def _foot(period: Period, layout: Layout) -> Iterator[tuple[Span, Typed]]:
    row, right = layout.sign_row, layout.thirds(layout.sign_row)[2]
    when = period.window[1] + timedelta(days=3)
    yield right, f"Ngày {when.day} tháng {when.month} năm {when.year}"
    yield _one(row + 1, layout.form.label.number), "Người lập biểu"
    yield layout.thirds(row + 1)[2], "THỦ TRƯỞNG ĐƠN VỊ"

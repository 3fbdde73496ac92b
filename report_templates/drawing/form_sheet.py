"""Draws what every sheet of a form has: header block, heading tree, number row, totals, signatures, page set-up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from kstt.form import Column, Form
from kstt.letterhead import Letterhead
from kstt.period import Period
from kstt.rollup import CityLine
from report_templates.drawing.cells import Content, Formula, fixed_line, total
from report_templates.drawing.layout import Layout, Span
from report_templates.drawing.look import LINE_HEIGHT, SIZE, TITLE_SIZE, Look, number_style, set_page
from report_templates.drawing.wrapping import INDENT, line_count, pixels

UNVERIFIED = "Mẫu nội bộ, chưa đối chiếu với Phụ lục II Thông tư 01/2020/TT-VPCP"
SIGN = "(Ký, ghi rõ họ tên)"
_SIGNING_ROOM = 4  # lines for the signature itself
_MOST_LINES = 27  # Excel's highest row is 409 points


@dataclass(frozen=True, slots=True)
class Head:
    """What the header block and the signatures say: who reports to whom, for when, signed where and as what."""

    reporter: str
    receiver: str
    period: Period
    place: str
    signers: tuple[str, str] = Letterhead().form_signers  # units sign under the usual titles


class Page:
    """One form on one worksheet."""

    def __init__(self, sheet: Worksheet, look: Look, layout: Layout) -> None:
        self.sheet, self.look, self.layout = sheet, look, layout

    def frame(self, head: Head) -> None:
        """Everything around the lines."""
        for column in self.layout.form.columns:
            self.sheet.set_column(column.number - 1, column.number - 1, column.width)
        self._header(head)
        self.put_across(self.layout.across(self.layout.measure_row), self._measure, "italic", "right")
        self._headings()
        self._signatures(head)
        set_page(self.sheet, self.layout.heading_row, self.layout.number_row)
        self.sheet.print_area(0, 0, self.layout.sign_row - 1, self.layout.last_column - 1)
        self.sheet.freeze_panes(self.layout.number_row, self.layout.form.label.number)

    def put(self, row: int, column: int, content: Content, *styles: str) -> None:
        """One cell; text is always text, and in a table it keeps off the border."""
        inset = isinstance(content, str) and "grid" in styles and not {"center", "head"} & {*styles}
        look, row, column = self.look.of(*styles, *(["indent"] if inset else [])), row - 1, column - 1
        if isinstance(content, Formula):
            self.sheet.write_formula(row, column, content.text, look, content.value)
        elif isinstance(content, str) and content:
            self.sheet.write_string(row, column, content, look)
        elif isinstance(content, int | float):
            self.sheet.write_number(row, column, content, look)
        else:
            self.sheet.write_blank(row, column, None, look)

    def put_across(self, span: Span, content: Content, *styles: str) -> None:
        """One content over a span of cells, merged where there are several."""
        if (span.top, span.left) != (span.bottom, span.right):
            places = span.top - 1, span.left - 1, span.bottom - 1, span.right - 1
            self.sheet.merge_range(*places, "", self.look.of(*styles))
        self.put(span.top, span.left, content, *styles)

    def fit(self, row: int, texts: Iterable[tuple[Span, str]]) -> None:
        """Makes the row high enough for the longest of its texts; a row of one line keeps Excel's own height."""
        lines = max((line_count(text, pixels(self.layout.width(span)) - INDENT) for span, text in texts), default=1)
        if lines > 1:
            self.sheet.set_row(row - 1, min(lines, _MOST_LINES) * LINE_HEIGHT + 3)

    def fit_line(self, row: int, contents: Mapping[int, Content]) -> None:
        """Makes a line's row high enough for its words."""
        self.fit(row, [(Span(row, at, row, at), text) for at, text in contents.items() if isinstance(text, str)])

    def group(self, row: int, name: str) -> None:
        """The heading row of a group of lines."""
        span = self.layout.across(row)
        self.put_across(span, name, "grid", "group")
        self.fit(row, [(span, name)])

    def totals(self, row: int, label: str, sums: Mapping[int, Formula | int], *styles: str) -> None:
        """A row of totals: the label over number and name, then the given sums."""
        first = self.layout.form.label.number
        span = Span(row, 1, row, first)
        self.put_across(span, label, "grid", "group", *(("center",) if row == self.layout.total_row else ()))
        for column in self.layout.form.columns[first:]:
            self.put(row, column.number, sums.get(column.number), "grid", "group", *styles)
        self.fit(row, [(span, label)])

    def sums(self, rows: range, lines: Sequence[CityLine], *, to_fill: bool = False) -> dict[int, Formula]:
        """SUM over the rows for every column that has a number in one of the lines, or will have one."""
        found = {}
        for column in self.layout.form.numbers:
            value, at = total(lines, column.number), column.number
            if value is not None or to_fill:
                first, last = self.layout.at(rows[0], at), self.layout.at(rows[-1], at)
                found[at] = Formula(f"=SUM({first}:{last})", value or 0)
        return found

    @property
    def _measure(self) -> str:
        return f"Đơn vị tính: {self.layout.form.measure_unit}"

    def _header(self, head: Head) -> None:
        form, row = self.layout.form, self.layout.header_row
        left, centre, right = self.layout.thirds(row)
        basis = UNVERIFIED if form.provenance == "unverified" else form.legal_basis
        period = f"Kỳ báo cáo: {head.period.name}"
        names = f"- Đơn vị báo cáo: {head.reporter}\n- Đơn vị nhận báo cáo: {head.receiver}"
        self._put_rich(left, [("bold", form.printed_code), ("italic", basis)], "left")
        dates = ("italic", f"({head.period.range_text})")
        self._put_rich(centre, [("title", form.title), ("bold", period), dates], "center")
        self.put_across(right, names, "left", "top", "indent")
        titled = line_count(form.title, pixels(self.layout.width(centre)), TITLE_SIZE) + 2
        room = pixels(self.layout.width(right)) - INDENT
        lines = [self._lines(left, f"{form.printed_code}\n{basis}"), line_count(names, room, SIZE)]
        self.sheet.set_row(row - 1, max(titled * LINE_HEIGHT * 1.15, *(count * LINE_HEIGHT for count in lines)) + 4)

    def _put_rich(self, span: Span, parts: Sequence[tuple[str, str]], align: str) -> None:
        """Paragraphs in one cell, each in its own style."""
        spoken = [(style, text) for style, text in parts if text]
        self.put_across(span, spoken[0][1], spoken[0][0], align, "top")
        if len(spoken) > 1:
            words: list[object] = []
            for at, (style, text) in enumerate(spoken):
                words += [self.look.of(style), text if at == len(spoken) - 1 else f"{text}\n"]
            self.sheet.write_rich_string(span.top - 1, span.left - 1, *words, self.look.of(align, "top"))

    def _headings(self) -> None:
        layout = self.layout
        headings = layout.headings()
        for heading in headings:
            self.put_across(heading.span, heading.text, "grid", "head")
        for row in range(layout.heading_row, layout.number_row):
            self.fit(row, [(h.span, h.text) for h in headings if h.span.top == h.span.bottom == row])
        self._heighten_last_heading_row()
        for column in layout.form.columns:
            self.put(layout.number_row, column.number, f"({column.number})", "grid", "center", "italic", "small")

    def _heighten_last_heading_row(self) -> None:
        """Headings over several rows take what they need beyond one line each from the last row."""
        layout, last = self.layout, self.layout.number_row - 1
        room = [0.0]
        for heading in layout.headings():
            if heading.span.bottom == last:
                lines = line_count(heading.text, pixels(layout.width(heading.span)))
                room.append(lines - (heading.span.bottom - heading.span.top))
        self.sheet.set_row(last - 1, max(1.0, *room) * LINE_HEIGHT + 3)

    def _signatures(self, head: Head) -> None:
        """Place, date, titles and room to sign, on one row."""
        left, _, right = self.layout.thirds(self.layout.sign_row)
        dated = f"{head.place}, ngày … tháng … năm ……"
        heights = []
        for span, title, above in zip((left, right), head.signers, (" ", dated), strict=True):
            self._put_rich(span, [("italic", above), ("bold", title), ("italic", SIGN)], "center")
            heights.append(self._lines(span, f"{above}\n{title}\n{SIGN}"))
        self.sheet.set_row(self.layout.sign_row - 1, (max(heights) + _SIGNING_ROOM) * LINE_HEIGHT)

    def _lines(self, span: Span, text: str) -> int:
        return line_count(text, pixels(self.layout.width(span)), SIZE)


def words_of(form: Form, line: CityLine, order: int | None) -> dict[int, Content]:
    """What stands in a line's columns of words, by column number."""
    words: dict[int, Content] = {number: str(text) for number, text in line.texts.items()}
    for column in form.columns:
        if column.kind in ("ordinal", "label"):
            words[column.number] = line.label if column.kind == "label" else order
    return words


def column_styles(form: Form, column: Column, line: CityLine, computed: str = "count") -> tuple[str, ...]:
    """How a column's cell looks on a line; `computed` is the number format of cells with a formula."""
    if column.kind in ("ordinal", "date"):
        return ("center",) if column.kind == "ordinal" else ("date",)
    if column.kind == "ratio":
        fixed = fixed_line(form, line.label)
        return ("percent" if fixed is None or fixed.share else "scale2",)
    if not column.is_number:
        return ("left",)
    return (computed if form.computed_by(column.number) else number_style(line.scale),)

"""One table of the city's report, laid out as the form: coverage on top, live subtotals and totals, checks below."""

from collections.abc import Sequence
from dataclasses import replace

from xlsxwriter.worksheet import Worksheet

from kstt.finding import WHERE_WHY
from kstt.form import CityView, Form
from kstt.grouping import groups_of
from kstt.identity import Identity
from kstt.rollup import CityLine, CityTable, Coverage
from kstt.spoken import count_text, units_named
from kstt.targets.sound import breaks_in
from report_templates.drawing.cells import Formula, agrees, number_cells, total
from report_templates.drawing.form_sheet import Head, Page, column_styles, words_of
from report_templates.drawing.layout import Block, Layout, Span
from report_templates.drawing.look import Look
from report_templates.drawing.wrapping import width_for
from report_templates.report.sources import SOURCES

RIGHT, WRONG = "đúng", "lệch"
MISSING = "(chưa có số liệu)"
_WIDEST = 40  # a column of names wraps beyond
_NAMED = 10  # missing units named on a form; the sheet of sources has them all


def draw_city_sheet(sheet: Worksheet, look: Look, head: Head, table: CityTable) -> None:
    """The table on its sheet."""
    form = _wide_enough(city_form(table.form, table.view), table)
    groups = groups_of(table)
    lines = [line for _, members in groups for line in members]
    checks = _unproved(form, lines) if table.has_total else []
    names = [(name, len(members)) for name, members in groups]
    page = _CityPage(sheet, look, Layout(form, names, note=True, total=table.has_total, checks=len(checks)), table)
    page.frame(head)
    page.coverage(table.coverage, off_text(table) if table.has_total else "")
    page.body(groups)
    if table.has_total:
        page.closing_total(lines)
        page.checks(checks, lines)


def city_form(form: Form, view: CityView) -> Form:
    """The form as the city prints it: the view's title, code and name of the line's column."""
    columns = tuple(
        replace(column, heading=(view.label_heading,)) if column.kind == "label" else column for column in form.columns
    )
    return replace(form, title=view.title, printed_code=view.printed_code, columns=columns)


def _wide_enough(form: Form, table: CityTable) -> Form:
    """The form with columns that hold their totals, and the units' names where it has a line for each."""
    needed = {column.number: width_for(f"{total(table.lines, column.number) or 0:,}") for column in form.numbers}
    if table.view.by == "unit":
        names = (width_for(f"{line.label} {MISSING}") for line in table.lines)
        needed[form.label.number] = min(max(names, default=0), _WIDEST)
    columns = (replace(one, width=max(one.width, needed.get(one.number, 0))) for one in form.columns)
    return replace(form, columns=tuple(columns))


def coverage_text(coverage: Coverage) -> str:
    """How much of the city is in the figures, and who is missing, as printed on the form."""
    if not coverage.partial:
        return f"{coverage}."
    names = units_named([unit.name for unit in coverage.missing], _NAMED)
    return f"{coverage}. Số liệu chưa đầy đủ: còn thiếu {names} (xem trang {SOURCES})."


def off_text(table: CityTable) -> str:
    """After a space, the sums of the form that its totals or single lines do not keep, as printed on it; else empty.

    Lines are told where what they have too much and too little cancels out in the total.
    """
    totals = {column.number: total(table.lines, column.number) for column in table.form.numbers}
    told = [f"{rule} (chênh {count_text(off)})" for rule, off in breaks_in(table.form, totals)]
    broken = {rule for rule, _ in breaks_in(table.form, totals)}
    by_line = [
        f"{line.label}: {rule} (chênh {count_text(off)})"
        for line in table.lines
        for rule, off in breaks_in(table.form, line.numbers)
        if rule not in broken
    ]
    said = [f"Tổng không khớp: {', '.join(told)}"] if told else []
    if by_line:
        more = f" và {len(by_line) - _NAMED} chỗ khác" if len(by_line) > _NAMED else ""
        said.append(f"Dòng không khớp, trong tổng bù trừ nhau: {'; '.join(by_line[:_NAMED])}{more}")
    return f" {'. '.join(said)}; {WHERE_WHY}." if said else ""


class _CityPage(Page):
    def __init__(self, sheet: Worksheet, look: Look, layout: Layout, table: CityTable) -> None:
        super().__init__(sheet, look, layout)
        self._by, self._missing = table.view.by, frozenset(unit.code for unit in table.coverage.missing)
        self._nothing = table.nothing

    def coverage(self, coverage: Coverage, off: str) -> None:
        """The row over the table that says how complete it is, and what is `off` in it."""
        row, text = self.layout.note_row, coverage_text(coverage) + off
        self.put_across(self.layout.across(row), text, "warning" if coverage.partial or off else "italic", "left")
        self.fit(row, [(self.layout.across(row), text)])

    def body(self, groups: Sequence[tuple[str, Sequence[CityLine]]]) -> None:
        """Groups and lines; numbering goes on from group to group, except in lists of units' own lines."""
        order = 0
        for (name, members), block in zip(groups, self.layout.blocks, strict=True):
            self._group_heading(name, members, block)
            order = 0 if self._by == "list" else order
            for row, line in zip(block.lines, members, strict=True):
                order += 1
                self._line(row, order, line)

    def closing_total(self, lines: Sequence[CityLine]) -> None:
        """The row of totals: over all lines, or over the subtotals where there are any."""
        layout = self.layout
        if not lines:
            zeros = {column.number: 0 for column in layout.form.numbers} if self._nothing else {}
            self.totals(layout.total_row, layout.form.total_label, zeros, "count")
            return
        sums = self.sums(range(layout.number_row + 1, layout.total_row), lines)
        headed = [block.heading for block in layout.blocks if block.heading]
        if self._by == "unit" and headed:
            sums = {
                at: Formula("=" + "+".join(layout.at(row, at) for row in headed), whole.value)
                for at, whole in sums.items()
            }
        self.totals(layout.total_row, layout.form.total_label, sums, "count")

    def checks(self, rules: Sequence[Identity], lines: Sequence[CityLine]) -> None:
        """Small rows below the printed form for identities that no column's formula shows."""
        for row, rule in zip(self.layout.check_rows, rules, strict=True):
            span = Span(row, 1, row, self.layout.form.label.number)
            self.put_across(span, f"Kiểm tra {rule}", "small", "grey", "italic", "left")
            self.put(row, rule.left, self._check(rule, lines), "small", "grey", "center")

    def _group_heading(self, name: str, members: Sequence[CityLine], block: Block) -> None:
        if block.heading is None:
            return
        if self._by == "unit":
            sums = self.sums(block.lines, members) if self.layout.total else {}
            self.totals(block.heading, name, sums, "count")
        else:
            self.group(block.heading, name)

    def _line(self, row: int, order: int, line: CityLine) -> None:
        form = self.layout.form
        contents = words_of(form, line, order) | number_cells(self.layout, row, line, to_fill=False)
        absent: tuple[str, ...] = ()
        if self._by == "unit" and line.unit and line.unit.code in self._missing:
            contents[form.label.number] = f"{line.label} {MISSING}"
            absent = ("italic", "grey")
        for column in form.columns:
            styles = column_styles(form, column, line)
            self.put(row, column.number, contents.get(column.number), "grid", *styles, *absent)
        self.fit_line(row, contents)

    def _check(self, rule: Identity, lines: Sequence[CityLine]) -> Formula | None:
        row, totals = self.layout.total_row, {number: total(lines, number) for number in rule.columns}
        parts = {totals[number] for number in rule.right}
        if (totals[rule.left] is None or parts == {None}) and not self._nothing:
            return None  # what nobody gave, or what the quarters do not add up to, breaks no relation
        left, right = totals[rule.left] or 0, sum(totals[number] or 0 for number in rule.right)
        right_side = "+".join(self.layout.at(row, number) for number in rule.right)
        at = self.layout.at(row, rule.left)
        sign, holds = ("=", left == right) if rule.is_sum else ("<=", left <= right)
        value = RIGHT if holds else f"{WRONG} {left - right}"
        return Formula(f'=IF({at}{sign}{right_side},"{RIGHT}","{WRONG} "&({at}-({right_side})))', value)


def _unproved(form: Form, lines: Sequence[CityLine]) -> list[Identity]:
    """The identities that need a check row: no column is their formula, or some line's number contradicts it."""
    return [
        rule
        for rule in form.identities
        if form.computed_by(rule.left) is not rule or not all(agrees(line, rule) for line in lines)
    ]

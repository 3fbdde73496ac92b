"""The report's forms held against figures.parquet: every line, total and ratio, added up anew from the figures."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.locality.naming import namer
from flows.proof.evidence import Evidence
from kstt.form import CityView, Form
from kstt.proof import Difference, Shown, Tally
from kstt.resummation import Given, Numbers, Summed, added, lines_of, off_by, ratio_of, together, zeros_of
from kstt.sheet import address
from report_templates.drawing.cells import NOTHING
from report_templates.proving.printed import CHECKED, PrintedRow, rows_of
from report_templates.proving.trial import tried
from report_templates.report.city_sheet import RIGHT, WRONG


def against_figures(evidence: Evidence) -> Iterator[Tally]:
    """What the forms of the report came to: numbers, lines, and formulas tried with other numbers."""
    file, book = evidence.report, evidence.books.get(evidence.report)
    if book is None or evidence.given is None:
        return
    by_form: dict[str, list[Given]] = defaultdict(list)
    for one in evidence.given:
        by_form[one.form].append(one)
    for form in evidence.forms:
        for view in form.cities if form.numbers else ():
            sheet, given = book.get(view.sheet, {}), [*by_form[form.code]]
            if view.by == "unit":
                given += zeros_of(form, evidence.silent)
            rows = rows_of(sheet, form)
            lines = lines_of(form, view, given, evidence.units, namer(evidence.locality))
            known, others = _matched((file, view.sheet), view, rows, lines)
            yield others
            whole = added(zeros_of(form, evidence.silent) if form.code in evidence.nothing else given)
            yield _numbers((file, view.sheet), _Known(form, view, known, whole, rows), rows)
            yield tried(file, view.sheet, sheet, rows, form)


def _matched(
    place: tuple[str, str], view: CityView, rows: Sequence[PrintedRow], lines: Sequence[Summed]
) -> tuple[dict[int, Numbers], Tally]:
    """The numbers each printed line has to show, by its row; lines that are printed or missing without cause."""
    waiting: dict[tuple[str, str], list[Summed]] = defaultdict(list)
    for line in lines:
        waiting[line.group, line.label].append(line)
    known, tally = dict[int, Numbers](), Tally("lines")
    for row in (row for row in rows if row.part == "line"):
        left = waiting[row.group if view.by == "list" else "", row.label]
        if left:
            known[row.row] = left.pop(0).numbers
        elif view.by != "list":  # a list has lines of words too
            tally.differences.append(Difference("lines", *place, address(row.row, 1), None, row.label, "dòng thừa"))
    lost = [line for left in waiting.values() for line in left]
    tally.differences += [Difference("lines", *place, "", line.label, None, "thiếu dòng") for line in lost]
    tally.compared = len(lines)
    return known, tally


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rows of a form have to show."""

    form: Form
    view: CityView
    lines: Mapping[int, Numbers]
    whole: Numbers
    rows: Sequence[PrintedRow]

    def shown(self, row: PrintedRow, number: int) -> Shown:
        """The number, ratio or words in a column of a row; None where the cell has to be empty."""
        if row.part == "check":
            return self._check(row, number)
        numbers = self._of(row)
        of = self.form.column(number).of
        if of is None:
            return numbers.get(number)
        try:
            return ratio_of(numbers, of) if row.part == "line" else None
        except ZeroDivisionError:
            return NOTHING

    def _of(self, row: PrintedRow) -> Numbers:
        if row.part == "line":
            return self.lines.get(row.row, {})
        if row.part == "total":
            return self.whole
        if self.view.by != "unit" or not self.form.has_total:
            return {}
        members = (line.row for line in self.rows if line.part == "line" and line.group == row.label)
        return together(self.lines.get(at, {}) for at in members)

    def _check(self, row: PrintedRow, number: int) -> Shown:
        rule = next((rule for rule in self.form.identities if str(rule) == row.label), None)
        if rule is None or number != rule.left or number not in self.whole or self.whole.keys().isdisjoint(rule.right):
            return None
        apart = off_by(self.whole, rule)
        return f"{WRONG} {apart}" if apart else RIGHT


def _numbers(place: tuple[str, str], known: _Known, rows: Sequence[PrintedRow]) -> Tally:
    tally = Tally("figures")
    columns = [column.number for column in known.form.columns if column.is_number or column.of]
    for row in rows:
        for number in columns:
            cell = row.cells.get(number)
            found, places = (cell.value, cell.places) if cell else (None, None)
            what = f"{row.label}, cột ({number})"
            tally.hold(known.shown(row, number), found, (*place, address(row.row, number)), what, places)
    tally.differences += [Difference("lines", *place, "", row, None, "thiếu dòng") for row in _lost(known, rows)]
    return tally


def _lost(known: _Known, rows: Sequence[PrintedRow]) -> Iterator[str]:
    """The rows a form has to close with and does not: of totals, and of relations that no column's formula shows."""
    form, printed = known.form, {row.label if row.part == "check" else row.part for row in rows}
    if not (form.has_total or known.view.by == "list"):
        return
    if known.whole and "total" not in printed:
        yield form.total_label
    shown_by_none = (rule for rule in form.identities if form.computed_by(rule.left) is not rule)
    if rows:
        yield from (f"{CHECKED}{rule}" for rule in shown_by_none if str(rule) not in printed)

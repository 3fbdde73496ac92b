"""The sheet «Theo lĩnh vực»: a line per field, folded under it the units it is summed from, leading to their rows."""

from collections.abc import Iterable, Iterator
from typing import Any

from kstt.overview.field_lines import FieldLine, FieldPart, Numbers
from kstt.overview.measure import columns_of
from kstt.overview.model import Overview
from kstt.targets.sound import adds_up, breaking
from kstt.targets.standing import source_of
from kstt.targets.target import Parts
from report_templates.analysis.book import FIELDS, Book, data_name
from report_templates.analysis.data import Data
from report_templates.analysis.page import Col, Grid, Link, Page, Styled
from report_templates.analysis.rates import ratio
from report_templates.analysis.units import indicators
from report_templates.drawing.cells import UNSOUND, Formula

_RULE = (
    "Bấm dấu + ở lề trái (hoặc số 2 ở góc trên) để xem từng đơn vị của một lĩnh vực; bấm tên đơn vị để đến dòng số "
    "liệu. Tỷ lệ lập lại từ tổng tử số và tổng mẫu số, không phải trung bình các tỷ lệ."
)


def draw_fields(book: Book, title: str, view: Overview, data: Data) -> None:
    """The sheet."""
    cols = tuple(_columns(view))
    page = Page(book, FIELDS, [col.width for col in cols], across=9)
    page.text(f"THEO LĨNH VỰC – {title}", "title")
    page.coverage(view.coverage)
    count = sum(1 + len(field.parts) for field in view.fields)
    grid = page.head(cols, count)
    for order, field in enumerate(view.fields, start=1):
        _field(page, grid, order, field, view, data)
    if view.fields:
        _total(page, grid, view, data)
    page.row += 1
    page.text(_RULE, "quiet", "left")
    page.sheet.outline_settings(symbols_below=False, symbols_right=False)
    page.sheet.freeze_panes(grid.heading, 2)
    book.set_page(page.sheet, grid.heading)
    page.sheet.print_area(0, 0, page.row - 2, len(cols) - 1)


def _columns(view: Overview) -> Iterator[Col]:
    yield Col("order", "STT", 5, "center")
    yield Col("name", "Lĩnh vực / đơn vị", 36)
    yield Col("units", "Số đơn vị có số liệu", 8, "count")
    for indicator in indicators(view):
        yield Col(indicator.id, indicator.name, 19, "percent")
    yield Col("late", "Tổng hồ sơ quá hạn", 9, "count")
    for column in view.dossiers.numbers:
        yield Col(f"c{column.number}", f"({column.number}) {' – '.join(column.heading)}", 14, "count")


def _field(page: Page, grid: Grid, order: int, field: FieldLine, view: Overview, data: Data) -> None:
    """The field's sum over its folded rows, then those rows."""
    row, last = page.row, page.row + len(field.parts)

    def cell(number: int, value: int) -> Formula:
        below = f"{grid.at(f'c{number}', row + 1)}:{grid.at(f'c{number}', last)}"
        return Formula(f"=SUM({below})", value)

    found: dict[str, Any] = {
        f"c{number}": cell(number, value) for number, value in field.numbers.items() if value is not None
    }
    label = f"{field.name} ({field.group})" if field.group else field.name
    found |= {"order": order, "name": label, "units": len(field.parts)}
    page.line(grid, found | _rates(grid, row, field.numbers, (part.numbers for part in field.parts), view))
    for part in field.parts:
        _part(page, grid, part, field, view, data)


def _part(page: Page, grid: Grid, part: FieldPart, field: FieldLine, view: Overview, data: Data) -> None:
    row, link = page.row, data.link(part.unit.code, view.dossiers.code, field.name)
    found: dict[str, Any] = {f"c{number}": value for number, value in part.numbers.items()}
    found["name"] = Link(f"    {part.unit.name}", link) if link else f"    {part.unit.name}"
    page.line(grid, found)
    page.sheet.set_row(row - 1, None, None, {"level": 1, "hidden": True})


def _total(page: Page, grid: Grid, view: Overview, data: Data) -> None:
    row, form = page.row, view.dossiers
    sums = {
        column.number: sum(field.numbers.get(column.number) or 0 for field in view.fields) for column in form.numbers
    }
    found: dict[str, Any] = {"name": form.total_label, "units": len(view.coverage.reporting)}
    for number, value in sums.items():
        name = data_name(form, form.column(number).key)
        found[f"c{number}"] = Formula(f"=SUM({name})", value) if data.form(form.code) else value
    page.line(grid, found | _rates(grid, row, sums, (line.numbers for line in view.units), view), "bold", "group")


def _rates(grid: Grid, row: int, numbers: Numbers, of_units: Iterable[Numbers], view: Overview) -> dict[str, Any]:
    """The rates and the overdue dossiers of a row, from the cells of its own columns.

    No rate is told by sums that do not agree in a unit, though what one has too many and another too few cancels out.
    """
    found: dict[str, Any] = {}
    every = [numbers, *breaking(view.dossiers, of_units)]
    for one in indicators(view):
        cells, parts = [], []
        for end in ("numerator", "denominator"):
            source = source_of(one, end, view.sheet)
            numbered = source.columns if source else ()
            cells.append("+".join(grid.at(f"c{number}", row) for number in numbered))
            parts.append(sum(numbers.get(number) or 0 for number in numbered))
        told = all(adds_up(one, view.dossiers, view.sheet, some) for some in every)
        found[one.id] = ratio(cells[0], cells[1], Parts(*parts)) if told else Styled(UNSOUND, ("word", "quiet"))
    late = columns_of(view.dossiers, ["resolved_overdue", "pending_overdue"])
    cell = "+".join(grid.at(f"c{number}", row) for number in late)
    return found | {"late": Formula(f"={cell}", sum(numbers.get(number) or 0 for number in late))}

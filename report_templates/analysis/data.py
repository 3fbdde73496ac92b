"""The sheets «Dữ liệu …»: a table per form of everything that counts, ready for pivot tables and named for formulas."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from kstt.form import Column, Form
from kstt.overview.measure import DOSSIERS
from kstt.overview.turnout import Turnout
from kstt.rollup import Name
from kstt.rows import rows_of
from kstt.spoken import count_text
from kstt.unit import Unit
from report_templates.analysis.book import Book, data_name, data_sheet, span, table_name
from report_templates.analysis.page import Col, Grid, Page
from report_templates.drawing.cells import shown

MOST_ROWS = 8_000
"""Forms beyond so many rows together are left out, those first that other sheets add up least; the files have them."""
HEADING = 4
UNIT, LINE = "unit", "field"  # keys of columns that formulas look in
IDS = (
    Col(UNIT, "Mã đơn vị", 9),
    Col("name", "Đơn vị", 24, "flat"),
    Col("type", "Loại đơn vị", 10, "flat"),
    Col("line", "Dòng (đơn vị ghi)", 30, "flat"),
    Col(LINE, "Lĩnh vực, dòng (tên chuẩn)", 30, "flat"),
    Col("file", "Tệp", 26, "flat"),
    Col("sheet", "Trang", 11, "flat"),
    Col("cells", "Vùng ô trong tệp", 11, "flat"),
)
_PER_LETTER, _WIDEST = 0.95, 60.0  # of a column's width
ADDED_UP = (
    "Số cộng từ các quý; Tệp, Trang và ô chỉ là chỗ của dòng đó trong tệp của quý sau cùng có dòng đó: chỗ của từng số "
    "xem tệp phân tích của từng quý."
)
_COLUMNS = ["unit_code", "form", "section", "line", "row", "column", "value", "scale", "file", "sheet", "cell"]


@dataclass(frozen=True, slots=True)
class DataRow:
    """A line of a unit's form: numbers with their decimals by column, and the file, sheet and cells they stand in.

    `kind` is the unit's type, which is worked out once for all its lines.
    """

    unit: Unit
    kind: str
    form: str
    line: str
    field: str
    file: str
    sheet: str
    numbers: dict[int, tuple[int, int]]
    cells: dict[int, str]

    @property
    def area(self) -> str:
        """The first and last cell of the line's numbers."""
        every = list(self.cells.values())
        return every[0] if len(every) == 1 else f"{every[0]}:{every[-1]}"


@dataclass(frozen=True)
class Data:
    """The rows of each form that has a sheet, and the codes of those that had no room."""

    forms: Mapping[Form, tuple[DataRow, ...]]
    left_out: tuple[str, ...]
    _places: dict[tuple[int, str, str], list[int]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for form, rows in self.forms.items():
            for at, row in enumerate(rows, start=HEADING + 1):
                for line in ("", row.field):
                    self._places.setdefault((row.unit.code, form.code, line), []).append(at)

    def form(self, code: str) -> Form | None:
        """The form, where it has a sheet, so that formulas may add up its rows."""
        return next((form for form in self.forms if form.code == code), None)

    def link(self, unit: int, code: str, line: str = "") -> str:
        """Where the rows of a unit's form, or of one line of it, stand; empty where there are none."""
        rows = self._places.get((unit, code, line))
        return span(data_sheet(code), f"A{rows[0]}", f"H{rows[-1]}") if rows else ""

    def of(self, unit: int, code: str, line: str) -> list[DataRow]:
        """The rows of a line of a unit's form."""
        form = self.form(code)
        return [self.forms[form][at - HEADING - 1] for at in self._places.get((unit, code, line), ())] if form else []


def data_of(figures: pd.DataFrame, units: Sequence[Unit], forms: Sequence[Form], name: Name) -> Data:
    """The rows of all figures, by unit in the printed order, then line; `figures` as in figures.parquet."""
    kept, left_out = _room_for(forms, figures)
    place = {unit.code: at for at, unit in enumerate(units)}
    rows: dict[str, list[DataRow]] = {form.code: [] for form in kept}
    for row in _rows(figures, {unit.code: unit for unit in units}, {form.code: form for form in kept}, name):
        rows[row.form].append(row)
    ordered = {form: tuple(sorted(rows[form.code], key=lambda row: (place[row.unit.code], row.field))) for form in kept}
    return Data(ordered, left_out)


def _room_for(forms: Sequence[Form], figures: pd.DataFrame) -> tuple[tuple[Form, ...], tuple[str, ...]]:
    """The forms that have figures and room, in their printed order, and the codes of the others."""
    counted = figures.drop_duplicates(["unit_code", "form", "row"]).groupby("form").size()
    sizes = {str(code): int(count) for code, count in counted.items()}
    given, kept, count = [form for form in forms if form.code in sizes], [], 0
    for form in sorted(given, key=lambda form: (form.code != DOSSIERS, form.lines != "indicators")):
        if count + sizes[form.code] <= MOST_ROWS or form.code == DOSSIERS:
            kept.append(form.code)
            count += sizes[form.code]
    return (
        tuple(form for form in given if form.code in kept),
        tuple(form.code for form in given if form.code not in kept),
    )


def _rows(figures: pd.DataFrame, units: Mapping[int, Unit], forms: Mapping[str, Form], name: Name) -> Iterator[DataRow]:
    found: dict[tuple[int, str, int], DataRow] = {}
    kinds = {code: unit.type for code, unit in units.items()}
    for code, form, section, line, row, column, value, scale, file, sheet, cell in rows_of(figures, *_COLUMNS):
        if form in forms and code in units:
            one = found.get((code, form, row))
            if one is None:
                official = name(line, section)[0] if forms[form].lines == "fields" else line
                one = found[code, form, row] = DataRow(
                    units[code], kinds[code], form, line, official, file, sheet, {}, {}
                )
            one.numbers[column], one.cells[column] = (value, scale), cell
    yield from found.values()


def column_title(column: Column) -> str:
    """The heading of a form's column in its table: number and the path of its heading."""
    return f"({column.number}) {' – '.join(column.heading)}"


def draw_data(book: Book, title: str, data: Data, turnout: Turnout) -> None:
    """A sheet per form, its table's columns named for formulas; `turnout` says whose form counts without a row, too."""
    where = f" {ADDED_UP}" if turnout.added_up else ""
    for form, rows in data.forms.items():
        numbers = tuple(Col(f"c{column.number}", column_title(column), 11, "count") for column in form.numbers)
        widths = [*_roomy(rows), *(col.width for col in numbers)]
        page = Page(book, data_sheet(form.code), widths, across=len(IDS))
        page.text(f"DỮ LIỆU BIỂU {form.code} – {title}", "title")
        page.text(_about(_having(form, rows, turnout), len(turnout.units)) + _not_here(data) + where, "quiet", "left")
        grid = Grid((*IDS, *numbers), HEADING, len(rows))
        page.table(grid, table_name(form.code))
        for row, one in zip(grid.rows, rows, strict=True):
            _row(page, grid, row, one)
        _define(book, page.name, form, grid)
        page.sheet.freeze_panes(HEADING, 2)
        book.set_page(page.sheet, HEADING)


def _roomy(rows: Sequence[DataRow]) -> Iterator[float]:
    """Widths of the first columns, in which no text is wrapped: those of names grow with them, up to a point."""
    longest = {
        key: max((len(text) for text in texts), default=0)
        for key, texts in (
            ("line", {row.line for row in rows}),
            (LINE, {row.field for row in rows}),
            ("file", {row.file for row in rows}),
        )
    }
    for col in IDS:
        yield min(max(col.width, longest.get(col.key, 0) * _PER_LETTER), _WIDEST)


def _define(book: Book, sheet: str, form: Form, grid: Grid) -> None:
    for key in (UNIT, LINE):
        book.define(data_name(form, key), sheet, grid.places[key], grid.rows)
    for column in form.numbers:
        book.define(data_name(form, column.key), sheet, grid.places[f"c{column.number}"], grid.rows)


def _having(form: Form, rows: Sequence[DataRow], turnout: Turnout) -> tuple[int, int]:
    """How many units have rows of the form, and of how many it counts though they wrote no number on it."""
    here = {row.unit.code for row in rows}
    return len(here), sum(form.code in one.forms and one.unit.code not in here for one in turnout.units)


def _about(having: tuple[int, int], units: int) -> str:
    here, without = having
    silent = (
        f", trong đó {without} đơn vị không ghi số nào (không phát sinh) nên không có dòng ở đây" if without else ""
    )
    return (
        f"Có số liệu của {here + without}/{units} đơn vị{silent}. Mỗi dòng là một dòng biểu của một đơn vị đã được "
        "chấp nhận, mỗi cột số là một cột của biểu (xem trang Từ điển)."
    )


def _not_here(data: Data) -> str:
    if not data.left_out:
        return ""
    return (
        f" Các bảng quá {count_text(MOST_ROWS)} dòng nên không có biểu {', '.join(data.left_out)}: số liệu ở tệp "
        "figures.parquet."
    )


def _row(page: Page, grid: Grid, row: int, one: DataRow) -> None:
    sheet, flat, at = page.sheet, page.book.look.of("flat"), row - 1
    sheet.write_number(at, 0, one.unit.code, page.book.look.of("flat", "center"))
    said = (one.unit.name, one.kind, one.line, one.field, one.file, one.sheet, one.area)
    for column, text in enumerate(said, start=1):
        if text:
            sheet.write_string(at, column, text, flat)
    for number, (value, scale) in one.numbers.items():
        look = page.book.look.of("scale2" if scale else "count")
        sheet.write_number(at, grid.places[f"c{number}"] - 1, shown(value, scale) or 0, look)

"""Native charts of a table's columns, told apart by pattern, dash and mark, so that black and white print reads too."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from report_templates.analysis.book import FACE, span
from report_templates.analysis.page import Grid, Page
from report_templates.drawing.look import VIETNAM

_COUNT, _PERCENT = f"{VIETNAM}#,##0", f"{VIETNAM}0.00%"
_FILLS: tuple[dict[str, Any], ...] = (
    {"fill": {"color": "#404040"}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#404040", "bg_color": "#FFFFFF"}},
)
_LINES: tuple[dict[str, Any], ...] = (
    {"line": {"color": "#000000", "width": 2}, "marker": {"type": "circle", "size": 6, "fill": {"color": "#000000"}}},
    {
        "line": {"color": "#7F7F7F", "width": 2, "dash_type": "dash"},
        "marker": {"type": "square", "size": 6, "fill": {"color": "#FFFFFF"}, "border": {"color": "#404040"}},
    },
)
_WORDS = {"name": FACE, "size": 8}


@dataclass(frozen=True, slots=True)
class Series:
    """A column of the table under a name."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a table on a sheet: `rows` names the column of its categories, `skip` and `most` which rows it takes.

    `at` is its upper left cell, row and column from 1; `size` its width and height in pixels.
    """

    kind: Literal["column", "line", "bar"]
    title: str
    series: Sequence[Series]
    at: tuple[int, int]
    size: tuple[int, int]
    rows: str = "name"
    skip: int = 0
    most: int | None = None


def draw_chart(page: Page, grid: Grid, sheet: str, told: Chart) -> None:
    """The chart on a page, of a table that may stand on another sheet; empty cells stay gaps, never zero.

    One series, or lines, say their numbers; beside each other only the axis does, where labels would cover each other.
    """
    shares = any(column.key == told.series[0].key and column.style == "percent" for column in grid.columns)
    number = _PERCENT if shares else _COUNT
    made = page.book.workbook.add_chart({"type": told.kind})
    rows = grid.rows[told.skip :][: told.most]
    for look, one in zip(_LINES if told.kind == "line" else _FILLS, told.series, strict=False):
        cells = {"categories": _cells(grid, sheet, told.rows, rows), "values": _cells(grid, sheet, one.key, rows)}
        made.add_series({"name": one.name} | cells | look | _labels(told, number))
    _dress(made, told, number)
    made.set_size({"width": told.size[0], "height": told.size[1]})
    options = {"description": f"{told.title}: biểu đồ của bảng trên trang {sheet}", "object_position": 1}
    page.sheet.insert_chart(told.at[0] - 1, told.at[1] - 1, made, options)


def _labels(told: Chart, number: str) -> dict[str, Any]:
    bars: dict[str, Any] = {} if told.kind == "line" else {"border": {"color": "#404040"}, "gap": 60}
    if told.kind == "line" or len(told.series) == 1:
        bars["data_labels"] = {"value": True, "num_format": number, "font": _WORDS}
    return bars


def _dress(made: Any, told: Chart, number: str) -> None:
    made.set_title({"name": told.title, "name_font": {"name": FACE, "size": 11, "bold": True}, "overlay": False})
    made.set_legend({"position": "bottom", "font": _WORDS} if len(told.series) > 1 else {"none": True})
    made.show_blanks_as("gap")
    made.set_chartarea({"border": {"color": "#A6A6A6"}})
    grid = {"visible": told.kind != "bar", "line": {"color": "#D9D9D9"}}
    values: dict[str, Any] = {"num_format": number, "num_font": _WORDS, "major_gridlines": grid}
    values |= {"min": 0} if told.kind != "line" else {}
    if told.kind == "bar":  # its categories stand on the other axis, the first at the bottom unless reversed
        made.set_y_axis({"num_font": _WORDS, "reverse": True, "interval_unit": 1})
        made.set_x_axis(values | {"visible": False})
    else:
        made.set_x_axis({"num_font": _WORDS})
        made.set_y_axis(values)


def _cells(grid: Grid, sheet: str, key: str, rows: range) -> str:
    letter = grid.column(key).split("$")[1]
    return f"={span(sheet, f'${letter}${rows[0]}', f'${letter}${rows[-1]}')}"

"""How a workbook looks: fonts, cell formats, page set-up. Nothing about which cell holds what."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from report_templates.drawing.zips import settle

FONT = "Times New Roman"
SIZE, TITLE_SIZE = 11, 13
VIETNAM = "[$-42A]"  # before a number's format: 43.322 and 87,59% wherever a program looks at it, as the papers print
LINE_HEIGHT = 14.5  # points one line of SIZE takes, with its share of the cell's padding
_A4 = 9
_BASE = {"font_name": FONT, "font_size": SIZE, "valign": "vcenter", "text_wrap": True}
_STYLES: dict[str, dict[str, Any]] = {
    "grid": {"border": 1},
    "bold": {"bold": True},
    "italic": {"italic": True},
    "center": {"align": "center"},
    "right": {"align": "right"},
    "left": {"align": "left"},
    "top": {"valign": "top"},
    "indent": {"indent": 1},
    "head": {"bold": True, "align": "center", "bg_color": "#EDEDED"},
    "title": {"bold": True, "font_size": TITLE_SIZE, "align": "center"},
    "small": {"font_size": 9},
    "grey": {"font_color": "#7F7F7F"},
    "warning": {"bold": True, "font_color": "#C00000"},
    "group": {"bold": True, "bg_color": "#F7F7F7"},
    "input": {"bg_color": "#FFF9E5", "locked": False},
    "closed": {"bg_color": "#D9D9D9"},
    "count": {"num_format": f"{VIETNAM}#,##0"},
    "quiet": {"num_format": f"{VIETNAM}#,##0;-#,##0;;@"},  # computed cells of a blank: a zero nobody typed is not shown
    "scale1": {"num_format": f"{VIETNAM}#,##0.0"},
    "scale2": {"num_format": f"{VIETNAM}#,##0.00"},
    "broken": {"num_format": f"{VIETNAM}#,##0.0#########"},  # what is no whole number, as far as it goes
    "percent": {"num_format": f"{VIETNAM}0.00%"},
    "date": {"num_format": "dd/mm/yyyy", "align": "center"},
    "moment": {"num_format": "dd/mm/yyyy hh:mm", "align": "center"},
}


class Look:
    """The formats of one workbook, each made once, asked for by the names of their styles.

    `more` adds or replaces styles; `face` and `size` are the font's.
    """

    def __init__(
        self,
        workbook: Workbook,
        more: Mapping[str, dict[str, Any]] | None = None,
        face: str = FONT,
        size: float = SIZE,
    ) -> None:
        self._workbook, self._styles = workbook, _STYLES | dict(more or {})
        self._base = _BASE | {"font_name": face, "font_size": size}
        self._made: dict[tuple[str, ...], Format] = {}

    def of(self, *styles: str) -> Format:
        """The format that has all the styles, later ones winning."""
        if styles not in self._made:
            merged = dict(self._base)
            for style in styles:
                merged |= self._styles[style]
            self._made[styles] = self._workbook.add_format(merged)
        return self._made[styles]


class _Sheet(Worksheet):  # type: ignore[misc]
    """A sheet that takes formulas as they are: none here calls a function that Excel stores under another name."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.removeprefix("=")


class _Book(Workbook):  # type: ignore[misc]
    """A workbook that is the same on every system."""

    def close(self) -> None:
        """Writes the file; a second time changes nothing."""
        written = self.fileclosed
        super().close()
        if not written:
            settle(self.filename)


def new_workbook(
    target: Path | BinaryIO, title: str, created: datetime, face: str = FONT, size: float = SIZE
) -> Workbook:
    """An empty workbook in which text stays text; the same content always gives the same bytes."""
    workbook = _Book(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "remove_timezone": True,
            "default_format_properties": {"font_name": face, "font_size": size},
        },
    )
    workbook.worksheet_class = _Sheet
    workbook.set_properties({"title": title, "created": created})
    return workbook


def number_style(scale: int) -> str:
    """The style of a typed number with so many decimals."""
    return f"scale{min(scale, 2)}" if scale else "count"


def set_page(sheet: Worksheet, *repeated: int, face: str = FONT) -> None:
    """A4 across, one page wide, page numbers at the foot, rows from the first to the last repeated on every page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
    sheet.center_horizontally()
    sheet.set_footer(f'&C&"{face},Regular"&10Trang &P/&N')
    sheet.hide_gridlines(2)
    if repeated:
        sheet.repeat_rows(repeated[0] - 1, repeated[-1] - 1)

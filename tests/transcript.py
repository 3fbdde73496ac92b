"""A workbook as text, to be approved in a diff: every cell, merge, width, check, print setting."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def transcript(path: Path, sheet: str) -> str:
    """One sheet as text."""
    written, results = (book[sheet] for book in _opened(path))
    return "\n".join([*_frame(written), *_checks(written), *_cells(written, results)]) + "\n"


@cache
def _opened(path: Path) -> tuple[Workbook, Workbook]:
    """As written, and with the results the file carries."""
    return load_workbook(path), load_workbook(path, data_only=True)


def _frame(sheet: Worksheet) -> Iterator[str]:
    widths = [f"{get_column_letter(at)}={_width(sheet, at)}" for at in range(1, sheet.max_column + 1)]
    heights = [f"{row}={size.height:g}" for row, size in sorted(sheet.row_dimensions.items()) if size.height]
    yield f"sheet {sheet.title}"
    yield f"print {sheet.print_area} rows {sheet.print_title_rows} freeze {sheet.freeze_panes}"
    yield f"page {sheet.page_setup.orientation} paper {sheet.page_setup.paperSize} tall {sheet.page_setup.fitToHeight}"
    footer = sheet.oddFooter and sheet.oddFooter.center
    yield f"footer {footer.text} {footer.font}" if footer else "no footer"
    yield f"protected {bool(sheet.protection.sheet)}"
    yield f"widths {' '.join(widths)}"
    yield f"heights {' '.join(heights)}"
    yield f"merged {' '.join(sorted(str(merge) for merge in sheet.merged_cells.ranges))}"


def _width(sheet: Worksheet, column: int) -> str:
    for size in sheet.column_dimensions.values():
        if (size.min or 0) <= column <= (size.max or 0):
            return f"{size.width:.4g}"
    return "-"


def _checks(sheet: Worksheet) -> Iterator[str]:
    for rule in sheet.data_validations.dataValidation:
        yield f"check {rule.sqref} {rule.type} {rule.operator} {rule.formula1} hint {rule.prompt}"


def _cells(sheet: Worksheet, results: Worksheet) -> Iterator[str]:
    for row in sheet.iter_rows():
        for cell in row:
            open_ = "" if cell.protection.locked else " open"
            shown = f" [{cell.number_format}]" if cell.number_format != "General" else ""
            if cell.data_type == "f":
                yield f"{cell.coordinate} {cell.value} -> {results[cell.coordinate].value!r}{shown}{open_}"
            elif cell.value is not None:
                yield f"{cell.coordinate} {cell.value!r}{shown}{open_}"
            elif open_ and cell.has_style:
                yield f"{cell.coordinate}{shown} open"

"""What a finished workbook of ours holds, cell by cell: the value it shows, its formula, the decimals it shows."""

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum

from kstt.proof import Shown
from kstt.sheet import address

_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
_DIGITS = re.compile(r"[0#?](?:[0#?,]*[0#?])?(?:\.(?P<decimals>[0#?]+))?")
_MOST = 50_000_000  # cells of a sheet with its gaps, which both libraries go through; Excel has 17 milliard

At = tuple[int, int]  # row and column, from 1


@dataclass(frozen=True, slots=True)
class Written:
    """A cell: the value it carries, the formula that makes it (empty where it was typed), the decimals it shows."""

    value: Shown
    formula: str = ""
    places: int | None = None


Book = Mapping[str, Mapping[At, Written]]
"""The filled cells of a workbook by sheet, row and column."""


def contents(path: Path) -> Book:
    """Everything a workbook says; a formula comes with the result that the file carries.

    Raises what the libraries raise for a file that is broken, and ValueError for one with a cell far away from others.
    """
    found = _cells(path, results=False)
    carried = results(path)
    return {
        sheet: {
            at: Written(carried.get(sheet, {}).get(at), str(getattr(value, "text", value)), places(look))
            if kind == "f"
            else Written(value, "", places(look))
            for at, (value, kind, look) in cells.items()
        }
        for sheet, cells in found.items()
    }


def results(path: Path) -> dict[str, dict[At, Shown]]:
    """The values a workbook carries, by sheet: read by calamine, which is many times as quick as openpyxl.

    It takes an error for an empty cell, so that a workbook with one is read by the other.
    """
    if _has_error(path):
        found = _cells(path, results=True)
        return {sheet: {at: value for at, (value, _, _) in cells.items()} for sheet, cells in found.items()}
    book = CalamineWorkbook.from_path(path)
    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    return {name: dict(_values(book.get_sheet_by_name(name))) for name in names}


def _values(sheet: CalamineSheet) -> Iterator[tuple[At, Shown]]:
    first_row, first_column = sheet.start or (0, 0)
    for row, cells in enumerate(sheet.to_python(), start=first_row + 1):
        for column, value in enumerate(cells, start=first_column + 1):
            if value != "":
                yield (row, column), _as_openpyxl(value)


def _as_openpyxl(value: Any) -> Shown:
    """Whole numbers and days in the types that typed cells have."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a workbook knows no time zone
    shown: Shown = value
    return shown


def _has_error(path: Path) -> bool:
    with ZipFile(path) as package:
        parts = (name for name in package.namelist() if name.startswith("xl/worksheets/"))
        return any(b't="e"' in package.read(name) for name in parts)


def named(at: At) -> str:
    """The address people use."""
    return address(*at)


@cache
def places(look: str) -> int | None:
    """The decimals a number format shows; a percentage shows two fewer than it keeps. None where it shows them all.

    >>> places("#,##0"), places("0.00%"), places('"thiếu "#,##0.0" điểm";;"–"'), places("General")
    (0, 4, 1, None)
    """
    plain = _QUOTED.sub("", look.partition(";")[0])
    found = _DIGITS.search(plain)
    if found is None or look == "General":
        return None
    return len(found["decimals"] or "") + 2 * plain.count("%")


def _cells(path: Path, *, results: bool) -> dict[str, dict[At, tuple[Any, str, str]]]:
    """Value or formula, type and number format of every filled cell."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about charts and colours, which are not looked at
        book = load_workbook(path, read_only=True, data_only=results)
        try:
            return {sheet.title: _filled(sheet) for sheet in book}
        finally:
            book.close()


def _filled(sheet: Any) -> dict[At, tuple[Any, str, str]]:
    if (sheet.max_row or 0) * (sheet.max_column or 0) > _MOST:
        raise ValueError(f"too wide: {sheet.title}")
    filled = (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)
    return {(cell.row, cell.column): (cell.value, cell.data_type, cell.number_format) for cell in filled}

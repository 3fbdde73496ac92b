"""Workbooks recalculated with the product's own engine, for tests of what single writers write."""

from collections.abc import Sequence
from pathlib import Path

from flows.machine.engine import engine
from kstt.proof import Shown, same
from kstt.sheet import address
from report_templates.proving import recalculation
from report_templates.proving.contents import Book, contents

Results = dict[tuple[str, str], Shown]
"""Result of each cell with a formula, by sheet and address."""


def carried(path: Path) -> Results:
    """The results the file itself carries."""
    book = contents(path)
    return {at: book[at[0]][place].value for at, place in _formula_cells(book).items()}


def recalculated(paths: Sequence[Path], folder: Path) -> list[Results]:
    """The results of an independent recalculation of each file."""
    folder.mkdir(exist_ok=True)
    found = engine()
    assert found, "neither LibreOffice nor the `formulas` library is installed: tests/install_office.sh"
    return [_of(path, again) for path, again in zip(paths, found.recalculate(paths, folder), strict=True)]


def by_library(path: Path) -> Results:
    """The results as the `formulas` library computes them."""
    return _of(path, recalculation.by_library(path))


def differences(path: Path, results: Results) -> list[str]:
    """Every cell whose carried result is not the recalculated one."""
    return [
        f"{sheet}!{cell}: {mine!r} ≠ {results.get((sheet, cell))!r}"
        for (sheet, cell), mine in carried(path).items()
        if not same(results.get((sheet, cell)), mine)
    ]


def _of(path: Path, again: recalculation.Results) -> Results:
    return {at: again[at[0]].get(place) for at, place in _formula_cells(contents(path)).items()}


def _formula_cells(book: Book) -> dict[tuple[str, str], tuple[int, int]]:
    return {(sheet, address(*at)): at for sheet, cells in book.items() for at, cell in cells.items() if cell.formula}

"""Recalculated workbooks held against what they carry, and the planted mistake that shows whether anything was done."""

import warnings
from collections.abc import Mapping
from contextlib import redirect_stderr
from datetime import datetime
from io import StringIO
from pathlib import Path

from kstt.proof import Shown, Tally
from report_templates.drawing.look import new_workbook
from report_templates.proving.contents import At, Book, named

Results = Mapping[str, Mapping[At, Shown]]
"""Results of cells by sheet, row and column; cells without a formula may be among them."""

_PLANTED = (1, 1)
_MADE = datetime(2020, 10, 21)  # noqa: DTZ001 - a workbook knows no time zone


def hold(file: str, book: Book, results: Results) -> Tally:
    """Every formula of a workbook: the result it carries is the recalculated one."""
    tally = Tally("formula")
    for sheet, cells in book.items():
        again = results.get(sheet, {})
        for at, cell in cells.items():
            if cell.formula:
                tally.hold(again.get(at), cell.value, (file, sheet, named(at)), cell.formula, cell.places)
    return tally


def plant(target: Path) -> None:
    """A workbook whose one formula carries a wrong result."""
    workbook = new_workbook(target, "", _MADE)
    workbook.add_worksheet("1").write_formula(_PLANTED[0] - 1, _PLANTED[1] - 1, "=1+1", None, 3)
    workbook.close()


def grown(results: Results) -> bool:
    """Whether the planted mistake was put right: else nothing was recalculated, whatever the engine says."""
    return results.get("1", {}).get(_PLANTED) == 2


def by_library(path: Path) -> Results:
    """A workbook as the `formulas` library calculates it; raises ImportError where it is not installed."""
    with warnings.catch_warnings(), redirect_stderr(StringIO()):  # its progress bars
        warnings.simplefilter("ignore")  # the library's own
        from formulas import ExcelModel, get_functions  # type: ignore[import-untyped]

        get_functions()["HYPERLINK"] = _text_of_link  # which the library does not know
        solution = ExcelModel().loads(str(path)).finish().calculate()
    found: dict[str, dict[At, Shown]] = {}
    cells = {name.upper(): result for name, result in solution.items() if isinstance(name, str)}
    for sheet, written in _formulas(path):
        for at in written:
            result = cells.get(f"'[{path.name}]{sheet}'!{named(at)}".upper())
            found.setdefault(sheet, {})[at] = None if result is None else _plain(result.value[0, 0])
    return found


def _formulas(path: Path) -> list[tuple[str, list[At]]]:
    from report_templates.proving.contents import contents

    return [(sheet, [at for at, cell in cells.items() if cell.formula]) for sheet, cells in contents(path).items()]


def _text_of_link(_: object, text: object) -> object:
    """What the cell of a link shows."""
    return text


def _plain(value: object) -> Shown:
    """A result of the library's own kind as a plain one."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if float(value).is_integer() else float(value)
    return str(value)

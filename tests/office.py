"""Recalculates workbooks with a program that is not ours: LibreOffice, else the `formulas` library."""

import shutil
import subprocess
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

Results = dict[tuple[str, str], Any]
"""Result of each cell with a formula, by sheet and address."""

# Without this LibreOffice believes the results that the file carries, and proves nothing.
_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def carried(path: Path) -> Results:
    """The results the file itself carries."""
    values = load_workbook(path, data_only=True)
    return {at: values[at[0]][at[1]].value for at in _formula_cells(path)}


def recalculated(paths: Sequence[Path], folder: Path) -> list[Results]:
    """The results of an independent recalculation of each file."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    return _by_office(soffice, paths, folder) if soffice else [by_library(path) for path in paths]


def differences(path: Path, results: Results) -> list[str]:
    """Every cell whose carried result is not the recalculated one."""
    return [
        f"{sheet}!{cell}: {mine!r} ≠ {results.get((sheet, cell))!r}"
        for (sheet, cell), mine in carried(path).items()
        if not _same(mine, results.get((sheet, cell)))
    ]


def by_library(path: Path) -> Results:
    """The results as the `formulas` library computes them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own
        from formulas import ExcelModel  # type: ignore[import-untyped]

        solution = ExcelModel().loads(str(path)).finish().calculate()
    ranges = {name.upper(): result for name, result in solution.items() if isinstance(name, str)}
    found: Results = {}
    for sheet, cell in _formula_cells(path):
        value = ranges[f"'[{path.name}]{sheet}'!{cell}".upper()].value[0, 0]
        whole = isinstance(value, float) and value.is_integer()
        found[sheet, cell] = int(value) if whole else value if isinstance(value, int | float) else str(value)
    return found


def _by_office(soffice: str, paths: Sequence[Path], folder: Path) -> list[Results]:
    profile, out = folder / "profile", folder / "recalculated"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
    command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(out), *map(str, paths)], check=True, capture_output=True, timeout=120)
    results = []
    for path in paths:
        values = load_workbook(out / path.name, data_only=True)
        results.append({(sheet, cell): values[sheet][cell].value for sheet, cell in _formula_cells(path)})
    return results


def _formula_cells(path: Path) -> list[tuple[str, str]]:
    return [
        (sheet.title, cell.coordinate)
        for sheet in load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def _same(mine: Any, other: Any) -> bool:
    if isinstance(mine, int | float) and isinstance(other, int | float):
        return abs(mine - other) <= 1e-9 * max(1.0, abs(mine))
    return (mine or "") == (other or "")

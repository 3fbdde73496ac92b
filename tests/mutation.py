"""Changes cells of a finished workbook behind its writer's back, as somebody with a text editor could."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from report_templates.report.city_sheet import RIGHT

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Cell = etree._Element  # noqa: SLF001 - lxml has no public name for it
Change = Callable[[Cell], bool]
"""Changes a cell in place and says whether it did."""


def mutated(report: Path, change: Change) -> set[tuple[str, str]]:
    """Rewrites a workbook with every cell changed that the change wants; gives their sheets and addresses."""
    aside, done = report.with_name("aside"), set()
    with ZipFile(report) as good, ZipFile(aside, "w") as bad:
        names = [sheet.get("name") for sheet in etree.fromstring(good.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")]
        for part in good.namelist():
            data = good.read(part)
            if found := re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", part):
                root = etree.fromstring(data)
                sheet = str(names[int(found[1]) - 1])
                done |= {(sheet, str(cell.get("r"))) for cell in root.iter(f"{_MAIN}c") if change(cell)}
                data = etree.tostring(root)
            bad.writestr(part, data)
    aside.replace(report)
    return done


def result(cell: Cell) -> bool:
    """Another result under the same formula."""
    formula, value = cell.find(f"{_MAIN}f"), cell.find(f"{_MAIN}v")
    if formula is None or value is None:
        return False
    value.text = f"{value.text}x" if cell.get("t") == "str" else repr(float(value.text or 0) + 0.01)
    return True


def detour(cell: Cell) -> bool:
    """Another formula with the same result."""
    formula = cell.find(f"{_MAIN}f")
    if formula is None:
        return False
    formula.text = f"IF(TRUE,{formula.text})"
    return True


def typed(cell: Cell) -> bool:
    """The result of a formula in its place."""
    formula = cell.find(f"{_MAIN}f")
    if formula is None:
        return False
    cell.remove(formula)
    return True


def another_row(cell: Cell) -> bool:
    """A relation checked in the row above that of the totals."""
    formula = cell.find(f"{_MAIN}f")
    if formula is None or f'"{RIGHT}"' not in (formula.text or ""):
        return False
    formula.text = re.sub(r"(?<=[A-Z])\d+", lambda found: str(int(found[0]) - 1), formula.text or "")
    return True


def shortened(cell: Cell) -> bool:
    """A sum without its last term, result and all else as before."""
    formula = cell.find(f"{_MAIN}f")
    if formula is None or not re.fullmatch(r"[A-Z]+\d+(\+[A-Z]+\d+)+|SUM\([A-Z]+\d+:[A-Z]+\d+\)", formula.text or ""):
        return False
    whole = formula.text or ""
    short = re.sub(r"(\d+)\)$", lambda at: f"{int(at[1]) - 1})", whole) if "(" in whole else whole.rpartition("+")[0]
    formula.text = short
    return not re.fullmatch(r"SUM\(([A-Z]+\d+):\1\)", whole)


def number(cell: Cell) -> bool:
    """Another typed number."""
    formula, value = cell.find(f"{_MAIN}f"), cell.find(f"{_MAIN}v")
    if formula is not None or value is None or cell.get("t") in ("s", "str", "inlineStr"):
        return False
    value.text = repr(float(value.text or 0) + 1)
    return True


def rewritten_words(document: Path, change: Callable[[str], str]) -> int:
    """Changes the texts of a Word document's paragraphs; gives how many it changed."""
    aside, done = document.with_name("aside"), 0
    with ZipFile(document) as good, ZipFile(aside, "w") as bad:
        for part in good.namelist():
            data = good.read(part)
            if part == "word/document.xml":
                root = etree.fromstring(data)
                for piece in root.iter(f"{_WORD}t"):
                    before, piece.text = piece.text, change(piece.text or "")
                    done += piece.text != before
                data = etree.tostring(root)
            bad.writestr(part, data)
    aside.replace(document)
    return done


def copied(folder: Path, target: Path) -> Path:
    """A copy of a period's folder to spoil."""
    return Path(shutil.copytree(folder, target))


def covered_up(folder: Path) -> None:
    """Enters the hashes of all files as they are now into run.json: the hash no longer tells."""
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    for name in record["outputs"]:
        record["outputs"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "run.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")

"""Compares, in one run, a first `kstt run` with the run after one unit corrected a number, start-up included.

Prints wall time, the ratio, and how many files were read anew. Goals: at most 0.6 at 114 units, 0.25 at 3,321.

    python benchmarks/rerun.py [UNITS]
"""

import os
import sys
import tempfile
from pathlib import Path

from full_run import PERIOD, measured, prepare
from openpyxl import load_workbook

SHEET, COLUMNS = "II.06a", (5, 8)  # received in person, resolved early: both move, and every sum with them


def main() -> None:
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 114
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        prepare(home, units)
        kstt = [str(Path(sys.executable).with_name("kstt")), "run", str(PERIOD), "--locality", "bench"]
        command = [*kstt, "--raw", "raw", "--out", "data/out", "--no-prefect"]
        first_s, first_mib = measured(command, home)
        correct(home / "raw")
        again_s, again_mib = measured(command, home)
    print(f"{units} full workbooks")
    print(f"first run  {first_s:7.2f} s  {first_mib:5.0f} MiB")
    print(f"re-run     {again_s:7.2f} s  {again_mib:5.0f} MiB")
    print(f"ratio      {again_s / first_s:7.3f}   (goal: at most {0.6 if units < 1000 else 0.25})")


def correct(raw: Path) -> None:
    """A unit's workbook sent once more, with one more dossier in a line."""
    path = min(raw.iterdir())
    book = load_workbook(path)
    sheet = book[SHEET]
    row = next(row for row in range(1, 60) if all(isinstance(sheet.cell(row, at).value, int) for at in COLUMNS))
    for at in COLUMNS:
        sheet.cell(row, at).value += 1
    target = path.with_name(f"{path.stem} (sua).xlsx")
    book.save(target)
    later = path.stat().st_mtime + 60
    os.utime(target, (later, later))


if __name__ == "__main__":
    main()

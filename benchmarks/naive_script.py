"""What an analyst would write in an hour: every sheet of every file through pandas and openpyxl, sum, to_excel.

It checks nothing, returns nothing and writes values only.
"""

import sys
from pathlib import Path

import pandas as pd


def main(raw: Path, target: Path) -> None:
    frames: dict[str, list[pd.DataFrame]] = {}
    for path in sorted(raw.rglob("*.xlsx")):
        for name, sheet in pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl").items():
            frames.setdefault(name, []).append(sheet.assign(file=path.name))
    with pd.ExcelWriter(target) as writer:
        for name, parts in frames.items():
            every = pd.concat(parts)
            numbers = every.drop(columns=[0, 1, "file"]).apply(pd.to_numeric, errors="coerce")
            numbers.groupby(every[1].fillna("")).sum().to_excel(writer, sheet_name=name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

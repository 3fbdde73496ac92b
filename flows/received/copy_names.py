"""What returned copies are called: by the owner's code and the received file's name, one name each."""

import os
from collections.abc import Mapping
from pathlib import PurePosixPath

_LONGEST = 200  # bytes; Vietnamese letters take up to three


def copy_names(owners: Mapping[str, int | None]) -> dict[str, str]:
    """The name of each file's returned copy; `owners` are unit codes by file, None where nobody knows.

    Files of one name in several folders get a number, by the order of their whole names; to Windows «BC» and «bc» are
    one name. A name that opens with the owner's code, as the blanks' and the copies' own do, is left as it is.

    >>> copy_names({"b/x.xls": 7, "a/x.xlsx": 7, "y.pdf": None})
    {'a/x.xlsx': '7_x.xlsx', 'b/x.xls': '7_x_2.xlsx', 'y.pdf': 'chua-ro_y.xlsx'}
    >>> copy_names({"7_x.xlsx": 7, "X.xlsx": 7, "8_x.xlsx": 7})
    {'7_x.xlsx': '7_x.xlsx', '8_x.xlsx': '7_8_x.xlsx', 'X.xlsx': '7_X_2.xlsx'}
    """
    named, taken = dict[str, str](), set[str]()
    for file, code in sorted(owners.items()):
        owner = f"{'chua-ro' if code is None else code}_"
        stem = shortened(owner + PurePosixPath(file).stem.removeprefix(owner))
        number, name = 1, f"{stem}.xlsx"
        while name.casefold() in taken:
            number += 1
            name = f"{stem}_{number}.xlsx"
        taken.add(name.casefold())
        named[file] = name
    return named


def shortened(stem: str) -> str:
    """A stem with room for what is put before and behind it: a whole name has 255 bytes at most."""
    return os.fsencode(stem)[:_LONGEST].decode(errors="ignore").rstrip()

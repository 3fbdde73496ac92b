"""What returned copies are called: by the owner's code and the received file's name, one name each."""

from collections.abc import Mapping
from pathlib import PurePosixPath


def copy_names(owners: Mapping[str, int | None]) -> dict[str, str]:
    """The name of each file's returned copy; `owners` are unit codes by file, None where nobody knows.

    Files of one name in several folders get a number, by the order of their whole names.

    >>> copy_names({"b/x.xls": 7, "a/x.xlsx": 7, "y.pdf": None})
    {'a/x.xlsx': '7_x.xlsx', 'b/x.xls': '7_x_2.xlsx', 'y.pdf': 'chua-ro_y.xlsx'}
    """
    named: dict[str, str] = {}
    for file, code in sorted(owners.items()):
        stem = f"{'chua-ro' if code is None else code}_{PurePosixPath(file).stem}"
        number, name = 1, f"{stem}.xlsx"
        while name in named.values():
            number += 1
            name = f"{stem}_{number}.xlsx"
        named[file] = name
    return named

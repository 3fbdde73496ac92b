"""Files change their place without being lost or overwritten; the time of their arrival is noted in received.csv."""

import csv
import io
import shutil
from datetime import datetime
from pathlib import Path

from flows.received.folder import LIST, separator

_MARK = b"\xef\xbb\xbf"  # by which Excel knows UTF-8
_COLUMNS = ["file", "received", "unit_code"]


def move_in(source: Path, folder: Path, name: str) -> str:
    """Moves a file below a folder; gives its name there, with a number where the name was taken.

    The place is reserved first, so that two programs at work never take the same one. Raises OSError, with the file
    where it was.
    """
    taken = _reserved(folder, Path(name))
    target = folder / taken
    try:
        source.replace(target)
    except OSError:
        try:
            shutil.copy2(source, target)  # from another disk
            source.unlink()
        except OSError:
            target.unlink(missing_ok=True)
            raise
    return taken.as_posix()


def _reserved(folder: Path, name: Path) -> Path:
    number, free = 1, name
    while True:
        (folder / free).parent.mkdir(parents=True, exist_ok=True)
        try:
            (folder / free).open("xb").close()
        except FileExistsError:
            number += 1
            free = name.with_name(f"{name.stem} ({number}){name.suffix}")
        else:
            return free


def note_arrival(folder: Path, name: str, received: datetime, unit_code: int | None) -> None:
    """Adds a file to the list of received ones, which keeps all it had; raises OSError where it is held open.

    Raises UnicodeDecodeError where it is no UTF-8.
    """
    path = folder / LIST
    data = path.read_bytes() if path.is_file() else b""
    old = data.decode("utf-8-sig")
    between = separator(old)
    columns = next(csv.reader(old.splitlines(), delimiter=between), None) or _COLUMNS
    row = {"file": name, "received": f"{received:%Y-%m-%d %H:%M:%S}", "unit_code": unit_code or ""}
    added = io.StringIO()
    writer = csv.DictWriter(added, columns, restval="", extrasaction="ignore", lineterminator="\n", delimiter=between)
    if not old:
        writer.writeheader()
    writer.writerow(row)
    gap = "" if not old or old.endswith("\n") else "\n"
    half = path.with_name(f".{LIST}.moi")
    mark = b"" if data.startswith(_MARK) or old else _MARK
    half.write_bytes(mark + data + (gap + added.getvalue()).encode())
    half.replace(path)

"""Whether a dropped file is complete: half-copied files are left alone until nothing changes in them any more."""

import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from flows.machine.clock import VIETNAM
from flows.machine.ordering import in_order

QUIET = 3.0  # seconds in which nothing may change
_PATIENCE = timedelta(minutes=2)  # then even a broken file is taken: it goes back with a finding
_ZIPPED = (".xlsx", ".xlsm", ".ods", ".docx", ".zip", ".xlsb", ".xltx")
_STILL_COPYING = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart")


def dropped(folder: Path, beside: Sequence[str]) -> list[Path]:
    """Files below a folder in the order of their names; hidden ones, lock files, those of folders `beside` left out."""
    found = (path for path in in_order(folder.rglob("*")) if path.relative_to(folder).parts[0] not in beside)
    return [path for path in found if not _passing(path.relative_to(folder)) and path.is_file()]


def settled(paths: Sequence[Path], now: datetime, wait: Callable[[float], object]) -> list[Path]:
    """Those of the paths that are complete: unchanged while `wait` waited, readable, and not cut off in the middle."""
    if not paths:
        return []
    before = {path: _look(path) for path in paths}
    wait(QUIET)
    return [path for path in paths if before[path] and before[path] == _look(path) and not _half(path, now)]


def _passing(name: Path) -> bool:
    """What programs put there for themselves."""
    return any(part.startswith((".", "~$")) for part in name.parts) or name.suffix.lower() in _STILL_COPYING


def _look(path: Path) -> tuple[int, int] | None:
    """Size and time of change; None where the file can not be opened, for whoever copies it may hold it."""
    try:
        with path.open("rb"):
            told = path.stat()
    except OSError:
        return None
    return told.st_size, told.st_mtime_ns


def _half(path: Path, now: datetime) -> bool:
    """Whether a young file is empty or a package without its end, as one is while a slow line is still copying it."""
    told = path.stat()
    young = now - datetime.fromtimestamp(told.st_mtime, VIETNAM) < _PATIENCE
    return young and (not told.st_size or (path.suffix.lower() in _ZIPPED and _cut_off(path)))


def _cut_off(path: Path) -> bool:
    with path.open("rb") as file:
        begins = file.read(2) in (b"PK", b"\0\0")
    return begins and not zipfile.is_zipfile(path)

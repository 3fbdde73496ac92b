"""Outputs somebody worked in: they are kept before what is written anew takes their place."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from flows.machine.publishing import interrupted, plainly, sha256_of
from flows.record.read_back import read_run
from flows.record.request import RETURNED

EDITED = "da-sua"
"""The folder of a period's outputs that holds them, under the names they had; nobody reads it, the office clears it."""


def keep_edited(folder: Path) -> None:
    """Copies what is not as the last run wrote it, and what somebody laid among the returned copies.

    After a run that was killed nobody can tell what is whose. Raises Locked as the writing of outputs does.
    """
    record = None if interrupted(folder) else read_run(folder)
    if record is None:
        return
    written = record["outputs"]
    there = {path.relative_to(folder).as_posix() for path in belonging(folder / RETURNED)}
    for name in sorted(written.keys() | there):
        path = folder / name
        if path.is_file() and sha256_of(path) != written.get(name):
            keep(path, folder)


def belonging(folder: Path) -> Iterator[Path]:
    """The files in a folder, but those that office programs and systems leave behind."""
    return (path for path in folder.glob("*") if path.is_file() and not path.name.startswith(("~$", ".", "Thumbs.db")))


def keep(path: Path, folder: Path) -> None:
    """Copies a file of a period's folder aside, whole or not at all; the same state of it once."""
    target = folder / EDITED / path.relative_to(folder)
    for number in count(2):
        if not target.exists():
            break
        if sha256_of(target) == sha256_of(path):
            return
        target = target.with_name(f"{path.stem} ({number}){path.suffix}")
    with plainly():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, part := target.with_name(f".{target.name}"))
        part.replace(target)


def kept_in(folder: Path) -> int:
    """How many files a period's folder keeps so."""
    return sum(1 for path in (folder / EDITED).rglob("[!.]*") if path.is_file())

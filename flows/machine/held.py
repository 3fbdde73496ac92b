"""Marks of what is in use: the system itself lets go of one when its process ends, however it ends."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    def _lock(mark: BinaryIO) -> None:
        msvcrt.locking(mark.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(mark: BinaryIO) -> None:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)


_TAKEN = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)  # what systems say of a lock that somebody has


@contextmanager
def held(mark: Path) -> Iterator[None]:
    """Inside, `mark` is a file that nobody takes for left behind; it goes at the end."""
    file = _locked(mark)
    try:
        yield
    finally:
        file.close()
        mark.unlink(missing_ok=True)


def _locked(mark: Path) -> BinaryIO:
    while True:
        file = mark.open("wb")
        with suppress(OSError):  # some network drives know no locks: there nothing counts as left behind
            _lock(file)
        if mark.exists():
            return file
        file.close()  # somebody took it for left behind before it was locked


@contextmanager
def alone(mark: Path) -> Iterator[bool]:
    """Whether nobody else is inside with the same mark, which stays; where no lock can be had nobody else counts."""
    try:
        file = mark.open("ab")
    except OSError:
        yield True
        return
    with file:
        mine = True
        try:
            _lock(file)
        except OSError as wrong:
            mine = wrong.errno not in _TAKEN
        yield mine


def left_behind(mark: Path) -> bool:
    """Whether the process that made a mark has ended, or there is no mark at all."""
    try:
        with mark.open("r+b") as file:
            _lock(file)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True

"""Packages whose bytes depend on their content alone: not on the clock, nor on the system they are written on."""

from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3  # a ZIP file names the system of each part; Python names the one it runs on


def entry(name: str) -> ZipInfo:
    """A part of a package, without a time or a system of its own."""
    part = ZipInfo(name, _EPOCH)
    part.compress_type, part.create_system = ZIP_DEFLATED, _UNIX
    return part


def settle(package: Path | BinaryIO) -> None:
    """Lets a package name the same system wherever it was written; only its table of contents is written anew."""
    with ZipFile(package, "a") as parts:
        for part in parts.infolist():
            part.create_system = _UNIX
        parts.comment = b""  # without it the table would stay as it is

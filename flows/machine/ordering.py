"""Files in one order on every system: Windows compares names without their case, and bytes would differ there."""

from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path


def in_order(paths: Iterable[Path]) -> list[Path]:
    """The paths folder by folder, names letter by letter."""
    return sorted(paths, key=attrgetter("parts"))

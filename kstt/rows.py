"""The rows of a frame as plain Python values."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # commands that only read plans are quicker without
    import pandas as pd


def rows_of(frame: "pd.DataFrame", *columns: str) -> Iterator[tuple[Any, ...]]:
    """The frame's rows, a value for each of the columns: int, str or None, never a type of numpy.

    A whole column is turned at once: on text this is five times as quick as `itertuples`, which turns value by value.
    """
    return zip(*(frame[column].tolist() for column in columns), strict=True)

"""Frames and tables as Parquet files; one file at a time, for pyarrow's data sets of many take long to load."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pyarrow import ArrowInvalid, Table
from pyarrow.parquet import ParquetFile

if TYPE_CHECKING:  # whoever reads tables does without
    import pandas as pd


def read_table(path: Path, columns: Sequence[str] = ()) -> Table:
    """The table of a file, or those of its columns; raises ArrowException or OSError where it can not be read."""
    with ParquetFile(path) as file:
        if lacking := set(columns).difference(file.schema_arrow.names):
            raise ArrowInvalid(f"{path}: no column {', '.join(sorted(lacking))}")
        return file.read(columns or None)


def read_frame(path: Path, columns: Sequence[str] = ()) -> "pd.DataFrame":
    """The frame of a file as it was written; raises as `read_table`."""
    frame: pd.DataFrame = read_table(path, columns).to_pandas()
    return frame


def write_frame(path: Path, frame: "pd.DataFrame") -> None:
    """The file depends on the frame alone."""
    frame.to_parquet(path, index=False, engine="pyarrow", compression="zstd")

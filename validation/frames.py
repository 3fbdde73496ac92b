"""The data lines of all files as one frame per form, as validation.schemas judges it."""

from collections.abc import Mapping

import pandas as pd

from kstt.form import FixedLine, Form
from kstt.spelling import key
from validation.parsed import Parsed
from validation.schemas import name


def frame_of(form: Form, parsed: Mapping[int, Parsed]) -> pd.DataFrame:
    """The data lines of all files as the frame of validation.schemas."""
    fixed = {key(line.label): line for line in form.fixed}
    rows = [
        (file, index, line.section, line.label, numbers, fixed.get(key(line.label)) if fixed else None)
        for file, one in parsed.items()
        for index, line, numbers in one.data_lines()
    ]
    frame = pd.DataFrame(
        {
            "file": pd.Series([row[0] for row in rows], dtype="int64"),
            "index": pd.Series([row[1] for row in rows], dtype="int64"),
            "section": pd.Series([row[2] for row in rows], dtype="str"),
            "line": pd.Series([row[3] for row in rows], dtype="str"),
            "share": pd.Series([bool(row[5] and row[5].share) for row in rows], dtype="bool"),
            "maximum": pd.Series([row[5].maximum if row[5] else None for row in rows], dtype="Int64"),
        }
    )
    for at, column in enumerate(form.numbers):
        frame[name(column.number)] = pd.array([row[4][at] for row in rows], dtype="Int64")
        frame[f"open_{column.number}"] = pd.Series([_is_open(row[5], column.key) for row in rows], dtype="bool")
    return frame


def _is_open(line: FixedLine | None, column: str) -> bool:
    return line is None or column not in line.closed

"""A form's numbers by another version of it: a column is known by its key, whatever its number is in a version."""

from collections.abc import Iterable, Mapping

import pandas as pd

from kstt.form import Form
from kstt.rows import rows_of

Columns = frozenset[tuple[str, int]]
"""Codes of forms and numbers of their columns."""


def moved(before: Iterable[Form], after: Iterable[Form]) -> dict[str, dict[int, int]]:
    """By the code of every form whose columns are not the same in both versions: where its old columns stand now."""
    old = {form.code: form for form in before}
    return {
        form.code: {column.number: now[column.key] for column in old[form.code].columns if column.key in now}
        for form in after
        if form.code in old and _keys(old[form.code]) != (now := _keys(form))
    }


def unasked(after: Iterable[Form], places: Mapping[str, Mapping[int, int]]) -> Columns:
    """The columns of numbers that such forms did not have before."""
    return frozenset(
        (form.code, column.number)
        for form in after
        if form.code in places
        for column in form.numbers
        if column.number not in places[form.code].values()
    )


def renumbered(frame: pd.DataFrame, places: Mapping[str, Mapping[int, int]]) -> pd.DataFrame:
    """The rows with the columns' numbers of now, without those of columns that are no more.

    `frame` has form:str and column:int64 besides whatever else stands in a row.
    """
    if not places:
        return frame
    now = [places[form].get(column) if form in places else column for form, column in rows_of(frame, "form", "column")]
    kept = frame[pd.Series([number is not None for number in now], frame.index, "bool")]
    return kept.assign(column=pd.Series([number for number in now if number is not None], kept.index, "int64"))


def _keys(form: Form) -> dict[str, int]:
    return {column.key: column.number for column in form.columns}

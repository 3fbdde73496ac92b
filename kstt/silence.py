"""«Không phát sinh»: a unit that says nothing arose on a form has reported, and its numbers are 0."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kstt.form import Form

if TYPE_CHECKING:  # commands that only read plans are quicker without
    import pandas as pd

Silent = frozenset[tuple[int, str]]
"""Unit codes and the forms on which nothing arose: they count and have no line at all."""


def silent_on(form: str, silent: Silent) -> frozenset[int]:
    """The units, by code, that reported on a form that nothing arose."""
    return frozenset(code for code, of in silent if of == form)


def with_zeros(figures: "pd.DataFrame", silent: Silent, forms: Iterable[Form]) -> "pd.DataFrame":
    """The figures, and a 0 in every column where nothing arose: 0/0 is «không phát sinh», not «chưa có».

    The frame has unit_code:int64, form:str, line:str, column:int64, value:int64 and whatever else stands in a row;
    there the new rows have 0 or an empty text.
    """
    import pandas as pd

    zeros = [
        {"unit_code": code, "form": form.code, "column": column.number}
        for form in forms
        for code in sorted(silent_on(form.code, silent))
        for column in form.numbers
    ]
    if not zeros:
        return figures
    kinds = figures.dtypes.to_dict()
    rest = {name: 0 if pd.api.types.is_integer_dtype(kind) else "" for name, kind in kinds.items()}
    more = pd.DataFrame([rest | zero for zero in zeros], columns=figures.columns).astype(kinds)
    return pd.concat([figures, more], ignore_index=True)

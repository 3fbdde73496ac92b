"""Tables headed by a single row, group and column in one cell or the column alone: read where every cell agrees."""

from collections.abc import Sequence

from kstt.form import Form
from kstt.sheet import Value
from report_templates.reading.headings import accepted, head_of, is_added, names


def flat_columns(row: Sequence[Value], form: Form) -> dict[int, int] | None:
    """The sheet column (from 0) of every column of a form, where a row names all of them one after the other.

    Only the ordinal may be missing, and columns of remarks may follow.
    """
    filled = [(at, word) for at, value in enumerate(row) if value and (word := head_of(value))]
    wanted = [column.number for column in form.columns]
    for numbers in (wanted, wanted[1:] if form.columns[0].kind == "ordinal" else wanted):
        here, more = filled[: len(numbers)], filled[len(numbers) :]
        if len(here) < len(numbers) or not all(is_added(word) for _, word in more):
            continue
        levels = dict(accepted(form))
        if all(names(word, levels[number]) for number, (_, word) in zip(numbers, here, strict=True)):
            return {number: at for number, (at, _) in zip(numbers, here, strict=True)}
    return None

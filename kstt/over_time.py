"""One form over several quarters: each column by its own way to add up, relations rebuilt, breaks of them told.

Frames are wide here: a row per unit, section and line, a column per number of the form, Int64 with NA for no number.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from kstt.form import Column, Form, Over
from kstt.identity import Identity
from kstt.versions import Columns

LINE = ["unit_code", "section", "line"]
Place = tuple[int, str, str]  # unit code, form, line


@dataclass(frozen=True, slots=True)
class Break:
    """A relation of a form that does not hold on a line over the quarters, and by how much."""

    unit_code: int
    form: str
    line: str
    rule: Identity
    difference: int


def of_form(
    form: Form, mine: pd.DataFrame, nothing: Sequence[Collection[int]], asked: Columns
) -> tuple[pd.DataFrame, dict[Place, tuple[int, ...]], list[Place]]:
    """The lines of a form over time, which quarters lack a number of a line left out, and what keeps recounts out.

    That are the lines for whose sake no recount of the form is added: a sum of the others would pass for that of all.

    `mine` has the columns of LINE and column:int64, at:int64 (the quarter, from 0), value:int64; `nothing` are for each
    quarter the codes of the units whose numbers were 0, as they were founded later or said that nothing arose; `asked`
    are the columns every quarter had.
    """
    given = mine.assign(value=mine["value"].astype("Int64")).groupby([*LINE, "column", "at"])["value"].sum()
    by_quarter = given.unstack("at").reindex(columns=range(len(nothing)))  # noqa: PD010 - pivot_table makes floats
    for at, codes in enumerate(nothing):
        zero = by_quarter.index.get_level_values("unit_code").isin(codes)
        by_quarter[at] = by_quarter[at].mask(zero, by_quarter[at].fillna(0))
    numbers = by_quarter.index.get_level_values("column")
    columns, lacking, again = {}, dict[Place, tuple[int, ...]](), _counted_anew(form, by_quarter)
    for column in form.numbers:
        if (column.over == "recount" and again) or (column.over == "distinct" and len(nothing) > 1):
            continue
        if (form.code, column.number) not in asked:
            continue
        here = by_quarter[numbers == column.number].droplevel("column")
        if column.blank == "missing":
            missing = here[here.isna().any(axis="columns")].isna()
            for (code, _, line), *gone in missing.itertuples(name=None):
                lacking[int(code), form.code, str(line)] = tuple(at for at, no in enumerate(gone) if no)
            here = here.dropna()
        if (numbers == column.number).any():
            columns[column.number] = _over_time(form, column, here.fillna(0))
    wide = pd.DataFrame(columns).reindex(columns=[column.number for column in form.numbers]).astype("Int64")
    return _rebuilt(form, wide), lacking, again


def _counted_anew(form: Form, every: pd.DataFrame) -> list[Place]:
    """The lines a later quarter opens with something on, which a form with recounts counts anew then."""
    if all(column.over != "recount" for column in form.numbers):
        return []
    openings = every.index.get_level_values("column").isin([opening for opening, _ in form.carried])
    later = every[openings].droplevel("column").iloc[:, 1:]
    carried = later.index[(later.fillna(0) > 0).any(axis="columns")].unique()
    return [(int(code), form.code, str(line)) for code, _, line in carried]


def _over_time(form: Form, column: Column, here: pd.DataFrame) -> pd.Series:
    stocks = here.index.get_level_values("line").isin([line.label for line in form.fixed if line.stock])
    both: pd.Series = pd.concat([_combined(here[~stocks], column.over), _combined(here[stocks], "closing")])
    return both


def _combined(here: pd.DataFrame, over: Over) -> pd.Series:
    quarters: dict[Over, pd.DataFrame] = {"opening": here.iloc[:, :1], "closing": here.iloc[:, -1:]}
    return quarters.get(over, here).sum(axis="columns")


def _rebuilt(form: Form, wide: pd.DataFrame) -> pd.DataFrame:
    """Computed columns as the sum of their parts, by the first identity all of whose parts are known.

    Those that add up as all their parts do stay: where a quarter's sum was let pass unlike its parts, it stays unlike.
    """
    computed = [column.number for column in form.numbers if not _adds_as_its_parts(form, column)]
    wide = wide.copy()
    for number in computed * len(computed):  # parts may be sums themselves: after so many rounds all are settled
        given = wide[number].notna()
        for rule in reversed(form.sums_of(number)):
            parts = wide[list(rule.right)].sum(axis="columns", skipna=False)
            wide[number] = wide[number].mask(given & parts.notna(), parts)
    return wide


def _adds_as_its_parts(form: Form, column: Column) -> bool:
    """Whether a column is a sum of columns that all add up over time in its own way, or no sum at all."""
    sums = form.sums_of(column.number)
    parts = ([form.column(number) for number in rule.right] for rule in sums)
    return not sums or any(
        all(part.over == column.over and _adds_as_its_parts(form, part) for part in some) for some in parts
    )


def breaks_of(form: Form, wide: pd.DataFrame) -> Iterator[Break]:
    """The relations that do not hold over the quarters, as when a backlog was not taken over as it was left."""
    lines = wide.groupby(["unit_code", "line"]).sum(min_count=1)
    for rule in form.identities:
        gap = lines[rule.left] - lines[list(rule.right)].sum(axis="columns", skipna=False)
        wrong = gap[(gap != 0 if rule.is_sum else gap > 0).fillna(value=False)]
        for code, line, difference in wrong.reset_index().itertuples(index=False):
            yield Break(int(code), form.code, str(line), rule, int(difference))

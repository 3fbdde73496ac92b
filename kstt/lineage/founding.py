"""Units founded within a longer span: before its first quarter there was nothing such a unit could have reported."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from kstt.form import Form
from kstt.lineage.chains import AsOf
from kstt.period import Period


def newcomers(view: AsOf, quarters: Sequence[Period]) -> dict[int, Period]:
    """By code, the first quarter of the units founded, or whose predecessor was, after the first of the quarters."""
    firsts = {
        unit.code: next(one for one in quarters if unit.code in view.origins(one.window[1])) for unit in view.units
    }
    return {code: first for code, first in firsts.items() if first != quarters[0]}


def begun(view: AsOf, forms: Iterable[Form], figures: Mapping[Period, pd.DataFrame]) -> dict[int, Period]:
    """The newcomers that count from their first quarter on: those of whom nothing says that they succeed somebody.

    A backlog they opened with comes from somebody, and so may the work of a unit that ended with no successor declared:
    nothing is guessed then. `figures` are those of the quarters in order, as in `rollup.city_tables`.
    """
    opened = {(form.code, column.number) for form in forms for column in form.numbers if column.over == "opening"}
    return {
        code: first
        for code, first in newcomers(view, list(figures)).items()
        if not (heirless(view) or _took_over(figures[first], code, opened))
    }


def heirless(view: AsOf) -> bool:
    """Whether a unit of the earlier days ended without anybody to take over its figures."""
    return any(not heirs for every in view.heirs.values() for heirs in every.values())


def not_yet(since: Mapping[int, Period], quarter: Period) -> frozenset[int]:
    """The codes of the units that count from a later quarter on."""
    return frozenset(code for code, first in since.items() if quarter.window < first.window)


def _took_over(figures: pd.DataFrame, code: int, opened: set[tuple[str, int]]) -> bool:
    mine = figures[(figures["unit_code"] == code) & (figures["value"] > 0)]
    return any(place in opened for place in zip(mine["form"].tolist(), mine["column"].tolist(), strict=True))

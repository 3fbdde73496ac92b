"""Headline measures: counts of dossiers by the keys of the form's columns, and the rates that circulate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import pandas as pd

from kstt.form import Form
from kstt.rollup import sums
from kstt.targets.indicator import Indicator
from kstt.targets.standing import Standing, standing, total
from kstt.targets.target import Parts, value

DOSSIERS = "II.06a"  # the form that counts dossiers
RATES = ("on_time_resolution", "on_time_766", "online_intake")
ON_TIME, ON_TIME_ALL, ONLINE = RATES
"""In time of what was resolved; in time of all dossiers, open ones included; online of what came in the period."""
Better = Literal["more", "less", ""]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure people ask for first: a count, the sum of columns of the form by their keys; or a rate.

    `better` says which way is good; empty where neither is.
    """

    id: str
    name: str
    columns: tuple[str, ...] = ()
    indicator: Indicator | None = None
    better: Better = ""


COUNTS = (
    Measure("received", "Hồ sơ phải giải quyết (kể cả kỳ trước chuyển sang)", ("received",)),
    Measure("new", "Hồ sơ tiếp nhận mới trong kỳ", ("received_online", "received_direct")),
    Measure("resolved", "Hồ sơ đã giải quyết", ("resolved",)),
    Measure("resolved_overdue", "Hồ sơ đã giải quyết quá hạn", ("resolved_overdue",), better="less"),
    Measure("pending", "Hồ sơ đang giải quyết", ("pending",)),
    Measure("pending_overdue", "Hồ sơ đang quá hạn, chưa giải quyết xong", ("pending_overdue",), better="less"),
)


def measures_of(indicators: Iterable[Indicator]) -> tuple[Measure, ...]:
    """Every measure in its printed order: counts, then rates under the names of their indicators."""
    by_id = {one.id: one for one in indicators}
    return (*COUNTS, *(Measure(one, by_id[one].name, indicator=by_id[one], better="more") for one in RATES))


def columns_of(form: Form, keys: Iterable[str]) -> tuple[int, ...]:
    """The numbers of a form's columns of those keys; KeyError where there is none."""
    by_key = {column.key: column.number for column in form.columns}
    return tuple(by_key[key] for key in keys)


def measured(measures: Sequence[Measure], figures: pd.DataFrame, form: Form, sheet: Form) -> Standing:
    """Every measure of every unit that has it, by measure and unit code.

    `figures` is as in `standing`, `form` the one that counts dossiers, `sheet` the indicator sheet. A unit that gave
    no dossiers has no entry, never 0.
    """
    found = standing(
        [one.indicator for one in measures if one.indicator], figures, {one.code: one for one in (form, sheet)}
    )
    by_unit = sums(figures[figures["form"] == form.code], ["unit_code"])
    for one in measures:
        for (code,), numbers in by_unit.items():
            given = [numbers.get(number) for number in columns_of(form, one.columns)]
            if given and None not in given:
                found[one.id, int(str(code))] = Parts(sum(number or 0 for number in given))
    return found


def added(measure: Measure, parts: Iterable[Parts]) -> Parts:
    """A measure over several units: counts add up, a rate is rebuilt from its parts; nothing known of nobody."""
    every = list(parts)
    if measure.indicator or not every:
        return total(every)
    return Parts(sum(one.numerator or 0 for one in every))


def worth(measure: Measure, parts: Parts) -> Fraction | None:
    """The number itself: a count, or a ratio; None for 0/0 and where nothing is known."""
    if measure.indicator:
        return value(measure.indicator, parts)
    return None if parts.numerator is None else Fraction(parts.numerator)

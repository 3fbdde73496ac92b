"""Holds a period's figures, and those of the year's earlier quarters, against the plans that bind the units."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from flows.intake import forms_of
from flows.plans import plans_for
from kstt.form import Form
from kstt.indicator import SHEET
from kstt.locality import Locality
from kstt.period import Period
from kstt.scoreboard import Scoreboard, Year, score
from kstt.standing import Standing, standing, to_date
from report_templates.definitions import load_indicators

_EARLIER = {"Q1": (), "Q2": ("Q1",), "Q3": ("Q1", "Q2"), "Q4": ("Q1", "Q2", "Q3")}


def scoreboard_for(
    period: Period,
    locality: Locality,
    forms: Sequence[Form],
    figures: pd.DataFrame,
    completion: Standing,
    out: Path,
) -> Scoreboard:
    """The targets of every plan in force, judged; without a plan the units' standing alone.

    `figures` is the frame of flows.figures, `completion` the standing on tasks; earlier quarters are read from their
    folders below `out`.
    """
    plans = plans_for(locality, period.year)
    by_code = {form.code: form for form in forms}
    units = locality.register.valid_on(period.window[1]).units
    now = standing(load_indicators(), figures, by_code[SHEET]) | completion
    return score(plans, load_indicators(), locality, units, _year(period, now, by_code, out), period)


def _year(period: Period, now: Standing, forms: Mapping[str, Form], out: Path) -> Year:
    """The year so far; quarters whose figures are not at hand are lacking, and then nothing is said of the year."""
    earlier = [Period(period.year, part) for part in _EARLIER.get(period.part, ())]
    paths = {quarter: out / str(quarter) / "figures.parquet" for quarter in earlier}
    lacking = tuple(quarter.name for quarter, path in paths.items() if not path.is_file())
    if lacking:
        return Year(now, None, lacking)
    indicators, sheet = load_indicators(), forms[SHEET]
    quarters = [standing(indicators, pd.read_parquet(path), sheet) for path in paths.values()]
    return Year(now, to_date(indicators, [*quarters, now], forms, sheet))


def recorded_scoreboard(period: Period, locality: Locality, out: Path) -> Scoreboard:
    """The scoreboard of the last run of a period, from what it wrote."""
    figures = pd.read_parquet(out / str(period) / "figures.parquet")
    return scoreboard_for(period, locality, forms_of(period), figures, {}, out)

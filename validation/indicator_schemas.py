"""One pandera schema per indicator, made from its definition, over all units that have it.

The frame has one row per unit: unit_code:int64 (unique), numerator:Int64, denominator:Int64, in units of 10**-scale.
"""

from collections.abc import Mapping
from functools import cache

import pandas as pd
import pandera.pandas as pa

from kstt.targets.indicator import Indicator
from kstt.targets.target import Parts

MOST_POINTS = 100


@cache
def schema_for(indicator: Indicator) -> pa.DataFrameSchema:
    """The schema: whole non-negative parts; a share is at most the whole; points within their maximum."""
    checks = []
    if indicator.line.share:
        checks.append(pa.Check(_is_share, error="line.share"))
    most = [pa.Check.le(MOST_POINTS * 10**indicator.line.scale, error="score.over_maximum")]
    numerator = [pa.Check.ge(0, error="cell.negative")] + (most if indicator.unit == "points" else [])
    has_denominator = bool(indicator.denominator_from)
    return pa.DataFrameSchema(
        {
            "unit_code": pa.Column("int64", unique=True),
            "numerator": pa.Column("Int64", numerator, nullable=False),
            "denominator": pa.Column("Int64", pa.Check.ge(0, error="cell.negative"), nullable=not has_denominator),
        },
        checks=checks,
        strict=True,
        name=indicator.id,
        description=indicator.name,
    )


def _is_share(frame: pd.DataFrame) -> "pd.Series[bool]":
    return (frame["numerator"] <= frame["denominator"]).fillna(value=True)


def frame_of(mine: Mapping[int, Parts]) -> pd.DataFrame:
    """The units that have an indicator, by code, as the frame its schema judges."""
    return pd.DataFrame(
        {
            "unit_code": pd.Series(list(mine), dtype="int64"),
            "numerator": pd.array([parts.numerator for parts in mine.values()], dtype="Int64"),
            "denominator": pd.array([parts.denominator for parts in mine.values()], dtype="Int64"),
        }
    )


def broken(indicator: Indicator, mine: Mapping[int, Parts]) -> list[tuple[int, str]]:
    """Units whose parts break the indicator's schema, with the rule; derived parts of judged forms never should.

    `mine` are the units that have the indicator, by code.
    """
    if not mine:
        return []
    frame = frame_of(mine)
    try:
        schema_for(indicator).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as wrong:
        cases = wrong.failure_cases
        found = {(int(at), str(check)) for at, check in zip(cases["index"], cases["check"], strict=True)}
        return [(int(frame["unit_code"].iloc[at]), check) for at, check in sorted(found)]
    return []

"""One pandera schema per form, made from its definition, over the lines of all units at once.

The frame it judges has one row per data line: file:int64, index:int64 (line of the file's form), section:str,
line:str, share:bool, maximum:Int64 (of scores, in units of 10**-scale), and per number column of the form
`c<number>`:Int64 (missing where a unit gave none or where the cell already has a finding, so that rules on it wait) and
`open_<number>`:bool (whether the line takes this number).
"""

from functools import cache

import pandas as pd
import pandera.pandas as pa

from kstt.form import Form
from kstt.identity import Identity
from kstt.spelling import field_key, has_diacritics, plain
from validation.equations import BOUND, SUM

NEGATIVE, DUPLICATE, SHARE, INCOMPLETE = "cell.negative", "line.duplicate", "line.share", "line.incomplete"
OVER = "score.over_maximum"


def name(number: int) -> str:
    """The frame's column for a form's column."""
    return f"c{number}"


@cache
def schema_for(form: Form) -> pa.DataFrameSchema:
    """The schema of a form; each check's `error` is a rule id, followed by what it concerns after a bar."""
    columns = {
        "file": pa.Column("int64"),
        "index": pa.Column("int64"),
        "section": pa.Column(str),
        "line": pa.Column(str),
        "share": pa.Column(bool),
        "maximum": pa.Column("Int64", nullable=True),
        **{name(column.number): _counts() for column in form.numbers},
        **{f"open_{column.number}": pa.Column(bool) for column in form.numbers},
    }
    checks = [_identity(rule) for rule in form.identities]
    checks += [_unique()] if form.lines in ("fields", "indicators", "index", "unit") else []
    checks += [_within(column.number) for column in form.numbers if column.kind == "score"]
    checks += [check for column in form.columns if column.of for check in _ratio(*column.of)]
    return pa.DataFrameSchema(columns, checks=checks, strict=True, name=form.code)


def failures(form: Form, frame: pd.DataFrame) -> list[tuple[str, str, int]]:
    """What fails, lazily over the whole frame: (rule id, what it concerns, row label of the frame), each once."""
    try:
        schema_for(form).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as wrong:
        cases = wrong.failure_cases
        if cases["index"].isna().any():
            raise  # the frame itself is malformed: a fault of ours, never of a unit's file
        cells = [
            (str(check), str(column), int(at))
            for check, column, at in cases[["check", "column", "index"]].itertuples(index=False)
        ]
        return sorted({_case(check, column, at) for check, column, at in cells})
    return []


def _case(check: str, column: str, at: int) -> tuple[str, str, int]:
    rule, bar, concerns = check.partition("|")
    return rule, concerns if bar else column, at


def _counts() -> pa.Column:
    return pa.Column("Int64", pa.Check.ge(0, error=NEGATIVE), nullable=True)


def _identity(rule: Identity) -> pa.Check:
    left, right = name(rule.left), [name(number) for number in rule.right]

    def holds(frame: pd.DataFrame) -> "pd.Series[bool]":
        used = frame[[left, *right]]
        waits = (used.isna() | (used < 0)).any(axis="columns")
        total = frame[right].sum(axis="columns")
        return waits | ((frame[left] == total) if rule.is_sum else (frame[left] <= total)).fillna(value=True)

    kind = SUM if rule.is_sum else BOUND
    return pa.Check(holds, error=f"{kind}|{rule}")


def _unique() -> pa.Check:
    """No line twice, be it typed with a full stop or without diacritics the second time."""

    def holds(frame: pd.DataFrame) -> "pd.Series[bool]":
        places, named = frame[["file", "section"]], [field_key(line) for line in frame["line"]]
        same = places.assign(line=named).duplicated()
        bare = places.assign(line=[plain(line) for line in named])
        plainly = bare.assign(bare=[not has_diacritics(line) for line in frame["line"]])
        either = plainly.groupby(["file", "section", "line"])["bare"].transform("any")
        return ~(same | (bare.duplicated() & either))

    return pa.Check(holds, error=f"{DUPLICATE}|")


def _within(score: int) -> pa.Check:
    def holds(frame: pd.DataFrame) -> "pd.Series[bool]":
        return (frame[name(score)] <= frame["maximum"]).fillna(value=True)

    return pa.Check(holds, error=f"{OVER}|{score}")


def _ratio(numerator: int, denominator: int) -> list[pa.Check]:
    top, bottom = name(numerator), name(denominator)

    def is_share(frame: pd.DataFrame) -> "pd.Series[bool]":
        return ~frame["share"] | (frame[top] <= frame[bottom]).fillna(value=True)

    def complete(frame: pd.DataFrame) -> "pd.Series[bool]":
        both_open = frame[f"open_{numerator}"] & frame[f"open_{denominator}"]
        return ~both_open | (frame[top].isna() == frame[bottom].isna())

    return [
        pa.Check(is_share, error=f"{SHARE}|{numerator}"),
        pa.Check(complete, error=f"{INCOMPLETE}|{numerator}"),
    ]

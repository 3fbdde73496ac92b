"""What a report is made of, whether it was gathered from received files or from the quarters before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from kstt.annex import Annex
from kstt.finding import Finding
from kstt.form import Form
from kstt.provenance import Provenance, ReadOtherwise
from kstt.rows import rows_of


@dataclass(frozen=True, slots=True)
class Gathered:
    """Accepted figures and texts as the frames of flows.figures, and where they come from.

    There is a report only where something `counts`. `quarters` says what a longer period was added up from, as in
    run.json, for whom `nothing_arose` on a form in any of them, and the units whose numbers are `uneven`: do not add up
    over the quarters, as where a backlog was not taken over as it was left. `closed` says since when the period is.
    """

    figures: pd.DataFrame
    texts: pd.DataFrame
    sources: Provenance
    counts: bool
    findings: Sequence[Finding] = ()
    read_otherwise: Sequence[ReadOtherwise] = ()
    quarters: Sequence[dict[str, Any]] = ()
    nothing_arose: frozenset[tuple[int, str]] = frozenset()
    uneven: frozenset[int] = frozenset()
    closed: str = ""
    annex: Annex = field(default_factory=Annex)


Counted = frozenset[tuple[int, str]]
"""Unit codes and the forms of theirs that count."""


def counted_in(gathered: Gathered) -> Counted:
    """Whose forms count in what was gathered; of quarters added up only those on which nothing arose."""
    if gathered.quarters:
        return gathered.nothing_arose
    files = [file for unit in gathered.sources.units for file in unit.files if file.counts]
    return frozenset((file.unit_code, form) for file in files for form in file.forms if file.unit_code)


def silence_in(gathered: Gathered) -> Counted:
    """On which forms of which units nothing arose: they count and have no line at all."""
    heard = {pair for frame in (gathered.figures, gathered.texts) for pair in rows_of(frame, "unit_code", "form")}
    return counted_in(gathered) - heard


def silent_in(record: Mapping[str, Any]) -> Counted:
    """On whose forms nothing arose in any quarter of a longer period, as its run recorded it."""
    return frozenset((int(code), str(form)) for code, form in record.get("nothing_arose", ()))


def doubtful_in(gathered: Gathered) -> set[int | None]:
    """The units whose numbers may make a share impossible: a rule is waived for them, or their quarters are uneven."""
    return {one.unit_code for one in gathered.findings if one.waived} | gathered.uneven


def nothing_arose(counted: Counted, figures: pd.DataFrame, texts: pd.DataFrame, form: str) -> set[int]:
    """The units whose counting file has the form and no line of it: «không phát sinh»."""
    heard = [frame["unit_code"][frame["form"] == form] for frame in (figures, texts)]
    return {code for code, of in counted if of == form}.difference(*heard)


def with_zeros(counted: Counted, figures: pd.DataFrame, texts: pd.DataFrame, forms: Sequence[Form]) -> pd.DataFrame:
    """The figures, and a 0 in every column for units where nothing arose: 0/0 is «không phát sinh», not «chưa có»."""
    zeros = [
        {"unit_code": code, "form": form.code, "line": "", "section": "", "row": 0, "column": column.number, "value": 0}
        for form in forms
        for code in sorted(nothing_arose(counted, figures, texts, form.code))
        for column in form.numbers
    ]
    if not zeros:
        return figures
    rest = {name: 0 if name == "scale" else "" for name in figures.columns if name not in zeros[0]}
    more = pd.DataFrame(zeros).assign(**rest)[figures.columns].astype(figures.dtypes.to_dict())
    return pd.concat([figures, more], ignore_index=True)

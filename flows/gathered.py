"""What a report is made of, whether it was gathered from received files or from the quarters before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kstt.finding import Finding
from kstt.form import Form
from kstt.provenance import Provenance, ReadOtherwise


@dataclass(frozen=True, slots=True)
class Gathered:
    """Accepted figures and texts as the frames of flows.figures, and where they come from.

    There is a report only where something `counts`. `quarters` says what a longer period was added up from, as in
    run.json.
    """

    figures: pd.DataFrame
    texts: pd.DataFrame
    sources: Provenance
    counts: bool
    findings: Sequence[Finding] = ()
    read_otherwise: Sequence[ReadOtherwise] = ()
    quarters: Sequence[dict[str, Any]] = ()


def nothing_arose(gathered: Gathered, form: str) -> set[int]:
    """The units whose counting file has the form and no line of it: «không phát sinh»."""
    files = [file for unit in gathered.sources.units for file in unit.files if file.counts and not gathered.quarters]
    heard = [frame["unit_code"][frame["form"] == form] for frame in (gathered.figures, gathered.texts)]
    return {file.unit_code for file in files if form in file.forms and file.unit_code}.difference(*heard)


def with_zeros(gathered: Gathered, forms: Sequence[Form]) -> pd.DataFrame:
    """The figures, and a 0 in every column for units where nothing arose: 0/0 is «không phát sinh», not «chưa có»."""
    zeros = [
        {"unit_code": code, "form": form.code, "line": "", "section": "", "row": 0, "column": column.number, "value": 0}
        for form in forms
        for code in sorted(nothing_arose(gathered, form.code))
        for column in form.numbers
    ]
    if not zeros:
        return gathered.figures
    rest = {name: 0 if name == "scale" else "" for name in gathered.figures.columns if name not in zeros[0]}
    more = pd.DataFrame(zeros).assign(**rest)[gathered.figures.columns].astype(gathered.figures.dtypes.to_dict())
    return pd.concat([gathered.figures, more], ignore_index=True)

"""What a report is made of, whether it was gathered from received files or from the quarters before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kstt.finding import Finding
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

"""What a report is made of, whether it was gathered from received files or from the quarters before."""

from collections.abc import Callable, Sequence
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


def nothing_arose(gathered: Gathered) -> Callable[[str], set[int]]:
    """For a form's code the units whose counting file has the form and no line of it: «không phát sinh»."""
    files = [file for unit in gathered.sources.units for file in unit.files if file.counts and not gathered.quarters]
    heard = {
        pair
        for frame in (gathered.figures, gathered.texts)
        for pair in zip(frame["unit_code"], frame["form"], strict=True)
    }

    def of(code: str) -> set[int]:
        return {file.unit_code for file in files if code in file.forms and file.unit_code} - {
            u for u, form in heard if form == code
        }

    return of

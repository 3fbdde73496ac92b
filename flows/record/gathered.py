"""What a report is made of, whether it was gathered from received files or from the quarters before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from kstt.annex import Annex
from kstt.finding import Finding
from kstt.provenance import Provenance, ReadOtherwise


@dataclass(frozen=True, slots=True)
class Gathered:
    """Accepted figures and texts as the frames of flows.received.figures, and where they come from.

    There is a report only where something `counts`. `quarters` says what a longer period was added up from, as in
    run.json, for whom `nothing_arose` on a form in any of them, and the units whose numbers are `uneven`: do not add up
    over the quarters, as where a backlog was not taken over as it was left. `doubted` are the units' indicators, by id
    and code, of which a quarter tells what can not be. `closed` says since when the period is.
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
    doubted: frozenset[tuple[str, int]] = frozenset()
    closed: str = ""
    annex: Annex = field(default_factory=Annex)

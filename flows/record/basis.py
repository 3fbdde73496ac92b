"""What a report's numbers are made of, in this run or as an earlier one left it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from flows.record.gathered import Gathered
from flows.record.written import Written
from kstt.rows import rows_of
from kstt.silence import Silent


@dataclass(frozen=True, slots=True)
class Basis:
    """Frames of flows.received.figures, on what nothing arose, and units whose numbers may make a share impossible."""

    figures: pd.DataFrame
    texts: pd.DataFrame
    silent: Silent
    doubtful: frozenset[int]

    @property
    def counted(self) -> frozenset[tuple[int, str]]:
        """The units, by code, and the forms that count."""
        return self.silent | _heard(self.figures, self.texts)


def basis_of(gathered: Gathered) -> Basis:
    """What a run gathered. A rule waived for a unit, or quarters that are uneven, put its shares in doubt."""
    if gathered.quarters:
        counted = gathered.nothing_arose  # of quarters added up, only that is known
    else:
        files = [file for unit in gathered.sources.units for file in unit.files if file.counts]
        counted = frozenset((file.unit_code, form) for file in files for form in file.forms if file.unit_code)
    doubtful = {one.unit_code for one in gathered.findings if one.waived} | gathered.uneven
    return basis_made(gathered.figures, gathered.texts, counted, doubtful)


def basis_kept(written: Written) -> Basis:
    """What an earlier run, or a former issue, was made of."""
    record = written.record
    if "quarters" in record:
        counted = frozenset((int(code), str(form)) for code, form in record.get("nothing_arose", ()))
    else:
        files = [file for file in record["files"].values() if file["counts"] and file["unit_code"]]
        counted = frozenset((file["unit_code"], form) for file in files for form in file["forms"])
    return basis_made(written.figures, written.texts, counted, set(doubtful_units(record)))


def basis_made(figures: pd.DataFrame, texts: pd.DataFrame, counted: Silent, doubtful: Collection[int | None]) -> Basis:
    """What is made of figures and texts where so many units' forms count: on the others of these nothing arose."""
    silent = counted - _heard(figures, texts)
    return Basis(figures, texts, silent, frozenset(code for code in doubtful if code is not None))


def _heard(*frames: pd.DataFrame) -> Silent:
    """The units, by code, and the forms of which frames have something."""
    given = (frame[["unit_code", "form"]].drop_duplicates() for frame in frames)
    return frozenset(pair for frame in given for pair in rows_of(frame, "unit_code", "form"))


def doubtful_units(record: Mapping[str, Any]) -> Iterator[int | None]:
    """The units for which a run let numbers pass that a rule would have stopped, or whose quarters are uneven."""
    yield from record.get("uneven", ())
    for file in record["files"].values():
        if any(one.get("waived") for one in file["findings"]):
            yield file["unit_code"]

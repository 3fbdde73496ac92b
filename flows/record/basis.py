"""What a report's numbers are made of, in this run or as an earlier one left it."""

from dataclasses import dataclass, replace

import pandas as pd

from flows.record.gathered import Gathered
from flows.record.written import Written
from kstt.rows import rows_of
from kstt.silence import Silent


@dataclass(frozen=True, slots=True)
class Basis:
    """Frames of flows.received.figures, on what nothing arose, and what some quarter of a longer period makes doubtful.

    The latter are ids of indicators and codes of units.
    """

    figures: pd.DataFrame
    texts: pd.DataFrame
    silent: Silent
    doubted: frozenset[tuple[str, int]] = frozenset()

    @property
    def counted(self) -> frozenset[tuple[int, str]]:
        """The units, by code, and the forms that count."""
        return self.silent | _heard(self.figures, self.texts)


def basis_of(gathered: Gathered) -> Basis:
    """What a run gathered."""
    if gathered.quarters:
        counted = gathered.nothing_arose  # of quarters added up, only that is known
    else:
        files = [file for unit in gathered.sources.units for file in unit.files if file.counts]
        counted = frozenset((file.unit_code, form) for file in files for form in file.forms if file.unit_code)
    return replace(basis_made(gathered.figures, gathered.texts, counted), doubted=gathered.doubted)


def basis_kept(written: Written) -> Basis:
    """What an earlier run, or a former issue, was made of."""
    record = written.record
    if "quarters" in record:
        counted = frozenset((int(code), str(form)) for code, form in record.get("nothing_arose", ()))
    else:
        files = [file for file in record["files"].values() if file["counts"] and file["unit_code"]]
        counted = frozenset((file["unit_code"], form) for file in files for form in file["forms"])
    doubted = frozenset((str(indicator), int(code)) for code, indicator in record.get("doubted", ()))
    return replace(basis_made(written.figures, written.texts, counted), doubted=doubted)


def basis_made(figures: pd.DataFrame, texts: pd.DataFrame, counted: Silent) -> Basis:
    """What is made of figures and texts where so many units' forms count: on the others of these nothing arose."""
    return Basis(figures, texts, counted - _heard(figures, texts))


def _heard(*frames: pd.DataFrame) -> Silent:
    """The units, by code, and the forms of which frames have something."""
    given = (frame[["unit_code", "form"]].drop_duplicates() for frame in frames)
    return frozenset(pair for frame in given for pair in rows_of(frame, "unit_code", "form"))

"""What a report's numbers are made of, in this run or as an earlier one left it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from flows.gathered import Gathered
from flows.written import Written
from kstt.form import Form
from kstt.rows import rows_of

Silent = frozenset[tuple[int, str]]
"""Unit codes and the forms on which nothing arose: they count and have no line at all («không phát sinh»)."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The frames of flows.figures, on what nothing arose, and the units whose numbers may make a share impossible."""

    figures: pd.DataFrame
    texts: pd.DataFrame
    silent: Silent
    doubtful: frozenset[int | None]

    def silent_on(self, form: str) -> frozenset[int]:
        """The units, by code, that reported on a form that nothing arose."""
        return frozenset(code for code, of in self.silent if of == form)

    def with_zeros(self, forms: Sequence[Form]) -> pd.DataFrame:
        """The figures, and a 0 in every column where nothing arose: 0/0 is «không phát sinh», not «chưa có»."""
        figures = self.figures
        zeros = [
            {"unit_code": code, "form": form.code, "line": "", "section": "", "row": 0, "column": column.number}
            for form in forms
            for code in sorted(self.silent_on(form.code))
            for column in form.numbers
        ]
        if not zeros:
            return figures
        rest = {name: 0 if name in ("value", "scale") else "" for name in figures.columns if name not in zeros[0]}
        more = pd.DataFrame(zeros).assign(**rest)[figures.columns].astype(figures.dtypes.to_dict())
        return pd.concat([figures, more], ignore_index=True)


def basis_of(gathered: Gathered) -> Basis:
    """What a run gathered. A rule waived for a unit, or quarters that are uneven, put its shares in doubt."""
    if gathered.quarters:
        counted = gathered.nothing_arose  # of quarters added up, only that is known
    else:
        files = [file for unit in gathered.sources.units for file in unit.files if file.counts]
        counted = frozenset((file.unit_code, form) for file in files for form in file.forms if file.unit_code)
    doubtful = {one.unit_code for one in gathered.findings if one.waived} | gathered.uneven
    return _basis(gathered.figures, gathered.texts, counted, doubtful)


def basis_kept(written: Written) -> Basis:
    """What an earlier run, or a former issue, was made of."""
    record = written.record
    if "quarters" in record:
        counted = frozenset((int(code), str(form)) for code, form in record.get("nothing_arose", ()))
    else:
        files = [file for file in record["files"].values() if file["counts"] and file["unit_code"]]
        counted = frozenset((file["unit_code"], form) for file in files for form in file["forms"])
    return _basis(written.figures, written.texts, counted, set(doubtful_units(record)))


def _basis(figures: pd.DataFrame, texts: pd.DataFrame, counted: Silent, doubtful: set[int | None]) -> Basis:
    heard = {pair for frame in (figures, texts) for pair in rows_of(frame, "unit_code", "form")}
    return Basis(figures, texts, counted - heard, frozenset(doubtful))


def doubtful_units(record: Mapping[str, Any]) -> Iterator[int | None]:
    """The units for which a run let numbers pass that a rule would have stopped, or whose quarters are uneven."""
    yield from record.get("uneven", ())
    for file in record["files"].values():
        if any(one.get("waived") for one in file["findings"]):
            yield file["unit_code"]

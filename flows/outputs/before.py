"""The year's quarters before a quarter, as their runs left them: read once for all that tells of the year."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.earlier.former import in_office, quarter_of
from flows.earlier.periods import as_told
from flows.record.request import Request
from flows.record.written import Written, left
from kstt.form import Form
from kstt.lineage.chains import as_of
from kstt.lineage.remap import remapped
from kstt.locality import Locality
from kstt.period import Period
from kstt.span import Quarter


@dataclass(frozen=True, slots=True)
class Before:
    """The quarters at hand, why others are not, in Vietnamese, and what the task sheets of the former said.

    The task sheets are told by the units of the period that looks back; they have no figures.
    """

    kept: Mapping[Period, Written]
    lacking: Mapping[Period, str]
    tasks: Sequence[Quarter]

    @property
    def quarters(self) -> tuple[Period, ...]:
        """Those at hand, in the order of time."""
        return tuple(self.kept)


def quarters_before(period: Period, locality: Locality, forms: Sequence[Form], out: Path) -> Before:
    """The earlier quarters of a quarter's year, in their folders below `out`; a longer period has none."""
    found = {quarter: left(out / str(quarter), locality.id) for quarter in _quarters(period, locality)}
    return _before(found, period, locality, forms)


def quarters_then(
    request: Request, locality: Locality, forms: Sequence[Form], record: Mapping[str, Any]
) -> Before | None:
    """The same as a former issue told of them, by its `record`; None where one of them is not kept as it was then."""
    quarters = _quarters(request.period, locality)
    found = {quarter: told for quarter in quarters if (told := as_told(request, record, quarter, forms)) is not None}
    return _before(found, request.period, locality, forms) if len(found) == len(quarters) else None


def _quarters(period: Period, locality: Locality) -> tuple[Period, ...]:
    return in_office(locality, () if period.quarters else period.so_far.quarters[:-1])


def _before(found: Mapping[Period, Written | str], period: Period, locality: Locality, forms: Sequence[Form]) -> Before:
    kept = {quarter: told for quarter, told in found.items() if isinstance(told, Written)}
    lacking = {quarter: told for quarter, told in found.items() if isinstance(told, str)}
    return Before(kept, lacking, list(_task_sheets(kept, period, locality, forms)))


def _task_sheets(
    kept: Mapping[Period, Written], period: Period, locality: Locality, forms: Sequence[Form]
) -> Iterator[Quarter]:
    view = as_of(locality.register, period.window[1], [one.window[1] for one in (*kept, period)])
    sheets = {form.code for form in forms if form.lines == "tasks"}
    for one in kept.items():
        told = quarter_of(*one, forms)
        texts, pairs = told.texts[told.texts["form"].isin(sheets)], {pair for pair in told.forms if pair[1] in sheets}
        yield remapped(Quarter(told.period, told.figures.iloc[:0], texts, frozenset(pairs)), view, forms)

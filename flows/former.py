"""Earlier quarters as their runs left them, as reported and by the units of a later day: for trends and comparisons."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from flows.agenda import agenda_of
from flows.contract import FRAMES, read_run
from flows.intake import forms_of
from kstt.form import Form
from kstt.lineage import AsOf, as_of
from kstt.locality import Locality
from kstt.period import Period, before, parse
from kstt.remap import remapped
from kstt.span import Quarter
from kstt.unit import Register


@dataclass(frozen=True)
class FormerQuarter:
    """A quarter in both views. The figures have the columns of flows.figures.

    `reported` is by the units that existed then, `mapped` by `view.units`, where several rows may share unit, form,
    line and column: add them. A unit has figures of a form in `mapped` only where all its predecessors gave the form.
    A block of `view.blocks` stands for units that can not be told apart before their split.
    """

    period: Period
    forms: tuple[Form, ...]
    reported: Quarter
    mapped: Quarter
    view: AsOf

    def origins(self, code: int) -> tuple[int, ...]:
        """The codes of those whose figures are those of a unit, or block, of the view."""
        return self.view.origins(self.period.window[1]).get(code, ())

    def lacking(self, code: int, form: str) -> tuple[int, ...]:
        """Those of them whose form did not count, so that the unit has no figures of it."""
        return tuple(one for one in self.origins(code) if (one, form) not in self.reported.forms)


def former_quarters(out: Path, locality: Locality, period: Period, number: int) -> tuple[FormerQuarter, ...]:
    """The up to `number` quarters before a period that were run for the locality, the oldest first.

    They are mapped to the units of the period's last day. A quarter that was not run is not there: look at `period`.
    """
    periods, one = list[Period](), period
    for _ in range(number):
        one = before(one)
        periods.append(one)
    return tuple(_former(out, locality, reversed(periods), period.window[1]))


def latest_quarters(out: Path, locality: Locality, number: int, when: date | None) -> tuple[FormerQuarter, ...]:
    """The last `number` quarters run for the locality that ended by a day, mapped to it, the oldest first.

    Without a day they are the very last ones, mapped to the end of the last.
    """
    known = sorted(one for folder in out.glob("*-Q?") if (one := _period(folder.name)))
    own = [one for one in known if _run(out, locality, one) and (when is None or one.window[1] <= when)]
    if not own or number < 1:
        return ()
    return tuple(_former(out, locality, own[-number:], when or own[-1].window[1]))


def _period(name: str) -> Period | None:
    try:
        return parse(name)
    except ValueError:
        return None


def _former(out: Path, locality: Locality, periods: Iterable[Period], when: date) -> Iterator[FormerQuarter]:
    for period in periods:
        if record := _run(out, locality, period):
            reported = quarter_of(out / str(period), period, record)
            forms = forms_of(period, agenda_of(locality.id, period.year).lines)
            view = as_of(locality.register, when, [period.window[1]])
            yield FormerQuarter(period, forms, reported, remapped(reported, view, forms), view)


def _run(out: Path, locality: Locality, period: Period) -> dict[str, Any] | None:
    folder = out / str(period)
    record = read_run(folder)
    whole = all((folder / name).is_file() for name in FRAMES)
    return record if record and record["locality"] == locality.id and whole else None


def as_added_up(locality: Locality, view: AsOf) -> Locality:
    """The locality as a longer period tells it: with blocks in place of units that can not be told apart."""
    return replace(locality, register=Register(view.units))


def view_of(locality: Locality, period: Period) -> AsOf:
    """The map of a longer period's last day for its quarters."""
    return as_of(locality.register, period.window[1], [one.window[1] for one in period.quarters])


def quarter_of(folder: Path, period: Period, record: Mapping[str, Any]) -> Quarter:
    """What a run left in its folder, by its record."""
    counting: Sequence[Mapping[str, Any]] = [file for file in record["files"].values() if file["counts"]]
    forms = frozenset((file["unit_code"], form) for file in counting for form in file["forms"])
    figures, texts = (pd.read_parquet(folder / name) for name in FRAMES)
    return Quarter(period, figures, texts, forms)

"""Earlier quarters as their runs left them, as reported and by the units of a later day: for trends and comparisons."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from flows.locality.agenda import agenda_of
from flows.received.intake import forms_of
from flows.record.written import Written, left
from kstt.form import Form
from kstt.lineage.chains import AsOf, as_of
from kstt.lineage.remap import remapped
from kstt.locality import Locality
from kstt.mention import parse
from kstt.period import Period
from kstt.span import Quarter
from kstt.unit import Register
from kstt.versions import moved, renumbered, unasked


@dataclass(frozen=True)
class FormerQuarter:
    """A quarter in both views. The figures have the columns of flows.received.figures.

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


def latest_quarters(out: Path, locality: Locality, number: int, when: date | None) -> tuple[FormerQuarter, ...]:
    """The last `number` quarters at hand for the locality that ended by a day, mapped to it, the oldest first.

    Without a day they are the very last ones, mapped to the end of the last.
    """
    known = sorted(one for folder in out.glob("*-Q?") if (one := _period(folder.name)))
    found = list(_at_hand(out, locality, (one for one in known if when is None or one.window[1] <= when)))
    if not found or number < 1:
        return ()
    return tuple(_mapped(locality, found[-number:], when or found[-1][0].window[1]))


def _period(name: str) -> Period | None:
    try:
        return parse(name)
    except ValueError:
        return None


def _at_hand(out: Path, locality: Locality, periods: Iterable[Period]) -> Iterator[tuple[Period, Written]]:
    for period in periods:
        told = left(out / str(period), locality.id)
        if isinstance(told, Written):
            yield period, told


def _mapped(locality: Locality, found: Iterable[tuple[Period, Written]], when: date) -> Iterator[FormerQuarter]:
    for period, written in found:
        forms = forms_of(period, agenda_of(locality.id, period.year).lines)
        reported = quarter_of(period, written, forms)
        view = as_of(locality.register, when, [period.window[1]])
        yield FormerQuarter(period, forms, reported, remapped(reported, view, forms), view)


def as_added_up(locality: Locality, view: AsOf) -> Locality:
    """The locality as a longer period tells it: with blocks in place of units that can not be told apart.

    Units of other days stay registered, and so do those the blocks stand for: a plan, a waiver and an earlier quarter
    still name them.
    """
    here = {unit.code for unit in view.units} | {member.code for block in view.blocks for member in block.members}
    every = locality.register.units
    gone = (unit for unit in every if unit.code not in here)
    within = (unit for unit in every if unit.code in here and unit not in view.units)
    return replace(locality, register=Register((*view.units, *gone), tuple(within)), blocks=view.blocks)


def as_recorded(locality: Locality, period: Period, record: Mapping[str, Any]) -> Locality:
    """The locality, with all its units of all days, as the `record` of a run tells it."""
    return as_added_up(locality, view_of(locality, period)) if "quarters" in record else locality


def in_office(locality: Locality, quarters: Iterable[Period]) -> tuple[Period, ...]:
    """The quarters at whose end the locality had units at all: before it was founded nothing was to be reported."""
    return tuple(one for one in quarters if len(locality.register.valid_on(one.window[1])))


def view_of(locality: Locality, period: Period) -> AsOf:
    """The map of a longer period's last day for its quarters."""
    return as_of(locality.register, period.window[1], [one.window[1] for one in period.quarters])


def quarter_of(period: Period, written: Written, forms: Sequence[Form]) -> Quarter:
    """What a run left, with the forms that counted by unit, told by `forms`: other versions may have been in force."""
    counting: Sequence[Mapping[str, Any]] = [file for file in written.record["files"].values() if file["counts"]]
    pairs = frozenset((file["unit_code"], form) for file in counting for form in file["forms"])
    told, places = by_forms(period, written, forms), moved(forms_of(period), forms)
    return Quarter(period, told.figures, told.texts, pairs, unasked=unasked(forms, places))


def by_forms(period: Period, written: Written, forms: Sequence[Form]) -> Written:
    """What a run of a period left by the column numbers of `forms`, whichever versions were in force then."""
    places = moved(forms_of(period), forms)
    figures, texts = (renumbered(frame, places) for frame in (written.figures, written.texts))
    return replace(written, figures=figures, texts=texts)

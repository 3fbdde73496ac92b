"""Holds a period's figures, and those of the year's earlier quarters, against the plans that bind the units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from flows.earlier.adding import one_period
from flows.earlier.former import quarter_of
from flows.locality.agenda import Agenda
from flows.outputs.before import Before
from flows.outputs.boards import tasks_so_far
from flows.record.basis import Basis
from kstt.form import Form
from kstt.lineage.chains import AsOf, as_of
from kstt.locality import Locality
from kstt.period import Period
from kstt.silence import with_zeros
from kstt.span import Quarter
from kstt.targets.scoreboard import Scoreboard, score
from kstt.targets.sound import above_whole, unsound
from kstt.targets.standing import Key, Standing, of_each, standing
from kstt.targets.year import Year
from report_templates.definitions import load_indicators


@dataclass(frozen=True, slots=True)
class Stood:
    """How units stand by their numbers, and what is not told of them: they gave numbers, but these do not agree."""

    known: Standing
    unsound: frozenset[Key]


def scoreboard_for(
    period: Period,
    locality: Locality,
    agenda: Agenda,
    forms: Sequence[Form],
    basis: Basis,
    now: Stood,
    earlier: Before,
) -> Scoreboard:
    """The targets of every plan in force, judged; without a plan the units' standing alone.

    `basis` is the period's, and `now` is how the units stand by it.
    """
    units = locality.register.valid_on(period.window[1]).units
    year = year_so_far(period, locality, agenda, forms, basis, now, earlier)
    return score(agenda.plans, load_indicators(), locality, units, year, period)


def doubted(known: Standing, figures: pd.DataFrame, forms: Mapping[str, Form]) -> set[Key]:
    """What can not be told of units though they gave the numbers; of each by itself.

    A rule waived, withdrawn or on trial lets numbers pass that do not add up, and so may quarters: of a whole that is
    not the sum of its parts, and of a share above the whole, nothing is judged. `known` stands by the `figures`.
    """
    wrong = unsound(load_indicators(), figures, forms)
    found = {(indicator, code) for indicator, codes in wrong.items() for code in codes}
    return found.union(above_whole(load_indicators(), known))


def stood(forms: Sequence[Form], basis: Basis, tasks: Standing | None = None) -> Stood:
    """How the units stand in a period, on their tasks too."""
    figures, by_code = with_zeros(basis.figures, basis.silent, forms), {form.code: form for form in forms}
    known = standing(load_indicators(), figures, by_code)
    wrong = doubted(known, figures, by_code)
    wrong |= basis.doubted
    wrong |= {at for at, parts in known.items() if parts.numerator and parts.denominator == 0}
    told = {at: parts for at, parts in known.items() if at not in wrong}
    return Stood(told | (tasks or {}), frozenset(wrong.intersection(known)))


def hold(now: Standing) -> None:
    """Every indicator within its schema. Figures were judged cell by cell before: a break is a fault of ours."""
    from validation.indicator_schemas import broken

    each = of_each(now)
    for indicator in load_indicators():
        if wrong := broken(indicator, each.get(indicator.id, {})):
            raise RuntimeError(f"{indicator.id}: {wrong}")


def year_so_far(
    period: Period,
    locality: Locality,
    agenda: Agenda,
    forms: Sequence[Form],
    basis: Basis,
    now: Stood,
    earlier: Before,
) -> Year:
    """The year so far; quarters whose figures are not at hand are lacking, and then nothing is said of the year.

    It is what the report of a longer period would say that ends as the period does: quarters are added up alike, and
    the tasks of the agenda are judged alike.
    """
    if earlier.lacking:
        return Year(now.known, None, tuple(quarter.phrase for quarter in earlier.lacking), unsound=now.unsound)
    if not earlier.kept:
        return Year(now.known, now.known, unsound=now.unsound)
    view = as_of(locality.register, period.window[1], [one.window[1] for one in (*earlier.kept, period)])
    itself = Quarter(period, basis.figures, basis.texts, basis.counted)
    whole = _added([*(quarter_of(*one, forms) for one in earlier.kept.items()), itself], view, forms, locality)
    so_far = stood(forms, whole)
    known = so_far.known | tasks_so_far(period, locality, agenda, forms, basis.texts, earlier)
    return Year(now.known, known, (), view.blocks, now.unsound, so_far.unsound)


def _added(quarters: Sequence[Quarter], view: AsOf, forms: Sequence[Form], locality: Locality) -> Basis:
    """The quarters added up, as the report of a longer period adds them."""
    added, _ = one_period(quarters, view, forms, locality)
    return Basis(added.figures, added.texts, added.nothing_arose, frozenset(added.above_whole))

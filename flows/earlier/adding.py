"""Quarters as one period: by the units of its last day, those founded since counting from their first quarter on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from flows.locality.naming import namer
from flows.received.figures import FIGURES, TEXTS
from kstt.form import Form
from kstt.lineage.chains import AsOf
from kstt.lineage.founding import begun, not_yet
from kstt.lineage.remap import remapped
from kstt.locality import Locality
from kstt.period import Period
from kstt.span import Quarter, Sum, add_up
from kstt.targets.sound import above_whole, lasting
from kstt.targets.standing import Key, standing
from report_templates.definitions import load_indicators


def one_period(
    quarters: Sequence[Quarter], view: AsOf, forms: Sequence[Form], locality: Locality
) -> tuple[Sum, Mapping[int, Period]]:
    """The quarters, in order, added up by the units of the `view`; and from which quarter on newcomers count, by code.

    The frames of the quarters and of the sum have the columns of flows.received.figures.
    """
    of_today = [remapped(one, view, forms) for one in quarters]
    since = begun(view, forms, {one.period: one.figures for one in of_today})
    of_today = [replace(one, not_yet=not_yet(since, one.period)) for one in of_today]
    added = add_up(forms, of_today, view.names, namer(locality))
    figures = added.figures[list(FIGURES)].astype(FIGURES)
    texts = added.texts[[name if name != "value" else "text" for name in TEXTS]]
    return replace(added, figures=figures, texts=texts, above_whole=_above_whole(quarters, view, forms)), since


def _above_whole(quarters: Sequence[Quarter], view: AsOf, forms: Sequence[Form]) -> Mapping[Key, tuple[Period, ...]]:
    """The shares of units of the `view` that are more than their whole in some quarter, and in which.

    A rule waived, withdrawn or on trial lets that pass. What another quarter, or another predecessor, has too little
    makes up for it in the sum; it does not make it right, and nothing is told of the sum.
    """
    found: dict[Key, list[Period]] = {}
    for quarter in quarters:
        for at in dict.fromkeys(_above_in(quarter, view, {form.code: form for form in forms})):
            found.setdefault(at, []).append(quarter.period)
    return {at: tuple(periods) for at, periods in found.items()}


def _above_in(quarter: Quarter, view: AsOf, forms: Mapping[str, Form]) -> Iterator[Key]:
    shares = [one for one in load_indicators() if one.line.share and lasting(one, forms)]
    heirs = view.heirs[quarter.period.window[1]]
    for indicator, code in above_whole(shares, standing(shares, quarter.figures, forms)):
        yield from ((indicator, heir) for heir, _ in heirs.get(code, ()))

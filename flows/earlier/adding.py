"""Quarters as one period: by the units of its last day, those founded since counting from their first quarter on."""

from collections.abc import Mapping, Sequence
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


def one_period(
    quarters: Sequence[Quarter], view: AsOf, forms: Sequence[Form], locality: Locality
) -> tuple[Sum, Mapping[int, Period]]:
    """The quarters, in order, added up by the units of the `view`; and from which quarter on newcomers count, by code.

    The frames of the quarters and of the sum have the columns of flows.received.figures.
    """
    of_today = [remapped(one, view, forms) for one in quarters]
    since = begun(view, forms, {one.period: one.figures for one in of_today})
    of_today = [replace(one, not_yet=not_yet(since, one.period)) for one in of_today]
    added = add_up(forms, of_today, {unit.code: unit.name for unit in view.units}, namer(locality))
    figures = added.figures[list(FIGURES)].astype(FIGURES)
    texts = added.texts[[name if name != "value" else "text" for name in TEXTS]]
    return replace(added, figures=figures, texts=texts), since

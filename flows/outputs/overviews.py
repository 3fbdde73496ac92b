"""The overview of a run: what was gathered, and what earlier runs left in the folder of outputs."""

from collections.abc import Iterator, Mapping
from datetime import date

from flows.earlier.periods import earlier_periods
from flows.locality.agenda import agenda_of
from flows.locality.naming import namer
from flows.received.intake import forms_of
from flows.record.basis import Basis, basis_kept, basis_made, basis_of
from flows.record.gathered import Gathered
from flows.record.request import Request
from flows.record.written import Written, left
from kstt.form import Form
from kstt.lineage.chains import as_of
from kstt.lineage.remap import told_whole
from kstt.locality import Locality
from kstt.overview.known import Known
from kstt.overview.measure import DOSSIERS
from kstt.overview.model import Overview, overview
from kstt.overview.trend import Former
from kstt.period import Period
from kstt.span import Quarter
from kstt.targets.indicator import SHEET
from kstt.targets.scoreboard import Scoreboard
from report_templates.definitions import load_indicators

_MEASURED = (DOSSIERS, SHEET)


def overview_of(
    request: Request, locality: Locality, forms: tuple[Form, ...], gathered: Gathered, scoreboard: Scoreboard
) -> Overview:
    """Everything an overview shows of a run about to be written; earlier quarters are read below `request.out`."""
    told = dict(_earlier(request))
    left_by = {period: one for period, one in told.items() if isinstance(one, Written)}
    bases = {period: basis_kept(one) for period, one in left_by.items()}
    return overview(
        Known(
            period=request.period,
            locality=locality,
            units=locality.register.valid_on(request.period.window[1]).units,
            forms=forms,
            indicators=load_indicators(),
            name=namer(locality),
            figures=gathered.figures,
            texts=gathered.texts,
            sources=gathered.sources,
            findings=gathered.findings,
            scoreboard=scoreboard,
            silent=basis_of(gathered).silent,
            former={
                period: Former(one.figures, int(left_by[period].record["coverage"]["units"]), one.silent)
                for period, one in bases.items()
            },
            retold=dict(_retold(bases, locality, request.period.window[1])),
            lacking={period: one for period, one in told.items() if isinstance(one, str)},
            added_up=bool(gathered.quarters),
        )
    )


def _earlier(request: Request) -> Iterator[tuple[Period, Written | str]]:
    """Every period the overview compares with: what its run left, or in Vietnamese why that is not at hand."""
    for period in earlier_periods(request.period):
        yield period, left(request.out / str(period), request.locality)


def _retold(bases: Mapping[Period, Basis], locality: Locality, when: date) -> Iterator[tuple[Period, Former]]:
    """The periods since which units merged or were split, by the units of a day."""
    for period, basis in bases.items():
        view = as_of(locality.register, when, [period.window[1]])
        forms = [one for one in forms_of(period, agenda_of(locality.id, period.year).lines) if one.code in _MEASURED]
        reported = Quarter(period, basis.figures, basis.texts, basis.counted)
        if (now := told_whole(reported, view, forms)) is not reported:
            units = len(view.undivided(period.window[1]))
            silent = basis_made(now.figures, now.texts, now.forms).silent
            yield period, Former(now.figures, units, silent)

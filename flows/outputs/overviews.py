"""The overview of a run: what was gathered, and what earlier runs left in the folder of outputs."""

from collections.abc import Iterator

from flows.earlier.periods import earlier_periods
from flows.locality.naming import namer
from flows.record.basis import basis_kept, basis_of
from flows.record.gathered import Gathered
from flows.record.request import Request
from flows.record.written import Written, left
from kstt.form import Form
from kstt.locality import Locality
from kstt.overview.known import Known
from kstt.overview.model import Overview, overview
from kstt.overview.trend import Former
from kstt.period import Period
from kstt.targets.scoreboard import Scoreboard
from report_templates.definitions import load_indicators


def overview_of(
    request: Request, locality: Locality, forms: tuple[Form, ...], gathered: Gathered, scoreboard: Scoreboard
) -> Overview:
    """Everything an overview shows of a run about to be written; earlier quarters are read below `request.out`."""
    told = dict(_earlier(request))
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
            former={period: one for period, one in told.items() if isinstance(one, Former)},
            lacking={period: one for period, one in told.items() if isinstance(one, str)},
            added_up=bool(gathered.quarters),
        )
    )


def _earlier(request: Request) -> Iterator[tuple[Period, Former | str]]:
    """Every period the overview compares with: its figures, or in Vietnamese why they are not at hand."""
    for period in earlier_periods(request.period):
        told = left(request.out / str(period), request.locality)
        yield period, told if isinstance(told, str) else _former(told)


def _former(told: Written) -> Former:
    return Former(told.figures, int(told.record["coverage"]["units"]), basis_kept(told).silent)

"""The overview of a run: what was gathered, and what earlier runs left in the folder of outputs."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from flows.earlier.former import as_recorded, by_forms
from flows.earlier.periods import earlier_periods
from flows.locality.localities import load_locality
from flows.locality.naming import namer
from flows.record.basis import Basis, basis_kept, basis_made, basis_of
from flows.record.gathered import Gathered
from flows.record.request import Request
from flows.record.showing import Record
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
from kstt.unit import Register
from report_templates.definitions import load_indicators

_MEASURED = (DOSSIERS, SHEET)


def overview_of(
    request: Request, locality: Locality, forms: tuple[Form, ...], gathered: Gathered, scoreboard: Scoreboard
) -> Overview:
    """Everything an overview shows of a run about to be written; earlier quarters are read below `request.out`."""
    told = dict(_earlier(request))
    units = locality.register.valid_on(request.period.window[1]).units
    every = load_locality(locality.id)  # a longer period's has blocks in place of their members
    left_by = {period: one for period, one in told.items() if isinstance(one, Written)}
    bases = {period: basis_kept(by_forms(period, one, forms)) for period, one in left_by.items()}
    return overview(
        Known(
            period=request.period,
            locality=locality,
            units=units,
            forms=forms,
            indicators=load_indicators(),
            name=namer(locality),
            figures=gathered.figures,
            texts=gathered.texts,
            sources=gathered.sources,
            findings=gathered.findings,
            scoreboard=scoreboard,
            silent=basis_of(gathered).silent,
            former={period: _former(one, period, left_by[period].record, every) for period, one in bases.items()},
            retold=dict(_retold(request, bases, every.register, {unit.code for unit in units}, forms)),
            lacking={period: one for period, one in told.items() if isinstance(one, str)},
            added_up=bool(gathered.quarters),
        )
    )


def _earlier(request: Request) -> Iterator[tuple[Period, Written | str]]:
    """Every period the overview compares with: what its run left, or in Vietnamese why that is not at hand."""
    for period in earlier_periods(request.period):
        yield period, left(request.out / str(period), request.locality)


def _former(basis: Basis, period: Period, record: Record, locality: Locality) -> Former:
    blocks = as_recorded(locality, period, record).blocks
    return Former(basis.figures, int(record["coverage"]["units"]), basis.silent, blocks)


def _retold(
    request: Request,
    bases: Mapping[Period, Basis],
    register: Register,
    units: Collection[int],
    forms: Sequence[Form],
) -> Iterator[tuple[Period, Former]]:
    """The periods since which units merged or were split, by the `units` of the request, given by their codes."""
    measured = [one for one in forms if one.code in _MEASURED]
    within = [quarter.window[1] for quarter in request.period.quarters]  # blocks are those of the whole period
    for period, basis in bases.items():
        day = period.window[1]
        view = as_of(register, request.period.window[1], {day, *within})
        reported = Quarter(period, basis.figures, basis.texts, basis.counted)
        whole = view.undivided(day).intersection(units)
        if (now := told_whole(reported, view, measured, whole)) is not reported:
            silent = basis_made(now.figures, now.texts, now.forms).silent
            yield period, Former(now.figures, len(whole), silent)

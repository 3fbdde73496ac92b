"""The earlier periods a report tells of: the year so far, the trend and comparisons with the time before."""

from collections.abc import Sequence

import pandas as pd

from flows.contract import read_run
from flows.figures import fingerprint_of
from flows.hashes import Hash, hashes_of
from flows.request import Request
from flows.written import Written, left
from kstt.form import Form
from kstt.locality import Locality
from kstt.period import Period
from kstt.trend import trend_quarters

EARLIER = "Số liệu đã lập"


def earlier_periods(period: Period) -> tuple[Period, ...]:
    """Every earlier period a report of this one tells of, the earliest first; of a longer one its own quarters too."""
    year_ago = Period(period.year - 1, period.part)
    return tuple(sorted({*trend_quarters(period), year_ago} - {period}))


def lists_of(request: Request, locality: Locality, forms: Sequence[Form]) -> tuple[Hash, ...]:
    """All that a report depends on besides what was received: see flows.hashes, and the figures of earlier periods.

    Those stand there whichever files they were read from, as far as they are at hand: others make another report.
    """
    found = {period: left(request.out / str(period), locality.id) for period in earlier_periods(request.period)}
    earlier = [
        (EARLIER, period.name, _hash(told.figures)) for period, told in found.items() if isinstance(told, Written)
    ]
    return (*hashes_of(locality, forms), *earlier)


def outdated(request: Request, figures: pd.DataFrame) -> str:
    """Which periods in the folder of outputs tell of this one and were made from other figures, in Vietnamese."""
    records = {path.name: read_run(path) for path in sorted(request.out.iterdir()) if path.is_dir()}
    mine, now = request.period.name, _hash(figures)
    old = [
        period
        for period, record in records.items()
        if record
        and record["locality"] == request.locality
        and any((one["what"], one["name"]) == (EARLIER, mine) and one["hash"] != now for one in record["hashes"])
    ]
    return f" Đã lập từ số liệu cũ của kỳ này, cần chạy lại: {', '.join(old)}." if old else ""


def _hash(figures: pd.DataFrame) -> str:
    return fingerprint_of(figures, "value", "scale")[:16]

"""The earlier periods a report tells of: the year so far, the trend and comparisons with the time before."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flows.received.figures import fingerprint_of
from flows.record.basis import Basis, basis_kept
from flows.record.contract import RECORD
from flows.record.hashes import Hash, hashes_of
from flows.record.read_back import read_run
from flows.record.request import Request, issue_folder
from flows.record.written import Written, left, unusable
from kstt.form import Form
from kstt.locality import Locality
from kstt.mention import parse
from kstt.overview.trend import trend_quarters
from kstt.period import Period, in_order

EARLIER = "Số liệu đã lập"
_UNUSABLE = "không dùng được: "


def earlier_periods(period: Period) -> tuple[Period, ...]:
    """Every earlier period a report of this one tells of, the earliest first; of a longer one its own quarters too."""
    return tuple(sorted({*trend_quarters(period), period.year_ago} - {period}))


def lists_of(request: Request, locality: Locality, forms: Sequence[Form]) -> tuple[Hash, ...]:
    """All a report depends on besides what was received: see flows.record.hashes, and the figures of earlier periods.

    Those stand there whichever files they were read from, as far as they are at hand: others make another report. Of
    figures that are there and can not be used the reason stands there, for nothing was compared with them.
    """
    return (*hashes_of(locality, forms, request.period.year), *_earlier(request, locality, forms))


def _earlier(request: Request, locality: Locality, forms: Sequence[Form]) -> Iterator[Hash]:
    for period in earlier_periods(request.period):
        told = left(folder := request.out / str(period), locality.id)
        if isinstance(told, Written):
            yield EARLIER, period.name, _hash(basis_kept(told), forms)
        elif (folder / RECORD).is_file() and unusable(folder):
            yield EARLIER, period.name, f"{_UNUSABLE}{told}"


def outdated(request: Request, basis: Basis, forms: Sequence[Form], *, draft: bool) -> str:
    """Which periods in the folder of outputs tell of this one and were made from other figures, or none, in Vietnamese.

    They stand in the order they are to be run in. A `draft` makes nothing old: others tell of what was issued.
    """
    if draft or not basis.counted:
        return ""
    telling = ((period, record) for period, record in _made(request) if request.period in earlier_periods(period))
    made = dict(sorted(telling, key=lambda one: in_order(one[0])))
    then = {str(period): _told_of(request.period, record) for period, record in made.items()}
    old = ", ".join(period for period, told in then.items() if told not in ("", _hash(basis, forms)))
    without = ", ".join(period for period, told in then.items() if not told)
    return (f" Đã lập từ số liệu cũ của kỳ này, cần chạy lại: {old}." if old else "") + (
        f" Đã lập khi kỳ này chưa có số liệu: {without}; chạy lại để báo cáo có kỳ này." if without else ""
    )


def as_told(request: Request, record: Mapping[str, Any], period: Period, forms: Sequence[Form]) -> Written | str | None:
    """An earlier period's figures as a report of the request's period was made from them, by its `record`.

    In Vietnamese why that report had none; None where they are no longer the last ones and not kept either.
    """
    made_from = _told_of(period, record)
    if not made_from or made_from.startswith(_UNUSABLE):
        return made_from or "khi đó chưa có số liệu"
    kept = issue_folder(request.out, request.locality, str(period), 1).parent
    issues = sorted((one for one in kept.glob("*") if one.name.isdecimal()), key=lambda one: int(one.name))
    for folder in (request.out / str(period), *reversed(issues)):
        told = left(folder, request.locality)
        if isinstance(told, Written) and _hash(basis_kept(told), forms) == made_from:
            return told
    return None


def _made(request: Request) -> Iterator[tuple[Period, dict[str, Any]]]:
    """The periods of the request's locality in its folder of outputs, with their records."""
    for path in sorted(request.out.iterdir()):
        record = read_run(path) if path.is_dir() else None
        if record and record["locality"] == request.locality:
            yield parse(record["period"]), record


def _told_of(period: Period, record: Mapping[str, Any]) -> str:
    """The hash of a period's figures in the record of another that tells of it; empty where it had none."""
    hashes = (one["hash"] for one in record["hashes"] if (one["what"], one["name"]) == (EARLIER, period.name))
    return next(hashes, "")


def _hash(basis: Basis, forms: Sequence[Form]) -> str:
    """What other periods tell of a period: its figures, what was said of the plan's tasks, and on what nothing arose.

    Who reported that nothing arose is in the year so far, who did not report is left out of it.
    """
    found = fingerprint_of(basis.figures, "value", "scale")
    tasks = basis.texts[basis.texts["form"].isin([form.code for form in forms if form.lines == "tasks"])]
    if not tasks.empty:
        found = hashlib.sha256(f"{found}{fingerprint_of(tasks, 'text')}".encode()).hexdigest()
    if basis.silent:
        found = hashlib.sha256(f"{found}{sorted(basis.silent)}".encode()).hexdigest()
    return found[:16]

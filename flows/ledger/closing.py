"""Closing a period (chốt số liệu): what comes later is received and judged but does not count until it is reopened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flows.ledger.chain import Entry, Kind
from flows.ledger.entered import hold_entered
from flows.ledger.recording import ISSUED, latest
from flows.record.request import Request
from kstt.form import DefinitionError
from kstt.period import day
from kstt.spelling import clean

if TYPE_CHECKING:  # who only asks whether a period is closed has no use for what reads and judges
    from flows.ledger.store import Ledger
    from flows.received.collecting import Case

CLOSING: Kind = "closing"


@dataclass(frozen=True, slots=True)
class Closing:
    """A closed period: since when, and the SHA-256 of the files known then."""

    at: str
    files: frozenset[str]

    @property
    def sentence(self) -> str:
        """For the report: «đã chốt số liệu ngày 18/3/2026»."""
        return f"đã chốt số liệu ngày {day(datetime.fromisoformat(self.at).date())}"


@dataclass(frozen=True, slots=True)
class Turn:
    """One closing or reopening of a period: when, by whom, and why, where they said so."""

    closed: bool
    at: str
    who: str
    why: str


def turns_of(entries: Iterable[Entry]) -> tuple[Turn, ...]:
    """Each time a period was closed or reopened, from the entries of its locality and period."""
    told = ((entry, entry.told) for entry in entries if entry.kind == CLOSING)
    return tuple(Turn(body["closed"], entry.at, entry.who, body["why"]) for entry, body in told)


def closed_by(entries: Iterable[Entry]) -> Entry | None:
    """The entry that closed a period, from the entries of its locality and period; None where it is open."""
    last = next((entry for entry in reversed(list(entries)) if entry.kind == CLOSING), None)
    return last if last and last.told["closed"] else None


def closing_of(entries: Iterable[Entry]) -> Closing | None:
    """Whether a period is closed, from the entries of its locality and period."""
    last = closed_by(entries)
    return Closing(last.at, frozenset(last.told["files"])) if last else None


def closing_said(request: Request) -> str:
    """«đã chốt số liệu ngày 18/3/2026» where a request's period is closed, else nothing."""
    from flows.ledger.database import NoLedger
    from flows.ledger.store import place_of, reading

    try:
        with reading(place_of(request.out, request.ledger)) as ledger:
            closing = closing_of(ledger.entries(request.locality, str(request.period)))
    except NoLedger:  # nothing was closed
        return ""
    return closing.sentence if closing else ""


def closing_met(entries: Iterable[Entry]) -> Closing | None:
    """Whether the period was closed when it was last run: what was set aside then counts only once it is run again."""
    every = list(entries)
    runs = [at for at, entry in enumerate(every) if entry.kind == "run"]
    return closing_of(every[: runs[-1]]) if runs else None


def set_later_aside(cases: "Sequence[Case]", closing: Closing | None) -> None:
    """Marks what came after the period was closed: it does not count, and the report says so."""
    for case in cases:
        if closing and case.taken.sha256 not in closing.files:
            case.eligible = False
            case.set_aside.append(f"Nhận sau khi kỳ {closing.sentence}: đã kiểm tra nhưng không tính")


def close(ledger: "Ledger", request: Request, why: str) -> int:
    """Closes a period as last run; gives the issue that stands. Raises DefinitionError where it can not be closed.

    Nothing is received for a period added up from quarters: whenever one of these is issued anew, so is the sum.
    """
    from flows.record.by_quarter import ask_each

    entries = list(ledger.entries(request.locality, str(request.period)))
    if closing := closing_of(entries):
        raise DefinitionError(f"kỳ {request.period} {closing.sentence} rồi")
    known = latest(entry for entry in entries if not (entry.kind == "run" and entry.told.get("draft")))
    issued, run = known.get((ISSUED,)), known.get(("run",))
    if issued is None or run is None:
        raise DefinitionError(f"kỳ {request.period} chưa có báo cáo nào; hãy chạy trước: kstt run {request.period}")
    if run.get("added_up"):
        raise DefinitionError(ask_each(request.period, "kstt close"))
    hold_entered(request.folder, ledger)
    files = sorted({file["sha256"] for file in run["files"].values()})
    body = {"closed": True, "files": files, "issue": issued["issue"], "why": clean(why)}
    ledger.append(request.locality, str(request.period), [(CLOSING, body)])
    return int(issued["issue"])


def reopen(ledger: "Ledger", request: Request, why: str) -> None:
    """Opens a closed period again; raises DefinitionError where it is not closed."""
    if closing_of(ledger.entries(request.locality, str(request.period))) is None:
        raise DefinitionError(f"kỳ {request.period} chưa chốt số liệu")
    ledger.append(request.locality, str(request.period), [(CLOSING, {"closed": False, "why": why})])

"""Who sent in time, from the ledger or from the record of a run; nothing of it is kept beside them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from flows.ledger.chain import Entry
from flows.ledger.closing import CLOSING, closing_met
from flows.ledger.database import NoLedger
from flows.ledger.entered import hold_entered
from flows.ledger.history import submissions_of
from flows.ledger.recording import Body, latest
from flows.ledger.store import place_of, reading
from flows.locality.agenda import agenda_of
from flows.locality.calendars import deadline_of
from flows.locality.localities import load_locality
from flows.machine.clock import VIETNAM
from flows.received.intake import forms_of
from flows.record.showing import Record
from kstt.mention import parse
from kstt.period import Period
from kstt.submission import AFTER_CLOSING
from kstt.timeliness import Sending, Timeliness, timeliness

_GOOD = ("accepted", "superseded", AFTER_CLOSING)


def sendings_in(record: Record) -> Iterator[Sending]:
    """The files of a run's record. One that was overwritten by its correction is no longer in it; the ledger knows."""
    for file in record["files"].values():
        if file["unit_code"] is not None:
            told = file["outcome"]
            yield _sending(file["unit_code"], file["received"], told, file["forms"], eligible=told != AFTER_CLOSING)


def sendings_of(entries: Iterable[Entry]) -> Iterator[Sending]:
    """Every file the ledger knows of a period, as last judged, those gone or overwritten since included.

    What is gone without anything later in its place was taken back and is not delivered.
    """
    every = list(entries)
    now, closing = latest(every), closing_met(every)
    sent = [told for told, _ in submissions_of(every)]
    received: dict[tuple[object, object], datetime] = {(told["file"], told["sha256"]): _moment(told) for told in sent}
    for told in sent:
        unit, forms = told["unit_code"], _delivered(told, now, received)
        if unit is not None and (forms or not told["forms"]):
            eligible = closing is None or told["sha256"] in closing.files
            yield _sending(unit, told["received"], told["verdict"], forms, eligible=eligible)


def _delivered(
    told: Body, now: Mapping[tuple[object, ...], Body], received: Mapping[tuple[object, object], datetime]
) -> list[str]:
    """The forms of a file; of one that was good and is gone but those of which nothing counts, or an earlier file."""
    there = now.get(("run",), {}).get("files", {}).get(told["file"], {}).get("sha256") == told["sha256"]
    if there or told["verdict"] != "accepted":
        return list(told["forms"])
    counting = {form: now.get(("counts", told["unit_code"], form), {}) for form in told["forms"]}
    return [
        form
        for form, entry in counting.items()
        if entry.get("file") and received[entry["file"], entry["sha256"]] >= _moment(told)
    ]


def _moment(told: Body) -> datetime:
    return datetime.fromisoformat(told["received"])


def _sending(unit: int, received: str, outcome: str, forms: Iterable[str], *, eligible: bool) -> Sending:
    day = datetime.fromisoformat(received).astimezone(VIETNAM).date()
    return Sending(unit, day, outcome in _GOOD, tuple(forms), eligible)


def timeliness_of(locality: str, period: Period, sendings: Iterable[Sending]) -> Timeliness:
    """How the units of a locality delivered in a period, by its calendar."""
    units = load_locality(locality).register.valid_on(period.window[1]).units
    forms = forms_of(period, agenda_of(locality, period.year).lines)
    return timeliness(units, forms, sendings, deadline_of(locality, period))


def timeliness_in(record: Record, out: Path) -> tuple[Timeliness, bool]:
    """How units delivered in a period that was run, and whether the ledger told; else the record of the last run.

    Raises DefinitionError where that record is not as entered, Unavailable where nobody can look.
    """
    period = parse(record["period"])
    try:
        with reading(place_of(out)) as ledger:
            hold_entered(out / str(period), ledger)
            sent = list(sendings_of(ledger.entries(record["locality"], str(period))))
    except NoLedger:
        sent = []
    told = sent or list(sendings_in(record))
    return timeliness_of(record["locality"], period, told), bool(sent)


def timeliness_over(locality: str, year: int, entries: Iterable[Entry]) -> dict[Period, Timeliness]:
    """How the units delivered in every period of a year that the ledger knows files of, in the calendar's order."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind in ("received", "run", "counts", CLOSING):
            found[entry.period].append(entry)
    heard = [text for text, mine in found.items() if any(entry.kind == "received" for entry in mine)]
    periods = sorted((parse(text) for text in heard), key=lambda period: (period.window[1], period.window[0]))
    return {
        period: timeliness_of(locality, period, sendings_of(found[str(period)]))
        for period in periods
        if period.year == year
    }

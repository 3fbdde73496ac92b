"""Accepted files of a period, judged once more under today's rules; nothing is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.afterwards.rebuilding import inbox_of
from flows.ledger.allowances import allowances_of
from flows.ledger.closing import closing_met, set_later_aside
from flows.ledger.recording import latest
from flows.ledger.store import place_of, reading
from flows.locality.agenda import agenda_of
from flows.locality.localities import load_locality
from flows.received.collecting import Case, collect
from flows.received.folder import Inbox
from flows.received.intake import Each, forms_of, take_all
from flows.record.by_quarter import ask_each
from flows.record.request import Request
from flows.run.between_files import hold_together
from flows.run.settling import let_pass
from kstt.finding import Finding
from kstt.form import DefinitionError
from kstt.period import quarter_on


@dataclass(frozen=True, slots=True)
class Rejudged:
    """Cases no longer accepted, how many files are as before, and the names of those that are kept nowhere."""

    changed: tuple[Case, ...]
    unchanged: int
    lost: tuple[str, ...]


def rejudge(request: Request, today: date, each: Each) -> Rejudged:
    """Holds the files accepted at the last run of a period against the rules of the quarter `today` is in.

    Waivers of the period hold. Raises DefinitionError where the period was not run, or is the sum of its quarters.
    """
    quarter = quarter_on(today)
    with reading(place_of(request.out)) as ledger:
        entries = list(ledger.entries(request.locality, str(request.period)))
        allowed = allowances_of(ledger, request.locality, request.period)
        in_force = allowances_of(ledger, request.locality, quarter).in_force
    register = load_locality(request.locality).register.valid_on(request.period.window[1])
    lines = agenda_of(request.locality, request.period.year).lines
    forms = forms_of(request.period, lines)
    inbox, lost = _accepted(request, latest(entries))
    taken = take_all(inbox, request.period, lines, each)
    cases = collect(inbox, taken, register, forms, request.period, in_force)
    set_later_aside(cases, closing_met(entries))
    for case in cases:
        let_pass(case, forms, allowed, in_force)
    hold_together(cases, forms, allowed, in_force)
    changed = tuple(case for case in cases if case.submission.verdict != "accepted")
    return Rejudged(changed, len(cases) - len(changed), tuple(lost))


def blocking(case: Case) -> Iterator[Finding]:
    """The findings for which a case is not accepted."""
    return (one for one in case.findings if one.severity in ("refuse", "must_fix"))


def _accepted(request: Request, last: Mapping[tuple[object, ...], Any]) -> tuple[Inbox, list[str]]:
    """The accepted files of the last run as they are kept, and the names of those that are kept nowhere."""
    run = last.get(("run",))
    if run is None:
        raise DefinitionError(
            f"sổ cái chưa ghi lần chạy nào của kỳ {request.period}; hãy chạy: kstt run {request.period}"
        )
    if run["added_up"]:
        raise DefinitionError(ask_each(request.period, "kstt rejudge"))
    good = {
        name: one | {"declared": told["unit_code"]}
        for name, one in sorted(run["files"].items())
        if (told := last.get(("received", name))) and (told["sha256"], told["verdict"]) == (one["sha256"], "accepted")
    }
    files = inbox_of({**run, "files": good, "ignored": ()}, request).files
    here = tuple(one for one in files if one.path.is_file())
    return Inbox(here, ()), [one.name for one in files if one not in here]

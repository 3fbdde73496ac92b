"""The flow of a quarter: as it is asked for, or by the calendar; and the same for somebody at the console."""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Any

from httpx import HTTPError
from prefect import flow
from prefect.runtime import flow_run
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed

from flows.duty import do_round, told
from flows.inbox.answering import Asked
from flows.machine.settings import settings
from flows.record.request import Request, Run, recorded
from flows.watched.artifacts import show
from flows.watched.fields import HERE, Draft, LocalityId, Moment, Out, PeriodOrNone, Prove, Raw, moment
from flows.watched.proofs import issued_alone, proved
from flows.watched.reaching import hold_home, lost_server, no_server
from flows.watched.states import nothing_due, telling
from flows.watched.story import patient, story
from kstt.form import DefinitionError
from kstt.mention import parse
from kstt.proof import PROOF_TEXT

_AT_THE_CONSOLE = {
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,  # saves a second a run
    PREFECT_CLIENT_MAX_RETRIES: 1,  # somebody waits: a server that is away is asked for seconds, not for minutes
}
_listener: ContextVar[Callable[[Run], object]] = ContextVar("listener", default=lambda _: None)


def _name() -> str:
    given = flow_run.parameters
    return f"{given.get('period') or 'theo lịch'} {given.get('locality') or ''}".strip()


@flow(name="quarterly-report", flow_run_name=_name)
@telling
def quarterly_report(
    period: PeriodOrNone = "",
    locality: LocalityId = HERE,
    raw: Raw = "",
    out: Out = "",
    prove: Prove = False,
    draft: Draft = False,
    now: Moment = None,
) -> Any:
    """Builds the report of a period, proved where asked; without a period what the calendar says is due, if anything.

    An issue by the calendar is proved where the machine has an engine; one that does not hold fails.

    The same story as `kstt run --no-prefect` or `kstt round`, the same bytes. The state's data are path, ledger's
    remark and number of files read.
    """
    folders = settings().folders
    asked = Asked(locality, Path(raw or folders.raw), Path(out or folders.out))
    if period:
        where = Path(raw) if raw else asked.raw / str(parse(period))
        request = Request(parse(period), asked.locality, where, asked.out, draft=draft)
        run = patient("lap-bao-cao", lambda: heard(story(request)))
        sentence = told(run)
    else:
        done = patient("luot-theo-lich", lambda: do_round(asked, moment(now), story))
        if done.run is None:
            return nothing_due(done.sentence)
        run, sentence = done.run, done.sentence
    show(run)
    data = (str(run.report or run.folder), run.remark, run.fresh)
    if prove and run.report:
        proved(run.folder)
    elif not period:
        return issued_alone(run, sentence, data)
    return Completed(message=sentence, data=data)


def watched(request: Request, tell: Callable[[str], object], *, prove: bool = False) -> Run:
    """Runs the flow for a request, proves it where asked, and reads back what it recorded.

    A server that is lost on the way is told of: by then the run needs none. Raises what the run without Prefect would
    raise.
    """
    hold_home()
    logging.raiseExceptions = False  # where the server is lost Prefect would say so for each of its own log's lines
    arguments = str(request.period), request.locality, str(request.raw), str(request.out)
    built: list[Run] = []
    _listener.set(built.append)
    with temporary_settings(_AT_THE_CONSOLE):
        try:
            state: Any = quarterly_report(*arguments, prove, request.draft, return_state=True)
        except (RuntimeError, HTTPError) as wrong:  # of the server: what goes wrong in the flow is in its state
            if not built:
                raise DefinitionError(no_server(wrong)) from wrong
            tell(lost_server(wrong))
            return _proved_without(built[0]) if prove else built[0]
    _, remark, fresh = state.result()
    return replace(recorded(request), remark=remark, fresh=fresh)


def heard(run: Run) -> Run:
    """A run whose work is done, told to whoever waits at the console."""
    _listener.get()(run)
    return run


def _proved_without(run: Run) -> Run:
    """The run, proved where the flow came to no proof; a new run takes an old proof away."""
    from flows.proof.proving import prove

    if run.report and not (run.folder / PROOF_TEXT).is_file():
        prove(run.folder)
    return run

"""The same quarter with Prefect watching. The only module that knows Prefect; no rule of the field lives here."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from flows.settings import settings

if server := settings().prefect.api_url:
    os.environ.setdefault("PREFECT_API_URL", server)
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "90")

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Failed

from flows import workers
from flows.publishing import Locked
from flows.quarter import run_quarter
from flows.request import Request, Run, recorded
from flows.showing import findings_by_unit, summary_rows
from kstt.form import DefinitionError
from kstt.period import parse

BATCH = 60  # files per task: a task costs Prefect tens of milliseconds, a file us a few
_SLUG = "ket-qua"


@flow(name="quarterly-report", flow_run_name="{period} {locality}")
def quarterly_report(
    period: str, locality: str = "hai-phong", raw: str = "", out: str = "data/out", prove: bool = False
) -> Any:
    """Builds the report of a period, proved where asked; returns path, ledger's remark and number of files read.

    The same story as `kstt run --no-prefect`, the same bytes.
    """
    request = Request(parse(period), locality, Path(raw or f"data/raw/{period}"), Path(out))
    try:
        run = run_quarter(request, in_batches)
    except (DefinitionError, Locked) as told:  # for the operator to mend: a sentence, not a traceback
        return Failed(message=str(told))
    show(run)
    if prove and run.report:
        proved(run.folder)
    return str(run.report or run.folder), run.remark, run.fresh


def watched(request: Request, *, prove: bool = False) -> Run:
    """Runs the flow for a request, proves it where asked, and reads back what it recorded.

    Raises DefinitionError with what went wrong.
    """
    arguments = str(request.period), request.locality, str(request.raw), str(request.out)
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):  # saves a second a run
        state: Any = quarterly_report(*arguments, prove, return_state=True)
    if state.is_failed():
        raise DefinitionError(state.message)
    _, remark, fresh = state.result()
    return replace(recorded(request), remark=remark, fresh=fresh)


def in_batches(work: Callable[[Any], Any], items: Sequence[Any], failed: Callable[[Any], Any]) -> Iterable[Any]:
    """Takes the files in, a task per batch. Results stay in memory: Prefect would walk every number of them."""
    batches = [items[start : start + BATCH] for start in range(0, len(items), BATCH)]
    done: dict[int, list[Any]] = {}

    @task(
        name="doc-va-phan-tich-tep",
        task_run_name="tệp đợt {number}",
        retries=2,
        retry_delay_seconds=5,
        retry_condition_fn=_can_heal,
    )
    def take(number: int) -> int:
        done[number] = list(workers.each(work, batches[number], failed))
        return len(done[number])

    for number in range(len(batches)):
        take(number)
    return [result for number in range(len(batches)) for result in done[number]]


def _can_heal(_task: object, _run: object, state: Any) -> bool:
    """A file held by another program is worth a second try; bad data never comes here as an exception."""
    return isinstance(state.result(raise_on_failure=False), OSError)


@task(name="chung-minh-so-lieu")
def proved(folder: Path) -> str:
    """Proves the outputs; what differs is in chung-minh.txt beside the report."""
    from flows.proving import prove

    return prove(folder).result


@task(name="trinh-bay-ket-qua")
def show(run: Run) -> None:
    """Leaves the summary and the findings of each unit as artifacts in the Prefect UI."""
    create_table_artifact(
        key=f"{_SLUG}-tong-hop", table=summary_rows(run.record), description=f"Báo cáo: {run.report or 'chưa lập'}"
    )
    create_markdown_artifact(key=f"{_SLUG}-phat-hien", markdown=findings_by_unit(run.record))

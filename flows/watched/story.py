"""The story of a quarter as Prefect sees it: a task that is tried again where that can help, one per batch of files.

One run at a time per locality and period; below that stands the ledger, which has one writer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import prefect.runtime
from prefect import get_client, get_run_logger, task
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.concurrency.sync import concurrency

from flows.machine import workers
from flows.machine.advice import can_heal
from flows.quarter import run_quarter
from flows.record.request import Request, Run
from kstt.form import DefinitionError

Done = TypeVar("Done")
BATCH = 60  # files per task: a task costs Prefect tens of milliseconds, a file us a few
_TRIES, _PAUSES = 3, (20.0, 60.0, 180.0)  # seconds, for a file somebody closes or a database that comes back
_PATIENCE = 300.0  # seconds another run of the period is waited for; what follows is safe, only slower


def deployed() -> bool:
    """Whether a schedule or the screen started this run, not somebody who waits at a console."""
    return bool(prefect.runtime.deployment.id)


def patient(what: str, work: Callable[[], Done]) -> Done:
    """Does a plain piece of work, tried again where that can help and nobody waits for it; raises what it raises.

    `what` without marks: the font of Prefect's timeline leaves out letters that have some.
    """
    tries = _TRIES if deployed() else 0
    done = _tried.with_options(task_run_name=what, retries=tries)(work)
    if isinstance(done, _Wrong):
        raise done.told
    return done


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Wrong data as a value: as an exception Prefect would log it with a traceback."""

    told: DefinitionError


def _can_heal(_task: object, _run: object, state: Any) -> bool:
    """A file held by another program is worth a second try; bad data never comes here as an exception."""
    return can_heal(state.result(raise_on_failure=False))


@task(name="lam-viec", retry_delay_seconds=list(_PAUSES), retry_condition_fn=_can_heal)
def _tried(work: Callable[[], Done]) -> Done | _Wrong:
    try:
        return work()
    except DefinitionError as wrong:
        return _Wrong(wrong)


def story(request: Request) -> Run:
    """Runs a quarter, alone among the runs of its locality and period."""
    with one_at_a_time(f"{request.locality}-{request.period}"):
        return run_quarter(request, in_batches)


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Waits until no other run holds the name; where it waited too long, it goes on: the ledger has one writer.

    It then frees the name: a server killed while it gave the name away may hold it for nobody, for ever.
    """
    if not deployed():
        yield
        return
    held, limit = ExitStack(), f"kstt-{name.lower()}"
    with looking_on(), get_client(sync_client=True) as client:
        client.upsert_global_concurrency_limit_by_name(limit, 1)
        try:
            held.enter_context(concurrency(limit, timeout_seconds=_PATIENCE, lease_duration=60))
        except TimeoutError:
            client.update_global_concurrency_limit(limit, GlobalConcurrencyLimitUpdate(active_slots=0))
            raise
    try:
        yield
    finally:
        with looking_on():
            held.close()


@contextmanager
def looking_on() -> Iterator[None]:
    """For calls to the server beside the work: where it is away or slow, the work goes on and the log says so."""
    try:
        yield
    except Exception as wrong:  # noqa: BLE001 - whatever the server's absence looks like, it stops no report
        get_run_logger().warning("Máy chủ Prefect không trả lời (%s); công việc vẫn tiếp tục", type(wrong).__name__)


def in_batches(work: Callable[[Any], Any], items: Sequence[Any], failed: Callable[[Any], Any]) -> Iterable[Any]:
    """Takes the files in, a task per batch. Results stay in memory: Prefect would walk every number of them."""
    batches = [items[start : start + BATCH] for start in range(0, len(items), BATCH)]
    done: dict[int, list[Any]] = {}

    @task(
        name="doc-va-phan-tich-tep",
        task_run_name="tep-dot-{number}",
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

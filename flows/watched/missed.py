"""Rounds that were missed while a machine was off: the newest makes up for them, the others are let go."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from prefect import get_client
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.context import FlowRunContext
from prefect.states import Cancelled
from prefect.types._datetime import now

from flows.rounds import newest
from flows.watched.story import looking_on


def overtaken() -> bool:
    """Whether the time of a later round of the same deployment has come; only rounds of a schedule are overtaken."""
    context = FlowRunContext.get()
    mine = context.flow_run if context else None
    if mine is None or not mine.auto_scheduled or mine.expected_start_time is None or mine.deployment_id is None:
        return False
    due: list[FlowRun] = []
    with looking_on(), get_client(sync_client=True) as client:
        asked = FlowRunFilter(
            expected_start_time=_until_now(after=mine.expected_start_time),
            deployment_id=FlowRunFilterDeploymentId(any_=[mine.deployment_id]),
        )
        due = client.read_flow_runs(flow_run_filter=asked)
    rounds = [run for run in due if run.auto_scheduled]
    return not newest(mine.expected_start_time, [at for run in rounds if (at := run.expected_start_time)])


def let_go(names: Sequence[str]) -> int:
    """Cancels missed rounds of flows before the first is started, but for the newest of each; gives how many."""
    with get_client(sync_client=True) as client:
        asked = FlowFilter(name=FlowFilterName(any_=list(names)))
        late: dict[UUID, list[FlowRun]] = defaultdict(list)
        for run in client.read_flow_runs(flow_filter=asked, flow_run_filter=_late(), sort=FlowRunSort.ID_DESC):
            if run.deployment_id and run.auto_scheduled:
                late[run.deployment_id].append(run)
        return sum(_but_newest(client, runs) for runs in late.values())


def _but_newest(client: SyncPrefectClient, runs: Sequence[FlowRun]) -> int:
    times = [at for run in runs if (at := run.expected_start_time)]
    old = [run for run in runs if run.expected_start_time and not newest(run.expected_start_time, times)]
    for run in old:
        client.set_flow_run_state(run.id, Cancelled(message="Lỡ giờ; lượt mới hơn làm thay"), force=True)
    return len(old)


def _late() -> FlowRunFilter:
    """Runs that should have begun by now and did not."""
    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED]))
    return FlowRunFilter(state=state, expected_start_time=_until_now())


def _until_now(after: Any = None) -> FlowRunFilterExpectedStartTime:
    at: Any = now("UTC")
    return FlowRunFilterExpectedStartTime(before_=at, after_=after)

"""When flows start by themselves, and serving them from one process. What is due at a start the calendar decides."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir
from threading import Timer
from typing import Any, NoReturn
from uuid import uuid4

from prefect import Flow
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.schedules import Cron, Schedule
from prefect.types.entrypoint import EntrypointType

from flows.machine.clock import VIETNAM
from flows.rounds import COLLECT_NET, REMIND_NET, REPORT_NET
from flows.watched.missed import let_go
from flows.watched.quarter import quarterly_report
from flows.watched.rounds import collect, correction, remind

_PATIENCE = 15.0  # seconds for a service that is told to stop: runs at work are processes of their own
_NETS: dict[str, tuple[Flow[Any, Any], Sequence[str], str]] = {
    "quarterly-report": (
        quarterly_report,
        REPORT_NET,
        "Báo cáo quý: dự thảo trong những ngày gửi, phát hành khi hết hạn.",
    ),
    "collect": (collect, COLLECT_NET, "Nhận tệp từ data/raw/inbox, kiểm tra, trả bản đánh dấu lỗi. Không phát hành."),
    "remind": (remind, REMIND_NET, "Nhắc đơn vị chưa gửi, còn lỗi hoặc gửi quá hạn; mỗi tình trạng nhắc một lần."),
    "correction": (correction, (), "Đính chính sau hạn: phát hành lại một kỳ, lý do ghi vào sổ cái. Chỉ chạy tay."),
}


def deployments() -> list[RunnerDeployment]:
    """The four deployments with their schedules; nothing is registered yet."""
    return [_deployment(name, flow, nets, told) for name, (flow, nets, told) in _NETS.items()]


def _deployment(name: str, flow: Flow[Any, Any], nets: Sequence[str], told: str) -> RunnerDeployment:
    schedules: list[Schedule] = [Cron(net, timezone=str(VIETNAM)) for net in nets]
    made: Any = flow.to_deployment(
        name, schedules=schedules, description=told, tags=["kstt"], entrypoint_type=EntrypointType.MODULE_PATH
    )
    return made  # type: ignore[no-any-return]


def serve_all(ready: Callable[[int], object], stopped: Callable[[], object]) -> None:
    """Serves them until Ctrl-C or SIGTERM; schedules stay active.

    `ready` is told, before anything runs, how many missed rounds were let go; `stopped` is called at the very end.
    """
    runner = _Runner(pause_on_shutdown=False, limit=4)
    for made in deployments():
        runner.add_deployment(made)
    ready(let_go(list(_NETS)))
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_until_told(runner, stopped))
    stopped()


async def _until_told(runner: Runner, stopped: Callable[[], object]) -> None:
    """Serves until a signal. Prefect may wait for ever on a connection whose server died: that is not waited for."""
    loop, serving = asyncio.get_running_loop(), asyncio.current_task()

    def give_up() -> NoReturn:
        stopped()
        sys.stdout.flush()
        os._exit(0)

    def told_to_stop(*_: object) -> None:
        last = Timer(_PATIENCE, give_up)
        last.daemon = True
        last.start()
        if serving:
            loop.call_soon_threadsafe(serving.cancel)

    signal.signal(signal.SIGINT, told_to_stop)
    await runner.start()


class _Runner(Runner):
    """Ends on SIGTERM as on Ctrl-C: Prefect's own way leaves a traceback and does not wait.

    It keeps its files in a folder of its own: Prefect's is one for all of the machine, and that of whoever was first.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._tmp_dir = Path(gettempdir()) / f"kstt-serve-{uuid4()}"

    def handle_sigterm(self, *_: Any, **__: Any) -> None:
        """Turns a service manager's signal into a keyboard's."""
        signal.raise_signal(signal.SIGINT)

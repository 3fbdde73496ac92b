"""Serving flows until told to stop: runs at work are let finish, and a server that was lost is served again."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from threading import Event, Thread
from time import monotonic
from typing import Any, NoReturn
from uuid import uuid4

from httpx import HTTPError
from prefect.deployments.runner import DeploymentApplyError
from prefect.runner import Runner

_PATIENCE = 15.0  # seconds Prefect may take to stop once no run is at work: for a server that died it waits for ever
_LOST = 8.0  # seconds without the server; after some more Prefect gives up by itself, with pages of traceback
_OBSERVER = "prefect.FlowRunCancellingObserver"  # tells in pages that the server went away; we do in a sentence
_AT_A_LOSS = "có trả lời nhưng không nhận việc: xem nhật ký và cơ sở dữ liệu của máy chủ đó"


@dataclass(frozen=True, slots=True)
class Telling:
    """What is asked and told while flows are served.

    `problem` gives what keeps the server from answering, empty where it does. `ready` is told how many missed rounds
    were let go, `waiting` how many runs are let finish, `lost` what became of the server, `stopped` that this is over.
    """

    problem: Callable[[], str]
    ready: Callable[[int], object]
    waiting: Callable[[int], object]
    lost: Callable[[str], object]
    stopped: Callable[[], object]


class Service(Runner):
    """A runner that stops like a keyboard's: Prefect's own way leaves a traceback and breaks runs off.

    Its files are in a folder of its own: Prefect's is one for all of the machine, and that of whoever was first.
    """

    def __init__(self) -> None:
        super().__init__(pause_on_shutdown=False, limit=4)
        self._tmp_dir = Path(gettempdir()) / f"kstt-serve-{uuid4()}"

    @property
    def at_work(self) -> int:
        """How many runs have a process."""
        return len(self._process_manager.flow_run_ids())

    def break_off(self) -> None:
        """Ends the processes of runs at once."""
        for run in self._process_manager.flow_run_ids():
            if process := self._process_manager.get(run):
                process.hard_kill()

    async def cancel_all(self) -> None:
        """Cancels nothing: who stops the service does not mean a report that is half made."""

    def handle_sigterm(self, *_: Any, **__: Any) -> None:
        """Turns a service manager's signal into a keyboard's."""
        os.kill(os.getpid(), signal.SIGINT)


class Keeper:
    """Keeps flows served until Ctrl-C or SIGTERM; a second one ends everything at once.

    `prepared` gives a service its deployments and tells how many missed rounds were let go.
    """

    def __init__(self, tell: Telling, prepared: Callable[[Service], int]) -> None:
        self._tell, self._prepared = tell, prepared
        self._service = Service()
        self._told = False
        self._stopping: asyncio.Task[None] | None = None

    async def keep(self) -> None:
        """Serves until a signal, which may cancel this."""
        logging.getLogger(_OBSERVER).setLevel(logging.CRITICAL)
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_without_cancelled)
        _on_interrupt(loop, self._told_to_stop(asyncio.current_task()))
        while (lost := await self._serve()) and not self._told:
            self._tell.lost(lost)
            while await self._problem():  # noqa: ASYNC110 - a server tells nobody that it is back
                await asyncio.sleep(_LOST / 4)
            self._service = Service()

    async def _serve(self) -> str:
        """Serves as long as it goes; gives what became of the server."""
        over, lost = Event(), list[str]()
        try:
            self._tell.ready(await asyncio.to_thread(self._prepared, self._service))
            looking = asyncio.create_task(self._look_after_server(over, lost))
            try:
                await self._service.start()
            finally:
                looking.cancel()
                over.set()
        except Exception as wrong:
            found = await self._problem()
            if not (found or isinstance(wrong, DeploymentApplyError | HTTPError)):
                raise
            lost.append(found or _AT_A_LOSS)
            await asyncio.sleep(_LOST)  # where it answers nothing else is waited for
        return lost[0] if lost else ""

    async def _problem(self) -> str:
        return await asyncio.to_thread(self._tell.problem)

    async def _look_after_server(self, over: Event, lost: list[str]) -> None:
        last = monotonic()
        while not (self._told or lost):
            await asyncio.sleep(_LOST / 8)
            if not (problem := await self._problem()):
                last = monotonic()
            elif monotonic() - last > _LOST and not self._told:
                lost.append(problem)
                self._stop(over, code=1)

    def _told_to_stop(self, serving: asyncio.Task[None] | None) -> Callable[[], None]:
        def told() -> None:
            if self._told:
                self._end(0)
            self._told = True
            if runs := self._service.at_work:
                self._tell.waiting(runs)
            self._stop(Event(), code=0)
            if serving and not (runs or self._service.started):
                serving.cancel()

        return told

    def _stop(self, over: Event, code: int) -> None:
        Thread(target=self._end_in_time, args=(over, code), daemon=True).start()
        if self._service.started:
            self._stopping = asyncio.create_task(self._service.astop())

    def _end_in_time(self, over: Event, code: int) -> None:
        last = monotonic()
        while monotonic() - last < _PATIENCE:
            if over.wait(min(1.0, _PATIENCE)):
                return
            if self._service.at_work:
                last = monotonic()
        self._end(code)

    def _end(self, code: int) -> NoReturn:
        self._service.break_off()
        self._tell.stopped()
        sys.stdout.flush()
        os._exit(code)


def serve(tell: Telling, prepared: Callable[[Service], int]) -> None:
    """Serves until Ctrl-C or SIGTERM."""
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(Keeper(tell, prepared).keep())
    tell.stopped()


def _on_interrupt(loop: asyncio.AbstractEventLoop, told: Callable[[], object]) -> None:
    """Calls `told` at every Ctrl-C, which a terminal sends to the processes of runs too: they inherit not to hear it.

    What the thread that starts them does not hear, another one hears for the loop. On Windows Prefect keeps processes
    of runs from hearing it.
    """
    if sys.platform == "win32":
        signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(told))
        return
    loop.add_signal_handler(signal.SIGINT, told)
    Thread(target=Event().wait, daemon=True).start()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _without_cancelled(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Says nothing of what was cancelled: Prefect asks such a poll what went wrong with it, and is answered pages."""
    if not isinstance(context.get("exception"), asyncio.CancelledError):
        loop.default_exception_handler(context)

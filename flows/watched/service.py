"""A runner of flows that ends when it is told to: after the runs at work, whatever else Prefect would wait for."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import gettempdir
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any, NoReturn
from uuid import uuid4

from prefect.runner import Runner

_PATIENCE = 15.0  # seconds, once no run is at work


class Service(Runner):
    """Serves until Ctrl-C or SIGTERM, and once more ends it at once: Prefect's own way is a traceback and no waiting.

    `waiting` is told how many runs are let finish, where there are any; `stopped` is called where the process is ended
    here. Its files are in a folder of its own: Prefect's is one for all of the machine, and of whoever was first.
    """

    def __init__(self, waiting: Callable[[int], object], stopped: Callable[[], object]) -> None:
        super().__init__(pause_on_shutdown=False, limit=4)
        self._tmp_dir = Path(gettempdir()) / f"kstt-serve-{uuid4()}"
        self._waiting, self._stopped = waiting, stopped
        self._told = False

    @property
    def at_work(self) -> int:
        """How many runs have a process."""
        return len(self._process_manager.flow_run_ids())

    async def until_told(self) -> None:
        """Serves until a signal."""
        _on_interrupt(asyncio.get_running_loop(), partial(self._told_to_stop, asyncio.current_task()))
        await self.start()

    async def cancel_all(self) -> None:
        """Cancels nothing: who stops the service does not mean a report that is half made."""

    def handle_sigterm(self, *_: Any, **__: Any) -> None:
        """Turns a service manager's signal into a keyboard's."""
        os.kill(os.getpid(), signal.SIGINT)

    def _told_to_stop(self, serving: asyncio.Task[None] | None) -> None:
        if self._told:
            self._end()
        self._told = True
        if runs := self.at_work:
            self._waiting(runs)
        Thread(target=self._end_in_time, daemon=True).start()
        if self.started:
            self._stopping = asyncio.create_task(self.astop())
        elif serving:
            serving.cancel()

    def _end_in_time(self) -> None:
        """Ends the process where nothing is at work any more: Prefect may wait for a server that died for ever."""
        last = monotonic()
        while monotonic() - last < _PATIENCE:
            sleep(min(1.0, _PATIENCE))
            if self.at_work:
                last = monotonic()
        self._end()

    def _end(self) -> NoReturn:
        for run in self._process_manager.flow_run_ids():
            if process := self._process_manager.get(run):
                process.hard_kill()
        self._stopped()
        sys.stdout.flush()
        os._exit(0)


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

"""Where child processes come from: one process loads what all of them need, and each is a copy of it.

It is started before this process loads its own libraries, so that both load at once. It holds nothing but loaded
modules: no file, no figure, no thread. Systems that can not copy a process start each child afresh.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, get_all_start_methods, get_context, resource_tracker
from multiprocessing.context import BaseContext
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loads after the children have been called for
    from pebble import ProcessPool

_LOADED = ["flows.received.reading"]  # what reads a file; more would keep the first file waiting
_SAFE = "PYTHONSAFEPATH"
_LOOK = 0.02  # seconds between two looks of a pool at its processes; its own 0.1 is waited for whenever a pool ends


def context() -> BaseContext:
    """What child processes are started by. To be asked for early where some are sure to be wanted: it returns at once.

    Ctrl-C is for this process alone, which ends the others: they are started with it held back.
    """
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    children = get_context("forkserver")
    children.set_forkserver_preload(_LOADED)
    resource_tracker.ensure_running()  # by itself, for it lets Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        with _nothing_from_here():
            forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return children


@contextmanager
def _nothing_from_here() -> Iterator[None]:
    """Inside, a Python that starts loads nothing from the working folder, be there a `calendar.py` of somebody's."""
    before = os.environ.get(_SAFE)
    os.environ[_SAFE] = "1"
    try:
        yield
    finally:
        del os.environ[_SAFE]
        os.environ |= {} if before is None else {_SAFE: before}


def pool(processes: int, initializer: Callable[[], None]) -> "ProcessPool":
    """So many children, each of which begins with `initializer`."""
    from pebble import CONSTS, ProcessPool

    CONSTS.sleep_unit = _LOOK
    return ProcessPool(processes, initializer=initializer, context=context())

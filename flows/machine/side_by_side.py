"""A second process that writes some outputs of a large run while this one writes the others."""

import gc
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from pebble import ProcessPool

from flows.machine.nursery import context
from flows.machine.uncollected import leave_quickly

MANY = 10_000  # figures; below, a second process takes longer to start than it saves

Write = Callable[..., object]
"""Calls a function with the arguments that follow, now or beside what else is being written."""


@contextmanager
def side_by_side(figures: int) -> Iterator[Write]:
    """Where there are many figures, what is written through the result is written by another process.

    Leaving the block waits for all of it and raises what went wrong there. What is written must be importable by name
    and its arguments able to travel.
    """
    if figures < MANY:
        yield lambda write, *arguments: write(*arguments)
        return
    with ProcessPool(1, initializer=_warm, context=context()) as process:
        process.schedule(len, ((),))  # starts it: it loads the writers while the content is still being made up
        written: list[Future[Any]] = []
        yield lambda *call: written.append(process.schedule(_written, (pickle.dumps(call),)))
        for one in written:
            one.result()


def _written(packed: bytes) -> None:
    """Writes what was packed before this process, or the thread that feeds it, could come to it.

    The pool packs in a thread of its own, while the run goes on working with the content: what it works out and keeps
    there in the meantime would break the packing.
    """
    write, *arguments = pickle.loads(packed)  # noqa: S301 - from our own process
    write(*arguments)


def _warm() -> None:
    gc.disable()  # as in the run it writes for
    leave_quickly()
    import_module("flows.run.building")  # all that writes

"""A second process that writes some outputs of a large run while this one writes the others."""

import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from pebble import ProcessPool

from flows.machine import nursery
from flows.machine.uncollected import search_never

MANY = 10_000  # figures; below, a second process takes longer to start than it saves


class Beside:
    """Calls functions that write, in another process beside what else goes on, or here at once where there is none."""

    def __init__(self, process: ProcessPool | None = None) -> None:
        """Without a `process` all is written at once."""
        self._process = process
        self._written: list[Future[Any]] = []

    def __call__(self, write: Callable[..., object], *arguments: object) -> None:
        """What is written must be importable by name and its arguments able to travel."""
        if self._process is None:
            write(*arguments)
        else:
            self._written.append(self._process.schedule(_written, (pickle.dumps((write, *arguments)),)))

    @contextmanager
    def finished(self) -> Iterator[None]:
        """Leaving the block waits for all that is being written, after an error in it too: its place may go then.

        Raises what went wrong there.
        """
        try:
            yield
        finally:
            wait(self._written)
            if self._process:
                # it ends while what was written is published
                self._process.stop()  # type: ignore[no-untyped-call]
        for one in self._written:
            one.result()


@contextmanager
def side_by_side(figures: int) -> Iterator[Beside]:
    """Where there are many figures, what is written through the result is written by another process.

    That starts at once: it loads the writers while the figures are still being read.
    """
    if figures < MANY:
        yield Beside()
        return
    with nursery.pool(1, _warm) as process:
        process.schedule(len, ((),))
        yield Beside(process)


def _written(packed: bytes) -> None:
    """Writes what was packed before this process, or the thread that feeds it, could come to it.

    The pool packs in a thread of its own, while the run goes on working with the content: what it works out and keeps
    there in the meantime would break the packing.
    """
    write, *arguments = pickle.loads(packed)  # noqa: S301 - from our own process
    write(*arguments)


def _warm() -> None:
    search_never()
    import_module("flows.run.building")  # all that writes

"""A second process that does some things of a large run while this one does others."""

import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from typing import Any, TypeVar

from pebble import ProcessPool

from flows.machine import nursery
from flows.machine.uncollected import search_never

Told = TypeVar("Told")

MANY = 10_000  # figures; below, a second process takes longer to start than it saves


class Beside:
    """Calls functions in another process beside what else goes on, or here at once where there is none.

    What is called must be importable by name and its arguments able to travel.
    """

    def __init__(self, process: ProcessPool | None = None) -> None:
        """Without a `process` all is done here, at once."""
        self._process = process
        self._written: list[Future[Any]] = []

    @property
    def apart(self) -> bool:
        """Whether there is another process."""
        return self._process is not None

    def __call__(self, write: Callable[..., object], *arguments: object) -> None:
        """Something is to be written, while this process goes on."""
        if self._process is None:
            write(*arguments)
        else:
            self._written.append(_sent(self._process, write, *arguments))

    def ask(self, meanwhile: Callable[[], object], function: Callable[..., Told], *arguments: object) -> Told:
        """What the function returns, waited for; `meanwhile` is done here while the other process works."""
        if self._process is None:
            return function(*arguments)
        told = _sent(self._process, function, *arguments)
        meanwhile()
        return told.result()

    def begin(self, prepare: Callable[..., object], *arguments: object) -> None:
        """The other process gets ready for what will be called for; what is done here needs no such thing."""
        if self._process:
            _sent(self._process, prepare, *arguments)

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
    """Where there are many figures, what is called for through the result is done by another process.

    That starts with the first call, and ends with the block whatever it still gets ready for.
    """
    if figures < MANY:
        yield Beside()
        return
    with nursery.pool(1, search_never) as process:
        try:
            yield Beside(process)
        finally:
            process.stop()  # type: ignore[no-untyped-call]


def _sent(process: ProcessPool, function: Callable[..., Told], *arguments: object) -> "Future[Told]":
    """Packed before this process, or the thread that feeds the other, could come to it.

    The pool packs in a thread of its own, while the run goes on working with the content: what it works out and keeps
    there in the meantime would break the packing.
    """
    return process.schedule(_called, (pickle.dumps((function, arguments)),))


def _called(packed: bytes) -> Any:
    function, arguments = pickle.loads(packed)  # noqa: S301 - from our own process
    return function(*arguments)

"""Child processes with limits of time and memory: one file can neither crash nor hang a run."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from flows.machine import nursery
from flows.machine.settings import settings
from kstt.form import DefinitionError

SECONDS = 30.0  # a full workbook takes 0.02
MEMORY = 2 * 1024**3  # bytes of address space; an ordinary child needs a tenth
MOST = 8  # processes
_FEW = 4  # below so many files a second process costs more than it saves
_MANY = 40  # below so many files other machines cost more than they save
_CHANCES = 3  # for processes that end by themselves
_ENDED = (
    "hệ thống liên tục dừng các tiến trình đọc tệp, thường vì máy thiếu bộ nhớ; hãy đóng bớt chương trình khác rồi "
    "chạy lại"
)

Item = TypeVar("Item")
Done = TypeVar("Done")
Started = tuple[ProcessPool, Sequence[Future[Done]]]


def each(work: Callable[[Item], Done], items: Sequence[Item], failed: Callable[[Item], Done]) -> Iterator[Done]:
    """Starts `work` on every item at once and gives the results in order.

    `failed` is called for items whose process died, hung or ran out of memory. `work` must be importable by a fresh
    process. Where a cluster is set, many items go to its machines; the results are the same.
    """
    if len(items) >= _MANY and (scheduler := settings().dask.scheduler):
        from flows.machine import cluster

        return cluster.each(scheduler, work, items, failed)
    return here(work, items, failed)


def here(
    work: Callable[[Item], Done], items: Sequence[Item], failed: Callable[[Item], Done], seconds: float | None = None
) -> Iterator[Done]:
    """The same by processes of this machine alone; an item may take `seconds`, or else SECONDS.

    Raises DefinitionError where the system ends the processes again and again while they do nothing.
    """
    start = partial(_start, work, seconds or SECONDS)
    return _results(start, items, start(items), failed)


def _start(work: Callable[[Item], Done], seconds: float, items: Sequence[Item]) -> Started[Done]:
    processes = min(os.cpu_count() or 1, MOST, max(1, len(items) // _FEW))
    pool = nursery.pool(processes, _begin)
    return pool, [pool.schedule(work, args=(item,), timeout=seconds) for item in items]


def _results(
    start: Callable[[Sequence[Item]], Started[Done]],
    items: Sequence[Item],
    started: Started[Done],
    failed: Callable[[Item], Done],
) -> Iterator[Done]:
    """The results in order; processes that end with no item in their hands start again, for no item is to blame.

    Raises DefinitionError where that goes on.
    """
    done = 0
    for chance in range(_CHANCES):
        pool, futures = started if not chance else start(items[done:])
        with pool, suppress(BrokenProcessPool):
            for future in futures:
                try:
                    result = future.result()
                except (TimeoutError, ProcessExpired, MemoryError):
                    result = failed(items[done])
                done += 1
                yield result
        if done == len(items):
            return
    raise DefinitionError(_ENDED)


def _begin() -> None:
    """What a child does first: nothing it writes reaches the officer, such as a library's panic over a damaged file.

    What is to be said of the file comes back as its result.
    """
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    _limit()


def _limit() -> None:
    """Bounds the memory of this process, where the system can (not on Windows); a lower bound of the office's stays."""
    try:
        import resource
    except ImportError:
        return
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    allowed = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))

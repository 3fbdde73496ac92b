"""Child processes with limits of time and memory: one file can neither crash nor hang a run."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from flows.nursery import context
from flows.settings import settings

SECONDS = 30.0  # a full workbook takes 0.02
MEMORY = 2 * 1024**3  # bytes of address space; an ordinary child needs a tenth
MOST = 8  # processes
_FEW = 4  # below so many files a second process costs more than it saves
_MANY = 40  # below so many files other machines cost more than they save

Item = TypeVar("Item")
Done = TypeVar("Done")


def each(work: Callable[[Item], Done], items: Sequence[Item], failed: Callable[[Item], Done]) -> Iterator[Done]:
    """Starts `work` on every item at once and gives the results in order.

    `failed` is called for items whose process died, hung or ran out of memory. `work` must be importable by a fresh
    process. Where a cluster is set, many items go to its machines; the results are the same.
    """
    if len(items) >= _MANY and (scheduler := settings().dask.scheduler):
        from flows import cluster

        return cluster.each(scheduler, work, items, failed)
    return here(work, items, failed)


def here(
    work: Callable[[Item], Done], items: Sequence[Item], failed: Callable[[Item], Done], seconds: float | None = None
) -> Iterator[Done]:
    """The same by processes of this machine alone; an item may take `seconds`, or else SECONDS."""
    processes = min(os.cpu_count() or 1, MOST, max(1, len(items) // _FEW))
    pool = ProcessPool(max_workers=processes, initializer=_limit, context=context())
    futures = [pool.schedule(work, args=(item,), timeout=seconds or SECONDS) for item in items]
    return _results(pool, items, futures, failed)


def _results(
    pool: ProcessPool, items: Sequence[Item], futures: Sequence[Future[Done]], failed: Callable[[Item], Done]
) -> Iterator[Done]:
    with pool:
        for item, future in zip(items, futures, strict=True):
            try:
                yield future.result()
            except (TimeoutError, ProcessExpired, MemoryError):
                yield failed(item)


def _limit() -> None:
    """Bounds the memory of this process, where the system can (not on Windows); a lower bound of the office's stays."""
    try:
        import resource
    except ImportError:
        return
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    allowed = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))

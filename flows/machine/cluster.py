"""The per-unit work on the machines of a Dask cluster, for more units than one machine can read in time.

A machine takes a batch and reads it with child processes of its own, under the same limits as here. All machines see
the working folder under the same path. Whatever the cluster does not give is done here.
"""

import logging
from asyncio import CancelledError
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from multiprocessing import current_process
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from flows.machine.speaking import complain
from flows.machine.workers import here
from kstt.form import DefinitionError

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE = 10  # seconds for the scheduler to answer
_EACH, _LEAST = 4, 20  # batches per machine, so that a slow one holds back little, of so many files at least

Item = TypeVar("Item")
Done = TypeVar("Done")


def each(
    scheduler: str, work: Callable[[Item], Done], items: Sequence[Item], failed: Callable[[Item], Done]
) -> Iterator[Done]:
    """Like `workers.here`, on the machines of the scheduler at this address.

    Raises DefinitionError where a machine has another program or could not bound a file's reading.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # its news is told below, in a sentence
    try:
        from distributed import Client

        client = Client(scheduler, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (ImportError, OSError, ValueError) as wrong:
        complain(f"Không dùng được cụm Dask {scheduler} ({wrong}); máy này tự đọc các tệp. Xem: kstt doctor")
        return here(work, items, failed)
    about = _about()
    size = max(_LEAST, ceil(len(items) / (_EACH * _machines(client, about) or 1)))
    batches = [items[start : start + size] for start in range(0, len(items), size)]
    futures = client.map(partial(_batch, about, Path.cwd(), work, failed), batches, pure=False)
    return _results(client, futures, batches, partial(here, work, failed=failed))


def _results(
    client: "Client", futures: Sequence[Any], batches: Sequence[Sequence[Item]], instead: Callable[..., Iterator[Done]]
) -> Iterator[Done]:
    told = False
    with client:
        for future, batch in zip(futures, batches, strict=True):
            try:
                done = _waited(client, future)
            except (Exception, CancelledError) as wrong:  # noqa: BLE001 - its trouble has many names; the work goes on
                if not told:
                    complain(f"Cụm Dask không đọc hết ({type(wrong).__name__}); máy này đọc phần còn lại")
                told, done = True, instead(batch)
            yield from done


def _waited(client: "Client", future: Any) -> Any:
    """The result of a batch; raises TimeoutError when there is no machine left that could give it."""
    while True:
        try:
            return future.result(timeout=_PATIENCE)
        except TimeoutError:
            if not client.scheduler_info()["workers"]:
                raise


def _batch(
    about: "_About", folder: Path, work: Callable[[Item], Done], failed: Callable[[Item], Done], items: Sequence[Item]
) -> list[Done]:
    """What a machine of the cluster does; one that came later than it was asked about itself is asked again."""
    if _about() != about:
        raise DefinitionError("máy của cụm Dask chạy chương trình khác")
    with chdir(folder):
        return list(here(work, items, failed))


def _machines(client: "Client", about: "_About") -> int:
    """How many machines there are; raises DefinitionError where one is not as this one."""
    found = client.run(_about, on_error="return")
    for machine, told in found.items():
        if told == replace(about, childless=True):
            raise DefinitionError(f"máy {machine} của cụm Dask phải chạy với --no-nanny, xem docs/van-hanh.md")
        if told != about:
            raise DefinitionError(
                f"máy {machine} của cụm Dask chạy chương trình hay biểu mẫu khác; hãy cài cùng bản kstt"
            )
    return len(found)


@dataclass(frozen=True, slots=True)
class _About:
    """What a machine reads with, and whether its process may not start the children that bound a file's reading."""

    program: str
    forms: tuple[str, ...]
    childless: bool


def _about() -> _About:
    from flows.machine.program import program_hash
    from report_templates.definitions import content_hash, load_forms

    return _About(program_hash(), tuple(map(content_hash, load_forms())), current_process().daemon)

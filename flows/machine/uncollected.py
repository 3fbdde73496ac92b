"""Without the search for garbage: a run makes millions of small objects that all live until it ends.

Looking through all of them again and again for cycles took a fifth of a run's time, and found none worth its memory.
"""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Inside, nothing is searched for garbage; afterwards all is as before, in a service that goes on for weeks too."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def search_never() -> None:
    """For a process that ends with its one command: loading libraries alone set off hundreds of searches.

    At its end nothing is searched once more either: all memory goes back anyway.
    """
    gc.disable()
    atexit.register(gc.freeze)


def search_again() -> None:
    """For a command that goes on for weeks or makes many runs."""
    gc.enable()

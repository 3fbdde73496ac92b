"""Commands in the log: which of them changed something, when, and how it ended; not what was typed."""

import re
from collections.abc import Callable
from contextvars import copy_context
from functools import wraps
from typing import Any

import typer

_KNOWN = {"period": re.compile(r"\d{4}(-(Q[1-4]|[69]M))?"), "locality": re.compile(r"[a-z0-9-]{1,40}")}


def logged(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Enters a command into the log, at its start and at its end; faults are entered where they end the program."""

    def around(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def entered(**given: Any) -> None:
            from flows.machine.logbook import begin_command, keep_log, noted
            from flows.machine.settings import settings

            keep_log(settings().log.file, settings().log.level, aloud=False)
            begin_command(name, *(_harmless(what, given.get(what, "")) for what in _KNOWN))
            try:
                copy_context().run(command, **given)  # a run inside it has an id of its own
            except typer.Exit as ended:
                noted("end", code=ended.exit_code)
                raise
            noted("end", code=0)

        return entered

    return around


def _harmless(what: str, typed: str) -> str:
    """A period or the id of a locality; anything else somebody may have typed there stays out of the log."""
    return typed if _KNOWN[what].fullmatch(typed) else ""

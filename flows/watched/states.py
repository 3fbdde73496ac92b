"""How runs end on the screen: done, nothing due, or failed with what the operator has to do, all in Vietnamese."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from prefect import State, get_run_logger
from prefect.states import Completed, Failed

from flows.machine.advice import advice
from flows.machine.faults import sentence
from flows.machine.logbook import failed, keep_log
from flows.machine.publishing import Locked
from flows.machine.settings import settings
from flows.machine.speaking import speak_utf8
from flows.watched.missed import overtaken
from flows.watched.story import deployed

_Told = ParamSpec("_Told")


def telling(work: Callable[_Told, Any]) -> Callable[_Told, Any]:
    """The body of a flow, whose faults become its last message; a run that a later one makes up for ends at once."""

    @wraps(work)
    def told(*given: _Told.args, **named: _Told.kwargs) -> Any:
        if not deployed():
            return _at_the_console(work, *given, **named)
        if overtaken():
            return Completed(name="Bỏ qua", message="Lỡ giờ; lượt mới hơn làm thay")
        speak_utf8()  # Prefect starts a process of its own for a run, on Windows in a code page without Vietnamese
        keep_log(settings().log.file, settings().log.level)
        try:
            return work(*given, **named)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the operator reads what to do
            failed(fault)
            get_run_logger().error("%s", fault, exc_info=not sentence(fault))
            return Failed(message=advice(fault))

    return told


def _at_the_console(work: Callable[_Told, Any], *given: _Told.args, **named: _Told.kwargs) -> Any:
    """For somebody who waits: a sentence where there is one; the command line tells the rest."""
    try:
        return work(*given, **named)
    except Locked as wrong:
        return Failed(message=str(wrong), data=wrong)
    except ValueError as wrong:
        if not sentence(wrong):
            raise
        return Failed(message=str(wrong), data=wrong)


def nothing_due(message: str) -> State[Any]:
    """The end of a round in which there was nothing to do."""
    return Completed(name="Không đến hạn", message=message)

"""The watch over the inbox: one look after the other until it is told to stop; nothing that goes wrong ends it."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from flows.inbox.folder import Intake
from flows.machine.faults import details_kept
from flows.machine.logbook import failed
from kstt.form import DefinitionError

TICK = 5  # seconds after which it looks even where the system tells nothing, as network drives do
_AGAIN = 60  # ticks after which unanswered files are tried again


def watch(
    folder: Path, look: Callable[[bool], Intake], show: Callable[[Intake], None], stop: Event, tick: float = TICK
) -> None:
    """Looks whenever something happens in a folder, and every few seconds, until `stop` is set or Ctrl-C is pressed.

    `look` is told whether to try once more what waits from earlier; `show` is called with what is news.
    """
    from watchfiles import watch as changes_in

    folder.mkdir(parents=True, exist_ok=True)
    told = ""
    try:
        told = _once(look, show, told, again=True)
        beats = changes_in(
            folder, stop_event=stop, rust_timeout=int(tick * 1000), yield_on_timeout=True, raise_interrupt=True
        )
        for number, _ in enumerate(beats, start=1):
            told = _once(look, show, told, again=number % _AGAIN == 0)
    except KeyboardInterrupt:  # even while it was at work: a run leaves nothing half done
        return


def _once(look: Callable[[bool], Intake], show: Callable[[Intake], None], told: str, *, again: bool) -> str:
    """One look; gives the problem it told last, so that the same sentence does not come every five seconds."""
    try:
        done = look(again)
    except DefinitionError as wrong:
        done = Intake(problems=[str(wrong)])
    except Exception as fault:  # noqa: BLE001 - the watch goes on; the log tells us what went wrong
        failed(fault)
        done = Intake(problems=[f"gặp lỗi ngoài dự kiến; {details_kept(fault)}"])
    problem = "; ".join(done.problems)
    if problem == told:
        done.problems.clear()
    if done:
        show(done)
    return problem

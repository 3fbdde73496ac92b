"""The log: a line per step of a run on the console, JSON lines in a file. Counts only: no names, no contents."""

import json
import logging
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from time import monotonic
from traceback import extract_tb
from uuid import uuid4

from flows.machine.causes import cause
from flows.machine.clock import VIETNAM
from flows.machine.speaking import complain

LOGGER = logging.getLogger("kstt")
LOGGER.addHandler(logging.NullHandler())
_BYTES, _FILES = 2 * 1024**2, 10  # a run takes about one kilobyte: years of them


@dataclass(slots=True)
class _Watch:
    """A run as the log knows it: its id, what it is about, and when it and its last step began."""

    run: str
    about: dict[str, str]
    began: float
    step: float


_WATCH: ContextVar[_Watch | None] = ContextVar("watch", default=None)


def begin(period: str, locality: str) -> None:
    """Starts the watch of a run and notes it."""
    now = monotonic()
    _WATCH.set(_Watch(uuid4().hex[:12], {"period": period, "locality": locality}, now, now))
    noted("start", f"Bắt đầu: kỳ {period}, {locality}")


def begin_command(command: str, period: str, locality: str) -> None:
    """Starts the watch of a command that changes something; its words are of no use here, they may name somebody."""
    now = monotonic()
    _WATCH.set(_Watch(uuid4().hex[:12], {"command": command, "period": period, "locality": locality}, now, now))
    noted("start")


def noted(step: str, told: str = "", **counts: int | str) -> None:
    """Notes a finished step with the seconds it took; `told` is its line on the console, none where it is empty.

    `counts` must be free of names and of what units wrote.
    """
    _enter(logging.INFO, step, told, counts)


def failed(fault: BaseException) -> None:
    """Notes what ended a run: the kind of fault and where in the program, never its message, which may quote a file."""
    frames = extract_tb(fault.__traceback__)
    place = f"{Path(frames[-1].filename).stem}:{frames[-1].lineno}" if frames else ""
    _enter(logging.ERROR, "failed", "", {"fault": type(fault).__name__, "place": place})


def _enter(level: int, step: str, told: str, counts: dict[str, int | str]) -> None:
    watch, now = _WATCH.get(), monotonic()
    seconds = now - watch.step if watch else 0.0
    entry: dict[str, object] = {"run": watch.run, **watch.about} if watch else {}
    entry |= {"step": step, "seconds": round(seconds, 3)} | counts
    if watch:
        entry["total"] = round(now - watch.began, 3)
        watch.step = now
    took = f" ({seconds:.1f} giây)".replace(".", ",") if step != "start" else ""
    line = f"{told}{took}" if told else ""
    LOGGER.log(level, line or step, extra={"entry": entry, "told": line})


def keep_log(file: Path, level: str, *, aloud: bool = True) -> None:
    """Begins to write the log, here instead of where it was before, on the console too where `aloud`.

    A file that can not be written stops nothing.
    """
    for old in LOGGER.handlers[:]:
        LOGGER.removeHandler(old)
        old.close()
    LOGGER.addHandler(logging.NullHandler())  # without any, the library prints by itself
    LOGGER.setLevel(level)
    LOGGER.propagate = False  # Prefect would print it once more
    if aloud:
        LOGGER.addHandler(_Console())
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        LOGGER.addHandler(_File(file, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8"))
    except OSError as wrong:
        complain(f"Không ghi được nhật ký {file} ({cause(wrong)}); chương trình vẫn chạy. Xem: kstt doctor")


class _File(RotatingFileHandler):
    """JSON lines, one per step, in files of bounded size."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, VIETNAM).isoformat(timespec="milliseconds")
        entry = {"at": at, "level": record.levelname} | getattr(record, "entry", {"step": record.getMessage()})
        return json.dumps(entry, ensure_ascii=False)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - the library's name
        """A full disk costs the log, not the run; the library would print a traceback."""
        complain(f"Không ghi được nhật ký {self.baseFilename}; chương trình vẫn chạy. Xem: kstt doctor")
        LOGGER.removeHandler(self)
        self.close()


class _Console(logging.Handler):
    """The lines for the officer, above a progress bar where one is shown."""

    def emit(self, record: logging.LogRecord) -> None:
        from flows.machine.terminal import console

        if told := getattr(record, "told", ""):
            console.print(told, style="dim", markup=False, highlight=False, soft_wrap=True)

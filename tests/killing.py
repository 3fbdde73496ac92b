"""A run killed at every point where it touches the disk; run as a program of its own, since it forks and kills.

    python killing.py RAW HOME
Prints a line per point that leaves something wrong behind, and last how many points there were.
"""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from papers import PERIOD, in_process
from report_alone import report_alone
from small_office import settle_in

from flows.ledger.store import place_of, reading
from flows.machine import workers
from flows.machine.publishing import fingerprint
from flows.quarter import run_quarter
from flows.record.request import Request
from flows.run import content

_MOVES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "shutil.copyfile", "sqlite3.connect"}


def main(raw: Path, home: Path) -> None:
    workers.each = in_process  # type: ignore[assignment]
    os.chdir(home)
    settle_in(home)  # a small register: the fewer lines, the quicker each of the many runs
    report_alone()
    content.hold = lambda _: None  # looks at figures and touches no disk
    before, after = home / "before", home / "after"
    run_quarter(_request(raw / "first", before), in_process)
    shutil.copytree(before, after)
    run_quarter(_request(raw / "second", after), in_process)
    states = [_state(before), _state(after)]
    points = 0
    while _killed_at(points, raw, before, home / "try"):
        for problem in _problems(home / "try", states):
            print(f"điểm {points}: {problem}")
        run_quarter(_request(raw / "second", home / "try"), in_process)
        if _state(home / "try") != states[1]:
            print(f"điểm {points}: chạy lại không ra kết quả như cũ")
        points += 1
    print(f"{points} điểm")


def _request(raw: Path, home: Path) -> Request:
    return Request(PERIOD, "hai-phong", raw / "2026-Q1", home / "out")


def _killed_at(point: int, raw: Path, before: Path, place: Path) -> bool:
    """Runs the second set of files in a copy and dies before the so-manyth change; False where it came to its end."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(before, place)
    child = os.fork()
    if not child:
        sys.addaudithook(_Killer(point, str(place)))
        run_quarter(_request(raw / "second", place), in_process)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


class _Killer:
    """Counts what changes the disk below a place, and kills its process before the so-manyth."""

    def __init__(self, point: int, place: str) -> None:
        self.left, self.place = point, place

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._writes(event, arguments):
            return
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1

    def _writes(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if not arguments or self.place not in str(arguments[0]):
            return False
        if event == "open":
            return bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        return event in _MOVES


def _state(home: Path) -> dict[str, str]:
    """Every file that somebody may open, by its hash; the ledger tells times and is looked at apart."""
    return {name: sha for name, sha in fingerprint(home).items() if not name.startswith("so-cai.sqlite")}


def _problems(home: Path, states: list[dict[str, str]]) -> Iterator[str]:
    known = {(name, sha) for state in states for name, sha in state.items()}
    for name, sha in _state(home).items():
        if not any(part.startswith(".") for part in Path(name).parts) and (name, sha) not in known:
            yield f"«{name}» không trọn vẹn"
    with reading(place_of(home / "out")) as ledger:
        if fault := ledger.verify().fault:
            yield f"sổ cái sai: {fault}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

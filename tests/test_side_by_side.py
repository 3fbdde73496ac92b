"""Two processes write the outputs of a large run: the same bytes, and a failure of either is one of the run."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from shutil import copy2

import pytest
from papers import PERIOD, in_process
from test_quarter import FILES, send

from flows.machine import side_by_side
from flows.machine.publishing import Locked, aside, fingerprint
from flows.quarter import run_quarter
from flows.record.request import Request


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    monkeypatch.setattr("flows.machine.workers.each", in_process)
    send(tmp_path / "2026-Q1", FILES)
    return Request(PERIOD, "hai-phong", tmp_path / "2026-Q1", tmp_path / "out")


def test_two_processes_write_what_one_does(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = fingerprint(run_quarter(request_, in_process).folder)
    monkeypatch.setattr(side_by_side, "MANY", 0)
    assert fingerprint(run_quarter(request_, in_process).folder) == alone


def test_a_few_files_are_judged_by_the_other_process_as_by_this_one(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a first run and in one after it; many files are judged here, where they have been read."""
    others = [replace(request_, out=request_.out.with_name(name)) for name in ("apart", "here")]
    first = fingerprint(run_quarter(request_, in_process).folder)
    copy2(request_.raw / "hong-bang.xlsx", request_.raw / "hong-bang-nua.xlsx")
    second = fingerprint(run_quarter(request_, in_process).folder)
    (request_.raw / "hong-bang-nua.xlsx").unlink()
    monkeypatch.setattr(side_by_side, "MANY", 0)
    monkeypatch.setattr("validation.judging.judge_forms", nobody)  # of this process; the other one has its own
    assert fingerprint(run_quarter(others[0], in_process).folder) == first
    copy2(request_.raw / "hong-bang.xlsx", request_.raw / "hong-bang-nua.xlsx")
    assert fingerprint(run_quarter(others[0], in_process).folder) == second
    monkeypatch.setattr("flows.received.judging._FEW", len(FILES))
    with pytest.raises(RuntimeError, match="judged here"):
        run_quarter(others[1], in_process)


def nobody(*_: object) -> None:
    raise RuntimeError("judged here")


def test_what_judges_is_not_loaded_by_what_writes() -> None:
    """Else a run after a correction would load it too, beside the process that judges."""
    loaded = "import sys, flows.run.building; sys.exit('pandera' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0


class Content:
    """Content that says which thread packed it."""

    def __init__(self, packed_by: list[threading.Thread]) -> None:
        self.packed_by = packed_by

    def __reduce__(self) -> tuple[type, tuple[list[threading.Thread]]]:
        self.packed_by.append(threading.current_thread())
        return Content, ([],)


def test_content_is_packed_before_the_run_goes_on_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "MANY", 0)
    packed_by: list[threading.Thread] = []
    with side_by_side.side_by_side(1) as beside:
        beside(id, Content(packed_by))
        assert packed_by == [threading.current_thread()]


@pytest.mark.parametrize("write", ["write_overviews", "hold", "write_report"])  # in the other process, and in this one
def test_what_fails_in_either_process_publishes_nothing(
    request_: Request, monkeypatch: pytest.MonkeyPatch, write: str
) -> None:
    monkeypatch.setattr(side_by_side, "MANY", 0)
    monkeypatch.setattr(f"flows.run.building.{write}", full)
    with pytest.raises(Locked, match="đĩa đã đầy"):
        run_quarter(request_, in_process)
    assert list(request_.folder.iterdir()) == []


def test_nothing_is_put_away_while_the_other_process_writes_there(
    request_: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report fails at once, what is written beside it takes its time."""
    told = tmp_path / "written"

    @contextmanager
    def watched(folder: Path, retired: Sequence[str] = ()) -> Iterator[Path]:
        with aside(folder, retired) as new:
            try:
                yield new
            finally:
                assert told.is_file()

    monkeypatch.setattr(side_by_side, "MANY", 0)
    monkeypatch.setattr("flows.run.building.aside", watched)
    monkeypatch.setattr("flows.run.building.write_report", full)
    monkeypatch.setattr("flows.run.building.write_overviews", partial(slow, told))
    with pytest.raises(Locked, match="đĩa đã đầy"):
        run_quarter(request_, in_process)


def test_a_run_that_fails_early_does_not_wait_for_what_got_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side_by_side, "MANY", 0)
    told = tmp_path / "ready"
    with suppress(RuntimeError), side_by_side.side_by_side(1) as beside:
        beside.begin(slow, told)
        raise RuntimeError("too early")
    assert not told.exists()


def slow(told: Path, *_: object) -> None:
    time.sleep(1)
    told.touch()


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


_KILLED = """
import multiprocessing, os, signal, time
from flows.machine import side_by_side

if __name__ == "__main__":
    side_by_side.MANY = 0
    with side_by_side.side_by_side(1) as beside:
        beside.begin(len, ())
        while not multiprocessing.active_children():
            time.sleep(0.05)
        print(multiprocessing.active_children()[0].pid, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_other_process_ends_with_a_run_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "run.py").write_text(_KILLED, encoding="utf-8")
    done = subprocess.run([sys.executable, tmp_path / "run.py"], check=False, stdout=subprocess.PIPE, text=True)
    command = Path("/proc", done.stdout.strip(), "cmdline")
    end = time.monotonic() + 30
    while command.exists() and command.read_bytes() and time.monotonic() < end:  # empty once it is over
        time.sleep(0.1)
    assert done.returncode == -signal.SIGKILL
    assert not command.exists() or not command.read_bytes()

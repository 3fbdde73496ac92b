"""The processes that read files keep within limits of their own, and within lower ones an office has set."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from apart import kstt
from test_clerks import FULL, old_workbook

from flows.machine import workers
from kstt.form import DefinitionError

_CHILD = """
import resource
from flows.machine.workers import MEMORY, here

lower = MEMORY * 3 // 4
resource.setrlimit(resource.RLIMIT_AS, (lower, lower))
told, = here(resource.getrlimit, [resource.RLIMIT_AS], str)
assert told == (lower, lower), told
"""


def test_a_lower_limit_of_the_office_stays() -> None:
    done = subprocess.run([sys.executable, "-c", _CHILD], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


def test_an_officer_sees_neither_a_library_s_panic_nor_what_lies_in_the_working_folder(tmp_path: Path) -> None:
    """An old workbook cut off makes calamine panic; a module of the office's own is loaded by no child."""
    (tmp_path / "calendar.py").write_text("raise SystemExit('not ours')", encoding="utf-8")
    (tmp_path / "bc.xls").write_bytes(old_workbook(FULL.grid())[:5395])
    done = kstt(tmp_path, "check", "--period", "2026-Q1", "bc.xls", code=1)
    assert done.stderr == ""
    assert "Tệp hỏng hoặc tải lên dở dang" in done.stdout


def test_processes_that_end_by_themselves_start_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_begin", partial(end_once, tmp_path / "ended"))
    assert list(workers.here(len, [(), (1,)], str)) == [0, 1]
    assert (tmp_path / "ended").exists()


def end_once(mark: Path) -> None:
    if not mark.exists():
        mark.touch()
        os.abort()


def test_processes_that_always_end_blame_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_begin", os.abort)
    with pytest.raises(DefinitionError, match="thiếu bộ nhớ"):
        list(workers.here(len, [(), (1,)], str))

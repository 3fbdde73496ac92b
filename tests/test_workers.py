"""The processes that read files keep within limits of their own, and within lower ones an office has set."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

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


def test_processes_that_end_by_themselves_start_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_limit", partial(end_once, tmp_path / "ended"))
    assert list(workers.here(len, [(), (1,)], str)) == [0, 1]
    assert (tmp_path / "ended").exists()


def end_once(mark: Path) -> None:
    if not mark.exists():
        mark.touch()
        os.abort()


def test_processes_that_always_end_blame_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_limit", os.abort)
    with pytest.raises(DefinitionError, match="thiếu bộ nhớ"):
        list(workers.here(len, [(), (1,)], str))

"""Whatever a run does, the search for garbage is as before it afterwards."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.machine.uncollected import uncollected


def test_nothing_is_searched_inside_and_all_is_as_before_afterwards() -> None:
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_run_that_fails_leaves_the_search_on() -> None:
    with pytest.raises(ZeroDivisionError), uncollected():
        _ = 1 / 0
    assert gc.isenabled()


COMMAND = """
import atexit, gc, sys
from flows.inbox import watching
from flows.machine import probes
from flows.watched import deployments

watching.watch = deployments.serve_all = lambda *_: None  # they would go on for weeks
probes.web_problem = lambda address: ""
from flows.cli.starting import main

sys.argv = ["kstt", *sys.argv[1:]]
atexit.register(lambda: print("searched" if gc.isenabled() else "not searched"))
main()
"""


@pytest.mark.parametrize(
    ("command", "searched"),
    [
        (["status", "2026-Q1"], "not searched"),
        (["rebuild"], "searched"),
        (["watch"], "searched"),
        (["serve"], "searched"),
    ],
    ids=lambda given: given[0] if isinstance(given, list) else "",
)
def test_only_a_command_that_goes_on_is_searched_for_garbage(tmp_path: Path, command: list[str], searched: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", COMMAND, *command],
        cwd=tmp_path,
        env=os.environ | {"PREFECT_API_URL": "http://127.0.0.1:9/api"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout.splitlines()[-1] == searched, ended.stderr

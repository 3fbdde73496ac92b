"""Child processes are copies of one that has loaded what they need, and Ctrl-C is no matter of theirs."""

import os
import signal
import subprocess
import sys

import pytest
from pebble import ProcessPool

from flows.machine.nursery import context

PARENT = """
import signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the tests run unheard
from flows.machine.nursery import context
context()
try:
    print("ready", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    print("heard", flush=True)
child = context().Process(target=print, args=("child",), kwargs={"flush": True})
child.start()
child.join()
"""


def test_ctrl_c_reaches_the_run_alone_also_while_the_others_load() -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert run.stdout
    assert run.stdout.readline() == "ready\n"
    os.killpg(run.pid, signal.SIGINT)
    assert run.communicate(timeout=60) == ("heard\nchild\n", "")


def test_a_child_begins_with_all_that_reads_a_file() -> None:
    with ProcessPool(1, context=context()) as pool:
        loaded = pool.schedule(
            eval, ("[name in __import__('sys').modules for name in ('flows.received.reading', 'pandas')]",)
        )
        assert loaded.result() == [True, False]


def test_where_a_process_can_not_be_copied_each_child_is_started_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.machine.nursery.get_all_start_methods", lambda: ["spawn"])
    with ProcessPool(1, context=context()) as pool:
        assert pool.schedule(eval, ("'flows.received.reading' in __import__('sys').modules",)).result() is False

"""Reading on a Dask cluster of two machines: the same bytes, the same limits, and no harm where it is away."""

import os
import signal
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing import parent_process
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster
from test_same_bytes import SAMPLES

from flows.console.runs import progress
from flows.machine import workers
from flows.machine.publishing import fingerprint
from flows.quarter import run_quarter
from flows.record.request import Request
from kstt.form import DefinitionError
from kstt.mention import parse

FILES = [Path(f"{number:02d}.xlsx") for number in range(45)]


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Two machines of one process each, which may start others."""
    with (
        dask.config.set({"distributed.worker.daemon": False, "distributed.scheduler.allowed-failures": 0}),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as two,
    ):
        yield two


@pytest.fixture
def scheduler(cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("KSTT_DASK__SCHEDULER", cluster.scheduler_address)
    return str(cluster.scheduler_address)


def read(path: Path, hangs: str = "", crashes: str = "", ends: str = "", spared: int = 0) -> str:
    """Who read a file: it may hang, take its process along, or end its whole machine, but the spared one."""
    if path.stem == hangs:
        time.sleep(600)
    if path.stem == crashes:
        os._exit(3)
    if path.stem == ends and machine() != spared:
        os.kill(machine(), signal.SIGKILL)
    return f"{path.stem} {machine()}"


def machine() -> int:
    """The process that asked for the reading; what a child was copied from does not count."""
    asking = parent_process()
    assert asking
    return asking.pid or 0


def lost(path: Path) -> str:
    return f"{path.stem} lost"


def hurry(seconds: float) -> None:
    workers.SECONDS = seconds


def test_the_same_bytes(tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert scheduler
    monkeypatch.setattr(workers, "_MANY", 1)
    told = [
        run_quarter(Request(parse("2026-Q1"), "hai-phong", SAMPLES, tmp_path / place / "out"), each)
        for place, each in (("cluster", progress), ("here", workers.here))
    ]
    assert told[0].record == told[1].record
    assert fingerprint(told[0].folder) == fingerprint(told[1].folder)


def test_a_file_that_hangs_or_crashes_stops_no_other(
    cluster: LocalCluster, scheduler: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scheduler
    with cluster.get_client() as client:
        client.run(hurry, 8.0)
    told = [one.partition(" ") for one in workers.each(partial(read, hangs="07", crashes="30"), FILES, lost)]
    assert [stem for stem, _, _ in told] == [path.stem for path in FILES]
    assert [stem for stem, _, by in told if by == "lost"] == ["07", "30"]
    machines = {by for _, _, by in told} - {"lost"}
    assert len(machines) == 2
    assert str(os.getpid()) not in machines
    assert capsys.readouterr().err == ""


def test_what_no_machine_finishes_is_done_here(scheduler: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert scheduler
    ends = partial(read, ends="41", spared=os.getpid())
    told = [one.partition(" ") for one in workers.each(ends, FILES, lost)]
    assert [stem for stem, _, _ in told] == [path.stem for path in FILES]
    assert {by for stem, _, by in told if stem == "41"} == {str(os.getpid())}
    assert len({by for _, _, by in told}) > 1
    assert "máy này đọc phần còn lại" in capsys.readouterr().err


def test_without_a_cluster_this_machine_reads(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("flows.machine.cluster._PATIENCE", 1)
    monkeypatch.setenv("KSTT_DASK__SCHEDULER", "tcp://127.0.0.1:9")
    assert list(workers.each(str, FILES, str)) == list(map(str, FILES))
    assert "Không dùng được cụm Dask tcp://127.0.0.1:9" in capsys.readouterr().err


def test_few_files_stay_here(scheduler: str) -> None:
    assert scheduler
    assert {one.partition(" ")[2] for one in workers.each(read, FILES[:4], lost)} == {str(os.getpid())}


def test_a_machine_that_reads_with_something_else_is_refused(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert scheduler
    monkeypatch.setattr("flows.machine.program.program_hash", lambda: "another")
    with pytest.raises(DefinitionError, match="hãy cài cùng bản kstt"):
        workers.each(read, FILES, lost)

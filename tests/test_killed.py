"""A run killed with SIGKILL at every point where it touches the disk, a full disk, a folder nobody may write to."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from papers import PERIOD, in_process
from test_quarter import FILES, REPORT, send
from xlsxwriter.exceptions import FileCreateError

from flows.cli.app import main
from flows.machine import workers
from flows.machine.publishing import Locked, aside, fingerprint
from flows.quarter import run_quarter
from flows.record.request import Request

ROOT = Path(__file__).parents[1]
FIRST = {name: FILES[name] for name in ("do-son.xlsx", "kien-an.xlsx")}
SECOND = FIRST | {name: FILES[name] for name in ("do-son (sua).xlsx", "hong-bang lan 2.xlsx")}


def test_nothing_half_done_is_ever_seen(tmp_path: Path) -> None:
    """The second of two runs, with a correction and a new faulty file, so that it issues, hands back and keeps."""
    send(tmp_path / "raw" / "first" / "2026-Q1", FIRST)
    send(tmp_path / "raw" / "second" / "2026-Q1", SECOND)
    environment = {name: value for name, value in os.environ.items() if name != "KSTT_LEDGER_URL"}
    environment["PYTHONPATH"] = f"{ROOT}{os.pathsep}{ROOT / 'tests'}"
    forks = ["-W", "ignore::DeprecationWarning:__main__"]  # Python 3.12 warns that threads do not survive it
    command = [sys.executable, *forks, str(ROOT / "tests" / "killing.py"), str(tmp_path / "raw"), str(tmp_path)]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    *problems, points = done.stdout.splitlines() or [""]
    assert (problems, done.stderr, done.returncode) == ([], "", 0)
    assert int(points.removesuffix(" điểm")) > 40


def refusing(number: int) -> Callable[..., Any]:
    def write(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), "/data/out/2026-Q1/.dang-ghi-ab/new/bao-cao.xlsx")

    return write


def test_what_another_program_is_writing_stays(tmp_path: Path) -> None:
    """Letters are written into the folder of a period while a run writes its report there."""
    with aside(tmp_path) as report:
        with aside(tmp_path) as letters:
            (letters / "nhac-viec").mkdir()
        (report / REPORT).write_bytes(b"whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == [REPORT, "nhac-viec"]


def test_a_full_disk_is_known_through_the_libraries_that_wrap_it(tmp_path: Path) -> None:
    def full(source: str, _: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), source)

    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "run.json").write_bytes(b"{}")
    with pytest.raises(Locked, match=r"^Không ghi được kết quả: đĩa đã đầy"), aside(tmp_path / "out") as new:
        shutil.copytree(tmp_path / "source", new / "x", copy_function=full)
    with pytest.raises(Locked, match=r"^Không ghi được kết quả: đĩa đã đầy"), aside(tmp_path / "out"):
        raise FileCreateError(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    with pytest.raises(ValueError, match=r"^of ours$"), aside(tmp_path / "out"):
        raise ValueError("of ours")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "Không ghi được «/data/out/2026-Q1»: đĩa đã đầy; hãy giải phóng chỗ trống rồi chạy lại."),
        (errno.EROFS, "Không ghi được «/data/out/2026-Q1»: thư mục chỉ đọc; hãy cấp quyền ghi rồi chạy lại."),
        (errno.EACCES, "Không ghi được «/data/out/2026-Q1»: thư mục chỉ đọc; hãy cấp quyền ghi rồi chạy lại."),
    ],
)
def test_a_full_disk_or_a_closed_folder_is_told(
    number: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(workers, "each", in_process)
    monkeypatch.chdir(tmp_path)
    request = Request(PERIOD, "hai-phong", tmp_path / "2026-Q1", tmp_path / "out")
    send(request.raw, FIRST)
    run_quarter(request, in_process)
    before = fingerprint(request.folder)
    send(request.raw, SECOND)
    monkeypatch.setattr("flows.run.building.write_report", refusing(number))
    with pytest.raises(Locked):
        run_quarter(request, in_process)
    assert fingerprint(request.folder) == before
    words = ["kstt", "run", "2026-Q1", "--raw", str(request.raw), "--out", str(request.out), "--no-prefect"]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code, capsys.readouterr().err.strip()) == (1, told)
    assert REPORT in before
    assert not (tmp_path / "kstt-loi.log").exists()

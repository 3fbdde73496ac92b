"""The same quarter with Prefect watching: same bytes, results as artifacts, sentences instead of tracebacks."""

import json
import logging
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from httpx import ConnectError
from papers import in_process
from small_office import settle_in
from test_quarter import FILES, send

from flows.proof import proving
from flows.quarter import run_quarter
from flows.watched import quarter
from kstt.form import DefinitionError
from kstt.proof import PROOF_TEXT

SAMPLES = Path(__file__).parent / "samples" / "2026-Q1"
KSTT = Path(sys.executable).with_name("kstt")


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A run under an ephemeral Prefect server with a home of its own."""
    home = tmp_path_factory.mktemp("prefect")
    return home, kstt(home, "run", "2026-Q1", "--raw", str(SAMPLES), "--out", str(home / "watched"), "--prove")


def kstt(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PREFECT_HOME": str(home / "home"), "PREFECT_API_URL": ""}
    return subprocess.run([KSTT, *arguments], env=environment, cwd=home, capture_output=True, text=True, check=False)


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_prefect_changes_no_byte(watched: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    home, run = watched
    assert run.returncode == 0, run.stderr
    plain = kstt(home, "run", "2026-Q1", "--raw", str(SAMPLES), "--out", str(home / "plain"), "--no-prefect", "--prove")
    assert plain.returncode == 0, plain.stderr
    assert "ĐÃ CHỨNG MINH" in run.stdout
    assert run.stdout.startswith("Đang mở Prefect để theo dõi; không cần theo dõi thì thêm --no-prefect\n")
    assert "INFO" not in run.stdout
    assert run.stderr == ""
    assert content(home / "watched" / "2026-Q1") == content(home / "plain" / "2026-Q1")


def test_the_ledger_is_told_of_a_watched_run(watched: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    home, run = watched
    assert "lần phát hành 1." in run.stdout
    verified = kstt(home, "ledger", "verify", "--out", str(home / "watched"))
    assert verified.stdout.startswith("Sổ cái đúng: ")


def test_results_are_artifacts(watched: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    with closing(sqlite3.connect(watched[0] / "home" / "prefect.db")) as base:
        rows = base.execute("select key, data from artifact where key is not null").fetchall()
    told = {key: json.loads(data) for key, data in rows}
    assert set(told) == {f"hai-phong-2026-q1-{name}" for name in ("tinh-hinh", "phat-hien", "bao-cao")}
    found = told["hai-phong-2026-q1-phat-hien"]
    assert "C8" in found
    assert "kien-an.xlsx" in found
    assert "Chưa gửi" in told["hai-phong-2026-q1-bao-cao"]


def test_a_missing_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    run = kstt(tmp_path, "run", "2026-Q1", "--raw", str(tmp_path / "none"), "--out", str(tmp_path / "out"))
    assert run.returncode == 2
    assert run.stderr.startswith("Lệnh không đúng: --raw: không có «")
    assert "Traceback" not in run.stderr + run.stdout


def test_what_the_disk_refuses_is_told_as_without_prefect(
    watched: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    home, _ = watched  # whose Prefect database is made
    (tmp_path / "out").write_bytes(b"")
    given = "run", "2026-Q1", "--raw", str(SAMPLES), "--out", str(tmp_path / "out")
    run, plain = kstt(home, *given), kstt(home, *given, "--no-prefect")
    assert (run.returncode, run.stderr) == (plain.returncode, plain.stderr)
    assert plain.returncode == 1
    assert "Traceback" not in run.stderr + run.stdout


@pytest.mark.parametrize("server", ["", "http://127.0.0.1:9/api"])
def test_a_server_that_can_not_be_had_is_told_with_the_way_out(tmp_path: Path, server: str) -> None:
    (tmp_path / "home").write_bytes(b"")  # where Prefect would keep its database
    environment = os.environ | {"PREFECT_HOME": str(tmp_path / "home"), "PREFECT_API_URL": server}
    told = [KSTT, "run", "2026-Q1", "--raw", str(SAMPLES), "--out", str(tmp_path / "out")]
    run = subprocess.run(told, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 2
    assert run.stderr.startswith("Không chạy được: ")
    assert "--no-prefect" in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert not (tmp_path / "kstt-loi.log").exists()


def test_a_server_lost_on_the_way_takes_nothing_from_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", True)
    monkeypatch.chdir(tmp_path)
    request = settle_in(tmp_path)
    send(request.raw, FILES)
    run = run_quarter(request, in_process)

    def lost(*_: object, **__: object) -> None:
        quarter.heard(run)
        raise ConnectError("gone")

    told: list[str] = []
    monkeypatch.setattr(quarter, "quarterly_report", lost)
    proved: list[Path] = []
    monkeypatch.setattr(proving, "prove", proved.append)
    assert quarter.watched(request, told.append) is run
    assert proved == []
    assert quarter.watched(request, told.append, prove=True) is run
    assert proved == [run.folder]
    (run.folder / PROOF_TEXT).write_bytes(b"")  # where the flow came to prove it before
    assert quarter.watched(request, told.append, prove=True) is run
    assert proved == [run.folder]
    said = " không trả lời nữa (ConnectError): kết quả vẫn đầy đủ, chỉ màn hình theo dõi thiếu lượt chạy này"
    assert [one.startswith("Máy chủ Prefect ") and one.endswith(said) for one in told] == [True] * 3
    monkeypatch.setattr(quarter, "heard", lambda _: None)
    with pytest.raises(DefinitionError, match="chạy lại với --no-prefect"):
        quarter.watched(request, told.append)

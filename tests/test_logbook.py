"""The log: a line per step with its run, on the console and as JSON; numbers only; it never stops a run."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from papers import in_process
from test_quarter import ONE, WRONG, book, send
from typer.testing import CliRunner

from flows.cli import app as cli
from flows.cli.app import app
from flows.machine import logbook, workers
from flows.machine.logbook import LOGGER, begin, failed, keep_log, noted

LOG = Path("data/nhat-ky/kstt.jsonl")
SENT = "BC của bà Trần Thị Mẫu.xlsx"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    monkeypatch.delenv("KSTT_LEDGER_URL", raising=False)
    return tmp_path


def lines(path: Path = LOG) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def run(code: int = 0) -> str:
    send(
        Path("data/raw/2026-Q1"),
        {
            SENT: (book("phường Đồ Sơn", ONE), "2026-03-16T08:00:00"),
            "kien-an.xlsx": (book("phường Kiến An", WRONG), "2026-03-16T09:30:00"),
        },
    )
    done = CliRunner().invoke(app, ["run", "2026-Q1", "--no-prefect"])
    assert done.exit_code == code, done.output + repr(done.exception)
    return done.output


def test_a_run_logs_every_step_with_its_id_and_seconds() -> None:
    said = run()
    told = lines()
    assert [one["step"] for one in told] == ["start", "received", "judged", "written", "ledger"]
    assert len({one["run"] for one in told}) == 1
    assert {(one["period"], one["locality"], one["level"]) for one in told} == {("2026-Q1", "hai-phong", "INFO")}
    assert all(one["seconds"] >= 0 and one["at"].endswith("+07:00") for one in told)
    assert [one["total"] for one in told] == sorted(one["total"] for one in told)
    received, judged, written, entered = told[1:]
    assert (received["files"], received["ignored"]) == (2, 0)
    assert (judged["accepted"], judged["must_fix"], judged["refused"], judged["findings"]) == (1, 1, 0, 1)
    assert (written["files"], written["report"]) == (8, 1)
    assert entered["remark"].endswith("lần phát hành 1.")
    assert "Bắt đầu: kỳ 2026-Q1" in said
    assert "Nhận 2 tệp (" in said
    assert "Kiểm tra 2 tệp: 1 chấp nhận, 1 phải sửa, 0 từ chối (" in said
    run()
    assert len({one["run"] for one in lines()}) == 2


def test_the_log_names_nobody_and_quotes_no_file() -> None:
    run()
    own = {"at", "run", "seconds", "total"}  # digits of these may look like anything
    told = [str(value) for one in lines() for key, value in one.items() if key not in own]
    for secret in ("Mẫu", "xlsx", "Đồ Sơn", "Kiến An", "11455", "Hộ tịch", str(WRONG[3])):
        assert not [value for value in told if secret in value]


def test_commands_that_change_something_are_logged_without_what_was_typed() -> None:
    run()
    said = "giải trình của bà Trần Thị Mẫu"

    def kstt(*words: str, code: int) -> None:
        assert CliRunner().invoke(app, words).exit_code == code

    kstt("remind", "2026-Q1", "--as-of", "2026-03-18", code=0)
    kstt("remind", "2026-Q1", "--as-of", said, code=2)
    kstt("waive", "11443", "identity.sum", "2026-Q1", "--why", said, code=0)
    kstt("close", "2026-Q1", "--why", said, code=0)
    kstt("reopen", said, "--locality", "bà Trần Thị Mẫu", "--why", said, code=1)
    told = lines()[5:]
    assert [(one["command"], one["step"], one.get("code")) for one in told] == [
        *(("remind", step, code) for step, code in (("start", None), ("letters", None), ("end", 0))),
        *(("remind", step, code) for step, code in (("start", None), ("end", 2))),
        *((name, step, code) for name in ("waive", "close") for step, code in (("start", None), ("end", 0))),
        ("reopen", "start", None),
    ]
    assert {one["period"] for one in told} == {"2026-Q1", ""}
    assert sum(one.get("written", 0) for one in told) > 100
    assert len({one["run"] for one in told}) == 5
    assert "Mẫu" not in LOG.read_text(encoding="utf-8")


def test_what_stops_a_run_is_logged_without_its_words(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise KeyError(SENT)

    monkeypatch.setattr("flows.quarter.load_locality", fails)
    (here / "data/raw/2026-Q1").mkdir(parents=True)
    monkeypatch.setattr("sys.argv", ["kstt", "run", "2026-Q1", "--no-prefect"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 3
    last = lines()[-1]
    assert (last["step"], last["level"], last["fault"]) == ("failed", "ERROR", "KeyError")
    assert last["place"].startswith("test_logbook:")
    assert "Mẫu" not in LOG.read_text(encoding="utf-8")


def test_files_of_the_log_stay_small(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logbook, "_BYTES", 1000)
    monkeypatch.setattr(logbook, "_FILES", 3)
    keep_log(here / "nk" / "kstt.jsonl", "INFO")
    begin("2026-Q1", "hai-phong")
    for number in range(50):
        noted("received", files=number)
    assert sorted(path.name for path in (here / "nk").iterdir()) == [
        f"kstt.jsonl{end}" for end in ("", ".1", ".2", ".3")
    ]
    assert all(path.stat().st_size <= 1000 for path in (here / "nk").iterdir())
    assert lines(here / "nk" / "kstt.jsonl")[-1]["files"] == 49


def test_the_level_is_set_by_the_settings(here: Path) -> None:
    keep_log(here / "kstt.jsonl", "WARNING")
    noted("received", files=1)
    LOGGER.warning("đầy đĩa")
    assert [one["step"] for one in lines(here / "kstt.jsonl")] == ["đầy đĩa"]


def test_a_log_that_can_not_be_written_stops_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "data").mkdir()
    (here / "data" / "nhat-ky").write_text("", encoding="utf-8")
    assert "Báo cáo:" in run()
    keep_log(here / "data" / "nhat-ky" / "kstt.jsonl", "INFO")
    assert "chương trình vẫn chạy" in capsys.readouterr().err
    keep_log(here / "data" / "nhat-ky" / "kstt.jsonl", "INFO", aloud=False)
    capsys.readouterr()
    failed(KeyError())
    assert capsys.readouterr().err == ""


def test_a_disk_that_fills_up_is_told_once(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_log(here / "kstt.jsonl", "INFO")

    monkeypatch.setattr(logging.StreamHandler, "emit", lambda self, record: self.handleError(record))
    noted("received", files=1)
    noted("judged", files=1)
    told = capsys.readouterr().err
    assert told.count("Không ghi được nhật ký") == 1
    assert "Traceback" not in told


def test_without_being_asked_nothing_is_written(here: Path) -> None:
    for handler in LOGGER.handlers[:]:
        LOGGER.removeHandler(handler)
        handler.close()
    LOGGER.addHandler(logging.NullHandler())
    begin("2026-Q1", "hai-phong")
    noted("received", "Nhận 1 tệp", files=1)
    assert list(here.iterdir()) == []

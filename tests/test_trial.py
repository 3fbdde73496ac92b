"""`kstt doctor --trial`: an example quarter goes the whole way, and what comes out wrong is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from apart import SMALL
from papers import in_process
from typer.testing import CliRunner

from flows.cli.app import app
from flows.doctor import trial
from flows.doctor.checks import Check
from flows.doctor.trial import try_out
from flows.ledger.store import place_of, writing
from flows.machine import workers
from flows.record.request import Request, Run
from kstt.form import DefinitionError

IN_APRIL = date(2026, 4, 20)  # the first quarter ended on 14 March
STEPS = ["Thử đọc, kiểm tra", "Thử tổng hợp", "Thử chạy lại"]
Running = Callable[[Request, object], Run]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    return tmp_path


def test_the_command_tries_a_quarter_and_leaves_nothing_behind(here: Path) -> None:
    ledger = f"sqlite:///{here / 'so.sqlite'}"
    with writing(place_of(Path("data/out"), ledger)) as book:
        book.append("hai-phong", "2026-Q1", [("run", {})])
    before = (here / "so.sqlite").read_bytes()
    done = CliRunner().invoke(app, ["doctor", "--trial"], env={"KSTT_LEDGER_URL": ledger, "PREFECT_API_URL": ""})
    assert done.exit_code == 0, done.output
    told = [line for line in done.output.splitlines() if line[7:].startswith("Thử ")]
    assert [line[7:].partition(": ")[0] for line in told] == STEPS
    assert all(line.startswith("ok ") for line in told)
    assert "tệp mô phỏng của 30 đơn vị, " in told[0]
    assert "11 cột của biểu II.06a" in told[1]
    assert [path.name for path in here.rglob("*") if path.is_file()] == ["so.sqlite"]
    assert (here / "so.sqlite").read_bytes() == before


def test_nothing_is_tried_where_the_installation_has_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.doctor.examining.examine", lambda: iter([Check("fault", "Đĩa", "đầy", "dọn")]))
    done = CliRunner().invoke(app, ["doctor", "--trial"])
    assert (done.exit_code, done.output) == (1, "lỗi    Đĩa: đầy → dọn\n")


def test_the_newest_quarter_that_is_over_is_tried() -> None:
    first, _, _ = try_out(SMALL, Path("data/out"), IN_APRIL)
    assert "quý I năm 2026: kết quả như đáp án" in first.found
    first, _, _ = try_out(SMALL, Path("data/out"), date(2026, 3, 14))
    assert "quý IV năm 2025: kết quả như đáp án" in first.found


def otherwise_judged(run: Run) -> Run:
    file = next(iter(run.record["files"].values()))
    file["outcome"] = "refused"
    return run


def miscounted(run: Run) -> Run:
    path = run.folder / "figures.parquet"
    figures = pd.read_parquet(path)
    at = figures.index[(figures["form"] == "II.06a") & (figures["column"] == 7)][0]
    figures.loc[at, "value"] += 1
    figures.to_parquet(path)
    return run


def differing(run: Run) -> Run:
    return replace(run, record=run.record | {"outputs": run.record["outputs"] | {"figures.parquet": str(run.fresh)}})


@pytest.mark.parametrize(
    ("spoilt", "step", "said"),
    [(otherwise_judged, 0, ""), (miscounted, 1, "sai ở cột (7)"), (differing, 2, "sai ở figures.parquet")],
)
def test_what_comes_out_wrong_is_told(
    spoilt: Callable[[Run], Run], step: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: Running = trial.run_quarter
    monkeypatch.setattr(trial, "run_quarter", lambda request, each: spoilt(whole(request, each)))
    told = list(try_out(SMALL, Path("data/out"), IN_APRIL))
    assert [one.level for one in told] == ["fault" if at == step else "ok" for at in range(3)]
    assert told[step].found.startswith(said or "sai ở ")
    assert "đừng lập báo cáo bằng máy này" in told[step].todo


def test_a_locality_without_units_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    small = trial.load_locality(SMALL)
    monkeypatch.setattr(trial, "load_locality", lambda _: replace(small, fields={}))
    with pytest.raises(DefinitionError, match="chưa có lĩnh vực nào"):
        list(try_out(SMALL, Path("data/out"), IN_APRIL))

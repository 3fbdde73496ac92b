"""The commands a command names do what they say for who follows them: in the same folders, for the same locality."""

from pathlib import Path

import pytest
from papers import in_process
from small_office import run, settle_in

from flows.cli.app import main
from flows.machine import workers
from flows.machine.hints import PERIOD, followed, forget, remember
from flows.record.request import Request
from kstt.mention import parse


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    """An office whose folders are elsewhere than its settings say."""
    settle_in(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    request = Request(parse("2026-Q1"), "hai-phong", Path("nhan/2026-Q1"), Path("kho 2/out"))
    run(request)
    return request


def _said(call: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setattr("sys.argv", ["kstt", *call])
    with pytest.raises(SystemExit):
        main()
    return " ".join("".join(capfd.readouterr()).split())


OUT = ["--out", "kho 2/out"]


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (["status", "2026-Q2", *OUT], 'Hãy chạy: kstt run 2026-Q2 --out "kho 2/out"'),
        (["run", "2026-6M", "--no-prefect", "--out=kho 2/out"], 'hãy chạy: kstt run 2026-Q2 --out "kho 2/out"'),
        (["close", "2026-Q1", *OUT], 'kstt reopen 2026-Q1 --out "kho 2/out" --why "lý do"'),
        (
            ["waive", "11455", "identity.sum", "2026-Q1", "--why", "cv", "--locality", "hai-phong", *OUT],
            'theo thứ tự: kstt run 2026-Q1 --locality hai-phong --out "kho 2/out"',
        ),
        (["history", "11455", "2026-Q1", "--out", "x"], "sổ được lập khi chạy kstt run --out x"),
        (["status", "2026-Q1"], "Hãy chạy: kstt run 2026-Q1"),
        (["remind", "2026-Q1", *OUT, "--as"], "Cách dùng: kstt remind --help"),
    ],
)
def test_a_hint_stays_in_the_folders_that_were_given(
    call: list[str], hint: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert _said(call, monkeypatch, capfd).endswith(hint)


@pytest.mark.parametrize("period", ["2026-Q1", "quý 1/2026"])
def test_the_folder_of_received_files_goes_with_its_own_period_only(
    period: str, office: Request, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (office.raw / "moi.xlsx").write_bytes(b"PK")
    told = _said(["remind", period, "--raw", "nhan/2026-Q1", *OUT], monkeypatch, capfd)
    assert told.endswith('hãy chạy trước kstt run 2026-Q1 --raw nhan/2026-Q1 --out "kho 2/out"')
    remember([("--raw", "x"), ("--out", "y"), (PERIOD, "2026-Q1")], {"run": {"--raw", "--out"}, "doctor": ()})
    told = followed("kstt run 2025-Q4; kstt run 2026-Q1 --draft; kstt doctor; kstt run rồi xem")
    again = followed(told)
    forget()
    assert again == told  # what a file says is printed too
    assert (
        told
        == "kstt run 2025-Q4 --out y; kstt run 2026-Q1 --raw x --out y --draft; kstt doctor; kstt run --out y rồi xem"
    )


@pytest.mark.parametrize("command", ["history", "diff", "explain"])
def test_unit_and_period_are_taken_in_either_order(
    command: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    told = _said([command, "phường Đồ Sơn", "2026-Q1", *OUT], monkeypatch, capfd)
    assert "hường Đồ Sơn" in told
    assert _said([command, "2026-Q1", "phường Đồ Sơn", *OUT], monkeypatch, capfd) == told
    wrong = _said([command, "phường Đồ Sơn", "quý", *OUT], monkeypatch, capfd)
    assert wrong.startswith("Không chạy được: «quý» không phải là kỳ báo cáo")

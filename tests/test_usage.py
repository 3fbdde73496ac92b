"""A wrong call is told in Vietnamese, in one line that says where to look, and ends with code 2."""

from pathlib import Path

import pytest

from flows.cli import main


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("run", "thiếu KỲ. Cách dùng: kstt run --help"),
        ("run 2026-Q1 --locale x", "không có tùy chọn --locale; có phải --locality? Cách dùng: kstt run --help"),
        ("run 2026-Q1 --xyz", "không có tùy chọn --xyz. Cách dùng: kstt run --help"),
        ("rnu 2026-Q1", "không có lệnh «rnu»; có phải 'run'? Cách dùng: kstt --help"),
        ("xyz", "không có lệnh «xyz». Cách dùng: kstt --help"),
        ("run 2026-Q1 2026-Q2", "thừa «2026-Q2». Cách dùng: kstt run --help"),
        ("run 2026-Q1 --out", "sau --out phải có giá trị. Cách dùng: kstt --help"),
        ("run 2026-Q1 --prove=3", "sau --prove không ghi giá trị. Cách dùng: kstt --help"),
        ("check khong-co.xlsx", "TỆP…: không có «khong-co.xlsx». Cách dùng: kstt check --help"),
        ("check .", "TỆP…: «.» là thư mục, cần một tệp. Cách dùng: kstt check --help"),
        ("sample 2026-Q1 --seed x", "--seed: phải là số nguyên. Cách dùng: kstt sample --help"),
        ("trend x --quarters 0", "--quarters: nhỏ nhất là 1. Cách dùng: kstt trend --help"),
    ],
)
def test_a_wrong_call(
    call: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["kstt", *call.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code, capsys.readouterr().err) == (2, f"Lệnh không đúng: {said}\n")


@pytest.mark.parametrize(("call", "code"), [("", 2), ("--help", 0), ("run --help", 0), ("ledger", 2)])
def test_help_speaks_vietnamese(
    call: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["kstt", *call.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    shown = capsys.readouterr()
    assert ended.value.code == code
    assert "Hiện trang hướng dẫn này." in shown.out + shown.err
    assert "Show this" not in shown.out + shown.err

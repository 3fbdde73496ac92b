"""A wrong call is told in Vietnamese, in one line that says where to look, and ends with code 2."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from flows.cli import starting
from flows.cli.app import app, main


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("run", "thiếu KỲ. Cách dùng: kstt run --help"),
        ("run 2026-Q1 --locale x", "không có tùy chọn --locale; có phải --locality? Cách dùng: kstt run --help"),
        ("run 2026-Q1 -locality x", "không có tùy chọn -locality; có phải --locality? Cách dùng: kstt run --help"),
        ("run 2026-Q1 -locale=x", "không có tùy chọn -locale=x; có phải --locality? Cách dùng: kstt run --help"),
        (
            "units list –locality x",
            "không có tùy chọn –locality; có phải --locality? Cách dùng: kstt units list --help",
        ),
        ("run 2026-Q1 -pro", "không có tùy chọn -pro; có phải --prove? Cách dùng: kstt run --help"),
        ("-h", "không có tùy chọn -h; có phải --help? Cách dùng: kstt --help"),
        ("explain x 2026-Q1 1 —reject", "không có tùy chọn —reject; có phải --reject? Cách dùng: kstt explain --help"),
        ("run 2026-Q1 -xyz", "không có tùy chọn -x. Cách dùng: kstt run --help"),
        ("run 2026-Q1 --xyz", "không có tùy chọn --xyz. Cách dùng: kstt run --help"),
        ("rnu 2026-Q1", "không có lệnh «rnu»; có phải: run? Cách dùng: kstt --help"),
        ("xyz", "không có lệnh «xyz». Cách dùng: kstt --help"),
        (
            "history phường Đồ Sơn 2026-Q1",
            (
                "thừa «Sơn 2026-Q1»; tên, đường dẫn, lý do có dấu cách phải đặt trong dấu nháy. "
                "Cách dùng: kstt history --help"
            ),
        ),
        (
            "explain phường Đồ Sơn 2026-Q1",
            (
                "SỐ: phải là số nguyên; tên, đường dẫn, lý do có dấu cách phải đặt trong dấu nháy. "
                "Cách dùng: kstt explain --help"
            ),
        ),
        (
            "diff Đồ Sơn 2026-Q1",
            (
                "LẦN TRƯỚC: phải là số nguyên; tên, đường dẫn, lý do có dấu cách phải đặt trong dấu nháy. "
                "Cách dùng: kstt diff --help"
            ),
        ),
        ("run 2026-Q1 --out", "sau --out phải có giá trị. Cách dùng: kstt run --help"),
        ("run 2026-Q1 --prove=3", "sau --prove không ghi giá trị. Cách dùng: kstt run --help"),
        ("units list --locality", "sau --locality phải có giá trị. Cách dùng: kstt units list --help"),
        ("check khong-co.xlsx", "TỆP: không có «khong-co.xlsx». Cách dùng: kstt check --help"),
        ("check .", "TỆP: «.» là thư mục, cần một tệp. Cách dùng: kstt check --help"),
        (f"backup {__file__}", f"THƯ MỤC: «{__file__}» là tệp, cần một thư mục. Cách dùng: kstt backup --help"),
        ("sample 2026-Q1 --seed x", "--seed: phải là số nguyên. Cách dùng: kstt sample --help"),
        (
            "trend x --as-of 17/3/2026",
            "--as-of: «17/3/2026» không phải là ngày; hãy ghi như 2026-03-17. Cách dùng: kstt trend --help",
        ),
        ("trend x --quarters 0", "--quarters: nhỏ nhất là 1. Cách dùng: kstt trend --help"),
        ("explain x 2026-Q1 0 lời", "SỐ: nhỏ nhất là 1. Cách dùng: kstt explain --help"),
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


def test_no_help_page_has_a_word_of_english(capsys: pytest.CaptureFixture[str]) -> None:
    """Every page of every command; the library's own words and the names of its types are English."""
    pages = list(_pages(typer.main.get_command(app), None, "kstt"))
    assert len(pages) > 50
    shown = capsys.readouterr().out
    assert shown.count("Cách dùng: kstt") == len(pages)
    assert "Cách dùng: kstt explain [TÙY CHỌN] ĐƠN VỊ KỲ [SỐ] [LỜI]" in shown
    assert "Cách dùng: kstt reconcile [TÙY CHỌN] KỲ TỆP …" in shown
    for english in ("Usage", "OPTION", "COMMAND", "ARGS", "<", "dynamic", "default", "required", "mặc định: 0"):
        assert english not in shown.replace("localities/<mã>", "")


def _pages(command: Any, above: Any, name: str) -> Iterator[str]:
    """Prints the help page of a command and of every command below it."""
    with command.make_context(name, [], parent=above, resilient_parsing=True) as context:
        command.get_help(context)
        yield name
        for word, below in getattr(command, "commands", {}).items():
            yield from _pages(below, context, word)


@pytest.mark.parametrize("early", [True, False], ids=["while it loads", "at work"])
def test_ctrl_c_ends_it_with_a_sentence(
    early: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def pressed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("flows.cli.app.main" if early else "flows.outputs.blanks.issue_blanks", pressed)
    monkeypatch.setattr("sys.argv", ["kstt", "blank", "2026-Q1"])
    monkeypatch.setattr(starting, "search_never", lambda: None)  # the tests go on
    with pytest.raises(SystemExit) as ended:
        starting.main()
    assert (ended.value.code, capsys.readouterr().err) == (130, "Đã dừng giữa chừng; chạy lại lúc nào cũng được.\n")

"""Calls with odd values: what they are told can be acted on, and nothing is entered or judged by a slip of the pen."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from papers import Paper, in_process, workbook

from flows.cli.app import main
from flows.machine import workers
from flows.machine.speaking import OTHER_CODE

SAMPLES = Path(__file__).parent / "samples" / "2026-Q1"


Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """The program as it is typed in an empty folder: its exit code, and all it said."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)

    def typed(*words: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["kstt", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return typed


@pytest.mark.parametrize("command", ["status", "prove", "pdf"])
def test_the_command_that_is_advised_can_be_typed_as_it_stands(command: str, call: Call) -> None:
    told = call(command, "6 tháng 2026")
    assert told == (2, "Chưa có lần chạy nào cho kỳ 2026-6M trong data/out. Hãy chạy: kstt run 2026-6M\n")


@pytest.mark.parametrize("command", ["calendar", "timeliness"])
@pytest.mark.parametrize("year", ["26", "99999", "2026-Q1", "năm nay", "0"])
def test_a_year_that_is_none(command: str, year: str, call: Call) -> None:
    assert call(command, year) == (2, f"«{year}» không phải là năm; hãy ghi như 2026\n")


def test_a_year_in_words(call: Call) -> None:
    assert call("calendar", "năm 2026") == call("calendar", "2026")


def test_the_units_of_a_period_without_any(call: Call) -> None:
    code, said = call("units", "list", "2024-Q1")
    assert (code, "không có đơn vị nào hoạt động vào ngày 14/3/2024" in said, "Mã" in said) == (2, True, False)
    assert call("units", "list", "2026-Q1")[0] == 0


@pytest.mark.parametrize("words", [("run",), ("remind",), ("correct", "--why", "x")], ids=" ".join)
def test_a_folder_of_received_files_that_is_none(words: tuple[str, ...], call: Call) -> None:
    """A reminder would else be written without a look at what came meanwhile."""
    Path("tep").touch()
    for name, wrong in (("khong-co", "không có «khong-co»"), ("tep", "«tep» là tệp, cần một thư mục")):
        told = call(words[0], "2026-Q1", *words[1:], "--raw", name)
        assert told == (2, f"Lệnh không đúng: --raw: {wrong}. Cách dùng: kstt {words[0]} --help\n")


def test_a_word_left_empty(call: Call) -> None:
    assert call("check", "") == (2, "Lệnh không đúng: TỆP: «» là thư mục, cần một tệp. Cách dùng: kstt check --help\n")


def test_a_rule_book_goes_into_a_folder_that_is_there(call: Call) -> None:
    code, said = call("forms", "rules")
    assert code == 2
    assert said == "Không có thư mục docs; hãy ghi tệp cần ghi, ví dụ: kstt forms rules so-tay-quy-tac.md\n"


def test_a_draft_never_takes_the_place_of_a_definition(call: Call) -> None:
    Path("bieu.xlsx").touch()
    Path("II.06a.toml").write_text("somebody's work", encoding="utf-8")
    assert call("forms", "import", "bieu.xlsx", "II.06a.toml") == (2, "Đã có II.06a.toml; hãy ghi tên tệp khác\n")


def test_a_draft_is_held_against_the_rules_by_the_call_that_is_advised(call: Call) -> None:
    Path("kstt.toml").touch()  # which is no definition
    Path("biểu mới.xlsx").write_bytes(workbook({"II.06a": Paper([]).grid()}))
    code, said = call("forms", "import", "biểu mới.xlsx")
    assert (code, said.endswith('rồi chạy: kstt forms check "biểu mới.toml"\n')) == (0, True), said
    code, said = call("forms", "check", "biểu mới.toml")
    assert (code, said.startswith("1 biểu, ")) == (0, True), said
    Path("biểu mới.toml").write_text("code = 6", encoding="utf-8")
    assert call("forms", "check", "biểu mới.toml")[0] == 2


def test_calls_after_a_run(call: Call) -> None:
    assert call("run", "2026-Q1", "--raw", str(SAMPLES), "--no-prefect")[0] == 0

    code, said = call("diff", "phường Đồ Sơn", "2026-Q1", "0", "1")
    assert (code, "hãy ghi cả lần trước và lần sau" in said) == (2, True)
    code, said = call("pdf", "2026-Q1", "--locality", "nam-do-son")
    assert (code, "là của địa phương «hai-phong»" in said) == (2, True)
    assert call("trend", "phường Đồ Sơn", "--form", "ii.06a")[0] == 0

    assert call("close", "2026-Q1", "--why", " đã gửi [Văn phòng]  Chính phủ ")[0] == 0
    code, said = call("reopen", "2026-Q1", "--why", " ")
    assert (code, "hãy ghi lý do" in said) == (2, True)
    assert call("reopen", "2026-Q1", "--why", "đính chính")[0] == 0
    assert "đã chốt" not in call("status", "2026-Q1")[1]
    assert call("close", "2026-Q1")[0] == 0
    closed = (
        r"\nKỳ 2026-Q1 đã chốt số liệu ngày \d+/\d+/\d{4}: tệp nhận sau đó chưa được tính; "
        r'mở lại: kstt reopen 2026-Q1 --why "lý do"\n'
    )
    assert re.search(closed, call("status", "2026-Q1")[1])
    assert re.search(closed, call("run", "2026-Q1", "--no-prefect")[1])
    turns = r"Chốt số liệu lúc \S+ \S+, .+: đã gửi \[Văn phòng\] Chính phủ\nMở lại lúc .+: đính chính\n"
    for unit in ("phường Đồ Sơn", "phường Thành Đông"):  # which sent nothing
        told = call("history", unit, "2026-Q1")[1]
        assert re.search(turns + r"Chốt số liệu lúc \d\d:\d\d:\d\d \d\d/\d\d/\d{4}, [^:]+\n$", told), told
    assert "Chốt" not in call("history", unit, "2025-Q4")[1]

    code, said = call("explain", "phường Đồ Sơn", "2026-Q1", "--reject")
    assert (code, "hãy ghi số thứ tự của phát hiện" in said) == (2, True)

    head = call("ledger", "verify")[1].split()[-1]
    for noted in (head, head[:8].upper(), f" {head[:8]}… "):
        assert call("ledger", "verify", "--head", noted)[0] == 0, noted
    assert call("ledger", "verify", "--head", "0" * 8)[0] == 1
    for noted in ("mã cuối", "", "…"):  # nothing noted is no hash either: a variable of a script that was not set
        code, said = call("ledger", "verify", "--head", noted)
        assert (code, said.startswith(f"Không chạy được: «{noted}» không phải là mã của sổ cái")) == (2, True)


def test_a_reason_typed_in_another_code_page_is_told_and_not_entered(call: Call) -> None:
    told = (2, f"Không chạy được: {OTHER_CODE}\n")
    assert call("waive", "11455", "identity.sum", "2026-Q1", "--why", "C\udcf4ng v\udce0n") == told
    assert call("run", "2026\udcfd") == told  # not the year without it
    assert call("run", "2026-Q1", "--out", "ra\udcfd", "--no-prefect") == told
    Path("bi\udcecu.xlsx").write_bytes((SAMPLES / "le-chan.ods").read_bytes())
    assert call("check", "--period", "2026-Q1", "bi\udcecu.xlsx")[0] < 2  # what a unit named so is looked at


def test_what_is_no_letter_is_written_as_a_number_on_any_console(tmp_path: Path) -> None:
    bare = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    call = [sys.executable, "-c", "from flows.cli.app import main; main()", "units", "check"]
    done = subprocess.run(call, cwd=tmp_path, env=bare | {"KSTT_LOCALITY": "phường"}, capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("Không chạy được: không có địa phương «ph\\udcc6\\udcb0")

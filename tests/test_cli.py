"""The commands an officer types: what they print, what they write, how they end."""

import errno
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import pytest
from openpyxl import load_workbook
from papers import in_process
from typer.testing import CliRunner
from vietnam_provinces import Ward

from flows.cli import app as cli
from flows.cli.app import app
from flows.duty import Done
from flows.locality.localities import HOME, find_folder, load_locality, reporting_in
from flows.machine import terminal, workers
from flows.machine.causes import cause
from flows.machine.faults import end_with
from flows.outputs.targets import hold
from kstt.form import DefinitionError
from kstt.period import Period
from kstt.spelling import clean
from kstt.targets.indicator import Indicator
from kstt.targets.target import Parts
from report_templates import definitions
from report_templates.definitions import load_forms, load_indicators
from validation.indicator_schemas import broken

SAMPLES = Path(__file__).parent / "samples" / "2026-Q1"
LISTED = (
    f"Mã và tên theo vietnam-provinces {version('vietnam-provinces')}: hãy đối chiếu với Quyết định số 19/2025/QĐ-TTg\n"
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    return tmp_path


def wrongly(*words: str) -> str:
    wrong = CliRunner().invoke(app, list(words)).exception
    assert isinstance(wrong, DefinitionError), wrong
    return str(wrong)


def run(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})
    assert done.exit_code == code, done.output + repr(done.exception)
    return done.output


def test_help_is_vietnamese() -> None:
    assert "Lập báo cáo của một kỳ" in run("--help")


@pytest.mark.parametrize(
    "modules",
    ["flows.cli.app", "flows.console.runs, flows.ledger.delivering", "flows.ledger.history, flows.console.ledger"],
    ids=["help", "status", "history"],
)
def test_what_only_looks_something_up_is_quick(modules: str) -> None:
    """pandas alone takes longer to load than all of them together."""
    loaded = subprocess.run(
        [sys.executable, "-c", f"import {modules}, sys; print('pandas' in sys.modules, 'prefect' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    assert loaded.stdout.split() == ["False", "False"]


def test_a_quarter_by_commands() -> None:
    said = run("run", "2026-Q1", "--raw", str(SAMPLES), "--no-prefect")
    assert "7/114 đơn vị có số liệu" in said
    assert "data/out/2026-Q1/Bao-cao-KSTTHC_2026-Q1_hai-phong.xlsx" in said
    assert "data/out/2026-Q1/Tong-quan_2026-Q1_hai-phong.html" in said
    assert "7/114 đơn vị có số liệu" in run("status", "2026-Q1")
    assert "Phường Kiến An: phải sửa" in run("status", "quý 1/2026")
    ratios = load_workbook("data/out/2026-Q1/Bao-cao-KSTTHC_2026-Q1_hai-phong.xlsx")["CT"]
    notes = {row[-1] for row in ratios.iter_rows(values_only=True)}
    assert "Đơn vị: %" not in notes  # every result says so itself
    assert any(str(note).startswith("Đơn vị: hồ sơ") for note in notes)
    judged = run("plans", "show", "hai-phong", "2026-Q1")
    assert "chưa có số liệu" in judged
    assert "không đạt" in judged


@pytest.mark.parametrize(
    "call",
    [
        "run 2025-Q2 --no-prefect",
        "run 2025-6M --no-prefect",
        "blank 2025-Q2",
        "sample 2025-Q2",
        "check --period 2025-Q2 x.xlsx",
    ],
)
def test_a_period_without_any_unit_is_explained_and_nothing_is_written(call: str, here: Path) -> None:
    (here / "x.xlsx").touch()
    done = CliRunner().invoke(app, call.split())
    assert str(done.exception) == (
        f"Thành phố Hải Phòng không có đơn vị nào hoạt động vào ngày 14/6/2025, ngày cuối của "
        f"{'6 tháng đầu năm' if '6M' in call else 'quý II năm'} 2025; danh sách đơn vị "
        "(localities/hai-phong/units.csv) chỉ có đơn vị hoạt động từ ngày 1/7/2025. "
        "Hãy xem lại kỳ báo cáo, hoặc bổ sung các đơn vị của kỳ đó"
    )
    assert isinstance(done.exception, DefinitionError)
    assert not [*here.glob("data/raw"), *here.glob("data/out"), *here.glob("data/so-cai*")]


def test_a_register_that_ended_says_until_when() -> None:
    with pytest.raises(DefinitionError, match="từ ngày 1/1/2021 đến hết ngày 30/6/2025"):
        reporting_in(load_locality("phuoc-long"), Period(2026, "Q1"))


def test_blanks_are_counted_and_written(here: Path) -> None:
    assert "114 biểu mẫu trống" in run("blank", "2026-Q1")
    assert len(list((here / "data/out/2026-Q1/bieu-trong").glob("*.xlsx"))) == 114


def test_a_rehearsal_has_no_side_effect_but_the_copy_asked_for(here: Path) -> None:
    sent = here / "kien-an 2026-Q1.xlsx"
    sent.write_bytes((SAMPLES / "kien-an.xlsx").read_bytes())
    said = run("check", str(sent), code=1)
    assert "ô C8" in said
    assert "ô K10" in said
    assert [path.name for path in here.iterdir()] == [sent.name]
    run("check", str(sent), "--return", code=1)
    assert (here / "kien-an 2026-Q1 - kết quả kiểm tra.xlsx").is_file()
    received = here / "data/raw/2026-Q1/kien-an.xlsx"
    received.parent.mkdir(parents=True)
    received.write_bytes(sent.read_bytes())
    with pytest.raises(DefinitionError, match=r"^«kien-an\.xlsx» nằm trong thư mục tệp đã nhận"):
        CliRunner().invoke(app, ["check", "--return", str(received)], catch_exceptions=False)
    assert list(received.parent.iterdir()) == [received]
    (here / "thu.xlsx").write_text("chữ", encoding="utf-8")
    assert "không phải bảng tính. Gửi lại tệp" in run("check", "--period", "2026-Q1", "thu.xlsx", code=1)
    good = str(SAMPLES / "le-chan.ods")
    assert "chấp nhận" in run("check", "--period", "2026-Q1", good)


def test_of_a_form_that_changed_every_version_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next year's form is in before the year begins: who asks meanwhile wants the one that is still in force."""
    form = next(form for form in load_forms() if form.code == "II.08")
    changed = replace(form, valid_from="2027-Q1", columns=form.columns[:-1], identities=form.identities[:-1])
    monkeypatch.setattr(definitions, "load_forms", lambda: (changed, replace(form, valid_to="2026-Q4")))
    listed = [
        [cell.strip() for cell in line.split("│")] for line in run("forms", "list").splitlines() if "II.08" in line
    ]
    assert [row[-3:-1] for row in listed] == [["2027-Q1", ""], ["2020-Q4", "2026-Q4"]]
    shown = run("forms", "show", "II.08")
    former, latter = "Hiệu lực: từ quý IV năm 2020 đến quý IV năm 2026 ", "Hiệu lực: từ quý I năm 2027 "
    assert shown.index(former) < shown.index("\n (11) ") < shown.index(latter)


def test_definitions_are_listed_shown_and_checked(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = {
        line.split("│")[1].strip(): line.split("│")[5].strip()
        for line in run("forms", "list").splitlines()
        if "│" in line
    }
    assert (listed["II.06a"], listed["II.05"]) == ("đã đối chiếu", "chưa đối chiếu")
    assert {listed[code] for code in ("CT", "NV", "I766")} == {"phiếu của hệ thống"}
    shown = run("forms", "show", "ii.06a")
    assert "(3) = (4) + (5) + (6)" in shown
    assert not re.search(r"\*\*|^#|^\|", shown, re.MULTILINE), "as a screen shows it, not as a page is written"
    monkeypatch.setattr(terminal.console, "width", 40)
    assert "…" not in run("forms", "show", "CT")
    assert "hợp lệ" in run("forms", "check")
    assert "Không có định nghĩa biểu" in run("forms", "check", "khong-co", code=2)
    run("forms", "show", "II.99", code=2)
    assert "5 biểu mẫu trống" in run("blank", "2026-Q1", "--locality", "nam-do-son")
    assert "Đã ghi" in run("forms", "rules", str(here / "book.md"))
    assert (here / "book.md").read_text(encoding="utf-8").startswith("#")


def test_units_are_listed_with_their_days_and_the_program_says_its_version() -> None:
    every = run("units", "list", "--locality", "my-hoa-hung")
    assert "│ 1/1/2021" in every
    assert "30/6/2025" in every
    assert run("units", "list", "2025-Q1", "--locality", "my-hoa-hung") == every
    none = wrongly("units", "list", "2026-Q1", "--locality", "my-hoa-hung")
    assert "chỉ có đơn vị hoạt động từ ngày 1/1/2021 đến hết ngày 30/6/2025" in none
    assert run("--version").startswith("kstt ")


def test_plans_and_indicators_are_shown() -> None:
    said = run("plans", "check")
    assert "phuoc-long 2024: 17 chỉ tiêu, 6 nhóm đơn vị, 25 nhiệm vụ, 14 thủ tục rà soát: hợp lệ" in said
    assert said.count("hợp lệ") == 5
    assert "Chưa có lần chạy nào" in run("plans", "show", "phuoc-long", "2024-Q3")
    of_ward = run("plans", "show", "hai-phong", "2026-Q1")
    assert of_ward == run("plans", "show", "nam-do-son", "2026-Q1")
    assert "commune" not in of_ward
    assert "chưa có kế hoạch năm 2025" in run("plans", "show", "nam-do-son", "2025-Q1", code=2)
    assert "on_time_resolution" in run("indicators", "list")
    shown = run("indicators", "show", "on_time_resolution")
    assert "(8) Số lượng hồ sơ đã giải quyết – Trước hạn" in shown
    assert "long-khanh-2025: 98 (mục I.1)" in shown
    run("indicators", "show", "no_such", code=2)


def test_the_tasks_of_a_plan_are_checked_with_it(here: Path) -> None:
    own = here / "localities" / "nam-do-son"
    shutil.copytree(find_folder("nam-do-son"), own)
    tasks = own / "tasks-2026.csv"
    shutil.copy(tasks, own / "tasks-2027.csv")
    assert "- nam-do-son: tasks-2027.csv không được dùng khi chưa có plan-2027.toml" in run("plans", "check")
    tasks.write_text(tasks.read_text(encoding="utf-8").replace("continuous", "luôn luôn"), encoding="utf-8")
    wrong = CliRunner().invoke(app, ["plans", "check"]).exception
    assert str(wrong).startswith("nam-do-son/tasks-2026.csv dòng 2: thời hạn «luôn luôn» không đọc được")


def test_a_locality_with_imported_units_can_be_worked_with_at_once(here: Path) -> None:
    (here / "localities/hai-phong").mkdir(parents=True)
    (here / "localities/hai-phong/contacts.csv").write_text("code,email\n", encoding="utf-8")
    shipped = load_locality("hai-phong")
    said = run("units", "import", "--province", "31")
    assert said == (
        f"Đã ghi 114 đơn vị vào localities/hai-phong/units.csv\n{LISTED}"
        "Đã chép thêm vào localities/hai-phong các tệp đi kèm chương trình: fields.csv, locality.toml\n"
    )
    assert find_folder("hai-phong") == Path("localities/hai-phong")
    own = load_locality("hai-phong")
    assert replace(own, register=shipped.register) == shipped
    official = {(int(ward.code), clean(ward.name)) for ward in Ward.iter_all() if int(ward.province_code) == 31}
    assert {(unit.code, unit.name) for unit in own.register.units} == official
    kept = here / "localities/hai-phong/units.csv"
    kept.write_text("khai thêm", encoding="utf-8")
    assert "đã có localities/hai-phong/units.csv" in wrongly("units", "import", "--province", "31")
    assert kept.read_text(encoding="utf-8") == "khai thêm"


@pytest.mark.parametrize(
    ("province", "folder", "name", "office", "units"),
    [
        (1, "ha-noi", "Thành phố Hà Nội", "UBND thành phố Hà Nội", 126),
        (4, "cao-bang", "Tỉnh Cao Bằng", "UBND tỉnh Cao Bằng", 56),
    ],
)
def test_a_new_locality_is_begun_from_the_official_list(
    province: int, folder: str, name: str, office: str, units: int
) -> None:
    said = run("units", "import", "--province", str(province), "--locality", folder)
    assert said == (
        f"Đã ghi {units} đơn vị vào localities/{folder}/units.csv\n{LISTED}"
        f"Đã lập localities/{folder}/locality.toml, chép fields.csv (danh mục lĩnh vực) của hai-phong; "
        f"hãy đọc lại hai tệp này, rồi xem: kstt units list --locality {folder}\n"
    )
    made = load_locality(folder)
    assert (made.code, made.name, made.office, len(made.register)) == (province, name, office, units)
    assert f"{units} biểu mẫu trống" in run("blank", "2026-Q1", "--locality", folder)


def test_units_are_not_imported_into_a_locality_they_do_not_belong_to(here: Path) -> None:
    assert "«hai-phong» là Thành phố Hải Phòng (mã 31), không phải của mã 1" in wrongly(
        "units", "import", "--province", "1"
    )
    assert "không có đơn vị nào thuộc tỉnh mã 999" in wrongly("units", "import", "--province", "999")
    outside = wrongly("units", "import", "--province", "31", "--locality", "../ngoai")
    assert outside.startswith("«../ngoai» không dùng làm mã địa phương được")
    assert not [*here.iterdir()]


def test_an_own_file_without_the_others_is_not_left_unread_in_silence(here: Path) -> None:
    own = here / "localities" / "hai-phong"
    own.mkdir(parents=True)
    (own / "contacts.csv").touch()  # read beside those shipped
    (own / "~$calendar.docx").touch()
    load_locality("hai-phong")
    (own / "calendar.toml").touch()
    with pytest.raises(DefinitionError) as wrong:
        load_locality("hai-phong")
    assert str(wrong.value) == (
        "localities/hai-phong có calendar.toml nhưng chưa có locality.toml nên chưa được dùng; "
        f"hãy chép thêm vào đó các tệp khác của {HOME / 'hai-phong'}"
    )
    shutil.copytree(HOME / "hai-phong", own, dirs_exist_ok=True)
    load_locality("hai-phong")


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("units.csv", "code;name;kind\n1;x;commune\n", "units.csv: dòng đầu phải có các cột code,name,kind, cách nhau"),
        ("units.csv", "code,name,kind\n1,,commune\n", "units.csv dòng 2, cột name: chưa ghi"),
        ("fields.csv", "ten\nHộ tịch\n", "fields.csv: dòng đầu phải có các cột name,synonyms, cách nhau bằng dấu phẩy"),
        ("fields.csv", "name,synonyms\nA,C; D\nB,C\n", "fields.csv dòng 3: «C» đã là của lĩnh vực «A»"),
        ("fields.csv", "name,synonyms\nA,B\nLĩnh vực B,\n", "fields.csv dòng 3: «Lĩnh vực B» đã là của lĩnh vực «A»"),
        ("fields.csv", "name,synonyms\nA,\nA,B\n", "fields.csv dòng 3: «A» đã là của lĩnh vực «A»"),
        ("fields.csv", "name,synonyms\n,B\n", "fields.csv dòng 2, cột name: chưa ghi"),
        ("units.csv", "code,name,kind\n1,Xã Đại Bản,commune\n", "units.csv không phải tệp UTF-8; trong Excel"),
        ("locality.toml", "junk", "hai-phong/locality.toml không đọc được, lỗi ở "),
    ],
)
def test_a_list_of_the_office_that_can_not_be_read_is_told(name: str, data: str, told: str, here: Path) -> None:
    own = here / "localities" / "hai-phong"
    shutil.copytree(find_folder("hai-phong"), own)
    (own / name).write_bytes(data.encode("utf-16" if "UTF-8" in told else "utf-8"))
    with pytest.raises(DefinitionError) as wrong:
        load_locality("hai-phong")
    assert str(wrong.value).startswith(f"hai-phong: {told}")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["run", "2026-Q9"], 2, "không phải là kỳ báo cáo"),
        (["run", "2026-Q1", "--no-prefect"], 2, "không có thư mục data/raw/2026-Q1 tại «/"),
        (["run", "2026-Q1"], 2, "không có thư mục data/raw/2026-Q1 tại «/"),
        (["run", "2026-Q1", "--no-prefect", "--locality", "atlantis"], 2, "không có địa phương «atlantis»"),
        (["run", "2026-Q1", "--locality", "atlantis"], 2, "không có địa phương «atlantis»"),
        (["check", "no-period.xlsx"], 2, "hãy cho biết kỳ báo cáo"),
        (["status", "2026-Q1"], 2, "Chưa có lần chạy nào"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(
    words: list[str],
    code: int,
    told: str,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (here / "no-period.xlsx").write_bytes(b"")
    monkeypatch.setattr(sys, "argv", ["kstt", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == code
    said = capsys.readouterr()
    assert told in said.err
    assert "Prefect" not in said.out  # it takes ten seconds to start


def test_a_fault_of_ours_is_logged_and_apologised_for(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise KeyError("secret")

    monkeypatch.setattr("flows.quarter.load_locality", fails)
    monkeypatch.setattr(sys, "argv", ["kstt", "run", "2026-Q1", "--no-prefect"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 3
    assert "secret" not in capsys.readouterr().err
    assert "KeyError" in (here / "kstt-loi.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("fault", [MemoryError(), RuntimeError("can't start new thread")])
def test_a_machine_without_memory_is_no_fault_of_ours(
    fault: Exception, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        end_with(fault)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("Không chạy được: máy không đủ bộ nhớ")
    assert not (here / "kstt-loi.log").exists()


def test_a_file_that_may_not_be_read_is_no_fault_of_ours(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        end_with(PermissionError(errno.EACCES, "Permission denied", "data/raw/2026-Q1/a.xlsx"))
    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        "Không đọc hoặc ghi được «data/raw/2026-Q1/a.xlsx»: không có quyền. Kiểm tra quyền, ổ đĩa, mạng: kstt doctor\n"
    )
    assert not (here / "kstt-loi.log").exists()


def test_a_drive_that_is_away_is_no_fault_of_ours(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        end_with(FileNotFoundError(errno.ENOENT, "No such file or directory", str(here / "o-dia" / "sao-luu")))
    assert ended.value.code == 1
    assert "o-dia/sao-luu»: không có tệp hoặc thư mục này. Kiểm tra quyền, ổ đĩa" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        end_with(FileNotFoundError(errno.ENOENT, "No such file or directory", str(here / "cua-chuong-trinh.toml")))
    assert ended.value.code == 3


def test_a_full_disk_is_no_fault_of_ours_though_the_system_names_no_file(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        end_with(OSError(errno.ENOSPC, "No space left on device"))
    assert ended.value.code == 1
    assert capsys.readouterr().err == "Không đọc hoặc ghi được: đĩa đã đầy. Kiểm tra quyền, ổ đĩa, mạng: kstt doctor\n"
    assert not (here / "kstt-loi.log").exists()


class Unread(io.StringIO):
    """A pipe of Windows whose other end is closed."""

    def write(self, _: str) -> int:
        raise OSError(errno.EINVAL, "Invalid argument")


def test_a_reader_that_went_away_is_no_fault_of_ours_on_windows_either(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Windows says of a pipe nobody reads any more that an argument is invalid, as of much else."""
    invalid = OSError(errno.EINVAL, "Invalid argument")
    with pytest.raises(SystemExit) as ended:
        end_with(invalid)
    assert ended.value.code == 3
    (here / "kstt-loi.log").unlink()
    capsys.readouterr()
    monkeypatch.setattr("sys.stdout", Unread())
    with pytest.raises(SystemExit) as ended:
        end_with(invalid)
    sys.stdout.close()
    assert ended.value.code == 1
    assert capsys.readouterr().err == ""
    assert not (here / "kstt-loi.log").exists()


@pytest.mark.parametrize(
    ("code", "told"), [(32, "đang mở ở chương trình khác"), (53, "không tới được máy chủ hoặc thư mục mạng")]
)
def test_what_windows_says_more_exactly_is_told(code: int, told: str) -> None:
    wrong = PermissionError(errno.EACCES, "Permission denied")
    wrong.winerror = code  # what Windows itself said, which Python keeps there alone
    assert cause(wrong) == told


def test_a_moment_given_with_its_zone_is_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def do_round(_: object, now: datetime, __: object) -> Done:
        asked.append(now.isoformat())
        return Done("xong")

    monkeypatch.setattr("flows.duty.do_round", do_round)
    for at in ("2026-03-16T20:00+00:00", "2026-03-17T03:00"):
        run("round", "--at", at)
    assert asked == ["2026-03-17T03:00:00+07:00"] * 2


def test_where_even_the_log_of_a_fault_can_not_be_written_there_is_no_traceback(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "kstt-loi.log").mkdir()
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(here / "gone"))
    with pytest.raises(SystemExit) as ended:
        end_with(KeyError("secret"))
    assert ended.value.code == 3
    assert capsys.readouterr().err == (
        "Chương trình gặp lỗi ngoài dự kiến; không ghi được chi tiết vào đâu. Hãy báo cho người quản trị.\n"
    )


@pytest.mark.parametrize(
    ("indicator", "parts", "rules"),
    [
        ("on_time_resolution", Parts(9, 10), []),
        ("on_time_resolution", Parts(11, 10), [(1, "line.share")]),
        ("staff_productivity", Parts(11, 10), []),
        ("satisfaction", Parts(-1, 10), [(1, "cell.negative")]),
        ("service_quality_index", Parts(10_000, None, 2), []),
        ("service_quality_index", Parts(10_001, None, 2), [(1, "score.over_maximum")]),
    ],
)
def test_every_indicator_has_a_schema_of_its_own(indicator: str, parts: Parts, rules: list[tuple[int, str]]) -> None:
    known: dict[str, Indicator] = {one.id: one for one in load_indicators()}
    assert broken(known[indicator], {1: parts}) == rules
    with pytest.raises(RuntimeError, match=rules[0][1]) if rules else nullcontext():
        hold({(indicator, 1): parts})


@pytest.mark.parametrize(
    "words", [["close", "2026-Q1"], ["reopen", "2026-Q1", "--why", "sửa"], ["correct", "2026-6M", "--why", "sửa"]]
)
def test_a_command_on_a_former_run_makes_no_ledger_where_there_is_none(words: list[str], here: Path) -> None:
    done = CliRunner().invoke(app, [*words, "--out", "khac"])
    assert f"chưa có sổ cái «khac/so-cai.sqlite» tại «{Path.cwd()}»; " in str(done.exception)
    assert not (here / "khac").exists()

"""Runs and their entries: what is entered, what is not entered twice, which issue it is, what a unit's history says."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from papers import FORMS, PERIOD, Paper, in_process, rows, workbook
from test_quarter import DO_SON, FILES, HONG_BANG, KIEN_AN, ONE, REPORT, TWO, WRONG, book, send
from typer.testing import CliRunner

from flows.cli import app as cli
from flows.ledger.history import history_of, unit_of
from flows.ledger.store import Unavailable, place_of, reading, who
from flows.locality.localities import load_locality
from flows.machine import workers
from flows.machine.publishing import Locked, fingerprint
from flows.quarter import run_quarter
from flows.received.folder import look_into
from flows.received.keeping import kept_in
from flows.record.request import Request, Run
from kstt.form import DefinitionError
from kstt.unit import Register, Unit

pytestmark = pytest.mark.usefixtures("seven_units", "without_overviews")

ROOT = Path(__file__).parents[1]
REGISTER = load_locality("hai-phong").register
SOME = {name: FILES[name] for name in ("do-son.xlsx", "hong-bang.xlsx", "kien-an.xlsx")}


@pytest.fixture(autouse=True)
def _no_child_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "each", in_process)


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    return Request(PERIOD, "hai-phong", tmp_path / "2026-Q1", tmp_path / "out")


def run(request: Request, files: Mapping[str, tuple[bytes, str]], declared: Mapping[str, int] | None = None) -> Run:
    for path in request.raw.glob("*.xlsx"):
        path.unlink()
    send(request.raw, files, declared)
    return run_quarter(request, in_process)


def entries(request: Request, kind: str = "") -> list[dict[str, Any]]:
    with reading(place_of(request.out)) as ledger:
        assert ledger.verify().fault == ""
        return [entry.told for entry in ledger.entries("hai-phong", "2026-Q1") if kind in ("", entry.kind)]


def kinds(request: Request) -> Iterator[tuple[str, object]]:
    with reading(place_of(request.out)) as ledger:
        for entry in ledger.entries():
            yield entry.kind, entry.told.get("file") or entry.told.get("issue")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def counted(unit: int, name: str | None, why: str) -> dict[str, Any]:
    known = sha256(FILES[name][0]) if name else None
    return {"unit_code": unit, "form": "II.06a", "file": name, "sha256": known, "why": why}


@pytest.mark.usefixtures("ledger_url")
def test_a_run_is_entered_whole_and_once(request_: Request) -> None:
    done = run(request_, SOME)
    assert done.remark == "đã ghi 7 mục; lần phát hành 1."
    told = [("received", "do-son.xlsx"), ("received", "hong-bang.xlsx"), ("received", "kien-an.xlsx")]
    told += [("counts", "hong-bang.xlsx"), ("counts", "do-son.xlsx"), ("run", None), ("issued", 1)]
    assert list(kinds(request_)) == told
    record = done.record
    hashes = {one["name"]: one["hash"] for one in record["hashes"]}
    received = entries(request_, "received")[2]
    definitions = received.pop("definitions")
    assert definitions["II.06a"] == hashes["II.06a"]
    assert received == {
        "file": "kien-an.xlsx",
        "sha256": sha256(FILES["kien-an.xlsx"][0]),
        "received": "2026-03-16T09:30:00+07:00",
        "unit_code": KIEN_AN,
        "verdict": "must_fix",
        "forms": ["II.06a"],
        "findings": record["files"]["kien-an.xlsx"]["findings"],
        "rules": hashes["register.toml"],
    }
    assert entries(request_, "counts") == [
        counted(HONG_BANG, "hong-bang.xlsx", "only"),
        counted(DO_SON, "do-son.xlsx", "only"),
    ]
    (entered,), (issued,) = entries(request_, "run"), entries(request_, "issued")
    assert entered == {
        "files": {
            name: {"sha256": sha256(data), "received": f"{when}+07:00", "declared": None}
            for name, (data, when) in SOME.items()
        },
        "folder": "2026-Q1",
        "ignored": [],
        "added_up": False,
        "outputs": fingerprint(done.folder),
        "hashes": record["hashes"],
        "coverage": {"reporting": 2, "units": 7},
    }
    assert (issued["issue"], issued["outputs"]) == (1, entered["outputs"])
    again = run(request_, SOME)
    assert (
        again.remark == "không có gì thay đổi so với lần chạy trước, không ghi thêm; số liệu vẫn như lần phát hành 1."
    )
    assert list(kinds(request_)) == told


@pytest.mark.usefixtures("ledger_url")
def test_a_new_issue_comes_with_changed_figures_only(request_: Request) -> None:
    run(request_, SOME)

    def then(change: Mapping[str, tuple[bytes, str]], without: str = "") -> str:
        files = {name: file for name, file in SOME.items() if name != without} | dict(change)
        return run(request_, files).remark

    later = "2026-03-17T09:00:00"
    faulty = {"hong-bang lan 2.xlsx": FILES["hong-bang lan 2.xlsx"]}
    assert then(faulty) == "đã ghi 3 mục; số liệu vẫn như lần phát hành 1."
    assert entries(request_, "counts")[-1] == counted(HONG_BANG, "hong-bang.xlsx", "still_good")
    renamed = {"do-son gui lai.xlsx": (FILES["do-son.xlsx"][0], later)}
    assert then(renamed) == "đã ghi 4 mục; số liệu vẫn như lần phát hành 1."
    assert entries(request_, "counts")[-1]["why"] == "latest"
    corrected = {"do-son (sua).xlsx": FILES["do-son (sua).xlsx"]}
    assert then(corrected) == "đã ghi 4 mục; lần phát hành 2."
    assert then({}, without="hong-bang.xlsx") == "đã ghi 4 mục; lần phát hành 3."
    assert counted(HONG_BANG, None, "none") in entries(request_, "counts")
    assert then({}) == "đã ghi 3 mục; lần phát hành 4."
    assert [one["issue"] for one in entries(request_, "issued")] == [1, 2, 3, 4]
    assert entries(request_, "issued")[0]["content"] == entries(request_, "issued")[3]["content"]
    assert list(kinds(request_)).count(("received", "do-son.xlsx")) == 1


def test_a_faulty_file_of_another_form_does_not_say_that_a_form_was_sent_again(request_: Request) -> None:
    wrong = [{3: ONE[10] + ONE[13], 4: 1, 5: 1, 6: 1}]
    causes = Paper(rows(wrong, labels=["Hộ tịch"]), FORMS["QH"], unit="Đơn vị báo cáo: UBND phường Đồ Sơn")
    good, later = FILES["do-son.xlsx"], "2026-03-16T08:00:00"
    for of_other, why in ((workbook({"QH": causes.grid()}), "only"), (good[0][:2000], "still_good")):
        done = run(request_, {"do-son.xlsx": good, "do-son QH.xlsx": (of_other, later)}, {"do-son QH.xlsx": DO_SON})
        assert done.record["files"]["do-son QH.xlsx"]["outcome"] in ("must_fix", "refused")
        assert entries(request_, "counts")[-1] == counted(DO_SON, "do-son.xlsx", why)


def test_nothing_is_issued_where_nothing_was_accepted(request_: Request) -> None:
    assert run(request_, {}).remark == "đã ghi 1 mục; chưa có báo cáo."
    assert run(request_, SOME).remark == "đã ghi 7 mục; lần phát hành 1."
    shutil.rmtree(request_.folder)  # only then all may be taken back at once
    assert run(request_, {}).remark == "đã ghi 3 mục; chưa có báo cáo, lần phát hành gần nhất là 1."
    assert run(request_, SOME).remark == "đã ghi 3 mục; số liệu vẫn như lần phát hành 1."


def test_the_ledger_changes_no_byte_of_the_outputs(request_: Request, tmp_path: Path, ledger_url: str) -> None:
    run(request_, SOME)
    first = fingerprint(request_.folder)
    elsewhere = Request(PERIOD, "hai-phong", request_.raw, tmp_path / "elsewhere" / "out")
    assert run(elsewhere, SOME).remark.startswith("không có gì thay đổi")
    assert fingerprint(elsewhere.folder) == first
    assert ledger_url == os.environ["KSTT_LEDGER_URL"]


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from papers import PERIOD, in_process
from flows.quarter import run_quarter
from flows.record.request import Request
import {module}
{killed_at} = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
run_quarter(Request(PERIOD, "hai-phong", Path(sys.argv[2]), Path(sys.argv[3])), in_process)
"""


@pytest.mark.whole
@pytest.mark.parametrize("killed_at", ["flows.run.building.record_run", "flows.ledger.recording._remark"])
def test_a_run_killed_after_publishing_is_entered_by_the_next(
    killed_at: str, request_: Request, ledger_url: str, tmp_path: Path
) -> None:
    """Between publishing and appending, and right after appending."""
    send(request_.raw, SOME)
    script = KILLED.format(module=killed_at.rpartition(".")[0], killed_at=killed_at)
    command = [sys.executable, "-c", script, str(ROOT / "tests"), str(request_.raw), str(request_.out)]
    environment = os.environ | {"KSTT_LEDGER_URL": ledger_url, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, check=False, cwd=tmp_path, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    published = fingerprint(request_.folder)
    assert REPORT in published
    remark = run(request_, SOME).remark
    entered = killed_at.endswith("_remark")
    assert remark.startswith("không có gì thay đổi") if entered else remark == "đã ghi 7 mục; lần phát hành 1."
    assert fingerprint(request_.folder) == published
    assert len(entries(request_)) == 7


def test_nothing_is_published_without_a_ledger(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KSTT_LEDGER_URL", "postgresql://ai@127.0.0.1:1/khong-co")
    with pytest.raises(Unavailable, match=r"^Không mở được sổ cái: «postgresql"):
        run(request_, SOME)
    assert not request_.out.exists()


def test_received_files_are_kept_once_and_unchanged(request_: Request) -> None:
    run(request_, SOME)
    kept = kept_in(request_)
    assert kept == request_.out.parent / "raw" / "2026-Q1" / "da-nhan"
    first = {f"{sha256(data)}.xlsx": data for data, _ in SOME.values()}
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == first
    times = {path: path.stat().st_mtime_ns for path in kept.iterdir()}
    (kept / ".dang-chep-x.xlsx").write_bytes(b"half a file of a run that was killed")
    run(request_, {"hai.XLSX": FILES["khac.xlsx"]})
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == first | {
        f"{sha256(FILES['khac.xlsx'][0])}.xlsx": FILES["khac.xlsx"][0]
    }
    assert {path: path.stat().st_mtime_ns for path in times} == times
    (damaged, data), *_ = first.items()
    (kept / damaged).write_bytes(data[:100])
    run(request_, SOME)
    assert (kept / damaged).read_bytes() == data


def test_kept_files_are_not_received_again(tmp_path: Path) -> None:
    raw = tmp_path / "raw" / "2026-Q1"
    request = Request(PERIOD, "hai-phong", raw, tmp_path / "out")
    run(request, SOME)
    assert {one.name for one in look_into(raw, REGISTER).files} == set(SOME)
    assert look_into(raw, REGISTER).ignored == ()
    assert run(request, SOME).remark.startswith("không có gì thay đổi")
    assert {one.name for one in look_into(kept_in(request), REGISTER).files} == {
        f"{sha256(data)}.xlsx" for data, _ in SOME.values()
    }


def test_a_file_changed_during_the_run_is_told(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.run import building

    def meddling(*arguments: Any) -> Any:
        cases = collect(*arguments)
        (request_.raw / "do-son.xlsx").write_bytes(b"changed")
        return cases

    collect = building.collect
    monkeypatch.setattr(building, "collect", meddling)
    with pytest.raises(Locked, match=r"^Tệp «do-son.xlsx» vừa bị sửa trong khi đang chạy: hãy chạy lại\.$"):
        run(request_, SOME)
    assert not request_.folder.exists()
    monkeypatch.setattr(building, "collect", collect)
    (request_.out.parent / "raw").write_bytes(b"in the way")
    with pytest.raises(Locked, match=r"^Không lưu được tệp đã nhận"):
        run(request_, {"vinh-bao.xlsx": FILES["vinh-bao.xlsx"]})


@pytest.mark.usefixtures("ledger_url")
def test_the_history_of_a_unit(request_: Request) -> None:
    names = ("do-son.xlsx", "do-son (sua).xlsx", "hong-bang.xlsx", "hong-bang lan 2.xlsx")
    files = {name: FILES[name] for name in names}
    run(request_, files | {"nham.xlsx": (book("phường Đồ Sơn", WRONG), "2026-03-14T07:00:00")})
    run(request_, files)
    with reading(place_of(request_.out)) as ledger:
        every = list(ledger.entries("hai-phong", "2026-Q1"))

    def told(code: int) -> tuple[list[tuple[Any, ...]], tuple[tuple[str, str, str], ...]]:
        history = history_of(unit_of(str(code), REGISTER), every)
        assert {one.entered for one in history.sent} == {(every[0].at, who())}
        sent = [
            (one.told["received"], one.told["file"], one.told["verdict"], one.present, one.counts)
            for one in history.sent
        ]
        return sent, history.counts

    assert told(DO_SON) == (
        [
            ("2026-03-14T07:00:00+07:00", "nham.xlsx", "must_fix", False, ()),
            ("2026-03-15T08:00:00+07:00", "do-son.xlsx", "accepted", True, ()),
            ("2026-03-16T08:00:00+07:00", "do-son (sua).xlsx", "accepted", True, ("II.06a",)),
        ],
        (("II.06a", "do-son (sua).xlsx", "tệp hợp lệ mới nhất"),),
    )
    assert told(HONG_BANG) == (
        [
            ("2026-03-15T09:00:00+07:00", "hong-bang.xlsx", "accepted", True, ("II.06a",)),
            ("2026-03-17T09:00:00+07:00", "hong-bang lan 2.xlsx", "must_fix", True, ()),
        ],
        (("II.06a", "hong-bang.xlsx", "tệp gửi sau còn lỗi nên không thay thế"),),
    )
    assert history_of(unit_of(str(KIEN_AN), REGISTER), every).sent == ()


def test_a_file_that_was_overwritten_stands_in_the_history_with_both_its_contents(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with who entered it first, though its time was mended since."""
    sent = [(ONE, "15T08"), (TWO, "16T08"), (TWO, "16T09")]
    for who_, (line, hour) in zip(("An", "Bình", "Chi"), sent, strict=True):
        monkeypatch.setenv("KSTT_WHO", who_)
        run(request_, {"do-son.xlsx": (book("phường Đồ Sơn", line), f"2026-03-{hour}:00:00")})
    with reading(place_of(request_.out)) as ledger:
        history = history_of(unit_of(str(DO_SON), REGISTER), list(ledger.entries("hai-phong", "2026-Q1")))
    assert [(one.entered[1], one.told["received"][8:13], one.present, one.counts) for one in history.sent] == [
        ("An", "15T08", False, ()),
        ("Bình", "16T09", True, ("II.06a",)),
    ]


def test_files_of_one_moment_stand_in_the_order_they_count_in(request_: Request) -> None:
    """By name «(sua)» comes first; it says it was corrected, so it is the last."""
    names = ("do-son (sua).xlsx", "do-son 1.xlsx", "do-son.xlsx")
    at = "2026-03-15T08:00:00"
    run(request_, {name: (book("phường Đồ Sơn", ONE, TWO), at) for name in names})
    with reading(place_of(request_.out)) as ledger:
        history = history_of(unit_of(str(DO_SON), REGISTER), list(ledger.entries("hai-phong", "2026-Q1")))
    assert [(one.told["file"], one.counts) for one in history.sent] == [
        ("do-son.xlsx", ()),
        ("do-son 1.xlsx", ()),
        ("do-son (sua).xlsx", ("II.06a",)),
    ]


def test_a_file_given_to_another_unit_moves_in_the_history(request_: Request) -> None:
    files = {"bao-cao.xlsx": (book("phường Đồ Sơn", ONE, TWO), "2026-03-15T08:00:00")}
    run(request_, files)
    run(request_, files, {"bao-cao.xlsx": HONG_BANG})
    with reading(place_of(request_.out)) as ledger:
        every = list(ledger.entries())
    before, after = (history_of(unit_of(str(code), REGISTER), every) for code in (DO_SON, HONG_BANG))
    assert (before.sent, before.counts) == ((), (("II.06a", "", "không còn tệp hợp lệ nào"),))
    assert [one.told["file"] for one in after.sent] == ["bao-cao.xlsx"]


def test_a_unit_is_known_by_code_and_by_name() -> None:
    assert {unit_of(text, REGISTER).code for text in ("11455", "phường Đồ Sơn", "UBND P. Đồ Sơn", "do son")} == {DO_SON}
    twice = Register((Unit(1, "Phường An Dương"), Unit(2, "Xã An Dương")))
    with pytest.raises(DefinitionError, match="«An Dương» có thể là nhiều đơn vị; có phải: 1 Phường An Dương, 2 Xã"):
        unit_of("An Dương", twice)
    with pytest.raises(DefinitionError, match="«phường Không Có» không phải đơn vị nào; mã và tên"):
        unit_of("phường Không Có", REGISTER)
    with pytest.raises(DefinitionError, match=r"^«p\. đồ» không phải .*: 11455 Phường Đồ Sơn, 11737 Phường Nam"):
        unit_of("p. đồ", REGISTER)
    with pytest.raises(DefinitionError, match="«Đồ Sởn» không phải đơn vị nào; có phải: 11455 Phường Đồ Sơn"):
        unit_of("Đồ Sởn", REGISTER)
    for kind in ("phường", "xã"):
        with pytest.raises(
            DefinitionError, match=rf"^«{kind}» không phải đơn vị nào; mã và tên đơn vị: kstt units list$"
        ):
            unit_of(kind, REGISTER)
    with pytest.raises(DefinitionError, match=r"^«99» không phải đơn vị nào; mã và tên đơn vị: kstt units list$"):
        unit_of("99", REGISTER)


def test_the_commands(request_: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    out = ("--out", str(request_.out))

    def kstt(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(cli.app, [*words, *out], env={"COLUMNS": "200"})
        assert done.exit_code == code, done.output + repr(done.exception)
        return done.output

    send(request_.raw, SOME)
    arguments = ("run", "2026-Q1", "--raw", str(request_.raw), "--no-prefect")
    assert "Sổ cái:       đã ghi 7 mục; lần phát hành 1." in kstt(*arguments)
    assert "Sổ cái:       không có gì thay đổi so với lần chạy trước" in kstt(*arguments)
    said = kstt("ledger", "verify")
    assert said.startswith("Sổ cái đúng: 7 mục, mã cuối ")
    head = said.split()[-1]
    assert kstt("ledger", "verify", "--head", head) == said
    assert "Sổ cái SAI: không có mục nào mang mã 0badc0de: " in kstt("ledger", "verify", "--head", "0badc0de", code=1)
    assert kstt("ledger", "export", "so-cai.txt") == "Đã ghi 7 mục vào so-cai.txt\n"
    assert (tmp_path / "so-cai.txt").read_text(encoding="utf-8").splitlines()[-1].startswith(head)
    history = kstt("history", "phường Kiến An", "2026-Q1")
    assert "Phường Kiến An (11443), kỳ 2026-Q1: 1 tệp" in history
    assert "09:30:00 16/03/2026 │ kien-an.xlsx │ phải sửa │ 1 " in history
    assert "- II.06a: do-son.xlsx (tệp hợp lệ duy nhất)" in kstt("history", "11455", "2026-Q1")
    assert "Phường Lê Chân, kỳ 2026-Q1: sổ cái chưa ghi tệp nào" in kstt("history", "11383", "2026-Q1")

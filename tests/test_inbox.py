"""The inbox: complete files are taken, judged and answered once; nothing is lost, overwritten or guessed."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date, datetime
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from letter_box import box
from papers import PERIOD, Paper, in_process, rows, workbook
from small_office import contacts, settle_in
from test_quarter import DO_SON, HAI_AN, KIEN_AN, ONE, TWO, WRONG, book

from flows.inbox.answering import Asked, Story
from flows.inbox.arrivals import UNCLEAR
from flows.inbox.folder import Intake, take_inbox
from flows.inbox.moving import move_in, note_arrival
from flows.inbox.post_box import safe_name
from flows.inbox.watching import watch
from flows.ledger.store import place_of, reading
from flows.locality.localities import load_locality
from flows.machine import workers
from flows.machine.clock import VIETNAM
from flows.machine.publishing import Locked
from flows.quarter import run_quarter
from flows.received.folder import look_into
from flows.received.own_period import open_periods
from flows.record.read_back import read_run
from flows.record.request import Request, Run
from kstt.form import DefinitionError
from kstt.period import Period

NOW = datetime(2026, 3, 16, 10, 30, tzinfo=VIETNAM)
Look = Callable[..., Intake]
PLAINLY = partial(run_quarter, each=in_process)


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    monkeypatch.delenv("KSTT_LEDGER_URL", raising=False)
    settle_in(tmp_path)
    (tmp_path / "data/raw/inbox").mkdir(parents=True)
    return Asked("hai-phong", Path("data/raw"), Path("data/out"))


def look(asked: Asked, wait: Callable[[float], object] = lambda _: None, story: Story = PLAINLY, **more: Any) -> Intake:
    return take_inbox(asked, story, clock=lambda: NOW, wait=wait, **more)


def drop(name: str, data: bytes) -> Path:
    path = Path("data/raw/inbox") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def letter(who: str, *files: tuple[str, bytes], stamp: str = "", **heads: str) -> bytes:
    """A letter as a mail program saves it."""
    message = EmailMessage()
    if stamp:
        message["Received"] = f"from mail.example.vn by mx.example.vn; {stamp}"
    message["From"] = f"Người gửi <{who}>"
    for name, value in heads.items():
        message[name] = value
    message.set_content("Kính gửi phòng tổng hợp báo cáo quý II năm 2025.")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def listed(period: str = "2026-Q1") -> list[str]:
    return (Path("data/raw") / period / "received.csv").read_text(encoding="utf-8-sig").splitlines()


def outcomes(done: Intake) -> dict[str, tuple[object, str]]:
    return {str(one.letter.about["file"]): (one.letter.about["verdict"], one.became) for one in done.outcomes}


def names(folder: str) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file())


# from the folder to the answer


def test_two_programs_at_one_inbox_lose_nothing_of_each_other(asked: Asked) -> None:
    """What came and waits is noted in lists that are read, added to and written anew."""
    drop("do-son.xlsx", book("phường Đồ Sơn", ONE))
    others: list[Intake] = []

    def meanwhile(_: float) -> None:
        drop("kien-an.xlsx", book("phường Kiến An", ONE))
        others.append(look(asked))

    done = look(asked, meanwhile)
    assert [one.problems for one in others] == [["một chương trình khác đang nhận tệp ở data/raw/inbox"]]
    assert done.moved == [("do-son.xlsx", PERIOD)]
    assert look(asked).moved == [("kien-an.xlsx", PERIOD)]
    assert [row.partition(",")[0] for row in listed()] == ["file", "do-son.xlsx", "kien-an.xlsx"]
    assert names("data/raw/inbox") == [".cho-tra-loi.json"]


def test_what_is_dropped_is_judged_at_once_and_answered_once(asked: Asked) -> None:
    good, bad = book("phường Đồ Sơn", ONE), book("phường Kiến An", WRONG)
    drop("do-son.xlsx", good)
    drop("gui lai/kien-an.xlsx", bad)
    done = look(asked)
    assert done.moved == [("do-son.xlsx", PERIOD), ("gui lai/kien-an.xlsx", PERIOD)]
    assert outcomes(done) == {
        "do-son.xlsx": ("accepted", "written"),
        "gui lai/kien-an.xlsx": ("must_fix", "written"),
    }
    assert Path("data/raw/2026-Q1/do-son.xlsx").read_bytes() == good
    assert Path("data/raw/2026-Q1/gui lai/kien-an.xlsx").read_bytes() == bad
    assert listed() == [
        "file,received,unit_code",
        "do-son.xlsx,2026-03-16 10:30:00,",
        "gui lai/kien-an.xlsx,2026-03-16 10:30:00,",
    ]
    record = read_run(Path("data/out/2026-Q1"))
    assert record
    assert record["files"]["do-son.xlsx"]["received"] == "2026-03-16T10:30:00+07:00"
    answers = {path.name: path.read_text(encoding="utf-8") for path in Path("data/out/2026-Q1/tra-loi").glob("*.txt")}
    assert sorted(answers) == [f"{KIEN_AN}_kien-an.txt", f"{DO_SON}_do-son.txt"]
    assert "Kết quả kiểm tra: chấp nhận" in answers[f"{DO_SON}_do-son.txt"]
    assert "ô C9: Dòng «Hộ tịch»" in answers[f"{KIEN_AN}_kien-an.txt"]
    assert f"(Kèm tệp: {KIEN_AN}_kien-an.xlsx)" in answers[f"{KIEN_AN}_kien-an.txt"]
    assert not look(asked)
    assert names("data/raw/inbox") == [".cho-tra-loi.json"]


def test_a_crash_before_the_answer_answers_once_all_the_same(asked: Asked) -> None:
    drop("do-son.xlsx", book("phường Đồ Sơn", ONE))
    look(asked)
    waiting = [{"period": "2026-Q1", "name": "do-son.xlsx", "sender": ""}]
    Path("data/raw/inbox/.cho-tra-loi.json").write_text(json.dumps(waiting), encoding="utf-8")
    done = look(asked)
    assert outcomes(done) == {"do-son.xlsx": ("accepted", "written_before")}
    assert done.runs == []  # it was judged already
    with reading(place_of(asked.out)) as ledger:
        assert [entry.told["file"] for entry in ledger.entries() if entry.kind == "answered"] == ["do-son.xlsx"]
    assert json.loads(Path("data/raw/inbox/.cho-tra-loi.json").read_text("utf-8")) == []


def test_what_could_not_be_run_is_answered_later(asked: Asked) -> None:
    def locked(_: Request) -> Run:
        raise Locked("Sổ cái đang có một lần chạy khác ghi.")

    drop("do-son.xlsx", book("phường Đồ Sơn", ONE))
    assert look(asked, story=locked).problems == ["kỳ 2026-Q1: Sổ cái đang có một lần chạy khác ghi."]
    assert not look(asked, story=locked, retry=False)
    assert outcomes(look(asked)) == {"do-son.xlsx": ("accepted", "written")}


def test_an_answer_goes_to_the_unit_or_to_who_sent_it(
    asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts(tmp_path, {KIEN_AN: "kienan@example.vn"})
    drop("kien-an.xlsx", book("phường Kiến An", WRONG))
    drop("thu.eml", letter("doson@example.vn", ("do-son.xlsx", book("phường Đồ Sơn", ONE))))
    drop("khac.eml", letter("la@example.vn", ("khac quy 1.xlsx", book("phường Bến Thành", ONE))))
    with box() as post:
        for key, value in {"HOST": "127.0.0.1", "PORT": str(post.port), "STARTTLS": "false"}.items():
            monkeypatch.setenv(f"KSTT_SMTP__{key}", value)
        monkeypatch.setenv("KSTT_SMTP__SENDER", "kstt@example.vn")
        post.upset = "kienan@"
        sending = Asked(asked.locality, asked.raw, asked.out, send=True)
        told = outcomes(look(sending))
        assert told["kien-an.xlsx"] == ("must_fix", "failed")
        assert told["do-son.xlsx"] == ("accepted", "sent")
        assert sorted(post.recipients) == ["doson@example.vn", "la@example.vn"]
        post.upset, post.letters = "", []
        assert outcomes(look(sending)) == {"kien-an.xlsx": ("must_fix", "sent")}
        (((to, message)),) = post.letters
        assert to == ("kienan@example.vn",)
        (attached,) = message.iter_attachments()
        assert (
            attached.get_payload(decode=True) == Path(f"data/out/2026-Q1/tra-lai/{KIEN_AN}_kien-an.xlsx").read_bytes()
        )


# complete or not


def test_a_file_that_is_still_growing_is_left_alone(asked: Asked) -> None:
    whole = book("phường Đồ Sơn", ONE)
    path = drop("do-son.xlsx", whole[:2000])

    def copies(_: float) -> None:
        path.write_bytes(whole)

    assert not look(asked, wait=copies)
    assert path.read_bytes() == whole
    assert outcomes(look(asked)) == {"do-son.xlsx": ("accepted", "written")}


def test_a_file_cut_off_is_given_time_and_then_goes_back(asked: Asked) -> None:
    path = drop("do-son 2026-Q1.xlsx", book("phường Đồ Sơn", ONE)[:2000])
    empty = drop("kien-an 2026-Q1.xlsx", b"")
    for one in (path, empty):
        os.utime(one, (NOW.timestamp() - 60,) * 2)
    assert not look(asked)
    for one in (path, empty):
        os.utime(one, (NOW.timestamp() - 180,) * 2)
    assert {verdict for verdict, _ in outcomes(look(asked)).values()} == {"refused"}


def test_what_programs_put_there_for_themselves_stays(asked: Asked) -> None:
    for name in ("~$do-son.xlsx", ".do-son.xlsx", "do-son.xlsx.part", "do-son.tmp", ".git/do-son.xlsx"):
        drop(name, b"x")
    assert not look(asked)
    assert len(names("data/raw/inbox")) == 5


def test_nothing_is_overwritten(asked: Asked) -> None:
    files = [book("phường Đồ Sơn", ONE), book("phường Đồ Sơn", TWO), book("phường Kiến An", ONE)]
    for data in files:
        drop("bc quy 1.xlsx", data)
        look(asked)
    raw = Path("data/raw/2026-Q1")
    assert [(raw / f"bc quy 1{end}.xlsx").read_bytes() for end in ("", " (2)", " (3)")] == files
    assert [row.partition(",")[0] for row in listed()[1:]] == [
        "bc quy 1.xlsx",
        "bc quy 1 (2).xlsx",
        "bc quy 1 (3).xlsx",
    ]


def test_a_move_that_fails_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, folder = tmp_path / "a.xlsx", tmp_path / "raw"
    source.write_bytes(b"a")

    def other_disk(*_: object) -> None:
        raise OSError(18, "other disk")

    def full(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(Path, "replace", other_disk)
    with monkeypatch.context() as broken:
        broken.setattr("shutil.copy2", full)
        with pytest.raises(OSError, match="full"):
            move_in(source, folder, "a.xlsx")
    assert (source.read_bytes(), list(folder.iterdir())) == (b"a", [])
    assert move_in(source, folder, "a.xlsx") == "a.xlsx"
    assert ((folder / "a.xlsx").read_bytes(), source.exists()) == (b"a", False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "file,received,unit_code\nmoi.xlsx,2026-03-16 10:30:00,11455\n"),
        ("\ufefffile,received\r\ncu.xlsx,", "\ufefffile,received\r\ncu.xlsx,\nmoi.xlsx,2026-03-16 10:30:00\n"),
        ("unit_code,ghi chú,file,received\n", "unit_code,ghi chú,file,received\n11455,,moi.xlsx,2026-03-16 10:30:00\n"),
    ],
)  # fmt: skip
def test_the_officers_list_keeps_what_it_had(tmp_path: Path, before: str, after: str) -> None:
    if before:
        (tmp_path / "received.csv").write_bytes(before.encode())
    note_arrival(tmp_path, "moi.xlsx", NOW, 11455)
    told = (tmp_path / "received.csv").read_bytes().decode()
    assert told.removeprefix("" if before else "\ufeff") == after
    for name in ("moi.xlsx", "cu.xlsx"):
        (tmp_path / name).write_bytes(b"")
    (one,) = [one for one in look_into(tmp_path, load_locality("hai-phong").register).files if one.name == "moi.xlsx"]
    assert one.received == NOW
    assert one.declared == (11455 if "unit_code" in after else None)


def test_a_list_open_in_excel_costs_no_time_of_arrival(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(*_: object) -> None:
        raise PermissionError(13, "held")

    drop("do-son.xlsx", book("phường Đồ Sơn", ONE))
    monkeypatch.setattr("flows.inbox.folder.note_arrival", held)
    assert "đóng tệp này trong Excel" in look(asked).problems[0]
    record = read_run(Path("data/out/2026-Q1"))
    assert record
    assert record["files"]["do-son.xlsx"]["received"] == "2026-03-16T10:30:00+07:00"


# which period


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 3, 14), ["2025-Q4", "2025-9M", "2025", "2026-Q1"]),
        (date(2026, 3, 16), ["2026-Q1"]),
        (date(2026, 5, 20), ["2026-Q1"]),
        (date(2026, 12, 16), ["2026-Q4", "2026"]),
    ],
)
def test_units_send_for_what_ended_last_or_ends_soon(today: date, told: list[str]) -> None:
    assert sorted(map(str, open_periods(today))) == sorted(one for one in told if one != "2025-9M")


@pytest.mark.parametrize(
    ("name", "period", "sentence"),
    [
        (
            "a.xlsx",
            "Kỳ báo cáo: Quý IV năm 2025",
            "tệp ghi «Quý IV năm 2025», không phải kỳ đang nhận (quý I năm 2026)",
        ),
        ("a.xlsx", "", "tên tệp và đầu biểu không cho biết kỳ báo cáo (đang nhận quý I năm 2026)"),
        ("bao cao quy 4.2025.xlsx", "", "tệp ghi «Quý IV năm 2025»"),
        ("a.xlsx", "Kỳ báo cáo: 6 tháng đầu năm 2026", "tệp ghi «6 tháng đầu năm 2026»"),
        ("ghi chú.txt", "", "không phải tệp báo cáo"),
        ("thu.eml", "", "thư không có tệp báo cáo đính kèm"),
    ],
)
def test_what_is_of_no_open_period_is_put_aside_with_the_reason(
    asked: Asked, name: str, period: str, sentence: str
) -> None:
    data = book("phường Đồ Sơn", ONE, period=period) if name.endswith("xlsx") else letter("a@example.vn")
    drop(name, data)
    done = look(asked)
    ((aside, told),) = done.unclear
    assert told.startswith(sentence)
    folder = Path("data/raw/inbox") / UNCLEAR
    assert (folder / aside).read_bytes() == data
    assert (folder / f"{aside} - lý do.txt").read_text(encoding="utf-8").startswith(sentence)
    assert not Path("data/raw/2026-Q1").exists()
    assert not look(asked)


def test_a_name_without_a_year_means_the_open_period_and_a_given_one_goes_first(asked: Asked) -> None:
    drop("BC quy 1 - P Do Son.xlsx", book("phường Đồ Sơn", ONE, period=""))
    assert look(asked).moved == [("BC quy 1 - P Do Son.xlsx", PERIOD)]
    drop("x.pdf", b"%PDF-")
    given = Asked(asked.locality, asked.raw, asked.out, period=Period(2025, "Q4"))
    assert look(given).moved == [("x.pdf", Period(2025, "Q4"))]


# letters


def test_what_can_not_be_moved_stops_nothing_else_and_comes_once(asked: Asked) -> None:
    """As on Windows, where a letter or a file is open in another program; here what is put away has no place."""
    inbox = Path("data/raw/inbox")
    drop("do-son.xlsx", book("phường Đồ Sơn", ONE))
    drop("ghi-chu.txt", b"x")
    drop("thu.eml", letter("a@example.vn", ("hai-an.xlsx", book("phường Hải An", TWO))))
    for name in ("chua-ro", "da-mo"):
        (inbox / name).write_bytes(b"")
    done = look(asked)
    assert [name for name, _ in done.moved] == ["do-son.xlsx"]
    assert [problem.partition("(")[0] for problem in done.problems] == [
        "không chuyển được «thu.eml» ",
        "không chuyển được «ghi-chu.txt» ",
    ]
    for name in ("chua-ro", "da-mo"):
        (inbox / name).unlink()
    done = look(asked)
    assert ([name for name, _ in done.moved], [name for name, _ in done.unclear]) == (["hai-an.xlsx"], ["ghi-chu.txt"])
    assert not look(asked)


def test_attachments_of_letters_are_taken_and_the_letter_is_kept(asked: Asked, tmp_path: Path) -> None:
    contacts(tmp_path, {HAI_AN: "haian@example.vn"})
    paper = Paper(rows([ONE], labels=["Hộ tịch"]), unit="", period="Kỳ báo cáo: Quý I năm 2026")
    nameless = workbook({"II.06a": paper.grid()})
    files = ("../../thoát.xlsx", nameless), ("do-son.xlsx", book("phường Đồ Sơn", TWO)), ("ảnh.gif.txt", b"x")
    saved = letter("HaiAn@example.vn", *files, stamp="Mon, 16 Mar 2026 01:05:09 +0000")
    drop("thu.eml", saved)
    done = look(asked)
    assert sorted(name for name, _ in done.moved) == ["do-son.xlsx", "thoát.xlsx"]
    assert sorted(listed()[1:]) == [
        "do-son.xlsx,2026-03-16 08:05:09,",  # what a file says of itself goes before its sender
        f"thoát.xlsx,2026-03-16 08:05:09,{HAI_AN}",
    ]
    assert outcomes(done) == {"do-son.xlsx": ("accepted", "written"), "thoát.xlsx": ("accepted", "written")}
    record = read_run(Path("data/out/2026-Q1"))
    assert record
    assert record["files"]["thoát.xlsx"]["unit_code"] == HAI_AN
    assert Path("data/raw/inbox/da-mo/thu.eml").read_bytes() == saved
    assert not look(asked)
    assert names("data/raw/inbox") == [".cho-tra-loi.json", "da-mo/thu.eml"]


def test_a_forwarded_letter_and_pictures_inside_the_text(asked: Asked) -> None:
    inner = EmailMessage()
    inner["From"] = "doson@example.vn"
    inner.set_content("x")
    inner.add_attachment(book("phường Đồ Sơn", ONE), maintype="application", subtype="x", filename="do-son.xlsx")
    outer = EmailMessage()
    outer["From"] = "ban@example.vn"
    outer["Received"] = "by mx; Mon, 16 Mar 2099 01:05:09 +0000"  # a clock that is wrong
    outer.set_content("x")
    outer.add_attachment(inner)
    outer.add_attachment(b"x", maintype="image", subtype="png", filename="logo.png", disposition="inline")
    drop("chuyen.eml", outer.as_bytes())
    assert look(asked).moved == [("do-son.xlsx", PERIOD)]
    assert listed()[1:] == ["do-son.xlsx,2026-03-16 10:30:00,"]


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"From: \nContent-Type: multipart/mixed; boundary=x\n\n--x\n--x--"]
)
def test_a_letter_that_is_none_is_put_aside(asked: Asked, data: bytes) -> None:
    os.utime(drop("hong.eml", data), (NOW.timestamp() - 600,) * 2)
    (told,) = look(asked).unclear
    assert told[0] == "hong.eml"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("/etc/passwd", "passwd"),
        ("..\\..\\x.xlsx", "x.xlsx"),
        (".ẩn.xlsx", "_ẩn.xlsx"),
        ("a:b?.xlsx", "a_b_.xlsx"),
        ("Báo cáo quý.xlsx", "Báo cáo quý.xlsx"),
        ("..", "tep-dinh-kem"),
        ("a\r\nb.xlsx", "a b.xlsx"),
        ("x" * 300 + ".xlsx", "x" * 115 + ".xlsx"),
    ],
)
def test_a_name_from_outside_is_a_name_and_nothing_else(name: str, safe: str) -> None:
    assert safe_name(name) == safe


# the loop


def test_the_watch_sees_a_file_and_stops_when_told(asked: Asked) -> None:
    stop, shown = threading.Event(), []

    def show(done: Intake) -> None:
        shown.append(done)
        stop.set()

    def look_now(retry: bool) -> Intake:
        return look(asked, retry=retry)

    threading.Timer(0.5, lambda: drop("do-son.xlsx", book("phường Đồ Sơn", ONE))).start()
    watch(Path("data/raw/inbox"), look_now, show, stop, tick=0.2)
    assert [done.moved for done in shown] == [[("do-son.xlsx", PERIOD)]]


def test_nothing_that_goes_wrong_ends_the_watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    faults: list[BaseException] = [
        DefinitionError("danh sách sai"),
        DefinitionError("danh sách sai"),  # told once
        KeyError("bí mật"),
        KeyboardInterrupt(),
    ]
    shown: list[str] = []

    def look_now(_: bool) -> Intake:
        raise faults.pop(0)

    watch(tmp_path / "inbox", look_now, lambda done: shown.extend(done.problems), threading.Event(), tick=0.1)
    assert faults == []
    assert shown[0] == "danh sách sai"
    assert shown[1].startswith("gặp lỗi ngoài dự kiến")
    assert len(shown) == 2
    assert "bí mật" in (tmp_path / "kstt-loi.log").read_text(encoding="utf-8")


def test_ctrl_c_ends_the_watch_in_the_officers_words_only(tmp_path: Path) -> None:
    heard = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # also where the tests run unheard
    )
    command = [sys.executable, "-c", f"{heard}; from flows.cli.app import main; main()", "watch"]
    at_home = {"cwd": tmp_path, "env": os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **at_home) as watching:
        assert watching.stdout
        assert watching.stdout.readline().startswith("Đang canh")
        time.sleep(1)
        watching.send_signal(signal.SIGINT)
        said, complained = watching.communicate(timeout=20)
    assert (said, complained, watching.returncode) == ("Đã dừng\n", "", 0)

"""A whole reporting week under a real Prefect server: files over days, drafts, the deadline, a late correction.

The server is killed in the middle of a run and started again. Only the clock is made up: each run is told its time.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from papers import in_process
from prefect_service import Service, service
from week import EAST, ID, NORTH, PERIOD, SAME, SOUTH, WARD, WEST, drop, make_office

from flows.afterwards.rebuilding import SAME as SAME_BYTES
from flows.afterwards.rebuilding import rebuild
from flows.ledger.issues import folder_of
from flows.ledger.store import place_of, reading
from flows.machine.clock import VIETNAM
from flows.machine.publishing import fingerprint
from flows.record.request import Request

OUT = Path("data/out")
PROVEN = "Chứng minh số liệu: đã chứng minh, xem data/out/2026-Q1/chung-minh.txt"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The working folder of the small city."""
    place = tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(place)
        patched.setenv("KSTT_LOCALITY", ID)
        make_office(place)
        yield place


@pytest.fixture(scope="module")
def prefect(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(office, tmp_path_factory.mktemp("prefect"), KSTT_LOCALITY=ID) as made:
        yield made


def at(day: int, clock: str) -> str:
    return f"2026-03-{day}T{clock}:00+07:00"


def test_the_week(prefect: Service, office: Path) -> None:
    # Sunday the 15th: three units send, one of them with a fault; the server dies while their files are judged
    drop(office, (WARD, EAST))
    drop(office, (SAME,), wrong=True)
    first = prefect.start("collect", now=at(15, "09:00"))
    prefect.begun(first)
    prefect.kill_server()
    prefect.start_server()
    assert prefect.ended(first) == (
        "Completed",
        "Nhận 3 tệp, trả lời 3 tệp. kỳ 2026-Q1: 2/6 đơn vị có số liệu; đã ghi 6 mục; dự thảo, chưa phát hành lần nào.",
    )
    assert (OUT / "2026-Q1/tra-lai/11740_phuong-do-son.xlsx").is_file()
    assert "II.06a!C7" in prefect.artifacts()["thu-2026-q1-phat-hien"]

    # Monday: a reminder and a round at the same time wait for each other; letters are written, none is sent
    both = prefect.start("remind", now=at(16, "08:00")), prefect.start("quarterly-report", now=at(16, "09:05"))
    reminded, drafted = map(prefect.ended, both)
    assert reminded == (
        "Completed",
        "Nhắc việc quý I năm 2026, giai đoạn trước hạn. đã soạn: 6. Thư: data/out/2026-Q1/nhac-viec",
    )
    assert drafted[1].endswith("dự thảo, chưa phát hành lần nào.")
    assert not any(entry.kind in ("issued", "round") for entry in entries())

    # Tuesday: the mended file and two more; one unit never sends. After midnight the deadline is over
    drop(office, (WEST, NORTH))
    drop(office, (SAME,))
    assert prefect.run("collect", now=at(17, "16:00"))[1].startswith("Nhận 3 tệp, trả lời 3 tệp.")
    assert prefect.run("quarterly-report", now=at(18, "00:05")) == (
        "Completed",
        f"Quý I năm 2026: 5/6 đơn vị có số liệu; đã ghi 2 mục; lần phát hành 1. {PROVEN}",
    )
    issued = fingerprint(folder_of(request(), 1))

    # Thursday: a late file is judged and answered but issues nothing; the correction does, with its reason
    drop(office, (SAME,), corrected=True, name="do-son dinh chinh.xlsx")
    assert prefect.run("collect", now=at(19, "10:00"))[1].endswith("dự thảo, lần phát hành gần nhất là 1.")
    told = {"period": "2026-Q1", "unit": f"{SAME} Phường Đồ Sơn", "reason": "Công văn 12 của phường"}
    assert prefect.run("correction", **told)[1].endswith(f"lần phát hành 2. {PROVEN}")

    # nothing was lost: every file, every issue, the chain, and every run once more
    assert fingerprint(folder_of(request(), 1)) == issued
    assert [entry.told["why"] for entry in entries() if entry.kind == "correction"] == ["Công văn 12 của phường"]
    assert [entry.told["issue"] for entry in entries() if entry.kind == "issued"] == [1, 2]
    received = {entry.told["file"] for entry in entries() if entry.kind == "received"}
    assert len(received) == len([entry for entry in entries() if entry.kind == "answered"]) == 7
    made = list(rebuild(OUT, in_process))
    assert {one.result for one in made} == {SAME_BYTES}
    assert [one.issue for one in made] == [0, 0, 1, 1, 2]


def test_what_the_screen_shows_of_it(prefect: Service) -> None:
    told = prefect.artifacts()
    assert set(told) == {f"thu-2026-q1-{name}" for name in ("tinh-hinh", "phat-hien", "bao-cao")}
    rows: list[dict[str, Any]] = json.loads(told["thu-2026-q1-tinh-hinh"])
    assert {row["Mã"]: (row["Kết quả"], row["Số tệp"], row["Thời hạn"]) for row in rows} == {
        str(WARD): ("chấp nhận", 1, "đúng hạn"),
        str(EAST): ("chấp nhận", 1, "đúng hạn"),
        str(WEST): ("chấp nhận", 1, "đúng hạn"),
        str(NORTH): ("chấp nhận", 1, "đúng hạn"),
        str(SOUTH): ("chưa gửi", 0, ""),
        str(SAME): ("chấp nhận", 3, "đúng hạn"),
    }
    assert "5/6 đơn vị có số liệu, hạn gửi 17/3/2026" in told["thu-2026-q1-bao-cao"]
    assert "(đã phát hành)" in told["thu-2026-q1-bao-cao"]
    assert "**Chưa gửi** (1): Xã Lê Lợi Nam" in told["thu-2026-q1-bao-cao"]


def test_the_form_of_a_correction_offers_units_and_asks_for_a_reason(prefect: Service) -> None:
    form = prefect.ask("GET", "/deployments/name/correction/correction")["parameter_openapi_schema"]
    shown = {name: one["title"] for name, one in form["properties"].items()}
    assert shown == {"period": "Kỳ báo cáo", "unit": "Đơn vị đính chính", "reason": "Lý do"}
    assert form["required"] == ["period", "unit", "reason"]
    assert form["properties"]["unit"]["enum"][0] == "toàn địa phương"
    assert f"{SAME} Phường Đồ Sơn" in form["properties"]["unit"]["enum"]
    assert prefect.refuses("correction", period="quý 1", unit=f"{SAME} Phường Đồ Sơn", reason="Công văn 12")
    assert prefect.refuses("correction", period="2026-Q1", unit="11740", reason="Công văn 12")


def test_schedules_are_those_of_the_office_and_a_failure_says_what_to_do(prefect: Service, office: Path) -> None:
    made = {one["name"]: one["schedules"] for one in prefect.ask("POST", "/deployments/filter", {})}
    assert {name: len(schedules) for name, schedules in made.items()} == {
        "quarterly-report": 2,
        "collect": 2,
        "remind": 2,
        "correction": 0,
    }
    assert {one["schedule"]["timezone"] for schedules in made.values() for one in schedules} == {str(VIETNAM)}
    assert all(prefect.planned(name) for name, schedules in made.items() if schedules)
    units = office / "localities" / ID / "units.csv"
    whole = units.read_text(encoding="utf-8")
    units.write_text("mã,tên\n1,x\n", encoding="utf-8")
    try:
        name, message = prefect.run("quarterly-report", period="2026-Q1")
    finally:
        units.write_text(whole, encoding="utf-8")
    assert name == "Failed"
    assert message.startswith("Không chạy được: thu: units.csv: dòng đầu phải có các cột code,name,kind")
    assert "Việc cần làm: sửa chỗ vừa nêu rồi chạy lại" in message
    assert "Retry" not in prefect.said()


def test_missed_rounds_are_made_up_for_by_the_newest_alone(prefect: Service) -> None:
    late = prefect.missed("remind", 1)
    assert [prefect.ended(run)[0] for run in late] == ["Bỏ qua", "Không đến hạn"]
    assert prefect.stop_serving(signal.SIGTERM) == 0
    assert "Đã dừng phục vụ" in prefect.said()
    late = prefect.missed("remind", 2)
    prefect.serve()
    assert "Bỏ qua 1 lượt lỡ giờ; lượt mới nhất của mỗi việc sẽ chạy bù" in prefect.said()
    assert [prefect.ended(run)[0] for run in late] == ["Cancelled", "Không đến hạn"]


def test_a_server_that_was_lost_is_served_again(prefect: Service) -> None:
    prefect.rests()  # what is ending when the server goes tells of it in pages of Prefect's own
    prefect.kill_server()
    prefect.says("không kết nối được (máy chủ từ chối kết nối). Máy chủ nhận việc trở lại thì tự phục vụ tiếp")
    prefect.start_server()
    assert prefect.run("remind", now=at(16, "08:00"))[0] == "Completed"
    assert "Traceback" not in prefect.said()
    assert prefect.served
    assert prefect.served.poll() is None
    assert "ngoài dự kiến" not in prefect.log()


def test_a_run_at_work_is_let_finish_when_the_service_is_stopped(prefect: Service) -> None:
    run = prefect.start("quarterly-report", period="2026-Q1")
    prefect.begun(run)
    assert prefect.press_ctrl_c() == 0
    assert prefect.ask("GET", f"/flow_runs/{run}")["state"]["name"] == "Completed"
    said = [line for line in prefect.said().splitlines() if line.startswith(("Chờ", "Đã dừng"))]
    assert [line[:36] for line in said] == [
        "Chờ 1 lượt đang chạy xong rồi mới dừ",
        "Đã dừng phục vụ; lịch vẫn giữ trên m",
    ]
    assert "Traceback" not in prefect.said()


_IN_VAIN = """
from prefect import flow
from flows.watched import story

story.deployed = lambda: True
story._PATIENCE = 2.0

@flow(name="in-vain")
def waits():
    with story.one_at_a_time("lost"):
        print("at work")

waits()
"""


def test_a_turn_that_nobody_holds_is_waited_for_once(prefect: Service) -> None:
    prefect.ask("POST", "/v2/concurrency_limits/", {"name": "kstt-lost", "limit": 1, "active_slots": 1})
    command = [sys.executable, "-c", _IN_VAIN]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=90, env=prefect.environment)
    assert "at work" in done.stdout
    assert "AcquireConcurrencySlotTimeoutError" in done.stderr
    assert prefect.ask("GET", "/v2/concurrency_limits/kstt-lost")["active_slots"] == 0


_STUBBORN = """
import asyncio, os, signal, threading
from flows.watched import service

class Stubborn(service.Service):
    async def start(self):
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                print("waits on")

def nothing(_):
    return 0

service._PATIENCE, service.Service = 0.3, Stubborn
service.serve(service.Telling(str, abs, print, print, lambda: print("stopped")), nothing)
"""


def test_serving_ends_even_where_prefect_waits_for_ever() -> None:
    done = subprocess.run([sys.executable, "-c", _STUBBORN], check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.split("\n")) == (0, ["waits on", "stopped", ""])


def request() -> Request:
    return Request(PERIOD, ID, Path("data/raw/2026-Q1"), OUT)


def entries() -> list[Any]:
    with reading(place_of(OUT)) as ledger:
        assert not ledger.verify().fault
        return list(ledger.entries())

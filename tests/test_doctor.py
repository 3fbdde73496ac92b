"""`kstt doctor`: what it makes of facts, what its probes find, and how it ends."""

import http.server
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import postgres
import pytest
from aiosmtpd.controller import Controller
from pydantic import SecretStr
from small_office import run, settle_in
from typer.testing import CliRunner

from flows.cli.app import app
from flows.doctor import checks
from flows.doctor.checks import LEVELS, Check
from flows.ledger.chain import Kind
from flows.ledger.store import place_of, writing
from flows.machine import probes
from flows.machine.settings_model import Smtp

GIB = 1024**3
NOON = datetime(2026, 3, 16, 12, tzinfo=timezone(timedelta(hours=7)))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("KSTT_LEDGER_URL", "PREFECT_API_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def examined(code: int, **environment: str) -> dict[str, tuple[str, str]]:
    """What the command says: by what was looked at, the level and the rest of the line."""
    done = CliRunner().invoke(app, ["doctor"], env=environment)
    assert done.exit_code == code, done.output + repr(done.exception)
    words = sorted(LEVELS.values(), key=len, reverse=True)
    told = [(next(word for word in words if line.startswith(word)), line) for line in done.output.splitlines()]
    return {line[7:].partition(": ")[0]: (level, line[7:].partition(": ")[2]) for level, line in told}


# facts


@pytest.mark.parametrize(
    ("check", "level", "told"),
    [
        (checks.folder("X", Path("khong"), ""), "ok", "chưa có"),
        (checks.folder("X", Path(), "không ghi được"), "fault", "cấp quyền ghi"),
        (checks.disk(Path("x"), 5 * GIB), "ok", "còn 5,0 GB"),
        (checks.disk(Path("x"), GIB), "note", "nên giải phóng đĩa"),
        (checks.disk(Path("x"), GIB // 10), "fault", "giải phóng đĩa trước khi chạy"),
        (checks.clock(NOON, None), "ok", "12:00 ngày 16/3/2026, múi giờ +0700"),
        (checks.clock(NOON, NOON + timedelta(minutes=4)), "ok", ""),
        (checks.clock(NOON, NOON + timedelta(minutes=6)), "fault", "sổ cái đã ghi đến 12:06 ngày 16/3/2026"),
        (checks.clock(NOON.replace(year=2001), None), "fault", "chỉnh lại ngày giờ"),
        (checks.clock(NOON.astimezone(UTC), None), "note", "Asia/Ho_Chi_Minh"),
        (checks.demanded(["II.06a"], ["II.06a", "QH"]), "ok", "II.06a"),
        (checks.demanded(["II.99"], ["II.06a", "QH"]), "fault", "không có biểu II.99; có: II.06a, QH"),
        (checks.office(""), "note", "không bắt buộc"),
        (checks.office("/x/soffice"), "ok", "/x/soffice"),
        (checks.ledger("so", "hỏng", exists=True), "fault", "hỏng"),
        (checks.ledger("so", "", exists=False), "note", "chưa có sổ ở so"),
        (checks.ledger("so", "", exists=True, entries=7), "ok", "7 mục"),
        (checks.mail(Smtp(), ""), "ok", "không gửi thư"),
        (checks.mail(Smtp(host="m"), ""), "fault", "chưa có địa chỉ gửi đi"),
        (checks.mail(Smtp(host="m", sender="a@b"), "hỏng"), "fault", "m:587: hỏng"),
        (checks.mail(Smtp(host="m", sender="a@b"), ""), "ok", "m:587"),
        (checks.server("P", "", "", "không đặt"), "ok", "không đặt"),
        (checks.server("P", "u", "hỏng", ""), "fault", "u: hỏng"),
        (checks.server("P", "u", "", ""), "ok", "u"),
        (checks.plans("x", 2027, [], ""), "note", "localities/x/plan-2027.toml"),
        (checks.plans("x", 2027, [], "sai"), "fault", "sai"),
        (checks.plans("x", 2027, ["một", "hai"], ""), "ok", "2 kế hoạch: một, hai"),
    ],
)
def test_what_is_made_of_a_fact(check: Check, level: str, told: str) -> None:
    assert check.level == level
    assert told in f"{check.found} → {check.todo}"
    assert bool(check.todo) == (level != "ok")


# probes


def test_a_folder_is_tried_without_leaving_anything(here: Path) -> None:
    assert probes.unwritable(here / "a" / "b") == ""
    (here / "tep").write_text("", encoding="utf-8")
    assert "là tệp, không phải thư mục" in probes.unwritable(here / "tep" / "a")
    assert [path.name for path in here.iterdir()] == ["tep"]
    assert probes.free(here / "a" / "b") > 0


def test_a_folder_that_refuses(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuses)
    assert probes.unwritable(here) == "không ghi được (không có quyền)"


def test_a_folder_somebody_else_made_for_himself_is_found(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = here / "data" / "out" / "2026-Q1" / "tra-lai"
    closed.mkdir(parents=True)
    assert probes.closed_below(here / "data") == ""
    monkeypatch.setattr("os.access", lambda path, _: path.name != "tra-lai")
    told = examined(1)["Thư mục kết quả"]
    assert told[0] == "lỗi"
    assert "data/out: không đọc, ghi được «data/out/2026-Q1/tra-lai» (không có quyền)" in told[1]


def test_a_working_folder_of_others_is_told_in_vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_: object) -> None:
        raise PermissionError(13, "Permission denied", "kstt.toml")

    monkeypatch.setattr("flows.machine.settings.file_of", refuses)
    assert examined(1)["Cấu hình"][1].startswith("không đọc được «kstt.toml» (không có quyền) → ")


def test_results_that_are_not_as_they_were_written_are_named(here: Path) -> None:
    request = settle_in(here)
    run(request)
    assert examined(0)["Kết quả các kỳ"] == ("ok", "1 kỳ")
    record = request.folder / "run.json"
    whole = record.read_text(encoding="utf-8")
    record.write_text(whole.replace("Đồ Sơn", "Đồ Sen"), encoding="utf-8")
    level, told = examined(0)["Kết quả các kỳ"]
    assert (level, "không như sổ cái ghi ở lần chạy gần nhất" in told) == ("lưu ý", True)
    record.write_text("{", encoding="utf-8")
    assert "run.json bị hỏng, không đọc được; hãy chạy lại: kstt run 2026-Q1" in examined(0)["Kết quả các kỳ"][1]


@pytest.fixture
def mail_server() -> Iterator[int]:
    """A real mail server on loopback, without STARTTLS."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(object(), hostname="127.0.0.1", port=port)
    controller.start()
    yield port
    controller.stop()


def test_a_mail_server_is_greeted(mail_server: int) -> None:
    plain = Smtp(host="127.0.0.1", port=mail_server, starttls=False)
    assert probes.mail_problem(plain) == ""
    assert "STARTTLS" in probes.mail_problem(Smtp(host="127.0.0.1", port=mail_server))
    named = Smtp(host="127.0.0.1", port=mail_server, starttls=False, user="a", password=SecretStr("bí mật"))
    assert "bí mật" not in probes.mail_problem(named) != ""


def test_a_web_server_is_asked_for_its_health_and_whether_it_knows_us(monkeypatch: pytest.MonkeyPatch) -> None:
    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/api/health" or self.headers["Authorization"] == "Basic a3N0dDpi4bqtdA=="
            self.send_response((200 if known else 401) if self.path.startswith("/api/") else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    monkeypatch.delenv("PREFECT_API_AUTH_STRING", raising=False)
    with http.server.HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        assert "PREFECT_API_AUTH_STRING" in probes.web_problem(f"{url}/api/")
        monkeypatch.setenv("PREFECT_API_AUTH_STRING", "kstt:bật")
        assert probes.web_problem(f"{url}/api/") == ""
        assert "không kết nối được" in probes.web_problem(url)
        assert probes.cluster_problem(f"tcp://127.0.0.1:{server.server_port}") == ""
        server.shutdown()
    assert "http" in probes.web_problem("may-chu/api")


def test_every_disk_is_looked_at_once(here: Path) -> None:
    assert probes.disks(here / "out", here / "raw", Path("/proc/1")) == [here / "out", Path("/proc/1")]


def test_nobody_at_home_is_told_and_not_raised() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        assert "không kết nối được (máy chủ từ chối kết nối)" in probes.web_problem(f"http://127.0.0.1:{port}/api")
        assert "không kết nối được" in probes.mail_problem(Smtp(host="127.0.0.1", port=port))
        assert "không kết nối được" in probes.door_problem(f"127.0.0.1:{port}")
        assert "không kết nối được" in probes.door_problem("tcp://127.0.0.1:cổng")


def test_a_server_that_keeps_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "_PATIENCE", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert "không trả lời" in probes.mail_problem(Smtp(host="127.0.0.1", port=silent.getsockname()[1]))


# the command


def test_a_fresh_folder_is_fine_and_stays_empty(here: Path) -> None:
    told = examined(0)
    assert {told[what][0] for what in ("Cấu hình", "Thư mục kết quả", "Biểu mẫu", "Danh sách đơn vị")} == {"ok"}
    assert told["Danh sách đơn vị"][1] == "114 đơn vị"
    assert told["Sổ cái"] == (
        "lưu ý",
        "chưa có sổ ở data/so-cai.sqlite → sổ được lập khi chạy kstt run lần đầu",
    )
    assert list(here.iterdir()) == []


def test_servers_that_are_set_are_asked_for() -> None:
    told = examined(1, KSTT_PREFECT__API_URL="http://127.0.0.1:9/api", KSTT_DASK__SCHEDULER="tcp://127.0.0.1:9")
    assert [what for what, (level, _) in told.items() if level == "lỗi"] == ["Prefect", "Dask"]
    told = examined(1, PREFECT_API_URL="http://127.0.0.1:9/api")
    assert told["Prefect"][1].startswith("http://127.0.0.1:9/api: không kết nối được")


def test_settings_that_can_not_be_end_it() -> None:
    told = examined(1, KSTT_SMTP__HOT="x")
    assert told["Cấu hình"][0] == "lỗi"
    assert "KSTT_SMTP__HOST" in told["Cấu hình"][1]
    assert list(told) == ["Chương trình", "Cấu hình"]


def test_every_fault_is_found_at_once(here: Path) -> None:
    (here / "tep").write_text("", encoding="utf-8")
    (here / "localities" / "xa-thu").mkdir(parents=True)
    (here / "localities" / "xa-thu" / "locality.toml").write_text('id = "xa-thu"\ncode = 1\n', encoding="utf-8")
    told = examined(
        1,
        KSTT_FOLDERS__OUT="tep/ra",
        KSTT_LOCALITY="xa-thu",
        KSTT_LEDGER_URL="mysql://x",
        KSTT_SMTP__HOST="m",
        KSTT_MESSAGES__FORMS='["II.99"]',
    )
    faults = [what for what, (level, _) in told.items() if level == "lỗi"]
    assert faults == ["Thư mục kết quả", "Biểu bắt buộc", "Danh sách đơn vị", "Sổ cái", "Thư"]


def test_addresses_of_units_are_read_as_letters_will_read_them(here: Path) -> None:
    assert "Địa chỉ thư" not in examined(0)
    own = here / "localities" / "hai-phong" / "contacts.csv"
    own.parent.mkdir(parents=True)
    own.write_text("code,email\n11455,vanthu@example.vn\n", encoding="utf-8")
    assert examined(0)["Địa chỉ thư"] == ("ok", "1 đơn vị có địa chỉ")
    own.write_text("code,email\n9,vanthu@example.vn\n", encoding="utf-8")
    level, said = examined(1)["Địa chỉ thư"]
    assert (level, "contacts.csv dòng 2: «9» không phải mã đơn vị trong danh sách" in said) == ("lỗi", True)


def test_a_calendar_that_is_wrong_is_named(here: Path) -> None:
    shipped = Path(__file__).parents[1] / "localities" / "long-xuyen"
    own = here / "localities" / "long-xuyen"
    own.mkdir(parents=True)
    for path in shipped.iterdir():
        (own / path.name).write_bytes(path.read_bytes())
    (own / "calendar.toml").write_text("cut_off = 20\n", encoding="utf-8")
    told = examined(1, KSTT_LOCALITY="long-xuyen")
    assert told["Lịch báo cáo"][0] == "lỗi"
    assert "long-xuyen/calendar.toml" in told["Lịch báo cáo"][1]


def test_an_empty_database_is_no_fault(postgres_server: str) -> None:
    with postgres.database(postgres_server) as address:
        level, told = examined(0, KSTT_LEDGER_URL=address)["Sổ cái"]
    assert level == "lưu ý"
    assert told.endswith("→ sổ được lập khi chạy kstt run lần đầu")


def test_a_ledger_that_is_lost_or_can_not_be_written(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "data" / "phat-hanh" / "hai-phong" / "2026-Q1" / "1").mkdir(parents=True)
    level, told = examined(1)["Sổ cái"]
    assert (level, "đã có lần phát hành ở data/phat-hanh/hai-phong/2026-Q1/1" in told) == ("lỗi", True)
    with writing(place_of(Path("data/out"))) as ledger:
        ledger.append("hai-phong", "2026-Q1", [("run", {})])
    assert examined(0)["Sổ cái"][0] == "ok"

    def refuses(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuses)
    assert probes.read_only(Path("data/so-cai.sqlite")) == "không ghi được «data/so-cai.sqlite» (không có quyền)"


def test_a_ledger_ahead_of_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    kind: Kind = "received"
    with writing(place_of(Path("data/out"))) as ledger:
        ledger.append("hai-phong", "2026-Q1", [(kind, {"file": "x"})])
    monkeypatch.setattr(probes, "now", lambda: datetime(2026, 1, 1, tzinfo=NOON.tzinfo))
    told = examined(1)
    assert told["Sổ cái"][0] == "ok"
    assert "1 mục" in told["Sổ cái"][1]
    assert told["Đồng hồ"][0] == "lỗi"

"""The ledger's chain on real databases: what was tampered with shows, writers take turns, nothing is half written."""

import multiprocessing
import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import postgres
import psycopg
import pytest
import sqlalchemy
from alembic.script import ScriptDirectory
from sqlalchemy import text

from flows.ledger import database, store
from flows.ledger.chain import START, Checked, digest
from flows.ledger.exported import export, taken_from
from flows.ledger.store import Unavailable, place_of, reading, who, writing
from flows.machine.canonical import canonical
from flows.machine.causes import cause
from flows.machine.clock import VIETNAM
from flows.machine.publishing import Locked
from kstt.form import DefinitionError

ROOT = Path(__file__).parents[1]
HERE = Path("out")  # never written: the ledger's place comes from KSTT_LEDGER_URL


def append(*bodies: object, period: str = "2026-Q1") -> None:
    with writing(place_of(HERE)) as ledger:
        ledger.append("hai-phong", period, [("run", body) for body in bodies])


def verified(known: str = "") -> Checked:
    with reading(place_of(HERE)) as ledger:
        return ledger.verify(known)


def hashes() -> list[str]:
    with reading(place_of(HERE)) as ledger:
        return [entry.hash for entry in ledger.entries()]


@contextmanager
def plain_connection() -> Iterator[sqlalchemy.Connection]:
    """A connection that knows nothing of ours."""
    engine = sqlalchemy.create_engine(place_of(HERE), poolclass=sqlalchemy.NullPool)
    with engine.begin() as connection:
        yield connection


@contextmanager
def unguarded() -> Iterator[sqlalchemy.Connection]:
    """A connection of somebody who took the guards of the table away first."""
    with plain_connection() as connection:
        if connection.dialect.name == "sqlite":
            for what in ("UPDATE", "DELETE"):
                connection.execute(text(f"DROP TRIGGER ledger_no_{what}"))
        else:
            connection.execute(text("DROP TRIGGER ledger_no_change ON ledger_entry"))
        yield connection


pytestmark = pytest.mark.usefixtures("ledger_url")


def test_entries_come_back_as_they_were_and_the_chain_holds() -> None:
    bodies: list[object] = [{"tệp": "«Đồ Sơn»\n\t\\ \0 \u2028 .xlsx"}, {"b": 2, "a": [1, None, 0.5]}, {}]
    append(*bodies[:2])
    append(bodies[2], period="2026-Q2")
    with reading(place_of(HERE)) as ledger:
        every = list(ledger.entries())
        first = list(ledger.entries("hai-phong", "2026-Q1"))
        assert list(ledger.entries("thu")) == []
    assert [entry.told for entry in every] == bodies
    assert [entry.body for entry in every[1:]] == ['{"a":[1,null,0.5],"b":2}', "{}"]
    assert first == every[:2]
    assert [(entry.seq, entry.who, entry.kind, entry.period) for entry in every] == [
        (1, who(), "run", "2026-Q1"),
        (2, who(), "run", "2026-Q1"),
        (3, who(), "run", "2026-Q2"),
    ]
    assert [entry.previous for entry in every] == [START, every[0].hash, every[1].hash]
    assert verified() == Checked(3, every[2].hash)
    assert verified(every[0].hash[:8]) == Checked(3, every[2].hash)
    assert verified("0123abcd").fault == "không có mục nào mang mã 0123abcd: sổ cái đã bị thay hoặc cắt bớt"


def test_nothing_to_append_leaves_the_ledger_empty_but_made() -> None:
    append()
    assert verified() == Checked(0, START)


_MOVE = "UPDATE ledger_entry SET seq = {1} WHERE seq = {0}"
CHANGES = {
    "body": ("UPDATE ledger_entry SET body = '{\"n\":7}' WHERE seq = 3", "mục 3 (run): nội dung đã bị sửa"),
    "who": ("UPDATE ledger_entry SET who = 'ai đó' WHERE seq = 2", "mục 2 (run): nội dung đã bị sửa"),
    "time": ("UPDATE ledger_entry SET at = '2026-01-01' WHERE seq = 5", "mục 5 (run): nội dung đã bị sửa"),
    "hash": ("UPDATE ledger_entry SET hash = previous WHERE seq = 1", "mục 1 (run): nội dung đã bị sửa"),
    "previous": ("UPDATE ledger_entry SET previous = hash WHERE seq = 4", "mục 4 (run): không nối với mục trước"),
    "first dropped": ("DELETE FROM ledger_entry WHERE seq = 1", "mục 1: thiếu"),
    "one dropped": ("DELETE FROM ledger_entry WHERE seq = 3", "mục 3: thiếu"),
    "last dropped": ("DELETE FROM ledger_entry WHERE seq = 5", "mục 5: thiếu; sổ cái từng ghi đến mục 5, mã "),
    "all dropped": ("DELETE FROM ledger_entry", "mục 1: thiếu"),
    "dropped and closed up": (
        "DELETE FROM ledger_entry WHERE seq = 4; UPDATE ledger_entry SET seq = 4 WHERE seq = 5",
        "mục 4 (run): không nối với mục trước",
    ),
    "two swapped": (
        f"{_MOVE.format(3, 0)}; {_MOVE.format(4, 3)}; {_MOVE.format(0, 4)}",
        "mục 3 (run): không nối với mục trước",
    ),
    "one slipped in": (
        "INSERT INTO ledger_entry SELECT 6, '', '', 'run', '', '', '{}', hash, hash FROM ledger_head",
        "mục 6 (run): nội dung đã bị sửa",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_tampered_with_is_named(change: str) -> None:
    append(*({"n": number} for number in range(5)))
    assert verified().fault == ""
    statements, told = CHANGES[change]
    with unguarded() as connection:
        for statement in statements.split("; "):
            connection.exec_driver_sql(statement)
    assert verified().fault.startswith(told)


def test_a_rebuilt_chain_shows_against_a_hash_written_down() -> None:
    append({"n": 1}, {"n": 2})
    noted = verified().head
    with reading(place_of(HERE)) as ledger:
        first, _ = ledger.entries()
    with unguarded() as connection:
        connection.execute(text("DELETE FROM ledger_entry WHERE seq = 2"))
        new = digest(START, first.line.replace(first.body, "{}"))
        connection.execute(text("UPDATE ledger_entry SET body = '{}', hash = :hash WHERE seq = 1"), {"hash": new})
        connection.execute(text("UPDATE ledger_head SET seq = 1, hash = :hash"), {"hash": new})
    assert verified() == Checked(1, new)
    assert verified(noted).fault.startswith("không có mục nào mang mã")


@pytest.mark.parametrize("statement", ["UPDATE ledger_entry SET who = 'x'", "DELETE FROM ledger_entry WHERE seq = 1"])
def test_the_database_itself_refuses_changes(statement: str) -> None:
    append({"n": 1})
    with pytest.raises(sqlalchemy.exc.DBAPIError, match="append-only"), plain_connection() as connection:
        connection.execute(text(statement))
    assert verified().entries == 1


def _append_many(name: str, times: int) -> None:
    for number in range(times):
        append({"writer": name, "n": number}, {"writer": name, "n": number, "second": True})


def test_processes_that_append_at_once_keep_one_chain() -> None:
    """The first of them also makes the tables, while the others wait."""
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_append_many, args=(name, 8)) for name in "abc"]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        with suppress(DefinitionError):  # not made yet
            assert verified().fault == ""
        time.sleep(0.05)
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert verified() == Checked(48, hashes()[-1])
    with reading(place_of(HERE)) as ledger:
        told = [entry.told for entry in ledger.entries()]
    for name in "abc":
        assert [one["n"] for one in told if one["writer"] == name] == [n for n in range(8) for _ in range(2)]
    assert all(one["writer"] == other["writer"] for one, other in zip(told[::2], told[1::2], strict=True))


def test_a_second_writer_waits() -> None:
    order = []

    def second() -> None:
        append({"who": "second"})
        order.append("second")

    with writing(place_of(HERE)) as ledger:
        other = threading.Thread(target=second)
        other.start()
        time.sleep(0.4)
        order.append("first")
        ledger.append("hai-phong", "2026-Q1", [("run", {"who": "first"})])
    other.join()
    assert order == ["first", "second"]
    with reading(place_of(HERE)) as ledger:
        assert [entry.told["who"] for entry in ledger.entries()] == order


def test_a_second_writer_that_waited_too_long_says_so_and_a_reader_need_not_wait(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    append({"n": 1})
    monkeypatch.setattr(database, "WAIT", 0.5)
    monkeypatch.setattr(store, "NOTICE", 0.1)
    with writing(place_of(HERE)):
        with pytest.raises(Unavailable, match=r"^Sổ cái «.*» đang có một lần chạy khác ghi, hoặc đang mở trong"):
            append({"n": 2})
        assert verified().entries == 1
    # on a busy machine opening alone may take that long
    assert {line.partition(" «")[0] for line in capsys.readouterr().err.splitlines()} == {"Đang đợi sổ cái"}


def test_a_viewer_that_keeps_a_ledger_open_is_told_of_while_it_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(database, "WAIT", 0.5)
    monkeypatch.setattr(store, "NOTICE", 0.1)
    place = place_of(HERE, f"sqlite:///{tmp_path / 'so.sqlite'}")
    with writing(place) as ledger:
        ledger.append("hai-phong", "2026-Q1", [("run", {"n": 1})])
    with closing(sqlite3.connect(tmp_path / "so.sqlite", isolation_level=None)) as viewer:
        viewer.execute("BEGIN")
        viewer.execute("SELECT * FROM ledger_entry").fetchone()
        with pytest.raises(Unavailable, match="hoặc đang mở trong chương trình khác"), writing(place) as ledger:
            ledger.append("hai-phong", "2026-Q1", [("run", {"n": 2})])
    assert capsys.readouterr().err.startswith("Đang đợi sổ cái «")


def test_a_clock_that_runs_back_is_told_and_an_impossible_one_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    noon = datetime(2030, 5, 1, 12, tzinfo=VIETNAM)
    for before, told in ((timedelta(), ""), (timedelta(minutes=3), ""), (timedelta(days=365), "Lưu ý: đồng hồ")):
        monkeypatch.setattr(store, "now", lambda when=noon - before: when)
        append({"n": str(before)})
        assert capsys.readouterr().err.partition(" của máy (12:00 01/05/2029)")[0] == told
    monkeypatch.setattr(store, "now", lambda: noon.replace(year=1970))
    with pytest.raises(DefinitionError, match="đồng hồ của máy ghi năm 1970; hãy chỉnh lại"):
        append({"n": 4})
    assert verified().entries == 3


KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Connection
from flows.ledger.store import place_of, writing
{trap} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
with writing(place_of(Path("out"))) as ledger:
    ledger.append("hai-phong", "2026-Q1", [("run", {{"n": 2}}), ("run", {{"n": 3}})])
"""


@pytest.mark.parametrize("made", [True, False])
def test_a_writer_killed_before_the_end_leaves_nothing(made: bool, ledger_url: str) -> None:
    if made:
        append({"n": 1})
    environment = os.environ | {"KSTT_LEDGER_URL": ledger_url, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", KILLED.format(trap="Connection.commit")], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    append({"n": 4})
    with reading(place_of(HERE)) as ledger:
        assert [entry.told["n"] for entry in ledger.entries()] == ([1, 4] if made else [4])
    assert verified().fault == ""


def test_the_recipe_of_the_guide_checks_an_export(tmp_path: Path) -> None:
    """With sh and sha256sum alone, exactly as the guide prints it."""
    (recipe,) = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "so-cai.md").read_text(encoding="utf-8"), re.DOTALL)
    append(*({"n": number, "chữ": "«Đồ Sơn» \\ % \t  'x' $HOME `ls`  "} for number in range(4)))
    with reading(place_of(HERE)) as ledger:
        assert export(ledger, tmp_path / "so-cai.txt") == 4

    def follow() -> tuple[int, str]:
        done = subprocess.run(["sh", "-c", recipe], cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.strip() + done.stderr

    assert follow() == (0, f"Đúng: 4 mục, mã cuối {verified().head}")
    lines = (tmp_path / "so-cai.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    wrong = {
        "altered": ([*lines[:2], lines[2].replace('"n":2', '"n":5'), lines[3]], "Mục 3 sai"),
        "dropped": (lines[1:], "Mục 1 sai"),
        "swapped": ([lines[0], lines[2], lines[1], lines[3]], "Mục 2 sai"),
    }
    for name, (changed, told) in wrong.items():
        (tmp_path / "so-cai.txt").write_text("".join(changed), encoding="utf-8")
        assert follow() == (1, told), name
    (tmp_path / "so-cai.txt").write_text("".join(lines[:3]), encoding="utf-8")
    assert follow() == (0, f"Đúng: 3 mục, mã cuối {hashes()[2]}")


def test_an_exported_ledger_is_taken_over_as_it_was(tmp_path: Path) -> None:
    """Also after an editor of Windows saved it; what was altered in the text shows when the chain is checked."""
    append(*({"n": number, "chữ": '«Đồ Sơn», "body":{} \\ %'} for number in range(3)), period="")
    written = tmp_path / "so-cai.txt"
    with reading(place_of(HERE)) as ledger:
        export(ledger, written)
        there = list(ledger.entries())
    told = written.read_text(encoding="utf-8")
    altered = {
        told: "",
        f"\ufeff{told}".replace("\n", "\r\n"): "",
        told.replace('"n":1', '"n":7'): "mục 2 (run): nội dung đã bị sửa, không khớp mã băm",
        told.partition("\n")[2]: "mục 1: thiếu (mục kế tiếp mang số 2)",
    }
    for at, (content, fault) in enumerate(altered.items()):
        written.write_text(content, encoding="utf-8", newline="")
        with taken_from(written) as taken, writing(place_of(HERE, f"sqlite:///{tmp_path}/{at}.sqlite")) as new:
            new.take_over(*taken)
            assert new.verify().fault == fault
            assert fault or list(new.entries()) == there


def test_what_is_no_export_is_told_before_a_ledger_is_made(tmp_path: Path) -> None:
    append({"n": 1})
    written = tmp_path / "so-cai.txt"
    with reading(place_of(HERE)) as ledger:
        export(ledger, written)
    good = written.read_text(encoding="utf-8")
    for wrong in ("xin chào\n", "", good.replace('"seq":1', '"seq": 1'), good.replace('"who"', '"ai"'), good[:40]):
        written.write_text(wrong, encoding="utf-8")
        with pytest.raises(DefinitionError, match=r"so-cai\.txt».*mục"), taken_from(written):
            pass


def test_an_entry_made_unreadable_is_told() -> None:
    append({"n": 1})
    with unguarded() as connection:
        connection.execute(text("UPDATE ledger_entry SET body = 'x'"))
    with reading(place_of(HERE)) as ledger, pytest.raises(DefinitionError, match="mục 1 của sổ cái đã bị sửa"):
        [entry.told for entry in ledger.entries()]
    assert verified().fault == "mục 1 (run): nội dung đã bị sửa, không khớp mã băm"


@pytest.mark.parametrize("ledger_url", ["sqlite"], indirect=True)
def test_the_ledger_is_not_written_over_by_its_own_export() -> None:
    append({"n": 1})
    with reading(place_of(HERE)) as ledger, pytest.raises(DefinitionError, match="chính là sổ cái"):
        export(ledger, Path(ledger.place))
    assert verified().entries == 1


def test_an_export_takes_no_folders_place_and_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    append({"n": 1})
    (tmp_path / "kept").write_text("x", encoding="utf-8")
    with reading(place_of(HERE)) as ledger:
        with pytest.raises(DefinitionError, match="là thư mục; hãy ghi thêm tên tệp"):
            export(ledger, tmp_path)
        with pytest.raises(Locked, match=r"^Không tạo được thư mục «/proc/x»: hãy kiểm tra đường dẫn, ổ đĩa\.$"):
            export(ledger, Path("/proc/x/so-cai.txt"))
        ledger.entries = lambda: iter(["no entry"])  # type: ignore[method-assign,assignment,return-value]
        with pytest.raises(AttributeError):
            export(ledger, tmp_path / "kept")
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".sqlite"] == ["kept"]
    assert (tmp_path / "kept").read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize("ledger_url", ["postgresql"], indirect=True)
def test_a_server_lost_before_an_entry_is_told(ledger_url: str) -> None:
    append({"n": 1})
    with writing(place_of(HERE)) as ledger:
        with psycopg.connect(ledger_url, autocommit=True) as other:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            other.execute(f"{others} AND pid <> pg_backend_pid()")
        with pytest.raises(Unavailable, match=r"\(mất kết nối với máy chủ\)\.$"):
            ledger.append("hai-phong", "2026-Q1", [("run", {"n": 2})])
    assert verified().entries == 1


def test_there_must_be_a_ledger_to_read() -> None:
    with pytest.raises(DefinitionError, match=r"^chưa có sổ cái «.*»; sổ được lập khi chạy kstt run$"):
        verified()


def test_a_ledger_of_a_newer_version_is_left_alone() -> None:
    append({"n": 1})
    with plain_connection() as connection:
        connection.execute(text("UPDATE ledger_version SET version_num = '9999'"))
    with pytest.raises(DefinitionError, match="do một phiên bản kstt khác lập"):
        append({"n": 2})
    with pytest.raises(DefinitionError, match="do một phiên bản kstt khác lập"):
        verified()


@pytest.mark.parametrize(
    "told",
    ["hello", "mysql://máy/tên", "sqlite://", "://", "postgresql://a:b@máy:x/tên", "postgresql://a:mật@khẩu@máy/tên"],
)
def test_a_place_that_is_none_is_told(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KSTT_LEDGER_URL", told)
    with pytest.raises(DefinitionError, match=r"^KSTT_LEDGER_URL phải có dạng"):
        place_of(HERE)


def test_without_a_url_the_ledger_is_a_file_beside_the_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KSTT_LEDGER_URL")
    assert place_of(Path("data/out")).database == "data/so-cai.sqlite"
    assert place_of(Path("elsewhere")).database == "elsewhere/so-cai.sqlite"


def test_a_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KSTT_LEDGER_URL", "postgresql://ai:bimat@127.0.0.1:1/kstt")
    with pytest.raises(Unavailable, match=r"^Không mở được sổ cái: .*\(máy chủ không chạy, hoặc sai cổng\)\.$") as told:
        append({})
    assert "bimat" not in str(told.value)


@pytest.mark.parametrize("letters", ["SQL_ASCII", "LATIN1", "UTF8"])
def test_a_database_that_can_not_hold_vietnamese_is_told(
    letters: str, postgres_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out = f"ENCODING '{letters}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    with postgres.database(postgres_server, laid_out) as address:
        monkeypatch.setenv("KSTT_LEDGER_URL", address)
        if letters == "UTF8":
            append({"why": "Đồ Sơn"})
            assert verified().entries == 1
            return
        for told in (lambda: append({}), verified):
            with pytest.raises(Unavailable, match=rf"^Không mở .*\(cơ sở dữ liệu dùng bảng mã {letters}, không giữ"):
                told()


@pytest.mark.parametrize("ledger_url", ["postgresql"], indirect=True)
def test_what_a_server_refuses_is_told_in_vietnamese(ledger_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KSTT_LEDGER_URL", ledger_url.replace("/kstt_test_", "/khong_co_"))
    with pytest.raises(Unavailable, match=r"\(máy chủ không có cơ sở dữ liệu «khong_co_[0-9a-f]+»\)\.$"):
        append({})
    monkeypatch.setenv("KSTT_LEDGER_URL", "postgresql://ai@khong-co.invalid/kstt")
    with pytest.raises(Unavailable, match=r"\(không có máy chủ tên này\)\.$"):
        append({})


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('FATAL:  password authentication failed for user "kstt"', "máy chủ từ chối tên hoặc mật khẩu"),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.9"', "máy chủ không cho máy này hoặc người dùng này kết nối"),
        ("consuming input failed: server closed the connection unexpectedly", "mất kết nối với máy chủ"),
        ("FATAL:  sorry, too many clients already", "máy chủ đã hết chỗ kết nối"),
        ("something new\nand more", "something new"),
    ],
)
def test_a_servers_words(said: str, told: str) -> None:
    assert cause(psycopg.OperationalError(f"connection failed: {said}")) in (told, f"connection failed: {told}")


@pytest.mark.parametrize(("mask", "mode"), [(0o007, 0o660), (0o022, 0o644)])
def test_the_umask_says_who_may_write_a_ledger(mask: int, mode: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two accounts of one group work in one folder: SQLite alone would keep the second from writing."""
    monkeypatch.delenv("KSTT_LEDGER_URL")
    out = Path(tempfile.mkdtemp()) / "out"
    before = os.umask(mask)
    try:
        with writing(place_of(out)) as ledger:
            ledger.append("hai-phong", "2026-Q1", [("run", {})])
    finally:
        os.umask(before)
    assert stat.S_IMODE((out.parent / "so-cai.sqlite").stat().st_mode) == mode


def test_a_folder_that_may_not_be_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    home = Path(tempfile.mkdtemp())
    monkeypatch.delenv("KSTT_LEDGER_URL")
    (home / "taken.sqlite").mkdir()
    (home / "file").write_bytes(b"")
    (home / "junk.sqlite").write_bytes(b"not a database" * 100)
    home.chmod(0o555)
    user = os.geteuid()
    with suppress(PermissionError):
        os.seteuid(65534)  # root may write anywhere
    try:
        for out in (home / "new" / "out", home / "out"):
            with pytest.raises(Unavailable, match=r"^Không mở được sổ cái"), writing(place_of(out)):
                pass
    finally:
        os.seteuid(user)
    for name in ("taken.sqlite", "file/so-cai.sqlite", "junk.sqlite"):
        monkeypatch.setenv("KSTT_LEDGER_URL", f"sqlite:///{home}/{name}")
        with pytest.raises(Unavailable, match=r"^Không mở được sổ cái: «.*» \((không|có phần)[^A-Z]*\)\.$"):
            append({})


def test_the_newest_migration_is_the_one_the_program_asks_for() -> None:
    assert ScriptDirectory(str(ROOT / "flows" / "ledger" / "migrations")).get_heads() == [database.REVISION]


def test_an_installed_wheel_makes_its_ledger(tmp_path: Path, ledger_url: str) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").iterdir()
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    script = "import flows; from flows.ledger.store import *; from pathlib import Path\nprint(flows.__file__)\n"
    script += "with writing(place_of(Path('out'))) as ledger: ledger.append('hai-phong', '2026-Q1', [('run', {})])"
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site"), "KSTT_LEDGER_URL": ledger_url}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(tmp_path / "site" / "flows" / "__init__.py")
    assert verified().entries == 1


def test_canonical_text_depends_on_content_alone() -> None:
    assert canonical({"b": "ố", "a": 1}) == canonical({"a": 1, "b": "ố"}) == '{"a":1,"b":"ố"}'

"""Backup and restore: taken while others work, checked, put back into an empty folder, all made once more."""

import errno
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copytree

import postgres
import pytest
from apart import kstt
from papers import in_process
from small_office import contacts, run, settle_in
from test_issues import BETTER, CORRECTED
from test_quarter import FILES

from flows.afterwards import backing_up
from flows.afterwards.backing_up import ABOUT, Backup, back_up
from flows.afterwards.rebuilding import SAME, rebuild
from flows.ledger.issues import folder_of
from flows.ledger.store import place_of, reading
from flows.machine.clock import VIETNAM
from flows.machine.publishing import Locked, fingerprint
from flows.received.keeping import kept_in
from flows.record.request import Request
from kstt.form import DefinitionError

NOW = datetime(2026, 3, 18, 23, 59, tzinfo=VIETNAM)
SENT = datetime(2026, 3, 17, 8, tzinfo=VIETNAM).timestamp()
BUSY = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from small_office import run
from test_issues import BETTER, CORRECTED
from test_quarter import FILES
from flows.record.request import Request
from papers import PERIOD
request = Request(PERIOD, "hai-phong", Path("data/raw/2026-Q1"), Path("data/out"))
for number in range(4):
    run(request, FILES | (CORRECTED if number % 2 else BETTER))
    print("done", flush=True)
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    """An office at work: one issue, addresses, settings, a wording of its own, a file not yet run."""
    home = tmp_path / "office"
    request = settle_in(home)
    monkeypatch.chdir(home)
    monkeypatch.delenv("KSTT_LEDGER_URL", raising=False)
    contacts(home, {11455: "do-son@example.vn"})
    (home / "kstt.toml").write_text('who = "Tổ tổng hợp"\n', encoding="utf-8")
    (home / "data/templates").mkdir(parents=True)
    (home / "data/templates/nhac.txt").write_text("Kính gửi", encoding="utf-8")
    run(request)
    waiting = home / "data/raw/inbox/moi.xlsx"
    waiting.parent.mkdir(parents=True)
    waiting.write_bytes(b"moi")
    os.utime(waiting, (SENT, SENT))
    return request


def test_backups_taken_while_others_work_give_every_run_again(
    office: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Backup] = []
    words = [sys.executable, "-c", BUSY.format(tests=str(Path(__file__).parent))]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as busy:
        assert busy.stdout
        assert busy.stdout.readline() == "done\n"
        while busy.poll() is None:
            taken.append(back_up(tmp_path / "copies", office.out, NOW - timedelta(seconds=len(taken))))
    assert busy.returncode == 0
    assert {done.problems for done in taken} == {()}
    assert taken[-1].ledger.entries > taken[0].ledger.entries
    last = taken[-1]
    copytree(last.folder, tmp_path / "new")
    monkeypatch.chdir(tmp_path / "new")
    out = Path("data/out")
    with reading(place_of(out)) as ledger:
        assert ledger.verify() == last.ledger
    results = [done.result for done in rebuild(out, in_process)]
    assert len(results) > 2
    assert set(results) == {SAME}
    assert Path("data/raw/inbox/moi.xlsx").stat().st_mtime == SENT
    kept = {"kstt.toml", "data/templates/nhac.txt", "localities/hai-phong/contacts.csv", ABOUT}
    assert [name for name in kept if not Path(name).is_file()] == []
    assert last.ledger.head in Path(ABOUT).read_text(encoding="utf-8")
    assert not Path("data/dem").exists()
    again = run(Request(office.period, office.locality, Path("data/raw/2026-Q1"), out), FILES)
    assert again.report


def test_what_is_lost_is_told_and_the_rest_is_copied(office: Request, tmp_path: Path) -> None:
    run(office, FILES | BETTER | CORRECTED)
    first, second, *_ = sorted(kept_in(office).iterdir())
    first.unlink()
    second.write_bytes(b"other")
    (folder_of(office, 1) / "figures.parquet").unlink()
    said = kstt(Path.cwd(), "backup", str(tmp_path / "copies"), code=1)
    assert said.stdout.startswith("Sổ cái đúng: ")
    told = said.stderr.splitlines()
    assert f"- kỳ 2026-Q1: tệp đã nhận {first.stem} không còn" in told
    assert f"- kỳ 2026-Q1: tệp đã nhận {second.stem} bị thay đổi" in told
    assert any(line.startswith("- kỳ 2026-Q1, lần phát hành 1: tệp figures.parquet") for line in told)
    assert len(told) == 3
    (folder,) = (tmp_path / "copies").iterdir()
    assert fingerprint(folder / "data/out") == fingerprint(office.out)


def test_an_issue_is_held_against_the_ledger_not_against_its_own_record(office: Request, tmp_path: Path) -> None:
    run(office, FILES)
    record = folder_of(office, 1) / "run.json"
    record.write_text(record.read_text(encoding="utf-8").replace("Đồ Sơn", "Đồ Sen"), encoding="utf-8")
    told = kstt(Path.cwd(), "backup", str(tmp_path / "copies"), code=1).stderr.splitlines()
    (copy,) = (tmp_path / "copies").iterdir()
    where = copy / "data/phat-hanh/hai-phong/2026-Q1/1"
    assert told == [f"- kỳ 2026-Q1, lần phát hành 1: tệp run.json trong {where} không còn như khi phát hành"]
    assert told[0][2:] in (copy / ABOUT).read_text(encoding="utf-8")


def test_received_files_that_may_only_be_read_are_copied_so_that_they_can_be_copied_again(
    office: Request, tmp_path: Path
) -> None:
    """Root may write over them, so what tells is the right of the copy."""
    kept = next(office.raw.glob("*.xlsx"))
    kept.chmod(0o444)
    copied = back_up(tmp_path / "copies", office.out, NOW).folder / "data/raw" / str(office.period) / kept.name
    assert (copied.read_bytes(), copied.stat().st_mtime) == (kept.read_bytes(), kept.stat().st_mtime)
    assert copied.stat().st_mode & 0o200


def test_a_backup_does_not_lie_in_what_it_copies(office: Request, tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="phải ở ngoài"):
        back_up(office.out / "copies", office.out, NOW)
    with pytest.raises(DefinitionError, match="chưa có sổ cái"):
        back_up(tmp_path / "copies", tmp_path / "elsewhere/out", NOW)
    assert not (tmp_path / "copies").exists()


def test_a_copy_that_can_not_be_written_says_why_in_vietnamese(
    office: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: str, target: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", target)

    monkeypatch.setattr("shutil.copyfile", full)
    monkeypatch.setattr(backing_up, "_PAUSE", 0)
    with pytest.raises(Locked, match=r"^Không sao lưu được data/raw: «data/raw/.+» \(đĩa đã đầy\)\.$"):
        back_up(tmp_path / "copies", office.out, NOW)


def test_settings_kept_elsewhere_are_copied_too(
    office: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Path("kstt.toml").rename(tmp_path / "cai-dat.toml")
    monkeypatch.setenv("KSTT_CONFIG", str(told))
    done = back_up(tmp_path / "copies", office.out, NOW)
    assert (done.folder / "kstt.toml").read_bytes() == told.read_bytes()


def test_a_ledger_moves_to_postgresql_and_back_with_its_hashes(
    office: Request, tmp_path: Path, postgres_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading(place_of(office.out)) as ledger:
        known = ledger.verify()
    with postgres.database(postgres_server) as address:
        there = {"KSTT_LEDGER_URL": address}
        said = kstt(Path.cwd(), "ledger", "import", "data/so-cai.sqlite", environment=there)
        assert said.stdout == f"Sổ cái đúng: {known.entries} mục, mã cuối {known.head}\n"
        said = kstt(Path.cwd(), "ledger", "import", "data/so-cai.sqlite", code=2, environment=there)
        assert "chỉ nhập được vào sổ cái còn trống" in said.stderr
        Path("data/so-cai.sqlite").unlink()
        monkeypatch.setenv("KSTT_LEDGER_URL", address)
        done = back_up(tmp_path / "copies", office.out, NOW)
    assert (done.ledger, done.problems) == (known, ())
    with reading(place_of(office.out, f"sqlite:///{done.folder}/data/so-cai.sqlite")) as ledger:
        assert ledger.verify() == known


@pytest.mark.usefixtures("office")
def test_a_ledger_that_was_changed_stays_wrong_in_the_copy(tmp_path: Path) -> None:
    with closing(sqlite3.connect("data/so-cai.sqlite")) as plain, plain:
        plain.execute("UPDATE ledger_head SET hash = 'x'")
    said = kstt(Path.cwd(), "backup", str(tmp_path / "copies"), code=1)
    assert said.stdout.startswith("Sổ cái SAI: ")

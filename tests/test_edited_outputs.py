"""Outputs somebody worked in are kept before what is written anew takes their place."""

from pathlib import Path

import pytest
from changing_city import make_city, send
from openpyxl import load_workbook
from papers import in_process
from typer.testing import CliRunner
from week import ID, PERIOD, REPORTS, WARD

from flows.cli.app import app
from flows.console.screen import result_page
from flows.machine import workers
from flows.machine.publishing import fingerprint
from flows.quarter import run_quarter
from flows.record.edited import EDITED, kept_in
from flows.record.request import Request

OUT = Path("data/out/2026-Q1")
NARRATIVE = OUT / f"Bao-cao-thuyet-minh_2026-Q1_{ID}.docx"
SAID = "1 tệp có người sửa trong thư mục kết quả; tệp của đơn vị chỉ được tính khi nằm ở thư mục nhận"


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    make_city(tmp_path)


def typed(*words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--locality", ID], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output + repr(done.exception)
    return done.output


def test_what_was_written_into_an_output_outlives_the_next_run() -> None:
    send(Path("data"), PERIOD, {WARD: REPORTS[WARD]})
    (Path("data/raw/2026-Q1/hong.xlsx")).write_bytes(b"")
    assert "Giữ lại" not in typed("run", "2026-Q1", "--no-prefect")
    made = fingerprint(OUT)
    (copy,) = (OUT / "tra-lai").iterdir()
    NARRATIVE.write_bytes(b"filled in")
    copy.write_bytes(b"mended by phone")
    (OUT / "tra-lai" / "a note.txt").write_bytes(b"call again")
    (OUT / "tra-lai" / "~$a note.txt").write_bytes(b"left by Word")
    said = typed("run", "2026-Q1", "--no-prefect")
    assert f"Giữ lại:      data/out/2026-Q1/da-sua: {SAID.replace('1', '3', 1)}\n" in said
    assert "Giữ lại:      data/out/2026-Q1/da-sua: 3 tệp" in CliRunner().invoke(app, ["status", "2026-Q1"]).output
    kept = {name: (OUT / EDITED / name).read_bytes() for name in fingerprint(OUT / EDITED)}
    assert kept == {
        NARRATIVE.name: b"filled in",
        f"tra-lai/{copy.name}": b"mended by phone",
        "tra-lai/a note.txt": b"call again",
    }
    assert {name: told for name, told in fingerprint(OUT).items() if not name.startswith(EDITED)} == made
    for words, number in ((b"filled in", 3), (b"filled in anew", 4)):  # the same state of a file once
        NARRATIVE.write_bytes(words)
        typed("run", "2026-Q1", "--no-prefect")
        assert kept_in(OUT) == number
    assert (OUT / EDITED / f"{NARRATIVE.stem} (2).docx").read_bytes() == b"filled in anew"


def test_the_screen_tells_of_it_too() -> None:
    send(Path("data"), PERIOD, {WARD: REPORTS[WARD]})
    request = Request(PERIOD, ID, Path("data/raw/2026-Q1"), Path("data/out"))
    assert "Giữ lại" not in result_page(run_quarter(request, in_process))
    NARRATIVE.write_bytes(b"filled in")
    assert f"- **Giữ lại**: data/out/2026-Q1/da-sua: {SAID}\n" in result_page(run_quarter(request, in_process))


def test_a_blank_that_was_filled_in_where_it_lies_outlives_the_next_ones() -> None:
    typed("blank", "2026-Q1")
    assert "Giữ lại" not in typed("blank", "2026-Q1")
    path = next((OUT / "bieu-trong").glob(f"{WARD}_*"))
    book = load_workbook(path)
    book["II.06a"]["D7"] = 5
    book.save(path)
    filled = path.read_bytes()
    assert f"Giữ lại:      data/out/2026-Q1/da-sua: {SAID}\n" in typed("blank", "2026-Q1")
    assert (OUT / EDITED / "bieu-trong" / path.name).read_bytes() == filled != path.read_bytes()
    path.write_bytes(b"no workbook at all")
    assert "da-sua: 2 tệp" in typed("blank", "2026-Q1")

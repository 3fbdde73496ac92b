"""The shelf: what was judged once is not read again, unless anything it depends on is another."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from papers import PERIOD, in_process
from test_quarter import FILES, KIEN_AN, REPORT, send

from flows.machine import workers
from flows.machine.parquet import write_frame
from flows.machine.publishing import fingerprint
from flows.quarter import run_quarter
from flows.received import shelf
from flows.received.folder import Received
from flows.record.request import Request, Run, base_of

pytestmark = pytest.mark.usefixtures("seven_units", "without_overviews")

Files = Mapping[str, tuple[bytes, str]]


@pytest.fixture(autouse=True)
def _no_child_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "each", in_process)


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    return Request(PERIOD, "hai-phong", tmp_path / "2026-Q1", tmp_path / "out")


def run(request: Request, files: Files, declared: Mapping[str, int] | None = None) -> tuple[Run, list[str]]:
    """The run, and the names of the files it read."""
    for path in request.raw.rglob("*.xlsx"):
        path.unlink()
    send(request.raw, files, declared)
    read: list[str] = []

    def each(work: Callable[[Any], Any], items: Sequence[Received], failed: Callable[[Any], Any]) -> Any:
        read.extend(one.name for one in items)
        return in_process(work, items, failed)

    return run_quarter(request, each), read


def test_only_what_is_new_is_read_and_judged_and_nothing_is_lost(request_: Request, tmp_path: Path) -> None:
    """Every kind of file: good, superseded, faulty, refused, unreadable, of an unknown unit, late."""
    first, read = run(request_, FILES)
    assert (set(read), first.fresh) == (set(FILES), len(FILES))
    before = fingerprint(first.folder)
    again, read = run(request_, FILES)
    assert (read, again.fresh, fingerprint(again.folder)) == ([], 0, before)
    better = FILES | {"kien-an lan 2.xlsx": (FILES["do-son.xlsx"][0], "2026-03-17T10:00:00")}
    declared = {"kien-an lan 2.xlsx": KIEN_AN}
    done, read = run(request_, better, declared)
    assert (read, done.fresh) == (["kien-an lan 2.xlsx"], 1)
    whole = Request(PERIOD, "hai-phong", request_.raw, tmp_path / "elsewhere" / "out")
    run(whole, FILES)
    anew, read = run(whole, better, declared)
    assert fingerprint(done.folder) == fingerprint(anew.folder)


@pytest.mark.parametrize("change", ["name", "content", "declared", "program", "damaged"])
def test_what_a_file_depends_on_is_another(change: str, request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = FILES["do-son.xlsx"], FILES["hong-bang.xlsx"]
    files, declared = {"a.xlsx": one, "b.xlsx": other}, {"b.xlsx": KIEN_AN} if change == "declared" else None
    run(request_, {"a.xlsx": one, "b.xlsx": other})
    if change == "name":
        files = {"a.xlsx": one, "c.xlsx": other}
    elif change == "content":
        files = {"a.xlsx": one, "b.xlsx": FILES["do-son (sua).xlsx"]}
    elif change == "program":
        monkeypatch.setattr("flows.record.hashes.program_hash", lambda: "another")
    elif change == "damaged":
        (piece,) = base_of(request_.out).rglob("dem/**/*.parquet")
        piece.write_bytes(b"PAR1 no more")
    _, read = run(request_, files, declared)
    expected = {"name": {"c.xlsx"}, "content": {"b.xlsx"}, "declared": {"b.xlsx"}}
    assert set(read) == expected.get(change, {"a.xlsx", "b.xlsx"})


def test_many_pieces_become_one_without_what_is_gone(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "_MANY", 3)
    names = [f"tep-{at}.xlsx" for at in range(6)]
    for at in range(6):
        done, read = run(request_, dict.fromkeys(names[at : at + 1], FILES["do-son.xlsx"]))
        assert read == names[at : at + 1]
    pieces = list(base_of(request_.out).rglob("dem/**/*.parquet"))
    assert len(pieces) == 3
    assert REPORT in done.record["outputs"]
    _, read = run(request_, {names[5]: FILES["do-son.xlsx"]})
    assert read == []


@pytest.mark.parametrize("columns", [None, {"other": [1]}], ids=["damaged", "of other columns"])
def test_a_piece_that_can_not_be_used_is_passed_over(columns: Mapping[str, object] | None, request_: Request) -> None:
    run(request_, FILES)
    (piece,) = base_of(request_.out).rglob("dem/**/*.parquet")
    if columns is None:
        piece.write_bytes(piece.read_bytes()[:-10])
    else:
        write_frame(piece, pd.DataFrame(columns))
    _, read = run(request_, FILES)
    assert set(read) == set(FILES)


def test_what_runs_wrote_is_read_without_loading_data_sets_of_many_files(request_: Request) -> None:
    done, _ = run(request_, FILES)
    code = "import sys; from pathlib import Path; from flows.record.written import written_in; "
    code += "written_in(Path(sys.argv[1])); sys.exit('pyarrow.dataset' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code, done.folder], check=False).returncode == 0

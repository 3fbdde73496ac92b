"""Outputs cut or overwritten from outside: as if they were not there, and said with the way to make them anew."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from papers import in_process
from small_office import run, settle_in

from flows.cli.app import main
from flows.earlier.periods import EARLIER
from flows.ledger.issues import damage, folder_of
from flows.ledger.store import Unavailable
from flows.machine import workers
from flows.record.contract import write_json
from flows.record.read_back import damaged, read_run
from flows.record.request import Request

TOLD = "data/out/2026-Q1/run.json bị hỏng, không đọc được; hãy chạy lại: kstt run 2026-Q1"
Said = Callable[..., str]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    request = settle_in(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    run(request)
    return request


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Said:
    def call(*words: str, code: int) -> str:
        capfd.readouterr()
        monkeypatch.setattr("sys.argv", ["kstt", *words])
        try:
            main()
            ended: Any = 0
        except SystemExit as end:
            ended = end.code
        told = "".join(capfd.readouterr())
        assert (ended or 0) == code, told
        return " ".join(told.split())

    return call


@pytest.mark.parametrize("content", [b'{"period": "2026-', b"", b"[]", b"{}", b"\xff\xfe\x00"])
def test_a_damaged_record_is_as_none_and_told(content: bytes, office: Request, said: Said) -> None:
    (office.folder / "run.json").write_bytes(content)
    assert TOLD in damaged(office.folder)
    for call in (["status", "2026-Q1"], ["prove", "2026-Q1"], ["explain", "11455", "2026-Q1"], ["remind", "2026-Q1"]):
        assert TOLD in said(*call, code=2)
    assert "bị hỏng" in (longer := said("run", "2026-6M", "--no-prefect", code=2))
    assert "hãy chạy: kstt run 2026-Q1" in longer


def _edited(record: dict[str, Any], *path: str, to: Any = None) -> dict[str, Any]:
    """A record in which somebody changed what stands at a path; without anything else it is gone."""
    at: Any = record
    for key in path[:-1]:
        at = next(iter(at.values())) if key == "*" else at[key]
    at[path[-1]] = to
    if to is None:
        del at[path[-1]]
    return record


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("files",), []),
        (("files", "*", "counts"), None),
        (("files",), {"x.xlsx": "accepted"}),
        (("units",), 3),
        (("units", "*", "state"), None),
        (("outputs",), ["run.json"]),
        (("hashes",), {}),
        (("coverage",), None),
        (("deadline",), None),
        (("period",), 2026),
    ],
)
def test_a_record_that_is_json_and_no_record_is_damaged(
    path: tuple[str, ...], to: Any, office: Request, said: Said
) -> None:
    record = read_run(office.folder)
    assert record
    write_json(office.folder / "run.json", _edited(record, *path, to=to))
    for call in (["status", "2026-Q1"], ["explain", "11455", "2026-Q1"], ["remind", "2026-Q1"]):
        assert TOLD in said(*call, code=2)


_ASKED = (
    ["status", "2026-Q1"],
    ["remind", "2026-Q1", "--as-of", "2026-03-16"],
    ["explain", "11455", "2026-Q1"],
    ["close", "2026-Q1"],
    ["pdf", "2026-Q1"],
    ["reconcile", "2026-Q1", "localities"],
)
NOT_ENTERED = "data/out/2026-Q1/run.json không như sổ cái ghi ở lần chạy gần nhất"


def test_a_record_somebody_edited_is_not_told_as_true(office: Request, said: Said) -> None:
    for plan in (Path(__file__).parents[1] / "localities" / "hai-phong").glob("*-2026.*"):
        Path("localities/hai-phong", plan.name).write_bytes(plan.read_bytes())
    record = read_run(office.folder)
    assert record
    write_json(office.folder / "run.json", _edited(record, "coverage", "reporting", to=7))
    for call in (*_ASKED, ["plans", "show", "hai-phong", "2026-Q1"]):
        told = said(*call, code=2)
        assert NOT_ENTERED in told
        assert "hãy chạy lại: kstt run 2026-Q1" in told
    told = said("prove", "2026-Q1", code=1)
    assert "run.json: khác với sổ cái ghi ở lần chạy gần nhất (hãy chạy lại: kstt run 2026-Q1): phải là «" in told
    said("run", "2026-Q1", "--no-prefect", code=0)
    assert "7/7 đơn vị có số liệu" not in said("status", "2026-Q1", code=0)


def test_a_run_that_was_not_entered_is_not_told_as_one(
    office: Request, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise Unavailable("Chưa ghi được vào sổ cái, hãy chạy lại để ghi")

    with monkeypatch.context() as patched:
        patched.setattr("flows.run.building.record_run", no_room)
        (office.raw / "cong-van.pdf").write_bytes(b"%PDF")
        said("run", "2026-Q1", "--no-prefect", code=1)
    for call in _ASKED:
        assert NOT_ENTERED in said(*call, code=2)
    Path("data/so-cai.sqlite").rename("so-cai.sqlite")
    said("status", "2026-Q1", code=0)  # nobody knows better


def test_a_folder_copied_to_another_period_is_not_taken_for_it(office: Request, said: Said) -> None:
    copytree(office.folder, office.out / "2026-Q2")
    told = said("status", "2026-Q2", code=2)
    assert "2026-Q2/run.json là của kỳ 2026-Q1, chép từ thư mục khác; hãy chạy lại: kstt run 2026-Q2" in told
    assert "2026-Q2/run.json là của kỳ 2026-Q1" in said("run", "2026-6M", "--no-prefect", code=2)


@pytest.mark.usefixtures("office")
def test_a_plan_is_not_judged_by_the_figures_of_another_locality(said: Said) -> None:
    told = said("plans", "show", "nam-do-son", "2026-Q1", code=2)
    assert "là của địa phương «hai-phong»; kết quả của «nam-do-son» hãy để ở thư mục khác: --out" in told
    assert "chưa có số liệu" not in told


def test_another_period_runs_past_it_and_says_so(office: Request, said: Said) -> None:
    record = (office.folder / "run.json").read_bytes()
    (office.folder / "run.json").write_bytes(record[: len(record) // 2])
    Path("data/raw/2026-Q2").mkdir(parents=True)
    assert said("run", "2026-Q2", "--no-prefect", code=1).count("run.json bị hỏng") == 1
    said("run", "2026-Q1", "--no-prefect", code=0)
    assert (office.folder / "run.json").read_bytes() == record
    assert damaged(office.folder) == ""


def test_damaged_figures_are_told_where_they_are_shown_or_passed_over(office: Request, said: Said) -> None:
    path = office.folder / "figures.parquet"
    path.write_bytes(path.read_bytes()[:100])
    for plan in (Path(__file__).parents[1] / "localities" / "hai-phong").glob("*-2026.*"):
        Path("localities/hai-phong", plan.name).write_bytes(plan.read_bytes())
    told = said("plans", "show", "hai-phong", "2026-Q1", code=2)
    assert "figures.parquet bị hỏng hoặc không còn như khi lập; hãy chạy lại: kstt run 2026-Q1" in told
    Path("data/raw/2026-Q2").mkdir(parents=True)
    passed = said("run", "2026-Q2", "--no-prefect", code=1)
    assert "figures.parquet không còn như khi lập; hãy chạy lại: kstt run 2026-Q1" in passed
    assert [one["hash"] for one in (read_run(office.out / "2026-Q2") or {})["hashes"] if one["what"] == EARLIER] == [
        "không dùng được: tệp số liệu không còn như khi lập, hãy chạy lại kỳ này"
    ]
    assert "Đã lập từ số liệu cũ của kỳ này, cần chạy lại: 2026-Q2." in said("run", "2026-Q1", "--no-prefect", code=0)


def test_a_kept_issue_with_a_damaged_record_names_its_own_way_back(office: Request) -> None:
    folder = folder_of(office, 1)
    (folder / "run.json").write_bytes(b"{")
    assert damage(folder).endswith("run.json bị hỏng, không đọc được; hãy lấy lại: kstt restore 2026-Q1 --issue 1")

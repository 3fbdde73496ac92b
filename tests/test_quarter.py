"""A quarter end to end on real files in a folder: verdicts, what counts, what is written, and what is left alone."""

import csv
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from papers import FORMS, PERIOD, SIX, Counts, Paper, counted, in_process, rows, totals, workbook

from flows.cli.app import main
from flows.console import runs as console
from flows.inbox.moving import note_arrival
from flows.locality.localities import find_folder, load_locality
from flows.machine import workers
from flows.machine.clock import VIETNAM
from flows.machine.publishing import Locked, aside, fingerprint
from flows.outputs.blanks import issue_blanks
from flows.quarter import run_quarter
from flows.received.folder import look_into, moment
from flows.record.request import Request, Run, recorded
from flows.run.rehearsal import rehearse
from kstt.form import DefinitionError

pytestmark = pytest.mark.usefixtures("without_overviews")

DO_SON, HONG_BANG, KIEN_AN, HAI_AN, VINH_BAO, LE_CHAN = 11455, 11311, 11443, 11413, 11824, 11383
ONE, TWO, THREE = counted(SIX, 5, 3, 8), counted(SIX, 2, 9), counted(SIX, 7, 1, 4, 4)
REGISTER = load_locality("hai-phong").register
REPORT = "Bao-cao-KSTTHC_2026-Q1_hai-phong.xlsx"
ANALYSIS = "Phan-tich_2026-Q1_hai-phong.xlsx"
NARRATIVE = "Bao-cao-thuyet-minh_2026-Q1_hai-phong.docx"
PAGE = "Tong-quan_2026-Q1_hai-phong.html"
WRONG = ONE | {3: ONE[3] + 1}


@pytest.fixture(autouse=True)
def _no_child_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "each", in_process)


def book(unit: str, *lines: Counts, period: str = "Kỳ báo cáo: Quý I năm 2026") -> bytes:
    labels = ["Hộ tịch", "Y tế", "Công Thương"][: len(lines)]
    paper = Paper(rows(lines, labels=labels), unit=f"Đơn vị báo cáo: UBND {unit}", period=period)
    return workbook({"II.06a": paper.grid()})


def send(folder: Path, files: Mapping[str, tuple[bytes, str]], declared: Mapping[str, int] | None = None) -> None:
    """Puts files into a folder, with when they came."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "received.csv").open("w", encoding="utf-8", newline="") as listed:
        writer = csv.writer(listed)
        writer.writerow(["file", "received", "unit_code"])
        for name, (data, when) in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
            writer.writerow([name, when, (declared or {}).get(name, "")])


FILES: dict[str, tuple[bytes, str]] = {
    "do-son.xlsx": (book("phường Đồ Sơn", ONE), "2026-03-15T08:00:00"),
    "do-son (sua).xlsx": (book("phường Đồ Sơn", ONE, TWO), "2026-03-16T08:00:00"),
    "hong-bang.xlsx": (book("phường Hồng Bàng", TWO, THREE), "2026-03-15T09:00:00"),
    "hong-bang lan 2.xlsx": (book("phường Hồng Bàng", WRONG), "2026-03-17T09:00:00"),
    "kien-an.xlsx": (book("phường Kiến An", WRONG), "2026-03-16T09:30:00"),
    "hai-an.xlsx": (book("phường Hải An", ONE, period="Kỳ báo cáo: Quý IV năm 2025"), "2026-03-16T10:00:00"),
    "vinh-bao.xlsx": (book("xã Vĩnh Bảo", ONE)[:2000], "2026-03-16T11:00:00"),
    "nop-muon/le-chan.xlsx": (book("phường Lê Chân", THREE), "2026-03-18T00:00:01"),
    "khac.xlsx": (book("phường Bến Thành", ONE), "2026-03-16T12:00:00"),
}
ACCEPTED = {DO_SON: [ONE, TWO], HONG_BANG: [TWO, THREE], LE_CHAN: [THREE]}


@pytest.fixture
def request_of(tmp_path: Path) -> Callable[..., Request]:
    def made(files: Mapping[str, tuple[bytes, str]], declared: Mapping[str, int] | None = None) -> Request:
        send(tmp_path / "2026-Q1", files, declared)
        return Request(PERIOD, "hai-phong", tmp_path / "2026-Q1", tmp_path / "out")

    return made


Asked = Callable[..., Request]


def run(request: Request) -> Run:
    return run_quarter(request, in_process)


def outcomes(done: Run) -> dict[str, str]:
    return {name: file["outcome"] for name, file in done.record["files"].items()}


def test_every_file_gets_its_verdict_and_none_stops_another(request_of: Asked) -> None:
    request = request_of(FILES)
    (request.raw / "ghi chú.txt").write_text("không phải báo cáo", encoding="utf-8")
    (request.raw / "~$do-son.xlsx").write_bytes(b"lock")
    done = run(request)
    assert outcomes(done) == {
        "do-son.xlsx": "superseded",
        "do-son (sua).xlsx": "accepted",
        "hong-bang.xlsx": "accepted",
        "hong-bang lan 2.xlsx": "must_fix",
        "kien-an.xlsx": "must_fix",
        "hai-an.xlsx": "refused",
        "vinh-bao.xlsx": "refused",
        "nop-muon/le-chan.xlsx": "accepted",
        "khac.xlsx": "refused",
    }
    files = done.record["files"]
    assert {name for name, file in files.items() if file["counts"]} == {
        "do-son (sua).xlsx",
        "hong-bang.xlsx",
        "nop-muon/le-chan.xlsx",
    }
    assert {name: file["superseded_by"] for name, file in files.items() if file["superseded_by"]} == {
        "do-son.xlsx": "do-son (sua).xlsx"
    }
    assert [name for name, file in files.items() if file["late"]] == ["nop-muon/le-chan.xlsx"]
    states = {int(code): unit["state"] for code, unit in done.record["units"].items()}
    heard = {DO_SON: "accepted", HONG_BANG: "accepted", LE_CHAN: "accepted", KIEN_AN: "must_fix", HAI_AN: "refused"}
    heard[VINH_BAO] = "refused"
    assert {code: state for code, state in states.items() if state != "missing"} == heard
    assert done.record["coverage"] == {"reporting": 3, "units": 114}
    assert {one["file"] for one in done.record["set_aside"]} == {"ghi chú.txt", "~$do-son.xlsx"}
    assert sorted(path.name for path in (done.folder / "tra-lai").iterdir()) == [
        "11311_hong-bang lan 2.xlsx",
        "11413_hai-an.xlsx",
        "11443_kien-an.xlsx",
        "11824_vinh-bao.xlsx",
        "chua-ro_khac.xlsx",
    ]


def test_the_figures_are_those_of_the_files_that_count(request_of: Asked) -> None:
    done = run(request_of(FILES))
    figures = pd.read_parquet(done.folder / "figures.parquet")
    found: dict[int, list[Counts]] = {}
    for unit in ACCEPTED:
        lines = figures[figures["unit_code"] == unit].groupby("row")
        found[unit] = [dict(zip(line["column"], line["value"], strict=True)) for _, line in lines]
    assert set(figures["unit_code"]) == set(ACCEPTED)
    assert found == ACCEPTED
    origin = figures[(figures["unit_code"] == DO_SON) & (figures["column"] == 3)]
    assert origin[["file", "sheet", "cell", "line", "value"]].to_numpy().tolist() == [
        ["do-son (sua).xlsx", "II.06a", "C9", "Hộ tịch", ONE[3]],
        ["do-son (sua).xlsx", "II.06a", "C10", "Y tế", TWO[3]],
    ]


def test_the_reports_cached_totals_are_the_sums_of_the_figures(request_of: Asked) -> None:
    done = run(request_of(FILES))
    assert done.report is not None
    figures = pd.read_parquet(done.folder / "figures.parquet")
    sums = dict(figures.groupby("column")["value"].sum().items())
    assert sums == totals([line for lines in ACCEPTED.values() for line in lines])
    written = load_workbook(done.report, data_only=True)
    for name in ("II.06 theo đơn vị", "II.06 theo lĩnh vực"):
        lines = [
            row for row in written[name].iter_rows(values_only=True) if str(row[0] or row[1]).startswith("Tổng số")
        ]
        (total,) = lines
        assert {number: total[at] for at, number in enumerate(sums, start=2)} == sums, name


@pytest.mark.whole
def test_the_record_of_a_small_run_is_whole(request_of: Asked) -> None:
    files = {name: FILES[name] for name in ("do-son.xlsx", "kien-an.xlsx")}
    done = run(request_of(files))
    written = json.loads((done.folder / "run.json").read_text(encoding="utf-8"))
    assert written == done.record
    with (find_folder("hai-phong") / "units.csv").open(encoding="utf-8") as listed:
        names = {row["code"]: row["name"] for row in csv.DictReader(listed)}
    states = {str(DO_SON): "accepted", str(KIEN_AN): "must_fix"}
    finding = {
        "severity": "must_fix",
        "rule": "identity.sum",
        "form": "II.06a",
        "sheet": "II.06a",
        "cell": "C9",
        "line": "Hộ tịch",
        "column": 3,
        "found": WRONG[3],
        "expected": ONE[3],
        "suspects": [],
        "also": [],
        "left_blank": False,
        "identity": "(3) = (4) + (5) + (6)",
        "difference": 1,
        "message": "Dòng «Hộ tịch»: (3) = (4) + (5) + (6) không đúng, ô C9 ghi 17 nhưng phải là 16 (chênh 1).",
        "advice": "Kiểm tra các ô của đẳng thức và sửa cho khớp.",
        **dict.fromkeys(("explanation", "explained_by", "explained_at", "waived", "key"), ""),
    }

    def file(name: str, **told: Any) -> dict[str, Any]:
        data, when = files[name]
        return {
            "unit_code": DO_SON,
            "outcome": "accepted",
            "sha256": hashlib.sha256(data).hexdigest(),
            "received": f"{when}+07:00",
            "late": False,
            "counts": True,
            "superseded_by": "",
            "forms": ["II.06a"],
            "lines": 1,
            "findings": [],
            "normalisations": [],
        } | told

    assert {name: value for name, value in written.items() if name not in ("hashes", "outputs")} == {
        "contract": "1",
        "period": "2026-Q1",
        "locality": "hai-phong",
        "deadline": "2026-03-17",
        "coverage": {"reporting": 1, "units": 114},
        "issue": 1,
        "closed": "",
        "files": {
            "do-son.xlsx": file("do-son.xlsx"),
            "kien-an.xlsx": file(
                "kien-an.xlsx", unit_code=KIEN_AN, outcome="must_fix", counts=False, findings=[finding]
            ),
        },
        "units": {code: {"name": name, "state": states.get(code, "missing")} for code, name in names.items()},
        "set_aside": [],
    }
    assert written["outputs"] == {
        name: digest for name, digest in fingerprint(done.folder).items() if name != "run.json"
    }
    data, returned = {"figures.parquet", "texts.parquet"}, "tra-lai/11443_kien-an.xlsx"
    assert set(written["outputs"]) == {REPORT, NARRATIVE, ANALYSIS, PAGE, *data, returned}
    assert {"II.06a", "register.toml", "units.csv", "fields.csv"} <= {one["name"] for one in written["hashes"]}
    assert recorded(Request(PERIOD, "hai-phong", Path(), done.folder.parent)) == done


def test_same_inputs_same_bytes_and_nothing_else_in_the_folder(request_of: Asked, tmp_path: Path) -> None:
    request = request_of(FILES)
    first = fingerprint(run(request).folder)
    again = fingerprint(run(request).folder)
    elsewhere = Request(PERIOD, "hai-phong", request.raw, tmp_path / "other")
    assert first == again == fingerprint(run(elsewhere).folder)
    assert not list(request.folder.glob(".*"))


def test_the_raw_folder_is_never_changed(request_of: Asked) -> None:
    request = request_of(FILES)
    before = fingerprint(request.raw)
    run(request)
    assert fingerprint(request.raw) == before


def test_a_run_that_breaks_leaves_the_former_outputs(request_of: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    request = request_of(FILES)
    before = fingerprint(run(request).folder)
    (request.raw / "do-son (sua).xlsx").write_bytes(book("phường Đồ Sơn", THREE))

    def broken(*_: object) -> None:
        raise RuntimeError("mất điện")

    with monkeypatch.context() as during:
        during.setattr("flows.run.building.handing_back", broken)
        with pytest.raises(RuntimeError, match="mất điện"):
            run(request)
    assert fingerprint(request.folder) == before
    assert fingerprint(run(request).folder) != before


def test_a_killed_run_leaves_the_former_outputs_and_its_litter_is_swept(request_of: Asked) -> None:
    request = request_of({"do-son.xlsx": FILES["do-son.xlsx"]})
    before = fingerprint(run(request).folder)
    (request.folder / ".dang-ghi-cu" / "new").mkdir(parents=True)  # as a power cut leaves it
    (request.folder / ".dang-ghi-cu" / "new" / REPORT).write_bytes(b"half")
    assert fingerprint(run(request).folder) == before


def _write_three(folder: Path, text: str) -> None:
    with aside(folder) as new:
        for name in ("a.xlsx", "b.xlsx", "run.json"):
            (new / name).write_text(f"{text} {name}", encoding="utf-8")


def test_an_output_held_open_puts_everything_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write_three(tmp_path / "out", "cũ")
    before = fingerprint(tmp_path / "out")
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if self == tmp_path / "out" / "b.xlsx":
            raise PermissionError(13, "đang mở", str(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(Locked, match=r"Không ghi được «.*b\.xlsx»: hãy đóng tệp này trong Excel rồi chạy lại"):
        _write_three(tmp_path / "out", "mới")
    assert fingerprint(tmp_path / "out") == before


def test_a_folder_that_can_not_be_replaced_is_called_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own rights may be in the way, or any file in it that is open."""
    returned = tmp_path / "out" / "tra-lai"
    returned.mkdir(parents=True)
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if self == returned:
            raise PermissionError(13, "không có quyền", str(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    told = r"Không thay được thư mục «.*tra-lai»: hãy đóng các tệp trong đó, cấp quyền ghi"
    with pytest.raises(Locked, match=told), aside(tmp_path / "out") as new:
        (new / "tra-lai").mkdir()


def test_a_report_nobody_stands_for_any_more_goes_away(request_of: Asked, tmp_path: Path) -> None:
    done = run(request_of({"do-son.xlsx": FILES["do-son.xlsx"]}))
    assert done.report == done.folder / REPORT
    (tmp_path / "2026-Q1" / "do-son.xlsx").unlink()
    done = run(request_of({"do-son 2.xlsx": (book("phường Đồ Sơn", WRONG), "2026-03-15T08:00:00")}))
    assert done.report is None
    assert sorted(path.name for path in done.folder.iterdir()) == [
        ANALYSIS,
        "figures.parquet",
        "run.json",
        "texts.parquet",
        "tra-lai",
    ]
    assert recorded(Request(PERIOD, "hai-phong", Path(), done.folder.parent)).report is None


def test_the_latest_good_file_counts_and_at_one_instant_the_last_by_name(request_of: Asked) -> None:
    at = "2026-03-16T08:00:00"
    files = {
        "do-son 2.xlsx": (book("phường Đồ Sơn", TWO), at),
        "do-son 1.xlsx": (book("phường Đồ Sơn", ONE), at),
        "do-son 3.xlsx": (book("phường Đồ Sơn", THREE), "2026-03-15T08:00:00"),
    }
    assert outcomes(run(request_of(files))) == {
        "do-son 1.xlsx": "superseded",
        "do-son 2.xlsx": "accepted",
        "do-son 3.xlsx": "superseded",
    }


def test_a_workbook_whose_name_lost_its_ending_is_read(request_of: Asked) -> None:
    files = {
        "BC phường Đồ Sơn quý 1.2026": (book("phường Đồ Sơn", ONE), "2026-03-16T08:00:00"),
        "GHI CHU": (b"text", "2026-03-16T08:00:00"),
    }
    done = run(request_of(files))
    assert outcomes(done) == {"BC phường Đồ Sơn quý 1.2026": "accepted"}
    assert [one["file"] for one in done.record["set_aside"]] == ["GHI CHU"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("do-son.xlsx", "do-son (sua lai).xlsx"),
        ("do-son.xlsx", "do-son (2).xlsx"),
        ("do-son.xlsx", "Bản sửa do-son.xlsx"),
        ("do-son.xls", "bo sung/do-son.xlsx"),
        ("phuong do son quy 1.xlsx", "do son lan 2.xlsx"),
    ],
)
def test_of_files_copied_at_one_instant_the_corrected_one_counts(first: str, second: str, request_of: Asked) -> None:
    at = "2026-03-16T08:00:00"
    files = {first: (book("phường Đồ Sơn", ONE), at), second: (book("phường Đồ Sơn", TWO), at)}
    assert outcomes(run(request_of(files))) == {first: "superseded", second: "accepted"}


@pytest.mark.parametrize(
    ("first", "second", "after", "counts"),
    [
        ("do-son (sua lai).xlsx", "do-son.xlsx", "08:00:03", "do-son (sua lai).xlsx"),  # copied in the order of names
        ("do-son (2).xlsx", "do-son.xlsx", "08:00:03", "do-son (2).xlsx"),
        ("do-son (sua lai).xlsx", "do-son.xlsx", "08:05:00", "do-son.xlsx"),
        ("do-son (sua lai).xlsx", "do-son (sua lai 2).xlsx", "08:00:03", "do-son (sua lai 2).xlsx"),
        ("phuong do son.xlsx", "do-son.xlsx", "08:00:03", "do-son.xlsx"),
    ],
)
def test_files_copied_one_after_the_other_are_in_the_order_of_their_names(
    first: str, second: str, after: str, counts: str, request_of: Asked
) -> None:
    files = {
        first: (book("phường Đồ Sơn", ONE), "2026-03-16T08:00:00"),
        second: (book("phường Đồ Sơn", TWO), f"2026-03-16T{after}"),
    }
    done = run(request_of(files))
    other = next(name for name in files if name != counts)
    assert outcomes(done) == {counts: "accepted", other: "superseded"}
    assert done.record["files"][other]["superseded_by"] == counts


def test_forms_sent_in_separate_files_all_count(request_of: Asked) -> None:
    overdue = ONE[10] + ONE[13]
    causes = Paper(rows([{3: overdue, 4: 0, 5: overdue, 6: 0}], labels=["Hộ tịch"]), FORMS["QH"])
    files = {
        "do-son.xlsx": FILES["do-son.xlsx"],
        "do-son QH.xlsx": (workbook({"QH": causes.grid()}), "2026-03-16T08:00:00"),
    }
    done = run(request_of(files))
    assert outcomes(done) == {"do-son.xlsx": "accepted", "do-son QH.xlsx": "accepted"}
    assert set(pd.read_parquet(done.folder / "figures.parquet")["form"]) == {"II.06a", "QH"}


def test_with_no_file_at_all_the_record_says_everybody_is_missing(request_of: Asked) -> None:
    done = run(request_of({}))
    assert done.report is None
    assert done.record["files"] == {}
    assert {unit["state"] for unit in done.record["units"].values()} == {"missing"}


# ---- received.csv --------------------------------------------------------------------------------------------------


def test_times_come_from_the_list_else_from_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "nhan"
    send(folder, {"a.xlsx": (b"", "2026-03-15T08:00:00"), "b.xlsx": (b"", "2026-03-15T02:00:00+00:00")})
    (folder / "c.xlsx").write_bytes(b"")
    os.utime(folder / "c.xlsx", (1_773_000_000, 1_773_000_000))
    times = {one.name: one.received for one in look_into(folder, REGISTER).files}
    assert times == {
        "a.xlsx": datetime(2026, 3, 15, 8, tzinfo=VIETNAM),
        "b.xlsx": datetime(2026, 3, 15, 9, tzinfo=VIETNAM),
        "c.xlsx": datetime.fromtimestamp(1_773_000_000, VIETNAM),
    }
    assert {one.received.tzinfo for one in look_into(folder, REGISTER).files} == {VIETNAM}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "file,received\nkhong-co.xlsx,2026-03-15T08:00:00\n",
            "received.csv nhắc tệp không có trong thư mục: khong-co.xlsx; hãy sửa tên trong received.csv, hoặc chép",
        ),
        (
            "file,received\na.xlsx,3/4/2026 8:30\n",
            "received.csv dòng 2, cột received: «3/4/2026 8:30» không rõ ngày nào, tháng nào; hãy ghi như 2026-03-16",
        ),
        ("file,received\na.xlsx,hôm qua\n", "received.csv dòng 2, cột received: «hôm qua» không phải giờ nhận"),
        ("file,unit_code\na.xlsx,mười\n", "received.csv dòng 2, cột unit_code: «mười» không phải mã đơn vị"),
        ("tep,received\na.xlsx,\n", "received.csv: dòng đầu phải là file,received,unit_code"),
        ("file,unit_code\na.xlsx,99999\n", "received.csv ghi mã đơn vị không có trong danh sách: 99999; xem"),
        ("file,received\na\x80.xlsx,\n", "received.csv không phải tệp UTF-8"),
    ],
)
def test_a_wrong_list_is_the_offices_to_mend(text: str, told: str, tmp_path: Path) -> None:
    folder = tmp_path / "2026-Q1"
    send(folder, {"a.xlsx": (book("phường Đồ Sơn", ONE), "")})
    (folder / "received.csv").write_bytes(text.encode("latin-1" if "\x80" in text else "utf-8"))
    with pytest.raises(DefinitionError) as refused:
        run(Request(PERIOD, "hai-phong", folder, tmp_path / "out"))
    assert str(refused.value).startswith(told)
    assert not (tmp_path / "out").exists()


def test_the_list_may_be_saved_by_excel(tmp_path: Path) -> None:
    send(tmp_path, {"a.xlsx": (b"", "")})
    (tmp_path / "received.csv").write_bytes("\ufefffile,received,unit_code\r\na.xlsx,,11455\r\n".encode())
    (one,) = look_into(tmp_path, REGISTER).files
    assert (one.name, one.declared) == ("a.xlsx", DO_SON)


@pytest.mark.parametrize(
    "written", ["2026-03-16 08:30", "16/3/2026 8:30", "16/03/2026 08:30:00", "3/16/2026 8:30", "2026-03-16T08:30+07:00"]
)
def test_times_as_excel_rewrites_them_where_day_and_month_can_not_be_confused(written: str) -> None:
    told = moment(written)
    assert told.replace(tzinfo=None) == datetime(2026, 3, 16, 8, 30)  # noqa: DTZ001


def test_the_list_may_have_the_semicolons_of_a_vietnamese_excel(tmp_path: Path) -> None:
    """And a file noted later joins it in the same manner."""
    send(tmp_path, {"a.xlsx": (b"", ""), "b, c.xlsx": (b"", "")})
    (tmp_path / "received.csv").write_bytes(
        "\ufefffile;received;unit_code\r\na.xlsx;2026-03-15 08:00;11455\r\n".encode()
    )
    note_arrival(tmp_path, "b, c.xlsx", datetime(2026, 3, 16, 9, tzinfo=VIETNAM), None)
    told = {one.name: (one.received, one.declared) for one in look_into(tmp_path, REGISTER).files}
    assert told == {
        "a.xlsx": (datetime(2026, 3, 15, 8, tzinfo=VIETNAM), DO_SON),
        "b, c.xlsx": (datetime(2026, 3, 16, 9, tzinfo=VIETNAM), None),
    }


def test_the_outputs_of_one_locality_do_not_replace_anothers(tmp_path: Path) -> None:
    request = Request(PERIOD, "hai-phong", tmp_path / "2026-Q1", tmp_path / "out")
    send(request.raw, {"a.xlsx": (book("phường Đồ Sơn", ONE), "")})
    run(request)
    before = fingerprint(request.folder)
    told = r"là của địa phương «hai-phong»; kết quả của «nam-do-son» hãy để ở thư mục khác: --out$"
    with pytest.raises(DefinitionError, match=told):
        run(replace(request, locality="nam-do-son"))
    with pytest.raises(DefinitionError, match=told):
        issue_blanks(PERIOD, "nam-do-son", request.out)
    assert fingerprint(request.folder) == before


def test_nobody_is_silent_because_a_folder_can_not_be_read() -> None:
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    (folder / "lan 2").mkdir()
    (folder / "lan 2" / "kien-an.xlsx").touch()
    (folder / "lan 2").chmod(0)
    user = os.geteuid()
    with suppress(PermissionError):
        os.seteuid(65534)  # root may read anything
    try:
        with pytest.raises(PermissionError, match="lan 2"):
            look_into(folder, REGISTER)
    finally:
        os.seteuid(user)


def test_a_missing_folder_or_locality_is_told(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="không có thư mục"):
        run(Request(PERIOD, "hai-phong", tmp_path / "none", tmp_path / "out"))
    with pytest.raises(DefinitionError, match=r"không có địa phương «thu»; đang có: .*hai-phong"):
        run(Request(PERIOD, "thu", tmp_path, tmp_path / "out"))


# ---- the command line ----------------------------------------------------------------------------------------------


@pytest.fixture
def kstt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., int]:
    def call(*arguments: object) -> int:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["kstt", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        return int(left.value.code or 0)

    return call


def test_why_there_is_no_report_is_told_as_it_is() -> None:
    assert console.why_none({"files": {}, "quarters": ["2026-Q1"]}) == "không đơn vị nào có đủ số liệu của các quý"
    assert console.why_none({"files": {"a.xlsx": {}}}) == "không có tệp nào được chấp nhận"
    assert console.why_none({"files": {}}) == "thư mục tệp đã nhận chưa có tệp báo cáo nào"


def test_exit_codes_of_a_run(kstt: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = ("--raw", tmp_path / "2026-Q1", "--out", tmp_path / "out", "--no-prefect")
    send(tmp_path / "2026-Q1", {"kien-an.xlsx": FILES["kien-an.xlsx"]})
    assert kstt("run", "quý 1/2026", *here) == 1
    assert "Chưa lập được báo cáo: không có tệp nào được chấp nhận." in capsys.readouterr().out
    send(tmp_path / "2026-Q1", {"do-son.xlsx": FILES["do-son.xlsx"], "kien-an.xlsx": FILES["kien-an.xlsx"]})
    assert kstt("run", "2026-Q1", *here) == 0
    assert REPORT in capsys.readouterr().out.replace("\n", "")
    assert kstt("status", "2026-Q1", "--out", tmp_path / "out") == 0
    assert "1/114" in capsys.readouterr().out
    assert kstt("status", "2026-Q2", "--out", tmp_path / "out") == 2
    assert "Chưa có lần chạy nào" in capsys.readouterr().err
    assert kstt("run", "hôm nay", *here) == 2
    assert "«hôm nay» không phải là kỳ báo cáo" in capsys.readouterr().err
    assert kstt("run", "2026-Q1", "--raw", tmp_path / "none", "--no-prefect") == 2
    assert "Traceback" not in "".join(capsys.readouterr())


def test_a_fault_of_ours_is_logged_and_no_traceback_is_shown(
    kstt: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("lỗi của chúng ta")

    monkeypatch.setattr("flows.quarter.run_quarter", broken)
    assert kstt("run", "2026-Q1", "--no-prefect") == 3
    assert "Traceback" not in "".join(capsys.readouterr())
    assert "lỗi của chúng ta" in (tmp_path / "kstt-loi.log").read_text(encoding="utf-8")


def test_a_rehearsal_judges_by_the_same_rules_and_leaves_nothing_behind(
    kstt: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    send(tmp_path / "2026-Q1", FILES)
    folder = tmp_path / "2026-Q1"
    before = sorted(path.name for path in tmp_path.rglob("*"))
    assert kstt("check", folder / "do-son.xlsx") == 0
    assert kstt("check", folder / "kien-an.xlsx", folder / "do-son.xlsx", "--period", "2026-Q1") == 1
    said = capsys.readouterr().out
    assert "ô C9 ghi 17 nhưng phải là 16" in said.replace("\n", "")
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
    assert kstt("check", folder / "kien-an.xlsx", "--return") == 1
    assert (folder / "kien-an - kết quả kiểm tra.xlsx").is_file()


@pytest.mark.parametrize("folder", ["nhan", "quy 1"])
def test_a_rehearsal_that_knows_no_period_asks_for_it(folder: str, tmp_path: Path) -> None:
    silent = workbook({"II.06a": Paper(rows([counted(SIX, 3, 1)]), period="").grid()})
    send(tmp_path / folder, {"do-son.xlsx": (silent, "")})
    with pytest.raises(DefinitionError, match="hãy cho biết kỳ báo cáo"):
        rehearse([tmp_path / folder / "do-son.xlsx"], "", "hai-phong", write_copies=False)


def test_a_rehearsal_takes_the_period_of_the_head(tmp_path: Path) -> None:
    send(tmp_path / "x", {"do-son.xlsx": FILES["do-son.xlsx"]})
    [(case, _)] = rehearse([tmp_path / "x" / "do-son.xlsx"], "", "hai-phong", write_copies=False)
    assert case.submission.verdict == "accepted"


@pytest.mark.whole
def test_child_processes_give_the_same_bytes(
    request_of: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = request_of(FILES)
    here = fingerprint(run(request).folder)
    monkeypatch.undo()
    other = run_quarter(Request(PERIOD, "hai-phong", request.raw, tmp_path / "other"), workers.each)
    assert fingerprint(other.folder) == here


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_is_no_text_or_too_long_stops_no_run(tmp_path: Path) -> None:
    """Archives of old systems unpack into bytes that are not UTF-8; Vietnamese letters take three bytes of 255."""
    raw = tmp_path / "raw" / "2026-Q1"
    send(raw, {"do-son.xlsx": (book("phường Đồ Sơn", ONE), "2026-03-15T08:00:00")})
    strange, long = os.fsdecode(b"B\xe1o c\xe1o.xlsx"), "Báo cáo kiểm soát thủ tục hành chính " * 5
    (raw / strange).write_bytes(book("phường Kiến An", WRONG))
    (raw / f"{long}.xlsx").write_bytes(book("phường Hải An", WRONG))
    done = run_quarter(Request(PERIOD, "hai-phong", raw, tmp_path / "out"), in_process)
    told = {name: file["outcome"] for name, file in done.record["files"].items()}
    assert told == {"do-son.xlsx": "accepted", "B%E1o c%E1o.xlsx": "must_fix", f"{long}.xlsx": "must_fix"}
    copies = sorted(path.name for path in (done.folder / "tra-lai").iterdir())
    assert copies[1] == f"{KIEN_AN}_B%E1o c%E1o.xlsx"
    assert copies[0].startswith(f"{HAI_AN}_{long[:80]}")

"""Dossiers received by nobody: a rate over nothing is asked about, judged nowhere, and never «không phát sinh»."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from papers import FORMS, SIX, Paper, Row, in_process, workbook
from test_continuity import six
from test_explaining import answered

from flows.locality.localities import load_locality
from flows.machine import workers
from flows.outputs.shown import recorded_scoreboard
from flows.proof.proving import prove
from flows.quarter import run_quarter
from flows.record.request import Request, Run
from kstt.period import Period
from kstt.targets.scoreboard import TargetLine
from kstt.targets.target import Parts
from report_templates.definitions import load_indicators
from report_templates.proving.contents import contents
from validation.over_nothing import OVER_NOTHING

HERE, Q1, Q2 = "my-hoa-hung", Period(2024, "Q1"), Period(2024, "Q2")
DESK, POLICE = "Bộ phận Tiếp nhận và Trả kết quả xã Mỹ Hòa Hưng", "Công an xã Mỹ Hòa Hưng"
(STAFF,) = (one for one in load_indicators() if one.per_year)
SHARE = next(
    one for one in load_indicators() if one.unit == "percent" and one.on_sheet and one.denominator_from == "CT"
)


@pytest.fixture(autouse=True)
def _no_child_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "each", in_process)


def book(unit: str, period: Period, staff: Mapping[int, int], dossiers: Mapping[int, int] | None) -> bytes:
    head = {"unit": f"Đơn vị báo cáo: {unit}", "period": f"Kỳ báo cáo: {period.name}"}
    sheets = {"CT": Paper([Row(1, STAFF.name, dict(staff)), Row(2, SHARE.name, {5: 0, 6: 0})], FORMS["CT"], **head)}
    if dossiers:
        sheets["II.06a"] = Paper([Row(1, "Hộ tịch", dict(dossiers))], SIX, **head)
    return workbook({name: paper.grid() for name, paper in sheets.items()})


def run(place: Path, period: Period, files: Mapping[str, bytes]) -> Run:
    raw = place / "raw" / str(period)
    raw.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (raw / name).write_bytes(data)
    return run_quarter(Request(period, HERE, raw, place / "out"), in_process)


def line_of(done: Run, period: Period) -> TargetLine:
    scores = recorded_scoreboard(period, load_locality(HERE), done.folder.parent)
    return next(line for line in scores.lines if line.indicator.id == STAFF.id)


def asked(done: Run) -> list[tuple[str, str, str]]:
    findings = [(name, one) for name, file in done.record["files"].items() for one in file["findings"]]
    return [(name, one["cell"], one["explanation"]) for name, one in findings if one["rule"] == OVER_NOTHING]


def test_dossiers_of_a_unit_without_staff_are_asked_about_and_judged_nowhere(tmp_path: Path) -> None:
    files = {
        "mot-cua.xlsx": book(DESK, Q1, {6: 4}, six(0, 2)),
        "cong-an.xlsx": book(POLICE, Q1, {6: 0}, six(0, 5)),
    }
    done = run(tmp_path, Q1, files)
    ((name, cell, said),) = asked(done)
    assert (name, cell, said) == ("cong-an.xlsx", "F8", "")
    (told,) = [one["message"] for one in done.record["files"]["cong-an.xlsx"]["findings"]]
    assert told.endswith(
        f"Dòng «{STAFF.name}»: ô F8 (Nhân sự trực Bộ phận Một cửa) ghi 0 trong khi biểu II.06a có 20 "
        "(Hồ sơ tiếp nhận trong năm)."
    )
    line = line_of(done, Q1)
    assert [unit.name for unit in line.unsound] == [POLICE]
    assert (line.quarter.parts, line.reporting) == (Parts(20, 4), 1)
    assert line.to_date is not None
    assert line.to_date.parts == Parts(20, 4)
    assert done.report is not None
    texts = {sheet: [str(cell.value) for cell in cells.values()] for sheet, cells in contents(done.report).items()}
    assert any(f"Không tính {POLICE}: số liệu không khớp" in text for text in texts["Chỉ tiêu"])
    assert any(text.startswith(f"Dòng «{STAFF.name}»: ô F8") for text in texts["Giải trình"])
    assert prove(done.folder, lambda: None).differences == []


def test_words_settle_it_and_still_nothing_is_judged(tmp_path: Path) -> None:
    done = run(tmp_path, Q1, {"cong-an.xlsx": book(POLICE, Q1, {6: 0}, six(0, 5))})
    (copy,) = (done.folder / "tra-lai").glob("*.xlsx")
    why = "Bộ phận Một cửa xã tiếp nhận thay"
    done = run(tmp_path, Q1, {"cong-an 2.xlsx": answered(copy.read_bytes(), {STAFF.name: why})})
    assert asked(done)[-1] == ("cong-an 2.xlsx", "F8", why)
    line = line_of(done, Q1)
    assert (line.quarter.status, line.reporting) == ("unknown", 0)
    assert [unit.name for unit in line.unsound] == [POLICE]


@pytest.mark.parametrize(
    ("staff", "dossiers", "status"),
    [
        ({6: 0}, six(0, 0) | dict.fromkeys(range(3, 14), 0), "none"),
        ({6: 4}, six(0, 2), "not_due"),
        ({}, six(0, 2), "unknown"),
    ],
    ids=["nothing over nothing", "staff", "not given"],
)
def test_what_may_be_is_not_asked_about(
    tmp_path: Path, staff: dict[int, int], dossiers: dict[int, int], status: str
) -> None:
    done = run(tmp_path, Q1, {"cong-an.xlsx": book(POLICE, Q1, staff, dossiers)})
    assert asked(done) == []
    line = line_of(done, Q1)
    assert line.to_date is not None
    assert (line.to_date.status, line.unsound) == (status, ())


def test_the_forms_may_stand_in_two_files(tmp_path: Path) -> None:
    head = {"unit": f"Đơn vị báo cáo: {POLICE}", "period": f"Kỳ báo cáo: {Q1.name}"}
    alone = workbook({"II.06a": Paper([Row(1, "Hộ tịch", six(0, 5))], SIX, **head).grid()})
    done = run(tmp_path, Q1, {"ho-so.xlsx": alone, "chi-tieu.xlsx": book(POLICE, Q1, {6: 0}, None)})
    assert [name for name, *_ in asked(done)] == ["chi-tieu.xlsx"]


def test_the_year_says_so_too_where_only_its_sum_is_over_nothing(tmp_path: Path) -> None:
    run(tmp_path, Q1, {"cong-an.xlsx": book(POLICE, Q1, {6: 4}, six(0, 5))})
    nothing = dict.fromkeys(range(3, 14), 0) | {3: 5, 6: 5, 7: 5, 8: 5}
    done = run(tmp_path, Q2, {"cong-an.xlsx": book(POLICE, Q2, {6: 0}, nothing)})
    assert asked(done) == []
    line = line_of(done, Q2)
    assert (line.quarter.status, line.unsound) == ("not_due", ()) or line.quarter.status == "none"
    assert [unit.name for unit in line.unsound_so_far] == [POLICE]
    assert line.to_date is not None
    assert line.to_date.status == "unknown"

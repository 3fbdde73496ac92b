"""A locality founded within the year: its longer periods and its year to date begin with its first quarter."""

from pathlib import Path

import pytest
from papers import FORMS, Paper, counted, in_process, rows, workbook

from flows import workers
from flows.localities import load_locality
from flows.proving import prove
from flows.quarter import run_quarter
from flows.request import Request, Run
from flows.targets import recorded_scoreboard
from kstt.form import DefinitionError
from kstt.period import Period

LOCALITY = "hung-thinh"  # all its units begin on 1/7/2025
UNITS = ("Văn phòng HĐND và UBND", "Phòng Kinh tế")
SIX = FORMS["II.06a"]
LINE = counted(SIX, 5, 3)
Q3, Q4, YEAR = Period(2025, "Q3"), Period(2025, "Q4"), Period(2025, "Y")


@pytest.fixture(autouse=True)
def _no_child_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "each", in_process)


def run(place: Path, period: Period) -> Run:
    raw = place / "raw" / str(period)
    raw.mkdir(parents=True)
    for at, unit in enumerate(UNITS if not period.quarters else ()):
        body = rows([LINE], labels=["Hộ tịch"])
        paper = Paper(body, unit=f"Đơn vị báo cáo: {unit}", period=f"Kỳ báo cáo: {period.name}")
        (raw / f"{at}.xlsx").write_bytes(workbook({SIX.code: paper.grid()}))
    return run_quarter(Request(period, LOCALITY, raw, place / "out"), in_process)


def test_a_year_is_added_up_from_the_quarters_since_the_founding(tmp_path: Path) -> None:
    run(tmp_path, Q3)
    run(tmp_path, Q4)
    done = run(tmp_path, YEAR)
    assert done.record["coverage"] == {"reporting": 2, "units": 4}
    assert [one["period"] for one in done.record["quarters"]] == ["2025-Q3", "2025-Q4"]
    said = [one["reason"] for one in done.record["set_aside"]]
    assert said[0] == "Chưa có đơn vị nào hoạt động trong quý I, quý II: số liệu năm 2025 chỉ gồm quý III, quý IV"
    assert prove(done.folder).result == "proved"


def test_the_year_to_date_begins_with_the_founding(tmp_path: Path) -> None:
    run(tmp_path, Q3)
    lines = recorded_scoreboard(Q3, load_locality(LOCALITY), tmp_path / "out").lines
    judged = [line for line in lines if line.quarter.parts.denominator]
    assert judged
    assert all(line.to_date and line.to_date.parts == line.quarter.parts and not line.lacking for line in judged)


def test_a_period_before_the_founding_has_nothing_to_add(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="không có đơn vị nào hoạt động vào ngày 14/6/2025"):
        run(tmp_path, Period(2025, "6M"))

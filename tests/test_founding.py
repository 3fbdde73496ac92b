"""A locality, or a unit of it, founded within the year: what is told of the year begins with its first quarter."""

from collections.abc import Mapping
from pathlib import Path

import changing_city as city
import pandas as pd
import pytest
from papers import FORMS, Paper, counted, in_process, rows, workbook

from flows.earlier.trend import trend_of
from flows.locality.localities import load_locality
from flows.machine import workers
from flows.outputs.shown import recorded_scoreboard
from flows.proof.proving import prove
from flows.quarter import run_quarter
from flows.record.request import Request, Run
from kstt.form import DefinitionError
from kstt.period import Period
from kstt.targets.standing import total
from report_templates.proving.contents import contents
from report_templates.proving.narrative_reading import paragraphs_of

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
    covers = "Chưa có đơn vị nào hoạt động trong quý I, quý II: số liệu năm 2025 chỉ gồm quý III, quý IV"
    assert said[0] == covers
    told = next(one for one in paragraphs_of(next(done.folder.glob("*.docx"))) if one.startswith("Số liệu tổng hợp"))
    assert told.startswith("Số liệu tổng hợp từ báo cáo của 2/4 đơn vị. ")
    assert told.endswith(f". {covers}.")
    assert covers in next(done.folder.glob("Tong-quan*.html")).read_text(encoding="utf-8")
    assert any(covers in str(cell.value) for cell in contents(done.analysis)["Tổng quan"].values())
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


CENTRE = 11750
NEW = f"{CENTRE},Trung tâm Phục vụ hành chính công,commune,2025-07-01,,,\n"
EMPTY_HANDED = {city.Q3: {"Hộ tịch": (0, 20, 1, 5)}, city.Q4: {"Hộ tịch": (5, 22, 0, 4), "Y tế": (0, 3, 0, 0)}}
HANDED_OVER = {city.Q3: {"Hộ tịch": (2, 20, 1, 5)}, city.Q4: {"Hộ tịch": (5, 22, 0, 4)}}


def year_of(place: Path, monkeypatch: pytest.MonkeyPatch, new: Mapping[Period, city.Lines]) -> Run:
    """A year of the changing city in which one more unit is founded on 1/7/2025."""
    monkeypatch.chdir(place)
    city.make_city(place, city.UNITS + NEW)
    for period, reports in city.STORY.items():
        city.send(place, period, {**reports, **({CENTRE: new[period]} if period in new else {})})
        city.run(place, period)
    return city.run(place, city.YEAR)


def sums(place: Path, period: Period, *units: int) -> dict[int, int]:
    figures = pd.read_parquet(place / "out" / str(period) / "figures.parquet")
    mine = figures[(figures["form"] == SIX.code) & (figures["unit_code"].isin(units) | (not units))]
    return {int(str(column)): int(value) for column, value in mine.groupby("column")["value"].sum().items()}


def year_to_date_is_the_year(place: Path) -> bool:
    """Whether what the last quarter says of the year so far, summed, is what the year's own report says."""
    so_far, whole = city.year_told_twice(place / "out")
    summed = [
        {one: total(parts for (other, _), parts in told.items() if other == one) for one, _ in so_far}
        for told in (so_far, whole)
    ]
    return summed[0] == summed[1] and ((CENTRE in {code for _, code in so_far}) == (CENTRE in {c for _, c in whole}))


def test_a_unit_founded_within_the_year_counts_from_its_first_quarter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = year_of(tmp_path, monkeypatch, EMPTY_HANDED)
    whole = sums(tmp_path, city.YEAR)
    quarters = [sums(tmp_path, one) for one in city.QUARTERS]
    assert [whole[column] for column in (4, 5, 8, 9, 10)] == [
        sum(one[column] for one in quarters) for column in (4, 5, 8, 9, 10)
    ]
    own = sums(tmp_path, city.YEAR, CENTRE)
    assert (own[3], own[6], own[7], own[11]) == (45, 0, 41, 4)
    assert (whole[6], whole[11]) == (quarters[0][6], quarters[-1][11])
    said = [one["reason"] for one in done.record["set_aside"]]
    assert "Trung tâm Phục vụ hành chính công: hoạt động từ ngày 1/7/2025, số liệu năm 2025 tính từ quý III" in said
    assert done.record["units"][str(CENTRE)]["state"] == "accepted"
    assert year_to_date_is_the_year(tmp_path)
    assert prove(done.folder, lambda: None).differences == []
    course = trend_of(tmp_path / "out", load_locality(city.ID), str(CENTRE), SIX.code, 3, None).of_map
    assert [(one.numbers.get(7, 0), one.remark) for one in course] == [
        (0, "chưa hoạt động, không có đơn vị tiền thân trong danh sách"), (15, ""), (26, ""),
    ]  # fmt: skip


def test_a_unit_founded_within_the_year_is_as_old_under_a_later_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = NEW.replace(",,,", f",2025-09-30,{CENTRE + 1},") + NEW.replace("11750", "11751").replace("-07-", "-10-")
    monkeypatch.chdir(tmp_path)
    city.make_city(tmp_path, city.UNITS + later)
    for period, reports in city.STORY.items():
        code = CENTRE + (period == city.Q4)
        city.send(tmp_path, period, {**reports, **({code: EMPTY_HANDED[period]} if period in EMPTY_HANDED else {})})
        city.run(tmp_path, period)
    done = city.run(tmp_path, city.YEAR)
    assert sums(tmp_path, city.YEAR, CENTRE + 1)[7] == 41
    assert "Trung tâm Phục vụ hành chính công: hoạt động từ ngày 1/7/2025, số liệu năm 2025 tính từ quý III" in [
        one["reason"] for one in done.record["set_aside"]
    ]


def test_a_new_unit_with_a_backlog_from_nobody_is_named_and_not_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = year_of(tmp_path, monkeypatch, HANDED_OVER)
    assert sums(tmp_path, city.YEAR, CENTRE) == {}
    assert done.record["units"][str(CENTRE)]["state"] == "missing"
    assert (
        "Trung tâm Phục vụ hành chính công: hoạt động từ ngày 1/7/2025, có tồn đầu kỳ mà danh sách đơn vị không ghi "
        "nhận bàn giao từ đơn vị nào, không cộng vào số liệu năm 2025"
    ) in [one["reason"] for one in done.record["set_aside"]]
    assert year_to_date_is_the_year(tmp_path)
    assert prove(done.folder, lambda: None).differences == []


@pytest.mark.parametrize(("sent", "lacking"), [(city.Q3, "quý IV"), (city.Q4, "quý III")])
def test_a_new_unit_that_lacks_a_quarter_since_its_founding_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: Period, lacking: str
) -> None:
    done = year_of(tmp_path, monkeypatch, {sent: EMPTY_HANDED[sent]})
    assert sums(tmp_path, city.YEAR, CENTRE) == {}
    assert done.record["units"][str(CENTRE)]["state"] == "missing"
    assert f"Trung tâm Phục vụ hành chính công: thiếu {lacking}, không cộng vào số liệu năm 2025" in [
        one["reason"] for one in done.record["set_aside"]
    ]


def test_a_new_unit_beside_one_that_ended_without_a_successor_is_named_and_not_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(city, "UNITS", city.UNITS.replace("2025-06-30,11721; 11722,", "2025-06-30,,"))
    done = year_of(tmp_path, monkeypatch, EMPTY_HANDED)
    assert sums(tmp_path, city.YEAR, CENTRE) == {}
    assert (
        "Trung tâm Phục vụ hành chính công: hoạt động từ ngày 1/7/2025, có đơn vị kết thúc mà danh sách đơn vị không "
        "ghi đơn vị kế thừa, không cộng vào số liệu năm 2025"
    ) in [one["reason"] for one in done.record["set_aside"]]
    assert year_to_date_is_the_year(tmp_path)

"""A unit split within the year without declared shares: what its parts tell each by itself, in quarter and in year."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from changing_city import (
    CUT,
    EAST,
    ID,
    NORTH,
    OLD,
    Q1,
    Q2,
    Q4,
    QUARTERS,
    SAME,
    SOUTH,
    STORY,
    UNITS,
    WARD,
    WEST,
    YEAR,
    A,
    B,
    C,
    make_city,
    run,
    send,
)  # fmt: skip
from openpyxl import load_workbook
from papers import in_process

from flows.earlier.former import as_recorded
from flows.locality.agenda import agenda_of
from flows.locality.localities import load_locality
from flows.machine import workers
from flows.outputs.narrating import former_tables
from flows.outputs.shown import recorded_scoreboard
from flows.proof.proving import prove
from flows.received.intake import forms_of
from flows.record.written import written_in
from kstt.period import Period
from kstt.rollup import CityLine
from kstt.targets.plan_group import members
from kstt.targets.target import Parts, Plan

PLAN = """\
id = "thu-2025"
locality = "thu"
year = 2025
title = "Kế hoạch"
issued_by = "UBND"
[groups]
all = ["kind:commune"]
[[target]]
indicator = "task_completion"
group = "all"
section = "1"
year = "100"
"""
TASKS = """\
number,group,title,lead,owners,support,deadline,deadline_text,product,section
1,Nhóm,Niêm yết,UBND,all,,2025-09-14,14/9,Văn bản,1
2,Nhóm,Rà soát,UBND,all,,yearly,Năm,Văn bản,2
3,Nhóm,Công khai,UBND,all,,continuous,Năm,Văn bản,3
"""
DONE, UNDER_WAY = "hoàn thành", "đang thực hiện"
STATUS, NAMED = 7, "Rút ngắn thời hạn"
SAID = {
    OLD: (UNDER_WAY, UNDER_WAY, UNDER_WAY),
    EAST: (DONE, UNDER_WAY, UNDER_WAY),  # in its first quarter, without a day: in time
    WEST: (UNDER_WAY, UNDER_WAY, UNDER_WAY),
}
LATER = {EAST: (DONE, DONE, UNDER_WAY), WEST: (DONE, UNDER_WAY, UNDER_WAY)}


def tasks(said: Sequence[str]) -> list[CityLine]:
    lines = agenda_of(ID, 2025).lines
    columns = range(3, 7)
    return [
        CityLine(one.label, texts={**dict(zip(columns, one.texts, strict=True)), STATUS: word})
        for one, word in zip(lines, said, strict=True)
    ]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A plan's year in which Xã Đại Bản was split, run; it had reviewed a procedure, and so have its parts."""
    place = tmp_path_factory.mktemp("city")
    with pytest.MonkeyPatch.context() as here:
        here.chdir(place)
        here.setattr(workers, "each", in_process)
        make_city(place)
        (place / "localities" / ID / "plan-2025.toml").write_text(PLAN, encoding="utf-8")
        (place / "localities" / ID / "tasks-2025.csv").write_text(TASKS, encoding="utf-8")
        agenda_of.cache_clear()  # other tests' cities of that name have no plan
        for period in QUARTERS:
            units = (A, B, C, OLD, CUT, SAME) if period in (Q1, Q2) else (WARD, EAST, WEST, NORTH, SOUTH, SAME)
            said = SAID | (LATER if period == Q4 else {})
            reviewed = [CityLine(NAMED, numbers={9: 2, 10: 1})]
            more = {code: {"NV": tasks(said[code])} for code in units if code in said}
            more = {code: {**forms, "II.04": reviewed} for code, forms in more.items()}
            send(place, period, {code: STORY[period][code] for code in units}, more)
            run(place, period)
        for part in ("9M", "Y"):
            run(place, Period(2025, part))
        yield place
    agenda_of.cache_clear()


def told(place: Path, period: Period, sheet: str, label: str) -> tuple[object, ...]:
    (file,) = (place / "out" / str(period)).glob("Bao-cao-KSTTHC*.xlsx")
    rows = load_workbook(file, data_only=True)[sheet].iter_rows(values_only=True)
    return next(row for row in rows if label in map(str, row))


def test_tasks_of_the_parts_stand_alike_in_the_last_quarter_and_in_the_year(year: Path) -> None:
    """What one of them did in its first quarter is not late in the next one, nor is it «chưa báo cáo» in the year."""
    owners, on_time, late, overdue, silent = 6, 1, 1, 0, 4
    for period in (Q4, YEAR):
        row = told(year, period, "Nhiệm vụ", "Niêm yết")
        assert row[6:10] + row[12:13] == (owners, on_time, late, overdue, silent)
    assert told(year, Period(2025, "9M"), "Nhiệm vụ", "Niêm yết")[6:13] == (6, 1, 0, 1, 0, 0, 4)
    boards = [recorded_scoreboard(period, load_locality(ID), year / "out") for period in (Q4, YEAR)]
    so_far, whole = boards[0].lines[0].to_date, boards[1].lines[0].quarter
    assert so_far
    assert (so_far.parts, whole.parts) == (Parts(2, 4), Parts(2, 4))
    assert boards[1].scores[OLD]["task_completion"].parts == Parts(2, 4)


def test_the_year_lists_the_parts_with_their_tasks_and_counts_the_sheet_for_both(year: Path) -> None:
    (report,) = (year / "out" / str(YEAR)).glob("Bao-cao-KSTTHC*.xlsx")
    listed = [row[0] for row in load_workbook(report, data_only=True)["NV"].iter_rows(values_only=True) if row[0]]
    assert [name for name in listed if str(name).startswith("Phường")] == ["Phường Hồng An", "Phường Đại Bản"]
    assert "Tổng hợp 2/6 đơn vị. Số liệu chưa đầy đủ: còn thiếu Phường An Khánh" in "".join(map(str, listed))


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl has no sparklines
def test_turnout_of_the_year_has_the_task_sheet_of_units_told_as_one(year: Path) -> None:
    (file,) = (year / "out" / str(YEAR)).glob("Phan-tich*.xlsx")
    rows = list(load_workbook(file, data_only=True)["Nộp báo cáo"].iter_rows(values_only=True))
    head = next(row for row in rows if "Biểu NV" in row)
    assert [row[head.index("Biểu NV")] for row in rows if row[1] in (WARD, OLD)] == ["thiếu", "có"]


def test_a_group_of_a_plan_binds_units_told_as_one_where_it_names_all_of_them(year: Path) -> None:
    locality = as_recorded(load_locality(ID), YEAR, written_in(year / "out" / str(YEAR)).record)
    plan = Plan("p", ID, 2025, "", "", (), {"both": (EAST, WEST), "one": (EAST,), "former": (OLD,)})
    bound = {group: members(plan, group, locality, locality.register.units[:5]) for group in plan.groups}
    assert {group: [unit.code for unit in units] for group, units in bound.items()} == {
        "both": [OLD],
        "one": [],
        "former": [],
    }


def test_the_proof_finds_longer_periods_as_they_are_written(year: Path) -> None:
    """It counts the task that goes on all the time by its number: another one's deadline has the same words."""
    for period in (Period(2025, "9M"), YEAR):
        assert prove(year / "out" / str(period), lambda: None).differences == []


SILENCED = "Biểu NV: lời của các đơn vị trước khi sáp nhập, chia tách không chuyển sang đơn vị mới"


def test_only_words_that_do_not_pass_to_another_unit_are_said_not_to(
    year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A unit that only has another name and code is told done what it told done under the former."""
    told = written_in(year / "out" / str(YEAR)).record
    assert SILENCED in [one["reason"] for one in told["set_aside"]]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    head, *rows = (row for row in UNITS.splitlines() if not row.startswith("117") or str(SAME) in row)
    renamed = [row.replace(",,,", ",2025-06-30,11741,") for row in rows] + ["11741,Phường Nam,commune,2025-07-01,,,"]
    make_city(tmp_path, "\n".join([head, *renamed, ""]))
    shutil.copy(year / "localities" / ID / "plan-2025.toml", tmp_path / "localities" / ID)
    shutil.copy(year / "localities" / ID / "tasks-2025.csv", tmp_path / "localities" / ID)
    for period, code in zip(QUARTERS[:3], (SAME, SAME, 11741), strict=True):
        send(tmp_path, period, {code: STORY[period][SAME]}, {code: {"NV": tasks((UNDER_WAY, UNDER_WAY, UNDER_WAY))}})
        run(tmp_path, period)
    done = run(tmp_path, Period(2025, "9M"))
    assert [one["reason"] for one in done.record["set_aside"]] == [
        "Phường Nam: số liệu quý I, quý II là của Phường Đồ Sơn",
    ]


def test_the_next_year_is_told_beside_units_told_as_one(year: Path) -> None:
    """Their list of procedures stopped the report of the next year: it stood under a unit nobody knew then."""
    tables = former_tables(year / "out", YEAR, ID, forms_of(YEAR))
    assert tables
    (listed,) = tables.by_form["II.04"]
    assert [(line.unit.code if line.unit else 0, line.label) for line in listed.lines] == [(OLD, NAMED)]

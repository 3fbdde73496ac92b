"""A real year with 1/7/2025 in it: backlogs, blanks, late reports, the year's report, targets and both views."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from changing_city import (
    CUT,
    EAST,
    FIRST,
    FOURTH,
    ID,
    NORTH,
    OLD,
    Q1,
    Q2,
    Q3,
    Q4,
    QUARTERS,
    SAME,
    SECOND,
    SOUTH,
    STORY,
    THIRD,
    UNITS,
    WARD,
    WEST,
    YEAR,
    A,
    B,
    C,
    Lines,
    make_city,
    run,
    send,
    six,
    year_told_twice,
)  # fmt: skip
from excel_rules import problems
from office import differences, recalculated
from openpyxl import load_workbook
from papers import FORMS, in_process

from flows.afterwards.correcting import correct
from flows.cli.app import main
from flows.console.unit_changes import namesakes
from flows.earlier.former import as_added_up, latest_quarters, view_of
from flows.earlier.trend import trend_of
from flows.locality.localities import load_locality
from flows.machine import workers
from flows.outputs.blanks import issue_blanks, not_brought_along
from flows.outputs.shown import recorded_scoreboard
from flows.quarter import run_quarter
from flows.record.request import Request
from kstt.lineage.chains import as_of
from kstt.period import Period
from kstt.rollup import CityLine
from kstt.targets.standing import total
from kstt.targets.year import Year
from kstt.unit import Register, Unit
from report_templates.blanks.blank import write_filled
from report_templates.files.opening import open_book
from report_templates.reading.filled_forms import read_forms
from validation.parsing import parse

pytestmark = pytest.mark.usefixtures("without_overviews")

SIX = FORMS["II.06a"]
UNKNOWN = "Biểu II.06a: không xác định được tồn đầu kỳ của"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """All four quarters and the year, run."""
    place = tmp_path_factory.mktemp("city")
    with pytest.MonkeyPatch.context() as here:
        here.chdir(place)
        here.setattr(workers, "each", in_process)
        make_city(place)
        for period, reports in STORY.items():
            send(place, period, reports)
            run(place, period)
        run(place, YEAR)
        yield place


@pytest.fixture
def third(story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The city before its third quarter, which a test may tell otherwise."""
    for what in ("localities", "out/2025-Q1", "out/2025-Q2", "raw/2025-Q2"):
        shutil.copytree(story / what, tmp_path / what)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    return tmp_path


def record(place: Path, period: object) -> dict[str, Any]:
    return json.loads((place / "out" / str(period) / "run.json").read_text(encoding="utf-8"))


def findings(told: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    every = [(name, one) for name, file in told["files"].items() for one in file["findings"]]
    return [(name, one["rule"], one["message"]) for name, one in every]


def aside(told: Mapping[str, Any]) -> list[str]:
    return [one["reason"] for one in told["set_aside"]]


def with_line(reports: Mapping[int, Lines], code: int, field: str, line: Sequence[int]) -> dict[int, Lines]:
    return {**reports, code: {**reports[code], field: line}}


# ---- the third quarter ---------------------------------------------------------------------------------------------


def test_who_exists_at_the_end_of_the_window_reports(story: Path) -> None:
    assert set(record(story, Q2)["units"]) == {str(code) for code in (A, B, C, OLD, CUT, SAME)}
    assert set(record(story, Q3)["units"]) == {str(code) for code in (WARD, EAST, WEST, NORTH, SOUTH, SAME)}
    assert record(story, Q3)["coverage"] == {"reporting": 6, "units": 6}


def test_backlogs_that_continue_over_the_merger_are_nothing_to_tell(story: Path) -> None:
    for period in QUARTERS:
        assert (findings(record(story, period)), aside(record(story, period))) == ([], [])


def test_a_merged_backlog_is_held_against_all_of_its_predecessors(third: Path) -> None:
    send(third, Q3, with_line(THIRD, WARD, "Hộ tịch", (15, 60, 4, 11)))
    done = run(third, Q3).record
    (told,) = findings(done)
    assert told == (
        "11710_phuong-an-khanh.xlsx",
        "memory.backlog",
        (
            "Dòng «Hộ tịch», cột (6) Số lượng hồ sơ tiếp nhận – Từ kỳ trước ghi 15, khác 12 ở cột (11) cuối quý II năm "
            "2025 của Xã Quốc Tuấn (5), Xã An Thắng (4), Xã Tân Dân (3) (chênh 3)."
        ),
    )
    assert done["files"][told[0]]["counts"]


def test_a_field_only_one_predecessor_left_open_is_not_forgotten(third: Path) -> None:
    without = {**THIRD, WARD: {field: line for field, line in THIRD[WARD].items() if field != "Đất đai"}}
    send(third, Q3, without)
    (told,) = findings(run(third, Q3).record)
    assert "«Đất đai»" in told[2]
    assert "Từ kỳ trước: biểu không có dòng này, tính là 0, khác 6 ở cột (11)" in told[2]
    assert "Xã Quốc Tuấn (0), Xã An Thắng (0), Xã Tân Dân (6)" in told[2]


def test_a_split_backlog_is_held_against_all_heirs_together(third: Path) -> None:
    moved = with_line(THIRD, EAST, "Hộ tịch", (4, 20, 1, 4))
    send(third, Q3, with_line(moved, NORTH, "Hộ tịch", (5, 19, 0, 2)) | {SOUTH: {"Hộ tịch": (0, 13, 1, 3)}})
    assert findings(run(third, Q3).record) == [
        (
            "11721_phuong-hong-an.xlsx",
            "memory.backlog_split",
            (
                "Dòng «Hộ tịch», cột (6) Số lượng hồ sơ tiếp nhận – Từ kỳ trước: Phường Hồng An (4), Phường Đại Bản "
                "(4) cộng lại 8, khác 9 ở cột (11) cuối quý II năm 2025 của Xã Đại Bản (9) (chênh -1)."
            ),
        )
    ]  # of 5 of Lê Lợi one took all: files are handed over one by one, whatever the shares


def test_a_predecessor_that_did_not_report_is_named_and_not_taken_for_nothing(third: Path) -> None:
    (third / "raw" / "2025-Q2" / "11702_xa-an-thang.xlsx").unlink()
    run(third, Q2)
    send(third, Q3, {code: THIRD[code] for code in (WARD, EAST, SAME)})
    done = run(third, Q3).record
    assert findings(done) == []
    assert aside(done) == [
        f"{UNKNOWN} Phường An Khánh: không có số liệu quý II năm 2025 của Xã An Thắng",
        f"{UNKNOWN} Phường Hồng An, Phường Đại Bản: chưa có báo cáo của Phường Đại Bản",
    ]


def test_the_blanks_of_the_quarter_bring_merged_backlogs_along(third: Path) -> None:
    folder, number = issue_blanks(Q3, ID, third / "out")
    assert number == 6
    assert opened(folder / "11710_phuong-an-khanh.xlsx") == {"Hộ tịch": 12, "Y tế": 1, "Đất đai": 6}
    assert opened(folder / "11740_phuong-do-son.xlsx") == {"Hộ tịch": 7}
    assert [opened(folder / f"{name}.xlsx") for name in ("11721_phuong-hong-an", "11731_xa-le-loi-bac")] == [{}, {}]
    assert not_brought_along(Q3, ID, third / "out") == [
        "Biểu II.06a: Phường Hồng An, Phường Đại Bản cùng nhận bàn giao từ Xã Đại Bản, không điền sẵn tồn đầu kỳ",
        "Biểu II.06a: Xã Lê Lợi Bắc, Xã Lê Lợi Nam cùng nhận bàn giao từ Xã Lê Lợi, không điền sẵn tồn đầu kỳ",
    ]


def test_a_blank_is_not_filled_in_by_half(
    third: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (third / "raw" / "2025-Q2" / "11702_xa-an-thang.xlsx").unlink()
    run(third, Q2)
    said = command(monkeypatch, capsys, "blank", "2025-Q3", "--locality", ID, "--out", "out")
    assert f"- {UNKNOWN} Phường An Khánh: không có số liệu quý II năm 2025 của Xã An Thắng" in said
    assert opened(third / "out/2025-Q3/bieu-trong/11710_phuong-an-khanh.xlsx") == {}


def opened(path: Path) -> dict[str, int]:
    """The opening backlogs of a blank."""
    ((opening, _),), found = SIX.carried, dict[str, int]()
    at = [column.number for column in SIX.numbers].index(opening)
    for form in read_forms(open_book(path.read_bytes(), path.name), (SIX,)).forms:
        parsed = parse(SIX, form)
        lines = zip(parsed.lines, parsed.numbers, strict=True)
        found |= {line.label: number for line, numbers in lines if line.role == "line" and (number := numbers[at])}
    return found


def test_a_late_report_of_a_unit_that_is_no_more_is_named_and_not_added(third: Path) -> None:
    send(third, Q3, {**THIRD, A: {"Hộ tịch": (5, 3, 0, 8)}})
    done = run(third, Q3).record
    assert findings(done) == [
        (
            "11701_xa-quoc-tuan.xlsx",
            "submission.unit_bygone",
            (
                "Báo cáo của «Xã Quốc Tuấn», đơn vị thôi hoạt động từ ngày 1/7/2025, số liệu kỳ này do Phường An Khánh "
                "báo cáo."
            ),
        )
    ]
    file = done["files"]["11701_xa-quoc-tuan.xlsx"]
    assert (file["outcome"], file["counts"], file["unit_code"]) == ("refused", False, A)
    assert done["coverage"] == {"reporting": 6, "units": 6}
    assert A not in set(pd.read_parquet(third / "out/2025-Q3/figures.parquet")["unit_code"])


def test_so_it_is_however_the_file_says_whose_it_is(third: Path) -> None:
    send(third, Q3, {A: {"Hộ tịch": (5, 3, 0, 8)}})
    (sent,) = (third / "raw" / "2025-Q3").iterdir()
    shutil.copy(third / "raw/2025-Q2/11740_phuong-do-son.xlsx", sent.with_name("bc.xlsx"))
    (sent.with_name("received.csv")).write_text(f"file,received,unit_code\nbc.xlsx,,{B}\n", encoding="utf-8")
    rules = {(name, rule) for name, rule, _ in findings(run(third, Q3).record)}
    assert {(sent.name, "submission.unit_bygone"), ("bc.xlsx", "submission.unit_bygone")} <= rules


def test_a_unit_to_come_is_told_so(third: Path) -> None:
    shutil.rmtree(third / "raw" / "2025-Q2")
    send(third, Q2, {WARD: THIRD[WARD]})
    (told,) = findings(run(third, Q2).record)
    assert told[1:] == (
        "submission.unit_bygone",
        "Báo cáo của «Phường An Khánh», đơn vị hoạt động từ ngày 1/7/2025, sau kỳ này.",
    )


# ---- the year ------------------------------------------------------------------------------------------------------


def city(story: Path) -> dict[tuple[str, int], int]:
    figures = pd.read_parquet(story / "out" / "2025" / "figures.parquet")
    summed = figures[figures["form"] == "II.06a"].groupby(["line", "column"])["value"].sum()
    return {(str(line), int(column)): int(value) for (line, column), value in summed.items()}


def told_plainly() -> dict[tuple[str, int], int]:
    """The city's year in plain words: what every unit of every quarter reported."""
    found: dict[tuple[str, int], int] = {}
    for period, reports in STORY.items():
        for lines in reports.values():
            for field, line in lines.items():
                for number, value in six(*line).items():
                    wanted = {6: Q1, 11: Q4, 12: Q4, 13: Q4}.get(number, period)
                    if number not in (3, 7) and wanted == period:
                        found[field, number] = found.get((field, number), 0) + (value or 0)
    return found


def test_the_year_of_the_city_is_the_plain_sum_of_all_that_was_reported(story: Path) -> None:
    done = city(story)
    plain = told_plainly()
    assert {at: value for at, value in done.items() if at in plain} == {at: plain.get(at, 0) for at in plain}
    for field in {field for field, _ in done}:
        line = {number: value for (name, number), value in done.items() if name == field}
        assert line[3] == line[4] + line[5] + line[6] == line[7] + line[11]


def test_a_unit_of_the_year_is_its_predecessors_and_itself(story: Path) -> None:
    figures = pd.read_parquet(story / "out" / "2025" / "figures.parquet")
    mine = figures[(figures["unit_code"] == WARD) & (figures["line"] == "Hộ tịch")].set_index("column")["value"]
    firsts = [STORY[Q1][code]["Hộ tịch"] for code in (A, B, C)]
    every = [*firsts, *(SECOND[code]["Hộ tịch"] for code in (A, B, C)), THIRD[WARD]["Hộ tịch"], FOURTH[WARD]["Hộ tịch"]]
    assert mine[6] == sum(line[0] for line in firsts)
    assert mine[4] + mine[5] == sum(line[1] for line in every)
    assert (mine[10], mine[11]) == (sum(line[2] for line in every), FOURTH[WARD]["Hộ tịch"][3])
    assert mine[3] == mine[7] + mine[11]


def test_the_year_says_whose_figures_are_whose(story: Path) -> None:
    done = record(story, YEAR)
    block = "Phường Hồng An và Phường Đại Bản (chưa tách số của Xã Đại Bản)"
    together = "số liệu được cộng chung một dòng, không tách cho Phường Hồng An, Phường Đại Bản"
    assert {code: one["name"] for code, one in done["units"].items()} == {
        str(WARD): "Phường An Khánh",
        str(OLD): block,
        str(NORTH): "Xã Lê Lợi Bắc",
        str(SOUTH): "Xã Lê Lợi Nam",
        str(SAME): "Phường Đồ Sơn",
    }
    assert done["coverage"] == {"reporting": 5, "units": 5}
    assert aside(done) == [
        "Phường An Khánh: số liệu quý I, quý II là của Xã Quốc Tuấn, Xã An Thắng, Xã Tân Dân",
        f"{block}: số liệu quý I, quý II là của Xã Đại Bản",
        f"{block}: danh sách đơn vị không ghi tỷ lệ chia, {together}",
        "Xã Lê Lợi Bắc: số liệu quý I, quý II là của Xã Lê Lợi (60%)",
        "Xã Lê Lợi Nam: số liệu quý I, quý II là của Xã Lê Lợi (40%)",
    ]


def test_the_report_lists_the_files_of_predecessors_and_one_line_for_what_can_not_be_told_apart(story: Path) -> None:
    book = load_workbook(story / "out/2025/Bao-cao-KSTTHC_2025_thu.xlsx", read_only=True)
    sources = [[str(value) for value in row if value is not None] for row in cells(book["Nguồn số liệu"])]
    files = [row for row in sources if any(cell.startswith("2025-Q") for cell in row)]
    mine = [cell for row in files if "Phường An Khánh" in row for cell in row if cell.startswith("2025-Q")]
    assert len(mine) == 3 + 3 + 1 + 1
    assert all("có" in row for row in files)
    units = [row[1] for row in book["II.06 theo đơn vị"].iter_rows(min_row=5, values_only=True) if row[1]]
    assert "Phường Hồng An và Phường Đại Bản (chưa tách số của Xã Đại Bản)" in units
    assert "Phường Đại Bản" not in units


def cells(sheet: Any) -> Iterator[tuple[Any, ...]]:
    yield from sheet.iter_rows(values_only=True)


@pytest.mark.whole
def test_the_same_quarters_give_the_same_bytes(story: Path) -> None:
    before = record(story, YEAR)
    assert run(story, YEAR).record == before


def test_a_predecessor_that_is_missing_makes_the_year_of_its_successor_incomplete(third: Path) -> None:
    (third / "raw" / "2025-Q2" / "11702_xa-an-thang.xlsx").unlink()
    run(third, Q2)
    for period in (Q3, Q4):
        send(third, period, STORY[period])
        run(third, period)
    done = run(third, YEAR).record
    assert done["units"][str(WARD)]["state"] == "missing"
    assert done["coverage"] == {"reporting": 4, "units": 5}
    assert aside(done)[0] == "Phường An Khánh: thiếu quý II của Xã An Thắng, không cộng vào số liệu năm 2025"
    assert WARD not in set(pd.read_parquet(third / "out/2025/figures.parquet")["unit_code"])


def test_who_lacks_a_form_is_named_by_those_of_its_quarter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who gave it while it existed is not blamed for a later quarter, nor who handed over for what the heir lacked."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    make_city(
        tmp_path,
        UNITS.replace(
            "Xã Tân Dân,commune,2021-01-01,2025-06-30,11710", f"Xã Tân Dân,commune,2021-01-01,2025-06-30,{SAME}"
        ),
    )
    gave = {Q1: (B, C), Q2: (A, B, C, SAME), Q3: (SAME,)}
    for period, reports in zip(QUARTERS, (FIRST, SECOND, THIRD), strict=False):
        more = {code: {"II.04": [CityLine("Rút ngắn thời hạn", numbers={9: 2, 10: 1})]} for code in gave[period]}
        send(tmp_path, period, reports, more)
        run(tmp_path, period)
    said = [one for one in aside(run(tmp_path, Period(2025, "9M")).record) if one.startswith("Biểu II.04")]
    why = "không cộng vào số liệu 9 tháng đầu năm 2025"
    assert said == [
        f"Biểu II.04: thiếu quý I, {why}: Phường Đồ Sơn",
        f"Biểu II.04: thiếu quý I, quý III, {why}: Phường An Khánh (thiếu Xã Quốc Tuấn)",
    ]


def test_the_shares_of_a_split_are_a_cause_only_for_those_that_came_of_it(third: Path) -> None:
    said = []
    for changed in ({SAME: (9, 45, 2, 6)}, {NORTH: (5, 19, 0, 2)}):
        reports = {**THIRD, **{code: {"Hộ tịch": line} for code, line in changed.items()}}
        send(third, Q3, reports)
        run(third, Q3)
        done = run(third, Period(2025, "9M")).record
        (told,) = (one for one in aside(done) if "(3) = (7) + (11) không còn" in one)
        said.append(told.partition("khi cộng các quý, ")[2].partition(" (chênh")[0])
    carried, rates = (
        "do tồn đầu kỳ của một quý khác tồn cuối kỳ của quý trước",
        "tỷ lệ dựa trên tổng đó không tính cho đơn vị",
    )
    assert said == [
        f"{carried}; {rates}: Phường Đồ Sơn – Hộ tịch",
        f"{carried} hoặc do tỷ lệ chia đơn vị; {rates}: Xã Lê Lợi Bắc – Hộ tịch",
    ]


def test_a_unit_that_ended_without_successors_is_named(third: Path) -> None:
    units = third / "localities" / ID / "units.csv"
    units.write_text(UNITS.replace("2025-06-30,11721; 11722,", "2025-06-30,,"), encoding="utf-8")
    for period in (Q3, Q4):
        send(third, period, STORY[period])
        run(third, period)
    said = aside(run(third, YEAR).record)
    assert (
        "Đơn vị mã 11720 (Xã Đại Bản) có số liệu quý I năm 2025 nhưng không còn ở cuối kỳ và danh sách đơn vị không "
        "ghi đơn vị kế thừa, không được cộng" in said
    )
    assert (
        "Phường Hồng An: hoạt động từ ngày 1/7/2025, có đơn vị kết thúc mà danh sách đơn vị không ghi đơn vị kế thừa, "
        "không cộng vào số liệu năm 2025" in said
    )


def test_a_unit_that_took_over_another_is_held_against_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rise that is only the merger is nothing to explain; a rise beyond it is."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    few = [line for line in UNITS.splitlines(keepends=True) if line.startswith(("code", str(A), str(SAME)))]
    make_city(tmp_path, "".join(few).replace(str(WARD), str(SAME)))
    for period in (Period(2024, "Q3"), Period(2024, "Q4"), Q1, Q2):
        send(tmp_path, period, {A: {"Hộ tịch": (0, 900, 0, 0)}, SAME: {"Hộ tịch": (0, 100, 0, 0)}})
        run(tmp_path, period)
    asked = {}
    for new in (1000, 5000):
        send(tmp_path, Q3, {SAME: {"Hộ tịch": (0, new, 0, 0)}})
        asked[new] = [(rule, words) for _, rule, words in findings(run(tmp_path, Q3).record)]
    assert asked[1000] == []
    ((rule, words),) = asked[5000]
    assert rule == "memory.own_history"
    assert "ghi 5.000, khác hẳn 4 quý trước của đơn vị: số đứng giữa là 1.000 (chênh 4.000)" in words


# ---- both views ----------------------------------------------------------------------------------------------------


def test_former_quarters_are_told_in_both_views(story: Path) -> None:
    first, second, third, _ = latest_quarters(story / "out", load_locality(ID), 8, Q4.window[1])
    assert [one.period for one in (first, second, third)] == [Q1, Q2, Q3]
    reported, mapped = (one.figures for one in (second.reported, second.mapped))
    assert set(reported["unit_code"]) == {A, B, C, OLD, CUT, SAME}
    assert set(mapped["unit_code"]) == {WARD, OLD, NORTH, SOUTH, SAME}
    six_of = [
        frame[frame["form"] == "II.06a"].groupby(["line", "column"])["value"].sum() for frame in (reported, mapped)
    ]
    pd.testing.assert_series_equal(*six_of)
    assert (second.origins(WARD), second.lacking(WARD, "II.06a")) == ((A, B, C), ())
    assert second.view.undivided(Q2.window[1]) == {WARD, OLD, SAME}
    assert set(third.mapped.figures["unit_code"]) == {WARD, EAST, WEST, NORTH, SOUTH, SAME}
    assert third.view.blocks == ()


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl has no sparklines
def test_overviews_compare_a_unit_with_all_it_was_before(story: Path) -> None:
    """Who came of a split is compared with nothing: its part is declared, not counted."""
    folder = story / "out" / str(Q3)
    book = load_workbook(next(folder.glob("Phan-tich*.xlsx")), data_only=True)
    (row,) = (row for row in book["Tổng quan"].iter_rows(values_only=True) if row[0] == "Hồ sơ tiếp nhận mới trong kỳ")
    here, there = {WARD, SAME}, {A, B, C, SAME}
    now, then = (sum(new[1] for lines in every.values() for new in lines.values()) for every in (THIRD, SECOND))
    is_now = sum(new[1] for code in here for new in THIRD[code].values())
    was = sum(new[1] for code in there for new in SECOND[code].values())
    assert row[1:4] == (now, then, pytest.approx(is_now / was - 1))
    (told,) = (
        cell for (cell, *_) in book["Tổng quan"].iter_rows(values_only=True) if "Thay đổi tính trên" in str(cell)
    )
    assert "2 đơn vị có số liệu cả hai kỳ (so với quý trước; kỳ đó có 6 đơn vị)" in told
    joined = (
        "Đơn vị sau sáp nhập được so với số liệu cộng lại của các đơn vị trước đó; đơn vị sau chia tách không so được."
    )
    assert joined in told
    assert joined in next(folder.glob("Tong-quan*.html")).read_text("utf-8")
    course = {line[1]: line[-8:] for line in book["Theo đơn vị"].iter_rows(values_only=True)}
    assert [sum(one is not None for one in course[code]) for code in (WARD, NORTH, SAME)] == [3, 1, 3]
    counts = {(row[2], row[4]) for row in book["Dữ liệu các kỳ"].iter_rows(values_only=True) if row[0] == str(Q2)}
    assert counts == {(SAME, "cả hai cách"), (WARD, "theo đơn vị hiện nay")} | {
        (code, "như đã báo cáo") for code in (A, B, C, OLD, CUT)
    }


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_a_rank_is_held_against_the_rank_among_all_who_reported_then(story: Path) -> None:
    """Who was split since was there to be better or worse than."""

    def rate(*every: Lines) -> Fraction:
        numbers = [six(*line) for lines in every for line in lines.values()]
        return Fraction(*(sum(line[column] or 0 for line in numbers for column in some) for some in ((8, 9, 12), (3,))))

    then = {WARD: rate(SECOND[A], SECOND[B], SECOND[C])} | {one: rate(SECOND[one]) for one in (OLD, CUT, SAME)}
    now = {code: rate(lines) for code, lines in THIRD.items()}
    climbed = {
        code: sum(one > then[code] for one in then.values()) - sum(one > now[code] for one in now.values())
        for code in (WARD, SAME)
    }
    book = load_workbook(next((story / "out" / str(Q3)).glob("Phan-tich*.xlsx")), data_only=True)
    told = {line[1]: line[5] for line in book["Theo đơn vị"].iter_rows(values_only=True) if line[1] in now}
    assert told == dict.fromkeys(now) | climbed


@pytest.mark.whole
def test_another_program_computes_overviews_over_a_merger_the_same(story: Path, tmp_path: Path) -> None:
    books = [next((story / "out" / str(period)).glob("Phan-tich*.xlsx")) for period in (Q3, Q4, YEAR)]
    copies = [Path(shutil.copy(book, tmp_path / book.name)) for book in books]
    results = recalculated(copies, tmp_path / "office")
    assert [problems(book) for book in copies] == [[], [], []]
    assert [differences(book, result) for book, result in zip(copies, results, strict=True)] == [[], [], []]


def test_the_trend_of_a_unit_is_printed_in_both_views(
    story: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(story)
    said = rows(command(monkeypatch, capsys, "trend", "phường An Khánh", "--locality", ID, "--out", "out"))
    quarters = [(row[0], row[1], row[2]) for row in said if row[0].startswith("2025-")]
    assert quarters == [
        ("2025-Q1", "Xã Quốc Tuấn", "44"), ("2025-Q1", "Xã An Thắng", "23"), ("2025-Q1", "Xã Tân Dân", "23"),
        ("2025-Q2", "Xã Quốc Tuấn", "43"), ("2025-Q2", "Xã An Thắng", "22"), ("2025-Q2", "Xã Tân Dân", "32"),
        ("2025-Q3", "Phường An Khánh", "99"), ("2025-Q4", "Phường An Khánh", "88"),
        ("2025-Q1", "Phường An Khánh", "90"), ("2025-Q2", "Phường An Khánh", "97"),
        ("2025-Q3", "Phường An Khánh", "99"), ("2025-Q4", "Phường An Khánh", "88"),
    ]  # fmt: skip


def test_a_unit_that_is_no_more_is_shown_by_its_heir_and_a_quarter_not_run_is_named(
    third: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    send(third, Q3, {**THIRD, A: {"Hộ tịch": (5, 3, 0, 8)}})
    run(third, Q3)
    shutil.rmtree(third / "out" / "2025-Q2")
    said = command(monkeypatch, capsys, "trend", "xã An Thắng", "--locality", ID, "--out", "out")
    assert "Xã An Thắng nay thuộc Phường An Khánh" in said
    assert "Chưa chạy trong thư mục kết quả này: 2025-Q2" in said
    late = command(monkeypatch, capsys, "history", "xã Quốc Tuấn", "2025-Q3", "--locality", ID, "--out", "out")
    assert "Xã Quốc Tuấn (11701), kỳ 2025-Q3: 1 tệp" in late


def test_what_can_not_be_told_apart_has_no_number_in_the_trend(
    story: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(story)
    said = rows(command(monkeypatch, capsys, "trend", "11721", "--locality", ID, "--out", "out"))
    quarters = [(row[0], row[1], row[2]) for row in said if row[0].startswith("2025-")]
    assert quarters[-4:-2] == [("2025-Q1", "Phường Hồng An", "–"), ("2025-Q2", "Phường Hồng An", "–")]


def test_a_trend_says_whose_a_quarter_was_and_why_it_has_no_number(
    story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(story)
    told = trend_of(story / "out", load_locality(ID), "11721", SIX.code, 3, None)
    assert [one.who for one in told.reported] == ["Xã Đại Bản", "Phường Hồng An", "Phường Hồng An"]
    apart = "chưa tách được: Xã Đại Bản chia không ghi tỷ lệ"
    assert [(one.period, one.remark) for one in told.of_map] == [(Q2, apart), (Q3, ""), (Q4, "")]


def test_a_trend_names_who_did_not_report_and_the_quarters_not_run_in_their_order(story: Path, third: Path) -> None:
    """Who sent another form, of procedures reviewed, said nothing of this one."""
    city, raw = load_locality(ID), third / "raw" / "2025-Q2"
    (raw / "11702_xa-an-thang.xlsx").unlink()
    unit, other = city.register.get(SAME), FORMS["II.04"]
    assert unit
    reviewed = {other.code: [CityLine("Rút ngắn thời hạn", numbers={9: 2, 10: 1})]}
    there = raw / "11740_phuong-do-son.xlsx"
    write_filled(there, unit=unit, period=Q2, forms=[other], locality=city, filled=reviewed)
    run(third, Q2)
    told = [trend_of(third / "out", city, str(code), SIX.code, 8, Q3.window[1]) for code in (SAME, WARD)]
    assert [[one.remark for one in course.of_map] for course in told] == [
        ["", "chưa có số liệu"],
        ["từ Xã Quốc Tuấn, Xã An Thắng, Xã Tân Dân", "chưa có số liệu của Xã An Thắng"],
    ]
    assert [one.numbers for one in (told[0].reported[1], told[0].of_map[1])] == [{}, {}]
    shutil.rmtree(third / "out" / "2025-Q2")
    shutil.copytree(story / "out" / "2025-Q4", third / "out" / "2025-Q4")
    said = trend_of(third / "out", city, str(SAME), SIX.code, 8, None).remarks
    assert said == ("Chưa chạy trong thư mục kết quả này: 2025-Q2, 2025-Q3",)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["xã Đại Bản"],
            "Xã Đại Bản không hoạt động vào ngày 14/12/2025; hãy xem từng đơn vị: Phường Hồng An, Phường Đại",
        ),
        (["xã Không Có"], "«xã Không Có» không phải đơn vị nào"),
        (["11710", "--form", "CT"], "«CT» không phải biểu có dòng tổng; hãy chọn: II.05, II.06a"),
        (["11710", "--as-of", "2020-01-01"], "chưa có quý nào kết thúc đến ngày 1/1/2020 của địa phương thu trong out"),
    ],
)
def test_a_trend_that_can_not_be_is_a_sentence(
    story: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(story)
    assert said in command(monkeypatch, capsys, "trend", *arguments, "--locality", ID, "--out", "out", code=2)


def test_units_check_tells_what_became_of_whom(
    story: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(story)
    said = command(monkeypatch, capsys, "units", "check", "--locality", ID)
    assert "thu: 11 đơn vị: hợp lệ" in said
    assert "1/7/2025: Xã Quốc Tuấn, Xã An Thắng, Xã Tân Dân → Phường An Khánh" in said
    assert "1/7/2025: Xã Lê Lợi → Xã Lê Lợi Bắc 60%, Xã Lê Lợi Nam 40%" in said


def test_units_check_names_those_of_one_name_at_one_time() -> None:
    began, ended = date(2025, 7, 1), date(2025, 6, 30)
    units = (
        Unit(1, "Xã Hồng Phong"), Unit(2, "xã  Hồng phong"), Unit(3, "Phường Hồng Phong"),
        Unit(4, "Xã Tân Dân", valid_to=ended), Unit(5, "Xã Tân Dân", valid_from=began),
    )  # fmt: skip
    told = list(namesakes(replace(load_locality("hai-phong"), register=Register(units))))
    assert told == [
        "Xã Hồng Phong: hai đơn vị 1, 2 cùng tên, cùng hoạt động; tệp không ghi mã thì không rõ của đơn vị nào"
    ]


def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    monkeypatch.setattr("sys.argv", ["kstt", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    captured = capsys.readouterr()
    return captured.out if code == 0 else " ".join(captured.err.split())


def rows(printed: str) -> list[list[str]]:
    """The rows of printed tables."""
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in printed.splitlines() if line.startswith("│")]


def test_the_year_to_date_goes_through_the_map(story: Path) -> None:
    """What the last quarter says of the year so far is what the year's own report says."""
    so_far, whole = year_told_twice(story / "out")
    of_units = {at: parts for at, parts in so_far.items() if at[1] in (WARD, OLD, SAME)}
    assert {at: whole[at] for at in of_units} == of_units
    assert {code for _, code in so_far} == {WARD, OLD, NORTH, SOUTH, SAME}
    for indicator in {one for one, _ in so_far}:
        both = [total(parts for (one, _), parts in told.items() if one == indicator) for told in (so_far, whole)]
        assert both[0] == both[1]


@pytest.mark.usefixtures("story")
def test_the_recorded_targets_are_those_of_the_units_of_the_report() -> None:
    told = recorded_scoreboard(YEAR, load_locality(ID), Path("out"))
    assert [unit.code for unit in told.units] == [WARD, OLD, NORTH, SOUTH, SAME]
    assert told.scores[OLD]


@pytest.mark.usefixtures("story")
def test_a_block_counts_for_whom_all_its_units_count() -> None:
    register = load_locality(ID).register
    view = as_of(register, Q4.window[1], [Q2.window[1]])
    east, west, same = (unit for unit in register.units if unit.code in (EAST, WEST, SAME))
    year = Year({}, {}, blocks=view.blocks)
    assert (year.standing_of((east, west, same)), year.apart((east, west, same))) == ([EAST, WEST, SAME, OLD], "")
    assert (year.standing_of((east, same)), year.apart((same,))) == ([EAST, SAME], "")
    doubtful = Year({}, {}, blocks=view.blocks, unsound_so_far=frozenset({("x", OLD), ("x", SAME), ("y", EAST)}))
    assert doubtful.disagreeing_so_far("x", (east, west, same)) == (same, view.blocks[0].unit)
    assert doubtful.disagreeing_so_far("x", (east, same)) == (same,)
    assert doubtful.disagreeing_so_far("y", (east, west)) == ()  # the block stands for its units
    assert year.apart((east,)) == "Lũy kế không gồm Phường Hồng An và Phường Đại Bản (chưa tách số của Xã Đại Bản)"


@pytest.mark.whole
@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl has no sparklines
def test_units_that_ended_in_the_year_keep_their_names_in_its_report(story: Path) -> None:
    locality = load_locality(ID)
    view = view_of(locality, YEAR)
    told = as_added_up(locality, view).register
    assert told.valid_on(YEAR.window[1]).units == view.units
    here = {unit.code for unit in view.units}  # a block goes by the code of the unit it can not be told from
    ended = [one for one in locality.register.units if one.valid_to < YEAR.window[1] and one.code not in here]
    assert ended
    assert [told.get(unit.code) for unit in ended] == ended
    (file,) = (story / "out" / str(YEAR)).glob("Phan-tich*.xlsx")
    book = load_workbook(file, data_only=True)
    rows = list(book["Dữ liệu các kỳ"].iter_rows(min_row=5, values_only=True))
    every = {unit.code: unit.name for unit in locality.register.units} | {OLD: view.blocks[0].unit.name}
    assert {row[2]: row[3] for row in rows} == every
    course = {row[1]: row[-8:] for row in book["Theo đơn vị"].iter_rows(values_only=True)}
    assert [sum(one is not None for one in course[code]) for code in (WARD, OLD, NORTH)] == [4, 4, 2]


def test_a_reason_is_not_idle_where_another_unit_stands_for_the_one_it_is_about(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Path(shutil.copytree(story, tmp_path / "city"))
    monkeypatch.chdir(place)
    monkeypatch.setattr(workers, "each", in_process)
    asked = Request(YEAR, ID, place / "raw" / str(YEAR), place / "out")
    for unit in ("Xã Quốc Tuấn", "Phường Đồ Sơn"):
        correct(asked, unit, "Đếm sót", lambda one: run_quarter(one, in_process))
    send(place, Q2, {A: {**SECOND[A], "Hộ tịch": (6, 30, 2, 5)}})
    send(place, Q3, {EAST: {**THIRD[EAST], "Hộ tịch": (5, 24, 1, 4)}})
    for period in (Q2, Q3, Q4):
        run(place, period)
    done = correct(asked, "Phường Hồng An", "Đếm thừa", lambda one: run_quarter(one, in_process))
    told = [str(row[0]) for row in load_workbook(done.report)["Thay đổi"].iter_rows(values_only=True)]
    assert [re.sub(r" \([^)]*\)", "", one) for one in told if "ính chính" in one] == [
        "Đính chính theo yêu cầu: Xã Quốc Tuấn: Đếm sót; Phường Hồng An: Đếm thừa.",
        "Đính chính được yêu cầu nhưng không làm đổi số liệu: Phường Đồ Sơn: Đếm sót.",
    ]

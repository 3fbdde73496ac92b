"""A walk through a year as an office lives it: quarters, a closing, late corrections, a reopening, a merger, the year.

At the end everything is done once more from the ledger and the kept files alone, and must be the same.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from changing_city import (
    FIRST,
    FOURTH,
    ID,
    Q1,
    Q2,
    Q3,
    Q4,
    SAME,
    SECOND,
    THIRD,
    WARD,
    YEAR,
    Lines,
    make_city,
    run,
    send,
)
from openpyxl import load_workbook
from papers import in_process

from flows.afterwards.rebuilding import SAME as SAME_BYTES
from flows.afterwards.rebuilding import rebuild
from flows.afterwards.restoring import restore
from flows.changes.comparing import compare_issues
from flows.changes.reasons import ADDED_UP, OWN
from flows.ledger.closing import close, reopen
from flows.ledger.issues import folder_of
from flows.ledger.store import place_of, reading, writing
from flows.locality.localities import load_locality
from flows.machine import workers
from flows.machine.publishing import fingerprint
from flows.record.request import Request
from kstt.changes.comparison import Comparison, about
from kstt.period import Period
from report_templates.analysis.data import ADDED_UP as ADDED_UP_PLACES
from report_templates.blanks.blank import file_name

SECONDS = {Q1: 1_742_000_000, Q2: 1_750_000_000, Q3: 1_758_000_000, Q4: 1_765_700_000}  # when the units send


def request_of(place: Path, period: Period) -> Request:
    return Request(period, ID, place / "raw" / str(period), place / "out")


def sent(place: Path, period: Period, reports: Mapping[int, Lines]) -> None:
    send(place, period, reports)
    for path in (place / "raw" / str(period)).glob("*.xlsx"):
        os.utime(path, (SECONDS[period], SECONDS[period]))


def corrected(place: Path, period: Period, unit: int, lines: Lines, name: str, *, wrong: bool = False) -> None:
    """One more file of a unit, an hour later; its total of a line does not add up where it is `wrong`."""
    raw = place / "raw" / str(period)
    known = load_locality(ID).register.get(unit)
    assert known
    first = raw / file_name(known)
    kept = first.read_bytes()
    send(place, period, {unit: lines})
    first.rename(raw / name)
    first.write_bytes(kept)
    os.utime(first, (SECONDS[period], SECONDS[period]))
    if wrong:
        book = load_workbook(raw / name)
        sheet = book["II.06a"]
        row = next(row for row in range(1, 60) if sheet.cell(row, 2).value == next(iter(lines)))
        sheet.cell(row, 3).value = 1
        book.save(raw / name)
    later = SECONDS[period] + 3600 + len(name)
    os.utime(raw / name, (later, later))


def remark(place: Path, period: Period) -> str:
    return run(place, period).remark.rpartition("; ")[2]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    make_city(tmp_path)
    return tmp_path


def moved(told: Comparison) -> dict[tuple[str, str, int], int]:
    """The printed differences, which the moves must add up to."""
    for one in told.changes:
        assert sum(move.difference for move in one.moves) == one.difference
    return {(one.sheet, one.line, one.column): one.difference for one in told.changes}


@pytest.mark.filterwarnings("ignore:.*xtension is not supported:UserWarning")  # openpyxl has no sparklines
def test_a_year_with_corrections_a_merger_and_a_reopening(place: Path) -> None:
    sent(place, Q1, FIRST)
    assert remark(place, Q1) == "lần phát hành 1."
    sent(place, Q2, SECOND)
    assert remark(place, Q2) == "lần phát hành 1."
    with writing(place_of(place / "out")) as ledger:
        close(ledger, request_of(place, Q2), "đã gửi")
    corrected(place, Q2, SAME, {"Hộ tịch": (8, 50, 0, 7)}, "do-son dinh chinh.xlsx")
    assert remark(place, Q2) == "số liệu vẫn như lần phát hành 1."
    with writing(place_of(place / "out")) as ledger:
        reopen(ledger, request_of(place, Q2), "phường Đồ Sơn đính chính")
    assert remark(place, Q2) == "lần phát hành 2."
    told = compare_issues(request_of(place, Q2), (1, 2))
    city = {key[2]: value for key, value in moved(told).items() if key[:2] == ("II.06 theo lĩnh vực", "Tổng số")}
    assert city == {3: 3, 4: 2, 5: 1, 7: 3, 8: 1, 9: 2}
    assert {move.source_after.file for one in told.changes for move in one.moves} == {"do-son dinh chinh.xlsx"}
    for period, reports in ((Q3, THIRD), (Q4, FOURTH)):
        sent(place, period, reports)
        assert remark(place, period) == "lần phát hành 1."
    assert remark(place, YEAR) == "lần phát hành 1."
    ward = {"Hộ tịch": (12, 64, 4, 11), "Y tế": (1, 8, 0, 0), "Đất đai": (6, 12, 1, 5)}
    corrected(place, Q3, WARD, ward, "an-khanh sua.xlsx", wrong=True)
    assert remark(place, Q3) == "số liệu vẫn như lần phát hành 1."  # a faulty correction displaces nothing
    corrected(place, Q3, WARD, ward, "an-khanh sua lan 2.xlsx")
    assert remark(place, Q3) == "lần phát hành 2. Đã lập từ số liệu cũ của kỳ này, cần chạy lại: 2025-Q4, 2025."
    reasons = {at[2:]: said for at, said in compare_issues(request_of(place, Q3), (1, 2)).reasons.items()}
    mended = reasons.pop(("Hộ tịch", 3))  # the faulty correction had the other numbers right
    assert mended.startswith("Phải sửa trong «an-khanh sua.xlsx»: Dòng «Hộ tịch»")
    assert reasons == {("Hộ tịch", column): OWN for column in (4, 5, 7, 8, 9)}
    assert remark(place, YEAR) == "lần phát hành 2."
    year = compare_issues(request_of(place, YEAR), (1, 2))
    assert moved(year)["II.06 theo đơn vị", "Phường An Khánh", 3] == 4
    assert {year.reasons[about(move)] for one in year.changes for move in one.moves} == {ADDED_UP}
    _no_sum_stands_in_one_cell(place / "out" / str(YEAR))
    _nothing_lost_nothing_doubled(place)
    _all_of_it_once_more(place)


def _no_sum_stands_in_one_cell(folder: Path) -> None:
    """No cell of the last quarter passes for the place of a number that is a sum over the quarters."""
    (report,), (analysis,) = folder.glob("Bao-cao-KSTTHC*.xlsx"), folder.glob("Phan-tich*.xlsx")
    rows = load_workbook(report, data_only=True)["Thay đổi"].iter_rows(min_row=5, values_only=True)
    assert {row[at] for row in rows if row[14] == ADDED_UP for at in (12, 13)} == {"(cộng các quý)"}
    book = load_workbook(analysis)
    for name in ("Quá hạn", "Dữ liệu II.06a"):
        assert any(ADDED_UP_PLACES in str(row[0]) for row in book[name].iter_rows(max_row=6, values_only=True)), name


def _nothing_lost_nothing_doubled(place: Path) -> None:
    """The year's flows are the quarters' together, its opening the first's, its closing the last's."""
    sums = {one: _city(place, one) for one in (Q1, Q2, Q3, Q4, YEAR)}
    for column in (4, 5, 8, 9, 10):
        assert sums[YEAR][column] == sum(sums[quarter][column] for quarter in (Q1, Q2, Q3, Q4))
    assert (sums[YEAR][6], sums[YEAR][11]) == (sums[Q1][6], sums[Q4][11])
    assert sums[YEAR][3] == sums[YEAR][7] + sums[YEAR][11]


def _city(place: Path, period: Period) -> dict[int, int]:
    figures = pd.read_parquet(place / "out" / str(period) / "figures.parquet")
    mine = figures[figures["form"] == "II.06a"].groupby("column")["value"].sum()
    return {int(str(column)): int(value) for column, value in mine.items()}


def _all_of_it_once_more(place: Path) -> None:
    issued = {(one, number): fingerprint(folder_of(request_of(place, one), number)) for one, number in ISSUES}
    for period in (Q1, Q2, Q3, Q4):
        for path in (place / "raw" / str(period)).glob("*.xlsx"):
            path.unlink()
    shutil.rmtree(place / "out")
    shutil.rmtree(place / "dem")
    done = [(one.entry.period, one.issue, one.result, one.note) for one in rebuild(place / "out", in_process)]
    assert [result for *_, result, _ in done] == [SAME_BYTES] * len(done), done
    assert {(period, issue) for period, issue, *_ in done} == {(str(one), number) for one, number in ISSUES}
    shutil.rmtree(place / "phat-hanh")
    assert fingerprint(restore(request_of(place, YEAR), 1, in_process)) == issued[YEAR, 1]
    with reading(place_of(place / "out")) as ledger:
        assert ledger.verify().fault == ""


ISSUES = [(Q1, 1), (Q2, 1), (Q2, 2), (Q3, 1), (Q3, 2), (Q4, 1), (YEAR, 1), (YEAR, 2)]

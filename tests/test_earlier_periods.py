"""What a report says of the year so far, and of earlier periods, comes from what their runs left, as it was left."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from papers import SIX, Counts, Paper, Row, counted, in_process, rows, workbook

from flows.changes.comparing import compare_issues
from flows.earlier.periods import EARLIER, left
from flows.ledger.issues import folder_of
from flows.locality.agenda import agenda_of
from flows.locality.localities import load_locality
from flows.machine import workers
from flows.outputs.before import quarters_before
from flows.outputs.boards import board_for
from flows.outputs.shown import recorded_scoreboard
from flows.outputs.targets import stood, year_so_far
from flows.proof.proving import prove
from flows.proof.record import sentence
from flows.quarter import run_quarter
from flows.received.intake import forms_of
from flows.record.basis import basis_kept
from flows.record.request import Request, Run
from flows.record.written import written_in
from kstt.changes.comparison import SO_FAR_BY_TODAY
from kstt.period import Period
from kstt.proof import PROOF_TEXT, Difference
from kstt.rollup import CityLine
from kstt.targets.deadline import read_deadline
from kstt.targets.scoreboard import TargetLine
from report_templates.blanks.blank import write_filled
from report_templates.proving.contents import contents

pytestmark = pytest.mark.usefixtures("without_overviews")

LOCALITY = "nam-do-son"
OFFICE, ECONOMY = "Văn phòng HĐND và UBND", "Phòng Kinh tế, Hạ tầng và Đô thị"
CULTURE = "Phòng Văn hóa - Xã hội"
Q1, Q2, HALF = Period(2026, "Q1"), Period(2026, "Q2"), Period(2026, "6M")
FEW, MANY, NEW = counted(SIX, 5, 3, 8), counted(SIX, 7, 2, 9), counted(SIX, 0, 4)  # NEW: nothing taken over
NOTHING = "Không phát sinh"


@pytest.fixture(autouse=True)
def _no_child_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "each", in_process)


def run(
    place: Path, period: Period, sent: Mapping[str, Counts | str], locality: str = LOCALITY, *, draft: bool = False
) -> Run:
    """A run of what units sent: the counts of a line, or that nothing arose."""
    raw = place / "raw" / str(period)
    raw.mkdir(parents=True, exist_ok=True)
    for at, (unit, told) in enumerate(sent.items()):
        body = [Row("", told)] if isinstance(told, str) else rows([told], labels=["Hộ tịch"])
        paper = Paper(body, unit=f"Đơn vị báo cáo: {unit}", period=f"Kỳ báo cáo: {period.name}")
        (raw / f"{at}.xlsx").write_bytes(workbook({"II.06a": paper.grid()}))
    return run_quarter(Request(period, locality, raw, place / "out", draft=draft), in_process)


def target(place: Path, indicator: str, period: Period = Q2) -> TargetLine:
    board = recorded_scoreboard(period, load_locality(LOCALITY), place / "out")
    return next(line for line in board.lines if line.indicator.id == indicator)


def online(place: Path, period: Period = Q2) -> TargetLine:
    return target(place, "online_intake", period)


def received(*sent: Counts) -> tuple[int, int]:
    return sum(one[4] for one in sent), sum(one[4] + one[5] for one in sent)


@pytest.mark.whole
def test_a_unit_where_nothing_arose_in_an_earlier_quarter_is_in_the_year_so_far(tmp_path: Path) -> None:
    run(tmp_path, Q1, {OFFICE: FEW, ECONOMY: NOTHING})
    second = run(tmp_path, Q2, {OFFICE: FEW, ECONOMY: MANY})
    half = run(tmp_path, HALF, {})
    line = online(tmp_path)
    assert (line.quarter.parts.numerator, line.quarter.parts.denominator) == received(FEW, MANY)
    assert line.to_date
    assert (line.to_date.parts.numerator, line.to_date.parts.denominator) == received(FEW, FEW, MANY)
    assert online(tmp_path, HALF).quarter.parts == line.to_date.parts
    assert [prove(one.folder, lambda: None).differences for one in (second, half)] == [[], []]


@pytest.mark.parametrize("period", [Q1, HALF])
def test_the_year_so_far_of_its_first_quarter_and_of_a_longer_period_is_the_period_itself(
    tmp_path: Path, period: Period
) -> None:
    """The rate of QĐ 766 too, whose columns add up over a year in different ways."""
    for one in (Q1, Q2, HALF):
        run(tmp_path, one, {OFFICE: FEW} if one != HALF else {})
    locality, agenda, out = load_locality(LOCALITY), agenda_of(LOCALITY, period.year), tmp_path / "out"
    forms, basis = forms_of(period, agenda.lines), basis_kept(written_in(out / str(period)))
    now = stood(forms, basis)
    assert "on_time_766" in {indicator for indicator, _ in now.known}
    assert (
        year_so_far(period, locality, agenda, forms, basis, now, quarters_before(period, locality, forms, out)).so_far
        == now.known
    )


def test_units_without_an_earlier_quarter_are_named_where_the_year_so_far_leaves_them_out(tmp_path: Path) -> None:
    run(tmp_path, Q1, {OFFICE: FEW})
    done = run(tmp_path, Q2, {OFFICE: FEW, ECONOMY: MANY})
    line = online(tmp_path)
    assert line.to_date
    assert (line.to_date.parts.numerator, line.to_date.parts.denominator) == received(FEW, FEW)
    assert [unit.code for unit in line.left_out] == [11737002]
    assert done.report
    targets = contents(done.report)["Chỉ tiêu"].values()
    said = "Lũy kế không gồm Phòng Kinh tế, Hạ tầng và Đô thị: thiếu số liệu của quý trước đó trong năm"
    assert any(said in str(one.value) for one in targets)


def test_a_unit_whose_quarters_do_not_join_up_is_named_and_lacks_no_quarter(tmp_path: Path) -> None:
    run(tmp_path, Q1, {OFFICE: FEW, ECONOMY: FEW})
    run(tmp_path, Q2, {OFFICE: counted(SIX, 0, 3, 8), ECONOMY: counted(SIX, FEW[11], 3, 8)})
    locality, agenda, out = load_locality(LOCALITY), agenda_of(LOCALITY, Q2.year), tmp_path / "out"
    forms, basis = forms_of(Q2, agenda.lines), basis_kept(written_in(out / str(Q2)))
    year = year_so_far(
        Q2, locality, agenda, forms, basis, stood(forms, basis), quarters_before(Q2, locality, forms, out)
    )
    units = locality.register.valid_on(Q2.window[1]).units
    assert [unit.code for unit in year.disagreeing_so_far("on_time_766", units)] == [11737001]
    assert year.left_out("on_time_766", units) == year.disagreeing("on_time_766", units) == ()


@pytest.mark.whole
def test_the_tasks_of_the_year_so_far_are_judged_as_the_longer_period_judges_them(tmp_path: Path) -> None:
    """Done in Q1 and not spoken of again; not begun in Q1 and done in Q2: both are done over the six months."""
    first = run_tasks(tmp_path, Q1, {"II.2.1": "hoàn thành", "I.1": "chưa thực hiện"})
    done = run_tasks(tmp_path, Q2, {"I.1": "hoàn thành"})
    half = run(tmp_path, HALF, {})
    quarter, line = (target(tmp_path, "task_completion", period) for period in (Q2, HALF))
    assert quarter.to_date
    assert quarter.to_date.parts == line.quarter.parts
    assert (quarter.quarter.parts.numerator, quarter.to_date.parts.numerator) == (1, 2)
    assert [prove(one.folder).result for one in (done, half)] == ["proved", "proved"]
    said = [task_notes(one) for one in (first, done, half)]
    again = "iệm vụ định kỳ tính theo lần báo cáo sau cùng, không theo từng quý"
    assert [again in one for one in said] == [False, True, True]
    assert f"Lũy kế: nh{again}" in said[1]
    assert f"Nh{again}" in said[2]


def task_notes(done: Run) -> str:
    """What the sheet of targets notes of the tasks."""
    assert done.report
    rows = load_workbook(done.report)["Chỉ tiêu"].iter_rows(values_only=True)
    row = next(row for row in rows if "Tỷ lệ hoàn thành nhiệm vụ được giao" in row)
    return str(row[20])


def test_a_report_is_issued_anew_where_an_earlier_quarter_says_otherwise_of_a_task(tmp_path: Path) -> None:
    run_tasks(tmp_path, Q1, {"I.1": "chưa thực hiện"})
    assert run_tasks(tmp_path, Q2, {"II.2.1": "hoàn thành"}).record["issue"] == 1
    again = run_tasks(tmp_path, Q1, {"I.1": "hoàn thành"})
    assert again.remark.endswith("Đã lập từ số liệu cũ của kỳ này, cần chạy lại: 2026-Q2.")
    assert run(tmp_path, Q2, {}).record["issue"] == 2


def test_a_task_told_done_a_quarter_ago_is_not_late_in_the_quarter_it_falls_due(tmp_path: Path) -> None:
    """Told done without a day in both quarters: by then it was done, and it fell due between them."""
    for period in (Q1, Q2):
        run_tasks(tmp_path, period, {"II.2.1": "hoàn thành"})
    locality, agenda = load_locality(LOCALITY), agenda_of(LOCALITY, Q2.year)
    tasks = [replace(one, deadline=read_deadline("2026-04-30")) for one in agenda.tasks if one.number == "II.2.1"]
    forms, texts = forms_of(Q2, agenda.lines), written_in(tmp_path / "out" / str(Q2)).texts

    def states(out: Path) -> set[str]:
        earlier = quarters_before(Q2, locality, forms, out)
        board = board_for(Q2, locality, replace(agenda, tasks=tuple(tasks)), forms, texts, earlier)
        return {one.state for line in board.lines for one in line.answers if one.unit.code == 11737001}

    assert (states(tmp_path / "out"), states(tmp_path / "elsewhere")) == ({"on_time"}, {"late"})


def run_tasks(place: Path, period: Period, stated: Mapping[str, str]) -> Run:
    """A run of what the office says of its tasks, by their numbers, beside its dossiers."""
    locality, agenda = load_locality(LOCALITY), agenda_of(LOCALITY, period.year)
    sheet = next(form for form in forms_of(period, agenda.lines) if form.lines == "tasks")
    labels = {one.number: one.label for one in agenda.tasks}
    state = next(column.number for column in sheet.columns if column.key == "status")
    lines = [CityLine(labels[number], texts={state: word}) for number, word in stated.items()]
    raw = place / "raw" / str(period)
    raw.mkdir(parents=True, exist_ok=True)
    unit = next(one for one in locality.register.units if one.code == 11737001)
    filled = {"NV": lines}
    write_filled(raw / "nv.xlsx", unit=unit, period=period, forms=[sheet], locality=locality, filled=filled)
    return run(place, period, {OFFICE: FEW})


def test_a_backlog_after_a_quarter_in_which_nothing_arose_is_asked_about(tmp_path: Path) -> None:
    run(tmp_path, Q1, {OFFICE: NOTHING, ECONOMY: NOTHING})
    done = run(tmp_path, Q2, {OFFICE: FEW, ECONOMY: NEW})
    asked = {
        (file["unit_code"], one["rule"], one["difference"])
        for file in done.record["files"].values()
        for one in file["findings"]
    }
    assert asked == {(11737001, "memory.backlog", FEW[6])}


@pytest.mark.whole
def test_a_backlog_of_who_says_that_nothing_arose_is_asked_about_line_by_line(tmp_path: Path) -> None:
    """Its numbers are 0, that of what it took over too: what was open a quarter ago would be in no report again."""
    run(tmp_path, Q1, {OFFICE: FEW, ECONOMY: NOTHING})
    done = run(tmp_path, Q2, {OFFICE: NOTHING, ECONOMY: NOTHING})
    ((name, one),) = ((name, one) for name, file in done.record["files"].items() for one in file["findings"])
    assert (name, one["rule"], one["severity"], one["cell"]) == ("0.xlsx", "memory.backlog", "must_explain", "")
    assert one["message"] == (
        "Dòng «Hộ tịch», cột (6) Số lượng hồ sơ tiếp nhận – Từ kỳ trước: biểu không có dòng này, tính là 0, khác 5 ở "
        "cột (11) cuối quý I năm 2026 (chênh -5)."
    )
    assert all(file["counts"] for file in done.record["files"].values())
    assert prove(done.folder, lambda: None).differences == []


def test_a_report_is_issued_anew_where_an_earlier_quarter_it_tells_of_was_corrected(tmp_path: Path) -> None:
    run(tmp_path, Q1, {OFFICE: FEW, ECONOMY: FEW})
    assert run(tmp_path, Q2, {OFFICE: FEW, ECONOMY: MANY}).record["issue"] == 1
    again = run(tmp_path, Q1, {OFFICE: FEW, ECONOMY: MANY})
    assert again.remark.endswith("lần phát hành 2. Đã lập từ số liệu cũ của kỳ này, cần chạy lại: 2026-Q2.")
    assert run(tmp_path, Q2, {}).record["issue"] == 2
    assert "cần chạy lại" not in run(tmp_path, Q1, {}).remark
    told = compare_issues(Request(Q2, LOCALITY, tmp_path / "raw" / "2026-Q2", tmp_path / "out"), (1, 2))
    assert (told.changes, told.lists) == ((), (f"{EARLIER}: {Q1.name}",))
    assert run(tmp_path, Q2, {}).record["issue"] == 2


def test_a_quarter_whose_year_so_far_changed_is_issued_anew_where_a_unit_said_at_last_that_nothing_arose(
    tmp_path: Path,
) -> None:
    run(tmp_path, Q1, {OFFICE: FEW})
    run(tmp_path, Q2, {OFFICE: FEW, ECONOMY: MANY})
    again = run(tmp_path, Q1, {OFFICE: FEW, ECONOMY: NOTHING})
    assert again.remark.endswith("Đã lập từ số liệu cũ của kỳ này, cần chạy lại: 2026-Q2.")
    assert run(tmp_path, Q2, {}).record["issue"] == 2


def test_what_a_corrected_quarter_did_to_the_year_so_far_is_told_where_it_is_told_of(tmp_path: Path) -> None:
    online_all = dict.fromkeys(FEW, 0) | {3: 10, 4: 10, 7: 10, 8: 10}
    run(tmp_path, Q1, {OFFICE: online_all})
    run(tmp_path, Q2, {OFFICE: online_all})
    run(tmp_path, Q1, {OFFICE: online_all | {4: 0, 5: 10}})
    second = run(tmp_path, Q2, {})
    request = Request(Q2, LOCALITY, tmp_path / "raw" / "2026-Q2", tmp_path / "out")
    turned = [("Tỷ lệ hồ sơ trực tuyến trên tổng số hồ sơ tiếp nhận", "lũy kế", "đạt", "không đạt")]
    told = compare_issues(request, (1, 2))
    assert ([(one.indicator, one.span, one.before, one.after) for one in told.turns], told.caveat) == (turned, "")
    sheet = load_workbook(second.report or "")["Thay đổi"]
    assert "0 số liệu trên biểu thay đổi; 1 đánh giá chỉ tiêu" in str(sheet["A2"].value)
    shutil.rmtree(folder_of(replace(request, period=Q1), 1))
    told = compare_issues(request, (1, 2))
    assert (told.turns, told.caveat) == ((), SO_FAR_BY_TODAY)


def test_an_issue_made_before_an_earlier_quarter_was_run_had_no_year_so_far(tmp_path: Path) -> None:
    for period, sent in ((Q2, {OFFICE: FEW}), (Q1, {OFFICE: FEW}), (Q2, {})):
        run(tmp_path, period, sent)
    told = compare_issues(Request(Q2, LOCALITY, tmp_path / "raw" / "2026-Q2", tmp_path / "out"), (1, 2))
    assert told.turns
    assert {(one.span, one.before) for one in told.turns} == {("lũy kế", "chưa có số liệu")}
    assert told.caveat == ""


@pytest.mark.whole
def test_a_sum_of_a_quarter_issued_anew_says_so_once_and_what_to_run(tmp_path: Path) -> None:
    run(tmp_path, Q1, {OFFICE: FEW, ECONOMY: FEW})
    run(tmp_path, Q2, {OFFICE: FEW, ECONOMY: MANY})
    half = run(tmp_path, HALF, {})
    run(tmp_path, Q1, {OFFICE: FEW, ECONOMY: MANY})
    told = prove(half.folder, lambda: None)
    said = "Quý I năm 2026 đã phát hành lần khác sau khi lập báo cáo này: hãy chạy lại kstt run 2026-6M"
    assert [sentence(one) for one in told.differences] == [said]
    assert told.result == "differs"
    assert f"  1. {said}\n" in (half.folder / PROOF_TEXT).read_text(encoding="utf-8")
    page = half.folder / next(name for name in half.record["outputs"] if name.endswith(".html"))
    page.write_text(page.read_text(encoding="utf-8").replace("<h1>", "<h1>1"), encoding="utf-8")
    told = prove(half.folder, lambda: None)
    assert [one.check for one in told.differences] == ["quarters", "hash"]  # hidden is nothing of that
    assert run(tmp_path, HALF, {}).report
    assert prove(half.folder).result == "proved"


def test_what_differs_on_the_page_is_told_without_its_markup() -> None:
    told = sentence(Difference("rewritten", "Tong-quan.html", expected='<td class="n">5</td>', found="a < b"))
    assert told.endswith("phải là «5», đang là «a < b»")


def test_the_same_figures_of_an_earlier_quarter_in_another_file_change_nothing(tmp_path: Path) -> None:
    run(tmp_path, Q1, {OFFICE: FEW, ECONOMY: FEW})
    run(tmp_path, Q2, {OFFICE: FEW, ECONOMY: MANY})
    raw = tmp_path / "raw" / str(Q1)
    (raw / "0.xlsx").rename(raw / "moi.xlsx")
    run(tmp_path, Q1, {})
    assert run(tmp_path, Q2, {}).record["issue"] == 1


def test_what_another_locality_left_or_was_changed_since_is_not_the_year_so_far(tmp_path: Path) -> None:
    run(tmp_path, Q1, {"UBND phường Đồ Sơn": FEW}, "hai-phong")
    run(tmp_path, Q2, {OFFICE: FEW, ECONOMY: MANY})
    line = online(tmp_path)
    assert (line.to_date, line.lacking) == (None, (Q1.phrase,))
    run(tmp_path / "own", Q1, {OFFICE: FEW, ECONOMY: FEW})
    run(tmp_path / "own", Q2, {OFFICE: FEW, ECONOMY: MANY})
    folder = tmp_path / "own" / "out" / str(Q1)
    figures = pd.read_parquet(folder / "figures.parquet")
    figures.assign(value=figures["value"] + 1).to_parquet(folder / "figures.parquet")
    assert online(tmp_path / "own").lacking == (Q1.phrase,)


def test_why_an_earlier_period_is_not_at_hand_is_told(tmp_path: Path) -> None:
    folder = run(tmp_path, Q1, {OFFICE: FEW, ECONOMY: FEW}).folder
    assert not isinstance(left(folder, LOCALITY), str)
    assert left(tmp_path, LOCALITY) == "chưa chạy kỳ này trong cùng thư mục kết quả"
    assert left(folder, "hai-phong") == f"thư mục kết quả là của địa phương {LOCALITY}"
    (folder / "texts.parquet").write_bytes(b"other")
    assert left(folder, LOCALITY) == "tệp số liệu không còn như khi lập, hãy chạy lại kỳ này"


@pytest.mark.whole
def test_what_is_only_a_draft_is_not_the_year_so_far(tmp_path: Path) -> None:
    run(tmp_path, Q1, {OFFICE: FEW, ECONOMY: FEW}, draft=True)
    done = run(tmp_path, Q2, {OFFICE: FEW, ECONOMY: MANY})
    line = online(tmp_path)
    assert (line.to_date, line.lacking) == (None, (Q1.phrase,))
    assert left(tmp_path / "out" / str(Q1), LOCALITY) == "mới có dự thảo, chưa phát hành"
    assert prove(done.folder, lambda: None).differences == []
    issued = run(tmp_path, Q1, {})
    assert issued.remark.endswith(" Đã lập khi kỳ này chưa có số liệu: 2026-Q2; chạy lại để báo cáo có kỳ này.")
    assert "số liệu cũ" not in issued.remark


def test_what_was_handed_back_in_a_quarter_is_no_zero_of_the_longer_period(tmp_path: Path) -> None:
    """The unit stands there as in the first of the quarters it lacks."""
    wrong = FEW | {3: FEW[3] + 1}
    run(tmp_path, Q1, {OFFICE: FEW, ECONOMY: wrong, CULTURE: wrong})
    run(tmp_path, Q2, {OFFICE: FEW, ECONOMY: FEW})
    half = run(tmp_path, HALF, {})
    assert set(pd.read_parquet(half.folder / "figures.parquet")["unit_code"]) == {11737001}
    states = [half.record["units"][f"1173700{at}"]["state"] for at in (1, 2, 3)]
    assert states == ["accepted", "must_fix", "must_fix"]
    said = [one["reason"] for one in half.record["set_aside"]]
    assert f"{ECONOMY}: thiếu quý I, không cộng vào số liệu 6 tháng đầu năm 2026" in said


@pytest.mark.whole
def test_a_draft_over_an_issue_leaves_the_issue_to_the_year_so_far_and_to_longer_periods(tmp_path: Path) -> None:
    run(tmp_path, Q1, {OFFICE: FEW, ECONOMY: FEW})
    run(tmp_path, Q2, {OFFICE: FEW, ECONOMY: MANY})
    corrected = run(tmp_path, Q1, {OFFICE: FEW, ECONOMY: MANY}, draft=True)
    assert "cần chạy lại" not in corrected.remark
    again, half, told = run(tmp_path, Q2, {}), run(tmp_path, HALF, {}), received(FEW, FEW, FEW, MANY)
    of_year, of_half = online(tmp_path).to_date, online(tmp_path, HALF).quarter
    assert of_year
    assert [(one.parts.numerator, one.parts.denominator) for one in (of_year, of_half)] == [told, told]
    assert again.record["issue"] == 1
    assert [prove(one.folder, lambda: None).differences for one in (again, half)] == [[], []]
    shutil.move(folder_of(Request(Q1, LOCALITY, tmp_path, tmp_path / "out"), 1), tmp_path / "away")
    assert left(corrected.folder, LOCALITY) == "đang là dự thảo, không còn tệp của lần phát hành 1"
    drafted = run(tmp_path, HALF, {}, draft=True)
    more = received(FEW, FEW, MANY, MANY)
    parts = online(tmp_path, HALF).quarter.parts
    assert (parts.numerator, parts.denominator) == more
    assert prove(drafted.folder, lambda: None).differences == []

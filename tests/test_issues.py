"""Issues of a report: what changed and why, closing and reopening, bringing back, doing everything once more."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from office import carried, differences, recalculated
from openpyxl import load_workbook
from papers import FORMS, PERIOD, Paper, counted, in_process, rows, workbook
from small_office import settle_in
from test_ledger_runs import SOME, run
from test_quarter import DO_SON, FILES, KIEN_AN, LE_CHAN, ONE, REPORT, THREE, TWO, WRONG, book, send
from transcript import transcript
from typer.testing import CliRunner

from flows.afterwards.differing import difference
from flows.afterwards.rebuilding import FIGURES, LOST, SAME, Rebuilt, in_short, rebuild
from flows.afterwards.restoring import restore
from flows.changes.comparing import compare_issues, judged_otherwise
from flows.changes.reasons import GONE, NEW, OWN, TAKEN_BACK
from flows.cli import app as cli
from flows.console.issues import show_comparison, show_difference
from flows.ledger.closing import close, closing_of, reopen
from flows.ledger.delivering import timeliness_in, timeliness_over
from flows.ledger.explaining import Desk, waive, withdraw
from flows.ledger.history import History, history_of, unit_of
from flows.ledger.issues import damage, folder_of
from flows.ledger.store import place_of, reading, writing
from flows.locality.agenda import agenda_of
from flows.locality.localities import find_folder, load_locality
from flows.machine import workers
from flows.machine.publishing import fingerprint
from flows.machine.terminal import console
from flows.received.keeping import kept_in
from flows.record.request import Request, Run
from kstt.changes.change import Change
from kstt.changes.comparison import BY_TODAY, Comparison, about
from kstt.changes.move import Move
from kstt.form import DefinitionError
from kstt.waiver import Waiver, Withdrawal
from report_templates.definitions import INDICATORS
from report_templates.report.change_sheet import CHANGES

pytestmark = pytest.mark.usefixtures("seven_units", "without_overviews")

REGISTER = load_locality("hai-phong").register
CORRECTED = {"kien-an lan 2.xlsx": (book("phường Kiến An", ONE), "2026-03-18T09:00:00")}
LISTS_ALONE = "nhưng danh mục, kế hoạch, hạn gửi hoặc số liệu các kỳ trước đã đổi (xem trang Thay đổi)"
EXTENDED = """[[extension]]
who = "unit"
period = "{}"
last = {}
document = "Công văn số 5"
"""
BETTER = {"do-son lan 3.xlsx": (book("phường Đồ Sơn", ONE, THREE), "2026-03-18T08:00:00")}


@pytest.fixture(autouse=True)
def _no_child_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "each", in_process)


GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    return Request(PERIOD, "hai-phong", tmp_path / "2026-Q1", tmp_path / "out")


def outcome(done: Run, name: str) -> tuple[str, bool]:
    file = done.record["files"][name]
    return file["outcome"], file["counts"]


def printed(told: Comparison, sheet: str, line: str) -> dict[int, tuple[int | None, int | None]]:
    return {one.column: (one.before, one.after) for one in told.changes if (one.sheet, one.line) == (sheet, line)}


def expected(before: Mapping[int, int], after: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    return {number: (before[number], after[number]) for number in before if before[number] != after[number]}


def added(one: Mapping[int, int], other: Mapping[int, int]) -> dict[int, int]:
    return {number: one[number] + other[number] for number in one}


def test_a_line_of_nothing_but_zeros_more_is_no_change_of_what_is_printed(request_: Request) -> None:
    first = {name: FILES[name] for name in ("do-son.xlsx", "hong-bang.xlsx")}
    run(request_, first)
    nothing = dict.fromkeys(ONE, 0)
    more = {"do-son lan 3.xlsx": (book("phường Đồ Sơn", ONE, nothing), "2026-03-18T08:00:00")}
    sheet = load_workbook(run(request_, first | more).report or "")[CHANGES]
    assert str(sheet["A2"].value).startswith(
        f"Lần phát hành 2: 0 số liệu trên biểu thay đổi; {len(ONE)} số liệu trên biểu không đổi dù số của đơn vị có "
        "đổi; 0 đánh giá chỉ tiêu và 0 thứ hạng thay đổi theo."
    )
    row = [cell.value for cell in sheet[4]]
    assert row[1:6] == ["II.06 theo lĩnh vực", "Y tế", row[3], THREE[3], THREE[3]]
    assert row[7:11] == ["Phường Đồ Sơn", "Y tế", None, 0]


def test_every_changed_figure_with_the_units_behind_it(request_: Request) -> None:
    """Đồ Sơn had ONE and TWO, now ONE and THREE (on the line of TWO); Hồng Bàng has TWO and THREE."""
    first = SOME | {"do-son (sua).xlsx": FILES["do-son (sua).xlsx"]}
    run(request_, first)
    run(request_, first | BETTER)
    told = compare_issues(request_, (1, 2))
    hong_bang = added(TWO, THREE)
    before, after = added(ONE, TWO), added(ONE, THREE)
    city = expected(added(before, hong_bang), added(after, hong_bang))
    assert printed(told, "II.06 theo lĩnh vực", "Y tế") == expected(added(TWO, THREE), added(THREE, THREE))
    assert printed(told, "II.06 theo lĩnh vực", "Tổng số") == city
    assert printed(told, "II.06 theo đơn vị", "Phường Đồ Sơn") == expected(before, after)
    assert printed(told, "II.06 theo đơn vị", "Tổng số") == city
    assert printed(told, "II.06 theo đơn vị", "I. Phường") == city
    assert {one.line for one in told.changes} == {"Y tế", "Phường Đồ Sơn", "I. Phường", "Tổng số"}
    for change in told.changes:
        (move,) = change.moves
        assert (move.unit_code, move.line, move.difference) == (DO_SON, "Y tế", change.difference)
        assert (move.source_before.file, move.source_after.file) == ("do-son (sua).xlsx", "do-son lan 3.xlsx")
        assert move.source_before.cells == move.source_after.cells
        assert told.reasons[about(move)] == OWN


def test_a_reason_stands_once_and_is_numbered(request_: Request) -> None:
    run(request_, SOME)
    run(request_, SOME | CORRECTED)
    with console.capture() as said:
        show_comparison(compare_issues(request_, (1, 2)))
    assert said.get().count("Phải sửa trong «kien-an.xlsx»") == 1
    assert f"[1] {NEW}. Phải sửa trong «kien-an.xlsx»" in said.get()


def test_a_fault_that_came_later_prompted_nothing(request_: Request) -> None:
    later = {"do-son lan 4.xlsx": (book("phường Đồ Sơn", WRONG), "2026-03-18T09:00:00")}
    run(request_, SOME)
    done = run(request_, SOME | BETTER | later)
    assert outcome(done, "do-son lan 4.xlsx") == ("must_fix", False)
    told = compare_issues(request_, (1, 2))
    assert {told.reasons[about(move)] for change in told.changes for move in change.moves} == {OWN}


def test_the_finding_that_prompted_a_change_is_told(request_: Request) -> None:
    run(request_, SOME)
    run(request_, SOME | CORRECTED)
    told = compare_issues(request_, (1, 2))
    reasons = {told.reasons[about(move)] for change in told.changes for move in change.moves}
    (reason,) = reasons
    assert reason.startswith(f"{NEW}. Phải sửa trong «kien-an.xlsx»: Dòng «Hộ tịch»: (3) = (4) + (5) + (6) không đúng")
    assert {move.before for change in told.changes for move in change.moves} == {None}
    run(request_, CORRECTED)
    gone = compare_issues(request_, (2, 3))
    assert {gone.reasons[about(move)] for change in gone.changes for move in change.moves} == {
        f"{GONE}{TAKEN_BACK.format(name)}" for name in ("do-son.xlsx", "hong-bang.xlsx")
    }
    run(request_, CORRECTED | {"le-chan.xlsx": FILES["nop-muon/le-chan.xlsx"]})
    new = compare_issues(request_, (3, 4))
    assert {new.reasons[about(move)] for change in new.changes for move in change.moves} == {NEW}
    assert {move.unit_code for change in new.changes for move in change.moves} == {LE_CHAN}


def test_a_comparison_without_a_changed_figure_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    show_comparison(Comparison(1, 2, (), lists=("Kế hoạch năm",), by_today=True))
    said = capsys.readouterr().out
    assert f"- đã thay đổi: Kế hoạch năm\n{BY_TODAY}\nKhông có số nào thay đổi.\n" in said
    assert "Trang" not in said


def test_a_changed_total_names_every_line_of_a_unit_behind_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Also one where a 0 came for a blank, which may stand on no other sheet."""
    form = FORMS["II.06a"]
    moves = tuple(Move(DO_SON, form.code, *of) for of in (("Hộ tịch", 8, 3, 5), ("Y tế", 8, None, 0)))
    changes = (
        Change(form, "II.06 theo đơn vị", "Phường Đồ Sơn", 8, 3, 5, moves),
        Change(form, "II.06 theo lĩnh vực", "Hộ tịch", 8, 3, 5, moves[:1]),
    )
    with pytest.MonkeyPatch.context() as wide:
        wide.setattr(console, "width", 200)
        show_comparison(Comparison(1, 2, changes, units={DO_SON: "Phường Đồ Sơn"}))
    first, second, third = (line for line in capsys.readouterr().out.splitlines() if "→" in line)
    assert "│ Phường Đồ Sơn, dòng «Hộ tịch»: 3 → 5 (+2) " in first
    assert "│ Phường Đồ Sơn, dòng «Y tế»: – → 0 (0) " in second
    assert "│ Phường Đồ Sơn: 3 → 5 (+2) " in third


def test_only_plans_lists_and_definitions_judge(capsys: pytest.CaptureFixture[str]) -> None:
    others = ["Chương trình: kstt 0.1.0", "Số liệu đã lập: Quý I năm 2026"]
    assert (judged_otherwise(others), judged_otherwise([*others, "Danh mục: tasks-2026.csv"])) == (False, True)
    show_comparison(Comparison(1, 2, (), lists=tuple(others)))
    assert BY_TODAY not in capsys.readouterr().out


def test_the_sheet_says_so_with_live_differences(request_: Request, tmp_path: Path, update_golden: bool) -> None:
    first = run(request_, SOME)
    assert CHANGES not in load_workbook(first.report or "").sheetnames
    done = run(request_, SOME | CORRECTED | BETTER)
    assert done.report
    sheet = load_workbook(done.report, data_only=True)[CHANGES]
    rows = [row for row in sheet.iter_rows(min_row=3, values_only=True) if any(row)]
    heading = next(at for at, row in enumerate(rows) if row[0] == "STT")
    told = rows[heading + 1 :]
    changes: list[tuple[int, int]] = []  # the printed difference, and the sum of the units' below it
    for row in told:
        if isinstance(row[0], int):
            changes.append((row[6], row[11]))
        elif row[7] and isinstance(row[11], int | float) and row[0] is None:
            changes[-1] = changes[-1][0], changes[-1][1] + row[11]
    assert len(changes) > 20
    assert [printed for printed, _ in changes] == [units for _, units in changes]
    assert any("Kiến An" in str(row[7]) for row in told)
    (results,) = recalculated([done.report], tmp_path)
    assert differences(done.report, results) == []
    assert any(sheet_name == CHANGES for sheet_name, _ in carried(done.report))
    golden, now = GOLDEN / f"city-{CHANGES}.txt", _ends(transcript(done.report, CHANGES))
    if update_golden:
        golden.write_text(now, encoding="utf-8")
    assert now == golden.read_text(encoding="utf-8")


def _ends(told: str) -> str:
    """Frame, first changes and what stands below the list: its rows are all alike."""
    lines = told.splitlines(keepends=True)
    return "".join([*lines[:100], "…\n", *lines[-20:]])


def test_a_run_again_gives_the_same_bytes_of_the_same_issue(request_: Request) -> None:
    run(request_, SOME)
    done = run(request_, SOME | CORRECTED)
    first = fingerprint(done.folder)
    again = run(request_, SOME | CORRECTED)
    assert (again.fresh, fingerprint(again.folder)) == (0, first)
    assert {path.name for path in folder_of(request_, 1).parent.iterdir()} == {"1", "2"}
    assert fingerprint(folder_of(request_, 2)) == {n: sha for n, sha in first.items() if not n.startswith("tra-lai/")}


def test_without_the_issue_before_no_change_is_claimed(request_: Request) -> None:
    run(request_, SOME)
    (folder_of(request_, 1) / "figures.parquet").write_bytes(b"changed")
    assert damage(folder_of(request_, 1)).startswith("tệp figures.parquet trong ")
    done = run(request_, SOME | CORRECTED)
    assert done.report
    assert CHANGES not in load_workbook(done.report).sheetnames
    with pytest.raises(
        DefinitionError, match=r"lần phát hành 1 của kỳ 2026-Q1: tệp figures.parquet trong .* không còn"
    ):
        compare_issues(request_, (1, 2))


@pytest.mark.whole
@pytest.mark.usefixtures("ledger_url")
@pytest.mark.filterwarnings("ignore:.*xtension is not supported:UserWarning")
def test_what_comes_after_closing_counts_when_the_period_is_reopened(request_: Request) -> None:
    run(request_, SOME)
    with writing(place_of(request_.out)) as ledger:
        assert close(ledger, request_, "đã gửi") == 1
    with writing(place_of(request_.out)) as ledger, pytest.raises(DefinitionError, match="đã chốt số liệu ngày"):
        close(ledger, request_, "")
    done = run(request_, SOME | CORRECTED | BETTER)
    assert outcome(done, "kien-an lan 2.xlsx") == ("after_closing", False)
    assert outcome(done, "do-son.xlsx") == ("accepted", True)
    assert done.record["units"][str(KIEN_AN)]["state"] == "after_closing"
    assert "lần phát hành 1" in done.remark
    assert [one["file"] for one in done.record["set_aside"]] == ["do-son lan 3.xlsx", "kien-an lan 2.xlsx"]
    with reading(place_of(request_.out)) as ledger:
        closing = closing_of(ledger.entries("hai-phong", "2026-Q1"))
    assert done.report
    assert closing
    title = str(load_workbook(done.report)["Nguồn số liệu"]["A1"].value)
    assert title.endswith(f"lần phát hành 1, {closing.sentence}")
    assert told_of_kien_an(done) == ("after_closing", "after_closing", "after_closing")
    assert outcomes(request_, KIEN_AN) == {"kien-an.xlsx": "must_fix", "kien-an lan 2.xlsx": "after_closing"}
    assert outcomes(request_, DO_SON) == {"do-son.xlsx": "accepted", "do-son lan 3.xlsx": "after_closing"}
    assert counts_now(request_, DO_SON) == "tệp gửi sau được nhận khi đã chốt số liệu nên không thay thế"
    front = load_workbook(done.analysis, data_only=True)["Tổng quan"]
    (caption,) = (cell for row in front.iter_rows() for cell in row if str(cell.value).startswith("Phải sửa, từ chối"))
    assert (caption.value, caption.offset(row=1).value) == ("Phải sửa, từ chối, nhận sau khi chốt số liệu", 1)
    page = next(request_.folder.glob("*.html")).read_text("utf-8")
    assert "<strong>1</strong> nhận sau khi chốt số liệu" in page
    with writing(place_of(request_.out)) as ledger:
        reopen(ledger, request_, "Kiến An sửa số")
    assert told_of_kien_an(done) == ("after_closing", "after_closing", "after_closing")  # until it is run again
    with writing(place_of(request_.out)) as ledger, pytest.raises(DefinitionError, match="chưa chốt số liệu"):
        reopen(ledger, request_, "")
    opened = run(request_, SOME | CORRECTED | BETTER)
    assert outcome(opened, "kien-an lan 2.xlsx") == ("accepted", True)
    assert told_of_kien_an(opened) == ("late", "late", "accepted")
    assert opened.remark.endswith("lần phát hành 2.")
    assert counts_now(request_, DO_SON) == "tệp hợp lệ mới nhất"


def heard_of(request: Request, unit: int) -> History:
    with reading(place_of(request.out)) as ledger:
        return history_of(unit_of(str(unit), REGISTER), ledger.entries("hai-phong", "2026-Q1"))


def outcomes(request: Request, unit: int) -> dict[str, str]:
    return {sent.told["file"]: sent.outcome for sent in heard_of(request, unit).sent}


def counts_now(request: Request, unit: int) -> str:
    """Why the file counts that does, for the unit's one form."""
    ((_, _, why),) = heard_of(request, unit).counts
    return why


def told_of_kien_an(done: Run) -> tuple[str, str, str]:
    """How it sent by the ledger, over the year too, and what its history says of the file that came last."""
    with reading(place_of(done.folder.parent)) as ledger:
        every = list(ledger.entries("hai-phong"))
    status, by_ledger = timeliness_in(done.record, done.folder.parent)
    assert by_ledger
    year = timeliness_over("hai-phong", 2026, every)[PERIOD]
    history = history_of(unit_of(str(KIEN_AN), REGISTER), [one for one in every if one.period == str(PERIOD)])
    return status.of_unit(KIEN_AN), year.of_unit(KIEN_AN), history.sent[-1].outcome


def test_a_period_never_issued_is_not_closed(request_: Request) -> None:
    run(request_, {})
    with writing(place_of(request_.out)) as ledger, pytest.raises(DefinitionError, match="chưa có báo cáo nào"):
        close(ledger, request_, "")


def once_more(request: Request) -> list[tuple[int, str, str]]:
    return [_told(done) for done in rebuild(request.out, in_process)]


def _told(done: Rebuilt) -> tuple[int, str, str]:
    return done.issue, done.result, done.note


def history(request: Request) -> list[dict[str, str]]:
    """Five runs with a correction, a closing and a reopening between them; the outputs of each."""
    seen = []
    for files in (SOME, SOME | CORRECTED):
        run(request, files)
        seen.append(fingerprint(request.folder))
    with writing(place_of(request.out)) as ledger:
        close(ledger, request, "gửi")
    run(request, SOME | CORRECTED | BETTER, {"do-son lan 3.xlsx": DO_SON})
    seen.append(fingerprint(request.folder))
    with writing(place_of(request.out)) as ledger:
        reopen(ledger, request, "sửa")
    run(request, SOME | CORRECTED | BETTER, {"do-son lan 3.xlsx": DO_SON})
    seen.append(fingerprint(request.folder))
    shutil.rmtree(request.folder)  # only then all may be taken back at once
    run(request, {})
    return seen


@pytest.mark.usefixtures("ledger_url")
def test_every_run_can_be_done_once_more(request_: Request) -> None:
    history(request_)
    shutil.rmtree(request_.raw)
    shutil.rmtree(request_.out)
    assert once_more(request_) == [(1, SAME, ""), (2, SAME, ""), (2, SAME, ""), (3, SAME, ""), (3, SAME, "")]


def test_a_lost_or_replaced_file_is_told(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    history(request_)
    (kept,) = [path for path in kept_in(request_).iterdir() if path.read_bytes() == CORRECTED["kien-an lan 2.xlsx"][0]]
    kept.unlink()
    results = once_more(request_)
    assert results[0] == (1, SAME, "")
    assert results[1] == (2, LOST, "kien-an lan 2.xlsx")
    kept.write_bytes(book("phường Kiến An", TWO))
    assert once_more(request_)[:2] == [(1, SAME, ""), (2, LOST, "kien-an lan 2.xlsx")]
    kept.write_bytes(CORRECTED["kien-an lan 2.xlsx"][0])
    monkeypatch.setattr("flows.record.hashes.program_hash", lambda: "another program")
    issue, result, note = once_more(request_)[1]
    assert (issue, result) == (2, FIGURES)
    assert note == f"khác: {REPORT}, run.json; đã đổi từ khi đó: Chương trình: kstt 0.1.0"


def test_a_list_mended_since_makes_no_other_figures(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    run(request_, SOME)
    mended = request_.raw.with_name("indicators.toml")
    mended.write_bytes(INDICATORS.read_bytes() + b"# mended")
    monkeypatch.setattr("flows.record.hashes.INDICATORS", mended)
    told = f"khác: {REPORT}, run.json; đã đổi từ khi đó: Danh mục chỉ tiêu: indicators.toml"
    assert once_more(request_) == [(1, FIGURES, told)]


@pytest.fixture
def _own_agenda() -> Iterator[None]:
    """Other tests have an office of the same name without these lists."""
    yield
    agenda_of.cache_clear()


@pytest.mark.usefixtures("_own_agenda")
def test_lists_of_other_years_and_calendars_that_move_no_deadline_make_no_other_issue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In January a plan of the new year is put beside the old one; a late correction must not issue every quarter."""
    request = settle_in(tmp_path)
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "localities" / "hai-phong"

    def issued() -> str:
        agenda_of.cache_clear()
        return run(request, SOME).remark.partition("lần phát hành ")[2]

    assert issued() == "1."
    (own / "plan-2027.toml").write_bytes((find_folder("phuoc-long") / "plan-2024.toml").read_bytes())
    (own / "tasks-2025.csv").write_text("của năm khác", encoding="utf-8")
    (own / "calendar.toml").write_text(EXTENDED.format("2026-Q2", "2026-06-20"), encoding="utf-8")
    assert issued() == "1."
    (own / "calendar.toml").write_text(EXTENDED.format("2026-Q1", "2026-03-20"), encoding="utf-8")
    assert issued() == f"2: số liệu của kỳ như lần 1, {LISTS_ALONE}."
    assert not judged_otherwise(compare_issues(request, (1, 2)).lists)
    (own / "review-2026.csv").write_bytes((find_folder("phuoc-long") / "review-2024.csv").read_bytes())
    assert issued() == f"3: số liệu của kỳ như lần 2, {LISTS_ALONE}."
    assert judged_otherwise(compare_issues(request, (2, 3)).lists)


def test_many_copies_handed_back_that_differ_are_counted() -> None:
    few = [f"tra-lai/{name}.xlsx" for name in "abcde"]
    assert in_short([REPORT, *few]) == ", ".join([REPORT, *few])
    assert in_short([REPORT, *few, "tra-lai/f.xlsx"]) == f"{REPORT}, 6 tệp trong tra-lai"


def test_an_issue_that_differs_for_the_one_before_it_says_so(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its *Thay đổi* told of the mended list: done once more, the issue before is made by that list too."""
    run(request_, SOME)
    mended = request_.raw.with_name("indicators.toml")
    mended.write_bytes(INDICATORS.read_bytes() + b"# mended")
    monkeypatch.setattr("flows.record.hashes.INDICATORS", mended)
    run(request_, SOME | CORRECTED)
    run(request_, SOME | CORRECTED | BETTER)
    run(replace(request_, draft=True), SOME | BETTER)
    monkeypatch.setattr("report_templates.report.workbook.DRAFT", "bản thử")
    first, second, third, draft = rebuild(request_.out, in_process)
    because = f"khác: {REPORT}, run.json; dựa vào lần chạy trước cũng lập lại khác: mục {first.entry.seq} (2026-Q1)"
    assert _told(second) == (2, FIGURES, because)
    assert _told(third) == (3, SAME, "")
    assert _told(draft) == (3, FIGURES, f"khác: {REPORT}, run.json")  # worded anew: those before have no part in it


def test_an_earlier_issue_comes_back_from_where_it_is_kept_or_is_made_once_more(request_: Request) -> None:
    first, second, *_ = history(request_)

    def back(number: int) -> dict[str, str]:
        return fingerprint(restore(request_, number, in_process))

    def without_copies(told: Mapping[str, str]) -> dict[str, str]:
        return {name: sha for name, sha in told.items() if not name.startswith("tra-lai/")}

    assert back(1) == without_copies(first)
    assert request_.folder / "lan-phat-hanh-1" / REPORT in list(request_.folder.rglob(REPORT))
    shutil.rmtree(folder_of(request_, 1).parent)
    assert back(2) == without_copies(second)
    with pytest.raises(DefinitionError, match=r"không có lần phát hành 9; đang có: 1, 2, 3$"):
        restore(request_, 9, in_process)
    shutil.rmtree(kept_in(request_))
    with pytest.raises(DefinitionError, match="không lấy lại được lần phát hành 2: bản lưu không còn"):
        restore(request_, 2, in_process)


def test_two_submissions_side_by_side(request_: Request) -> None:
    unit = REGISTER.get(DO_SON)
    assert unit
    run(request_, SOME)
    with pytest.raises(DefinitionError, match="có 1 tệp"):
        difference(request_, unit, None)
    wrong = {"do-son (sua).xlsx": (book("phường Đồ Sơn", ONE | {3: ONE[3] + 1}), "2026-03-16T08:00:00")}
    run(request_, SOME | wrong | BETTER)
    told = difference(request_, unit, (1, 2))
    assert [(one.line, one.column, one.before, one.after) for one in told.moves] == [
        ("Hộ tịch", 3, ONE[3], ONE[3] + 1),
    ]
    assert [one.rule for one in told.appeared] == ["identity.sum"]
    assert told.gone == ()
    for numbers in ((0, 1), (1, 4)):
        with pytest.raises(DefinitionError, match=r"có 3 tệp trong kỳ 2026-Q1, không so được tệp số \d và số \d"):
            difference(request_, unit, numbers)
    last = difference(request_, unit, None)
    assert (last.before, last.after) == ("do-son (sua).xlsx", "do-son lan 3.xlsx")
    assert [one.rule for one in last.gone] == ["identity.sum"]
    assert {one.line for one in last.moves} == {"Hộ tịch", "Y tế"}
    desk, why = Desk("hai-phong", request_.out), "Chờ hướng dẫn"
    waive(desk, Waiver(DO_SON, "identity.sum", PERIOD, PERIOD, why, "", ""), revoked=False)
    assert [one.level for one in difference(request_, unit, (1, 2)).appeared] == ["được miễn"]
    withdraw(desk, Withdrawal("identity.sum", PERIOD, why, "", ""), restored=False)
    assert difference(request_, unit, (1, 2)).appeared == ()


def test_a_form_the_later_file_does_not_have_is_not_told_as_taken_back(
    request_: Request, capsys: pytest.CaptureFixture[str]
) -> None:
    unit, five, causes = REGISTER.get(DO_SON), FORMS["II.05"], FORMS["QH"]
    assert unit
    said = "Đơn vị báo cáo: UBND phường Đồ Sơn"
    grids = {"II.06a": Paper(rows([ONE], labels=["Hộ tịch"]), unit=said).grid()}
    grids["II.05"] = Paper(rows([counted(five, 2, 3)], labels=["Hộ tịch"]), form=five, unit=said).grid()
    overdue = rows([{3: 0, 4: 0, 5: 0, 6: 0, 7: "Đã xong"}], labels=["Hộ tịch"], total="")
    grids["QH"] = Paper(overdue, form=causes, unit=said).grid()
    run(request_, {"a.xlsx": (workbook(grids), "2026-03-15T08:00:00")})
    run(request_, {"b.xlsx": (book("phường Đồ Sơn", ONE | {3: ONE[3] + 1}), "2026-03-16T08:00:00")})
    told = difference(request_, unit, None)
    assert ([(one.form, one.column) for one in told.moves], told.words) == ([("II.06a", 3)], ())
    assert told.unsaid == ("II.05", "QH")
    back = difference(request_, unit, (2, 1))
    assert [(one.form, one.after) for one in back.words] == [("QH", "Đã xong")]
    capsys.readouterr()
    show_difference(unit, told)
    assert "Tệp sau không có biểu II.05, QH: không so.\n" in capsys.readouterr().out


def test_the_commands(request_: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def kstt(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(cli.app, [*words, "--out", str(request_.out)], env={"COLUMNS": "200"})
        assert done.exit_code == code, done.output + repr(done.exception)
        return done.output

    arguments = ("run", "2026-Q1", "--raw", str(request_.raw), "--no-prefect")
    send(request_.raw, SOME)
    with writing(place_of(request_.out)) as ledger:
        ledger.append("hai-phong", "2026-Q1", [])
    assert "không có gì để lập lại" in kstt("rebuild")
    assert "Đọc mới:      3/3 tệp" in kstt(*arguments)
    with pytest.raises(DefinitionError, match=r"^Phường Kiến An có 1 tệp .*: phải có hai tệp mới so được$"):
        CliRunner().invoke(
            cli.app, ["diff", "phường Kiến An", "2026-Q1", "--out", str(request_.out)], catch_exceptions=False
        )
    send(request_.raw, SOME | CORRECTED | BETTER)
    assert "Đọc mới:      2/5 tệp" in kstt(*arguments)
    unknown = ["diff-report", "2026-Q1", "1", "9", "--out", str(request_.out)]
    with pytest.raises(DefinitionError, match=r"^không có lần phát hành 9 của kỳ 2026-Q1 trong .*; đang có: 1, 2$"):
        CliRunner().invoke(cli.app, unknown, catch_exceptions=False)
    said = kstt("diff-report", "2026-Q1", "1", "2")
    assert "Phường Kiến An: – → " in said
    assert "II.06 theo lĩnh vực" in said
    assert kstt("diff-report", "2026-Q1", "2", "2") == "Lần phát hành 2 và 2 giống nhau.\n"
    for words, right in (
        (("diff-report", "2026-Q1", "2", "1"), "diff-report 2026-Q1 1 2"),
        (("diff", "phường Kiến An", "2026-Q1", "2", "1"), "2026-Q1 1 2"),
    ):
        with pytest.raises(DefinitionError, match=rf"trước \(2\) phải nhỏ hơn lần sau \(1\): kstt .*{right}$"):
            CliRunner().invoke(cli.app, [*words, "--out", str(request_.out)], catch_exceptions=False)
    said = kstt("diff", "phường Kiến An", "2026-Q1")
    assert "Phường Kiến An: «kien-an.xlsx» → «kien-an lan 2.xlsx»" in said
    assert "Phát hiện đã hết: phải sửa: II.06a!" in said
    assert kstt("diff", "11455", "2026-Q1", "1", "1").endswith("Không có ô nào khác nhau.\n")
    assert kstt("close", "2026-Q1").startswith("Đã chốt số liệu quý I năm 2026 ở lần phát hành 2.")
    assert kstt("reopen", "2026-Q1", "--why", "thử").startswith("Đã mở lại quý I năm 2026")
    assert kstt("restore", "2026-Q1", "--issue", "1").endswith("lan-phat-hanh-1\n")
    said = kstt("rebuild")
    assert said == (
        "- mục 6, hai-phong 2026-Q1, lần phát hành 1: trùng từng byte\n"
        "- mục 12, hai-phong 2026-Q1, lần phát hành 2: trùng từng byte\n"
        "2/2 lần chạy lập lại được như cũ\n"
    )


def test_another_ledger_never_overwrites_the_issues_that_are_kept(request_: Request) -> None:
    """A variable forgotten, a ledger lost, an old backup brought back: a number would be given once more."""
    ledger = request_.out.parent / "so-cai.sqlite"
    run(request_, SOME)
    first = ledger.read_bytes()
    run(request_, SOME | CORRECTED)
    second = ledger.read_bytes()
    run(request_, SOME | CORRECTED | BETTER)
    kept = fingerprint(folder_of(request_, 2)), fingerprint(folder_of(request_, 3))
    written = fingerprint(request_.folder)
    for old in (b"", first):
        ledger.write_bytes(old)
        with pytest.raises(DefinitionError, match=r"không có lần phát hành đang giữ ở .*3: đây không phải sổ cái"):
            run(request_, SOME | BETTER)
        assert fingerprint(request_.folder) == written
    assert (fingerprint(folder_of(request_, 2)), fingerprint(folder_of(request_, 3))) == kept
    ledger.write_bytes(second)  # as a run leaves it that was killed just before it entered its issue
    run(request_, SOME | CORRECTED | BETTER)
    assert fingerprint(folder_of(request_, 3)) == kept[1]


def test_a_new_ledger_is_not_begun_beside_another_periods_issues(request_: Request) -> None:
    run(request_, SOME)
    (request_.out.parent / "so-cai.sqlite").unlink()
    folder_of(request_, 1).parent.rename(request_.out.parent / "phat-hanh" / "hai-phong" / "2025-Q4")
    with pytest.raises(DefinitionError, match=r"2025-Q4/1: đây không phải sổ cái của thư mục này"):
        run(request_, SOME)

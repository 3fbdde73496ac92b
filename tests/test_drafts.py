"""Drafts issue nothing, rounds issue once, corrections say why; the ledger makes all of it once more."""

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from unittest.mock import Mock

import pytest
from changing_city import make_city, send
from openpyxl import load_workbook
from papers import in_process
from typer.testing import CliRunner
from week import CORRECTED, EAST, ID, PERIOD, REPORTS, SAME, WARD, WEST

from flows.afterwards.correcting import correct
from flows.afterwards.rebuilding import SAME as SAME_BYTES
from flows.afterwards.rebuilding import rebuild
from flows.cli.app import app
from flows.duty import Done, do_round, reminded
from flows.inbox.answering import Asked
from flows.ledger.chain import Entry
from flows.ledger.closing import close
from flows.ledger.issues import folder_of
from flows.ledger.store import Unavailable, place_of, reading, writing
from flows.locality.localities import load_locality
from flows.machine import workers
from flows.machine.advice import advice, can_heal
from flows.machine.clock import VIETNAM
from flows.machine.engine import Engine, EngineFailed
from flows.machine.publishing import Locked, fingerprint
from flows.proof import unattended
from flows.proof.unattended import Proven, prove_issue
from flows.quarter import run_quarter
from flows.record.request import Request, Run
from kstt.form import DefinitionError
from kstt.period import Period
from report_templates.blanks.blank import file_name
from report_templates.report.workbook import DRAFT

pytestmark = pytest.mark.usefixtures("without_overviews")

IN_TIME, LATE = 1_773_540_000, 1_773_900_000  # 15 and 19 March 2026
ASKED = Asked(ID, Path("data/raw"), Path("data/out"))


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of the small city; two wards have sent."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    make_city(tmp_path)
    sent(WARD, EAST)
    return tmp_path


def sent(*units: int, corrected: bool = False, at: int = IN_TIME) -> None:
    """Reports in the period's folder; a corrected one lies beside the first."""
    folder = Path("data/raw") / str(PERIOD)
    for code in units:
        unit = load_locality(ID).register.get(code)
        assert unit
        name = folder / file_name(unit)
        first = name.read_bytes() if corrected else b""
        send(Path("data"), PERIOD, {code: (CORRECTED if corrected else REPORTS)[code]})
        os.utime(name, (at, at))
        if corrected:
            name.rename(folder / "dinh chinh.xlsx")
            name.write_bytes(first)
            os.utime(name, (IN_TIME, IN_TIME))


def request(*, draft: bool = False, period: Period = PERIOD) -> Request:
    return Request(period, ID, ASKED.raw / str(period), ASKED.out, draft=draft)


def run(*, draft: bool = False) -> Run:
    return run_quarter(request(draft=draft), in_process)


def story(asked: Request) -> Run:
    return run_quarter(asked, in_process)


def round_at(text: str) -> Done:
    return do_round(ASKED, datetime.fromisoformat(text).replace(tzinfo=VIETNAM), story)


def entries() -> list[Entry]:
    with reading(place_of(ASKED.out)) as ledger:
        assert not ledger.verify().fault
        return list(ledger.entries())


def kinds() -> list[str]:
    return [entry.kind for entry in entries()]


def headline(done: Run) -> str:
    """The line of the report where the number of the issue stands."""
    assert done.report
    return str(load_workbook(done.report)["Nguồn số liệu"]["A1"].value)


def test_a_draft_issues_nothing(office: Path) -> None:
    done = run(draft=True)
    assert DRAFT in headline(done)
    assert done.record["draft"] is True
    assert done.remark.endswith("dự thảo, chưa phát hành lần nào.")
    assert "issued" not in kinds()
    assert next(entry.told["draft"] for entry in entries() if entry.kind == "run") is True
    assert not (office / "data/phat-hanh").exists()


def test_the_issue_after_a_draft_is_the_first() -> None:
    draft = fingerprint(run(draft=True).folder)
    done = run()
    assert "lần phát hành 1" in headline(done)
    assert "draft" not in done.record
    assert fingerprint(done.folder) != draft
    assert [entry.told["issue"] for entry in entries() if entry.kind == "issued"] == [1]


def test_a_draft_of_figures_that_were_issued_shows_their_number() -> None:
    first = fingerprint(run().folder)
    before = entries()
    done = run(draft=True)
    assert fingerprint(done.folder) == first
    assert done.remark.endswith("số liệu vẫn như lần phát hành 1.")
    assert entries() == before


def test_a_draft_of_other_figures_says_what_would_change_and_leaves_the_issue_alone() -> None:
    sent(SAME)
    run()
    kept = fingerprint(folder_of(request(), 1))
    sent(SAME, corrected=True, at=LATE)
    done = run(draft=True)
    assert DRAFT in headline(done)
    assert done.remark.endswith("dự thảo, lần phát hành gần nhất là 1.")
    assert done.report
    told = [str(row[0].value) for row in load_workbook(done.report)["Thay đổi"].iter_rows(max_row=2)]
    assert told[0].startswith("THAY ĐỔI SO VỚI LẦN PHÁT HÀNH 1")
    assert told[1].startswith("Dự thảo: ")
    assert fingerprint(folder_of(request(), 1)) == kept
    assert not folder_of(request(), 2).exists()
    assert "lần phát hành 2" in headline(run())


def test_every_run_once_more_byte_for_byte() -> None:
    run(draft=True)
    sent(SAME)
    run(draft=True)
    run()
    sent(SAME, corrected=True, at=LATE)
    run(draft=True)
    correct(request(), "phường Đồ Sơn", "Công văn 12", story)
    made = list(rebuild(ASKED.out, in_process))
    assert [(one.result, one.issue) for one in made] == [(SAME_BYTES, issue) for issue in (0, 0, 1, 1, 2)]


def test_a_period_closed_over_a_draft_keeps_what_was_issued() -> None:
    sent(SAME)
    run()
    sent(SAME, corrected=True, at=LATE)
    run(draft=True)
    with writing(place_of(ASKED.out)) as ledger:
        assert close(ledger, request(), "đã gửi đi") == 1
    assert run().record["files"]["dinh chinh.xlsx"]["outcome"] == "after_closing"
    assert "lần phát hành 1" in headline(run())


def test_no_longer_period_is_issued_from_drafts() -> None:
    run(draft=True)
    half = request(period=Period(2026, "6M"))
    with pytest.raises(DefinitionError, match=r"mới có dự thảo, chưa phát hành.*hãy chạy: kstt run 2026-Q1"):
        run_quarter(half, in_process)


# rounds


def test_rounds_draft_until_the_deadline_and_issue_once_after_it() -> None:
    assert round_at("2026-03-14T23:59").sentence == "Ngày 14/3/2026 không có kỳ nào đến hạn"
    assert "dự thảo" in round_at("2026-03-15T07:05").sentence
    assert "dự thảo" in round_at("2026-03-17T23:59").sentence
    sent(SAME)
    assert round_at("2026-03-18T00:05").sentence == (
        "Quý I năm 2026: 3/6 đơn vị có số liệu; đã ghi 4 mục; lần phát hành 1."
    )
    sent(SAME, corrected=True, at=LATE)
    before = entries()
    late = round_at("2026-03-19T07:05")
    assert late == Done("Quý I năm 2026 đã phát hành khi hết hạn 17/3/2026; sửa sau đó: đính chính")
    assert entries() == before


def test_a_missed_final_round_is_made_up_for() -> None:
    assert "lần phát hành 1" in round_at("2026-03-29T11:05").sentence
    assert round_at("2026-04-01T07:05").sentence == "Ngày 1/4/2026 không có kỳ nào đến hạn"


def test_a_deadline_that_is_moved_later_is_another_final_round(office: Path) -> None:
    round_at("2026-03-18T00:05")
    (office / "localities" / ID / "calendar.toml").write_text(
        '[[extension]]\nperiod = "2026-Q1"\nlast = 2026-03-20\ndocument = "Công văn 5"\n', encoding="utf-8"
    )
    sent(SAME)
    assert "dự thảo" in round_at("2026-03-19T07:05").sentence
    assert "lần phát hành 2" in round_at("2026-03-21T00:05").sentence


def test_a_round_without_files_touches_nothing(office: Path) -> None:
    done = run()
    before = fingerprint(done.folder)
    (office / "data/raw/2026-Q1").rename(office / "kho")  # as if a network folder were away
    for at in ("2026-03-16T09:05", "2026-03-18T00:05"):
        assert round_at(at) == Done("Quý I năm 2026: chưa nhận được tệp nào, không thay đổi gì")
    assert fingerprint(done.folder) == before
    assert reminded(ASKED, datetime(2026, 3, 16, tzinfo=VIETNAM).date(), story)
    assert fingerprint(done.folder) == before


def test_a_final_round_in_which_nothing_is_accepted_stays_due(office: Path) -> None:
    for path in (office / "data/raw/2026-Q1").glob("*.xlsx"):
        path.write_bytes(b"no workbook")
    assert "chưa có báo cáo" in round_at("2026-03-18T00:05").sentence
    sent(WARD)
    assert "lần phát hành 1" in round_at("2026-03-18T07:05").sentence


def test_nobody_is_reminded_of_a_closed_period() -> None:
    today = datetime(2026, 3, 18, tzinfo=VIETNAM).date()
    assert reminded(ASKED, today, story) == request(draft=True)
    run()
    with writing(place_of(ASKED.out)) as ledger:
        close(ledger, request(), "")
    assert reminded(ASKED, today, story) is None
    assert reminded(ASKED, today.replace(month=2), story) is None


# corrections


def test_a_correction_is_issued_with_its_reason() -> None:
    sent(SAME)
    run()
    sent(SAME, corrected=True, at=LATE)
    done = correct(request(), "11740", "  Công văn 12/UBND \n của phường", story)
    assert "lần phát hành 2" in headline(done)
    told = [entry for entry in entries() if entry.kind == "correction"]
    assert [entry.told for entry in told] == [{"unit_code": SAME, "why": "Công văn 12/UBND của phường"}]
    assert told[0].who
    sheet = load_workbook(done.report)["Thay đổi"]
    (shown,) = [cell.value for row in sheet for cell in row if str(cell.value).startswith("Đính chính theo yêu cầu: ")]
    assert f"Công văn 12/UBND của phường ({told[0].who}, " in shown
    assert done.record["corrections"] == [told[0].told | {"by": told[0].who, "at": told[0].at}]
    again = correct(request(), "11740", "Gửi lại", story)  # nothing changed: the issue stays as it was asked for
    assert again.record["corrections"] == done.record["corrections"]
    assert "Lần phát hành 2" in str([cell.value for row in load_workbook(again.report)["Thay đổi"] for cell in row])
    assert {one.result for one in rebuild(ASKED.out, in_process)} == {SAME_BYTES}


def test_a_reason_never_sticks_to_what_another_unit_sends_next() -> None:
    """The ward's reason is entered though nothing of it changed; then another unit alone sends."""
    sent(SAME)
    run()
    same = "không có gì thay đổi so với lần chạy trước; số liệu vẫn như lần phát hành 1."
    assert correct(request(), "11740", "Công văn 12", story).remark == f"đã ghi lý do đính chính; {same}"
    assert correct(request(), "11740", "Công văn 12", story).remark == f"lý do đính chính đã có trong sổ cái; {same}"
    (entered,) = [entry for entry in entries() if entry.kind == "correction"]
    sent(WEST, at=LATE)
    done = run()
    assert [one["unit_code"] for one in done.record["corrections"]] == [SAME]
    told = [str(cell.value) for row in load_workbook(done.report)["Thay đổi"] for cell in row if cell.value]
    assert [one.rpartition(",")[0] for one in told if "Công văn 12" in one] == [
        f"Đính chính được yêu cầu nhưng không làm đổi số liệu: Phường Đồ Sơn: Công văn 12 ({entered.who}"
    ]
    assert not any(one.startswith("Đính chính theo yêu cầu") for one in told)
    said = typed("diff-report", "2026-Q1", "1", "2")
    assert "- đính chính được yêu cầu nhưng không làm đổi số liệu: Phường Đồ Sơn: Công văn 12 (" in said
    assert "đính chính theo yêu cầu" not in said
    assert {one.result for one in rebuild(ASKED.out, in_process)} == {SAME_BYTES}


def test_a_reason_for_the_whole_locality_stands_over_every_change() -> None:
    run()
    correct(request(), "", "Sửa danh mục", story)
    sent(SAME, at=LATE)
    told = [str(cell.value) for row in load_workbook(run().report)["Thay đổi"] for cell in row if cell.value]
    assert any(one.startswith("Đính chính theo yêu cầu: Thành phố Hải Phòng: Sửa danh mục (") for one in told)


def test_a_second_try_of_a_correction_enters_it_once() -> None:
    run()

    def broken(_: Request) -> Run:
        raise Locked("Không ghi được")

    for _ in range(2):
        with pytest.raises(Locked):
            correct(request(), "", "Sửa danh mục", broken)
    for why in ("Sửa danh mục", "Sửa kế hoạch"):  # another reason is no second try
        correct(request(), "", why, story)
    told = [{"unit_code": None, "why": why} for why in ("Sửa danh mục", "Sửa kế hoạch")]
    assert [entry.told for entry in entries() if entry.kind == "correction"] == told


def test_what_can_not_be_corrected() -> None:
    def refused(unit: str, why: str) -> str:
        with pytest.raises(DefinitionError) as told:
            correct(request(), unit, why, story)
        return str(told.value)

    assert refused("", " ") == "đính chính phải có lý do; lý do được ghi vào sổ cái"
    assert refused("", "sửa").startswith("chưa có sổ cái")
    assert not list(ASKED.out.parent.glob("so-cai*"))  # none is made where there was none
    story(replace(request(), draft=True))
    assert refused("", "sửa") == "kỳ 2026-Q1 chưa phát hành báo cáo nào, không có gì để đính chính"
    run()
    away = replace(request(), raw=ASKED.raw / "trong")
    away.raw.mkdir()
    with pytest.raises(DefinitionError, match="không có tệp nào của kỳ; tệp nằm ở nơi khác thì thêm --raw"):
        correct(away, "", "sửa", story)
    assert refused("xã Không Có", "sửa").startswith("«xã Không Có» không phải đơn vị nào")
    with writing(place_of(ASKED.out)) as ledger:
        close(ledger, request(), "")
    assert refused("", "sửa").endswith('mở lại trước: kstt reopen 2026-Q1 --why "lý do"')
    assert "correction" not in kinds()


# what operators are told


def test_only_what_can_heal_is_tried_again() -> None:
    assert all(map(can_heal, (OSError("x"), Locked("x"), Unavailable("x"), TimeoutError())))
    assert not any(map(can_heal, (DefinitionError("x"), ValueError("x"), KeyError("x"), None)))


@pytest.mark.parametrize(
    ("fault", "begins", "todo"),
    [
        (Locked("Không ghi được «a»: hãy đóng tệp."), "Không ghi được «a»: hãy đóng tệp.", "lượt sau sẽ tự làm lại"),
        (DefinitionError("units.csv dòng 3: thiếu mã."), "Không chạy được: units.csv dòng 3: thiếu mã.", "sửa chỗ vừa"),
        (OSError(5, "Input/output error", "/mnt/x"), "Không đọc hoặc ghi được «/mnt/x»", "kiểm tra ổ đĩa, mạng"),
        (KeyError("tên người"), "Chương trình gặp lỗi ngoài dự kiến (KeyError)", "cho người quản trị"),
    ],
)
def test_a_failure_says_what_to_do(fault: Exception, begins: str, todo: str) -> None:
    told = advice(fault)
    assert told.startswith(begins)
    assert todo in told
    assert "tên người" not in told


# the same without a server


def typed(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, list(words), env={"COLUMNS": "200", "KSTT_LOCALITY": ID})
    assert done.exit_code == code, done.output + repr(done.exception)
    return done.output


@pytest.mark.whole
def test_the_week_by_commands() -> None:
    assert "có số liệu (dự thảo)" in typed("run", "2026-Q1", "--draft", "--no-prefect")
    drafted = typed("round", "--at", "2026-03-17T17:05")
    assert "dự thảo" in drafted
    assert "Chứng minh số liệu" not in drafted
    issued = typed("round", "--at", "2026-03-18T00:05")
    assert "lần phát hành 1." in issued
    assert issued.endswith("Chứng minh số liệu: đã chứng minh, xem data/out/2026-Q1/chung-minh.txt\n")
    assert "đã phát hành khi hết hạn 17/3/2026" in typed("round", "--at", "2026-03-18T07:05")
    sent(SAME)
    assert "lần phát hành 2." in typed("correct", "2026-Q1", "--unit", "phường Đồ Sơn", "--why", "gửi muộn")
    for strange in ("hôm qua", "0001-01-01", "9999-12-31T23:59-12:00"):
        assert f"«{strange}» không phải là thời điểm" in typed("round", "--at", strange, code=2)


@pytest.mark.whole
def test_a_round_whose_issue_does_not_hold_says_so_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    without = EngineFailed("LibreOffice chạy quá 300 giây")
    monkeypatch.setattr(unattended, "engine", lambda: None)
    assert prove_issue(run(draft=True)) is None
    issue = run()
    assert prove_issue(issue) is None
    monkeypatch.setattr(unattended, "engine", lambda: Engine("LibreOffice", Mock(side_effect=without)))
    assert prove_issue(issue) == Proven(f"Chứng minh số liệu: chưa chứng minh được, {without}", holds=True)
    page = next(issue.folder.glob("*.html"))
    page.write_bytes(page.read_bytes() + b" ")
    wrong = "Chứng minh số liệu: không khớp 2 chỗ; không gửi báo cáo này, xem data/out/2026-Q1/chung-minh.txt"
    assert prove_issue(issue) == Proven(wrong, holds=False)
    monkeypatch.setattr("flows.duty.do_round", lambda *_: Done("quý I năm 2026: xong", issue))
    assert typed("round", code=1).endswith(f"quý I năm 2026: xong\n{wrong}\n")


def test_serving_needs_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    assert "Chưa đặt địa chỉ máy chủ Prefect" in typed("serve", code=2)
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    told = typed("serve", code=1)
    assert told.startswith("Không tới được máy chủ Prefect http://127.0.0.1:9/api: ")
    assert "mở máy chủ bằng lệnh: prefect server start" in told

"""Files copied over or tidied away: a faulty one displaces nothing, and a closed period keeps what it knew."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from papers import FORMS, PERIOD, Counts, Paper, in_process, rows, workbook
from small_office import settle_in
from test_quarter import DO_SON, HONG_BANG, KIEN_AN, ONE, THREE, TWO, book, send

from flows.afterwards.rebuilding import SAME, rebuild
from flows.afterwards.rejudging import rejudge
from flows.ledger.closing import close, reopen
from flows.ledger.history import history_of, unit_of
from flows.ledger.store import place_of, reading, writing
from flows.locality.localities import load_locality
from flows.machine import workers
from flows.quarter import run_quarter
from flows.received.keeping import kept_in
from flows.record.request import Request, Run
from kstt.form import DefinitionError

pytestmark = pytest.mark.usefixtures("without_overviews")

FAULTY = TWO | {3: TWO[3] + 1}
NAME, FORMER = "bao cao.xlsx", "bao cao (bản cũ).xlsx"


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    return settle_in(tmp_path)


def do_son(*lines: Counts) -> bytes:
    return book("phường Đồ Sơn", *lines)


def run(request: Request, content: bytes, hour: int = 8, others: Mapping[str, bytes] = {}) -> Run:
    """A run with one file at the same place always, and others; the folder has nothing else."""
    for gone in request.raw.glob("*.xlsx"):
        gone.unlink()
    files = {NAME: content} if content else {}
    send(request.raw, {name: (one, f"2026-03-15T{hour:02}:00:00") for name, one in {**files, **others}.items()})
    return run_quarter(request, in_process)


def counted(done: Run, unit: int = DO_SON) -> list[str]:
    return [name for name, file in done.record["files"].items() if file["counts"] and file["unit_code"] == unit]


def said(done: Run, name: str) -> list[str]:
    return [one["reason"] for one in done.record["set_aside"] if one["file"] == name]


def all_the_same(request: Request) -> bool:
    return {one.result for one in rebuild(request.out, in_process)} == {SAME}


def test_a_faulty_correction_saved_under_the_same_name_displaces_nothing(request_: Request) -> None:
    run(request_, do_son(ONE))
    done = run(request_, do_son(FAULTY), 9)
    assert (counted(done), done.record["issue"], done.fresh) == ([FORMER], 1, 1)
    assert done.record["files"][NAME]["outcome"] == "must_fix"
    (why,) = said(done, FORMER)
    assert why == (
        f"Bản cũ của tệp «{NAME}», vẫn tính cho biểu II.06a: bản chép đè lên nó còn lỗi, thiếu biểu này hoặc nhận sau "
        "khi chốt số liệu"
    )
    assert run(request_, do_son(FAULTY), 9).remark.startswith("không có gì thay đổi")
    with reading(place_of(request_.out)) as ledger:
        unit = unit_of(str(DO_SON), load_locality("hai-phong").register)
        history = history_of(unit, ledger.entries("hai-phong", str(PERIOD)))
    assert [(one.told["file"], one.present, one.counts) for one in history.sent] == [
        (FORMER, True, ("II.06a",)),
        (NAME, True, ()),
    ]
    assert history.counts == (("II.06a", FORMER, "tệp gửi sau còn lỗi nên không thay thế"),)
    done = run(request_, do_son(THREE), 10)
    assert (counted(done), list(done.record["files"]), done.record["issue"]) == ([NAME], [NAME], 2)
    assert all_the_same(request_)


def test_a_good_correction_saved_under_the_same_name_is_all_there_is(request_: Request) -> None:
    run(request_, do_son(ONE))
    done = run(request_, do_son(TWO), 9)
    assert (counted(done), list(done.record["files"]), done.fresh) == ([NAME], [NAME], 1)
    done = run(request_, do_son(ONE), 10)
    assert (counted(done), list(done.record["files"])) == ([NAME], [NAME])
    assert all_the_same(request_)


def test_a_correction_under_the_same_name_says_which_lines_it_lacks(request_: Request) -> None:
    run(request_, do_son(ONE, TWO))
    done = run(request_, do_son(THREE), 9)
    assert list(done.record["files"]) == [NAME]
    assert said(done, NAME) == [
        f"biểu II.06a tính theo tệp này, không tính 1 dòng chỉ có ở tệp «{FORMER}» cùng đơn vị: «Y tế»"
    ]
    assert said(run(request_, do_son(THREE, THREE), 10), NAME) == []
    assert all_the_same(request_)


def test_the_last_good_one_of_a_name_counts(request_: Request) -> None:
    for hour, content in enumerate((do_son(ONE), do_son(TWO), do_son(FAULTY), b"no workbook"), 8):
        done = run(request_, content, hour)
    second = "bao cao (bản cũ) (2).xlsx"
    assert (counted(done), list(done.record["files"])) == ([second], [second, NAME])
    assert said(done, second)
    assert all_the_same(request_)


@pytest.mark.parametrize("hour", [8, 7])
def test_what_was_copied_over_is_the_former_one_whatever_the_clock_says(request_: Request, hour: int) -> None:
    run(request_, do_son(ONE))
    done = run(request_, do_son(TWO), hour)
    assert (counted(done), list(done.record["files"])) == ([NAME], [NAME])


def test_a_form_that_the_later_file_lacks_still_counts(request_: Request) -> None:
    five = FORMS["II.05"]
    counts = dict.fromkeys((column.number for column in five.numbers), 0)
    heads = {"unit": "Đơn vị báo cáo: UBND phường Đồ Sơn", "period": "Kỳ báo cáo: Quý I năm 2026"}
    both = {
        "II.05": Paper(rows([counts], labels=["Hộ tịch"]), form=five, **heads).grid(),
        "II.06a": Paper(rows([ONE], labels=["Hộ tịch"]), **heads).grid(),
    }
    run(request_, workbook(both))
    done = run(request_, do_son(TWO), 9)
    assert counted(done) == [FORMER, NAME]
    assert "vẫn tính cho biểu II.05:" in said(done, FORMER)[0]
    assert all_the_same(request_)


def test_a_file_of_another_unit_takes_back_what_it_was_copied_over_and_says_so(request_: Request) -> None:
    run(request_, do_son(ONE))
    kien_an = book("phường Kiến An", TWO)
    done = run(request_, kien_an, 9)
    assert (counted(done), counted(done, KIEN_AN)) == ([], [NAME])
    (kept,) = (path for path in kept_in(request_).iterdir() if path.read_bytes() == do_son(ONE))
    (why,) = said(done, NAME)
    assert why == (
        "Đã chép đè lên tệp của Phường Đồ Sơn nhận ngày 15/3/2026, nên tệp đó không còn được tính. Nếu chép nhầm: chép "
        f"bản lưu da-nhan/{kept.name} vào thư mục nhận với tên khác rồi chạy lại"
    )
    done = run(request_, kien_an, 9, {"ds.xlsx": do_son(ONE)})
    assert (counted(done), counted(done, KIEN_AN), said(done, NAME)) == (["ds.xlsx"], [NAME], [])
    assert all_the_same(request_)


def test_what_was_moved_elsewhere_is_there_once(request_: Request) -> None:
    run(request_, do_son(ONE))
    done = run(request_, do_son(FAULTY), 9, {"ban truoc.xlsx": do_son(ONE)})
    assert (counted(done), list(done.record["files"])) == (["ban truoc.xlsx"], ["ban truoc.xlsx", NAME])


def test_what_was_taken_back_stays_so_when_something_else_comes_under_its_name(request_: Request) -> None:
    run(request_, do_son(ONE))
    run(request_, b"", 9, {"hb.xlsx": book("phường Hồng Bàng", ONE)})
    done = run(request_, do_son(FAULTY), 10, {"hb.xlsx": book("phường Hồng Bàng", ONE)})
    assert (counted(done), counted(done, HONG_BANG)) == ([], ["hb.xlsx"])
    assert done.record["units"][str(DO_SON)]["state"] == "must_fix"


def test_what_is_kept_nowhere_is_named(request_: Request) -> None:
    run(request_, do_son(ONE))
    for kept in kept_in(request_).iterdir():
        kept.write_bytes(b"changed")
    done = run(request_, do_son(FAULTY), 9)
    assert (counted(done), said(done, NAME)) == ([], [
        "tệp này không còn, hoặc đã bị chép đè; bản cũ cũng không còn trong da-nhan nên không xét lại được"
    ])  # fmt: skip


def test_a_folder_is_not_emptied_by_mistake(request_: Request) -> None:
    run(request_, do_son(ONE))
    with pytest.raises(DefinitionError, match="không còn tệp báo cáo nào, lần chạy trước có 1 tệp: hãy chép lại"):
        run(request_, b"")
    assert (request_.folder / request_.report).is_file()
    shutil.rmtree(request_.folder)
    assert run(request_, b"").record["coverage"]["reporting"] == 0


@pytest.mark.parametrize("later", [do_son(TWO), do_son(FAULTY), book("phường Kiến An", TWO), b""])
def test_a_closed_period_counts_what_it_knew_whatever_becomes_of_its_folder(request_: Request, later: bytes) -> None:
    others = {"hb.xlsx": book("phường Hồng Bàng", ONE)}
    run(request_, do_son(ONE), 8, others)
    with writing(place_of(request_.out)) as ledger:
        close(ledger, request_, "đã gửi")
    done = run(request_, later, 9, others)
    assert (counted(done), done.record["issue"]) == ([FORMER if later else NAME], 1)
    (why,) = said(done, counted(done)[0])
    assert why.startswith("Bản cũ của tệp" if later else "Không còn trong thư mục nhận; kỳ đã chốt số liệu nên vẫn như")
    assert run(request_, later, 9, others).remark.startswith("không có gì thay đổi")
    assert run(request_, b"", 10).record["issue"] == 1  # nothing at all is left
    assert rejudge(request_, PERIOD.window[1], in_process).changed == ()
    with writing(place_of(request_.out)) as ledger:
        reopen(ledger, request_, "đính chính")
    done = run(request_, later, 11, others)
    assert counted(done) == ([NAME] if later == do_son(TWO) else [FORMER] if later == do_son(FAULTY) else [])
    assert all_the_same(request_)


def test_a_closed_period_is_not_told_afterwards_when_or_from_whom_its_files_came(request_: Request) -> None:
    files = {"a.xlsx": (do_son(ONE), "2026-03-15T08:00:00"), "b.xlsx": (do_son(TWO), "2026-03-15T09:00:00")}
    files["c.xlsx"] = (book("", ONE), "2026-03-15T08:00:00")
    send(request_.raw, files, {"c.xlsx": HONG_BANG})
    first = run_quarter(request_, in_process)
    assert (counted(first), counted(first, HONG_BANG)) == (["b.xlsx"], ["c.xlsx"])
    with writing(place_of(request_.out)) as ledger:
        close(ledger, request_, "đã gửi")
    send(request_.raw, files | {"a.xlsx": (do_son(ONE), "2026-03-15T10:00:00")}, {"c.xlsx": KIEN_AN})
    done = run_quarter(request_, in_process)
    assert (counted(done), counted(done, HONG_BANG)) == (["b.xlsx"], ["c.xlsx"])
    assert done.record["files"]["a.xlsx"]["received"] == first.record["files"]["a.xlsx"]["received"]
    assert done.remark.endswith(
        "số liệu vẫn như lần phát hành 1. Kỳ đã chốt số liệu nên giờ nhận và đơn vị gửi vẫn như lúc chốt, dù nay ghi "
        "khác: a.xlsx, c.xlsx."
    )
    with writing(place_of(request_.out)) as ledger:
        reopen(ledger, request_, "đính chính")
    done = run_quarter(request_, in_process)
    assert (counted(done), counted(done, KIEN_AN), done.record["issue"]) == (["a.xlsx"], ["c.xlsx"], 2)
    assert "dù nay ghi khác" not in done.remark
    assert all_the_same(request_)


def test_a_file_renamed_after_the_closing_came_when_it_did(request_: Request) -> None:
    run(request_, do_son(ONE), 8, {"truoc.xlsx": do_son(TWO)})
    with writing(place_of(request_.out)) as ledger:
        close(ledger, request_, "đã gửi")
    done = run(request_, b"", 12, {"sau.xlsx": do_son(ONE), "truoc.xlsx": do_son(TWO)})
    received = {name: told["received"][11:16] for name, told in done.record["files"].items()}
    assert (received, done.record["issue"]) == ({"sau.xlsx": "08:00", "truoc.xlsx": "08:00"}, 1)

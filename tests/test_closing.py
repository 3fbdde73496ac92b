"""A closed period: which files it knows, what a later one becomes, and what can not be closed or opened."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from papers import Paper, cases, workbook

from flows.ledger.chain import Kind
from flows.ledger.closing import Closing, close, closing_met, closing_of, reopen, set_later_aside
from flows.ledger.store import Ledger, place_of, writing
from flows.machine.publishing import sha256_of
from flows.record.contract import RECORD
from flows.record.request import Request
from kstt.form import DefinitionError
from kstt.period import Period

PERIOD = Period(2026, "Q1")


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    return Request(PERIOD, "hai-phong", tmp_path / "raw", tmp_path / "out")


@pytest.fixture
def ledger(request_: Request) -> Iterator[Ledger]:
    with writing(place_of(request_.out)) as opened:
        yield opened


def enter(ledger: Ledger, kind: Kind, body: object, period: str = "2026-Q1", locality: str = "hai-phong") -> None:
    ledger.append(locality, period, [(kind, body)])


def ran(*hashes: str, draft: bool = False) -> dict[str, object]:
    files = {f"{at}.xlsx": {"sha256": one} for at, one in enumerate(hashes)}
    return {"files": files} | ({"draft": True} if draft else {})


def closing(ledger: Ledger) -> Closing | None:
    return closing_of(ledger.entries("hai-phong", "2026-Q1"))


def test_a_period_is_closed_with_the_files_of_its_last_run_that_was_no_draft(ledger: Ledger, request_: Request) -> None:
    enter(ledger, "run", ran("aa"))
    enter(ledger, "issued", {"issue": 1})
    enter(ledger, "run", ran("cc", "bb", "bb"))
    enter(ledger, "issued", {"issue": 2})
    enter(ledger, "run", ran("dd", draft=True))
    enter(ledger, "run", ran("ee"), period="2025-Q4")
    enter(ledger, "run", ran("ff"), locality="thu")
    assert closing(ledger) is None
    assert close(ledger, request_, "đã gửi") == 2
    last = ledger.last()
    assert last is not None
    assert last.told == {"closed": True, "files": ["bb", "cc"], "issue": 2, "why": "đã gửi"}
    assert closing(ledger) == Closing(last.at, frozenset({"bb", "cc"}))
    assert closing_of(ledger.entries("hai-phong", "2025-Q4")) is None
    reopen(ledger, request_, "sửa")
    assert closing(ledger) is None
    with pytest.raises(DefinitionError, match="chưa chốt số liệu"):
        reopen(ledger, request_, "")
    enter(ledger, "run", ran("gg"))
    assert close(ledger, request_, "") == 2
    again = closing(ledger)
    assert again is not None
    assert again.files == {"gg"}
    with pytest.raises(DefinitionError, match="đã chốt số liệu"):
        close(ledger, request_, "")


@pytest.mark.parametrize("entered", [[("run", ran("aa"))], [("issued", {"issue": 1})], [("run", ran(draft=True))], []])
def test_without_an_issue_or_a_run_there_is_nothing_to_close(
    entered: list[tuple[Kind, object]], ledger: Ledger, request_: Request
) -> None:
    for one in entered:
        enter(ledger, *one)
    with pytest.raises(DefinitionError, match="chưa có báo cáo nào"):
        close(ledger, request_, "")
    assert closing(ledger) is None


def test_what_was_set_aside_counts_only_once_the_period_is_run_again(ledger: Ledger) -> None:
    def met() -> bool:
        return closing_met(ledger.entries("hai-phong", "2026-Q1")) is not None

    closed: dict[str, object] = {"closed": True, "files": ["aa"], "issue": 1, "why": ""}
    told: list[tuple[Kind, dict[str, object], bool]] = [
        ("closing", closed, False),
        ("run", ran("aa"), True),
        ("closing", {"closed": False, "why": "sửa"}, True),
        ("run", ran("aa", "bb"), False),
        ("closing", closed, False),
    ]
    for kind, body, then in told:
        enter(ledger, kind, body)
        assert met() is then


def test_what_is_added_up_from_quarters_is_closed_by_closing_these(ledger: Ledger, request_: Request) -> None:
    longer = replace(request_, period=Period(2026, "6M"))
    enter(ledger, "run", ran() | {"added_up": True}, period="2026-6M")
    enter(ledger, "issued", {"issue": 1}, period="2026-6M")
    with pytest.raises(DefinitionError, match="từng quý: kstt close 2026-Q1; kstt close 2026-Q2"):
        close(ledger, longer, "đã gửi")
    assert closing_of(ledger.entries("hai-phong", "2026-6M")) is None
    enter(ledger, "run", ran("aa") | {"added_up": False})
    enter(ledger, "issued", {"issue": 1})
    assert close(ledger, request_, "đã gửi") == 1


@pytest.mark.parametrize("edited", [False, True])
def test_a_period_whose_record_is_not_the_one_entered_is_not_closed(
    edited: bool, ledger: Ledger, request_: Request
) -> None:
    """What lies in its folder is another run, or was edited: nobody saw that this is what is closed."""
    record = {"period": "2026-Q1", "locality": "hai-phong", "deadline": "", "hashes": []}
    record |= {name: {} for name in ("files", "units", "outputs", "coverage")}
    request_.folder.mkdir(parents=True)
    (request_.folder / RECORD).write_text(json.dumps(record), encoding="utf-8")
    enter(ledger, "run", ran("aa") | {"outputs": {RECORD: sha256_of(request_.folder / RECORD)}})
    enter(ledger, "issued", {"issue": 1})
    if not edited:
        assert close(ledger, request_, "") == 1
        return
    (request_.folder / RECORD).write_text(json.dumps(record | {"hashes": ["x"]}), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"không như sổ cái ghi .* hãy chạy lại: kstt run 2026-Q1$"):
        close(ledger, request_, "")
    assert closing(ledger) is None


def test_only_what_came_after_closing_is_set_aside(tmp_path: Path) -> None:
    files = {name: workbook({"Sheet1": Paper([], unit=name).grid()}) for name in ("a.xlsx", "b.xlsx")}
    read = cases(tmp_path, files)
    set_later_aside(list(read.values()), None)
    assert [one.eligible for one in read.values()] == [True, True]
    shut = Closing("2026-03-18T09:00:00+07:00", frozenset({read["a.xlsx"].taken.sha256}))
    set_later_aside(list(read.values()), shut)
    assert {name: one.eligible for name, one in read.items()} == {"a.xlsx": True, "b.xlsx": False}
    assert read["a.xlsx"].set_aside == []
    assert read["b.xlsx"].set_aside[-1] == (
        "Nhận sau khi kỳ đã chốt số liệu ngày 18/3/2026: đã kiểm tra nhưng không tính"
    )

"""Why a figure moved between two issues: only a finding about that very figure is named, and only where it went."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from papers import FORMS, SIX, Counts, in_process
from test_continuity import DO_SON, HONG_BANG, Q1, Q2, Line, book, six
from test_explaining import answered, copy_of, send
from test_quarter import REGISTER

from flows.changes.comparing import compare_issues
from flows.changes.reasons import BACK, GONE, NEW, OWN, REREAD, REVOKED, TAKEN_BACK, reasons
from flows.ledger.explaining import Desk, explain, waive
from flows.ledger.issues import archived
from flows.locality.localities import load_locality
from flows.locality.naming import namer
from flows.machine import workers
from flows.quarter import run_quarter
from flows.record.request import Request, Run
from kstt.changes.move import Move, Origin, moves_between
from kstt.changes.prompting import Doubt, Doubts, prompts
from kstt.waiver import Waiver

pytestmark = pytest.mark.usefixtures("seven_units", "without_overviews")

UNIT = REGISTER.match("phường Đồ Sơn")[0]
TRANSPORT = "Giao thông vận tải"
BACKLOG = "Phải giải trình trong «do-son.xlsx»: Dòng «{}», cột (6)"
Told = dict[tuple[str, int], str]


@pytest.fixture(autouse=True)
def _no_child_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "each", in_process)


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    """The second quarter; the first closed with 5 of Hộ tịch, 3 of Y tế and 2 of TRANSPORT."""
    first = Request(Q1, "hai-phong", tmp_path / "raw" / "2026-Q1", tmp_path / "out")
    closed = [("Hộ tịch", six(0, 5)), ("Y tế", six(1, 3)), (TRANSPORT, six(0, 2))]
    send(first, "do-son.xlsx", book(DO_SON, Q1, closed), 8)
    run_quarter(first, in_process)
    return Request(Q2, "hai-phong", tmp_path / "raw" / "2026-Q2", tmp_path / "out")


def sent(request: Request, name: str, lines: Sequence[Line], hour: int) -> Run:
    send(request, name, book(DO_SON, Q2, lines), hour)
    return run_quarter(request, in_process)


def told(request: Request, numbers: tuple[int, int] = (1, 2)) -> Told:
    """Why each figure of the unit moved, by line and column."""
    found = compare_issues(request, numbers).reasons
    assert {code for code, *_ in found} == {UNIT.code}
    return {(line, column): said for (_, _, line, column), said in found.items()}


def more(line: Counts, cells: Mapping[int, int]) -> Counts:
    return {number: value + cells.get(number, 0) for number, value in line.items()}


def test_a_finding_on_another_line_prompted_nothing(request_: Request) -> None:
    """Hộ tịch has something to explain and keeps it; the unit corrects TRANSPORT by itself."""
    sent(request_, "do-son.xlsx", [("Hộ tịch", six(7, 1)), ("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))], 9)
    two_more = more(six(2, 1), {3: 2, 4: 2, 7: 2, 8: 2})
    sent(request_, "lan 2.xlsx", [("Hộ tịch", six(7, 1)), ("Y tế", six(3, 0)), (TRANSPORT, two_more)], 10)
    assert told(request_) == {(TRANSPORT, number): OWN for number in (3, 4, 7, 8)}


def test_a_finding_that_stays_and_one_that_another_cell_has_prompted_nothing(request_: Request) -> None:
    """Column (6) is to be explained before and after; (4), (3), (7) and (8) of the same line moved."""
    sent(request_, "do-son.xlsx", [("Hộ tịch", six(7, 1)), ("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))], 9)
    lines = [("Hộ tịch", more(six(7, 1), {3: 4, 4: 4, 7: 4, 8: 4})), ("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))]
    sent(request_, "lan 2.xlsx", lines, 10)
    assert told(request_) == {("Hộ tịch", number): OWN for number in (3, 4, 7, 8)}


def test_a_settled_finding_is_told_at_its_figure_and_at_what_had_to_follow(request_: Request) -> None:
    """Hộ tịch opens as the former quarter closed now; its (5) and Y tế moved besides, which nobody asked for."""
    sent(request_, "do-son.xlsx", [("Hộ tịch", six(7, 1)), ("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))], 9)
    settled = more(six(7, 1), {3: -2, 6: -2, 7: -2, 8: -2})
    other = more(six(3, 0), {4: -1, 5: 1})
    sent(request_, "lan 2.xlsx", [("Hộ tịch", settled), ("Y tế", other), (TRANSPORT, six(2, 1))], 10)
    found = told(request_)
    assert {at for at, said in found.items() if said == OWN} == {("Y tế", 4), ("Y tế", 5)}
    prompted = found["Hộ tịch", 6]
    assert prompted.startswith(BACKLOG.format("Hộ tịch") + " Số lượng hồ sơ tiếp nhận – Từ kỳ trước ghi 7, khác 5")
    following = f"Đổi theo cột (6) cùng dòng. {prompted}"
    assert {number: found["Hộ tịch", number] for number in (3, 7, 8)} == dict.fromkeys((3, 7, 8), following)
    assert len(found) == 6


def test_two_columns_that_moved_with_a_settled_one_are_nobodys_consequence(request_: Request) -> None:
    """(6) is settled; of (3) and (4) nobody knows which the unit meant, nor of (7) and (11)."""
    sent(request_, "do-son.xlsx", [("Hộ tịch", six(7, 1)), ("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))], 9)
    settled = more(six(7, 1), {3: 1, 4: 3, 6: -2, 7: -1, 8: -1, 11: 2, 12: 2})
    sent(request_, "lan 2.xlsx", [("Hộ tịch", settled), ("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))], 10)
    found = told(request_)
    assert {number for (_, number), said in found.items() if said == OWN} == {3, 4, 7, 8, 11, 12}
    assert found["Hộ tịch", 6].startswith(BACKLOG.format("Hộ tịch"))


def test_a_line_that_was_asked_for_is_told_whole(request_: Request) -> None:
    sent(request_, "do-son.xlsx", [("Hộ tịch", six(5, 1)), (TRANSPORT, six(2, 1))], 9)
    sent(request_, "lan 2.xlsx", [("Hộ tịch", six(5, 1)), ("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))], 10)
    found = told(request_)
    assert {line for line, _ in found} == {"Y tế"}
    assert len(found) == 11
    (said,) = set(found.values())
    assert said.startswith(BACKLOG.format("Y tế"))


def test_a_fault_of_a_cell_that_did_not_move_prompted_nothing(request_: Request) -> None:
    """The file in between has a negative number elsewhere on the line, and the right numbers where figures moved."""
    good = [("Hộ tịch", six(5, 1)), ("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))]
    better = more(six(5, 1), {3: 4, 4: 4, 7: 4, 8: 4})
    sent(request_, "do-son.xlsx", good, 9)
    faulty = sent(request_, "loi.xlsx", [("Hộ tịch", better | {10: -3}), *good[1:]], 10)
    (negative,) = faulty.record["files"]["loi.xlsx"]["findings"]
    assert (negative["rule"], negative["cell"], negative["line"]) == ("cell.negative", "J9", "Hộ tịch")
    sent(request_, "lan 3.xlsx", [("Hộ tịch", better), *good[1:]], 11)
    assert told(request_) == {("Hộ tịch", number): OWN for number in (3, 4, 7, 8)}


def test_a_number_that_was_wrong_in_between_is_told_at_that_number_only(request_: Request) -> None:
    good = [("Hộ tịch", six(5, 1)), ("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))]
    better = more(six(5, 1), {3: 4, 4: 4, 7: 4, 8: 4})
    sent(request_, "do-son.xlsx", good, 9)
    sent(request_, "loi.xlsx", [("Hộ tịch", better | {3: 1}), *good[1:]], 10)
    sent(request_, "lan 3.xlsx", [("Hộ tịch", better), *good[1:]], 11)
    found = told(request_)
    assert found.pop(("Hộ tịch", 3)).startswith("Phải sửa trong «loi.xlsx»: Dòng «Hộ tịch»: (3) = (4) + (5) + (6)")
    assert found == {("Hộ tịch", number): OWN for number in (4, 7, 8)}


def test_the_words_that_came_with_a_new_figure_go_before_all(request_: Request) -> None:
    rest = [("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))]
    sent(request_, "do-son.xlsx", [("Hộ tịch", six(7, 1)), *rest], 9)
    asked = sent(replace(request_, draft=True), "lan 2.xlsx", [("Hộ tịch", six(8, 1)), *rest], 10)
    send(request_, "lan 3.xlsx", answered(copy_of(asked, "lan 2.xlsx"), {"Hộ tịch": "Ba hồ sơ chuyển đến."}), 11)
    run_quarter(request_, in_process)
    found = told(request_)
    assert found["Hộ tịch", 6] == "Giải trình: Ba hồ sơ chuyển đến."
    assert found["Hộ tịch", 3].startswith(f"Đổi theo cột (6) cùng dòng. {BACKLOG.format('Hộ tịch')}")


def test_what_was_explained_did_not_prompt_another_number_that_has_to_be_explained_too(request_: Request) -> None:
    """7 of 5 was explained and accepted; nobody asked for 8 in its place, but 5 answers the finding all the same."""
    rest = [("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))]
    sent(request_, "do-son.xlsx", [("Hộ tịch", six(7, 1)), *rest], 9)
    explain(Desk("hai-phong", request_.out), UNIT, Q2, 1, "Nhận bàn giao hai hồ sơ.")
    rest[0] = ("Y tế", six(3, 1))
    sent(request_, "lan 2.xlsx", [("Hộ tịch", six(7, 1)), *rest], 10)
    one_more = more(six(7, 1), {3: 1, 6: 1, 7: 1, 8: 1})
    sent(request_, "lan 3.xlsx", [("Hộ tịch", one_more), *rest], 11)
    assert told(request_, (2, 3)) == {("Hộ tịch", number): OWN for number in (3, 6, 7, 8)}
    sent(request_, "lan 4.xlsx", [("Hộ tịch", more(six(7, 1), {3: -2, 6: -2, 7: -2, 8: -2})), *rest], 12)
    assert told(request_, (2, 4))["Hộ tịch", 6].startswith("Đã giải trình trong «lan 2.xlsx»: Dòng «Hộ tịch», cột (6)")


def test_a_waived_sum_is_told_at_the_cells_it_suspected(request_: Request) -> None:
    """The sum names (3) and suspects (4); the unit mends it at (4)."""
    wrong = six(5, 1) | {3: 24, 7: 23, 8: 23}  # 3 = 4 + 5 + 6 lacks 1, 3 = 7 + 11 holds
    rest = [("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))]
    waived = Waiver(UNIT.code, "identity.sum", Q2, Q2, "Hệ thống cũ", "", "")
    waive(Desk("hai-phong", request_.out), waived, revoked=False)
    done = sent(request_, "do-son.xlsx", [("Hộ tịch", wrong), *rest], 9)
    (let_pass,) = done.record["files"]["do-son.xlsx"]["findings"]
    assert (let_pass["waived"] != "", let_pass["column"]) == (True, 3)
    sent(request_, "lan 2.xlsx", [("Hộ tịch", wrong | {4: 19}), *rest], 10)
    (said,) = told(request_).values()
    assert said.startswith("Được miễn trong «do-son.xlsx»: Dòng «Hộ tịch»: (3) = (4) + (5) + (6)")


def test_a_waived_sum_that_lacks_as_much_as_before_prompted_nothing(request_: Request) -> None:
    """Both sides of the sum moved by four: it is as wrong as it was."""
    wrong = six(5, 1) | {3: 24, 7: 23, 8: 23}
    rest = [("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))]
    waive(Desk("hai-phong", request_.out), Waiver(UNIT.code, "identity.sum", Q2, Q2, "Cũ", "", ""), revoked=False)
    sent(request_, "do-son.xlsx", [("Hộ tịch", wrong), *rest], 9)
    sent(request_, "lan 2.xlsx", [("Hộ tịch", more(wrong, {3: 4, 4: 4, 7: 4, 8: 4})), *rest], 10)
    assert told(request_) == {("Hộ tịch", number): OWN for number in (3, 4, 7, 8)}


def test_a_file_read_otherwise_was_not_sent_again(request_: Request) -> None:
    """The very same file, out of which the program read other numbers at the time of the first issue."""
    sent(request_, "do-son.xlsx", [("Hộ tịch", six(5, 1)), ("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))], 9)
    sides = [archived(request_, 1)] * 2
    figures = sides[0].figures.copy()
    figures.loc[(figures["line"] == "Y tế") & (figures["column"] == 4), "value"] += 1
    forms, name = tuple(FORMS.values()), namer(load_locality("hai-phong"))
    moves = moves_between(forms, figures, sides[1].figures, name)
    assert list(reasons(moves, sides[0].record, sides[1].record, forms, name).values()) == [REREAD]


def test_what_keeps_a_form_from_counting_is_told_before_and_after(request_: Request) -> None:
    """A waiver lets a faulty file in; without it the file no longer counts."""
    wrong = six(5, 1) | {3: 24, 7: 23, 8: 23}
    rest = [("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))]
    other = book(HONG_BANG, Q2, [("Hộ tịch", six(5, 1))])
    send(request_, "hong-bang.xlsx", other, 8)
    sent(request_, "do-son.xlsx", [("Hộ tịch", wrong), *rest], 9)
    waived = Waiver(UNIT.code, "identity.sum", Q2, Q2, "Hệ thống cũ", "", "")
    waive(Desk("hai-phong", request_.out), waived, revoked=False)
    run_quarter(request_, in_process)
    waive(Desk("hai-phong", request_.out), waived, revoked=True)
    run_quarter(request_, in_process)
    (let_in,), (kept_out,) = (set(told(request_, numbers).values()) for numbers in ((1, 2), (2, 3)))
    assert let_in.startswith(f"{NEW}. Được miễn trong «do-son.xlsx»: Dòng «Hộ tịch»: (3) = ")
    assert kept_out.startswith(f"{GONE}. {REVOKED}. Phải sửa trong «do-son.xlsx»: Dòng «Hộ tịch»: (3) = ")


def test_where_an_earlier_file_counts_again_the_unit_did_not_send_it_again(request_: Request) -> None:
    """The later file counted by a waiver; without it, or without the file, the one before counts."""
    good = [("Hộ tịch", six(5, 1)), ("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))]
    waived = Waiver(UNIT.code, "identity.sum", Q2, Q2, "Hệ thống cũ", "", "")
    waive(Desk("hai-phong", request_.out), waived, revoked=False)
    sent(request_, "do-son.xlsx", good, 9)
    wrong = six(5, 1) | {3: 24, 7: 23, 8: 23}
    sent(request_, "lan 2.xlsx", [("Hộ tịch", wrong), *good[1:]], 10)
    waive(Desk("hai-phong", request_.out), waived, revoked=True)
    run_quarter(request_, in_process)
    (said,) = set(told(request_, (2, 3)).values())
    assert said.startswith(f"{BACK}. {REVOKED}. Phải sửa trong «lan 2.xlsx»: Dòng «Hộ tịch»: (3) = ")


def test_where_the_later_file_was_taken_away_the_earlier_one_counts_again(request_: Request) -> None:
    good = [("Hộ tịch", six(5, 1)), ("Y tế", six(3, 0)), (TRANSPORT, six(2, 1))]
    sent(request_, "do-son.xlsx", good, 9)
    sent(request_, "lan 2.xlsx", [("Hộ tịch", more(six(5, 1), {3: 2, 4: 2, 7: 2, 8: 2})), *good[1:]], 10)
    (request_.raw / "lan 2.xlsx").unlink()
    listed = request_.raw / "received.csv"
    listed.write_text(re.sub("lan 2.*\n", "", listed.read_text(encoding="utf-8")), encoding="utf-8")
    run_quarter(request_, in_process)
    assert set(told(request_, (2, 3)).values()) == {f"{BACK}{TAKEN_BACK.format('lan 2.xlsx')}"}


def doubt(column: int, cells: tuple[str, ...] = (), found: int = 24, **about: Any) -> Doubt:
    """A finding on Y tế of II.06a, in row 10."""
    both = {"along": frozenset(about.get("along", ())), "across": frozenset(about.get("across", ()))}
    return Doubt("a.rule", "II.06a", "II.06a", "Y tế", column, cells, found, (found,), **both, said=f"{column} {found}")


def move(column: int, line: str = "Y tế", row: int = 10) -> Move:
    places = (Origin(file, "II.06a", (f"{'ABCDEFGHIJKLM'[column - 1]}{row}",)) for file in ("a.xlsx", "b.xlsx"))
    return Move(UNIT.code, "II.06a", line, column, 20, 21, *places)


def test_a_sum_of_a_line_is_about_every_column_it_adds_and_no_other() -> None:
    """The finding says which relation of the form it tells of; the unit mended another cell than the one named."""
    one = {"rule": "identity.sum", "form": "II.06a", "sheet": "II.06a", "line": "Y tế", "column": 3, "cell": "C10"}
    one |= {"found": 24, "expected": 23, "difference": 1, "severity": "note", "waived": "Cũ", "message": "Lệch 1."}
    one |= {"identity": "(3) = (4) + (5) + (6)"}
    file = {"unit_code": UNIT.code, "received": "", "sha256": "", "counts": True, "forms": ["II.06a"], "findings": []}
    before, after = {"files": {"a.xlsx": file | {"findings": [one]}}}, {"files": {"b.xlsx": file | {"sha256": "b"}}}
    moves, name = [move(5), move(8)], namer(load_locality("hai-phong"))
    said = reasons(moves, before, after, list(FORMS.values()), name)
    assert list(said.values()) == ["Được miễn trong «a.xlsx»: Lệch 1.", OWN]


@pytest.mark.parametrize(
    ("forms", "said"),
    [
        ([], ". Từ chối trong «a.xlsx»: Tệp của kỳ khác."),
        (["II.06a"], ". Từ chối trong «a.xlsx»: Tệp của kỳ khác."),
        (["II.08"], ""),
    ],
    ids=["nobody knows which forms", "this form", "another form"],
)
def test_what_refused_an_earlier_file_is_told_of_the_forms_it_may_have_held(forms: list[str], said: str) -> None:
    """A finding on the file as a whole is on no column of it."""
    one = {"rule": "submission.period_wrong", "form": "", "sheet": "", "line": "", "column": None, "cell": ""}
    one |= {"found": "", "expected": "", "difference": None, "severity": "refuse", "message": "Tệp của kỳ khác."}
    file = {"unit_code": UNIT.code, "received": "8", "sha256": "a", "counts": False, "forms": forms, "findings": [one]}
    good = file | {"received": "9", "sha256": "b", "counts": True, "forms": ["II.06a"], "findings": []}
    moves, name = [replace(move(5), before=None, source_before=Origin())], namer(load_locality("hai-phong"))
    before, after = {"files": {"a.xlsx": file}}, {"files": {"a.xlsx": file, "b.xlsx": good}}
    assert list(reasons(moves, before, after, list(FORMS.values()), name).values()) == [f"{NEW}{said}"]
    former = {"former.xlsx": good | {"received": "7", "sha256": "f"}}
    unknown = {"a.xlsx": file | {"findings": [one | {"rule": "no.more", "column": 5}]}}
    for between in ({"a.xlsx": file}, unknown):  # prompted no figure, be its rule one of a former program
        after = {"files": former | between | {"b.xlsx": good}}
        assert list(reasons([move(5)], {"files": former}, after, list(FORMS.values()), name).values()) == [OWN]


def sum_of(form: str, message: str, **more: object) -> dict[str, Any]:
    """A finding on a sum of one line, as run.json tells it."""
    one = {"rule": "identity.sum", "form": form, "sheet": form, "line": "Y tế", "column": 3, "cell": "C10"}
    return one | {"found": 24, "expected": 23, "difference": 1, "severity": "must_fix", "message": message} | more


def filed(received: str, *findings: Mapping[str, Any], counts: bool = True, unit: int = UNIT.code) -> dict[str, Any]:
    """A file of both forms, as run.json tells it."""
    forms = ["II.06a", "II.08"]
    told = {"unit_code": unit, "received": received, "sha256": received, "forms": forms, "findings": [*findings]}
    return told | {"counts": counts}


WRONG, LET_PASS, AGAIN = sum_of("II.06a", "Lệch 1."), {"severity": "note", "waived": "Cũ"}, sum_of("II.06a", "Lệch 2.")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"b": [WRONG]}, {"b": [WRONG | LET_PASS, AGAIN | LET_PASS]}, ". Được miễn trong «b»: Lệch 1."),
        ({"b": [WRONG]}, {"b": [sum_of("II.08", "Lệch 9.", **LET_PASS)]}, ""),
        ({"a": [WRONG]}, {"a": [WRONG], "b": [WRONG | LET_PASS]}, ". Phải sửa trong «a»: Lệch 1."),
        ({"a": [WRONG]}, {"a": [WRONG], "aa": [AGAIN], "b": []}, ". Phải sửa trong «aa»: Lệch 2."),
        ({"a": [sum_of("II.08", "Lệch 8."), WRONG]}, {"b": []}, ". Phải sửa trong «a»: Lệch 1."),
        ({"a": [sum_of("II.08", "Lệch 8.")]}, {"b": []}, ". Phải sửa trong «a»: Lệch 8."),
        ({"a": [WRONG | {"severity": "must_explain"}]}, {"b": []}, ""),
        ({"b": [WRONG]}, {"b": [AGAIN | {"severity": "must_explain"}]}, ""),
    ],
    ids=[
        "a waiver",
        "a waiver on another form",
        "a new file, waived in what had kept an older one out",
        "the last of two",
        "this form before another",
        "another form where nothing is said of this one",
        "nothing that keeps out",
        "nothing that was waived",
    ],
)
def test_what_had_kept_a_form_out_is_told_where_it_counts_for_the_first_time(
    before: Mapping[str, list[dict[str, Any]]], after: Mapping[str, list[dict[str, Any]]], said: str
) -> None:
    """Files by name, received in the order of their names; another unit's has nothing to do with it."""
    others = {"ab": filed("ab", sum_of("II.06a", "Lệch 7."), counts=False, unit=UNIT.code + 1)}
    first = {name: filed(name, *told, counts=False) for name, told in before.items()} | others
    second = {name: filed(name, *told, counts=name == "b") for name, told in after.items()} | others
    moves = [replace(move(5), before=None, source_before=Origin(), source_after=Origin("b", "II.06a", ("E10",)))]
    found = reasons(moves, {"files": first}, {"files": second}, list(FORMS.values()), namer(load_locality("hai-phong")))
    assert list(found.values()) == [f"{NEW}{said}"]


ELSEWHERE = WRONG | {"cell": "C11"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([], [WRONG], f"{GONE}. Phải sửa trong «b»: Lệch 1."),
        ([], None, f"{GONE}{TAKEN_BACK.format('b')}"),
        ([], [WRONG | {"severity": "must_explain"}], GONE),
        ([], [sum_of("II.08", "Lệch 8."), WRONG], f"{GONE}. Phải sửa trong «b»: Lệch 1."),
        ([WRONG | LET_PASS], [WRONG], f"{GONE}. {REVOKED}. Phải sửa trong «b»: Lệch 1."),
        ([ELSEWHERE | LET_PASS], [WRONG], f"{GONE}. Phải sửa trong «b»: Lệch 1."),
        ([WRONG | LET_PASS | {"rule": "total.mismatch"}], [WRONG], f"{GONE}. Phải sửa trong «b»: Lệch 1."),
        ([sum_of("II.08", "Lệch 1.", **LET_PASS)], [WRONG], f"{GONE}. Phải sửa trong «b»: Lệch 1."),
        ([WRONG | {"severity": "note"}], [WRONG], f"{GONE}. Phải sửa trong «b»: Lệch 1."),
    ],
    ids=[
        "a fault of today's rules",
        "the file is gone",
        "nothing that keeps out",
        "this form before another",
        "a waiver that was revoked",
        "one in another cell",
        "one of another rule",
        "one of another sheet",
        "a note without a waiver",
    ],
)
def test_what_keeps_a_form_out_is_told_where_it_counts_no_more(
    before: list[dict[str, Any]], after: list[dict[str, Any]] | None, said: str
) -> None:
    """A file that counted; the other forms of the unit's count from another one."""
    other = {"a": filed("a") | {"forms": ["II.05"]}}
    first = {"b": filed("b", *before)} | other
    second = other if after is None else {"b": filed("b", *after, counts=False)} | other
    moves = [replace(move(5), after=None, source_before=Origin("b", "II.06a", ("E10",)), source_after=Origin())]
    found = reasons(moves, {"files": first}, {"files": second}, list(FORMS.values()), namer(load_locality("hai-phong")))
    assert list(found.values()) == [said]


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ({"b": filed("c", WRONG, unit=UNIT.code + 1)}, f"{GONE}{TAKEN_BACK.format('b')}"),
        ({"b": filed("c", WRONG, unit=UNIT.code + 1), "d": filed("b", counts=False)}, GONE),
        ({"d": filed("b", counts=False)}, GONE),
    ],
    ids=["another unit's file was copied over it", "it was moved before that", "it was moved"],
)
def test_a_file_that_was_taken_back_is_named_where_it_counts_no_more(after: dict[str, Any], said: str) -> None:
    moves = [replace(move(5), after=None, source_before=Origin("b", "II.06a", ("E10",)), source_after=Origin())]
    files = {"files": {"b": filed("b")}}, {"files": after}
    found = reasons(moves, *files, list(FORMS.values()), namer(load_locality("hai-phong")))
    assert list(found.values()) == [said]


@pytest.mark.parametrize("line", ["Y tế", "Lĩnh vực y tế"])
def test_a_rule_of_several_columns_is_about_all_of_them_on_its_line(line: str) -> None:
    """The line is the one in the same row, by whatever name it goes on the report."""
    doubts = Doubts(before=[doubt(3, ("C10",), along=(3, 4, 5, 6))])
    moves = [move(5, line), move(8, line), move(5, "Hộ tịch", 11)]
    assert prompts(SIX, moves, doubts) == {(line, 5): "3 24"}
    elsewhere = replace(doubts.before[0], sheet="II.06a (2)")
    assert prompts(SIX, moves, Doubts(before=[elsewhere])) == {}


def test_a_finding_that_stays_as_it_was_prompted_nothing() -> None:
    """It is about the moved column too, and has the same numbers in the new file; with others it was prompted."""
    before = [doubt(3, ("C10",), along=(3, 4))]
    assert prompts(SIX, [move(4)], Doubts(before, now=[doubt(3, ("C11",), along=(3, 4))])) == {}
    other = [doubt(3, ("C11",), found=25, along=(3, 4))]
    assert prompts(SIX, [move(4)], Doubts(before, now=other)) == {("Y tế", 4): "3 24"}


@pytest.mark.parametrize("other", [{"rule": "b.rule"}, {"form": "II.05"}, {"line": "Hộ tịch"}, {"column": 4}])
def test_a_like_finding_elsewhere_does_not_keep_one_that_is_gone(other: dict[str, Any]) -> None:
    was = doubt(3, ("C10",), along=(3, 4))
    assert prompts(SIX, [move(4)], Doubts([was], now=[replace(was, **other)])) == {("Y tế", 4): "3 24"}


def test_a_line_that_was_missing_prompts_that_line_only() -> None:
    """No cell tells of a line that is not there: it is known by its name."""
    missing = doubt(6, along=(6,))
    new = [replace(move(5, line), before=None, source_before=Origin()) for line in ("Y tế", "Hộ tịch")]
    assert prompts(SIX, new, Doubts(before=[missing])) == {("Y tế", 5): "6 24"}


def test_a_sum_of_a_column_has_to_be_gone_since_any_change_moves_it() -> None:
    moves = [move(3), move(4), move(3, "Hộ tịch", 11)]
    total = doubt(3, ("C30",), across=[("II.06a", 3), ("II.08", 7)])
    assert prompts(SIX, moves, Doubts(before=[total])) == {("Y tế", 3): "3 24", ("Hộ tịch", 3): "3 24", ("Y tế", 4): (
        "Đổi theo cột (3) cùng dòng. 3 24"
    )}  # fmt: skip
    assert prompts(SIX, moves, Doubts(before=[total], now=[doubt(3, ("C30",), found=25)])) == {}


def test_what_had_to_follow_follows_no_number_that_never_counted() -> None:
    moves = [move(3), move(4)]
    assert prompts(SIX, moves, Doubts(between=[doubt(3, found=1)])) == {("Y tế", 3): "3 1"}
    assert prompts(SIX, moves, Doubts(between=[doubt(3, found=21)])) == {}


def test_a_form_copied_from_the_quarter_before_prompted_every_figure_that_was_corrected(tmp_path: Path) -> None:
    first, request = (
        Request(period, "hai-phong", tmp_path / "raw" / str(period), tmp_path / "out") for period in (Q1, Q2)
    )
    copied = [(name, six(at, at)) for at, name in enumerate(("Hộ tịch", "Y tế", TRANSPORT, "Đất đai", "Chứng thực"))]
    send(first, "do-son.xlsx", book(DO_SON, Q1, copied), 8)
    run_quarter(first, in_process)
    sent(request, "do-son.xlsx", copied, 9)
    sent(request, "sua.xlsx", [(name, more(line, {3: 6, 4: 6, 7: 6, 8: 6})) for name, line in copied], 10)
    reasons = told(request)
    assert {column for _, column in reasons} == {3, 4, 7, 8}
    assert {said.partition(" (")[0] for said in reasons.values()} == {
        "Phải giải trình trong «do-son.xlsx»: Biểu II.06a: cả 32 số khác 0 đều giống hệt quý I năm 2026."
    }

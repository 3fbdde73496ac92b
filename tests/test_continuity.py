"""Two quarters of one office: backlog that must continue, who is asked about it, and blanks that bring it along."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from papers import FORMS, SIX, Counts, Paper, in_process, rows, workbook

from flows.machine import workers
from flows.machine.publishing import fingerprint
from flows.outputs.blanks import BLANKS, issue_blanks
from flows.quarter import run_quarter
from flows.record.request import Request, Run
from kstt.period import Period
from kstt.spelling import key
from report_templates.files.opening import open_book
from report_templates.reading.filled_forms import read_forms

pytestmark = pytest.mark.usefixtures("without_overviews")

Q1, Q2 = Period(2026, "Q1"), Period(2026, "Q2")
DO_SON, HONG_BANG = "phường Đồ Sơn", "phường Hồng Bàng"
FIVE = FORMS["II.05"]
Line = tuple[str, Counts]


@pytest.fixture(autouse=True)
def _no_child_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "each", in_process)


def six(opening: int, closing: int) -> Counts:
    """A correct line of II.06a with 20 new dossiers."""
    done = opening + 20 - closing
    return {3: opening + 20, 4: 20, 5: 0, 6: opening, 7: done, 8: done, 9: 0, 10: 0, 11: closing, 12: closing, 13: 0}


def five(opening: int, closing: int) -> Counts:
    """A correct line of II.05 with 9 new ones."""
    every, done = opening + 9, opening + 9 - closing
    return {3: every, 4: every, 5: 0, 6: 0, 7: opening, 8: 9, 9: every, 10: closing, 11: done, 12: 0, 13: done, 14: 0}


def book(unit: str, period: Period, lines: Sequence[Line], feedback: Sequence[Line] = ()) -> bytes:
    sheets = {}
    for form, given in ((SIX, lines), (FIVE, feedback)):
        if given:
            typed = rows([numbers for _, numbers in given], labels=[label for label, _ in given])
            head = {"unit": f"Đơn vị báo cáo: UBND {unit}", "period": f"Kỳ báo cáo: {period.name}"}
            sheets[form.sheet] = Paper(typed, form, **head).grid()
    return workbook(sheets)


def run(
    place: Path, period: Period, files: Mapping[str, bytes], locality: str = "hai-phong", *, draft: bool = False
) -> Run:
    raw = place / "raw" / str(period)
    raw.mkdir(parents=True)
    for at, (name, data) in enumerate(files.items()):
        (raw / name).write_bytes(data)
        with (raw / "received.csv").open("a", encoding="utf-8") as listed:
            listed.write("file,received\n" * (at == 0) + f"{name},2026-06-15T{8 + at:02}:00:00\n")
    return run_quarter(Request(period, locality, raw, place / "out", draft=draft), in_process)


def told(done: Run) -> Iterator[tuple[Any, ...]]:
    for name, file in done.record["files"].items():
        for one in file["findings"]:
            place = name, one["form"], one["cell"], one["line"]
            yield (*place, one["found"], one["expected"], one["difference"], one["severity"])


def after(place: Path, lines: Sequence[Line], feedback: Sequence[Line] = ()) -> Run:
    """The second quarter of a unit whose first closed with 5 of Hộ tịch, 3 of Y tế, and 2 opinions."""
    first = book(DO_SON, Q1, [("Hộ tịch", six(0, 5)), ("Y tế", six(1, 3))], [("Y tế", five(1, 2))])
    run(place, Q1, {"do-son.xlsx": first})
    return run(place, Q2, {"do-son.xlsx": book(DO_SON, Q2, lines, feedback)})


def cell(row: int, number: int, form: Any = SIX) -> str:
    return Paper([], form).cell(row, number)


def test_a_backlog_that_continues_is_nothing_to_tell(tmp_path: Path) -> None:
    done = after(tmp_path, [("Hộ tịch", six(5, 1)), ("Y tế", six(3, 0))], [("Y tế", five(2, 0))])
    assert list(told(done)) == []


def test_one_that_does_not_must_be_explained_and_counts_all_the_same(tmp_path: Path) -> None:
    done = after(tmp_path, [("Hộ tịch", six(7, 1)), ("Y tế", six(3, 0))], [("Y tế", five(1, 0))])
    assert list(told(done)) == [
        ("do-son.xlsx", "II.06a", cell(0, 6), "Hộ tịch", 7, 5, 2, "must_explain"),
        ("do-son.xlsx", "II.05", cell(0, 7, FIVE), "Y tế", 1, 2, -1, "must_explain"),
    ]
    file = done.record["files"]["do-son.xlsx"]
    assert (file["outcome"], file["counts"]) == ("accepted", True)
    assert file["findings"][0]["message"] == (
        "Dòng «Hộ tịch», cột (6) Số lượng hồ sơ tiếp nhận – Từ kỳ trước ghi 7, khác 5 ở cột (11) cuối quý I năm 2026 "
        "(chênh 2)."
    )
    (copy,) = (done.folder / "tra-lai").iterdir()
    assert load_workbook(copy)["II.06a"][cell(0, 6)].comment


def test_other_words_for_a_field_are_the_field(tmp_path: Path) -> None:
    lines = [("Tư pháp - Hộ tịch", six(5, 1)), ("y tế", six(3, 0))]
    assert list(told(after(tmp_path, lines))) == []


def test_what_two_lines_of_one_field_closed_with_is_taken_over_together(tmp_path: Path) -> None:
    first = book(DO_SON, Q1, [("Hộ tịch", six(0, 5)), ("Tư pháp - Hộ tịch", six(0, 3))])
    run(tmp_path, Q1, {"do-son.xlsx": first})
    assert list(told(run(tmp_path, Q2, {"do-son.xlsx": book(DO_SON, Q2, [("Hộ tịch", six(8, 1))])}))) == []


def test_what_a_quarter_closed_with_is_asked_about_though_its_report_is_only_a_draft(tmp_path: Path) -> None:
    """It is the latest the unit itself said."""
    run(tmp_path, Q1, {"do-son.xlsx": book(DO_SON, Q1, [("Hộ tịch", six(0, 5))])}, draft=True)
    done = run(tmp_path, Q2, {"do-son.xlsx": book(DO_SON, Q2, [("Hộ tịch", six(7, 1))])})
    assert [one[4:] for one in told(done)] == [(7, 5, 2, "must_explain")]


def test_fields_that_come_and_go_are_told(tmp_path: Path) -> None:
    done = after(tmp_path, [("Hộ tịch", six(5, 1)), ("Đất đai", six(4, 0))])
    assert list(told(done)) == [
        ("do-son.xlsx", "II.06a", cell(1, 6), "Đất đai", 4, 0, 4, "must_explain"),
        ("do-son.xlsx", "II.06a", "", "Y tế", 0, 3, -3, "must_explain"),
    ]
    gone = done.record["files"]["do-son.xlsx"]["findings"][1]["message"]
    assert "– Từ kỳ trước: biểu không có dòng này, tính là 0, khác 3 ở cột (11)" in gone  # nobody wrote a 0


def test_a_backlog_left_blank_is_not_said_to_be_written_as_zero(tmp_path: Path) -> None:
    (message,) = (
        one["message"]
        for one in after(tmp_path, [("Hộ tịch", {**six(0, 1), 6: None}), ("Y tế", six(3, 0))]).record["files"][
            "do-son.xlsx"
        ]["findings"]
    )
    assert "– Từ kỳ trước để trống, tính là 0, khác 5 ở cột (11)" in message


def test_only_what_counts_and_only_who_has_a_past_is_asked(tmp_path: Path) -> None:
    run(tmp_path, Q1, {"do-son.xlsx": book(DO_SON, Q1, [("Hộ tịch", six(0, 5))])})
    early, late = (book(DO_SON, Q2, [("Hộ tịch", six(opening, 1))]) for opening in (9, 8))
    wrong = book(DO_SON, Q2, [("Hộ tịch", six(7, 1) | {3: 1})])
    other = book(HONG_BANG, Q2, [("Hộ tịch", six(9, 1))], [("Y tế", five(4, 1))])
    files = {"do-son.xlsx": early, "do-son 2.xlsx": late, "do-son 3.xlsx": wrong, "hong-bang.xlsx": other}
    done = run(tmp_path, Q2, files)
    findings = [one for one in told(done) if one[-1] == "must_explain"]
    assert findings == [("do-son 2.xlsx", "II.06a", cell(0, 6), "Hộ tịch", 8, 5, 3, "must_explain")]
    assert "tồn đầu kỳ" not in str(done.record["set_aside"])  # of a unit that was silent nothing was taken over


def test_another_localitys_past_is_not_ours(tmp_path: Path) -> None:
    run(tmp_path, Q1, {"do-son.xlsx": book(DO_SON, Q1, [("Hộ tịch", six(0, 5))])})
    record = (tmp_path / "out" / "2026-Q1" / "run.json").read_text(encoding="utf-8")
    other = record.replace('"locality": "hai-phong"', '"locality": "thu"')
    (tmp_path / "out" / "2026-Q1" / "run.json").write_text(other, encoding="utf-8")
    assert list(told(run(tmp_path, Q2, {"do-son.xlsx": book(DO_SON, Q2, [("Hộ tịch", six(9, 1))])}))) == []


def test_the_next_blank_brings_the_backlog_along(tmp_path: Path) -> None:
    lines = [("Hộ tịch", six(0, 5)), ("Y tế", six(1, 0)), ("Việc lạ", six(0, 4))]
    done = run(tmp_path, Q1, {"do-son.xlsx": book(DO_SON, Q1, lines, [("Y tế", five(1, 2))])})
    blanks, number = issue_blanks(Q2, "hai-phong", tmp_path / "out")
    plain, _ = issue_blanks(Q2, "hai-phong", tmp_path / "without")
    assert number == 114
    assert done.record["coverage"]["reporting"] == 1
    ours = next(path for path in blanks.iterdir() if path.name.startswith("11455_"))
    changed = {name for name, value in fingerprint(blanks).items() if fingerprint(plain)[name] != value}
    assert changed == {ours.name}
    read = read_forms(open_book(ours.read_bytes(), ours.name), tuple(FORMS.values()))
    assert (read.stamp.unit_code, read.stamp.period) == (11455, "2026-Q2")
    assert _numbers(ours, "II.06a") == {"Hộ tịch": {3: 5, 6: 5}, "Việc lạ": {3: 4, 6: 4}}
    assert _numbers(ours, "II.05") == {"Y tế": {7: 2}}


def _numbers(path: Path, code: str) -> dict[str, dict[int, int]]:
    """What stands on the named lines of a blank, the total row and noughts of formulas left out."""
    sheet = load_workbook(path, data_only=True)[code]
    (start,) = [row for row in range(1, 12) if sheet.cell(row, 1).value == "(1)"]
    found: dict[str, dict[int, int]] = {}
    for row in sheet.iter_rows(min_row=start + 1, max_col=len(FORMS[code].columns), values_only=True):
        numbers = {at: value for at, value in enumerate(row, start=1) if at > 2 and value not in (None, 0)}
        if row[1] and numbers and key(str(row[0])) != key("Tổng số"):
            found[str(row[1])] = numbers
    return found


def test_without_a_past_blanks_are_as_they_were(tmp_path: Path) -> None:
    one, _ = issue_blanks(Q1, "hai-phong", tmp_path / "out")
    other, _ = issue_blanks(Q1, "hai-phong", tmp_path / "other")
    assert one.name == BLANKS
    assert fingerprint(one) == fingerprint(other)

"""Lines that only a replaced file has are named: a unit may have sent its fields in two files."""

from pathlib import Path

import pytest
from papers import FORMS, PERIOD, Paper, Row, cases, in_process, workbook
from test_clerks import A, B, C

from flows.quarter import run_quarter
from flows.received.left_behind import left_behind
from flows.record.request import Request
from kstt.submission import counting
from report_templates.definitions import load_forms

ZERO = dict.fromkeys(A, 0)


def book(*rows: Row) -> bytes:
    return workbook({"II.06a": Paper(list(rows)).grid()})


@pytest.mark.parametrize(
    ("earlier", "later", "lost"),
    [
        ([Row(1, "Hộ tịch", A), Row(2, "Y tế", B)], [Row(1, "Đất đai", C)], (2, "«Hộ tịch», «Y tế»")),
        ([Row(1, "Hộ tịch", A), Row(2, "Y tế", B)], [Row(1, "Hộ tịch", B), Row(2, "Đất đai", C)], (1, "«Y tế»")),
        ([Row(1, "Hộ tịch", A)], [Row(1, "Lĩnh vực HỘ TỊCH", B), Row(2, "Đất đai", C)], ()),
        ([Row(1, "Hộ tịch", A), Row(2, "Y tế", ZERO)], [Row(1, "Hộ tịch", B)], ()),
        ([Row(1, "Hộ tịch", A), Row(2, "Y tế", B)], [Row(1, "Hộ tịch", A), Row(2, "Y tế", ZERO)], ()),
    ],
    ids=["two halves", "one line dropped", "another spelling", "nothing there", "nothing left"],
)
def test_lines_only_a_replaced_file_has_are_named(
    earlier: list[Row], later: list[Row], lost: tuple[object, ...], tmp_path: Path
) -> None:
    known = cases(tmp_path, {"do-son.xlsx": book(*earlier), "do-son (2).xlsx": book(*later)})
    assert [case.submission.verdict for case in known.values()] == ["accepted", "accepted"]
    told = list(left_behind(list(known.values()), counting(case.submission for case in known.values()), load_forms()))
    sentence = "biểu II.06a tính theo tệp này, không tính {} dòng chỉ có ở tệp «do-son.xlsx» cùng đơn vị: {}"
    assert told == ([("do-son (2).xlsx", sentence.format(*lost))] if lost else [])


LIST, TASKS, INDICATORS = FORMS["II.04"], FORMS["NV"], FORMS["CT"]
FIRST, SECOND = (line.label for line in INDICATORS.fixed[:2])
OTHER_FORMS = {
    "a list": (
        Paper([Row(1, "Khai sinh", {9: 2, 10: 1})], LIST),
        Paper([Row(1, "Kết hôn", {9: 1})], LIST),
        "Khai sinh",
    ),
    "tasks": (
        Paper([Row(1, "Tập huấn", {7: "hoàn thành"})], TASKS),
        Paper([Row(1, "Niêm yết TTHC", {7: "hoàn thành"})], TASKS),
        "Tập huấn",
    ),
    "indicators": (
        Paper([Row(1, FIRST, {5: 3, 6: 4})], INDICATORS),
        Paper([Row(2, SECOND, {5: 3, 6: 4})], INDICATORS),
        FIRST,
    ),
}


@pytest.mark.parametrize(("earlier", "later", "lost"), OTHER_FORMS.values(), ids=OTHER_FORMS)
def test_so_are_the_lines_of_other_forms(earlier: Paper, later: Paper, lost: str, tmp_path: Path) -> None:
    papers = {"do-son.xlsx": earlier, "do-son (2).xlsx": later}
    known = cases(tmp_path, {name: workbook({"BC": paper.grid()}) for name, paper in papers.items()})
    counts = counting(case.submission for case in known.values())
    ((file, told),) = left_behind(list(known.values()), counts, load_forms())
    assert (file, f"không tính 1 dòng chỉ có ở tệp «do-son.xlsx» cùng đơn vị: «{lost}»" in told) == (
        "do-son (2).xlsx",
        True,
    )


def test_the_run_tells_of_them(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/do-son.xlsx").write_bytes(book(Row(1, "Hộ tịch", A)))
    (tmp_path / "raw/do-son (2).xlsx").write_bytes(book(Row(1, "Y tế", B)))
    done = run_quarter(Request(PERIOD, "hai-phong", tmp_path / "raw", tmp_path / "out"), in_process)
    (told,) = done.record["set_aside"]
    assert (told["file"], "«Hộ tịch»" in told["reason"]) == ("do-son (2).xlsx", True)


def test_a_faulty_file_leaves_nothing_behind(tmp_path: Path) -> None:
    wrong = A | {3: A[3] + 1}
    known = cases(tmp_path, {"do-son.xlsx": book(Row(1, "Hộ tịch", wrong)), "do-son (2).xlsx": book(Row(1, "Y tế", B))})
    assert (
        list(left_behind(list(known.values()), counting(one.submission for one in known.values()), load_forms())) == []
    )

"""A unit that repeats another unit's form number by number is named, and counts all the same."""

from pathlib import Path

import pytest
from papers import PERIOD, Paper, Row, in_process, workbook
from test_clerks import A, B, C

from flows.console.runs import show_run
from flows.console.screen import result_page
from flows.quarter import run_quarter
from flows.record.request import Request, Run

LINES = [Row(1, "Hộ tịch", A), Row(2, "Đất đai", B), Row(3, "Y tế", C)]
FEW = [Row(1, "Hộ tịch", {3: 60, 4: 30, 5: 20, 6: 10, 7: 45, 8: 25, 9: 20, 11: 15, 12: 15})]


def run(folder: Path, first: list[Row], other: list[Row], unit: str = "UBND phường Hồng Bàng") -> Run:
    (folder / "raw").mkdir()
    home = "UBND phường Đồ Sơn"
    for name, rows, whose in (("a.xlsx", first, home), ("b.xlsx", other, unit)):
        paper = Paper(rows, unit=f"Đơn vị báo cáo: {whose}")
        (folder / "raw" / name).write_bytes(workbook({"II.06a": paper.grid()}))
    return run_quarter(Request(PERIOD, "hai-phong", folder / "raw", folder / "out"), in_process)


def test_a_copy_under_another_name_is_told_and_counts(tmp_path: Path) -> None:
    record = run(tmp_path, LINES, LINES).record
    (told,) = record["set_aside"]
    assert told["file"] == "b.xlsx"
    assert told["reason"].startswith(
        "biểu II.06a vẫn được tính, nhưng giống hệt từng số với tệp «a.xlsx» của Phường Đồ Sơn: hỏi lại"
    )
    assert [file["outcome"] for file in record["files"].values()] == ["accepted", "accepted"]


@pytest.mark.parametrize(
    ("first", "other"),
    [(LINES, [*LINES[:2], Row(3, "Y tế", B)]), (LINES, LINES[:2]), (FEW, FEW)],
    ids=["one line differs", "a line less", "few numbers"],
)
def test_what_may_be_chance_is_not_told(first: list[Row], other: list[Row], tmp_path: Path) -> None:
    record = run(tmp_path, first, other).record
    assert record["set_aside"] == []
    assert [file["outcome"] for file in record["files"].values()] == ["accepted", "accepted"]


def test_a_unit_may_repeat_itself(tmp_path: Path) -> None:
    assert run(tmp_path, LINES, LINES, "UBND phường Đồ Sơn").record["set_aside"] == []


def test_the_console_names_the_sheet_only_where_it_tells_of_something(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    alike = run(tmp_path / "1", LINES, LINES)
    show_run(alike)
    assert "Cần xem:      1 điều ở cuối trang «Đọc khác, bỏ qua» của báo cáo\n" in capsys.readouterr().out
    assert "- **Cần xem**: 1 điều ở cuối trang «Đọc khác, bỏ qua» của báo cáo\n" in result_page(alike)
    done = run(tmp_path / "2", LINES, LINES[:2])
    show_run(done)
    assert "Cần xem" not in capsys.readouterr().out + result_page(done)
    assert done.report

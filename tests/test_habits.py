"""More habits of clerks, through the real readers: odd ordinals, heads that name their year apart, rows of parts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from papers import Paper, Row, workbook
from test_clerks import FULL, GOOD, LABELS, LINES, judged, lines, told

from kstt.sheet import Value
from report_templates.reading.stamp import Stamp

# ---- ordinals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ordinals", ["①②③", "❶❷❸", "⑴⑵⑶", ("1", "2¹", "3"), ("¹", "²", "³"), "１２３"], ids=str)
def test_ordinals_in_other_digits_are_ordinals(ordinals: str | tuple[str, ...], tmp_path: Path) -> None:
    named = zip(ordinals, LABELS, LINES, strict=True)
    paper = Paper([*(Row(*one) for one in named), FULL.rows[-1]])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize("numbering", [lambda at: chr(0x245F + at), lambda at: chr(0x2473 + at)], ids=["①", "⑴"])
def test_columns_may_be_numbered_in_circles(numbering: Callable[[int], str], tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": replace(FULL, numbering=numbering).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


def test_a_stamp_in_other_digits_names_no_unit() -> None:
    assert Stamp({"unit_code": "¹¹⁴⁵⁵"}).unit_code is None


# ---- periods ---------------------------------------------------------------------------------------------------------


def headed(*rows: Sequence[Value]) -> bytes:
    """The form with these rows in place of its period."""
    grid = replace(FULL, period="").grid()
    return workbook({"Sheet1": [*grid[:2], *map(list, rows), *grid[3:]]})


OTHER_PERIODS: dict[str, list[list[Value]]] = {
    "the year in a row below": [["Kỳ báo cáo: Quý I"], ["Năm báo cáo: 2025"]],
    "the year in a number cell": [["Kỳ báo cáo:", "Quý I", "Năm báo cáo:", 2025]],
    "the year in the title": [["KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH NĂM 2025"]],
    "the year in the title, the quarter below it": [
        ["Báo cáo kết quả giải quyết TTHC\nnăm 2025"],
        ["Kỳ báo cáo: Quý I"],
    ],
} | {
    text: [[text]]
    for text in (
        "Kỳ báo cáo: Quý I; Năm báo cáo: 2025",
        "Năm báo cáo: 2025",
        "Quý I của năm 2025",
        "Quý một của năm 2025",
        "IV/2025",
        "Kỳ: IV/2025",
        "Quý I'25",
        "Quý 1V/2025",
        "Quý 111/2025",
        "Quý cuối năm 2025",
        "Quý đầu năm 2025",
        "Ba tháng cuối năm 2025",
        "Báo cáo 6 tháng cuối năm 2025",
        "12 tháng năm 2025",
        "Từ 15/9 đến 14/12",
        "Từ ngày 15 tháng 9 đến hết ngày 14 tháng 12",
    )
}
THIS_PERIOD: dict[str, list[list[Value]]] = {
    "the year in a number cell": [["Kỳ báo cáo:", "Quý I", "Năm báo cáo:", 2026]],
    "the year in the title": [["KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH NĂM 2026"], ["Quý I"]],
    "a plan of the year before": [["Kết quả thực hiện Kế hoạch cải cách hành chính năm 2025"], ["Quý I"]],
    "compared with the year before": [["Kết quả quý I năm 2026 so với năm 2025"]],
    "the day of the letter": [["Quý I"], ["(Kèm theo Báo cáo số 12/BC-UBND ngày 30 tháng 12 năm 2025)"]],
} | {
    text: [[text]]
    for text in (
        "Năm báo cáo: 2026",
        "Quý I của năm 2026",
        "Quý đầu năm 2026",
        "Kỳ: I/2026",
        "Từ 15/12 đến 14/3",
    )
}


@pytest.mark.parametrize("head", OTHER_PERIODS.values(), ids=OTHER_PERIODS)
def test_a_report_of_another_period_never_counts(head: list[list[Value]], tmp_path: Path) -> None:
    assert told(judged(tmp_path / "2026-Q1", headed(*head))) == [("submission.period_wrong", "")]


@pytest.mark.parametrize("head", THIS_PERIOD.values(), ids=THIS_PERIOD)
def test_a_report_of_this_period_counts(head: list[list[Value]], tmp_path: Path) -> None:
    case = judged(tmp_path / "2026-Q1", headed(*head))
    assert (told(case), lines(case)) == ([], GOOD)

"""A unit that reports «Không phát sinh» has reported: coverage and report say so, and no figure is invented."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from papers import FORMS, PERIOD, SIX, Paper, Row, counted, in_process, rows, workbook

from flows.changes.comparing import compare_issues
from flows.earlier.former import latest_quarters
from flows.earlier.trend import trend_of
from flows.locality.localities import load_locality
from flows.machine import workers
from flows.outputs.blanks import issue_blanks
from flows.proof.proving import prove
from flows.quarter import run_quarter
from flows.record.request import Request, Run
from flows.run.rehearsal import rehearse
from kstt.mention import parse
from report_templates.proving.narrative_reading import paragraphs_of

pytestmark = pytest.mark.usefixtures("seven_units")

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl has no sparklines
DO_SON, HONG_BANG, HAI_AN = 11455, 11311, 11413
ONE = counted(SIX, 5, 3, 8)
BY_UNIT = "II.06 theo đơn vị"


def book(unit: str, *body: Row) -> bytes:
    return workbook({"II.06a": Paper(body, unit=f"Đơn vị báo cáo: UBND {unit}").grid()})


SAID, EMPTY = Row("", "Không phát sinh"), Row(1, "Hộ tịch")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, bytes]], Run]:
    monkeypatch.setattr(workers, "each", in_process)

    def made(files: dict[str, bytes]) -> Run:
        raw = tmp_path / "raw" / str(PERIOD)
        raw.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (raw / name).write_bytes(data)
        return run_quarter(Request(PERIOD, "hai-phong", raw, tmp_path / "out"), in_process)

    return made


def test_a_unit_where_nothing_arose_is_counted_and_one_that_left_the_form_open_is_not(
    run: Callable[[dict[str, bytes]], Run],
) -> None:
    done = run(
        {
            "a.xlsx": book("phường Đồ Sơn", *rows([ONE], labels=["Hộ tịch"])),
            "b.xlsx": book("phường Hồng Bàng", SAID),
            "c.xlsx": book("phường Hải An", EMPTY),
        }
    )
    record = done.record
    outcomes = {name: (file["outcome"], file["unit_code"], file["forms"]) for name, file in record["files"].items()}
    assert outcomes == {
        "a.xlsx": ("accepted", DO_SON, ["II.06a"]),
        "b.xlsx": ("accepted", HONG_BANG, ["II.06a"]),
        "c.xlsx": ("refused", HAI_AN, []),
    }
    assert record["coverage"] == {"reporting": 2, "units": 114}
    assert [one["file"] for one in record["set_aside"]] == ["b.xlsx"]
    assert set(pd.read_parquet(done.folder / "figures.parquet")["unit_code"]) == {DO_SON}
    sheet = load_workbook(_report(done))[BY_UNIT]
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("2/114" in text for text in said)
    numbers = {
        str(row[1].value).partition(" (")[0]: [cell.value for cell in row[3:6]]
        for row in sheet.iter_rows()
        if row[1].value
    }
    assert numbers["Phường Hồng Bàng"] == [0, 0, 0]
    assert numbers["Phường Hải An"] == [None, None, None]


def test_analysis_page_and_proof_say_the_same_of_it(run: Callable[[dict[str, bytes]], Run]) -> None:
    done = run(
        {"a.xlsx": book("phường Đồ Sơn", *rows([ONE], labels=["Hộ tịch"])), "b.xlsx": book("phường Hồng Bàng", SAID)}
    )
    analysis = load_workbook(done.analysis, data_only=True)
    assert str(analysis["Tổng quan"]["A3"].value).startswith("Số liệu của 2/114 đơn vị")
    by_unit = {row[2].value: [cell.value for cell in row] for row in analysis["Theo đơn vị"].iter_rows()}
    assert by_unit["Phường Hồng Bàng"][7:13] == ["không phát sinh"] * 3 + [0] * 3
    assert by_unit["Phường Hải An"][7:13] == [None] * 6
    assert str(analysis["Dữ liệu II.06a"]["A2"].value).startswith(
        "Có số liệu của 2/114 đơn vị, trong đó 1 đơn vị không ghi số nào (không phát sinh) nên không có dòng ở đây. "
    )
    (page,) = done.folder.glob("*.html")
    assert "Số liệu của 2/114 đơn vị" in page.read_text(encoding="utf-8")
    assert prove(done.folder).result == "proved"


def test_the_trend_of_a_unit_where_nothing_arose_is_of_zeros(
    tmp_path: Path, run: Callable[[dict[str, bytes]], Run]
) -> None:
    run({"a.xlsx": book("phường Đồ Sơn", *rows([ONE], labels=["Hộ tịch"])), "b.xlsx": book("phường Hồng Bàng", SAID)})
    city = load_locality("hai-phong")
    for unit, said in (
        ("phường Hồng Bàng", [dict.fromkeys(ONE, 0)]),
        ("phường Hải An", [{}]),
        ("phường Đồ Sơn", [ONE]),
    ):
        told = trend_of(tmp_path / "out", city, unit, "II.06a", 8, None)
        assert [[one.numbers for one in view] for view in (told.reported, told.of_map)] == [said, said]


def test_a_word_without_a_number_is_no_zero_in_a_trend(
    tmp_path: Path, run: Callable[[dict[str, bytes]], Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run({"a.xlsx": book("phường Đồ Sơn", *rows([ONE], labels=["Hộ tịch"])), "b.xlsx": book("phường Hồng Bàng", SAID)})
    city = load_locality("hai-phong")
    (quarter,) = latest_quarters(tmp_path / "out", city, 8, None)
    words = pd.DataFrame([{"unit_code": HONG_BANG, "form": "II.06a", "text": "đang rà soát"}])
    reported = replace(quarter.reported, texts=pd.concat([quarter.reported.texts, words], ignore_index=True))
    monkeypatch.setattr("flows.earlier.trend.latest_quarters", lambda *_: [replace(quarter, reported=reported)])
    told = trend_of(tmp_path / "out", city, "phường Hồng Bàng", "II.06a", 8, None)
    assert [[one.numbers for one in view] for view in (told.reported, told.of_map)] == [[{}], [{}]]


def test_that_nothing_arose_is_a_new_issue_and_is_told(tmp_path: Path, run: Callable[[dict[str, bytes]], Run]) -> None:
    first = {"a.xlsx": book("phường Đồ Sơn", *rows([ONE], labels=["Hộ tịch"]))}
    assert run(first).record["issue"] == 1
    again = run({"b.xlsx": book("phường Hồng Bàng", SAID)})
    assert again.record["issue"] == 2
    told = compare_issues(Request(PERIOD, "hai-phong", tmp_path / "raw" / str(PERIOD), tmp_path / "out"), (1, 2))
    printed = {(one.sheet, one.line, one.before, one.after) for one in told.changes}
    assert printed == {(BY_UNIT, "Phường Hồng Bàng", None, 0)}
    assert run({}).remark.endswith("số liệu vẫn như lần phát hành 2.")


def test_a_quarter_in_which_nothing_arose_anywhere_has_a_report(run: Callable[[dict[str, bytes]], Run]) -> None:
    done = run({"b.xlsx": book("phường Hồng Bàng", SAID)})
    assert done.record["coverage"]["reporting"] == 1
    assert "1/114" in str([cell.value for row in load_workbook(_report(done))[BY_UNIT].iter_rows() for cell in row])
    assert pd.read_parquet(done.folder / "figures.parquet").empty


def test_where_nothing_arose_for_anybody_the_totals_are_nothing_and_not_unknown(
    run: Callable[[dict[str, bytes]], Run],
) -> None:
    """Of one form nothing arose for all who sent it, of another nobody said anything."""
    feedback = Paper((SAID,), form=FORMS["II.05"], unit="Đơn vị báo cáo: UBND phường Hồng Bàng")
    done = run({"b.xlsx": workbook({"II.06a": Paper((SAID,), unit=feedback.unit).grid(), "II.05": feedback.grid()})})
    report = load_workbook(_report(done), data_only=True)
    for name, columns in (("II.06 theo lĩnh vực", 11), ("II.06 theo đơn vị", 11), ("II.05", 12), ("II.08", 0)):
        (total,) = [row for row in report[name].iter_rows() if row[0].value == "Tổng số"]
        assert [cell.value for cell in total if cell.value is not None] == ["Tổng số", *[0] * columns]
    said = paragraphs_of(next(done.folder.glob("Bao-cao-thuyet-minh*.docx")))
    assert "Trong kỳ không phát sinh phản ánh, kiến nghị." in said
    assert "Trong kỳ không phát sinh hồ sơ thủ tục hành chính." in said
    assert prove(done.folder).differences == []


def test_a_unit_where_nothing_arose_in_any_quarter_is_in_the_longer_periods_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "each", in_process)
    for period in ("2026-Q1", "2026-Q2"):
        raw = tmp_path / "raw" / period
        raw.mkdir(parents=True)
        said = f"Kỳ báo cáo: {parse(period).name}"
        for name, unit, body in (
            ("a.xlsx", "phường Đồ Sơn", rows([ONE], labels=["Hộ tịch"])),
            ("b.xlsx", "phường Hồng Bàng", [SAID]),
        ):
            paper = Paper(body, unit=f"Đơn vị báo cáo: UBND {unit}", period=said)
            feedback = Paper((SAID,), form=FORMS["II.05"], unit=paper.unit, period=said)
            only_once = {"II.05": feedback.grid()} if period == "2026-Q1" else {}
            (raw / name).write_bytes(workbook({"II.06a": paper.grid()} | only_once))
        run_quarter(Request(parse(period), "hai-phong", raw, tmp_path / "out"), in_process)
    longer = Request(parse("2026-6M"), "hai-phong", tmp_path / "raw" / "2026-6M", tmp_path / "out")
    done = run_quarter(longer, in_process)
    assert done.record["nothing_arose"] == [[HONG_BANG, "II.06a"]]
    cells = {
        str(row[1].value).partition(" (")[0]: [cell.value for cell in row[3:6]]
        for row in load_workbook(_report(done))[BY_UNIT].iter_rows()
    }
    assert cells["Phường Hồng Bàng"] == [0, 0, 0]
    said = " ".join(paragraphs_of(next(done.folder.glob("Bao-cao-thuyet-minh*.docx"))))
    assert said.count("không có biểu của đơn vị nào về nội dung này được tính") == 1  # II.05, sent in one quarter
    assert said.count("chưa có đơn vị nào gửi biểu về nội dung này") == 5
    again = run_quarter(longer, in_process)
    assert again.remark.startswith("không có gì thay đổi")


def test_what_units_are_told_to_write_can_be_written_into_the_blanks(tmp_path: Path) -> None:
    """Cells of numbers take no words, and a 0 beside no name is no line: letters and guide say which goes where."""
    folder, _ = issue_blanks(PERIOD, "nam-do-son", tmp_path)
    blank = load_workbook(next(folder.glob("*.xlsx")))
    lists, numbers = blank["II.04"], blank["II.06a"]
    assert not lists["B6"].protection.locked
    assert [one.type for one in numbers.data_validations.dataValidation if "D7" in one.cells] == ["whole"]
    lists["B6"], numbers["D7"] = "Không phát sinh", 0
    blank.save(tmp_path / "tep.xlsx")
    ((case, _),) = rehearse([tmp_path / "tep.xlsx"], str(PERIOD), "nam-do-son", write_copies=False)
    assert case.submission.verdict == "accepted"
    assert set(case.submission.forms) == {"II.04", "II.06a"}


def _report(done: Run) -> Path:
    (path,) = done.folder.glob("Bao-cao*.xlsx")
    return path

"""The proof: an untouched run is proved, and whatever anybody changes afterwards is found and named."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from zipfile import ZipFile

import mutation
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from papers import FORMS, Paper, Row, counted, in_process, rows, workbook
from stand_in import child_ended, hanging
from typer.testing import CliRunner

from flows.cli.app import app
from flows.locality.agenda import agenda_of
from flows.locality.localities import find_folder, load_locality
from flows.machine import engine as engines
from flows.machine import libreoffice, workers
from flows.machine.engine import Engine, EngineFailed, engine
from flows.machine.publishing import Locked
from flows.proof import proving
from flows.proof.evidence import Evidence, evidence_of
from flows.proof.narrative import narrative_against_forms
from flows.proof.proving import prove
from flows.proof.record import COMPARED, sentence
from flows.proof.result import Proof
from flows.proof.rewritten import as_rewritten
from flows.proof.sheets import against_figures
from flows.quarter import run_quarter
from flows.received.intake import forms_of
from flows.record.request import Request
from flows.sample.quarter import write_sample
from kstt.mention import parse
from kstt.proof import CHECKS, PROOF_JSON, PROOF_TEXT, Difference, Tally, same
from report_templates.proving.contents import contents, results
from report_templates.proving.contents import named as named_at
from report_templates.proving.narrative_reading import numbers_in, paragraphs_of
from report_templates.proving.printed import CHECKED
from report_templates.report.city_sheet import RIGHT, WRONG
from report_templates.report.target_sheet import TARGETS

HOME, PERIOD = "nam-do-son", parse("2026-Q1")
FOUR, EIGHT = FORMS["II.04"], FORMS["II.08"]
RELATIONS = [(form, rule) for form in (FOUR, EIGHT) for rule in form.bounds]
ANALYSIS = "Phan-tich_2026-Q1_nam-do-son.xlsx"
REPORT = "Bao-cao-KSTTHC_2026-Q1_nam-do-son.xlsx"
NARRATIVE = "Bao-cao-thuyet-minh_2026-Q1_nam-do-son.docx"


def sent(place: Path, period: str = "2026-Q1") -> Request:
    """The example quarter of a ward with five divisions, a plan and tasks, as it was sent."""
    when = parse(period)
    forms = forms_of(when, agenda_of(HOME, when.year).lines)
    write_sample(place / "raw" / period, period=when, locality=load_locality(HOME), forms=forms, seed=7)
    return Request(when, HOME, place / "raw" / period, place / "out")


def quarter(place: Path, period: str = "2026-Q1") -> Request:
    """A run of it."""
    request = sent(place, period)
    run_quarter(request, in_process)
    return request


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second issue: a division's file could not be read at first, and a letter came that is no report."""
    place = tmp_path_factory.mktemp("proved")
    request = sent(place)
    late = next(request.raw.glob("phong-van-hoa*"))
    good = late.read_bytes()
    late.write_bytes(b"PK")
    run_quarter(request, in_process)
    late.write_bytes(good)
    (request.raw / "cong-van.docx").write_bytes(b"PK")
    run_quarter(request, in_process)
    return place


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    mutation.copied(made / "phat-hanh", tmp_path / "phat-hanh")
    return mutation.copied(made / "out" / "2026-Q1", tmp_path / "out" / "2026-Q1")


def nobody() -> None:
    """No engine on this machine."""


def named(proof: Proof) -> set[tuple[str, str]]:
    return {(one.sheet, one.cell) for one in proof.differences}


def checks(proof: Proof) -> set[str]:
    return {one.check for one in proof.differences}


def test_an_untouched_run_is_proved_and_its_files_name_the_report_s_hash(folder: Path) -> None:
    before = (folder / REPORT).read_bytes()
    proof = prove(folder)
    assert proof.differences == []
    assert proof.result == "proved"
    told = json.loads((folder / PROOF_JSON).read_text(encoding="utf-8"))
    formulas = [cell for sheet in contents(folder / REPORT).values() for cell in sheet.values() if cell.formula]
    assert len(formulas) == sum(told["formulas"][REPORT].values()) > 500
    assert told["compared"]["formula"] == sum(sum(sheets.values()) for sheets in told["formulas"].values())
    assert told["compared"].pop("quarters") == 0  # nothing was added up
    assert told["compared"].pop("ledger") == 0  # only the folder was copied
    assert min(told["compared"].values()) > 0
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert told["files"][REPORT] == record["outputs"][REPORT]
    text = (folder / PROOF_TEXT).read_text(encoding="utf-8")
    assert "ĐÃ CHỨNG MINH" in text
    assert f"{REPORT}  {record['outputs'][REPORT]}" in text
    assert (folder / REPORT).read_bytes() == before
    assert prove(folder, nobody).result == "unproved"


def test_a_run_that_ends_meanwhile_is_not_taken_for_the_one_that_is_proved(folder: Path) -> None:
    def another_run() -> None:
        (folder / REPORT).write_bytes((folder / REPORT).read_bytes() + b" ")

    with pytest.raises(Locked, match=r"vừa thay đổi trong khi chứng minh: hãy chạy lại kstt prove 2026-Q1$"):
        prove(folder, another_run)
    assert not (folder / PROOF_JSON).exists()
    assert not (folder / PROOF_TEXT).exists()


def test_every_kind_of_comparison_has_its_words() -> None:
    assert set(COMPARED) == set(CHECKS)


def test_every_changed_result_is_named(folder: Path) -> None:
    changed = mutation.mutated(folder / REPORT, mutation.result)
    mutation.covered_up(folder)
    proof = prove(folder)
    assert len(changed) > 500
    recalculated = [one for tally in proof.tallies if tally.check == "formula" for one in tally.differences]
    assert {(one.sheet, one.cell) for one in recalculated} == changed
    assert changed - named(proof) == set()
    assert "hash" not in checks(proof)


def test_every_changed_formula_is_named_though_its_result_is_the_same(folder: Path) -> None:
    changed = mutation.mutated(folder / REPORT, mutation.detour)
    mutation.covered_up(folder)
    assert changed - named(prove(folder, nobody)) == set()


def test_every_sum_that_lost_a_term_is_named_without_any_engine_and_without_our_writer(folder: Path) -> None:
    changed = mutation.mutated(folder / REPORT, mutation.shortened)
    evidence = evidence_of(folder)
    sheets = {view.sheet for form in evidence.forms for view in form.cities}
    found = {(one.sheet, one.cell) for tally in against_figures(evidence) for one in tally.differences}
    assert len(changed) > 100
    assert {at for at in changed if at[0] in sheets} - found == set()


def test_every_result_typed_over_a_formula_of_a_form_is_named_by_what_it_has_to_add(folder: Path) -> None:
    """Those of relations aside: the right word is right however it came there, until it is written again."""
    changed = mutation.mutated(folder / REPORT, mutation.typed)
    evidence = evidence_of(folder)
    tallies = [tally for tally in against_figures(evidence) if tally.differences]
    assert {tally.check for tally in tallies} == {"trial"}
    told = {(one.sheet, one.cell) for tally in tallies for one in tally.differences}
    words = {
        (sheet, named_at(at))
        for sheet, cells in evidence.books[REPORT].items()
        for at, one in cells.items()
        if one.value == RIGHT
    }
    sheets = {view.sheet for form in evidence.forms for view in form.cities}
    assert {at for at in changed if at[0] in sheets} - told <= words
    assert len(told) > 100


def test_every_changed_number_is_named(folder: Path) -> None:
    changed = mutation.mutated(folder / REPORT, mutation.number)
    assert {"Nguồn số liệu", "Phát hiện", "Thay đổi"} <= {sheet for sheet, _ in changed}
    assert "hash" in checks(prove(folder, nobody))
    mutation.covered_up(folder)
    assert changed - named(prove(folder, nobody)) == set()


def test_every_changed_number_of_the_analysis_is_named(folder: Path) -> None:
    changed = mutation.mutated(folder / ANALYSIS, mutation.number)
    mutation.covered_up(folder)
    assert {"Theo đơn vị", "Chất lượng số liệu", "Dữ liệu II.06a", "Nộp báo cáo"} <= {sheet for sheet, _ in changed}
    assert changed - named(prove(folder, nobody)) == set()


def test_every_changed_number_of_the_narrative_is_named(folder: Path) -> None:
    before = [number for text in paragraphs_of(folder / NARRATIVE) for number in numbers_in(text)]
    last = re.compile(r"\d(?!\d*[.,/]?\d)")  # the last digit of every number
    changed = mutation.rewritten_words(folder / NARRATIVE, lambda text: last.sub(lambda at: str(9 - int(at[0])), text))
    mutation.covered_up(folder)
    told = [one for one in prove(folder, nobody).differences if one.check == "narrative"]
    after = [number for text in paragraphs_of(folder / NARRATIVE) for number in numbers_in(text)]
    assert changed > 30
    assert sorted((one.expected, one.found) for one in told) == sorted(zip(before, after, strict=True))
    assert "«II. ĐÁNH GIÁ CHUNG»" not in {one.what for one in told}


def test_one_changed_number_of_the_narrative_is_told_with_its_sentence(folder: Path) -> None:
    whole = "\n".join(paragraphs_of(folder / NARRATIVE))
    found = re.search(r"Đã giải quyết ([\d.]+) hồ sơ", whole)
    assert found
    mutation.rewritten_words(folder / NARRATIVE, lambda text: text.replace(found[1], "7") if text == found[1] else text)
    mutation.covered_up(folder)
    (told,) = prove(folder, nobody).differences[:1]
    assert (told.file, told.expected, told.found) == (NARRATIVE, found[1], "7")
    assert told.what.startswith("mục «6. Tình hình, kết quả giải quyết thủ tục hành chính», đoạn ")


def test_figures_the_narrative_was_not_made_from_are_told(folder: Path) -> None:
    figures = pd.read_parquet(folder / "figures.parquet")
    figures.loc[(figures["form"] == "II.06a") & (figures["column"] == 4), "value"] += 1
    figures.to_parquet(folder / "figures.parquet", index=False)
    told = {one.what for one in prove(folder, nobody).differences if one.check == "narrative"}
    assert any("6. Tình hình, kết quả giải quyết thủ tục hành chính" in one for one in told)


def test_a_figure_of_the_narrative_is_told_with_the_place_it_was_taken_from(folder: Path) -> None:
    """In the words of the report: the officer has to find it there."""
    evidence = evidence_of(folder)
    evidence.books[REPORT] = {name: {} for name in evidence.books[REPORT]}
    _ = evidence.again
    evidence.__dict__["given"] = []
    wrong = {one.what for tally in narrative_against_forms(evidence) for one in tally.differences}
    line = "«Tỷ lệ hoàn thành nhiệm vụ được giao (Phường Nam Đồ Sơn)»"
    assert wrong >= {
        f"2. Tồn tại, hạn chế: Chỉ tiêu, {line}",
        "12. Nội dung khác: Nhiệm vụ quá hạn",
        "6. Tình hình, kết quả giải quyết thủ tục hành chính: II.06a, cột (7)",
    }


@pytest.mark.parametrize("typed", ["", "đủ", "5"])
def test_a_number_of_units_typed_over_is_told_beside_what_the_narrative_says(folder: Path, typed: str) -> None:
    book, changed = load_workbook(folder / REPORT), 0
    for row in book[TARGETS].iter_rows():
        for cell in row:
            if re.fullmatch(r"\d+/\d+", str(cell.value)):
                cell.value, changed = typed, changed + 1
    book.save(folder / REPORT)
    assert changed
    told = [one for one in prove(folder, nobody).differences if one.check == "narrative"]
    assert {"Chỉ tiêu" in one.what for one in told} == {True}


def test_the_units_of_one_line_of_the_narrative_are_proved(tmp_path: Path) -> None:
    """One of two divisions leaves the line of digitisation blank."""
    when, line = parse("2026-Q1"), "Tỷ lệ số hóa hồ sơ, kết quả giải quyết TTHC"
    forms = forms_of(when, agenda_of(HOME, when.year).lines)
    request = Request(when, HOME, tmp_path / "raw" / "2026-Q1", tmp_path / "out")
    write_sample(request.raw, period=when, locality=load_locality(HOME), forms=forms, seed=7)
    path = request.raw / "11737002_phong-kinh-te-ha-tang-va-do-thi.xlsx"
    book = load_workbook(path)
    row = next(row for row in book["CT"].iter_rows() if row[1].value == line)
    row[4].value = row[5].value = None
    book.save(path)
    folder = run_quarter(request, in_process).folder
    told = next(text for text in paragraphs_of(folder / NARRATIVE) if "riêng" in text)
    assert told == f"Số liệu của 2/5 đơn vị, chi tiết tại Biểu CT (phiếu chỉ tiêu); riêng «{line}» của 1 đơn vị."
    assert prove(folder, nobody).differences == []
    figures = pd.read_parquet(folder / "figures.parquet")
    figures.loc[figures["line"] == line, "line"] = "Tỷ lệ hồ sơ được xử lý trực tuyến"
    figures.to_parquet(folder / "figures.parquet", index=False)
    wrong = {one.what for one in prove(folder, nobody).differences if one.check == "narrative"}
    assert any("8. Thực hiện thủ tục hành chính trên môi trường điện tử" in one for one in wrong)


def test_every_sheet_says_how_it_was_proved(folder: Path) -> None:
    proof = prove(folder, nobody)
    told = json.loads((folder / PROOF_JSON).read_text(encoding="utf-8"))["sheets"]
    assert {name for name, sheets in told.items() if all(sheets.values())} == {REPORT, ANALYSIS}
    text = (folder / PROOF_TEXT).read_text(encoding="utf-8")
    rewritten = told[REPORT]["Nguồn số liệu"]["rewritten"]
    assert f"    Nguồn số liệu: {rewritten} ô so với khi viết lại\n" in text
    assert "  1 tệp trong thư mục con (trả lại đơn vị): chỉ so mã băm của tệp\n" in text
    assert proof.compared("rewritten") > sum(
        one.get("rewritten", 0) for sheets in told.values() for one in sheets.values()
    )


def test_every_changed_figure_is_named_on_each_sheet_that_adds_it(folder: Path) -> None:
    figures = pd.read_parquet(folder / "figures.parquet")
    evidence = evidence_of(folder)
    _ = evidence.books
    views = {form.code: len([view for view in form.cities if form.numbers]) for form in evidence.forms}
    fixed = {(form.code, line.label) for form in evidence.forms for line in form.fixed if not line.additive}
    for at in range(0, len(figures), 7):
        one = figures.iloc[at]
        evidence.__dict__["given"] = [
            row._replace(value=row.value + 1) if place == at else row
            for place, row in enumerate(evidence_of(folder).given or ())
        ]
        found = {d.sheet for tally in against_figures(evidence) for d in tally.differences if d.check == "figures"}
        shown = 0 if (one["form"], one["line"]) in fixed else views[one["form"]]
        assert len(found) == shown, one


def bounded(place: Path, *periods: str) -> Path:
    """The last of some runs of forms with relations that no sum shows: they are checked in rows below the form."""
    for period in map(parse, periods):
        raw, said = place / "raw" / str(period), f"Kỳ báo cáo: {period.name}"
        raw.mkdir(parents=True)
        lines = rows([counted(EIGHT, 5, 3, 2), counted(EIGHT, 1, 8)], labels=("Hộ tịch", "Y tế"))
        papers = Paper(lines, EIGHT, period=said), Paper([Row(1, "Cấp giấy", {9: 5, 10: 2})], FOUR, period=said)
        if not period.quarters:
            (raw / "bc.xlsx").write_bytes(workbook({one.form.code: one.grid() for one in papers}))
        folder = run_quarter(Request(period, "hai-phong", raw, place / "out"), in_process).folder
    return folder


def of_forms(evidence: Evidence) -> dict[tuple[str, str], Difference]:
    """What the forms of the report differ in, by sheet and cell."""
    every = [one for tally in against_figures(evidence) for one in tally.differences]
    return {(one.sheet, one.cell): one for one in every}


def test_relations_that_no_sum_shows_are_proved_in_their_rows(tmp_path: Path) -> None:
    folder = bounded(tmp_path, "2026-Q1")
    evidence = evidence_of(folder)
    assert of_forms(evidence) == {}
    given = evidence.given or ()
    for form, rule in RELATIONS:
        mine = [one for one in given if one.form == form.code]
        was, most = (sum(one.value for one in mine if one.column in some) for some in ([rule.left], rule.right))
        more = mine[0]._replace(column=rule.left, value=most + 1)  # by so much above what it may be, and what it was
        evidence.__dict__["given"] = [*given, more]
        told = {one.expected: one.found for one in of_forms(evidence).values() if one.what.startswith(str(rule))}
        assert told == {f"{WRONG} {was + 1}": RIGHT}
    (report,) = folder.glob("Bao-cao-KSTTHC*.xlsx")
    changed = {at for at in mutation.mutated(report, mutation.another_row) if at[0] in (FOUR.code, EIGHT.code)}
    assert len(changed) == len(RELATIONS)
    assert changed <= set(of_forms(evidence_of(folder)))


def test_totals_and_checks_a_form_does_not_close_with_are_told(tmp_path: Path) -> None:
    evidence = evidence_of(bounded(tmp_path, "2026-Q1"))
    book = evidence.books[evidence.report]
    for form in (FOUR, EIGHT):
        (sheet,) = (view.sheet for view in form.cities)
        closing = {form.total_label, *(f"{CHECKED}{rule}" for one, rule in RELATIONS if one == form)}
        gone = {row for (row, column), cell in book[sheet].items() if column == 1 and cell.value in closing}
        evidence.books[evidence.report] |= {sheet: {at: cell for at, cell in book[sheet].items() if at[0] not in gone}}
        every = [one for tally in against_figures(evidence) for one in tally.differences if one.sheet == sheet]
        assert {one.expected for one in every if one.what == "thiếu dòng"} == closing


def test_a_relation_with_a_column_that_quarters_do_not_add_up_to_is_proved_empty(tmp_path: Path) -> None:
    evidence = evidence_of(bounded(tmp_path, "2026-Q1", "2026-Q2", "2026-6M"))
    assert 6 not in {one.column for one in evidence.given or () if one.form == EIGHT.code}
    assert of_forms(evidence) == {}


def test_a_changed_parquet_file_is_told_by_hash_and_by_cell(folder: Path) -> None:
    figures = pd.read_parquet(folder / "figures.parquet")
    figures.loc[figures.index[figures["form"] == "CT"][0], "value"] += 1
    figures.to_parquet(folder / "figures.parquet", index=False)
    assert "hash" in checks(prove(folder, nobody))
    mutation.covered_up(folder)
    proof = prove(folder, nobody)
    assert {one.check for one in proof.differences} <= {"figures", "narrative", "rewritten"}
    assert any(one.cell for one in proof.differences)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (lambda frame: frame.assign(value=frame["value"] + 0.5), ("hash", "không mở được")),
        *(
            (lambda frame, name=name: frame.assign(**{name: frame[name].astype(str)}), ("hash", "không mở được"))
            for name in ("unit_code", "column", "value", "scale", "row")
        ),
        (lambda frame: frame.assign(column=99), ("rewritten", "không viết lại được")),
        (lambda frame: frame.drop(columns="cell"), ("rewritten", "không viết lại được")),
    ],
)
def test_figures_no_run_leaves_are_told(
    folder: Path, changed: Callable[[pd.DataFrame], pd.DataFrame], told: tuple[str, str]
) -> None:
    changed(pd.read_parquet(folder / "figures.parquet")).to_parquet(folder / "figures.parquet", index=False)
    assert told in [(one.check, one.what.partition(":")[0]) for one in prove(folder, nobody).differences]


def test_a_line_more_or_less_is_told(folder: Path) -> None:
    figures = pd.read_parquet(folder / "figures.parquet")
    field = figures[figures["form"] == "II.06a"]["line"].iloc[0]
    figures[(figures["form"] != "II.06a") | (figures["line"] != field)].to_parquet(folder / "figures.parquet")
    told = [one for one in prove(folder, nobody).differences if one.check == "lines"]
    assert [(one.sheet, one.found, one.what) for one in told] == [("II.06 theo lĩnh vực", field, "dòng thừa")]


def test_a_changed_lost_or_damaged_output_is_told(folder: Path) -> None:
    (folder / "texts.parquet").unlink()
    (folder / REPORT).write_bytes((folder / REPORT).read_bytes()[:5000])
    (folder / "figures.parquet").write_bytes(b"PAR1")
    proof = prove(folder, nobody)
    assert [(one.file, one.what) for one in proof.differences] == [
        (REPORT, ""),
        ("figures.parquet", ""),
        ("texts.parquet", "không còn tệp này"),
        (REPORT, "không mở được"),
        ("figures.parquet", "không mở được"),
    ]


@pytest.mark.parametrize(
    ("damaged", "others"),
    [
        (lambda page: page.encode("utf-16"), set()),
        (lambda _: b"", set()),
        (lambda page: page.replace("<strong", "<em").replace("</strong>", "</em>").encode(), {"rewritten"}),
    ],
)
def test_a_page_that_is_none_any_more_is_told_once(
    folder: Path, damaged: Callable[[str], bytes], others: set[str]
) -> None:
    page = next(folder.glob("Tong-quan*.html"))
    page.write_bytes(damaged(page.read_text(encoding="utf-8")))
    proof = prove(folder, nobody)
    assert [(one.file, one.what) for one in proof.differences if one.check == "page"] == [(page.name, "không mở được")]
    assert checks(proof) == {"hash", "page", *others}


@pytest.mark.parametrize(
    ("written", "typed"), [(r'(<data value=")\d+(")', r"\g<1>1,5\2"), (r'(data-column=")3(")', r"\1ba\2")]
)
def test_what_somebody_typed_into_the_page_that_is_no_number_is_told(folder: Path, written: str, typed: str) -> None:
    page = next(folder.glob("Tong-quan*.html"))
    changed, times = re.subn(written, typed, page.read_text(encoding="utf-8"), count=1)
    page.write_text(changed, encoding="utf-8", newline="\n")
    assert times == 1
    assert checks(prove(folder, nobody)) == {"hash", "page", "rewritten"}


def test_a_word_typed_far_away_is_told_and_not_looked_for_among_milliards_of_cells(folder: Path) -> None:
    book = load_workbook(folder / REPORT)
    book["Chỉ tiêu"]["XFD1048576"] = "x"
    book.save(folder / REPORT)
    told = [(one.file, one.what) for one in prove(folder, nobody).differences if one.check == "hash"]
    assert told == [(REPORT, ""), (REPORT, "không mở được")]


@pytest.mark.parametrize("error", ["", "#N/A"])
def test_results_are_read_as_another_library_reads_them(tmp_path: Path, error: str) -> None:
    path = tmp_path / "x.xlsx"
    carried = ["", "  x ", "a\nb", True, 46082, 0.5, 10**15, 1e22, error]
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet("Một"), book.add_format({"num_format": "dd/mm/yyyy"})
        for row, value in enumerate(carried):
            sheet.write_formula(row + 2, 1, "=A1", day if value == 46082 else None, value)
        book.add_worksheet("Trống")
    cells = {sheet.title: [*sheet.iter_rows()] for sheet in load_workbook(path, data_only=True)}
    expected = {
        name: {(cell.row, cell.column): cell.value for row in rows for cell in row if cell.value not in (None, "")}
        for name, rows in cells.items()
    }
    assert results(path) == expected
    assert {at: cell.value for at, cell in contents(path)["Một"].items() if cell.value is not None} == expected["Một"]
    assert results(path)["Một"].get((11, 2)) == (error or None)


def in_words(found: Iterable[Tally]) -> list[str]:
    return [sentence(one) for tally in found for one in tally.differences]


def test_a_narrative_that_is_no_document_any_more_is_told_once(folder: Path) -> None:
    (folder / NARRATIVE).write_bytes((folder / NARRATIVE).read_bytes()[:5000])
    found = in_words(narrative_against_forms(evidence_of(folder)))
    assert found == [f"{NARRATIVE}: số trong báo cáo thuyết minh khác các biểu (không mở được)"]


def test_a_narrative_with_a_broken_part_is_told_once(folder: Path) -> None:
    data = bytearray((folder / NARRATIVE).read_bytes())
    with ZipFile(folder / NARRATIVE) as parts:
        start = parts.getinfo("word/document.xml").header_offset
    data[start + 60 : start + 400] = bytes(340)
    (folder / NARRATIVE).write_bytes(data)
    found = in_words(narrative_against_forms(evidence_of(folder)))
    assert found == [f"{NARRATIVE}: số trong báo cáo thuyết minh khác các biểu (không mở được)"]


@pytest.mark.parametrize("data", [None, b"PAR1"])
def test_that_nothing_can_be_written_again_is_told_once_and_in_vietnamese(folder: Path, data: bytes | None) -> None:
    (folder / "texts.parquet").unlink()
    if data is not None:
        (folder / "texts.parquet").write_bytes(data)
    evidence = evidence_of(folder)
    why = "(không viết lại được: tệp thiếu, hỏng hoặc không khớp nhau)"
    assert in_words([*narrative_against_forms(evidence), *as_rewritten(evidence)]) == [
        f"{REPORT}: khác với khi viết lại từ run.json, figures.parquet, texts.parquet {why}"
    ]


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl has no sparklines
def test_sheets_that_were_taken_out_or_put_in_are_told_with_all_they_say(folder: Path) -> None:
    book = load_workbook(folder / ANALYSIS)
    lost = len(contents(folder / ANALYSIS)["Nộp báo cáo"])
    del book["Nộp báo cáo"]
    book.create_sheet("Ghi chép")["B2"] = 7
    book.save(folder / ANALYSIS)
    (tally,) = as_rewritten(evidence_of(folder))
    every = [one for one in tally.differences if one.sheet in ("Nộp báo cáo", "Ghi chép")]
    assert [(one.sheet, one.cell, one.what, one.found) for one in every if one.what or one.found] == [
        ("Ghi chép", "", "thừa trang", None),
        ("Ghi chép", "B2", "", 7),
        ("Nộp báo cáo", "", "thiếu trang", None),
    ]
    assert len(every) == 3 + lost


def test_nothing_is_said_of_the_changes_since_an_issue_that_is_gone_and_all_of_the_rest(folder: Path) -> None:
    shutil.rmtree(folder.parents[1] / "phat-hanh")
    changed = mutation.mutated(folder / REPORT, mutation.number)
    (tally,) = as_rewritten(evidence_of(folder))
    told = {(one.sheet, one.cell) for one in tally.differences}
    assert told == {at for at in changed if at[0] != "Thay đổi"}
    assert changed - told


def test_lists_edited_since_the_run_are_told(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    own = mutation.copied(find_folder(HOME), tmp_path / "localities" / HOME)
    with (own / "fields.csv").open("a", encoding="utf-8") as listed:
        listed.write("Lĩnh vực mới,\n")
    told = [(one.check, one.file) for one in prove(folder, nobody).differences]
    assert told == [("lists", "fields.csv")]


def _lazy(paths: list[Path], _: Path) -> list[object]:
    return [results(path) for path in paths]


def _broken(*_: object) -> list[object]:
    raise EngineFailed("máy tính lại hỏng")


@pytest.mark.parametrize(
    ("recalculate", "told"),
    [(_lazy, "Lười không tính lại: ô sai cố ý vẫn giữ nguyên kết quả sai"), (_broken, "máy tính lại hỏng")],
)
def test_an_engine_that_does_not_calculate_proves_nothing(
    folder: Path, recalculate: Callable[..., list[object]], told: str
) -> None:
    proof = prove(folder, lambda: Engine("Lười", recalculate))  # type: ignore[arg-type]
    assert (proof.result, proof.lacking, proof.compared("formula")) == ("unproved", told, 0)
    assert f"CHƯA CHỨNG MINH: {told}." in (folder / PROOF_TEXT).read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
def test_an_engine_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "TIMEOUT", 1)
    with pytest.raises(EngineFailed, match="quá 1 giây"):
        engines._by_office(hanging(tmp_path), [], tmp_path)  # noqa: SLF001 - the search path has the real one
    assert child_ended(tmp_path)


@pytest.mark.parametrize("script", ["not a program", "#!/bin/sh\nexec sleep 5\n"])
@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
def test_an_engine_that_does_not_start_proves_nothing(
    folder: Path, tmp_path: Path, script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text(script, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(libreoffice, "office", lambda: str(program))
    monkeypatch.setattr(libreoffice, "_PATIENCE", 0.5)
    monkeypatch.setattr(engines, "TIMEOUT", 0.5)
    proof = prove(folder)
    assert (proof.result, proof.engine) == ("unproved", "LibreOffice")
    assert proof.lacking.startswith(("không chạy được LibreOffice", "LibreOffice chạy quá"))


def test_without_an_office_suite_the_library_is_taken_and_without_both_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "office", str)
    assert (found := engine())
    assert found.name.startswith("formulas ")
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    assert engine() is None


def test_the_command_says_what_it_found_and_the_next_run_takes_the_old_proof_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "each", in_process)
    monkeypatch.setattr(proving, "engine", nobody)
    monkeypatch.setattr(proving.prove, "__defaults__", (nobody,))
    request = quarter(tmp_path)
    where = ["--out", str(request.out)]
    assert "Chưa có lần chạy nào" in command(["prove", "2026-Q2", *where], 2)
    assert command(["prove", "2026-Q1", *where], 1).splitlines() == [
        "CHỨNG MINH SỐ LIỆU – Phường Nam Đồ Sơn – Quý I năm 2026",
        "",
        "CHƯA CHỨNG MINH: không có công cụ tính lại (LibreOffice hoặc thư viện formulas).",
        "",
        "Công cụ tính lại: không có",
        f"Từng trang đã được chứng minh thế nào: {request.folder / PROOF_TEXT}",
    ]
    mutation.mutated(request.folder / REPORT, lambda cell: cell.get("r") == "D9" and mutation.number(cell))
    said = command(["prove", "2026-Q1", *where], 1)
    assert "trang «II.06 theo đơn vị», ô D9: số trên trang khác số cộng lại" in said
    assert "Đã so sánh" not in said
    assert "KHÔNG KHỚP" in (request.folder / PROOF_TEXT).read_text(encoding="utf-8")
    again = ["run", "2026-Q1", "--locality", HOME, "--raw", str(request.raw), *where, "--no-prefect"]
    command(again, 0)
    assert not (request.folder / PROOF_TEXT).exists()
    assert not (request.folder / PROOF_JSON).exists()
    assert "CHƯA CHỨNG MINH" in command([*again, "--prove"], 1)


def command(words: list[str], code: int) -> str:
    done = CliRunner().invoke(app, words, env={"COLUMNS": "200"})
    assert done.exit_code == code, done.output + repr(done.exception)
    return done.output


def test_half_a_year_is_proved_as_a_quarter_is(tmp_path: Path) -> None:
    quarter(tmp_path, "2026-Q1")
    quarter(tmp_path, "2026-Q2")
    half = Request(parse("2026-6M"), HOME, tmp_path / "raw" / "2026-6M", tmp_path / "out")
    run_quarter(half, in_process)
    proof = prove(half.folder, nobody)
    assert proof.differences == []
    assert proof.compared("figures") > 500


@given(st.integers(-(10**15), 10**15), st.integers(-(10**15), 10**15))
def test_counts_are_compared_exactly(one: int, other: int) -> None:
    assert same(one, other) == (one == other)
    assert same(one, float(other), 0) == (one == other)


@given(st.fractions(-1000, 1000), st.floats(-1000, 1000), st.integers(0, 6))
def test_ratios_are_compared_to_the_last_digit_shown(exact: Fraction, found: float, places: int) -> None:
    if same(exact, found, places):
        assert abs(exact - Fraction(found)) < Fraction(1, 10**places)
    elif exact.denominator > 1:
        assert abs(exact - Fraction(found)) > Fraction(1, 10**9)


@pytest.mark.parametrize(
    ("expected", "found", "equal"),
    [
        (120, 120.01, False),
        (None, "", True),
        (None, 0, False),
        ("", 0, False),
        ("đạt", "đạt", True),
        ("đạt", "không đạt", False),
        (True, 1, False),
        (float("nan"), float("nan"), False),
        (1, "1", False),
        ("#DIV/0!", None, False),
    ],
)
def test_empty_is_not_zero_and_words_are_compared_to_the_letter(expected: object, found: object, equal: bool) -> None:
    assert same(expected, found, 0) is equal  # type: ignore[arg-type]

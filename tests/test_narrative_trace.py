"""Every number of the narrative report is a cell of the workbooks of the same runs, read back by another library."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from papers import in_process
from pyarrow.parquet import read_table

from flows.locality.agenda import agenda_of
from flows.locality.localities import load_locality
from flows.machine.publishing import fingerprint
from flows.outputs import narrating
from flows.quarter import run_quarter
from flows.received.intake import forms_of
from flows.record.request import Request
from flows.sample.quarter import write_sample
from kstt.form import DefinitionError
from kstt.narrative.content import Figure, Narrative, Place, Section
from kstt.period import Period
from report_templates.narrative.figure_words import runs

LOCALITY, FORMER, PERIOD = "phuoc-long", Period(2024, "Q2"), Period(2024, "Q3")
FORMS = {form.code: form for form in forms_of(PERIOD, agenda_of(LOCALITY, PERIOD.year).lines)}
NUMBER = re.compile(r"\d+")
JUDGED = {"quarter": 10, "to_date": 15}  # first columns of both halves of the sheet of targets


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Narrative]:
    """Two quarters in a row, run; the folder of outputs and what the second narrative was written from."""
    place, narratives = tmp_path_factory.mktemp("told"), []
    write = narrating.write_narrative

    def watched(target: Path, narrative: Narrative, *others: Any) -> None:
        narratives.append(narrative)
        write(target, narrative, *others)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(narrating, "write_narrative", watched)
        for period in (FORMER, PERIOD):
            raw, forms = place / "raw" / str(period), tuple(FORMS.values())
            write_sample(raw, period=period, locality=load_locality(LOCALITY), forms=forms, seed=7)
            run_quarter(Request(period, LOCALITY, raw, place / "out"), in_process)
    return place / "out", narratives[-1]


@cache
def book(out: Path, period: Period) -> Workbook:
    return load_workbook(out / str(period) / f"Bao-cao-KSTTHC_{period}_{LOCALITY}.xlsx", data_only=True)


def sheet(out: Path, period: Period, name: str) -> Worksheet:
    found: Worksheet = book(out, period)[name]
    return found


def row_of(page: Worksheet, label: str, column: int) -> int:
    (row,) = (cell.row for cell in page.iter_cols(column, column).__next__() if cell.value == label)
    return int(row)


def in_form(out: Path, place: Place) -> int:
    """Sum of the cells of a form's columns in the row of totals, or of the line."""
    form = FORMS[place.sheet]
    pages = [sheet(out, place.period, view.sheet) for view in form.cities]
    if place.columns == ("reporting",) and place.line:
        figures = read_table(out / str(place.period) / "figures.parquet").to_pylist()
        return len({one["unit_code"] for one in figures if (one["form"], one["line"]) == (form.code, place.line)})
    if place.columns in (("reporting",), ("units",)):
        reporting, units = re.findall(r"\d+", str(pages[0]["A2"].value))[:2]
        return int(reporting if place.columns == ("reporting",) else units)
    if place.columns[0] == "others":
        return others(form.label.number, pages, *place.columns[1:])
    if not place.line:
        row = row_of(pages[0], form.total_label, 1)
        return sum(int(pages[0].cell(row, int(at)).value) for at in place.columns)
    for page in pages:
        if place.line in {cell.value for cell in page["B"]}:
            row = row_of(page, place.line, form.label.number)
            return sum(int(page.cell(row, int(at)).value) for at in place.columns)
    raise AssertionError(place)


def others(label: int, pages: list[Worksheet], number: Any, by: Any) -> int:
    """The lines with a number beyond the five that are named."""
    page = pages[0 if by == "line" else 1]
    lines = [row for row in page.iter_rows() if isinstance(row[0].value, int) and row[label - 1].value]
    return sum(bool(row[int(number) - 1].value) for row in lines) - 5


def in_targets(out: Path, place: Place) -> int | None:
    page = sheet(out, place.period, "Chỉ tiêu")
    rows = [row for row in page.iter_rows() if f"{row[1].value} ({row[2].value})" == place.line]
    (row,) = rows
    if place.columns[0] in ("reporting", "units"):
        return int(str(row[19].value).split("/")[place.columns[0] == "units"])
    half, part = place.columns
    found = row[JUDGED[str(half)] - 1 + {"numerator": 0, "denominator": 1, "gap": 4}[str(part)]].value
    return found if isinstance(found, int) else None


def in_lists(out: Path, place: Place) -> int:
    """Counts of rows of the other sheets."""
    states = json.loads((out / str(place.period) / "run.json").read_text(encoding="utf-8"))["units"].values()
    accepted = sum(one["state"] == "accepted" for one in states)
    silent = len(states) - accepted
    counted: dict[tuple[str, ...], Callable[[], int]] = {
        ("sources", "accepted"): lambda: accepted,
        ("sources", "units"): lambda: len(states),
        ("sources", "silent"): lambda: silent,
        ("tasks", "lines"): lambda: len(_deadlines(out, place)),
        ("tasks", "continuous"): lambda: _deadlines(out, place).count("Thường xuyên"),
        ("tasks", "reporting"): lambda: _turnout(out, place)[0],
        ("tasks", "owners"): lambda: _turnout(out, place)[1],
        ("overdue", "lines"): lambda: len(_overdue(out, place)),
        ("overdue", "units"): lambda: len(set(_overdue(out, place))),
        ("index", "rated"): lambda: len(_rated(out, place)),
    }
    if place.sheet == "index" and place.columns != ("rated",):
        return _rated(out, place).count(str(place.columns[0]))
    return counted[(place.sheet, *map(str, place.columns))]()


def _deadlines(out: Path, place: Place) -> list[str]:
    column = [cell.value for cell in sheet(out, place.period, "Nhiệm vụ")["D"]]
    return [str(value) for value in column[column.index("Thời hạn") + 1 :] if value]


def _turnout(out: Path, place: Place) -> tuple[int, int]:
    told = re.match(r"(\d+)/(\d+) đơn vị có nhiệm vụ", str(sheet(out, place.period, "Nhiệm vụ")["A2"].value))
    assert told
    return int(told[1]), int(told[2])


def _overdue(out: Path, place: Place) -> list[str]:
    page = sheet(out, place.period, "Nhiệm vụ quá hạn")
    rows = [row for row in page.iter_rows() if isinstance(row[0].value, int)]
    return [str(row[1].value) for row in rows if place.line in ("", str(row[2].value))]


def _rated(out: Path, place: Place) -> list[str]:
    page = sheet(out, place.period, "Chỉ số 766")
    at = next(cell.column for row in page.iter_rows() for cell in row if cell.value == "Xếp loại")
    ratings = [str(row[at - 1].value) for row in page.iter_rows() if isinstance(row[0].value, int)]
    return [one for one in ratings if one != "chưa có số liệu"]


def found_at(out: Path, place: Place) -> int | None:
    if place.sheet in FORMS:
        return in_form(out, place)
    return in_targets(out, place) if place.sheet == "targets" else in_lists(out, place)


def amiss(out: Path, figures: Sequence[Figure]) -> list[tuple[object, ...]]:
    """The figures that are not what stands at their places, with what is said and what stands there."""
    found = [(one, tuple(found_at(out, place) for place in one.places)) for one in figures]
    return [(one.places, one.values, cells) for one, cells in found if cells != one.values]


def figures_in(narrative: Narrative) -> Iterator[Figure]:
    """Every number of the text, in reading order."""
    said = (one for section in narrative.sections for paragraph in section.paragraphs for one in paragraph)
    return (one for one in said if isinstance(one, Figure))


def test_every_number_equals_a_cell(told: tuple[Path, Narrative]) -> None:
    out, narrative = told
    figures = list(figures_in(narrative))
    places = [place for one in figures for place in one.places]
    assert amiss(out, figures) == []
    assert {one.kind for one in figures} >= {"count", "rate", "change", "moved", "lack"}
    assert {place.sheet for place in places} == {*FORMS} - {"I766", "NV"} | {
        "targets",
        "tasks",
        "overdue",
        "index",
        "sources",
    }
    assert {place.period for place in places} == {FORMER, PERIOD}
    assert len(places) > 200


def test_the_document_has_no_other_number(told: tuple[Path, Narrative]) -> None:
    """Word for word the narrative; what is no figure and no quotation holds only numbers the wording has."""
    out, narrative = told
    document = Document(str(out / str(PERIOD) / f"Bao-cao-thuyet-minh_{PERIOD}_{LOCALITY}.docx"))
    body = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    said = [line for section in narrative.sections for line in _lines(section)]
    assert body[5:-1] == said
    assert [line for line in (*body[:5], body[-1]) if NUMBER.search(line)] == [
        "quý III năm 2024",
        (
            "Thực hiện chế độ báo cáo định kỳ về công tác kiểm soát thủ tục hành chính, Ủy ban nhân dân thị xã Phước "
            "Long báo cáo tình hình, kết quả thực hiện quý III năm 2024 (từ ngày 15/6/2024 đến ngày 14/9/2024) như sau:"
        ),
        "Trên đây là báo cáo quý III năm 2024 của Ủy ban nhân dân thị xã Phước Long./.",
    ]
    sections = [one for section in narrative.sections for paragraph in section.paragraphs for one in paragraph]
    assert {number for one in sections if isinstance(one, str) for number in NUMBER.findall(one)} == {"766"}


def _lines(section: Section) -> list[str]:
    shown = ["".join(text for text, _ in runs(said, PERIOD)) for said in section.paragraphs]
    return [section.heading, *shown] if section.heading else shown


def test_a_number_that_is_no_cell_is_found(told: tuple[Path, Narrative]) -> None:
    out, narrative = told
    figure = next(one for one in figures_in(narrative) if one.places[0].sheet == "II.06a" and one.places[0].line == "")
    (right,) = figure.values
    assert right is not None
    wrong = replace(figure, values=(right + 1,))
    assert amiss(out, [figure, wrong]) == [(figure.places, (right + 1,), (right,))]


def test_unverified_forms_are_never_called_by_an_official_code(told: tuple[Path, Narrative]) -> None:
    _, narrative = told
    for section in narrative.sections:
        text = "".join(text for said in section.paragraphs for text, _ in runs(said, PERIOD))
        codes = {place.sheet for said in section.paragraphs for one in said if isinstance(one, Figure)
                 for place in one.places if place.sheet in FORMS}  # fmt: skip
        if codes and all(FORMS[code].provenance == "unverified" for code in codes):
            assert "VPCP/KSTT" not in text
            assert "chưa đối chiếu với văn bản gốc" in text


def test_a_second_run_gives_the_same_bytes(told: tuple[Path, Narrative]) -> None:
    out, _ = told
    path = out / str(PERIOD) / f"Bao-cao-thuyet-minh_{PERIOD}_{LOCALITY}.docx"
    before = path.read_bytes()
    path.unlink()
    run_quarter(Request(PERIOD, LOCALITY, out.parent / "raw" / str(PERIOD), out), in_process)
    assert path.read_bytes() == before


def test_a_template_that_is_wrong_stops_the_run_and_leaves_everything_as_it_was(
    told: tuple[Path, Narrative], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, _ = told
    (tmp_path / "thuyet-minh.docx").write_bytes(b"PK")
    before = fingerprint(out / str(PERIOD))
    monkeypatch.setattr(narrating, "find_folder", lambda _: tmp_path)
    with pytest.raises(DefinitionError, match=r"mẫu thuyet-minh\.docx không phải là tệp Word"):
        run_quarter(Request(PERIOD, LOCALITY, out.parent / "raw" / str(PERIOD), out), in_process)
    assert fingerprint(out / str(PERIOD)) == before


def test_the_installation_s_letterhead_is_printed_on_both_papers(
    told: tuple[Path, Narrative], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, _ = told
    monkeypatch.setenv("KSTT_LETTERHEAD__SIGNATORY", "CHÁNH VĂN PHÒNG")
    run_quarter(Request(PERIOD, LOCALITY, out.parent / "raw" / str(PERIOD), out), in_process)
    folder = out / str(PERIOD)
    document = Document(str(folder / f"Bao-cao-thuyet-minh_{PERIOD}_{LOCALITY}.docx"))
    assert "CHÁNH VĂN PHÒNG" in "\n".join(cell.text for table in document.tables for cell in table.rows[0].cells)
    forms = load_workbook(folder / f"Bao-cao-KSTTHC_{PERIOD}_{LOCALITY}.xlsx")
    assert "\nCHÁNH VĂN PHÒNG\n" in "\n".join(str(cell.value) for row in forms["II.07b"] for cell in row)

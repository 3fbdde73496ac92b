"""The workbook of analysis as a run writes it, against the files that the run and the quarter before it left."""

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest
from excel_rules import problems
from office import differences, recalculated
from openpyxl import load_workbook
from papers import in_process

from flows.locality.agenda import agenda_of
from flows.locality.localities import load_locality
from flows.quarter import run_quarter
from flows.received.intake import forms_of
from flows.record.request import Request, Run
from flows.sample.quarter import write_sample
from kstt.period import Period

LOCALITY = "phuoc-long"
QUARTERS = (Period(2024, "Q2"), Period(2024, "Q3"))
NAME = "Phan-tich_2024-Q3_phuoc-long.xlsx"
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl has no sparklines


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    place = tmp_path_factory.mktemp("runs")
    return [_run(place, period) for period in QUARTERS]


def _run(place: Path, period: Period) -> Run:
    forms = forms_of(period, agenda_of(LOCALITY, period.year).lines)
    raw = place / "raw" / str(period)
    write_sample(raw, period=period, locality=load_locality(LOCALITY), forms=forms, seed=7)
    return run_quarter(Request(period, LOCALITY, raw, place / "out"), in_process)


def totals(folder: Path, units: set[int] | None = None) -> dict[int, int]:
    """The sums of the dossiers' columns over all units, or some, from what a run left."""
    found: dict[int, int] = {}
    figures = pd.read_parquet(folder / "figures.parquet")
    for code, form, column, value in figures[["unit_code", "form", "column", "value"]].itertuples(index=False):
        if form == "II.06a" and (units is None or code in units):
            found[column] = found.get(column, 0) + value
    return found


def codes(folder: Path) -> set[int]:
    figures = pd.read_parquet(folder / "figures.parquet")
    return set(figures[figures["form"] == "II.06a"]["unit_code"])


def test_the_front_page_says_what_the_runs_left(runs: list[Run]) -> None:
    before, now = (run.folder for run in runs)
    sums, then, both = totals(now), totals(before), codes(now) & codes(before)
    same, was = totals(now, both), totals(before, both)
    front = load_workbook(now / NAME, data_only=True)["Tổng quan"]
    rows = [[cell.value for cell in row] for row in front["B6:D14"]]
    for row, columns in zip(rows, ((3,), (4, 5), (7,), (10,), (11,), (13,)), strict=False):
        assert row[:2] == [sum(whole[at] for at in columns) for whole in (sums, then)]
        assert row[2] == pytest.approx(sum(same[at] for at in columns) / sum(was[at] for at in columns) - 1, abs=1e-12)
    for row, (above, below) in zip(rows[6:], (((8, 9), (7,)), ((8, 9, 12), (3,)), ((4,), (4, 5))), strict=True):
        rates = [sum(whole[at] for at in above) / sum(whole[at] for at in below) for whole in (sums, then, same, was)]
        assert row == [pytest.approx(one) for one in (*rates[:2], 100 * (rates[2] - rates[3]))]


def test_it_is_among_the_outputs_with_its_hash(runs: list[Run]) -> None:
    folder = runs[1].folder
    outputs = json.loads((folder / "run.json").read_text(encoding="utf-8"))["outputs"]
    assert outputs[NAME] == hashlib.sha256((folder / NAME).read_bytes()).hexdigest()


def test_every_number_is_in_the_tables_of_data_with_its_cells(runs: list[Run]) -> None:
    figures = pd.read_parquet(runs[1].folder / "figures.parquet")
    workbook = load_workbook(runs[1].folder / NAME, data_only=True)
    for form, mine in figures[figures["scale"] == 0].groupby("form"):
        if f"Dữ liệu {form}" in workbook.sheetnames and form != "CT":
            rows = list(workbook[f"Dữ liệu {form}"].iter_rows(min_row=5, values_only=True))
            assert sum(value or 0 for row in rows for value in row[8:]) == mine["value"].sum()
            assert len(rows) == len(mine.drop_duplicates(["unit_code", "row"]))
            assert {(row[0], row[5], str(row[7]).split(":")[0]) for row in rows} <= set(
                zip(mine["unit_code"], mine["file"], mine["cell"], strict=True)
            )


def test_another_program_computes_the_same_and_excel_opens_it(runs: list[Run], tmp_path: Path) -> None:
    path = runs[1].folder / NAME
    assert problems(path) == []
    assert differences(path, recalculated([path], tmp_path / "office")[0]) == []

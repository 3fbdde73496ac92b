"""A sample quarter of every plan's locality, end to end: truth of the sample, and targets judged a second way."""

import csv
import json
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from papers import in_process

from flows.locality.agenda import agenda_of
from flows.locality.localities import find_folder, load_locality
from flows.outputs.shown import recorded_scoreboard
from flows.quarter import run_quarter
from flows.received.intake import forms_of
from flows.record.request import Request
from flows.sample.quarter import write_sample
from kstt.mention import parse
from kstt.period import Period
from kstt.targets.target import STATUSES
from report_templates.proving.contents import contents

QUARTERS = [
    ("phuoc-long", "2024-Q3"),
    ("my-hoa-hung", "2024-Q2"),
    ("long-khanh", "2025-Q1"),
    ("hung-thinh", "2025-Q4"),
    ("nam-do-son", "2026-Q1"),
    ("long-xuyen", "2024-Q2"),
]


@pytest.fixture(scope="module", params=QUARTERS, ids=lambda one: one[0])
def quarter(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Period, Path]:
    locality, period = request.param[0], parse(request.param[1])
    place = tmp_path_factory.mktemp(locality)
    forms = forms_of(period, agenda_of(locality, period.year).lines)
    write_sample(place / "raw", period=period, locality=load_locality(locality), forms=forms, seed=7)
    run_quarter(Request(period, locality, place / "raw", place / "out"), in_process)
    return locality, period, place


def test_files_and_city_totals_are_the_truth(quarter: tuple[str, Period, Path]) -> None:
    _, period, place = quarter
    truth = json.loads((place / "raw" / "truth.json").read_text(encoding="utf-8"))
    run = json.loads((place / "out" / str(period) / "run.json").read_text(encoding="utf-8"))
    told = {name: (file["unit_code"], file["outcome"]) for name, file in truth["files"].items()}
    assert {name: (file["unit_code"], file["outcome"]) for name, file in run["files"].items()} == told
    figures = pd.read_parquet(place / "out" / str(period) / "figures.parquet")
    totals = figures[figures["form"] == "II.06a"].groupby("column")["value"].sum()
    assert {str(at): int(value) for at, value in totals.items()} == truth["city"]["II.06a"]["total"]


def test_targets_are_judged_as_a_second_reading_judges_them(quarter: tuple[str, Period, Path]) -> None:
    locality, period, place = quarter
    path = find_folder(locality) / f"plan-{period.year}.toml"
    if not path.is_file():
        assert locality == "long-xuyen"
        return
    plan = tomllib.loads(path.read_text(encoding="utf-8"))
    figures = pd.read_parquet(place / "out" / str(period) / "figures.parquet")
    board = recorded_scoreboard(period, load_locality(locality), place / "out")
    ours = [
        (line.target.indicator, line.target.group, STATUSES[line.quarter.status])
        for line in board.lines
        if line.plan.locality == locality and line.target.indicator != "task_completion"
    ]
    second = [
        (one["indicator"], one["group"], second_reading(one, plan, locality, figures, period))
        for one in plan["target"]
        if one["indicator"] != "task_completion"
    ]
    assert ours == second


def second_reading(
    target: dict[str, Any], plan: dict[str, Any], locality: str, figures: pd.DataFrame, period: Period
) -> str:
    """A target judged from the written figures and the definitions alone, in plain Python."""
    indicator = next(one for one in indicators() if one["id"] == target["indicator"])
    bound = codes(plan["groups"][target["group"]], locality)
    parts = [both for code in bound if (both := of_unit(indicator, figures[figures["unit_code"] == code]))]
    if not parts or (not indicator["denominator_from"] and len(parts) > 1):
        return "chưa có số liệu"
    top, bottom = sum(part[0] for part in parts), sum(part[1] for part in parts)
    quarters = target.get("quarters")
    demanded = Fraction(quarters[("Q1", "Q2", "Q3", "Q4").index(period.part)] if quarters else target["year"])
    if not indicator["denominator_from"]:
        return "đạt" if Fraction(top, 100) >= demanded else "không đạt"
    if bottom == 0:
        return "không phát sinh"
    if indicator["unit"] == "dossiers_per_person_year":
        return "chưa đến kỳ đánh giá"
    return "đạt" if Fraction(100 * top, bottom) >= demanded else "không đạt"


def indicators() -> list[dict[str, Any]]:
    path = Path(__file__).parent.parent / "report_templates" / "indicators.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["indicator"]


def metrics() -> list[dict[str, Any]]:
    path = Path(__file__).parent.parent / "report_templates" / "index_766.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["metric"]


def codes(selectors: list[str | int], locality: str) -> list[int]:
    with (find_folder(locality) / "units.csv").open(encoding="utf-8", newline="") as file:
        units = list(csv.DictReader(file))
    return [
        int(unit["code"])
        for unit in units
        if "self" in selectors or f"kind:{unit['kind']}" in selectors or int(unit["code"]) in selectors
    ]


def of_unit(indicator: dict[str, Any], figures: pd.DataFrame) -> tuple[int, int] | None:
    top = part(indicator["numerator_from"], indicator["name"], "5", figures)
    if indicator["id"] == "service_quality_index":
        given = figures[figures["form"] == "I766"]["value"]
        top = int(given.sum()) if len(given) == len(metrics()) else top
    bottom = part(indicator["denominator_from"], indicator["name"], "6", figures)
    if top is None or (bottom is None and indicator["denominator_from"]):
        return None
    return top, bottom or 0


def part(said: str, name: str, column: str, figures: pd.DataFrame) -> int | None:
    if not said:
        return None
    form, _, numbers = said.partition(": ")
    mine = figures[figures["form"] == form]
    if said == "CT":
        mine, numbers = mine[mine["line"] == name], column
    values = mine[mine["column"].isin([int(number) for number in numbers.split(" + ")])]["value"]
    return int(values.sum()) if len(values) else None


def test_the_sheet_of_the_index_lists_only_units_that_fill_it_in(quarter: tuple[str, Period, Path]) -> None:
    locality, period, place = quarter
    (report,) = (place / "out" / str(period)).glob("Bao-cao-KSTTHC*.xlsx")
    sheet = contents(report).get("Chỉ số 766")
    units = load_locality(locality).register.valid_on(period.window[1]).units
    communes = [unit.name for unit in units if unit.kind == "commune"]
    assert (sheet is None) == (not communes)
    if sheet:
        assert [str(one.value) for (row, column), one in sorted(sheet.items()) if column == 2 and row > 3] == communes

"""The submissions of real life in tests/samples: everything expected.json says, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from papers import PERIOD, SIX, in_process

from flows.machine import workers
from flows.quarter import run_quarter
from flows.record.request import Request

SAMPLES = Path(__file__).parent / "samples" / "2026-Q1"
EXPECTED: dict[str, Any] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
NAMES = sorted(EXPECTED["files"])

Done = tuple[dict[str, Any], pd.DataFrame]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    out = tmp_path_factory.mktemp("samples")
    with pytest.MonkeyPatch.context() as only_here:
        only_here.setattr(workers, "each", in_process)
        run = run_quarter(Request(PERIOD, "hai-phong", SAMPLES, out), in_process)
    return run.record, pd.read_parquet(run.folder / "figures.parquet")


def test_every_file_is_there_and_only_accepted_units_report(done: Done) -> None:
    record, figures = done
    assert sorted(record["files"]) == NAMES
    accepted = {one["unit_code"] for one in EXPECTED["files"].values() if one["outcome"] == "accepted"}
    assert set(figures["unit_code"]) == accepted
    assert record["coverage"] == {"reporting": len(accepted), "units": 114}
    assert [one["file"] for one in record["set_aside"]] == ["expected.json"]


@pytest.mark.parametrize("name", NAMES)
def test_outcome_and_unit_are_as_expected(name: str, done: Done) -> None:
    file, expected = done[0]["files"][name], EXPECTED["files"][name]
    assert (file["outcome"], file["unit_code"]) == (expected["outcome"], expected["unit_code"])


@pytest.mark.parametrize("name", NAMES)
def test_findings_are_the_expected_ones_and_no_other(name: str, done: Done) -> None:
    told, expected = done[0]["files"][name]["findings"], EXPECTED["files"][name]["findings"]
    known = ("cell", "found", "expected")
    seen = [{what: one[what] for what in known if what in other} for one, other in zip(told, expected, strict=True)]
    assert seen == [{what: other[what] for what in known if what in other} for other in expected]


_RULES = {
    "identity (3)=(4)+(5)+(6)": "identity.sum",
    "negative count": "cell.negative",
    "not a number": "cell.not_a_number",
    "not a whole number": "cell.not_whole",
    "unreadable file": "file.unreadable",
    "wrong period": "submission.period_wrong",
}


@pytest.mark.parametrize("name", NAMES)
def test_each_finding_is_of_the_expected_kind(name: str, done: Done) -> None:
    expected = [_RULES[one["kind"]] for one in EXPECTED["files"][name]["findings"]]
    assert [one["rule"] for one in done[0]["files"][name]["findings"]] == expected


@pytest.mark.parametrize("name", [name for name in NAMES if EXPECTED["files"][name]["outcome"] == "accepted"])
def test_every_number_of_an_accepted_file_is_read(name: str, done: Done) -> None:
    assert EXPECTED["columns"] == [column.number for column in SIX.numbers]
    mine = done[1][done[1]["file"] == name].sort_values(["row", "column"])
    rows = {label: line["value"].tolist() for label, line in mine.groupby("line")}
    assert rows == EXPECTED["files"][name]["rows"]
    assert set(mine["form"]) == {"II.06a"}

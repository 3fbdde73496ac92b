"""Two forms whose totals agree and whose fields do not: asked about, across files too, where names leave no doubt."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from papers import FORMS, PERIOD, SIX, Counts, Paper, Row, cases, counted, in_process, totals, workbook

from flows.locality.localities import load_locality
from flows.locality.naming import namer
from flows.quarter import run_quarter
from flows.record.request import Request
from kstt.form import Form
from kstt.sheet import Value
from validation.by_field import BY_FIELD, by_field_findings

QH, EIGHT = FORMS["QH"], FORMS["II.08"]
LATE, MORE = counted(SIX, 5, 3, 8), counted(SIX, 2, 9)
OVERDUE = {"Hộ tịch": LATE[10] + LATE[13], "Đất đai": MORE[10] + MORE[13]}
Fields = Mapping[str, int]


def six(*names: str) -> Paper:
    return table(SIX, dict(zip(names, (LATE, MORE), strict=True)))


def causes(overdue: Fields) -> Paper:
    return table(QH, {name: {3: number, 4: number, 5: 0, 6: 0} for name, number in overdue.items()})


def online(dossiers: Fields) -> Paper:
    nothing = dict.fromkeys((column.number for column in EIGHT.numbers), 0)
    return table(EIGHT, {name: nothing | {7: number, 8: number} for name, number in dossiers.items()})


def table(form: Form, lines: Mapping[str, Counts]) -> Paper:
    body = [Row(at, name, line) for at, (name, line) in enumerate(lines.items(), start=1)]
    return Paper([*body, Row("", "Tổng số", totals(lines.values()))], form)


def told(place: Path, *files: Sequence[Paper]) -> list[tuple[str, str, str]]:
    """The file, cell and sentence of what is asked about fields, every file having accepted forms."""
    raw = place / "raw"
    raw.mkdir()
    for at, papers in enumerate(files):
        sheets: dict[str, Sequence[Sequence[Value]]] = {paper.form.code: paper.grid() for paper in papers}
        (raw / f"{at}.xlsx").write_bytes(workbook(sheets))
    record = run_quarter(Request(PERIOD, "hai-phong", raw, place / "out"), in_process).record
    assert {file["outcome"] for file in record["files"].values()} == {"accepted"}
    every = [(name, one) for name, file in record["files"].items() for one in file["findings"]]
    return [(name, one["cell"], one["message"]) for name, one in every if one["rule"] == BY_FIELD]


MOVED = {"Hộ tịch": OVERDUE["Hộ tịch"] + 2, "Đất đai": OVERDUE["Đất đai"] - 2}
ALL = sum(OVERDUE.values())


def test_a_field_is_known_however_it_is_spelt(tmp_path: Path) -> None:
    moved = dict(zip(("1. Hộ  tịch", "ĐẤT ĐAI"), MOVED.values(), strict=True))
    ((_, cell, sentence),) = told(tmp_path, [six(*OVERDUE), causes(moved)])
    assert cell == causes(moved).cell(0, 3)
    assert f"«Đất đai» ({MOVED['Đất đai']} và {OVERDUE['Đất đai']})" in sentence


def test_totals_that_differ_are_for_another_rule_to_tell(tmp_path: Path) -> None:
    sheets = {paper.form.code: paper.grid() for paper in (six(*OVERDUE), causes(OVERDUE | {"Hộ tịch": ALL}))}
    case = cases(tmp_path, {"tep.xlsx": workbook(sheets)})["tep.xlsx"]
    assert [one.rule for one in case.findings] == ["cross.overdue_causes"]
    here = load_locality("hai-phong")
    assert list(by_field_findings(QH, case.forms, namer(here), here.fields, lambda _: True)) == []


@pytest.mark.parametrize("judges", [False, True])
def test_what_the_rule_between_two_forms_no_longer_judges_is_not_compared(judges: bool, tmp_path: Path) -> None:
    """It was found wrong to hold the two forms against each other, by field too."""
    sheets = {paper.form.code: paper.grid() for paper in (six(*OVERDUE), causes(MOVED))}
    case = cases(tmp_path, {"tep.xlsx": workbook(sheets)})["tep.xlsx"]
    here, withdrawn = load_locality("hai-phong"), "" if judges else "cross.overdue_causes"
    found = by_field_findings(QH, case.forms, namer(here), here.fields, lambda rule: rule != withdrawn)
    assert [one.rule for one in found] == [BY_FIELD] * judges


@pytest.mark.parametrize("apart", [False, True], ids=["one file", "two files"])
def test_fields_that_differ_under_the_same_total_are_asked_about(apart: bool, tmp_path: Path) -> None:
    papers = [six(*OVERDUE), causes(MOVED)]
    files = [[one] for one in papers] if apart else [papers]
    ((name, cell, sentence),) = told(tmp_path, *files)
    assert (name, cell) == (f"{len(files) - 1}.xlsx", papers[1].cell(0, 3))
    assert sentence.startswith("Dòng «Hộ tịch», cột (3) ")
    assert f" ghi {MOVED['Hộ tịch']} nhưng biểu II.06a có {OVERDUE['Hộ tịch']} ở cột (10) + (13) " in sentence
    assert f"; cũng khác ở «Đất đai» ({MOVED['Đất đai']} và {OVERDUE['Đất đai']}); tổng hai" in sentence


@pytest.mark.parametrize(
    "overdue",
    [OVERDUE, dict(reversed(OVERDUE.items())), {"1. Hộ  tịch": OVERDUE["Hộ tịch"], "ĐẤT ĐAI": OVERDUE["Đất đai"]}],
    ids=["the same", "in another order", "spelt otherwise"],
)
def test_fields_that_agree_are_not_asked_about(overdue: Fields, tmp_path: Path) -> None:
    assert told(tmp_path, [six(*OVERDUE), causes(overdue)]) == []


def test_a_field_that_only_one_form_has_is_compared_where_the_locality_knows_it(tmp_path: Path) -> None:
    ((_, cell, sentence),) = told(tmp_path, [six(*OVERDUE), causes({"Hộ tịch": ALL})])
    assert cell == causes({"Hộ tịch": ALL}).cell(0, 3)
    assert f"«Đất đai» (0 và {OVERDUE['Đất đai']})" in sentence


def test_a_name_of_one_form_that_nobody_knows_may_be_any_field_of_the_other(tmp_path: Path) -> None:
    own = {"Hộ tịch": OVERDUE["Hộ tịch"], "Mảng nhà đất": OVERDUE["Đất đai"]}
    assert told(tmp_path, [six(*OVERDUE), causes(own)]) == []


def test_names_that_nobody_knows_are_compared_where_both_forms_have_them(tmp_path: Path) -> None:
    names = ("Mảng nhà đất", "Mảng khác")
    moved = dict(zip(names, MOVED.values(), strict=True))
    ((_, cell, _),) = told(tmp_path, [six(*names), causes(moved)])
    assert cell == causes(moved).cell(0, 3)


def test_every_pair_of_forms_that_count_the_same_is_compared(tmp_path: Path) -> None:
    dossiers = {"Hộ tịch": LATE[4] - 1, "Đất đai": MORE[4] + 1}
    ((_, cell, sentence),) = told(tmp_path, [six(*OVERDUE), online(dossiers)])
    assert cell == online(dossiers).cell(0, 7)
    assert "biểu II.06a có " in sentence
    assert "ở cột (4) " in sentence

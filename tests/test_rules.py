"""Every rule of the register, each with a file that breaks it and a file as near as can be that does not."""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from papers import FORMS, PERIOD, SIX, Paper, Row, cases, counted, filled, rows, totals, typed, workbook

from flows.locality.localities import load_locality
from flows.locality.naming import namer
from kstt.finding import SEVERITIES, Finding
from kstt.lineage.heritage import Closings, Estate
from kstt.period import Period, before
from kstt.sheet import Value
from kstt.unit import Unit
from report_templates.definitions import load_indicators
from validation.continuity import backlog_findings
from validation.judging import judge_forms
from validation.outliers import own_history_findings, peers_findings, ranked, rate_of
from validation.parsed import Parsed
from validation.parsing import parse
from validation.register import PATH, rules
from validation.same_as_before import numbers_said, same_as_before_findings
from validation.telling import tell
from validation.year_to_date import SoFar, watched_columns, year_to_date_findings

GOLDEN = Path(__file__).parent / "golden" / "messages.txt"
ELSEWHERE = ("file", "task.", "score.", "cross.repeated_sum", "submission.unit_bygone", "memory.backlog_split")
ELSEWHERE += ("cell.shown_otherwise", "line.hidden", "line.may_be_part", "column.exchanged", "line.below_signature")
ELSEWHERE += (
    "line.other_time",
    "line.above_table",
    "line.struck",
    "cell.struck",
    "line.exchanged",
    "cross.over_nothing",
    "cross.by_field",
)
"""Tested where files are opened, with tasks and the index of QĐ 766, in test_mergers.py, test_shown.py,
test_hidden_rows.py, test_struck.py, test_clerks.py, test_alike.py, test_left_out.py, test_over_nothing.py,
test_by_field.py."""
ONE, TWO = counted(SIX, 5, 3, 8), counted(SIX, 2, 9)
NAME = namer(load_locality("hai-phong"))
LABELS = ["Hộ tịch", "Y tế"]
PAPER = Paper(rows([ONE, TWO], labels=LABELS))
QH, E8, CT = FORMS["QH"], FORMS["II.08"], FORMS["CT"]
OVERDUE = ONE[10] + ONE[13] + TWO[10] + TWO[13]
ONLINE = ONE[4] + TWO[4]

Place = tuple[str, object, object]  # cell, found, expected


@dataclass(frozen=True)
class Try:
    """A rule with what breaks it, where and how that is told, and what does not break it. Files are .xlsx sheets."""

    wrong: Mapping[str, Any]
    told: Place
    right: Mapping[str, Any]
    names: tuple[str, str] = ("do-son.xlsx", "do-son.xlsx")
    memory: Callable[[Parsed], Iterable[Finding]] | None = None  # what is asked of II.06a after comparing


def _typed(number: int, value: Value) -> Paper:
    """The paper with something else in a cell of its first line; no total row follows it."""
    return replace(PAPER, rows=[Row(1, "Hộ tịch", typed(ONE, {number: value})), Row(2, "Y tế", TWO)])


def _six(paper: Paper) -> dict[str, Paper]:
    return {"II.06a": paper}


def _line_of(form_paper: Paper, change: Mapping[int, int]) -> Paper:
    first = form_paper.rows[0]
    return replace(form_paper, rows=[replace(first, typed={**first.typed, **change}), *form_paper.rows[1:]])


def _causes(overdue: int) -> Paper:
    line = {3: overdue, 4: overdue, 5: 0, 6: 0}
    return Paper(rows([line], labels=["Hộ tịch"]), QH)


def _online(dossiers: int) -> Paper:
    line = dict.fromkeys((column.number for column in E8.numbers), 0) | {7: dossiers, 8: dossiers}
    return Paper(rows([line], labels=["Hộ tịch"]), E8)


def _indicator(label: str, typed: Mapping[int, Value]) -> Paper:
    return Paper([Row(1, label, typed)], CT)


def _times(line: Mapping[int, int], often: int) -> dict[int, int]:
    return {number: often * value for number, value in line.items()}


def _so_far() -> dict[tuple[str, int], int]:
    lines = dict(zip(LABELS, (ONE, TWO), strict=True))
    return {(name, number): line[number] for name, line in lines.items() for number in watched_columns("II.06a")}


MORE = ONE | {number: ONE[number] + 1 for number in (3, 6, 11, 12)}
LESS = ONE | {number: ONE[number] - 1 for number in (3, 4, 11, 13)}
LATE = dict.fromkeys(ONE, 0) | {3: 900, 4: 900, 7: 900, 9: 700, 10: 200}
CLOSINGS: Closings = {"Hộ tịch": {11: ONE[6]}, "Y tế": {11: TWO[6]}}
WARD = Unit(11455, "Phường Đồ Sơn")
ESTATE = Estate("II.06a", (WARD,), ((WARD, CLOSINGS),), ())
SHARE = next(line for line in CT.fixed if line.share and not line.closed).label
TOTAL = totals([ONE, TWO])
FOUR_LABELS = [*LABELS, "Đất đai", "Chứng thực"]
FOUR = Paper(rows([ONE, TWO, MORE, ONE], labels=FOUR_LABELS))
EXPECTED = "Quý I năm 2026 (từ ngày 15/12/2025 đến ngày 14/3/2026)"
FIRST = PAPER.cell(0, 4)
BOTH = ONE | {4: ONE[4] + ONE[5], 5: ""}  # two columns in one merged cell

TRIES: dict[str, Try] = {
    "submission.unit_unknown": Try(
        _six(replace(PAPER, unit="Đơn vị báo cáo: UBND phường Đô Sơn")),
        ("", "UBND phường Đô Sơn", None),
        _six(PAPER),
        ("bc.xlsx", "bc.xlsx"),
    ),
    "submission.unit_ambiguous": Try(
        _six(replace(PAPER, unit="Đơn vị báo cáo: UBND xã Cam Giang")),
        ("", "UBND xã Cam Giang", None),
        _six(replace(PAPER, unit="Đơn vị báo cáo: UBND xã Cẩm Giang")),
        ("bc.xlsx", "cam-giang.xlsx"),
    ),
    "submission.unit_conflict": Try(
        _six(PAPER),
        ("", "đầu biểu «UBND phường Đồ Sơn»; tên tệp hoặc thư mục «hong-bang»", None),
        _six(PAPER),
        ("hong-bang.xlsx", "phuong-do-son.xlsx"),
    ),
    "submission.period_unknown": Try(_six(replace(PAPER, period="")), ("", None, EXPECTED), _six(PAPER)),
    "submission.period_wrong": Try(
        _six(replace(PAPER, period=f"Kỳ báo cáo: {Period(2025, 'Q4').name}")),
        ("", "Quý IV năm 2025", EXPECTED),
        _six(replace(PAPER, period="Kỳ báo cáo: Quý I/2026")),
    ),
    "submission.period_conflict": Try(
        _six(PAPER),
        ("", "Quý I năm 2026, từ ngày 15/12/2025 đến ngày 14/3/2026; Quý IV năm 2025 (tên tệp hoặc thư mục)", EXPECTED),
        _six(PAPER),
        ("do-son quy 4-2025.xlsx", "do-son quy 1-2026.xlsx"),
    ),
    "submission.no_form": Try({"Ghi chú": [["Kính gửi", "Số điện thoại"], [225, 3]]}, ("", None, None), _six(PAPER)),
    "submission.only_total": Try(_six(replace(PAPER, rows=[Row("", "Tổng số", ONE)])), ("A9", None, None), _six(PAPER)),
    "submission.layout": Try(
        _six(replace(PAPER, heads={"Trước hạn": "Đúng hạn", "Đúng hạn": "Trước hạn"})),
        ("A8", "cột đánh số (8) lại mang đầu cột «Số lượng hồ sơ đã giải quyết – Đúng hạn» của cột (9)", None),
        _six(replace(PAPER, heads={"Trước hạn": "Sớm hạn"})),
    ),
    "submission.form_twice": Try(
        {"Q1": PAPER, "Q1 (2)": Paper(rows([ONE], labels=LABELS[:1]))},
        ("", "Q1", "Q1 (2)"),
        {"Q1": PAPER, "Q1 (2)": PAPER},
    ),
    "submission.measure_unit": Try(
        _six(replace(PAPER, unit=f"{PAPER.unit}\nĐơn vị tính: nghìn hồ sơ")),
        ("A4", "Đơn vị tính: nghìn hồ sơ", None),
        _six(replace(PAPER, unit=f"{PAPER.unit}\nĐơn vị tính: Hồ sơ")),
    ),
    "cell.not_a_number": Try(_six(_typed(4, "khoảng 5")), (FIRST, "khoảng 5", None), _six(_typed(4, f" {ONE[4]} "))),
    "cell.too_large": Try(_six(_typed(4, 10**12)), (FIRST, 10**12, None), _six(_typed(4, ONE[4]))),
    "cell.not_whole": Try(_six(_typed(4, "12,5")), (FIRST, "12,5", None), _six(_typed(4, f"{ONE[4]},0"))),
    "cell.is_a_date": Try(_six(_typed(4, date(2026, 3, 1))), (FIRST, "1/3/2026", None), _six(_typed(4, ONE[4]))),
    "cell.error_value": Try(_six(_typed(4, "#N/A")), (FIRST, "#N/A", None), _six(_typed(4, ONE[4]))),
    "cell.formula_without_result": Try(
        _six(_typed(4, "=E9*2")), (FIRST, "=E9*2", None), _six(_typed(4, f"={ONE[4] - 1}+1"))
    ),
    "cell.merged": Try(
        _six(replace(PAPER, rows=[Row(1, "Hộ tịch", BOTH), Row(2, "Y tế", TWO)], merges=["D9:E9"])),
        (FIRST, BOTH[4], None),
        _six(replace(PAPER, merges=["A11:B11", "A3:M3"])),
    ),
    "cell.negative": Try(_six(_typed(4, -1)), (FIRST, -1, None), _six(PAPER)),
    "line.unnamed": Try(
        _six(replace(PAPER, rows=[*PAPER.rows[:1], Row(2, "", TWO), *PAPER.rows[2:]])),
        (PAPER.cell(1, 2), "", None),
        _six(replace(PAPER, rows=[*PAPER.rows[:2], Row(3, "", dict.fromkeys(TWO, 0)), *PAPER.rows[2:]])),
    ),
    "line.says_nothing": Try(
        _six(replace(PAPER, rows=[*PAPER.rows[:1], Row(2, "Không phát sinh", TWO), *PAPER.rows[2:]])),
        (PAPER.cell(1, 2), "Không phát sinh", None),
        _six(replace(PAPER, rows=[*PAPER.rows[:2], Row(3, "Không phát sinh", dict.fromkeys(TWO, 0)), *PAPER.rows[2:]])),
    ),
    "line.unknown": Try(
        {"CT": _indicator("Tỷ lệ hài lòng chung", {5: 1, 6: 2})},
        (_indicator("", {}).cell(0, 2), "Tỷ lệ hài lòng chung", None),
        {"CT": _indicator(SHARE.upper(), {5: 1, 6: 2})},
    ),
    "line.duplicate": Try(
        _six(Paper(rows([ONE, TWO], labels=["Hộ tịch", "Lĩnh vực: HỘ TỊCH"]))),
        (PAPER.cell(1, 2), "Lĩnh vực: HỘ TỊCH", None),
        _six(Paper([Row("I", "Bộ"), Row(1, "Hộ tịch", ONE), Row("II", "Thành phố"), Row(1, "Hộ tịch", TWO)])),
    ),
    "line.may_be_total": Try(
        _six(Paper(rows([ONE, TWO, TOTAL], labels=[*LABELS, "Cư trú"], total=""))),
        (PAPER.cell(2, 2), "Cư trú", None),
        _six(Paper(rows([ONE, TWO, TOTAL], labels=[*LABELS, "Cư trú"]))),
    ),
    "line.shifted": Try(
        _six(Paper([Row(1, "Hộ tịch", {number: ONE[number - 1] for number in ONE if number - 1 in ONE})])),
        (PAPER.cell(0, 3), "sang phải 1 cột", None),
        _six(Paper([Row(1, "Hộ tịch", ONE)])),
    ),
    "line.incomplete": Try(
        {"CT": _indicator(SHARE, {5: 3})},
        (_indicator("", {}).cell(0, 6), None, None),
        {"CT": _indicator(SHARE, {5: 3, 6: 3})},
    ),
    "line.ratio_alone": Try(
        {"CT": _indicator(SHARE, {7: 0.955})},
        (_indicator("", {}).cell(0, 7), "0,955", None),
        {"CT": _indicator(SHARE, {5: 191, 6: 200, 7: 0.955})},
    ),
    "line.ratio_differs": Try(
        {"CT": _indicator(SHARE, {5: 80, 6: 100, 7: 0.95})},
        (_indicator("", {}).cell(0, 7), "0,95", None),
        {"CT": _indicator(SHARE, {5: 796, 6: 1000, 7: "80%"})},
    ),
    "line.share": Try(
        {"CT": _indicator(SHARE, {5: 4, 6: 3})},
        (_indicator("", {}).cell(0, 5), 4, "không quá 3"),
        {"CT": _indicator(SHARE, {5: 3, 6: 3})},
    ),
    "identity.sum": Try(_six(_typed(3, ONE[3] + 1)), (PAPER.cell(0, 3), ONE[3] + 1, ONE[3]), _six(_typed(3, ONE[3]))),
    "identity.at_most": Try(
        {"II.08": _line_of(Paper(_online(ONLINE).rows[:1], E8), {10: ONLINE + 1})},
        (_online(ONLINE).cell(0, 10), ONLINE + 1, f"không quá {ONLINE}"),
        {"II.08": _line_of(Paper(_online(ONLINE).rows[:1], E8), {10: ONLINE})},
    ),
    "total.mismatch": Try(
        _six(replace(PAPER, rows=[*PAPER.rows[:2], Row("", "Tổng số", TOTAL | {8: TOTAL[8] + 1000})])),
        (PAPER.cell(2, 8), TOTAL[8] + 1000, TOTAL[8]),
        _six(replace(PAPER, rows=[*PAPER.rows[:2], Row("", "Tổng số", typed(TOTAL, {8: f"{TOTAL[8]}"}))])),
    ),
    "cross.overdue_causes": Try(
        {"II.06a": PAPER, "QH": _causes(OVERDUE + 2)},
        (_causes(0).cell(1, 3), OVERDUE + 2, OVERDUE),
        {"II.06a": PAPER, "QH": _causes(OVERDUE)},
    ),
    "cross.online_dossiers": Try(
        {"II.06a": PAPER, "II.08": _online(ONLINE - 1)},
        (_online(0).cell(1, 7), ONLINE - 1, ONLINE),
        {"II.06a": PAPER, "II.08": _online(ONLINE)},
    ),
    "memory.backlog": Try(
        _six(replace(PAPER, rows=rows([MORE, TWO], labels=LABELS))),
        (PAPER.cell(0, 6), MORE[6], ONE[6]),
        _six(PAPER),
        memory=lambda six: backlog_findings(SIX, six, ESTATE, NAME, before(PERIOD)),
    ),
    "memory.year_to_date": Try(
        _six(replace(PAPER, rows=rows([LESS, TWO], labels=LABELS))),
        (PAPER.cell(0, 4), LESS[4], f"không dưới {ONE[4]}"),
        _six(PAPER),
        memory=lambda six: year_to_date_findings(SIX, six, SoFar(_so_far(), "quý IV năm 2025"), NAME),
    ),
    "memory.same_as_before": Try(
        _six(FOUR),
        (FOUR.cell(0, 3), ONE[3], None),
        _six(replace(FOUR, rows=rows([ONE, TWO, MORE, MORE], labels=FOUR_LABELS))),
        memory=lambda six: (
            same_as_before_findings(SIX, six, before(PERIOD))
            if numbers_said(SIX, six) == numbers_said(SIX, parse(SIX, filled(FOUR.sheet(), SIX)))
            else ()
        ),
    ),
    "memory.own_history": Try(
        _six(Paper(rows([_times(ONE, 8), TWO], labels=LABELS))),
        (PAPER.cell(2, 3), 8 * ONE[3] + TWO[3], None),
        _six(PAPER),
        memory=lambda six: own_history_findings(SIX, six, {3: [TOTAL[3] + more for more in (0, 4, -3, 2, 1)]}),
    ),
    "memory.peers": Try(
        _six(Paper(rows([LATE, TWO], labels=LABELS))),
        (PAPER.cell(2, 10), None, None),
        _six(PAPER),
        memory=lambda six: peers_findings(
            SIX, six, ranked([*[(at, 1000) for at in range(12)], rate_of(SIX, six) or (0, 1)])
        ),
    ),
}


def _findings(
    folder: Path,
    name: str,
    sheets: Mapping[str, Paper | Sequence[Sequence[Value]]],
    memory: Callable[[Parsed], Iterable[Finding]] | None = None,
) -> list[Finding]:
    papers = {one: paper for one, paper in sheets.items() if isinstance(paper, Paper)}
    grids = dict(sheets) | {one: paper.grid() for one, paper in papers.items()}
    data = workbook(grids, merges={one: paper.merges for one, paper in papers.items()})
    case = cases(folder / "nhan", {name: data})[name]
    return [*case.findings, *(memory(case.forms["II.06a"]) if memory else ())]


def test_the_table_covers_the_register() -> None:
    every = [rule["id"] for rule in tomllib.loads(PATH.read_text(encoding="utf-8"))["rule"]]
    assert every == list(rules())
    assert [rule for rule in every if not rule.startswith(ELSEWHERE)] == list(TRIES)


@pytest.mark.parametrize("rule", TRIES)
def test_what_breaks_a_rule_is_told_once_at_its_place(rule: str, tmp_path: Path) -> None:
    told = _findings(tmp_path, TRIES[rule].names[0], TRIES[rule].wrong, TRIES[rule].memory)
    assert [(one.rule, (one.cell, one.found, one.expected)) for one in told] == [(rule, TRIES[rule].told)]
    assert told[0].severity == rules()[rule].severity


@pytest.mark.parametrize("rule", TRIES)
def test_its_neighbour_does_not_break_it(rule: str, tmp_path: Path) -> None:
    assert _findings(tmp_path, TRIES[rule].names[1], TRIES[rule].right, TRIES[rule].memory) == []


def test_what_is_told_is_the_approved_text(tmp_path: Path, update_golden: bool) -> None:
    lines = []
    for at, (rule, tried) in enumerate(TRIES.items()):
        (one,) = _findings(tmp_path / str(at), tried.names[0], tried.wrong, tried.memory)
        place = f" [{one.form} {one.sheet} {one.cell}]" if one.sheet else ""
        lines += [f"{rule} ({SEVERITIES[one.severity]}){place}", f"  {one.message}", f"  → {one.advice}"]
    told = "\n".join(lines) + "\n"
    if update_golden:
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")


def test_no_sentence_keeps_a_brace_or_a_word_of_code() -> None:
    text = GOLDEN.read_text(encoding="utf-8")
    assert not {"{", "}", "None", "Paper", "nan"} & set(text.replace(".", " ").split())
    assert all(
        line.endswith(".") and not line.endswith(("?.", "..")) for line in text.splitlines() if line.startswith("  ")
    )


def test_a_rule_of_the_family_takes_its_reason_and_advice() -> None:
    one = tell("file.encrypted", reason="Tệp có mật khẩu", advice="Bỏ mật khẩu")
    assert (one.rule, one.severity) == ("file.encrypted", "refuse")
    assert (one.message, one.advice) == ("Tệp có mật khẩu.", "Bỏ mật khẩu.")


def test_every_rule_says_its_ground_and_since_when() -> None:
    for rule in rules().values():
        assert rule.source
        assert rule.title
        assert not set(rule.title) & set("*?~")  # COUNTIFS takes them for other characters
    assert len({rule.title for rule in rules().values()}) == len(rules())
    for rule in rules().values():
        assert rule.since <= Period(2026, "Q1")


@pytest.mark.parametrize(("number", "shown"), [(1234567, "1.234.567"), (-5, "-5"), (999, "999")])
def test_numbers_are_written_as_vietnamese_readers_expect(number: int, shown: str) -> None:
    facts = {"form": SIX, "sheet": "S", "row": 9, "column_at": 4, "line": "Hộ tịch", "column": 4}
    assert f"ghi {shown}," in tell("cell.negative", **facts, found=number).message


# ---- one cause, one finding, between rules -------------------------------------------------------------------------


def _rules(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(one.rule, one.cell) for one in findings]


def test_rules_between_forms_wait_for_doubtful_cells(tmp_path: Path) -> None:
    wrong = {"II.06a": _typed(10, "?"), "QH": _causes(OVERDUE + 5)}
    assert _rules(_findings(tmp_path, "do-son.xlsx", wrong)) == [("cell.not_a_number", PAPER.cell(0, 10))]


def test_rules_between_forms_wait_for_lines_without_a_name(tmp_path: Path) -> None:
    unnamed = Paper([Row(1, "", {3: 5, 4: 5})], QH)
    wrong = {"II.06a": PAPER, "QH": unnamed}
    assert _rules(_findings(tmp_path, "do-son.xlsx", wrong)) == [("line.unnamed", unnamed.cell(0, 2))]


def test_counts_are_no_percentages_but_a_form_of_rates_may_say_so(tmp_path: Path) -> None:
    counts = _six(replace(PAPER, unit=f"{PAPER.unit}\nĐơn vị tính: %"))
    assert _rules(_findings(tmp_path / "1", "do-son.xlsx", counts)) == [("submission.measure_unit", "A4")]
    rates = {"CT": replace(_indicator(SHARE, {5: 1, 6: 2}), unit=f"{PAPER.unit}\nĐơn vị tính: %")}
    assert _findings(tmp_path / "2", "do-son.xlsx", rates) == []


def test_a_pair_waits_for_the_number_that_is_no_number(tmp_path: Path) -> None:
    paper = _indicator(SHARE, {5: "nhiều", 6: 3})
    assert _rules(_findings(tmp_path, "do-son.xlsx", {"CT": paper})) == [("cell.not_a_number", paper.cell(0, 5))]


def test_half_a_pair_is_told_at_the_half_that_lacks(tmp_path: Path) -> None:
    paper = _indicator(SHARE, {6: 3})
    assert _rules(_findings(tmp_path, "do-son.xlsx", {"CT": paper})) == [("line.incomplete", paper.cell(0, 5))]


def test_a_negative_number_starts_no_other_rule(tmp_path: Path) -> None:
    paper = _indicator(SHARE, {5: 3, 6: -1})
    assert _rules(_findings(tmp_path, "do-son.xlsx", {"CT": paper})) == [("cell.negative", paper.cell(0, 6))]


def test_three_faults_of_three_kinds_are_three_findings_in_reading_order(tmp_path: Path) -> None:
    lines = [typed(ONE, {4: "?"}), TWO | {12: -3}, counted(SIX, 4, 4) | {7: 900}]
    paper = Paper(rows(lines, labels=[*LABELS, "Đất đai"], total=""))
    assert _rules(_findings(tmp_path, "do-son.xlsx", _six(paper))) == [
        ("cell.not_a_number", paper.cell(0, 4)),
        ("cell.negative", paper.cell(1, 12)),
        ("identity.sum", paper.cell(2, 7)),
    ]


def test_what_a_unit_fills_in_of_points_may_have_decimals(tmp_path: Path) -> None:
    points = next(line for line in CT.fixed if line.scale)
    paper = _indicator(points.label, {5: 85.5})
    case = cases(tmp_path / "nhan", {"do-son.xlsx": workbook({"CT": paper.grid()})})["do-son.xlsx"]
    assert case.findings == []
    assert case.forms["CT"].numbers == [[8550, None]]
    assert {one.id for one in load_indicators() if one.unit == "points"} >= {points.key}


def test_nothing_to_judge_is_no_finding() -> None:
    judge: Callable[..., dict[int, list[Finding]]] = judge_forms
    assert judge(tuple(FORMS.values()), {}, Period(2026, "Q1")) == {}


def test_a_point_that_became_decimal_is_asked_about(tmp_path: Path) -> None:
    (one,) = _findings(tmp_path, "do-son.xlsx", _six(_typed(3, 1.234)))
    assert (one.rule, one.cell, one.found) == ("cell.not_whole", PAPER.cell(0, 3), 1.234)
    assert one.message.endswith("ô C9 ghi «1,234», không phải số nguyên; có phải 1.234?")

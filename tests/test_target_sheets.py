"""The sheets «Chỉ tiêu» and «Chỉ tiêu theo đơn vị»: approved as text, and recalculated by another program."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from office import carried, differences, recalculated
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet
from small_board import BOUND, CITY_PLAN, INDICATORS, LATE, board
from small_city import PERIOD, content, locality
from transcript import transcript

from kstt.finding import DISAGREE, LACKING, WHERE_WHY
from kstt.period import Period
from kstt.targets.indicator import Indicator
from kstt.targets.scoreboard import Scoreboard, score
from kstt.targets.standing import Standing
from kstt.targets.target import STATUSES, Parts, Target, judge
from kstt.targets.year import Year
from kstt.unit import Unit
from report_templates.definitions import load_indicators
from report_templates.report.score_cells import counted, result_format
from report_templates.report.target_sheet import TARGETS
from report_templates.report.unit_score_sheet import UNIT_SCORES
from report_templates.report.workbook import write_report

GOLDEN = Path(__file__).parent / "golden"
ON_TIME, _, _, OUTPUT, POINTS, _ = INDICATORS
TABLE = 7  # the first line of the first plan on «Chỉ tiêu»
FIRST = 4  # the first unit on «Chỉ tiêu theo đơn vị»


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("targets")


def written(path: Path, made: Scoreboard) -> Path:
    write_report(path, replace(content([]), scoreboard=made))
    return path


@pytest.fixture(scope="module")
def report(folder: Path) -> Path:
    return written(folder / "report.xlsx", board())


def edges() -> Scoreboard:
    """Every kind of indicator around every kind of threshold, counts up to 10**12: a target for each."""
    found: Standing = {}
    targets: list[Target] = []
    indicators: list[Indicator] = []
    thresholds, counts = ("98", "99.5", "99.95", "66.667"), (3, 200, 10**12, 10**12 + 39)
    for indicator, threshold, count, off in product((ON_TIME, LATE, OUTPUT, POINTS), thresholds, counts, (-1, 0, 1)):
        share = Fraction(threshold) / (100 if indicator.unit == "percent" else 1)
        edge = share * (count if indicator.denominator_from else 100)
        one = replace(indicator, id=f"{len(indicators)}")
        indicators.append(one)
        targets.append(Target(one.id, "ward", "mục 1", threshold))
        below = count if indicator.denominator_from else None
        found[one.id, 11413] = Parts(edge.__ceil__() + off, below, 0 if below else 2)
    plan = replace(CITY_PLAN, target=tuple(targets))
    return score((plan,), indicators, locality(), BOUND, Year(found, found), Period(2026, "Y"))


def crowd() -> Scoreboard:
    """Ties, nothing, nobody, and fractions that differ where their percentages do not."""
    units = tuple(Unit(20000 + at, f"Xã số {at}") for at in range(60))
    found: Standing = {}
    for at, unit in enumerate(units):
        for one in (ON_TIME, LATE):
            found[one.id, unit.code] = (
                Parts(min(at % 7, at % 5 * 3), at % 5 * 3) if at % 2 else Parts(10**7 + at, 10**7 + 2 * at)
            )
        found[OUTPUT.id, unit.code] = Parts(10**12 + at % 9, 10**6 + at % 4) if at % 8 else Parts(at, 0)
        if at % 3:
            found[POINTS.id, unit.code] = Parts(8000 + at % 11, None, 2)
    return score((CITY_PLAN,), INDICATORS, locality(), units, Year(found, None), PERIOD)


def test_cached_results_are_what_another_program_computes(folder: Path, report: Path) -> None:
    lacking = board(Period(2026, "Q4"), lacking=("quý I năm 2026", "quý II năm 2026"))
    paths = [
        report,
        written(folder / "lacking.xlsx", lacking),
        written(folder / "edges.xlsx", edges()),
        written(folder / "crowd.xlsx", crowd()),
        changed(report, folder / "changed.xlsx"),
    ]
    results = recalculated(paths, folder / "office")
    assert [differences(path, found) for path, found in zip(paths[:4], results[:4], strict=True)] == [[]] * 4
    assert len(carried(paths[2])) > 192 * 6
    assert [results[4][TARGETS, f"{column}{TABLE}"] for column in "LMNQRS"] == [
        0.985, "đạt", 0, 0.97996, "không đạt", 126,
    ]  # fmt: skip
    assert [results[4][UNIT_SCORES, f"{column}{FIRST}"] for column in "FHI"] == [1, "đạt", 1]
    assert results[4][UNIT_SCORES, f"I{FIRST + 1}"] == 2


def changed(source: Path, target: Path) -> Path:
    """The report after somebody demanded 98.5 %, corrected the quarter's count, and gave a unit everything on time."""
    book = load_workbook(source)
    book[TARGETS][f"E{TABLE}"] = 98.5
    book[TARGETS][f"J{TABLE}"] = 24625
    book[UNIT_SCORES][f"D{FIRST}"] = 2500
    book.save(target)
    return target


@pytest.mark.parametrize("sheet", [TARGETS, UNIT_SCORES])
def test_the_sheets_are_the_approved_ones(report: Path, sheet: str, update_golden: bool) -> None:
    golden, now = GOLDEN / f"targets-{sheet}.txt", transcript(report, sheet)
    if update_golden:
        golden.write_text(now, encoding="utf-8")
    assert now == golden.read_text(encoding="utf-8")


def test_the_statuses_are_told_apart_without_colour(report: Path) -> None:
    for name, column in ((TARGETS, "M"), (UNIT_SCORES, "H")):
        looks = load_workbook(report)[name].conditional_formatting
        rules = {
            rule.formula[0].strip('"'): (rule.dxf.numFmt and rule.dxf.numFmt.formatCode, rule.dxf.font)
            for area in looks
            if str(area.sqref).startswith(column)
            for rule in area.rules
        }
        assert rules.keys() == set(STATUSES.values())
        assert [rules[STATUSES[one]][0] for one in ("met", "missed")] == [';;;"✓ "@', ';;;"▼ "@']
        assert rules[STATUSES["missed"]][1].b
        assert all(rules[STATUSES[one]][1].i for one in ("none", "unknown", "not_due"))


def row_of(path: Path, sheet: str, row: int) -> list[Any]:
    return [cell.value for cell in load_workbook(path, data_only=True)[sheet][row]]


def test_what_is_shown_like_the_threshold_and_is_below_says_why(report: Path) -> None:
    shown = row_of(report, TARGETS, TABLE)
    assert shown[9:14] == [24499, 25000, 0.97996, "không đạt", 1]
    assert shown[20].split("\n") == [
        "Nguồn: mục I.1",
        "Trong kỳ: 97,996%, chưa đủ: còn thiếu 1 hồ sơ",
        "Chưa có số liệu của Đặc khu Cát Hải, Đặc khu Bạch Long Vĩ",
    ]
    assert "Trong kỳ: 2,004%, chưa đạt: còn vượt 1 hồ sơ" in row_of(report, TARGETS, TABLE + 6)[20]


@pytest.mark.parametrize(("year", "of"), [("99", " đến mức giao của kỳ"), ("98", "")])
def test_what_the_year_so_far_lacks_of_the_quarters_threshold_is_not_taken_for_what_it_lacks_of_the_years(
    year: str, of: str, folder: Path
) -> None:
    """Beside the note stands how many are lacking up to the year's threshold."""
    target = Target("on_time_resolution", "all", "mục I.1", year, ("98", "98", "98", year))
    unit = BOUND[0]
    now, so_far = ({("on_time_resolution", unit.code): Parts(*parts)} for parts in ((99, 100), (24_499, 25_000)))
    made = score((replace(CITY_PLAN, target=(target,)),), INDICATORS, locality(), (unit,), Year(now, so_far), PERIOD)
    shown = row_of(written(folder / "q.xlsx", made), TARGETS, TABLE)
    assert shown[14:19] == [24_499, 25_000, 0.97996, "không đạt", 251 if of else 1]
    assert shown[20].split("\n") == ["Nguồn: mục I.1", f"Lũy kế: 97,996%, chưa đủ: còn thiếu 1 hồ sơ{of}"]


def test_the_year_so_far_is_not_told_where_a_quarter_is_lacking(folder: Path) -> None:
    shown = row_of(written(folder / "q2.xlsx", board(Period(2026, "Q2"), lacking=("quý I năm 2026",))), TARGETS, TABLE)
    assert shown[14:19] == [None, None, "–", "chưa có số liệu", "–"]
    assert shown[20].endswith("\nChưa tính được lũy kế: thiếu số liệu quý I năm 2026")
    assert "lũy kế cũng không gồm" not in shown[20]  # nothing is so far told of anybody


def test_who_is_silent_now_is_not_in_the_year_so_far_either(folder: Path) -> None:
    quarters = {part: board(Period(2026, part)) for part in ("Q1", "Q3", "6M")}
    notes = {part: row_of(written(folder / f"{part}.xlsx", of), TARGETS, TABLE)[20] for part, of in quarters.items()}
    silent = "Chưa có số liệu của Đặc khu Cát Hải, Đặc khu Bạch Long Vĩ"
    assert notes["Q3"].endswith(f"{silent}, lũy kế cũng không gồm")
    assert notes["Q1"].endswith(silent)
    assert notes["6M"].endswith(silent)


def test_who_is_not_counted_is_named_once_and_by_the_reason(folder: Path) -> None:
    """One gave numbers that do not agree, one lacks a quarter, the quarters of one do not join up, one is silent."""
    one, two, three, four, five = BOUND[:5]
    now = {("on_time_resolution", unit.code): Parts(98, 100) for unit in (two, three, four)}
    so_far = {("on_time_resolution", two.code): Parts(196, 200)}
    unsound = [frozenset({("on_time_resolution", unit.code)}) for unit in (one, four)]
    year = Year(now, so_far, (), (), *unsound)
    plan = replace(CITY_PLAN, target=CITY_PLAN.target[:1])
    made = score((plan,), INDICATORS, locality(), BOUND[:5], year, Period(2026, "Q3"))
    assert row_of(written(folder / "unsound.xlsx", made), TARGETS, TABLE)[20].split("\n") == [
        "Nguồn: mục I.1",
        f"Chưa có số liệu của {five.name}, lũy kế cũng không gồm",
        f"Không tính {one.name}: {DISAGREE}, {WHERE_WHY}",
        f"Lũy kế không gồm {three.name}: {LACKING}",
        f"Lũy kế không gồm {four.name}: {DISAGREE}, {WHERE_WHY}",
    ]


@pytest.mark.parametrize(
    ("part", "note"),
    [
        ("Q1", []),
        ("Q3", ["Lũy kế: nhiệm vụ định kỳ tính theo lần báo cáo sau cùng, không theo từng quý"]),
        ("Y", ["Nhiệm vụ định kỳ tính theo lần báo cáo sau cùng, không theo từng quý"]),
    ],
)
def test_how_tasks_that_come_back_go_into_a_longer_time_is_said_where_there_is_one(
    part: str, note: list[str], folder: Path
) -> None:
    plan = replace(CITY_PLAN, target=(Target("task_completion", "all", "mục I.1", "100"),))
    now = {("task_completion", BOUND[0].code): Parts(3, 3)}
    made = score((plan,), load_indicators(), locality(), BOUND[:1], Year(now, now), Period(2026, part))
    shown = row_of(written(folder / "tasks.xlsx", made), TARGETS, TABLE)
    assert shown[20].split("\n") == ["Nguồn: mục I.1", *note]


def test_text_never_becomes_a_formula(report: Path) -> None:
    sheet = load_workbook(report)[TARGETS]
    said = [sheet["A2"], sheet["B13"]]
    assert [(cell.value[:1], cell.data_type) for cell in said] == [("=", "s")] * 2


def test_units_sort_and_filter_and_the_medians_stay_below(report: Path) -> None:
    sheet = load_workbook(report)[UNIT_SCORES]
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == (f"A{FIRST - 1}:AM{FIRST + 11}", f"D{FIRST}")
    assert (sheet.print_title_cols, sheet.print_title_rows) == ("$A:$C", f"${FIRST - 2}:${FIRST - 1}")
    assert [area.coord for area in sheet.merged_cells.ranges if FIRST - 1 <= area.max_row <= FIRST + 13] == []
    assert [sheet.cell(FIRST + 12, at).value for at in (3, 6)] == [None, None]
    assert [sheet.cell(FIRST + 13, at).value for at in (3, 6)] == ["Trung vị", f"=MEDIAN(F{FIRST}:F{FIRST + 11})"]


def test_targets_nobody_has_are_folded_away_and_print_on_no_page(folder: Path) -> None:
    made = board()
    sheet = load_workbook(written(folder / "folded.xlsx", made))[UNIT_SCORES]
    for at, one in enumerate(made.indicators):
        bound = any(of[one.id].judgement for of in made.scores.values() if one.id in of)
        columns = [sheet.column_dimensions[get_column_letter(4 + 6 * at + place)] for place in (3, 4)]
        assert [column.hidden for column in columns] == [not bound] * 2


def test_no_printed_page_cuts_an_indicator(folder: Path) -> None:
    many = tuple({one.id: one for one in (*load_indicators(), *INDICATORS)}.values())
    known: Standing = {(one.id, BOUND[0].code): Parts(1, 2) for one in many}
    every = score((CITY_PLAN,), many, locality(), BOUND, Year(known, None), PERIOD)
    for made in (board(), crowd(), every):
        sheet = load_workbook(written(folder / "printed.xlsx", made))[UNIT_SCORES]
        wide = {at: 0 if one.hidden else one.width * 7 for one in columns(sheet) for at in range(one.min, one.max + 1)}
        starts = [3, *(one.id for one in sheet.col_breaks.brk), 3 + 6 * len(made.indicators)]
        assert all((at - 3) % 6 == 0 for at in starts)
        named = sum(wide[at] for at in (1, 2, 3))
        pages = [named + sum(wide[at + 1] for at in range(left, right)) for left, right in pairwise(starts)]
        assert 50 <= sheet.page_setup.scale <= 100
        assert max(pages) / 96 * sheet.page_setup.scale / 100 < 11.69 - 0.5 - 0.4  # inches: A4 across, its margins
    assert len(pages) > 3


def columns(sheet: Worksheet) -> Iterator[ColumnDimension]:
    yield from sheet.column_dimensions.values()


def test_a_rank_too_large_to_be_exact_in_a_cell_is_a_number(folder: Path) -> None:
    sheet = load_workbook(written(folder / "large.xlsx", crowd()))[UNIT_SCORES]
    kinds = [{type(sheet.cell(FIRST + at, column).value) for at in range(1, 60, 2)} for column in (9, 15, 21)]
    assert kinds == [{str, type(None)}, {int}, {str, type(None)}]


def test_without_targets_there_are_no_target_sheets(folder: Path) -> None:
    write_report(folder / "none.xlsx", replace(content([]), scoreboard=replace(board(), lines=())))
    assert load_workbook(folder / "none.xlsx").sheetnames == ["Nguồn số liệu", "Đọc khác, bỏ qua", "Phát hiện"]


def test_a_plan_without_any_figure_is_shown_all_the_same(folder: Path) -> None:
    for name, units in (("silent", BOUND), ("nobody", ())):
        made = score((CITY_PLAN,), INDICATORS, locality(), units, Year({}, {}), PERIOD)
        path = written(folder / f"{name}.xlsx", made)
        assert load_workbook(path).sheetnames[:2] == [TARGETS, UNIT_SCORES]
        shown = row_of(path, TARGETS, TABLE)
        assert shown[9:14] == [None, None, "–", "chưa có số liệu", "–"]
        assert "Chưa có số liệu của" not in shown[20]  # n/N says it of all of them


@pytest.mark.parametrize("indicator", load_indicators(), ids=lambda one: one.id)
def test_every_indicator_says_what_is_missing_in_a_word(indicator: Indicator) -> None:
    assert counted(indicator)


def test_same_board_same_bytes(folder: Path, report: Path) -> None:
    assert written(folder / "again.xlsx", board()).read_bytes() == report.read_bytes()


def test_a_result_that_misses_its_target_does_not_look_as_if_it_met_it() -> None:
    """97.996% of 98% has three decimals, 98% itself and 97.9% have two; so have dossiers per person."""
    rate = next(one for one in INDICATORS if one.id == "on_time_resolution")
    staff = next(one for one in INDICATORS if one.id == "staff_productivity")
    target = Target("on_time_resolution", "all", "mục I.1", "98")
    told = [judge(rate, target, Parts(top, 100_000), PERIOD) for top in (97_996, 98_000, 97_900, 98_004)]
    assert [result_format(rate, one).rpartition("]")[2] for one in told] == ["#,##0.000%", "0.00%", "0.00%", "0.00%"]
    asked = Target("staff_productivity", "all", "mục I.2", "5280")
    year = Period(PERIOD.year, "Y")
    few = [judge(staff, asked, Parts(top, 1000), year) for top in (5_279_999, 5_000_000)]
    assert [result_format(staff, one).rpartition("]")[2] for one in few] == ["#,##0.000", "#,##0.00"]

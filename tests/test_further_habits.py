"""Further habits of clerks, through the real readers, each with what must come of it written down beforehand."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from papers import SIX, Counts, Paper, Row, counted, rows, totals, workbook
from test_clerks import FULL, GOOD, LABELS, LINES, OPEN, SUMS, A, B, C, edited, judged, lines, on_row, told

from kstt.sheet import Value

# ---- what the numbers count ------------------------------------------------------------------------------------------


def measured(*cells: Value) -> bytes:
    """The form with these cells at the end of the row above its headings."""
    grid = FULL.grid()
    grid[3][10 : 10 + len(cells)] = cells
    return workbook({"II.06a": grid})


@pytest.mark.parametrize(
    "said",
    [
        ["Đơn vị: nghìn hồ sơ"],
        ["(Đơn vị: 1.000 hồ sơ)"],
        ["Đơn vị: %"],
        ["Don vi tinh: nghin ho so"],
        ["Đơn vị tính:\n1.000 hồ sơ"],
        ["Đơn vị tính:", "nghìn hồ sơ"],
        ["ĐVT: chục hồ sơ"],
        ["x 1.000"],
    ],
    ids=str,
)
def test_numbers_that_count_no_single_dossiers_are_told(said: list[Value], tmp_path: Path) -> None:
    case = judged(tmp_path, measured(*said))
    assert told(case) == [("submission.measure_unit", "K4")]


@pytest.mark.parametrize(
    "said",
    [["Đơn vị: hồ sơ"], ["Đơn vị:", "Trạm Y tế"], ["(Tram y te)"], ["Đơn vị tính:", "Số hồ sơ", "100%"]],
    ids=str,
)
def test_other_words_of_a_head_measure_nothing(said: list[Value], tmp_path: Path) -> None:
    case = judged(tmp_path, measured(*said))
    assert (told(case), lines(case)) == ([], GOOD)


# ---- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["ko có", "ko phát sinh", "Ko PS", "(không)", "không hồ sơ", "Không có HS", "---", "- -"]
)
def test_other_words_and_marks_for_nothing_are_read(typed: str, tmp_path: Path) -> None:
    idle = next(number for number, value in B.items() if not value)
    case = judged(tmp_path, workbook({"II.06a": edited(FULL, {(1, idle): typed})}))
    assert (told(case), lines(case)) == ([], GOOD)


LEFT = [B[number] or "" for number in sorted(B)]  # nothing is typed where there is nothing


@pytest.mark.parametrize("paper", [OPEN, FULL], ids=["no total", "total"])
@pytest.mark.parametrize(
    ("typed", "first"), [(LEFT[1:], 3), (LEFT[:-1], 4)], ids=["the first lost", "to the right, the last lost"]
)
def test_a_moved_line_without_zeros_is_one_cause(paper: Paper, typed: list[Value], first: int, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"II.06a": edited(paper, on_row(1, typed, first))}))
    assert told(case) == [("line.shifted", paper.cell(1, 3))]


def test_a_number_in_wide_digits_over_two_rows_is_told_as_merged(tmp_path: Path) -> None:
    both = str(LINES[0][5] + B[5]).translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    grid = edited(FULL, {(0, 5): both, (1, 5): ""})
    data = workbook({"II.06a": grid}, merges={"II.06a": [f"{FULL.cell(0, 5)}:{FULL.cell(1, 5)}"]})
    assert told(judged(tmp_path, data)) == [("cell.merged", FULL.cell(0, 5))]


# ---- who reports -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    ["KẾT QUẢ GIẢI QUYẾT TTHC CỦA {}", "KẾT QUẢ CỦA {} (QUÝ I/2026)", "KẾT QUẢ TẠI {}, TP HẢI PHÒNG - QUÝ I/2026"],
)
@pytest.mark.parametrize("unit", ["UBND P. ĐỒ SƠN", "UBND P.Đồ Sơn", "Ủy ban nhân dân P. Đồ Sơn"])
def test_the_unit_of_a_title_may_have_its_type_in_a_letter(title: str, unit: str, tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"II.06a": replace(FULL, unit="", title=title.format(unit)).grid()}))
    assert (told(case), case.unit and case.unit.name, lines(case)) == ([], "Phường Đồ Sơn", GOOD)


# ---- several tables of one form --------------------------------------------------------------------------------------

FILLED_IN = Paper(rows([A, A], labels=LABELS[:2]))


@pytest.mark.parametrize("unit", ["", "Đơn vị báo cáo: UBND xã, phường ………"])
@pytest.mark.parametrize("name", ["Mẫu", "BIỂU MẪU", "Mẫu báo cáo", "Mau (2)"])
@pytest.mark.parametrize("first", [True, False], ids=["before the form", "behind it"])
def test_a_sample_that_names_no_unit_is_not_read(first: bool, name: str, unit: str, tmp_path: Path) -> None:
    sample = {name: replace(FILLED_IN, unit=unit).grid()}
    case = judged(tmp_path, workbook(sample | {"BC": FULL.grid()} if first else {"BC": FULL.grid()} | sample))
    assert (told(case), lines(case)) == ([], GOOD)
    assert any(f"Trang «{name}»: trang mẫu không ghi đơn vị báo cáo" in one for one in case.set_aside)


@pytest.mark.parametrize(
    ("name", "unit", "expected"),
    [
        ("Mẫu", FULL.unit, ["submission.form_twice"]),
        ("Mẫu", "Đơn vị báo cáo: UBND phường Nam Đồ Sơn", ["submission.unit_conflict"]),
        ("Mẫu II.06a", "", ["submission.form_twice"]),
    ],
)
def test_what_may_be_no_sample_is_told(name: str, unit: str, expected: list[str], tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({name: replace(FILLED_IN, unit=unit).grid(), "BC": FULL.grid()}))
    assert [rule for rule, _ in told(case)] == expected


def test_a_sample_alone_is_the_form(tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Mẫu": replace(FULL, unit="").grid()}), "phuong Do Son.xlsx")
    assert (told(case), lines(case)) == ([], GOOD)


def of_office(office: str, labels: Sequence[str], *counts: Counts) -> Paper:
    return Paper(rows(counts, labels=labels), unit=f"Đơn vị báo cáo: {office}")


@pytest.mark.parametrize("office", ["UBND phường Đồ Sơn", "Phòng Kinh tế"])
@pytest.mark.parametrize("first", [True, False], ids=["the sum first", "the sum last"])
def test_tables_of_offices_are_not_read_beside_the_one_that_adds_them_up(
    first: bool, office: str, tmp_path: Path
) -> None:
    half = {number: value // 2 for number, value in C.items() if number in (4, 7, 8)}
    half |= {3: half[4], 7: half[4], 8: half[4]}
    rest = {number: C[number] - half.get(number, 0) for number in C}
    parts = {
        "VP": of_office(office, LABELS[:2], A, B).grid(),
        "KT": of_office(office, ["1. Y tế"], {**dict.fromkeys(C, 0), **half}).grid(),
        "VHXH": of_office(office, LABELS[2:], rest).grid(),
    }
    whole = {"TH": FULL.grid()}
    case = judged(tmp_path, workbook(whole | parts if first else parts | whole))
    assert (told(case), lines(case)) == ([], GOOD)
    assert sum("cộng lại khớp từng số, không đọc" in one for one in case.set_aside) == 3


@pytest.mark.parametrize("wrong", [1, -1])
def test_tables_of_offices_that_do_not_add_up_are_told(wrong: int, tmp_path: Path) -> None:
    other = {**B, 4: B[4] + wrong, 5: B[5] - wrong}
    sheets = {
        "VP": of_office("UBND phường Đồ Sơn", LABELS[:1], A),
        "KT": of_office("UBND phường Đồ Sơn", LABELS[1:], other, C),
    }
    case = judged(tmp_path, workbook({name: one.grid() for name, one in sheets.items()} | {"TH": FULL.grid()}))
    assert [rule for rule, _ in told(case)] == ["submission.form_twice"]


def test_two_tables_alike_and_one_of_twice_their_numbers_are_told(tmp_path: Path) -> None:
    twice = Paper(rows([{number: 2 * value for number, value in one.items()} for one in LINES], labels=LABELS))
    data = workbook({"1": FULL.grid(), "2": FULL.grid(), "3": twice.grid()})
    assert [rule for rule, _ in told(judged(tmp_path, data))] == ["submission.form_twice"]


# ---- below and beside the total --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "number"),
    [("Tổng trực tuyến", 4), ("Tổng số hồ sơ trực tuyến", 4), ("Cộng trực tiếp", 5), ("Tổng hồ sơ quá hạn", 10)],
)
@pytest.mark.parametrize("full", [True, False], ids=["a whole row", "one number"])
def test_a_second_total_of_a_part_is_not_held_against_the_lines(
    full: bool, label: str, number: int, tmp_path: Path
) -> None:
    said: Counts = {at: SUMS[at] // 3 for at in SUMS} if full else {3: SUMS[number]}
    case = judged(tmp_path, workbook({"II.06a": Paper([*FULL.rows, Row("", label, said)]).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)
    assert any(f"«{label}» chỉ để so sánh, không đọc" in one for one in case.set_aside)


@pytest.mark.parametrize("wrong", [0, 7])
@pytest.mark.parametrize("total", ["Tổng số", ""], ids=["total", "no total"])
def test_so_called_sums_below_the_lines_of_a_part_are_held_against_these(
    total: str, wrong: int, tmp_path: Path
) -> None:
    first, *others = rows(LINES, labels=LABELS, total=total)
    part = totals(LINES[1:])
    made = [
        Row("A", "Trực tuyến"),
        first,
        Row("", "Tổng trực tuyến", A),
        Row("B", "Trực tiếp"),
        *others[:2],
        Row("", "Tổng trực tiếp", {**part, 3: part[3] + wrong}),
        *others[2:],
    ]
    paper = Paper(made)
    case = judged(tmp_path, workbook({"II.06a": paper.grid()}))
    assert [cell for _, cell in told(case)] == ([paper.cell(6, 3)] if wrong else [])
    assert lines(case) == ({} if wrong else GOOD)


def test_a_line_that_the_total_leaves_out_is_named(tmp_path: Path) -> None:
    first, *others = FULL.rows
    paper = Paper([first, Row("", "Chứng thực điện tử", counted(SIX, 60, 9, 3)), *others])
    (finding,) = judged(tmp_path, workbook({"II.06a": paper.grid()})).findings
    assert (finding.rule, finding.cell) == ("total.mismatch", paper.cell(4, 3))
    named = f"; dòng tổng thiếu đúng các số của dòng {paper.first_row + 1} «Chứng thực điện tử»."
    assert finding.message.endswith(named)


# ---- two units, no name ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("joint", [", UBND phường {}", "; P. {}", " - phường {}", " / UBND phường {}, TP Hải Phòng"])
@pytest.mark.parametrize(("other", "rules"), [("Nam Đồ Sơn", ["submission.unit_conflict"]), ("Đồ Sơn", [])])
def test_a_report_in_the_name_of_two_units_is_that_of_none(
    other: str, rules: list[str], joint: str, tmp_path: Path
) -> None:
    unit = f"Đơn vị báo cáo: UBND phường Đồ Sơn{joint.format(other)}"
    case = judged(tmp_path, workbook({"II.06a": replace(FULL, unit=unit).grid()}))
    assert [rule for rule, _ in told(case)] == rules


def test_units_of_former_days_in_brackets_are_no_second_unit(tmp_path: Path) -> None:
    unit = "Đơn vị báo cáo: UBND phường Đồ Sơn (gồm phường Vạn Hương, phường Nam Đồ Sơn cũ)"
    case = judged(tmp_path, workbook({"II.06a": replace(FULL, unit=unit).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize("label", ["nt", "- NT -", "Như trên"])
def test_a_line_named_as_the_one_above_it_has_no_name(label: str, tmp_path: Path) -> None:
    paper = Paper(rows(LINES, labels=[LABELS[0], label, LABELS[2]]))
    case = judged(tmp_path, workbook({"II.06a": paper.grid()}))
    assert told(case) == [("line.unnamed", paper.cell(1, 2))]

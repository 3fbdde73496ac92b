"""The workbooks units fill in."""

from dataclasses import replace
from pathlib import Path

import pytest
from excel_rules import problems
from office import Results, carried, differences, recalculated
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from small_city import BRANCH, DO_SON, FORMS, PERIOD, UNITS, form, locality
from transcript import transcript

from kstt.rollup import CityLine
from kstt.sheet import letters
from report_templates.blanks.blank import write_blanks, write_filled
from report_templates.definitions import content_hash
from report_templates.drawing.layout import Layout

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blank")
    return write_blanks(folder, units=UNITS, period=PERIOD, forms=FORMS, locality=locality())[3]


@pytest.fixture(scope="module")
def opened(blank: Path) -> Workbook:
    return load_workbook(blank)


@pytest.mark.parametrize("code", [one.code for one in FORMS])
def test_the_blank_is_the_approved_one(blank: Path, code: str, update_golden: bool) -> None:
    golden, now = GOLDEN / f"blank-{code}.txt", transcript(blank, form(code).sheet)
    if update_golden:
        golden.write_text(now, encoding="utf-8")
    assert now == golden.read_text(encoding="utf-8")


def test_excel_opens_it_without_repair(blank: Path) -> None:
    assert problems(blank) == []


def test_every_unit_gets_a_workbook_in_its_own_name(tmp_path: Path) -> None:
    units = (DO_SON, BRANCH, UNITS[-1])
    written = write_blanks(tmp_path / "new", units=units, period=PERIOD, forms=FORMS, locality=locality())
    assert [path.name for path in written] == [
        "11455_phuong-do-son.xlsx",
        "900001_chi-nhanh-van-phong-dang-ky-dat-dai-tai-san-so-1.xlsx",
        "11948_dac-khu-bach-long-vi.xlsx",
    ]
    headers = [load_workbook(path)["II.07b"] for path in written]
    assert [sheet["B6"].value for sheet in headers] == [unit.name for unit in units]
    assert [sheet["J1"].value.splitlines()[0] for sheet in headers] == [
        "- Đơn vị báo cáo: UBND phường Đồ Sơn",
        "- Đơn vị báo cáo: Chi nhánh <Văn phòng> đăng ký đất đai & tài sản số 1",
        "- Đơn vị báo cáo: UBND đặc khu Bạch Long Vĩ",
    ]


def test_a_form_of_few_narrow_columns_keeps_room_for_its_title() -> None:
    known = form("QH")
    narrow = replace(known, columns=tuple(replace(one, width=9) for one in known.columns))
    layout = Layout(narrow, ())
    assert [layout.width(part) for part in layout.thirds(1)] == [18, 27, 18]


def test_a_unit_without_forms_gets_no_workbook(tmp_path: Path) -> None:
    assert write_blanks(tmp_path, units=[BRANCH], period=PERIOD, forms=(), locality=locality()) == []


def test_the_hidden_sheet_says_what_the_workbook_was_made_from(opened: Workbook) -> None:
    sheet = opened["kstt"]
    assert sheet.sheet_state == "hidden"
    assert list(sheet.iter_rows(values_only=True)) == [
        ("kstt", "1"),
        ("unit_code", "11455"),
        ("unit_name", "Phường Đồ Sơn"),
        ("period", "2026-Q1"),
        ("locality", "hai-phong"),
        *((f"definition:{one.code}", content_hash(one)) for one in FORMS),
    ]


def test_only_typed_columns_are_open_and_no_password_is_set(opened: Workbook) -> None:
    sheet = opened["II.06a"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not sheet.protection.formatColumns
    assert not sheet.protection.formatRows
    line, empty = [[letters(cell.column or 0) for cell in sheet[row] if not cell.protection.locked] for row in (8, 30)]
    assert line == list("DEFHIJLM")
    assert empty == list("ABDEFHIJLM")


def test_closed_cells_of_an_indicator_are_grey_and_locked(opened: Workbook) -> None:
    fixed = next(line for line in form("CT").fixed if line.closed == ("numerator",))
    (row,) = (cells for cells in opened["CT"].iter_rows() if cells[1].value == fixed.label)
    numerator, denominator = row[4], row[5]
    assert (numerator.protection.locked, numerator.fill.fgColor.rgb) == (True, "FFD9D9D9")
    assert (denominator.protection.locked, denominator.fill.fgColor.rgb) == (False, "FFFFF9E5")


def test_a_wrong_number_is_told_in_vietnamese(opened: Workbook) -> None:
    rules = {str(rule.sqref): rule for rule in opened["II.06a"].data_validations.dataValidation}
    rule = rules["D7:D33"]
    assert (rule.type, rule.operator, rule.formula1, rule.errorStyle) == ("whole", "greaterThanOrEqual", "0", None)
    assert rule.errorTitle == "Số liệu không hợp lệ"
    assert rule.error == "Ô này chỉ nhận số nguyên từ 0 trở lên. Không ghi chữ, đơn vị hay dấu phân cách."
    assert rule.prompt == "Hồ sơ nộp trực tuyến trong kỳ (toàn trình và một phần)"


def test_same_inputs_same_bytes(blank: Path, tmp_path: Path) -> None:
    again = write_blanks(tmp_path, units=UNITS, period=PERIOD, forms=FORMS, locality=locality())
    assert again[3].read_bytes() == blank.read_bytes()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("filled") / "filled.xlsx"
    fields = [
        CityLine("Hộ tịch", "I. Hệ thống của Bộ", {4: 1, 5: 20, 6: 300, 8: 4000, 9: 50000, 10: 600000, 13: 7}),
        CityLine("=1+1", "II. Hệ thống của thành phố", {3: 99, 4: 1, 5: None}),
    ]
    first, second, *_, points = form("CT").fixed
    indicators = [
        CityLine(first.label, "", {5: 9, 6: 12}, {8: "Đã đối chiếu"}),
        CityLine(second.label, "", {5: 0, 6: 0}),
        CityLine(points.label, "", {5: 8555}),
    ]
    tasks = [CityLine("Công bố danh mục", "", {}, {3: "Văn phòng", 8: "2/3/2026"})]
    write_filled(
        target,
        unit=DO_SON,
        period=PERIOD,
        forms=FORMS,
        locality=locality(),
        filled={"II.06a": fields, "CT": indicators, "NV": tasks, "II.07b": [CityLine("Đồ Sơn", "", {4: 2, 6: 3})]},
    )
    return target


@pytest.fixture(scope="module")
def results(filled: Path, blank: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Results]:
    return recalculated([filled, blank], tmp_path_factory.mktemp("office"))


def test_what_is_filled_in_stands_in_its_columns(filled: Path) -> None:
    book, values = load_workbook(filled), load_workbook(filled, data_only=True)
    grid = [[cell.value for cell in row] for row in book["II.06a"]["A7:M10"]]
    assert grid == [
        ["I. Hệ thống của Bộ", *[None] * 12],
        [1, "Hộ tịch", "=D8+E8+F8", 1, 20, 300, "=H8+I8+J8", 4000, 50000, 600000, "=L8+M8", None, 7],
        ["II. Hệ thống của thành phố", *[None] * 12],
        [2, "=1+1", 99, 1, None, None, "=H10+I10+J10", None, None, None, "=L10+M10", None, None],
    ]
    assert book["II.06a"]["B10"].data_type == "s"
    assert [cell.value for cell in values["II.06a"][16]][2:] == [
        420, 2, 20, 300, 654000, 4000, 50000, 600000, 7, 0, 7,
    ]  # fmt: skip
    assert [[cell.value for cell in row[4:]] for row in values["CT"]["A6:H8"]] == [
        [9, 12, 0.75, "Đã đối chiếu"],
        [0, 0, "không phát sinh", "Đơn vị: %"],
        [85.55, None, None, "Đơn vị: điểm"],
    ]
    assert [cell.value for cell in values["NV"][5]][:9] == [
        1, "Công bố danh mục", "Văn phòng", None, None, None, None, "2/3/2026", None,
    ]  # fmt: skip


def test_cached_results_are_what_another_program_computes(filled: Path, blank: Path, results: list[Results]) -> None:
    assert len(carried(filled)) > 200
    assert [differences(path, result) for path, result in zip((filled, blank), results, strict=True)] == [[], []]

"""The city's report."""

from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from excel_rules import problems
from office import by_library, carried, differences, recalculated
from openpyxl import load_workbook
from small_city import DO_SON, FORMS, PERIOD, UNITS, content, coverage, form, tables
from transcript import transcript

from kstt.annex import Annex
from kstt.explaining import CHANGED, Explanation, Void
from kstt.finding import WHERE_WHY, Finding
from kstt.letterhead import Letterhead
from kstt.period import Period
from kstt.rollup import CityLine, CityTable
from kstt.waiver import Waiver, Withdrawal
from report_templates.report.city_sheet import off_text
from report_templates.report.workbook import write_report

GOLDEN = Path(__file__).parent / "golden"
FINDINGS = (
    Finding("must_fix", "sum", "Cột (3) ghi 120, phải là 118.", "Sửa rồi gửi lại.", "II.06a", "II.06a", 8, 3, "Hộ tịch",
            3, 120, 118, "BC quý 1.xlsx", DO_SON.code),
    Finding("refuse", "open", "=HYPERLINK(1)", file="=y.xlsx"),
    Finding("note", "text", "Có chữ trong ô số.", found="mười hai", unit_code=1),
    Finding("must_fix", "cross.repeated_sum", "Ghi 86,25, cộng được 86.", "Ghi lại.", "CT", "CT", 8, 5, "Điểm chỉ số",
            5, 86.25, 86.0, "BC quý 1.xlsx", DO_SON.code),
)  # fmt: skip
AT = "2026-03-16T08:30:00+07:00"
BACKLOG = Finding("must_explain", "memory.backlog", "Cột (6) ghi 7, khác 5.", "Ghi rõ lý do.", "II.06a", "II.06a", 9, 6,
                  "hộ tịch", 6, 7, 5, "BC quý 1.xlsx", DO_SON.code, subject="Hộ tịch")  # fmt: skip
SAID = Explanation(DO_SON.code, BACKLOG.key, "=1+1 là hai hồ sơ.", DO_SON.name, AT, "7", "BC quý 1.xlsx")
ANNEX = Annex(
    (replace(BACKLOG, explanation=SAID.words, explained_by=SAID.by, explained_at=AT),),
    (replace(BACKLOG, line="Y tế", subject="Y tế"),),
    (SAID,),
    (Void(replace(SAID, words="Số cũ.", found="9"), CHANGED),),
    (Waiver(UNITS[0].code, "identity.sum", PERIOD, Period(2026, "Q4"), "Hệ thống cũ", "Cán bộ", AT),),
    (Withdrawal("memory.peers", PERIOD, "Chờ hướng dẫn", "Cán bộ", AT),),
)
SHEETS = [view.sheet for one in FORMS for view in one.cities]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("report") / "report.xlsx"
    write_report(target, replace(content(findings=FINDINGS), annex=ANNEX))
    return target


@pytest.mark.parametrize("sheet", [*SHEETS, "Nguồn số liệu", "Đọc khác, bỏ qua", "Phát hiện", "Giải trình"])
def test_the_report_is_the_approved_one(report: Path, sheet: str, update_golden: bool) -> None:
    golden, now = GOLDEN / f"city-{sheet}.txt", transcript(report, sheet)
    if update_golden:
        golden.write_text(now, encoding="utf-8")
    assert now == golden.read_text(encoding="utf-8")


def test_without_anything_to_say_there_is_no_annex(tmp_path: Path) -> None:
    write_report(tmp_path / "report.xlsx", replace(content(), annex=Annex(given=(SAID,))))
    assert "Giải trình" not in load_workbook(tmp_path / "report.xlsx").sheetnames


@pytest.mark.parametrize(("pairs", "more"), [(1, ""), (5, ""), (6, " và 2 chỗ khác")])
def test_lines_that_cancel_out_in_the_total_are_told_and_of_many_the_first_ten(pairs: int, more: str) -> None:
    one = form("II.06a")
    gaps = [off for _ in range(pairs) for off in (2, -2)]
    numbers = [{3: 9 + off, 7: 5, 11: 4} for off in gaps]
    lines = tuple(CityLine(f"Xã {at}", "", dict(of)) for at, of in enumerate(numbers))
    table = CityTable(one, one.cities[0], lines, coverage())
    told = [f"Xã {at}: (3) = (7) + (11) (chênh {off})" for at, off in enumerate(gaps)]
    assert off_text(table) == f" Dòng không khớp, trong tổng bù trừ nhau: {'; '.join(told[:10])}{more}; {WHERE_WHY}."
    odd = replace(table, lines=(*lines, CityLine("Xã lẻ", "", {3: 9, 7: 5, 11: 5})))
    assert off_text(odd) == f" Tổng không khớp: (3) = (7) + (11) (chênh -1); {WHERE_WHY}."


def test_sections_of_the_sources_are_numbered_without_a_gap(tmp_path: Path) -> None:
    made = content()
    write_report(tmp_path / "report.xlsx", replace(made, provenance=replace(made.provenance, strangers=())))
    cells = [str(cell.value) for cell in load_workbook(tmp_path / "report.xlsx")["Nguồn số liệu"]["A"]]
    assert [text[:2] for text in cells if text[1:3] == ". "] == ["1.", "2.", "3.", "4."]
    assert "4. Tệp của từng đơn vị" in cells


@pytest.mark.parametrize("told", ["explained", "owed", "void", "waivers", "withdrawn"])
def test_whatever_there_is_to_say_makes_an_annex(told: str) -> None:
    assert Annex(**{told: getattr(ANNEX, told)})


def test_long_tables_have_their_headings_on_every_printed_page(report: Path) -> None:
    book = load_workbook(report)
    for name, words in (("Nguồn số liệu", "Tệp"), ("Đọc khác, bỏ qua", "Tệp"), ("Phát hiện", "Đơn vị")):
        sheet = book[name]
        first, _, last = sheet.print_title_rows.replace("$", "").partition(":")
        rows = range(int(first), int(last) + 1)
        assert words in [cell.value for row in rows for cell in sheet[row]], name
        below = [sheet.cell(row, 1).value for row in range(rows[-1] + 1, sheet.max_row + 1)]
        assert all(isinstance(value, int) for value in below if value is not None), name  # no table of other headings


def test_words_keep_off_the_borders(report: Path) -> None:
    sheet = load_workbook(report)["CT"]
    words = [
        cell
        for row in sheet.iter_rows(min_row=7)
        for cell in row
        if isinstance(cell.value, str) and cell.border.left.style
    ]
    assert {cell.alignment.indent for cell in words if cell.alignment.horizontal == "left"} == {1}


def test_excel_opens_it_without_repair(report: Path) -> None:
    assert problems(report) == []


def test_same_content_same_bytes(report: Path, tmp_path: Path) -> None:
    write_report(tmp_path / "again.xlsx", replace(content(findings=FINDINGS), annex=ANNEX))
    assert (tmp_path / "again.xlsx").read_bytes() == report.read_bytes()


def test_cached_results_are_what_another_program_computes(report: Path, tmp_path: Path) -> None:
    planted = tmp_path / "planted.xlsx"
    total = _plant(report, planted)
    results = recalculated([report, planted], tmp_path / "office")
    assert len(carried(report)) > 250
    assert differences(report, results[0]) == []
    assert differences(planted, results[1]) == [f"II.07b!C22: 77777777 ≠ {total}"]  # else the proof is empty


def test_the_second_calculator_agrees_and_finds_a_planted_result(tmp_path: Path) -> None:
    small, planted = tmp_path / "small.xlsx", tmp_path / "planted.xlsx"
    write_report(small, content(tables([form("II.07b")])))
    total = _plant(small, planted)
    assert differences(small, by_library(small)) == []
    assert differences(planted, by_library(planted)) == [f"II.07b!C22: 77777777 ≠ {total}"]


def _plant(source: Path, target: Path) -> int:
    """A copy whose total in C22 of II.07b carries a wrong result; gives the right one."""
    right = load_workbook(source, data_only=True)["II.07b"]["C22"].value
    with ZipFile(source) as good, ZipFile(target, "w") as bad:
        for name in good.namelist():
            text = good.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = text.replace(f"</f><v>{right}</v>".encode(), b"</f><v>77777777</v>")
            bad.writestr(name, text)
    assert isinstance(right, int)
    return right


def test_text_never_becomes_a_formula_or_a_link(report: Path) -> None:
    sheet = load_workbook(report)["Phát hiện"]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in (sheet["C5"], sheet["M5"])] == [
        ("=y.xlsx", "s", None),
        ("=HYPERLINK(1)", "s", None),
    ]


def _sheet_of(table: CityTable, target: Path) -> list[list[object]]:
    write_report(target, content([table]))
    return [[cell.value for cell in row] for row in load_workbook(target, data_only=True).worksheets[0]]


def test_a_form_with_everybody_in_it_says_so_and_one_without_says_who_is_missing(tmp_path: Path) -> None:
    one = form("II.07b")
    told = [
        _sheet_of(tables([one], coverage(*UNITS[:missing]))[0], tmp_path / f"{missing}.xlsx")[1][0]
        for missing in (0, 1, 12)
    ]
    assert told == [
        "Tổng hợp 12/12 đơn vị.",
        "Tổng hợp 11/12 đơn vị. Số liệu chưa đầy đủ: còn thiếu Phường Hồng Bàng (xem trang Nguồn số liệu).",
        (
            "Tổng hợp 0/12 đơn vị. Số liệu chưa đầy đủ: còn thiếu Phường Hồng Bàng, Phường Lê Chân, Phường Hải An, "
            "Phường Đồ Sơn, Phường An Dương, Phường Thuỷ Nguyên, Xã Kiến Thụy, Xã Vĩnh Bảo, Xã Nguyễn Lương Bằng, "
            "Xã Nguyễn Bỉnh Khiêm và 2 đơn vị khác (xem trang Nguồn số liệu)."
        ),
    ]


def test_only_a_file_whose_place_was_taken_is_said_to_be_replaced(tmp_path: Path) -> None:
    made = content([])
    files = [
        replace(file, outcome=outcome, counts=outcome == "accepted", superseded_by=later)
        for file in made.provenance.strangers
        for outcome, later in [
            ("accepted", ""),
            ("accepted", "b.xlsx"),
            ("must_fix", "b.xlsx"),
            ("superseded", "b.xlsx"),
        ]
    ]
    write_report(tmp_path / "report.xlsx", replace(made, provenance=replace(made.provenance, strangers=tuple(files))))
    rows = load_workbook(tmp_path / "report.xlsx")["Nguồn số liệu"].iter_rows(values_only=True)
    assert [next(filter(None, row[2:])) for row in rows if row[1] == "la.xlsx"] == [
        "chấp nhận",
        "chấp nhận, một phần đã được thay thế bởi b.xlsx",
        "phải sửa, đã được thay thế bởi b.xlsx",
        "đã được thay thế bởi b.xlsx",
    ]


def test_nobody_s_figures_are_empty_and_not_zero(tmp_path: Path) -> None:
    (table,) = tables([form("II.07b")], coverage(*UNITS))
    rows = _sheet_of(table, tmp_path / "empty.xlsx")
    assert {value for row in rows[6:23] for value in row[2:]} == {None}


def test_where_any_of_several_cells_may_be_wrong_no_number_is_said_to_be_the_right_one(tmp_path: Path) -> None:
    one = replace(FINDINGS[0], found=120, expected=118)
    waived = replace(one, severity="note", waived="Công văn 12", suspects=("C8", "D8"))
    write_report(tmp_path / "report.xlsx", content([], [one, waived]))
    rows = list(load_workbook(tmp_path / "report.xlsx")["Phát hiện"].iter_rows(values_only=True))
    (head,) = (row for row in rows if row[0] == "STT")
    assert [row[head.index("Phải là")] for row in rows if row[0] in (1, 2)] == [118, None]
    assert [row[len(head) - 1] for row in rows if row[0] in (1, 2)] == [None, "Công văn 12"]


@pytest.mark.parametrize(("nothing", "told"), [(False, None), (True, 0)])
def test_the_totals_of_no_line_are_nothing_only_where_all_said_that_nothing_arose(
    tmp_path: Path, nothing: bool, told: int | None
) -> None:
    one = form("II.05")
    rows = _sheet_of(CityTable(one, one.cities[0], (), coverage(), nothing), tmp_path / "empty.xlsx")
    (total,) = (row for row in rows if row[0] == one.total_label)
    assert [total[column.number - 1] for column in one.numbers] == [told] * len(one.numbers)


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ({3: 10, 4: 10, 7: 6, 8: 6, 11: 4, 12: 4}, {"(3) = (7) + (11)": "đúng"}),
        ({3: 10, 4: 10, 7: 6, 8: 6, 11: 5, 12: 5}, {"(3) = (7) + (11)": "lệch -1"}),
        # a total that its parts do not make stays as it was given, and is told
        ({3: 10, 4: 9, 7: 6, 8: 6, 11: 4, 12: 4}, {"(3) = (4) + (5) + (6)": "lệch 1", "(3) = (7) + (11)": "đúng"}),
        # nobody gave the parts, or the quarters do not add up to them: that breaks nothing
        ({3: 10, 4: 10}, {"(3) = (7) + (11)": None}),
        ({3: 10, 7: 6, 8: 6, 11: 4, 12: 4}, {"(3) = (4) + (5) + (6)": None, "(3) = (7) + (11)": "đúng"}),
    ],
)
def test_identities_without_a_formula_of_their_own_are_checked_under_the_total(
    tmp_path: Path, numbers: dict[int, int | None], told: dict[str, str | None]
) -> None:
    one = form("II.06a")
    table = CityTable(one, one.cities[0], (CityLine("Hộ tịch", "", numbers),), coverage())
    rows = _sheet_of(table, tmp_path / "checked.xlsx")
    checks = {str(row[0]).removeprefix("Kiểm tra "): row[2] for row in rows if str(row[0]).startswith("Kiểm tra")}
    assert checks == told
    assert [row[2] for row in rows if row[1] == "Hộ tịch"] == [10]


def test_at_most_is_checked_too(tmp_path: Path) -> None:
    one = form("II.07b")
    lines = tuple(CityLine(unit.name, unit.type, {3: 2, 6: 2, 7: 3, 10: 3}, unit=unit) for unit in UNITS)
    rows = _sheet_of(CityTable(one, one.cities[0], lines, coverage()), tmp_path / "most.xlsx")
    assert [row[6] for row in rows if row[0] == "Kiểm tra (7) ≤ (3)"] == ["lệch 12"]


def test_units_of_one_type_need_no_heading(tmp_path: Path) -> None:
    one = form("II.07b")
    lines = tuple(CityLine(unit.name, unit.type, {3: 2, 6: 2}, unit=unit) for unit in UNITS[:2])
    write_report(tmp_path / "one.xlsx", content([CityTable(one, one.cities[0], lines, coverage())]))
    sheet = load_workbook(tmp_path / "one.xlsx").worksheets[0]
    assert [sheet.cell(row, 3).value for row in (6, 7, 8, 9)] == ["(3)", "=D7+E7+F7", "=D8+E8+F8", "=SUM(C7:C8)"]


def test_the_office_signs_as_its_letterhead_says(tmp_path: Path) -> None:
    own = Letterhead(issuer="Sở Nội vụ", place="Huế", preparer="NGƯỜI TỔNG HỢP", signatory="GIÁM ĐỐC")
    write_report(tmp_path / "own.xlsx", replace(content(tables([form("II.07b")])), letterhead=own))
    cells = [
        str(cell.value) for row in load_workbook(tmp_path / "own.xlsx").worksheets[0] for cell in row if cell.value
    ]
    assert "- Đơn vị báo cáo: UBND thành phố Hải Phòng\n- Đơn vị nhận báo cáo: Văn phòng Chính phủ" in cells
    assert " \nNGƯỜI TỔNG HỢP\n(Ký, ghi rõ họ tên)" in cells
    assert "Huế, ngày … tháng … năm ……\nGIÁM ĐỐC\n(Ký, ghi rõ họ tên)" in cells


def test_columns_are_wide_enough_for_their_totals(tmp_path: Path) -> None:
    one = form("II.06a")
    lines = tuple(CityLine(name, "", {4: 99_999_999, 5: 1}) for name in ("Hộ tịch", "Đất đai"))
    write_report(tmp_path / "wide.xlsx", content([CityTable(one, one.cities[0], lines, coverage())]))
    widths = load_workbook(tmp_path / "wide.xlsx").worksheets[0].column_dimensions
    assert widths["D"].width > 12 > widths["C"].width > 9


def test_divisions_stand_under_their_own_heading(tmp_path: Path) -> None:
    one = form("II.07b")
    lines = (*tables([one])[0].lines, CityLine("Phòng Kinh tế", "", {3: 2, 6: 2}))
    write_report(tmp_path / "one.xlsx", content([replace(tables([one])[0], lines=lines)]))
    sheet = load_workbook(tmp_path / "one.xlsx").worksheets[0]
    labels = [str(sheet.cell(row, 1).value) for row in range(7, 30)]
    assert [label for label in labels if ". " in label] == [
        "I. Phường",
        "II. Xã",
        "III. Đặc khu",
        "IV. Phòng chuyên môn, chi nhánh",
    ]

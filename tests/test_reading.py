"""From sheets to lines: what is a line, a total, a section, a signature, and what a cell holds that has no value."""

import io
from collections.abc import Sequence

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st
from papers import FORMS, PERIOD, SIX, Counts, Paper, Row, counted, filled, rows, totals, typed, workbook

from kstt.mention import Mention
from kstt.sheet import Book, FilledForm, Sheet, Value
from report_templates.files.opening import open_book
from report_templates.reading.filled_forms import Filled, read_forms
from report_templates.reading.form_heads import unit_named
from report_templates.reading.head_periods import period_named
from report_templates.reading.stamp import Stamp
from validation.parsed import BLANK_AS_ZERO
from validation.parsing import parse

ALL = tuple(FORMS.values())
ONE, TWO, THREE = counted(SIX, 5, 3, 8), counted(SIX, 2, 9), counted(SIX, 7)


def read(body: Sequence[Row], *, foot: Sequence[Sequence[Value]] = ()) -> FilledForm:
    return filled(Paper(body, foot=foot).sheet())


def kept(form: FilledForm) -> list[tuple[str, str, str]]:
    """Role, section and label of everything read."""
    return [(line.role, line.section, line.label) for line in form.lines]


def numbers(form: FilledForm) -> list[Counts]:
    """The numbers of the data lines, by column."""
    at = [column.number for column in SIX.numbers]
    parsed = parse(SIX, form)
    read = zip(parsed.lines, parsed.numbers, strict=True)
    return [
        {number: value for number, value in zip(at, values, strict=True) if value is not None}
        for line, values in read
        if line.role == "line"
    ]


# ---- totals, sections, signatures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label",
    [
        "Tổng số", "TỔNG SỐ", "Tổng cộng", "TỔNG CỘNG", "TỔNG CỘNG:", "Cộng", "CỘNG", "Tổng", "Tổng số hồ sơ",
        "Tổng cộng (I + II)", "TỔNG SỐ (1+2+3)", "Toàn phường", "Tổng toàn xã", "TONG CONG", "Tong so",
        "T\u00f4\u0309ng s\u00f4\u0301",
    ],
)  # fmt: skip
def test_a_total_row_is_no_line(label: str) -> None:
    form = read(rows([ONE, TWO], labels=["Hộ tịch", "Y tế"], total=label))
    assert [line.role for line in form.lines] == ["line", "line", "total"]
    assert numbers(form) == [ONE, TWO]


@pytest.mark.parametrize("row", [Row("Tổng số", "", ONE), Row("TỔNG CỘNG", "", ONE), Row("Cộng", "", ONE)])
def test_a_total_merged_over_both_first_cells_is_a_total(row: Row) -> None:
    assert [line.role for line in read([*rows([ONE], total=""), row]).lines] == ["line", "total"]


@pytest.mark.parametrize(
    "label",
    [
        "Công Thương",
        "CÔNG THƯƠNG",
        "Công chứng",
        "Tổng hợp",
        "Tổng hợp và thống kê",
        "Cộng đồng dân cư",
        "Tôn giáo",
        "Cong Thuong",
    ],
)
def test_a_field_is_no_total_however_alike(label: str) -> None:
    assert kept(read([Row(1, label, ONE)])) == [("line", "", label)]


def test_sections_name_their_lines_and_are_not_counted() -> None:
    form = read(
        [
            Row("I", "Trên Hệ thống các Bộ"),
            *rows([ONE], labels=["Hộ tịch"], total=""),
            Row("II", "Trên Hệ thống thành phố"),
            *rows([TWO, THREE], labels=["Hộ tịch", "Y tế"], total=""),
            Row("", "TỔNG CỘNG", totals([ONE, TWO, THREE])),
        ]
    )
    assert kept(form) == [
        ("section", "Trên Hệ thống các Bộ", "Trên Hệ thống các Bộ"),
        ("line", "Trên Hệ thống các Bộ", "Hộ tịch"),
        ("section", "Trên Hệ thống thành phố", "Trên Hệ thống thành phố"),
        ("line", "Trên Hệ thống thành phố", "Hộ tịch"),
        ("line", "Trên Hệ thống thành phố", "Y tế"),
        ("total", "", "TỔNG CỘNG"),
    ]
    assert numbers(form) == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    ("opening", "name"),
    [
        (Row("", "I – Trên Hệ thống các Bộ"), "Trên Hệ thống các Bộ"),
        (Row("I – Trên Hệ thống các Bộ", ""), "Trên Hệ thống các Bộ"),
        (Row("I.", "Trên Hệ thống các Bộ"), "Trên Hệ thống các Bộ"),
        (Row("A", "TTHC thuộc thẩm quyền giải quyết"), "TTHC thuộc thẩm quyền giải quyết"),
        (Row("", "Cấp xã"), "Cấp xã"),
        (Row("I", "Trên Hệ thống các Bộ", totals([ONE, TWO])), "Trên Hệ thống các Bộ"),
        (Row("", "I. Trên Hệ thống các Bộ", totals([ONE, TWO])), "Trên Hệ thống các Bộ"),
    ],
)
def test_a_section_is_known_by_how_it_is_numbered(opening: Row, name: str) -> None:
    form = read([opening, *rows([ONE, TWO], labels=["Hộ tịch", "Y tế"])])
    assert [(line.role, line.section) for line in form.lines] == [
        ("section", name),
        ("line", name),
        ("line", name),
        ("total", ""),
    ]
    assert numbers(form) == [ONE, TWO]


@pytest.mark.parametrize("total", ["Tổng số", ""])
def test_fields_numbered_with_roman_numerals_are_lines(total: str) -> None:
    body = [Row("I", "Hộ tịch", ONE), Row("II", "Y tế", TWO), Row("III", "Xây dựng", THREE)]
    form = read([*body, *([Row("", total, totals([ONE, TWO, THREE]))] if total else [])])
    assert [line.label for line in form.lines if line.role == "line"] == ["Hộ tịch", "Y tế", "Xây dựng"]
    assert numbers(form) == [ONE, TWO, THREE]


def test_letters_over_roman_numerals_are_sections_of_sections() -> None:
    form = read(
        [
            Row("A", "Thuộc thẩm quyền", totals([ONE, TWO])),
            Row("I", "Cấp xã", totals([ONE, TWO])),
            *rows([ONE, TWO], labels=["Hộ tịch", "Y tế"], total=""),
            Row("B", "Chuyển cấp trên", THREE),
            Row(1, "Đất đai", THREE),
        ]
    )
    assert [(line.role, line.label) for line in form.lines] == [
        ("section", "Thuộc thẩm quyền"),
        ("section", "Cấp xã"),
        ("line", "Hộ tịch"),
        ("line", "Y tế"),
        ("section", "Chuyển cấp trên"),
        ("line", "Đất đai"),
    ]


def test_a_field_that_begins_with_a_numeral_letter_is_a_line() -> None:
    form = read([Row(1, "Văn hóa", ONE), Row(2, "I-ốt và dinh dưỡng", TWO), Row(3, "Y tế", THREE)])
    assert [line.role for line in form.lines] == ["line"] * 3


_FOOT: list[list[Value]] = [
    ["", "", "", "", "", "", "", "", "", "Đồ Sơn, ngày 16 tháng 3 năm 2026"],
    ["", "Người lập biểu", "", "", "", "", "", "", "", "KT. CHỦ TỊCH"],
    ["", "", "", "", "", "", "", "", "", "PHÓ CHỦ TỊCH"],
    [],
    ["", "Nguyễn Văn A", "", "", "", "", "", "", "", "Trần Thị B"],
]


def test_signatures_end_a_table() -> None:
    form = read(rows([ONE]), foot=_FOOT)
    assert [line.role for line in form.lines] == ["line", "total"]
    foot: list[list[Value]] = [["", "Người lập biểu"], ["", "Nguyễn Văn A", "", "", "", "", "Trần Thị B"]]
    form = filled(Paper(rows([counted(FORMS["QH"], 3)]), FORMS["QH"], foot=foot).sheet())
    assert [line.role for line in form.lines] == ["line", "total"]  # a name under «Ghi chú» makes no line


@pytest.mark.parametrize("day", ["Hải Phòng, ngày 16/3/2026", "Ngày 16/03/2026", "Kiến Thụy, ngày 16-3-2026."])
def test_a_day_in_figures_above_the_signatures_is_no_line(day: str) -> None:
    foot: list[list[Value]] = [["", "", "", "", "", "", "", "", "", day], ["", "Người lập biểu"]]
    form = read(rows([ONE]), foot=foot)
    assert ([line.role for line in form.lines], form.problems) == (["line", "total"], [])


@pytest.mark.parametrize(
    "label",
    ["Xác nhận tình trạng hôn nhân", "Người có công", "Cấp giấy theo Nghị định ngày 1 tháng 2 năm 2025", "Lãnh đạo"],
)
def test_a_procedure_that_sounds_like_a_signature_is_a_line(label: str) -> None:
    dotted = {number: f"{value:,}".replace(",", ".") for number, value in TWO.items()}
    form = read([Row(1, "Hộ tịch", ONE), Row(2, label, {}), Row(3, label, dotted), Row("", label, THREE)])
    assert [line.label for line in form.lines] == ["Hộ tịch", label, label]
    assert numbers(form) == [ONE, TWO, THREE]


# ---- lines ---------------------------------------------------------------------------------------------------------


def test_an_unnamed_row_with_numbers_is_told_and_one_without_is_nothing() -> None:
    idle: list[Row] = [Row(2), Row("", "", {3: 0}), Row("", "", {3: " ", 4: "-"}), Row(" ", " ", {3: "\u00a0"})]
    body = [Row(1, "Hộ tịch", ONE), *idle, Row(3, "", TWO)]
    form = read(body)
    assert kept(form) == [("line", "", "Hộ tịch")]
    assert form.problems == [(Paper(body).first_row + 5, SIX.label.number, "line.unnamed", "")]


def test_a_line_without_any_number_is_no_line() -> None:
    assert kept(read([Row(1, "Hộ tịch", {}), Row(2, "Y tế", {3: " "}), Row(3, "Xây dựng", ONE)])) == [
        ("line", "", "Xây dựng")
    ]


def test_blanks_in_a_line_with_numbers_are_zero_and_noted() -> None:
    some = {number: value for number, value in ONE.items() if value}
    parsed = parse(SIX, read([Row(1, "Hộ tịch", some)]))
    assert parsed.numbers == [[ONE[column.number] for column in SIX.numbers]]
    assert {kind for kind, *_ in parsed.normalised} == {BLANK_AS_ZERO}
    assert len(parsed.normalised) == len(ONE) - len(some)


def test_a_table_of_totals_alone_is_no_submission() -> None:
    assert read_forms(Book([Paper([Row("", "Tổng số", ONE)]).sheet()]), ALL).forms == []


def test_untouched_lines_of_our_own_blank_are_nothing() -> None:
    zeros = {number: 0.0 for number in ONE if SIX.computed_by(number)}
    body = [Row(1, "Hộ tịch", ONE), *(Row(at, name, zeros) for at, name in enumerate(["Y tế", "Xây dựng"], start=2))]
    assert kept(read(body)) == [("line", "", "Hộ tịch")]
    assert read_forms(Book([Paper(body[1:]).sheet()]), ALL).forms == []


@pytest.mark.parametrize("odd", [float("inf"), float("nan"), 1e300, True])
@pytest.mark.parametrize("number", [1, 2, 4])
def test_an_odd_number_anywhere_in_a_row_is_no_crash(odd: Value, number: int) -> None:
    row = Row(odd if number == 1 else 1, odd if number == 2 else "Hộ tịch", typed(ONE, {4: odd} if number == 4 else {}))
    parsed = parse(SIX, read([row]))
    nameless = number == 2 and odd == 1e300  # an «inf» may be a word
    expected = {4: ["cell.too_large" if odd == 1e300 else "cell.not_a_number"], 2: ["line.unnamed"] if nameless else []}
    assert [broken.rule for broken in parsed.broken] == expected.get(number, [])


def test_the_shape_of_merges_and_rows_shorter_than_the_table_do_not_matter() -> None:
    sheet = Paper(rows([ONE])).sheet()
    at = Paper(()).first_row - 1
    sheet.rows[at] = sheet.rows[at][:10]
    assert numbers(filled(sheet)) == [{**ONE, 11: 0, 12: 0, 13: 0}]


# ---- formulas and errors -------------------------------------------------------------------------------------------


def test_plain_sums_without_result_are_computed() -> None:
    paper = Paper([Row(1, "Hộ tịch", {}), Row(2, "Y tế", TWO), Row("", "Tổng số", {})])
    three, four, six = paper.cell(0, 3), paper.cell(0, 4), paper.cell(0, 6)
    sums = {3: f"=SUM({four}:{six})", 7: f"={paper.cell(0, 8)}+{paper.cell(0, 9)}+{paper.cell(0, 10)}"}
    first = {**ONE, **sums, 11: f"=SUM({paper.cell(0, 12)},{paper.cell(0, 13)})", 5: f"={ONE[5]}"}
    total = {n: f"=SUM({paper.cell(0, n)}:{paper.cell(1, n)})" for n in ONE} | {3: f"=${three[0]}${three[1:]}+{TWO[3]}"}
    made = Paper([Row("=1", "Hộ tịch", first), Row("=A8+1", "Y tế", TWO), Row("", "Tổng số", total)])
    form = read_forms(open_book(workbook({"Sheet1": made.grid()}), "a.xlsx"), ALL).forms[0]
    assert form.problems == []
    assert numbers(form) == [ONE, TWO]
    assert parse(SIX, form).numbers[2] == [totals([ONE, TWO])[column.number] for column in SIX.numbers]


@pytest.mark.parametrize(
    "formula", ["D8*E8", "D8-", "ROUND(D8,0)", "IF(D8>0,1,0)", "SUM(Sheet2!A1:A9)", "SUM(B9:B9)", "F9/0"]
)
def test_a_formula_that_is_more_than_a_sum_is_told(formula: str) -> None:
    paper = Paper([Row(1, "Hộ tịch", ONE)])
    grid = paper.grid()
    grid[paper.first_row - 1][2] = f"={formula}"
    form = read_forms(open_book(workbook({"Sheet1": grid}), "a.xlsx"), ALL).forms[0]
    assert form.problems == [(paper.first_row, 3, "cell.formula_without_result", f"={formula}")]


def test_formulas_in_a_circle_or_a_long_chain_are_told_and_do_no_harm() -> None:
    paper = Paper([Row(at, f"Lĩnh vực {at}", ONE) for at in range(1, 400)])
    sheet = paper.sheet()
    first = paper.first_row
    sheet.formulas = {(first, 3): f"C{first + 1}", (first + 1, 3): f"C{first}"}
    sheet.formulas |= {(first + at, 4): f"D{first + at + 1}" for at in range(2, 398)}
    for row, column in sheet.formulas:
        sheet.rows[row - 1][column - 1] = ""
    problems = filled(sheet).problems
    assert problems[:2] == [
        (first, 3, "cell.formula_without_result", f"=C{first + 1}"),
        (first + 1, 3, "cell.formula_without_result", f"=C{first}"),
    ]
    assert {column for _, column, _, _ in problems[2:]} <= {4}


def test_a_chain_of_ordinals_is_computed_however_long() -> None:
    paper = Paper([Row("", f"Lĩnh vực {at}", ONE) for at in range(1, 400)])
    sheet = paper.sheet()
    first = paper.first_row
    sheet.formulas = {(first + at, 1): f"A{first + at - 1}+1" for at in range(1, 399)}
    sheet.rows[first - 1][0] = 1.0
    assert len(filled(sheet).lines) == 399
    assert sheet.rows[first + 397][0] == 399


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!"])
def test_error_values_are_told_at_their_cell(error: str) -> None:
    paper = Paper([Row(1, "Hộ tịch", {**ONE, 4: error}), Row("", "Tổng số", {**ONE, 3: error})])
    form = read_forms(open_book(workbook({"Sheet1": paper.grid()}), "a.xlsx"), ALL).forms[0]
    assert form.problems == [
        (paper.first_row, 4, "cell.error_value", error),
        (paper.first_row + 1, 3, "cell.error_value", error),
    ]
    assert [(one.rule, one.found) for one in parse(SIX, form).broken] == [("cell.error_value", error)] * 2


@pytest.mark.parametrize("error", ["#REF!", "#N/A", " #VALUE! ", "#DIV/0!", "#NAME?"])
def test_an_error_a_page_gives_as_text_is_one_and_a_sum_that_shows_it_no_second(error: str) -> None:
    form = read([Row(1, "Hộ tịch", {**ONE, 4: error, 3: error}), Row("", "Tổng số", ONE)])
    assert [(one.rule, one.column) for one in parse(SIX, form).broken] == [("cell.error_value", 4)]
    other = read([Row(1, "Hộ tịch", {**ONE, 4: "#"}), Row("", "Tổng số", ONE)])
    assert [(one.rule, one.column) for one in parse(SIX, other).broken] == [("cell.not_a_number", 4)]


# ---- heads ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("- Đơn vị báo cáo: UBND phường Đồ Sơn", ["UBND phường Đồ Sơn"]),
        (
            "- Đơn vị báo cáo: UBND phường Đồ Sơn\n- Đơn vị nhận báo cáo: UBND thành phố Hải Phòng",
            ["UBND phường Đồ Sơn"],
        ),
        ("ĐƠN VỊ BÁO CÁO: PHƯỜNG ĐỒ SƠN…", ["PHƯỜNG ĐỒ SƠN"]),
        ("Đơn vị báo cáo UBND xã An Lão.", ["UBND xã An Lão"]),
        ("Đơn vị báo cáo: ………", []),
        ("Đơn vị báo cáo:", []),
        ("UBND PHƯỜNG ĐỒ SƠN", ["UBND PHƯỜNG ĐỒ SƠN"]),
        ("ỦY BAN NHÂN DÂN\nUBND xã An Lão", ["UBND xã An Lão"]),
        ("UBND THÀNH PHỐ HẢI PHÒNG", []),
        ("", []),
    ],
)
def test_the_unit_is_read_from_the_head(head: str, names: list[str]) -> None:
    assert unit_named(filled(Paper(rows([ONE]), unit=head).sheet())) == names


@pytest.mark.parametrize(
    ("beside", "names"),
    [("Phường Đồ Sơn", ["Phường Đồ Sơn"]), ("TÌNH HÌNH GIẢI QUYẾT", []), ("Đơn vị nhận báo cáo: UBND thành phố", [])],
)
def test_the_name_may_stand_in_the_next_cell(beside: str, names: list[str]) -> None:
    sheet = Paper(rows([ONE]), unit="Đơn vị báo cáo:").sheet()
    sheet.rows[3][2] = beside
    assert unit_named(filled(sheet)) == names


def _mentions(*cells: str) -> list[Mention]:
    sheet = Paper(rows([ONE]), period=cells[0]).sheet()
    sheet.rows[2][4 : 4 + len(cells) - 1] = cells[1:]
    return period_named(filled(sheet))


def test_the_period_is_read_from_the_head() -> None:
    assert _mentions(f"Kỳ báo cáo: {PERIOD.name}\n({PERIOD.range_text})") == [Mention(2026, "Q1", PERIOD.window)]
    assert _mentions("Ban hành theo Thông tư số 01/2020/TT-VPCP\nquý I năm 2020 ban hành") == []
    assert _mentions("Kỳ báo cáo:………") == []
    assert _mentions("Kỳ báo cáo:", "Quý I", "Năm 2026") == [Mention(2026, "Q1")]
    assert _mentions("Năm 2026") == [Mention(2026, "Y")]


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (["ỦY BAN NHÂN DÂN", "XÃ AN LÃO"], ["UBND XÃ AN LÃO"]),
        (["ỦY BAN NHÂN DÂN\nXÃ AN LÃO"], ["UBND XÃ AN LÃO"]),
        (["UBND", "", "Phường Đồ Sơn"], ["UBND Phường Đồ Sơn"]),
        (["ỦY BAN NHÂN DÂN", "THÀNH PHỐ HẢI PHÒNG"], []),
        (["Cơ quan báo cáo: UBND xã An Lão\nCơ quan nhận: UBND thành phố"], ["UBND xã An Lão"]),
        (["Đơn vị gửi báo cáo: UBND xã An Lão"], ["UBND xã An Lão"]),
        (["Tên đơn vị: UBND xã An Lão", "UBND XÃ KHÁC"], ["UBND xã An Lão"]),
    ],
)
def test_the_unit_is_read_from_a_letterhead_or_another_label(head: list[str], names: list[str]) -> None:
    sheet = Paper(rows([ONE]), unit="").sheet()
    sheet.rows = [*([line, *[""] * 12] for line in head), *sheet.rows]
    assert unit_named(filled(sheet)) == names


# ---- several pages ---------------------------------------------------------------------------------------------------


def _pages(numbering: str | None) -> tuple[Paper, list[list[Value]], int]:
    """A paper of three lines, its rows, and where its headings begin."""
    paper = Paper(rows([ONE, TWO, THREE]), numbering=numbering)
    return paper, paper.sheet().rows, paper.first_row - 1 - 3 - (numbering is not None)


@pytest.mark.parametrize("numbering", ["({})", None])
def test_headings_repeated_on_the_next_page_are_no_lines(numbering: str | None) -> None:
    paper, grid, top = _pages(numbering)
    at = paper.first_row
    whole = [*grid[:at], [], *grid[top : at - 1], *grid[at:]]
    assert numbers(filled(Sheet("A", whole))) == [ONE, TWO, THREE]


@pytest.mark.parametrize("numbering", ["({})", None])
@pytest.mark.parametrize("last", [1, 2])
def test_the_lower_headings_alone_repeated_on_the_next_page_are_no_lines(numbering: str | None, last: int) -> None:
    paper = Paper(rows([ONE, TWO], total=""), numbering=numbering)
    sheet = paper.sheet()
    first = paper.first_row - 1
    again = sheet.rows[first - last - (numbering is not None) : first]
    sheet.rows[first + 1 : first + 1] = [list(row) for row in again]
    assert [line.label for line in filled(sheet).lines] == ["Lĩnh vực 1", "Lĩnh vực 2"]


def test_a_word_of_the_headings_beside_a_number_is_no_heading() -> None:
    paper = Paper(rows([ONE, TWO], total=""))
    sheet = paper.sheet()
    sheet.rows.insert(paper.first_row, ["", "", "", "Trực tuyến", 5.0, *[""] * 8])
    form = filled(sheet)
    assert [rule for *_, rule, _ in form.problems] == ["line.unnamed"]


def test_a_single_row_of_headings_repeated_on_the_next_page_is_no_line() -> None:
    paper, grid, top = _pages("({})")
    said = ("tiếp nhận", "Trực tuyến", "Trực tiếp", "Kỳ trước chuyển sang", "đã giải quyết", "Trước hạn", "Đúng hạn")
    flat: list[Value] = ["STT", "Lĩnh vực", *said, "Quá hạn", "đang giải quyết", "Trong hạn", "Quá hạn"]
    number_row, at = grid[paper.first_row - 2], paper.first_row
    whole = [*grid[:top], flat, number_row, *grid[at - 1 : at], flat, number_row, *grid[at:]]
    assert numbers(filled(Sheet("A", whole))) == [ONE, TWO, THREE]


def test_a_number_typed_as_text_above_repeated_headings_names_no_year() -> None:
    paper, grid, top = _pages("({})")
    at = paper.first_row  # below the first line
    first = [*grid[at - 1][:12], "2026"]
    whole = [*grid[: at - 1], first, *grid[top : at - 1], *grid[at:]]
    assert len(filled(Sheet("A", whole)).lines) == 4


def test_numbers_of_a_table_are_no_head_of_the_one_below_it() -> None:
    paper, grid, top = _pages("({})")
    first = [*grid[paper.first_row - 1][:12], "2025"]
    sheet = Sheet("A", [*grid[: paper.first_row - 1], first, ["Người lập biểu"], *grid[top:]])
    above, below = _book(sheet).forms
    assert period_named(below) == period_named(above) != []


def test_a_number_row_repeated_alone_is_no_line() -> None:
    paper, grid, _ = _pages("({})")
    at = paper.first_row
    assert numbers(filled(Sheet("A", [*grid[:at], grid[at - 2], *grid[at:]]))) == [ONE, TWO, THREE]


def test_a_table_pasted_twice_is_read_once_and_one_with_its_own_head_stands_alone() -> None:
    _, grid, top = _pages("({})")
    assert numbers(filled(Sheet("A", [*grid, [], *grid[top:]]))) == [ONE, TWO, THREE]
    for head in ("Đơn vị báo cáo: UBND xã An Lão", "Quý IV năm 2025", "Người lập biểu", SIX.printed_code):
        read = _book(Sheet("A", [*grid, [head], *grid[top:]]))
        assert [len(form.lines) for form in read.forms] == [4, 4]


def _two_pages(second: Sequence[Value] | None = None) -> Sheet:
    """A paper whose whole head stands again above its second page, that of the second line and the total."""
    _, grid, top = _pages("({})")
    at = Paper([]).first_row
    return Sheet("A", [*grid[:at], *([second] if second else grid[:top]), *grid[top : at - 1], *grid[at:]])


def test_a_whole_head_repeated_on_the_next_page_begins_no_other_form() -> None:
    assert numbers(filled(_two_pages())) == [ONE, TWO, THREE]


def test_a_whole_head_repeated_where_it_may_begin_another_form_does() -> None:
    whole = _two_pages().rows
    at = Paper([]).first_row
    again = [row for row in whole if row[:1] != [2]]  # the ordinals do not go on
    closed = [*whole[:at], ["", "Tổng số", *whole[at - 1][2:]], *whole[at:]]  # the first page has a total of its own
    unclosed = whole[:-1]
    other = _two_pages(["Đơn vị báo cáo: UBND xã An Lão"]).rows
    for rows_ in (again, closed, unclosed, other):
        assert len(_book(Sheet("A", rows_)).forms) == 2


# ---- stored zeros ----------------------------------------------------------------------------------------------------


def _stored(formulas: dict[tuple[int, int], str]) -> FilledForm:
    """One line read from a book that stores 0 for each of the formulas (row 0 is the line, row 1 the total)."""
    paper = Paper(rows([ONE]))
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as written:
        page = written.add_worksheet("II.06a")
        for r, line in enumerate(paper.grid()):
            for c, value in enumerate(line):
                page.write(r, c, value)
        for (line, number), formula in formulas.items():
            page.write_formula(paper.first_row - 1 + line, number - 1, formula)
    return read_forms(open_book(made.getvalue(), "a.xlsx"), ALL).forms[0]


def test_a_sum_stored_as_zero_is_computed() -> None:
    row = Paper(rows([ONE])).first_row
    form = _stored({
        (0, 3): f"=+D{row}+E{row}+F{row}",
        (0, 7): f"=SUBTOTAL(9,H{row}:J{row})",
        (0, 11): f"=C{row}-G{row}",
        **{(1, number): f"=SUBTOTAL(109,{chr(64 + number)}{row}:{chr(64 + number)}{row})" for number in (4, 5)},
        (1, 7): f"=SUM(G{row})",
    })  # fmt: skip
    assert (numbers(form), form.problems) == ([ONE], [])
    assert parse(SIX, form).numbers[1] == [ONE[column.number] for column in SIX.numbers]


def test_a_zero_stored_for_anything_else_stays_and_is_no_fault() -> None:
    row = Paper(rows([ONE])).first_row
    form = _stored({(0, 10): f"=IF(H{row}>9999,1,0)", (0, 3): f"=J{row}+1", (0, 8): f"=I{row}", (0, 9): f"=H{row}"})
    assert form.problems == []
    assert numbers(form)[0] == {**ONE, 10: 0, 3: 1, 8: 0, 9: 0}


def test_formulas_that_fail_on_each_other_take_no_time() -> None:
    sheet = Paper(rows([ONE])).sheet()
    last = len(sheet.rows)
    sheet.rows += [[0.0] for _ in range(90)]
    sheet.formulas = {(last + at, 1): f"A{last + at + 1}+A{last + at + 1}+B1*1" for at in range(1, 90)}
    assert filled(sheet).problems == []


# ---- books ---------------------------------------------------------------------------------------------------------


def _book(*sheets: Sheet) -> Filled:
    return read_forms(Book(list(sheets)), ALL)


def test_a_form_on_a_hidden_sheet_counts() -> None:
    data = workbook({"Bìa": [["Kính gửi"]], "Số liệu": Paper(rows([ONE])).grid()}, hidden=["Số liệu"])
    read = read_forms(open_book(data, "a.xlsx"), ALL)
    assert [(form.code, form.sheet) for form in read.forms] == [("II.06a", "Số liệu")]


def test_a_cover_that_mentions_the_form_does_no_harm_beside_the_form() -> None:
    cover = Sheet("Bìa", [["Gửi kèm: biểu số II.06a/VPCP/KSTT"]])
    read = _book(cover, Paper(rows([ONE])).sheet())
    assert (len(read.forms), read.wrong) == (1, [])
    assert _book(cover).wrong == [("Bìa", 1, "trang ghi biểu II.06a nhưng không thấy bảng đúng mẫu của biểu này")]


def test_two_forms_on_one_sheet_end_where_the_other_begins() -> None:
    first, second = Paper(rows([ONE])), Paper(rows([counted(FORMS["QH"], 3)]), FORMS["QH"])
    read = _book(Sheet("Sheet1", [*first.sheet().rows, [], *second.sheet().rows]))
    assert [(form.code, len(form.lines)) for form in read.forms] == [("II.06a", 2), ("QH", 2)]


def test_the_stamp_of_our_blank_is_read_and_an_empty_form_is_left_out() -> None:
    stamp = Sheet(
        "kstt", [["unit_code", 11455.0], ["period", "2026-Q1"], ["", "x"], [float("inf"), float("nan")]], True
    )
    read = _book(stamp, Paper([Row(1, "Hộ tịch", {})]).sheet(), Paper(rows([ONE]), FORMS["II.06a"]).sheet("II"))
    assert (read.stamp.unit_code, read.stamp.period) == (11455, "2026-Q1")
    assert [form.sheet for form in read.forms] == ["II"]


@pytest.mark.parametrize("code", ["", "mười", "11455a"])
def test_a_stamp_typed_over_says_nothing(code: str) -> None:
    assert Stamp({"unit_code": code}).unit_code is None
    assert (Stamp().unit_code, Stamp().period) == (None, "")


_CELLS = st.one_of(
    st.none(), st.text(max_size=8), st.floats(), st.booleans(), st.integers(-5, 40).map(float),
    st.sampled_from(["(1)", "(2)", "STT", "Tổng số", "I", "Hộ tịch", "Người lập biểu", SIX.printed_code, *(
        word for column in SIX.columns for word in column.heading)]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_CELLS, max_size=15), max_size=12), st.integers(0, 8))
@example([[None, -1.0, "A", float("nan")]], 0)
@example([[None, -1.0, "A", float("inf")]], 0)
@example([[None, -1.0, "A", 1.7e308, 1.7e308, "9" * 400]], 0)
def test_no_sheet_whatever_makes_reading_fail(grid: list[list[Value]], cut: int) -> None:
    paper = Paper(rows([ONE])).sheet().rows
    read = _book(Sheet("A", grid), Sheet("B", [*paper[: len(paper) - cut], *grid]), Sheet("C", [*grid, *paper]))
    for form in read.forms:
        parse(FORMS[form.code], form)
        unit_named(form)
        period_named(form)

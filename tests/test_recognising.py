"""Forms are found by what stands on the sheet, wherever it stands; what only looks like one is told apart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import permutations, product, zip_longest

import pytest
from papers import FORMS, SIX, Paper, Row, counted, rows

from kstt.form import Form
from kstt.sheet import Book, Sheet, Value
from report_templates.reading.filled_forms import read_forms
from report_templates.reading.found_tables import Found, NotUnderstood
from report_templates.reading.headings import head, meant
from report_templates.reading.recognising import find_forms

ALL = tuple(FORMS.values())
QUALITY = FORMS["QH"]
LINES = rows([counted(SIX, 5, 3, 8), counted(SIX, 2, 9)])


def _one(sheet: Sheet) -> Found:
    found, wrong = find_forms(sheet, ALL)
    assert wrong == []
    (table,) = found
    return table


def _at(paper: Paper) -> dict[int, int]:
    """Each column where the paper has it, counted from 0."""
    return {column.number: column.number + paper.at[1] - 2 for column in paper.form.columns}


@pytest.mark.parametrize(
    "numbering",
    [
        "({})",
        "[{}]",
        "{}",
        "{}.",
        "({}).",
        "( {} )",
        " ({}) ",
        "-{}",
        lambda number: number,
        float,
        lambda number: -number,  # what Excel makes of a typed (3)
        lambda number: "(3)=(4)+(5)+(6)" if number == 3 else f"({number})",
        lambda number: "(3)=(7)+(11)" if number == 3 else "(7) = (8)+(9)+(10)" if number == 7 else f"({number})",
        lambda number: "3=4+5+6" if number == 3 else number,
        lambda number: "(3)=(4)+(5)+(6)=(7)+(11)" if number == 3 else f"({number})",
        lambda number: "3: 4+5+6" if number == 3 else "7=(8+9+10)" if number == 7 else number,
        "C{}",
    ],
    ids=range(17),
)
def test_a_number_row_is_read_as_people_type_it(numbering: str | Callable[[int], Value]) -> None:
    paper = Paper(LINES, numbering=numbering)
    table = _one(paper.sheet())
    assert (table.form, table.columns, table.first_line) == (SIX, _at(paper), paper.first_row - 1)
    assert table.number_row == paper.first_row - 2


@pytest.mark.parametrize("form", [form for form in ALL if form.numbers], ids=lambda form: form.code)
@pytest.mark.parametrize("at", [(1, 1), (9, 1), (1, 5), (23, 3)])
@pytest.mark.parametrize("numbering", ["({})", None])
def test_every_form_is_found_anywhere_on_a_sheet(form: Form, at: tuple[int, int], numbering: str | None) -> None:
    paper = Paper([Row(1, "Dòng một", counted(form, 4, 2))], form, at=at, numbering=numbering)
    table = _one(paper.sheet())
    assert (table.form.code, table.columns, table.first_line) == (form.code, _at(paper), paper.first_row - 1)


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.code)
def test_every_synonym_of_every_heading_is_understood(form: Form) -> None:
    for word, others in form.synonyms.items():
        for other in others:
            paper = Paper([Row(1, "Dòng một", {})], form, heads={word: other}, numbering=None, code="", title="")
            table = _one(paper.sheet())
            assert (table.form.code, table.columns) == (form.code, _at(paper)), (word, other)


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u00a0 \n"])
@pytest.mark.parametrize("heads", [{}, {"Số lượng hồ sơ đã giải quyết": "Kết quả"}], ids=["known words", "other words"])
def test_typed_spaces_beside_a_number_row_hide_no_form(heads: dict[str, str], blank: str) -> None:
    sheet = Paper([Row(1, "Dòng một", {})], heads=heads, at=(1, 3)).sheet()
    sheet.rows[:] = [[blank if value == "" and at < 2 else value for at, value in enumerate(row)] for row in sheet.rows]
    for row in sheet.rows:
        row.append(blank)
    table = _one(sheet)
    assert (table.form.code, table.columns[1], table.columns[13]) == ("II.06a", 2, 14)


@pytest.mark.parametrize(
    "heads",
    [
        {"Tổng số": "TỔNG SỐ:"},
        {"Quá hạn": "Quá  hạn *"},
        {"Đúng hạn": "Đúng hạn\n(Bao gồm cả hồ sơ chờ Bổ sung và Trả lại/Xin rút)"},
        {"Trong hạn": "Trong hạn (Bao gồm cả hồ sơ chờ bổ sung và hồ sơ khác)"},
        {"STT": "TT", "Trong kỳ": "Trong đó", "Số lượng hồ sơ tiếp nhận": "Tiếp nhận", "Từ kỳ trước": "Kỳ trước"},
    ],
    ids=range(5),
)
def test_case_marks_and_remarks_in_brackets_do_not_matter(heads: Mapping[str, str]) -> None:
    for numbering in ("({})", None):
        paper = Paper(LINES, heads=heads, numbering=numbering)
        assert _one(paper.sheet()).columns == _at(paper)


def test_words_nobody_knows_do_not_hide_a_form_that_carries_its_code_and_numbers() -> None:
    heads = {"Trực tuyến": "Nộp qua Cổng", "Trước hạn": "Xong sớm", "Trong hạn": "Chưa tới ngày trả"}
    assert _one(Paper(LINES, heads=heads).sheet()).form is SIX


def _widened(paper: Paper, columns: int, added: str = "Hồ sơ rút") -> Sheet:
    """The paper with columns added (or cut off) at its right, numbered like the others."""
    sheet = paper.sheet()
    heading = paper.first_row - 3
    for at, row in enumerate(sheet.rows):
        wide = len(SIX.columns)
        extra: list[Value] = ["" for _ in range(max(0, columns - wide))]
        if at == heading and extra:
            extra[0] = added
        if at == paper.first_row - 2:
            extra = [f"({number})" for number in range(wide + 1, columns + 1)]
        row[:] = [*row, *extra][:columns]
    return sheet


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        (12, ": không thấy đầu cột (13) «Số lượng hồ sơ đang giải quyết – Quá hạn» của biểu II.06a"),
        (14, "; biểu không có cột N «Hồ sơ rút»"),
    ],
)
def test_a_table_of_other_width_that_claims_to_be_06a_is_not_read(columns: int, why: str) -> None:
    paper = Paper(LINES)
    found, wrong = find_forms(_widened(paper, columns), ALL)
    assert found == []
    assert wrong == [NotUnderstood(paper.first_row - 2, f"bảng có {columns} cột trong khi biểu II.06a có 13 cột{why}")]


def test_numbered_remarks_and_shares_at_the_right_are_left_out() -> None:
    paper = Paper(LINES)
    for added in ("Ghi chú", "Tỷ lệ đúng hạn (%)"):
        table = _one(_widened(paper, 14, added))
        assert (table.columns, table.first_line) == (_at(paper), paper.first_row - 1)
    swapped = Paper(LINES, heads={"Trước hạn": "Đúng hạn", "Đúng hạn": "Trước hạn"})
    assert find_forms(_widened(swapped, 14, "Ghi chú"), ALL)[0] == []


def test_a_numbered_column_that_nothing_heads_is_left_out_where_it_counts_nothing() -> None:
    paper = Paper(LINES)
    sheet = _widened(paper, 14, "")
    assert _one(sheet).columns == _at(paper)
    sheet.rows[paper.first_row - 1][13] = "có 2 hồ sơ tồn"
    assert _one(sheet).columns == _at(paper)
    sheet.rows[paper.first_row][13] = 5.0
    assert find_forms(sheet, ALL)[0] == []


@pytest.mark.parametrize(
    ("code", "added", "read"),
    [
        (SIX.printed_code, "Hồ sơ rút, trả lại", True),
        (SIX.printed_code, "Số lượng hồ sơ tiếp nhận", False),  # of which time?
        ("", "Hồ sơ rút, trả lại", True),
        ("", "Số lượng hồ sơ tiếp nhận", False),
    ],
)
def test_a_numbered_column_of_somebodys_own_is_left_out_behind_those_of_a_form(
    code: str, added: str, read: bool
) -> None:
    paper = Paper(LINES, code=code, title="")
    sheet = _widened(paper, 14)
    sheet.rows[paper.first_row - 5][13] = added
    assert [table.columns for table in find_forms(sheet, ALL)[0]] == ([_at(paper)] if read else [])


def test_what_was_read_before_changes_nothing() -> None:
    plain = Paper(LINES, code="", title="", heads={"STT": ""}, numbering=None)
    numbered = _widened(replace(plain, numbering="({})"), 14)
    numbered.rows[plain.first_row - 4][13] = "Hồ sơ rút, trả lại"
    meant.cache_clear()
    alone = find_forms(numbered, ALL)
    assert len(find_forms(plain.sheet(), ALL)[0]) == 1
    assert find_forms(numbered, ALL) == alone


@pytest.mark.parametrize(
    "numbering",
    [
        lambda number: "AB"[number - 1] if number < 3 else number - 2,
        lambda number: "AB"[number - 1] if number < 3 else f"({number - 2})",
        lambda number: "" if number < 3 else f"({number})",
        "Cột {}",
    ],
)
def test_a_number_row_of_another_kind_is_no_line(numbering: str | Callable[[int], Value]) -> None:
    paper = Paper(LINES, numbering=numbering)
    table = _one(paper.sheet())
    assert (table.columns, table.first_line) == (_at(paper), paper.first_row - 1)


_FLAT: list[Value] = [
    "TT", "Tên lĩnh vực", "Tổng số tiếp nhận", "Trực tuyến", "Trực tiếp/BCCI",
    "Kỳ trước chuyển sang", "Tổng đã giải quyết",
    "Trước hạn", "Đúng hạn", "Quá hạn", "Tổng đang giải quyết", "Trong hạn", "Quá hạn",
]  # fmt: skip


def test_a_single_row_of_headings_is_enough_with_number_row_and_code() -> None:
    numbers: list[Value] = [f"({at})" for at in range(1, 14)]
    table = _one(Sheet("Sheet1", [[SIX.printed_code], _FLAT, numbers, [1.0, "Hộ tịch", 3.0]]))
    assert (table.form, table.columns, table.first_line) == (SIX, {at: at - 1 for at in range(1, 14)}, 3)
    moved = [*_FLAT[:3], _FLAT[5], _FLAT[3], _FLAT[4], *_FLAT[6:]]
    assert find_forms(Sheet("Sheet1", [[SIX.printed_code], moved, numbers]), ALL)[0] == []


@pytest.mark.parametrize(
    "below",
    [
        ("Trong kỳ - Trực tuyến", "Trong kỳ - Trực tiếp, BCCI"),
        ("Trong đó: qua mạng", "Hồ sơ trực tiếp trong kỳ"),
    ],
)
def test_a_middle_group_may_stand_in_the_cells_of_its_columns(below: Sequence[str]) -> None:
    group: list[Value] = ["STT", "Lĩnh vực", *[""] * 11]
    group[2], group[6], group[10] = "Tiếp nhận", "Đã giải quyết", "Đang giải quyết"
    leaves: list[Value] = [
        "",
        "",
        "Tổng số",
        *below,
        "Kỳ trước",
        "Tổng số",
        "Trước hạn",
        "Đúng hạn",
        "Quá hạn",
        "Tổng số",
        "Trong hạn",
        "Quá hạn",
    ]
    table = _one(Sheet("Sheet1", [group, leaves, [1.0, "Hộ tịch", 3.0]]))
    assert (table.form, table.columns, table.first_line) == (SIX, {at: at - 1 for at in range(1, 14)}, 2)


def test_another_table_of_that_width_without_the_code_is_nothing() -> None:
    assert find_forms(_widened(Paper(LINES, code="", title=""), 14), ALL) == ([], [])


@pytest.mark.parametrize(
    ("heads", "why"),
    [
        (
            {"Trước hạn": "Đúng hạn", "Đúng hạn": "Trước hạn"},
            "cột đánh số (8) lại mang đầu cột «Số lượng hồ sơ đã giải quyết – Đúng hạn» của cột (9)",
        ),
        (
            {"Trước hạn": "Quá hạn", "Đúng hạn": "Trước hạn", "Quá hạn": "Đúng hạn"},
            "cột đánh số (8) lại mang đầu cột «Số lượng hồ sơ đã giải quyết – Quá hạn» của cột (10)",
        ),
    ],
)
def test_swapped_headings_are_told_and_never_read(heads: Mapping[str, str], why: str) -> None:
    paper = Paper(LINES, heads=heads)
    assert find_forms(paper.sheet(), ALL) == ([], [NotUnderstood(paper.first_row - 2, why)])
    found, wrong = find_forms(Paper(LINES, heads=heads, code="", title="").sheet(), ALL)
    assert (found, [one.code for one in wrong]) == ([], ["II.06a"])


def test_two_forms_on_one_sheet_are_both_found() -> None:
    first, second = Paper(LINES), Paper([Row(1, "Hộ tịch", {})], FORMS["II.05"])
    grid = first.grid()
    below = second.grid()
    sheet = Sheet("Sheet1", [*grid, [], [], *below])
    found, wrong = find_forms(sheet, ALL)
    assert wrong == []
    assert [(one.form.code, one.first_line) for one in found] == [
        ("II.06a", first.first_row - 1),
        ("II.05", len(grid) + 2 + second.first_row - 1),
    ]


@pytest.mark.parametrize("numberings", [*product(("({})", None), repeat=3)], ids=str)
def test_forms_below_each_other_may_each_have_a_number_row_or_none(numberings: Sequence[str | None]) -> None:
    codes, grid, first_lines = ("II.06a", "QH", "II.08"), list[list[Value]](), list[int]()
    for code, numbering in zip(codes, numberings, strict=True):
        paper = Paper(LINES, FORMS[code], numbering=numbering)
        first_lines.append(len(grid) + paper.first_row - 1)
        grid += [*paper.grid(), []]
    found, wrong = find_forms(Sheet("Sheet1", grid), ALL)
    assert wrong == []
    assert [(one.form.code, one.first_line) for one in found] == [*zip(codes, first_lines, strict=True)]


@pytest.mark.parametrize("down", range(6, 14))
def test_a_form_without_a_head_beside_the_lines_of_another_keeps_its_number_row(down: int) -> None:
    blank: list[list[Value]] = [[""] * len(QUALITY.columns) for _ in range(down)]
    other = [*blank, *Paper(rows([counted(QUALITY, 5)]), QUALITY).grid()[4:]]
    read = read_forms(Book([_beside(Paper(LINES).grid(), other)]), ALL)
    assert read.wrong == []
    assert {form.code: len(form.lines) for form in read.forms} == {"II.06a": 3, "QH": 2}


def test_what_a_column_counts_is_held_below_another_form_too() -> None:
    shares = Paper(LINES, numbering=None, heads={"Quá hạn": "Quá hạn (%)"})
    found, wrong = find_forms(Sheet("Sheet1", [*Paper(LINES, QUALITY).grid(), [], *shares.grid()]), ALL)
    assert [one.form.code for one in found] == ["QH"]
    assert ["«Quá hạn (%)»" in one.why for one in wrong] == [True]


def _beside(*grids: list[list[Value]]) -> Sheet:
    """Tables with an empty column between them."""
    widths = [max(map(len, grid)) for grid in grids]
    lines = zip_longest(*grids, fillvalue=[])
    joined = [
        [value for part, wide in zip(line, widths, strict=True) for value in [*part, *[""] * (wide + 1 - len(part))]]
        for line in lines
    ]
    return Sheet("Sheet1", joined)


@pytest.mark.parametrize("numbering", ["({})", None])
@pytest.mark.parametrize(
    "codes", [*permutations(("II.05", "II.06a", "II.08", "QH"), 2), ("QH", "II.08", "II.06a")], ids="|".join
)
def test_forms_beside_each_other_are_all_found(codes: Sequence[str], numbering: str | None) -> None:
    papers = [Paper(LINES, FORMS[code], numbering=numbering) for code in codes]
    found, wrong = find_forms(_beside(*(paper.grid() for paper in papers)), ALL)
    assert wrong == []
    widths = [len(paper.form.columns) + 1 for paper in papers]
    assert [(one.form.code, min(one.span)) for one in found] == [
        (code, sum(widths[:at])) for at, code in enumerate(codes)
    ]


@pytest.mark.parametrize("numbering", ["({})", None])
@pytest.mark.parametrize("down", [0, 1, 2, 3, 4, 5, 8, 12])
def test_a_form_that_begins_lower_beside_another_cuts_none_of_its_lines(down: int, numbering: str | None) -> None:
    lines = [counted(SIX, at, 3, 8) for at in range(1, 8)]
    paper, other = (
        Paper(rows(lines), numbering=numbering),
        Paper(rows([counted(QUALITY, 5)]), QUALITY, at=(down + 1, 1)),
    )
    for pair in ((paper, other), (other, paper)):
        read = read_forms(Book([_beside(*(one.grid() for one in pair))]), ALL)
        assert read.wrong == []
        assert {form.code: len(form.lines) for form in read.forms} == {"II.06a": 8, "QH": 2}


def test_each_text_of_a_large_sheet_is_looked_at_once_for_all_forms() -> None:
    lines = rows([counted(SIX, 5, 3, 8)] * 800)
    notes: list[list[Value]] = [[f"ghi chú {row}, {column}" for column in range(8)] for row in range(800)]
    head.cache_clear()
    assert len(find_forms(_beside(Paper(lines).grid(), notes), ALL)[0]) == 1
    assert head.cache_info().misses < 10 * 800


@pytest.mark.parametrize(
    "cover",
    [
        [[SIX.printed_code]],
        [["Kính gửi: Văn phòng UBND thành phố"], ["Gửi kèm: biểu số II.06a/VPCP/KSTT"]],
        [[SIX.title], ["Đơn vị báo cáo: UBND phường Đồ Sơn"]],
    ],
)
def test_a_cover_sheet_that_only_mentions_the_form_is_told_as_such(cover: list[list[Value]]) -> None:
    said = NotUnderstood(0, "trang ghi biểu II.06a nhưng không thấy bảng đúng mẫu của biểu này", sure=False)
    assert find_forms(Sheet("Bìa", cover), ALL) == ([], [said])


@pytest.mark.parametrize(("above", "codes"), [(0, ["II.06a"]), (100, [])])
def test_what_is_nearly_a_form_is_looked_for_near_the_top_of_a_sheet(above: int, codes: list[str]) -> None:
    """A long list of something else would cost much time, for a sentence alone."""
    grid = Paper(LINES, numbering=None, code="", title="", heads={LABEL: "Nội dung"}).grid()
    notes: list[list[Value]] = [["ghi chú"]] * above
    found, wrong = find_forms(Sheet("Sheet1", [*notes, *grid]), ALL)
    assert found == []
    assert [one.code for one in wrong] == codes


def test_a_sheet_of_something_else_is_nothing() -> None:
    assert find_forms(Sheet("Ghi chú", [["Họ và tên", "Điện thoại"], ["Bộ phận một cửa", 225.0]]), ALL) == ([], [])
    assert find_forms(Sheet("Trống", []), ALL) == ([], [])


_OLD_HEADS: Sequence[Sequence[Value]] = (
    ["STT", "Lĩnh vực", "Số hồ sơ nhận giải quyết", "", "", "Kết quả giải quyết", "", "", "", "", ""],
    ["", "", "Tổng số", "Trong đó", "", "Số hồ sơ đã giải quyết", "", "", "Số hồ sơ đang giải quyết", "", ""],
    ["", "", "", "Số kỳ trước chuyển qua", "Số mới tiếp nhận", "Tổng số", "Trả đúng thời hạn", "Trả quá hạn",
     "Tổng số", "Chưa đến hạn", "Quá hạn"],
)  # fmt: skip


@pytest.mark.parametrize("numbers", [True, False], ids=["number row", "no number row"])
def test_the_layout_of_the_old_circular_is_not_read_as_06a(numbers: bool) -> None:
    head: list[list[Value]] = [[SIX.title], ["Đơn vị báo cáo: UBND phường Đồ Sơn"]]
    row: list[list[Value]] = [[f"({at})" for at in range(1, 12)]] if numbers else []
    data: list[Value] = [1.0, "Hộ tịch", 10.0, 2.0, 8.0, 9.0, 9.0, 0.0, 1.0, 1.0, 0.0]
    found, wrong = find_forms(Sheet("Sheet1", [*head, *map(list, _OLD_HEADS), *row, data]), ALL)
    lacking = (
        "không thấy đầu cột (4) «Số lượng hồ sơ tiếp nhận – Trong kỳ – Trực tuyến», (5) «Số lượng hồ sơ tiếp nhận – "
        "Trong kỳ – Trực tiếp, dịch vụ bưu chính», (8) «Số lượng hồ sơ đã giải quyết – Trước hạn» của biểu II.06a"
    )
    assert found == []
    assert wrong == [
        NotUnderstood(5, f"bảng có 11 cột trong khi biểu II.06a có 13 cột: {lacking}")
        if numbers
        else NotUnderstood(2, lacking, sure=False, code="II.06a")
    ]


def test_a_line_that_counts_up_is_no_number_row() -> None:
    counting = Row(1, "Hộ tịch", {column.number: column.number for column in SIX.numbers})
    paper = Paper([counting, *LINES])
    assert _one(paper.sheet()).first_line == paper.first_row - 1


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 1e300, -1e300, True])
def test_odd_numbers_are_no_number_row_and_no_crash(value: Value) -> None:
    assert find_forms(Sheet("Sheet1", [[value] * 13, [1.0, value, 3.0, 4.0, 5.0, 6.0]]), ALL) == ([], [])


LABEL, CAME = SIX.label.heading[0], "Số lượng hồ sơ tiếp nhận"


@pytest.mark.parametrize(
    "heads",
    [
        {LABEL: "Nội dung"},
        {CAME: "Tổng lượng nhận"},
        {"Số lượng hồ sơ đang giải quyết": "Còn lại"},
        {LABEL: "Chỉ tiêu", "Số lượng hồ sơ đã giải quyết": "Kết quả"},
    ],
    ids=lambda heads: "+".join(heads.values()),
)
def test_without_numbers_a_heading_nobody_knows_is_told_by_its_place(heads: Mapping[str, str]) -> None:
    paper = Paper(LINES, numbering=None, heads=heads)
    table = _one(paper.sheet())
    assert (table.form, table.columns, table.first_line) == (SIX, _at(paper), paper.first_row - 1)


@pytest.mark.parametrize(
    ("heads", "code"),
    [
        ({LABEL: "Nội dung"}, False),  # nothing says which form it is, and it is told which is near
        ({"Trực tuyến": "Loại 1"}, True),  # a column of numbers is never told by its place
        ({CAME: "Hồ sơ trả lại"}, True),
        ({CAME: "Một", "Số lượng hồ sơ đã giải quyết": "Hai"}, True),
        ({CAME: "Tổng lượng nhận", "Từ kỳ trước": "Loại 1"}, True),
    ],
    ids=lambda said: "+".join(said.values()) if isinstance(said, dict) else "",
)
def test_what_a_column_counts_is_not_told_by_its_place(heads: Mapping[str, str], code: bool) -> None:
    said = {} if code else {"code": "", "title": "Báo cáo"}
    found, wrong = find_forms(Paper(LINES, numbering=None, heads=heads, **said).sheet(), ALL)
    assert (found, [one.code for one in wrong]) == ([], ["II.06a"])


@pytest.mark.parametrize("head", ["Số HS trực tuyến", "HS trực tuyến", "Online"])
def test_dossiers_may_be_written_in_letters(head: str) -> None:
    assert _one(Paper(LINES, numbering=None, heads={"Trực tuyến": head}).sheet()).form == SIX


@pytest.mark.parametrize("numbering", ["({})", None])
def test_a_form_whose_columns_are_two_merged_ones_each_is_read(numbering: str | None) -> None:
    paper = Paper(LINES, numbering=numbering)
    doubled = Sheet("Sheet1", [[one for value in row for one in (value, "")] for row in paper.sheet().rows])
    table = _one(doubled)
    assert table.columns == {number: 2 * at for number, at in _at(paper).items()}


@pytest.mark.parametrize("numbering", ["({})", None])
def test_numbers_in_the_other_of_two_merged_columns_are_not_guessed(numbering: str | None) -> None:
    paper = Paper(LINES, numbering=numbering)
    rows = [[one for value in row for one in (value, "")] for row in paper.sheet().rows]
    rows[paper.first_row - 1 :] = [["", *row[:-1]] for row in rows[paper.first_row - 1 :]]
    found, wrong = find_forms(Sheet("Sheet1", rows), ALL)
    assert (found, len(wrong)) == ([], 1)

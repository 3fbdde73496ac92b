"""Forms whose headings an office words in its own way, or whose columns of words it leaves out.

The tables were written by hand; each holds the same numbers as the form's own columns would.
"""

from pathlib import Path

import pytest
from papers import FORMS, PERIOD, cases, workbook

from flows.received.collecting import Case
from kstt.sheet import Value

Table = list[list[Value]]
Read = dict[str, dict[int, int]]

_HEAD: Table = [["UBND PHƯỜNG ĐỒ SƠN"], [f"{PERIOD.name} ({PERIOD.range_text})"]]

_FEEDBACK: Table = [
    [
        *("TT", "Lĩnh vực", "Phân loại PAKN theo nội dung", "", "", "", "Thời điểm tiếp nhận", ""),
        *("Kết quả xử lý PAKN", "", "", "", "Trong đó", ""),
    ],
    [
        *("", "", "Tổng", "Hành vi hành chính", "Quy định hành chính", "Cả hai", "Từ kỳ trước", "Tiếp nhận mới"),
        *("Thuộc thẩm quyền giải quyết", "", "", "Chuyển cơ quan khác", "Đúng hạn", "Công khai kết quả"),
    ],
    ["", "", "", "", "", "", "", "", "Tổng", "Đang xử lý", "Đã xử lý", "", "", ""],
]
_FEEDBACK_LINES: Table = [
    [1, "Đất đai", 7, 3, 3, 1, 2, 5, 6, 2, 4, 1, 4, 3],
    [2, "Hộ tịch", 4, 4, 0, 0, 0, 4, 4, 0, 4, 0, 3, 4],
]
_ONLINE: Table = [
    [
        *("TT", "Tên lĩnh vực", "Số dịch vụ công trực tuyến", "", "", "Thủ tục hành chính phát sinh hồ sơ trực tuyến"),
        *("Số HS trực tuyến", "", "", "Trong đó", ""),
    ],
    [
        *("", "", "Tổng", "DVC toàn trình", "DVCTT một phần", "", "Tổng", "Toàn trình", "Một phần"),
        *("Trên Cổng DVCQG", "Hồ sơ thanh toán trực tuyến"),
    ],
]
_ONLINE_LINES: Table = [
    [1, "Hộ tịch", 20, 12, 8, 9, 250, 200, 50, 240, 100],
    [2, "Đất đai", 10, 4, 6, 2, 33, 3, 30, 33, 30],
]
_CAUSES: Table = [
    ["STT", "Lĩnh vực", "Số hồ sơ quá hạn", "Nguyên nhân", "", "", "Ghi chú"],
    ["", "", "", "Hồ sơ phức tạp", "Thiếu nhân lực", "Nguyên nhân khác", ""],
]
_CAUSES_LINES: Table = [[1, "Đất đai", 5, 2, 2, 1, "chờ xác minh"], [2, "Hộ tịch", 1, 0, 1, 0, ""]]
_PROCEDURES: Table = [
    [
        *("STT", "Đơn vị báo cáo", "Số TTHC thuộc thẩm quyền giải quyết", "", ""),
        *(
            "Số TTHC thực hiện theo cơ chế một cửa, một cửa liên thông",
            "",
            "",
            "Quy trình nội bộ giải quyết TTHC",
            "",
            "",
        ),
    ],
    ["", "", *["Tổng số", "Cấp tỉnh", "Cấp xã"] * 3],
]
_PROCEDURES_LINES: Table = [[1, "UBND phường Đồ Sơn", 380, 3, 377, 370, 0, 370, 369, 0, 369]]
_REVIEW: Table = [
    [
        *("STT", "Tên TTHC", "Ngành, lĩnh vực", "Cơ quan thực hiện rà soát", "", "Thời gian rà soát", ""),
        *("Nội dung rà soát", "Kết quả rà soát", ""),
    ],
    ["", "", "", "Chủ trì", "Phối hợp", "Từ ngày", "Đến ngày", "", "Đã rà soát", "Kiến nghị đơn giản hóa"],
]
_REVIEW_LINES: Table = [
    [1, "Nhóm hộ tịch", "Hộ tịch", "Tư pháp", "VP", "01/2026", "02/2026", "thành phần hồ sơ", 12, 3],
    [2, "Chứng thực", "Chứng thực", "Tư pháp", "VP", "01/2026", "03/2026", "", 4, 0],
]
_DIGITIZED, _SATISFIED = (
    "Tỷ lệ số hóa hồ sơ, kết quả giải quyết TTHC",
    "Mức độ hài lòng trong tiếp nhận, giải quyết TTHC",
)
_INDICATORS: Table = [
    ["STT", "Tên chỉ tiêu", "Cách tính", "", "Số liệu", "", "Tỷ lệ (%)", "Ghi chú"],
    ["", "", "Tử số", "Mẫu số", "Tử số", "Mẫu số", "", ""],
]
_INDICATORS_LINES: Table = [
    [1, _DIGITIZED.replace("số hóa", "số hoá").replace("TTHC", "thủ tục hành chính"), "", "", 280, 300, 0.933, ""],
    [2, _SATISFIED, "", "", 97, 100, "97%", ""],
]
_POINTS: Table = [["STT", "Tên chỉ số thành phần", "Nhóm", "Điểm tối đa", "Điểm đạt", "Ghi chú"]]
_POINTS_LINES: Table = [[1, "Xử lý phản ánh, kiến nghị đúng hạn", "Mức độ hài lòng", 6, "5,75", ""]]


def _numbers(lines: Table, first: int = 3) -> Read:
    return {str(line[1]): {at: int(str(value)) for at, value in enumerate(line[2:], first)} for line in lines}


_FEEDBACK_READ, _ONLINE_READ = _numbers(_FEEDBACK_LINES), _numbers(_ONLINE_LINES)
_CAUSES_READ: Read = {"Đất đai": {3: 5, 4: 2, 5: 2, 6: 1}, "Hộ tịch": {3: 1, 4: 0, 5: 1, 6: 0}}
_PROCEDURES_READ: Read = {
    "UBND phường Đồ Sơn": {3: 380, 4: 3, 5: 0, 6: 377, 7: 370, 8: 0, 9: 0, 10: 370, 11: 369, 12: 0, 13: 0, 14: 369}
}
_REVIEW_READ: Read = {"Nhóm hộ tịch": {9: 12, 10: 3}, "Chứng thực": {9: 4, 10: 0}}
_INDICATORS_READ: Read = {_DIGITIZED: {5: 280, 6: 300}, _SATISFIED: {5: 97, 6: 100}}
_POINTS_READ: Read = {"Xử lý phản ánh, kiến nghị đúng hạn": {5: 575}}
_TABLES = [
    ("II.05", _FEEDBACK, _FEEDBACK_LINES, _FEEDBACK_READ),
    ("II.08", _ONLINE, _ONLINE_LINES, _ONLINE_READ),
    ("QH", _CAUSES, _CAUSES_LINES, _CAUSES_READ),
    ("II.07b", _PROCEDURES, _PROCEDURES_LINES, _PROCEDURES_READ),
    ("II.04", _REVIEW, _REVIEW_LINES, _REVIEW_READ),
    ("CT", _INDICATORS, _INDICATORS_LINES, _INDICATORS_READ),
    ("I766", _POINTS, _POINTS_LINES, _POINTS_READ),
]


def _judged(folder: Path, table: Table, *, title: str) -> Case:
    grid = [*_HEAD[:1], [title], *_HEAD[1:], [], *table]
    return cases(folder, {"bc.xlsx": workbook({"BC": grid})})["bc.xlsx"]


def _read(case: Case, code: str) -> Read:
    assert [(one.rule, one.cell) for one in case.findings] == []
    parsed = case.forms[code]
    numbers = zip(parsed.lines, parsed.numbers, strict=True)
    at = [column.number for column in FORMS[code].numbers]
    return {
        line.label: {number: value or 0 for number, value in zip(at, values, strict=True)} for line, values in numbers
    }


def _without(table: Table, *columns: int) -> Table:
    return [[value for at, value in enumerate(line, start=1) if at not in columns] for line in table]


@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize(("code", "heads", "lines", "read"), _TABLES, ids=[code for code, *_ in _TABLES])
def test_headings_in_an_office_s_own_words(
    code: str, heads: Table, lines: Table, read: Read, numbered: bool, tmp_path: Path
) -> None:
    numbers: Table = [[f"({at})" for at in range(1, len(heads[0]) + 1)]] if numbered else []
    case = _judged(tmp_path, [*heads, *numbers, *lines], title=FORMS[code].title)
    assert _read(case, code) == read


@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize(
    ("code", "table", "left_out", "read"),
    [
        ("QH", [*_CAUSES, *_CAUSES_LINES], (7,), _CAUSES_READ),
        ("CT", [*_INDICATORS, *_INDICATORS_LINES], (3, 4), _INDICATORS_READ),
        ("CT", [*_INDICATORS, *_INDICATORS_LINES], (7, 8), _INDICATORS_READ),
        ("II.04", [*_REVIEW, *_REVIEW_LINES], (3, 5, 6, 7, 8), _REVIEW_READ),
        ("I766", [*_POINTS, *_POINTS_LINES], (3, 6), _POINTS_READ),
        ("I766", [*_POINTS, *_POINTS_LINES], (3, 4, 6), _POINTS_READ),
    ],
)
def test_columns_of_words_may_be_left_out_where_the_table_says_its_form(
    code: str, table: Table, left_out: tuple[int, ...], read: Read, numbered: bool, tmp_path: Path
) -> None:
    short = _without(table, *left_out)
    top = next(at for at, line in enumerate(short) if isinstance(line[0], int))
    numbers: Table = [[f"({at})" for at in range(1, len(short[0]) + 1)]] if numbered else []
    case = _judged(tmp_path, [*short[:top], *numbers, *short[top:]], title=FORMS[code].title)
    assert _read(case, code) == read
    assert case.set_aside == []  # nothing is lost


def test_a_list_that_says_nothing_is_no_form_for_want_of_columns(tmp_path: Path) -> None:
    tasks: Table = [["STT", "Nội dung công việc", "Tình trạng thực hiện"], [1, "Lắp camera", "đang thực hiện"]]
    assert _judged(tmp_path, tasks, title="Theo dõi mua sắm").forms == {}
    assert list(_judged(tmp_path, tasks, title=FORMS["NV"].title).forms) == ["NV"]


@pytest.mark.parametrize(
    ("code", "heads", "lines", "columns"),
    [
        ("II.05", _FEEDBACK, _FEEDBACK_LINES, (13, 14)),
        ("II.05", _FEEDBACK, _FEEDBACK_LINES, (4, 5)),
        ("II.08", _ONLINE, _ONLINE_LINES, (8, 9)),
        ("II.08", _ONLINE, _ONLINE_LINES, (10, 11)),
        ("QH", _CAUSES, _CAUSES_LINES, (4, 5)),
    ],
)
def test_headings_exchanged_over_a_number_row_are_refused(
    code: str, heads: Table, lines: Table, columns: tuple[int, int], tmp_path: Path
) -> None:
    """By the numbers a column is one thing, by its heading another: nobody knows which its figures are."""
    here, there = (at - 1 for at in columns)

    def exchanged(line: list[Value]) -> list[Value]:
        moved = list(line)
        moved[here], moved[there] = line[there], line[here]
        return moved

    numbers: list[Value] = [f"({at})" for at in range(1, len(heads[0]) + 1)]
    lowest = next(at for at in reversed(range(len(heads))) if heads[at][here] and heads[at][there])
    mixed = [exchanged(line) if at >= lowest else line for at, line in enumerate(heads)]
    case = _judged(tmp_path, [*mixed, numbers, *map(exchanged, lines)], title=FORMS[code].title)
    assert (case.submission.verdict, [one.rule for one in case.findings]) == ("refused", ["submission.layout"])


def test_a_ratio_over_a_numerator_that_is_too_large_is_no_second_finding(tmp_path: Path) -> None:
    table = [*_INDICATORS, [1, _DIGITIZED, "", "", 310, 300, 0.933, ""]]
    case = _judged(tmp_path, table, title=FORMS["CT"].title)
    assert [(one.rule, one.found) for one in case.findings] == [("line.share", 310)]

"""Headings that say a column's words among others, in tables without a number row and a code."""

from dataclasses import replace
from pathlib import Path

import pytest
from papers import FORMS, SIX, Paper, counted, rows, workbook
from test_clerks import FULL, GOOD, judged, lines, told

from report_templates.reading.headings import head
from report_templates.reading.near_headings import by_words

BARE = replace(FULL, numbering=None, code="", title="Tình hình giải quyết TTHC")
NEAR = {
    "Lĩnh vực, công việc giải quyết theo cấp": "Tên lĩnh vực TTHC",
    "Số lượng hồ sơ tiếp nhận": "Số lượng hồ sơ TTHC đã tiếp nhận",
    "Trực tuyến": "Số mới tiếp nhận trực tuyến",
    "Trực tiếp, dịch vụ bưu chính": "Trực tiếp tại Bộ phận Một cửa, DV bưu chính",
    "Từ kỳ trước": "Còn tồn kỳ trước",
    "Số lượng hồ sơ đã giải quyết": "Hồ sơ đã giải quyết xong",
    "Trước hạn": "Đã trả trước hạn",
    "Quá hạn": "Quá hạn giải quyết",
    "Số lượng hồ sơ đang giải quyết": "Số hồ sơ còn lại đang giải quyết",
    "Trong hạn": "Đang trong hạn xử lý",
    "Tổng số": "Tổng số lượng",
}
PENDING, DONE, IN = "Đang giải quyết", "Đã giải quyết", "Số lượng hồ sơ tiếp nhận"


OPEN = "Số lượng hồ sơ đang giải quyết"
KNOWN = "Số lượng hồ sơ tiếp nhận", "Số lượng hồ sơ đã giải quyết"  # two groups at least must be
MOST = {one: said for one, said in NEAR.items() if one not in KNOWN}


@pytest.mark.parametrize("heads", [MOST, *({one: NEAR[one]} for one in NEAR)], ids=["most", *NEAR])
def test_a_form_is_known_by_words_among_others(heads: dict[str, str], tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": replace(BARE, heads=heads).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


def test_groups_that_say_when_open_a_form_whose_labels_are_headed_in_other_words(tmp_path: Path) -> None:
    named = {"Lĩnh vực, công việc giải quyết theo cấp": "Lĩnh vực/ TTHC"}
    groups = {said: f"{said} {when}" for said, when in ((IN, "trong kỳ"), (KNOWN[1], "trong kỳ"), (OPEN, "cuối kỳ"))}
    case = judged(tmp_path, workbook({"Sheet1": replace(BARE, heads=named | groups).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


def test_so_it_is_below_another_form(tmp_path: Path) -> None:
    above = Paper(rows([counted(FORMS["II.05"], 4, 2)]), FORMS["II.05"]).grid()
    case = judged(tmp_path, workbook({"Sheet1": [*above, [], *replace(BARE, heads=MOST).grid()]}))
    six = case.forms["II.06a"]
    read = {line.label: six.counted(at) for at, line, _ in six.data_lines()}
    assert (told(case), [*case.forms], read) == ([], ["II.05", "II.06a"], GOOD)


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ((PENDING, "Chưa quá hạn giải quyết"), 12),
        ((PENDING, "Không quá hạn"), 0),
        ((PENDING, "Sắp quá hạn"), 0),
        ((PENDING, "Quá hạn giải quyết"), 13),
        ((DONE, "Tổng số quá hạn"), 0),
        ((DONE, "Đúng hạn và trước hạn"), 0),
        ((DONE, "Tỷ lệ đúng hạn"), 0),
        ((DONE, "Đúng hạn cả năm"), 0),
        ((IN, "Trong kỳ", "Trực tuyến bị trả lại"), 0),
        ((IN, "Trong kỳ", "Không trực tuyến"), 0),
        (("Chưa được giải quyết", "Quá hạn giải quyết"), 0),
        (("Mã lĩnh vực",), 0),
        (("Đơn vị tính",), 0),
    ],
)
def test_words_that_deny_or_mean_several_columns_are_none(path: tuple[str, ...], number: int) -> None:
    known: dict[int, list[int]] = {column.number: [] for column in SIX.columns}
    found = by_words(SIX, [tuple(map(head, path))], known)
    assert [one for one, places in found.items() if places] == ([number] if number else [])


def test_only_columns_that_a_sum_checks_are_known_so(tmp_path: Path) -> None:
    known = {column.number: [] if column.number in (1, 13) else [9] for column in SIX.columns}
    assert by_words(SIX, [(head("STT của xã"),), (head(PENDING), head("Quá hạn xử lý"))], known) == {13: [1]}
    twice = replace(BARE, heads={"Trong hạn": "Quá hạn xử lý"})  # as the column beside it: nobody knows which is which
    assert told(judged(tmp_path, workbook({"Sheet1": twice.grid()})))[0][0].startswith("submission.")

"""The rule book: what is published is what the definitions say, and every word of it is known."""

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from flows.console import rule_words as written
from flows.console.rule_book import chapter, rule_book
from kstt.form import Blank, FixedLine, Form, Kind, Lines, Over, Provenance
from report_templates.definitions import load_forms
from validation.register import rules

BOOK = Path(__file__).parents[1] / "docs" / "so-tay-quy-tac.md"


def _form(code: str) -> Form:
    return next(form for form in load_forms() if form.code == code)


def test_the_published_book_is_the_one_of_the_definitions() -> None:
    assert BOOK.read_text(encoding="utf-8") == rule_book(), "hãy chạy: kstt forms rules"


def test_every_form_has_its_chapter_and_every_rule_its_row() -> None:
    lines = rule_book().splitlines()
    assert [line[4:].split(" – ")[0] for line in lines if line.startswith("### ")] == [f.code for f in load_forms()]
    assert [line.split("`")[1] for line in lines if line.startswith("| `")] == list(rules())


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (written.KINDS, Kind),
        (written.OVER, Over),
        (written.BLANKS, Blank),
        (written.LINES, Lines),
        (written.PROVENANCE, Provenance),
    ],
)
def test_whatever_a_definition_may_say_has_a_name(words: dict[str, str], kinds: object) -> None:
    assert tuple(words) == get_args(kinds)


def test_no_word_in_braces_and_no_code_word_is_left() -> None:
    text = rule_book()
    assert not set(text) & set("{}")
    assert not [word for word in ("ordinal", "unverified", "sourced", "must_fix", "flow", "None") if word in text]


def test_identities_are_told_in_signs_and_in_words() -> None:
    group, own, other = "Số lượng hồ sơ tiếp nhận", "Số lượng hồ sơ đã giải quyết", "Số lượng hồ sơ đang giải quyết"
    parts = "Trực tuyến (4) cộng Trực tiếp, dịch vụ bưu chính (5) cộng Từ kỳ trước (6)"
    assert _points(chapter(_form("II.06a")), "Đẳng thức trên mỗi dòng:") == [
        f"(3) = (4) + (5) + (6): {group} – Tổng số (3) bằng {parts}.",
        f"(7) = (8) + (9) + (10): {own} – Tổng số (7) bằng Trước hạn (8) cộng Đúng hạn (9) cộng Quá hạn (10).",
        f"(11) = (12) + (13): {other} – Tổng số (11) bằng Trong hạn (12) cộng Quá hạn (13).",
        f"(3) = (7) + (11): {group} – Tổng số (3) bằng {own} – Tổng số (7) cộng {other} – Tổng số (11).",
    ]
    at_most = "(7) ≤ (3): TTHC được thực hiện theo CCMC, MCLT – Tổng số TTHC (7) không lớn hơn Tổng số TTHC thuộc "
    assert _points(chapter(_form("II.07b")), "Đẳng thức trên mỗi dòng:")[-1].startswith(at_most)


def test_rules_between_forms_stand_in_both_chapters() -> None:
    told = "Tổng cột (3) của biểu QH bằng tổng cột (10) + (13) của biểu II.06a (phải sửa). "
    for code in ("QH", "II.06a"):
        assert [one for one in _points(chapter(_form(code)), "Quan hệ với biểu khác:") if one.startswith(told)]
    assert "Quan hệ với biểu khác" not in chapter(_form("II.07b"))


def test_a_column_says_how_it_is_counted() -> None:
    lines = chapter(_form("II.06a")).splitlines()
    assert "| (2) | Lĩnh vực, công việc giải quyết theo cấp | tên dòng |  |  |  |" in lines
    assert (
        "| (6) | Số lượng hồ sơ tiếp nhận – Từ kỳ trước | số đếm | tồn đầu kỳ: lấy kỳ đầu | tính là 0 nếu dòng có số "
        "liệu khác | Hồ sơ kỳ trước chưa giải quyết xong, bằng cột (11) của kỳ trước |"
    ) in lines
    ratio = "| (7) | Tỷ lệ | tỷ lệ (tự tính): (5) chia (6) |  | bảng có thể không có cột này |  |"
    assert ratio in chapter(_form("CT")).splitlines()


def test_printed_lines_say_which_columns_stay_empty() -> None:
    fixed = (FixedLine("one", "Một | phần", ("tử", "mẫu")), FixedLine("two", "Hai", closed=("denominator",)))
    lines = chapter(replace(_form("CT"), fixed=fixed)).splitlines()
    at = lines.index("Các dòng in sẵn:")
    assert lines[at + 2 : at + 6] == [
        "| Chỉ tiêu | Cách tính – Tử số | Cách tính – Mẫu số | Ghi chú | Không ghi cột |",
        "| --- | --- | --- | --- | --- |",
        r"| Một \| phần | tử | mẫu |  |  |",
        "| Hai |  |  |  | (6) |",
    ]


def test_a_version_that_ended_says_when() -> None:
    ended = replace(_form("QH"), valid_to="2027")
    assert "- Hiệu lực: từ quý IV năm 2020 đến năm 2027" in chapter(ended).splitlines()


def _points(text: str, title: str) -> list[str]:
    below = text.split(f"{title}\n\n")[1].split("\n\n", maxsplit=1)[0]
    return [line.removeprefix("- ") for line in below.splitlines()]

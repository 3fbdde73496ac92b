"""Text of before Unicode: read where it is sure, left alone where it is not."""

import pytest

from kstt.sheet import Book, Sheet, Value
from report_templates.files.old_fonts import in_unicode


def read(*texts: Value) -> tuple[list[Value], list[str]]:
    book = in_unicode(Book([Sheet("A", [[text] for text in texts])]))
    return [row[0] for row in book.sheets[0].rows], book.set_aside


SAID = ["đơn vị báo cáo: ubnd phường đồ sơn", "lĩnh vực giải quyết", "hộ tịch", "trong kỳ"]
TYPED = {
    "TCVN3": ["®¬n vÞ b¸o c¸o: ubnd ph\u00adêng ®å s¬n", "lÜnh vùc gi¶i quyÕt", "hé tÞch", "trong kú"],
    "VNI": ["ñôn vò baùo caùo: ubnd phöôøng ñoà sôn", "lónh vöïc giaûi quyeát", "hoä tòch", "trong kyø"],
}


@pytest.mark.parametrize("code", TYPED)
def test_a_sheet_of_an_old_font_is_read_as_unicode(code: str) -> None:
    assert read(*TYPED[code]) == (SAID, [f"Trang «A»: chữ gõ bằng phông {code} cũ, đọc sang Unicode"])


@pytest.mark.parametrize("code", TYPED)
def test_old_labels_among_unicode_are_read_where_they_are_sure(code: str) -> None:
    assert read("Lĩnh vực", *TYPED[code][:3])[0] == ["Lĩnh vực", *SAID[:3]]
    assert read("Lĩnh vực", "trong kú")[0] == ["Lĩnh vực", "trong kú"]  # good Unicode too


def test_old_labels_of_letters_that_unicode_has_too_are_read_where_they_are_no_vietnamese() -> None:
    said = [*TYPED["VNI"], "Lĩnh vực", "Vaên hoùa", "Y teá", "Y tế", "Văn hóa", "Café", "hoà"]
    assert read(*said)[0] == [*SAID, "Lĩnh vực", "Văn hóa", "Y tế", "Y tế", "Văn hóa", "Café", "hoà"]


@pytest.mark.parametrize("text", ["Hộ tịch", "5 × 3", "÷", "© 2026", "Café Zürich", "naïve", "", 5.0, None, "ASCII"])
def test_anything_else_stays_as_it_is(text: Value) -> None:
    assert read(text) == ([text], [])

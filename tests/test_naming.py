"""Official names of lines: however a unit writes a field, its dossiers stand in one line of the city's form."""

import pytest

from flows.locality.localities import load_locality
from flows.locality.naming import STRANGE, namer

NAME = namer(load_locality("hai-phong"))


@pytest.mark.parametrize(
    ("label", "official"),
    [
        ("Hộ tịch", "Hộ tịch"),
        ("1. Hộ tịch", "Hộ tịch"),
        ("03 - Hộ tịch:", "Hộ tịch"),
        ("- Lĩnh vực Hộ tịch", "Hộ tịch"),
        ("12.Hộ tịch*", "Hộ tịch"),
        ("Ho tich", "Hộ tịch"),
        ("2) Chung thuc", "Chứng thực"),
        ("Giáo dục & Đào tạo", "Giáo dục và Đào tạo"),
        ("Thi đua, khen thưởng", "Thi đua - khen thưởng"),
        ("Lao động – việc làm", "Lao động - Việc làm"),
        ("LV Hộ tịch", "Hộ tịch"),
        ("Linh vuc ho tich", "Hộ tịch"),
        ("TTHC lĩnh vực Hộ tịch", "Hộ tịch"),
        ("2. Các thủ tục hành chính thuộc lĩnh vực Hộ tịch:", "Hộ tịch"),
        ("Hộ tịch (25 TTHC)", "Hộ tịch"),
        ("Lĩnh vực Hộ tịch: 25 thủ tục", "Hộ tịch"),
    ],
)
def test_a_field_is_known_however_it_is_written(label: str, official: str) -> None:
    name, group, _ = NAME(label, "")
    assert (name, group) == (official, "")


def test_what_is_in_no_list_shares_a_name_without_its_ordinal() -> None:
    told = [NAME(label, "")[:2] for label in ("4. Thể thao", "Thể thao", "7) THỂ THAO.")]
    assert told == [("Thể thao", STRANGE)] * 3


@pytest.mark.parametrize(
    "label", ["Hố tịch", "2 tháng", "1234", "*", "Hộ tịch khác", "Hộ tịch (cấp xã)", "Thủ tục hộ tịch"]
)
def test_another_name_stays_what_it_is(label: str) -> None:
    assert NAME(label, "")[:2] == (label, STRANGE)


def test_a_procedure_below_a_numbered_field_belongs_to_it() -> None:
    assert NAME("Đăng ký khai sinh", "1. Hộ tịch")[0] == "Hộ tịch"

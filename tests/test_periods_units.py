"""Periods and units by every spelling that is met, and the texts that only look like one."""

import re
import unicodedata
from datetime import date

import pytest

from flows.locality.localities import load_locality
from kstt.mention import Mention, mention, parse
from kstt.period import WINDOWS, Period
from kstt.unit import Register, Unit

Q1 = Period(2026, "Q1")
LOCALITY = load_locality("hai-phong")
REGISTER = LOCALITY.register


@pytest.mark.parametrize(
    ("period", "first", "last", "name"),
    [
        (Period(2026, "Q1"), date(2025, 12, 15), date(2026, 3, 14), "Quý I năm 2026"),
        (Period(2026, "Q2"), date(2026, 3, 15), date(2026, 6, 14), "Quý II năm 2026"),
        (Period(2026, "Q3"), date(2026, 6, 15), date(2026, 9, 14), "Quý III năm 2026"),
        (Period(2026, "Q4"), date(2026, 9, 15), date(2026, 12, 14), "Quý IV năm 2026"),
        (Period(2026, "6M"), date(2025, 12, 15), date(2026, 6, 14), "6 tháng đầu năm 2026"),
        (Period(2026, "9M"), date(2025, 12, 15), date(2026, 9, 14), "9 tháng đầu năm 2026"),
        (Period(2026, "Y"), date(2025, 12, 15), date(2026, 12, 14), "Năm 2026"),
    ],
)
def test_windows_run_from_the_15th_to_the_14th(period: Period, first: date, last: date, name: str) -> None:
    assert (period.window, period.name) == ((first, last), name)
    assert parse(str(period)) == parse(period.name) == parse(period.range_text) == period


def test_every_part_has_its_window_tested() -> None:
    assert set(WINDOWS) == {"Q1", "Q2", "Q3", "Q4", "6M", "9M", "Y"}


@pytest.mark.parametrize(
    "text",
    [
        "Quý I năm 2026",
        "quý I năm 2026",
        "QUÝ I NĂM 2026",
        unicodedata.normalize("NFD", "Quý I năm 2026"),
        "2026-Q1",
        "2026q1",
        "Q1-2026",
        "Q1/2026",
        "QI.2026",
        "quý 1/2026",
        "Quý 01/2026",
        "Quý I/2026",
        "quý số 1 năm 2026",
        "quy1_2026",
        "Quý một năm 2026",
        "QUÝ MỘT NĂM 2026",
        "3 tháng đầu năm 2026",
        "ba tháng đầu năm 2026",
        "Từ ngày 15/12/25 đến ngày 14/3/26",
        "15/12/25–14/3/26",
        "Từ 15/12 đến 14/3/2026",
        "(Từ 15-12 đến hết ngày 14-3-2026)",
        "15/12/2025 - 14/3/2026",
        "Từ ngày 15/12/2025 đến ngày 14/03/2026",
        "từ 15-12-2025 đến hết ngày 14-3-2026",
        "từ ngày 15 tháng 12 năm 2025 đến ngày 14 tháng 3 năm 2026",
        "Quý I năm 2026 (Từ ngày 15/12/2025 đến ngày 14/3/2026)",
        "Từ ngày: 15/12/2025 Đến ngày: 14/03/2026",
        "Từ 15/12/2025 00:00 đến 14/03/2026 23:59:59",
        "Từ ngày 15/12/2025; đến ngày 14/3/2026",
        "15/12/2025 → 14/03/2026",
        "Từ ngày 2025-12-15 đến ngày 2026-03-14",
        "Từ 2025-12-15T00:00 đến 2026-03-14T23:59",
        "Từ 0h00 ngày 15/12/2025 đến 24h00 ngày 14/3/2026",
        "từ 0 giờ 00 phút ngày 15/12/2025 đến 24 giờ ngày 14/3/2026",
        "Từ ngày 15/12/2025 12:00:00 SA đến ngày 14/03/2026 11:59:59 PM",
        "Từ 12/15/2025 đến 03/14/2026",
        "Quí I năm 2026",
        "Quí 1 năm 2026",
        "quí 01/2026",
        "Quý l năm 2026",
        "Quý Ⅰ năm 2026",
        "Kỳ báo cáo: I/2026",
    ],
)
def test_spellings_of_a_quarter(text: str) -> None:
    assert parse(text) == Q1


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("quý IV năm 2025", Period(2025, "Q4")),
        ("Quý 3 năm 2026", Period(2026, "Q3")),
        ("2026-6M", Period(2026, "6M")),
        ("6 tháng đầu năm 2026", Period(2026, "6M")),
        ("Quý hai năm 2026", Period(2026, "Q2")),
        ("Quý ba/2026", Period(2026, "Q3")),
        ("Quý bốn năm 2026", Period(2026, "Q4")),
        ("Quý tư năm 2026", Period(2026, "Q4")),
        ("Từ 15/3 đến 14/6/2026", Period(2026, "Q2")),
        ("06 tháng đầu năm 2026", Period(2026, "6M")),
        ("sáu tháng đầu năm 2026", Period(2026, "6M")),
        ("6 tháng năm 2026", Period(2026, "6M")),
        ("2026-9M", Period(2026, "9M")),
        ("9 tháng năm 2026", Period(2026, "9M")),
        ("09 tháng đầu năm 2026", Period(2026, "9M")),
        ("chín tháng đầu năm 2026", Period(2026, "9M")),
        ("2026", Period(2026, "Y")),
        ("năm 2026", Period(2026, "Y")),
        ("cả năm 2026", Period(2026, "Y")),
        ("Kỳ báo cáo: Năm 2026", Period(2026, "Y")),
    ],
)
def test_spellings_of_other_periods(text: str, period: Period) -> None:
    assert parse(text) == period


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quý",
        "quý I",
        "tháng 3 năm 2026",
        "quý V năm 2026",
        "2026-Q5",
        "Quý II năm 2026 (từ ngày 15/12/2025 đến ngày 14/3/2026)",
        "từ ngày 1/1/2026 đến ngày 31/3/2026",
        "từ ngày 31/2/2026 đến ngày 14/3/2026",
    ],
)
def test_what_names_no_period_or_two_is_refused_in_vietnamese(text: str) -> None:
    with pytest.raises(ValueError, match=f"^«{re.escape(text)}» không phải là kỳ báo cáo; hãy ghi như 2026-Q1"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2026-Q1,2026-Q2", "2026-Q1"),
        ("2026-Q1 2026-Q2", "2026-Q1"),
        ("quý 1 và quý 2/2026, quý 3/2026", "2026-6M"),
        ("Quý II năm 2026 và 6 tháng đầu năm 2026", "2026-Q2"),
        ("2026-Q1 2025", "2026-Q1"),
        ("2026-6M và 2026-9M", "2026-6M"),
    ],
)
def test_of_several_periods_none_is_taken_in_silence(text: str, first: str) -> None:
    with pytest.raises(ValueError, match=f"^«{re.escape(text)}» nêu hơn một kỳ báo cáo; hãy ghi một kỳ, như {first}$"):
        parse(text)


def test_two_quarters_from_the_first_on_are_one_period() -> None:
    assert parse("quý 1 và quý 2/2026") == parse("Quý I, Quý II năm 2026") == Period(2026, "6M")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("BC quy 1 - P Do Son.xlsx", Mention(part="Q1")),
        ("BC_Quy1_2026_DoSon.xlsx", Mention(2026, "Q1")),
        ("bao-cao-quy-iv-2025", Mention(2025, "Q4")),
        ("II.06a_Q1.2026", Mention(2026, "Q1")),
        ("BC 6 thang dau nam 2026", Mention(2026, "6M")),
        ("nam-do-son_bieu-II06a", Mention()),
        ("BaoCaoTongHop_HongBang", Mention()),
        ("Kỳ báo cáo: Quý ... năm 20...", Mention()),
        ("Kỳ báo cáo:………", Mention()),
        ("(Từ ngày … đến ngày …)", Mention()),
        ("Ban hành theo Thông tư số 01/2020/TT-VPCP ngày 21/10/2020", Mention()),
        ("Đồ Sơn, ngày 6 tháng 3 năm 2026", Mention()),
        ("Hải Phòng, ngày 09 tháng 6 năm 2026", Mention()),
        ("Ngày 9 tháng 12 năm 2026", Mention()),
        ("6 tháng cuối năm 2026", Mention()),
        ("Ngày 3 tháng đầu năm 2026", Mention()),
        ("lũy kế trong quý từ đầu kỳ", Mention()),
        ("BC 01-02-03 - 04-05-06", Mention()),
        ("từ 29/2 đến 14/3/2026", Mention()),
        ("quy trình 1", Mention()),
        ("Quý khách hàng", Mention()),
        ("TÌNH HÌNH GIẢI QUYẾT TTHC Kỳ báo cáo: Năm 2026", Mention(2026, "Y")),
        (
            "Kỳ báo cáo: Quý I năm 2026 (Từ ngày 15/12/2025 đến ngày 14/03/2026)",
            Mention(2026, "Q1", (date(2025, 12, 15), date(2026, 3, 14))),
        ),
    ],
)
def test_what_a_text_mentions(text: str, said: Mention) -> None:
    assert mention(text) == said
    assert bool(said) == (said != Mention())


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("quý I", True),
        ("quý I năm 2025", False),
        ("quý II", False),
        ("6 tháng", False),
        ("từ ngày 15/12/2025 đến ngày 14/3/2026", True),
        ("từ ngày 15/12/2025 đến ngày 15/3/2026", False),
        ("quý I năm 2026 (từ ngày 1/1/2026 đến ngày 31/3/2026)", False),
        ("không nói gì", True),
    ],
)
def test_a_mention_fits_unless_a_part_of_it_contradicts(text: str, fits: bool) -> None:
    assert mention(text).fits(Q1) is fits


def test_a_mention_reads_as_words() -> None:
    assert str(mention("quý I")) == "Quý I năm …"
    assert str(mention("từ ngày 15/03/2026 đến ngày 14/6/2026")) == "từ ngày 15/3/2026 đến ngày 14/6/2026"
    assert str(Mention(year=2026)) == "năm 2026"


# ---- units: what is expected is typed here by rules of writing, not by the code's own functions --------------------

_OLD, _NEW = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ", "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy"
_PLACES = list(zip(_OLD.split(), _NEW.split(), strict=True))
_SHORT = {"Phường": ("P.", "P", "phường", "PHƯỜNG"), "Xã": ("X.", "X", "xã", "XÃ"), "Đặc khu": ("ĐK", "đặc khu")}


def _bare(text: str) -> str:
    """The letters somebody types without Vietnamese input."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")


def _other_tones(text: str) -> str:
    """The name with its tone marks in the other of the two habits (hoà or hòa)."""
    for one, other in _PLACES:
        for old, new in ((one, other), (one.capitalize(), other.capitalize())):
            if old in text:
                return text.replace(old, new)
            if new in text and not text[text.index(new) + 2 : text.index(new) + 3].isalpha():
                return text.replace(new, old)
    return text


def _parts(unit: Unit) -> tuple[str, str]:
    kind = "Đặc khu" if unit.name.startswith("Đặc khu") else unit.name.split()[0]
    return kind, unit.name.removeprefix(kind).strip()


def _spellings(unit: Unit) -> list[str]:
    kind, core = _parts(unit)
    full = [unit.name, f"UBND {unit.name}", f"Ủy ban nhân dân {kind.lower()} {core}", f"Uỷ ban nhân dân {unit.name}"]
    full += [f"UBND {kind.lower()} {core}, thành phố Hải Phòng", f"{unit.name} TP. Hải Phòng", f"{unit.name} - TP.HP"]
    full += [f"{unit.name} TP.Hải Phòng", f"Trung tâm Phục vụ hành chính công {kind.lower()} {core}"]
    full += [f"Văn phòng HĐND và UBND {kind.lower()} {core}", f"  {kind}   {core}.", f"{kind}\u00a0{core}"]
    short = [f"{word} {core}" for word in _SHORT[kind]] + [f"UBND {word} {core}" for word in _SHORT[kind]]
    short += [f"{word}{core}" for word in _SHORT[kind] if word.endswith(".")]
    short += [f"{word.lower()}{core}" for word in _SHORT[kind] if word.endswith(".")]
    every = [*full, *short]
    every += [said.upper() for said in every] + [said.lower() for said in every]
    every += [unicodedata.normalize("NFD", said) for said in every]
    return [*every, *(_other_tones(said) for said in full)]


def test_all_114_communes_are_registered() -> None:
    kinds = [_parts(unit)[0] for unit in REGISTER.units]
    assert (kinds.count("Phường"), kinds.count("Xã"), kinds.count("Đặc khu")) == (45, 67, 2)
    assert [unit.type for unit in REGISTER.units] == [kind.lower() for kind in kinds]


def test_every_name_is_known_in_every_spelling() -> None:
    wrong = [
        (said, [found.name for found in REGISTER.match(said)])
        for unit in REGISTER.units
        for said in _spellings(unit)
        if REGISTER.match(said) != [unit]
    ]
    assert wrong == []


def test_the_two_habits_of_placing_tones_are_one_name() -> None:
    changed = [unit.name for unit in REGISTER.units if _other_tones(unit.name) != unit.name]
    assert {"Phường Hoà Bình", "Phường Thuỷ Nguyên", "Xã Kiến Thụy", "Phường Việt Hòa", "Xã Vĩnh Hòa"} == set(changed)


def test_names_without_diacritics_are_known_where_only_one_unit_can_be_meant() -> None:
    bare: dict[str, list[Unit]] = {}
    for unit in REGISTER.units:
        bare.setdefault(_bare(unit.name).lower(), []).append(unit)
    for said, units in bare.items():
        assert REGISTER.match(said) == units
        assert REGISTER.match(f"UBND {said}") == units
    assert [name for name, units in bare.items() if len(units) > 1] == ["xa cam giang"]


def test_cam_giang_is_two_communes_until_somebody_types_the_tones() -> None:
    def names(said: str) -> list[str]:
        return [unit.name for unit in REGISTER.match(said)]

    assert names("UBND xã Cam Giang") == ["Xã Cẩm Giang", "Xã Cẩm Giàng"]
    assert names("Cẩm Giang") == ["Xã Cẩm Giang"]
    assert names("Cẩm Giàng") == ["Xã Cẩm Giàng"]
    assert names("Câm Giang") == []  # typed with other tones: misspelt, never one of the two by itself


@pytest.mark.parametrize("said", ["UBND ĐK.Cát Hải", "ĐK. Cát Hải", "đk Cát Hải", "UBND Đặc khu Cát Hải"])
def test_a_special_zone_may_be_written_in_letters(said: str) -> None:
    assert [unit.name for unit in REGISTER.match(said)] == ["Đặc khu Cát Hải"]


@pytest.mark.parametrize(
    "said", ["UBND Phường Đồ-Sơn", "UBNDphường Đồ Sơn", "phường Đồ_Sơn", "UBND phường Đồ Sơn-TP Hải Phòng"]
)
def test_hyphens_stand_for_spaces_where_no_name_has_them(said: str) -> None:
    assert [unit.name for unit in REGISTER.match(said)] == ["Phường Đồ Sơn"]
    assert REGISTER.match("UBND phường Đồ Sơn-Hải An") == REGISTER.match("UBND xã Đồ-Sơn") == []


def test_i_and_y_are_one_letter_where_they_sound_alike() -> None:
    assert [unit.name for unit in REGISTER.match("Đặc khu Bạch Long Vỹ")] == ["Đặc khu Bạch Long Vĩ"]
    assert [unit.name for unit in REGISTER.within("bc_TuKi_2026")] == ["Xã Tứ Kỳ"]
    assert REGISTER.match("xã Hà Tâi") == []


def test_the_type_of_a_unit_must_agree_where_it_is_written() -> None:
    assert REGISTER.match("Xã Đồ Sơn") == []
    assert REGISTER.match("Phường Cát Hải") == []


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ("UBND phường Đô Sơn", "Phường Đồ Sơn"),
        ("Phường Hồng Bằng", "Phường Hồng Bàng"),
        ("xã Vĩnh Bão", "Xã Vĩnh Bảo"),
        ("UBND xã Kiến Thuỵy", "Xã Kiến Thụy"),
        ("Đặc khu Bạch Long Vị", "Đặc khu Bạch Long Vĩ"),
    ],
)
def test_a_misspelt_name_is_not_guessed_but_its_likeness_is_shown(said: str, near: str) -> None:
    assert REGISTER.match(said) == []
    assert REGISTER.near(said)[0].name == near


def test_nothing_is_near_a_name_from_elsewhere() -> None:
    assert REGISTER.match("UBND phường Bến Thành") == []
    assert REGISTER.near("Phòng Tài chính - Kế hoạch") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("nam-do-son_bieu-II06a", ["Phường Nam Đồ Sơn"]),
        ("BC quy 1 - P Do Son", ["Phường Đồ Sơn"]),
        ("do-son va nam-do-son", ["Phường Đồ Sơn", "Phường Nam Đồ Sơn"]),
        ("BaoCaoTongHop_HongBang", ["Phường Hồng Bàng"]),
        ("PHongBang", ["Phường Hồng Bàng"]),
        ("UBNDPhuongNamDoSon2026", ["Phường Nam Đồ Sơn"]),
        ("TKQ1PhườngĐồSơn", ["Phường Đồ Sơn"]),
        ("an-duong (sua lai)", ["Phường An Dương"]),
        ("Báo cáo xã Cẩm Giàng", ["Xã Cẩm Giàng"]),
        ("cam-giang", ["Xã Cẩm Giang", "Xã Cẩm Giàng"]),
        ("bao cao tong hop", []),
        ("PHƯỜNG HẢI AN, THÀNH PHỐ HẢI PHÒNG", ["Phường Hải An"]),
        ("bc_phuong-hai-an-thanh-pho-hai-phong", ["Phường Hải An"]),
        ("của phường Hải An thành phố Hải Phòng", ["Phường Hải An"]),
        ("thudoson", []),
    ],
)
def test_units_in_a_file_name(text: str, names: list[str]) -> None:
    assert [unit.name for unit in REGISTER.within(text)] == names


def test_every_commune_is_found_in_a_file_name_of_its_own() -> None:
    for unit in REGISTER.units:
        kind, core = _parts(unit)
        alike = {other.code for other in REGISTER.units if _bare(_parts(other)[1]) == _bare(core)}
        for name in (f"{_bare(core).lower().replace(' ', '-')}_bieu-II06a", f"BC_{_bare(kind)}_{_bare(core)}_Q1"):
            assert {found.code for found in REGISTER.within(name)} == alike, name
        assert REGISTER.within(f"Báo cáo {unit.name} quý 1") == [unit]


def test_a_name_without_diacritics_may_mean_every_name_spelt_so() -> None:
    plain, toned = Unit(1, "Phường Kim Thanh"), Unit(2, "Xã Kim Thành")
    register = Register((plain, toned))
    assert register.within("2_xa-kim-thanh") == [plain, toned]
    assert register.within("Báo cáo Kim Thanh") == [plain]


def test_a_unit_is_valid_from_one_day_to_another() -> None:
    old = Unit(1, "Xã Cũ", valid_to=date(2025, 6, 30), successors=(2,))
    new = Unit(2, "Xã Mới", valid_from=date(2025, 7, 1), aliases=("Thị trấn Cũ",))
    register = Register((old, new))
    assert register.valid_on(date(2025, 6, 30)).units == (old,)
    assert register.valid_on(date(2025, 7, 1)).units == (new,)
    assert register.match("thị trấn Cũ") == [new]
    assert new.office == "UBND xã Mới"


def test_two_units_of_one_code_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^danh sách đơn vị có mã trùng nhau: \[7\]$"):
        Register((Unit(7, "Xã A"), Unit(7, "Xã B")))


def test_a_unit_keeps_its_name_where_another_stands_for_it() -> None:
    register = Register((Unit(7, "Xã A và Xã B"),), (Unit(8, "Xã A"), Unit(7, "Xã cũ")))
    assert [register.name_of(code) for code in (7, 8, 9)] == ["Xã A và Xã B", "Xã A", "9"]

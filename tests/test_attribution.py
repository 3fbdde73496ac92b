"""Whose a file is and of which period: every place that says so must agree, and nothing is ever guessed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from papers import FORMS, PERIOD, SIX, Paper, Row, cases, counted, rows, workbook

from flows.locality.localities import load_locality
from flows.received.collecting import Case
from flows.received.own_period import open_periods, own_period
from kstt.form import Form
from kstt.mention import mention
from kstt.period import Period
from kstt.sheet import Value
from kstt.unit import Register, Unit
from validation.attribution import Evidence, of_period, owner_by_name, whose
from validation.bygone import bygone

REGISTER = load_locality("hai-phong").register
DO_SON, NAM_DO_SON, HONG_BANG = 11455, 11737, 11311
LINES = rows([counted(SIX, 5, 3)])


def unit(evidence: Evidence) -> tuple[int | None, list[str]]:
    found, findings = whose(evidence, REGISTER)
    return found.code if found else None, [one.rule.removeprefix("submission.unit_") for one in findings]


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (Evidence(["bc"], names=["UBND phường Đồ Sơn"]), (DO_SON, [])),
        (Evidence(["BC quy 1 - P Do Son"]), (DO_SON, [])),
        (Evidence(["bc", "phuong Do Son"]), (DO_SON, [])),
        (Evidence(["bc"], unit_code=DO_SON), (DO_SON, [])),
        (Evidence(["do-son"], ["Đồ Sơn"], unit_code=DO_SON), (DO_SON, [])),
        (Evidence(["nam-do-son"], ["UBND phường Nam Đồ Sơn"]), (NAM_DO_SON, [])),
        (Evidence(["do-son"], ["UBND phường Nam Đồ Sơn"]), (None, ["conflict"])),
        (Evidence(["hong-bang"], ["UBND phường Đồ Sơn"]), (None, ["conflict"])),
        (Evidence(["do-son", "hong-bang"]), (None, ["conflict"])),
        (Evidence(["bc"], ["Phường Đồ Sơn", "Phường Hồng Bàng"]), (None, ["conflict"])),
        (Evidence(["bc"], ["Phường Hồng Bàng"], unit_code=DO_SON), (None, ["conflict"])),
        (Evidence(["hong-bang"], unit_code=DO_SON), (None, ["conflict"])),
        (Evidence(["do-son hong-bang"], ["Phường Hồng Bàng"]), (HONG_BANG, [])),
        (Evidence(["cam-giang"]), (None, ["ambiguous"])),
        (Evidence(["bc"], ["xã Cam Giang"]), (None, ["ambiguous"])),
        (Evidence(["cam-giang"], ["xã Cẩm Giàng"]), (10903, [])),
        (Evidence(["xã Cẩm Giang"], ["xa Cam Giang"]), (10888, [])),
        (Evidence(["bc"]), (None, ["unknown"])),
        (Evidence([]), (None, ["unknown"])),
        (Evidence(["bc"], ["Phường Bến Thành"]), (None, ["unknown"])),
        (Evidence(["do-son"], ["Phường Đô Sơn"]), (DO_SON, ["unknown"])),  # handed back to Đồ Sơn, never counted
        (Evidence(["do-son"], unit_code=1), (DO_SON, ["unknown"])),
        (Evidence(["hong-bang"], ["Phường Đô Sơn"], declared=DO_SON), (DO_SON, [])),
        (Evidence(["bc"], sheets=["P. Đồ Sơn", "P. Đồ Sơn"]), (DO_SON, [])),
        (
            Evidence(["bc"], ["Phường Đồ Sơn"], sheets=["Hồng Bàng"]),
            (DO_SON, []),
        ),  # the weakest: only where all is silent
        (Evidence(["do-son"], sheets=["Hồng Bàng"]), (DO_SON, [])),
        (Evidence(["bc"], sheets=["Đồ Sơn", "Hồng Bàng"]), (None, ["conflict"])),
        (Evidence(["bc"], ["Phường Đồ Sơn"], signed=["UBND PHƯỜNG HỒNG BÀNG"]), (None, ["conflict"])),
        (Evidence(["do-son"], signed=["UBND PHƯỜNG ĐỒ SƠN"]), (DO_SON, [])),
        (Evidence(["bc"], signed=["UBND PHƯỜNG ĐỒ SƠN"]), (DO_SON, [])),
        (Evidence(["bc"], ["Phường Đồ Sơn"], signed=["UBND PHƯỜNG BẾN THÀNH"]), (DO_SON, [])),
        (Evidence(["bc"], signed=["UBND PHƯỜNG HỒNG BÀNG"], declared=DO_SON), (DO_SON, [])),
    ],
)
def test_all_places_must_allow_one_unit(evidence: Evidence, expected: tuple[int | None, list[str]]) -> None:
    assert unit(evidence) == expected


def test_a_conflict_names_every_place() -> None:
    (one,) = whose(Evidence(["hong-bang"], ["Phường Đồ Sơn"], unit_code=NAM_DO_SON), REGISTER)[1]
    assert one.message == (
        "Các nơi ghi đơn vị báo cáo mâu thuẫn nhau: mã đơn vị in sẵn trong biểu mẫu «11737 – Phường Nam Đồ Sơn»; đầu "
        "biểu «Phường Đồ Sơn»; tên tệp hoặc thư mục «hong-bang»."
    )


def test_an_unreadable_file_is_handed_back_by_its_name() -> None:
    owners = [owner_by_name(path, REGISTER) for path in (["do-son"], ["bc", "Do Son"], ["cam-giang"], ["bc"])]
    assert [one.code if one else None for one in owners] == [DO_SON, DO_SON, None, None]


def told(evidence: Evidence, period: Period = PERIOD) -> list[str]:
    return [one.rule.removeprefix("submission.period_") for one in of_period(evidence, period)]


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (Evidence(["bc"], periods=[mention("Quý I năm 2026")]), []),
        (Evidence(["bc"], periods=[mention(PERIOD.range_text)]), []),
        (Evidence(["bc"], periods=[mention("quý I")]), []),
        (Evidence(["bc quy 1"]), []),
        (Evidence(["bc"], stamp_period="2026-Q1"), []),
        (Evidence(["bc"], folder="2026-Q1"), []),
        (Evidence(["bc", "Quý 1 năm 2026"]), []),
        (Evidence(["bc"], stamp_period="hỏng", folder="2026-Q1"), []),
        (Evidence(["bc"], folder="nhan"), ["unknown"]),
        (Evidence(["bc"], stamp_period="hỏng"), ["unknown"]),
        (Evidence(["bc"], periods=[mention("Quý IV năm 2025")]), ["wrong"]),
        (Evidence(["bc quy 1-2026"], periods=[mention("Quý IV năm 2025")]), ["wrong"]),
        (Evidence(["bc"], periods=[mention("Từ ngày 01/01/2026 đến ngày 31/03/2026")]), ["wrong"]),
        (Evidence(["bc"], periods=[mention("Quý I năm 2026 (Từ ngày 15/3/2026 đến ngày 14/6/2026)")]), ["conflict"]),
        (Evidence(["bc"], periods=[mention("Quý IV năm 2025 (Từ ngày 15/12/2025 đến ngày 14/3/2026)")]), ["conflict"]),
        (Evidence(["bc"], periods=[mention("6 tháng đầu năm 2026")]), ["wrong"]),
        (Evidence(["bc"], periods=[mention("Năm 2026")]), ["wrong"]),
        (Evidence(["bc"], stamp_period="2025-Q4"), ["wrong"]),
        (Evidence(["bc quy 4"]), ["wrong"]),
        (Evidence(["bc quy 4"], periods=[mention("Quý I năm 2026")]), ["conflict"]),
        (Evidence(["bc quy 1", "nhận quý 2-2026"]), ["conflict"]),
        (Evidence(["bc"], periods=[mention("Quý I năm 2026"), mention("Quý II năm 2026")]), ["conflict"]),
        (Evidence(["bc"], periods=[mention("Quý II năm 2026")], stamp_period="2026-Q1"), ["conflict"]),
        (Evidence(["bc"], periods=[mention("Quý I năm 2026")], folder="2025-Q4"), []),  # the file itself is surer
        (Evidence(["bc"], periods=[mention("Quý I năm 2026")], stamp_period="2025-Q4"), []),  # dated anew
        (Evidence(["bc"], periods=[mention("Quý I")], stamp_period="2025-Q1"), ["conflict"]),
        (
            Evidence(["bc"], periods=[mention("Quý I năm 2026"), mention("năm 2026")], stamp_period="2025-Q4"),
            ["conflict"],
        ),
        (Evidence(["bc"], folder="2025-Q4"), ["wrong"]),
    ],
)
def test_all_that_is_said_of_the_period_must_fit(evidence: Evidence, expected: list[str]) -> None:
    assert told(evidence) == expected


def test_a_unit_named_by_a_line_of_a_list_contradicts_nothing(tmp_path: Path) -> None:
    reviewed = FORMS["II.04"]
    paper = Paper([Row(1, "UBND phường Hồng Bàng", dict.fromkeys((9, 10), 1))], reviewed)
    assert outcome(one_case(tmp_path, "bc.xlsx", book(paper))) == (DO_SON, ["II.04"], [])


WARD, GONE = Unit(1, "Phường Đồ Sơn"), Unit(2, "Xã Quốc Tuấn", valid_to=date(2025, 6, 30), successors=(1,))
GONE_NAMED: dict[str, tuple[Evidence, bool]] = {
    "by its head": (Evidence(["bc"], names=["UBND xã Quốc Tuấn"]), True),
    "by its code": (Evidence(["bc"], unit_code=2), True),
    "by its folder alone": (Evidence(["bc", "xa Quoc Tuan"]), True),
    "by its folder, beside a unit's head": (Evidence(["bc", "xa Quoc Tuan"], names=["UBND phường Đồ Sơn"]), False),
    "by its folder, beside a unit's stamp": (Evidence(["bc", "xa Quoc Tuan"], unit_code=1), False),
    "by its folder, beside a unit's file": (Evidence(["phuong Do Son", "xa Quoc Tuan"]), False),
    "by its head, in a file declared a unit's": (Evidence(["bc"], names=["UBND xã Quốc Tuấn"], declared=1), False),
    "nowhere": (Evidence(["bc"]), False),
}


@pytest.mark.parametrize(("evidence", "told"), GONE_NAMED.values(), ids=GONE_NAMED)
def test_a_unit_that_is_no_more_is_told_unless_a_unit_of_the_period_is_named(evidence: Evidence, told: bool) -> None:
    found = bygone(evidence, Register((WARD,), (GONE,)), PERIOD)
    assert (found and (found[0], found[1][0].rule)) == ((GONE, "submission.unit_bygone") if told else None)


# ---- whole files ---------------------------------------------------------------------------------------------------


def book(*papers: Paper, stamp: list[list[Value]] | None = None) -> bytes:
    sheets = {f"Sheet{at}": paper.grid() for at, paper in enumerate(papers, start=1)}
    return workbook({**sheets, **({"kstt": stamp} if stamp else {})})


def one_case(folder: Path, name: str, data: bytes) -> Case:
    return cases(folder, {name: data})[name]


def outcome(case: Case) -> tuple[int | None, list[str], list[str]]:
    return case.unit.code if case.unit else None, sorted(case.forms), [one.rule for one in case.findings]


def test_the_folder_a_file_lies_in_speaks_of_its_unit_and_period(tmp_path: Path) -> None:
    data = book(Paper(LINES, unit="", period=""))
    assert outcome(one_case(tmp_path / "2026-Q1", "phường Đồ Sơn/lần 2/bc.xlsx", data)) == (DO_SON, ["II.06a"], [])
    assert outcome(one_case(tmp_path / "khác", "phường Đồ Sơn/quý 1/bc.xlsx", data)) == (DO_SON, ["II.06a"], [])


def test_the_stamp_of_our_blank_says_unit_and_period(tmp_path: Path) -> None:
    stamp: list[list[Value]] = [["unit_code", DO_SON], ["period", "2026-Q1"]]
    for paper in (Paper(LINES, unit="", period=""), Paper(LINES)):
        case = one_case(tmp_path / "nhan", "bc.xlsx", book(paper, stamp=stamp))
        assert (outcome(case), case.set_aside) == ((DO_SON, ["II.06a"], []), [])


def test_a_former_blank_whose_head_was_dated_anew_is_of_the_period_it_says(tmp_path: Path) -> None:
    stamp: list[list[Value]] = [["unit_code", DO_SON], ["period", "2025-Q4"]]
    case = one_case(tmp_path / "nhan", "bc.xlsx", book(Paper(LINES), stamp=stamp))
    assert outcome(case) == (DO_SON, ["II.06a"], [])
    assert case.set_aside == [
        "Tệp lập trên biểu mẫu trống của Quý IV năm 2025, đầu các biểu đã ghi kỳ này: lấy theo đầu biểu"
    ]
    said = "Quý I năm 2026, từ ngày 15/12/2025 đến ngày 14/3/2026"
    assert own_period("bc.xlsx", case.taken, open_periods(date(2026, 3, 16))) == (PERIOD, said)


def test_a_conflict_of_periods_names_every_place(tmp_path: Path) -> None:
    stamp: list[list[Value]] = [["unit_code", DO_SON], ["period", "2026-Q1"]]
    data = book(Paper(LINES, period="Kỳ báo cáo: Quý IV năm 2025"), stamp=stamp)
    (one,) = one_case(tmp_path / "nhan", "bc quý 3.xlsx", data).findings
    assert one.found == (
        "Quý I năm 2026 (in sẵn trong biểu mẫu trống); Quý IV năm 2025; Quý III năm … (tên tệp hoặc thư mục)"
    )


def test_an_officers_declaration_settles_whose_a_file_is(tmp_path: Path) -> None:
    folder = tmp_path / "2026-Q1"
    folder.mkdir()
    listed = f"file,received,unit_code\nbc.xlsx,2026-03-16T08:00:00,{DO_SON}\n"
    (folder / "received.csv").write_text(listed, encoding="utf-8")
    data = book(Paper(LINES, unit="Đơn vị báo cáo: UBND phường Đô Sơn"))
    assert outcome(one_case(folder, "bc.xlsx", data)) == (DO_SON, ["II.06a"], [])


def test_a_division_s_form_may_be_signed_for_its_commune() -> None:
    register = load_locality("nam-do-son").register
    said = Evidence(
        ["bc"], ["Phòng Văn hóa - Xã hội"], signed=["UBND PHƯỜNG NAM ĐỒ SƠN", "TRUNG TÂM PVHCC PHƯỜNG NAM ĐỒ SƠN"]
    )
    found, findings = whose(said, register)
    assert (found and found.name, findings) == ("Phòng Văn hóa - Xã hội", [])


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        (["Quý:", 1, "Năm:", 2026], [], []),
        (["Quý:", 1], ["Năm", "", 2026], []),
        (["Quý:", 4, "Năm:", 2025], [], ["submission.period_wrong"]),
        (["Kỳ báo cáo: Quý I năm", 2025], [], ["submission.period_wrong"]),
        (["Năm", 2026, "Quý", 2], [], ["submission.period_wrong"]),
        (["Quý:", "2", "Năm:", "2026"], [], ["submission.period_wrong"]),
        (["Quý", 2], ["Năm", 2026], ["submission.period_wrong"]),
        (["Tổng số hồ sơ:", 2025], ["Quý I năm 2026"], []),
        (["Quý I năm 2026"], ["Tổng số hồ sơ tiếp nhận trong quý:", 3], []),
        (["Quý I năm 2026"], ["Số thủ tục được giao cả năm:", 2025], []),
        (["Quý I năm 2026"], ["Hồ sơ quá hạn trong quý", 2], []),
        (["BÁO CÁO HỒ SƠ TTHC QUÝ", 4, "NĂM", 2025], [], ["submission.period_wrong"]),
    ],
)
def test_quarter_and_year_in_cells_of_their_own_are_read(
    above: list[Value], below: list[Value], expected: list[str], tmp_path: Path
) -> None:
    grid = Paper(LINES, period="").grid()
    grid[1][3 : 3 + len(above)], grid[2][3 : 3 + len(below)] = above, below
    assert outcome(one_case(tmp_path / "2026-Q1", "do-son.xlsx", workbook({"Sheet1": grid})))[2] == expected


def test_of_several_periods_in_one_workbook_the_one_asked_for_is_read(tmp_path: Path) -> None:
    old = Paper(rows([counted(SIX, 9)]), period="Kỳ báo cáo: Quý IV năm 2025")
    case = one_case(tmp_path / "nhan", "do-son.xlsx", book(old, Paper(LINES)))
    assert outcome(case) == (DO_SON, ["II.06a"], [])
    assert case.forms["II.06a"].sheet == "Sheet2"
    assert case.set_aside == ["Trang «Sheet1»: biểu II.06a của kỳ khác (Quý IV năm 2025), không đọc"]


def test_another_form_of_another_period_is_a_contradiction(tmp_path: Path) -> None:
    old = Paper(rows([counted(FORMS["QH"], 2)]), FORMS["QH"], period="Kỳ báo cáo: Quý IV năm 2025")
    case = one_case(tmp_path / "nhan", "do-son.xlsx", book(Paper(LINES), old))
    assert outcome(case) == (DO_SON, [], ["submission.period_conflict"])


def test_one_form_twice_with_equal_numbers_is_read_once(tmp_path: Path) -> None:
    case = one_case(tmp_path / "nhan", "do-son.xlsx", book(Paper(LINES), Paper(LINES, at=(5, 2), numbering=None)))
    assert outcome(case) == (DO_SON, ["II.06a"], [])
    assert case.set_aside == ["Trang «Sheet2»: biểu II.06a giống hệt trang «Sheet1», chỉ đọc một"]


def test_a_form_with_a_line_of_zeros_is_no_empty_copy_of_another(tmp_path: Path) -> None:
    idle = dict.fromkeys(counted(SIX), 0)
    papers = Paper(LINES), Paper(rows([counted(SIX, 2, 1), idle]))
    assert outcome(one_case(tmp_path, "bc.xlsx", book(*papers))) == (DO_SON, ["II.06a"], ["submission.form_twice"])


def test_one_form_twice_with_other_numbers_is_told(tmp_path: Path) -> None:
    other = Paper(rows([counted(SIX, 5, 4)]))
    case = one_case(tmp_path / "nhan", "do-son.xlsx", book(Paper(LINES), other))
    assert outcome(case) == (DO_SON, ["II.06a"], ["submission.form_twice"])


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(
    "code", ["Biểu số II.06b/VPCP/KSTT", "BIỂU SỐ II.06đ/VPCP/KSTT", "Biểu mẫu số II.06g/VPCP-KSTT"]
)
def test_another_form_of_the_series_beside_it_is_left_aside_by_name(code: str, first: bool, tmp_path: Path) -> None:
    other = Paper(rows([counted(SIX, 5, 4)]), code=code)
    papers = (other, Paper(LINES)) if first else (Paper(LINES), other)
    case = one_case(tmp_path / "nhan", "do-son.xlsx", book(*papers))
    assert outcome(case) == (DO_SON, ["II.06a"], [])
    assert case.forms["II.06a"].sheet == ("Sheet2" if first else "Sheet1")
    read, left = ("Sheet2", "Sheet1") if first else ("Sheet1", "Sheet2")
    letter = code.split("/", maxsplit=1)[0][-1]
    assert case.set_aside == [
        f"Trang «{read}»: biểu II.06a chỉ đọc ở trang này; trang «{left}» ghi biểu II.06{letter}, không đọc"
    ]


@pytest.mark.parametrize(
    ("form", "code", "noted"),
    [
        (SIX, "II.06b", True),
        (SIX, "II.07b", True),
        (SIX, "II.06a", False),
        (FORMS["II.04"], "II.04b", False),  # ours has no letter
        (FORMS["QH"], "II.06g", False),  # its official code is not known
    ],
)
def test_a_lone_table_headed_with_another_form_s_code_is_read_and_that_is_noted(
    form: Form, code: str, noted: bool, tmp_path: Path
) -> None:
    paper = Paper(rows([counted(form, 3, 2)]), form, code=f"Biểu số {code}/VPCP/KSTT")
    case = one_case(tmp_path / "nhan", "do-son.xlsx", book(paper))
    assert list(case.forms) == [form.code]
    note = f"Trang «Sheet1»: đầu biểu ghi mã {code}, các cột là của biểu {form.code}: đã đọc theo các cột"
    assert (note in case.set_aside) == noted


def test_two_tables_of_another_letter_of_the_series_are_still_told(tmp_path: Path) -> None:
    code = "Biểu số II.06b/VPCP/KSTT"
    case = one_case(
        tmp_path / "nhan", "do-son.xlsx", book(Paper(LINES, code=code), Paper(rows([counted(SIX, 5, 4)]), code=code))
    )
    assert outcome(case) == (DO_SON, ["II.06a"], ["submission.form_twice"])


def test_forms_of_two_units_in_one_workbook_are_a_conflict(tmp_path: Path) -> None:
    other = Paper(rows([counted(FORMS["QH"], 2)]), FORMS["QH"], unit="Đơn vị báo cáo: UBND phường Hồng Bàng")
    case = one_case(tmp_path / "nhan", "bc.xlsx", book(Paper(LINES), other))
    assert outcome(case) == (None, [], ["submission.unit_conflict"])


def test_a_refused_file_says_every_reason_at_once(tmp_path: Path) -> None:
    paper = Paper(LINES, unit="Đơn vị báo cáo: UBND phường Đô Sơn", period="Kỳ báo cáo: Quý IV năm 2025")
    case = one_case(tmp_path / "nhan", "do-son.xlsx", book(paper))
    assert outcome(case) == (DO_SON, [], ["submission.unit_unknown", "submission.period_wrong"])


SWAPPED = Paper(LINES, heads={"Trước hạn": "Đúng hạn", "Đúng hạn": "Trước hạn"}, period="Kỳ báo cáo: Quý IV năm 2025")


@pytest.mark.parametrize(
    ("paper", "rule"),
    [
        (SWAPPED, "submission.layout"),
        (Paper([Row(1, "Hộ tịch", {})], period="Kỳ báo cáo:"), "submission.no_form"),
        (replace(SWAPPED, unit="ỦY BAN NHÂN DÂN\nPHƯỜNG ĐỒ SƠN"), "submission.layout"),
    ],
)
def test_a_file_whose_table_is_not_read_is_told_one_thing_and_its_unit_known(
    tmp_path: Path, paper: Paper, rule: str
) -> None:
    assert outcome(one_case(tmp_path / "nhan", "bc.xlsx", book(paper))) == (DO_SON, [], [rule])


def test_a_file_without_any_form_is_known_by_its_head_or_else_its_name(tmp_path: Path) -> None:
    letter: list[list[Value]] = [["UBND PHƯỜNG ĐỒ SƠN"], ["Kính gửi: Văn phòng UBND thành phố"]]
    cases = {"bc.xlsx": letter, "phuong do son.xlsx": [["Kính gửi"]], "a.xlsx": [["Kính gửi"]]}
    told = [outcome(one_case(tmp_path / name, name, workbook({"Sheet1": grid}))) for name, grid in cases.items()]
    assert told == [(code, [], ["submission.no_form"]) for code in (DO_SON, DO_SON, None)]


# ---- covers, titles, several heads on a sheet ------------------------------------------------------------------------

SILENT = Paper(LINES, unit="", period="").grid()
COVERS: dict[str, list[list[Value]]] = {
    "lines": [["BÁO CÁO KIỂM SOÁT TTHC"], ["UBND PHƯỜNG ĐỒ SƠN"], ["Quý I năm 2026"]],
    "entries": [["Đơn vị báo cáo:", "UBND phường Đồ Sơn"], ["Kỳ báo cáo:", "Quý I năm 2026"]],
    "a letterhead": [["ỦY BAN NHÂN DÂN"], ["PHƯỜNG ĐỒ SƠN"], ["BÁO CÁO QUÝ I NĂM 2026"]],
    "a title": [["BÁO CÁO CỦA UBND PHƯỜNG ĐỒ SƠN"], ["Kỳ trước: Quý IV năm 2025"], ["Kỳ này: Quý I năm 2026"]],
}


def with_cover(cover: list[list[Value]], form: list[list[Value]], sheet: str = "Thông tin chung") -> bytes:
    return workbook({sheet: cover, "II.06a": form})


@pytest.mark.parametrize("cover", COVERS.values(), ids=COVERS)
@pytest.mark.parametrize("sheet", ["Bìa", "Thông tin chung", "Trang đầu"])
def test_a_cover_names_unit_and_period_where_nothing_else_does(
    cover: list[list[Value]], sheet: str, tmp_path: Path
) -> None:
    case = one_case(tmp_path / "nhan", "bc.xlsx", with_cover(cover, SILENT, sheet))
    assert outcome(case) == (DO_SON, ["II.06a"], [])


@pytest.mark.parametrize(
    ("name", "form", "cover", "expected"),
    [
        ("bc.xlsx", SILENT, [["UBND phường Đồ Sơn"], ["Quý IV năm 2025"]], (DO_SON, [], ["submission.period_wrong"])),
        ("do-son.xlsx", SILENT, [["UBND phường Hồng Bàng"], ["Quý I/2026"]], (None, [], ["submission.unit_conflict"])),
        ("bc.xlsx", Paper(LINES).grid(), [["UBND phường Hồng Bàng"]], (None, [], ["submission.unit_conflict"])),
        ("bc.xlsx", Paper(LINES).grid(), [["Kỳ: Quý IV/2025"]], (DO_SON, [], ["submission.period_conflict"])),
        ("bc.xlsx", Paper(LINES).grid(), [["Kỳ trước: Quý IV/2025", "Kỳ này: Quý I/2026"]], (DO_SON, ["II.06a"], [])),
    ],
)
def test_a_cover_that_contradicts_is_told(
    name: str,
    form: list[list[Value]],
    cover: list[list[Value]],
    expected: tuple[int | None, list[str], list[str]],
    tmp_path: Path,
) -> None:
    folder = tmp_path / "2026-Q1"
    assert outcome(one_case(folder, name, with_cover(cover, form))) == expected


def test_a_list_beside_the_form_says_nothing_of_it(tmp_path: Path) -> None:
    beside: list[list[Value]] = [["DANH SÁCH HỒ SƠ QUÁ HẠN QUÝ IV NĂM 2025"], ["Phường Hồng Bàng"], ["STT", "Mã hồ sơ"]]
    case = one_case(tmp_path / "nhan", "bc.xlsx", with_cover(beside, Paper(LINES).grid(), "Danh sách"))
    assert outcome(case) == (DO_SON, ["II.06a"], [])


@pytest.mark.parametrize(
    ("title", "name", "expected"),
    [
        ("TÌNH HÌNH GIẢI QUYẾT TTHC CỦA UBND PHƯỜNG ĐỒ SƠN QUÝ I NĂM 2026", "bc.xlsx", (DO_SON, ["II.06a"], [])),
        ("KẾT QUẢ TẠI TRUNG TÂM PHỤC VỤ HCC PHƯỜNG ĐỒ SƠN", "do-son.xlsx", (DO_SON, ["II.06a"], [])),
        ("KẾT QUẢ CỦA UBND PHƯỜNG HỒNG BÀNG", "do-son.xlsx", (None, [], ["submission.unit_conflict"])),
        ("Kính gửi: UBND phường Hồng Bàng", "do-son.xlsx", (DO_SON, ["II.06a"], [])),
        ("Người lập: Nguyễn Văn Xã Đồ Sơn", "bc.xlsx", (None, [], ["submission.unit_unknown"])),
        ("KẾT QUẢ TẠI CẤP XÃ QUÝ I NĂM 2026", "bc.xlsx", (None, [], ["submission.unit_unknown"])),
    ],
)
def test_a_commune_named_within_a_title_is_the_units_where_no_line_names_one(
    title: str, name: str, expected: tuple[int | None, list[str], list[str]], tmp_path: Path
) -> None:
    paper = Paper(LINES, unit="", title=title)
    assert outcome(one_case(tmp_path / "nhan", name, book(paper))) == expected


_ANOTHER_S = (None, [], ["submission.unit_conflict"])
_ITS_OWN = (DO_SON, ["II.06a"], [])


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        (["UBND PHƯỜNG HỒNG BÀNG"], _ANOTHER_S),
        (["ỦY BAN NHÂN DÂN", "PHƯỜNG HỒNG BÀNG"], _ANOTHER_S),
        (["HĐND - UBND", "PHƯỜNG HỒNG BÀNG"], _ANOTHER_S),
        (["UBND THÀNH PHỐ HẢI PHÒNG", "Ủy ban nhân dân phường Hồng Bàng"], _ANOTHER_S),
        (["BÁO CÁO QUÝ I NĂM 2026 CỦA UBND PHƯỜNG HỒNG BÀNG"], _ANOTHER_S),
        (["Báo cáo quý I năm 2026 của phường Hồng Bàng"], _ANOTHER_S),
        (["UBND PHƯỜNG ĐỒ SƠN", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"], _ITS_OWN),
        (["Báo cáo của phường Đồ Sơn và phường Hồng Bàng"], _ITS_OWN),
        (["UBND THÀNH PHỐ HẢI PHÒNG", "PHƯỜNG ĐỒ SƠN"], _ITS_OWN),
        (["UBND PHƯỜNG BẾN NGHÉ"], _ITS_OWN),  # of another city: a template
        (["Kính gửi: UBND phường Hồng Bàng"], _ITS_OWN),
        (["KÍNH GỬI: UBND PHƯỜNG HỒNG BÀNG"], _ITS_OWN),
        (["(gồm cả hồ sơ của phường Hồng Bàng nộp tại đây)"], _ITS_OWN),
    ],
)
def test_a_letterhead_or_title_of_another_unit_contradicts(
    above: list[str], expected: tuple[int | None, list[str], list[str]], tmp_path: Path
) -> None:
    """A form that was copied from another ward, with its letterhead or with its line of the reporting unit."""
    grid: list[list[Value]] = [*([line] for line in above), *Paper(LINES).grid()]
    assert outcome(one_case(tmp_path / "nhan", "bc.xlsx", workbook({"Sheet1": grid}))) == expected


def test_a_letterhead_that_contradicts_is_named_once(tmp_path: Path) -> None:
    grid: list[list[Value]] = [["ỦY BAN NHÂN DÂN"], ["PHƯỜNG HỒNG BÀNG"], *Paper(LINES).grid()]
    (found,) = one_case(tmp_path / "nhan", "bc.xlsx", workbook({"Sheet1": grid})).findings
    assert found.message.endswith("đầu biểu «UBND phường Đồ Sơn»; tiêu đề trang «UBND PHƯỜNG HỒNG BÀNG».")


@pytest.mark.parametrize("now_first", [True, False])
def test_of_two_periods_on_one_sheet_each_has_its_own_head(now_first: bool, tmp_path: Path) -> None:
    old = Paper(rows([counted(SIX, 9)]), period="Kỳ báo cáo: Quý IV năm 2025").grid()
    now = Paper(LINES).grid()
    stacked = [*now, [], [], *old] if now_first else [*old, [], [], *now]
    case = one_case(tmp_path / "nhan", "do-son.xlsx", workbook({"Sheet1": stacked}))
    assert outcome(case) == (DO_SON, ["II.06a"], [])
    (parsed,) = case.forms.values()
    assert (parsed.lines[0].row > len(old)) is not now_first


@pytest.mark.parametrize(
    "name",
    [
        "Phường Ðồ Sơn",  # the Icelandic letter of old converters
        "UBND phưòng Đồ Sơn",
        "H31.45 - UBND phường Đồ Sơn",
        "Văn phòng UBND phường Đồ Sơn",
        "Văn phòng HĐND và UBND phường Đồ Sơn",
        "Bộ phận TN&TKQ phường Đồ Sơn",
        "Bộ phận Tiếp nhận hồ sơ và Trả kết quả UBND phường Đồ Sơn",
    ],
)
def test_a_unit_is_known_as_its_own_offices_write_it(name: str) -> None:
    assert unit(Evidence(["bc"], [name])) == (DO_SON, [])


@pytest.mark.parametrize("name", ["Phòng Văn hóa - Xã hội phường Đồ Sơn", "Trạm Y tế phường Đồ Sơn"])
def test_a_part_of_a_unit_does_not_report_for_it(name: str) -> None:
    assert unit(Evidence(["bc"], [name])) == (None, ["unknown"])


def test_a_contradiction_of_two_forms_names_their_sheets(tmp_path: Path) -> None:
    old = Paper(rows([counted(FORMS["QH"], 2)]), FORMS["QH"], period="Kỳ báo cáo: Quý IV năm 2025")
    (finding,) = one_case(tmp_path / "nhan", "do-son.xlsx", book(Paper(LINES), old)).findings
    assert finding.rule == "submission.period_conflict"
    assert "Quý IV năm 2025 (trang «Sheet2»)" in finding.message
    assert "đến ngày 14/3/2026 (trang «Sheet1»)" in finding.message


def test_every_form_of_another_period_is_named_with_its_sheet(tmp_path: Path) -> None:
    olds = [
        Paper(rows([counted(FORMS[code], 2)]), FORMS[code], period="Kỳ báo cáo: Quý IV năm 2025")
        for code in ("II.06a", "QH")
    ]
    (finding,) = one_case(tmp_path / "nhan", "do-son.xlsx", book(*olds)).findings
    assert finding.rule == "submission.period_wrong"
    assert "«Quý IV năm 2025 (trang «Sheet1», «Sheet2»)»" in finding.message


SINCE: dict[str, tuple[str, list[str]]] = {
    "another first day": ("Quý I năm 2026\n(Số liệu từ 01/01/2026 đến nay)", ["submission.period_conflict"]),
    "no quarter beside it": ("Số liệu từ ngày 01/01/2026 đến nay", ["submission.period_wrong"]),
    "typed plainly": ("QUY I NAM 2026 (tu ngay 1/1/2026 den nay)", ["submission.period_conflict"]),
    "the first day of the quarter": ("Quý I năm 2026 (từ 15/12/2025 đến nay)", []),
    "the first day of several periods": ("Số liệu từ 15/12/2025 đến nay", ["submission.period_unknown"]),
    "up to the day of the report": ("Quý I/2026, từ 01/01/2026 đến thời điểm báo cáo", ["submission.period_conflict"]),
}


@pytest.mark.parametrize(("period", "rules"), SINCE.values(), ids=SINCE)
def test_a_first_day_without_a_last_one_is_held_against_the_period(
    period: str, rules: list[str], tmp_path: Path
) -> None:
    case = one_case(tmp_path / "nhan", "do-son.xlsx", book(Paper(LINES, period=period)))
    assert [one.rule for one in case.findings] == rules


def _template(unit: str = "Đơn vị báo cáo: …………", period: str = "Kỳ báo cáo: Quý … năm …") -> Paper:
    zeros = dict.fromkeys((column.number for column in SIX.numbers), 0)
    return Paper(rows([zeros, zeros]), unit=unit, period=period)


@pytest.mark.parametrize(
    "template", [_template(), _template("Đơn vị báo cáo: UBND xã A", "Quý IV/2025")], ids=["dots", "another's"]
)
@pytest.mark.parametrize("first", [True, False])
def test_a_copy_of_nothing_but_zeros_does_not_spoil_the_filled_one(
    first: bool, template: Paper, tmp_path: Path
) -> None:
    papers = [template, Paper(LINES)] if first else [Paper(LINES), template]
    case = one_case(tmp_path / "nhan", "bc.xlsx", book(*papers))
    assert outcome(case) == (DO_SON, ["II.06a"], [])
    read, other = ("Sheet2", "Sheet1") if first else ("Sheet1", "Sheet2")
    assert case.forms["II.06a"].sheet == read
    assert case.set_aside == [f"Trang «{other}»: biểu II.06a chỉ có số 0, đã có số liệu ở trang «{read}», không đọc"]


def test_a_form_of_nothing_but_zeros_alone_is_a_report(tmp_path: Path) -> None:
    case = one_case(
        tmp_path / "nhan", "do-son.xlsx", book(_template("Đơn vị báo cáo: UBND phường Đồ Sơn", "Quý I/2026"))
    )
    assert outcome(case) == (DO_SON, ["II.06a"], [])


SIGNATURES: dict[str, tuple[list[str], int | None]] = {
    "for the office": (["TM. UBND PHƯỜNG ĐỒ SƠN", "CHỦ TỊCH"], DO_SON),
    "on three rows": (["TM.", "UBND PHƯỜNG ĐỒ SƠN", "CHỦ TỊCH"], DO_SON),
    "on two rows": (["TM. ỦY BAN NHÂN DÂN", "PHƯỜNG ĐỒ SƠN", "CHỦ TỊCH"], DO_SON),
    "in small letters": (["TM. UBND phường Đồ Sơn", "Chủ tịch"], DO_SON),
    "the chairman of it": (["KT. CHỦ TỊCH UBND PHƯỜNG ĐỒ SƠN", "PHÓ CHỦ TỊCH"], DO_SON),
    "no unit of the city": (["TM. UBND PHƯỜNG BẾN NGHÉ", "CHỦ TỊCH"], None),
    "two units": (["TM. UBND PHƯỜNG ĐỒ SƠN", "TM. UBND PHƯỜNG HỒNG BÀNG"], None),
    "an office without a name": (["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], None),
    "a receiver": (["Nơi nhận: UBND phường Đồ Sơn"], None),
}


@pytest.mark.parametrize(("signed", "unit"), SIGNATURES.values(), ids=SIGNATURES)
def test_a_signature_names_the_unit_where_nothing_else_does(
    signed: list[str], unit: int | None, tmp_path: Path
) -> None:
    paper = Paper(LINES, unit="", foot=[[], *(["", "", "", "", "", "", "", "", "", line] for line in signed)])
    case = one_case(tmp_path / "nhan", "bc.xlsx", book(paper))
    assert outcome(case) == (unit, ["II.06a"] if unit else [], [] if unit else ["submission.unit_unknown"])
    note = "Đơn vị báo cáo lấy theo chỗ ký «UBND PHƯỜNG ĐỒ SƠN»: đầu biểu và tên tệp đều không ghi"
    assert [note.casefold() in one.casefold() for one in case.set_aside] == ([True] if unit else [])


def test_a_signature_settles_no_name_that_is_wrong(tmp_path: Path) -> None:
    paper = Paper(LINES, unit="Đơn vị báo cáo: UBND phường Đô Sơn", foot=[["TM. UBND PHƯỜNG ĐỒ SƠN"]])
    assert outcome(one_case(tmp_path / "nhan", "bc.xlsx", book(paper))) == (None, [], ["submission.unit_unknown"])

"""More habits of clerks, through the real readers: odd ordinals, heads that name their year apart, rows of parts."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path

import openpyxl
import pytest
from papers import FORMS, SIX, Counts, Paper, Row, Typed, counted, filled, rows, totals, workbook
from test_clerks import FULL, GOOD, LABELS, LINES, OPEN, SUMS, Told, judged, lines, told

from kstt.mention import parse
from kstt.sheet import Value
from kstt.spelling import unaccented
from report_templates.reading.head_periods import period_named
from report_templates.reading.stamp import Stamp

QUALITY = FORMS["QH"]

# ---- ordinals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ordinals", ["①②③", "❶❷❸", "⑴⑵⑶", ("1", "2¹", "3"), ("¹", "²", "³"), "１２３"], ids=str)
def test_ordinals_in_other_digits_are_ordinals(ordinals: str | tuple[str, ...], tmp_path: Path) -> None:
    named = zip(ordinals, LABELS, LINES, strict=True)
    paper = Paper([*(Row(*one) for one in named), FULL.rows[-1]])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize("numbering", [lambda at: chr(0x245F + at), lambda at: chr(0x2473 + at)], ids=["①", "⑴"])
def test_columns_may_be_numbered_in_circles(numbering: Callable[[int], str], tmp_path: Path) -> None:
    case = judged(tmp_path, workbook({"Sheet1": replace(FULL, numbering=numbering).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


def test_a_stamp_in_other_digits_names_no_unit() -> None:
    assert Stamp({"unit_code": "¹¹⁴⁵⁵"}).unit_code is None


# ---- headings --------------------------------------------------------------------------------------------------------

SHORT = {
    "Số lượng hồ sơ tiếp nhận": "SL HS tiếp nhận",
    "Số lượng hồ sơ đã giải quyết": "Số lượng HS đã GQ",
    "Số lượng hồ sơ đang giải quyết": "HS đang GQ",
}


@pytest.mark.parametrize("typed", [str, unaccented], ids=["diacritics", "none"])
def test_headings_may_be_abbreviated_and_say_how_they_add_up(typed: Callable[[str], str], tmp_path: Path) -> None:
    heads = {long: typed(short) for long, short in SHORT.items()}
    grid = replace(FULL, heads=heads, numbering=None, code="", title="Tình hình giải quyết TTHC").grid()
    at = next(at for at, row in enumerate(grid) if row[2] == "Tổng số")
    for column, sums in ((2, "\n(3)=(4)+(5)+(6)"), (6, " (hồ sơ) 7=8+9+10"), (10, " (11) = (12) + (13)")):
        grid[at][column] = typed(f"Tổng số{sums}")
    case = judged(tmp_path, workbook({"Sheet1": grid}))
    assert (told(case), lines(case)) == ([], GOOD)


# ---- forms below each other ------------------------------------------------------------------------------------------

HEADS_BETWEEN: dict[str, list[list[Value]]] = {
    "in one row": [
        ["Biểu số II.06a/VPCP/KSTT", "", "KẾT QUẢ GIẢI QUYẾT TTHC\nQuý IV năm 2025", "", "UBND phường Đồ Sơn"]
    ],
    "in cells beside their labels": [
        ["", "Kỳ báo cáo:", "Quý IV năm 2025"],
        ["", "Đơn vị báo cáo:", "UBND phường Đồ Sơn", "", "Năm", 2025],
    ],
}


@pytest.mark.parametrize("head", HEADS_BETWEEN.values(), ids=HEADS_BETWEEN)
def test_the_head_of_a_form_right_below_another_is_no_line_of_that(head: list[list[Value]], tmp_path: Path) -> None:
    first = FULL.grid()
    former = OPEN.grid()[4:]
    case = judged(tmp_path, workbook({"Sheet1": [*first, *head, *former]}))
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize("code", ["QH", "II.05", "II.08"])
def test_the_letterhead_of_a_form_below_another_is_no_line_of_that(code: str, tmp_path: Path) -> None:
    letterhead: list[list[Value]] = [
        ["UBND THÀNH PHỐ HẢI PHÒNG", *[""] * 5, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["UBND PHƯỜNG ĐỒ SƠN", *[""] * 5, "Độc lập - Tự do - Hạnh phúc"],
        ["Số: 15/BC-UBND", *[""] * 5, "Đồ Sơn, ngày 14 tháng 3 năm 2026"],
    ]
    grid = [*Paper(rows([counted(FORMS[code], 4, 2)]), FORMS[code]).grid(), *letterhead, *FULL.grid()]
    case = judged(tmp_path, workbook({"Sheet1": grid}))
    assert ([one for one in told(case) if not one[0].startswith("cross.")], [*case.forms]) == ([], [code, "II.06a"])


def test_words_of_a_form_above_an_empty_one_name_no_period(tmp_path: Path) -> None:
    listed = Paper([Row(1, "Cấp giấy phép", {3: "Quý II năm 2026", 4: "x"})], FORMS["II.04"]).grid()
    case = judged(tmp_path, workbook({"Sheet1": [*listed, *Paper([], FORMS["II.05"]).grid(), *FULL.grid()]}))
    assert "submission.period_conflict" not in dict(told(case))
    assert "II.06a" in case.forms


def test_words_in_the_lines_of_a_form_name_no_period_of_one_lower_beside_it(tmp_path: Path) -> None:
    every = [Row(at, f"Cấp giấy phép {at}", {3: "Quý II năm 2026", 4: "x"}) for at in range(1, 12)]
    listed, lower = Paper(every, FORMS["II.04"]).grid(), replace(FULL, at=(9, 1)).grid()
    wide = [[*row, *[""] * (11 - len(row))] for row in listed]
    grid = [[*row, *beside] for row, beside in zip_longest(wide, lower, fillvalue=[""] * 11)]
    case = judged(tmp_path, workbook({"Sheet1": grid}))
    assert "submission.period_conflict" not in dict(told(case))
    assert [*case.forms] == ["II.04", "II.06a"]


@pytest.mark.parametrize("down", [0, 6, 8])
def test_the_period_of_a_form_lower_beside_another_is_read(down: int, tmp_path: Path) -> None:
    other = Paper(rows([counted(QUALITY, 4)]), QUALITY, period="Kỳ báo cáo: Quý IV năm 2025", at=(down + 1, 1)).grid()
    first = FULL.grid()
    wide = [[*row, *[""] * (14 - len(row))] for row in [*first, *[[""]] * (len(other) - len(first))]]
    grid = [[*row, *beside] for row, beside in zip_longest(wide, other, fillvalue=[])]
    assert [rule for rule, _ in told(judged(tmp_path, workbook({"Sheet1": grid})))] == ["submission.period_conflict"]


@pytest.mark.parametrize("numbering", ["({})", None])
@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ("So với quý trước", ["submission.form_twice"]),
        ("SO SÁNH CÙNG KỲ NĂM TRƯỚC", ["submission.form_twice"]),
        ("(Số lũy kế)", ["submission.form_twice"]),
        ("Bình quân", ["submission.form_twice"]),
        ("(tiếp theo)", []),
    ],
)
def test_figures_to_compare_with_are_no_further_page(
    between: str, expected: list[str], numbering: str | None, tmp_path: Path
) -> None:
    page = replace(OPEN, rows=rows(LINES[:2], labels=["Cư trú", "Hộ khẩu"], total=""), numbering=numbering).grid()[4:]
    grid = [*replace(OPEN, numbering=numbering).grid(), [], [between], *page]
    case = judged(tmp_path, workbook({"Sheet1": grid}))
    assert [rule for rule, _ in told(case)] == expected
    assert [*lines(case)] == ([] if expected else [*LABELS, "Cư trú", "Hộ khẩu"])


@pytest.mark.parametrize("label", ["Tên lĩnh vực", "Lĩnh vực", "Tên thủ tục"])
def test_a_catalogue_of_fields_below_the_total_is_no_part_of_the_form(label: str, tmp_path: Path) -> None:
    listed: list[list[Value]] = [["STT", label, "Số TTHC"], [1, "Hộ tịch", 34], [2, "Y tế", 7], [3, "Cư trú", 5]]
    case = judged(tmp_path, workbook({"Sheet1": [*FULL.grid(), *listed]}))
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize(
    "counts",
    [[*LINES[0].values()], [3, 1, 2], [f"{n} hồ sơ" for n in LINES[0].values()]],
    ids=["all", "few", "in words"],
)
def test_a_line_above_the_headings_of_a_second_form_is_not_lost(counts: list[Value], tmp_path: Path) -> None:
    head: list[Value] = ["Biểu số II.06a/VPCP/KSTT", "", "Quý I năm 2026"]
    lost: list[Value] = ["", "Cư trú", *counts]
    case = judged(tmp_path, workbook({"Sheet1": [*OPEN.grid(), head, lost, *OPEN.grid()[4:]]}))
    assert told(case) != []


# ---- periods ---------------------------------------------------------------------------------------------------------


def headed(*rows: Sequence[Value]) -> bytes:
    """The form with these rows in place of its period."""
    grid = replace(FULL, period="").grid()
    return workbook({"Sheet1": [*grid[:2], *map(list, rows), *grid[3:]]})


OTHER_PERIODS: dict[str, list[list[Value]]] = {
    "the year in a row below": [["Kỳ báo cáo: Quý I"], ["Năm báo cáo: 2025"]],
    "the year in a number cell": [["Kỳ báo cáo:", "Quý I", "Năm báo cáo:", 2025]],
    "the year in the title": [["KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH NĂM 2025"]],
    "the year in the title, the quarter below it": [
        ["Báo cáo kết quả giải quyết TTHC\nnăm 2025"],
        ["Kỳ báo cáo: Quý I"],
    ],
} | {
    text: [[text]]
    for text in (
        "Kỳ báo cáo: Quý I; Năm báo cáo: 2025",
        "Năm báo cáo: 2025",
        "Quý I của năm 2025",
        "Quý I năm 2O25",  # with the letter O
        "Quý I năm 20 25",
        "KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH THÁNG 3 NĂM 2026",
        "Tình hình giải quyết TTHC tháng 01/2026",
        "Quý một của năm 2025",
        "Quý I và quý II năm 2026",
        "Quý I, II năm 2026",
        "Quý I-III/2026",
        "IV/2025",
        "Kỳ: IV/2025",
        "Quý I'25",
        "Quý I/'25",
        "Quý thứ nhất năm 2025",
        "Quý 1V/2025",
        "Quý 111/2025",
        "Quý cuối năm 2025",
        "Quý đầu năm 2025",
        "Quý Ｉ năm ２０２５",  # typed with a wide keyboard
        "Ba tháng cuối năm 2025",
        "Báo cáo 6 tháng cuối năm 2025",
        "12 tháng năm 2025",
        "Từ 15/9 đến 14/12",
        "Từ ngày 15 tháng 9 đến hết ngày 14 tháng 12",
        "Số liệu tính đến ngày 14/12/2025",
        "(Tính đến hết ngày 31 tháng 12 năm 2025)",
        "so lieu den 14.6.2026",
    )
}
THIS_PERIOD: dict[str, list[list[Value]]] = {
    "the year in a number cell": [["Kỳ báo cáo:", "Quý I", "Năm báo cáo:", 2026]],
    "the year in the title": [["KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH NĂM 2026"], ["Quý I"]],
    "months beside the quarter": [["Ước thực hiện quý I và 2 tháng đầu quý II năm 2026"], ["Quý I năm 2026"]],
    "a plan of the year before": [["Kết quả thực hiện Kế hoạch cải cách hành chính năm 2025"], ["Quý I"]],
    "a law of the year before": [
        ["Kết quả giải quyết TTHC theo Luật Tổ chức chính quyền địa phương năm 2025"],
        ["Quý I"],
    ],
    "compared with the year before": [["Kết quả quý I năm 2026 so với năm 2025"]],
    "the day of the letter": [["Quý I"], ["(Kèm theo Báo cáo số 12/BC-UBND ngày 30 tháng 12 năm 2025)"]],
} | {
    text: [[text]]
    for text in (
        "Năm báo cáo: 2026",
        "Quý I của năm 2026",
        "Quý đầu năm 2026",
        "Quý I năm 20 26",
        "Tình hình giải quyết TTHC tháng 1, 2, 3 năm 2026",
        "Kết quả giải quyết TTHC 3 tháng năm 2026",
        "Kết quả Quý I (tính đến tháng 3 năm 2026)",
        "Quý I, 3 tháng đầu năm 2026",
        "Kết quả quý I, phương hướng quý II năm 2026",
        "Kỳ: I/2026",
        "Quý １/２０２６",
        "Từ 15/12 đến 14/3",
        "Số liệu tính đến ngày 14/3/2026",
        "Quý I năm 2026 (chốt đến 31/3/2026)",
        "Số liệu tính đến ngày 31/02/2026",
    )
}


@pytest.mark.parametrize("head", OTHER_PERIODS.values(), ids=OTHER_PERIODS)
def test_a_report_of_another_period_never_counts(head: list[list[Value]], tmp_path: Path) -> None:
    assert told(judged(tmp_path / "2026-Q1", headed(*head))) == [("submission.period_wrong", "")]


def test_a_month_is_told_as_it_was_written(tmp_path: Path) -> None:
    (finding,) = judged(tmp_path, headed(["Kỳ báo cáo: Tháng 2 năm 2026"])).findings
    said = "«tháng 2 năm 2026 (từ ngày 15/1/2026 đến ngày 14/2/2026)»"
    assert (finding.rule, said in finding.message) == ("submission.period_wrong", True)


@pytest.mark.parametrize("head", THIS_PERIOD.values(), ids=THIS_PERIOD)
def test_a_report_of_this_period_counts(head: list[list[Value]], tmp_path: Path) -> None:
    case = judged(tmp_path / "2026-Q1", headed(*head))
    assert (told(case), lines(case)) == ([], GOOD)


SO_FAR = {
    "LŨY KẾ TỪ ĐẦU NĂM": True,
    "(Số liệu lũy kế)": True,
    "Số cộng dồn từ đầu năm": True,
    "Kết quả giải quyết TTHC lũy kế đến hết quý II năm 2026": True,
    "(Số liệu không lũy kế)": False,
    "Số liệu trong quý và lũy kế từ đầu năm": False,
    "Lũy kế từ đầu năm: 5.120 hồ sơ": False,
}


@pytest.mark.parametrize(("said", "so_far"), SO_FAR.items(), ids=SO_FAR)
def test_figures_of_the_year_so_far_are_those_of_no_later_quarter(said: str, so_far: bool) -> None:
    for head in (f"{said}\nKỳ báo cáo: Quý II năm 2026", f"Kỳ báo cáo: Quý II năm 2026\n{said}"):
        named = period_named(filled(replace(FULL, period=head).sheet()))
        assert all(one.fits(parse("2026-Q2")) for one in named) is not so_far
        assert ("số lũy kế từ đầu năm" in map(str, named)) is so_far


def test_in_the_first_quarter_the_year_so_far_is_the_quarter(tmp_path: Path) -> None:
    case = judged(tmp_path, headed(["Kỳ báo cáo: Quý I năm 2026"], ["LŨY KẾ TỪ ĐẦU NĂM"]))
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize("place", ["draft first", "draft last", "draft alone", "form left at 0", "two drafts"])
def test_a_sheet_that_calls_itself_a_draft_counts_only_where_nothing_else_does(place: str, tmp_path: Path) -> None:
    draft, good = Paper(rows((*LINES[:2], A), labels=LABELS)).grid(), FULL.grid()
    zeros = Paper([replace(row, typed=dict.fromkeys(A, 0)) for row in FULL.rows]).grid()
    sheets, expected = {
        "draft first": ({"Nháp": draft, "II.06a": good}, []),
        "draft last": ({"II.06a": good, "BẢN NHÁP (2)": draft}, []),
        "draft alone": ({"Nháp": good}, []),
        "form left at 0": ({"Nháp": good, "II.06a": zeros}, []),
        "two drafts": ({"Nháp 1": good, "Nháp 2": draft}, ["submission.form_twice"]),
    }[place]
    case = judged(tmp_path, workbook(sheets))
    assert [one.rule for one in case.findings] == expected
    assert lines(case) == ({} if expected else GOOD)
    assert any("ghi là bản nháp, không đọc" in one for one in case.set_aside) == (
        place in ("draft first", "draft last")
    )


# ---- rows that are said to be parts ----------------------------------------------------------------------------------

A, B, C = LINES
ONE = counted(SIX, 3, 2, 1)
PARTS = (ONE, {number: A[number] - ONE[number] for number in A})  # of the first line
TOTAL = FULL.rows[-1]


@pytest.mark.parametrize("said", ["Gồm:", "Bao gồm:", "Gồm có:", "T.đó:", "Tđ:", "+ Gồm:"])
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_what_a_line_consists_of_is_no_line(said: str, total: bool, tmp_path: Path) -> None:
    body = [OPEN.rows[0], Row("", f"{said} khai sinh", PARTS[0]), *OPEN.rows[1:], *([TOTAL] if total else [])]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_parts_may_be_called_so_beside_their_names(total: bool, tmp_path: Path) -> None:
    parts = [Row("Trong đó", "Khai sinh", PARTS[0]), Row("", "Kết hôn", PARTS[1])]
    body = [OPEN.rows[0], *parts, *OPEN.rows[1:], *([TOTAL] if total else [])]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


DASHED: dict[str, tuple[list[Row], Counts]] = {  # the rows with a dash below «Trong đó», and the field as typed
    "the rest": ([Row("", "- Kết hôn", PARTS[1])], A),
    "the rest, the dash in its own cell": ([Row("-", "Kết hôn", PARTS[1])], A),
    "not all of the rest": ([Row("", "- Kết hôn", counted(SIX, 7, 1)), Row("", "+ Khai tử", counted(SIX, 5))], A),
    "what stands there": ([Row("", "- Đúng hạn", counted(SIX, 1, 2)), Row("", "- Lưu động", counted(SIX, 2, 0, 1))], A),
    "the rest of a wrong field": ([Row("", "- Kết hôn", PARTS[1])], {**A, 8: A[8] + 2}),
}


@pytest.mark.parametrize(("dashed", "field"), DASHED.values(), ids=DASHED)
@pytest.mark.parametrize("orders", [(1, 2, 3), ("I", "II", "III"), ("", "", "")], ids=["numbers", "Roman", "none"])
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_rows_with_a_dash_go_on_with_a_part(
    dashed: list[Row], field: Counts, orders: Sequence[Value], total: bool, tmp_path: Path
) -> None:
    first, *others = (Row(order, *one) for order, one in zip(orders, GOOD.items(), strict=True))
    body = [replace(first, typed=field), Row("", "Trong đó: khai sinh", PARTS[0]), *dashed, *others]
    paper = Paper([*body, *([TOTAL] if total else [])])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    wrong = [] if field == A else [("identity.sum", paper.cell(0, 8 if total else 7))]
    assert (told(case), lines(case)) == (wrong, {} if wrong else GOOD)


@pytest.mark.parametrize("bullet", ["-", "—", "•", "·", "▪", "\uf0b7"])
@pytest.mark.parametrize("apart", [True, False], ids=["in a cell of its own", "before the name"])
def test_rows_with_a_bullet_are_those_with_a_dash(bullet: str, apart: bool, tmp_path: Path) -> None:
    def marked(name: str, counts: Counts) -> Row:
        return Row(bullet, name, counts) if apart else Row("", f"{bullet} {name}", counts)

    first, *others = (Row("", *one) for one in GOOD.items())
    some = Paper([first, marked("Khai sinh", counted(SIX, 3, 1, 2)), *others])
    assert told(judged(tmp_path / "some", workbook({"Sheet1": some.grid()}))) == [("total.mismatch", some.cell(0, 3))]
    every = Paper([marked(*one) for one in GOOD.items()])
    case = judged(tmp_path / "every", workbook({"Sheet1": every.grid()}))
    assert (told(case), list(lines(case).values())) == ([], list(GOOD.values()))


@pytest.mark.parametrize("mark", ["{})", "{}."])
def test_procedures_may_be_lettered_to_the_end_of_the_alphabet(mark: str, tmp_path: Path) -> None:
    letters = "abcdđeghiklmn"
    parts = [counted(SIX, at, 3 * at, 2) for at, _ in enumerate(letters, start=1)]
    listed = [Row(mark.format(letter), f"Thủ tục {letter}", part) for letter, part in zip(letters, parts, strict=True)]
    body = [Row(1, LABELS[0], totals(parts)), *listed, Row(2, LABELS[1], B)]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    expected = {row.label: row.typed for row in listed} | {LABELS[1]: B}
    assert (told(case), lines(case)) == ([], expected)


@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_ordinals_before_the_names_are_ordinals(total: bool, tmp_path: Path) -> None:
    """A small field below the «Trong đó» of a large one is numbered on, and no part of it."""
    few = counted(SIX, 4, 2, 1)
    fields = [*GOOD.items(), ("Tôn giáo", few)]
    body = [Row("", f"{at}. {name}", typed) for at, (name, typed) in enumerate(fields, start=1)]
    body.insert(3, Row("", "Trong đó: liên thông", PARTS[0]))
    body += [Row("", "UBND phường Đồ Sơn", totals(typed for _, typed in fields))] if total else []
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), list(lines(case).values())) == ([], [typed for _, typed in fields])


@pytest.mark.parametrize("mark", ["{}. ", "{}/ ", "{}"])
def test_procedures_may_be_numbered_before_their_names_too(mark: str, tmp_path: Path) -> None:
    numbered = ("1", A, "Hộ tịch"), ("1.1", PARTS[0], "Khai sinh"), ("1.2", PARTS[1], "Kết hôn"), ("2", B, "Đất đai")
    body = [Row("", f"{mark.format(at) if '.' in at else f'{at}. '}{name}", typed) for at, typed, name in numbered]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), list(lines(case).values())) == ([], [*PARTS, B])


@pytest.mark.parametrize("labels", [True, False], ids=["before the names", "in cells of their own"])
def test_a_field_below_a_part_is_no_part_of_procedures_further_up(labels: bool, tmp_path: Path) -> None:
    """Where only procedures are numbered, the last of them is not what a «Trong đó» further down is a part of."""
    small = {**B, 3: B[3] + 1, 4: B[4] + 1, 11: B[11] + 1, 13: B[13] + 1}  # in some columns more than the field above
    procedures = [Row("", f"{at}. {name}", typed) for at, (name, typed) in enumerate(zip("ab", PARTS, strict=True), 1)]
    if not labels:
        procedures = [Row(at, row.label[3:], row.typed) for at, row in enumerate(procedures, 1)]
    large = [replace(row, typed={n: 99 * v for n, v in row.typed.items()}) for row in procedures]
    fields = [Row("", LABELS[0], totals(row.typed for row in large)), *large, Row("", LABELS[1], B)]
    body = [*fields, Row("", "Trong đó: lưu động", counted(SIX, 0, 3)), Row("", LABELS[2], small)]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), list(lines(case).values())) == ([], [*(row.typed for row in large), B, small])


def test_a_field_whose_first_part_is_nothing_keeps_its_name(tmp_path: Path) -> None:
    parts = [Row("", "Trong đó: khai sinh", dict.fromkeys(A, 0)), Row("", "- Kết hôn", A)]
    case = judged(tmp_path, workbook({"Sheet1": Paper([FULL.rows[0], *parts, *FULL.rows[1:]]).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


def test_fields_with_a_dash_below_a_part_of_their_heading_are_fields(tmp_path: Path) -> None:
    fields = [Row("-", *one) for one in GOOD.items()]
    body = [Row(1, "Cấp xã", SUMS), Row("", "Trong đó: liên thông", PARTS[0]), *fields]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


OF_NOTHING: dict[str, tuple[list[Row], Told, int]] = {  # rows, what is told, how many lines count
    "no total": (
        [
            Row(1, "Hộ tịch"),
            Row("", "Trong đó: khai sinh", PARTS[0]),
            Row("", "Trong đó: kết hôn", PARTS[1]),
            *OPEN.rows[1:],
        ],
        [("line.may_be_part", OPEN.cell(1, 2))],
        0,
    ),
    "a total that adds them": (
        [
            Row(1, "Hộ tịch"),
            Row("", "Trong đó: khai sinh", PARTS[0]),
            Row("", "Trong đó: kết hôn", PARTS[1]),
            *FULL.rows[1:],
        ],
        [],
        4,
    ),
    "numbered and called a list": ([Row(1, "Gồm: hộ tịch, chứng thực", A), *FULL.rows[1:]], [], 3),
    "below a total at the top": (
        [Row("", "Tổng số", SUMS), Row("Trong đó", "Hộ tịch", A), *(Row("", *one) for one in list(GOOD.items())[1:])],
        [],
        3,
    ),
    "with the name below a total at the top": (
        [Row("", "Tổng số", SUMS), Row("", "Trong đó: Hộ tịch", A), *OPEN.rows[1:]],
        [],
        3,
    ),
}


@pytest.mark.parametrize(("body", "expected", "count"), OF_NOTHING.values(), ids=OF_NOTHING)
def test_parts_of_a_row_without_numbers_never_vanish(
    body: list[Row], expected: Told, count: int, tmp_path: Path
) -> None:
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), len(lines(case))) == (expected, count)
    assert expected or totals(lines(case).values()) == SUMS


SECTIONS: dict[str, tuple[str, str, str]] = {"Roman": ("I", "II", "III"), "letters": ("A", "B", "C")}


@pytest.mark.parametrize("marks", SECTIONS.values(), ids=SECTIONS)
@pytest.mark.parametrize("orders", [(1, 2), ("-", "-")], ids=["numbers", "dashes"])
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_field_without_procedures_ends_the_one_above_it(
    marks: Sequence[str], orders: Sequence[Value], total: bool, at: int, tmp_path: Path
) -> None:
    parts = [Row(order, name, part) for order, name, part in zip(orders, ("Khai sinh", "Kết hôn"), PARTS, strict=True)]
    names = [*LABELS[1:]]
    names.insert(at, LABELS[0])
    body = [Row(mark, name, GOOD[name]) for mark, name in zip(marks, names, strict=True)]
    every = [*body[: at + 1], *parts, *body[at + 1 :], *([TOTAL] if total else [])]
    case = judged(tmp_path, workbook({"Sheet1": Paper(every).grid()}))
    expected = {"Khai sinh": PARTS[0], "Kết hôn": PARTS[1], **{name: GOOD[name] for name in LABELS[1:]}}
    assert (told(case), lines(case)) == ([], expected)


# ---- headings and totals that nothing but their sums tell ------------------------------------------------------------


@pytest.mark.parametrize("marks", SECTIONS.values(), ids=SECTIONS)
@pytest.mark.parametrize("words", ["(Số liệu hệ thống)", "Trong đó:", "Đã đối chiếu", ""])
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_a_field_above_a_row_of_words_is_no_heading(
    marks: Sequence[str], words: str, total: bool, tmp_path: Path
) -> None:
    fields = (Row(mark, *one) for mark, one in zip(marks, GOOD.items(), strict=True))
    body = [row for field in fields for row in (field, Row("", words))]
    case = judged(tmp_path, workbook({"Sheet1": Paper([*body, *([TOTAL] if total else [])]).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


HEADINGS = "Trên hệ thống các Bộ", "Trên hệ thống thành phố"


@pytest.mark.parametrize("code", ["II.05", "II.06a", "II.08", "QH"])
@pytest.mark.parametrize("marks", SECTIONS.values(), ids=SECTIONS)
@pytest.mark.parametrize("summed", [True, False], ids=["sums", "bare"])
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_sections_count_in_no_form_of_fields(
    code: str, marks: Sequence[str], summed: bool, total: bool, tmp_path: Path
) -> None:
    form = FORMS[code]
    typed = [counted(form, *times) for times in ((205, 31, 80), (12, 490, 7), (77, 130, 41, 22))]
    named = list(zip(LABELS, typed, strict=True))
    groups = zip(marks[:2], HEADINGS, (named[:1], named[1:]), strict=True)
    body = [
        row
        for mark, head, group in groups
        for row in (
            Row(mark, head, totals(one for _, one in group) if summed else {}),
            *(Row(at, *one) for at, one in enumerate(group, start=1)),
        )
    ]
    body += [Row("", "Tổng số", totals(typed))] if total else []
    case = judged(tmp_path, workbook({"Sheet1": Paper(body, form).grid()}))
    parsed = case.forms[code]
    read = [one.label for one in parsed.lines if one.role == "line"]
    assert (told(case), read) == ([], list(LABELS))


@pytest.mark.parametrize("name", ["UBND phường Đồ Sơn", "Toàn bộ", ""])
@pytest.mark.parametrize("parts", [True, False], ids=["parts", "no parts"])
@pytest.mark.parametrize("cut", [1, 2])
@pytest.mark.parametrize("top", [True, False], ids=["at the top", "at the end"])
def test_a_total_of_sections_with_sums_is_known_by_what_it_adds(
    name: str, parts: bool, cut: int, top: bool, tmp_path: Path
) -> None:
    groups = OPEN.rows[:cut], OPEN.rows[cut:]
    body = [
        one
        for head, group in zip(HEADINGS, groups, strict=True)
        for one in (Row("", head, totals(row.typed for row in group)), *group)
    ]
    body += [Row("", "- Trong đó: cấp xã", ONE)] if parts else []
    every = [Row("", name, SUMS), *body] if top else [*body, Row("", name, SUMS)]
    case = judged(tmp_path, workbook({"Sheet1": Paper(every).grid()}))
    assert (told(case), lines(case)) == ([], GOOD)


def test_a_heading_below_parts_is_no_part(tmp_path: Path) -> None:
    small = counted(SIX, 3, 5)
    body = [
        Row("", HEADINGS[0], A),
        Row(1, LABELS[0], A),
        Row("", "Trong đó: khai sinh", ONE),
        Row("", HEADINGS[1], small),
        Row(2, LABELS[1], small),
    ]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), lines(case)) == ([], {LABELS[0]: A, LABELS[1]: small})


def test_a_heading_of_one_small_field_is_asked_about(tmp_path: Path) -> None:
    few = {3: 40, 4: 0, 5: 34, 6: 6, 7: 34, 8: 0, 9: 0, 10: 34, 11: 6, 12: 0, 13: 6}
    body = [Row("", name, typed) for name, typed in ((HEADINGS[0], few), (LABELS[0], few), (LABELS[1], B))]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert told(case) == [("line.may_be_total", OPEN.cell(1, 2))]


def test_a_row_named_for_the_office_is_no_field(tmp_path: Path) -> None:
    wrong = counted(SIX, 500, 31, 80, 4, 9)
    case = judged(tmp_path, workbook({"Sheet1": Paper([*OPEN.rows, Row("", "UBND phường Đồ Sơn", wrong)]).grid()}))
    assert told(case) == [("line.may_be_total", OPEN.cell(3, 2))]


@pytest.mark.parametrize("top", [True, False], ids=["above", "below"])
@pytest.mark.parametrize("ordered", [True, False], ids=["numbered", "not numbered"])
def test_a_total_named_for_the_office_is_one_beside_a_wrong_number(top: bool, ordered: bool, tmp_path: Path) -> None:
    fields = [Row(row.order if ordered else "", row.label, row.typed) for row in OPEN.rows]
    fields[1] = replace(fields[1], typed={**B, 5: B[5] + 9})
    total = Row("", "UBND phường Đồ Sơn", SUMS)
    paper = Paper([total, *fields] if top else [*fields, total])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert told(case) == [("identity.sum", paper.cell(1 + top, 5))]


def test_a_total_named_for_the_office_may_be_small(tmp_path: Path) -> None:
    few = counted(SIX, 5, 2), counted(SIX, 1, 3), counted(SIX, 2, 2)
    parts = [Row(mark, name, few[at]) for at, (mark, name) in enumerate((("a)", "Khai sinh"), ("b)", "Kết hôn")))]
    body = [Row("A", LABELS[0], totals(few[:2])), *parts, Row("B", LABELS[1], few[2])]
    body.append(Row("", "UBND phường Đồ Sơn", totals(few)))
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), lines(case)) == ([], {"Khai sinh": few[0], "Kết hôn": few[1], LABELS[1]: few[2]})


@pytest.mark.parametrize("column", [3, 4, 5, 6])
@pytest.mark.parametrize("times", [(205, 31, 80), (2, 3, 1)], ids=["large", "small"])
def test_a_total_of_four_columns_named_for_the_office_is_one_beside_a_wrong_number(
    column: int, times: tuple[int, ...], tmp_path: Path
) -> None:
    form = FORMS["QH"]
    few = counted(form, *times), counted(form, 1, 4, 2), counted(form, 3, 1, 2)
    fields = rows([few[0], {**few[1], column: few[1][column] + 3}, few[2]], labels=LABELS, total="")
    paper = Paper([*fields, Row("", "UBND phường Đồ Sơn", totals(few))], form)
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert told(case) == [("identity.sum", paper.cell(1, column))]


def test_columns_numbered_with_letters_are_numbered(tmp_path: Path) -> None:
    grid = replace(FULL, numbering=lambda at: f"({at}a)" if at == 5 else f"({at})").grid()
    at = len(grid) - len(FULL.rows) - 1
    beside = {at - 1: "Bưu chính", at: "(5b)"}
    wide = [[*row[:5], beside.get(r, "" if r < at else 0), *row[5:]] for r, row in enumerate(grid)]
    case = judged(tmp_path, workbook({"Sheet1": wide}))
    assert (told(case), lines(case)) == ([], GOOD)


def test_a_form_whose_whole_head_stands_on_both_of_its_pages_is_one(tmp_path: Path) -> None:
    """Copied from a printed page; two forms with the same head and a total each are still asked about."""
    grid, at = FULL.grid(), FULL.first_row
    pages = [*grid[:at], [], *grid[: at - 1], *grid[at:]]
    case = judged(tmp_path, workbook({"BC": pages}))
    assert (told(case), lines(case)) == ([], GOOD)


@pytest.mark.parametrize(
    ("said", "expected"),
    [("Đơn vị tính: Số hồ sơ TTHC", []), ("ĐVT: hồ sơ", []), ("ĐVT: nghìn hồ sơ", ["line.unnamed"])],
)
def test_what_a_further_page_counts_is_no_line(said: str, expected: list[str], tmp_path: Path) -> None:
    page = replace(OPEN, rows=rows(LINES[:2], labels=["Cư trú", "Hộ khẩu"], total="")).grid()[4:]
    grid = [*OPEN.grid(), ["B. Ngành dọc"], [*[""] * 12, said], *page]
    case = judged(tmp_path, workbook({"Sheet1": grid}))
    assert [rule for rule, _ in told(case)] == expected
    assert [*lines(case)] == ([] if expected else [*LABELS, "Cư trú", "Hộ khẩu"])


# ---- other forms than II.06a -----------------------------------------------------------------------------------------

DO_SON, OTHER = "Phường Đồ Sơn", "Phường Nam Đồ Sơn"
ONE_STOP = {3: 323, 6: 323, 7: 306, 10: 306, 11: 289, 14: 289}
SEVEN, FOUR = FORMS["II.07b"], FORMS["II.04"]


@pytest.mark.parametrize("name", [OTHER, f"UBND {OTHER.lower()}"])
@pytest.mark.parametrize("beside", [True, False], ids=["beside its own", "alone"])
def test_a_line_of_another_commune_never_counts_for_this_one(name: str, beside: bool, tmp_path: Path) -> None:
    body = [Row(1, DO_SON, ONE_STOP)] if beside else []
    case = judged(tmp_path, workbook({"Sheet1": Paper([*body, Row(2, name, ONE_STOP)], SEVEN).grid()}))
    assert [one.rule for one in case.findings] == ["submission.unit_conflict"]


@pytest.mark.parametrize(("blank", "told_at"), [((3, 7, 11), (3, 7, 11)), ((7, 10), ())], ids=["sums", "a group"])
def test_a_sum_left_blank_is_told_where_its_parts_are_given(
    blank: Sequence[int], told_at: Sequence[int], tmp_path: Path
) -> None:
    given = {number: value for number, value in ONE_STOP.items() if number not in blank}
    paper = Paper([Row(1, DO_SON, given)], SEVEN)
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert told(case) == [("identity.sum", paper.cell(0, number)) for number in told_at]
    assert all("để trống nhưng phải là" in one.message for one in case.findings)


MANY = {3: 909, 4: 120, 5: 33, 6: 756, 7: 812, 8: 99, 9: 13, 10: 700, 11: 611, 12: 55, 13: 8, 14: 548}


@pytest.mark.parametrize("top", [True, False])
@pytest.mark.parametrize("typed", [ONE_STOP, MANY], ids=["few", "many"])
@pytest.mark.parametrize(
    ("name", "expected"), [("Tổng hợp", []), ("UBND phường Đồ Sơn", ["line.duplicate"])], ids=["summary", "office"]
)
def test_the_line_of_a_commune_never_counts_twice(
    name: str, expected: list[str], typed: Counts, top: bool, tmp_path: Path
) -> None:
    body, total = [Row(1, DO_SON, {4: "-", **typed})], Row(2, name, typed)
    case = judged(tmp_path, workbook({"Sheet1": Paper([total, *body] if top else [*body, total], SEVEN).grid()}))
    assert [one.rule for one in case.findings] == expected
    read = [line.label for form in case.forms.values() for line in form.lines if line.role == "line"]
    assert expected or read == [DO_SON]


REVIEWED = Row(1, "Nhóm hộ tịch", {9: 7, 10: 3}), Row(2, "Nhóm đất đai", {9: 12, 10: 8})


@pytest.mark.parametrize(("total", "expected"), [({9: 19, 10: 11}, []), ({9: 190, 10: 11}, ["total.mismatch"])])
def test_a_total_below_a_list_is_held_against_its_lines(total: Counts, expected: list[str], tmp_path: Path) -> None:
    paper = Paper([*REVIEWED, Row("", "Tổng số", total)], FOUR)
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert [one.rule for one in case.findings] == expected


@pytest.mark.parametrize("numbers", [{9: 7, 10: 3}, {9: 7, 10: 2}], ids=["the same", "another number"])
def test_a_line_of_a_list_typed_again_is_told(numbers: Counts, tmp_path: Path) -> None:
    paper = Paper([*REVIEWED, replace(REVIEWED[0], order=3, typed=numbers)], FORMS["II.04"])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert told(case) == ([("line.duplicate", paper.cell(2, 2))] if numbers == REVIEWED[0].typed else [])


def test_a_hidden_line_of_a_list_is_told(tmp_path: Path) -> None:
    paper = Paper(REVIEWED, FOUR)
    book, made = openpyxl.load_workbook(io.BytesIO(workbook({"Sheet1": paper.grid()}))), io.BytesIO()
    book.worksheets[0].row_dimensions[paper.first_row].hidden = True
    book.save(made)
    assert told(judged(tmp_path, made.getvalue())) == [("line.hidden", paper.cell(0, 2))]


def test_a_total_nobody_asked_for_below_indicators_is_set_aside(tmp_path: Path) -> None:
    points = FORMS["I766"]
    body = [Row(1, points.fixed[0].label, {5: 4.27}), Row("", "Tổng điểm", {5: 4.27})]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body, points).grid()}))
    assert told(case) == []
    assert any("«Tổng điểm» chỉ để so sánh, không đọc" in one for one in case.set_aside)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({7: "95 %"}, "line.ratio_alone"),
        ({7: "95,5"}, "line.ratio_alone"),
        ({5: "", 6: "", 7: 0}, ""),
        ({7: "Không phát sinh"}, ""),
        ({5: "=VLOOKUP(1,A1:B2,2)", 7: 0.95}, "cell.formula_without_result"),
        ({5: 95, 7: "95%"}, "line.incomplete"),
        ({5: 3, 6: 800, 7: 0.375}, ""),  # 0,375 %, or a share that people read so
        ({5: 5, 6: 0, 7: 5}, "line.share"),
    ],
)
def test_a_ratio_that_its_parts_do_not_give_is_told_once(cells: Typed, expected: str, tmp_path: Path) -> None:
    form = FORMS["CT"]
    body = [Row(1, form.fixed[0].label, cells), Row(2, form.fixed[1].label, {5: 4, 6: 5, 7: 0.8})]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body, form).grid()}))
    assert [rule for rule, _ in told(case)] == ([expected] if expected else [])


@pytest.mark.parametrize("value", [100, "100 hồ sơ"])
def test_a_number_the_form_does_not_ask_for_is_not_read_and_noted(value: Value, tmp_path: Path) -> None:
    form = FORMS["CT"]
    line = next(one for one in form.fixed if one.closed == ("numerator",))
    paper = Paper([Row(1, line.label, {5: value, 6: 3})], form)
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    (parsed,) = case.forms.values()
    place = paper.first_row, 5
    assert (told(case), parsed.numbers) == ([], [[None, 3]])
    assert [(kind, at, str(found), read) for kind, at, found, read in parsed.normalised] == [
        ("ô không phải ghi ở dòng này", place, str(value), "không đọc")
    ]


WORDS: dict[str, tuple[Value, str]] = {
    "a number": (125, "125"),
    "a share": (0.8, "0,8"),
    "a day": (date(2026, 1, 5), "5/1/2026"),
    "a day and an hour": (datetime(2026, 1, 5, 8, 30), "5/1/2026"),  # noqa: DTZ001 - a workbook knows no time zone
    "words": ("Quý  II/2026", "Quý II/2026"),
}


@pytest.mark.parametrize(("typed", "text"), WORDS.values(), ids=WORDS)
def test_what_stands_among_words_is_kept_as_its_reader_sees_it(typed: Value, text: str, tmp_path: Path) -> None:
    paper = Paper([Row(1, "Đăng ký khai sinh", {6: typed, 9: 3, 10: 1})], FORMS["II.04"])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert told(case) == []
    assert [cell[-1] for of_form in case.taken.texts for cell in of_form] == [text]

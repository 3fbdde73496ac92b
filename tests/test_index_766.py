"""The QĐ 766 index: maxima, totals and ratings to the hundredth of a point, from the form to the report's sheet."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from office import by_library, carried, differences, recalculated
from openpyxl import load_workbook
from papers import FORMS, PERIOD, Paper, Row, filled
from small_city import DO_SON, UNITS, locality
from transcript import transcript

from kstt.form import DefinitionError
from kstt.rollup import CityLine
from kstt.sheet import Value
from kstt.targets.index_766 import CODE, UnitIndex, group_maxima, groups_of, index_of, rating
from report_templates.blanks.blank import write_filled
from report_templates.definitions import FOLDER, load_index
from report_templates.drawing.look import Look, new_workbook
from report_templates.files.opening import open_book
from report_templates.reading.filled_forms import read_forms
from report_templates.report.index_sheet import SHEET, draw_index
from validation.judging import judge_forms
from validation.parsing import parse

GOLDEN = Path(__file__).parent / "golden" / "city-Chỉ số 766.txt"
METRICS, FORM = load_index(), FORMS[CODE]
(POINTS,) = FORM.numbers
ASKED = {unit.code: Fraction("80.5") if unit is UNITS[4] else Fraction(80) for unit in UNITS[:-1]}
FULL = {one.id: one.maximum * 100 for one in METRICS}
GROUPS = {
    "Công khai, minh bạch": 18,
    "Tiến độ giải quyết": 20,
    "Dịch vụ công trực tuyến": 12,
    "Thanh toán trực tuyến": 10,
    "Mức độ hài lòng": 18,
    "Số hóa hồ sơ": 22,
}


def test_the_groups_have_their_maxima() -> None:
    assert group_maxima(METRICS) == GROUPS
    assert list(group_maxima(METRICS)) == list(GROUPS)
    assert [[one.maximum for one in METRICS if one.group == group] for group in GROUPS] == [
        [6, 4, 2, 6], [20], [2, 4, 6], [6, 2, 2], [6, 6, 6], [6, 4, 4, 2, 2, 2, 2],
    ]  # fmt: skip


def test_the_form_prints_every_metric_with_its_maximum() -> None:
    assert [(line.label, line.texts, line.maximum, line.scale, line.additive) for line in FORM.fixed] == [
        (one.name, (one.group, f"{one.maximum} điểm"), one.maximum * 100, 2, False) for one in METRICS
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("maximum = 20", "maximum = 21", "tổng điểm tối đa là 101, phải là 100"),
        ('id = "digitised"', 'id = "reused_data"', "hai chỉ số thành phần cùng id hoặc cùng tên"),
        ("maximum = 20", 'maximum = "x"', "mục thứ 5, maximum: phải là số nguyên"),
        ("maximum = 20", "maximum = 20\nweight = 1", "mục thứ 5, weight: không có khóa này"),
    ],
)
def test_a_wrong_index_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "index.toml"
    path.write_text((FOLDER / "index_766.toml").read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as wrong:
        load_index(path)
    assert str(wrong.value).startswith(f"index.toml: {told}")


@pytest.mark.parametrize(
    ("total", "name"),
    [
        (10000, "Xuất sắc"), (9000, "Xuất sắc"), (8999, "Tốt"), (8000, "Tốt"), (7999, "Khá"), (7000, "Khá"),
        (6999, "Trung bình"), (5000, "Trung bình"), (4999, "Yếu"), (0, "Yếu"),
    ],
)  # fmt: skip
def test_ratings_to_the_hundredth(total: int, name: str) -> None:
    assert rating(total) == name


@given(st.fixed_dictionaries({one.id: st.integers(0, one.maximum * 100) for one in METRICS}))
def test_a_total_is_the_plain_sum_of_the_points(points: dict[str, int]) -> None:
    index = UnitIndex(DO_SON, groups_of(METRICS, points))
    assert (index.total, index.rating) == (sum(points.values()), rating(sum(points.values())))


@given(st.sampled_from(METRICS).map(lambda one: one.id))
def test_a_missing_metric_leaves_its_group_and_the_total_unknown(lacking: str) -> None:
    index = UnitIndex(DO_SON, groups_of(METRICS, FULL | {lacking: None}))
    group = next(one.group for one in METRICS if one.id == lacking)
    assert dict(index.groups) == {name: most * 100 for name, most in GROUPS.items()} | {group: None}
    assert (index.total, index.rating) == (None, "")


def test_every_unit_has_its_own_points() -> None:
    rows = [(unit.code, CODE, one.name, one.maximum * 90) for unit in UNITS[:2] for one in METRICS]
    rows = [*rows[:-1], (UNITS[0].code, "CT", METRICS[0].name, 7777)]
    found = index_of(METRICS, pd.DataFrame(rows, columns=["unit_code", "form", "line", "value"]), UNITS[:3])
    assert [(one.unit, one.total, one.rating) for one in found] == [
        (UNITS[0], 9000, "Xuất sắc"),
        (UNITS[1], None, ""),
        (UNITS[2], None, ""),
    ]
    assert list(found[1].groups.values()) == [1620, 1800, 1080, 900, 1620, None]
    assert list(found[2].groups.values()) == [None] * 6


def told(values: Sequence[Value]) -> list[tuple[str, str, object, object, str]]:
    """What is found in a typed form whose first lines have these points."""
    texts = [column.number for column in FORM.texts]
    lines = [
        Row(at, line.label, dict(zip(texts, line.texts, strict=False)) | {POINTS.number: value})
        for at, (line, value) in enumerate(zip(FORM.fixed, values, strict=False), start=1)
    ]
    findings = judge_forms([FORM], {0: {CODE: parse(FORM, filled(Paper(lines, FORM).sheet()))}}, PERIOD)[0]
    return [(one.rule, one.cell, one.found, one.expected, one.message) for one in findings]


OVER = "score.over_maximum"
FIRST = "Dòng «Công bố thủ tục hành chính đúng hạn»"
SECOND = "Dòng «Cập nhật, công khai thủ tục hành chính đúng hạn»"
THIRD = "Dòng «Thủ tục hành chính được công khai đầy đủ nội dung»"
BELOW = f"{FIRST}, cột (5) Điểm đạt được: ô E7 ghi -1, là số âm."
FINE = f"{FIRST}, cột (5) Điểm đạt được: ô E7 ghi «4,275» điểm, có quá hai chữ số thập phân."


@pytest.mark.parametrize(
    ("values", "findings"),
    [
        ([5.99, 4.0, 2.0, 6.0, 20.0], []),
        (["6,00", "", 0.0], []),
        (["6,01"], [(OVER, "E7", 6.01, "không quá 6", f"{FIRST}: ô E7 ghi 6,01 điểm, cao hơn điểm tối đa 6.")]),
        (
            [6.0, 4.5, 100.0],
            [
                (OVER, "E8", 4.5, "không quá 4", f"{SECOND}: ô E8 ghi 4,5 điểm, cao hơn điểm tối đa 4."),
                (OVER, "E9", 100.0, "không quá 2", f"{THIRD}: ô E9 ghi 100 điểm, cao hơn điểm tối đa 2."),
            ],
        ),
        ([-1.0], [("cell.negative", "E7", -1, None, BELOW)]),
        ([4.275], [("score.decimals", "E7", 4.275, None, FINE)]),
    ],
)
def test_points_beyond_the_maximum_are_told(
    values: list[Value], findings: list[tuple[str, str, object, object, str]]
) -> None:
    assert told(values) == findings


def test_a_filled_in_blank_is_read_back(tmp_path: Path) -> None:
    lines = [CityLine(line.label, numbers={POINTS.number: (line.maximum or 0) - 5}) for line in FORM.fixed]
    target = tmp_path / "filled.xlsx"
    write_filled(target, unit=DO_SON, period=PERIOD, forms=[FORM], locality=locality(), filled={CODE: lines})
    (form,) = read_forms(open_book(target.read_bytes(), target.name), [FORM]).forms
    parsed = parse(FORM, form)
    assert [(line.label, numbers) for line, numbers in zip(parsed.lines, parsed.numbers, strict=True)] == [
        (line.label, [(line.maximum or 0) - 5]) for line in FORM.fixed
    ]
    assert judge_forms([FORM], {0: {CODE: parsed}}, PERIOD) == {0: []}


def standings() -> list[UnitIndex]:
    """Totals on both sides of every band, points that do not add up exactly as binary fractions, points missing."""
    off = [0, 1000, 1001, 2000, 2001, 3000, 3001, 5000, 5001]
    whole = [most * 100 for most in GROUPS.values()]
    cut = [_less(whole, points) for points in off]
    cut += [[1801, 2, 3, 4, 5, 6], [None, *whole[1:]], [None] * 6]
    return [UnitIndex(unit, dict(zip(GROUPS, groups, strict=True))) for unit, groups in zip(UNITS, cut, strict=True)]


def _less(whole: Sequence[int], points: int) -> list[int | None]:
    """The points of the groups with so many taken away, from the first group on."""
    left: list[int | None] = []
    for group in whole:
        left.append(group - min(group, points))
        points -= min(group, points)
    return left


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _drawn(tmp_path_factory.mktemp("index") / "index.xlsx")


def _drawn(target: Path, *, added_up: bool = False) -> Path:
    workbook = new_workbook(target, "Chỉ số 766", datetime(2026, 3, 14))  # noqa: DTZ001 - a workbook knows no time zone
    drawn = workbook.add_worksheet(SHEET), Look(workbook)
    draw_index(*drawn, "Thử – Quý I năm 2026", METRICS, standings(), ASKED, added_up=added_up)
    workbook.close()
    return target


def test_the_sheet_is_the_approved_one(sheet: Path, update_golden: bool) -> None:
    now = transcript(sheet, SHEET)
    if update_golden:
        GOLDEN.write_text(now, encoding="utf-8")
    assert now == GOLDEN.read_text(encoding="utf-8")


def test_points_of_a_sum_of_quarters_are_said_to_be_the_last_ones(sheet: Path, tmp_path: Path) -> None:
    words = [str(load_workbook(one)[SHEET]["A2"].value) for one in (sheet, _drawn(tmp_path / "y.xlsx", added_up=True))]
    assert words[1] == f"{words[0]} Kỳ này cộng từ các quý: điểm không cộng, là điểm đơn vị chép ở quý sau cùng."


def test_totals_and_ratings_are_live_and_carry_ours(sheet: Path, tmp_path: Path) -> None:
    rows = list(load_workbook(sheet, data_only=True)[SHEET].iter_rows(min_row=4, values_only=True))
    assert [row[8:] for row in rows] == [
        (100, "Xuất sắc", 80, "đạt"), (90, "Xuất sắc", 80, "đạt"), (89.99, "Tốt", 80, "đạt"), (80, "Tốt", 80, "đạt"),
        (79.99, "Khá", 80.5, "không đạt"), (70, "Khá", 80, "không đạt"), (69.99, "Trung bình", 80, "không đạt"),
        (50, "Trung bình", 80, "không đạt"), (49.99, "Yếu", 80, "không đạt"), (18.21, "Yếu", 80, "không đạt"),
        ("–", "chưa có số liệu", 80, "chưa có số liệu"), ("–", "chưa có số liệu", None, None),
    ]  # fmt: skip
    assert len(carried(sheet)) == 36
    (results,) = recalculated([sheet], tmp_path)
    assert differences(sheet, results) == []
    assert differences(sheet, by_library(sheet)) == []


def test_same_points_same_bytes(sheet: Path, tmp_path: Path) -> None:
    assert _drawn(tmp_path / "again.xlsx").read_bytes() == sheet.read_bytes()


@pytest.mark.parametrize(
    ("typed", "lacking", "more", "told"),
    [
        (8_990, 0, 0, []),
        (None, 0, 0, []),
        (9_000, 1, 0, []),
        (9_000, 0, 0, [("cross.repeated_sum", 90.0, 89.9)]),
        (9_000, 0, 100, [(OVER, 6.3, "không quá 6")]),
    ],
)
def test_points_typed_twice_must_agree(
    typed: int | None, lacking: int, more: int, told: list[tuple[str, float, float]]
) -> None:
    """The total on CT against the metrics: only where every metric is given, and none is wrong, does the form speak."""
    sheet = FORMS["CT"]
    line = next(one for one in sheet.fixed if one.also_from)
    top = sheet.numbers[0].number
    share = Paper([Row(1, line.label, {top: typed / 100} if typed else {})], sheet)
    points = [one.maximum * 90 for one in METRICS]
    points[0] += more - 10
    every = [
        Row(
            at,
            one.label,
            dict(zip((column.number for column in FORM.texts), one.texts, strict=False)) | {POINTS.number: value / 100},
        )
        for at, (one, value) in enumerate(zip(FORM.fixed, points, strict=True), start=1)
    ][: len(METRICS) - lacking]
    parsed = {CODE: parse(FORM, filled(Paper(every, FORM).sheet()))}
    if typed:
        parsed["CT"] = parse(sheet, filled(share.sheet(), sheet))
    found = judge_forms([FORM, sheet], {0: parsed}, PERIOD)[0]
    assert [(one.rule, one.found, one.expected) for one in found] == told

"""The city's sums: exactly what the units reported, whoever comes first, and never a number for one that was silent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import FORMS, SIX, correct_lines, totals

from kstt.form import FixedLine, Form
from kstt.rollup import CityLine, CityTable, Coverage, city_tables
from kstt.unit import Unit

UNITS = tuple(Unit(code, f"Phường Số {code}") for code in range(1, 9))
LABELS = ["Hộ tịch", "Y tế", "Xây dựng", "Đất đai", "Công Thương", "Chứng thực"]

Submitted = Mapping[
    int, Sequence[tuple[str, Mapping[int, int | None]]]
]  # lines of each unit: «label» or «section|label», numbers


def frames(form: Form, submitted: Submitted, words: Submitted | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    at = ["unit_code", "form", "section", "line", "row", "column"]

    def frame(given: Submitted, what: str, kind: str) -> pd.DataFrame:
        cells = [
            (unit, form.code, section, label, row, column, value)
            for unit, lines in given.items()
            for row, (named, numbers) in enumerate(lines, start=9)
            for section, label in [named.split("|") if "|" in named else ("", named)]
            for column, value in numbers.items()
            if value is not None
        ]
        made = pd.DataFrame(cells, columns=[*at, what])
        kinds = {name: "str" if name in ("form", "section", "line") else "int64" for name in at}
        return made.astype({**kinds, what: kind})

    return frame(submitted, "value", "int64"), frame(words or {}, "text", "str")


def official(label: str, section: str) -> tuple[str, str, int]:
    known = next((name for name in (label, section) if name in LABELS), None)
    return (known, "", LABELS.index(known)) if known else (label, "Ngoài danh mục", 0)


def tables(form: Form, submitted: Submitted, words: Submitted | None = None) -> dict[str, CityTable]:
    return {one.view.by: one for one in city_tables(form, *frames(form, submitted, words), UNITS, official)}


def by_label(lines: Sequence[CityLine]) -> dict[str, dict[int, int | None]]:
    return {line.label: line.numbers for line in lines}


@st.composite
def submissions(draw: st.DrawFn, form: Form = SIX) -> Submitted:
    units = draw(st.lists(st.sampled_from([unit.code for unit in UNITS]), unique=True, max_size=len(UNITS)))
    return {unit: list(zip(LABELS, draw(correct_lines(form)), strict=False)) for unit in units}


def plain_sum(lines: Iterable[Mapping[int, int | None]]) -> dict[int, int]:
    summed: dict[int, int] = {}
    for line in lines:
        for number, value in line.items():
            summed[number] = summed.get(number, 0) + (value or 0)
    return summed


@settings(max_examples=30, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("code", ["II.06a", "II.05", "II.08", "QH"])
def test_the_city_is_the_plain_sum_over_its_units(code: str, data: st.DataObject) -> None:
    form = FORMS[code]
    submitted = data.draw(submissions(form))
    every = [pair for lines in submitted.values() for pair in lines]
    expected = {
        label: plain_sum([line for said, line in every if said == label]) for label in {said for said, _ in every}
    }
    assert by_label(tables(form, submitted)["line"].lines) == expected


@settings(max_examples=30, deadline=None)
@given(submissions(), st.randoms(use_true_random=False))
def test_the_order_of_units_and_lines_does_not_matter(submitted: Submitted, random: st.DataObject) -> None:
    mixed = list(submitted.items())
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert tables(SIX, dict(mixed)) == tables(SIX, submitted)


@settings(max_examples=30, deadline=None)
@given(submissions())
def test_both_views_add_up_to_the_same_and_the_units_own_sums(submitted: Submitted) -> None:
    made = tables(SIX, submitted)
    for line in made["unit"].lines:
        assert line.unit is not None
        mine = submitted.get(line.unit.code)
        assert line.numbers == (totals([numbers for _, numbers in mine]) if mine else {})
    of_fields, of_units = (plain_sum([line.numbers for line in made[by].lines]) for by in ("line", "unit"))
    assert of_fields == of_units


@settings(max_examples=30, deadline=None)
@given(submissions())
def test_coverage_counts_who_reported_and_names_who_did_not(submitted: Submitted) -> None:
    coverage = tables(SIX, submitted)["line"].coverage
    assert [unit.code for unit in coverage.reporting] == sorted(submitted)
    assert [unit.code for unit in coverage.missing] == sorted({unit.code for unit in UNITS} - submitted.keys())
    assert coverage.total == len(UNITS)
    assert coverage.partial == (len(submitted) < len(UNITS))
    assert str(coverage) == f"Tổng hợp {len(submitted)}/8 đơn vị"


def test_a_silent_unit_is_no_zero() -> None:
    zero = dict.fromkeys((column.number for column in SIX.numbers), 0)
    lines = tables(SIX, {1: [("Hộ tịch", zero)]})["unit"].lines
    assert [line.numbers for line in lines] == [zero, *[{}] * 7]


def test_a_number_nobody_gave_is_none_and_a_given_zero_is_zero() -> None:
    form = FORMS["II.07b"]
    given = {1: [("Phường Số 1", {3: 0, 4: 0})], 2: [("Phường Số 2", {3: 5, 4: 5})]}
    lines = tables(form, given)["unit"].lines
    assert [line.numbers for line in lines[:3]] == [{3: 0, 4: 0}, {3: 5, 4: 5}, {}]


def test_with_nobody_reporting_every_table_is_empty() -> None:
    made = tables(SIX, {})
    assert made["line"].lines == ()
    assert [line.numbers for line in made["unit"].lines] == [{}] * len(UNITS)
    assert made["line"].coverage == Coverage((), UNITS)


def test_fields_stand_in_the_registers_order_and_others_apart() -> None:
    one = dict.fromkeys((column.number for column in SIX.numbers), 1)
    lines = tables(SIX, {1: [("Thủy lợi", one), ("Y tế", one)], 2: [("Chứng thực", one)]})["line"].lines
    assert [(line.group, line.label) for line in lines] == [
        ("", "Y tế"),
        ("", "Chứng thực"),
        ("Ngoài danh mục", "Thủy lợi"),
    ]


def test_other_fields_stand_by_name_whatever_their_case() -> None:
    one = dict.fromkeys((column.number for column in SIX.numbers), 1)
    lines = tables(SIX, {1: [("việc C", one), ("Việc b", one), ("việc a", one)]})["line"].lines
    assert [line.label for line in lines] == ["việc a", "Việc b", "việc C"]


def test_procedures_under_a_fields_name_are_added_to_that_field() -> None:
    one = dict.fromkeys((column.number for column in SIX.numbers), 1)
    given = {1: [("Hộ tịch|Đăng ký khai sinh", one), ("Hộ tịch|Đăng ký kết hôn", one)], 2: [("Hộ tịch", one)]}
    assert by_label(tables(SIX, given)["line"].lines) == {"Hộ tịch": dict.fromkeys(one, 3)}


def test_fixed_lines_stand_as_printed_and_points_are_never_added() -> None:
    form = FORMS["CT"]
    share = next(line for line in form.fixed if line.additive)
    points = next(line for line in form.fixed if not line.additive)
    given = {1: [(share.label, {5: 3, 6: 4}), (points.label, {5: 8000})], 2: [(share.label, {5: 5, 6: 6})]}
    lines = tables(form, given)["line"].lines
    assert [line.label for line in lines] == [line.label for line in form.fixed]
    assert by_label(lines)[share.label] == {5: 8, 6: 10}
    assert by_label(lines)[points.label] == {}
    said = next(line.texts for line in lines if line.label == points.label)
    assert said[form.texts[-1].number] == "Không cộng giữa các đơn vị"


def test_a_list_names_every_line_under_its_unit_with_its_words() -> None:
    form = FORMS["II.04"]
    given = {2: [("Nhóm đất đai", {9: 3, 10: 1})], 1: [("Hộ tịch", {9: 4}), ("Y tế", {9: 5})]}
    words = {2: [("Nhóm đất đai", {3: "Đất đai"})]}
    lines = tables(form, given, words)["list"].lines  # type: ignore[arg-type]
    assert [(line.group, line.label, line.numbers, line.texts) for line in lines] == [
        ("Phường Số 1", "Hộ tịch", {9: 4}, {}),
        ("Phường Số 1", "Y tế", {9: 5}, {}),
        ("Phường Số 2", "Nhóm đất đai", {9: 3, 10: 1}, {3: "Đất đai"}),
    ]


def test_figures_of_other_forms_are_left_alone() -> None:
    one = dict.fromkeys((column.number for column in SIX.numbers), 1)
    figures, texts = frames(SIX, {1: [("Hộ tịch", one)]})
    others = figures.assign(form="QH", unit_code=2)
    made = city_tables(SIX, pd.concat([figures, others], ignore_index=True), texts, UNITS, official)
    assert by_label(made[0].lines) == {"Hộ tịch": one}
    assert [unit.code for unit in made[0].coverage.reporting] == [1]


def test_where_nothing_arose_there_are_zeros_and_a_report() -> None:
    one = dict.fromkeys((column.number for column in SIX.numbers), 1)
    given = frames(SIX, {1: [("Hộ tịch", one), ("Y tế", one)]})
    made = {table.view.by: table for table in city_tables(SIX, *given, UNITS, official, (3, 99))}
    assert [unit.code for unit in made["unit"].coverage.reporting] == [1, 3]
    assert [line.numbers for line in made["unit"].lines[:4]] == [dict.fromkeys(one, 2), {}, dict.fromkeys(one, 0), {}]
    assert by_label(made["line"].lines) == {"Hộ tịch": one, "Y tế": one}


def test_who_wrote_only_words_has_reported_and_other_forms_words_are_left_alone() -> None:
    form = FORMS["II.04"]
    figures, texts = frames(form, {}, {2: [("Nhóm đất đai", {3: "Đất đai"})], 3: [("Y tế", {3: "Y tế"})]})  # type: ignore[dict-item]
    texts.loc[texts["unit_code"] == 3, "form"] = "NV"
    (made,) = city_tables(form, figures, texts, UNITS, official)
    assert [unit.code for unit in made.coverage.reporting] == [2]
    assert [(line.label, line.numbers, line.texts) for line in made.lines] == [("Nhóm đất đai", {}, {3: "Đất đai"})]


def test_a_list_is_in_the_order_of_the_units_and_their_rows() -> None:
    form = FORMS["II.04"]
    given = frames(form, {1: [("B", {9: 1}), ("A", {9: 2}), ("B", {9: 3})], 2: [("C", {9: 4})]})
    (made,) = city_tables(form, *given, UNITS[::-1], official)
    assert [(line.label, line.numbers[9]) for line in made.lines] == [("C", 4), ("B", 1), ("A", 2), ("B", 3)]


def test_fixed_lines_keep_their_words_and_decimals() -> None:
    form = FORMS["CT"]
    share, points = form.fixed[0], next(line for line in form.fixed if not line.additive)
    lines = {line.label: line for line in tables(form, {1: [(share.label, {5: 3, 6: 4})]})["line"].lines}
    said = {3: "Hồ sơ được xử lý trực tuyến", 4: "Hồ sơ đã giải quyết"}
    assert (lines[share.label].texts, lines[share.label].scale) == (said, 0)
    assert lines[points.label].scale == points.scale == 2


def test_a_list_prints_the_forms_words_where_the_unit_wrote_none() -> None:
    printed = FixedLine("a", "Việc A", texts=("Kế hoạch 1", "Văn phòng"))
    form = replace(FORMS["NV"], fixed=(printed,))
    words = {1: [("Việc A", {4: "Phòng Kinh tế", 7: "hoàn thành"}), ("Việc B", {7: "đang thực hiện"})]}
    lines = tables(form, {}, words)["list"].lines  # type: ignore[arg-type]
    assert [line.texts for line in lines] == [
        {3: "Kế hoạch 1", 4: "Phòng Kinh tế", 7: "hoàn thành"},
        {7: "đang thực hiện"},
    ]

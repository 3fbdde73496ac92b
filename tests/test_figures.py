"""The frames of accepted figures and texts: which cells they hold, of whom, and where each was read."""

import pytest
from papers import FORMS, Counts, Paper, Row, cases, filled, rows, workbook

from flows.received.collecting import Case
from flows.received.figures import FIGURES, TEXTS, figures_of, texts_of
from validation.parsing import parse

DO_SON, HONG_BANG = 11455, 11311
CT, QH, FOUR = FORMS["CT"], FORMS["QH"], FORMS["II.04"]
POINTS = next(line.label for line in CT.fixed if not line.additive)
LINE: Counts = {3: 9, 4: 4, 5: 3, 6: 2, 7: 5, 8: 1, 9: 4, 10: 0, 11: 4, 12: 4, 13: 0}
PLACE = ["unit_code", "form", "section", "line", "row", "column", "file", "cell"]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    six = Paper([Row("A", "Cấp xã"), *rows([LINE, LINE | {10: ""}], labels=["Hộ tịch", "Y tế"])], at=(2, 2))
    share = CT.fixed[0].label
    marks = Paper([Row(1, share.upper(), {5: 3, 6: 4}), Row(2, POINTS, {5: "85,5"})], CT)
    late = rows([{3: 2, 4: 2, 5: 0, 6: 0, 7: "Thiếu người"}], labels=["Y tế"])
    causes = Paper(late, QH, at=(2, 2))
    reviewed = Paper([Row("A", "Cấp xã"), Row(1, "Nhóm 1", {3: "Đất đai", 9: 3, 10: 1})], FOUR)
    other = Paper(rows([LINE], labels=["Y tế"]), unit="Đơn vị báo cáo: UBND phường Hồng Bàng")
    files = {
        "z.xlsx": workbook({"II.06a": six.grid(), "CT": marks.grid(), "QH": causes.grid()}),
        "y.xlsx": workbook({"QH": causes.grid(), "II.04": reviewed.grid()}),
        "x.xlsx": workbook({"II.06a": six.grid(), "QH": causes.grid()}),
        "zz.xlsx": workbook({"Biểu": other.grid()}),
    }
    return cases(tmp_path_factory.mktemp("nhan"), files)


COUNTS = {
    (DO_SON, "II.06a"): "z.xlsx",
    (DO_SON, "CT"): "z.xlsx",
    (DO_SON, "QH"): "y.xlsx",
    (DO_SON, "II.04"): "y.xlsx",
    (HONG_BANG, "II.06a"): "zz.xlsx",
}


def test_only_what_counts_is_in_the_figures_unit_by_unit(read: dict[str, Case]) -> None:
    told = figures_of(list(read.values())[::-1], COUNTS, list(FORMS.values()))
    assert dict(told.dtypes.astype(str)) == FIGURES
    assert told[["unit_code", "file", "form", "sheet"]].drop_duplicates().to_numpy().tolist() == [
        [HONG_BANG, "zz.xlsx", "II.06a", "Biểu"],
        [DO_SON, "y.xlsx", "II.04", "II.04"],
        [DO_SON, "y.xlsx", "QH", "QH"],
        [DO_SON, "z.xlsx", "CT", "CT"],
        [DO_SON, "z.xlsx", "II.06a", "II.06a"],
    ]


def test_every_number_of_a_line_is_told_with_its_cell_and_no_total(read: dict[str, Case]) -> None:
    told = figures_of(list(read.values()), COUNTS, list(FORMS.values()))
    six = told[(told["unit_code"] == DO_SON) & (told["form"] == "II.06a")]
    assert six["section"].unique().tolist() == ["Cấp xã"]
    assert six["line"].tolist() == ["Hộ tịch"] * 11 + ["Y tế"] * 11
    assert six["value"].tolist() == [9, 4, 3, 2, 5, 1, 4, 0, 4, 4, 0] * 2  # an empty cell of a count is 0
    assert six["cell"].tolist() == [f"{letter}{row}" for row in (11, 12) for letter in "DEFGHIJKLMN"]
    assert six["row"].tolist() == [11] * 11 + [12] * 11


def test_points_are_told_with_their_decimals_and_what_was_not_given_is_not(read: dict[str, Case]) -> None:
    told = figures_of(list(read.values()), COUNTS, list(FORMS.values()))
    mine = told[told["form"] == "CT"][["column", "value", "scale", "cell"]].to_numpy().tolist()
    assert told[told["form"] == "CT"]["line"].unique().tolist() == [CT.fixed[0].label, POINTS]  # as printed
    assert mine == [[5, 3, 0, "E8"], [6, 4, 0, "F8"], [5, 8550, 2, "E9"]]


def test_words_are_those_of_the_file_that_counts(read: dict[str, Case]) -> None:
    told = texts_of(list(read.values()), COUNTS)
    assert dict(told.dtypes.astype(str)) == {("text" if one == "value" else one): kind for one, kind in TEXTS.items()}
    assert told[[*PLACE, "text"]].to_numpy().tolist() == [
        [DO_SON, "II.04", "Cấp xã", "Nhóm 1", 9, 3, "y.xlsx", "C9", "Đất đai"],
        [DO_SON, "QH", "", "Y tế", 9, 7, "y.xlsx", "H9", "Thiếu người"],
    ]
    assert texts_of(list(read.values()), {(DO_SON, "CT"): "z.xlsx"}).empty


def test_points_without_decimals_are_told_in_the_same_units() -> None:
    parsed = parse(CT, filled(Paper([Row(1, POINTS, {5: 85})], CT).sheet(), CT))
    assert [line[0] for line in parsed.numbers] == [8500]

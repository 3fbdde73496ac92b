"""Rows that add up or repeat others, through the real readers: nothing counts twice, whatever such a row is called."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from papers import SIX, Counts, Paper, Row, cases, counted, totals, workbook

from flows.received.collecting import Case
from kstt.sheet import Line
from report_templates.reading.adding_up import run_added

LINES = tuple(
    counted(SIX, 205 + 31 * at, 31 + 17 * at, 80 + 3 * at) for at in range(4)
)  # four or more different numbers each
LABELS = ("Hộ tịch", "Đất đai", "Y tế", "Cư trú")
GOOD = dict(zip(LABELS, LINES, strict=True))
SUMS = totals(LINES)


def judged(folder: Path, body: Sequence[Row]) -> Case:
    return cases(folder, {"bc.xlsx": workbook({"Sheet1": Paper(body).grid()})})["bc.xlsx"]


def read(case: Case) -> dict[str, Counts]:
    parsed = case.forms["II.06a"]
    numbers = [column.number for column in SIX.numbers]
    return {
        line.label: {n: value or 0 for n, value in zip(numbers, values, strict=True)}
        for line, values in zip(parsed.lines, parsed.numbers, strict=True)
        if line.role == "line"
    }


def told(case: Case) -> list[tuple[str, str]]:
    return [(one.rule, one.cell) for one in case.findings]


def fields(*which: int, numbered: bool = True) -> list[Row]:
    return [Row(at + 1 if numbered else "", LABELS[at], LINES[at]) for at in which]


def below(names: tuple[str, str], sizes: int, *, numbered: bool, total: str) -> list[Row]:
    """Two runs of fields, each followed by its sum."""
    first, second = range(sizes), range(sizes, 4)
    body = [
        *fields(*first, numbered=numbered),
        Row("", names[0], totals(LINES[at] for at in first)),
        *fields(*second, numbered=numbered),
        Row("", names[1], totals(LINES[at] for at in second)),
    ]
    return [*body, Row("", total, SUMS)] if total else body


@pytest.mark.parametrize("total", ["Tổng số", ""])
@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize("sizes", [2, 1, 3])
@pytest.mark.parametrize(
    "names",
    [
        ("Phòng Kinh tế", "Phòng Văn hóa - Xã hội"),
        ("Cấp tỉnh", "Cấp xã"),
        ("Cộng mục I", "Cộng mục II"),
        ("Cộng A", "Cộng B"),
        ("Tổng phần 1", "Tổng phần 2"),
        ("Tổng cấp tỉnh", "Tổng cấp xã"),
        ("Tiểu cộng", "Tiểu cộng"),
    ],
)
def test_sums_below_their_lines_count_once(
    names: tuple[str, str], sizes: int, numbered: bool, total: str, tmp_path: Path
) -> None:
    case = judged(tmp_path, below(names, sizes, numbered=numbered, total=total))
    assert (told(case), read(case)) == ([], GOOD)


@pytest.mark.parametrize("names", [("Phòng Kinh tế", "Phòng Văn hóa"), ("Phòng Kinh tế", "Văn phòng")])
@pytest.mark.parametrize("numbered", [True, False])
def test_sums_below_their_lines_count_once_below_a_total_at_the_top(
    names: tuple[str, str], numbered: bool, tmp_path: Path
) -> None:
    body = [Row("", "Tổng số", SUMS), *below(names, 2, numbered=numbered, total="")]
    case = judged(tmp_path, body)
    assert (told(case), read(case)) == ([], GOOD)


@pytest.mark.parametrize("total", ["Tổng số", ""])
@pytest.mark.parametrize("above", [True, False], ids=["above", "below"])
def test_a_wrong_cell_hides_no_sum_of_lines_without_numbers(above: bool, total: str, tmp_path: Path) -> None:
    named = [Row("", name, totals(LINES[at : at + 2])) for at, name in ((0, "Cộng Phòng A"), (2, "Cộng Phòng B"))]
    first, second = fields(0, 1, numbered=False), fields(2, 3, numbered=False)
    first[0] = Row("", LABELS[0], {**LINES[0], 4: LINES[0][4] + 3})
    names = [Row("", row.label.removeprefix("Cộng "), row.typed) for row in named]
    body = [names[0], *first, names[1], *second] if above else [*first, named[0], *second, named[1]]
    body += [Row("", total, SUMS)] if total else []
    case = judged(tmp_path, body)
    assert told(case) == [("identity.sum", Paper(body).cell(int(above), 4))]
    assert list(read(case)) == list(LABELS)


@pytest.mark.parametrize("mark", ["{}.", "({})", "{})", "{}"])
def test_numbers_of_lines_are_known_with_their_marks(mark: str, tmp_path: Path) -> None:
    few = [{**dict.fromkeys(LINES[0], 0), 3: at, 4: at, 7: at, 8: at} for at in (1, 2, 3, 5)]
    body = [
        Row("", "Phòng Kinh tế", totals(few[:2])),
        *(Row(mark.format(at), LABELS[at - 1], few[at - 1]) for at in (1, 2)),
        Row("", "Phòng Văn hóa", totals(few[2:])),
        *(Row(mark.format(at), LABELS[at - 1], few[at - 1]) for at in (3, 4)),
    ]
    case = judged(tmp_path, body)
    assert (told(case), read(case)) == ([], dict(zip(LABELS, few, strict=True)))


@pytest.mark.parametrize("total", ["Tổng số", ""])
def test_a_sum_of_any_name_that_is_wrong_is_told_there(total: str, tmp_path: Path) -> None:
    body = below(("Phòng Kinh tế", "Phòng Văn hóa"), 2, numbered=True, total=total)
    wrong = body[2].typed
    body[2] = Row("", "Phòng Kinh tế", {**wrong, 5: int(str(wrong[5])) + 4})
    assert told(judged(tmp_path, body)) == [("total.mismatch", Paper(body).cell(2, 5))]


def test_a_total_that_follows_a_wrong_subtotal_is_not_blamed_too(tmp_path: Path) -> None:
    wrong, right = {**(sums := totals(LINES[:2])), 5: sums[5] + 4}, totals(LINES[2:])
    body = [Row("I", "Cấp thành phố", wrong), *fields(0, 1), Row("II", "Cấp xã", right), *fields(2, 3)]
    for more, cells in ((4, [(0, 5)]), (5, [(0, 5), (6, 5)])):  # the total adds the subtotals, or is wrong as well
        case = judged(tmp_path / str(more), [*body, Row("", "Tổng số", {**SUMS, 5: SUMS[5] + more})])
        assert told(case) == [("total.mismatch", Paper(body).cell(*cell)) for cell in cells]


def test_totals_above_and_below_that_say_the_same_are_one_cause(tmp_path: Path) -> None:
    total = Row("", "Tổng số", {**SUMS, 8: SUMS[8] + 3, 9: SUMS[9] - 2})
    body = [total, *fields(*range(4)), Row("", "Tổng cộng", total.typed)]
    assert told(judged(tmp_path, body)) == [("total.mismatch", Paper(body).cell(0, at)) for at in (8, 9)]


def test_a_total_said_again_is_held_against_all_lines_however_wrong_it_is(tmp_path: Path) -> None:
    small = counted(SIX, 2, 0, 1)
    every = totals([*LINES[:2], small])
    stale = {number: small[number] if number in (6, 10, 13) else value - 9 for number, value in every.items()}
    body = [Row("I", "Cấp thành phố"), *fields(0, 1), Row("II", "Cấp xã"), Row(1, LABELS[2], small)]
    body = [Row("", "Tổng số", every), *body, Row("", "Tổng số", stale)]
    (finding,) = judged(tmp_path, body).findings
    assert (finding.cell, finding.found, finding.expected) == (Paper(body).cell(6, 3), stale[3], every[3])


@pytest.mark.parametrize("cut", [2, 3])
def test_the_last_of_totals_named_alike_may_add_its_own_section_below_one_at_the_top(cut: int, tmp_path: Path) -> None:
    first, last = totals(LINES[:cut]), totals(LINES[cut:])
    body = [Row("", "Cộng", SUMS), *fields(*range(cut)), Row("", "Cộng", first), *fields(*range(cut, 4))]
    assert told(judged(tmp_path / "right", [*body, Row("", "Cộng", last)])) == []
    wrong = [*body, Row("", "Cộng", {**last, 5: last[5] + 3})]
    assert told(judged(tmp_path / "wrong", wrong)) == [("total.mismatch", Paper(wrong).cell(6, 5))]


def test_a_total_that_leaves_a_section_out_is_told(tmp_path: Path) -> None:
    body = below(("Cộng I", "Cộng II"), 2, numbered=True, total="Tổng cộng")
    body[-1] = Row("", "Tổng cộng", totals(LINES[2:]))
    assert told(judged(tmp_path, [*body[:-2], body[-1]])) == [("total.mismatch", Paper(body).cell(5, 3))]


@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize(
    ("rest", "findings"),
    [
        ((), [("line.may_be_total", 1)]),
        ((2,), [("line.may_be_total", 1)]),
        ((2, "Tổng số"), []),
    ],
)
def test_a_field_with_the_numbers_of_another_never_vanishes(
    rest: Sequence[int | str], findings: list[tuple[str, int]], numbered: bool, tmp_path: Path
) -> None:
    body = [Row(1 if numbered else "", LABELS[0], LINES[0]), Row(2 if numbered else "", LABELS[1], LINES[0])]
    body += [Row(at + 1 if numbered else "", LABELS[at], LINES[at]) for at in rest if isinstance(at, int)]
    if "Tổng số" in rest:
        body.append(Row("", "Tổng số", totals([LINES[0], LINES[0], LINES[2]])))
    case = judged(tmp_path, body)
    expected = [] if numbered else [(rule, Paper(body).cell(at, 2)) for rule, at in findings]
    assert told(case) == expected
    assert expected or read(case)[LABELS[1]] == dict(LINES[0])


@pytest.mark.parametrize("idle", [0, "", "-"])
@pytest.mark.parametrize("total", ["Tổng số", ""])
def test_a_line_typed_twice_above_one_of_zeros_is_no_heading_of_both(
    idle: int | str, total: str, tmp_path: Path
) -> None:
    zeros = dict.fromkeys(LINES[0], idle)
    twice = [Row(1, LABELS[0], LINES[0]), Row(2, LABELS[0], LINES[0])]
    body = [*twice, Row(3, LABELS[1], zeros), Row(4, LABELS[2], LINES[2])]
    if total:
        body.append(Row("", total, totals([LINES[0], LINES[0], LINES[2]])))
    assert told(judged(tmp_path, body)) == [("line.duplicate", Paper(body).cell(1, 2))]


@pytest.mark.parametrize("idle", [0, "", "-"])
def test_a_copy_of_a_field_above_one_of_zeros_never_vanishes(idle: int | str, tmp_path: Path) -> None:
    body = [Row(1, LABELS[0], LINES[0]), Row(2, LABELS[1], LINES[0])]
    body += [Row(3, LABELS[2], dict.fromkeys(LINES[0], idle)), Row(4, LABELS[3], LINES[3])]
    assert read(judged(tmp_path, body))[LABELS[0]] == dict(LINES[0])


CARRIED = [
    "Mang sang",
    "Số mang sang",
    "Cộng mang sang",
    "Trang trước mang sang",
    "Trang trước chuyển sang",
    "Chuyển trang sau",
    "Cộng chuyển sang trang sau",
    "Cộng trang trước",
]


@pytest.mark.parametrize("total", ["Tổng số", ""])
@pytest.mark.parametrize("page", ["Cộng trang 1", ""])
@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize("words", CARRIED)
def test_what_a_page_carries_to_the_next_is_no_line(
    words: str, numbered: bool, page: str, total: str, tmp_path: Path
) -> None:
    so_far = totals(LINES[:2])
    body = [
        *fields(0, 1, numbered=numbered),
        *([Row("", page, so_far)] if page and total else []),
        Row("", words, so_far),
        *fields(2, 3, numbered=numbered),
        *([Row("", total, SUMS)] if total else []),
    ]
    case = judged(tmp_path, body)
    assert (told(case), read(case)) == ([], GOOD)
    assert any(words in sentence for sentence in case.set_aside)


@pytest.mark.parametrize(
    "label", ["Tống số", "Tổng sô", "Tông cộng", "TỎNG SỐ", "Tổng phường Đồ Sơn", "Tổng UBND phường"]
)
def test_a_total_is_known_however_its_tones_are_typed(label: str, tmp_path: Path) -> None:
    body = [*fields(0, 1, 2, 3, numbered=False), Row("", label, {**SUMS, 5: SUMS[5] + 7})]
    case = judged(tmp_path, body)
    assert (told(case), read(case)) == ([("total.mismatch", Paper(body).cell(4, 5))], GOOD)


LEVELS = totals(LINES[at] for at in (0, 2)), totals(LINES[at] for at in (1, 3))
TOTAL = Row("", "Tổng số", SUMS)
SPLIT: dict[str, list[Row]] = {  # what stands right below the fields
    "below the total": [TOTAL, Row("", "Cấp xã", LEVELS[0]), Row("", "Cấp tỉnh", LEVELS[1])],
    "below the total, called totals": [
        TOTAL,
        *(Row("", f"Tổng cấp {name}", sums) for name, sums in zip("AB", LEVELS, strict=True)),
    ],
    "above the total": [*(Row("", f"Tổng cấp {name}", sums) for name, sums in zip("AB", LEVELS, strict=True)), TOTAL],
    "lettered, with a dash": [TOTAL, Row("A", "Cấp xã", LEVELS[0]), Row("B", "- Cấp tỉnh", LEVELS[1])],
}


@pytest.mark.parametrize("split", SPLIT.values(), ids=SPLIT)
@pytest.mark.parametrize("wrong", [0, 7], ids=["", "a wrong number"])
@pytest.mark.parametrize("numbered", [True, False], ids=["numbered", "not numbered"])
def test_rows_that_split_up_a_total_are_no_lines(split: list[Row], wrong: int, numbered: bool, tmp_path: Path) -> None:
    body = fields(*range(4), numbered=numbered)
    body[1] = replace(body[1], typed={**body[1].typed, 5: LINES[1][5] + wrong})
    case = judged(tmp_path, [*body, *split])
    assert told(case) == ([("identity.sum", Paper(body).cell(1, 5))] if wrong else [])
    assert wrong or read(case) == GOOD


def test_fields_below_a_total_that_leaves_them_out_are_told(tmp_path: Path) -> None:
    body = [*fields(0, 2), Row("", "Tổng số", LEVELS[0]), *fields(1, 3)]
    assert [one.rule for one in judged(tmp_path, body).findings] == ["total.mismatch"]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_heading_of_a_level_where_nothing_came_is_no_line(place: int, tmp_path: Path) -> None:
    held = [(("I", "Cấp tỉnh"), (0, 1)), (("II", "Cấp xã"), (2, 3))]
    held.insert(place, (("III", "Cấp huyện"), ()))
    body = []
    for (mark, name), which in held:
        body.append(Row(mark, name, totals(LINES[at] for at in which) or dict.fromkeys(SUMS, 0)))
        body += fields(*which)
    case = judged(tmp_path, [*body, Row("", "Tổng số", SUMS)])
    assert (told(case), read(case)) == ([], GOOD)


def test_a_row_is_added_up_only_as_far_as_it_may_be_a_sum() -> None:
    line, more = (
        Line(1, "", "", "line", list(counted(SIX, *times).values())) for times in ((205, 31, 80), (406, 62, 90))
    )
    following = iter([more, line, line])
    assert run_added(line, following) == 0
    assert len(list(following)) == 2


@pytest.mark.parametrize(("typed", "rule"), [("chưa rõ", "cell.not_a_number"), (999999, "identity.sum")])
def test_a_wrong_cell_does_not_change_what_the_last_subtotal_adds(typed: object, rule: str, tmp_path: Path) -> None:
    body = below(("Cộng I", "Cộng II"), 2, numbered=True, total="")
    body[3] = Row(3, LABELS[2], {**LINES[2], 5: typed})  # type: ignore[dict-item]
    assert told(judged(tmp_path, body)) == [(rule, Paper(body).cell(3, 5))]


NOTHING = dict.fromkeys(SUMS, 0)


def offices(*, total: bool = True, wrong: int = 0) -> Paper:
    """Numbered offices with sums, their fields below them without numbers; one has a single field with any numbers."""
    spoilt = LINES[0] | {3: LINES[0][3] + wrong}
    body = [
        *(Row("I", "Cấp tỉnh"), Row(1, "Văn phòng", totals(LINES[:2]))),
        *(Row("", LABELS[0], spoilt), Row("", LABELS[1], LINES[1])),
        *(Row("II", "Cấp xã"), Row(1, "Kinh tế", LINES[2]), Row("", LABELS[2], LINES[2]), Row("", "Trẻ em", NOTHING)),
        *(Row(2, "Văn hóa", totals([LINES[3], LINES[3]])), Row("", LABELS[3], LINES[3]), Row("", "Dân số", LINES[3])),
    ]
    return Paper([*body, Row("", "Tổng số", totals([*LINES, LINES[3]]))] if total else body)


def test_the_total_tells_that_a_field_alone_in_its_office_counts_once(tmp_path: Path) -> None:
    case = judged(tmp_path, offices().rows)
    assert (told(case), read(case)) == ([], {**GOOD, "Trẻ em": NOTHING, "Dân số": dict(LINES[3])})


def test_so_it_does_beside_a_wrong_number(tmp_path: Path) -> None:
    paper = offices(wrong=7)
    assert told(judged(tmp_path, paper.rows)) == [("identity.sum", paper.cell(2, 3))]


def test_without_a_total_such_a_field_is_asked_about(tmp_path: Path) -> None:
    paper = offices(total=False)
    assert told(judged(tmp_path, paper.rows)) == [("line.may_be_total", paper.cell(6, 2))]


@pytest.mark.parametrize("idle", [0, 1], ids=["idle above", "idle below"])
def test_procedures_of_which_one_holds_numbers_are_held_against_no_other_field(idle: int, tmp_path: Path) -> None:
    """No row that repeats one line alone has to be the sum of what stands above that too."""
    busy, none = Row("", "Khai sinh", LINES[1]), Row("", "Kết hôn", NOTHING)
    procedures = [none, busy] if idle == 0 else [busy, none]
    body = [Row(1, "Đất đai", LINES[0]), Row(2, "Hộ tịch", LINES[1]), *procedures, Row(3, "Y tế", LINES[2])]
    case = judged(tmp_path, [*body, Row("", "Tổng số", totals(LINES[:3]))])
    assert (told(case), totals(read(case).values())) == ([], totals(LINES[:3]))


def small(most: int) -> Counts:
    """A line so small that its numbers may be another's by chance."""
    return counted(SIX, most, 1)


def offices_of_one_small_field(marks: tuple[str, str], total: str) -> Paper:
    """Levels that add up their offices, and these their fields; some have a single small one."""
    first, second = totals([LINES[0], LINES[1], small(3)]), totals([LINES[2], LINES[3], small(2)])
    body = [
        *(Row(marks[0], "Cấp tỉnh", first), Row("", "Văn phòng", totals(LINES[:2]))),
        *(Row("", LABELS[0], LINES[0]), Row("", LABELS[1], LINES[1])),
        *(Row("", "Công an xã", small(3)), Row("", "Dân số", small(3))),
        *(Row(marks[1], "Cấp xã", second), Row("", "Kinh tế", totals(LINES[2:]))),
        *(Row("", LABELS[2], LINES[2]), Row("", LABELS[3], LINES[3])),
        *(Row("", "Quân sự", small(2)), Row("", "Trẻ em", NOTHING), Row("", "Động viên", small(2))),
    ]
    return Paper([*body, Row("", total, totals([first, second]))] if total else body)


@pytest.mark.parametrize(("marks", "total"), [(("I", "II"), ""), (("A", "B"), ""), (("", ""), "Tổng số")])
def test_small_fields_alone_in_their_offices_count_once(marks: tuple[str, str], total: str, tmp_path: Path) -> None:
    """By the total, or by the sums of the outermost headings."""
    case = judged(tmp_path, offices_of_one_small_field(marks, total).rows)
    assert (told(case), totals(read(case).values())) == ([], totals([*LINES, small(3), small(2)]))


def test_rows_that_each_repeat_one_line_alone_are_no_total_of_all(tmp_path: Path) -> None:
    body = [
        *(Row("I", "Cấp tỉnh"), Row(1, "Đất đai", LINES[0]), Row("", "Tách thửa", LINES[0])),
        *(
            Row("II", "Cấp xã"),
            Row(1, "Hộ tịch", LINES[1]),
            Row("", "Kết hôn", NOTHING),
            Row("", "Khai sinh", LINES[1]),
        ),
        *(Row(2, "Y tế", totals(LINES[2:])), Row("", "Phòng bệnh", LINES[2]), Row("", "Khám bệnh", LINES[3])),
    ]
    case = judged(tmp_path, body)
    assert (told(case), totals(read(case).values())) == ([], SUMS)

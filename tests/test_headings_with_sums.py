"""Headings of sections that give their sums, as clerks write them: offices, fields in Roman numerals, procedures."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from papers import FORMS, SIX, Counts, Paper, Row, counted, rows, totals, workbook
from test_clerks import LABELS, LINES, OPEN, judged, lines, told

A, B, C = LINES
FEW = counted(SIX, 2, 1), counted(SIX, 0, 1), counted(SIX, 1, 0, 2)
PROCEDURES = "Khai sinh", "Kết hôn"
OFFICES = "Văn phòng HĐND và UBND", "Phòng Kinh tế"
SYSTEMS = "I – Trên Hệ thống các Bộ", "II – Trên Hệ thống thành phố"
ORDERS: dict[str, Sequence[str]] = {"numbers": "123", "Roman": ("I", "II", "III"), "none": ("", "", "")}
MARKS: dict[str, tuple[str, str]] = {
    "dashes": ("-", "-"),
    "letters": ("a)", "b)"),
    "codes": ("1.000894.000.00.00.H24", "1.001022.000.00.00.H24"),
}


def parts_of(counts: Counts) -> tuple[Counts, Counts]:
    """Two correct lines that add up to a correct one."""
    one = counted(SIX, 1, 1)
    return one, {number: counts[number] - one[number] for number in counts}


def sections(
    heads: Sequence[str], fields: Sequence[Counts], orders: Sequence[str], marks: tuple[str, str] | None = None
) -> list[Row]:
    """One field below the first heading, two below the second, and two procedures below the last field."""
    every = [Row(order, *one) for order, one in zip(orders, zip(LABELS, fields, strict=True), strict=True)]
    below = [
        Row(mark, name, part)
        for mark, name, part in zip(marks or (), PROCEDURES, parts_of(fields[2]), strict=bool(marks))
    ]
    return [Row("", heads[0], fields[0]), every[0], Row("", heads[1], totals(fields[1:])), *every[1:], *below]


@pytest.mark.parametrize("orders", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_fields_below_a_heading_may_have_procedures(
    orders: Sequence[str], marks: tuple[str, str], total: bool, tmp_path: Path
) -> None:
    body = sections(OFFICES, LINES, orders, marks) + ([Row("", "Tổng số", totals(LINES))] if total else [])
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    parts = dict(zip(PROCEDURES, parts_of(C), strict=True))
    assert (told(case), lines(case)) == ([], {LABELS[0]: A, LABELS[1]: B, **parts})


@pytest.mark.parametrize(
    ("heads", "orders"),
    [*((OFFICES, orders) for orders in ORDERS.values()), (SYSTEMS, ORDERS["numbers"]), (SYSTEMS, ORDERS["Roman"])],
    ids=[*ORDERS, "systems, numbers", "systems, Roman"],
)
@pytest.mark.parametrize("fields", [LINES, FEW], ids=["large", "small"])
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_headings_are_known_by_their_names_and_sums(
    heads: Sequence[str], orders: Sequence[str], fields: Sequence[Counts], total: bool, tmp_path: Path
) -> None:
    body = sections(heads, fields, orders) + ([Row("", "Tổng số", totals(fields))] if total else [])
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), lines(case)) == ([], dict(zip(LABELS, fields, strict=True)))


@pytest.mark.parametrize("heads", [OFFICES, SYSTEMS], ids=["offices", "systems"])
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_a_heading_of_nothing_ends_the_field_above_it(heads: Sequence[str], total: bool, tmp_path: Path) -> None:
    fields = A, dict.fromkeys(A, 0), dict.fromkeys(A, 0)
    body = sections(heads, fields, ORDERS["Roman"]) + ([Row("", "Tổng số", A)] if total else [])
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), lines(case)) == ([], dict(zip(LABELS, fields, strict=True)))


@pytest.mark.parametrize("heads", [OFFICES, SYSTEMS], ids=["offices", "systems"])
@pytest.mark.parametrize("fields", [LINES, FEW], ids=["large", "small"])
def test_a_wrong_number_hides_no_heading(heads: Sequence[str], fields: Sequence[Counts], tmp_path: Path) -> None:
    body = [*sections(heads, fields, ORDERS["Roman"]), Row("", "Tổng số", totals(fields))]
    body[4] = replace(body[4], typed={**fields[2], 13: fields[2][13] + 5})
    paper = Paper(body)
    assert told(judged(tmp_path, workbook({"Sheet1": paper.grid()}))) == [("identity.sum", paper.cell(4, 13))]


ORDINALS: dict[str, tuple[Sequence[str], str]] = {  # of the two headings, and of the fields below them
    "I and I.1": (("I", "II"), "{0}.{1}"),
    "I. and I.1.": (("I.", "II."), "{0}{1}."),
    "A and A.1": (("A", "B"), "{0}.{1}"),
    "A and A-1": (("A", "B"), "{0}-{1}"),
    "a and i": (("a", "b"), "{2}"),
    "1 and i)": (("1", "2"), "{2})"),
    "i and 1": (("i", "ii"), "{1}"),
    "Mục I and (i)": (("Mục I", "Mục II"), "({2})"),
    "Mục A and I": (("Mục A", "Mục B"), "{3}"),
    "1 and I": (("1", "2"), "{3}."),
}


@pytest.mark.parametrize(("heads", "below"), ORDINALS.values(), ids=ORDINALS)
@pytest.mark.parametrize("fields", [LINES, FEW], ids=["large", "small"])
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
@pytest.mark.parametrize("summed", [True, False], ids=["sums", "bare"])
def test_fields_are_numbered_below_headings_in_many_ways(
    heads: Sequence[str], below: str, fields: Sequence[Counts], total: bool, summed: bool, tmp_path: Path
) -> None:
    romans = ("i", "ii")
    named = ((heads[at > 0], place, romans[place - 1], romans[place - 1].upper()) for at, place in enumerate((1, 1, 2)))
    orders = [below.format(*one) for one in named]
    body = sections(("Cấp xã", "Cấp tỉnh"), fields, orders)
    body[0], body[2] = (replace(body[at], order=heads[at > 0], typed=body[at].typed if summed else {}) for at in (0, 2))
    body += [Row("", "Tổng số", totals(fields))] if total else []
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), lines(case)) == ([], dict(zip(LABELS, fields, strict=True)))


def test_what_only_sounds_like_a_department_is_a_field(tmp_path: Path) -> None:
    body = [Row("", "Phòng, chống thiên tai", FEW[0]), Row("", "Hộ tịch", FEW[0]), Row("", "Y tế", FEW[1])]
    case = judged(tmp_path, workbook({"Sheet1": Paper([*body, Row("", "Cộng", totals((FEW[0], *FEW[:2])))]).grid()}))
    assert (told(case), len(lines(case))) == ([], 3)


@pytest.mark.parametrize("top", [True, False], ids=["one", "one above too"])
def test_a_last_field_with_the_numbers_of_its_heading_is_no_total(top: bool, tmp_path: Path) -> None:
    nothing = dict.fromkeys(A, 0)
    total = [Row("", "Tổng số", A)]
    body = [*(total if top else []), Row("A", "Cấp xã", A), Row(1, "Hộ tịch", nothing), Row(2, "Đất đai", A), *total]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), lines(case)) == ([], {"Hộ tịch": nothing, "Đất đai": A})


@pytest.mark.parametrize("heads", [("", ""), OFFICES], ids=["no headings", "headings"])
def test_a_total_named_for_the_office_may_stand_above_and_below(heads: Sequence[str], tmp_path: Path) -> None:
    body = [row for row in sections(heads, LINES, ORDERS["numbers"]) if row.label]
    office = Row("", "UBND phường Đồ Sơn", totals(LINES))
    case = judged(tmp_path, workbook({"Sheet1": Paper([office, *body, office]).grid()}))
    assert (told(case), lines(case)) == ([], dict(zip(LABELS, LINES, strict=True)))


def test_a_total_named_for_the_office_is_held_against_fields_with_procedures(tmp_path: Path) -> None:
    first = [replace(OPEN.rows[0], order=""), *(Row("-", *one) for one in zip(PROCEDURES, parts_of(A), strict=True))]
    others = [replace(row, order="") for row in OPEN.rows[1:]]
    wrong = totals(LINES)
    wrong[12] += 1
    paper = Paper([Row("", "UBND phường Đồ Sơn", wrong), *first, *others])
    assert told(judged(tmp_path, workbook({"Sheet1": paper.grid()}))) == [("total.mismatch", paper.cell(0, 12))]


QH = FORMS["QH"]
FOUR = counted(QH, 0, 16), counted(QH, 6, 23), counted(QH, 0, 12)


@pytest.mark.parametrize("heads", [OFFICES, SYSTEMS], ids=["offices", "systems"])
@pytest.mark.parametrize("orders", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_headings_are_known_in_a_form_of_few_columns(
    heads: Sequence[str], orders: Sequence[str], total: bool, tmp_path: Path
) -> None:
    if heads == SYSTEMS and not orders[0]:
        return  # nothing tells such a heading from its only field
    body = sections(heads, FOUR, orders) + ([Row("", "Tổng số", totals(FOUR))] if total else [])
    parsed = judged(tmp_path, workbook({"Sheet1": Paper(body, QH).grid()})).forms["QH"]
    assert [line.label for line in parsed.lines if line.role == "line"] == list(LABELS)


@pytest.mark.parametrize("orders", [("1", "2", "3"), ("01", "02", "03")], ids=str)
@pytest.mark.parametrize("mark", ["{}.{}", "0{}.{}", "1.00{}{}12.000.00.00.H24"])
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_procedures_of_few_numbers_are_known(orders: Sequence[str], mark: str, total: bool, tmp_path: Path) -> None:
    one, other = counted(QH, 0, 10), counted(QH, 0, 6)
    first, *others = rows(FOUR, labels=LABELS, total="")
    below = [
        Row(mark.format(1, at), name, part) for at, name, part in zip((1, 2), PROCEDURES, (one, other), strict=True)
    ]
    body = [replace(row, order=order) for row, order in zip((first, *others), orders, strict=True)]
    body[1:1] = below
    body += [Row("", "Tổng số", totals(FOUR))] if total else []
    parsed = judged(tmp_path, workbook({"Sheet1": Paper(body, QH).grid()})).forms["QH"]
    assert [line.label for line in parsed.lines if line.role == "line"] == [*PROCEDURES, *LABELS[1:]]


def test_a_total_named_for_the_office_may_be_that_of_one_field(tmp_path: Path) -> None:
    nothing = dict.fromkeys(FOUR[0], 0)
    body = [*rows((nothing, FOUR[0], nothing), labels=LABELS, total=""), Row("", "UBND phường Đồ Sơn", FOUR[0])]
    parsed = judged(tmp_path, workbook({"Sheet1": Paper(body, QH).grid()})).forms["QH"]
    assert [line.role for line in parsed.lines] == ["line", "line", "line", "total"]


PART, BLANK = Row("", "Trong đó: khai sinh", counted(SIX, 3, 2)), Row("", "- Kết hôn")


def test_a_field_with_procedures_left_blank_keeps_its_numbers(tmp_path: Path) -> None:
    for at, below in enumerate(([BLANK], [PART, BLANK], [Row("1.1", "Khai sinh"), Row("1.2", "Kết hôn")])):
        body = [OPEN.rows[0], *below, *OPEN.rows[1:]]
        case = judged(tmp_path / str(at), workbook({"Sheet1": Paper(body).grid()}))
        assert (told(case), lines(case)) == ([], dict(zip(LABELS, LINES, strict=True)))


@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
@pytest.mark.parametrize("number", [3, 5, 8, 13])
def test_a_wrong_field_above_its_parts_is_told_alone(number: int, total: bool, tmp_path: Path) -> None:
    wrong = replace(OPEN.rows[0], typed={**A, number: A[number] + 7})
    dashed = Row("", "- Kết hôn", counted(SIX, 7, 1))
    last = [Row("", "Tổng số", totals(LINES))] if total else []
    case = judged(tmp_path, workbook({"Sheet1": Paper([wrong, PART, dashed, *OPEN.rows[1:], *last]).grid()}))
    assert [one.rule for one in case.findings] == ["identity.sum"]


def test_fields_of_nothing_below_a_part_are_not_asked_about(tmp_path: Path) -> None:
    nothing = dict.fromkeys(A, 0)
    body = [Row("", "Hộ tịch", A), PART, Row("", "Y tế", nothing), Row("", "Đất đai", B)]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), lines(case)) == ([], {"Hộ tịch": A, "Y tế": nothing, "Đất đai": B})


SHARED: dict[
    str, tuple[Sequence[Counts], bool]
] = {  # the rows whose mark is merged, and whether the first adds the others
    "fields of one group": (LINES, False),
    "a heading and its fields": ((totals(LINES[1:]), *LINES[1:]), True),
}


@pytest.mark.parametrize(("typed", "heading"), SHARED.values(), ids=SHARED)
@pytest.mark.parametrize("mark", ["I", "A.", "Phòng Kinh tế"])
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_a_mark_over_several_rows_is_that_of_all_of_them(
    typed: Sequence[Counts], heading: bool, mark: str, total: bool, tmp_path: Path
) -> None:
    body = [Row(mark if at == 0 else "", *one) for at, one in enumerate(zip(LABELS, typed, strict=True))]
    counted_once = typed[heading:]
    paper = Paper([*body, *([Row("", "Tổng số", totals(counted_once))] if total else [])])
    merged = f"A{paper.first_row}:A{paper.first_row + 2}"
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}, merges={"Sheet1": [merged]}))
    assert (told(case), list(lines(case).values())) == ([], list(counted_once))


@pytest.mark.parametrize("wrong", [0, 7])
def test_a_heading_with_wrong_numbers_and_a_mark_over_its_fields_is_one(wrong: int, tmp_path: Path) -> None:
    head, *fields = zip(LABELS, SHARED["a heading and its fields"][0], strict=True)
    paper = Paper([Row("I", head[0], {**head[1], 3: wrong, 5: wrong}), *(Row("", *one) for one in fields)])
    merged = f"A{paper.first_row}:A{paper.first_row + 2}"
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}, merges={"Sheet1": [merged]}))
    assert told(case) == [("total.mismatch", paper.cell(0, number)) for number in (3, 5)]


def test_a_heading_is_held_against_its_own_procedures_though_a_column_fits_those_of_the_next_by_chance(
    tmp_path: Path,
) -> None:
    first, second, third, fourth = (counted(SIX, *times) for times in ((9, 4, 2), (5, 1, 7), (3, 8, 1), (2, 2, 6)))
    lost = counted(SIX, 40, 1, 1)  # in procedures nobody listed
    heads = totals([first, second, lost]), totals([third, fourth])
    chance = next(n for n in (13, 10, 8) if heads[0][n] != first[n] + second[n])
    heads[0][chance] = totals([first, second, third, fourth])[chance]
    every = zip(("1", "1.1", "1.2", "2", "2.1", "2.2"), (heads[0], first, second, heads[1], third, fourth), strict=True)
    paper = Paper([Row(mark, f"Việc {mark}", numbers) for mark, numbers in every])
    (finding,) = judged(tmp_path, workbook({"Sheet1": paper.grid()})).findings
    assert (finding.rule, finding.row) == ("total.mismatch", paper.first_row)
    assert finding.expected == first[finding.column or 0] + second[finding.column or 0]


ALIKE = {
    "Roman": (("I", "II"), ("I", "II")),
    "numbers": (("1", "2"), ("1", "2")),
    "letters": (("A", "B"), ("A", "B")),
    "before the names": (("", ""), ("I", "II")),
    "letters below Roman": (("I", "II"), ("A", "B")),
}


@pytest.mark.parametrize(("heads", "orders"), ALIKE.values(), ids=ALIKE)
@pytest.mark.parametrize("sums", [True, False], ids=["sums", "bare"])
@pytest.mark.parametrize("fields", [LINES, FEW], ids=["large", "small"])
@pytest.mark.parametrize("cut", [1, 2])
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_headings_may_be_numbered_like_their_fields(
    heads: Sequence[str],
    orders: Sequence[str],
    sums: bool,
    fields: Sequence[Counts],
    cut: int,
    total: bool,
    tmp_path: Path,
) -> None:
    named = ("I. Trên Hệ thống các Bộ", "II. Trên Hệ thống thành phố") if not heads[0] else ("Hệ thống Bộ", "Thành phố")
    body: list[Row] = []
    for head, name, some, own in zip(
        heads, named, (fields[:cut], fields[cut:]), (LABELS[:cut], LABELS[cut:]), strict=True
    ):
        body.append(Row(head, name, totals(some) if sums else {}))
        body += [Row(*one) for one in zip(orders[: len(some)], own, some, strict=True)]
    body += [Row("", "Tổng số", totals(fields))] if total else []
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), lines(case)) == ([], dict(zip(LABELS, fields, strict=True)))


def test_a_heading_numbered_like_its_fields_is_told_where_its_sum_is_wrong(tmp_path: Path) -> None:
    wrong = totals([A, B])
    paper = Paper([Row("I", "Hệ thống Bộ", wrong | {5: wrong[5] + 7}), Row("I", "Hộ tịch", A), Row("II", "Đất đai", B)])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert told(case) == [("total.mismatch", paper.cell(0, 5))]


@pytest.mark.parametrize("orders", ["1123", "1212", ("I", "I", "II", "III"), ("I", "II", "I", "II")], ids=str)
def test_fields_whose_numbers_begin_anew_are_fields(orders: Sequence[str], tmp_path: Path) -> None:
    labels, fields = (*LABELS, "Cư trú"), (*LINES, counted(SIX, 41, 9, 6, 3))
    body = [Row(*one) for one in zip(orders, labels, fields, strict=True)]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), lines(case)) == ([], dict(zip(labels, fields, strict=True)))


LEVELS = {
    "letters twice": ("AB", "AB", "12"),
    "Roman, letters": (("I", "II"), "AB", "12"),
    "none, Roman": (("", ""), ("I", "II"), "12"),
    "numbers, Roman": ("12", ("I", "II"), ("-", "-")),
    "none, none": (("", ""), ("", ""), "12"),
    "Roman twice": (("I", "II"), ("I", "II"), ("a)", "b)")),
}


@pytest.mark.parametrize(("tops", "heads", "orders"), LEVELS.values(), ids=LEVELS)
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_sums_above_headings_without_numbers_count_once(
    tops: Sequence[str], heads: Sequence[str], orders: Sequence[str], total: bool, tmp_path: Path
) -> None:
    fields = [counted(SIX, 205 - 9 * at, 31 + 17 * at, 80 + 3 * at) for at in range(8)]
    body: list[Row] = []
    for top, name, first in zip(tops, SYSTEMS, (0, 4), strict=True):
        body.append(Row(top, name.partition(" – ")[2], totals(fields[first : first + 4])))
        for head, at in zip(heads, (first, first + 2), strict=True):
            body.append(Row(head, f"Nhóm {at}"))
            body += [Row(orders[one], f"Thủ tục {at + one}", fields[at + one]) for one in (0, 1)]
    body += [Row("", "Tổng số", totals(fields))] if total else []
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), list(lines(case).values())) == ([], fields)


def test_a_sum_above_headings_is_told_where_the_total_counts_it_too(tmp_path: Path) -> None:
    every = totals([A, B])
    body = [Row("A", "Chứng thực", every), Row("I", "Nhóm khác"), Row(1, "Hộ tịch", A), Row(2, "Đất đai", B)]
    paper = Paper([*body, Row("", "Tổng số", totals([every, A, B]))])
    case = judged(tmp_path / "counts", workbook({"Sheet1": paper.grid()}))
    once = judged(tmp_path / "once", workbook({"Sheet1": Paper([*body, Row("", "Tổng số", every)]).grid()}))
    assert (told(once), list(lines(once))) == ([], ["Hộ tịch", "Đất đai"])
    assert told(case) == [("total.mismatch", paper.cell(4, 3))]


@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_a_field_and_its_only_procedure_count_once_or_are_asked_about_where_other_fields_are_headings(
    total: bool, tmp_path: Path
) -> None:
    parts, alone = (counted(SIX, 12, 4, 3), counted(SIX, 9, 2, 5)), counted(SIX, 2, 3, 1, 4)
    whole = totals([*parts, alone])
    body = [Row("", LABELS[0], totals(parts)), *map(Row, ("", ""), PROCEDURES, parts)]
    body += [Row("", LABELS[1], alone), Row("", "Cấp giấy phép", alone)]
    paper = Paper([*body, Row("", "Tổng số", whole)] if total else body)
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert told(case) == ([] if total else [("line.may_be_part", paper.cell(4, 2))])
    assert sum(numbers[3] for numbers in lines(case).values()) == (whole[3] if total else 0)


SMALL = counted(SIX, 1, 1), counted(SIX, 1, 0, 2), counted(SIX, 2, 1, 1, 2), counted(SIX, 0, 1, 2)


@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_a_heading_of_few_dossiers_is_known_by_the_numerals_that_begin_anew_below_it(
    total: bool, tmp_path: Path
) -> None:
    body = [
        Row("", "Khối nội chính", totals(SMALL[:2])),
        *map(Row, ("I", "II"), LABELS, SMALL[:2]),
        Row("", "Khối văn xã", totals(SMALL[2:])),
        *map(Row, ("I", "II"), PROCEDURES, SMALL[2:]),
    ]
    assert max(totals(SMALL[:2]).values()) < 20
    body += [Row("", "Tổng số", totals(SMALL))] if total else []
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), list(lines(case).values())) == ([], list(SMALL))


@pytest.mark.parametrize(("office", "field"), [("A", ("I", "II")), ("I", ("", ""))], ids=["Roman", "none"])
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_a_procedure_with_the_numbers_of_the_next_field_is_not_its_heading(
    office: str, field: tuple[str, str], total: bool, tmp_path: Path
) -> None:
    one, alike = SMALL[0], SMALL[2]
    body = [
        Row(office, OFFICES[0], totals([one, alike, alike])),
        Row(field[0], LABELS[0], totals([one, alike])),
        *map(Row, (1, 2), PROCEDURES, (one, alike)),
        Row(field[1], LABELS[1], alike),
        Row(1, "Cấp giấy phép", alike),
        *([Row("", "Tổng số", totals([one, alike, alike]))] if total else []),
    ]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), list(lines(case).values())) == ([], [one, alike, alike])


@pytest.mark.parametrize("numbers", ["1234", "1212"], ids=["on", "anew"])
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
@pytest.mark.parametrize("wrong", [0, 1], ids=["right", "wrong"])
def test_offices_and_procedures_without_numbers_are_told_apart_by_their_sums(
    numbers: str, total: bool, wrong: int, tmp_path: Path
) -> None:
    fields = (SMALL[:2], SMALL[2:3], SMALL[3:], LINES)
    body: list[Row] = []
    for at, below in enumerate(fields):
        if at % 2 == 0:
            body.append(Row("", OFFICES[at // 2], totals([*below, *fields[at + 1]])))
        body.append(Row(numbers[at], f"Lĩnh vực {at}", totals(below)))
        body += [Row("", f"Thủ tục {at}.{place}", one) for place, one in enumerate(below)]
    body += [Row("", "Tổng số", totals([one for below in fields for one in below]))] if total else []
    body[-1 - total] = replace(body[-1 - total], typed=totals([C, dict.fromkeys(C, wrong)]))
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    if wrong:
        assert told(case) != []
        return
    sections = {line.label: line.section for _, line, _ in case.forms[SIX.code].data_lines()}
    assert (told(case), list(lines(case).values())) == ([], [one for below in fields for one in below])
    assert sections == {
        f"Thủ tục {at}.{place}": f"Lĩnh vực {at}" for at, one in enumerate(fields) for place in range(len(one))
    }


def test_fields_of_one_dossier_each_are_no_offices_by_their_sums(tmp_path: Path) -> None:
    one = counted(SIX, 1)
    names = "Hộ tịch", "Đất đai", "Y tế", "Lao động", "Xây dựng", "Giáo dục"
    paper = Paper([*map(Row, ("", 1, "", "", 2, ""), names, (one,) * 6)])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert told(case) == [("line.may_be_part", paper.cell(2, 2))]

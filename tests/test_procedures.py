"""Procedures below their field: by codes of the national database, with gaps, in small numbers, in odd digits."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from papers import FORMS, SIX, Counts, Paper, Row, counted, totals, workbook
from test_clerks import judged, lines, told

from flows.received.collecting import Case
from kstt.sheet import Value

FEW = counted(SIX, 2, 0, 1), counted(SIX, 0, 3), counted(SIX, 1, 1)
MANY = counted(SIX, 205, 31, 80), counted(SIX, 12, 490, 7), counted(SIX, 77, 130, 41, 22)
CODES = "2.000815.000.00.00.H24 - Chứng thực bản sao", "1.004873 Chứng thực chữ ký", "2.000884.H24: Hợp đồng"
OTHER = Row("", "Đất đai", counted(SIX, 9, 40, 11))
Write = Callable[[Counts], Counts]


def below(parts: Sequence[Counts], labels: Sequence[str], *, total: bool = True, heading: bool = True) -> Paper:
    """A field that adds up the procedures below it, where `heading`, and another field, none of them numbered."""
    named = [Row("", label, part) for label, part in zip(labels, parts, strict=True)]
    body = [Row("", "Chứng thực", totals(parts) if heading else {}), *named, OTHER]
    typed = [*parts, OTHER.typed]
    return Paper([*body, Row("", "Tổng số", totals(typed))] if total else body)


def sections(case: Case) -> list[str]:
    (parsed,) = case.forms.values()
    return [line.section for line in parsed.lines if line.role == "line"]


@pytest.mark.parametrize("parts", [FEW, MANY], ids=["few", "many"])
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
@pytest.mark.parametrize("heading", [True, False], ids=["summed", "a mere heading"])
def test_codes_tell_procedures_from_fields(parts: Sequence[Counts], total: bool, heading: bool, tmp_path: Path) -> None:
    paper = below(parts, CODES, total=total, heading=heading)
    empty = Row("", "1.000894 - Chứng thực di chúc")
    paper = Paper([paper.rows[0], empty, *paper.rows[1:]])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert (told(case), list(lines(case).values())) == ([], [*parts, OTHER.typed])
    assert sections(case)[:3] == ["Chứng thực"] * 3


@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_small_procedures_that_nothing_marks_are_parts_where_the_total_says_so(total: bool, tmp_path: Path) -> None:
    paper = below(FEW, ("Bản sao", "Chữ ký", "Hợp đồng"), total=total)
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    asked = [] if total else [("line.may_be_part", paper.cell(1, 2))]
    assert (told(case), lines(case)) == (asked, {"Chứng thực": totals(FEW), "Đất đai": OTHER.typed} if total else {})


@pytest.mark.parametrize("order", ["1", ""], ids=["numbered", "not numbered"])
@pytest.mark.parametrize("empty", [0, 1])
def test_a_procedure_left_empty_heads_nothing(order: str, empty: int, tmp_path: Path) -> None:
    parts = [Row("", label, part) for label, part in zip(("Bản sao", "Chữ ký", "Hợp đồng"), MANY, strict=True)]
    parts.insert(empty, Row("", "Chứng thực điện tử"))
    body = [Row(order, "Chứng thực", totals(MANY)), *parts, Row("2", OTHER.label, OTHER.typed)]
    case = judged(tmp_path, workbook({"Sheet1": Paper(body).grid()}))
    assert (told(case), list(lines(case).values())) == ([], [*MANY, OTHER.typed])
    assert sections(case) == [*["Chứng thực"] * 3, ""]


@pytest.mark.parametrize(
    "write",
    [
        lambda number: f"{number}\u200b",
        lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
        lambda number: f"{number:,}".replace(",", "’"),
    ],
    ids=["unseen signs", "full width", "apostrophes"],
)
def test_sums_are_known_in_every_way_numbers_are_typed(write: Callable[[int], str], tmp_path: Path) -> None:
    large = tuple({number: 9 * value for number, value in part.items()} for part in MANY)
    rows = below(large, ("Bản sao", "Chữ ký", "Hợp đồng")).rows
    typed = [Row("", row.label, {n: write(v) for n, v in row.typed.items() if isinstance(v, int)}) for row in rows]
    case = judged(tmp_path, workbook({"Sheet1": Paper(typed).grid()}))
    assert (told(case), list(lines(case).values())) == ([], [*large, OTHER.typed])


@pytest.mark.parametrize("marks", [("I", "II", "III"), ("a)", "b)", "c)"), ("1.1", "1.2", "1.3"), ("A.", "B.", "C.")])
def test_a_mark_alone_is_no_name(marks: Sequence[str], tmp_path: Path) -> None:
    named = zip(marks, ("Hộ tịch", "", "Y tế"), MANY, strict=True)
    paper = Paper([Row(*one) for one in named])
    assert told(judged(tmp_path, workbook({"Sheet1": paper.grid()}))) == [("line.unnamed", paper.cell(1, 2))]


@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
@pytest.mark.parametrize(("order", "other"), [("", ""), (1, 2)], ids=["not numbered", "numbered"])
@pytest.mark.parametrize("beside", [True, False], ids=["code beside", "code within"])
def test_some_procedures_of_a_field_are_parts_by_their_codes(
    total: bool, order: Value, other: Value, beside: bool, tmp_path: Path
) -> None:
    """What is left of the field stands nowhere else: added to it, they would count twice."""
    code = Row("1.004873", "Bản sao", MANY[0]) if beside else Row("", "1.004873 Bản sao", MANY[0])
    body = [Row(order, "Chứng thực", totals(MANY)), code, Row(other, OTHER.label, OTHER.typed)]
    paper = Paper([*body, Row("", "Tổng số", totals([*MANY, OTHER.typed]))] if total else body)
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    asked = [] if total else [("line.may_be_part", paper.cell(1, 2))]
    assert (told(case), lines(case)) == (asked, {"Chứng thực": totals(MANY), "Đất đai": OTHER.typed} if total else {})


@pytest.mark.parametrize("typed", [0, 4], ids=["nothing", "all of it"])
def test_the_one_procedure_of_a_field_is_asked_about_where_it_holds_numbers(typed: int, tmp_path: Path) -> None:
    """Two numbers that agree are no sum for sure: nobody knows whether the procedure is the field."""
    lines = {"Y tế": 4, "1.004873 Cấp giấy": typed, "Đất đai": 9}
    paper = Paper([Row("", label, {3: n, 4: n, 5: 0, 6: 0}) for label, n in lines.items()], FORMS["QH"])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert told(case) == ([("line.may_be_part", paper.cell(1, 2))] if typed else [])


def test_a_procedure_left_empty_that_begins_like_a_signature_ends_no_table(tmp_path: Path) -> None:
    body = [Row(1, "Hộ tịch", MANY[0]), Row("1.1", "Khai sinh", MANY[0]), Row("1.2", "Xác nhận tình trạng hôn nhân")]
    paper = Paper([*body, Row(2, OTHER.label, OTHER.typed)], foot=[["", "XÁC NHẬN CỦA LÃNH ĐẠO"], ["", "Nguyễn Văn A"]])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert (told(case), list(lines(case).values())) == ([], [MANY[0], OTHER.typed])

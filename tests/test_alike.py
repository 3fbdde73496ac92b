"""A column wrong in one way from top to bottom is told once, in real workbooks; faults of their own are not."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from papers import FORMS, Counts, Paper, Row, totals, workbook
from test_clerks import A, judged, told

from flows.earlier.asking import _alone
from kstt.finding import Finding
from report_templates.files.opening import open_book
from report_templates.returned.marking import write_returned

NAME = "nam-do-son_bieu-II06a.xlsx"
SAMPLE = Path(__file__).parent / "samples" / "2026-Q1" / NAME
LINES, TOTAL = range(7, 15), 15
Spoil = Callable[[Worksheet], object]


def spoilt(spoil: Spoil) -> bytes:
    """A clean submission with something done to its sheet."""
    book, memory = openpyxl.load_workbook(SAMPLE), io.BytesIO()
    spoil(book.worksheets[0])
    book.save(memory)
    return memory.getvalue()


def each(column: str, change: Callable[[int], object], rows: range = LINES) -> Spoil:
    def spoil(sheet: Worksheet) -> None:
        for row in rows:
            sheet[f"{column}{row}"] = change(sheet[f"{column}{row}"].value)

    return spoil


def _without_carried(sheet: Worksheet) -> None:
    for row in range(7, TOTAL + 1):
        sheet[f"C{row}"] = sheet[f"D{row}"].value + sheet[f"E{row}"].value


def _half_without_carried(sheet: Worksheet) -> None:
    for row in range(7, 12):
        sheet[f"C{row}"] = sheet[f"D{row}"].value + sheet[f"E{row}"].value


def _open_where_two_lines_have_nothing(column: str, typed: object) -> Spoil:
    """Nothing in a column of parts; in two lines nothing has to be there."""

    def spoil(sheet: Worksheet) -> None:
        for row in (8, 12):
            rest = "E" if column == "F" else "I"
            sheet[f"{rest}{row}"] = sheet[f"{rest}{row}"].value + sheet[f"{column}{row}"].value
            for total in (rest, column):
                sheet[f"{total}{TOTAL}"] = None
        each(column, lambda _: typed)(sheet)

    return spoil


def _pasted_twice(sheet: Worksheet) -> None:
    lines = [[cell.value for cell in row] for row in sheet["A7:M14"]]
    for signatures in ("J17:M17", "J18:M18"):
        sheet.unmerge_cells(signatures)
    sheet.delete_rows(TOTAL, 5)
    for line in lines:
        sheet.append(line)


def _nameless(sheet: Worksheet) -> None:
    for row in LINES:
        sheet[f"B{row}"] = None


def _points(sheet: Worksheet) -> None:
    """«1.495» typed where the point is a decimal mark, and «566» as it is."""
    for row in range(7, 11):
        for column in "CDEGHI":
            cell = sheet[f"{column}{row}"]
            cell.value = cell.value / 1000 if cell.value > 1000 else cell.value


def _points_and_the_first_a_full_ten(sheet: Worksheet) -> None:
    _points(sheet)
    sheet["C7"] = 1.49


def _points_and_one_on_a_ten(sheet: Worksheet) -> None:
    _points(sheet)
    sheet["D9"] = 1.79


def _block_aside(sheet: Worksheet) -> None:
    """Four lines pasted a column too far to the right."""
    for row in range(9, 13):
        values = [cell.value for cell in sheet[f"C{row}:M{row}"][0]]
        for column, value in zip("CDEFGHIJKLMN", [None, *values], strict=True):
            sheet[f"{column}{row}"] = value


ONE_CAUSE: dict[str, tuple[Spoil, str, str, list[str]]] = {
    "words behind the numbers": (each("D", lambda v: f"{v} hồ sơ"), "cell.not_a_number", "D7", ["D8:D14"]),
    "dates": (each("D", lambda _: date(2026, 3, 5)), "cell.is_a_date", "D7", ["D8:D14"]),
    "errors": (each("D", lambda _: "#REF!"), "cell.error_value", "D7", ["D8:D14"]),
    "thousands read as decimals": (
        each("D", lambda v: v / 1000),
        "cell.not_whole",
        "D7",
        ["D14 (ghi 1,728, có phải 1.728?)"],
    ),
    "some thousands read as decimals": (
        _points,
        "cell.not_whole",
        "C7",
        ["G7 (ghi 1,483, có phải 1.483?)", "C8 (ghi 2,291, có phải 2.291?), D8 (ghi 1,567, có phải 1.567?)"],
    ),
    "the first of them a full ten": (
        _points_and_the_first_a_full_ten,
        "cell.not_whole",
        "C7",
        ["ghi «1,49», không phải số nguyên; có phải 1.490? Cùng một lỗi"],
    ),
    "one of them a full ten": (_points_and_one_on_a_ten, "cell.not_whole", "C7", ["D9 (ghi 1,79, có phải 1.790?)"]),
    "lines pasted a column aside": (_block_aside, "line.shifted", "C9", ["C10:C12"]),
    "no results": (each("C", lambda _: "=VLOOKUP(1,X:Y,2)"), "cell.formula_without_result", "C7", ["C8:C14"]),
    "negative": (each("H", lambda v: -v), "cell.negative", "H7", ["H8:H14"]),
    "0 in a column says nothing": (each("J", lambda v: v and -v), "cell.negative", "J7", ["J9:J10", "J12:J14"]),
    "sums without a column": (_without_carried, "identity.sum", "C7", ["C8 (ghi 2.247, phải là 2.291)"]),
    "some sums without a column": (_half_without_carried, "identity.sum", "C7", ["C11 (ghi 2.119, phải là 2.179)"]),
    "a column left open": (each("H", lambda _: None, range(7, 16)), "identity.sum", "G7", ["G8:G14"]),
    "one with nothing in some lines": (_open_where_two_lines_have_nothing("F", 0), "identity.sum", "C7", ["C9:C11"]),
    "left open with nothing in some lines": (
        _open_where_two_lines_have_nothing("H", None),
        "identity.sum",
        "G7",
        ["G9:G11, G13:G14"],
    ),
    "the table pasted twice": (_pasted_twice, "line.duplicate", "B15", ["B16:B22"]),
    "no names": (_nameless, "line.unnamed", "B7", ["B8:B14"]),
}


@pytest.mark.parametrize(("spoil", "rule", "cell", "named"), ONE_CAUSE.values(), ids=ONE_CAUSE)
def test_a_column_wrong_in_one_way_is_told_once(
    spoil: Spoil, rule: str, cell: str, named: list[str], tmp_path: Path
) -> None:
    case = judged(tmp_path, spoilt(spoil), NAME)
    assert told(case) == [(rule, cell)]
    (finding,) = case.findings
    assert f"Cùng một lỗi ở {len(finding.also)} ô khác: " in finding.message
    assert all(words in finding.message for words in named)


def test_a_few_wrong_lines_beside_an_empty_column_stay_apart(tmp_path: Path) -> None:
    def spoil(sheet: Worksheet) -> None:
        for row in LINES:  # nothing is overdue
            sheet[f"I{row}"] = sheet[f"I{row}"].value + sheet[f"J{row}"].value
            sheet[f"J{row}"] = 0
        for row in (8, 10, 13):
            sheet[f"I{row}"] = sheet[f"I{row}"].value - row
        for column in "IJ":
            sheet[f"{column}{TOTAL}"] = None

    case = judged(tmp_path, spoilt(spoil), NAME)
    assert told(case) == [("identity.sum", f"G{row}") for row in (8, 10, 13)]


def test_shares_in_place_of_counts_are_no_thousands(tmp_path: Path) -> None:
    def spoil(sheet: Worksheet) -> None:
        for row in LINES:
            sheet[f"H{row}"] = round(10 * sheet[f"H{row}"].value / sheet[f"G{row}"].value) * 10 + 0.5

    (finding,) = judged(tmp_path, spoilt(spoil), NAME).findings
    assert (finding.rule, finding.cell, len(finding.also)) == ("cell.not_whole", "H7", 7)
    assert finding.message.endswith("không phải số nguyên. Cùng một lỗi ở 7 ô khác: H8:H14.")


def _changed_places(left: str, right: str, rows: Sequence[int]) -> Spoil:
    def spoil(sheet: Worksheet) -> None:
        for row in rows:
            a, b = sheet[f"{left}{row}"].value, sheet[f"{right}{row}"].value
            sheet[f"{left}{row}"], sheet[f"{right}{row}"] = b, a

    return spoil


@pytest.mark.parametrize("rows", [range(7, 15), range(7, 16)], ids=["lines", "lines and total"])
@pytest.mark.parametrize(("left", "right"), [("F", "G"), ("C", "D"), ("G", "K"), ("E", "M")])
def test_columns_that_changed_places_are_told_once(left: str, right: str, rows: range, tmp_path: Path) -> None:
    case = judged(tmp_path, spoilt(_changed_places(left, right, rows)), NAME)
    assert told(case) == [("column.exchanged", f"{left}7")]
    assert len(case.findings[0].also) == 15


@pytest.mark.parametrize(("left", "right"), [("K", "M"), ("J", "K"), ("J", "L"), ("C", "M")])
def test_columns_that_changed_places_are_told_once_where_zeros_are_left_blank(
    left: str, right: str, tmp_path: Path
) -> None:
    def spoil(sheet: Worksheet) -> None:
        _changed_places(left, right, range(7, 16))(sheet)
        for row in range(7, 16):
            for column in "CDEFGHIJKLM":
                sheet[f"{column}{row}"] = sheet[f"{column}{row}"].value or None

    case = judged(tmp_path, spoilt(spoil), NAME)
    assert [(one.rule, one.cell[0]) for one in case.findings] == [("column.exchanged", left)]


def test_lines_moved_sideways_are_told_as_that_where_no_exchange_explains_all(tmp_path: Path) -> None:
    def spoil(sheet: Worksheet) -> None:
        for row in (8, 10, 12):
            values = [sheet[f"{column}{row}"].value for column in "JKL"]
            for column, value in zip("JKLM", [None, *values], strict=True):
                sheet[f"{column}{row}"] = value

    assert {one.rule for one in judged(tmp_path, spoilt(spoil), NAME).findings} == {"line.shifted"}


OTHER_FAULTS: dict[str, tuple[dict[str, object], tuple[str, str]]] = {
    "words in another column": ({"D9": "chưa rõ"}, ("cell.not_a_number", "D9")),
    "a negative number": ({"E9": -5}, ("cell.negative", "E9")),
    "a sum of other columns": ({"K9": 7000}, ("identity.sum", "K9")),
    "a sum typed into the wrong one of the two": ({"G9": 7000}, ("identity.sum", "G9")),
}


@pytest.mark.parametrize(("also", "expected"), OTHER_FAULTS.values(), ids=OTHER_FAULTS)
def test_columns_that_changed_places_leave_another_fault_alone(
    also: dict[str, object], expected: tuple[str, str], tmp_path: Path
) -> None:
    def spoil(sheet: Worksheet) -> None:
        _changed_places("G", "H", LINES)(sheet)
        for cell, value in also.items():
            sheet[cell] = value

    case = judged(tmp_path, spoilt(spoil), NAME)
    assert sorted(told(case)) == sorted([("column.exchanged", "G7"), expected])


@pytest.mark.parametrize(("left", "right"), [("C", "D"), ("G", "K"), ("F", "G")])
@pytest.mark.parametrize("at", [[9], [9, 12]])
def test_numbers_that_changed_places_in_single_lines_are_told_once(
    at: list[int], left: str, right: str, tmp_path: Path
) -> None:
    (finding,) = judged(tmp_path, spoilt(_changed_places(left, right, at)), NAME).findings
    assert (finding.rule, finding.cell) == ("line.exchanged", f"{left}9")
    assert finding.also == (f"{right}9", *(f"{column}{row}" for row in at[1:] for column in (left, right)))
    assert finding.message.endswith(f"đều đúng{'; cũng như vậy ở dòng 12 của trang' * (len(at) - 1)}.")


@pytest.mark.parametrize("at", [9, 15], ids=["line", "total"])
@pytest.mark.parametrize(("left", "right"), [("H", "I"), ("D", "E"), ("E", "I")])
def test_numbers_that_changed_places_are_told_by_the_totals(at: int, left: str, right: str, tmp_path: Path) -> None:
    (finding,) = judged(tmp_path, spoilt(_changed_places(left, right, [at])), NAME).findings
    assert (finding.rule, finding.cell, finding.also) == ("line.exchanged", f"{left}{at}", (f"{right}{at}",))


@pytest.mark.parametrize(("left", "right"), [(8, 12), (4, 9), (3, 7)])
def test_a_total_of_one_line_that_keeps_its_sums_did_not_exchange_them(left: int, right: int, tmp_path: Path) -> None:
    wrong = {**A, left: A[right], right: A[left]}
    paper = Paper([Row(1, "Hộ tịch", wrong), Row("", "Tổng số", A)])
    (finding,) = judged(tmp_path, workbook({"Sheet1": paper.grid()})).findings
    assert (finding.rule, finding.cell, finding.also) == (
        "line.exchanged",
        paper.cell(0, left),
        (paper.cell(0, right),),
    )


def _on_time(early: int, punctual: int, open_: int) -> Counts:
    done = early + punctual
    every = {3: done + open_, 4: done + open_, 7: done, 8: early, 9: punctual, 11: open_, 12: open_}
    return dict.fromkeys(A, 0) | every


@pytest.mark.parametrize(("more", "rule"), [(0, "identity.sum"), (1, "column.exchanged")])
def test_columns_are_said_to_have_changed_places_only_where_no_other_two_may_have(
    more: int, rule: str, tmp_path: Path
) -> None:
    """(8) and (12) changed places; while (9) says what belongs into (12), it may have been (9) as well."""
    true = [_on_time(50 + at, 20 + 3 * at + more, 20 + 3 * at) for at in range(4)]
    paper = Paper([Row("", f"Lĩnh vực {at}", one | {8: one[12], 12: one[8]}) for at, one in enumerate(true)])
    assert {one for one, _ in told(judged(tmp_path, workbook({"Sheet1": paper.grid()})))} == {rule}


def test_what_a_single_wrong_number_explains_too_is_no_exchange(tmp_path: Path) -> None:
    """(10) and (12) changed places, or (9) alone is wrong: nobody can tell."""
    true = {3: 40, 4: 10, 5: 20, 6: 10, 7: 15, 8: 25, 9: 24, 10: 10, 11: 14, 12: 16, 13: 3, 14: 2}
    paper = Paper([Row(1, "Hộ tịch", true | {10: true[12], 12: true[10]}), Row(2, "Đất đai", true)], FORMS["II.05"])
    case = judged(tmp_path, workbook({"Sheet1": paper.grid()}))
    assert told(case) == [("identity.sum", paper.cell(0, 9))]


@pytest.mark.parametrize(("by", "rule"), [(9, "total.mismatch"), (10, "line.exchanged")])
def test_totals_that_miss_each_other_by_little_tell_of_no_exchange(by: int, rule: str, tmp_path: Path) -> None:
    true = [_on_time(50, 50 - by, 20), _on_time(33, 70, 8)]
    typed = true[0] | {8: true[0][9], 9: true[0][8]}
    body = [Row(1, "Hộ tịch", typed), Row(2, "Đất đai", true[1]), Row("", "Tổng số", totals(true))]
    assert [one for one, _ in told(judged(tmp_path, workbook({"Sheet1": Paper(body).grid()})))] == [rule]


@pytest.mark.parametrize("column", "CDEGHIKL")
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_two_lines_that_exchanged_their_numbers_are_one_cause(column: str, total: bool, tmp_path: Path) -> None:
    def spoil(sheet: Worksheet) -> None:
        a, b = f"{column}9", f"{column}12"
        sheet[a], sheet[b] = sheet[b].value, sheet[a].value
        if not total:
            sheet.delete_rows(TOTAL)

    (finding,) = judged(tmp_path, spoilt(spoil), NAME).findings
    assert (finding.rule, finding.cell, finding.also) == ("identity.sum", f"{column}9", (f"{column}12",))
    assert "đổi chỗ cho nhau, đổi lại thì cả hai dòng đều đúng" in finding.message


def test_two_lines_wrong_by_the_same_to_and_fro_exchanged_nothing(tmp_path: Path) -> None:
    def spoil(sheet: Worksheet) -> None:
        sheet["H9"], sheet["H12"] = sheet["H9"].value + 40, sheet["H12"].value - 40

    assert told(judged(tmp_path, spoilt(spoil), NAME)) == [("identity.sum", "G9"), ("identity.sum", "G12")]


@pytest.mark.parametrize(
    ("mine", "its", "causes"),
    [((40, 9), (10, 5), 1), ((40, 9), (10, 39), 2), ((14, 9), (10, 5), 2)],
    ids=["one column", "either of two columns", "by little"],
)
def test_lines_are_said_to_have_exchanged_what_only_that_explains(
    mine: tuple[int, int], its: tuple[int, int], causes: int, tmp_path: Path
) -> None:
    def line(order: int, label: str, numbers: tuple[int, int], early: int) -> Row:
        done = sum(numbers)
        return Row(order, label, {3: done, 4: done, 5: 0, 6: 0, 7: done, 8: early, 9: numbers[1], 10: 0, 11: 0})

    paper = Paper([line(1, "Hộ tịch", mine, its[0]), line(2, "Đất đai", its, mine[0])])
    assert len(judged(tmp_path, workbook({"Sheet1": paper.grid()})).findings) == causes


def test_totals_that_differ_by_what_no_line_says_are_no_exchange(tmp_path: Path) -> None:
    def spoil(sheet: Worksheet) -> None:
        sheet["H15"], sheet["I15"] = sheet["H15"].value + 17, sheet["I15"].value - 17

    (finding,) = judged(tmp_path, spoilt(spoil), NAME).findings
    assert (finding.rule, finding.cell, finding.also) == ("total.mismatch", "H15", ("I15",))


@pytest.mark.parametrize(("left", "right"), [("I", "J"), ("H", "J"), ("L", "M"), ("D", "E")])
def test_a_number_moved_to_another_column_of_its_group_is_one_cause(left: str, right: str, tmp_path: Path) -> None:
    def spoil(sheet: Worksheet) -> None:
        sheet[f"{left}9"], sheet[f"{right}9"] = sheet[f"{left}9"].value - 4, sheet[f"{right}9"].value + 4

    (finding,) = judged(tmp_path, spoilt(spoil), NAME).findings
    assert (finding.rule, finding.cell, finding.also) == ("total.mismatch", f"{left}15", (f"{right}15",))
    numbers = [ord(letter) - ord("A") + 1 for letter in (left, right)]
    assert f"ô {right}15 lệch ngược lại đúng bấy nhiêu" in finding.message
    assert finding.message.endswith(f"có thể một dòng ghi nhầm giữa cột ({numbers[0]}) và cột ({numbers[1]}).")


@pytest.mark.parametrize(("other", "by"), [("I", -16), ("I", 17), ("L", -17)], ids=["less", "alike", "another group"])
def test_totals_that_no_moved_number_explains_are_two_causes(other: str, by: int, tmp_path: Path) -> None:
    def spoil(sheet: Worksheet) -> None:
        sheet["H15"], sheet[f"{other}15"] = sheet["H15"].value + 17, sheet[f"{other}15"].value + by

    assert told(judged(tmp_path, spoilt(spoil), NAME)) == [("total.mismatch", "H15"), ("total.mismatch", f"{other}15")]


def test_one_wrong_cell_of_a_line_is_no_exchange(tmp_path: Path) -> None:
    def spoil(sheet: Worksheet) -> None:
        sheet["C9"] = sheet["D9"].value

    assert told(judged(tmp_path, spoilt(spoil), NAME)) == [("identity.sum", "C9")]


def test_a_line_in_which_both_columns_say_the_same_is_no_objection(tmp_path: Path) -> None:
    case = judged(tmp_path, spoilt(_changed_places("K", "L", LINES)), NAME)
    assert told(case) == [("column.exchanged", "K10")]


def _own_faults(sheet: Worksheet) -> None:
    for row in (7, 8, 9):
        sheet[f"D{row}"] = "chưa rõ"


def _two_kinds(sheet: Worksheet) -> None:
    each("D", lambda v: f"{v} hồ sơ")(sheet)
    sheet["D9"] = 1.5


def test_another_fault_beside_numbers_that_lost_their_thousands_stays_apart(tmp_path: Path) -> None:
    def spoil(sheet: Worksheet) -> None:
        _points(sheet)
        sheet["M14"] = -3

    assert told(judged(tmp_path, spoilt(spoil), NAME)) == [("cell.not_whole", "C7"), ("cell.negative", "M14")]


def test_faults_beside_good_cells_stay_apart(tmp_path: Path) -> None:
    case = judged(tmp_path / "a", spoilt(_own_faults), NAME)
    assert told(case) == [("cell.not_a_number", cell) for cell in ("D7", "D8", "D9")]
    assert len(judged(tmp_path / "b", spoilt(_two_kinds), NAME).findings) == 8


def test_every_cell_of_one_cause_is_marked_in_the_returned_copy(tmp_path: Path) -> None:
    source = spoilt(each("D", lambda v: f"{v} hồ sơ"))
    (finding,) = judged(tmp_path, source, NAME).findings
    cells = _returned(tmp_path / "back.xlsx", source, finding)["II.06a"]
    red = [cells[f"D{row}"].fill.fgColor.rgb for row in LINES]
    assert red == ["FFFFC7CE"] * 8
    comment = cells["D9"].comment
    assert comment
    assert "Cùng một lỗi với phát hiện ở ô D7." in comment.text


def test_what_else_is_asked_leaves_every_cell_of_a_cause_alone(tmp_path: Path) -> None:
    (finding,) = judged(tmp_path, spoilt(each("F", lambda v: -v)), NAME).findings
    memory = [replace(finding, rule="memory.backlog", row=row, also=()) for row in (7, 9, TOTAL)]
    assert [one.cell for one in _alone([finding], memory)] == ["F15"]


def _returned(target: Path, source: bytes, finding: Finding) -> openpyxl.Workbook:
    write_returned(target, source=source, book=open_book(source, NAME), findings=[finding], title=["Trả lại"])
    return openpyxl.load_workbook(target)


def test_findings_are_grouped_without_comparing_each_with_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken sheet of thousands of lines may not hold up the others."""

    def compared(_: Finding, __: object) -> bool:
        raise AssertionError("findings were compared by value")

    monkeypatch.setattr(Finding, "__eq__", compared)
    assert len(judged(tmp_path, spoilt(each("D", lambda _: "chưa có")), NAME).findings) == 1


def _counted(sheet: Worksheet) -> None:
    """Every count with its measure, of which some are alike."""
    for column in "DEFHIJLM":
        for row in LINES:
            sheet[f"{column}{row}"] = f"{11 if column in 'FJL' else sheet[f'{column}{row}'].value} hs"


def words(*cells: str, said: object = "x") -> Spoil:
    def spoil(sheet: Worksheet) -> None:
        for cell in cells:
            sheet[cell] = said

    return spoil


WORDS: dict[str, tuple[Spoil, Sequence[tuple[str, str]]]] = {
    "three columns of a line": (words("D9", "E9", "F9"), [("D9", "E9:F9")]),
    "columns apart": (words("D9", "F9", "J9", said="chưa có"), [("D9", "F9, J9")]),
    "a whole line": (words(*(f"{column}9" for column in "CDEFGHIJKLM")), [("C9", "D9:M9")]),
    "counts with their measure": (_counted, [("D7", "D8:D14, E7:F14, H7:J14, L7:M14")]),
    "a block": (words("D9", "E9", "F9", "D10", "E10", "F10"), [("D9", "D10, E9:F10")]),
    "two columns may be wrong each for itself": (words("D9", "E9"), [("D9", ""), ("E9", "")]),
    "another word is another cause": (
        lambda sheet: (words("D9", "E9", "F9")(sheet), words("H9", said="chưa rõ")(sheet)),
        [("D9", "E9:F9"), ("H9", "")],
    ),
}


@pytest.mark.parametrize(("spoil", "expected"), WORDS.values(), ids=WORDS)
def test_one_word_in_many_columns_of_a_line_is_told_once(
    spoil: Spoil, expected: Sequence[tuple[str, str]], tmp_path: Path
) -> None:
    found = judged(tmp_path, spoilt(spoil), NAME).findings
    assert [(one.rule, one.cell) for one in found] == [("cell.not_a_number", cell) for cell, _ in expected]
    for one, (_, named) in zip(found, expected, strict=True):
        assert one.message.endswith(f"ô khác: {named}." if named else "không phải là số.")


@pytest.mark.parametrize("look", ["{:.2E}", "{} đ", "{0}/{0}", "31/03/{}"])
def test_numbers_that_look_otherwise_in_a_whole_table_are_told_once(look: str, tmp_path: Path) -> None:
    def spoil(sheet: Worksheet) -> None:
        for row in range(7, 16):
            for column in "CDEFGHIJKLM":
                number = sheet[f"{column}{row}"].value if column not in "FJM" else 10  # the same one several times
                sheet[f"{column}{row}"] = look.format(number)

    (finding,) = judged(tmp_path, spoilt(spoil), NAME).findings
    assert (finding.rule, finding.cell, len(finding.also)) == ("cell.not_a_number", "C7", 87)


@pytest.mark.parametrize(("value", "shown"), [(True, "«TRUE»"), (False, "«FALSE»")])
def test_a_logical_value_is_told_as_excel_shows_it(value: bool, shown: str, tmp_path: Path) -> None:
    (finding,) = judged(tmp_path, spoilt(words("D9", said=value)), NAME).findings
    assert (finding.rule, shown in finding.message) == ("cell.not_a_number", True)


SHEET = FORMS["CT"]
PRINTED = [line.label for line in SHEET.fixed if line.share and not line.closed]
ON_SHEET: dict[str, tuple[Callable[[int], Row], str, int]] = {  # what each line says, what is told, in which column
    "shares alone": (lambda at: Row(at, PRINTED[at], {7: f"{90 + at}%"}), "line.ratio_alone", 7),
    "shares for counts": (lambda at: Row(at, PRINTED[at], {5: f"{90 + at}%", 6: 100}), "cell.not_a_number", 5),
    "decimals for counts": (lambda at: Row(at, PRINTED[at], {5: 0.9 + at / 1000, 6: 100}), "cell.not_whole", 5),
    "no denominator": (lambda at: Row(at, PRINTED[at], {5: 90 + at}), "line.incomplete", 6),
    "lines of their own": (lambda at: Row(at, f"Chỉ tiêu {at}", {5: 1, 6: 2}), "line.unknown", 2),
}


@pytest.mark.parametrize(("line", "rule", "column"), ON_SHEET.values(), ids=ON_SHEET)
@pytest.mark.parametrize("many", [2, 4])
def test_one_hand_on_the_sheet_of_indicators_is_told_once(
    line: Callable[[int], Row], rule: str, column: int, many: int, tmp_path: Path
) -> None:
    paper = Paper([line(at) for at in range(many)], SHEET)
    found = judged(tmp_path, workbook({"CT": paper.grid()})).findings
    first, *others = (paper.cell(at, column) for at in range(many))
    if many == 4 or rule == "line.ratio_alone":
        assert [(one.rule, one.cell, one.also) for one in found] == [(rule, first, tuple(others))]
    else:
        assert [(one.rule, one.cell) for one in found] == [(rule, first), *((rule, cell) for cell in others)]


def test_counts_that_lost_their_thousands_and_shares_are_two_causes(tmp_path: Path) -> None:
    typed = [1.234, 1.335, 1.436, 0.9155, 0.9255, 0.9355]
    paper = Paper([Row(at, PRINTED[at], {5: share, 6: 2000}) for at, share in enumerate(typed)], SHEET)
    found = judged(tmp_path, workbook({"CT": paper.grid()})).findings
    cells = [paper.cell(at, 5) for at in range(len(typed))]
    assert [(one.rule, one.cell, one.also) for one in found] == [
        ("cell.not_whole", cells[0], tuple(cells[1:3])),
        ("cell.not_whole", cells[3], tuple(cells[4:])),
    ]
    assert "có phải 1.234?" in found[0].message
    assert "có phải" not in found[1].message


# ---- columns left open in a small table ------------------------------------------------------------------------------

_ESTATE = {3: 70, 4: 33, 5: 30, 6: 7, 7: 60, 8: 20, 9: 38, 10: 2, 11: 10, 12: 9, 13: 1}
_STATUS = {3: 40, 4: 40, 5: 0, 6: 0, 7: 35, 8: 25, 9: 10, 10: 0, 11: 5, 12: 5, 13: 0}
_HEALTH = {3: 20, 4: 10, 5: 5, 6: 5, 7: 20, 8: 10, 9: 10, 10: 0, 11: 0, 12: 0, 13: 0}
_SMALL = [("Đất đai", _ESTATE), ("Hộ tịch", _STATUS), ("Y tế", _HEALTH)]


def _small(left_out: tuple[int, ...], *, total: bool, zero: bool = False) -> Paper:
    """Three lines, two of which have pending dossiers, without some columns, or with 0 in them."""

    def open_(line: Counts) -> Counts:
        rest = {column: number for column, number in line.items() if column not in left_out}
        return rest | (dict.fromkeys(left_out, 0) if zero else {})

    every = totals([line for _, line in _SMALL])
    lines = [Row(at, name, open_(line)) for at, (name, line) in enumerate(_SMALL, start=1)]
    return Paper([*lines, Row("", "Tổng số", every if total else open_(every))])


@pytest.mark.parametrize(
    ("left_out", "total", "cell", "also"),
    [
        ((11, 12, 13), False, (0, 3), [(1, 3)]),
        ((11, 12, 13), True, (0, 3), [(1, 3), (3, 12), (3, 13)]),
        ((12, 13), False, (0, 11), [(1, 11)]),
        ((6,), False, (0, 3), [(2, 3)]),
    ],
)
def test_columns_left_open_in_two_lines_are_one_cause(
    left_out: tuple[int, ...], total: bool, cell: tuple[int, int], also: list[tuple[int, int]], tmp_path: Path
) -> None:
    paper = _small(left_out, total=total)
    (one,) = judged(tmp_path, workbook({"II.06a": paper.grid()})).findings
    assert (one.rule, one.cell) == ("identity.sum", paper.cell(*cell))
    assert list(one.also) == [paper.cell(*at) for at in also]


def test_two_wrong_sums_beside_typed_zeros_are_two_causes(tmp_path: Path) -> None:
    paper = _small((11, 12, 13), total=False, zero=True)
    found = told(judged(tmp_path, workbook({"II.06a": paper.grid()})))
    assert found == [("identity.sum", paper.cell(0, 3)), ("identity.sum", paper.cell(1, 3))]


def test_sums_left_open_in_every_line_shift_none_of_them(tmp_path: Path) -> None:
    """Health's numbers would hold as well a column further left."""
    paper = _small((3, 7, 11), total=False)
    found = judged(tmp_path, workbook({"II.06a": paper.grid()})).findings
    assert [(one.rule, one.cell) for one in found] == [("identity.sum", paper.cell(0, at)) for at in (3, 7, 11)]
    lone = Paper([Row(1, "Y tế", {**_HEALTH, 3: "", 4: 20, 5: 10, 6: 5, 7: 5, 8: 20, 9: 10, 10: 10})])
    assert [rule for rule, _ in told(judged(tmp_path, workbook({"II.06a": lone.grid()}), "b.xlsx"))] == ["line.shifted"]

"""Formulas without a result: plain sums are computed as their writer meant them, everything else is left."""

from collections.abc import Sequence
from datetime import date

import pytest

from kstt.sheet import Book, Sheet, Value
from report_templates.files.formulas import complete, kept_alive

ROWS: list[list[Value]] = [
    ["", 1.0, 2.0, 4.0],  # A1:D1, headings from here
    ["", "5", "7", ""],  # B2:D2
    ["", 8.0, 16.0, 32.0],  # B3:D3, lines from here
    ["", "1.064", "-", None],
    ["", 128.0, 256.0, 512.0],
]
OTHER: list[list[Value]] = [[3.0, 10.0, "12"]]


def result(formula: str, hidden: set[int] | None = None, **cells: Value) -> Value:
    """What the formula in A6 becomes; None where it is left. Other cells: «=…» without a result, «#» errors."""
    rows = [list(row) for row in ROWS] + [[""]]
    sheet = Sheet("Biểu 1", rows, formulas={(6, 1): formula}, hidden_rows=hidden or set())
    for address, value in cells.items():
        row, column = int(address[1:]), ord(address[0]) - 64
        if isinstance(value, str) and value.startswith("="):
            sheet.formulas[row, column] = value
            rows[row - 1][column - 1] = ""
        elif isinstance(value, str) and "#" in value:
            sheet.errors[row, column] = "#N/A"
            rows[row - 1][column - 1] = {"#": "", "0#": "0"}.get(value, 16.0)
        else:
            rows[row - 1][column - 1] = value
    complete(sheet, 3, 6, [Sheet("Phụ lục", [list(row) for row in OTHER])])
    return None if (6, 1) in sheet.formulas else sheet.rows[5][0]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=B1+C1", 3),
        ("=B3-C3", -8),
        ("=-B3+D3", 24),
        ("=B3-SUM(C3:D3)-7", -47),
        ("=SUM(B3:D3)", 56),
        ("=SUM(D3:B3)", 56),
        ("=SUM(B3;D3)", 40),
        ("=SUM(B3,D3:D5,C3)", 568),
        ("=sum($b$3:C$5)", 8 + 16 + 1064 + 128 + 256),
        ("=SUM(C5:B3)", 8 + 16 + 1064 + 128 + 256),
        ("=SUM(C3:B5)", 8 + 16 + 1064 + 128 + 256),
        ("= SUM( B3 : D3 ) + 1", 57),
        ("=SUM(C4:D4)", 0),  # a dash and an empty cell
        ("=SUM(B2:C3)", 24),  # digits of headings are no numbers
        ("=SUM(B9:D9)", 0),
        ("=B3+'Phụ lục'!B1", 18),
        ("=SUM('PHỤ LỤC'!A1:C1)", 25),  # of another sheet every row
        ("='Biểu 1'!B3", 8),
        ("=AA3+B3", 8),
        ("=B3*C3", None),
        ("=B3+", None),
        ("=B3C3", None),
        ("=", None),
        ("=Lạ!B1+B3", None),
        ("=SUM(B3:D3", None),
        ("=SUM(B1:ZZ999)", None),  # more cells than any form has
        ("=AVERAGE(B3:D3)", None),
        ("=A6", None),
        ("=SUM(A3:D6)", None),  # its own cell among them
    ],
)
def test_plain_sums_are_computed_and_nothing_else(formula: str, expected: int | None) -> None:
    assert result(formula) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("vắng", None),
        (True, None),
        (date(2026, 3, 14), None),
        ("#", None),
        ("0#", None),
        ("16#", None),
        (0.5, 40.5),
        ("0", 40),
    ],
)
def test_what_is_no_number_is_not_added(cell: Value, expected: float | None) -> None:
    assert result("=B3+C3+D3", C3=cell) == expected


def test_a_sum_waits_for_the_sums_it_adds() -> None:
    assert result("=B3+C3", B3="=C3+D3", C3="=B5+1") == 129 + 32 + 129
    assert result("=B3+C3", B3="=C3+D3", C3="=B3") is None
    assert result("=B3", B3="=B5*1") is None


def test_a_stored_zero_stands_where_its_formula_can_not_be_computed() -> None:
    sheet = Sheet("Biểu", [[0.0, 5.0, 0.0]], formulas={(1, 1): "=A9*2", (1, 3): "=A1+B1"})
    complete(sheet, 1, 1)
    assert (sheet.rows, sheet.formulas) == ([[0.0, 5.0, 5.0]], {})


def test_a_stored_sum_stands_unless_it_lacks_numbers_typed_as_text() -> None:
    def after(stored: float, text: Value, formula: str = "=SUM(B1:B3)", headings: Sequence[int] = ()) -> Value:
        sheet = Sheet("Biểu", [["", 5.0], ["", text], ["", 7.0], ["", stored]], sums={(4, 2): formula})
        complete(sheet, 1, 4, (), headings)
        return sheet.rows[3][1]

    assert (after(12.0, "1.234"), after(1246.0, "1.234"), after(-2.0, "3", "=B1-B3-B2")) == (1246, 1246, -5)
    assert (after(20.0, "1.234"), after(20.0, 3.0)) == (20, 20)  # stale for another reason, and told as it stands
    assert (after(12.0, "khoảng 3"), after(12.0, "3", headings=[2])) == (12, 12)


def test_a_total_adds_the_sums_that_lacked_numbers_typed_as_text() -> None:
    sheet = Sheet("Biểu", [["7", 1.0, 1.0], [5.0, 2.0, 7.0], [5.0, 3.0, 8.0]])
    sheet.sums = {(1, 3): "=SUM(A1:B1)", (2, 3): "=SUM(A2:B2)", (3, 1): "=SUM(A1:A2)", (3, 3): "=SUM(C1:C2)"}
    complete(sheet, 1, 3)
    assert [row[2] for row in sheet.rows] == [8, 7, 15]
    assert sheet.rows[2][0] == 12


def test_a_subtotal_leaves_out_other_subtotals_and_waits_where_rows_are_hidden() -> None:
    assert result("=SUBTOTAL(9,B3:B5)", B4=64.0) == 200
    assert result("=SUBTOTAL(109;B3:B5)", B4="=SUBTOTAL(9,B3:B3)") == 136
    assert result("=SUM(B3:B5)", B4="=SUBTOTAL(9,B3:B3)") == 144
    assert result("=SUBTOTAL(1,B3:B5)", B4=64.0) is None
    assert result("=SUBTOTAL(9,B3:B5)", {4}, B4=64.0) is None
    assert result("=SUBTOTAL(9,B3:B5)", {2}, B4=64.0) == 200
    assert result("=SUM(B3:B5)", {4}, B4=64.0) == 200


def test_only_the_rows_of_the_lines_are_completed() -> None:
    sheet = Sheet("Biểu", [["", 1.0], ["", 2.0], ["", 4.0]], formulas={(at, 1): f"=B{at}" for at in (1, 2, 3)})
    complete(sheet, 2, 2)
    assert [row[0] for row in sheet.rows] == ["", 2, ""]
    assert set(sheet.formulas) == {(1, 1), (3, 1)}


def test_columns_beyond_the_alphabet_are_themselves() -> None:
    sheet = Sheet("Biểu", [[*[1.0] * 25, 2.0, 4.0, 8.0, ""]], formulas={(1, 29): "=Z1+AA1"})
    complete(sheet, 1, 1)
    assert sheet.rows[0][28] == 6


def test_a_result_beyond_the_end_of_its_row_is_put_there() -> None:
    sheet = Sheet("Biểu", [[1.0, 2.0]], formulas={(1, 4): "=A1+B1"})
    complete(sheet, 1, 1)
    assert sheet.rows == [[1.0, 2.0, "", 3.0]]


def test_what_stays_a_formula_in_a_workbook_made_anew() -> None:
    row: list[Value] = [1.0, 2.0, "", 3.0, 9.0, 3.0, "5", 3.0, 3.0, 0.0, 6.0, ""]
    formulas = {(1, 3): "A1+B1", (1, 12): "=IF(A1>0,1,2)"}
    kept = {(1, 4): "=SUM(A1;B1)", (1, 11): "SUM(A1,$B$1:C1)"}
    others = {
        (1, 5): "A1+B1",  # calculated before somebody typed over a cell
        (1, 6): "SUM(A1:B1)+G1",  # of a number typed as text, which programs leave out or not
        (1, 8): "Sheet2!A1+B1",
        (1, 9): "ROUND(A1+B1,0)",
        (1, 10): "SUBTOTAL(9,M1:N1)",
    }
    sheet = Sheet("Biểu", [row], formulas=formulas, sums=kept | others)
    (alive,) = kept_alive(Book([sheet])).sheets
    assert alive.sums == {(1, 3): "A1+B1", (1, 4): "SUM(A1,B1)", (1, 11): "SUM(A1,$B$1:C1)"}
    assert (alive.rows[0][2], alive.rows[0][11], sheet.rows[0][2]) == (3, "", "")
    assert {at: alive.rows[0][at[1] - 1] for at in others} == {at: row[at[1] - 1] for at in others}


def test_a_number_typed_as_text_is_added_in_no_new_workbook() -> None:
    """What the clerk meant is for the figures; the copy shows what the program showed."""
    sheet = Sheet("Biểu", [[7.5, "5", 7.5, ""]], formulas={(1, 3): "SUM(A1:B1)", (1, 4): "C1+A1"})
    (alive,) = kept_alive(Book([sheet])).sheets
    assert (alive.rows, alive.sums) == ([[7.5, "5", 7.5, ""]], {(1, 3): "SUM(A1:B1)"})


def test_no_formula_of_a_new_workbook_adds_a_cell_in_error() -> None:
    sheet = Sheet("Biểu", [[3.0, "", 3.0]], sums={(1, 3): "A1+B1"}, errors={(1, 2): "#N/A"})
    assert kept_alive(Book([sheet])).sheets[0].sums == {}

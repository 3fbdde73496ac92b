"""Tries the formulas of a printed form with other numbers: one that is right only by chance, as over zeros, shows.

Every typed number becomes another one, the plain sums are worked out from these, and each must be what the form says:
a column the sum of its parts, a total the sum of its lines. Ratios and checks must speak of their own cells.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from kstt.form import Form
from kstt.proof import Tally
from kstt.sheet import Sheet, Value, address
from report_templates.files.formulas import complete
from report_templates.proving.contents import At, Written, named
from report_templates.proving.printed import PrintedRow

_REF = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ROW, _COLUMN, _MODULUS = 48_271, 69_621, 2_147_483_647  # spread addresses over numbers that hardly agree by chance
_TYPED = "(số gõ tay)"


def tried(file: str, name: str, sheet: Mapping[At, Written], rows: Sequence[PrintedRow], form: Form) -> Tally:
    """Every formula of a printed form held against the form, and every sum that has to be one but was typed."""
    return _Trial(file, name, form, _worked_out(sheet, rows, form), Tally("trial")).of(rows)


def _worked_out(sheet: Mapping[At, Written], rows: Sequence[PrintedRow], form: Form) -> Sheet:
    """The sheet with other numbers, its plain sums calculated; what is no plain sum stays among its formulas."""
    other = Sheet("", [[""] * len(form.columns) for _ in range(max((row.row for row in rows), default=0))])
    headings = {row.label: row for row in rows if row.part == "group"}
    subtotals = {number for row in headings.values() for number in row.cells if sheet[row.row, number].formula}
    for row in rows:
        for number in (column.number for column in form.numbers):
            at, heading = (row.row, number), headings.get(row.group)
            counted = heading is None or number not in subtotals or number in heading.cells
            if at in sheet and sheet[at].formula:
                other.formulas[at] = sheet[at].formula
            elif row.part == "line" and (at in sheet or counted):  # an empty cell too: its total has to count it
                other.rows[at[0] - 1][at[1] - 1] = float(pow(_ROW, at[0], _MODULUS) * _COLUMN ** at[1] % 999_983)
    complete(other, 1, len(other.rows))
    return other


class _Trial:
    def __init__(self, file: str, name: str, form: Form, other: Sheet, tally: Tally) -> None:
        self._place, self._form, self._other, self._tally = (file, name), form, other, tally

    def of(self, rows: Sequence[PrintedRow]) -> Tally:
        """Lines by the form's relations, headings and totals by the lines they close."""
        lines = [row for row in rows if row.part == "line"]
        total = next((row.row for row in rows if row.part == "total"), 0)
        for row in rows:
            closed = [line.row for line in lines if row.part == "total" or line.group == row.label]
            for number, cell in row.cells.items():
                if row.part == "line":
                    self._of_line(row, number, cell)
                elif row.part == "check":
                    self._of_check(row, number, cell, total)
                elif row.part in ("group", "total"):
                    self._of_sum(row, number, cell, closed)
        return self._tally

    def _of_line(self, row: PrintedRow, number: int, cell: Written) -> None:
        if ratio_of := self._form.column(number).of:
            self._speaks_of(row, number, cell, set(ratio_of), row.row)
        else:
            self._computed(row, number, cell)

    def _of_check(self, row: PrintedRow, number: int, cell: Written, total: int) -> None:
        if cell.formula:
            rule = next((rule for rule in self._form.identities if str(rule) == row.label), None)
            self._speaks_of(row, number, cell, set(rule.columns) if rule else set(), total)

    def _of_sum(self, row: PrintedRow, number: int, cell: Written, closed: Sequence[int]) -> None:
        # where no line is there is nothing to sum up: the total is a typed 0
        if number in {column.number for column in self._form.numbers} and (closed or cell.formula):
            self._is_sum(row, number, cell, [(line, number) for line in closed])

    def _computed(self, row: PrintedRow, number: int, cell: Written) -> None:
        rule = self._form.computed_by(number)
        if cell.formula:
            self._is_sum(row, number, cell, [(row.row, part) for part in rule.right] if rule else [])
        elif rule and isinstance(cell.value, int | float) and _typed_sum(row, rule.right) == Fraction(cell.value):
            self._hold(row, number, str(rule), _TYPED)

    def _is_sum(self, row: PrintedRow, number: int, cell: Written, of: Iterable[At]) -> None:
        """The cell is a formula, and over other numbers the sum of those cells."""
        parts = [value for at in of if isinstance(value := self._value(at), int | float)]
        found = self._value((row.row, number))
        if not cell.formula:
            self._hold(row, number, "=SUM(…)", _TYPED)
        elif isinstance(found, int | float):
            self._hold(row, number, "=", "=" if found == sum(parts) else cell.formula)
        else:
            self._hold(row, number, "=SUM(…)", cell.formula)

    def _speaks_of(self, row: PrintedRow, number: int, cell: Written, columns: set[int], where: int) -> None:
        """The formula names the cells of these columns in that row and no others."""
        refs = {f"{letter}{at}" for letter, at in _REF.findall(re.sub(r'"[^"]*"', "", cell.formula))}
        expected = {address(where, column) for column in columns}
        self._hold(row, number, " ".join(sorted(expected)), " ".join(sorted(refs)) if refs != expected else None)

    def _hold(self, row: PrintedRow, number: int, expected: str, found: str | None) -> None:
        at = (*self._place, named((row.row, number)))
        self._tally.hold(expected, expected if found is None else found, at, f"{row.label}, cột ({number})")

    def _value(self, at: At) -> Value:
        return None if at in self._other.formulas else self._other.rows[at[0] - 1][at[1] - 1]


def _typed_sum(row: PrintedRow, numbers: Iterable[int]) -> Fraction:
    values = (row.cells[number].value for number in numbers if number in row.cells)
    return sum((Fraction(value) for value in values if isinstance(value, int | float)), Fraction(0))

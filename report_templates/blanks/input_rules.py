"""What may be typed into the open cells of a blank, and the hints shown beside them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from xlsxwriter.worksheet import Worksheet

from kstt.form import Column, Form

_OLDEST = date(2000, 1, 1)
_WHOLE = {
    "validate": "integer",
    "criteria": ">=",
    "value": 0,
    "error_title": "Số liệu không hợp lệ",
    "error_message": "Ô này chỉ nhận số nguyên từ 0 trở lên. Không ghi chữ, đơn vị hay dấu phân cách.",
}
_DECIMAL = _WHOLE | {"validate": "decimal", "error_message": "Ô này chỉ nhận số từ 0 trở lên, có thể có phần lẻ."}
_DATE = {
    "validate": "date",
    "criteria": ">=",
    "value": _OLDEST,
    "error_type": "warning",  # a machine set to another language takes a right date for text
    "error_title": "Kiểm tra ngày",
    "error_message": "Hãy ghi ngày dạng ngày/tháng/năm, ví dụ 14/3/2026.",
}
_CHOICE = {
    "validate": "list",
    "error_title": "Không có trong danh sách",
    "error_message": "Hãy chọn một dòng trong danh sách của ô này.",
}
_ANY = {"validate": "any"}


class Inputs:
    """The open cells of one sheet, gathered so that every column needs one rule."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._rows: dict[tuple[int, int], list[int]] = {}

    def add(self, number: int, scale: int, row: int) -> None:
        """An open cell: column number of the form, decimals, row."""
        self._rows.setdefault((number, scale), []).append(row)

    def check(self, sheet: Worksheet) -> None:
        """Puts the rules on the sheet."""
        for (number, scale), rows in self._rows.items():
            column = self._form.column(number)
            options = _rule(column, scale)
            if column.hint:
                options |= {"input_title": f"Cột ({number})", "input_message": column.hint}
            if options != _ANY:
                _validate(sheet, number, rows, options)


def _rule(column: Column, scale: int) -> dict[str, Any]:
    if column.is_number:
        return dict(_DECIMAL if scale else _WHOLE)
    if column.choices:
        return _CHOICE | {"source": list(column.choices)}
    return dict(_DATE if column.kind == "date" else _ANY)


def _validate(sheet: Worksheet, number: int, rows: list[int], options: dict[str, Any]) -> None:
    (first, last), *others = _runs(rows)
    at = number - 1
    options["other_cells"] = [[begin - 1, at, end - 1, at] for begin, end in others]
    sheet.data_validation(first - 1, at, last - 1, at, options)


def _runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Neighbouring rows as (first, last)."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs

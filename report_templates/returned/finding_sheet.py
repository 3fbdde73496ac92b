"""The rows of the sheet «Kết quả kiểm tra» that opens a returned copy, and reading such a sheet back."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import isfinite
from numbers import Real

from kstt.explaining import Answer, answered
from kstt.finding import SEVERITIES, Finding, Severity
from kstt.period import day
from kstt.sheet import FormerTotals, Value
from kstt.spelling import clean

SHEET = "Kết quả kiểm tra"
TO_DO = (
    "Sửa các ô được đánh dấu ngay trong tệp này rồi gửi lại tệp này; với phát hiện phải giải trình, "
    "ghi vào cột Giải trình của đơn vị."
)
TO_DO_UNREAD = (
    "Tệp đã gửi không đọc được nên bản trả lại này không có số liệu; làm theo cột Cách xử lý rồi gửi lại tệp báo cáo."
)
SHEET_AT, CELL_AT, EXPLANATION, KEY = "Trang", "Ô", "Giải trình của đơn vị", "Khóa (kstt)"
FOUND = "Số đã ghi"
HEADINGS: dict[str, float] = {  # heading: width
    "STT": 5,
    "Mức độ": 10,
    "Biểu": 8,
    SHEET_AT: 10,
    CELL_AT: 6,
    "Dòng": 18,
    "Cột": 5,
    FOUND: 9,
    "Số đúng (nếu biết)": 9,
    "Chênh lệch": 9,
    "Nội dung": 34,
    "Cách xử lý": 27,
    EXPLANATION: 26,
    KEY: 10,
}
FILLS: dict[Severity, str] = {"refuse": "FFFFC7CE", "must_fix": "FFFFC7CE", "must_explain": "FFFFEB9C"}
LONGEST = 32_000  # Excel takes 32,767 characters in a cell
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One finding as a row: `values` follow HEADINGS."""

    finding: Finding
    values: tuple[str | int | float, ...]


def rows(findings: Iterable[Finding], carried: Mapping[str, str]) -> list[Row]:
    """The findings, the gravest first, each with the explanation that holds or was typed before under its key."""
    order = list(SEVERITIES)
    found = sorted(findings, key=lambda finding: (order.index(finding.severity), bool(finding.explanation)))
    seen: Counter[str] = Counter()
    made = []
    for number, finding in enumerate(found, start=1):
        key = legal(finding.key)
        seen[key] += 1
        if seen[key] > 1:  # two lines of one name: the second keeps its own explanation
            key += f"|{seen[key]}"
        words = legal(finding.explanation) or carried.get(key, "")
        made.append(Row(finding, (number, *_values(finding), words, key)))
    return made


def fill_of(finding: Finding) -> str | None:
    """The colour that marks a finding; none for what was explained and needs no more doing."""
    return None if finding.explanation else FILLS.get(finding.severity)


def _values(finding: Finding) -> tuple[str | int | float, ...]:
    return (
        finding.level,
        legal(finding.form),
        legal(finding.sheet),
        finding.cell,
        legal(finding.line),
        f"({finding.column})" if finding.column else "",
        _shown(finding.stands),
        "" if finding.suspects else _shown(finding.expected),  # not known where other cells may be wrong
        _shown(finding.difference),
        legal(finding.message),
        legal(finding.advice),
    )


def _shown(value: object) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, Real) and not isinstance(value, bool):  # also the numbers of pandas
        number = float(value)
        return "" if not isfinite(number) else int(number) if number.is_integer() else number
    return day(value) if isinstance(value, date) else legal(str(value))


def legal(text: str) -> str:
    """The text without what XML can not hold, no longer than a cell may be."""
    return _ILLEGAL.sub("", text)[:LONGEST]


def totals_record(totals: FormerTotals) -> str:
    """The totals as they stand at the return, as text for the hidden column."""
    return legal(json.dumps([[sheet, cell, value] for (sheet, cell), value in totals.items()], ensure_ascii=False))


def former_totals(sheet: Sequence[Sequence[Value]]) -> FormerTotals:
    """The totals recorded on a sheet of findings: they stand above the heading of the hidden column."""
    for above, row in pairwise(sheet):
        if KEY in row and EXPLANATION in row:
            at = row.index(KEY)
            return _totals(above[at] if at < len(above) else None)
    return {}


def _totals(record: Value) -> FormerTotals:
    try:
        told = json.loads(record) if isinstance(record, str) else []
        return {(str(sheet), str(cell)): int(value) for sheet, cell, value in told}
    except (ValueError, TypeError):  # somebody wrote into the hidden column: nothing is known then
        return {}


def answers(sheet: Sequence[Sequence[Value]]) -> list[Answer]:
    """What a unit explained on a sheet of findings that comes back; nothing on any other sheet."""
    for at, row in enumerate(sheet):
        if KEY in row and EXPLANATION in row:
            told = read_back([["" if value is None else str(value) for value in below] for below in sheet[at:]]) or ()
            return answered(
                Answer(one.get(KEY, ""), one.get(EXPLANATION, ""), _number(one.get(FOUND, ""))) for one in told
            )
    return []


def _number(text: str) -> str:
    return text.removesuffix(".0")  # every number of a sheet comes as a decimal one


def read_back(cells: Sequence[Sequence[str]]) -> list[dict[str, str]] | None:
    """The rows of a sheet of findings returned before, by heading; None where the sheet is not one of ours."""
    for at, row in enumerate(cells):
        headings = [clean(text) for text in row]
        if {SHEET_AT, CELL_AT, EXPLANATION, KEY} <= set(headings):
            return [dict(zip(headings, below, strict=False)) for below in cells[at + 1 :]]
    return None

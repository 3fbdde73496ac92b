"""The rows of a table below its headings, down to its signatures: raw values by the form's columns."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import takewhile

from kstt.form import Form
from kstt.sheet import Line, Sheet, Value
from kstt.spelling import clean, plain
from kstt.typed import has_letters
from report_templates.reading.adding_up import adds_up, no_more
from report_templates.reading.contacts import heads_people
from report_templates.reading.found_tables import Found
from report_templates.reading.headings import accepted, any_at, beginning, head_of, opening_words
from report_templates.reading.pages import SIGNED
from report_templates.reading.total_words import says_total

Merges = Iterable[tuple[int, int, int, int]]

_NUMBER_LIKE = re.compile(r"^[\d.,\s\-–—]+$")
_NOTHING = re.compile(  # also «Trang 2/3», «3=4+5+6» below the number of a column, what the next page counts
    r"^(?:[\s0.…\-–—−/]*|\W*(?:trang|tr\.)\s*\d+(?:\s*/\s*\d+)?\W*|[(\s]*\d{1,2}\)?\s*=[\d\s()+=]+|"
    r"\W*(?:đơn vị tính|đvt)\W*(?:số\W+)?(?:hồ sơ|tthc|phản ánh|quy trình)\b[^%]*)$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(  # dots and dashes to be filled in, a number, the same as above
    r"^(?:[\W\d_]*|lĩnh vực[\W_]*|\W*(?:nt|như trên)[\W_]*)$", re.IGNORECASE
)
_DATE_LINE = re.compile(  # of a place: Hải Phòng, ngày 16 tháng 3 năm 2026; or its day in figures
    r"\bngay (?:\d{1,2} )?thang (?:\d{1,2} )?nam\b|\bngay \d{1,2} \d{1,2} 20\d\d$"
)
_ORDINAL = re.compile(r"^\(?(\d{1,3})[.)/\-]?$")  # «1.», «1)», «(1)»
_ONLY_MARK = re.compile(r"^\(?(?:[IVX]{1,5}|[A-HĐa-hđ]|\d{1,2}(?:\.\d{1,2})+)[.)/\-]?$")  # «II», «a)», «1.2»: no name
_NUMBERED = re.compile(  # «1. Hộ tịch», «1.1 Khai sinh»; not «6 tháng»
    r"^\(?(\d{1,2}(?:\.\d{1,2})+|\d{1,2}(?=[.)/\-]))[.)/\-]?\s*(?=[^\W\d])"
)
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_LETTERS = "abcdefghij"
_SMALL_LETTER = re.compile(r"^\(?[a-eđ][.)/]?$")
_SMALL_ROMAN = re.compile(rf"^\(?({'|'.join(sorted(_ROMANS, key=len, reverse=True))})[.)/]?$")
_NAMELESS = "(blank)"  # what pivot tables write for no name at all
_FOOTNOTE = re.compile(r"(?<=\d)[⁰¹²³⁴-⁹]+$")
_FURTHEST = 2  # columns right of a table in which its numbers may have slipped


def lines_of(sheet: Sheet, table: Found, rows: Iterable[tuple[int, list[Value]]]) -> Iterable[Line]:
    """The rows of a table down to its signatures, each as a line; what it is comes later."""
    form = table.form
    names = _cells_of([table.columns.get(1), table.columns[form.label.number]])
    take = _cells_of([table.columns.get(column.number) for column in form.numbers])
    words = _cells_of([table.columns.get(column.number) for column in form.texts])
    beyond = _cells_of(_unheaded(sheet, table))
    closed = False
    for at, row in rows:
        if _is_blank(row):
            continue
        order, label = map(_text, names(row))
        order, values = _ORDINAL.sub(r"\1", _in_digits(order)), take(row)
        if not order.isdigit() and (_signs_off(row, values) or (not label and _dated(row))):
            return
        order, label = _named(form, order, label, values)
        if heads_people(row) or (closed and _heads_another_table(form, order, label, values)):
            return
        if label or not all(map(_is_nothing, values)):
            line = Line(at, label, order, "line", values, words(row), beyond(row))
            closed = closed or says_total(form, line)
            yield line


def _named(form: Form, order: str, label: str, values: Sequence[Value]) -> tuple[str, str]:
    """The ordinal and the name of a row: a cell merged of both holds the name, and dots and dashes are none."""
    fields = form.lines == "fields"
    if order and not label and not order.isdigit() and not (fields and _ONLY_MARK.match(order)):
        order, label = "", order
    shifted = bool(values) and has_letters(values[0])  # the name stands in the first cell of numbers
    return order, "" if fields and _names_nothing(label) and not shifted else label


def with_ordinals(form: Form, lines: Sequence[Line]) -> list[Line]:
    """The rows with the ordinals that stand before their names, «1. Hộ tịch», where none has a cell of its own.

    Small Roman numerals become letters, or a level below letters: «i» is «a», and «0.1» below «a».
    """
    if form.lines != "fields":
        return list(lines)
    small = [_SMALL_ROMAN.match(line.section) for line in lines]
    if any(found and len(found[1]) > 1 for found in small):  # «i» alone may be a letter
        lettered = any(_SMALL_LETTER.match(line.section) for line in lines)
        return [
            replace(line, section=_in_letters(found[1], lettered=lettered)) if found else line
            for line, found in zip(lines, small, strict=True)
        ]
    if any(line.section.isdigit() for line in lines):
        return list(lines)
    return [
        replace(line, section=found[1]) if not line.section and (found := _NUMBERED.match(line.label)) else line
        for line in lines
    ]


def _in_letters(roman: str, *, lettered: bool) -> str:
    at = _ROMANS.index(roman)
    return f"0.{at + 1}" if lettered else _LETTERS[at]


def without_shared_marks(lines: Sequence[Line], merges: Merges, order_at: int) -> list[Line]:
    """The rows without a mark, «II», whose cell in the column `order_at` is merged over several rows with numbers.

    It is that of all of them, and the first heads the others only where none of these counts more, or it adds them but
    for a wrong number.
    """
    merged = {top: bottom for top, left, bottom, right in merges if left <= order_at <= right and bottom > top}
    shared = set[int]()
    for at, line in enumerate(lines):
        last = merged.get(line.row, 0)
        below = [one for one in lines[at + 1 : at + 1 + max(0, last - line.row)] if one.row <= last and one.label]
        heads = all(no_more(one, line) for one in below) or adds_up(line, below)
        if line.filled and not line.section.isdigit() and not heads:
            shared.add(line.row)
    return [replace(line, section="") if line.row in shared else line for line in lines]


def _in_digits(order: str) -> str:
    """An ordinal as digits, «①» being 1, without the mark of a footnote, «2¹»."""
    plainly = _FOOTNOTE.sub("", order)
    return "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in plainly)


def _is_nothing(value: Value) -> bool:
    """Whether a cell is no reason to ask for the name of its row: TRUE is the answer of somebody's own check."""
    return value in (None, 0) or value is True or bool(_NOTHING.match(str(value)))


def _names_nothing(label: str) -> bool:
    return "%" not in label and bool(_NO_NAME.match(label))


def _heads_another_table(form: Form, order: str, label: str, values: Sequence[Value]) -> bool:
    """Whether a row below a total begins a list of something else: «STT», and beside it no heading of this form."""
    if head_of(order) not in opening_words(form) or not label:
        return False
    said = {head_of(value) for value in values} - {""}
    return head_of(label) not in beginning(form) or (bool(said) and said.isdisjoint(_heading_words(form)))


@cache
def _heading_words(form: Form) -> frozenset[str]:
    return frozenset(word for _, levels in accepted(form) for level in levels for word in level)


def _cells_of(columns: Sequence[int | None]) -> Callable[[list[Value]], list[Value]]:
    """Takes the cells of columns (from 0) from a row; a column the table does without has empty ones."""

    def take(row: list[Value]) -> list[Value]:
        width = len(row)
        return [_typed(row[at]) if at is not None and at < width else "" for at in columns]

    return take


def _typed(value: Value) -> Value:
    return "" if isinstance(value, str) and value.isspace() else value


def _is_blank(row: Sequence[Value]) -> bool:
    return not any(value not in ("", None) for value in row)


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value)) if value not in ("", None, _NAMELESS) else ""


def _signs_off(row: Sequence[Value], values: Sequence[Value]) -> bool:
    if sum(value not in ("", None) and bool(_NUMBER_LIKE.match(str(value))) for value in values) > 1:
        return False
    return any(isinstance(value, str) and len(value) < 120 and SIGNED.search(plain(value)) for value in row)


def _dated(row: Sequence[Value]) -> bool:
    """Whether a row reads «ngày … tháng … năm …», be it over several cells."""
    return bool(_DATE_LINE.search(plain(" ".join(_text(value) for value in row))))


def _unheaded(sheet: Sheet, table: Found) -> list[int]:
    """The columns right of a table down to the first that has a heading of its own."""
    heads, last = sheet.rows[table.top : table.first_line], max(table.columns.values())
    return list(takewhile(lambda at: not any_at(heads, at), range(last + 1, last + 1 + _FURTHEST)))

"""A first draft of a form's definition, taken from an official blank workbook; a person reads it before it is used."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from kstt.form_faults import UNVERIFIED
from kstt.identity import Identity, read_identity
from kstt.sheet import Book, Refused, Sheet, Value, cell_at
from kstt.spelling import clean, plain
from report_templates.reading.headings import Path, head, paths
from report_templates.reading.numbering import number_rows

_CODE = re.compile(r"^(?i:biểu|mẫu)(?i: mẫu| nội bộ)?(?i: số)?[\s:]*((?:[IVX]+\.)?\d+[a-zđ]?|[A-Z]{2}|[A-Z]\d+)(?!\w)")
_BASIS = re.compile(r"[\s(,;–-]*(ban hành .*?)\)?$", re.IGNORECASE)
_MEASURE = re.compile(r"đơn vị tính\s*:\s*(.+)", re.IGNORECASE)
_NO_TITLE = ("cong hoa", "doc lap", "uy ban", "ubnd", "van phong", "bieu", "mau")  # other lines in capitals
_TOTAL = f"{head('Tổng')} "
_REMARK = head("Ghi chú")
_DRAFTED = "Bản nháp lập từ biểu mẫu trống; chưa đối chiếu với văn bản gốc."


@dataclass(frozen=True, slots=True)
class _Table:
    """A numbered table: its sheet, the number row (from 0) and the sheet column of every number."""

    sheet: Sheet
    row: int
    columns: dict[int, int]

    @property
    def top(self) -> int:
        """The first heading row: where the first column is headed."""
        at = self.columns[1]
        return next((row for row in range(self.row - 1, -1, -1) if _cell(self.sheet.rows[row], at)), self.row)

    @property
    def headings(self) -> list[Path]:
        """The heading path of each column in the words of the form.

        Every text stands in as a short mark while its path is found, because paths come in simplified words.
        """
        texts = [[_words(cell) for cell in row] for row in self.sheet.rows[self.top : self.row]]
        marks = {text: f"h{at}" for at, text in enumerate(dict.fromkeys(chain(*texts))) if text}
        meant = {mark: text for text, mark in marks.items()}
        first, last = self.columns[1], self.columns[len(self.columns)]
        every = paths([[marks.get(text, "") for text in row] for row in texts], first, last)
        found = {number: tuple(meant[mark] for mark in every[at - first]) for number, at in self.columns.items()}
        return [path or (f"Cột ({number})",) for number, path in found.items()]

    @property
    def above(self) -> list[list[str]]:
        """The lines of every cell above the headings."""
        cells = (cell for row in self.sheet.rows[: self.top] for cell in row if isinstance(cell, str))
        return [[words for line in cell.splitlines() if (words := _words(line))] for cell in cells]


def draft_definition(book: Book) -> str:
    """The first numbered table of a blank workbook as TOML for `definitions.read_form`; raises Refused without one."""
    tables = [_Table(sheet, row, columns) for sheet in book.sheets for row, columns in number_rows(sheet.rows)]
    if not tables:
        raise Refused(
            "form.no_number_row",
            "Không thấy hàng số thứ tự cột (1), (2), (3)… trong tệp, không lập được bản nháp.",
            "Hãy dùng biểu mẫu trống chính thức có hàng đánh số cột liên tục từ (1), ít nhất năm cột.",
        )
    table, *others = tables
    parts = [*_remarks(table, others), *_head(table), *_identities(table), *_columns(table), *_city(table)]
    return "\n".join(parts) + "\n"


def _remarks(table: _Table, others: Sequence[_Table]) -> Iterator[str]:
    yield f"# Bản nháp lập từ trang «{_words(table.sheet.name)}»: đọc lại từng dòng, so với văn bản rồi mới dùng."
    if others:
        yield f"# Tệp còn {len(others)} bảng khác chưa được lập nháp; hãy tách mỗi biểu một tệp."
    if basis := _said(table, _BASIS):
        yield f"# Căn cứ in trên biểu: {basis}"
        yield '# Sau khi đối chiếu: provenance = "sourced" và ghi căn cứ vào legal_basis.'


def _head(table: _Table) -> Iterator[str]:
    yield f"code = {_quoted(_code(table))}"
    yield f"sheet = {_quoted(_code(table))}"
    yield f"printed_code = {_quoted(_own_code(table))}"
    if _printed_code(table) != _own_code(table):
        printed = f"printed_codes = {_quoted([_printed_code(table)])}"
        yield f"{printed}  # mã in trên văn bản: đã đối chiếu thì ghi vào printed_code"
    yield f"title = {_quoted(_title(table))}"
    yield 'valid_from = "2020-Q4"  # kỳ đầu tiên dùng biểu này; ghi valid_to ở định nghĩa cũ cùng mã'
    yield 'provenance = "unverified"'
    yield f"provenance_note = {_quoted(_DRAFTED)}"
    yield f"measure_unit = {_quoted(_said(table, _MEASURE))}"
    yield 'filled_by = ["commune", "division"]'
    yield 'lines = "fields"  # hoặc unit, tasks, free'
    yield "blank_lines = 5"


def _identities(table: _Table) -> Iterator[str]:
    yield "identities = [  # gợi ý theo đầu cột và hàng số; đẳng thức nào đúng thì bỏ dấu # ở đầu dòng"
    hints = {*_printed_sums(table), *_likely_sums(table.headings)}
    for hint in sorted(hints, key=lambda hint: hint.columns):
        yield f"    # {_quoted(_unbracketed(str(hint)))},"
    yield "]"


def _columns(table: _Table) -> Iterator[str]:
    yield "columns = ["
    for number, heading in enumerate(table.headings, start=1):
        given = {"number": str(number), "key": _quoted(f"c{number}"), "heading": _quoted(heading)}
        given |= {1: {"kind": '"ordinal"', "width": "5"}, 2: {"kind": '"label"', "width": "34"}}.get(number, {})
        if number > 2 and head(heading[-1]) == _REMARK:
            given["kind"] = '"text"'
        yield f"    {{ {', '.join(f'{key} = {value}' for key, value in given.items())} }},"
    yield "]"


def _city(table: _Table) -> Iterator[str]:
    yield "\n[[cities]]"
    yield f"sheet = {_quoted(_code(table))}"
    yield f"printed_code = {_quoted(_own_code(table))}"
    yield f"title = {_quoted(f'{_title(table)} – TỔNG HỢP')}"
    yield 'by = "line"'
    yield f"label_heading = {_quoted(table.headings[1][-1])}"


def _printed_sums(table: _Table) -> Iterator[Identity]:
    """Sums the number row itself prints: «(3)=(4)+(5)+(6)»."""
    for at in table.columns.values():
        with suppress(ValueError):
            yield read_identity(_unbracketed(_cell(table.sheet.rows[table.row], at)))


def _likely_sums(headings: Sequence[Path]) -> Iterator[Identity]:
    """A column headed as a total is likely the sum of its group; of an inner group only its own total counts."""
    numbered = {number: path for number, path in enumerate(headings, start=1) if head(path[-1]) != _REMARK}
    totals = {number: path[:-1] for number, path in numbered.items() if len(path) > 1 and _is_total(path[-1])}
    for total, group in totals.items():
        inner = [other for other in totals.values() if len(other) > len(group)]
        parts = [
            number
            for number, path in numbered.items()
            if number != total
            and path[: len(group)] == group
            and (number in totals or not any(path[: len(other)] == other for other in inner))
        ]
        if parts:
            yield Identity(total, "=", tuple(parts))


def _is_total(words: str) -> bool:
    return f"{head(words)} ".startswith(_TOTAL)


def _unbracketed(identity: str) -> str:
    return identity.replace("(", "").replace(")", "")


def _code(table: _Table) -> str:
    found = _CODE.match(_printed_code(table))
    return found[1] if found else _words(table.sheet.name)


def _printed_code(table: _Table) -> str:
    lines = (_BASIS.sub("", line) for lines in table.above for line in lines)
    return next((line for line in lines if _CODE.match(line)), _words(table.sheet.name))


def _own_code(table: _Table) -> str:
    """What a form is called that nobody held against the text."""
    return f"{UNVERIFIED} {_code(table)}"


def _title(table: _Table) -> str:
    """The longest text in capitals above the table; the sheet's name where there is none."""
    capitals = (
        " ".join(line for line in lines if line.isupper() and not plain(line).startswith(_NO_TITLE))
        for lines in table.above
    )
    return max(capitals, key=len, default="") or _words(table.sheet.name)


def _said(table: _Table, pattern: re.Pattern[str]) -> str:
    found = (pattern.search(line) for lines in table.above for line in lines)
    return next((one[1] for one in found if one), "")


def _cell(row: Sequence[Value], at: int) -> str:
    return _words(cell_at(row, at))


def _words(value: Value) -> str:
    """The words of a cell on one line, without what TOML can not hold."""
    return "".join(letter for letter in clean(value) if letter.isprintable()) if isinstance(value, str) else ""


def _quoted(value: str | Sequence[str]) -> str:
    """Text as TOML: the same as JSON for printable text."""
    return json.dumps(value, ensure_ascii=False)

"""Names of lines that take two rows of a sheet, with the numbers on one of them, or two columns: read as one name."""

import re
from collections.abc import Sequence
from dataclasses import replace

from kstt.form import Form
from kstt.sheet import Line, Sheet, Value, cell_at
from kstt.spelling import clean, plain
from report_templates.reading.found_tables import Found
from report_templates.reading.line_marks import kind_of, level_of, mark_of
from report_templates.reading.table_rows import Merges
from report_templates.reading.total_words import carries_over, says_part, says_total

_GOES_ON = re.compile(r"^(?:[^\W\d_]|\((?=[^\W\d_]{2}))")
_OPEN_END = re.compile(r"(?:[,;&/\-–]|\b(?:và|hoặc|của|về|trong|theo|các))$", re.IGNORECASE)
_REMARK = re.compile(
    r"^\W*(?:ghi chú|số liệu|trong đó|bao gồm|gồm|không|chưa|kể cả|tính|từ|kèm|xem|theo|tiếp theo|đã|nếu|người|ngày)\b",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(r"\b(?:thu tuc|tthc|noi dung|cong viec)\b")  # in the heading of a column
_LONGEST = 60  # letters of the second half; a longer text is a sentence


def whole_labels(lines: Sequence[Line], merges: Merges, label_at: int) -> list[Line]:
    """The lines, those whose name stands on two rows as one, at the row with the numbers; `label_at` is its column.

    The second half goes on in the midst of a name, or the cells of both rows are merged. Where names mostly begin with
    a small letter, nobody can tell halves.
    """
    merged = {top: bottom for top, left, bottom, right in merges if left <= label_at <= right and bottom > top}
    small = [line.label[:1].islower() for line in lines if line.filled and line.label]
    halves_tell = sum(small) * 2 <= len(small)
    whole: list[Line] = []
    for line in lines:
        above = whole[-1] if whole else None
        if above and line.row <= merged.get(above.row, 0) and _holds_numbers_of(above, line):
            whole[-1] = replace(line, label=above.label, section=above.section)
        elif above and halves_tell and line.row == above.row + 1 and _is_second_half(above, line):
            numbers = line if line.filled else above
            name, order = f"{above.label} {line.label}", above.section or line.section
            whole[-1] = replace(numbers, label=name, section=order)
        else:
            whole.append(line)
    return whole


def _holds_numbers_of(above: Line, line: Line) -> bool:
    """Whether a row has the numbers alone and the one above it the name."""
    return not line.label and not above.filled and line.filled


def names_in_two_columns(sheet: Sheet, table: Found, lines: Sequence[Line]) -> list[Line]:
    """The lines, those of a table that names procedures beside their fields by both: «Hộ tịch – Khai sinh».

    Where every field has one row its name is enough. A field may stand in the first of its rows alone; ordinals count
    fields, and tell nothing of such rows. «Cộng» or «Trong đó» among the procedures is no procedure.
    """
    label = table.form.label.number
    numbers = min(at for number, at in table.columns.items() if number > label)
    between = range(table.columns[label] + 1, numbers)
    heads = sheet.rows[table.top : table.first_line]
    at = next((at for at in between if any(_PROCEDURE.search(plain(_words(row, at))) for row in heads)), None)
    if at is None:
        return list(lines)
    beside = {line.row: _words(sheet.rows[line.row - 1], at) for line in lines if line.filled}
    sums = {line.row for line in lines if _repeats(table.form, line.label)}
    repeating = {row for row, said in beside.items() if _repeats(table.form, said)}
    fields = [line.label for line in lines if beside.get(line.row) and line.row not in sums | repeating]
    enough = all(fields) and len(set(fields)) == len(fields)
    named: list[Line] = []
    field = ""
    for line in lines:
        if line.row in sums:
            named.append(line)
            continue
        new, field = line.label not in ("", field), line.label or field
        said = beside.get(line.row, "")
        if line.row in repeating:
            named.append(line if new else replace(line, label=said))
        elif said and field and not enough:
            named.append(replace(line, label=f"{field} – {said}", section=""))
        else:
            named.append(line)
    return named


def _repeats(form: Form, said: str) -> bool:
    """Whether words, be they in place of a procedure, say that the row repeats numbers of others."""
    line = Line(0, said, "", "line", [])
    return says_total(form, line) or says_part(line) or carries_over(line)


def _words(row: Sequence[Value], at: int) -> str:
    value = cell_at(row, at)
    return clean(value) if isinstance(value, str) else ""


def _is_second_half(above: Line, line: Line) -> bool:
    """Whether two rows are one: numbers on one of them, one ordinal at most, and words that go on."""
    if above.filled == line.filled or (above.section and line.section) or not above.label:
        return False
    if any(kind_of(one) in ("letter", "dash") or level_of(one) > 1 or mark_of(one) for one in (above, line)):
        return False
    if len(line.label) > _LONGEST or not _GOES_ON.match(line.label) or _REMARK.match(line.label):
        return False
    open_bracket = above.label.count("(") > above.label.count(")")
    return open_bracket or bool(_OPEN_END.search(above.label)) or not line.label[:1].isupper()

"""Tables that go on over several printed pages: headings repeated in their midst are no rows of theirs."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from kstt.form import Form
from kstt.mention import mention
from kstt.sheet import Line, Value
from kstt.spelling import clean, plain
from kstt.typed import as_typed, has_letters, whole
from report_templates.reading.below_signatures import ordinal_of
from report_templates.reading.found_tables import Found, claims
from report_templates.reading.numbering import number_rows
from report_templates.reading.total_words import of_another_time, says_total

SIGNED = re.compile(
    r"^(?:nguoi (?:lap|tong hop|bao cao|lam)|thu truong|chu tich|pho chu tich|giam doc|truong phong|kt |tm |tuq |"
    r"noi nhan|ky ten|lanh dao|xac nhan(?: (?:cua|so lieu)\b|\W*$))|\bngay\b.*\bthang\b.*\bnam\b"
)
_UNIT_LINE = re.compile(r"\b(?:don vi|co quan)(?: gui)? bao cao\b|^ten don vi\b")
_HEAD = 12  # rows above a table that may be its head
_NAMING = 3  # filled cells of a row of headings, at the least
_LONGEST = 120  # a longer text is the label of a procedure


def joined(rows: Sequence[Sequence[Value]], found: Sequence[Found], forms: Sequence[Form]) -> list[Found]:
    """The tables of a sheet, each with the pages that follow it: same form, same columns, no head of their own."""
    tables: list[Found] = []
    for table in found:
        last = tables[-1] if tables else None
        head = _head_again(rows, last, table) if last else frozenset[int]()
        if last and _goes_on(rows, last, table, forms, head):
            end = table.first_line + _copied(rows, last, table)
            tables[-1] = replace(last, repeated=last.repeated | head | frozenset(range(table.top, end)))
        else:
            tables.append(table)
    numbered = list(number_rows(rows)) if tables else []
    return [replace(one, repeated=one.repeated | _numbers(one, numbered) | _headings(rows, one)) for one in tables]


def _goes_on(
    rows: Sequence[Sequence[Value]], last: Found, table: Found, forms: Sequence[Form], head: Collection[int]
) -> bool:
    if (table.form, table.columns) != (last.form, last.columns):
        return False
    between = [rows[at] for at in range(max(last.first_line, table.top - _HEAD), table.top) if at not in head]
    return not claims(between, forms) and not any(_ends(row) or _compares(row) for row in between)


def _head_again(rows: Sequence[Sequence[Value]], last: Found, table: Found) -> frozenset[int]:
    """The rows above a table that repeat the head of the one before it word for word.

    Only where lines are numbered on from that one to this and a total stands below both alone: else each may be a
    form of its own.
    """
    above, below = rows[last.first_line : table.top], rows[table.first_line :]
    ordinals, further = _ordinals(last, above), _ordinals(last, below)
    if not ordinals or not further or further[0] != ordinals[-1] + 1:
        return frozenset()
    if _has_total(last, above) or not _has_total(last, below):
        return frozenset()
    head = {_filled(row) for row in rows[: last.top]} - {()}
    return frozenset(at for at in range(last.first_line, table.top) if _filled(rows[at]) in head)


def _filled(row: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(value for value in row if value not in ("", None))


def _ordinals(table: Found, rows: Iterable[Sequence[Value]]) -> list[int]:
    at = table.columns.get(1)
    found = (ordinal_of(row[at]) for row in rows if at is not None and at < len(row))
    return [ordinal for ordinal in found if ordinal is not None]


def _has_total(table: Found, rows: Iterable[Sequence[Value]]) -> bool:
    """Whether a row is a total by the words in the cells of ordinals and labels."""
    places = (table.columns.get(1), table.columns[table.form.label.number])
    words = (str(row[at]) for row in rows for at in places if at is not None and at < len(row))
    return any(says_total(table.form, Line(0, clean(said), "", "line", [], [], [])) for said in words)


def _copied(rows: Sequence[Sequence[Value]], last: Found, table: Found) -> int:
    """How many rows of a table only repeat the one above it: all that stand there, or none."""
    above = [list(row) for row in rows[last.first_line : table.top]]
    while above and not any(above[-1]):
        above.pop()
    return len(above) if above == [list(row) for row in rows[table.first_line :][: len(above)]] else 0


def _ends(row: Iterable[Value]) -> bool:
    """Whether a row names a unit or period, as the head of a table does, or signs one off.

    A number typed as text, «2026», is one of the table's own.
    """
    texts = (value for value in row if isinstance(value, str) and 0 < len(value) < _LONGEST)
    said = [plain(value) for value in texts if whole(as_typed(value)) is None]
    return any(SIGNED.search(text) or _UNIT_LINE.search(text) or mention(text) for text in said)


def _compares(row: Iterable[Value]) -> bool:
    """Whether nothing but the name of figures to compare with stands in a row: what follows is no further page."""
    filled = _filled(row)
    return len(filled) == 1 and isinstance(filled[0], str) and of_another_time(filled[0])


def _numbers(table: Found, numbered: Iterable[tuple[int, dict[int, int]]]) -> frozenset[int]:
    return frozenset(at for at, columns in numbered if at >= table.first_line and columns == table.columns)


def _headings(rows: Sequence[Sequence[Value]], table: Found) -> frozenset[int]:
    """The rows below a table's headings that say the same as one of those, which may head some of the columns alone."""
    heads = {
        tuple(row)
        for row in rows[table.top : table.first_line]
        if sum(map(bool, row)) >= _NAMING or _heads_numbers(table, row)
    }
    return frozenset(at for at in range(table.first_line, len(rows)) if tuple(rows[at]) in heads)


def _heads_numbers(table: Found, row: Sequence[Value]) -> bool:
    """Whether a row says something in words in columns of numbers, and nothing elsewhere."""
    numbers = {table.columns[column.number] for column in table.form.numbers if column.number in table.columns}
    said = {at: value for at, value in enumerate(row) if value not in ("", None)}
    return bool(said) and said.keys() <= numbers and all(map(has_letters, said.values()))

"""Forms by the headings of their tables alone, where no row numbers the columns."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, product

from kstt.form import Column, Form
from kstt.sheet import Value
from report_templates.reading.by_elimination import by_elimination
from report_templates.reading.by_number_row import DEEPEST
from report_templates.reading.flat_headings import flat_columns
from report_templates.reading.found_tables import Found, claims
from report_templates.reading.headings import (
    beginning,
    group_words,
    head_of,
    is_added,
    may_head,
    meant,
    opening_words,
    paths,
    words_of,
)
from report_templates.reading.near_headings import by_words
from report_templates.reading.numbering import counting, numbers_columns

HEADED_WITHIN = 60  # rows from the top, where nothing else says that a form is there
_ABOVE = 12  # rows above a table in which it says which form it is


def by_headings(rows: Sequence[Sequence[Value]], forms: Sequence[Form]) -> Iterator[Found]:
    """The forms whose headings alone leave no doubt, from top to bottom; those beside each other from left to right."""
    start = 0
    while start < len(rows):
        words = words_of(rows[start])
        opened = [form for form in forms if words & beginning(form) or words & group_words(form)]
        tables = _beginnings(rows, start, opened) if opened else []
        yield from tables
        start = max((table.first_line for table in tables), default=start + 1)


def _beginnings(rows: Sequence[Sequence[Value]], top: int, forms: Sequence[Form]) -> list[Found]:
    """The forms whose headings begin in a row."""
    return _side_by_side(rows, top, forms) or [*filter(None, [_beginning(rows, top, forms)])]


def _beginning(rows: Sequence[Sequence[Value]], top: int, forms: Sequence[Form]) -> Found | None:
    """The first form whose headings begin in a row."""
    every = product((False, True), forms)  # what is near a form may be another one
    return next((table for near, form in every if (table := headed_at(rows, top, form, near=near))), None)


def _side_by_side(rows: Sequence[Sequence[Value]], top: int, forms: Sequence[Form]) -> list[Found]:
    """The forms whose headings begin beside each other in a row; none where one stands there twice.

    Each is looked for without the columns of the others: they have headings in common.
    """
    first = max(0, top - _ABOVE)
    blocks = _blocks(rows[top], rows[first : top + DEEPEST], forms)
    tables = [lowered(table, first) for block in blocks if (table := _beginning(block, top - first, forms))]
    return tables if len({table.form.code for table in tables}) == len(tables) else []


def _blocks(
    row: Sequence[Value], rows: Sequence[Sequence[Value]], forms: Sequence[Form]
) -> Iterator[Sequence[Sequence[Value]]]:
    """The rows with the columns of one block of headings that begins in `row`, for each of them where several do."""
    opening = frozenset[str]().union(*map(opening_words, forms))
    begins = [at for at, value in enumerate(row) if head_of(value) in opening]
    for start, end in pairwise([0, *begins[1:], len(row)] if len(begins) > 1 else []):
        yield [[value if start <= at < end else "" for at, value in enumerate(one)] for one in rows]


def lowered(table: Found, rows: int) -> Found:
    """A table by headings that was found in rows of a sheet from so many rows down."""
    return replace(table, top=table.top + rows, first_line=table.first_line + rows)


def headed_at(rows: Sequence[Sequence[Value]], top: int, form: Form, *, near: bool = False) -> Found | None:
    """The form, if its heading block begins in row `top` and every column of it is found exactly once.

    Where headings only `near` those of the form count too, they say its words among others.
    """
    if flat := flat_columns(rows[top], form):
        return _numbered(rows, form, flat, top, top + 1)
    if not may_head(form, rows, top):
        return None
    claimed = claims(rows[max(0, top - _ABOVE) : top], [form]) is not None
    for depth in range(1, 5):
        positions = _positions(rows, top, depth, form, near=near, claimed=claimed)
        columns = {number: places[0] for number, places in positions.items() if len(places) == 1}
        lacking = [one for one in form.columns if one.number not in columns and one.kind != "ordinal"]
        if lacking and not _does_without(lacking, positions, columns.values(), claimed=claimed):
            continue
        if not _another_within(rows[top], form, list(columns.values())):
            in_order = list(columns.values()) == sorted(set(columns.values()))
            return _numbered(rows, form, columns, top, top + depth) if in_order else None
    return None


def _positions(
    rows: Sequence[Sequence[Value]], top: int, depth: int, form: Form, *, near: bool, claimed: bool
) -> dict[int, Sequence[int]]:
    """Where each column may stand (from 0) by so many rows of headings; nobody may have headed the ordinals."""
    block = rows[top : top + depth]
    observed = tuple(paths(block, 0, max(map(len, block)) - 1))
    positions = dict(meant(form, observed))
    if near:
        positions |= by_words(form, observed, positions)
    if claimed:
        positions |= by_elimination(form, observed, positions)
    if any(len(places) > 1 for places in positions.values()):
        positions = _where_anything_stands(rows[top : top + HEADED_WITHIN], positions)
    if len(positions[1]) != 1 and len(label := positions[form.label.number]) == 1:
        positions[1] = [at for at in (label[0] - 1,) if at >= 0]
    return positions


def _where_anything_stands(
    rows: Sequence[Sequence[Value]], positions: Mapping[int, Sequence[int]]
) -> dict[int, Sequence[int]]:
    """The places of columns without those in which nothing stands: cells merged over two places leave such."""
    filled = {at for row in rows for at, value in enumerate(row) if value not in ("", None)}
    return {number: [at for at in places if at in filled] or places for number, places in positions.items()}


def _does_without(
    lacking: Sequence[Column], places: Mapping[int, Sequence[int]], found: Collection[int], *, claimed: bool
) -> bool:
    """Whether a table may do without columns, and none is left over in its midst that may be one of them.

    Without columns of words many a list looks like a form: it has to say that it is that one.
    """
    optional = all(
        column.optional and (column.is_number or claimed) and not places[column.number] for column in lacking
    )
    return optional and set(found) == set(range(min(found), max(found) + 1))


def _another_within(row: Sequence[Value], form: Form, columns: Sequence[int]) -> bool:
    """Whether another table begins among the columns found: some of them are that one's."""
    begins = [at for at, value in enumerate(row) if head_of(value) in opening_words(form)]
    return any(min(columns) < at < max(columns) and at not in columns for at in begins)


def _numbered(
    rows: Sequence[Sequence[Value]], form: Form, columns: dict[int, int], top: int, below: int
) -> Found | None:
    """The form under headings that leave no doubt, unless the row below numbers other columns too."""
    row = rows[below] if below < len(rows) else []
    beside = {at for said in rows[top:below] for at, value in enumerate(said) if is_added(head_of(value))}
    counted = {number: at for number, at in counting(row).items() if at not in beside}
    if len(counted) > len(form.columns) or not set(counted.values()) <= set(columns.values()):
        return None
    table = Found(form, columns, top, below + numbers_columns(row, columns))
    return replace(table, top=_own_top(rows[:below], table))


def _own_top(rows: Sequence[Sequence[Value]], table: Found) -> int:
    """The first row with a heading of the form's own in its columns: one beside it may begin higher."""
    own = ({head_of(row[at]) for at in table.span if at < len(row)} for row in rows[table.top :])
    return next((at for at, said in enumerate(own, table.top) if said & group_words(table.form)), table.top)

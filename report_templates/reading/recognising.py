"""Finds forms on a sheet: by the number row «(1) (2) … (13)» and the headings at it, or by the headings alone."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise, product

from kstt.form import Column, Form
from kstt.sheet import Sheet, Value, cell_at
from report_templates.reading.adding_up import amount
from report_templates.reading.by_elimination import by_elimination
from report_templates.reading.columns_between import doubled, headed, split_column
from report_templates.reading.flat_headings import flat_columns
from report_templates.reading.found_tables import Found, NotUnderstood, claims, without
from report_templates.reading.headings import (
    BELOW_GROUPS,
    Path,
    beginning,
    group_words,
    head_of,
    is_added,
    may_head,
    meant,
    opening_words,
    paths,
    share_of_last_words,
    words_of,
)
from report_templates.reading.lost_tables import NO_TABLE, lost_tables
from report_templates.reading.misfits import LACKING, TWICE, holds_numbers, misfit
from report_templates.reading.near_headings import by_words
from report_templates.reading.numbering import counting, number_rows, numbers_columns
from report_templates.reading.other_headings import says_other

_DEEPEST = 6  # rows of headings above a number row
_ABOVE = 12  # rows above a table in which it says which form it is
_HEADED_WITHIN = 60  # rows from the top, where nothing else says that a form is there
_ENOUGH = 0.5  # share of columns whose headings must be understood
_ENOUGH_WITH_CODE = 0.25  # when the printed code stands above the table


def find_forms(sheet: Sheet, forms: Sequence[Form]) -> tuple[list[Found], list[NotUnderstood]]:
    """The forms on a sheet from top to bottom, and the tables that look like one and can not be read."""
    tables: list[Found | NotUnderstood] = []
    previous_end = 0
    for row, columns in number_rows(sheet.rows):
        table = _by_number_row(sheet.rows, row, columns, forms, previous_end)
        if isinstance(table, NotUnderstood):
            table = _headed_above(sheet.rows, row, previous_end, forms) or table
            table = _headed_below(sheet.rows, row, columns, forms) or table
        if table:
            tables.append(table)
        previous_end = row + 1
    found, wrong = _understood(sheet.rows, tables or _by_headings(sheet.rows, forms))
    while found and not wrong and (more := _around(sheet.rows, found, forms)):
        further, wrong = _understood(sheet.rows, more)
        found = sorted([*found, *further], key=lambda table: table.top)
    if found and not wrong:
        wrong += lost_tables(sheet.rows, found, forms)
    return found, wrong or (wrong if found else _nearest(sheet.rows, forms))


def _nearest(rows: Sequence[Sequence[Value]], forms: Sequence[Form]) -> list[NotUnderstood]:
    """The table of a sheet without a form that claims to be one, or whose headings are nearly those of one."""
    if claimed := claims(rows, forms):
        nothing = NO_TABLE.format(claimed.code)
        code = claimed.code if holds_numbers(rows, claimed) else ""
        return [NotUnderstood(*(misfit(rows, claimed, claimed=True) or (0, nothing)), sure=False, code=code)]
    near = ((form, misfit(rows[:_HEADED_WITHIN], form)) for form in forms)  # a long list of something else costs time
    likely = ((form, said) for form, said in near if said and holds_numbers(rows[said[0] :], form))
    return [NotUnderstood(*said, sure=False, code=form.code) for form, said in likely][:1]


def _understood(
    rows: Sequence[Sequence[Value]], tables: Iterable[Found | NotUnderstood]
) -> tuple[list[Found], list[NotUnderstood]]:
    told = [_as_headed(rows, table) for table in tables]
    found = [table for table in told if isinstance(table, Found)]
    return found, [table for table in told if isinstance(table, NotUnderstood)]


def _as_headed(rows: Sequence[Sequence[Value]], table: Found | NotUnderstood) -> Found | NotUnderstood:
    """The table, unless a heading of its says that a column counts something else, or one of its columns is several."""
    if isinstance(table, NotUnderstood):
        return table
    end = table.first_line if table.number_row is None else table.number_row
    other = says_other(table.form, table.columns, rows[table.top : end])
    other = other or doubled(rows, table) or split_column(rows, table)
    return NotUnderstood(end - (table.number_row is None), other) if other else table


def _by_number_row(
    rows: Sequence[Sequence[Value]], row: int, columns: dict[int, int], forms: Sequence[Form], above: int
) -> Found | NotUnderstood | None:
    claimed = claims(rows[above:row], forms)
    observed = cache(lambda top: _observed(rows, top, row, columns))  # forms mostly begin in the same row
    likely: list[tuple[float, Found]] = []
    for form in (form for form in forms if len(form.columns) <= len(columns)):
        top = _top(rows, row, form, above)
        wide = len(form.columns)
        own, more = observed(top)[:wide], zip(observed(top)[wide:], [*columns.values()][wide:], strict=True)
        share = _share(form, own, claimed=claimed == form)
        beside = [_is_own(form, path) or (not path and not _counts(rows[row + 1 :], at)) for path, at in more]
        if beside and not (share == 1 and all(beside)):
            continue
        wrong = _swapped(form, own)
        if wrong and claimed == form:
            return NotUnderstood(row, wrong)
        if not wrong and share >= (_ENOUGH_WITH_CODE if claimed == form else _ENOUGH):
            mine = {number: at for number, at in columns.items() if number <= len(form.columns)}
            likely.append((share, Found(form, mine, top, row + 1, row)))
    if likely:
        return max(likely, key=lambda one: one[0])[1]
    if not claimed:
        return None
    further = _further(rows, row, columns, claimed, above) if len(columns) > len(claimed.columns) else ""
    return NotUnderstood(row, _unlike(rows[above:row], claimed, len(columns)) + further)


def _further(rows: Sequence[Sequence[Value]], row: int, columns: dict[int, int], form: Form, above: int) -> str:
    """Words on the numbered columns that a form does not have, where all of its own are there."""
    top = _top(rows, row, form, above)
    places = meant(form, tuple(_observed(rows, top, row, columns)))
    known = {at for every in places.values() for at in every}
    further = [column for at, column in enumerate(columns.values()) if at not in known]
    if any(len(every) != 1 for every in places.values()) or len(further) + len(known) != len(columns):
        return ""
    return f"; biểu không có cột {', '.join(headed(rows[top:row], at) for at in further)}"


def _is_own(form: Form, path: Path) -> bool:
    """Whether a column behind those of a form is one that people add: it has a heading, and none of the form's."""
    return bool(path) and (is_added(path[-1]) or not group_words(form).intersection(path))


def _counts(rows: Sequence[Sequence[Value]], at: int) -> bool:
    """Whether numbers stand in a place of some rows."""
    return any(amount(cell_at(row, at)) for row in rows)


def _unlike(rows: Sequence[Sequence[Value]], form: Form, numbered: int) -> str:
    """A sentence on a table with so many numbered columns that says it is a form and is laid out otherwise."""
    _, near = misfit(rows, form, claimed=True) or (0, "")
    if near.endswith(TWICE):
        return near
    if numbered == len(form.columns):
        return f"đầu cột của bảng không giống biểu {form.code}"
    many = f"bảng có {numbered} cột trong khi biểu {form.code} có {len(form.columns)} cột"
    return f"{many}: {near}" if numbered < len(form.columns) and near.startswith(LACKING) else many


def _top(rows: Sequence[Sequence[Value]], row: int, form: Form, above: int) -> int:
    """The first row of headings: where the first column is headed «STT», be it below the groups, else close above."""
    lowest = max(above, row - _DEEPEST)
    for at in range(row - 1, lowest - 1, -1):
        if any(head_of(value) in opening_words(form) for value in rows[at] if value):
            groups = (up for up in range(max(lowest, at - BELOW_GROUPS), at) if may_head(form, rows, up))
            return next(groups, at)
    return max(lowest, row - 3)


def _observed(rows: Sequence[Sequence[Value]], top: int, end: int, columns: dict[int, int]) -> list[Path]:
    at = list(columns.values())
    every = paths(rows[top:end], at[0], at[-1])
    return [every[column - at[0]] for column in at]


def _share(form: Form, observed: Sequence[Path], *, claimed: bool) -> float:
    """How many columns are understood; where the form is `claimed`, groups of columns may be named in any way."""
    if claimed and all(len(path) <= 1 for path in observed):
        return share_of_last_words(form, observed)
    positions = meant(form, tuple(observed))
    share = sum(number - 1 in positions[number] for number in positions) / len(positions)
    return max(share, share_of_last_words(form, observed)) if claimed else share


def _swapped(form: Form, observed: Sequence[Path]) -> str:
    """A sentence when a column clearly carries another one's heading."""
    positions = meant(form, tuple(observed))
    for number, places in positions.items():
        here = [other for other, at in positions.items() if number - 1 in at]
        if here and number not in here and len(here) == 1 and number - 1 not in places:
            said = " – ".join(form.column(here[0]).heading)
            return f"cột đánh số ({number}) lại mang đầu cột «{said}» của cột ({here[0]})"
    return ""


def _headed_above(rows: Sequence[Sequence[Value]], row: int, above: int, forms: Sequence[Form]) -> Found | None:
    """The form whose headings alone leave no doubt, where the number row below them lacks numbers."""
    for top in range(row - 1, max(above, row - _DEEPEST) - 1, -1):
        for form in forms:
            if (table := _headed(rows, top, form)) and table.first_line == row + 1:
                return table
    return None


def _headed_below(
    rows: Sequence[Sequence[Value]], row: int, columns: dict[int, int], forms: Sequence[Form]
) -> Found | None:
    """The form whose headings stand below the number row, each at its number."""
    tables = (_headed(rows, row + 1, form) for form in forms if row + 1 < len(rows))
    return next((table for table in tables if table and table.columns == columns), None)


def _by_headings(rows: Sequence[Sequence[Value]], forms: Sequence[Form]) -> Iterator[Found]:
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
    return next((table for near, form in every if (table := _headed(rows, top, form, near=near))), None)


def _side_by_side(rows: Sequence[Sequence[Value]], top: int, forms: Sequence[Form]) -> list[Found]:
    """The forms whose headings begin beside each other in a row; none where one stands there twice.

    Each is looked for without the columns of the others: they have headings in common.
    """
    first = max(0, top - _ABOVE)
    blocks = _blocks(rows[top], rows[first : top + _DEEPEST], forms)
    tables = [_lower(table, first) for block in blocks if (table := _beginning(block, top - first, forms))]
    return tables if len({table.form.code for table in tables}) == len(tables) else []


def _blocks(
    row: Sequence[Value], rows: Sequence[Sequence[Value]], forms: Sequence[Form]
) -> Iterator[Sequence[Sequence[Value]]]:
    """The rows with the columns of one block of headings that begins in `row`, for each of them where several do."""
    opening = frozenset[str]().union(*map(opening_words, forms))
    begins = [at for at, value in enumerate(row) if head_of(value) in opening]
    for start, end in pairwise([0, *begins[1:], len(row)] if len(begins) > 1 else []):
        yield [[value if start <= at < end else "" for at, value in enumerate(one)] for one in rows]


def _lower(table: Found, rows: int) -> Found:
    """A table by headings that was found in rows of a sheet from so many rows down."""
    return replace(table, top=table.top + rows, first_line=table.first_line + rows)


def _around(rows: Sequence[Sequence[Value]], found: Sequence[Found], forms: Sequence[Form]) -> list[Found]:
    """Tables above, between, below or else beside those that are found; the number row of one may stand beside them."""
    starts, ends = [0, *(table.first_line for table in found)], [*(table.top for table in found), len(rows)]
    beside = without(rows, found)
    tables = [
        _lower(table, start)
        for start, end in zip(starts, ends, strict=True)
        for table in _by_headings([*rows[start:end], *beside[end : end + _DEEPEST]], forms)
        if start + table.top < end
    ]
    known = {(table.first_line, table.span) for table in found}

    def further(every: Iterable[Found]) -> list[Found]:
        """None twice, so that the search for more comes to its end."""
        return [table for table in every if (table.first_line, table.span) not in known]

    return further(tables) or further(_by_headings(beside, forms))


def _headed(rows: Sequence[Sequence[Value]], top: int, form: Form, *, near: bool = False) -> Found | None:
    """The form, if its heading block begins in row `top` and every column of it is found exactly once.

    Where headings only `near` those of the form count too, they say its words among others.
    """
    if flat := flat_columns(rows[top], form):
        return _numbered(rows, form, flat, top, top + 1)
    if not may_head(form, rows, top):
        return None
    for depth in range(1, 5):
        positions = _positions(rows, top, depth, form, near=near)
        columns = {number: places[0] for number, places in positions.items() if len(places) == 1}
        lacking = [one for one in form.columns if one.number not in columns and one.kind != "ordinal"]
        if lacking and not _does_without(lacking, positions, columns.values()):
            continue
        if not _another_within(rows[top], form, list(columns.values())):
            in_order = list(columns.values()) == sorted(set(columns.values()))
            return _numbered(rows, form, columns, top, top + depth) if in_order else None
    return None


def _positions(
    rows: Sequence[Sequence[Value]], top: int, depth: int, form: Form, *, near: bool
) -> dict[int, Sequence[int]]:
    """Where each column may stand (from 0) by so many rows of headings; nobody may have headed the ordinals."""
    block = rows[top : top + depth]
    observed = tuple(paths(block, 0, max(map(len, block)) - 1))
    positions = dict(meant(form, observed))
    if near:
        positions |= by_words(form, observed, positions)
    if claims(rows[max(0, top - _ABOVE) : top], [form]):
        positions |= by_elimination(form, observed, positions)
    if any(len(places) > 1 for places in positions.values()):
        positions = _where_anything_stands(rows[top : top + _HEADED_WITHIN], positions)
    if len(positions[1]) != 1 and len(label := positions[form.label.number]) == 1:
        positions[1] = [at for at in (label[0] - 1,) if at >= 0]
    return positions


def _where_anything_stands(
    rows: Sequence[Sequence[Value]], positions: Mapping[int, Sequence[int]]
) -> dict[int, Sequence[int]]:
    """The places of columns without those in which nothing stands: cells merged over two places leave such."""
    filled = {at for row in rows for at, value in enumerate(row) if value not in ("", None)}
    return {number: [at for at in places if at in filled] or places for number, places in positions.items()}


def _does_without(lacking: Sequence[Column], places: Mapping[int, Sequence[int]], found: Collection[int]) -> bool:
    """Whether a table may do without columns, and none is left over in its midst that may be one of them."""
    optional = all(column.optional and not places[column.number] for column in lacking)
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

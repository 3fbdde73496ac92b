"""Finds forms on a sheet: by the number row «(1) (2) … (13)» and the headings at it, or by the headings alone."""

from collections.abc import Iterable, Sequence

from kstt.form import Form
from kstt.sheet import Sheet, Value
from report_templates.reading.by_headings import HEADED_WITHIN, by_headings, headed_at, lowered
from report_templates.reading.by_number_row import DEEPEST, by_number_row
from report_templates.reading.columns_between import doubled, split_column
from report_templates.reading.found_tables import Found, NotUnderstood, claims, without
from report_templates.reading.lost_tables import NO_TABLE, lost_tables
from report_templates.reading.misfits import holds_numbers, misfit
from report_templates.reading.numbering import number_rows
from report_templates.reading.other_headings import says_other


def find_forms(sheet: Sheet, forms: Sequence[Form]) -> tuple[list[Found], list[NotUnderstood]]:
    """The forms on a sheet from top to bottom, and the tables that look like one and can not be read."""
    tables: list[Found | NotUnderstood] = []
    previous_end = 0
    for row, columns in number_rows(sheet.rows):
        table = by_number_row(sheet.rows, row, columns, forms, previous_end)
        if isinstance(table, NotUnderstood):
            table = _headed_above(sheet.rows, row, previous_end, forms) or table
            table = _headed_below(sheet.rows, row, columns, forms) or table
        if table:
            tables.append(table)
        previous_end = row + 1
    found, wrong = _understood(sheet.rows, tables or by_headings(sheet.rows, forms))
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
    near = ((form, misfit(rows[:HEADED_WITHIN], form)) for form in forms)  # a long list of something else costs time
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


def _headed_above(rows: Sequence[Sequence[Value]], row: int, above: int, forms: Sequence[Form]) -> Found | None:
    """The form whose headings alone leave no doubt, where the number row below them lacks numbers."""
    for top in range(row - 1, max(above, row - DEEPEST) - 1, -1):
        for form in forms:
            if (table := headed_at(rows, top, form)) and table.first_line == row + 1:
                return table
    return None


def _headed_below(
    rows: Sequence[Sequence[Value]], row: int, columns: dict[int, int], forms: Sequence[Form]
) -> Found | None:
    """The form whose headings stand below the number row, each at its number."""
    tables = (headed_at(rows, row + 1, form) for form in forms if row + 1 < len(rows))
    return next((table for table in tables if table and table.columns == columns), None)


def _around(rows: Sequence[Sequence[Value]], found: Sequence[Found], forms: Sequence[Form]) -> list[Found]:
    """Tables above, between, below or else beside those that are found; the number row of one may stand beside them."""
    starts, ends = [0, *(table.first_line for table in found)], [*(table.top for table in found), len(rows)]
    beside = without(rows, found)
    tables = [
        lowered(table, start)
        for start, end in zip(starts, ends, strict=True)
        for table in by_headings([*rows[start:end], *beside[end : end + DEEPEST]], forms)
        if start + table.top < end
    ]
    known = {(table.first_line, table.span) for table in found}

    def further(every: Iterable[Found]) -> list[Found]:
        """None twice, so that the search for more comes to its end."""
        return [table for table in every if (table.first_line, table.span) not in known]

    return further(tables) or further(by_headings(beside, forms))

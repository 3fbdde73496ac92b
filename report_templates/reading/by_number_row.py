"""A form by the number row «(1) (2) … (13)» of its table and the headings above it."""

from collections.abc import Sequence
from functools import cache

from kstt.form import Form
from kstt.sheet import Value, cell_at
from report_templates.reading.adding_up import amount
from report_templates.reading.columns_between import headed
from report_templates.reading.found_tables import Found, NotUnderstood, claims
from report_templates.reading.headings import (
    BELOW_GROUPS,
    Path,
    group_words,
    head_of,
    is_added,
    may_head,
    meant,
    opening_words,
    paths,
    share_of_last_words,
)
from report_templates.reading.misfits import LACKING, TWICE, misfit

DEEPEST = 6  # rows of headings above a number row
_ENOUGH = 0.5  # share of columns whose headings must be understood
_ENOUGH_WITH_CODE = 0.25  # when the printed code stands above the table


def by_number_row(
    rows: Sequence[Sequence[Value]], row: int, columns: dict[int, int], forms: Sequence[Form], above: int
) -> Found | NotUnderstood | None:
    """The form most like the table whose `columns` (number to place) row `row` numbers, headed below row `above`.

    NotUnderstood where the sheet says that it is a form which it is not laid out as; None where it says nothing.
    """
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
    lowest = max(above, row - DEEPEST)
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

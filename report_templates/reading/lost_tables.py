"""Tables of a form above, below and beside the tables of a sheet that are understood: they must not vanish."""

from collections.abc import Iterator, Sequence

from kstt.form import Form
from kstt.sheet import Value
from report_templates.reading.found_tables import Found, NotUnderstood, claims, ends_of, taken_by, without
from report_templates.reading.misfits import holds_numbers, misfit

NO_TABLE = "trang ghi biểu {} nhưng không thấy bảng đúng mẫu của biểu này"
_LEAST_COLUMNS = 5  # no form has fewer
_TITLE = 3  # cells of a row with a code or a title


def lost_tables(
    rows: Sequence[Sequence[Value]], found: Sequence[Found], forms: Sequence[Form]
) -> Iterator[NotUnderstood]:
    """The tables around those that are understood, of forms the sheet does not hold otherwise."""
    for look in (_above, _below, _beside):
        yield from look(rows, found, forms)


def _above(rows: Sequence[Sequence[Value]], found: Sequence[Found], forms: Sequence[Form]) -> list[NotUnderstood]:
    """Tables above the first that is understood, of a form the sheet does not hold otherwise."""
    above, read = rows[: found[0].top], {table.form.code for table in found}
    every = (form for form in forms if form.code not in read and claims(above, [form]) and holds_numbers(above, form))
    near = ((form, misfit(above, form)) for form in every)
    return [NotUnderstood(*said, sure=False, code=form.code) for form, said in near if said]


def _below(rows: Sequence[Sequence[Value]], found: Sequence[Found], forms: Sequence[Form]) -> Iterator[NotUnderstood]:
    """Tables below those that are understood, of a form the sheet does not hold otherwise."""
    read = {table.form.code for table in found}
    for table, end in zip(found, ends_of(found, len(rows)), strict=True):
        below = without(rows[table.first_line : end], (one for one in found if not one.span & table.span))
        titles = [at for at, row in enumerate(below) if _may_be_title(row)]
        for form in (form for form in forms if form.code not in read):
            named = next((at for at in titles if claims([below[at]], [form])), None)
            near = misfit(below, form) or (None if named is None else (named, NO_TABLE.format(form.code)))
            if near and holds_numbers(below[near[0] :], form):
                yield NotUnderstood(table.first_line + near[0], near[1], sure=False, code=form.code)


def _beside(rows: Sequence[Sequence[Value]], found: Sequence[Found], forms: Sequence[Form]) -> Iterator[NotUnderstood]:
    """Tables left or right of those that are understood, of a form the sheet does not hold otherwise."""
    taken = taken_by(found)
    if max(min(taken), max(map(len, rows)) - 1 - max(taken)) < _LEAST_COLUMNS:
        return
    rest = without(rows, found)
    for form in forms:
        near = misfit(rest, form) if form.code not in {table.form.code for table in found} else None
        if near and holds_numbers(rest[near[0] :], form):
            yield NotUnderstood(near[0], near[1], sure=False, code=form.code)


def _may_be_title(row: Sequence[Value]) -> bool:
    """Whether a row holds a few texts and no number; lines of a form may be named like a form."""
    filled = [value for value in row if value not in ("", None)]
    return len(filled) <= _TITLE and all(isinstance(value, str) and not value.strip().isdigit() for value in filled)

"""What is found of tables on a sheet: forms that are understood, tables that are not, and what claims to be a form."""

from collections.abc import Sequence
from dataclasses import dataclass

from kstt.form import Form
from kstt.sheet import Value
from kstt.spelling import plain


@dataclass(frozen=True, slots=True)
class Found:
    """A table of a form on a sheet. Rows and columns count from 0 here, as in Sheet.rows.

    `repeated` are rows in its midst that only repeat its headings.
    """

    form: Form
    columns: dict[int, int]
    top: int
    first_line: int
    number_row: int | None = None
    repeated: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A table that claims to be a form and is not laid out as one; `why` is a Vietnamese sentence.

    It is not `sure` where only a code or a title on the sheet claims a form; `code` is that of the form where numbers
    stand on the sheet all the same.
    """

    row: int
    why: str
    sure: bool = True
    code: str = ""


def claims(rows: Sequence[Sequence[Value]], forms: Sequence[Form]) -> Form | None:
    """The form whose printed code or title stands in some of the rows."""
    said = [plain(cell) for row in rows[:12] for cell in row if isinstance(cell, str) and cell]
    for form in forms:
        codes = [plain(code) for code in (form.printed_code, *form.printed_codes)]
        if any(f" {code} " in f" {text} " for text in said for code in codes):
            return form
    for form in forms:
        if any(plain(title) in text for text in said for title in (form.title, *form.titles)):
            return form
    return None


def ends_of(found: Sequence[Found], last: int) -> list[int]:
    """The row (from 0) where each table of a sheet ends at the latest: that of the next one below it."""
    return [min((one.top for one in found if one.top >= table.first_line), default=last) for table in found]

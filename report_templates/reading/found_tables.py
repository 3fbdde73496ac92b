"""What is found of tables on a sheet: forms that are understood, tables that are not, and what claims to be a form."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kstt.form import Form
from kstt.sheet import Value
from kstt.spelling import plain

_HEAD = re.compile(
    r"(?:cong hoa xa hoi chu nghia|ky bao cao|(?:ten )?(?:don vi|co quan) bao cao|(?:bieu|mau)(?: mau)? so)\b"
)
_NUMBER = re.compile(r"\s*\d[\d.,]*(?:\s|$)")
_YEAR = re.compile(r"20\d\d")


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

    @property
    def span(self) -> frozenset[int]:
        """The columns from its first to its last."""
        return frozenset(range(min(self.columns.values()), max(self.columns.values()) + 1))


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


def head_above(rows: Sequence[Sequence[Value]], above: Found, top: int, forms: Sequence[Form]) -> int:
    """The row (from 0) where the head of a table begins, between the lines of one above it and its own headings.

    That is the first row of words alone that names a form, a period, a unit or the country; `top` where there is none,
    or where a row with a number follows it that may be a line of the one above, be it «12 hồ sơ».
    """
    words = ((at, [value for value in rows[at] if value not in ("", None)]) for at in range(above.first_line, top))
    heads = (at for at, row in words if row and all(isinstance(value, str) and not value.isdigit() for value in row))
    begin = next((at for at in heads if claims([rows[at]], forms) or any(map(_opens_head, rows[at]))), top)
    places = [at for column in above.form.numbers if (at := above.columns.get(column.number)) is not None]
    typed = (row[at] for row in rows[begin:top] for at in places if at < len(row))
    return top if any(map(_may_count, typed)) else begin


def _may_count(value: Value) -> bool:
    """Whether a cell says a number; a year or a day of a head is none."""
    said = f"{value:.0f}" if isinstance(value, int | float) else value if isinstance(value, str) else ""
    return bool(_NUMBER.match(said)) and not _YEAR.fullmatch(said.strip())


def _opens_head(value: Value) -> bool:
    return isinstance(value, str) and bool(_HEAD.match(plain(value)))


def ends_of(found: Sequence[Found], last: int) -> list[int]:
    """The row (from 0) where each table of a sheet ends at the latest: that of the next one below it, not beside it."""
    below = ([one.top for one in found if one.top >= table.first_line and one.span & table.span] for table in found)
    return [min(tops, default=last) for tops in below]


def taken_by(tables: Iterable[Found]) -> frozenset[int]:
    """The columns in which tables stand."""
    return frozenset[int]().union(*(table.span for table in tables))


def without(rows: Sequence[Sequence[Value]], tables: Iterable[Found]) -> Sequence[Sequence[Value]]:
    """The rows without what stands in the columns of tables."""
    taken = taken_by(tables)
    return [["" if at in taken else value for at, value in enumerate(row)] for row in rows] if taken else rows

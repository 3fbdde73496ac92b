"""Sums that do not agree, told as findings: at which cell, in which words, and which other cells may be wrong."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from kstt.finding import Finding
from kstt.form import Form
from kstt.identity import Identity
from kstt.sheet import address
from kstt.spoken import first_of
from validation.blame import blame
from validation.blaming import Blame
from validation.equations import SUM, Cell
from validation.hidden import hidden_words
from validation.left_blank import is_blank, said_for_nothing
from validation.parsed import Parsed
from validation.placing import place
from validation.telling import NAMED, shown_number, tell

TOTAL = "total.mismatch"
_MANY = 3  # so many totals of one row wrong at once have one cause: a line too few or too many


def sum_findings(
    form: Form, one: Parsed, excused: Iterable[Cell], twice: Iterable[int]
) -> Iterator[tuple[Finding, set[Cell]]]:
    """The findings on the sums of a form, each with the cells it concerns.

    `excused` are cells that have a finding, `twice` the rows of lines told to be there twice.
    """
    doubled = [at for at, line in enumerate(one.lines) if line.row in twice]
    for cause in _one_per_row(form, one, blame(form, one, excused), doubled):
        yield _told(form, one, cause), {cause.cell, *cause.following, *cause.equation.cells}


def _told(form: Form, one: Parsed, cause: Blame) -> Finding:
    index, number = cause.cell
    facts = place(form, one, index, number) | {"found": cause.found, "expected": cause.expected}
    rule = cause.equation.rule
    if rule is None and one.lines[index].role != "line":
        return _told_of_total(form, one, cause, facts)
    facts["identity"] = str(rule) if rule else f"tổng cột ({number})"
    blank, stands = is_blank(one, cause.cell), _stands(one, cause)
    if rule and cause.suspects:
        return _told_of_several(one, cause, rule, facts, stands)
    also = tuple(_named(one, cell) for cell in cause.following)
    more = f"; ô {', '.join(also)} cộng cả ô này nên cũng lệch" if also else ""
    said = f", ô {_named(one, cause.cell)} {stands} nhưng phải là {shown_number(cause.expected)}{more}"
    return replace(tell(SUM, **facts, said=said), left_blank=blank, also=also)


def _told_of_total(form: Form, one: Parsed, cause: Blame, facts: dict[str, object]) -> Finding:
    """The finding on a wrong total, with those that are wrong with it."""
    also = tuple(_named(one, cell) for cell in (*cause.following, *(other.cell for other in cause.beside)))
    said = hidden_words(one)
    if cause.beside:
        wrong = [_against_lines(one, other) for other in cause.beside]
        said = f"; cùng dòng cũng lệch ở ô {first_of(wrong, NAMED)}{_left_out(form, one, cause)}{said}"
    if cause.following:
        columns = f"cột ({cause.cell[1]}) và cột ({cause.following[0][1]})"
        said = f"; ô {also[0]} lệch ngược lại đúng bấy nhiêu, có thể một dòng ghi nhầm giữa {columns}{said}"
    return replace(tell(TOTAL, **facts, said=said), also=also)


def _told_of_several(one: Parsed, cause: Blame, rule: Identity, facts: dict[str, object], stands: str) -> Finding:
    """The finding on a sum of which several cells may be wrong; where only one may be, it stands at that."""
    added = ", ".join(f"({column})" for column in rule.right)
    said = f": ({cause.cell[1]}) {stands} nhưng cộng {added} được {shown_number(cause.expected)}"
    others = tuple(_named(one, cell) for cell in cause.suspects if cell != cause.cell)
    finding = tell(SUM, **facts, said=said, suspects=_doubt(one, cause))
    if cause.only is None:
        return replace(finding, suspects=others, left_blank=is_blank(one, cause.cell))
    only, (at, column) = cause.only, cause.only.cell  # the sentence tells of the total, but points at this cell
    return replace(
        finding,
        row=one.lines[at].row,
        column_at=one.columns[column],
        line=one.lines[at].label,
        column=column,
        found=only.found,
        expected=only.expected,
        left_blank=is_blank(one, only.cell),
    )


def _stands(one: Parsed, cause: Blame) -> str:
    """What stands in the cell that is to blame."""
    if is_blank(one, cause.cell):
        return "để trống"
    dash = said_for_nothing(one, cause.cell)
    return f"ghi «{dash}»" if dash else f"ghi {shown_number(cause.found)}"


def _doubt(one: Parsed, cause: Blame) -> str:
    """The words that name the cells that may be wrong, and why the cell of the finding is not among them."""
    others = [cell for cell in cause.suspects if cell != cause.cell]
    blank, only = [cell for cell in others if is_blank(one, cell)], cause.only
    plain = ", ".join(_named(one, cell) for cell in others)
    names = ", ".join(_named(one, cell) + (" (đang để trống)" if cell in blank else "") for cell in others)
    if cause.cell in cause.suspects:
        return f". Chưa rõ sai ở ô này hay ở {names}"
    wrong = f"ở một trong các ô {names}"
    if only:
        wrong = f"ở ô {plain}: {_stands(one, only)} nhưng phải là {shown_number(only.expected)}"
    if not cause.vouching:
        return f". Sai {wrong}"
    by, number = cause.vouching.rule, cause.cell[1]
    agrees = "dòng tổng" if by is None else str(by).removeprefix(f"({number}) = ")
    due = f"ghi {shown_number(only.expected)}" if only else "có số"
    said = f"ô {plain} đang để trống phải {due}" if blank == others else f"sai {wrong}"
    return f". ({number}) khớp với {agrees}, nên {said}"


def _against_lines(one: Parsed, total: Blame) -> str:
    said = f"ghi {shown_number(total.found)}, cộng được {shown_number(total.expected)}"
    return f"{_named(one, total.cell)} ({said})"


def _named(one: Parsed, cell: Cell) -> str:
    return address(one.lines[cell[0]].row, one.columns[cell[1]])


def _one_per_row(form: Form, one: Parsed, causes: Iterable[Blame], twice: Sequence[int]) -> Iterator[Blame]:
    """The causes from top to bottom, those on the totals of one row as one where they are; equal totals once.

    Totals above and below the lines that say the same are equal.
    """

    def is_total(cause: Blame) -> bool:
        return cause.equation.rule is None and one.lines[cause.cell[0]].role != "line"

    def what(cause: Blame) -> tuple[int, tuple[Cell, ...], int]:
        return cause.cell[1], cause.equation.right, cause.found

    said = set[tuple[int, tuple[Cell, ...], int]]()
    for (_, total), row in groupby(causes, lambda cause: (cause.cell[0], is_total(cause))):
        if not total:
            yield from row
            continue
        new = [cause for cause in row if what(cause) not in said]
        said |= set(map(what, new))
        yield from _told_of_row(form, one, new, twice) if new else ()


def _told_of_row(form: Form, one: Parsed, row: Sequence[Blame], twice: Iterable[int]) -> Sequence[Blame]:
    """Wrong totals of one row that a line too few or too many explains are one cause, told at the first of them.

    So are two that miss each other by the same, to and fro, as where a line has a number in another column of a group.
    Totals that leave out a line told to be there `twice` already have their finding.
    """
    first, *others = row
    if any(_lacks(form, one, row, at) for at in twice):
        return ()
    if len(others) == 1 and _moved(form, first, others[0]):
        return [replace(first, following=(others[0].cell,))]
    if len(row) >= _MANY or _is_line(form, row):
        return [replace(first, beside=tuple(others))]
    return row


def _moved(form: Form, one: Blame, other: Blame) -> bool:
    """Whether what one total has too much the other has too little, and a line may have it in either column."""
    columns = {one.cell[1], other.cell[1]}
    opposite = one.found - one.expected == other.expected - other.found
    return opposite and any(columns <= set(rule.right) for rule in form.sums)


def _left_out(form: Form, one: Parsed, cause: Blame) -> str:
    """The words on the one line that a row of totals leaves out, where that explains all of them."""
    row = (cause, *cause.beside)
    lines = [line for at, line, numbers in one.data_lines() if any(numbers) and _lacks(form, one, row, at)]
    named = f"; dòng tổng thiếu đúng các số của dòng {lines[0].row} «{lines[0].label}»" if lines else ""
    return named if len(lines) == 1 else ""


def _lacks(form: Form, one: Parsed, row: Sequence[Blame], index: int) -> bool:
    """Whether a line is exactly what the totals of a row have too little."""
    gaps = {cause.cell[1]: cause.expected - cause.found for cause in row}
    given = zip(form.numbers, one.numbers[index], one.numbers[row[0].cell[0]], strict=True)
    return all(gaps.get(column.number, 0) == (value or 0) for column, value, total in given if total is not None)


def _is_line(form: Form, row: Sequence[Blame]) -> bool:
    """Whether what the totals of a row have too much, or too little, would be a correct line."""
    gaps = {cause.cell[1]: cause.found - cause.expected for cause in row}
    sign = 1 if row[0].found > row[0].expected else -1
    line = {column.number: sign * gaps.get(column.number, 0) for column in form.numbers}
    return min(line.values()) >= 0 and all(rule.holds(line) for rule in form.identities)

"""A whole column wrong in one way is one cause: told once, at its first cell, with the others named."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from kstt.finding import Finding
from kstt.form import Form
from validation.hidden import HIDDEN
from validation.numbers import IS_A_DATE, NOT_A_NUMBER, NOT_WHOLE, in_thousands, suggestion
from validation.parsed import ERROR, NO_RESULT, SHIFTED, SHOWN, Parsed
from validation.register import shown_number
from validation.schemas import DUPLICATE, NEGATIVE
from validation.struck import STRUCK

_MANY = 3  # fewer cells may well be wrong each for itself
_NAMED = 12  # cells named in one sentence; all of them are marked
_CELLS = (NOT_A_NUMBER, NOT_WHOLE, IS_A_DATE, ERROR, NO_RESULT, NEGATIVE)
_NO_LINES = ("line.may_be_part", "line.below_signature", "line.above_table", "line.other_time")
_BY_ONE_HAND = (
    SHOWN,
    HIDDEN,
    STRUCK,
    *_NO_LINES,
)  # formats, hidden or struck rows, rows that are no lines of their table
_SUM, _UNNAMED = "identity.sum", "line.unnamed"


def together(form: Form, one: Parsed, findings: Sequence[Finding]) -> list[Finding]:
    """The findings of a form with those of one cause made one.

    Cells broken in the same way are of one cause where no line has anything else in their column, or no column in their
    line, and so are columns broken like that, or one word typed into several columns of a line; formats, rows hidden or
    struck, rows without a number and numbers that lost their thousands are of one hand; sums are of one cause where the
    same one fails at the same column in every line, or by what another column holds; so are lines told to be there
    twice, or to have no name, where no line between them is in order.
    """
    whole, others = dict[int, Finding](), set[int]()  # by identity: a broken sheet may have tens of thousands
    for group in _groups(form, one, findings):
        few = group[:1] and (group[0].rule in _BY_ONE_HAND or len(group) == _shifted_lines(one, group[0]))
        if len(group) >= _MANY or (few and len(group) > 1):
            whole[id(group[0])] = _told(group)
            others |= {id(finding) for finding in group[1:]}
    return [whole.get(id(finding), finding) for finding in findings if id(finding) not in others]


def _groups(form: Form, one: Parsed, findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """Findings of one cause; no finding stands in two groups."""
    handed = [[finding for finding in findings if finding.rule == rule] for rule in _BY_ONE_HAND]
    handed += [_without_thousands(findings), *_same_words(findings)]
    yield from handed
    shifted = [finding for finding in findings if finding.rule == SHIFTED]
    for way in {(finding.column, finding.found): None for finding in shifted}:
        yield [finding for finding in shifted if (finding.column, finding.found) == way]
    settled = {id(finding) for group in handed if len(group) >= _MANY for finding in group}
    filled = {line for line, numbers in _lines(one) if any(numbers)}
    for rule in _CELLS:
        mine = [finding for finding in findings if finding.rule == rule and id(finding) not in settled]
        whole = [number for number in {f.column: None for f in mine} if _whole(form, one, mine, number)]
        yield [finding for finding in mine if finding.column in whole]
        rows: dict[int, list[Finding]] = {}
        for finding in mine:
            if finding.column not in whole:
                rows.setdefault(finding.row, []).append(finding)
        # a line that has nothing else but 0 in it was pasted, or is computed from what is gone
        yield from (line for row, line in rows.items() if row not in filled)
    for number in {finding.column: None for finding in findings if finding.rule == _SUM}:
        mine = [finding for finding in findings if finding.rule == _SUM and finding.column == number]
        if len({one.identity for one in mine}) == 1:
            yield mine if _every_line(one, mine) else _forgotten(one, mine)
    for rule in (DUPLICATE, _UNNAMED):
        yield from _runs(one, [finding for finding in findings if finding.rule == rule])


def _shifted_lines(one: Parsed, finding: Finding) -> int:
    """How many lines a form has, of which all were shifted alike where so many are."""
    return sum(1 for _ in _lines(one)) if finding.rule == SHIFTED else 0


def _without_thousands(findings: Sequence[Finding]) -> list[Finding]:
    """The numbers that may have lost their thousands; where many did, «1,79» may be 1.790 as well."""
    surely = [finding for finding in findings if _lost_its_thousands(finding)]
    if len(surely) < _MANY:
        return surely
    return [one for one in findings if one.rule == NOT_WHOLE and in_thousands(one.found)]


def _same_words(findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """The cells with one and the same word in place of a number, of the lines where it stands in several cells."""
    words = [one for one in findings if one.rule == NOT_A_NUMBER]
    often = Counter((one.row, one.found) for one in words)
    for said in {one.found: None for one in words}:
        yield [one for one in words if one.found == said and often[one.row, said] >= _MANY]


def _lost_its_thousands(finding: Finding) -> bool:
    """Whether a number may be «1.234» typed where the point is a decimal mark: one setting does so to all of them."""
    return finding.rule == NOT_WHOLE and bool(suggestion(finding.found))


def _whole(form: Form, one: Parsed, findings: Sequence[Finding], number: int | None) -> bool:
    """Whether every line has the finding in a column, but for those with nothing or 0 there."""
    rows = {finding.row for finding in findings if finding.column == number}
    if number is None or len(rows) < _MANY:
        return False
    at = [column.number for column in form.numbers].index(number)
    rest = (numbers[at] for line, numbers in _lines(one) if line not in rows)
    return not any(rest) and not any((index, number) in one.waiting for index in _others(one, rows))


def _every_line(one: Parsed, findings: Sequence[Finding]) -> bool:
    rows = {finding.row for finding in findings}
    known = {line for line, _ in _lines(one)}
    return rows <= known and not any(any(numbers) for line, numbers in _lines(one) if line not in rows)


def _lines(one: Parsed) -> Iterator[tuple[int, list[int | None]]]:
    return ((line.row, numbers) for line, numbers in zip(one.lines, one.numbers, strict=True) if line.role == "line")


def _others(one: Parsed, rows: Collection[int]) -> Iterator[int]:
    return (at for at, line in enumerate(one.lines) if line.role == "line" and line.row not in rows)


def _forgotten(one: Parsed, findings: Sequence[Finding]) -> list[Finding]:
    """The findings on sums that differ by what one and the same column holds, as where a formula left it out."""
    numbers = dict(_lines(one))
    for at in range(len(one.number_columns)):
        alike = [
            finding
            for finding in findings
            if finding.difference and finding.row in numbers and abs(finding.difference) == numbers[finding.row][at]
        ]
        if len(alike) >= _MANY:
            return alike
    return []


def _runs(one: Parsed, findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """The findings on lines that follow each other."""
    told = {finding.row for finding in findings}
    between = {row: at for at, row in enumerate(sorted(told | {row for row, _ in _lines(one)}))}
    runs: list[list[Finding]] = []
    last = -2
    for finding in findings:
        at = between[finding.row]
        if at != last + 1 or not runs:
            runs.append([])
        runs[-1].append(finding)
        last = at
    return iter(runs)


def _told(group: Sequence[Finding]) -> Finding:
    first, *others = group
    words = [_corrected(one) for one in others if one.rule == _SUM and not one.suspects]
    lost = any(map(_lost_its_thousands, group)) and all(in_thousands(one.found) for one in others)
    words = words or ([_meant(one) for one in others] if lost else _ranges(others))
    named = ", ".join(words[:_NAMED]) + (" …" if len(words) > _NAMED else "")
    return replace(
        first,
        message=f"{first.message} Cùng một lỗi ở {len(others)} ô khác: {named}.",
        also=tuple(finding.cell for finding in others),
        suspects=tuple(cell for finding in group for cell in finding.suspects),
    )


def _meant(finding: Finding) -> str:
    return f"{finding.cell} (ghi {shown_number(finding.found)}, có phải {in_thousands(finding.found)}?)"


def _corrected(finding: Finding) -> str:
    stands = "để trống" if finding.left_blank else f"ghi {shown_number(finding.found)}"
    return f"{finding.cell} ({stands}, phải là {shown_number(finding.expected)})"


def _ranges(findings: Sequence[Finding]) -> list[str]:
    """The cells as people name them: what stands below each other is one range, and equal ranges side by side too."""
    runs: list[list[Finding]] = []
    for one in sorted(findings, key=lambda finding: (finding.column_at, finding.row)):
        if runs and (one.column_at, one.row - 1) == (runs[-1][-1].column_at, runs[-1][-1].row):
            runs[-1].append(one)
        else:
            runs.append([one])
    blocks: list[tuple[Finding, Finding]] = []
    for run in sorted(runs, key=lambda run: (run[0].row, run[-1].row, run[0].column_at)):
        first, last = blocks[-1] if blocks else (run[0], run[0])
        beside = blocks and (first.row, last.row, last.column_at) == (run[0].row, run[-1].row, run[0].column_at - 1)
        blocks[-1 if beside else len(blocks) :] = [(first if beside else run[0], run[-1])]
    blocks.sort(key=lambda block: (block[0].column_at, block[0].row))
    return [first.cell if first is last else f"{first.cell}:{last.cell}" for first, last in blocks]

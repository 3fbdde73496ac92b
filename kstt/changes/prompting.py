"""Which finding prompted a unit to send another figure: only one about that very figure, and settled by the new file.

Three kinds of findings stand before a figure that counted and now is another one:

- those on the file that counted before. One of them prompted the change where it is about the figure (the figure is one
  of its cells, its suspects or further cells, or a column of the rule it tells of, on its line) and the new file no
  longer has it as it was; one that was explained or waived and is found again with other numbers prompted nothing. A
  rule that adds up whole columns (a total, a comparison of forms) is about every line of them, but any change moves
  such a sum: there the finding has to be gone altogether.
- those on a file in between that never counted. What the unit changed from the file that counted to that one it changed
  by itself; the finding only prompted what it changed after it. So it is named where the very number it says is wrong
  stands at the figure and is another one in the new file. A right number beside a wrong one, and a cell that is only
  suspected (the numbers of a file that never counted are not kept), prove nothing.
- those on any other line or column. They prompted nothing, however near they stand.

What had to move with a prompted figure follows it: where columns of a sum moved and all of them but one were prompted,
that one had no choice. Two that were not prompted had one: which of them the unit changed by itself nobody knows.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kstt.changes.move import Move, Origin
from kstt.form import Form
from kstt.identity import Identity
from kstt.sheet import place

Place = tuple[str, int]  # line and column
Column = tuple[str, int]  # form and column


@dataclass(frozen=True, slots=True)
class Doubt:
    """A finding on one file, as far as it may have prompted a move; `said` is its sentence.

    `cells` are all it names, its own first, on `sheet`; `line` is the official name. `along` are the columns of its
    line that it is about, `across` the forms' columns whose sums it is about. `numbers` are what it makes of them: the
    same finding with other numbers is another one. Where it was `accepted`, explained or waived, nothing was asked for.
    """

    rule: str
    form: str
    sheet: str
    line: str
    column: int | None
    cells: tuple[str, ...]
    found: Any
    numbers: tuple[object, ...]
    along: frozenset[int]
    across: frozenset[Column]
    said: str
    accepted: bool = False

    @property
    def complaint(self) -> tuple[object, ...]:
        """What it is about, its numbers aside."""
        return self.rule, self.form, self.line, self.column


@dataclass(frozen=True, slots=True)
class Doubts:
    """The findings around a change: on the file that counted before, on those in between, on the one counting now."""

    before: Sequence[Doubt] = ()
    between: Sequence[Doubt] = ()
    now: Sequence[Doubt] = ()


def prompts(form: Form, moves: Sequence[Move], doubts: Doubts) -> dict[Place, str]:
    """What prompted the moves of one unit's form, by line and column; a move that nothing prompted is left out."""
    still = {(one.complaint, one.numbers) for one in doubts.now}
    known = {one.complaint for one in doubts.now}
    settled = [
        one
        for one in doubts.before
        if (one.complaint, one.numbers) not in still and not (one.accepted and one.complaint in known)
    ]
    gone = [one for one in settled if one.complaint not in known]
    told = {(one.line, one.column): said for one in moves if (said := next(_settled(one, settled, gone), ""))}
    lines: dict[str, list[Move]] = {}
    for one in moves:
        lines.setdefault(one.line, []).append(one)
    told |= {at: said for line, mine in lines.items() for at, said in _followers(form, line, mine, told)}
    wrong = {(one.line, one.column): said for one in moves if (said := next(_wrong_between(one, doubts), ""))}
    return wrong | told


def _settled(move: Move, settled: Sequence[Doubt], gone: Sequence[Doubt]) -> Iterator[str]:
    """The sentences of the findings about a figure that counted which the new file settles, the nearest first."""
    yield from (one.said for one in settled if _names(one, move.source_before))
    yield from (one.said for one in settled if _on_line(one, move))
    yield from (one.said for one in gone if (move.form, move.column) in one.across)


def _names(doubt: Doubt, origin: Origin) -> bool:
    return doubt.sheet == origin.sheet and not set(doubt.cells).isdisjoint(origin.cells)


def _on_line(doubt: Doubt, move: Move) -> bool:
    """Whether a finding on a line is about the figure; all of a line that the finding missed is.

    The line is known by the rows of the sheet where both have one, since it may go by another name there.
    """
    if not doubt.along or doubt.form != move.form:
        return False
    origin = move.source_before
    if not doubt.cells or not origin.cells:
        missed = not doubt.cells and move.before is None
        return doubt.line == move.line and (missed or move.column in doubt.along)
    same = doubt.sheet == origin.sheet and place(doubt.cells[0])[0] in {place(cell)[0] for cell in origin.cells}
    return same and move.column in doubt.along


def _wrong_between(move: Move, doubts: Doubts) -> Iterator[str]:
    """The sentences, the newest first, of findings on a number that never counted, which is another one now."""
    for one in reversed(doubts.between):
        at_figure = (one.form, one.line, one.column) == (move.form, move.line, move.column)
        if at_figure and one.found is not None and not _equals(one.found, move.after, move.scale):
            yield one.said


def _equals(found: object, value: int | None, scale: int) -> bool:
    return value is not None and found == (value / 10**scale if scale else value)


def _followers(form: Form, line: str, moves: Sequence[Move], told: Mapping[Place, str]) -> Iterator[tuple[Place, str]]:
    """The figures of a line that had to move with prompted ones, with the column they followed."""
    moved = {one.column: one.difference for one in moves}
    root = {column: column for column in moved if (line, column) in told}
    while found := next(((rule, left) for rule in form.sums for left in _last(rule, moved, root)), None):
        rule, left = found
        root[left] = next(root[column] for column in rule.columns if column in root)
        yield (line, left), f"Đổi theo cột ({root[left]}) cùng dòng. {told[line, root[left]]}"


def _last(rule: Identity, moved: Mapping[int, int], prompted: Collection[int]) -> list[int]:
    """The one column of a sum that moved without being prompted, where the sum holds because of it."""
    mine = [column for column in rule.columns if column in moved]
    rest = [column for column in mine if column not in prompted]
    holds = rule.holds({column: moved.get(column, 0) for column in rule.columns})
    return rest if len(rest) == 1 < len(mine) and holds else []

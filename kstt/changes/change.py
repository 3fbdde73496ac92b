"""What changed between two issues of a report: every printed figure with the units' figures that moved it.

The printed figures are compared as they were rolled up, the units' as they were sent; both must tell the same change.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kstt.changes.move import Move
from kstt.form import Form
from kstt.grouping import subtotalled
from kstt.rollup import CityLine, CityTable

TOTAL = "Tổng số"


class Unexplained(Exception):
    """A printed figure changed by another amount than the units' figures; the message says which."""


@dataclass(frozen=True, slots=True)
class Change:
    """A printed figure that changed: the sheet, its line and column, and the `moves` that add up to the difference.

    One that stands as before, though units' figures in it moved, is `same`.
    """

    form: Form
    sheet: str
    line: str
    column: int
    before: int | None
    after: int | None
    moves: tuple[Move, ...]
    scale: int = 0

    @property
    def difference(self) -> int:
        """After minus before; no figure adds nothing."""
        return (self.after or 0) - (self.before or 0)

    @property
    def same(self) -> bool:
        """Whether what is printed stands as before."""
        return self.before == self.after


def changes_between(before: Sequence[CityTable], after: Sequence[CityTable], moves: Sequence[Move]) -> list[Change]:
    """Every printed figure that changed, sheet by sheet, with the moves behind it.

    A move that changes none follows with the figure it is in, which is the same: a 0 more, or what another makes up
    for. A number that no sheet adds up is a change of its own. Raises Unexplained where moves do not add up.
    """
    old = {(table.form.code, table.view.sheet): table for table in before}
    figures: list[Change] = []
    for table in after:
        mine = [move for move in moves if move.form == table.form.code]
        figures += _table_changes(table, old.get((table.form.code, table.view.sheet)), mine)
    found = [one for one in figures if not one.same]
    printed = {id(move) for change in found for move in change.moves}
    for one in figures:
        if one.same and not printed.issuperset(map(id, one.moves)):
            found.append(one)
            printed.update(map(id, one.moves))
    by_code = {table.form.code: table.form for table in after}
    alone = (move for move in moves if id(move) not in printed and move.form in by_code)
    return [*found, *(_alone(by_code[move.form], move) for move in alone)]


def _alone(form: Form, move: Move) -> Change:
    return Change(form, form.code, move.line, move.column, move.before, move.after, (move,), move.scale)


def _table_changes(table: CityTable, then: CityTable | None, moves: Sequence[Move]) -> Iterator[Change]:
    """Every figure of a table that changed, or that units' figures moved in."""
    old, new = _numbers(then) if then else {}, _numbers(table)
    groups = {line.unit.code: name for name, lines in subtotalled(table).items() for line in lines if line.unit}
    by_place: dict[tuple[object, int], list[Move]] = {}
    for move in moves:
        for place in _places(table, move, groups):
            by_place.setdefault((place, move.column), []).append(move)
    for key in dict.fromkeys((*new, *old)):
        (place, column), (_, label, scale) = key, (new.get(key) or old[key])
        before, after = (side[key][0] if key in side else None for side in (old, new))
        told = tuple(by_place.get((place, column), ()))
        change = Change(table.form, table.view.sheet, label, column, before, after, told, scale)
        moved = sum(move.difference for move in told)
        if moved != change.difference and not change.same:
            raise Unexplained(
                f"trang «{table.view.sheet}», dòng «{label}», cột ({column}): chênh {change.difference} nhưng số "
                f"của các đơn vị chênh {moved}"
            )
        if not change.same or (told and not moved):
            yield change


def _places(table: CityTable, move: Move, groups: Mapping[int, str]) -> Iterator[object]:
    """The lines of a table a unit's figure is in; `groups` are the headings with sums, by the codes of their units."""
    by = table.view.by
    yield {"line": move.line, "unit": move.unit_code, "list": (move.unit_code, move.line)}[by]
    if move.unit_code in groups:
        yield groups[move.unit_code]
    if table.has_total:
        yield TOTAL


def _numbers(table: CityTable) -> dict[tuple[object, int], tuple[int | None, str, int]]:
    """By line and column: the number printed, the line's label, its decimals; sums over the lines last."""
    found: dict[tuple[object, int], tuple[int | None, str, int]] = {}
    for line in table.lines:
        for column, number in line.numbers.items():
            key = _place(table, line), column
            so_far = found[key][0] if key in found else None
            added = number if so_far is None else so_far + (number or 0)
            found[key] = added, _label(table, line), line.scale
    summed: dict[str, Sequence[CityLine]] = {**subtotalled(table)} | ({TOTAL: table.lines} if table.has_total else {})
    for label, lines in summed.items():
        found |= {(label, column): (number, label, 0) for column, number in _totals(table, lines).items()}
    return found


def _totals(table: CityTable, lines: Sequence[CityLine]) -> dict[int, int]:
    """The sums by column over lines of a table, of what was given; 0 where a table has no line as nothing arose."""
    totals = {column.number: 0 for column in table.form.numbers} if table.nothing and not lines else {}
    for line in lines:
        for column, number in line.numbers.items():
            if number is not None:
                totals[column] = totals.get(column, 0) + number
    return totals


def _place(table: CityTable, line: CityLine) -> object:
    code = line.unit.code if line.unit else 0
    return {"line": line.label, "unit": code, "list": (code, line.label)}[table.view.by]


def _label(table: CityTable, line: CityLine) -> str:
    return f"{line.unit.name}: {line.label}" if table.view.by == "list" and line.unit else line.label

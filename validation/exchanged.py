"""Two columns whose numbers changed places: one cause, where changing them back makes every sum true.

In every line, or in single ones: there several sums must fail that no single cell could make true, or the totals of two
columns, one by as much too many as the other too few. Lines with a fault of their own decide nothing: those where some
cell has a finding, and one whose sums fail both ways. Nor do lines where both columns say the same.
Two lines may have exchanged their numbers of one column too.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from kstt.finding import Finding
from kstt.form import Form
from kstt.identity import Identity
from kstt.sheet import address
from validation.equations import SUM, Cell, Equation, equations_of, numbers_of
from validation.exchanged_columns import Lines, changed, filled_lines, pair_exchanged
from validation.parsed import Parsed
from validation.placing import place
from validation.telling import shown_number, tell

EXCHANGED, IN_LINE = "column.exchanged", "line.exchanged"
_FAILING = 2  # sums of a single line
_FAR = 10  # less may be a dossier or two counted elsewhere in the total


@dataclass(frozen=True, slots=True)
class Exchange:
    """The finding on two columns, their cells in the lines, and the form as if they had been changed back.

    `excused` are the cells of that form which decide nothing: those with a finding, and the totals of the two columns,
    which may have changed places or not.
    """

    finding: Finding
    cells: set[Cell]
    back: Parsed
    excused: set[Cell]


def exchanged(form: Form, one: Parsed, excused: Collection[Cell]) -> Exchange | None:
    """The two columns that changed places; None where no pair of columns explains every line, or several do.

    `excused` are cells that have a finding.
    """
    lines = filled_lines(one)
    doubtful = {index for index, _ in excused}
    pair = pair_exchanged(form, [line for index, line in lines.items() if index not in doubtful])
    return _told(form, one, lines, pair, set(excused)) if pair else None


def exchanged_in_lines(form: Form, one: Parsed, excused: Collection[Cell]) -> Iterator[tuple[Finding, set[Cell]]]:
    """The findings on lines in which two numbers changed places, one per pair of columns, and their cells."""
    doubtful = {index for index, _ in excused}
    lines = {index: line for index, line in filled_lines(one).items() if index not in doubtful}
    pairs = {index: pair for index, line in lines.items() if (pair := _exchanged_here(form, line))}
    found: dict[tuple[int, int], list[int]] = {}
    for index, pair in sorted((pairs | dict(_told_by_totals(form, one, lines, excused))).items()):
        found.setdefault(pair, []).append(index)
    for (left, right), indexes in found.items():
        cells = [(at, number) for at in indexes for number in (left, right)]
        also = tuple(address(one.lines[at].row, one.columns[number]) for at, number in cells[1:])
        more = ", ".join(str(one.lines[at].row) for at in indexes[1:])
        facts = place(form, one, indexes[0], left) | {
            "found": one.number(indexes[0], left),
            "expected": one.number(indexes[0], right),
            "left": left,
            "right": right,
            "more": f"; cũng như vậy ở dòng {more} của trang" if more else "",
        }
        yield replace(tell(IN_LINE, **facts), also=also), set(cells)


def exchanged_between_lines(form: Form, one: Parsed, excused: Collection[Cell]) -> Iterator[tuple[Finding, set[Cell]]]:
    """The findings on two lines that exchanged their numbers of one column, and their cells."""
    doubtful = {index for index, _ in excused}
    lines = {index: line for index, line in filled_lines(one).items() if index not in doubtful}
    wrong: dict[tuple[Identity, int], list[int]] = {}  # by the first sum that fails, and by how much
    for index, line in lines.items():
        if first := next((rule for rule in form.sums if not rule.holds(line)), None):
            wrong.setdefault((first, first.gap(line)), []).append(index)
    for (rule, gap), indexes in wrong.items():
        others = wrong.get((rule, -gap), [])
        if len(indexes) == len(others) == 1 and indexes < others and abs(gap) >= _FAR:
            (index,), (other,) = indexes, others
            columns = _exchanged_columns(form, lines[index], lines[other])
            if len(columns) == 1:
                cells = (index, columns[0]), (other, columns[0])
                yield _told_between(form, one, rule, *cells), {*cells}


def _exchanged_columns(form: Form, a: Mapping[int, int], b: Mapping[int, int]) -> list[int]:
    """The columns whose numbers two lines may have exchanged: changed back, both are right."""
    return [n for n in a if form.sums_hold({**a, n: b[n]}) and form.sums_hold({**b, n: a[n]})]


def _told_between(form: Form, one: Parsed, rule: Identity, cell: Cell, other: Cell) -> Finding:
    numbers = [one.counted(index)[number] for index, number in (cell, other)]
    here, there = (address(one.lines[index].row, one.columns[number]) for index, number in (cell, other))
    said = (
        f": ô {here} ghi {shown_number(numbers[0])} và ô {there} của dòng «{one.lines[other[0]].label}» "
        f"ghi {shown_number(numbers[1])} đổi chỗ cho nhau, đổi lại thì cả hai dòng đều đúng"
    )
    facts = place(form, one, *cell) | {"found": numbers[0], "expected": numbers[1]}
    return replace(tell(SUM, **facts, identity=str(rule), said=said), also=(there,))


def _exchanged_here(form: Form, line: Mapping[int, int]) -> tuple[int, int] | None:
    """The only two columns of a line whose exchange makes all its sums true, where several fail for no single cell."""
    failing = [rule for rule in form.sums if not rule.holds(line)]
    if len(failing) < _FAILING or any(form.sums_hold(mended) for mended in _mended(line, failing[0])):
        return None
    different = (pair for pair in combinations(line, 2) if line[pair[0]] != line[pair[1]])
    pairs = [pair for pair in different if form.sums_hold(changed(line, *pair))]
    return pairs[0] if len(pairs) == 1 else None


def _told_by_totals(
    form: Form, one: Parsed, lines: Lines, excused: Collection[Cell]
) -> Iterator[tuple[int, tuple[int, int]]]:
    """The only line, or total, whose exchange makes the two totals true that differ by the same, to and fro."""
    numbers = numbers_of(one, {*excused, *one.waiting, *one.left_as_returned})
    wrong: dict[int, dict[int, Equation]] = {}
    for total in equations_of(form, one):
        if total.rule is None and all(cell in numbers for cell in total.cells) and numbers.gap(total):
            wrong.setdefault(total.left[0], {})[total.left[1]] = total
    for index, totals in wrong.items():
        gaps = {number: numbers.gap(total) for number, total in totals.items()}
        often = Counter(map(abs, gaps.values()))
        for a, b in combinations(gaps, 2):
            if gaps[a] + gaps[b] == 0 and often[abs(gaps[a])] == 2:
                here = [at for at, _ in totals[a].right if at in lines and _explains(form, lines[at], a, b, gaps[a])]
                told = [index] if _is_itself(form, one.counted(index), a, b, gaps[a]) else here
                sure = abs(gaps[a]) >= _FAR or (here and not form.sums_hold(lines[here[0]]))
                if len(told) == 1 and sure:
                    yield told[0], (a, b)


def _is_itself(form: Form, total: Mapping[int, int], a: int, b: int, gap: int) -> bool:
    """Whether a total's own two numbers changed places: not where it keeps the form's sums, and would not changed."""
    if total[a] - total[b] != gap:
        return False
    return form.sums_hold(changed(total, a, b)) or not form.sums_hold(total)


def _explains(form: Form, line: Mapping[int, int], a: int, b: int, gap: int) -> bool:
    return line[b] - line[a] == gap and form.sums_hold(changed(line, a, b))


def _mended(line: Mapping[int, int], rule: Identity) -> Iterator[dict[int, int]]:
    """The line with each of the cells of a sum that fails changed so that it holds."""
    gap = rule.gap(line)
    yield {**line, rule.left: line[rule.left] - gap}
    yield from ({**line, number: line[number] + gap} for number in rule.right)


def _told(form: Form, one: Parsed, lines: Lines, pair: tuple[int, int], excused: set[Cell]) -> Exchange:
    left, right = pair
    cells = [(at, number) for at in sorted(lines) for number in pair if (at, number) not in excused]
    first = next(at for at, number in cells if number == left and lines[at][left] != lines[at][right])
    cells.remove((first, left))
    also = tuple(address(one.lines[at].row, one.columns[number]) for at, number in cells)
    facts = place(form, one, first, left) | {"found": lines[first][left], "expected": lines[first][right]}
    finding = replace(tell(EXCHANGED, **facts, left=left, right=right), also=also)
    totals = {(at, number) for at, line in enumerate(one.lines) if line.role != "line" for number in pair}
    back = _changed_back(one, left, right)
    return Exchange(finding, {(first, left), *cells}, back, _moved(excused, left, right) | totals)


def _changed_back(one: Parsed, left: int, right: int) -> Parsed:
    """The form with the numbers of the two columns where they belong; their cells stay the same cells of the sheet."""
    a, b = map(one.number_columns.index, (left, right))
    numbers = [list(values) for values in one.numbers]
    for values in numbers:
        values[a], values[b] = values[b], values[a]
    columns = one.columns | {left: one.columns[right], right: one.columns[left]}
    waiting, returned = (_moved(cells, left, right) for cells in (one.waiting, one.left_as_returned))
    return replace(one, numbers=numbers, columns=columns, waiting=waiting, left_as_returned=returned)


def _moved(cells: Collection[Cell], left: int, right: int) -> set[Cell]:
    other = {left: right, right: left}
    return {(index, other.get(number, number)) for index, number in cells}

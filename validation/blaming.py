"""Which cells make the failing sums of a form true, once it is known which sums fail, which hold and what vouches."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kstt.identity import Identity
from validation.equations import Cell, Equation, Numbers

_PER_LINE = 2  # so many wrong cells of a line are believed; a line too few changes more columns of its total


@dataclass(frozen=True, slots=True)
class Blame:
    """One cause: the cell, what it should be and the equation to tell of.

    Where several cells may be wrong, they are the `suspects`, the cell of the finding perhaps among them; if it is
    not, `vouching` is the equation that holds and confirms it. `only` is the one suspect where there is
    no other. `following` are sums of the line that add the cell and are wrong with it, `beside` what is wrong with
    further totals of a total's row.
    """

    cell: Cell
    found: int
    expected: int
    equation: Equation
    suspects: tuple[Cell, ...] = ()
    vouching: Equation | None = None
    only: "Blame | None" = None
    following: tuple[Cell, ...] = ()
    beside: tuple["Blame", ...] = ()


def _connected(failing: Sequence[Equation]) -> list[list[Equation]]:
    parts: dict[int, list[Equation]] = {}
    part_of: dict[Cell, int] = {}
    for name, equation in enumerate(failing):
        touching = sorted({part_of[cell] for cell in equation.cells if cell in part_of})
        parts[name] = [one for known in touching for one in parts.pop(known)] + [equation]
        part_of |= {cell: name for one in parts[name] for cell in one.cells}
    return list(parts.values())


@dataclass(frozen=True, slots=True)
class Blaming:
    """What is known while causes are looked for: the numbers, the equations that hold, the bounds of each line.

    `computing` are those that hold by which a form computes a cell, as a formula does.
    Totals are `typed` where one fails: then those that hold vouch for their columns. Totals that all hold may simply
    follow every number, and say nothing. `vouched` are the cells of what holds, the stricter choice first. `unasked`
    are blank ones of columns that a table may do without: nothing is wrong there while another cell may be.
    """

    numbers: Numbers
    holding: Sequence[Equation]
    computing: Sequence[Equation]
    bounds: Sequence[Identity]
    typed: bool
    vouched: Sequence[set[Cell]]
    unasked: Container[Cell] = ()

    def causes(self, failing: Sequence[Equation]) -> Iterator[Blame]:
        """One cause for each connected part that one cell explains, else the cells its totals name, else the lines'."""
        parts = _connected(failing)
        single = [self._single(part) for part in parts]
        clear = [_is_clear(cause) and any(one.rule for one in part) for cause, part in zip(single, parts, strict=True)]
        unclear = [equation for part, told in zip(parts, clear, strict=True) if not told for equation in part]
        if named := self._named(unclear):
            yield from named
            yield from (cause for cause, told in zip(single, clear, strict=True) if cause and told)
            return
        for part, cause in zip(parts, single, strict=True):
            if cause:
                yield cause
            else:
                yield from self._named(part) or self._apart(part)

    def _named(self, failing: Sequence[Equation]) -> list[Blame]:
        """What totals name in the lines that fail, be it once those are mended that are clear by themselves."""
        identities = [equation for equation in failing if equation.rule]
        if not identities or len(identities) == len(failing):
            return []
        if named := self._named_by_totals(failing, self.numbers):
            return named
        clear = [cause for part in _connected(identities) if (cause := self._single(part)) and _is_clear(cause)]
        mended = Numbers(self.numbers | {cause.cell: cause.expected for cause in clear})
        rest = [equation for equation in failing if mended.gap(equation)]
        named = self._named_by_totals(rest, mended) if clear else []
        return [*clear, *named] if named else []

    def _named_by_totals(self, failing: Sequence[Equation], numbers: Numbers) -> list[Blame]:
        """Each failing total corrects its column in the one line that fails; nothing unless all is right then."""
        lines = {equation.left[0] for equation in failing if equation.rule}
        mended, named = Numbers(numbers), set[Cell]()
        for total in (equation for equation in failing if not equation.rule):
            able = [cell for cell in total.right if cell[0] in lines]
            if len(able) != 1:
                return []
            mended[able[0]] = numbers.corrected(able[0], total)
            named.add(able[0])
        for one in self.computing:  # a sum that holds over a wrong cell goes with it, where its own total says nothing
            if one.left not in named:
                mended[one.left] += sum(mended[cell] - numbers[cell] for cell in one.right)
        wrong = [cell for cell in mended if mended[cell] != numbers[cell]]
        per_line = Counter(index for index, _ in wrong)
        if any(mended[cell] < 0 for cell in wrong) or any(count > _PER_LINE for count in per_line.values()):
            return []
        if any(mended.gap(equation) for equation in (*failing, *self.holding)):
            return []
        following = {cell: self._following(cell, wrong) for cell in wrong}
        roots = [cell for cell in wrong if not any(cell in cells for cells in following.values())]
        told = {cell: next(one for one in _identities_first(failing) if cell in one.cells) for cell in roots}
        return [Blame(cell, numbers[cell], mended[cell], told[cell], following=following[cell]) for cell in roots]

    def _following(self, cell: Cell, wrong: Sequence[Cell]) -> tuple[Cell, ...]:
        """The wrong sums of a line that only follow a wrong cell: no causes of their own."""
        return tuple(one.left for one in self.computing if one.left in wrong and cell in one.right)

    def _apart(self, failing: list[Equation]) -> Iterator[Blame]:
        """Several causes meet in a total: settle the lines first; a total is to blame only if it still fails then."""
        identities = [equation for equation in failing if equation.rule]
        totals = [equation for equation in failing if not equation.rule]
        if not (identities and totals):
            yield from _by_left(self.numbers, failing)
            return
        settled, unsettled = Numbers(self.numbers), set[Cell]()
        for part in _connected(identities):
            single = self._single(part)
            for cause in [self._told_apart(single, totals)] if single else _by_left(self.numbers, part):
                yield cause
                known = cause.only or cause
                unsettled.update(() if cause.only else cause.suspects)
                settled[known.cell] = settled[known.cell] if known.suspects else known.expected
        for total in totals:
            if settled.gap(total) and not unsettled & set(total.cells):
                yield from _by_left(self.numbers, [total])

    def _told_apart(self, cause: Blame, totals: Sequence[Equation]) -> Blame:
        """The cause with the one suspect that a failing total asks to be corrected by as much; else as it is."""
        told, right = cause.equation, self.numbers.corrected
        named = [
            cell
            for cell in cause.suspects
            if any(cell in one.cells and right(cell, one) == right(cell, told) for one in totals)
        ]
        return self._blamed(named[0], told) if len(named) == 1 else cause

    def _single(self, failing: list[Equation]) -> Blame | None:
        fixing = self._fixing(failing)
        fixing = [cell for cell in fixing if cell not in self.unasked] or fixing
        told = _identities_first(failing)[0]
        for kept in self.vouched:
            by_sums = [cell for cell in fixing if cell not in kept]
            by_sums = [cell for cell in by_sums if self._keeps_bounds(cell, failing, told)] or by_sums
            able = [cell for cell in by_sums if self.numbers.corrected(cell, told) >= 0]
            if len(by_sums) == len(able) == 1 or able == [told.left]:
                return self._blamed(able[0], told)
            if able:
                vouching = None if told.left in able else self._vouching(told.left)
                only = self._blamed(able[0], told) if len(able) == 1 else None
                return replace(self._blamed(told.left, told), suspects=tuple(able), vouching=vouching, only=only)
        return None

    def _fixing(self, failing: list[Equation]) -> list[Cell]:
        """The cells whose correction makes all failing equations true."""
        common = set.intersection(*(set(equation.cells) for equation in failing))
        needed = {cell: {self.numbers.corrected(cell, one) for one in failing} for cell in sorted(common)}
        return [cell for cell, values in needed.items() if len(values) == 1]

    def _keeps_bounds(self, cell: Cell, failing: list[Equation], told: Equation) -> bool:
        """Whether a corrected cell leaves no «at most» of the lines concerned broken."""
        mended = self.numbers | {cell: self.numbers.corrected(cell, told)}
        for index in {index for equation in failing for index, _ in equation.cells}:
            for rule in self.bounds:
                line = {number: mended[index, number] for number in rule.columns if (index, number) in mended}
                if len(line) == len(rule.columns) and not rule.holds(line):
                    return False
        return True

    def _vouching(self, cell: Cell) -> Equation | None:
        return next((one for one in self.holding if cell in one.cells and (one.rule or self.typed)), None)

    def _blamed(self, cell: Cell, told: Equation) -> Blame:
        return Blame(cell, self.numbers[cell], self.numbers.corrected(cell, told), told)


def _is_clear(cause: Blame | None) -> bool:
    return cause is not None and not cause.suspects


def _identities_first(equations: Iterable[Equation]) -> list[Equation]:
    return sorted(equations, key=lambda equation: equation.rule is None)


def _by_left(numbers: Numbers, failing: Iterable[Equation]) -> Iterator[Blame]:
    seen = set[Cell]()
    for equation in failing:
        if equation.left not in seen:
            seen.add(equation.left)
            left = equation.left
            yield Blame(left, numbers[left], numbers.corrected(left, equation), equation, equation.cells)

"""Which cells make the failing sums of a form true, once it is known which sums fail, which hold and what vouches."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kstt.form import Form
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

    @property
    def is_clear(self) -> bool:
        """Whether no other cell may be wrong instead."""
        return not self.suspects


def _connected(failing: Sequence[Equation]) -> list[list[Equation]]:
    parts: dict[int, list[Equation]] = {}
    part_of: dict[Cell, int] = {}
    for name, equation in enumerate(failing):
        touching = sorted({part_of[cell] for cell in equation.cells if cell in part_of})
        parts[name] = [one for known in touching for one in parts.pop(known)] + [equation]
        part_of |= {cell: name for one in parts[name] for cell in one.cells}
    return list(parts.values())


def _amiss(numbers: Numbers, failing: Iterable[Equation]) -> dict[Cell, set[int]]:
    """By how much the sums of the identities that fail are amiss."""
    found: dict[Cell, set[int]] = {}
    for one in failing:
        if one.rule:
            found.setdefault(one.left, set()).add(numbers.gap(one))
    return found


def _amiss_alike(one: Equation, amiss: Mapping[Cell, set[int]]) -> bool:
    """Whether the sum of an equation is amiss by as much as one of its parts: then it holds and vouches for neither."""
    return any(amiss.get(one.left, set()) & amiss[part] for part in one.right if part in amiss)


class Blaming:
    """What is known while causes are looked for.

    Equations that hold vouch for their cells. Totals do so only where one fails and they were typed: those that all
    hold may simply follow every number, and say nothing. `unasked` are blank cells of columns that a table may do
    without: nothing is wrong there while another cell may be.
    """

    def __init__(
        self,
        form: Form,
        numbers: Numbers,
        equations: Sequence[Equation],
        failing: Sequence[Equation],
        unasked: Container[Cell],
    ) -> None:
        unsure = {equation.left[1] for equation in failing if not equation.rule}  # a subtotal there may be a live SUM
        holding = [one for one in equations if not numbers.gap(one) and (one.rule or one.left[1] not in unsure)]
        self._numbers, self._failing, self._holding, self._unasked = numbers, failing, holding, unasked
        self._bounds = form.bounds
        self._totals_typed = bool(unsure)
        # by these a form computes a cell, as a formula does
        self._computing = [one for one in holding if one.rule and one.rule == form.computed_by(one.left[1])]
        amiss = _amiss(numbers, failing)
        sure = [one for one in holding if not (one.rule and _amiss_alike(one, amiss))]
        by_rules = {cell for one in sure if one.rule for cell in one.cells}
        by_any = {cell for one in sure for cell in one.cells}
        self._vouched = (by_any, by_rules) if self._totals_typed else (by_rules,)  # the stricter choice first

    def causes(self) -> list[Blame]:
        """One cause for each connected part that one cell explains, else the cells its totals name, else the lines'."""
        explained = [(part, self._single(part)) for part in _connected(self._failing)]
        clear = [cause for part, cause in explained if cause and cause.is_clear and any(one.rule for one in part)]
        unclear = [equation for part, cause in explained if cause not in clear for equation in part]
        if named := self._named(unclear):
            return [*named, *clear]
        return [one for part, cause in explained for one in ([cause] if cause else self._of_several(part))]

    def _of_several(self, part: list[Equation]) -> Iterable[Blame]:
        return self._named(part) or self._apart(part)

    def _named(self, failing: Sequence[Equation]) -> list[Blame]:
        """What totals name in the lines that fail, be it once those are mended that are clear by themselves."""
        identities = [equation for equation in failing if equation.rule]
        if not identities or len(identities) == len(failing):
            return []
        if named := self._named_by_totals(failing, self._numbers):
            return named
        clear = [cause for part in _connected(identities) if (cause := self._single(part)) and cause.is_clear]
        mended = Numbers(self._numbers | {cause.cell: cause.expected for cause in clear})
        rest = [equation for equation in failing if mended.gap(equation)]
        named = self._named_by_totals(rest, mended) if clear else []
        return [*clear, *named] if named else []

    def _named_by_totals(self, failing: Sequence[Equation], numbers: Numbers) -> list[Blame]:
        """Each failing total corrects its column in the one line that fails; nothing unless all is right then."""
        mended = self._followed(numbers, _asked_by_totals(failing, numbers))
        wrong = [cell for cell, number in mended.items() if number != numbers[cell]]
        if not wrong or not _is_credible(mended, wrong) or any(map(mended.gap, (*failing, *self._holding))):
            return []
        following = {cell: self._following(cell, wrong) for cell in wrong}
        roots = [cell for cell in wrong if not any(cell in cells for cells in following.values())]
        told = {cell: next(one for one in _identities_first(failing) if cell in one.cells) for cell in roots}
        return [Blame(cell, numbers[cell], mended[cell], told[cell], following=following[cell]) for cell in roots]

    def _followed(self, numbers: Numbers, asked: dict[Cell, int]) -> Numbers:
        """The numbers with those asked for; a sum that held over one goes with it, if its own total says nothing."""
        mended = Numbers(numbers | asked)
        for one in self._computing:
            if one.left not in asked:
                mended[one.left] += sum(mended[cell] - numbers[cell] for cell in one.right)
        return mended

    def _following(self, cell: Cell, wrong: Sequence[Cell]) -> tuple[Cell, ...]:
        """The wrong sums of a line that only follow a wrong cell: no causes of their own."""
        return tuple(one.left for one in self._computing if one.left in wrong and cell in one.right)

    def _apart(self, failing: list[Equation]) -> Iterator[Blame]:
        """Several causes meet in a total: settle the lines first; a total is to blame only if it still fails then."""
        identities = [equation for equation in failing if equation.rule]
        totals = [equation for equation in failing if not equation.rule]
        if not (identities and totals):
            yield from _by_left(self._numbers, failing)
            return
        settled, unsettled, moved = Numbers(self._numbers), set[Cell](), self._moved()
        for part in _connected(identities):
            single = self._single(part)
            for cause in [self._told_apart(single, totals)] if single else _by_left(self._numbers, part):
                yield cause
                known = cause.only or cause
                unsettled.update(() if cause.only else cause.suspects)
                cells = {cell for one in part for cell in one.cells}
                unsettled |= cells if cause.suspects and cells & moved else set()
                settled[known.cell] = settled[known.cell] if known.suspects else known.expected
        for total in totals:
            if settled.gap(total) and not unsettled & set(total.cells):
                yield from _by_left(self._numbers, [total])

    def _moved(self) -> set[Cell]:
        """The cells of equations that hold as well with what their failing totals ask, and vouch for none of them."""
        totals = [one for one in self._failing if not one.rule]
        asked = {cell: self._numbers.corrected(cell, total) for total in totals for cell in total.right}
        alike = Numbers(self._numbers | asked)
        told = (
            [cell for cell in one.cells if cell in asked] for one in self._holding if one.rule and not alike.gap(one)
        )
        return {cell for cells in told for cell in cells}

    def _told_apart(self, cause: Blame, totals: Sequence[Equation]) -> Blame:
        """The cause with the one suspect that a failing total asks to be corrected by as much; else as it is."""
        told, right = cause.equation, self._numbers.corrected
        named = [
            cell
            for cell in cause.suspects
            if any(cell in one.cells and right(cell, one) == right(cell, told) for one in totals)
        ]
        return self._blamed(named[0], told) if len(named) == 1 else cause

    def _single(self, failing: list[Equation]) -> Blame | None:
        """The one cell that makes all failing equations true, or those it may be."""
        fixing = self._fixing(failing)
        fixing = [cell for cell in fixing if cell not in self._unasked] or fixing
        told = _identities_first(failing)[0]
        for kept in self._vouched:
            by_sums = [cell for cell in fixing if cell not in kept]
            by_sums = [cell for cell in by_sums if self._keeps_bounds(cell, failing, told)] or by_sums
            if able := [cell for cell in by_sums if self._numbers.corrected(cell, told) >= 0]:
                sure = len(by_sums) == 1 or able == [told.left]
                return self._blamed(able[0], told) if sure else self._one_of(able, told)
        return None

    def _one_of(self, suspects: Sequence[Cell], told: Equation) -> Blame:
        vouching = None if told.left in suspects else self._vouching(told.left)
        only = self._blamed(suspects[0], told) if len(suspects) == 1 else None
        return replace(self._blamed(told.left, told), suspects=tuple(suspects), vouching=vouching, only=only)

    def _fixing(self, failing: list[Equation]) -> list[Cell]:
        """The cells whose correction makes all failing equations true."""
        common = set.intersection(*(set(equation.cells) for equation in failing))
        needed = {cell: {self._numbers.corrected(cell, one) for one in failing} for cell in sorted(common)}
        return [cell for cell, values in needed.items() if len(values) == 1]

    def _keeps_bounds(self, cell: Cell, failing: list[Equation], told: Equation) -> bool:
        """Whether a corrected cell leaves no «at most» of the lines concerned broken."""
        mended = self._numbers | {cell: self._numbers.corrected(cell, told)}
        for index in {index for equation in failing for index, _ in equation.cells}:
            for rule in self._bounds:
                line = {number: mended[index, number] for number in rule.columns if (index, number) in mended}
                if len(line) == len(rule.columns) and not rule.holds(line):
                    return False
        return True

    def _vouching(self, cell: Cell) -> Equation | None:
        return next((one for one in self._holding if cell in one.cells and (one.rule or self._totals_typed)), None)

    def _blamed(self, cell: Cell, told: Equation) -> Blame:
        return Blame(cell, self._numbers[cell], self._numbers.corrected(cell, told), told)


def _asked_by_totals(failing: Iterable[Equation], numbers: Numbers) -> dict[Cell, int]:
    """What the failing totals ask of the one line each has that fails; nothing where one of them has several."""
    lines = {equation.left[0] for equation in failing if equation.rule}
    asked: dict[Cell, int] = {}
    for total in (equation for equation in failing if not equation.rule):
        able = [cell for cell in total.right if cell[0] in lines]
        if len(able) != 1:
            return {}
        asked[able[0]] = numbers.corrected(able[0], total)
    return asked


def _is_credible(mended: Numbers, wrong: Sequence[Cell]) -> bool:
    per_line = Counter(index for index, _ in wrong)
    return min(mended[cell] for cell in wrong) >= 0 and max(per_line.values()) <= _PER_LINE


def _identities_first(equations: Iterable[Equation]) -> list[Equation]:
    return sorted(equations, key=lambda equation: equation.rule is None)


def _by_left(numbers: Numbers, failing: Iterable[Equation]) -> Iterator[Blame]:
    seen = set[Cell]()
    for equation in failing:
        if equation.left not in seen:
            seen.add(equation.left)
            left = equation.left
            yield Blame(left, numbers[left], numbers.corrected(left, equation), equation, equation.cells)

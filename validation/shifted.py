"""Lines typed a column too far to the right or to the left: one cause, where the sums of the line give it away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kstt.form import Form
from kstt.identity import Identity
from kstt.sheet import Line, Value
from kstt.typed import has_letters
from validation.numbers import read_number

Numbers = list[int | None]  # None: nothing stands there, or what stands there is lost
_FURTHEST = 2  # columns
_ENOUGH = 4  # numbers other than 0 that a line needs: fewer agree by chance


@dataclass(frozen=True, slots=True)
class Shift:
    """Where a line leaves its columns: the first column concerned (None: its name does too), and how far it went."""

    column: int | None
    right: int

    def __str__(self) -> str:
        return f"sang {'phải' if self.right > 0 else 'trái'} {abs(self.right)} cột"


def shifts_of(form: Form, lines: Sequence[Line], numbers: Sequence[Numbers]) -> dict[int, Shift]:
    """The lines that were shifted, by their place among `lines`; `numbers` are what their columns were read as.

    Numbers beside several lines, be they shares, are a column of somebody's own and say nothing.
    """
    if len(form.sums) < 2 or form.fixed:
        return {}
    beside = [line.beyond[0] if line.beyond else None for line in lines]
    several = sum(any(map(str.isdigit, str(value))) for value in beside) > 1
    found: dict[int, Shift] = {}
    for at, line in enumerate(lines):
        alone = _number(beside[at]) is not None and not several
        doubtful = alone or None in numbers[at] or not _agree(form, numbers[at])
        if line.role == "line" and doubtful and (shift := _shift_of(form, line, alone=alone)):
            found[at] = shift
    filled = [at for at, line in enumerate(lines) if line.role == "line" and any(map(_counted, line.values))]
    left_open = _sums_left_open(form, [lines[at] for at in filled])
    return (
        found if found.keys() >= set(filled) else {at: one for at, one in found.items() if one.column not in left_open}
    )


def _sums_left_open(form: Form, lines: Sequence[Line]) -> set[int]:
    """The columns of sums in which nothing stands on any line: their lines were not shifted, nobody added them up."""
    sums = {rule.left for rule in form.sums}
    values = {column.number: at for at, column in enumerate(form.numbers) if column.number in sums}
    return {number for number, at in values.items() if all(line.values[at] in ("", None) for line in lines)}


def _shift_of(form: Form, line: Line, *, alone: bool) -> Shift | None:
    """How a line was shifted; None where it was not, or where its sums leave that open."""
    given, more = ([_counted(value) for value in values] for values in (line.values, line.beyond))
    if has_letters(line.values[0]) and line.label.strip(" .)").isdigit():
        return Shift(None, 1) if _agree(form, [*given[1:], *more[:1]]) else None
    if sum(map(bool, given)) < _ENOUGH or any(map(_is_word, line.values)):
        return None
    blank = [value in ("", None) for value in line.values]
    if _agree(form, [number or 0 for number in given]):
        return _spilt(form, blank) if alone else None
    if any(_agree(form, _blanked(given, at)) for at, open_ in enumerate(blank) if open_):
        return None  # a number was only left out
    return _likeliest([way for way in _ways(form, given, blank, more) if _agree(form, way[1]) and _shows(form, *way)])


def _likeliest(ways: Sequence[tuple[Shift, Numbers]]) -> Shift | None:
    """The shift of ways that give the same line; if it may begin in several columns, it is sure from the last on."""
    if not ways:
        return None
    (first, line), (last, _) = ways[0], ways[-1]
    if all(moved == line for _, moved in ways):
        return first
    return last if len({shift.right for shift, _ in ways}) == 1 else None


def _shows(form: Form, shift: Shift, moved: Numbers) -> bool:
    """Whether a number that was moved back enters a sum in which none is lost: else one wrong number explains all."""
    lost = {column.number for column, number in zip(form.numbers, moved, strict=True) if number is None}
    back = {
        column.number
        for column, number in zip(form.numbers, moved, strict=True)
        if number and column.number >= (shift.column or 0)
    }
    return any(not lost & set(rule.columns) and back & set(rule.columns) for rule in form.sums)


def _spilt(form: Form, blank: Sequence[bool]) -> Shift | None:
    """A number stands right of the table while a column lies open: the sums hold only by chance."""
    if not any(blank):
        return None
    return Shift(form.numbers[len(blank) - 1 - blank[::-1].index(True)].number, 1)


def _blanked(given: Numbers, at: int) -> Numbers:
    """The numbers with one to be found out, the other blanks being zeros."""
    return [None if here == at else number or 0 for here, number in enumerate(given)]


def _ways(form: Form, given: Numbers, blank: Sequence[bool], more: Numbers) -> Iterator[tuple[Shift, Numbers]]:
    """The line with its numbers moved back, from each column on and in each direction; None is what that lost."""
    wide, given = len(given), [number or 0 for number in given]
    for far in range(1, _FURTHEST + 1):
        for at in range(wide - far):
            number = form.numbers[at].number
            if all(blank[at : at + far]):
                lost: Numbers = [None] * far
                yield Shift(number, far), ([*given[:at], *given[at + far :], *more, *lost])[:wide]
            if far == 1 and blank[-1]:
                yield Shift(number, -far), [*given[:at], None, *given[at:-1]]


def _agree(form: Form, moved: Numbers) -> bool:
    """Whether every sum holds; one number may be lost, when the sums agree on what it was."""
    line = {column.number: number for column, number in zip(form.numbers, moved, strict=True)}
    lost = [number for number, value in line.items() if value is None]
    lost = lost if len(lost) == 1 else []  # several are blanks at the end of the line: zeros
    known = {number: value or 0 for number, value in line.items()}
    told = [rule for rule in form.sums if not set(lost) & set(rule.columns)]
    if min(known.values()) < 0 or not all(rule.holds(known) for rule in told) or len(told) < 2:
        return False
    wanted = {_missing(rule, lost[0], known) for rule in form.sums if rule not in told}
    return len(wanted) <= 1 and all(value >= 0 for value in wanted)


def _missing(rule: Identity, lost: int, known: dict[int, int]) -> int:
    """What a lost number must have been for a sum to hold."""
    rest = sum(known[number] for number in rule.right if number != lost)
    return rest if rule.left == lost else known[rule.left] - rest


def _number(value: Value) -> int | None:
    return read_number(value).number


def _counted(value: Value) -> int | None:
    """A number, where a dash stands for none being 0: unlike a blank it was not left out."""
    reading = read_number(value)
    return 0 if reading.number is None and reading.normalised else reading.number


def _is_word(value: Value) -> bool:
    return bool(read_number(value).broken)

"""A filled-in form to numbers: every number cell read once, blanks by the column's policy, normalisations noted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kstt.form import Column, FixedLine, Form
from kstt.sheet import FilledForm, Line, Value, address
from kstt.spelling import clean, key
from validation.numbers import read_number

TOTAL_LEFT = "dòng tổng còn như trước khi sửa, lấy tổng cộng từ các dòng"
BLANK_AS_ZERO = "ô trống trong dòng có số liệu tính là 0"

Place = tuple[int, int]  # row and column on the sheet


@dataclass(slots=True)
class Broken:
    """A cell that gives no number where one is needed: place, rule, what stands there, and where it is on the form."""

    row: int
    column_at: int
    rule: str
    found: Value
    line: str = ""
    column: int | None = None


@dataclass(slots=True)
class Parsed:
    """A form of a submission as numbers. `numbers[i]` are the form's number columns of `lines[i]`, None where absent.

    `waiting` holds the (line index, column number) whose number is not known, so that rules using it wait, and
    `left_as_returned` the totals a unit left as they stood when its copy was returned: they tell nothing new.
    """

    code: str
    sheet: str
    columns: dict[int, int]
    lines: list[Line]
    numbers: list[list[int | None]]
    broken: list[Broken] = field(default_factory=list)
    waiting: set[tuple[int, int]] = field(default_factory=set)
    normalised: list[tuple[str, Place, Value, int]] = field(default_factory=list)
    left_as_returned: set[tuple[int, int]] = field(default_factory=set)
    number_columns: tuple[int, ...] = ()

    @property
    def unnamed(self) -> bool:
        """Whether some numbers belong to no line, so that nobody knows what the lines add up to."""
        return any(broken.column is None for broken in self.broken)


def parse(form: Form, filled: FilledForm) -> Parsed:
    """The numbers of a filled-in form. Lines of a form with fixed lines take the printed label they match."""
    parsed = Parsed(form.code, filled.sheet, filled.columns, filled.lines, [])
    parsed.number_columns = tuple(column.number for column in form.numbers)
    fixed = {key(line.label): line for line in form.fixed}
    known = {(row, column): (rule, found) for row, column, rule, found in filled.problems}
    for (row, column), (rule, found) in known.items():
        if rule == "line.unnamed":
            parsed.broken.append(Broken(row, column, rule, found))
    for index, line in enumerate(filled.lines):
        own = fixed.get(key(line.label))
        line.label = own.label if own else clean(line.label)
        if form.fixed and not own and form.lines != "free":
            parsed.broken.append(Broken(line.row, filled.columns[form.label.number], "line.unknown", line.label))
        parsed.numbers.append(_line(form, parsed, index, line, own, known))
    _note_totals_left(form, parsed, filled.former_totals)
    return parsed


def _note_totals_left(form: Form, parsed: Parsed, former: dict[str, int]) -> None:
    """Totals that stand as they stood when the copy was returned say nothing about cells mended since."""
    if not former:
        return
    lines = [numbers for line, numbers in zip(parsed.lines, parsed.numbers, strict=True) if line.role == "line"]
    sums = [sum(number or 0 for number in column) for column in zip(*lines, strict=True)]
    for index, line in enumerate(parsed.lines):
        if line.role != "line":
            for column, number, total in zip(form.numbers, parsed.numbers[index], sums, strict=False):
                place = line.row, parsed.columns[column.number]
                if number is not None and former.get(address(*place)) == number:
                    parsed.left_as_returned.add((index, column.number))
                    if number != total and line.role == "total":
                        parsed.normalised.append((TOTAL_LEFT, place, number, total))


def _line(
    form: Form,
    parsed: Parsed,
    index: int,
    line: Line,
    own: FixedLine | None,
    known: dict[Place, tuple[str, str]],
) -> list[int | None]:
    numbers: list[int | None] = []
    silent = not any(value not in ("", None) for value in line.values)
    for column, value in zip(form.numbers, line.values, strict=True):
        if type(value) is float and not own and 0 <= value < 1e12 and value == int(value):
            numbers.append(int(value))  # nearly every cell: worth the shortcut
            continue
        at = parsed.columns[column.number]
        rule, found = known.get((line.row, at), ("", ""))
        reading = read_number(value, own.scale if own else 0)
        number, broken = reading.number, rule or reading.broken
        if broken and line.role == "line":
            parsed.broken.append(Broken(line.row, at, broken, found or value, line.label, column.number))
        if broken:
            parsed.waiting.add((index, column.number))
        elif number is None and not silent and line.role == "line" and _zero(column):
            number = 0
        if number is not None and line.role == "line" and (kind := reading.normalised or _blank_kind(value)):
            parsed.normalised.append((kind, (line.row, at), value, number))
        numbers.append(number)
    return numbers


def _zero(column: Column) -> bool:
    return column.blank == "zero"


def _blank_kind(value: Value) -> str:
    return BLANK_AS_ZERO if value in ("", None) else ""


def total_cells(parsed: Parsed) -> Iterator[tuple[Line, int, int]]:
    """The numbers on totals and subtotals: line, sheet column, number."""
    for line, numbers in zip(parsed.lines, parsed.numbers, strict=True):
        if line.role != "line":
            for column, number in zip(parsed.number_columns, numbers, strict=True):
                if number is not None:
                    yield line, parsed.columns[column], number


def texts(form: Form, filled: FilledForm) -> Sequence[tuple[int, str, str, int, str]]:
    """The words units wrote: (row, section, line label, column number, text), text columns of data lines only."""
    printed = {key(line.label): line.texts for line in form.fixed}
    said = []
    for line in filled.lines:
        if line.role == "line":
            given = printed.get(key(line.label), ())
            for at, (column, value) in enumerate(zip(form.texts, line.texts, strict=True)):
                text = clean(str(value)) if value not in ("", None) else ""
                if text and not (at < len(given) and key(given[at]) == key(text)):
                    said.append((line.row, line.section, line.label, column.number, text))
    return said

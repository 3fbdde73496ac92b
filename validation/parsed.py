"""A form of a submission as numbers: what parsing gives and every rule looks at."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kstt.sheet import Line, Value

BLANK_AS_ZERO = "ô trống trong dòng có số liệu tính là 0"
NOT_ASKED, UNREAD = "ô không phải ghi ở dòng này", "không đọc"

ERROR, NO_RESULT, MERGED = "cell.error_value", "cell.formula_without_result", "cell.merged"
SHIFTED, MULTIPLES = "line.shifted", "submission.measure_unit"
RATIO_DIFFERS = "line.ratio_differs"
SHOWN = "cell.shown_otherwise"
UNNAMED, SAYS_NOTHING = "line.unnamed", "line.says_nothing"

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
    shown: str = ""  # what the cell shows, where that is another number


@dataclass(slots=True)
class Parsed:
    """A form of a submission as numbers. `numbers[i]` are the form's number columns of `lines[i]`, None where absent.

    `waiting` holds the (line index, column number) whose number is not known, so that rules using it wait,
    `hidden_rows` the rows of the sheet nobody sees, and `left_as_returned` the totals a unit left as they stood when
    its copy was returned: they tell nothing new. `nameless` are the rows with numbers and without a name, and these.
    """

    code: str
    sheet: str
    columns: dict[int, int]
    lines: list[Line]
    numbers: list[list[int | None]]
    broken: list[Broken] = field(default_factory=list)
    waiting: set[tuple[int, int]] = field(default_factory=set)
    normalised: list[tuple[str, Place, Value, int | str]] = field(default_factory=list)
    left_as_returned: set[tuple[int, int]] = field(default_factory=set)
    number_columns: tuple[int, ...] = ()
    hidden_rows: set[int] = field(default_factory=set)
    nothing_arose: bool = False
    nameless: list[tuple[int, list[int | None]]] = field(default_factory=list)

    def number(self, index: int, column: int) -> int | None:
        """The number of a line, or total, in one of the form's columns."""
        return self.numbers[index][self.number_columns.index(column)]

    def counted(self, index: int) -> dict[int, int]:
        """The numbers of a line, or total, by the form's columns, what is absent being 0."""
        return {column: number or 0 for column, number in zip(self.number_columns, self.numbers[index], strict=True)}

    def data_lines(self) -> Iterator[tuple[int, Line, list[int | None]]]:
        """The lines with their indexes and numbers, totals and headings of sections left out."""
        for index, (line, numbers) in enumerate(zip(self.lines, self.numbers, strict=True)):
            if line.role == "line":
                yield index, line, numbers

    @property
    def many(self) -> int:
        """How many numbers its lines hold, but for what is 0."""
        return sum(sum(map(bool, numbers)) for _, _, numbers in self.data_lines())

    @property
    def unnamed(self) -> bool:
        """Whether some numbers belong to no line, so that nobody knows what the lines add up to."""
        return bool(self._without_line())

    @property
    def lacks_names_alone(self) -> bool:
        """Whether no numbers belong to no line but those of rows that lack nothing but their names."""
        return self._without_line() <= {UNNAMED, SAYS_NOTHING}

    def _without_line(self) -> set[str]:
        return {broken.rule for broken in self.broken if broken.column is None and broken.rule != MULTIPLES}


def total_cells(parsed: Parsed) -> Iterator[tuple[Line, int, int]]:
    """The numbers on totals and subtotals: line, sheet column, number."""
    for line, numbers in zip(parsed.lines, parsed.numbers, strict=True):
        if line.role != "line":
            for column, number in zip(parsed.number_columns, numbers, strict=True):
                if number is not None:
                    yield line, parsed.columns[column], number

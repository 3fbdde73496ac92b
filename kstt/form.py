"""A form: its columns, lines and identities, checked as strictly as data when it is made."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import ClassVar, Literal

from kstt.form_faults import faults_of
from kstt.identity import Identity
from kstt.mention import parse
from kstt.period import Period
from kstt.shortened import in_full
from kstt.spelling import clean, field_key, key, unaccented, with_i
from kstt.typed import only_a_number

Kind = Literal["ordinal", "label", "count", "amount", "score", "ratio", "text", "date"]
Over = Literal["flow", "opening", "closing", "recount", "distinct"]
Blank = Literal["zero", "missing"]
Lines = Literal["fields", "unit", "indicators", "index", "tasks", "free"]
Provenance = Literal["sourced", "own", "unverified"]
"""Held against a source; a sheet of this system's own, which no text prescribes; not held against any yet."""
NUMERIC = ("count", "amount", "score")
_STRICT: dict[str, str] = {"extra": "forbid"}  # an unknown key of a definition is refused by the loader
_MEASURE = re.compile(r"\s*\((?:%|phần trăm|điểm)\)$", re.IGNORECASE)


def _alike(label: str) -> str:
    """What the spellings of a printed line have in common: ordinal, marks, measure, and y for i do not count.

    Nor do words written by their first letters: «TTHC».
    """
    return with_i(field_key(in_full(_MEASURE.sub("", clean(label)))))


class DefinitionError(ValueError):
    """A definition that can not be right; says what and where, for the developer or the office's IT person."""


@dataclass(frozen=True, slots=True)
class Column:
    """One numbered column. `heading` is its path in the heading tree, outermost first.

    `over` says how it adds up over time: a flow adds, an opening stock takes the first, a closing one the last; a
    recount counts what was carried over anew each time, so it adds only where nothing was; distinct things, such as
    procedures that were used, may be the same in every quarter: no quarters tell how many they are together.
    `of` names numerator and denominator of a ratio, which is always derived and never read. A blank offers the
    `choices` of a text column as a list. A unit's table may do without an `optional` column, as if it were left blank;
    without one of words only where it says which form it is.
    """

    __pydantic_config__: ClassVar = _STRICT
    number: int
    key: str
    heading: tuple[str, ...]
    kind: Kind = "count"
    over: Over = "flow"
    blank: Blank = "zero"
    width: float = 9.0
    hint: str = ""
    of: tuple[int, int] | None = None
    choices: tuple[str, ...] = ()
    optional: bool = False

    @property
    def is_number(self) -> bool:
        """Whether units fill in a number here."""
        return self.kind in NUMERIC


@dataclass(frozen=True, slots=True)
class CityView:
    """A sheet of the city's report made from this form: summed by line, one line per unit, or every line listed."""

    __pydantic_config__: ClassVar = _STRICT
    sheet: str
    printed_code: str
    title: str
    by: Literal["line", "unit", "list"]
    label_heading: str


@dataclass(frozen=True, slots=True)
class FixedLine:
    """A line whose label the form prints, with the words of its text columns.

    `scale` is the decimals its numbers may have, `share` that the numerator is at most the denominator, `closed` the
    keys of columns a unit does not fill in on this line; a line that is not `additive` is never summed over units. Its
    scores are at most the `maximum`, in units of 10**-scale. The numbers of a `stock` are closing ones. `also_from`
    names the form and column (`I766: 5`) whose complete sum this line repeats.
    """

    __pydantic_config__: ClassVar = _STRICT
    key: str
    label: str
    texts: tuple[str, ...] = ()
    scale: int = 0
    share: bool = False
    closed: tuple[str, ...] = ()
    additive: bool = True
    maximum: int | None = None
    form: str = ""
    stock: bool = False
    also_from: str = ""

    def prints(self, at: int, said: str) -> bool:
        """Whether its words in the text column at that place hold a number, as «6 điểm» holds 6."""
        return at < len(self.texts) and said in self.texts[at].split()


@dataclass(frozen=True, slots=True)
class Continuity:
    """Keys of two columns of a form: what stands in `closing` at a quarter's end opens the next one."""

    __pydantic_config__: ClassVar = _STRICT
    opening: str
    closing: str


@dataclass(frozen=True, eq=False)
class Form:
    """A form as the paper shows it; one object per definition. Raises DefinitionError when it contradicts itself.

    `counts_open` names the form and column (`II.06a: 13`) of what is still open at a quarter's end and counted here
    again in the next one: over several quarters such a form adds only where nothing was left open.
    """

    __pydantic_config__: ClassVar = _STRICT
    code: str
    sheet: str
    printed_code: str
    title: str
    valid_from: str
    provenance: Provenance
    lines: Lines
    columns: tuple[Column, ...]
    cities: tuple[CityView, ...]
    filled_by: tuple[str, ...]
    identities: tuple[Identity, ...] = ()
    legal_basis: str = ""
    provenance_note: str = ""
    measure_unit: str = ""
    valid_to: str = ""
    printed_codes: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    total_label: str = "Tổng số"
    fixed: tuple[FixedLine, ...] = ()
    blank_lines: int = 0
    continuity: tuple[Continuity, ...] = ()
    counts_open: str = ""

    def __post_init__(self) -> None:
        problems = list(faults_of(self))
        if problems:
            raise DefinitionError(f"biểu {self.code}: " + "; ".join(problems))

    def column(self, number: int) -> Column:
        """The column of that number; KeyError where there is none."""
        return self._by_number[number]

    @cached_property
    def _by_number(self) -> dict[int, Column]:
        return {column.number: column for column in self.columns}

    @cached_property
    def numbers(self) -> tuple[Column, ...]:
        """The columns in which units fill in numbers."""
        return tuple(column for column in self.columns if column.is_number)

    @cached_property
    def texts(self) -> tuple[Column, ...]:
        """The columns in which units write words or dates."""
        return tuple(column for column in self.columns if column.kind in ("text", "date"))

    @cached_property
    def label(self) -> Column:
        """The column that names the line."""
        return next(column for column in self.columns if column.kind == "label")

    def printed(self, label: str) -> FixedLine | None:
        """The printed line that a label is, however it is spelt: «1. Tỉ lệ … (%)» is «Tỷ lệ …».

        Also without diacritics where none of it has any.
        """
        if not self.fixed:
            return None
        return self._printed.get(key(label)) or self._printed_alike.get(_alike(label))

    @cached_property
    def _printed(self) -> dict[str, FixedLine]:
        return {key(line.label): line for line in self.fixed}

    @cached_property
    def _printed_alike(self) -> dict[str, FixedLine]:
        names = [(name, line) for line in self.fixed for name in {_alike(line.label), unaccented(_alike(line.label))}]
        every = Counter(name for name, _ in names)
        return {name: line for name, line in names if every[name] == 1}

    def printed_words(self, own: FixedLine) -> dict[int, str]:
        """The words it prints on a line, by column."""
        return {column.number: text for column, text in zip(self.texts, own.texts, strict=False)}

    def typed_aside(self, own: FixedLine, texts: Sequence[object]) -> Iterator[Column]:
        """The columns of words in which numbers alone stand on a printed line, as where they left their columns."""
        for at, (column, value) in enumerate(zip(self.texts, texts, strict=False)):
            said = only_a_number(value) if self.lines in ("indicators", "index") else ""
            if said and not own.prints(at, said):
                yield column

    @property
    def has_total(self) -> bool:
        """Whether the printed form closes with a row of totals."""
        return bool(self.numbers) and self.lines in ("fields", "unit")

    @cached_property
    def carried(self) -> tuple[tuple[int, int], ...]:
        """The columns that continue a former period's: (opening, closing) by number, from `continuity`."""
        numbers = {column.key: column.number for column in self.columns}
        return tuple((numbers[one.opening], numbers[one.closing]) for one in self.continuity)

    @cached_property
    def sums(self) -> tuple[Identity, ...]:
        """The identities by which a column is the sum of others."""
        return tuple(rule for rule in self.identities if rule.is_sum)

    @cached_property
    def bounds(self) -> tuple[Identity, ...]:
        """The identities by which a column is at most the sum of others."""
        return tuple(rule for rule in self.identities if not rule.is_sum)

    def sums_of(self, number: int) -> tuple[Identity, ...]:
        """The sums that a column is: several where it can be added up in several ways."""
        return tuple(rule for rule in self.sums if rule.left == number)

    def sums_hold(self, line: Mapping[int, int]) -> bool:
        """Whether the numbers of a line keep every sum."""
        return all(rule.holds(line) for rule in self.sums)

    def computed_by(self, number: int) -> Identity | None:
        """The identity whose sum a column is: the first with it on the left. Blank and report show its formula."""
        return self._first_sums.get(number)

    @cached_property
    def _first_sums(self) -> dict[int, Identity]:
        return {rule.left: rule for rule in reversed(self.sums)}

    def overlaps(self, other: "Form") -> bool:
        """Whether there is a day on which both are in force."""
        return self.days[0] <= other.days[1] and other.days[0] <= self.days[1]

    @cached_property
    def days(self) -> tuple[date, date]:
        """The first and the last day on which it is in force."""
        return parse(self.valid_from).window[0], parse(self.valid_to).window[1] if self.valid_to else date.max

    def valid_in(self, period: Period) -> bool:
        """Whether this version of the form is in force in the period (compared by the end of its window)."""
        return self.days[0] <= period.window[1] <= self.days[1]


def keys_of(number: int, versions: Iterable[Form]) -> list[str]:
    """What versions of a form call the column of that number, each name once."""
    every = (column.key for form in versions for column in form.columns if column.number == number)
    return list(dict.fromkeys(every))

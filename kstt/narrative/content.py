"""The narrative report as content: sections of paragraphs in which every number is named by where it stands."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from kstt.period import Period
from kstt.targets.indicator import Indicator

Kind = Literal["count", "rate", "change", "moved", "points", "lack"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an integer stands: the sum of `columns` of a form's line, of all its lines where `line` is empty.

    On sheets that are no form (targets, tasks, the 766 index, coverage) the columns are named instead of numbered.
    """

    period: Period
    sheet: str
    columns: tuple[int | str, ...]
    line: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a sentence: integers, None for a missing one, each with its place; shown as its kind says.

    A `rate` has numerator and denominator, a `change` the count now and in the former period, `moved` a percentage
    now and then (four integers). `points` and `lack` are in units of 10**-scale; a lack is what an indicator is short
    of its target. A rate is told apart from the target's threshold, `against`.
    """

    kind: Kind
    values: tuple[int | None, ...]
    places: tuple[Place, ...]
    indicator: Indicator | None = None
    scale: int = 0
    against: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Demand:
    """The threshold of a target, as its plan demands it."""

    indicator: Indicator
    value: Fraction


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a unit or of a plan, as they stand there."""

    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the officer must fill in or look at; `blank` leaves room for it."""

    note: str
    blank: bool = True


Fragment = str | Figure | Demand | Quote | Gap
Paragraph = tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the outline with what is said under it."""

    id: str
    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Narrative:
    """The whole text, in the order of the outline."""

    period: Period
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A paragraph as the outline words it, with names of figures in brackets.

    Where `when` names a column, the text is said only if that column's total is not 0, and `otherwise` if it is.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}
    text: str
    when: str = ""
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading of the outline: the form it speaks of, its sentences, what it lists, what it says of nothing at all.

    `remarks` names the forms whose units' remarks are collected under it; a `headed` chapter has only subchapters.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}
    id: str
    heading: str
    form: str = ""
    sentences: tuple[Wording, ...] = ()
    nothing: str = ""
    lists: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    headed: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """The standard outline with its wording."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}
    title: str
    chapters: tuple[Chapter, ...]

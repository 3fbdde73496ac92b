"""How units and groups stand on indicators: parts from figures, sums over units and quarters, never an average."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from kstt.form import Form, Over
from kstt.indicator import SHEET, Indicator
from kstt.target import Parts

_FROM = re.compile(r"^(?P<form>[^:]+): (?P<columns>\d+(?: \+ \d+)*)$")
Key = tuple[str, int]  # indicator id and unit code
Standing = dict[Key, Parts]


@dataclass(frozen=True, slots=True)
class Source:
    """Where one part of an indicator comes from: columns of a form, of one line only where `line` is given."""

    form: str
    columns: tuple[int, ...]
    line: str = ""


def source_of(indicator: Indicator, part: str, sheet: Form) -> Source | None:
    """The source of a part, `numerator` or `denominator`; None where the indicator has no such part or tasks give it.

    `sheet` is the form of the indicator sheet. Raises ValueError where the definition names no columns.
    """
    said = getattr(indicator, f"{part}_from")
    if said == SHEET:
        column = next(column for column in sheet.columns if column.key == part)
        return Source(SHEET, (column.number,), indicator.name)
    if not said or said.startswith("NV:"):
        return None
    return read_source(said)


def read_source(said: str) -> Source:
    """A source as definitions write it; raises ValueError where it names no columns.

    >>> read_source("II.06a: 8 + 9")
    Source(form='II.06a', columns=(8, 9), line='')
    """
    found = _FROM.match(said)
    if not found:
        raise ValueError(f"«{said}» is not a source such as «II.06a: 8 + 9»")
    return Source(found["form"], tuple(int(number) for number in found["columns"].split("+")))


def standing(indicators: Iterable[Indicator], figures: pd.DataFrame, forms: Mapping[str, Form]) -> Standing:
    """The parts of every indicator for every unit that gave both (or the one it has).

    `figures` has unit_code:int64, form:str, line:str, column:int64, value:int64, scale:int64 of accepted forms.
    """
    found: Standing = {}
    for indicator in indicators:
        sources = [source_of(indicator, part, forms[SHEET]) for part in ("numerator", "denominator")]
        numerator, denominator = (_sums(source, figures) if source else {} for source in sources)
        numerator |= _complete(read_source(indicator.also_from), figures, forms) if indicator.also_from else {}
        scale = indicator.line.scale if indicator.on_sheet else 0
        for code, value in numerator.items():
            if not indicator.denominator_from:
                found[indicator.id, code] = Parts(value, None, scale)
            elif code in denominator:
                found[indicator.id, code] = Parts(value, denominator[code], scale)
    return found


def _sums(source: Source, figures: pd.DataFrame) -> dict[int, int]:
    mine = figures[(figures["form"] == source.form) & figures["column"].isin(source.columns)]
    if source.line:
        mine = mine[mine["line"] == source.line]
    summed = mine.groupby("unit_code")["value"].sum()
    return {int(code): int(value) for code, value in zip(summed.index, summed, strict=True)}


def _complete(source: Source, figures: pd.DataFrame, forms: Mapping[str, Form]) -> dict[int, int]:
    """The sums of the units that gave a number on every printed line of a form."""
    mine = figures[(figures["form"] == source.form) & figures["column"].isin(source.columns)]
    given = mine.groupby("unit_code")["line"].nunique()
    whole = set(given.index[given == len(forms[source.form].fixed)])
    return {code: value for code, value in _sums(source, figures).items() if code in whole}


def total(parts: Iterable[Parts]) -> Parts:
    """Sum of numerators over sum of denominators; with no parts at all nothing is known. Points are never added."""
    every = list(parts)
    if not every:
        return Parts()
    if any(one.denominator is None for one in every):
        return every[0] if len(every) == 1 else Parts()
    return Parts(sum(one.numerator or 0 for one in every), sum(one.denominator or 0 for one in every), every[0].scale)


def to_date(
    indicators: Sequence[Indicator], quarters: Sequence[Standing], forms: Mapping[str, Form], sheet: Form
) -> Standing:
    """The year's standing after several quarters, in order.

    Flows add up, opening stocks stay the first quarter's, closing stocks are the last one's. A unit that misses a
    quarter has no standing to date, nor has an indicator whose columns add up over time in different ways: its parts
    can only be taken from the figures of the whole span.
    """
    found: Standing = {}
    for indicator in indicators:
        codes = [{code for known, code in quarter if known == indicator.id} for quarter in quarters]
        above, below = (_over(indicator, part, forms, sheet) for part in ("numerator", "denominator"))
        if above is None or below is None:
            continue
        for code in sorted(set.intersection(*codes)) if codes else ():
            parts = [quarter[indicator.id, code] for quarter in quarters]
            top = _added([one.numerator for one in parts], above)
            found[indicator.id, code] = Parts(top, _added([one.denominator for one in parts], below), parts[0].scale)
    return found


def _over(indicator: Indicator, part: str, forms: Mapping[str, Form], sheet: Form) -> Over | None:
    """How a part adds up over time; None where its columns do so in different ways."""
    source = source_of(indicator, part, sheet)
    if source is None or source.form == SHEET:
        return "closing" if indicator.stock else "flow"
    form = forms[source.form]
    ways = {form.column(number).over for column in source.columns for number in _counted(form, column)}
    return ways.pop() if len(ways) == 1 else None


def _counted(form: Form, number: int) -> set[int]:
    """The columns a column is the sum of, down to those that are counted."""
    rule = form.computed_by(number)
    return {base for part in rule.right for base in _counted(form, part)} if rule else {number}


def _added(values: Sequence[int | None], over: Over) -> int | None:
    if any(value is None for value in values):
        return None
    if over == "recount":
        return None
    if over == "flow":
        return sum(value or 0 for value in values)
    return values[0] if over == "opening" else values[-1]

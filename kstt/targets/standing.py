"""How units and groups stand on indicators: parts from figures, sums over units and quarters, never an average."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kstt.form import Form, Over
from kstt.source import Source, read_source
from kstt.targets.indicator import SHEET, Indicator
from kstt.targets.target import Parts

if TYPE_CHECKING:  # commands that only read plans are quicker without
    import pandas as pd

Key = tuple[str, int]  # indicator id and unit code
Standing = dict[Key, Parts]


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


def standing(indicators: Iterable[Indicator], figures: "pd.DataFrame", forms: Mapping[str, Form]) -> Standing:
    """The parts of every indicator for every unit that gave both (or the one it has).

    `figures` has unit_code:int64, form:str, line:str, column:int64, value:int64, scale:int64 of accepted forms.
    """
    sums, found = _Sums(figures), Standing()
    for indicator in indicators:
        sources = [source_of(indicator, part, forms[SHEET]) for part in ("numerator", "denominator")]
        numerator, denominator = (sums.of(source) if source else {} for source in sources)
        numerator |= sums.complete(read_source(indicator.also_from), forms) if indicator.also_from else {}
        scale = indicator.line.scale if indicator.on_sheet else 0
        for code, value in numerator.items():
            if not indicator.denominator_from:
                found[indicator.id, code] = Parts(value, None, scale)
            elif code in denominator:
                found[indicator.id, code] = Parts(value, denominator[code], scale)
    return found


class _Sums:
    """Sums by unit of a frame's figures, added up once for all sources."""

    def __init__(self, figures: "pd.DataFrame") -> None:
        sheet = figures["form"] == SHEET
        self._columns = _summed(figures[~sheet], ["form", "column"])
        self._lines = _summed(figures[sheet], ["line", "column"])
        self._figures = figures

    def of(self, source: Source) -> dict[int, int]:
        """The sum of a source's columns for every unit that gave one of them."""
        sums, first = (self._lines, source.line) if source.line else (self._columns, source.form)
        found: dict[int, int] = {}
        for column in source.columns:
            for code, value in sums.get((first, column), {}).items():
                found[code] = found.get(code, 0) + value
        return dict(sorted(found.items()))

    def complete(self, source: Source, forms: Mapping[str, Form]) -> dict[int, int]:
        """The sums of the units that gave a number on every printed line of a form."""
        mine = self._figures[(self._figures["form"] == source.form) & self._figures["column"].isin(source.columns)]
        given = mine.groupby("unit_code")["line"].nunique()
        whole = set(given.index[given == len(forms[source.form].fixed)])
        return {code: value for code, value in self.of(source).items() if code in whole}


def _summed(figures: "pd.DataFrame", by: list[str]) -> dict[tuple[str, int], dict[int, int]]:
    found: dict[tuple[str, int], dict[int, int]] = {}
    summed = figures.groupby([*by, "unit_code"], sort=False)["value"].sum()
    for (first, column, code), value in zip(summed.index.tolist(), summed.tolist(), strict=True):
        found.setdefault((str(first), int(column)), {})[int(code)] = int(value)
    return found


def of_each(known: Standing) -> dict[str, dict[int, Parts]]:
    """The parts of every unit by code, by indicator id: what would be looked for once for each indicator."""
    found: dict[str, dict[int, Parts]] = {}
    for (indicator, code), parts in known.items():
        found.setdefault(indicator, {})[code] = parts
    return found


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
    every = [of_each(quarter) for quarter in quarters]
    for indicator in indicators:
        codes = [set(quarter.get(indicator.id, ())) for quarter in every]
        above, below = (_over(indicator, part, forms, sheet) for part in ("numerator", "denominator"))
        if above is None or below is None:
            continue
        for code in sorted(set.intersection(*codes)) if codes else ():
            parts = [quarter[indicator.id][code] for quarter in every]
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

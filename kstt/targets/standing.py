"""How units and groups stand on indicators: parts from figures, sums over units, never an average."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kstt.form import Form
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

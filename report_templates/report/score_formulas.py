"""The live formulas of the target sheets: result, status, gap and rank, with our own results as cached values.

They decide on whole numbers as kstt.targets.target does. A threshold is taken in whole steps (98.5 is 9850 hundredths)
and the denominator is split by division with remainder, so that no product outgrows the whole numbers a cell holds
exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kstt.spoken import decimals
from kstt.targets.indicator import Indicator
from kstt.targets.target import STATUSES, Judgement, Parts, value
from report_templates.drawing.cells import NOTHING, WAITING, Content, Formula

EXACT = 2**53  # up to here every whole number is one of a cell's numbers
_MOST_RANKED = 200  # a rank compares every unit with every other


@dataclass(frozen=True, slots=True)
class Judged:
    """An indicator judged from the cells of a row; `due` says whether the period can be held against the target."""

    indicator: Indicator
    told: Judgement
    numerator: str
    denominator: str
    due: bool = True

    @property
    def scale(self) -> int:
        """The decimals of the numerator's cell; of an empty one, those that may be typed there."""
        parts, points = self.told.parts, not self.indicator.denominator_from
        return self.indicator.line.scale if parts.numerator is None and points else parts.scale

    def result(self) -> Formula:
        """The ratio, or the points themselves."""
        exact = value(self.indicator, self.told.parts)
        shown = WAITING if self.told.status == "unknown" else NOTHING if exact is None else float(exact)
        ratio = f"{self.numerator}/{self.denominator}" if self.indicator.denominator_from else self.numerator
        return Formula(self._unless(WAITING, NOTHING, ratio), shown)

    def status(self, threshold: str, *demanded: Fraction) -> Formula:
        """One of STATUSES, decided against the threshold in a cell; `demanded` is what may stand there."""
        sign = ">=" if self.indicator.direction == "at_least" else "<="
        held = f"{self._whole(self.numerator)}{sign}{self._bound(threshold, demanded)}"
        judged = f'IF({held},"{STATUSES["met"]}","{STATUSES["missed"]}")' if self.due else f'"{STATUSES["not_due"]}"'
        return Formula(self._unless(STATUSES["unknown"], STATUSES["none"], judged), STATUSES[self.told.status])

    def gap(self, found: int | None, threshold: str, *demanded: Fraction) -> Formula:
        """How much of the numerator is missing (or too much, for at_most), in the numerator's own unit."""
        bound, have = self._bound(threshold, demanded), self._whole(self.numerator)
        apart = f"({bound})-{have}" if self.indicator.direction == "at_least" else f"{have}-({bound})"
        unit = f"/{10**self.scale}" if self.scale else ""
        shown = WAITING if found is None else found / 10**self.scale if self.scale else found
        return Formula(self._unless(WAITING, WAITING, f"MAX(0,{apart}){unit}"), shown)

    def _unless(self, waiting: str, nothing: str, otherwise: str) -> str:
        if not self.indicator.denominator_from:
            return f'=IF({self.numerator}="","{waiting}",{otherwise})'
        empty = f'OR({self.numerator}="",{self.denominator}="")'
        # of a share no part is more than the whole
        none = f'"{nothing}"' if self.indicator.line.share else f'IF({self.numerator}=0,"{nothing}","{waiting}")'
        return f'=IF({empty},"{waiting}",IF({self.denominator}=0,{none},{otherwise}))'

    def _whole(self, cell: str) -> str:
        return f"ROUND({cell}*{10**self.scale},0)" if self.scale else cell

    def _bound(self, threshold: str, demanded: Sequence[Fraction]) -> str:
        """The whole numerator at which the threshold is just met."""
        steps = 10 ** max(2, *map(decimals, demanded))
        wanted = f"ROUND({threshold}*{steps},0)"
        rounded = "ROUNDUP" if self.indicator.direction == "at_least" else "ROUNDDOWN"
        if not self.indicator.denominator_from:
            return f"{rounded}({wanted}*{10**self.scale}/{steps},0)"
        whole, per = self._whole(self.denominator), steps * (100 if self.indicator.unit == "percent" else 1)
        return f"{wanted}*INT({whole}/{per})+{rounded}({wanted}*MOD({whole},{per})/{per},0)"


def rankable(every: Sequence[Parts]) -> bool:
    """Whether cells can compare every ratio with every other: exactly, as cross products below 2**53 are, and soon."""
    largest = max((part.numerator or 0 for part in every), default=0)
    largest *= max((part.denominator or 0 for part in every), default=0)
    return largest <= EXACT and len(every) <= _MOST_RANKED


def rank(judged: Judged, found: int, numerators: str, denominators: str, *, live: bool) -> Content:
    """The rank among the units of a column by cross products: a `live` formula where they are rankable, or our number.

    Points always have a formula: they are equal where their cells are.
    """
    at_least, mine = judged.indicator.direction == "at_least", judged.numerator
    if not judged.indicator.denominator_from:
        return Formula(f"=RANK({mine},{numerators},{0 if at_least else 1})", found)
    if not live:
        return found
    sign, below = ">" if at_least else "<", judged.denominator
    better = f"({denominators}>0)*({numerators}*{below}{sign}{mine}*{denominators})"
    return Formula(f"=1+SUMPRODUCT({better})", found)

"""The index of QĐ 766/QĐ-TTg: its metrics and their maxima, totals and ratings, in exact hundredths of a point.

Points are collected from units and added up within a unit: never computed from a formula, never added over units.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from kstt.form import FixedLine, Provenance
from kstt.rows import rows_of
from kstt.unit import Unit

if TYPE_CHECKING:  # definitions are loaded in child processes, which pandas would slow down
    import pandas as pd

CODE, POINTS = "I766", "service_quality_index"  # the form, and the indicator that is its total
WHOLE = 100  # points of all metrics together
SCALE = 2
RATINGS = ((90, "Xuất sắc"), (80, "Tốt"), (70, "Khá"), (50, "Trung bình"), (0, "Yếu"))
"""From how many points on a total is called what."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric of a group with its maximum in whole points.

    `formula` is a note on how the portal is said to compute it, of the given provenance; nothing here uses it.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}
    id: str
    group: str
    name: str
    maximum: int
    provenance: Provenance
    formula: str

    @property
    def line(self) -> FixedLine:
        """Its line on the form."""
        return FixedLine(
            key=self.id,
            label=self.name,
            texts=(self.group, f"{self.maximum} điểm"),
            scale=SCALE,
            additive=False,
            maximum=self.maximum * 10**SCALE,
        )


@dataclass(frozen=True, slots=True)
class UnitIndex:
    """A unit's points per group, None where a metric of the group was not given."""

    unit: Unit
    groups: Mapping[str, int | None]

    @property
    def total(self) -> int | None:
        """All points together; None while some are missing."""
        return _whole(self.groups.values())

    @property
    def rating(self) -> str:
        """What the total is called; empty while there is none."""
        return "" if self.total is None else rating(self.total)


def written(points: int) -> str:
    """Hundredths of a point as people write them.

    >>> written(600), written(650), written(1205)
    ('6', '6,5', '12,05')
    """
    whole, part = divmod(points, 10**SCALE)
    return f"{whole},{part:0{SCALE}}".rstrip("0").rstrip(",") if part else str(whole)


def rating(total: int) -> str:
    """What so many hundredths of a point are called; nothing is rounded up.

    >>> rating(9000), rating(8999), rating(4999)
    ('Xuất sắc', 'Tốt', 'Yếu')
    """
    return next(name for least, name in RATINGS if total >= least * 10**SCALE)


def group_maxima(metrics: Iterable[Metric]) -> dict[str, int]:
    """The groups in their printed order, with their maxima in whole points."""
    maxima: dict[str, int] = {}
    for metric in metrics:
        maxima[metric.group] = maxima.get(metric.group, 0) + metric.maximum
    return maxima


def index_of(metrics: Sequence[Metric], figures: "pd.DataFrame", units: Iterable[Unit]) -> tuple[UnitIndex, ...]:
    """The index of every unit in the given order.

    `figures` has unit_code:int64, form:str, line:str, value:int64 (hundredths) of accepted submissions; only rows of
    this form are used.
    """
    mine = figures[figures["form"] == CODE]
    points = {(code, line): value for code, line, value in rows_of(mine, "unit_code", "line", "value")}
    return tuple(
        UnitIndex(unit, groups_of(metrics, {one.id: points.get((unit.code, one.name)) for one in metrics}))
        for unit in units
    )


def groups_of(metrics: Sequence[Metric], points: Mapping[str, int | None]) -> dict[str, int | None]:
    """The points of each group from those of the metrics by id."""
    return {
        group: _whole(points.get(metric.id) for metric in metrics if metric.group == group)
        for group in group_maxima(metrics)
    }


def _whole(parts: Iterable[int | None]) -> int | None:
    given = list(parts)
    return None if None in given else sum(part or 0 for part in given)

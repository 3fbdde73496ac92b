"""Indicators: a ratio of two sums, or points, with where each part comes from."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from kstt.form import FixedLine

SHEET = "CT"
_UNITS = {"percent": "%", "dossiers_per_person_year": "hồ sơ/người/năm", "points": "điểm"}


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the yearly plans.

    `numerator_from` and `denominator_from` say where a part comes from: the indicator sheet `CT`, or a form and its
    columns (`II.06a: 8 + 9`), or the tasks. What is on the sheet adds up over a year, unless it is a `stock` counted
    at the cut-off; what comes from a form follows the form's columns. Where a unit has every line of the form
    `also_from` (`I766: 5`), their sum is the numerator, whatever it typed on the sheet.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}
    id: str
    name: str
    numerator: str
    denominator: str
    unit: Literal["percent", "dossiers_per_person_year", "points"]
    direction: Literal["at_least", "at_most"]
    numerator_from: str
    denominator_from: str
    stock: bool = False
    also_from: str = ""

    @property
    def per_year(self) -> bool:
        """Whether it measures a year's output, so that a single quarter says nothing yet."""
        return self.unit == "dossiers_per_person_year"

    @property
    def measure(self) -> str:
        """Its unit as people write it."""
        return _UNITS[self.unit]

    @property
    def behind(self) -> str:
        """Its unit as it follows a number."""
        return self.measure if self.unit == "percent" else f" {self.measure}"

    @property
    def on_sheet(self) -> bool:
        """Whether units fill in a line of the CT sheet for it."""
        return SHEET in (self.numerator_from, self.denominator_from)

    @property
    def over_time(self) -> str:
        """How its parts go from quarters to a year, in Vietnamese."""
        if self.stock:
            return "số tại thời điểm chốt"
        if self.of_tasks:
            return "theo tình trạng báo gần nhất"
        of_form = {self.numerator_from, self.denominator_from} - {SHEET, ""}
        return "theo từng cột của biểu" if of_form else "cộng dồn các quý"

    @property
    def of_tasks(self) -> bool:
        """Whether it counts the tasks of a plan."""
        return self.numerator_from.startswith("NV:")

    @property
    def line(self) -> FixedLine:
        """Its line on the CT sheet. Points may have two decimals and are never added over units."""
        points = self.unit == "points"
        return FixedLine(
            key=self.id,
            label=self.name,
            texts=(self.numerator, self.denominator or "(không có)", f"Đơn vị: {_UNITS[self.unit]}"),
            scale=2 if points else 0,
            share=self.unit == "percent",
            closed=tuple(part for part in ("numerator", "denominator") if getattr(self, f"{part}_from") != SHEET),
            additive=not points,
            stock=self.stock,
            also_from=self.also_from,
        )

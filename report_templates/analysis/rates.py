"""Ratios as live formulas over the cells of their parts, and as cached numbers."""

from fractions import Fraction

from kstt.targets.target import Parts
from report_templates.drawing.cells import NOTHING, WAITING, Formula


def ratio_of(parts: Parts) -> float | str:
    """What a ratio's cell shows: 0/0 is no ratio, and what nobody gave is none either."""
    if parts.numerator is None or parts.denominator is None:
        return WAITING
    return float(Fraction(parts.numerator, parts.denominator)) if parts.denominator else NOTHING


def ratio(above: str, below: str, parts: Parts) -> Formula:
    """A ratio of two cells or expressions."""
    return Formula(f'=IF({below}=0,"{NOTHING}",({above})/({below}))', ratio_of(parts))

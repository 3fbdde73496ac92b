"""Whom the sentences on a target are about: its group, and the units of it that are not counted, with the reason."""

from collections.abc import Iterator, Sequence

from kstt.finding import DISAGREE, LACKING
from kstt.narrative.content import Fragment, Quote
from kstt.spoken import units_named
from kstt.targets.scoreboard import TargetLine
from kstt.unit import Unit

_NAMED = 5  # units named in a sentence


def name_of(line: TargetLine) -> str:
    """A target by its indicator and its group."""
    return f"{line.indicator.name} ({line.group})"


def name_counted(line: TargetLine) -> str:
    """The same, with the units that are not counted in the period though they gave numbers."""
    return name_of(line) + (f", không tính {_some(line.unsound)} vì {DISAGREE}" if line.unsound else "")


def not_counted(line: TargetLine) -> Iterator[Fragment]:
    """After a comma, the units that are not counted in the period though they gave numbers."""
    if line.unsound:
        yield from (", không tính ", Quote(_some(line.unsound)), f" vì {DISAGREE}")


def not_so_far(line: TargetLine) -> Iterator[Fragment]:
    """In brackets after a space, the units of the period that are not in the year so far."""
    known = [(units, why) for units, why in ((line.left_out, LACKING), (line.unsound_so_far, DISAGREE)) if units]
    for at, (units, why) in enumerate(known):
        yield from ("; " if at else " (", "không gồm ", Quote(_some(units)), f" vì {why}")
    if known:
        yield ")"


def _some(units: Sequence[Unit]) -> str:
    return units_named([unit.name for unit in units], _NAMED)

"""What a changed figure led to: targets newly met or missed, ranks that moved."""

from collections.abc import Iterator
from dataclasses import dataclass

from kstt.targets.scoreboard import Score, Scoreboard, TargetLine
from kstt.targets.target import STATUSES, Judgement


@dataclass(frozen=True, slots=True)
class Turn:
    """A judgement that turned: whose, on which indicator, for which span («trong kỳ», «lũy kế»), from what to what."""

    who: str
    indicator: str
    span: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Shift:
    """A unit's rank on an indicator, before and after; None where it had or has none."""

    unit: str
    indicator: str
    before: int | None
    after: int | None


NOW, SO_FAR = "trong kỳ", "lũy kế"


def turns(before: Scoreboard, after: Scoreboard) -> Iterator[Turn]:
    """Targets of groups, then of single units, whose judgement is another one; a new target has no turn."""
    old = {_key(line): line for line in before.lines}
    for line in after.lines:
        if then := old.get(_key(line)):
            yield from _of_line(then, line)
    for unit in after.units:
        for indicator in after.indicators:
            told = [board.scores.get(unit.code, {}).get(indicator.id) for board in (before, after)]
            yield from _turned(unit.name, indicator.name, NOW, *(_judgement(one) for one in told))


def _key(line: TargetLine) -> tuple[str, str, str]:
    return line.plan.id, line.target.indicator, line.target.group


def _of_line(then: TargetLine, line: TargetLine) -> Iterator[Turn]:
    yield from _turned(line.group, line.indicator.name, NOW, then.quarter, line.quarter)
    yield from _turned(line.group, line.indicator.name, SO_FAR, then.to_date, line.to_date)


def _judgement(score: Score | None) -> Judgement | None:
    return score.judgement if score else None


def _turned(who: str, indicator: str, span: str, then: Judgement | None, now: Judgement | None) -> Iterator[Turn]:
    before, after = (STATUSES[one.status if one else "unknown"] for one in (then, now))
    if before != after:
        yield Turn(who, indicator, span, before, after)


def shifts(before: Scoreboard, after: Scoreboard) -> Iterator[Shift]:
    """Units whose rank is another one, indicator by indicator in their printed order."""
    for indicator in after.indicators:
        for unit in after.units:
            ranks = [_rank(board.scores.get(unit.code, {}).get(indicator.id)) for board in (before, after)]
            if ranks[0] != ranks[1]:
                yield Shift(unit.name, indicator.name, *ranks)


def _rank(score: Score | None) -> int | None:
    return score.rank if score else None

"""What a changed figure led to: targets newly met or missed, ranks that moved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kstt.finding import DISAGREE, LACKING
from kstt.targets.indicator import Indicator
from kstt.targets.scoreboard import Score, Scoreboard, TargetLine
from kstt.targets.standing import Key
from kstt.targets.target import STATUSES, Judgement
from kstt.unit import Unit


@dataclass(frozen=True, slots=True)
class Turn:
    """A judgement that turned: whose, on which indicator, for which span («trong kỳ», «lũy kế»), from what to what.

    `why` names who is no longer counted, though something is known, and the reason (Vietnamese).
    """

    who: str
    indicator: str
    span: str
    before: str
    after: str
    why: str = ""

    @property
    def became(self) -> str:
        """What the judgement is now, with who is no longer counted."""
        return _with(self.after, self.why)


@dataclass(frozen=True, slots=True)
class Shift:
    """A unit's rank on an indicator, before and after; None where it had or has none; `why` as of a Turn."""

    unit: str
    indicator: str
    before: int | None
    after: int | None
    why: str = ""

    @property
    def told(self) -> str:
        """The shift in Vietnamese."""
        return f"{self.unit} {self.before or '–'} → {_with(str(self.after or '–'), self.why)}"


def _with(said: str, why: str) -> str:
    return f"{said} ({why})" if why else said


NOW, SO_FAR = "trong kỳ", "lũy kế"


def turns(before: Scoreboard, after: Scoreboard) -> Iterator[Turn]:
    """Targets of groups, then of single units, whose judgement is another one; a new target has no turn."""
    old = {_key(line): line for line in before.lines}
    for line in after.lines:
        if known := old.get(_key(line)):
            yield from _of_line(known, line)
    for unit in after.units:
        for indicator in _indicators(before, after):
            then, now = (_judgement(board.scores.get(unit.code, {}).get(indicator.id)) for board in (before, after))
            why = _unit_left_out(before, after, (indicator.id, unit.code))
            yield from _turned(unit.name, indicator.name, NOW, then, now, why)


def _key(line: TargetLine) -> tuple[str, str, str]:
    return line.plan.id, line.target.indicator, line.target.group


def _of_line(then: TargetLine, line: TargetLine) -> Iterator[Turn]:
    out = _left_out((then.unsound, line.unsound, DISAGREE))
    yield from _turned(line.group, line.indicator.name, NOW, then.quarter, line.quarter, out)
    lacking = () if set(line.lacking) <= set(then.lacking) else (f"thiếu số liệu {', '.join(line.lacking)}",)
    out = _left_out((then.left_out, line.left_out, LACKING), (then.unsound_so_far, line.unsound_so_far, DISAGREE))
    why = "; ".join((*lacking, *filter(None, [out])))
    yield from _turned(line.group, line.indicator.name, SO_FAR, then.to_date, line.to_date, why)


def _left_out(*sides: tuple[Sequence[Unit], Sequence[Unit], str]) -> str:
    """Who is not counted any more, and why."""
    gone = ((", ".join(unit.name for unit in now if unit not in was), why) for was, now, why in sides)
    return "; ".join(f"không tính {names} vì {why}" for names, why in gone if names)


def _unit_left_out(before: Scoreboard, after: Scoreboard, key: Key) -> str:
    return f"không tính vì {DISAGREE}" if key in after.unsound - before.unsound else ""


def _indicators(before: Scoreboard, after: Scoreboard) -> list[Indicator]:
    """Those that somebody has, then those that somebody had."""
    return list({one.id: one for one in (*after.indicators, *before.indicators)}.values())


def _judgement(score: Score | None) -> Judgement | None:
    return score.judgement if score else None


def _turned(
    who: str, indicator: str, span: str, then: Judgement | None, now: Judgement | None, why: str
) -> Iterator[Turn]:
    before, after = (STATUSES[one.status if one else "unknown"] for one in (then, now))
    if before != after:
        yield Turn(who, indicator, span, before, after, why)


def shifts(before: Scoreboard, after: Scoreboard) -> Iterator[Shift]:
    """Units whose rank is another one, indicator by indicator in their printed order."""
    for indicator in _indicators(before, after):
        for unit in after.units:
            then, now = (_rank(board.scores.get(unit.code, {}).get(indicator.id)) for board in (before, after))
            if then != now:
                why = _unit_left_out(before, after, (indicator.id, unit.code))
                yield Shift(unit.name, indicator.name, then, now, why)


def _rank(score: Score | None) -> int | None:
    return score.rank if score else None

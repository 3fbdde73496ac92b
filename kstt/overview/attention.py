"""The units that stand best and those that need attention, each with the reason in words."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kstt.form import Form
from kstt.overview.measure import ON_TIME_ALL
from kstt.overview.overdue import OverdueLine, by_unit
from kstt.spoken import apart_places, count_text, decimal_text
from kstt.targets.scoreboard import Score
from kstt.targets.standing import Standing
from kstt.targets.target import Parts
from kstt.unit import Unit

MOST = 5
RANKED = ON_TIME_ALL
"""Ranks go by the rate over all dossiers: a unit that leaves dossiers open past their day must not look good."""


@dataclass(frozen=True, slots=True)
class Standout:
    """A unit with its rank, the parts of the ranked rate, and why it is named: Vietnamese, without a full stop."""

    unit: Unit
    rank: int
    parts: Parts
    reasons: tuple[str, ...]


def standouts(
    units: Sequence[Unit],
    scores: Mapping[int, Mapping[str, Score]],
    overdue: Iterable[OverdueLine],
    causes: Form,
    before: Standing,
) -> tuple[tuple[Standout, ...], tuple[Standout, ...]]:
    """The best units and those that need attention, at most MOST of each and nobody in both.

    Best first: by rank, among equals those with more dossiers. Attention: the worst first, only units with overdue
    dossiers. Equals are never on both sides; of the last one named it is said how many others stand as it does. One
    that nobody else has a rank beside is the best of nobody.
    `before` is the standing a quarter ago.
    """
    late = {unit.code: lines for unit, lines in by_unit(overdue)}
    ranked = [(unit, scores[unit.code][RANKED]) for unit in units if RANKED in scores.get(unit.code, {})]
    ordered = sorted(
        ((unit, score, score.rank) for unit, score in ranked if score.rank is not None),
        key=lambda one: (one[2], -(one[1].parts.denominator or 0)),
    )
    room, top = _room(ordered, late), ordered[0][2] if len(ordered) > 1 else 0
    former = {code: parts for (of, code), parts in before.items() if of == RANKED}
    best = [
        Standout(unit, rank, one.parts, (_praise(one.parts, late.get(unit.code, ())),))
        for unit, one, rank in ordered[:room]
    ]
    worst = [one for one in reversed(ordered[room:]) if one[0].code in late and one[2] != top]
    named = [
        Standout(unit, rank, one.parts, tuple(_reasons(one, late[unit.code], causes, former.get(unit.code))))
        for unit, one, rank in worst[:MOST]
    ]
    return _with_equals(best, ordered[room:]), _with_equals(named, worst[MOST:])


def _with_equals(named: Sequence[Standout], others: Iterable[tuple[Unit, Score, int]]) -> tuple[Standout, ...]:
    """The last of those named says how many others stand as it does."""
    same = sum(rank == named[-1].rank for _, _, rank in others) if named else 0
    if not same:
        return tuple(named)
    return *named[:-1], replace(named[-1], reasons=(*named[-1].reasons, f"còn {same} đơn vị khác cùng hạng"))


def _room(ordered: Sequence[tuple[Unit, Score, int]], late: Collection[int]) -> int:
    """How many of the ranked are the best: none whose equal needs attention, unless they lead."""
    room = min(MOST, (len(ordered) + 1) // 2)
    if room == len(ordered):
        return 0
    if ordered[room][0].code not in late:
        return room
    equal = ordered[room][2]
    return room if equal == ordered[0][2] else sum(rank < equal for _, _, rank in ordered[:room])


def _praise(parts: Parts, late: Iterable[OverdueLine]) -> str:
    overdue = sum(one.total for one in late)
    said = f"{count_text(overdue)} hồ sơ quá hạn" if overdue else "không có hồ sơ quá hạn"
    return f"{said} trên {count_text(parts.denominator or 0)} hồ sơ"


def _reasons(score: Score, late: Sequence[OverdueLine], causes: Form, before: Parts | None) -> Iterator[str]:
    yield _how_many(late)
    if len(late) > 1:
        yield f"nhiều nhất ở lĩnh vực {_most('lĩnh vực', [(one.field, one.total) for one in late])}"
    else:
        yield f"lĩnh vực {late[0].field}"
    yield from _cause(late, causes)
    yield from _fall(score.parts, before)
    if score.judgement and score.judgement.status == "missed":
        yield "không đạt mức giao"


def _how_many(late: Iterable[OverdueLine]) -> str:
    every = list(late)
    resolved, pending = sum(one.resolved for one in every), sum(one.pending for one in every)
    said = [f"{count_text(resolved)} hồ sơ giải quyết quá hạn"] if resolved else []
    return ", ".join([*said, *([f"{count_text(pending)} hồ sơ đang quá hạn"] if pending else [])])


def _cause(late: Iterable[OverdueLine], causes: Form) -> Iterator[str]:
    """The cause named for most dossiers, where any was named."""
    counts: dict[int, int] = {}
    for one in late:
        for number, count in one.causes.items():
            counts[number] = counts.get(number, 0) + (count or 0)
    if any(counts.values()):
        named = [(_cause_name(causes, number), counts[number]) for number in sorted(counts)]
        yield f"nguyên nhân chính: {_most('nguyên nhân', named)}"


def _cause_name(causes: Form, number: int) -> str:
    heading = causes.column(number).heading[-1]
    name = heading.partition(") ")[2] or heading
    return f"{name[0].lower()}{name[1:]}"


def _most(noun: str, counts: Sequence[tuple[str, int]]) -> str:
    """What has most, all of it where several have as many, in marks as names have «và» and commas of their own."""
    most = max(count for _, count in counts)
    names = [name for name, count in counts if count == most]
    if len(names) == 1:
        return f"{names[0]} ({count_text(most)})"
    return f"{' và '.join(f'«{name}»' for name in names)} (mỗi {noun} {count_text(most)})"


def _fall(now: Parts, before: Parts | None) -> Iterator[str]:
    """How far the rate fell, in percentage points."""
    if before and before.denominator and now.denominator:
        fell = 100 * (
            Fraction(before.numerator or 0, before.denominator) - Fraction(now.numerator or 0, now.denominator)
        )
        if fell > 0:
            yield f"giảm {decimal_text(fell, apart_places(fell, 0))} điểm % so với quý trước"

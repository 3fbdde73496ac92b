"""Totals far from the unit's own past, and rates far from its peers': to be explained, never a block.

Robust and exact: medians, the median distance from the median, whole numbers only. Thresholds stand in the register.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from statistics import median_high, median_low

from kstt.finding import Finding
from kstt.form import Form
from validation.parsed import Parsed
from validation.placing import place_of_total, total_of
from validation.register import rules
from validation.telling import tell

OWN_HISTORY, PEERS = "memory.own_history", "memory.peers"
Past = Mapping[int, Sequence[int]]
"""A unit's totals of the former quarters at hand, by column, the oldest first."""
Rate = tuple[int, int]


def own_history_findings(form: Form, parsed: Parsed, past: Past) -> Iterator[Finding]:
    """A finding per watched column whose total is far from the unit's own former ones."""
    rule = rules()[OWN_HISTORY]
    for number in next((side.columns for side in rule.watched if side.form == form.code), ()):
        former, found = list(past.get(number, ())), total_of(parsed, [number])
        if len(former) >= rule.limits["quarters"] and _is_far(found, former, rule.limits):
            middle = median_low(former)
            facts: dict[str, object] = {"median": middle, "gap": found - middle, "spread": _spread(former, middle)}
            facts |= {"found": found, "quarters": len(former), "grounds": tuple(former)}
            yield tell(OWN_HISTORY, **place_of_total(form, parsed, number), **facts)


def _is_far(found: int, former: Sequence[int], limits: Mapping[str, int]) -> bool:
    middle = median_low(former)
    gap = abs(found - middle)
    beyond = gap > limits["factor"] * _spread(former, middle) and gap * 100 > limits["percent"] * middle
    return beyond and gap >= limits["least"]


def _spread(former: Sequence[int], middle: int) -> int:
    """The median distance from the median; of two in the middle the wider one, so that fewer are asked."""
    return median_high([abs(one - middle) for one in former])


def rate_of(form: Form, parsed: Parsed) -> Rate | None:
    """The part and the whole the peers' rule compares; None on other forms, and where there is no whole."""
    rule = rules()[PEERS]
    if not rule.part or not rule.whole or rule.part.form != form.code:
        return None
    rate = total_of(parsed, rule.part.columns), total_of(parsed, rule.whole.columns)
    return rate if rate[1] > 0 else None


def ranked(rates: Iterable[Rate]) -> list[tuple[Fraction, Rate]]:
    """Rates from the lowest to the highest."""
    return sorted((Fraction(*rate), rate) for rate in rates)


def peers_findings(form: Form, parsed: Parsed, ranks: Sequence[tuple[Fraction, Rate]]) -> Iterator[Finding]:
    """A finding where the form's rate is many times the median of the others.

    `ranks` are the rates of all units of its kind, its own among them.
    """
    rule, mine, peers = rules()[PEERS], rate_of(form, parsed), len(ranks) - 1
    if mine is None or peers < rule.limits["peers"] or rule.part is None or rule.whole is None:
        return
    part, whole = mine
    middle = ranks[(peers - 1) // 2][1]  # of the others: a rate many times as high stands behind it
    usual = max(Fraction(*middle), Fraction(rule.limits["percent"], 100))
    if part >= rule.limits["least"] and Fraction(part, whole) > rule.limits["factor"] * usual:
        above, below = (" + ".join(f"({number})" for number in side.columns) for side in (rule.part, rule.whole))
        facts: dict[str, object] = {"median_part": middle[0], "median_whole": middle[1]}
        facts |= {"part": part, "whole": whole, "grounds": mine}
        facts |= {"columns": f"cột {above} trên cột {below}", "factor": rule.limits["factor"], "peers": peers}
        yield tell(PEERS, **place_of_total(form, parsed, rule.part.columns[0]), **facts)

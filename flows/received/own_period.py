"""Which period a file says it is of, among those units send for now."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from flows.received.intake import Taken
from kstt.mention import Mention, mention
from kstt.period import WINDOWS, Period

_EARLY = timedelta(days=14)  # before the data are complete, when the first units send


def said_by(taken: Taken) -> list[Mention]:
    """What the heads of a file's forms, else its covers, say of the period; and its stamp, where they do not say all.

    A unit may date the heads of a former blank anew.
    """
    heads = [one for of_form in taken.periods for one in of_form]
    heads = heads or [one for cover in taken.covers for one in cover.periods]
    whole = bool(heads) and all(one.says_all for one in heads)
    return heads + ([mention(taken.stamp_period)] if taken.stamp_period and not whole else [])


def open_periods(today: date) -> tuple[Period, ...]:
    """The periods units send for on a day: those that ended last, and those that end within two weeks.

    >>> [str(period) for period in open_periods(date(2026, 6, 16))]
    ['2026-Q2', '2026-6M']
    """
    every = [Period(year, part) for year in range(today.year - 1, today.year + 2) for part in WINDOWS]
    last = max(period.window[1] for period in every if period.window[1] < today)
    return tuple(one for one in every if one.window[1] == last or today <= one.window[1] <= today + _EARLY)


def own_period(name: str, taken: Taken, among: Sequence[Period]) -> tuple[Period | None, str]:
    """The one period that a file's name, else its content, speaks of; with what it says where that is none."""
    path = Path(name)
    for said in ([mention(path.stem)], [mention(path.parent.name)], said_by(taken)):
        told = [one for one in said if one.part or one.window]
        if told:
            fitting = [period for period in among if all(one.fits(period) for one in told)]
            return (fitting[0] if len(fitting) == 1 else None), _words(told)
    return None, ""


def _words(told: Iterable[Mention]) -> str:
    return "; ".join(dict.fromkeys(map(str, told)))

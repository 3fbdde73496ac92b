"""The example quarter: what every unit of a locality sends, with the truth beside it.

The same seed writes the same bytes. Most files are good; a few units are silent, late, wrong, or send twice.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

from flows.locality.calendars import deadline_of
from flows.locality.localities import reporting_in
from flows.sample.desk import BLANK, Commune, Desk
from flows.sample.faults import FAULTS
from flows.sample.truth import Finding, Sent, in_place, write_received, write_truth
from kstt.form import DefinitionError, Form
from kstt.locality import Locality
from kstt.period import Period, before
from kstt.simulation.commune import life
from kstt.unit import Unit
from report_templates.blanks.specimen_paper import STYLES

SETTLED = "II.06a"
_OWN_BLANKS = 0.35  # share of units that fill in our blank
_IN_FOLDERS = 3
_LUCK = {
    "arithmetic": 6,
    "corrected": 3,
    "missing": 2,
    "late": 2,
    "text": 2,
    "negative": 1,
    "resent": 1,
    "truncated": 1,
    "twice": 1,
}
_UNITS = 114  # the number of units those are meant for
_ENOUGH = 30  # from so many units on everything happens at least once


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """What was written: how many units and files, and how many units are in which state."""

    folder: Path
    units: int
    files: int
    states: dict[str, int]


def write_sample(
    folder: Path, *, period: Period, locality: Locality, forms: Sequence[Form], seed: int
) -> SampleSummary:
    """Writes every unit's files, `received.csv` and `truth.json`, over an earlier example or into an empty folder.

    Raises DefinitionError where other files are there, and without fields or units; what was there is there then.
    """
    if not locality.fields:
        raise DefinitionError(f"{locality.id}: fields.csv chưa có lĩnh vực nào")
    reporting = reporting_in(locality, period).units
    valid = tuple(form for form in forms if form.valid_in(period))
    settled = next((form for form in valid if form.code == SETTLED), None)
    if settled is None:
        raise DefinitionError(f"{period.name}: chưa có biểu {SETTLED} nào áp dụng cho kỳ này; xem: kstt forms list")
    units = [unit for unit in reporting if unit.kind in settled.filled_by]
    with in_place(folder) as place:
        desk = Desk(place, period, locality, valid, settled, deadline_of(locality.id, period))
        cast = {one.unit: (one, luck) for one, luck in _cast(desk, units, seed)}
        stories = ((unit, *cast[unit]) for unit in units)
        sent = {unit: _STORIES[luck](one) for unit, one, luck in stories}
        files = [file for files in sent.values() for file in files]
        write_received(place, files)
        states = write_truth(place, period=period, locality=locality, form=settled, sent=sent, deadline=desk.deadline)
    return SampleSummary(folder, len(units), len(files), states)


def _cast(desk: Desk, units: Sequence[Unit], seed: int) -> Iterator[tuple[Commune, str]]:
    """Who lays the form out in which way and has which luck; faults happen only where workbooks are typed by hand.

    Ways stay with a unit, luck is of the period.
    """
    random = Random(f"{desk.locality.id}/{seed}")  # noqa: S311 - an example needs no secrets
    order = random.sample(list(units), len(units))
    own = round(len(order) * _OWN_BLANKS)
    hands = list(STYLES)
    layouts = [BLANK] * own + [hands[at % len(hands)] for at in range(len(order) - own)]
    lucks = list(_lucks(len(order)))
    folders = _IN_FOLDERS if len(order) >= _ENOUGH else 0
    habits = list(zip(order, layouts, strict=True))
    Random(f"{desk.locality.id}/{desk.period}/{seed}").shuffle(habits)  # noqa: S311
    for unit, layout in habits:
        typed = layout != BLANK and STYLES[layout].ending == ".xlsx"
        luck = lucks.pop() if typed and lucks else "good"
        foldered = folders > 0 and layout != BLANK and not lucks and luck == "good"
        folders -= foldered
        lived = life(f"{seed}/{unit.code}", tuple(desk.locality.fields))
        chance = Random(f"{seed}/{desk.period}/{unit.code}")  # noqa: S311
        yield Commune(desk, unit, lived, layout, chance, foldered), luck


def _lucks(units: int) -> Iterator[str]:
    for luck, times in _LUCK.items():
        least = 1 if units >= _ENOUGH else 0
        yield from [luck] * max(least, round(times * units / _UNITS))


def _good(unit: Commune) -> list[Sent]:
    return [unit.send(unit.first_name(), unit.in_time())]


def _late(unit: Commune) -> list[Sent]:
    when = unit.desk.deadline + timedelta(days=unit.random.randint(1, 2))
    return [unit.send(unit.first_name(), unit.moment(when))]


def _faulty(fault: str) -> Callable[[Commune], list[Sent]]:
    return lambda unit: [unit.send(unit.first_name(), unit.in_time(), fault=fault)]


def _corrected(unit: Commune) -> list[Sent]:
    name = unit.first_name()
    first = unit.send(name, unit.soon(), fault="arithmetic")
    return [first, unit.send(unit.second_name(name), unit.at_last())]


def _twice(unit: Commune) -> list[Sent]:
    name = unit.first_name()
    first = unit.send(name, unit.soon(), early=True)
    return [replace(first, outcome="superseded"), unit.send(unit.second_name(name), unit.at_last())]


def _resent(unit: Commune) -> list[Sent]:
    sent = unit.send(unit.first_name(), unit.in_time(), period=before(unit.desk.period))
    return [_refused(sent, "wrong period", str(before(unit.desk.period)), str(unit.desk.period))]


def _truncated(unit: Commune) -> list[Sent]:
    sent = unit.send(unit.first_name(), unit.in_time())
    unit.cut_short(sent)
    return [_refused(sent, "unreadable file", None, None)]


def _refused(sent: Sent, kind: str, found: str | None, expected: str | None) -> Sent:
    finding: Finding = {"sheet": "", "cell": "", "kind": kind, "found": found, "expected": expected}
    return replace(sent, outcome="refused", findings=(finding,))


_STORIES: dict[str, Callable[[Commune], list[Sent]]] = {
    "good": _good,
    "missing": lambda _: [],
    "late": _late,
    "corrected": _corrected,
    "twice": _twice,
    "resent": _resent,
    "truncated": _truncated,
    **{fault: _faulty(fault) for fault in FAULTS},
}

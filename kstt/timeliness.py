"""Who sent in time: per unit and form the first accepted submission decides; completeness and timeliness apart."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kstt.form import Form
from kstt.unit import Unit

Punctuality = Literal["on_time", "late", "faulty", "after_closing", "missing"]
PUNCTUALITIES: dict[Punctuality, str] = {
    "on_time": "đúng hạn",
    "late": "quá hạn",
    "faulty": "đã gửi, còn lỗi",
    "after_closing": "nhận sau khi chốt",
    "missing": "chưa gửi",
}


@dataclass(frozen=True, slots=True)
class Sending:
    """A file a unit sent: on which day (Vietnamese time), whether it was accepted, and which forms it held.

    One that came after the period was closed is not `eligible` to count, accepted or not.
    """

    unit_code: int
    received: date
    accepted: bool
    forms: tuple[str, ...]
    eligible: bool = True


@dataclass(frozen=True, slots=True)
class Delivery:
    """How something was delivered: the first day it was sent, the first and the last day it was sent without faults.

    `aside` is whether it was sent without faults, but only after the period was closed.
    """

    deadline: date
    sent: date | None = None
    first_good: date | None = None
    last_good: date | None = None
    aside: bool = False

    @property
    def state(self) -> Punctuality:
        """On time or late by the first accepted submission; a correction after the deadline changes nothing of it."""
        if self.first_good:
            return "on_time" if self.first_good <= self.deadline else "late"
        if self.aside:
            return "after_closing"
        return "faulty" if self.sent else "missing"

    @property
    def corrected_late(self) -> bool:
        """Whether it was on time and corrected after the deadline."""
        return self.state == "on_time" and bool(self.last_good and self.last_good > self.deadline)

    @property
    def faulty_in_time(self) -> bool:
        """Whether it was sent in time, but with faults, and is late for that reason."""
        return self.state == "late" and bool(self.sent and self.sent <= self.deadline)


@dataclass(frozen=True)
class Timeliness:
    """A period's deliveries: by the code of every unit the codes of the forms it fills in, with their deliveries.

    `sent` are the units from which anything came.
    """

    deadline: date
    cells: Mapping[int, Mapping[str, Delivery]]
    sent: frozenset[int]

    @property
    def forms(self) -> tuple[str, ...]:
        """The codes of the forms that somebody fills in."""
        return tuple(dict.fromkeys(form for row in self.cells.values() for form in row))

    def of_unit(self, code: int) -> Punctuality:
        """A unit as a whole: late where any form it delivered is; a form it did not deliver is told by completeness."""
        states = {delivery.state for delivery in self.cells[code].values()}
        order: tuple[Punctuality, ...] = ("late", "on_time", "after_closing")
        found = next((state for state in order if state in states), None)
        return found or ("faulty" if code in self.sent else "missing")

    def units(self, form: str = "") -> dict[Punctuality, tuple[int, ...]]:
        """The units in each state: as a whole, or for one form."""
        states = {
            code: row[form].state if form else self.of_unit(code)
            for code, row in self.cells.items()
            if not form or form in row
        }
        return {state: tuple(code for code, found in states.items() if found == state) for state in PUNCTUALITIES}

    def complete(self, form: str = "") -> tuple[int, int]:
        """Completeness: how many units delivered, in time or not, of how many."""
        units = self.units(form)
        return len(units["on_time"]) + len(units["late"]), sum(map(len, units.values()))

    def in_time(self, form: str = "") -> tuple[int, int]:
        """Timeliness: how many units delivered in time, of how many; not of those that delivered."""
        units = self.units(form)
        return len(units["on_time"]), sum(map(len, units.values()))


def timeliness(units: Iterable[Unit], forms: Sequence[Form], sendings: Iterable[Sending], deadline: date) -> Timeliness:
    """How the units of a period delivered the forms they fill in."""
    of_unit: dict[int, list[Sending]] = defaultdict(list)
    for one in sendings:
        of_unit[one.unit_code].append(one)
    cells = {
        unit.code: {
            form.code: _delivery(list(_about(form.code, of_unit[unit.code])), deadline)
            for form in forms
            if unit.kind in form.filled_by
        }
        for unit in units
    }
    return Timeliness(deadline, cells, frozenset(code for code, sent in of_unit.items() if sent))


def _about(form: str, sendings: Sequence[Sending]) -> Iterator[Sending]:
    """What was sent of a form; a file that could not be read may have held any."""
    return (one for one in sendings if form in one.forms or (not one.accepted and not one.forms))


def _delivery(sendings: Sequence[Sending], deadline: date) -> Delivery:
    days = sorted(one.received for one in sendings)
    good = sorted(one.received for one in sendings if one.accepted and one.eligible)
    aside = any(one.accepted and not one.eligible for one in sendings)
    return Delivery(deadline, days[0] if days else None, good[0] if good else None, good[-1] if good else None, aside)

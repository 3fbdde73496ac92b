"""How the units sent: what became of each, in time or late, after how many rounds, with which forms."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from kstt.form import Form
from kstt.provenance import FileSource, UnitState
from kstt.unit import Unit

_GOOD = ("accepted", "superseded")


@dataclass(frozen=True, slots=True)
class UnitTurnout:
    """How one unit sent.

    `state` is a key of finding.VERDICTS. `rounds` counts the files up to the first accepted one, or all of them while
    none is (then `accepted` is None). `late` is of the first file, `accepted_late` of the first accepted one. `forms`
    are those admitted from files that count, `lacking` those the unit's kind fills in and nothing came of.
    """

    unit: Unit
    state: str
    rounds: int
    first: datetime | None
    accepted: datetime | None
    late: bool
    accepted_late: bool
    forms: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def sent(self) -> bool:
        """Whether a report came from the unit: in a period added up from quarters, in each of them."""
        return self.state != "missing"


@dataclass(frozen=True, slots=True)
class Turnout:
    """All units in their printed order; `deadline` is the last day on which they sent in time, where it is known.

    For a period `added_up` from quarters nothing was sent, early or late: only states and forms are told.
    """

    units: tuple[UnitTurnout, ...]
    deadline: date | None = None
    added_up: bool = False

    def of_state(self, state: str) -> tuple[UnitTurnout, ...]:
        """The units in a state."""
        return tuple(one for one in self.units if one.state == state)

    @property
    def sent(self) -> tuple[UnitTurnout, ...]:
        """The units a report came from."""
        return tuple(one for one in self.units if one.sent)

    @property
    def late(self) -> tuple[UnitTurnout, ...]:
        """The units whose first file came after the last day."""
        return tuple(one for one in self.units if one.sent and one.late)

    @property
    def missing(self) -> tuple[UnitTurnout, ...]:
        """The units no report came from."""
        return tuple(one for one in self.units if not one.sent)


def turnout(
    states: Iterable[UnitState],
    forms: Sequence[Form],
    deadline: date | None = None,
    counted: Collection[tuple[int, str]] | None = None,
) -> Turnout:
    """How every unit sent; `forms` are those in force, in their printed order.

    `counted` are the units and forms in a period added up from quarters, for which nothing was sent.
    """
    every = tuple(_of_unit(state, forms) for state in states)
    if counted is None:
        return Turnout(every, deadline)
    return Turnout(tuple(_unsent(one, forms, counted) for one in every), added_up=True)


def _unsent(one: UnitTurnout, forms: Sequence[Form], counted: Collection[tuple[int, str]]) -> UnitTurnout:
    have = {form.code for form in forms if (one.unit.code, form.code) in counted}
    asked = {*one.forms, *one.lacking}
    return replace(
        one,
        rounds=0,
        first=None,
        accepted=None,
        late=False,
        accepted_late=False,
        forms=tuple(form.code for form in forms if form.code in have),
        lacking=tuple(form.code for form in forms if form.code in asked - have),
    )


def _of_unit(state: UnitState, forms: Sequence[Form]) -> UnitTurnout:
    files = sorted(state.files, key=lambda file: (file.received, file.name))
    good = next((at for at, file in enumerate(files) if file.outcome in _GOOD), None)
    first = files[0] if files else None
    accepted = None if good is None else files[good]
    have = _admitted(files)
    return UnitTurnout(
        unit=state.unit,
        state=state.state,
        rounds=len(files) if good is None else good + 1,
        first=first.received if first else None,
        accepted=accepted.received if accepted else None,
        late=bool(first and first.late),
        accepted_late=bool(accepted and accepted.late),
        forms=tuple(form.code for form in forms if form.code in have),
        lacking=tuple(form.code for form in forms if form.code not in have and state.unit.kind in form.filled_by),
    )


def _admitted(files: Iterable[FileSource]) -> set[str]:
    return {form for file in files if file.counts for form in file.forms}

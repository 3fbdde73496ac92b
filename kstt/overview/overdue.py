"""Who has overdue dossiers in which field, for what cause, how many, and since which quarter."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from kstt.form import Form
from kstt.overview.field_lines import FieldLine, named
from kstt.overview.measure import columns_of
from kstt.period import Period
from kstt.rollup import Name, sums
from kstt.rows import rows_of
from kstt.unit import Unit

CAUSES = "QH"  # the form of causes
Place = tuple[int, str]  # unit code, official name of the field


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """A unit's overdue dossiers in a field: `resolved` too late in the period, `pending` past due at its end.

    `causes` are the form's counts by column number, empty where the unit named none. `since` is the first quarter of
    the unbroken run of quarters that ended with some pending past due; `certain` says whether the quarter before it is
    known to have had none.
    """

    unit: Unit
    field: str
    resolved: int
    pending: int
    causes: Mapping[int, int | None]
    remark: str
    since: Period | None
    certain: bool

    @property
    def total(self) -> int:
        """All overdue dossiers."""
        return self.resolved + self.pending


@dataclass(frozen=True, slots=True)
class Backlog:
    """What a quarter ended with: who reported at all, and where dossiers were past due."""

    reporting: frozenset[int]
    overdue: frozenset[Place]


def backlog(form: Form, figures: pd.DataFrame, name: Name) -> Backlog:
    """The backlog of a quarter's figures, as in `rollup.city_tables`."""
    (column,) = columns_of(form, ["pending_overdue"])
    mine = figures[figures["form"] == form.code]
    late = named(form, mine[(mine["column"] == column) & (mine["value"] > 0)], name)
    places = zip(late["unit_code"], late["line"], strict=True)
    reporting = frozenset(int(code) for code in mine["unit_code"].unique())
    return Backlog(reporting, frozenset((int(code), str(line)) for code, line in places))


def overdue_lines(
    form: Form,
    fields: Iterable[FieldLine],
    told: Mapping[Place, tuple[Mapping[int, int | None], str]],
    units: Sequence[Unit],
    period: Period,
    former: Sequence[tuple[Period, Backlog | None]],
) -> tuple[OverdueLine, ...]:
    """Every unit and field with overdue dossiers, units in their printed order, the most overdue field first.

    `told` is what `causes_of` gives; `former` are the quarters before, the latest first, None where not at hand.
    """
    late, open_ = columns_of(form, ["resolved_overdue", "pending_overdue"])
    found = []
    for field in fields:
        for part in field.parts:
            resolved, pending = part.numbers.get(late) or 0, part.numbers.get(open_) or 0
            if resolved or pending:
                causes, remark = told.get((part.unit.code, field.name), ({}, ""))
                since, certain = _since((part.unit.code, field.name), period, former) if pending else (None, True)
                found.append(OverdueLine(part.unit, field.name, resolved, pending, causes, remark, since, certain))
    place = {unit.code: at for at, unit in enumerate(units)}
    return tuple(sorted(found, key=lambda one: (place[one.unit.code], -one.total, one.field)))


def causes_of(
    form: Form, figures: pd.DataFrame, texts: pd.DataFrame, name: Name
) -> dict[Place, tuple[Mapping[int, int | None], str]]:
    """The counts of causes by column number and the unit's remark, per unit and field; texts have text:str."""
    numbers = causes_columns(form)
    counts = sums(named(form, figures, name), ["unit_code", "line"])
    remarks: dict[Place, list[str]] = {}
    words = named(form, texts, name)
    for code, line, text in rows_of(words, "unit_code", "line", "text"):
        remarks.setdefault((code, line), []).append(text)
    places = {(int(str(code)), str(line)): given for (code, line), given in counts.items()}
    return {
        at: ({number: places.get(at, {}).get(number) for number in numbers}, "; ".join(remarks.get(at, ())))
        for at in {**places, **remarks}
    }


def causes_columns(form: Form) -> tuple[int, ...]:
    """The columns that count a cause: the parts of the form's sum."""
    return form.identities[0].right


def _since(place: Place, period: Period, former: Sequence[tuple[Period, Backlog | None]]) -> tuple[Period, bool]:
    since = period
    for quarter, known in former:
        if known is None or place[0] not in known.reporting:
            return since, False
        if place not in known.overdue:
            return since, True
        since = quarter
    return since, False


def by_unit(lines: Iterable[OverdueLine]) -> Iterator[tuple[Unit, list[OverdueLine]]]:
    """The lines of each unit that has any, in order."""
    found: dict[int, list[OverdueLine]] = {}
    for one in lines:
        found.setdefault(one.unit.code, []).append(one)
    yield from ((every[0].unit, every) for every in found.values())

"""What units reported on II.06a held against their dossiers, counted anew: every gap with the dossiers behind it.

The sums of the form (received, resolved, pending in all) are left out: they are wrong exactly where a part is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kstt.dossiers.dossier import NEW, Dossier, Window, counted_in, doubts
from kstt.form import Form
from kstt.overview.measure import columns_of
from kstt.targets.target import Parts
from kstt.unit import Unit

_CHANNELS = ("received_online", "received_direct")
_REST = ("carried_over", "resolved_early", "resolved_on_time", "resolved_overdue", "pending_in_time", "pending_overdue")
_IN_TIME = ("resolved_early", "resolved_on_time")
_RESOLVED = (*_IN_TIME, "resolved_overdue")

Keys = tuple[str, ...]
Counted = Mapping[str, int | None]
"""Numbers by the key of the form's column; None for what was not given."""
Reported = Mapping[str, Counted]
"""A unit's numbers by the official name of the field."""
Placed = tuple[Dossier, tuple[str, str]]
"""A dossier and the columns it is counted in."""
Doubted = tuple[Dossier, Keys, tuple[tuple[str, str], ...]]
"""A dossier, where it is counted, and where else it could be and why."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A dossier behind a gap, and why somebody may count it otherwise; empty where nothing speaks for it."""

    dossier: Dossier
    why: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A number that the dossiers do not bear out, in columns of the form that can only be told together.

    `elsewhere` says that the unit's numbers of all fields agree: the dossiers stand under another field. `behind` has
    the dossiers counted here where too few were reported, and those that could be counted here where too many were.
    """

    field: str
    columns: tuple[int, ...]
    reported: int | None
    counted: int
    elsewhere: bool
    behind: tuple[Behind, ...]

    @property
    def difference(self) -> int:
        """Reported minus counted; no number is nothing reported."""
        return (self.reported or 0) - self.counted


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A unit's report against its dossiers: `dossiers` of them fall into the period.

    In time of resolved as `reported` and as `counted`. `by_months` says that the report agrees to the last cell with
    the dossiers of calendar months; `carried_over_missing` that it has dossiers of the period before and the list none.
    `left_out` are dossiers and rows of the unit that could not be counted.
    """

    unit: Unit
    dossiers: int
    reported: Parts | None
    counted: Parts
    gaps: tuple[Gap, ...]
    by_months: bool = False
    carried_over_missing: bool = False
    left_out: int = 0


def reconcile(
    form: Form, unit: Unit, reported: Reported | None, dossiers: Sequence[Dossier], window: Window, months: Window
) -> Reconciled:
    """A unit's report against its dossiers, whose `field` is the official name; None where no report counts.

    Where no dossier tells its field, the unit's sums over all fields are compared.
    """
    placed = _placed(dossiers, window)
    counted = _summed(_by_field(placed))
    if reported is None:
        return Reconciled(unit, len(placed), None, _in_time(counted), ())
    cells = _cells(placed)
    whole = _summed(reported)
    if not any(one.field for one in dossiers):
        reported = {"": whole}
    gaps = tuple(_gaps(form, cells, reported, dossiers, placed, window))
    missing = bool(whole.get("carried_over")) and not any(one.received < window[0] for one in dossiers)
    by_months = bool(gaps) and not missing and _agree(reported, dossiers, months)
    return Reconciled(unit, len(placed), _in_time(whole), _in_time(counted), gaps, by_months, missing)


def _agree(reported: Reported, dossiers: Sequence[Dossier], window: Window) -> bool:
    placed = _placed(dossiers, window)
    return not any(_differing(_cells(placed), reported, placed))


def _cells(placed: Iterable[Placed]) -> list[Keys]:
    """The columns that are compared: each by itself, both channels together where a dossier does not tell its own."""
    unknown = any(counted[0] == NEW for _, counted in placed)
    channels = [(*_CHANNELS, NEW)] if unknown else [(key,) for key in _CHANNELS]
    return [*channels, *((key,) for key in _REST)]


def _placed(dossiers: Iterable[Dossier], window: Window) -> list[Placed]:
    return [(one, counted) for one in dossiers if (counted := counted_in(one, window))]


def _by_field(placed: Iterable[Placed]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for one, keys in placed:
        found.setdefault(one.field, Counter()).update(keys)
    return found


def _summed(by_field: Mapping[str, Counted]) -> dict[str, int]:
    whole: Counter[str] = Counter()
    for numbers in by_field.values():
        whole.update({key: number or 0 for key, number in numbers.items()})
    return dict(whole)


def _in_time(whole: Counted) -> Parts:
    return Parts(*(sum(whole.get(key) or 0 for key in keys) for keys in (_IN_TIME, _RESOLVED)))


def _differing(
    cells: Sequence[Keys], reported: Reported, placed: Iterable[Placed]
) -> Iterator[tuple[str, Keys, int | None, int]]:
    """Every field and cell with another number: what was reported and what is counted."""
    counted = _by_field(placed)
    for field in dict.fromkeys((*reported, *counted)):
        for keys in cells:
            told, found = _added(reported.get(field, {}), keys), _added(counted.get(field, {}), keys) or 0
            if (told or 0) != found:
                yield field, keys, told, found


def _added(numbers: Counted, keys: Keys) -> int | None:
    given = [number for key in keys if (number := numbers.get(key)) is not None]
    return sum(given) if given else None


def _gaps(
    form: Form,
    cells: Sequence[Keys],
    reported: Reported,
    dossiers: Sequence[Dossier],
    placed: Sequence[Placed],
    window: Window,
) -> Iterator[Gap]:
    differing = list(_differing(cells, reported, placed))
    totals, too_few, too_many = Counter(dict.fromkeys(cells, 0)), set[tuple[str, str]](), set[tuple[str, str]]()
    for field, keys, told, found in differing:
        totals[keys] += (told or 0) - found
        (too_few if (told or 0) < found else too_many).update((field, key) for key in keys)
    doubted = _doubted({field for field, *_ in differing}, dossiers, window)
    for field, keys, told, found in differing:
        columns = columns_of(form, (key for key in keys if key != NEW))
        others = frozenset(key for of, key in (too_many if (told or 0) < found else too_few) if of == field)
        behind = [*_behind(doubted[field], frozenset(keys), others, too_few=(told or 0) < found)]
        behind.sort(key=lambda one: (not one.why, one.dossier.due or window[1], one.dossier.code))
        yield Gap(field, columns, told, found, not totals[keys], tuple(behind))


def _doubted(fields: Iterable[str], dossiers: Iterable[Dossier], window: Window) -> dict[str, list[Doubted]]:
    found: dict[str, list[Doubted]] = {field: [] for field in fields}
    for one in dossiers:
        if one.field in found:
            found[one.field].append((one, counted_in(one, window) or (), tuple(doubts(one, window))))
    return found


def _behind(
    mine: Iterable[Doubted], keys: frozenset[str], others: frozenset[str], *, too_few: bool
) -> Iterator[Behind]:
    """The dossiers that may explain a gap: `others` are the columns of the field that are wrong the other way.

    Where the report has too few, all that are counted here; where it has too many, those that are counted in `others`
    or nowhere and could be counted here.
    """
    wanted = others | {""} if too_few else keys
    for one, counted, elsewhere in mine:
        at_home = not keys.isdisjoint(counted)
        why = "; ".join(dict.fromkeys(why for key, why in elsewhere if key in wanted)) if elsewhere else ""
        if at_home if too_few else why and not at_home and (not counted or not others.isdisjoint(counted)):
            yield Behind(one, why)

"""How units stood in an earlier quarter, told by the units of a later day's map: parts are added, never ratios."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from kstt.lineage.chains import AsOf, Heirs
from kstt.lineage.sharing import cut
from kstt.targets.standing import Standing, total
from kstt.targets.target import Parts


def as_of_map(standing: Standing, view: AsOf, day: date) -> Standing:
    """The standing of an earlier `day` by the units of the view.

    A unit stands where all its predecessors did. Points are neither added nor shared: only a unit that goes on as one
    and alone keeps them.
    """
    heirs, origins = view.heirs[day], view.origins(day)
    found: Standing = {}
    for indicator in dict.fromkeys(one for one, _ in standing):
        for heir, former in origins.items():
            parts = [_part(standing.get((indicator, code)), heirs[code], heir) for code in former]
            if all(part is not None for part in parts) and (summed := _summed(parts)) is not None:
                found[indicator, heir] = summed
    return found


def since_founding(quarters: Sequence[Standing], not_yet: Sequence[Collection[int]]) -> list[Standing]:
    """The standings of quarters in order, with 0 for the units that were founded later, given for each quarter."""
    known: Standing = {}
    for quarter in quarters:
        known |= quarter
    nothing = {at: Parts(0, None if one.denominator is None else 0, one.scale) for at, one in known.items()}
    return [
        quarter | {at: zero for at, zero in nothing.items() if at[1] in later}
        for quarter, later in zip(quarters, not_yet, strict=True)
    ]


def _part(parts: Parts | None, heirs: Heirs, heir: int) -> Parts | None:
    """What an heir gets of a former unit's parts."""
    if parts is None or len(heirs) == 1:
        return parts
    if parts.numerator is None or parts.denominator is None:
        return None
    at, shares = [code for code, _ in heirs].index(heir), [share for _, share in heirs]
    return Parts(cut(parts.numerator, shares)[at], cut(parts.denominator, shares)[at], parts.scale)


def _summed(parts: Iterable[Parts | None]) -> Parts | None:
    summed = total(part for part in parts if part is not None)
    return None if summed.numerator is None else summed

"""The groups of units that a plan's targets bind: who is in one, and what it is called on the sheets."""

from collections.abc import Sequence

from kstt.locality import Locality
from kstt.targets.target import Plan, Selector
from kstt.unit import COMMUNE, DIVISION, Unit

SELF = "self"
_OUTSIDE = "Đơn vị ngoài địa phương"
_KINDS = {DIVISION: "Phòng, ban, đơn vị chuyên môn", COMMUNE: "Xã, phường, đặc khu, thị trấn"}


def members(plan: Plan, group: str, locality: Locality, units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units a group of a plan binds, in their printed order.

    «self» is the locality itself: all its units together, or, seen from its parent, the one unit of that code. A block
    is bound where all its members are.
    """

    def bound(unit: Unit) -> bool:
        return any(_selects(one, unit, plan, locality) for one in plan.groups[group])

    return tuple(unit for unit in units if all(bound(one) for one in locality.apart([unit])))


def _selects(selector: Selector, unit: Unit, plan: Plan, locality: Locality) -> bool:
    if selector == SELF:
        return plan.locality in (locality.id, unit.locality)
    return plan.locality == locality.id and selector in (unit.code, f"kind:{unit.kind}")


def group_name(plan: Plan, group: str, locality: Locality) -> str:
    """What a group is called on the sheets, from its selectors."""
    return "; ".join(_selector_name(selector, locality) for selector in plan.groups[group]) or _OUTSIDE


def names_of(units: Sequence[Unit]) -> str:
    """What a group of a unit's own plan is called, seen from above: its selectors name what is inside that unit."""
    return "; ".join(unit.name for unit in units) or _OUTSIDE


def _selector_name(selector: Selector, locality: Locality) -> str:
    if isinstance(selector, int):
        unit = locality.register.get(selector)
        return unit.name if unit else str(selector)
    return locality.name if selector == SELF else _KINDS[selector.removeprefix("kind:")]

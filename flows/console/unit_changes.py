"""What `kstt units check` prints: which units merged, split or ended when, and which bear one name."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, groupby

from kstt.locality import Locality
from kstt.period import day
from kstt.spelling import key
from kstt.unit import Unit


def changes(locality: Locality) -> Iterator[str]:
    """A sentence per change, the earliest first; the register was checked when the locality was loaded."""
    ended = sorted((unit for unit in locality.register.units if unit.valid_to != date.max), key=_end)
    for (last, _, _), group in groupby(ended, key=_end):
        units = list(group)
        names = ", ".join(unit.name for unit in units)
        yield f"{day(last + timedelta(days=1))}: {names} → {_heirs(units[0], locality)}"


def namesakes(locality: Locality) -> Iterator[str]:
    """A sentence per two units of one name at one time: that may be, but a file with the name alone is neither's."""
    names: dict[str, list[Unit]] = {}
    for unit in locality.register.units:
        names.setdefault(key(unit.name), []).append(unit)
    for one, other in (two for same in names.values() for two in combinations(same, 2)):
        if one.valid_from <= other.valid_to and other.valid_from <= one.valid_to:
            yield (
                f"{one.name}: hai đơn vị {one.code}, {other.code} cùng tên, cùng hoạt động; "
                "tệp không ghi mã thì không rõ của đơn vị nào"
            )


def _end(unit: Unit) -> tuple[date, tuple[int, ...], tuple[int, ...]]:
    return unit.valid_to, unit.successors, unit.shares


def _heirs(unit: Unit, locality: Locality) -> str:
    names = [one.name for code in unit.successors if (one := locality.register.get(code))]
    if unit.shares:
        return ", ".join(f"{name} {share}%" for name, share in zip(names, unit.shares, strict=True))
    apart = " (không ghi tỷ lệ chia: số liệu trước khi chia cộng chung)" if len(names) > 1 else ""
    return ", ".join(names) + apart if names else "không ghi đơn vị kế thừa"

"""What `kstt units check` prints: who exists today and which units merged, split or ended when."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from kstt.locality import Locality
from kstt.period import day
from kstt.unit import Unit


def changes(locality: Locality) -> Iterator[str]:
    """A sentence per change, the earliest first; the register was checked when the locality was loaded."""
    ended = sorted((unit for unit in locality.register.units if unit.valid_to != date.max), key=_end)
    for (last, _, _), group in groupby(ended, key=_end):
        units = list(group)
        names = ", ".join(unit.name for unit in units)
        yield f"{day(last + timedelta(days=1))}: {names} → {_heirs(units[0], locality)}"


def _end(unit: Unit) -> tuple[date, tuple[int, ...], tuple[int, ...]]:
    return unit.valid_to, unit.successors, unit.shares


def _heirs(unit: Unit, locality: Locality) -> str:
    names = [one.name for code in unit.successors if (one := locality.register.get(code))]
    if unit.shares:
        return ", ".join(f"{name} {share}%" for name, share in zip(names, unit.shares, strict=True))
    apart = " (không ghi tỷ lệ chia: số liệu trước khi chia cộng chung)" if len(names) > 1 else ""
    return ", ".join(names) + apart if names else "không ghi đơn vị kế thừa"

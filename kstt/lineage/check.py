"""What a register must keep so that figures can follow its units over time, checked as strictly as a definition."""

from collections.abc import Iterator
from datetime import date, timedelta

from kstt.form import DefinitionError
from kstt.period import day
from kstt.unit import CITY, COMMUNE, DIVISION, Register, Unit

_WHOLE, _KINDS = 100, (COMMUNE, DIVISION, CITY)


def checked(register: Register) -> Register:
    """The register itself; raises DefinitionError naming every unit whose dates, successors or shares can not be."""
    if problems := [problem for unit in register.units for problem in _problems(unit, register)]:
        raise DefinitionError("units.csv: " + "; ".join(problems))
    return register


def _problems(unit: Unit, register: Register) -> Iterator[str]:
    told = (*_of_kind(unit), *_of_dates(unit), *_of_codes(unit, register), *_of_shares(unit))
    yield from (f"{unit.name} ({unit.code}): {problem}" for problem in told)


def _of_kind(unit: Unit) -> Iterator[str]:
    """A kind nobody knows fills in no form: whatever the unit sent would not be asked for."""
    if unit.kind not in _KINDS:
        yield f"loại (kind) phải là một trong {', '.join(_KINDS)}, đang là «{unit.kind}»"


def _of_dates(unit: Unit) -> Iterator[str]:
    if unit.valid_to < unit.valid_from:
        yield f"valid_to {day(unit.valid_to)} trước valid_from {day(unit.valid_from)}"
    elif unit.successors and unit.valid_to == date.max:
        yield "có đơn vị kế thừa (successors) nhưng chưa ghi ngày thôi hoạt động (valid_to)"


def _of_codes(unit: Unit, register: Register) -> Iterator[str]:
    if len(set(unit.successors)) != len(unit.successors):
        yield "successors ghi một đơn vị hai lần"
    if _comes_back(unit, register):
        yield "successors nối thành vòng: đơn vị trở lại chính nó"
        return
    for code in dict.fromkeys(unit.successors):
        successor = register.get(code)
        if successor is None:
            yield f"đơn vị kế thừa {code} không có trong danh sách"
        elif unit.valid_to != date.max and not successor.valid_on(unit.valid_to + timedelta(days=1)):
            yield (
                f"đơn vị kế thừa {successor.name} ({code}) không hoạt động vào ngày "
                f"{day(unit.valid_to + timedelta(days=1))}, ngay sau khi đơn vị này thôi hoạt động"
            )


def _comes_back(unit: Unit, register: Register) -> bool:
    seen, next_ones = set[int](), list(unit.successors)
    while next_ones:
        code = next_ones.pop()
        if code == unit.code:
            return True
        if code not in seen and (one := register.get(code)):
            next_ones += one.successors
        seen.add(code)
    return False


def _of_shares(unit: Unit) -> Iterator[str]:
    if not unit.shares:
        return
    if len(unit.shares) != len(unit.successors):
        yield "successors phải ghi tỷ lệ cho mọi đơn vị kế thừa, hoặc không ghi cho đơn vị nào"
    elif min(unit.shares) <= 0 or sum(unit.shares) != _WHOLE:
        said = " + ".join(map(str, unit.shares))
        yield f"tỷ lệ trong successors phải là số dương và cộng lại bằng 100, đang là {said} = {sum(unit.shares)}"

"""Units and the register that knows them by any spelling of their names."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from kstt.spelling import clean
from kstt.unit_names import Names, split

COMMUNE, DIVISION, CITY = KINDS = "commune", "division", "city"


@dataclass(frozen=True, slots=True)
class Unit:
    """Who reports. `code` is the National Statistics Office's where one exists.

    `locality` names the folder of a unit that is a locality of its own, with its own plan. `shares` are the percents of
    its figures that each of the `successors` takes over; none where a split declares none.
    """

    code: int
    name: str
    kind: str = COMMUNE
    valid_from: date = date.min
    valid_to: date = date.max
    successors: tuple[int, ...] = ()
    aliases: tuple[str, ...] = ()
    locality: str = ""
    shares: tuple[int, ...] = ()

    @property
    def type(self) -> str:
        """phường, xã, đặc khu, thị trấn; empty for a division."""
        return split(self.name)[0]

    @property
    def office(self) -> str:
        """How the unit signs: «UBND phường Đồ Sơn»; a division signs with its own name."""
        if self.kind != COMMUNE:
            return self.name
        kind, core = split(self.name)
        return f"UBND {kind} {core}"

    def valid_on(self, when: date) -> bool:
        """Whether the unit existed on that day."""
        return self.valid_from <= when <= self.valid_to


@dataclass(frozen=True)
class Register:
    """The units of a locality in their printed order.

    `others` are registered too but none of them: they do not exist on its day, or one of the units stands for them.
    """

    units: tuple[Unit, ...]
    others: tuple[Unit, ...] = field(default=(), repr=False, compare=False)
    _by_code: dict[int, Unit] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code = {unit.code: unit for unit in self.units}
        if len(by_code) != len(self.units):
            often = Counter(unit.code for unit in self.units)
            twice = sorted(code for code, times in often.items() if times > 1)
            raise ValueError(f"danh sách đơn vị có mã trùng nhau: {twice}")
        object.__setattr__(self, "_by_code", by_code)

    def __len__(self) -> int:
        return len(self.units)

    def get(self, code: int) -> Unit | None:
        """The unit of that code, if registered."""
        return self._by_code.get(code)

    def valid_on(self, when: date) -> "Register":
        """The units that existed on that day."""
        gone = (unit for unit in self.units if not unit.valid_on(when))
        return Register(tuple(unit for unit in self.units if unit.valid_on(when)), (*gone, *self.others))

    def name_of(self, code: int) -> str:
        """The name of the unit of that code, also of one of the others; the code itself where nobody is registered."""
        return self._called.get(code, str(code))

    @cached_property
    def _called(self) -> dict[int, str]:
        return {unit.code: unit.name for unit in (*self.others, *self.units)}

    @cached_property
    def _names(self) -> Names:
        """Every name and alias; only communes have a type before their name."""
        return Names(
            (*(split(name) if unit.kind == COMMUNE else ("", clean(name))), unit.code)
            for unit in self.units
            for name in (unit.name, *unit.aliases)
        )

    def match(self, text: str) -> list[Unit]:
        """The units a written name, or code, may mean: none, one, or several when it does not tell them apart."""
        coded = self.get(int(text)) if text.isdecimal() else None
        return [coded] if coded else self._of(self._names.match(text))

    def near(self, text: str) -> list[Unit]:
        """Units whose names look like a misspelt one, the likeliest first."""
        return self._of(self._names.near(text))

    def holding(self, text: str) -> list[Unit]:
        """Units whose names a text is a part of, in whole words."""
        return self._of(self._names.holding(text))

    def within(self, text: str) -> list[Unit]:
        """The units named inside a longer text such as a file name; the longest names win."""
        return self._of(self._names.within(text))

    def _of(self, codes: Iterable[int]) -> list[Unit]:
        return [self._by_code[code] for code in codes]

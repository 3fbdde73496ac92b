"""Dossiers of several lists put to their units, each once; what can not be counted is told."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial

from kstt.dossiers.copies import settled
from kstt.dossiers.dossier import Dossier, named_by
from kstt.rollup import Name
from kstt.spelling import plain, unnumbered
from kstt.spoken import count_text
from kstt.unit import Register, Unit
from report_templates.dossiers.listing import MOST_TOLD, DossierList, Entry

_LABEL = re.compile(r"^(?:tên )?(?:đơn vị|cơ quan|địa phương)[^:]*:\s*", re.IGNORECASE)
_OF_NO_UNIT = ("linh vuc", "nhom", "thu tuc", "tong", "cong", "trang", "stt")
"""How lines between dossiers begin that say nothing of the unit: it stays that of the dossiers above."""

Copy = tuple[str, DossierList, Entry]  # file, its list


class Collected:
    """Dossiers by unit under official names of fields, and what could not be counted.

    A dossier is of the unit its row names, else of that named above the table, else of `only`.
    """

    def __init__(self, register: Register, name: Name, only: Unit | None) -> None:
        self._called, self._name, self._only = cache(partial(named_by, register=register)), name, only
        self._copies: dict[Unit, dict[str, list[Copy]]] = {}
        self.by_unit: dict[Unit, dict[str, Dossier]] = {}
        self.lost = Counter[Unit]()
        self.left_out: list[tuple[str, str]] = []

    def add(self, file: str, found: DossierList) -> None:
        """Takes in a list."""
        self.left_out += [(file, sentence) for sentence in found.unread]
        above, strangers = [*units_above(found, self._called)], Counter[str]()
        others = 0
        for entry in found.entries:
            one, _, part = entry
            unit = self._unit(one.unit, above[part])
            if unit is None:
                strangers[one.unit] += 1
            elif self._only and unit != self._only:
                others += 1
            else:
                self._copies.setdefault(unit, {}).setdefault(one.code, []).append((file, found, entry))
        for (words, part), number in found.lost.items():
            if unit := self._unit(words, above[part]):
                self.lost[unit] += number
                self.by_unit.setdefault(unit, {})  # who is named in a list stands in it
        self.left_out += [(file, _strange(unit, number)) for unit, number in strangers.items()]
        if others and self._only:
            self.left_out.append(
                (file, f"{count_text(others)} hồ sơ của đơn vị khác {self._only.name}, không đối soát")
            )

    def settle(self) -> None:
        """Takes each dossier once, as all lists tell it together."""
        told: dict[tuple[str, str], list[str]] = {}
        for unit, by_code in self._copies.items():
            mine = self.by_unit.setdefault(unit, {})
            for code, copies in by_code.items():
                file, why = copies[-1][0], ""
                one = copies[0][2][0] if len(copies) == 1 else settled([entry[0] for _, _, entry in copies])
                if isinstance(one, str):
                    self.lost[unit] += 1
                    where = " và ".join(f"{at} {found.place(entry).lower()}" for at, found, entry in copies[:2])
                    self.left_out.append((file, f"Hồ sơ {code}: ghi khác nhau ở {where} ({one}), không tính"))
                    continue
                if one.without_end:
                    self.lost[unit] += 1
                    why = endless(one)
                else:
                    mine[code] = self._under_official_name(one)
                    if len(copies) > 1:
                        ended = len({bool(entry[0].finished) for _, _, entry in copies}) > 1
                        why = "có dòng chưa và dòng đã kết thúc, tính theo dòng đã kết thúc" if ended else _TWICE
                if why:
                    told.setdefault((file, why), []).append(code)
        for (file, why), codes in told.items():
            self.left_out += [(file, sentence) for sentence in of_each(codes, why)]
        self.left_out.sort(key=lambda one: one[0])
        self._copies.clear()

    def _under_official_name(self, one: Dossier) -> Dossier:
        official = self._name(one.field, "")[0] if one.field else ""
        return one if official == one.field else replace(one, field=official)

    def _unit(self, words: str, above: Unit | None) -> Unit | None:
        units = self._called(words) if words else [above] if above else [self._only] if self._only else []
        return units[0] if len(units) == 1 else None


def units_above(found: DossierList, called: Callable[[str], Sequence[Unit]]) -> Iterator[Unit | None]:
    """The unit that the lines above each part name; none where they name several, or what may be another."""
    last: Unit | None = None
    for part in found.parts:
        named = (called(_LABEL.sub("", unnumbered(line))) for line in part.lines)
        units = list(dict.fromkeys(units[0] for units in named if len(units) == 1))
        silent = not part.first and all(plain(line).startswith(_OF_NO_UNIT) for line in part.lines)
        last = units[0] if len(units) == 1 else last if silent and not units else None
        yield last


_TWICE = "đã có ở dòng khác hoặc danh sách khác, chỉ tính một lần"


def endless(one: Dossier) -> str:
    """Why a dossier that came to its end on a day nobody told can not be judged."""
    return f"trạng thái «{one.status}» nhưng không có ngày kết thúc"


def of_each(codes: Sequence[str], why: str) -> Iterator[str]:
    """A sentence a dossier, and one for the rest where they are many."""
    yield from (f"Hồ sơ {code}: {why}" for code in codes[:MOST_TOLD])
    if (rest := len(codes) - MOST_TOLD) > 0:
        yield f"Và {count_text(rest)} hồ sơ khác: {why}"


def _strange(unit: str, number: int) -> str:
    if not unit:
        return f"{count_text(number)} hồ sơ không ghi đơn vị; danh sách của một đơn vị thì thêm --unit"
    return f"{count_text(number)} hồ sơ ghi đơn vị «{unit}», không có trong danh sách đơn vị của kỳ"

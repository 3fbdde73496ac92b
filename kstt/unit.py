"""Units and the register that knows them by any spelling of their names."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import NamedTuple

from kstt.spelling import clean, has_diacritics, key, plain

COMMUNE, DIVISION, CITY = "commune", "division", "city"
_TYPES = {"phường": "phường", "p.": "phường", "p": "phường", "xã": "xã", "x.": "xã", "x": "xã"}
_TYPES |= {"đặc khu": "đặc khu", "đk": "đặc khu", "thị trấn": "thị trấn", "tt.": "thị trấn"}
_TYPE_WORDS = {key(word): kind for word, kind in _TYPES.items()} | {plain(word): kind for word, kind in _TYPES.items()}
_OFFICE = re.compile(
    r"^(?:h\d\d(?:\.\d+)*\s*[-–:]\s*)?(?:(?:trung tâm (?:phục vụ )?(?:hành chính công|hcc)|(?:trung tâm|tt) ?pvhcc|"
    r"(?:văn phòng|vp)(?: hđnd\s*(?:và|[-–&])\s*ubnd|(?= ubnd| ủy ban| uỷ ban))|"
    r"công chức một cửa|bộ phận (?:một cửa|tiếp nhận (?:hồ sơ )?(?:và|&) trả kết quả|tn\s*(?:và|&)\s*tkq))"
    r"(?: của)?[\s:.]+)?"
    r"(?:(?:hđnd|hội đồng nhân dân)\s*(?:và|[-–,&])\s*)?"
    r"(?:(?:u\.? ?b\.? ?n\.? ?d|ủy ban nhân dân|uỷ ban nhân dân|uy ban nhan dan|ub nhân dân)\b[\s:.]*)?",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:[,;(/]|\s[-–]\s|\b(?:thành phố|tp|tỉnh|huyện|quận)[\s.]|\bmã\W*(?:\w+\W+){0,2}\d).*$", re.IGNORECASE
)
_QUOTES = ' []«»“”"'
_GLUED = re.compile(r"\b([px])\.(?=\S)", re.IGNORECASE)  # P.Đồ Sơn


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
        return _split(self.name)[0]

    @property
    def office(self) -> str:
        """How the unit signs: «UBND phường Đồ Sơn»; a division signs with its own name."""
        if self.kind != COMMUNE:
            return self.name
        kind, core = _split(self.name)
        return f"UBND {kind} {core}"

    def valid_on(self, when: date) -> bool:
        """Whether the unit existed on that day."""
        return self.valid_from <= when <= self.valid_to


Shape = Callable[[str], str]
_Name = tuple[str, str, Unit]


class _Spelt(NamedTuple):
    """Names in one shape: under each its place in the register, type and unit; and the most words a name has."""

    names: dict[str, list[tuple[int, str, Unit]]]
    most_words: int


def _in_shape(names: Iterable[_Name], shape: Shape) -> _Spelt:
    found: dict[str, list[tuple[int, str, Unit]]] = {}
    for place, (kind, name, unit) in enumerate(names):
        found.setdefault(shape(name), []).append((place, kind, unit))
    return _Spelt(found, max((name.count(" ") + 1 for name in found), default=0))


def _split(name: str) -> tuple[str, str]:
    """Type of commune (or '') and the proper name, from any way of writing it."""
    words = _OFFICE.sub("", clean(name)).strip(" .:-")
    for size in (2, 1):
        head, _, rest = _head(words, size)
        if rest and (kind := _TYPE_WORDS.get(key(head)) or _TYPE_WORDS.get(plain(head))):  # «phưòng» is a slip
            return kind, rest.strip(" .")
    return "", words


def _head(words: str, size: int) -> tuple[str, str, str]:
    parts = _GLUED.sub(r"\1. ", words).split()
    return " ".join(parts[:size]), " ", " ".join(parts[size:])


@dataclass(frozen=True)
class Register:
    """The units of a locality in their printed order; `others` are registered too but do not exist on its day."""

    units: tuple[Unit, ...]
    others: tuple[Unit, ...] = field(default=(), repr=False, compare=False)
    _by_code: dict[int, Unit] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code = {unit.code: unit for unit in self.units}
        if len(by_code) != len(self.units):
            twice = sorted({u.code for u in self.units if [x.code for x in self.units].count(u.code) > 1})
            raise ValueError(f"danh sách đơn vị có mã trùng nhau: {twice}")
        object.__setattr__(self, "_by_code", by_code)

    def __len__(self) -> int:
        return len(self.units)

    def get(self, code: int) -> Unit | None:
        """The unit of that code, if registered."""
        return self._by_code.get(code)

    def valid_on(self, when: date) -> "Register":
        """The units that existed on that day."""
        every = (*self.units, *self.others)
        return Register(
            tuple(unit for unit in self.units if unit.valid_on(when)),
            tuple(unit for unit in every if not unit.valid_on(when)),
        )

    @cached_property
    def _spelt(self) -> dict[Shape, _Spelt]:
        """The names in every shape they are looked for."""
        return {shape: _in_shape(self._names, shape) for shape in (key, plain, _words_with_tones)}

    @cached_property
    def _names(self) -> list[_Name]:
        """(type, proper name, unit) for every name and alias; only communes have a type before their name."""
        return [
            (*(_split(name) if unit.kind == COMMUNE else ("", clean(name))), unit)
            for unit in self.units
            for name in (unit.name, *unit.aliases)
        ]

    def match(self, text: str) -> list[Unit]:
        """The units a written name may mean: none, one, or several when it does not tell them apart.

        A proper name typed without any diacritics is compared without them when nothing else fits.
        """
        text = clean(text).strip(_QUOTES)
        short = _TAIL.sub("", text).strip(_QUOTES)
        readings = dict.fromkeys((("", text), _split(text), ("", short), _split(short)))
        for shape in (key, plain):
            for kind, core in readings:
                if not (shape is plain and has_diacritics(core)) and (found := self._called(kind, core, shape)):
                    return found
        return []

    def _called(self, kind: str, core: str, shape: Shape) -> list[Unit]:
        named = self._spelt[shape].names.get(shape(core), ())
        return list(dict.fromkeys(unit for _, type_, unit in named if kind in ("", type_)))

    def near(self, text: str) -> list[Unit]:
        """Units whose names look like a misspelt one, the likeliest first."""
        by_name: dict[str, list[Unit]] = {}
        for _, name, unit in self._names:
            by_name.setdefault(plain(name), []).append(unit)
        alike = get_close_matches(plain(_split(text)[1]), by_name, n=3, cutoff=0.7)
        return [unit for name in alike for unit in by_name[name]]

    def within(self, text: str) -> list[Unit]:
        """The units named inside a longer text such as a file name; the longest names win.

        A text without any diacritics may mean every name that is written so without them.

        >>> register = Register((Unit(1, "Phường Đồ Sơn"), Unit(2, "Phường Nam Đồ Sơn")))
        >>> [unit.code for unit in register.within("nam-do-son_bieu-II06a")]
        [2]
        """
        words = _unglued(clean(text))
        toned = self._longest(words, _words_with_tones) if has_diacritics(words) else []
        return toned or self._longest(words, plain)

    def _longest(self, text: str, shape: Shape) -> list[Unit]:
        """The units whose names are in the text and in no longer name there, in the order of the register."""
        spelt, words = self._spelt[shape], shape(text).split(" ")
        spans: dict[tuple[int, str, Unit], tuple[int, int]] = {}
        for start in range(len(words)):
            for end in range(start + 1, min(start + spelt.most_words, len(words)) + 1):
                for named in spelt.names.get(" ".join(words[start:end]), ()):
                    spans.setdefault(named, (start, end))
        taken = set(spans.values())
        alone = {(a, b) for a, b in taken if not any(c <= a and b <= d and (c, d) != (a, b) for c, d in taken)}
        return list(dict.fromkeys(unit for _, _, unit in sorted(named for named in spans if spans[named] in alone)))


def _unglued(text: str) -> str:
    """BaoCaoHongBang as Bao Cao Hong Bang: systems glue words in file names."""
    pairs = zip(text, text[1:] + " ", strict=True)
    return "".join(f"{one} " if one.islower() and other.isupper() else one for one, other in pairs)


@lru_cache(maxsize=65536)
def _words_with_tones(text: str) -> str:
    return " ".join(key(word) for word in re.split(r"[\W_]+", clean(text)) if word)

"""The names of units as people write them, and which units a text names."""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import NamedTuple

from kstt.spelling import clean, has_diacritics, key, plain, with_i

_ALIKE = 0.72  # of a misspelt name and a name; «Không Có» is no «Hồng Châu»
_TYPES = {"phường": "phường", "p.": "phường", "p": "phường", "xã": "xã", "x.": "xã", "x": "xã"}
_TYPES |= {"đặc khu": "đặc khu", "đk.": "đặc khu", "đk": "đặc khu", "thị trấn": "thị trấn", "tt.": "thị trấn"}
_TYPE_WORDS = {key(word): kind for word, kind in _TYPES.items()} | {plain(word): kind for word, kind in _TYPES.items()}
CENTRE = r"(?:trung tâm|tt\.?) ?(?:(?:phục vụ|pv) ?)?(?:hành chính công|hcc)"
"""A commune's one-stop centre as people write it, be it in letters: «TT. PVHCC»."""
COMMITTEE = r"(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)"
"""The People's Committee, in both places of the tone."""
TYPE = r"(?:phường|xã|đặc khu|thị trấn|p\.|x\.)"
"""What stands before the proper name of a commune."""
_OFFICE = re.compile(
    rf"^(?:[\[(]?(?:h\d\d|\d{{3,}})(?:\.\w+)*[\])]?\s*[-–:.]?\s*)?(?:(?:{CENTRE}|"
    r"(?:văn phòng|vp)(?: hđnd\s*(?:và|[-–&])\s*ubnd|(?= ubnd| ủy ban| uỷ ban))|"
    r"công chức một cửa|bộ phận (?:một cửa|tiếp nhận (?:hồ sơ )?(?:và|&) trả kết quả|tn\s*(?:và|&)\s*tkq))"
    r"(?: của)?[\s:.,\-–]+)?"
    r"(?:(?:hđnd|hội đồng nhân dân)\s*(?:và|[-–,&])\s*)?"
    r"(?:(?:u\.? ?b\.? ?n\.? ?d|ủy ban nhân dân|uỷ ban nhân dân|uy ban nhan dan|ub nhân dân)"
    r"(?:\b|(?=phường|xã|đặc khu))[\s:.]*)?",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:[,;(/]|\s[-–]\s|\b(?:thành phố|tp|tỉnh|huyện|quận)[\s.]|\bmã\W*(?:\w+\W+){0,2}\d).*$", re.IGNORECASE
)
_SUPERIOR = re.compile(  # «UBND TP Hải Phòng - UBND phường Đồ Sơn»
    rf"^(?:{COMMITTEE}\s+)?(?:thành phố|tp\.?|tỉnh)\s[^-–/,;]+?\s*[-–/,;]\s*(?={COMMITTEE}\s)", re.IGNORECASE
)
_DISTRICT = re.compile(r"^(?:quan|huyen|thi xa)\W+")  # as plain has it
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-–_](?=[^\W\d_])")
_AND_ANOTHER = re.compile(rf"\s*(?:[,;+&/]|\s[-–]\s|\bvà\b)\s*(?=(?:{COMMITTEE}\s+)?{TYPE}\s*\w)", re.IGNORECASE)
_QUOTES = ' []«»“”"'
_GLUED = re.compile(r"\b([px]|đk)\.(?=\S)", re.IGNORECASE)  # P.Đồ Sơn
_APART = re.compile(  # no name goes on over it
    r"[,;:()]|(?<![^\W_])(?:thành[\W_]+phố|thanh[\W_]+pho|tp)(?![^\W_])", re.IGNORECASE
)

Shape = Callable[[str], str]
Named = tuple[str, str, int]
"""The type of a unit, «» where its name has none, its proper name and its code."""


class _Spelt(NamedTuple):
    """Names in one shape: under each its place in the register, type and code; and the most words a name has."""

    names: dict[str, list[tuple[int, str, int]]]
    most_words: int


class Names:
    """Every name and alias of a register's units, in its order; units are given by their codes."""

    def __init__(self, every: Iterable[Named]) -> None:
        self._every = tuple((kind, with_i(name), code) for kind, name, code in every)

    @cached_property
    def _spelt(self) -> dict[Shape, _Spelt]:
        """The names in every shape they are looked for."""
        return {shape: _in_shape(self._every, shape) for shape in (key, plain, _words_with_tones)}

    def match(self, text: str) -> list[int]:
        """The units a written name may mean: none, one, or several when it does not tell them apart.

        A proper name typed without any diacritics is compared without them when nothing else fits.
        """
        text = _SUPERIOR.sub("", with_i(clean(text)).strip(_QUOTES))
        every = [text, _TAIL.sub("", text).strip(_QUOTES)]
        if _HYPHEN.search(text):  # Đồ-Sơn, where no name is written so
            every += [apart := _HYPHEN.sub(" ", text), _TAIL.sub("", apart).strip(_QUOTES)]
        readings = dict.fromkeys(reading for written in every for reading in (("", written), split(written)))
        for shape in (key, plain):
            for kind, core in readings:
                if not (shape is plain and has_diacritics(core)) and (found := self._called(kind, core, shape)):
                    return found
        return []

    def _called(self, kind: str, core: str, shape: Shape) -> list[int]:
        named = self._spelt[shape].names.get(shape(core), ())
        return list(dict.fromkeys(code for _, type_, code in named if kind in ("", type_)))

    def near(self, text: str) -> list[int]:
        """Units whose names look like a misspelt one, the likeliest first; of a former district, those that hold its.

        >>> names = Names([("phường", "Đồ Sơn", 1), ("phường", "Nam Đồ Sơn", 2)])
        >>> names.near("UBND quận Đồ Sơn"), names.near("UBND phường Đồ Sươn")
        ([1, 2], [1])
        """
        by_name = self._spelt[plain].names
        name = _proper(text)
        if (former := _DISTRICT.sub("", name)) != name and (held := self.holding(former)):
            return held
        alike = get_close_matches(former, by_name, n=3, cutoff=_ALIKE)
        return [code for name in alike for _, _, code in by_name[name]]

    def holding(self, text: str) -> list[int]:
        """Units whose names go on before or after the words of a text, its type of unit aside.

        >>> Names([("phường", "Đồ Sơn", 1), ("phường", "Nam Đồ Sơn", 2), ("phường", "Sơn Dương", 3)]).holding("p. Đồ")
        [1, 2]
        """
        words = _proper(text)
        return [code for _, name, code in self._every if words and f" {words} " in f" {plain(name)} "]

    def within(self, text: str) -> list[int]:
        """The units named inside a longer text such as a file name; the longest names win.

        A text without any diacritics may mean every name that is written so without them.

        >>> Names([("phường", "Đồ Sơn", 1), ("phường", "Nam Đồ Sơn", 2)]).within("nam-do-son_bieu-II06a")
        [2]
        """
        words = with_i(_unglued(clean(text)))
        toned = self._longest(words, _words_with_tones) if has_diacritics(words) else []
        return toned or self._longest(words, plain)

    def _longest(self, text: str, shape: Shape) -> list[int]:
        """The units whose names are in the text and in no longer name there, in the order of the register.

        «Phường Hải An, thành phố Hải Phòng» names no An Thành.
        """
        spelt = self._spelt[shape]
        words = [word for piece in _APART.split(text) for word in (*shape(piece).split(" "), "")]
        spans: dict[tuple[int, str, int], tuple[int, int]] = {}
        for start in range(len(words)):
            for end in range(start + 1, min(start + spelt.most_words, len(words)) + 1):
                for named in spelt.names.get(" ".join(words[start:end]), ()):
                    spans.setdefault(named, (start, end))
        taken = set(spans.values())
        alone = {(a, b) for a, b in taken if not any(c <= a and b <= d and (c, d) != (a, b) for c, d in taken)}
        return list(dict.fromkeys(code for _, _, code in sorted(named for named in spans if spans[named] in alone)))


def joined_to(name: str) -> list[str]:
    """What a written name names after its own unit, not in brackets.

    >>> joined_to("UBND phường Đồ Sơn và phường Nam Đồ Sơn, TP Hải Phòng"), joined_to("Xã Hưng (gồm xã An, xã Bình)")
    (['phường Nam Đồ Sơn, TP Hải Phòng'], [])
    """
    return _AND_ANOTHER.split(clean(name).split("(")[0])[1:]


def _in_shape(names: Iterable[Named], shape: Shape) -> _Spelt:
    found: dict[str, list[tuple[int, str, int]]] = {}
    for place, (kind, name, code) in enumerate(names):
        found.setdefault(shape(name), []).append((place, kind, code))
    return _Spelt(found, max((name.count(" ") + 1 for name in found), default=0))


def split(name: str) -> tuple[str, str]:
    """Type of commune (or '') and the proper name, from any way of writing it."""
    words = _OFFICE.sub("", clean(name)).strip(" .:-")
    for size in (2, 1):
        head, rest = _head(words, size)
        if rest and (kind := _TYPE_WORDS.get(key(head)) or _TYPE_WORDS.get(plain(head))):  # «phưòng» is a slip
            return kind, rest.strip(" .")
    return "", words


def _proper(text: str) -> str:
    """The proper name a text tells, without diacritics; none where it is a type alone: «phường» is no Lạc Phượng."""
    name = plain(with_i(split(text)[1]))
    return "" if name in _TYPE_WORDS else name


def _head(words: str, size: int) -> tuple[str, str]:
    parts = _GLUED.sub(r"\1. ", words).split()
    return " ".join(parts[:size]), " ".join(parts[size:])


def _unglued(text: str) -> str:
    """BaoCaoPHongBang as Bao Cao P Hong Bang: people and systems glue words in file names."""
    triples = zip(text, text[1:] + " ", text[2:] + "  ", strict=False)
    return "".join(f"{one} " if _starts_anew(one, *after) else one for one, *after in triples)


def _starts_anew(one: str, other: str, third: str) -> bool:
    if one.islower():
        return other.isupper() or other.isdigit()
    return one.isalnum() and other.isupper() and third.islower()


@lru_cache(maxsize=65536)
def _words_with_tones(text: str) -> str:
    return " ".join(key(word) for word in re.split(r"[\W_]+", clean(text)) if word)

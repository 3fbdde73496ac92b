"""Official names of lines: the field register decides, and what it does not know is grouped apart."""

import re
from collections.abc import Callable, Iterable
from functools import cache

from kstt.locality import Locality
from kstt.spelling import has_diacritics, key, plain, unnumbered

STRANGE = "Lĩnh vực, thủ tục ngoài danh mục"

_FIELD = re.compile(r"^lĩnh vực\s*:?\s+(?=\w)", re.IGNORECASE)
_MARKS = re.compile(r"[-–—,;:./*]+")

Known = tuple[str, str, int]


def namer(locality: Locality) -> Callable[[str, str], Known]:
    """A function from a label and its section to (official name, group, rank).

    A procedure that stands under the name of a field belongs to that field; spellings of one unknown label share a
    name. An ordinal typed before the name, its marks and missing diacritics do not matter.
    """
    fields = [
        (said, (name, "", rank))
        for rank, (name, others) in enumerate(locality.fields.items())
        for said in (name, *others)
    ]
    known = {_shape(said): named for said, named in fields}
    plainly = _unambiguous((plain(said), named) for said, named in fields)
    group = STRANGE if known else ""
    strangers: dict[str, str] = {}

    def listed(label: str) -> Known | None:
        bare = unnumbered(label)
        return known.get(_shape(label)) or (None if has_diacritics(bare) else plainly.get(plain(bare)))

    @cache
    def name(label: str, section: str) -> Known:
        stranger = strangers.setdefault(_shape(label), unnumbered(label))
        return listed(label) or listed(section) or (stranger, group, 0)

    return name


def _shape(label: str) -> str:
    """What the spellings of a field's name have in common."""
    return key(_MARKS.sub(" ", _FIELD.sub("", unnumbered(label)).replace("&", " và ")))


def _unambiguous(fields: Iterable[tuple[str, Known]]) -> dict[str, Known]:
    """The fields by their names without diacritics, but for names that several share."""
    found: dict[str, set[Known]] = {}
    for said, named in fields:
        found.setdefault(said, set()).add(named)
    return {said: next(iter(named)) for said, named in found.items() if len(named) == 1}

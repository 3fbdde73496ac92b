"""Official names of lines: the field register decides, and what it does not know is grouped apart."""

from collections.abc import Iterable, Mapping

from kstt.locality import Locality
from kstt.spelling import field_key, field_words, has_diacritics, plain, unnumbered

STRANGE = "Lĩnh vực, thủ tục ngoài danh mục"

Known = tuple[str, str, int]


class Namer:
    """Gives a label and its section their official name, group and rank; it can travel to another process.

    A procedure that stands under the name of a field belongs to that field; spellings of one unknown label share a
    name. An ordinal typed before the name, its marks and missing diacritics do not matter.
    """

    def __init__(self, fields: Mapping[str, Iterable[str]]) -> None:
        """`fields` are the official names in their order with their other spellings."""
        listed = [
            (said, (name, "", rank)) for rank, (name, others) in enumerate(fields.items()) for said in (name, *others)
        ]
        self._known = {field_key(said): named for said, named in listed}
        self._plainly = _unambiguous((plain(said), named) for said, named in listed)
        self._group = STRANGE if self._known else ""
        self._strangers: dict[str, str] = {}
        self._named: dict[tuple[str, str], Known] = {}

    def __call__(self, label: str, section: str) -> Known:
        """The official name of a line; the first spelling of one that no field has."""
        if found := self._named.get((label, section)):
            return found
        stranger = self._strangers.setdefault(field_key(label), unnumbered(label))
        named = self._listed(label) or self._listed(section) or (stranger, self._group, 0)
        return self._named.setdefault((label, section), named)

    def _listed(self, label: str) -> Known | None:
        bare = field_words(label)
        return self._known.get(field_key(label)) or (None if has_diacritics(bare) else self._plainly.get(plain(bare)))


def namer(locality: Locality) -> Namer:
    """What names the lines of a locality's units."""
    return Namer(locality.fields)


def _unambiguous(fields: Iterable[tuple[str, Known]]) -> dict[str, Known]:
    """The fields by their names without diacritics, but for names that several share."""
    found: dict[str, set[Known]] = {}
    for said, named in fields:
        found.setdefault(said, set()).add(named)
    return {said: next(iter(named)) for said, named in found.items() if len(named) == 1}

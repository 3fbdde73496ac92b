"""Official names of lines: the field register decides, and what it does not know is grouped apart."""

from collections.abc import Callable, Iterable
from functools import cache

from kstt.locality import Locality
from kstt.spelling import field_key, has_diacritics, plain, unnumbered

STRANGE = "Lĩnh vực, thủ tục ngoài danh mục"

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
    known = {field_key(said): named for said, named in fields}
    plainly = _unambiguous((plain(said), named) for said, named in fields)
    group = STRANGE if known else ""
    strangers: dict[str, str] = {}

    def listed(label: str) -> Known | None:
        bare = unnumbered(label)
        return known.get(field_key(label)) or (None if has_diacritics(bare) else plainly.get(plain(bare)))

    @cache
    def name(label: str, section: str) -> Known:
        stranger = strangers.setdefault(field_key(label), unnumbered(label))
        return listed(label) or listed(section) or (stranger, group, 0)

    return name


def _unambiguous(fields: Iterable[tuple[str, Known]]) -> dict[str, Known]:
    """The fields by their names without diacritics, but for names that several share."""
    found: dict[str, set[Known]] = {}
    for said, named in fields:
        found.setdefault(said, set()).add(named)
    return {said: next(iter(named)) for said, named in found.items() if len(named) == 1}

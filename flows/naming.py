"""Official names of lines: the field register decides, and what it does not know is grouped apart."""

from collections.abc import Callable

from kstt.locality import Locality
from kstt.spelling import clean, key

STRANGE = "Lĩnh vực, thủ tục ngoài danh mục"


def namer(locality: Locality) -> Callable[[str], tuple[str, str, int]]:
    """A function from a label as typed to (official name, group, rank); spellings of one unknown label share a name."""
    known = {
        key(said): (name, "", rank)
        for rank, (name, others) in enumerate(locality.fields.items())
        for said in (name, *others)
    }
    group = STRANGE if known else ""
    strangers: dict[str, str] = {}

    def name(label: str) -> tuple[str, str, int]:
        return known.get(key(label)) or (strangers.setdefault(key(label), clean(label)), group, 0)

    return name

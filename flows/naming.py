"""Official names of lines: the field register decides, and what it does not know is grouped apart."""

from collections.abc import Callable

from kstt.locality import Locality
from kstt.spelling import clean, key

STRANGE = "Lĩnh vực, thủ tục ngoài danh mục"


def namer(locality: Locality) -> Callable[[str, str], tuple[str, str, int]]:
    """A function from a label and its section to (official name, group, rank).

    A procedure that stands under the name of a field belongs to that field; spellings of one unknown label share a
    name.
    """
    known = {
        key(said): (name, "", rank)
        for rank, (name, others) in enumerate(locality.fields.items())
        for said in (name, *others)
    }
    group = STRANGE if known else ""
    strangers: dict[str, str] = {}

    def name(label: str, section: str) -> tuple[str, str, int]:
        stranger = strangers.setdefault(key(label), clean(label))
        return known.get(key(label)) or known.get(key(section)) or (stranger, group, 0)

    return name

"""Official names of lines: the field register decides, and what it does not know is grouped apart."""

from collections.abc import Callable

from kstt.locality import Locality
from kstt.spelling import clean, key

STRANGE = "Lĩnh vực, thủ tục ngoài danh mục"


def namer(locality: Locality) -> Callable[[str], tuple[str, str]]:
    """A function from a label as typed to (official name, group); spellings of one unknown label share a name."""
    known = {key(said): name for name, others in locality.fields.items() for said in (name, *others)}
    strangers: dict[str, str] = {}

    def name(label: str) -> tuple[str, str]:
        if official := known.get(key(label)):
            return official, ""
        return strangers.setdefault(key(label), clean(label)), STRANGE if known else ""

    return name

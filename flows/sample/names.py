"""What units of the example quarter call themselves and their files."""

import re
import unicodedata
from pathlib import PurePosixPath
from random import Random

from kstt.period import Period
from kstt.spelling import plain
from kstt.unit import Unit

_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_PAIRS = (("o", "a"), ("o", "e"), ("u", "y"))
_LATE_TONES = {
    unicodedata.normalize("NFC", a + mark + b): unicodedata.normalize("NFC", a + b + mark)
    for a, b in _PAIRS
    for mark in _MARKS
}
_EARLY = re.compile(rf"(?<!q)(?:{'|'.join(_LATE_TONES)})\b", re.IGNORECASE)


def other_tone(name: str) -> str:
    """The name with tone marks in the other of the two customary places.

    >>> other_tone("Xã Kiến Thụy"), other_tone("Phường Việt Hòa")
    ('Xã Kiến Thuỵ', 'Phường Việt Hoà')
    """
    return _EARLY.sub(lambda found: _LATE_TONES[found[0].lower()], name)


def written_name(unit: Unit, random: Random) -> str:
    """The unit as somebody may write it at the head of a form."""
    spelled = random.choice((unit.office, unit.office, unit.office.upper(), unit.name))
    return other_tone(spelled) if random.random() < 0.5 else spelled


def file_name(unit: Unit, period: Period, ending: str, random: Random) -> str:
    """A file name as units choose them."""
    bare = plain(unit.name[len(unit.type) :])
    quarter, initial = plain(period.name), plain(unit.name)[:1].upper()
    solid = bare.title().replace(" ", "")
    names = (
        bare.replace(" ", "-"),
        f"{bare.replace(' ', '-')}_bieu-II06a",
        f"BC {quarter} - {initial} {bare.title()}",
        f"BaoCaoTongHop_{solid}",
        f"UBND_{plain(unit.name).title().replace(' ', '_')}_KSTT_{period}",
        f"Biểu II.06a {period.name} - {unit.office}",
        f"Báo cáo KSTTHC {period.name.lower()} ({unit.name})",
        f"{unit.code}_{solid}_{quarter.replace(' ', '')}",
    )
    return random.choice(names) + ending


def in_folder(unit: Unit, ending: str) -> str:
    """The name of a file that came in a folder of its own."""
    return f"{unit.office}/Bieu II.06a{ending}"


def corrected(name: str, random: Random) -> str:
    """The name of a file sent once more."""
    path = PurePosixPath(name)
    return str(path.with_name(path.stem + random.choice((" (sua lai)", "_bổ sung", " lan 2")) + path.suffix))

"""People named below a table with their telephones: no field counts so many dossiers, nor bears such a name."""

import re
from collections.abc import Sequence

from kstt.sheet import Line, Value
from kstt.spelling import clean, plain

_HEADS = frozenset(
    (
        "ho va ten",
        "ho ten",
        "ho ten can bo",
        "chuc vu",
        "chuc danh",
        "so dien thoai",
        "dien thoai",
        "sdt",
        "dt",
        "email",
    )
)
_LABEL = re.compile(
    r"^(?:(?:nguoi|can bo|cong chuc|dau moi) (?:lien he|phu trach|dau moi|tong hop|lap bieu)|lien he|"
    r"(?:so )?dien thoai|sdt|dt|e ?mail|thu dien tu|fax|zalo)\b"
)
_TELEPHONE = re.compile(r"^\D{0,20}\(?(?:\+?84|0)\)?[\d\s.\-()]{8,13}\W*$")
_LEAST, _MOST = 10**8, 10**10  # a telephone whose leading 0 Excel left out


def heads_people(row: Sequence[Value]) -> bool:
    """Whether a row heads a list of people: «Họ và tên» and «Số điện thoại», say."""
    return sum(isinstance(value, str) and plain(value) in _HEADS for value in row) > 1


def is_contact(line: Line) -> bool:
    """Whether a row gives a telephone and no other number, or is called a contact and gives words only."""
    given = [value for value in line.values if value not in ("", None)]
    called = not line.section and bool(_LABEL.match(plain(line.label)))
    telephones = [value for value in given if _is_telephone(value)]
    others = [value for value in given if value not in telephones]
    return bool(telephones or (called and others)) and not any(map(_has_digit, others))


def _is_telephone(value: Value) -> bool:
    if isinstance(value, int | float):
        return _LEAST <= value < _MOST
    return isinstance(value, str) and bool(_TELEPHONE.match(clean(value)))


def _has_digit(value: Value) -> bool:
    return not isinstance(value, str) or ("@" not in value and any(map(str.isdigit, value)))

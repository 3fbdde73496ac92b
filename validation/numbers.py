"""A cell's content to a number or a reason; what a text says beyond doubt is in kstt.typed.

Vietnamese hands group thousands with '.', ',' or a space; a decimal comma or point in a count is never guessed at.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import NamedTuple

from kstt.sheet import Value
from kstt.spoken import count_text
from kstt.typed import LONGEST, as_typed, says_nothing, whole

NOT_A_NUMBER, NOT_WHOLE, IS_A_DATE = "cell.not_a_number", "cell.not_whole", "cell.is_a_date"
TOO_LARGE = "cell.too_large"
GROUPED, TYPED_AS_TEXT, DASH, ZERO_DECIMALS = (
    "số có dấu phân nhóm",
    "số gõ dạng chữ",
    "dấu hoặc chữ thay cho số",
    "số có phần lẻ bằng 0",
)

_ZERO_DECIMALS = re.compile(
    r"^(?P<whole>[+-]?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+(?=,)|[1-9]\d{0,2}(?:,\d{3})+(?=\.)))[.,]0{1,2}$"
)
_COUNTED = re.compile(
    r"^(?P<number>\d[\d.,\s]*?)\s*(?:(?:bộ )?hồ sơ|hs|bộ|tthc|thủ tục|quy trình|trường hợp|lượt|pakn|phản ánh|kiến nghị"
    r"|phản ánh, kiến nghị)(?: tthc)?\.?$",
    re.IGNORECASE,
)
_AROUND = " .,;:*'\"“”[]_"  # marks that make a number no other one; brackets may make it negative
_DIGIT = re.compile(r"\d")
_FOR_DIGITS = str.maketrans("OoIl", "0011")  # letters typed for digits, «1O5»
_DECIMAL = re.compile(r"^[+-]?\d+[.,]\d{1,2}$")
_FINER = re.compile(r"^[+-]?\d+[.,]\d{3,}$")
_NOISE = 1e-6  # what adding decimals in binary leaves behind: 1015.000000001
_MOST = 10**12  # no unit counts a million million of anything


class Reading(NamedTuple):
    """A number (None where nothing is given), the rule broken by what stands there, and how it was normalised."""

    number: int | None = None
    broken: str = ""
    normalised: str = ""


_ABSENT = Reading()


def read_number(value: Value, scale: int = 0) -> Reading:
    """The whole number a cell gives, times ten to the `scale`; blank gives None, for the form's policy to judge.

    >>> read_number("1.234").number, read_number("1 234").number, read_number(1234.0).number
    (1234, 1234, 1234)
    >>> read_number("12,5").broken, read_number(1.234).broken, read_number("85,5", scale=2).number
    ('cell.not_whole', 'cell.not_whole', 8550)
    >>> read_number("-"), read_number("khoảng 1.2 nghìn").broken
    (Reading(number=None, broken='', normalised='dấu hoặc chữ thay cho số'), 'cell.not_a_number')
    """
    if value is None or value == "":
        return _ABSENT
    if isinstance(value, bool):
        return Reading(broken=NOT_A_NUMBER)
    if isinstance(value, int | float):
        return _from_number(value, scale)
    if isinstance(value, date | datetime | time | timedelta):
        return Reading(broken=IS_A_DATE)
    reading = _from_text(as_typed(value), scale)
    return reading if reading.number is None or abs(reading.number) < _MOST else Reading(broken=TOO_LARGE)


def suggestion(value: Value, *, shares: bool = False, most: int = _MOST) -> str:
    """What a cell that gives no number may have meant: «1.234» where the point became a decimal mark, «12 hồ sơ».

    Two decimals are what a percentage shows, and say nothing of thousands; nor does one where `shares` are asked for.
    No number above `most` was meant.

    >>> suggestion(1.234), suggestion(2.5), suggestion(62.94), suggestion("12,5"), suggestion("1.234 hồ sơ")
    ('1.234', '2.500', '', '', '1.234')
    >>> suggestion("7 PAKN"), suggestion("380 thủ tục"), suggestion("7 người")
    ('7', '380', '')
    >>> suggestion("1O5"), suggestion("l5."), suggestion("O"), suggestion("(5)"), suggestion(17.4, most=1200)
    ('105', '15', '', '', '')
    """
    if isinstance(value, str):
        counted = _COUNTED.match(typed) if len(typed := as_typed(value)) <= 2 * LONGEST else None
        bare = typed.translate(_FOR_DIGITS).strip(_AROUND) if _DIGIT.search(typed) else ""
        number = whole(counted["number"] if counted else bare)
        return "" if number is None else count_text(number)
    if not isinstance(value, float) or Decimal(repr(value)).as_tuple().exponent in ((-1, -2) if shares else (-2,)):
        return ""
    return in_thousands(value, most)


def in_thousands(value: Value, most: int = _MOST) -> str:
    """What a number would be whose point stood for thousands, where that is whole and not above `most`; else empty.

    >>> in_thousands(1.79), in_thousands(1.2345), in_thousands(1000.5), in_thousands(1.79, most=1700)
    ('1.790', '', '', '')
    """
    if not isinstance(value, float) or not 0 < value < 1000:
        return ""
    thousand = Decimal(repr(value)) * 1000
    return count_text(int(thousand)) if thousand == int(thousand) <= most else ""


def _from_number(value: float, scale: int) -> Reading:
    if not isfinite(value):
        return Reading(broken=NOT_A_NUMBER)
    if abs(value) >= _MOST:
        return Reading(broken=TOO_LARGE)
    exact = Decimal(repr(value)) * 10**scale
    near = round(exact)
    return Reading(near) if abs(exact - near) <= _NOISE else Reading(broken=NOT_WHOLE)


def _from_text(text: str, scale: int) -> Reading:
    if not text:
        return _ABSENT
    if says_nothing(text):
        return Reading(normalised=DASH)
    grouped = not text.lstrip("+-").isdigit()
    if (number := whole(text)) is not None and not (grouped and scale):
        return Reading(number * 10**scale, normalised=GROUPED if grouped else TYPED_AS_TEXT)
    if len(text) > LONGEST:
        return Reading(broken=NOT_A_NUMBER)
    if scale:
        exact = Decimal(text.replace(",", ".")) * 10**scale if _DECIMAL.match(text) else None
        if exact is not None:
            return Reading(int(exact), normalised=TYPED_AS_TEXT)
        return Reading(broken=NOT_WHOLE if _FINER.match(text) else NOT_A_NUMBER)
    if found := _ZERO_DECIMALS.match(text):
        return Reading(int(re.sub(r"[.,]", "", found["whole"])), normalised=ZERO_DECIMALS)
    looks_like_one = re.fullmatch(r"[+-]?\d[\d.,]*", text)
    return Reading(broken=NOT_WHOLE if looks_like_one else NOT_A_NUMBER)

"""Numbers and names in sentences, as Vietnamese people write them."""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

_SEPARATORS = str.maketrans(",.", ".,")
FINEST = 12  # decimals, beyond which nothing is told apart


def count_text(number: int) -> str:
    """A whole number.

    >>> count_text(1234567), count_text(-12)
    ('1.234.567', '-12')
    """
    return f"{number:,}".translate(_SEPARATORS)


def percent_text(ratio: Fraction, places: int = 2, apart: Fraction = Fraction(0)) -> str:
    """A ratio as a percentage, with more decimals where it would look like 0%, 100% or `apart` (98 for 98%) and is not.

    >>> percent_text(Fraction(97996, 100000)), percent_text(Fraction(1, 3), 1), percent_text(Fraction(99_996, 100_000))
    ('98,00%', '33,3%', '99,996%')
    >>> percent_text(Fraction(97996, 100000), apart=Fraction(98)), percent_text(Fraction(98, 100), apart=Fraction(98))
    ('97,996%', '98,00%')
    """
    return _percent_text(ratio.numerator, ratio.denominator, places, apart)


@lru_cache(8192)  # the same rates stand on many sheets and pages
def _percent_text(part: int, whole: int, places: int, apart: Fraction) -> str:
    percent = Fraction(part * 100, whole)
    return f"{decimal_text(percent, max(apart_places(percent, one, least=places) for one in (0, 100, apart)))}%"


def apart_places(number: Fraction, *others: Fraction | int, least: int = 2) -> int:
    """The decimals, `least` or more, with which a number is told apart from others that it is not.

    >>> apart_places(Fraction(99_996, 1000), 100), apart_places(Fraction(100), 100)
    (3, 2)
    """
    if number in others:
        return least
    steps = (n for n in range(least, FINEST) if _rounded(number, n) not in [_rounded(one, n) for one in others])
    return next(steps, FINEST)


def decimal_text(number: Fraction, places: int = 2) -> str:
    """A number with so many decimals, half up and away from zero.

    >>> decimal_text(Fraction(-1, 8)), decimal_text(Fraction(12345, 10), 1)
    ('-0,13', '1.234,5')
    """
    rounded = _rounded(number, places)
    before, after = divmod(abs(rounded), 10**places)
    sign = "-" if rounded < 0 else ""
    return f"{sign}{count_text(before)},{after:0{places}}" if places else f"{sign}{count_text(before)}"


def decimals(number: Fraction) -> int:
    """The decimals a number is written with where none is cut off.

    >>> decimals(Fraction("99.5")), decimals(Fraction(80))
    (1, 0)
    """
    return next((n for n in range(FINEST) if (number * 10**n).denominator == 1), FINEST)


def plain_text(number: Fraction) -> str:
    """A number with the decimals it has.

    >>> plain_text(Fraction("99.5")), plain_text(Fraction(5280))
    ('99,5', '5.280')
    """
    return decimal_text(number, decimals(number))


def _rounded(number: Fraction | int, places: int) -> int:
    """So many times ten as there are decimals, half up and away from zero; in whole numbers, which are quick."""
    double, over = 2 * abs(number.numerator) * 10**places, number.denominator
    whole: int = (double + over) // (2 * over)
    return -whole if number < 0 else whole


def units_named(names: Sequence[str], most: int) -> str:
    """Names of units in a row; of more than `most` the first ones, and how many others there are.

    >>> units_named(["phường A", "xã B"], 2), units_named(["phường A", "xã B", "xã C"], 2)
    ('phường A, xã B', 'phường A, xã B và 1 đơn vị khác')
    """
    more = f" và {len(names) - most} đơn vị khác" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def first_of(words: Sequence[str], most: int) -> str:
    """Words in a row, no more than so many.

    >>> first_of(["C5", "C6", "C7"], 2), first_of(["C5"], 2)
    ('C5, C6 …', 'C5')
    """
    return ", ".join(words[:most]) + (" …" if len(words) > most else "")


def ended(sentence: str) -> str:
    """A sentence with one mark at its end.

    >>> ended("Sửa ô C9"), ended("Sửa ô C9.."), ended("Có phải 318?"), ended("Có phải 318?.")
    ('Sửa ô C9.', 'Sửa ô C9.', 'Có phải 318?', 'Có phải 318?')
    """
    said = sentence.rstrip(". ")
    return said if said.endswith(("?", "!")) else f"{said}."

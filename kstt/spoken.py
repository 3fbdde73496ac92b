"""Numbers in sentences, as Vietnamese people write them."""

from fractions import Fraction

_SEPARATORS = str.maketrans(",.", ".,")


def count_text(number: int) -> str:
    """A whole number.

    >>> count_text(1234567), count_text(-12)
    ('1.234.567', '-12')
    """
    return f"{number:,}".translate(_SEPARATORS)


def percent_text(ratio: Fraction, places: int = 2) -> str:
    """A ratio as a percentage, rounded half up as Excel shows it.

    >>> percent_text(Fraction(97996, 100000)), percent_text(Fraction(1, 3), 1)
    ('98,00 %', '33,3 %')
    """
    return f"{decimal_text(ratio * 100, places)} %"


def decimal_text(number: Fraction, places: int = 2) -> str:
    """A number with so many decimals, half up and away from zero.

    >>> decimal_text(Fraction(-1, 8)), decimal_text(Fraction(12345, 10), 1)
    ('-0,13', '1.234,5')
    """
    whole = int(abs(number) * 10**places + Fraction(1, 2))
    sign = "-" if number < 0 and whole else ""
    before, after = divmod(whole, 10**places)
    return f"{sign}{count_text(before)},{after:0{places}}" if places else f"{sign}{count_text(before)}"

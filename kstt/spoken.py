"""Numbers in sentences, as Vietnamese people write them."""

from fractions import Fraction

_SEPARATORS = str.maketrans(",.", ".,")
_FINEST = 12  # decimals, beyond which nothing is told apart


def count_text(number: int) -> str:
    """A whole number.

    >>> count_text(1234567), count_text(-12)
    ('1.234.567', '-12')
    """
    return f"{number:,}".translate(_SEPARATORS)


def percent_text(ratio: Fraction, places: int = 2) -> str:
    """A ratio as a percentage, with more decimals where it would look like 0% or 100% and is not.

    >>> percent_text(Fraction(97996, 100000)), percent_text(Fraction(1, 3), 1), percent_text(Fraction(99_996, 100_000))
    ('98,00%', '33,3%', '99,996%')
    """
    return f"{decimal_text(ratio * 100, apart_places(ratio * 100, 0, 100, least=places))}%"


def apart_places(number: Fraction, *others: Fraction | int, least: int = 2) -> int:
    """The decimals, `least` or more, with which a number is told apart from others that it is not.

    >>> apart_places(Fraction(99_996, 1000), 100), apart_places(Fraction(100), 100)
    (3, 2)
    """
    if number in others:
        return least
    steps = (
        n
        for n in range(least, _FINEST)
        if decimal_text(number, n) not in [decimal_text(Fraction(one), n) for one in others]
    )
    return next(steps, _FINEST)


def decimal_text(number: Fraction, places: int = 2) -> str:
    """A number with so many decimals, half up and away from zero.

    >>> decimal_text(Fraction(-1, 8)), decimal_text(Fraction(12345, 10), 1)
    ('-0,13', '1.234,5')
    """
    whole = int(abs(number) * 10**places + Fraction(1, 2))
    sign = "-" if number < 0 and whole else ""
    before, after = divmod(whole, 10**places)
    return f"{sign}{count_text(before)},{after:0{places}}" if places else f"{sign}{count_text(before)}"

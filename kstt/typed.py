"""Counts typed as text: whole numbers with or without groups, and what people type where there is nothing."""

import re

from kstt.spelling import clean, key, unaccented

_MARKS = frozenset(("(-)", "(–)", "/", "…", ".", "..", "...", "_", "__"))
_DASHES = re.compile("[-–—−\u2011\u2012\u2015]+")
_WORDS = ("không", "không có", "không phát sinh", "không ps", "không hồ sơ", "không có hồ sơ", "không có hs")
_LONG_WORDS = ("không phát sinh hồ sơ", "không phát sinh hồ sơ trong kỳ", "không phát sinh trong kỳ")
_OTHER_WORDS = ("trong kỳ không phát sinh", "trong kỳ không phát sinh hồ sơ", "không có phát sinh")
_NOT_YET = ("chưa phát sinh", "chưa phát sinh hồ sơ", "kps")  # «chưa có» may mean that nobody knows yet
_SAID = frozenset(
    key(typed)
    for word in (*_WORDS, *_LONG_WORDS, *_OTHER_WORDS, *_NOT_YET)
    for said in (word, word.replace("không", "ko"))
    for typed in (said, unaccented(said))
)
_PLAIN = re.compile(r"^[+-]?\d+$")
_GROUPS = re.compile(r"^[+-]?[1-9]\d{0,2}(?:(?P<mark>[.,\s'’])\d{3})(?:(?P=mark)\d{3})*$")
_SOME_NUMBER = re.compile(r"^\d+(?:[.,]\d+)*$")
_TWO_LINES = re.compile(r"(?<=\d)\s*[\r\n]\s*(?=\d)")
LONGEST = 20  # characters; a longer text is a sentence
_FULL_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}  # and no more of NFKC: it reads 5² as 52
_FULL_WIDTH[0x2212] = ord("-")  # the minus sign of word processors


def as_typed(text: str) -> str:
    r"""The text of a cell as its reader sees it: narrow digits, no apostrophe that only makes it a text.

    Two lines are two numbers, not thousands and the rest, and stay apart.

    >>> as_typed(" '１.２３４ "), as_typed("271\n300")
    ('1.234', '271 / 300')
    """
    return clean(_TWO_LINES.sub(" / ", narrow(text))).removeprefix("'").strip()


def narrow(text: str) -> str:
    """The text with the wide signs of East Asian keyboards as the usual ones.

    >>> narrow("Quý Ｉ/２０２６")
    'Quý I/2026'
    """
    return text.translate(_FULL_WIDTH)


def says_nothing(text: str) -> bool:
    r"""Whether a text, as typed, stands for no number: dashes, dots, «không», «(ko có)».

    >>> says_nothing("\xa0-\n"), says_nothing("(ko có)"), says_nothing("0"), says_nothing("")
    (True, True, False, False)
    """
    marks = clean(text).replace(" ", "")
    return marks in _MARKS or bool(_DASHES.fullmatch(marks)) or key(text.strip(" .;()[]")) in _SAID


def has_letters(value: object) -> bool:
    """Whether a cell, or what was typed, is a text with letters: says something in words."""
    return isinstance(value, str) and any(map(str.isalpha, value))


def only_a_number(value: object) -> str:
    """The number a cell of words holds in place of words, as typed; empty where it holds none.

    >>> only_a_number(12.0), only_a_number(" 4,27"), only_a_number("6 điểm"), only_a_number("")
    ('12', '4,27', '', '')
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.12g}".replace(".", ",")
    text = as_typed(value) if isinstance(value, str) else ""
    return text if _SOME_NUMBER.match(text) else ""


def whole(text: str) -> int | None:
    """The whole number a text, as typed, gives beyond doubt.

    >>> whole("1234"), whole("1.234"), whole("12.34"), whole("12 hồ sơ")
    (1234, 1234, None, None)
    """
    if len(text) > LONGEST:
        return None
    if _PLAIN.match(text):
        return int(text)
    return int(re.sub(r"[.,\s'’]", "", text)) if _GROUPS.match(text) else None

"""One spelling for what people type: Unicode forms, tone placement, case, spaces, missing diacritics."""

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook above, dot below
_UNSEEN: dict[int, str | None] = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
_UNSEEN |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2061, 0x206A)))  # around what Windows' calculator copies
_UNSEEN |= {0xD0: "Đ", 0x189: "Đ", 0xF0: "đ"}  # letters of other languages that old converters write for Đ and đ
BULLETS = "-–—−+•·●▪■◦○►➢→\uf0b7\uf0a7"
"""What a part of a list begins with; the last are bullets of Word, pasted."""
_ORDINAL = re.compile(
    rf"^(?:\(?\d{{1,2}}(?:\.\d{{1,2}})*(?:[.):/]|\s?[-–—])+\s*|0\d\s|[*{re.escape(BULLETS)}]+\s*)(?=\D)"
)
_FIELD = re.compile(
    r"^(?:trong đó\s*:\s*)?(?:(?:(?:các|nhóm)\s+)*(?:(?:tthc|thủ tục(?: hành chính)?)\s+)?(?:thuộc\s+)?"
    r"(?:l[ĩi]nh v[ựu]c|lv\.?)\s*:?\s+)?(?=\w)",
    re.IGNORECASE,
)
_SO_MANY = re.compile(r"\s*(?:\(\d+ (?:tthc|thủ tục)\)|[:–-]\s*\d+ (?:tthc|thủ tục))$", re.IGNORECASE)
_LONE_Y = re.compile(r"(?<=[bhklmstv])[yýỳỷỹỵ](?![^\W_])", re.IGNORECASE)  # after a vowel it sounds otherwise: Tây, Tai
_AS_I = str.maketrans("yýỳỷỹỵYÝỲỶỸỴ", "iíìỉĩịIÍÌỈĨỊ")
_MARKS = re.compile(r"[-–—,;:./*…⁰¹²³⁴-⁹]+")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=65536)  # the same few thousand names and labels come with every file
def clean(text: str) -> str:
    """Composed Unicode, single spaces, nothing invisible; words and case stay as typed.

    >>> clean("  Phu\u031bo\u031b\u0300ng\u00a0 Đồ  Sơn ")
    'Phường Đồ Sơn'
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_UNSEEN).split())


def _tone_last(word: str) -> str:
    """The word with its tone mark moved behind it, so that Thuỷ and Thủy are one word."""
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(mark for mark in letters if mark in _TONES)
    return "".join(mark for mark in letters if mark not in _TONES) + tones


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """What two spellings of one Vietnamese name have in common; diacritics still count.

    >>> key("UBND phường THUỶ Nguyên") == key("ubnd Phường Thủy  nguyên")
    True
    >>> key("Cẩm Giang") == key("Cẩm Giàng")
    False
    """
    return " ".join(map(_tone_last, clean(text).casefold().split()))


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Lower-case letters and digits without diacritics, words separated by one space.

    >>> plain("BC quý 1 - P. Đồ_Sơn")
    'bc quy 1 p do son'
    """
    return _NOT_WORD.sub(" ", unaccented(clean(text).casefold())).strip()


def unaccented(text: str) -> str:
    """The text without diacritics, everything else as it stands.

    >>> unaccented("Trực tiếp, dịch vụ bưu chính")
    'Truc tiep, dich vu buu chinh'
    """
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def unnumbered(label: str) -> str:
    """A cleaned label without an ordinal typed before it.

    >>> unnumbered("03 -  Hộ tịch"), unnumbered("1.2. Khai sinh"), unnumbered("2 tháng")
    ('Hộ tịch', 'Khai sinh', '2 tháng')
    """
    return _ORDINAL.sub("", clean(label)) or clean(label)


def field_words(label: str) -> str:
    """The name of a field as it was typed, without an ordinal, the words before it and how many procedures it has.

    >>> field_words("3. Lĩnh vực: Đất đai"), field_words("Các TTHC thuộc lĩnh vực Hộ tịch (25 TTHC)")
    ('Đất đai', 'Hộ tịch')
    >>> field_words("LV Đất đai"), field_words("Lĩnh vực khác"), field_words("Hộ tịch (cấp xã)")
    ('Đất đai', 'khác', 'Hộ tịch (cấp xã)')
    """
    return _SO_MANY.sub("", _FIELD.sub("", unnumbered(label)))


@lru_cache(maxsize=65536)
def field_key(label: str) -> str:
    """What the spellings of one field's name have in common: marks do not count, nor what is not of its name.

    >>> field_key("3. Lĩnh vực Đất đai – Môi trường") == field_key("Đất đai, môi trường")
    True
    >>> field_key("Trong đó: Hộ tịch") == field_key("Hộ tịch")
    True
    """
    return key(_MARKS.sub(" ", field_words(label).replace("&", " và ")))


def with_i(text: str) -> str:
    """The text with i where y is written alike.

    >>> with_i("Tứ Kỳ"), with_i("Tỷ lệ"), with_i("Tây")
    ('Tứ Kì', 'Tỉ lệ', 'Tây')
    """
    return _LONE_Y.sub(lambda y: y[0].translate(_AS_I), text)


def has_diacritics(text: str) -> bool:
    """Whether somebody typed the text with Vietnamese letters.

    >>> has_diacritics("Do Son"), has_diacritics("Đồ Sơn")
    (False, True)
    """
    return any(ord(letter) > 127 for letter in clean(text) if letter.isalpha())

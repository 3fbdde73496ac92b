"""Text typed for the fonts of before Unicode (TCVN3 or ABC, VNI), which is read as Unicode where it is sure.

A cell is sure when it has letters that Vietnamese in Unicode never has, and its words are Vietnamese syllables in one
of the two codes and not in the other. A sheet without any Unicode Vietnamese and with sure cells is of that code;
on one with both, so are cells that are no Vietnamese as they stand.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from kstt.sheet import Book, Sheet, Value

_TCVN3 = str.maketrans(
    "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢£¤¥¦§",
    "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
)
_ACUTE_TO_DOT = ("\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
_MARKS = dict(zip("ùøûõï", _ACUTE_TO_DOT, strict=True))
_MARKS |= dict(zip("âáàåãä", ("\u0302" + tone for tone in ("", *_ACUTE_TO_DOT)), strict=True))
_MARKS |= dict(zip("êéèúüë", ("\u0306" + tone for tone in ("", *_ACUTE_TO_DOT)), strict=True))
_ALONE = dict(zip("ôöñîæóò", ("ơ", "ư", "đ", "ỵ", "ỉ", "ĩ", "ị"), strict=True))
_VNI = re.compile(r"([aeouyôö])([ùøûõïâáàåãäêéèúüë])|([ôöñîæóò])", re.IGNORECASE)
_NEVER = re.compile("[µ¶·¸¹¨©ª«¬\u00ad®»¼½¾ÆÇËÎÏÑÖ×ØÜÞßäåæçëîïñö÷øûüþ]")  # in Vietnamese Unicode
_UNICODE = re.compile("[\u1ea0-\u1ef9đĐăĂơƠưƯ\u0300\u0301\u0303\u0309\u0323]")
_ODD = re.compile("[a-zà-ý][À-Ý]")  # a capital within a word
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[µ¶·¸¹¨©«¬\u00ad®»¼½¾×÷])*|[®](?:[^\W\d_]|[µ¶·¸¹¨©«¬\u00ad®»¼½¾×÷])+")
_LETTERS = re.compile(r"[^\W\d_]+")
_SYLLABLE = re.compile(
    r"(?:ngh?|gh|gi|[cknpt]h|tr|qu|[bcdđghklmnpqrstvx])?"
    r"(?:[aăâeêioôơuưy]|a[iouy]|â[uy]|eo|êu|i[auê]|iêu|o[aăei]|oa[iyo]|ôi|ơi|u[aâêiơyô]|uây|uôi|uy[aêu]|ư[aiơu]|ươ[iu]|"
    r"yêu?)(?:ch|n[gh]|[cmnpt])?",
    re.IGNORECASE,
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ENOUGH = 3  # sure cells that tell the code of a sheet


def in_unicode(book: Book) -> Book:
    """The book with old text read as Unicode, and a note on each sheet where there was some."""
    for sheet in book.sheets:
        if code := _respell(sheet):
            book.set_aside.append(f"Trang «{sheet.name}»: chữ gõ bằng phông {code} cũ, đọc sang Unicode")
    return book


def _respell(sheet: Sheet) -> str:
    texts = {value for row in sheet.rows for value in row if isinstance(value, str) and not value.isascii()}
    sure = {text: code for text in texts if (code := _code_of(text))}
    if not sure:
        return ""
    (code, count), *_ = Counter(sorted(sure.values())).most_common()
    if count >= _ENOUGH:
        others = {text for text in texts - sure.keys() if not _UNICODE.search(text)}
        mixed = any(_UNICODE.search(text) for text in texts)
        sure |= {text: code for text in others if not mixed or _ODD.search(text) or _only_so(text, code)}
    for row in sheet.rows:
        row[:] = [_read(value, sure) for value in row]
    return code


def _read(value: Value, sure: dict[str, str]) -> Value:
    return CODES[sure[value]](value) if isinstance(value, str) and value in sure else value


@lru_cache(maxsize=4096)
def _code_of(text: str) -> str:
    """The code a text is surely typed in; empty where it is none."""
    if not _NEVER.search(text) or _UNICODE.search(text):
        return ""
    fitting = [code for code, read in CODES.items() if _is_vietnamese(read(text), text)]
    return fitting[0] if len(fitting) == 1 else ""


def _is_vietnamese(text: str, typed: str) -> bool:
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    lettered = any(_NEVER.search(word) and re.search("[a-z]", word, re.IGNORECASE) for word in typed.split())
    return lettered and bool(words) and not _NEVER.search(text) and all(map(_is_syllable, words))


def _only_so(text: str, code: str) -> bool:
    """Whether a text is Vietnamese in a code and is none as it stands: «Vaên hoùa»."""
    read = CODES[code](text)
    return vietnamese_share(text) < 1 and not read.isascii() and vietnamese_share(read) == 1


def vietnamese_share(text: str) -> float:
    """How many of the words with letters beyond ASCII are Vietnamese syllables; 1 where there is none.

    >>> vietnamese_share("Mã hồ sơ, Tên TTHC"), vietnamese_share("Žluťoučký kůň")
    (1.0, 0.0)
    """
    words = {word for word in _LETTERS.findall(unicodedata.normalize("NFC", text)) if not word.isascii()}
    return sum(map(_is_syllable, words)) / len(words) if words else 1.0


def _is_syllable(word: str) -> bool:
    letters = unicodedata.normalize("NFD", word)
    bare = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _TONES))
    return sum(letter in _TONES for letter in letters) <= 1 and bool(_SYLLABLE.fullmatch(bare))


def _from_tcvn3(text: str) -> str:
    return text.translate(_TCVN3)


def _from_vni(text: str) -> str:
    return unicodedata.normalize("NFC", _VNI.sub(_vni_letter, text))


def _vni_letter(found: re.Match[str]) -> str:
    base, mark, alone = found.groups()
    letter = base or alone
    lower = _ALONE.get(letter.lower(), letter.lower()) + (_MARKS[mark.lower()] if mark else "")
    return lower.upper() if letter.isupper() else lower


CODES: dict[str, Callable[[str], str]] = {"TCVN3": _from_tcvn3, "VNI": _from_vni}
"""Reads text typed in a code, by the code's name."""

"""Letters that look otherwise than the rest of their cell: a raised 1 marks a footnote, what is struck is not said.

Programs give the text of a cell without such looks, «12¹» as 121 and a struck 15 before 17 as 1517. Here raised digits
become raised letters, struck digits carry a stroke, and struck words are left out.
"""

import re
from collections.abc import Collection
from html import escape

from report_templates.files.markup import PREFIX, attributes, text

_STRING_END = re.compile(rb"(</%s(?:si|is)\s*>)" % PREFIX)
_RUN_END = re.compile(rb"(</%sr\s*>)" % PREFIX)
_TEXT = re.compile(rb"(<%st(?:\s[^<>]*)?>)([^<]*)" % PREFIX)
_MAY = re.compile(rb"<%s(?:vertAlign|strike)\b" % PREFIX)
_RAISED = re.compile(rb"<%svertAlign\s+val\s*=\s*[\"']superscript" % PREFIX)
_STRUCK = re.compile(rb"<%sstrike(?!\s+val\s*=\s*[\"'](?:0|false))[\s/>]" % PREFIX)
_SPAN = re.compile(rb"<text:span(\s[^<>]*)>([^<]*)(?=</text:span>)")
_UP = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_STROKE = "\u0336"


def raised(said: str) -> str:
    """Text of raised letters.

    >>> raised("1"), raised("(2)")
    ('¹', '(²)')
    """
    return said.translate(_UP)


def struck(said: str) -> str:
    """Text struck through, of which only numbers show, so that they are told and not read.

    >>> struck("15 hồ sơ").replace("\u0336", "!"), struck("Hộ tịch 2")
    ('1!5!', '')
    """
    number = said.strip()[:1].isdigit()
    return "".join(sign + _STROKE for sign in said if sign.isdigit()) if number else ""


def as_shown(part: bytes) -> bytes:
    """A part of an Excel package with the texts of its cells as they look."""
    if not any(word in part for word in (b"vertAlign", b"strike")):
        return part  # nearly always: worth the shortcut
    return b"".join(_string(piece) if _MAY.search(piece) else piece for piece in _STRING_END.split(part))


def spans_as_shown(body: bytes, up: Collection[bytes], through: Collection[bytes]) -> bytes:
    """An OpenDocument with its texts as they look, given the names of the styles that raise letters or strike them."""

    def look(found: re.Match[bytes]) -> bytes:
        style = attributes(found[1]).get(b"text:style-name")
        said = raised(text(found[2])) if style in up else struck(text(found[2])) if style in through else None
        return found[0] if said is None else b"<text:span>" + escape(said).encode()

    return _SPAN.sub(look, body) if up or through else body


def _string(piece: bytes) -> bytes:
    """The text of a cell; one struck from its first letter to its last stays as it is."""
    shown = b"".join(map(_run, _RUN_END.split(piece)))
    return shown if any(text(one[2]).strip() for one in _TEXT.finditer(shown)) else piece


def _run(run: bytes) -> bytes:
    look = raised if _RAISED.search(run) else struck if _STRUCK.search(run) else None
    return run if look is None else _TEXT.sub(lambda one: one[1] + escape(look(text(one[2]))).encode(), run)

"""Reads a narrative report back as people see it: its paragraphs in order, tables, headers and footers with them."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_NUMBER = re.compile(r"-?\d+(?:[.,/]\d+)*%?")


def paragraphs_of(path: Path) -> list[str]:
    """The texts of all paragraphs that say anything; raises ValueError where the file is no Word document."""
    try:
        with ZipFile(path) as parts:
            names = sorted(name for name in parts.namelist() if _PARTS.fullmatch(name))
            return [text for name in names for text in _texts(parts.read(name))]
    except (BadZipFile, zlib.error, etree.XMLSyntaxError) as wrong:
        raise ValueError(f"{path.name}: {wrong}") from None


def numbers_in(text: str) -> list[str]:
    """The numbers of a sentence as they are written, dates and shares of units too.

    >>> numbers_in("Số liệu của 101/114 đơn vị, tăng 1.234 hồ sơ, tức 97,13%.")
    ['101/114', '1.234', '97,13%']
    """
    return _NUMBER.findall(text)


def _texts(part: bytes) -> Iterator[str]:
    for paragraph in etree.fromstring(part, etree.XMLParser(resolve_entities=False)).iter(f"{_W}p"):
        if text := "".join(piece.text or "" for piece in paragraph.iter(f"{_W}t")):
            yield text

"""What the cell styles of an Excel package tell: formats that may show another number, fonts struck through."""

import re

from lxml import etree

from report_templates.files.markup import PREFIX
from report_templates.files.shown import PERCENT, suspect

_MAY = re.compile(rb"formatCode|numFmtId=[\"'](?:9|10)[\"']")
_STRIKE = re.compile(rb"<" + PREFIX + rb"strike\b")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def odd_styles(parts: dict[str, bytes]) -> dict[int, str]:
    """The format of each cell style that may deceive, by the style's number; a part that is no XML tells nothing."""
    root = _styles(parts, _MAY)
    if root is None:
        return {}
    own = {str(one.get("numFmtId")): str(one.get("formatCode", "")) for one in root.iterfind("{*}numFmts/{*}numFmt")}
    codes = {str(number): code for number, code in PERCENT.items()} | own
    styles = enumerate(codes.get(str(xf.get("numFmtId")), "") for xf in root.iterfind("{*}cellXfs/{*}xf"))
    return {style: code for style, code in styles if code and suspect(code)}


def struck_styles(parts: dict[str, bytes]) -> set[int]:
    """The numbers of the cell styles whose font is struck through."""
    root = _styles(parts, _STRIKE)
    if root is None:
        return set()
    marks = [font.find("{*}strike") for font in root.iterfind("{*}fonts/{*}font")]
    fonts = {str(at) for at, mark in enumerate(marks) if mark is not None and mark.get("val") not in ("0", "false")}
    return {style for style, xf in enumerate(root.iterfind("{*}cellXfs/{*}xf")) if xf.get("fontId") in fonts}


def _styles(parts: dict[str, bytes], wanted: re.Pattern[bytes]) -> etree._Element | None:
    """The part on styles, where it has what is wanted and is XML."""
    plain = next((plain for part, plain in parts.items() if part.lower() == "xl/styles.xml"), b"")
    if not wanted.search(plain):
        return None
    try:
        return etree.fromstring(plain, PARSER)
    except etree.XMLSyntaxError:
        return None

"""The number formats of an Excel package by cell style: those that may show another number than a cell holds."""

import re

from lxml import etree

from report_templates.shown import PERCENT, suspect

_MAY = re.compile(rb"formatCode|numFmtId=[\"'](?:9|10)[\"']")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def odd_styles(parts: dict[str, bytes]) -> dict[int, str]:
    """The format of each cell style that may deceive, by the style's number; a part that is no XML tells nothing."""
    plain = next((plain for part, plain in parts.items() if part.lower() == "xl/styles.xml"), b"")
    if not _MAY.search(plain):
        return {}
    try:
        root = etree.fromstring(plain, _PARSER)
    except etree.XMLSyntaxError:
        return {}
    own = {str(one.get("numFmtId")): str(one.get("formatCode", "")) for one in root.iterfind("{*}numFmts/{*}numFmt")}
    codes = {str(number): code for number, code in PERCENT.items()} | own
    styles = enumerate(codes.get(str(xf.get("numFmtId")), "") for xf in root.iterfind("{*}cellXfs/{*}xf"))
    return {style: code for style, code in styles if code and suspect(code)}

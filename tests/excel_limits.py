"""Limits of Excel's on checks, conditional formats, styles, sizes, dates and sparklines of one sheet's XML."""

import re
from collections.abc import Iterator

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_SPARKLINES = "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"
_LITERAL, _HINT, _TITLE = 255, 255, 32  # characters of a list of choices, of a hint or error, of its title
_WIDEST, _HIGHEST, _FOOTER = 255, 409.5, 255
_MOST = {"cellXfs": 65_490, "fonts": 1_024, "fills": 65_490, "borders": 65_490, "numFmts": 250}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def over_limits(name: str, sheet: etree._Element, styles: etree._Element) -> Iterator[str]:
    """What Excel would repair or refuse on a sheet."""
    yield from (f"{name}: {one}" for one in (*_checks(sheet), *_formats(sheet, styles), *_sizes(sheet)))
    yield from (f"{name}: {one}" for one in (*_cells(sheet, styles), *_sparklines(sheet)))


def too_many_styles(styles: etree._Element) -> Iterator[str]:
    """Counts a workbook may not pass."""
    for kind, most in _MOST.items():
        found = styles.find(f"{_MAIN}{kind}")
        if found is not None and len(found) > most:
            yield f"too many {kind}: {len(found)}"
        if found is not None and found.get("count") not in (None, str(len(found))):
            yield f"{kind} are counted as {found.get('count')}, not {len(found)}"


def odd_moments(core: etree._Element) -> Iterator[str]:
    """Times of the document's properties that are not ISO 8601 in UTC."""
    for one in core:
        if str(one.tag).endswith(("created", "modified")) and not _MOMENT.fullmatch(one.text or ""):
            yield f"time of the document: {one.text}"


def _checks(sheet: etree._Element) -> Iterator[str]:
    for one in sheet.iter(f"{_MAIN}dataValidation"):
        formula = one.findtext(f"{_MAIN}formula1") or ""
        if formula.startswith('"') and len(formula) - 2 > _LITERAL:
            yield f"choices of {one.get('sqref')} are too long"
        for key, most in (("prompt", _HINT), ("error", _HINT), ("promptTitle", _TITLE), ("errorTitle", _TITLE)):
            if len(one.get(key, "")) > most:
                yield f"{key} of {one.get('sqref')} is too long"
    told = sheet.find(f"{_MAIN}dataValidations")
    if told is not None and told.get("count") != str(len(told)):
        yield "checks are counted wrong"


def _formats(sheet: etree._Element, styles: etree._Element) -> Iterator[str]:
    known = len(styles.find(f"{_MAIN}dxfs") if styles.find(f"{_MAIN}dxfs") is not None else ())
    rules = list(sheet.iter(f"{_MAIN}cfRule"))
    if len({one.get("priority") for one in rules}) != len(rules):
        yield "two conditional formats of one priority"
    for one in rules:
        if one.get("dxfId") is not None and int(one.get("dxfId", "")) >= known:
            yield f"conditional format with style {one.get('dxfId')} of {known}"


def _sizes(sheet: etree._Element) -> Iterator[str]:
    yield from (f"column of width {one.get('width')}" for one in sheet.iter(f"{_MAIN}col")
                if float(one.get("width", "0")) > _WIDEST)  # fmt: skip
    yield from (f"row {one.get('r')} of height {one.get('ht')}" for one in sheet.iter(f"{_MAIN}row")
                if float(one.get("ht", "0")) > _HIGHEST)  # fmt: skip
    for one in sheet.iter(f"{_MAIN}oddHeader", f"{_MAIN}oddFooter"):
        if len(one.text or "") > _FOOTER:
            yield "header or footer is too long"


def _cells(sheet: etree._Element, styles: etree._Element) -> Iterator[str]:
    looks = styles.find(f"{_MAIN}cellXfs")
    known = 0 if looks is None else len(looks)
    for cell in sheet.iter(f"{_MAIN}c"):
        if int(cell.get("s", "0")) >= known:
            yield f"{cell.get('r')} has style {cell.get('s')} of {known}"
        if cell.get("t") == "d":
            yield f"{cell.get('r')} is a date as text, which older programs do not read"


def _sparklines(sheet: etree._Element) -> Iterator[str]:
    for group in sheet.iter(f"{_X14}sparklineGroups"):
        extension = group.getparent()
        if extension is None or extension.get("uri") != _SPARKLINES:
            yield "sparklines outside their extension"

"""A report for printing: a workbook in which only some sheets are left to be seen, a PDF that tells no time.

LibreOffice writes the time of conversion into a PDF and makes its identifiers from it; here the same pages give the
same bytes.
"""

import hashlib
import re
from collections.abc import Collection
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree

_BOOK = "xl/workbook.xml"
_TIME = re.compile(rb"(?<=/CreationDate\(D:)\d{14}[^)]*(?=\))")
_MARKS = re.compile(rb"(?:(?<=/ID \[ <)|(?<=/DocChecksum /)|(?<=>\n<))[0-9A-F]{32}")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def only_sheets(workbook: bytes, kept: Collection[str]) -> bytes:
    """A copy without the other sheets, to be printed; every sheet stays where none of the names is there.

    Hiding them is not enough: LibreOffice prints a hidden sheet that has a print area.
    """
    copy = BytesIO()
    with ZipFile(BytesIO(workbook)) as parts, ZipFile(copy, "w", ZIP_DEFLATED) as made:
        for entry in parts.infolist():
            data = parts.read(entry)
            made.writestr(entry, _without_others(data, kept) if entry.filename == _BOOK else data)
    return copy.getvalue()


def without_time(pdf: bytes) -> bytes:
    """The PDF with no time of writing in it; not a byte longer, as its table of contents counts bytes."""
    still = _MARKS.sub(b"0" * 32, _TIME.sub(lambda told: b"20260101000000Z".ljust(len(told[0])), pdf))
    mark = hashlib.sha256(still).hexdigest()[:32].upper().encode()
    return _MARKS.sub(mark, still)


def _without_others(book: bytes, kept: Collection[str]) -> bytes:
    """The list of sheets and of names that belong to them; what only the others need stays behind unused."""
    root = etree.fromstring(book)
    sheets = root.findall(f"{_MAIN}sheets/{_MAIN}sheet")
    places = {at: new for new, at in enumerate(at for at, one in enumerate(sheets) if one.get("name") in kept)}
    if not places:
        return book
    for at, sheet in enumerate(sheets):
        if at not in places:
            sheet.getparent().remove(sheet)  # type: ignore[union-attr]
    for name in root.findall(f"{_MAIN}definedNames/{_MAIN}definedName"):
        at = int(name.get("localSheetId", "-1"))
        if at in places:
            name.set("localSheetId", str(places[at]))
        else:
            name.getparent().remove(name)  # type: ignore[union-attr]
    for view in root.iter(f"{_MAIN}workbookView"):
        view.set("activeTab", "0")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

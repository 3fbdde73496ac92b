"""Copies of one workbook that differ in a few words: only the shared strings are written anew, which takes no time."""

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from report_templates.drawing.zips import entry

_STRINGS = "xl/sharedStrings.xml"


def copies(package: bytes, words: Iterable[Mapping[str, str]]) -> Iterator[bytes]:
    """For each mapping, the workbook in which its keys are replaced by its values, wherever they stand in text."""
    with ZipFile(BytesIO(package)) as whole:
        strings = whole.read(_STRINGS).decode("utf-8")
        parts = {name: whole.read(name) for name in whole.namelist() if name != _STRINGS}
    base = BytesIO()
    with ZipFile(base, "w", ZIP_DEFLATED) as rest:
        for name, content in parts.items():
            rest.writestr(entry(name), content)
    for mapping in words:
        text = strings
        for stand_in, word in mapping.items():
            text = text.replace(escape(stand_in), escape(word))
        yield _with_strings(base.getvalue(), text)


def _with_strings(base: bytes, text: str) -> bytes:
    package = BytesIO(base)
    with ZipFile(package, "a", ZIP_DEFLATED) as copy:
        copy.writestr(entry(_STRINGS), text.encode("utf-8"))
    return package.getvalue()

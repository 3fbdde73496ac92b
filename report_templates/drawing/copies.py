"""Copies of one workbook that differ in a few words: only the shared strings are written anew, which takes no time."""

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_STRINGS = "xl/sharedStrings.xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def copies(package: bytes, words: Iterable[Mapping[str, str]]) -> Iterator[bytes]:
    """For each mapping, the workbook in which its keys are replaced by its values, wherever they stand in text."""
    with ZipFile(BytesIO(package)) as whole:
        strings = whole.read(_STRINGS).decode("utf-8")
        parts = {name: whole.read(name) for name in whole.namelist() if name != _STRINGS}
    base = BytesIO()
    with ZipFile(base, "w", ZIP_DEFLATED) as rest:
        for name, content in parts.items():
            rest.writestr(_entry(name), content)
    for mapping in words:
        text = strings
        for stand_in, word in mapping.items():
            text = text.replace(escape(stand_in), escape(word))
        yield _with_strings(base.getvalue(), text)


def _with_strings(base: bytes, text: str) -> bytes:
    package = BytesIO(base)
    with ZipFile(package, "a", ZIP_DEFLATED) as copy:
        copy.writestr(_entry(_STRINGS), text.encode("utf-8"))
    return package.getvalue()


def _entry(name: str) -> ZipInfo:
    """An entry without a time of its own: the same content gives the same bytes."""
    entry = ZipInfo(name, _EPOCH)
    entry.compress_type = ZIP_DEFLATED
    return entry

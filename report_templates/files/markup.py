"""XML as bytes: start tags and their attributes, found without building a tree, and parts put into a package again."""

import io
import re
import zipfile
from collections.abc import Iterator
from html import escape, unescape

PREFIX = rb"(?:[^\s<>/:!?]+:)?"
"""A namespace prefix, which some libraries write."""
ATTRIBUTES = rb"((?:\s+[^\s=<>\"'/]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*+)\s*(/?)>"
_ATTRIBUTE = re.compile(rb"([^\s=<>\"'/]+)\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_HIDDEN = re.compile(rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)


def as_utf8(plain: bytes) -> bytes:
    """XML may come as UTF-16, which neither the checks nor calamine would read."""
    if not plain.startswith(_UTF_16):
        return plain
    try:
        text = plain.decode("utf-16-be" if plain[0] in (0, 0xFE) else "utf-16-le").lstrip("\ufeff")
    except UnicodeDecodeError:
        return plain
    return re.sub(r"^(<\?xml[^>]*?)\sencoding=[\"'][^\"']*[\"']", r"\1", text).encode()


def attributes(raw: bytes) -> dict[bytes, bytes]:
    """The attributes of a start tag."""
    return {name: one or other for name, one, other in _ATTRIBUTE.findall(raw)}


def number(written: bytes, otherwise: int) -> int:
    """A small number as an attribute writes it, else another one."""
    return int(written) if written.isdigit() and len(written) < 8 else otherwise


def tags(pattern: re.Pattern[bytes], body: bytes) -> Iterator[tuple[re.Match[bytes], bytes]]:
    """Every tag the pattern finds, with what stands between it and the next one."""
    before: re.Match[bytes] | None = None
    for found in pattern.finditer(body):
        if before:
            yield before, body[before.end() : found.start()]
        before = found
    if before:
        yield before, body[before.end() :]


def without_hidden_markup(plain: bytes) -> bytes:
    """The part without comments and CDATA, in which a search for tags finds what is none."""
    if b"<!" not in plain:
        return plain
    return _HIDDEN.sub(lambda found: escape((found[1] or b"").decode("utf-8", "replace")).encode(), plain)


def text(raw: bytes) -> str:
    """The characters of an attribute or a text without elements."""
    return unescape(raw.decode("utf-8", "replace"))


def zipped(parts: dict[str, bytes]) -> bytes:
    """The parts as a package, unpacked: it is read once and thrown away."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for part, plain in parts.items():
            package.writestr(zipfile.ZipInfo(part), plain)
    return made.getvalue()

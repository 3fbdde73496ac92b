"""The clean room: what is checked in a sent file before any parser sees it.

A package is unzipped here, once and within bounds; the readers get these parts and never the file itself, so what was
checked is what is read.
"""

import io
import re
import struct
import zipfile
import zlib

from kstt.sheet import Refused
from report_templates.files.bounds import REPORT, Bounds
from report_templates.files.kinds import (
    NO_LINKS,
    NO_OBJECTS,
    UNLOCK,
    ZIP,
    Kind,
    broken,
    encrypted,
    kind_of_flat,
    kind_of_package,
    unreadable,
)
from report_templates.files.markup import PREFIX, as_utf8

MOST_PARTS = 2_000  # Excel writes about ten parts and one more for each sheet
MOST_RATIO = 120  # real workbooks shrink 3 to 9 times, a real bomb 344 times
RATIO_FROM = 2**20  # small parts of repeated styles shrink a lot and do no harm
FLAT = "content.xml"  # as the part of an OpenDocument package that holds the cells
FREE = 8 * 2**20  # of the whole package, for the same reason

_STORED, _DEFLATED, _ENCRYPTED_FLAG = 0, 8, 1
_NO_MACROS = "Lưu lại thành Excel Workbook (.xlsx, không có macro) rồi gửi lại"
_ZIP_TOOLS = "Tạo lại tệp bằng cách mở trong Excel và lưu thành tệp .xlsx mới rồi gửi lại"

_BY_NAME = (
    ("file.macros", "Tệp chứa macro", _NO_MACROS, r"vbaproject\.bin|^xl/(?:intl)?macrosheets/"),
    ("file.macros", "Tệp chứa macro", _NO_MACROS, r"^basic/.*(?<!script-lc)(?<!script-lb)\.xml$|^scripts/.*[^/]$"),
    ("file.external_links", "Tệp có liên kết tới tệp khác", NO_LINKS, r"^xl/(?:externallinks|querytables)/"),
    ("file.external_links", "Tệp có kết nối dữ liệu ngoài", NO_LINKS, r"^xl/connections\.xml$"),
    ("file.external_links", "Tệp có đối tượng nhúng", NO_OBJECTS, r"(?:^|/)(?:embeddings|activex|oleobjects?)"),
    ("file.encrypted", "Tệp có mật khẩu mở", UNLOCK, r"^encrypted-package$"),
)
_BY_CONTENT = (
    ("file.entities", "Tệp có khai báo DOCTYPE trong phần XML", _ZIP_TOOLS, rb"<!(?:doctype|entity)", None),
    (
        "file.macros",
        "Tệp chứa macro",
        _NO_MACROS,
        rb"relationships/(?:vbaProject|xlMacrosheet|xlIntlMacrosheet)",
        ".rels",
    ),
    (
        "file.external_links",
        "Tệp có liên kết ra ngoài hoặc đối tượng nhúng",
        NO_LINKS,
        rb"relationships/(?:externalLink|oleObject|package|control|connections)",
        ".rels",
    ),
    ("file.encrypted", "Tệp có mật khẩu mở", UNLOCK, rb"<manifest:encryption-data", "manifest.xml"),
    ("file.macros", "Tệp chứa macro", _NO_MACROS, rb"<script:event-listener|<[\w-]+:source-code\b", "content.xml"),
    (
        "file.external_links",
        "Tệp có liên kết tới tệp khác",
        NO_LINKS,
        rb"<table:(?:table-source|cell-range-source|dde-link)|<office:dde-source",
        "content.xml",
    ),
    (
        "file.external_links",
        "Tệp có công thức lấy số từ ngoài",
        NO_LINKS,
        rb"table:formula\s*=\s*(?:\"[^\"<]*?|'[^<]*?)(?:file:|\bDDE\()",
        "content.xml",
    ),
    (
        "file.external_links",
        "Tệp có đối tượng nhúng",
        NO_OBJECTS,
        rb"<draw:(?:object-ole|applet|plugin)",
        "content.xml",
    ),
)
_DDE_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f\b[^<>]*>([^<]*\|[^<]*)<")
_QUOTED = re.compile(rb"\"[^\"]*\"|&quot;.*?&quot;")
_END = re.compile(rb"</" + PREFIX + rb"(?:document|workbook)\s*>\Z", re.IGNORECASE)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_NAMES = tuple((rule, what, advice, re.compile(pattern)) for rule, what, advice, pattern in _BY_NAME)
_CONTENTS = tuple(
    (rule, what, advice, re.compile(pattern, re.IGNORECASE), end) for rule, what, advice, pattern, end in _BY_CONTENT
)


def admit(data: bytes, name: str, bounds: Bounds = REPORT) -> tuple[Kind, dict[str, bytes]]:
    """The kind of a sent file and, of a package, its XML parts by name; raises Refused."""
    if not data.strip(b"\0"):
        raise unreadable("Tệp rỗng, không có nội dung", "Kiểm tra tệp trên máy rồi gửi lại")
    if len(data) > bounds.sent:
        size = f"{len(data) / 2**20:.0f} MB".replace(".", ",")
        reason = f"Tệp quá lớn ({size}), nhiều nhất là {bounds.sent // 2**20} MB"
        raise Refused("file.too_large", reason, "Xóa ảnh và trang không thuộc báo cáo rồi gửi lại")
    if not data.startswith(ZIP):
        kind = kind_of_flat(data, name, separated=bounds.separated)
        return kind, _flat_parts(kind, data)
    entries = _entries(data)
    mimetype = _inflate(data, entries["mimetype"], bounds.unzipped) if "mimetype" in entries else b""
    kind = kind_of_package((part.lower() for part in entries), mimetype)
    _check_names(entries)
    most = min(bounds.unzipped, max(FREE, MOST_RATIO * len(data)))
    if sum(info.file_size for info in entries.values()) > most:
        raise _bomb("")
    return kind, _parts(data, entries, most)


def _flat_parts(kind: Kind, data: bytes) -> dict[str, bytes]:
    """The one part of a spreadsheet that is XML without a package, checked like any other."""
    if kind not in ("xml", "ods"):
        return {}
    plain = as_utf8(data.strip()).strip()
    _check_content(FLAT, plain)
    if not _END.search(plain, len(plain) - 100):  # every table that arrived may look whole
        raise broken()
    return {FLAT: plain}


def _entries(data: bytes) -> dict[str, zipfile.ZipInfo]:
    """The parts by name. Their number is bounded before the directory is read: reading 400,000 takes seconds."""
    if (count := data.count(b"PK\x01\x02")) > MOST_PARTS:
        raise Refused("file.too_many_parts", f"Tệp có {count} phần bên trong, nhiều bất thường", _ZIP_TOOLS)
    try:
        infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OSError, OverflowError):
        raise broken() from None
    entries: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        part = info.filename.replace("\\", "/")
        if part.startswith("/") or ".." in part.split("/") or ":" in part:
            raise Refused("file.unsafe_parts", f"Tệp có phần mang đường dẫn lạ ({_shown(part)})", _ZIP_TOOLS)
        entries[part] = info
    if len({part.lower() for part in entries}) < len(infos):
        raise Refused("file.unsafe_parts", "Tệp có hai phần trùng tên", _ZIP_TOOLS)
    return entries


def _check_names(entries: dict[str, zipfile.ZipInfo]) -> None:
    if any(info.flag_bits & _ENCRYPTED_FLAG for info in entries.values()):
        raise encrypted()
    for part in entries:
        for rule, what, advice, pattern in _NAMES:
            if pattern.search(part.lower()):
                raise Refused(rule, f"{what} ({_shown(part)})", advice)


def _parts(data: bytes, entries: dict[str, zipfile.ZipInfo], room: int) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    for part, info in entries.items():
        plain = as_utf8(_inflate(data, info, room))
        room -= len(plain)
        if _XML.match(plain):
            _check_content(part, plain)
            parts[part] = plain
    return parts


def _inflate(data: bytes, info: zipfile.ZipInfo, room: int) -> bytes:
    """The plain bytes of one part, whatever size it declares."""
    header = data[info.header_offset : info.header_offset + 30]
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise broken()
    start = info.header_offset + 30 + sum(struct.unpack_from("<HH", header, 26))
    packed = memoryview(data)[start : start + info.compress_size]
    most = min(room, max(RATIO_FROM, MOST_RATIO * len(packed)))
    try:
        plain = _plain(packed, info.compress_type, most)
    except zlib.error:
        raise broken() from None
    if len(plain) > most or info.file_size > most:
        raise _bomb(info.filename)
    if zlib.crc32(plain) != info.CRC:
        raise broken()
    return plain


def _plain(packed: memoryview, method: int, most: int) -> bytes:
    if method == _STORED:
        return bytes(packed)
    if method == _DEFLATED:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most + 1)
    raise unreadable("Tệp nén bằng cách mà Excel không dùng, không đọc được", _ZIP_TOOLS)


def _bomb(part: str) -> Refused:
    where = f" ({_shown(part)})" if part else ""
    return Refused("file.bomb", f"Tệp nén bung ra lớn bất thường{where}", _ZIP_TOOLS)


def _check_content(part: str, plain: bytes) -> None:
    for rule, what, advice, pattern, end in _CONTENTS:
        if (end is None or part.lower().endswith(end)) and pattern.search(plain):
            raise Refused(rule, f"{what} ({_shown(part)})", advice)
    if b"|" in plain and any(b"|" in _QUOTED.sub(b"", found[1]) for found in _DDE_FORMULA.finditer(plain)):
        raise Refused("file.external_links", f"Tệp có công thức gọi chương trình ngoài ({_shown(part)})", NO_LINKS)


def _shown(part: str) -> str:
    """A part's name, short and harmless, as it may be printed in a sentence."""
    return "«" + "".join(letter for letter in part if letter.isprintable())[:60] + "»"

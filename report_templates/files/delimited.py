"""Reads text with separators (.csv) as one-stop systems write it: any usual code of letters, any usual separator.

Nothing is guessed: letters that can not be told, or a quote that is not closed, refuse the file.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from kstt.sheet import Refused, Value
from report_templates.files.kinds import BOMS, utf_16_without_mark
from report_templates.files.old_fonts import CODES, vietnamese_share

SEPARATORS = ",;\t|"
_DECLARED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # a line that Excel understands and does not show
_HEAD = 200_000  # characters in which letters and separators are told
_ROWS = 60  # in which separators are told
_CHUNK = 2**20
_SURE, _DOUBTFUL = 0.9, 0.8  # of the words with diacritics
_SPOILT = 0.8  # UTF-8 read in another code leaves up to half of the words syllables
_AS_WORKBOOK = "Xuất lại ra Excel (.xlsx), hoặc ra .csv mã UTF-8 (CSV UTF-8), rồi đưa vào lại"

Spell = Callable[[str], str]


def read_delimited(data: bytes) -> Iterator[list[Value]]:
    """The rows of the file, cell by cell as text; raises Refused, also while rows are taken.

    A row is what Excel would show as one: line breaks within quotes do not end it.
    """
    encoding, spell = _letters(data)
    text = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    separator, skipped = _separator(text.read(_HEAD))
    text.seek(0)
    return _rows(text, separator, skipped, spell)


def _rows(text: io.TextIOWrapper, separator: str, skipped: int, spell: Spell | None) -> Iterator[list[Value]]:
    reader = csv.reader(text, delimiter=separator, strict=True)
    try:
        for row in islice(reader, skipped, None):
            yield [*map(spell, row)] if spell else [*row]
    except csv.Error:
        what = f"Tệp .csv hỏng ở khoảng dòng {reader.line_num}: dấu nháy kép mở mà không khép, hoặc nằm giữa ô"
        raise Refused("dossiers.quotes", what, "Xuất lại ra Excel (.xlsx) rồi đưa vào lại") from None


def _letters(data: bytes) -> tuple[str, Spell | None]:
    """The code the letters are written in, and how to read what it gives; raises Refused where it can not be told."""
    sure = next((encoding for mark, encoding in _marked() if data.startswith(mark)), utf_16_without_mark(data))
    for encoding in [sure] if sure else ["utf-8-sig"]:
        if (head := _decoded(data, encoding)) is not None:
            if vietnamese_share(head) < _SPOILT:
                what = "Chữ trong tệp .csv đã vỡ (lưu sai bảng mã), không đọc được tiếng Việt"
                raise Refused("dossiers.encoding", what, _AS_WORKBOOK)
            return encoding, None
    if not sure and (told := _of_windows(data)):
        return told
    raise Refused("dossiers.encoding", "Không nhận ra bảng mã chữ của tệp .csv", _AS_WORKBOOK)


def _marked() -> Iterator[tuple[bytes, str]]:
    for mark, encoding in BOMS:
        yield mark, "utf-8-sig" if encoding == "utf-8" else "utf-16"


def _decoded(data: bytes, encoding: str) -> str | None:
    """The beginning of the text, once all of it has been decoded; None where it is in another code."""
    decoder, head = codecs.getincrementaldecoder(encoding)("strict"), ""
    try:
        for at in range(0, len(data), _CHUNK):
            piece = decoder.decode(data[at : at + _CHUNK], at + _CHUNK >= len(data))
            head = head or piece[:_HEAD]
    except UnicodeDecodeError:
        return None
    return head


def _of_windows(data: bytes) -> tuple[str, Spell] | None:
    """Windows-1258 or a font of before Unicode, where the words are Vietnamese in one of them alone."""
    shares: dict[str, float] = {}
    for name, encoding, spell in _CANDIDATES:
        head = _decoded(data, encoding)
        shares[name] = -1.0 if head is None else vietnamese_share(spell(head))
    (best, share), (_, second), *_ = sorted(shares.items(), key=lambda one: -one[1])
    if share < _SURE or second > _DOUBTFUL:
        return None
    return next((encoding, spell) for name, encoding, spell in _CANDIDATES if name == best)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


_CANDIDATES = (("cp1258", "cp1258", _composed), *((name, "latin-1", spell) for name, spell in CODES.items()))


def _separator(head: str) -> tuple[str, int]:
    """What stands between cells, and how many rows only tell so."""
    if declared := _DECLARED.match(head):
        return declared[1], 1
    best, score = "", 0
    for separator in SEPARATORS:
        try:
            rows = list(islice(csv.reader(io.StringIO(head, newline=""), delimiter=separator), _ROWS))
        except csv.Error:  # a cell without end: not this one
            continue
        width, times = max(Counter(map(len, rows)).items(), key=lambda one: (one[0] > 1) * one[0] * one[1])
        if width > 1 and width * times > score:
            best, score = separator, width * times
    if not best:
        what = "Tệp .csv không có dấu phẩy, chấm phẩy hay tab phân cách các cột"
        raise Refused("dossiers.separator", what, _AS_WORKBOOK)
    return best, 0

"""The cells of a worksheet part one by one: their places, attributes, contents and formulas."""

import re
from collections.abc import Iterator

from kstt.sheet import address, column_of
from report_templates.files.bounds import Place, too_large
from report_templates.files.markup import ATTRIBUTES, PREFIX, attributes, number, tags, text

MOST_SLOW_BYTES = 64 * 2**20  # a sheet written anew is walked cell by cell, some 10 MB a second

TOKEN = re.compile(rb"<" + PREFIX + rb"(row|c)" + ATTRIBUTES)
_CELL_END = re.compile(rb"</" + PREFIX + rb"c\s*>")
_FORMULA = re.compile(rb"<" + PREFIX + rb"f" + ATTRIBUTES + rb"(?:([^<]*)<)?")
_FILLED = re.compile(rb"<" + PREFIX + rb"(?:v|f|is)[\s/>]")
_ADDRESS = re.compile(rb"([A-Za-z]{1,3})([1-9]\d{0,6})")


def without_empty_end(body: bytes) -> bytes:
    """Sheets are often styled down to the last row: without what follows the last value."""
    last = max(body.rfind(mark) for mark in (b"<v", b":v", b"<is", b":is", b"<f", b":f"))
    following = TOKEN.search(body, last) if last >= 0 else None
    body = body[: following.start()] if following else body if last >= 0 else b""
    if len(body) > MOST_SLOW_BYTES:
        raise too_large()
    return body


def filled_cells(body: bytes) -> Iterator[tuple[Place, dict[bytes, bytes], bytes]]:
    """The place, attributes and content of every cell with something in it; places not written are counted."""
    row = column = 0
    for token, content in tags(TOKEN, body):
        told = attributes(token[2])
        if token[1] == b"row":
            row, column = number(told.get(b"r", b""), row + 1), 0
            continue
        at = place_of(told.get(b"r", b"")) or (row, column + 1)
        column = at[1]
        if not token[3] and _FILLED.search(content):
            yield at, told, _CELL_END.split(content, maxsplit=1)[0]


def place_of(written: bytes) -> Place | None:
    """Row and column of an address; None where it is none."""
    found = _ADDRESS.fullmatch(written)
    return (int(found[2]), column_of(found[1].decode())) if found else None


def formula_of(place: Place, content: bytes, shared: dict[bytes, tuple[str, str]]) -> str | None:
    """The formula of a cell, where it has one; `shared` collects the formulas that later cells refer to."""
    found = _FORMULA.search(content)
    if found is None:
        return None
    index, written, at = attributes(found[1]).get(b"si"), text(found[3] or b""), address(*place)
    if index is not None and written:
        shared[index] = written, at
    return _moved(*shared[index], at) if index in shared and not written else written


def _moved(formula: str, origin: str, to: str) -> str:
    from openpyxl.formula.tokenizer import TokenizerError
    from openpyxl.formula.translate import Translator, TranslatorError

    try:
        return str(Translator(f"={formula}", origin=origin).translate_formula(to))[1:]
    except (TokenizerError, TranslatorError):
        return formula

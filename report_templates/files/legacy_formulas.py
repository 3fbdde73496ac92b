"""Formulas of an old Excel file as text, where they only add and subtract cells of their own sheet.

An .xls keeps a formula as tokens in reverse Polish order. Libraries that write one without calculating store an empty
text as its result, which a parser shows as nothing at all.
"""

import struct
from collections.abc import Sequence

from kstt.sheet import address

_EXPRESSION_AT = 22  # in the record: row, column, format, result, options, a reserved number, length
_ADD, _SUBTRACT, _PLUS, _MINUS, _BRACKETS, _TEXT, _ATTRIBUTE, _INTEGER, _FLOAT = (
    0x03, 0x04, 0x12, 0x13, 0x15, 0x17, 0x19, 0x1E, 0x1F,
)  # fmt: skip
_REFERENCE, _AREA, _FUNCTION = 0x24, 0x25, 0x22  # of three classes, which differ in two bits
_SUM_ATTRIBUTE, _SPACE, _VOLATILE = 0x10, 0x40, 0x01
_SUM = 4  # the number of the function

_REFERENCE_FROM, _AREA_FROM, _SHARED = 0x2C, 0x2D, 0x01
_RELATIVE_ROW, _RELATIVE_COLUMN = 0x8000, 0x4000

_Place = tuple[int, int]
_Terms = list[tuple[int, str]]  # sign and what is added


def expression(record: bytes, at: int = _EXPRESSION_AT) -> bytes:
    """The tokens of a FORMULA record, or with `at` 10 those of a SHRFMLA record that several cells share."""
    (length,) = struct.unpack_from("<H", record, at - 2)
    return record[at : at + length]


def shared_by(tokens: bytes) -> _Place | None:
    """The cell whose formula a cell repeats, row and column from 0; None where it has its own."""
    return struct.unpack_from("<2H", tokens, 1) if tokens[:1] == bytes((_SHARED,)) and len(tokens) >= 5 else None


def sum_in(tokens: bytes, place: _Place) -> str:
    """The formula of a cell (row and column from 0) as Excel shows it; empty where it is more than a plain sum."""
    stack: list[_Terms] = []
    try:
        _run(tokens, stack, place)
        (terms,) = stack
    except (ValueError, IndexError, struct.error):
        return ""
    return "".join(("-" if sign < 0 else "+") + term for sign, term in terms).removeprefix("+")


def may_be_empty(record: bytes) -> bool:
    """Whether a formula names the empty text «""», so that nothing may truly be its result."""
    return bytes((_TEXT, 0, 0)) in record[_EXPRESSION_AT:]


def _run(tokens: bytes, stack: list[_Terms], place: _Place) -> None:
    """Works the tokens off; raises ValueError, IndexError or struct.error for anything but a plain sum."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token >= 0x40:  # the classes of references and functions
            token = 0x20 | token & 0x1F
        at += _one(token, tokens, at, stack, place)


def _one(token: int, tokens: bytes, at: int, stack: list[_Terms], place: _Place) -> int:
    """Does what a token says; returns how many bytes its operands take."""
    if token in (_ADD, _SUBTRACT):
        right, left = stack.pop(), stack.pop()
        stack.append(left + (right if token == _ADD else _negative(right)))
        return 0
    if token in (_PLUS, _BRACKETS):
        return 0
    if token == _MINUS:
        stack.append(_negative(stack.pop()))
        return 0
    if token == _ATTRIBUTE:
        if tokens[at] == _SUM_ATTRIBUTE:
            stack.append([(1, f"SUM({_argument(stack.pop())})")])
        elif tokens[at] not in (_SPACE, _VOLATILE):
            raise ValueError("a jump")
        return 3
    return _operand(token, tokens, at, stack, place)


def _operand(token: int, tokens: bytes, at: int, stack: list[_Terms], place: _Place) -> int:
    origin = place if token in (_REFERENCE_FROM, _AREA_FROM) else None
    if token in (_REFERENCE, _REFERENCE_FROM):
        row, column = struct.unpack_from("<2H", tokens, at)
        stack.append([(1, _cell(row, column, origin))])
        return 4
    if token in (_AREA, _AREA_FROM):
        top, bottom, left, right = struct.unpack_from("<4H", tokens, at)
        stack.append([(1, f"{_cell(top, left, origin)}:{_cell(bottom, right, origin)}")])
        return 8
    if token == _INTEGER:
        stack.append([(1, str(struct.unpack_from("<H", tokens, at)[0]))])
        return 2
    if token == _FLOAT:
        (number,) = struct.unpack_from("<d", tokens, at)
        stack.append([(1, str(int(number)))])
        if number != int(number) or number < 0:
            raise ValueError("no whole number")
        return 8
    count, function = struct.unpack_from("<BH", tokens, at)
    if token != _FUNCTION or function != _SUM or not 0 < count <= len(stack):
        raise ValueError("no sum")
    added = [_argument(terms) for terms in stack[-count:]]
    stack[-count:] = [[(1, f"SUM({','.join(added)})")]]
    return 3


def _argument(terms: _Terms) -> str:
    """A cell or an area as it stands in the brackets of SUM."""
    ((sign, term),) = terms
    if sign < 0 or term.isdigit() or "(" in term:
        raise ValueError("no cells")
    return term


def _negative(terms: Sequence[tuple[int, str]]) -> _Terms:
    return [(-sign, term) for sign, term in terms]


def _cell(row: int, column: int, origin: _Place | None) -> str:
    """The address of a cell; a shared formula counts rows and columns from the cell it stands in."""
    letter = column & 0xFF
    if origin and column & _RELATIVE_ROW:
        row = (row + origin[0]) & 0xFFFF
    if origin and column & _RELATIVE_COLUMN:
        letter = (letter + origin[1]) & 0xFF
    return address(row + 1, letter + 1)

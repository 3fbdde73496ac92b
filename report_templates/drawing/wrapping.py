"""How many lines a text takes in a cell, so that no row cuts Vietnamese words: measured, as nobody opens Excel here."""

import unicodedata
from functools import lru_cache

_WIDTHS = {  # thousandths of the font size, Times New Roman; letters not named here take 500
    250: " .,",
    278: "ijlt/:;",
    333: "rfI()-![]",
    389: "sJ",
    444: "acez",
    556: "FPS",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVXYwĐ",
    778: "m&",
    833: "%",
    889: "M",
    944: "W",
    1000: "…—",
}
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_WIDEST = 0.8  # of the font size, for the quick answer
_BOLD = 1.18  # also covers what one renderer adds to another: screens round every letter up, ơ and ư are wider
_PIXELS_PER_POINT = 96 / 72
_SIZE = 11  # points, the usual size of the font
INDENT = 9  # pixels a text stands in from its cell's border
PADDING = 5  # pixels beside the text of a cell


def pixels(width: float) -> float:
    """The room for text in a cell of an Excel column width, without its padding."""
    return width * 7


def width_for(text: str) -> float:
    """The Excel column width in which a text stands on one line: a number that does not fit is shown as ####."""
    return (_width(text, _SIZE * _PIXELS_PER_POINT) + PADDING) / pixels(1)


def line_count(text: str, room: float, size: float = _SIZE) -> int:
    """The lines the text takes when wrapped in that many pixels.

    >>> line_count("Hộ tịch", 200), line_count("Trực tiếp, dịch vụ bưu chính", 70)
    (1, 3)
    """
    return sum(_wrapped(paragraph, room, size * _PIXELS_PER_POINT) for paragraph in text.split("\n"))


@lru_cache(maxsize=65536)  # labels come again on every line of a list
def _wrapped(paragraph: str, room: float, em: float) -> int:
    if len(paragraph) * em * _WIDEST < room:
        return 1
    lines, used, space = 1, 0.0, 0.25 * em
    for word in paragraph.split(" "):
        width = _width(word, em)
        if used and used + space + width > room:
            lines, used = lines + 1, 0.0
        if width > room:  # a word longer than the cell is broken inside
            more = int(width // room)
            lines, width = lines + more, width - more * room
        used += width + (space if used else 0)
    return lines


@lru_cache(maxsize=65536)
def _width(word: str, em: float) -> float:
    letters = (letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
    return sum(_WIDTH.get(letter, 500) for letter in letters) * em * _BOLD / 1000

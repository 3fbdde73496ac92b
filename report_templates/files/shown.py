"""What a number format makes of a number, where its reader sees another one: thousands, percent, nothing at all."""

import re

_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_NO_PLACE = re.compile(r"_.|\*.")  # a gap as wide as a character, a character that fills the cell
_CONDITION = re.compile(r"\[([<>=]{1,2})\s*(-?\d+(?:\.\d+)?)\]")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_TIME = re.compile(r"[ymdhs]", re.IGNORECASE)
_DIGITS = re.compile(r"[0#?](?:[0#?,.\x00]*[0#?])?")
_TELLS = {"<": float.__lt__, ">": float.__gt__, "<=": float.__le__, ">=": float.__ge__, "=": float.__eq__}
_LONGEST = 255  # characters; Excel takes no more
PERCENT = {9: "0%", 10: "0.00%"}  # formats of Excel's own have numbers and no text
_SUSPECT = re.compile(r"%|,(?![#0?])|;|\.[#0?]{2}0|^[^#0?@]*$|\"[^\"]*\d|\\\d")


def suspect(code: str) -> bool:
    """Whether a format may show a number as another one; most never do.

    >>> [code for code in ("General", "0", "#,##0", "0.00", "#,##0;-#,##0;;@", "0%", "#,##0,", ";;;") if suspect(code)]
    ['0%', '#,##0,', ';;;']
    """
    if len(code) > _LONGEST or not _SUSPECT.search(code):
        return False
    return bool(_CONDITION.search(code)) or any(shown_otherwise(code, value) is not None for value in (1.0, -1.0))


def shown_otherwise(code: str, value: float) -> str | None:
    """What a cell shows in place of the number it holds; None where its reader sees that number.

    >>> shown_otherwise("#,##0,", 12345.0), shown_otherwise("0%", 1.0), shown_otherwise(";;;", 7.0)
    ('12', '100%', '')
    >>> shown_otherwise("#,##0;-#,##0;;@", 7.0), shown_otherwise("0;-0;;@", 0.0), shown_otherwise('0"000"', 12.0)
    (None, None, '12000')
    >>> shown_otherwise("0.000", 566.0), shown_otherwise("0.000", 1.5), shown_otherwise("dd/mm", 9.0)
    ('566,000', None, None)
    """
    section = _section(code, value)
    if value == 0 or section is None or section.strip().casefold() in ("general", "@", "standard"):
        return None
    said = "".join(plain or escaped for plain, escaped in _LITERAL.findall(section))
    bare = _BRACKETS.sub("", _NO_PLACE.sub("", _LITERAL.sub("\x00", section)))
    if "general" in bare.casefold() or _TIME.search(bare) or "E" in bare.upper() or "/" in bare:
        return None
    digits = _DIGITS.search(bare)
    if digits is None:
        return said.strip()
    percent = bare.count("%")
    thousands = len(bare[digits.end() :]) - len(bare[digits.end() :].lstrip(","))
    places = len(digits[0].rpartition(".")[2].replace("\x00", "")) if "." in digits[0] else 0
    if not (percent or thousands or (places == 3 and value == int(value)) or said.strip(" .,").isdigit()):
        return None
    number = f"{abs(value) * 100**percent / 1000**thousands:.{places}f}".replace(".", ",")
    return ("-" if value < 0 else "") + number + "%" * percent + (said.strip() if said.strip(" .,").isdigit() else "")


def _section(code: str, value: float) -> str | None:
    """The part of a format that concerns a value; None where its conditions leave that open."""
    sections = _split(code)
    if any(_CONDITION.search(one) for one in sections):
        for one in sections:
            told = _CONDITION.search(one)
            if told is None or _TELLS.get(told[1], float.__ne__)(float(value), float(told[2])):
                return one
        return None
    numeric = sections[:3]
    if value < 0 and len(numeric) > 1:
        return numeric[1]
    return numeric[2] if value == 0 and len(numeric) > 2 else numeric[0]


def _split(code: str) -> list[str]:
    """The sections between semicolons, those inside quotes left alone."""
    parts, at = [""], 0
    while at < len(code):
        literal = _LITERAL.match(code, at)
        piece = literal[0] if literal else code[at]
        if piece == ";":
            parts.append("")
        else:
            parts[-1] += piece
        at += len(piece)
    return parts

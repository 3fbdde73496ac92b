"""The headings lines of a city table stand under, as every sheet prints them."""

from kstt.rollup import CityLine, CityTable

_OTHERS = "Phòng chuyên môn, chi nhánh"
_ROMAN = {10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I"}


def groups_of(table: CityTable) -> list[tuple[str, list[CityLine]]]:
    """The lines under their headings; types of units are numbered, and alone need no heading."""
    groups: dict[str, list[CityLine]] = {}
    for line in table.lines:
        groups.setdefault(line.group, []).append(line)
    if table.view.by != "unit":
        return list(groups.items())
    if len(groups) == 1:
        return [("", lines) for lines in groups.values()]
    return [(f"{_roman(at)}. {_type_name(name)}", lines) for at, (name, lines) in enumerate(groups.items(), start=1)]


def subtotalled(table: CityTable) -> dict[str, list[CityLine]]:
    """The lines under each heading that carries their sums: those of types of units, where the table has totals."""
    if table.view.by != "unit" or not table.has_total:
        return {}
    return {name: lines for name, lines in groups_of(table) if name}


def _type_name(name: str) -> str:
    return name[:1].upper() + name[1:] if name else _OTHERS


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN.items():
        text, number = text + sign * (number // value), number % value
    return text

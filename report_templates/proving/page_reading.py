"""Reads the numbers back from the page for phones: what a reader sees, and the exact value beside it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree, html


class OnPage(NamedTuple):
    """A number on the page: whose it is (0: everybody's), which measure or column, its words, its exact value."""

    unit: int
    measure: str
    text: str
    exact: str
    place: str


def numbers_on(path: Path) -> Iterator[OnPage]:
    """Every headline, every number in the table of units and in the units' own tables of dossiers.

    Raises ValueError where the file is no such page any more.
    """
    try:
        page = html.fromstring(path.read_bytes().decode("utf-8"))
    except etree.ParserError as wrong:  # an empty one
        raise ValueError(f"{path.name}: {wrong}") from None
    for card in page.iterfind(".//li[@data-measure]"):
        yield _on_page(0, card.get("data-measure", ""), card.find("strong"), "Số liệu chính")
    for table in page.iterfind(".//table"):
        measures = [heading.get("data-measure", "") for heading in table.iterfind("thead/tr/th")]
        for row in table.iterfind("tbody/tr[@data-unit]"):
            for measure, cell in zip(measures, row, strict=True):
                if measure:
                    yield _on_page(int(row.get("data-unit", "")), measure, cell, "Các đơn vị")
    for section in page.iterfind(".//section[@class='unit']"):
        code, name = int(section.get("id", "").removeprefix("dv-")), section.findtext("h2", "")
        for row in section.iterfind(".//tr[@data-column]"):
            yield _on_page(code, f"({row.get('data-column')})", row.find("td"), name)


def _on_page(unit: int, measure: str, cell: Any, place: str) -> OnPage:
    if cell is None:
        raise ValueError(f"{place}: {measure}")
    data = cell.find("data")
    text = cell.text_content().strip()
    return OnPage(unit, measure, text, "" if data is None else data.get("value", ""), place)

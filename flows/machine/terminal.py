"""The console all commands print on."""

import sys

from rich.console import Console, RenderableType
from rich.measure import Measurement
from rich.table import Table

console = Console(width=None if sys.stdout.isatty() else 140)  # a pipe or log is no narrow terminal
_ANY_WIDTH = 10_000
_PAGE = 100  # on less a page's tables are cut


def show_table(table: Table, empty: str = "") -> None:
    """Prints a table with every word and number whole: on a narrow terminal its lines run on, nothing is cut off.

    A table without rows is told by its sentence, where it has one.
    """
    if empty and not table.row_count:
        console.print(empty)
        return
    for column in table.columns:
        column.min_width = max(_narrowest(words) for words in (column.header, *column.cells))
    if _narrowest(table) > console.width:
        table.width = _narrowest(table)
    console.print(table, crop=False)


def show_page(text: str) -> None:
    """Prints what is written in Markdown as it is meant to be read; on a narrow terminal its lines run on."""
    from rich.markdown import Markdown

    Console(width=max(console.width, _PAGE)).print(Markdown(text))


def _narrowest(shown: RenderableType) -> int:
    """The width below which a word would be cut."""
    return Measurement.get(console, console.options.update(max_width=_ANY_WIDTH), shown).minimum

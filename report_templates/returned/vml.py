"""The boxes in which Excel shows comments: shapes of a VML drawing, sized so that their text is readable."""

import re
from collections.abc import Callable, Iterator
from itertools import chain, count
from math import ceil

from lxml import etree

from report_templates.returned.cells import Cells
from report_templates.returned.package import Package, parse

_V, _O, _X = (f"urn:schemas-microsoft-com:{name}" for name in ("vml", "office:office", "office:excel"))
_SPACES = f'xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}"'
_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;visibility:hidden;z-index:{order}" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_BLOCK = 1024  # shape ids are dealt out in blocks of so many, each block to one drawing
_ID = re.compile(r"_x0000_s(\d+)")
_WIDE, _CHARACTERS, _LINE = 330, 48, 18  # pixels, characters in a line, pixels


def new_drawing() -> etree._Element:
    """A drawing without shapes."""
    return parse(f"<xml {_SPACES}>{_TYPE}</xml>".encode())


class Boxes:
    """The comment boxes of one VML drawing; its other shapes are left alone."""

    def __init__(self, package: Package, name: str) -> None:
        self.name, self._package = name, package
        self._root = package.read(name)
        if not any(one.get("id") == "_x0000_t202" for one in self._root.iter(f"{{{_V}}}shapetype")):
            self._root.insert(0, parse(f"<xml {_SPACES}>{_TYPE}</xml>".encode())[0])
        self._notes = dict(_noted(self._root))
        self._free = self._free_ids()

    @property
    def empty(self) -> bool:
        """Whether no shape of anybody is left."""
        return not len(self._root.findall(f".//{{{_V}}}shape")) and not self._root.findall(f".//{{{_V}}}group")

    def add(self, row: int, column: int, text: str, cells: Cells) -> None:
        """A hidden box beside a cell."""
        number = next(self._free)
        shape = _SHAPE.format(
            id=number,
            order=number % _BLOCK,
            anchor=_anchor(row, column, text, cells),
            row=row - 1,
            column=column - 1,
        )
        self._root.append(parse(f"<xml {_SPACES}>{shape}</xml>".encode())[0])

    def enlarge(self, row: int, column: int, text: str, cells: Cells) -> None:
        """Makes the box of somebody's comment large enough for more text."""
        note = self._notes.get((row, column))
        anchor = None if note is None else note.find(f"{{{_X}}}Anchor")
        if anchor is not None:
            anchor.text = _anchor(row, column, text, cells)

    def remove(self, row: int, column: int) -> None:
        """Takes away the box of a cell."""
        note = self._notes.pop((row, column), None)
        shape = None if note is None else note.getparent()
        if shape is not None and (parent := shape.getparent()) is not None:
            parent.remove(shape)

    def store(self) -> None:
        """Marks the drawing as changed and says which blocks of ids it uses."""
        self._package.edit(self.name)
        layout = self._root.find(f"{{{_O}}}shapelayout")
        if layout is None:
            layout = parse(f'<xml {_SPACES}><o:shapelayout v:ext="edit"/></xml>'.encode())[0]
            self._root.insert(0, layout)
        idmap = layout.find(f"{{{_O}}}idmap")
        if idmap is None:
            idmap = etree.SubElement(layout, f"{{{_O}}}idmap", {f"{{{_V}}}ext": "edit"})
        idmap.set("data", ",".join(map(str, sorted(_blocks_of(self._root)))))

    def _free_ids(self) -> Iterator[int]:
        """Ids this drawing does not use yet: of its own blocks, then of blocks that no drawing of the workbook uses."""
        own, used = _blocks_of(self._root), _ids_of(self._root)
        drawings = [self._package.read(name) for name in self._package.parts if name.endswith(".vml")]
        new = count(max((block for root in drawings for block in _blocks_of(root)), default=0) + 1)
        for block in chain(sorted(own), new):
            yield from (n for n in range(block * _BLOCK + 1, (block + 1) * _BLOCK) if n not in used)


def _noted(root: etree._Element) -> Iterator[tuple[tuple[int, int], etree._Element]]:
    """What belongs to a comment in each box, by the row and column of its cell."""
    for note in root.iter(f"{{{_X}}}ClientData"):
        if note.get("ObjectType") == "Note":
            row, column = (int(note.findtext(f"{{{_X}}}{name}") or 0) for name in ("Row", "Column"))
            yield (row + 1, column + 1), note


def _blocks_of(root: etree._Element) -> set[int]:
    """The blocks whose ids a drawing says or is seen to use."""
    said = [idmap.get("data", "") for idmap in root.iter(f"{{{_O}}}idmap")]
    return {int(block) for blocks in said for block in blocks.split(",") if block.strip()} | {
        number // _BLOCK for number in _ids_of(root)
    }


def _ids_of(root: etree._Element) -> set[int]:
    found = (_ID.fullmatch(shape.get("id", "")) for shape in root.iter(f"{{{_V}}}shape"))
    return {int(match[1]) for match in found if match}


def _anchor(row: int, column: int, text: str, cells: Cells) -> str:
    """Left, top, right and bottom as Excel counts them: a cell and pixels into it."""
    lines = sum(max(1, ceil(len(line) / _CHARACTERS)) for line in text.splitlines())
    high = min(lines * _LINE + 12, 600)
    right, right_in = _end(column, 15 + _WIDE, lambda at: cells.column_pixels(at + 1))
    top = max(row - 2, 0)
    bottom, bottom_in = _end(top, 10 + high, lambda at: cells.row_pixels(at + 1))
    return f"{column}, 15, {top}, 10, {right}, {right_in}, {bottom}, {bottom_in}"


def _end(start: int, pixels: int, size: Callable[[int], int]) -> tuple[int, int]:
    at = start
    while pixels >= size(at):
        pixels -= size(at)
        at += 1
    return at, pixels

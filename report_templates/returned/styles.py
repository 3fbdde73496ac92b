"""The styles of a workbook being returned: a cell's own style with a mark's fill, and without it again."""

from copy import deepcopy

from lxml import etree

from report_templates.returned.finding_sheet import FILLS
from report_templates.returned.package import M, Package, parse, tag

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_SIZE = '<sz val="11"/>'
_NORMAL = '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
_NEW = f'<styleSheet xmlns="{M}">{_NORMAL}</styleSheet>'
_FIRST = {  # what a workbook without its own styles has at least
    "fonts": '<font><sz val="11"/><name val="Calibri"/></font>',
    "fills": '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>',
    "borders": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellStyleXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
    "cellXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
}


def solid(colour: str) -> str:
    """A fill of one colour."""
    pattern = f'<patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill>'
    return f"<fill>{pattern}</fill>"


class Styles:
    """styles.xml of a package; an equal style is used again, so that rounds of returning add nothing."""

    def __init__(self, package: Package, workbook: str) -> None:
        name = next(iter(package.related(workbook, "styles").values()), None)
        if name is None:
            package.drop("xl/styles.xml")  # one that nothing points to
            name = package.add("xl/styles.xml", parse(_NEW.encode()), _CONTENT_TYPE)
            package.relate(workbook, "styles", name)
        self._root = package.edit(name)
        self._groups = {name: self._group(name) for name in _FIRST}
        self._known = {name: {_same(child): n for n, child in enumerate(g)} for name, g in self._groups.items()}

    def filled(self, style: int, colour: str) -> int:
        """The style with everything of its own, but filled."""
        return self._with_fill(style, self._add("fills", solid(colour)))

    def counted(self, style: int) -> int:
        """The style with a number format for counts: what is typed over a date would stay a date."""
        xf = deepcopy(self._xf(style))
        xf.set("numFmtId", "3")  # #,##0
        xf.set("applyNumberFormat", "1")
        return self._append("cellXfs", xf)

    def cleared(self, style: int) -> int:
        """The style without our fill; any other style is left as it is."""
        xf = self._xf(style)
        fill = self._groups["fills"][int(xf.get("fillId", "0"))]
        colour = fill.find(f"{tag('patternFill')}/{tag('fgColor')}")
        ours = colour is not None and colour.get("rgb", "").upper() in FILLS.values()
        return self._with_fill(style, 0) if ours else style

    def look(self, *, font: str = "", fill: str = "", border: str = "", xf: str = "", number_format: int = 0) -> int:
        """A style of our own sheet from XML: Times New Roman with `font`, and `xf` for alignment and protection."""
        parts = {
            "numFmtId": number_format,
            "fontId": self._add("fonts", f'<font>{font or _SIZE}<name val="Times New Roman"/></font>'),
            "fillId": self._add("fills", fill) if fill else 0,
            "borderId": self._add("borders", border) if border else 0,
            "xfId": 0,
        }
        said = " ".join(f'{name}="{value}"' for name, value in parts.items())
        applied = " ".join(f'apply{what}="1"' for what in ("Font", "Fill", "Border", "Alignment", "Protection"))
        return self._add("cellXfs", f"<xf {said} {applied}>{xf}</xf>")

    def _with_fill(self, style: int, fill: int) -> int:
        xf = deepcopy(self._xf(style))
        xf.set("fillId", str(fill))
        xf.set("applyFill", "1")
        return self._append("cellXfs", xf)

    def _xf(self, style: int) -> etree._Element:
        styles = self._groups["cellXfs"]
        return styles[style if style < len(styles) else 0]

    def _add(self, group: str, xml: str) -> int:
        return self._append(group, parse(f'<x xmlns="{M}">{xml}</x>'.encode())[0])

    def _append(self, group: str, element: etree._Element) -> int:
        element.tail = None
        known, parent = self._known[group], self._groups[group]
        if (same := _same(element)) not in known:
            known[same] = len(parent)
            parent.append(element)
            parent.set("count", str(len(parent)))
        return known[same]

    def _group(self, name: str) -> etree._Element:
        group = self._root.find(tag(name))
        if group is None or len(group) == 0:
            first = parse(f'<{name} xmlns="{M}">{_FIRST[name]}</{name}>'.encode())
            if group is not None:
                self._root.remove(group)
            before = {tag(one) for one in _ORDER[: _ORDER.index(name)]}
            self._root.insert(sum(child.tag in before for child in self._root), first)
            group = first
            group.set("count", str(len(group)))
        return group


def _same(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)

"""Writes the sheet «Kết quả kiểm tra» of a returned copy as a worksheet part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from lxml import etree

from kstt.sheet import FormerTotals, address
from report_templates.returned.finding_sheet import (
    CELL_AT,
    EXPLANATION,
    FILLS,
    HEADINGS,
    KEY,
    Row,
    fill_of,
    legal,
    totals_record,
)
from report_templates.returned.package import M, parse, tag
from report_templates.returned.styles import Styles, solid
from report_templates.returned.workbook import quoted

_SIDES = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
_BORDER = f"<border>{_SIDES}<diagonal/></border>"
_WRAP = '<alignment vertical="top" wrapText="1"/>'
_CENTRE = '<alignment horizontal="center" vertical="top" wrapText="1"/>'
_UNLOCKED = f'{_WRAP}<protection locked="0"/>'
_HIDDEN = ' hidden="1"'
_SHOWN = len(HEADINGS) - 1  # the last column holds the keys and is hidden
_PLACES = list(HEADINGS)


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands above the findings: the title lines, what to do, and (hidden) the totals as they stand now."""

    title: Sequence[str]
    to_do: str
    totals: FormerTotals = field(default_factory=dict)


class FindingSheet:
    """The sheet while it is written."""

    def __init__(self, opening: Opening, rows: Sequence[Row], styles: Styles) -> None:
        self._styles = styles
        self._looks = _looks(styles)
        title = opening.title
        self.heading_row = len(title) + 2
        self._data = etree.Element(tag("sheetData"), nsmap={None: M})  # type: ignore[dict-item]  # the stubs do not know a default
        for number, line in enumerate(title, start=1):
            self._row(number, [legal(line)], ["title" if number == 1 else "subtitle"])
        self._row(len(title) + 1, [opening.to_do], ["advice"], height=36)
        if opening.totals:
            self._hide(len(title) + 1, totals_record(opening.totals))
        self._row(self.heading_row, list(HEADINGS), ["heading"] * len(HEADINGS), height=34)
        self._rows = rows

    def part(self, links: Mapping[int, tuple[str, str]]) -> etree._Element:
        """The worksheet's XML; `links` has the sheet and the cell that rows point to, by their place in `rows`."""
        for at, row in enumerate(self._rows):
            looks = [self._look(heading, row, at in links) for heading in HEADINGS]
            self._row(self.heading_row + 1 + at, list(row.values), looks, height=_height(row))
        root = parse(_SKELETON.format(top=self.heading_row + 1, above=self.heading_row, cols=_columns()).encode())
        root.replace(root[3], self._data)
        root[4][0].set("ref", f"A{self.heading_row - 1}:{address(self.heading_row - 1, _SHOWN)}")
        if links:
            root.insert(5, self._links(links))
        return root

    def _links(self, links: Mapping[int, tuple[str, str]]) -> etree._Element:
        element = etree.Element(tag("hyperlinks"))
        for at, (sheet, cell) in sorted(links.items()):
            here = address(self.heading_row + 1 + at, _PLACES.index(CELL_AT) + 1)
            etree.SubElement(element, tag("hyperlink"), ref=here, location=f"{quoted(sheet)}!{cell}", display=cell)
        return element

    def _hide(self, number: int, record: str) -> None:
        """Text in the hidden column of a row that is already there."""
        row = self._data[-1]
        cell = etree.SubElement(row, tag("c"), r=address(number, len(HEADINGS)), t="inlineStr")
        etree.SubElement(etree.SubElement(cell, tag("is")), tag("t")).text = record

    def _look(self, heading: str, row: Row, linked: bool) -> str:
        if heading == "Mức độ":
            return row.finding.severity if fill_of(row.finding) else "note"
        if heading == CELL_AT and linked:
            return "link"
        if heading in ("Nội dung", "Cách xử lý", "Dòng", "Trang", KEY):
            return "text"
        return "explanation" if heading == EXPLANATION else "number"

    def _row(self, number: int, values: Sequence[object], looks: Sequence[str], height: int = 0) -> None:
        row = etree.SubElement(self._data, tag("row"), r=str(number))
        if height:
            row.set("ht", str(height))  # not a custom height: the row grows with what the unit types
        for column, (value, look) in enumerate(zip(values, looks, strict=True), start=1):
            cell = etree.SubElement(row, tag("c"), r=address(number, column), s=str(self._style(look, value)))
            if isinstance(value, int | float):
                etree.SubElement(cell, tag("v")).text = repr(value)
            elif value:
                cell.set("t", "inlineStr")
                text = etree.SubElement(etree.SubElement(cell, tag("is")), tag("t"))
                text.text = str(value)
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _style(self, look: str, value: object) -> int:
        whole = isinstance(value, int | float) and value == int(value)
        return self._looks["whole" if look == "number" and whole else look]


def _looks(styles: Styles) -> dict[str, int]:
    bold = '<b/><sz val="11"/>'
    looks = {
        "title": styles.look(font='<b/><sz val="14"/>'),
        "subtitle": styles.look(font=bold),
        "advice": styles.look(font='<i/><sz val="12"/>', xf=_WRAP),
        "heading": styles.look(font=bold, fill=solid("FFD9E1F2"), border=_BORDER, xf=_CENTRE),
        "text": styles.look(border=_BORDER, xf=_WRAP),
        "number": styles.look(border=_BORDER, xf=_CENTRE),
        "whole": styles.look(border=_BORDER, xf=_CENTRE, number_format=3),
        "link": styles.look(font='<u/><sz val="11"/><color rgb="FF0563C1"/>', border=_BORDER, xf=_CENTRE),
        "explanation": styles.look(fill=solid("FFEAF3FB"), border=_BORDER, xf=_UNLOCKED),
        "note": styles.look(border=_BORDER, xf=_CENTRE),
    }
    return looks | {
        severity: styles.look(fill=solid(colour), border=_BORDER, xf=_CENTRE) for severity, colour in FILLS.items()
    }


def _height(row: Row) -> int:
    """Points for the wrapped texts of a row: LibreOffice does not find them out by itself."""
    shown = list(zip(row.values, HEADINGS.values(), strict=True))[:_SHOWN]
    lines = (sum(ceil(1.1 * len(line) / width) for line in str(value).splitlines()) for value, width in shown)
    return min(max(1, *lines) * 15 + 2, 400)


def _columns() -> str:
    cols = (
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"{_HIDDEN if heading == KEY else ""}/>'
        for n, (heading, width) in enumerate(HEADINGS.items(), start=1)
    )
    return f"<cols>{''.join(cols)}</cols>"


_SKELETON = (
    f'<worksheet xmlns="{M}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    '<sheetViews><sheetView tabSelected="1" workbookViewId="0">'
    '<pane ySplit="{above}" topLeftCell="A{top}" activePane="bottomLeft" state="frozen"/>'
    '<selection pane="bottomLeft" activeCell="A{top}" sqref="A{top}"/></sheetView></sheetViews>'
    '{cols}<sheetData/><mergeCells count="1"><mergeCell ref=""/></mergeCells>'
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
    "<headerFooter><oddFooter>&amp;CTrang &amp;P/&amp;N</oddFooter></headerFooter></worksheet>"
)

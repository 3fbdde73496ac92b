"""Marks findings in a workbook package without touching anything else in it: cells, comments and a first sheet."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from unicodedata import normalize

from lxml import etree

from kstt.finding import Finding
from kstt.sheet import place
from report_templates.returned.cells import Cells
from report_templates.returned.comments import Comments
from report_templates.returned.finding_sheet import CELL_AT, EXPLANATION, KEY, SHEET_AT, Row, fill_of, legal, rows
from report_templates.returned.package import CannotPatchError, Package, tag
from report_templates.returned.sheet import FindingSheet, Opening
from report_templates.returned.styles import Styles
from report_templates.returned.workbook import Workbook

_Place = tuple[int, int]  # row and column


def patch(source: bytes, findings: Sequence[Finding], opening: Opening) -> bytes:
    """The package with the findings marked, in place of the marks of an earlier return.

    Raises CannotPatchError where the package can not be edited in place.
    """
    try:
        return _patched(Package(source), findings, opening)
    except (ValueError, IndexError) as wrong:  # a number that is none, a style that is not there
        raise CannotPatchError(str(wrong)) from wrong


def _patched(package: Package, findings: Sequence[Finding], opening: Opening) -> bytes:
    package.drop_signatures()
    workbook = Workbook(package)
    styles = Styles(package, workbook.name)
    before = workbook.take_out_ours()
    sheets = workbook.worksheets
    names = {normalize("NFC", name): name for name in sheets}
    table = rows(findings, {row.get(KEY, ""): row.get(EXPLANATION, "") for row in before})
    at_sheet: dict[str, list[Finding]] = defaultdict(list)
    for row in table:
        if row.finding.row and (name := names.get(normalize("NFC", row.finding.sheet))):
            at_sheet[name].append(row.finding)
    for name, part in sheets.items():
        same = [row for row in before if normalize("NFC", row.get(SHEET_AT, "")) == normalize("NFC", name)]
        listed = {place(row.get(CELL_AT, "")) for row in same}
        _mark_sheet(package, part, styles, at_sheet[name], listed)
    sheet = FindingSheet(opening, table, styles)
    workbook.insert_first(workbook.free_name(), sheet.part(_links(table, names)), sheet.heading_row)
    return package.save()


def _links(table: Sequence[Row], names: Mapping[str, str]) -> dict[int, tuple[str, str]]:
    found = ((at, names.get(normalize("NFC", row.finding.sheet)), row.finding.cell) for at, row in enumerate(table))
    return {at: (name, cell) for at, name, cell in found if name and cell}


def _mark_sheet(package: Package, part: str, styles: Styles, findings: list[Finding], listed: set[_Place]) -> None:
    comments = Comments(package, part)
    old = listed | comments.ours
    if not findings and not old and not _selected(package.read(part)):
        return
    root = package.edit(part)
    for view in _selected(root):  # two selected sheets would be one group: typing in one types in both
        del view.attrib["tabSelected"]
    if not findings and not old:
        return
    cells = Cells(root)
    _clear(cells, old, styles)
    comments.remove_ours()
    marks: dict[_Place, list[tuple[Finding, str]]] = defaultdict(list)
    for finding in findings:
        marks[cells.anchor(finding.row, finding.column_at)].append((finding, _said(finding)))
        doubtful = f"Một trong các ô có thể sai của phát hiện ở ô {finding.cell}."
        alike = f"Cùng một lỗi với phát hiện ở ô {finding.cell}."
        for others, said in ((finding.suspects, doubtful), (finding.also, alike)):
            for other in others:
                marks[cells.anchor(*place(other))].append((finding, said))
    for at, there in marks.items():
        _fill(cells, at, [finding for finding, _ in there], styles)
        comments.add(*at, "\n\n".join(said for _, said in there), cells)
    comments.store(root)


def _clear(cells: Cells, places: set[_Place], styles: Styles) -> None:
    for at in places:
        cell = cells.find(*at)
        if cell is not None and cell.get("s"):
            cell.set("s", str(styles.cleared(int(cell.get("s", "0")))))


def _fill(cells: Cells, at: _Place, findings: Sequence[Finding], styles: Styles) -> None:
    colour = next((fill for one in findings if (fill := fill_of(one))), None)  # the gravest comes first
    if colour:
        cell = cells.ensure(*at)
        style = int(cell.get("s", "0"))
        if any(one.rule in ("cell.is_a_date", "cell.shown_otherwise") for one in findings):
            style = styles.counted(style)
        cell.set("s", str(styles.filled(style, colour)))


def _said(finding: Finding) -> str:
    advice = f"\nCách xử lý: {finding.advice}" if finding.advice else ""
    explained = f"\nGiải trình: {finding.explanation}" if finding.explanation else ""
    return legal(f"{finding.level.capitalize()}: {finding.message}{explained or advice}")


def _selected(root: etree._Element) -> list[etree._Element]:
    views = root.iterfind(f"{tag('sheetViews')}/{tag('sheetView')}")
    return [view for view in views if view.get("tabSelected") in ("1", "true")]

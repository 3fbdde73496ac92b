"""The list of sheets of a workbook being returned: our sheet comes first, and what counts sheets follows."""

from unicodedata import normalize

from lxml import etree

from kstt.spelling import clean
from report_templates.returned.cells import Cells, rich_text
from report_templates.returned.finding_sheet import SHEET, read_back
from report_templates.returned.package import CannotPatchError, Package, R, tag

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")


class Workbook:
    """xl/workbook.xml of a package."""

    def __init__(self, package: Package) -> None:
        self._package = package
        name = next(iter(package.related("", "officeDocument").values()), None)
        if name is None:
            raise CannotPatchError("no workbook")
        self.name, self._root = name, package.edit(name)
        sheets = self._root.find(tag("sheets"))
        if sheets is None:  # also a workbook of the strict standard, whose names are others
            raise CannotPatchError("no sheets")
        self._sheets = sheets
        package.declare(name, _XLSX_TYPE)  # a template or an .xlsm without macros opens only as what it is

    @property
    def worksheets(self) -> dict[str, str]:
        """The part of every worksheet by the sheet's name."""
        parts = self._package.related(self.name, "worksheet")
        found = ((sheet.get("name", ""), parts.get(sheet.get(f"{{{R}}}id", ""))) for sheet in self._sheets)
        return {name: part for name, part in found if part}

    def take_out_ours(self) -> list[dict[str, str]]:
        """Removes the sheet of findings of an earlier return; its rows, none where there was no such sheet."""
        for name, part in self.worksheets.items():
            if clean(name).startswith(SHEET):
                cells = Cells(self._package.read(part))
                if (rows := read_back(cells.texts(self._shared_strings()))) is not None:
                    self._remove(name, part)
                    return rows
        return []

    def free_name(self) -> str:
        """The name of our sheet, numbered where the unit has a sheet of that name."""
        taken = {normalize("NFC", sheet.get("name", "")).casefold() for sheet in self._sheets}
        names = (SHEET, *(f"{SHEET} ({n})" for n in range(2, len(taken) + 3)))
        return next(name for name in names if name.casefold() not in taken)

    def insert_first(self, name: str, root: etree._Element, titles: int) -> str:
        """Our sheet in front of the others, shown on opening, printing row `titles` on every page; its part."""
        part = self._package.add("xl/worksheets/sheet{}.xml", root, _SHEET_TYPE)
        relation = self._package.relate(self.name, "worksheet", part)
        number = max((int(sheet.get("sheetId", "0")) for sheet in self._sheets), default=0) + 1
        said = {"name": name, "sheetId": str(number), f"{{{R}}}id": relation}
        self._sheets.insert(0, etree.Element(tag("sheet"), said, nsmap={"r": R}))
        self._shift_names(0, 1)
        names = self._names()
        title = etree.SubElement(names, tag("definedName"), name="_xlnm.Print_Titles", localSheetId="0")
        title.text = f"{quoted(name)}!${titles}:${titles}"
        self._show_first()
        return part

    def _remove(self, name: str, part: str) -> None:
        at, element = next((n, sheet) for n, sheet in enumerate(self._sheets) if sheet.get("name") == name)
        self._sheets.remove(element)
        for gone in self._names().findall(f"{tag('definedName')}[@localSheetId='{at}']"):
            self._names().remove(gone)
        self._shift_names(at, -1)
        self._drop_calculation_order(part)
        only_there = self._package.all_related(part) - {
            target for other in self.worksheets.values() for target in self._package.all_related(other)
        }
        self._package.unrelate(self.name, part)
        for gone_part in (part, *sorted(only_there)):
            self._package.drop(gone_part)

    def _drop_calculation_order(self, part: str) -> None:
        """A formula typed on our sheet stands in calcChain; Excel makes that part anew, but repairs a wrong one."""
        if self._package.read(part).find(f".//{tag('f')}") is not None:
            for chain in self._package.related(self.name, "calcChain").values():
                self._package.unrelate(self.name, chain)
                self._package.drop(chain)

    def _shared_strings(self) -> list[str]:
        for part in self._package.related(self.name, "sharedStrings").values():
            return [rich_text(item) for item in self._package.read(part).iterchildren(tag("si"))]
        return []

    def _names(self) -> etree._Element:
        names = self._root.find(tag("definedNames"))
        if names is None:
            names = etree.Element(tag("definedNames"))
            before = [n for n, child in enumerate(self._root) if child.tag in {tag(one) for one in _BEFORE_NAMES}]
            self._root.insert(before[-1] + 1, names)
        return names

    def _shift_names(self, start: int, by: int) -> None:
        for name in self._names():
            at = int(name.get("localSheetId", "-1"))
            if at >= start:
                name.set("localSheetId", str(at + by))

    def _show_first(self) -> None:
        views = self._root.find(tag("bookViews"))
        if views is None:
            views = etree.Element(tag("bookViews"))
            self._sheets.addprevious(views)
            etree.SubElement(views, tag("workbookView"))
        for view in views:
            view.set("activeTab", "0")
            view.set("firstSheet", "0")


def quoted(sheet: str) -> str:
    """A sheet's name as references write it."""
    return "'" + sheet.replace("'", "''") + "'"

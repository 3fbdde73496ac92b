"""What Excel demands of a package before it opens it without a word of repair, checked on the XML itself."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

from excel_limits import odd_moments, over_limits, too_many_styles
from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MOST_FORMULA, _MOST_LINKS, _MOST_TEXT, _MOST_NAME = 8192, 65_530, 32_767, 31
_NAME = re.compile(r"[^\W\d]\w*(?:[.]\w+)*")
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")
_REFERENCE = re.compile(r"^'?((?:[^']|'')+?)'?!\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?$")
_STRING = re.compile(r'"(?:[^"]|"")*"')


def problems(path: Path) -> list[str]:
    """Everything that would bring up the repair prompt, or a link that leads nowhere; in plain words."""
    with ZipFile(path) as package:
        return list(_Package(package).problems())


class _Package:
    def __init__(self, package: ZipFile) -> None:
        self.files = set(package.namelist())
        self.parts = {
            name: etree.fromstring(package.read(name)) for name in self.files if name.endswith((".xml", ".rels"))
        }
        self.book = self.parts["xl/workbook.xml"]
        related = self._related("xl/workbook.xml")
        self.sheets = {
            sheet.get("name", ""): related[sheet.get(f"{_RELATION}id", "")] for sheet in self.book.iter(f"{_MAIN}sheet")
        }
        self.names = [
            (one.get("name", ""), one.get("localSheetId"), one.text or "")
            for one in self.book.iter(f"{_MAIN}definedName")
        ]
        self.strings = [
            "".join(text.text or "" for text in item.iter(f"{_MAIN}t"))
            for item in self.parts.get("xl/sharedStrings.xml", etree.Element("none"))
        ]

    def problems(self) -> Iterator[str]:
        yield from self._content_types()
        yield from self._relationships()
        yield from self._sheet_names()
        yield from self._defined_names()
        yield from self._tables()
        styles = self.parts["xl/styles.xml"]
        yield from too_many_styles(styles)
        yield from odd_moments(self.parts["docProps/core.xml"])
        for name, part in self.sheets.items():
            yield from over_limits(name, self.parts[part], styles)
        for name, part in self.sheets.items():
            yield from self._sheet(name, self.parts[part])

    def _related(self, part: str) -> dict[str, str]:
        where = PurePosixPath(part)
        rels = self.parts.get(
            f"{where.parent}/_rels/{where.name}.rels" if str(where.parent) != "." else f"_rels/{where.name}.rels"
        )
        return {} if rels is None else {one.get("Id", ""): _resolved(part, one.get("Target", "")) for one in rels}

    def _content_types(self) -> Iterator[str]:
        types = self.parts["[Content_Types].xml"]
        known = {one.get("PartName", "").lstrip("/") for one in types if one.get("PartName")}
        endings = {one.get("Extension") for one in types if one.get("Extension")}
        yield from (f"content type of a part that is not there: {one}" for one in sorted(known - self.files))
        for name in sorted(self.files - known - {"[Content_Types].xml"}):
            if name.rpartition(".")[2] not in endings:
                yield f"no content type: {name}"
            elif name.endswith(".xml"):
                yield f"only the default content type: {name}"

    def _relationships(self) -> Iterator[str]:
        for name, rels in self.parts.items():
            if name.endswith(".rels"):
                source = name.replace("_rels/", "").removesuffix(".rels")
                for one in rels:
                    if one.get("TargetMode") == "External":
                        yield f"external link in {name}: {one.get('Target')}"
                    elif _resolved(source, one.get("Target", "")) not in self.files:
                        yield f"{name} leads to {one.get('Target')}, which is not there"

    def _sheet_names(self) -> Iterator[str]:
        if len({name.casefold() for name in self.sheets}) != len(self.sheets):
            yield "two sheets of one name"
        for name in self.sheets:
            if not 0 < len(name) <= _MOST_NAME or set(name) & set("[]:*?/\\") or name[0] == "'" or name[-1] == "'":
                yield f"sheet name: {name}"

    def _defined_names(self) -> Iterator[str]:
        told = [(name.casefold(), scope) for name, scope, _ in self.names]
        yield from (f"name defined twice: {one}" for one in sorted({str(one) for one in told if told.count(one) > 1}))
        for name, _, text in self.names:
            if name.startswith("_xlnm."):
                continue
            if not _NAME.fullmatch(name) or _CELL_LIKE.fullmatch(name) or len(name) > 255:
                yield f"defined name: {name}"
            if not self._leads_somewhere(text):
                yield f"name {name} leads to {text}"

    def _leads_somewhere(self, reference: str) -> bool:
        found = _REFERENCE.match(reference)
        return bool(found) and found[1].replace("''", "'") in self.sheets

    def _tables(self) -> Iterator[str]:
        seen: set[str] = {name.casefold() for name, _, _ in self.names}
        for sheet, part in self.sheets.items():
            root = self.parts[part]
            related = self._related(part)
            for one in root.iter(f"{_MAIN}tablePart"):
                table = self.parts[related[one.get(f"{_RELATION}id", "")]]
                name = table.get("displayName", "")
                if name.casefold() in seen or not _NAME.fullmatch(name):
                    yield f"table name: {name}"
                seen.add(name.casefold())
                yield from self._headings(sheet, root, table)

    def _headings(self, sheet: str, root: etree._Element, table: etree._Element) -> Iterator[str]:
        columns = [one.get("name", "") for one in table.iter(f"{_MAIN}tableColumn")]
        if len({one.casefold() for one in columns}) != len(columns):
            yield f"two columns of one name in the table of {sheet}"
        left, first, right, last = _corners(table.get("ref", ""))
        if right - left + 1 != len(columns) or last <= first:
            yield f"the table of {sheet} has another number of columns, or no line"
        row = next(one for one in root.iter(f"{_MAIN}row") if one.get("r") == str(first))
        texts = {cell.get("r", ""): self._text(cell) for cell in row}
        headings = [texts.get(f"{_letters(at)}{first}", "") for at in range(left, right + 1)]
        if {cell.get("t") for cell in row if left <= _corners(cell.get("r", ""))[0] <= right} != {"s"}:
            yield f"a heading of {sheet} is no text"
        if headings != columns:
            yield f"headings of {sheet} are not the table's columns: {set(headings) ^ set(columns)}"
        if root.find(f"{_MAIN}autoFilter") is not None:
            yield f"{sheet} has a filter besides its table's"

    def _text(self, cell: etree._Element) -> str:
        value = cell.findtext(f"{_MAIN}v") or ""
        return self.strings[int(value)] if cell.get("t") == "s" else value

    def _sheet(self, name: str, root: etree._Element) -> Iterator[str]:
        at = {cell.get("r", "") for cell in root.iter(f"{_MAIN}c")}
        if len(at) != sum(1 for _ in root.iter(f"{_MAIN}c")):
            yield f"a cell of {name} is written twice"
        yield from self._formulas(name, root)
        yield from (f"a text of {name} is too long" for text in self.strings if len(text) > _MOST_TEXT)
        links = list(root.iter(f"{_MAIN}hyperlink"))
        if len(links) > _MOST_LINKS:
            yield f"too many links on {name}"
        yield from (
            f"link on {name} to {one.get('location')}"
            for one in links
            if not self._leads_somewhere(one.get("location", ""))
        )
        for one in root.iter("{http://schemas.microsoft.com/office/excel/2006/main}f"):
            if not self._leads_somewhere(one.text or "") and "sparkline" in (one.getparent().tag or ""):
                yield f"sparkline on {name} of {one.text}"
        merged = [_corners(one.get("ref", "")) for one in root.iter(f"{_MAIN}mergeCell")]
        if _overlapping(merged):
            yield f"merged cells of {name} overlap"

    def _formulas(self, sheet: str, root: etree._Element) -> Iterator[str]:
        names = {name for name, _, _ in self.names}
        for cell in root.iter(f"{_MAIN}c"):
            formula = cell.findtext(f"{_MAIN}f")
            if formula is None:
                continue
            where = f"{sheet}!{cell.get('r')}"
            if len(formula) > _MOST_FORMULA:
                yield f"formula of {where} is too long"
            if cell.find(f"{_MAIN}v") is None or cell.get("t") == "e":
                yield f"{where} carries no result"
            if any(len(text) > 257 for text in _STRING.findall(formula)):
                yield f"text in the formula of {where} is too long"
            bare = re.sub(r"'[^']*'!", "", _STRING.sub("", formula))
            yield from (
                f"{where} speaks of {word}" for word in re.findall(r"\b(?:DL|CK)_\w+", bare) if word not in names
            )
            if "HYPERLINK" in formula:
                target = _STRING.findall(formula)[0][1:-1].removeprefix("#")
                if not self._leads_somewhere(target):
                    yield f"{where} leads to {target}"


def _resolved(source: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    parts: list[str] = list(PurePosixPath(source).parent.parts)
    for part in PurePosixPath(target).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def _corners(reference: str) -> tuple[int, int, int, int]:
    found = [re.fullmatch(r"([A-Z]+)(\d+)", one) for one in reference.split(":")]
    cells = [(_number(one[1]), int(one[2])) for one in found if one]
    return (*cells[0], *cells[-1])


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _overlapping(areas: list[tuple[int, int, int, int]]) -> bool:
    taken: set[tuple[int, int]] = set()
    for left, top, right, bottom in areas:
        cells = {(column, row) for column in range(left, right + 1) for row in range(top, bottom + 1)}
        if cells & taken:
            return True
        taken |= cells
    return False

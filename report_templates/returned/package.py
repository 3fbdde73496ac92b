"""A spreadsheet package as named parts: edited part by part, saved with every untouched part as it was."""

import io
import posixpath
import re
import zipfile
import zlib

from lxml import etree

from report_templates.drawing.zips import entry

M = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "[Content_Types].xml"
_MACROS = re.compile(r"vbaproject|macrosheets", re.IGNORECASE)


class CannotPatchError(Exception):
    """A package too unusual to be edited in place; the copy is then rebuilt from what was read."""


def tag(name: str) -> str:
    """The full name of an element of a spreadsheet."""
    return f"{{{M}}}{name}"


def parse(data: bytes) -> etree._Element:
    """A part as a tree, without entities or network; CannotPatchError where it is not plain XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as wrong:
        raise CannotPatchError(str(wrong)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise CannotPatchError("DTD")
    return root


class Package:
    """The parts of an .xlsx file by name. `edit` promises a change; parts only `read` stay byte for byte."""

    def __init__(self, source: bytes) -> None:
        self.parts = _unpacked(source)
        self._trees: dict[str, etree._Element] = {}
        self._edited: set[str] = set()
        if _CONTENT_TYPES not in self.parts or any(_MACROS.search(name) for name in self.parts):
            raise CannotPatchError("not a workbook without macros")

    def read(self, name: str) -> etree._Element:
        """The part's tree, to look at only."""
        if name not in self._trees:
            if name not in self.parts:
                raise CannotPatchError(name)
            data = self.parts[name]
            if name.endswith(".vml"):  # old Excel writes <br> there as in HTML
                data = re.sub(rb"<br\s*>", b"<br/>", data)
            self._trees[name] = parse(data)
        return self._trees[name]

    def edit(self, name: str) -> etree._Element:
        """The part's tree, written anew when the package is saved."""
        self._edited.add(name)
        return self.read(name)

    def add(self, pattern: str, root: etree._Element, content_type: str) -> str:
        """A new part under the first free name of a pattern such as xl/comments{}.xml."""
        taken = {name.casefold() for name in self.parts}
        number = next(n for n in range(1, len(taken) + 2) if pattern.format(n).casefold() not in taken)
        name = pattern.format(number)
        self.parts[name] = b""
        self._trees[name] = root
        self._edited.add(name)
        self.declare(name, content_type)
        return name

    def drop(self, name: str) -> None:
        """Removes a part, what it says about its relations, and its content type."""
        for gone in (name, _relations_of(name)):
            self.parts.pop(gone, None)
            self._trees.pop(gone, None)
            self._edited.discard(gone)
        types = self.edit(_CONTENT_TYPES)
        for override in types.findall(f"{{{_TYPES}}}Override"):
            if override.get("PartName", "").lstrip("/") == name:
                types.remove(override)

    def declare(self, name: str, content_type: str) -> None:
        """Says what a part holds: once for all .vml parts, one by one for the others."""
        types = self.edit(_CONTENT_TYPES)
        element, key, value = ("Override", "PartName", f"/{name}")
        if name.endswith(".vml"):
            element, key, value = ("Default", "Extension", "vml")
        for declared in types.findall(f"{{{_TYPES}}}{element}"):
            if declared.get(key, "").casefold() == value.casefold():
                declared.set("ContentType", content_type)
                return
        etree.SubElement(types, f"{{{_TYPES}}}{element}", {key: value, "ContentType": content_type})

    def related(self, name: str, kind: str) -> dict[str, str]:
        """The parts a part points to by a kind of relation, by relation id."""
        return {
            relation.get("Id", ""): _resolved(name, relation.get("Target", ""))
            for relation in self._relations(name)
            if relation.get("Type", "").endswith(f"/{kind}") and relation.get("TargetMode") != "External"
        }

    def all_related(self, name: str) -> set[str]:
        """Every part a part points to."""
        relations = [relation for relation in self._relations(name) if relation.get("TargetMode") != "External"]
        return {_resolved(name, relation.get("Target", "")) for relation in relations}

    def relate(self, name: str, kind: str, target: str) -> str:
        """Points from a part to another; the id of the new relation."""
        own = _relations_of(name)
        if own not in self.parts:
            self.parts[own] = b""
            self._trees[own] = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})  # type: ignore[dict-item]  # the stubs do not know a default
        relations = self.edit(own)
        taken = {relation.get("Id") for relation in relations}
        new = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        path = posixpath.relpath(target, posixpath.dirname(name))
        etree.SubElement(relations, f"{{{_RELATIONS}}}Relationship", Id=new, Type=f"{R}/{kind}", Target=path)
        return new

    def unrelate(self, name: str, target: str) -> None:
        """Takes away what points from a part to another."""
        for relation in self._relations(name):
            if _resolved(name, relation.get("Target", "")) == target:
                self.edit(_relations_of(name)).remove(relation)

    def drop_signatures(self) -> None:
        """Takes away digital signatures: they are of the file as it was sent, and would be shown as broken."""
        for origin in self.related("", "origin").values():
            self.unrelate("", origin)
            for name in [name for name in self.parts if name.startswith(posixpath.dirname(origin) + "/")]:
                self.drop(name)

    def save(self) -> bytes:
        """The package as bytes, the same for the same parts."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                archive.writestr(entry(name), _written(name, self._trees[name]) if name in self._edited else data)
        return packed.getvalue()

    def _relations(self, name: str) -> list[etree._Element]:
        own = _relations_of(name)
        return list(self.read(own).iterchildren(f"{{{_RELATIONS}}}Relationship")) if own in self.parts else []


def _unpacked(source: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            return {part.filename: archive.read(part) for part in archive.infolist() if not part.is_dir()}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as wrong:  # RuntimeError: a password, a rare method
        raise CannotPatchError(str(wrong)) from None


def _written(name: str, root: etree._Element) -> bytes:
    if name.endswith(".vml"):  # Excel itself writes these without a declaration
        return etree.tostring(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _relations_of(name: str) -> str:
    folder, base = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _resolved(name: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(name), target)).lstrip("/")

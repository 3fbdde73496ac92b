"""Comments of a worksheet being returned: ours are added and taken away again, those of others stay."""

from lxml import etree

from kstt.sheet import address, place
from report_templates.returned.cells import Cells, rich_text
from report_templates.returned.package import M, Package, R, parse, tag
from report_templates.returned.vml import Boxes, new_drawing

AUTHOR = "kstt"
OPENING = "— Kết quả kiểm tra (kstt) —"  # before our words; not every program keeps the author
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_EMPTY = f'<comments xmlns="{M}"><authors/><commentList/></comments>'
_AFTER_VML = (  # order of CT_Worksheet
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"),
)
_FONT = '<rPr><sz val="10"/><rFont val="Times New Roman"/></rPr>'


class Comments:
    """The comments part of a sheet and the VML drawing that shows them."""

    def __init__(self, package: Package, sheet: str) -> None:
        self._package, self._sheet = package, sheet
        self._name = next(iter(package.related(sheet, "comments").values()), None)
        self._root = package.read(self._name) if self._name else parse(_EMPTY.encode())
        self._list = _child(self._root, "commentList")
        self._authors = [author.text or "" for author in _child(self._root, "authors").iterchildren(tag("author"))]
        self._by_place = {place(one.get("ref", "")): one for one in self._list.iterchildren(tag("comment"))}
        self._boxes: Boxes | None = None

    @property
    def ours(self) -> set[tuple[int, int]]:
        """The cells whose comment is ours, or holds our words."""
        return {at for at, one in self._by_place.items() if self._is_ours(one) or OPENING in _said(one)}

    def remove_ours(self) -> None:
        """Takes away our comments, and our words from the comments of others."""
        for at, one in list(self._by_place.items()):
            added = OPENING in _said(one)
            if added:
                _cut(one)
            if self._is_ours(one) or (added and not _said(one)):
                self._list.remove(self._by_place.pop(at))
                self._drawing().remove(*at)

    def add(self, row: int, column: int, text: str, cells: Cells) -> None:
        """Our comment at a cell; behind the words of whoever commented on it before."""
        found = self._by_place.get((row, column))
        if found is None:
            said = {"ref": address(row, column), "authorId": str(self._author())}
            comment = self._by_place[row, column] = etree.SubElement(self._list, tag("comment"), said)
            etree.SubElement(comment, tag("text")).append(_run(f"{OPENING}\n{text}"))
            self._drawing().add(row, column, f"{OPENING}\n{text}", cells)
            return
        body = found.find(tag("text"))
        if body is None:
            body = etree.SubElement(found, tag("text"))
        for plain in body.findall(tag("t")):  # words without runs become the first run
            run = etree.Element(tag("r"))
            body.replace(plain, run)
            run.append(plain)
        body.insert(len(body.findall(tag("r"))), _run(f"\n{OPENING}\n{text}"))
        self._drawing().enlarge(row, column, rich_text(body), cells)

    def store(self, root: etree._Element) -> None:
        """Writes the parts and points the sheet `root` at them; without any comment left they go."""
        if self._name is not None:
            self._package.edit(self._name)
        elif len(self._list):
            self._name = self._package.add("xl/comments{}.xml", self._root, _CONTENT_TYPE)
            self._package.relate(self._sheet, "comments", self._name)
        if self._boxes is not None:
            self._boxes.store()
        if self._name is not None and not len(self._list):
            self._drop(self._name)
            if self._boxes is not None and self._boxes.empty:
                for pointer in root.findall(tag("legacyDrawing")):
                    root.remove(pointer)
                self._drop(self._boxes.name)
        elif self._boxes is not None:
            self._point_at(root, self._boxes.name)

    def _drop(self, name: str) -> None:
        self._package.unrelate(self._sheet, name)
        self._package.drop(name)

    def _point_at(self, root: etree._Element, drawing: str) -> None:
        relation = next(
            id_ for id_, name in self._package.related(self._sheet, "vmlDrawing").items() if name == drawing
        )
        pointer = root.find(tag("legacyDrawing"))
        if pointer is None:
            pointer = etree.Element(tag("legacyDrawing"), nsmap={"r": R})
            later = {tag(name) for name in _AFTER_VML}
            root.insert(next((n for n, child in enumerate(root) if child.tag in later), len(root)), pointer)
        pointer.set(f"{{{R}}}id", relation)

    def _drawing(self) -> Boxes:
        if self._boxes is None:
            self._boxes = Boxes(self._package, self._drawing_part())
        return self._boxes

    def _drawing_part(self) -> str:
        pointer = self._package.read(self._sheet).find(tag("legacyDrawing"))
        drawings = self._package.related(self._sheet, "vmlDrawing")
        if pointer is not None and (known := drawings.get(pointer.get(f"{{{R}}}id", ""))):
            return known
        name = self._package.add("xl/drawings/vmlDrawing{}.vml", new_drawing(), _VML_TYPE)
        self._package.relate(self._sheet, "vmlDrawing", name)
        return name

    def _author(self) -> int:
        if AUTHOR not in self._authors:
            etree.SubElement(_child(self._root, "authors"), tag("author")).text = AUTHOR
            self._authors.append(AUTHOR)
        return self._authors.index(AUTHOR)

    def _is_ours(self, comment: etree._Element) -> bool:
        number = int(comment.get("authorId", "0"))
        return number < len(self._authors) and self._authors[number] == AUTHOR


def _child(root: etree._Element, name: str) -> etree._Element:
    found = root.find(tag(name))
    return etree.SubElement(root, tag(name)) if found is None else found


def _said(comment: etree._Element) -> str:
    return rich_text(comment.find(tag("text")))


def _run(text: str) -> etree._Element:
    run = parse(f'<r xmlns="{M}">{_FONT}<t xml:space="preserve"/></r>'.encode())
    run[1].text = text
    return run


def _cut(comment: etree._Element) -> None:
    """Keeps the runs, or the part of one, that stand before our opening."""
    texts = list(comment.iter(tag("t")))
    first = next(n for n, text in enumerate(texts) if OPENING in (text.text or ""))
    texts[first].text = (texts[first].text or "").partition(OPENING)[0]
    for text in texts[first + 1 :]:
        text.text = ""
    kept = [text for text in texts if text.text]
    if kept:  # the end of line before our opening is ours as well; LibreOffice moves it into the run before
        kept[-1].text = (kept[-1].text or "").removesuffix("\n")
    for text in texts[first:]:
        run = text.getparent()
        if not text.text and run is not None and run.tag == tag("r") and (body := run.getparent()) is not None:
            body.remove(run)

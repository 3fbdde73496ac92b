"""Makes a checked Excel package fit for calamine, and reads from its XML what calamine does not tell.

calamine aborts on a value in XFD1048576, fails on #SPILL!, and gives '' for error cells and formulas without a result.
A sheet whose every cell has an address within bounds and a result (nearly all) is passed on as it is; any other is
written anew with only its good cells, and what was in the rest comes back as notes.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from posixpath import normpath

from lxml import etree

from kstt.sheet import address
from report_templates.files.bounds import MOST_COLUMNS, REPORT, Notes, Place, of_text, too_large
from report_templates.files.cell_styles import PARSER, odd_styles, struck_styles
from report_templates.files.kinds import broken
from report_templates.files.markup import (
    ATTRIBUTES,
    PREFIX,
    attributes,
    number,
    text,
    without_hidden_markup,
    zipped,
)
from report_templates.files.rich_text import as_shown
from report_templates.files.sheet_cells import TOKEN, filled_cells, formula_of, place_of, without_empty_end

CELL = re.compile(rb"<" + PREFIX + rb"c[\s/>]")
_SOUND = re.compile(
    rb"<"
    + PREFIX
    + rb'c(?:\s+(?!r=)[a-z]+="[^"<]*")*+\s+r="(?:[A-Z]|[A-H][A-Z]|I[A-V])(?:[1-9]\d{0,2}|[1-4]\d{3}|5000)"'
)
ANY_ERROR = re.compile(rb"\st\s*=\s*[\"']e[\"']")
NO_RESULT = re.compile(
    rb"</?" + PREFIX + rb"f(?:\s[^<>]*)?>\s*(?:<" + PREFIX + rb"v\s*(?:/>|>\s*<)|</" + PREFIX + rb"c\s*>)"
)
_NUMBER = rb"(-?\d+(?:\.\d+)?(?:E-?\d+)?)"
_PLAIN = re.compile(  # written in the plainest way: one run of characters that no other mark can stretch
    rb'<c r="([A-Z]{1,2}\d{1,4})"[^<>]*><f>([^<]{1,2000})</f><v>' + _NUMBER + rb"</v></c>"
)
_WITH_NUMBER = re.compile(  # of any formula
    rb"<" + PREFIX + rb"f(?:\s[^<>]*)?(?:/>|>[^<]*</" + PREFIX + rb"f>)\s*<" + PREFIX + rb"v>" + _NUMBER + rb"<"
)
_AT = re.compile(rb'\sr="([A-Z]{1,2}\d{1,4})"')
_DATA = re.compile(rb"<(" + PREFIX + rb")sheetData\b[^<>]*>(.*?)</" + PREFIX + rb"sheetData\s*>", re.DOTALL)
_LIKE_TOKEN = re.compile(rb"<" + PREFIX + rb"(?:row|c)[\s/>]")
_RESULT = re.compile(rb"<" + PREFIX + rb"v(?:\s[^<>]*)?>([^<]*)<")
_ROW = re.compile(rb"<" + PREFIX + rb"row" + ATTRIBUTES)
HIDDEN = re.compile(rb"<" + PREFIX + rb"row\s[^<>]*\b(?:hidden\s*=\s*[\"'](?:1|true)|ht\s*=\s*[\"']0(?:\.0+)?)[\"']")
_SHARED = re.compile(rb"\st\s*=\s*[\"']s[\"']")
_TEXT_END = re.compile(rb"</" + PREFIX + rb"si\s*>")


def fit_for_reading(parts: dict[str, bytes]) -> tuple[bytes, dict[int, Notes]]:
    """A package of the parts that can be read without harm, and notes on its sheets by their place in the book."""
    parts = {part: as_shown(plain) if _holds_text(part, plain) else plain for part, plain in parts.items()}
    odd, struck = odd_styles(parts), struck_styles(parts)
    counts = {part: len(CELL.findall(plain)) for part, plain in parts.items() if b"sheetData" in plain}
    sheets = {part: _noted(parts[part], count, odd, struck) for part, count in counts.items()}
    fit = parts | {part: plain for part, (plain, _) in sheets.items()}
    _check_text(fit, sum(counts.values()))
    told = {part: notes for part, (plain, notes) in sheets.items() if plain is not parts[part] or notes != Notes()}
    notes = {part.lower(): of_sheet for part, of_sheet in told.items()}
    order = sheet_parts(fit) if notes else []
    return zipped(fit), {place: notes[part] for place, part in enumerate(order) if part in notes}


def _noted(plain: bytes, cells: int, odd: Mapping[int, str], struck: Collection[int]) -> tuple[bytes, Notes]:
    """A sheet of so many cells as it can be read, and notes on it; `odd` and `struck` are styles by their numbers."""
    fit, notes, sound = plain, Notes(), cells == len(_SOUND.findall(plain))
    if not sound or ANY_ERROR.search(plain) or NO_RESULT.search(plain):
        notes, fit = written_anew(plain, REPORT.rows)
    for at, formula, result in _with_numbers(plain):
        (notes.formulas if of_text(result) else notes.sums)[at] = formula
    if (b"hidden" in plain or b' ht="0' in plain) and HIDDEN.search(plain):
        notes.hidden_rows |= set(hidden_rows(plain))
    if odd:
        notes.formats |= {at: odd[style] for at, style in _styled(plain, odd, sound=sound)}
    if struck:
        notes.struck |= {at for at, _ in _styled(plain, struck, sound=sound)}
    return fit, notes


def _holds_text(part: str, plain: bytes) -> bool:
    return part.lower().endswith("sharedstrings.xml") or b"sheetData" in plain


def _with_numbers(plain: bytes) -> Iterator[tuple[Place, str, bytes]]:
    """The formulas whose result is a number, with it."""
    if len(_WITH_NUMBER.findall(plain)) > len(_PLAIN.findall(plain)):
        yield from _with_numbers_anyhow(plain)
        return
    for found in _PLAIN.finditer(plain):
        at = place_of(found[1])
        if at and at[0] <= REPORT.rows and at[1] <= MOST_COLUMNS:
            yield at, text(found[2]), found[3]


def _with_numbers_anyhow(plain: bytes) -> Iterator[tuple[Place, str, bytes]]:
    data, shared = _DATA.search(plain), dict[bytes, tuple[str, str]]()
    for place, _, content in filled_cells(without_empty_end(data[2])) if data else ():
        if place[0] <= REPORT.rows and place[1] <= MOST_COLUMNS and b"f" in content:
            formula = formula_of(place, content, shared)
            if formula and (found := _WITH_NUMBER.search(content + b"<")):
                yield place, formula, found[1]


def hidden_rows(plain: bytes, most: int = REPORT.rows) -> Iterator[int]:
    """The rows of a sheet that nobody sees."""
    row = 0
    for found in _ROW.finditer(plain):
        told = attributes(found[1])
        row = number(told.get(b"r", b""), row + 1)
        flat = b"ht" in told and not told[b"ht"].strip(b"0.") and told.get(b"customHeight") in (b"1", b"true")
        if row <= most and (flat or told.get(b"hidden") in (b"1", b"true")):
            yield row


def _styled(plain: bytes, wanted: Collection[int], *, sound: bool) -> Iterator[tuple[Place, int]]:
    """The cells of a sheet with one of some styles, with its number; in a `sound` sheet all have addresses."""
    styles = b"|".join(b"%d" % style for style in wanted)
    if sound:
        for found in re.finditer(rb"s=[\"'](%s)[\"']" % styles, plain):
            tag = plain[plain.rfind(b"<", 0, found.start()) : plain.find(b">", found.end())]
            if b">" not in tag and (at := _AT.search(tag)) and (place := place_of(at[1])):
                yield place, int(found[1])
    elif re.search(rb"\ss\s*=\s*[\"'](?:" + styles + rb")[\"']", plain) and (data := _DATA.search(plain)):
        for place, told, _ in filled_cells(without_empty_end(data[2])):
            if (style := number(told.get(b"s", b""), 0)) in wanted:
                yield place, style


def _check_text(parts: dict[str, bytes], cells: int) -> None:
    """Refuses texts that are small in the package and would be huge in the cells that share them."""
    texts = next((plain for part, plain in parts.items() if part.lower().endswith("sharedstrings.xml")), b"")
    if cells * len(texts) <= REPORT.text:
        return
    longest = max(map(len, _TEXT_END.split(texts)))
    if longest * sum(len(_SHARED.findall(plain)) for plain in parts.values()) > REPORT.text:
        raise too_large()


def sheet_parts(parts: dict[str, bytes]) -> list[str]:
    """The (lower-case) part of each sheet, in the order of the workbook."""
    by_name = {part.lower(): plain for part, plain in parts.items()}
    targets = {}
    for one in etree.fromstring(by_name["xl/_rels/workbook.xml.rels"], PARSER).iter("{*}Relationship"):
        target = str(one.get("Target", ""))
        inside = target if target.startswith("/") else f"/xl/{target}"
        targets[one.get("Id")] = normpath(inside).lower().lstrip("/")
    sheets = etree.fromstring(by_name["xl/workbook.xml"], PARSER).iter("{*}sheet")
    return [targets.get(_relation(sheet), "") for sheet in sheets]


def _relation(sheet: etree._Element) -> str:
    return next((str(value) for name, value in sheet.attrib.items() if str(name).endswith("}id")), "")


def written_anew(plain: bytes, most: int) -> tuple[Notes, bytes]:
    """Notes on a sheet, and the sheet with only the cells with a value in its first rows, each with its address."""
    notes = Notes()
    plain = without_hidden_markup(plain)
    data = _DATA.search(plain)
    if data is None or len(_LIKE_TOKEN.findall(data[2])) != len(TOKEN.findall(data[2])):
        raise broken()  # a cell that is not understood would be lost without a word
    kept: list[bytes] = []
    shared: dict[bytes, tuple[str, str]] = {}
    for place, told, inner in filled_cells(without_empty_end(data[2])):
        if place[0] > most or place[1] > MOST_COLUMNS:
            notes.outside.append(place)
        elif told.get(b"t") == b"e":
            shown = _RESULT.search(inner)
            notes.errors[place] = text(shown[1]) if shown else ""
        elif (formula := _formula_without_result(place, told, inner, shared)) is not None:
            notes.formulas[place] = formula
        else:
            kept.append(_cell(data[1], place, told, inner))
    return notes, plain[: data.start(2)] + b"".join(kept) + plain[data.end(2) :]


def _formula_without_result(
    place: Place, told: dict[bytes, bytes], content: bytes, shared: dict[bytes, tuple[str, str]]
) -> str | None:
    """The formula of a cell that lacks its result; `shared` collects the formulas that later cells refer to."""
    written = formula_of(place, content, shared)
    result = _RESULT.search(content)
    if result and (result[1].strip() or told.get(b"t") == b"str"):  # a text result may be empty
        return None
    return written


def _cell(prefix: bytes, place: Place, told: dict[bytes, bytes], content: bytes) -> bytes:
    kept = b"".join(b' %s="%s"' % (name, told[name]) for name in (b"s", b"t") if name in told)
    opened = b'<%srow><%sc r="%s"%s>' % (prefix, prefix, address(*place).encode(), kept)
    return opened + content + b"</%sc></%srow>" % (prefix, prefix)

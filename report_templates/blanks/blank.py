"""The workbooks units fill in: every form of a unit, its name and period filled in, only input cells open."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from kstt.form import Form
from kstt.locality import Locality
from kstt.period import Period
from kstt.rollup import CityLine
from kstt.spelling import plain
from kstt.unit import Unit
from report_templates.blanks.input_sheet import draw_input_sheet
from report_templates.definitions import content_hash
from report_templates.drawing.copies import copies
from report_templates.drawing.form_sheet import Head
from report_templates.drawing.look import Look, new_workbook

MARK = "kstt"
"""Name of the hidden sheet that says what the workbook was made from, and its first key."""
_VERSION = "1"
_TIMES = re.compile(rb">([^<]+)</dcterms:(?:created|modified)>")
Known = dict[str, dict[str, dict[int, int]]]
"""Numbers known before a unit fills its blank in: by form code, name of the line, column number."""


@dataclass(frozen=True, slots=True)
class _Who:
    """How a unit is named in its workbook."""

    code: str
    name: str
    office: str


def write_blanks(
    folder: Path, *, units: Sequence[Unit], period: Period, forms: Sequence[Form], locality: Locality
) -> list[Path]:
    """One workbook per unit with the forms it fills in; a unit without any form gets none.

    A workbook is drawn once for every set of forms; a unit's copy differs only in its names.
    """
    folder.mkdir(parents=True, exist_ok=True)
    by_kind: dict[str, list[Unit]] = {}
    for unit in units:
        by_kind.setdefault(unit.kind, []).append(unit)
    written: dict[int, Path] = {}
    for kind, alike in by_kind.items():
        if own := forms_of(kind, forms):
            written |= _write_alike(folder, alike, period, own, locality)
    return [written[unit.code] for unit in units if unit.code in written]


def write_filled(
    target: Path,
    *,
    unit: Unit,
    period: Period,
    forms: Sequence[Form],
    locality: Locality,
    filled: Mapping[str, Sequence[CityLine]],
) -> None:
    """The unit's workbook with numbers and texts typed in, by form code; a form's own lines give way to the given."""
    who = _Who(str(unit.code), unit.name, unit.office)
    _draw(target, who, period, forms_of(unit.kind, forms), locality, filled)


def write_prefilled(
    target: Path,
    *,
    unit: Unit,
    period: Period,
    forms: Sequence[Form],
    locality: Locality,
    known: Known,
) -> None:
    """The unit's blank with what is known beforehand; names the form does not print get lines of their own."""
    filled = {}
    for form in forms:
        if here := known.get(form.code):
            printed = _printed_lines(form, unit.name, locality)
            others = here.keys() - {line.label for line in printed}
            lines = (*printed, *(CityLine(name) for name in here if name in others))
            filled[form.code] = [replace(line, numbers={**here.get(line.label, {})}) for line in lines]
    write_filled(target, unit=unit, period=period, forms=forms, locality=locality, filled=filled)


def file_name(unit: Unit) -> str:
    """The name of a unit's workbook, e.g. 11455_phuong-do-son.xlsx."""
    return f"{unit.code}_{plain(unit.name).replace(' ', '-')}.xlsx"


def as_issued(path: Path) -> bool:
    """Whether a workbook is a blank as it was written: whoever saves one enters when into its properties."""
    try:
        with ZipFile(path) as package:
            told = package.read("docProps/core.xml")
    except (BadZipFile, KeyError):
        return False
    return len(set(_TIMES.findall(told))) == 1


def forms_of(kind: str, forms: Sequence[Form]) -> tuple[Form, ...]:
    """The forms units of a kind fill in."""
    return tuple(form for form in forms if kind in form.filled_by)


def _write_alike(
    folder: Path, units: Sequence[Unit], period: Period, forms: Sequence[Form], locality: Locality
) -> dict[int, Path]:
    names = {unit.code: _Who(str(unit.code), unit.name, unit.office) for unit in units}
    stand_in = _Who("@code", _as_long("@name", units, "name"), _as_long("@office", units, "office"))
    template = BytesIO()
    _draw(template, stand_in, period, forms, locality, {})
    paths = {unit.code: folder / file_name(unit) for unit in units}
    words = ({stand_in.code: who.code, stand_in.name: who.name, stand_in.office: who.office} for who in names.values())
    for path, package in zip(paths.values(), copies(template.getvalue(), words), strict=True):
        path.write_bytes(package)
    return paths


def _as_long(mark: str, units: Sequence[Unit], field: str) -> str:
    """A stand-in as long as the longest real name, so that rows are high enough for every unit."""
    return mark.ljust(max(len(getattr(unit, field)) for unit in units), "_")


def _draw(
    target: Path | BinaryIO,
    who: _Who,
    period: Period,
    forms: Sequence[Form],
    locality: Locality,
    filled: Mapping[str, Sequence[CityLine]],
) -> None:
    workbook = new_workbook(target, f"Biểu mẫu báo cáo {period.name}", datetime.combine(period.window[0], time.min))
    look = Look(workbook)
    head = Head(who.office, locality.office, period, locality.place)
    for form in forms:
        lines = filled[form.code] if form.code in filled else _printed_lines(form, who.name, locality)
        draw_input_sheet(workbook.add_worksheet(form.sheet), look, form, head, lines)
    marks = [("unit_code", who.code), ("unit_name", who.name), ("period", str(period)), ("locality", locality.id)]
    marks += [(f"definition:{form.code}", content_hash(form)) for form in forms]
    sheet = workbook.add_worksheet(MARK)
    for row, (name, value) in enumerate([(MARK, _VERSION), *marks]):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    sheet.set_column(0, 1, 30)
    sheet.hide()
    workbook.close()


def _printed_lines(form: Form, unit_name: str, locality: Locality) -> tuple[CityLine, ...]:
    """The lines the form prints before anybody fills it in."""
    if form.lines == "fields":
        return tuple(CityLine(name) for name in locality.fields)
    if form.lines == "unit":
        return (CityLine(unit_name),)
    return tuple(CityLine(line.label) for line in form.fixed)

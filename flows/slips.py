"""Apology slips for a list of dossiers: a Word file per unit with a page per overdue dossier.

A list names people. Their names go into the slips and nowhere else: not into file names, logs, records or messages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flows.localities import find_folder
from flows.publishing import aside
from kstt.dossier import Dossier, named_by
from kstt.locality import Locality
from kstt.period import Period
from kstt.spelling import plain
from kstt.unit import CITY, COMMUNE, Register, Unit
from report_templates.dossier_list import read_dossiers
from report_templates.slips import NAME, TEMPLATE, Sender
from report_templates.slips import write_slips as write_document


@dataclass(frozen=True, slots=True)
class Slips:
    """What became of a list: the files written, how many slips of how many dossiers, and sentences on the others.

    `waiting` counts unfinished dossiers whose state says that the office waits for the applicant or has stopped.
    """

    files: tuple[Path, ...]
    slips: int
    dossiers: int
    waiting: int
    unread: tuple[str, ...]


def write_slips(list_path: Path, folder: Path, period: Period, locality: Locality) -> Slips:
    """Writes a file per unit that has overdue dossiers, in place of those of an earlier list of the same period.

    A dossier without a unit is the locality's own. Raises Refused for a file that is no list, DefinitionError for a
    template that can not be filled in, Locked where an old file is open in Word.
    """
    found = read_dossiers(list_path.read_bytes(), list_path.name)
    by_unit, unread = _by_unit([one for one in found.dossiers if one.overdue_in(period)], period, locality)
    own = find_folder(locality.id) / NAME
    begin, written = f"phieu-xin-loi_{period}_", []
    with aside(folder, retired=[old.name for old in folder.glob(f"{begin}*.docx")]) as new:
        for unit, dossiers in by_unit.items():
            name = f"{begin}{unit.code}_{plain(unit.name).replace(' ', '-')}.docx"
            write_document(new / name, _sender(unit, locality), dossiers, own if own.is_file() else TEMPLATE)
            written.append(folder / name)
    return Slips(
        files=tuple(written),
        slips=sum(map(len, by_unit.values())),
        dossiers=len(found.dossiers),
        waiting=sum(one.waits for one in found.dossiers),
        unread=(*found.unread, *unread),
    )


def _by_unit(
    dossiers: Sequence[Dossier], period: Period, locality: Locality
) -> tuple[dict[Unit, list[Dossier]], list[str]]:
    """The dossiers of each unit in the register's order, the longest overdue first; and what belongs to nobody."""
    whole = Unit(locality.code, locality.name, CITY)
    units = (*locality.register.valid_on(period.window[1]).units, whole)
    register = Register(units)
    found: dict[Unit, list[Dossier]] = {unit: [] for unit in units}
    strangers = 0
    for one in sorted(dossiers, key=lambda one: (one.due or date.max, one.code)):
        match named_by(one.unit, register) if one.unit else [whole]:
            case [unit]:
                found[unit].append(one)
            case _:
                strangers += 1
    told = [f"{strangers} hồ sơ quá hạn ghi đơn vị không có trong danh sách đơn vị"] if strangers else []
    return {unit: dossiers for unit, dossiers in found.items() if dossiers}, told


def _sender(unit: Unit, locality: Locality) -> Sender:
    """A commune signs in its own name, a division under its locality."""
    if unit.kind == CITY:
        return Sender(locality.office)
    return Sender(unit.office, "" if unit.kind == COMMUNE else locality.office)

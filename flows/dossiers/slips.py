"""Apology slips for a list of dossiers: a Word file per unit with a page per overdue dossier.

A list names people. Their names go into the slips and nowhere else: not into file names, logs, records or messages.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from pathlib import Path

from flows.dossiers.files import read_lists
from flows.dossiers.units import endless, of_each, units_above
from flows.locality.localities import find_folder
from flows.machine.publishing import aside
from kstt.dossiers.copies import settled
from kstt.dossiers.dossier import Dossier, named_by
from kstt.locality import Locality
from kstt.period import Period
from kstt.sheet import Refused
from kstt.spelling import plain
from kstt.spoken import count_text
from kstt.unit import CITY, COMMUNE, Register, Unit
from report_templates.dossiers.listing import FOR_SLIPS, MOST_TOLD, DossierList, Entry
from report_templates.dossiers.slips import NAME, TEMPLATE, Sender
from report_templates.dossiers.slips import write_slips as write_document


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
    (found,) = read_lists([list_path], FOR_SLIPS)
    if isinstance(found, Refused):
        raise found
    whole = Unit(locality.code, locality.name, CITY)
    register = Register((*locality.register.valid_on(period.window[1]).units, whole))
    every, contradicting = _once(found, locality.register.valid_on(period.window[1]))
    late = [one for one in every if one.overdue_in(period)]
    by_unit, strangers = _by_unit([one for one in late if not one.without_end], register, whole)
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
        dossiers=len(every),
        waiting=sum(one.waits for one in every),
        unread=(*found.unread, *contradicting, *_unsure(late), *strangers),
    )


def _once(found: DossierList, register: Register) -> tuple[list[Dossier], list[str]]:
    """Every dossier once, of the unit named above the table where its row names none.

    And a sentence for each whose rows contradict each other.
    """
    called = cache(partial(named_by, register=register))
    above = [*units_above(found, called)]
    copies: dict[tuple[str, str], list[Entry]] = {}
    for one, row, part in found.entries:
        units = called(one.unit) if one.unit else [unit] if (unit := above[part]) else []
        of_unit = replace(one, unit=units[0].name) if len(units) == 1 else one
        copies.setdefault((of_unit.unit, one.code), []).append((of_unit, row, part))
    every, told = list[Dossier](), list[str]()
    for (_, code), same in copies.items():
        told_together = settled([dossier for dossier, _, _ in same]) if len(same) > 1 else same[0][0]
        if isinstance(told_together, str):
            where = " và ".join(map(found.place, same[:2]))
            told.append(f"Hồ sơ {code}: ghi khác nhau ở {where} ({told_together}), không lập phiếu")
        else:
            every.append(told_together)
    return every, told


def _unsure(late: Iterable[Dossier]) -> Iterator[str]:
    """What ended nobody says when, in time or late: no slip says that it is not done yet."""
    found: dict[str, list[str]] = {}
    for one in late:
        if one.without_end:
            found.setdefault(f"{endless(one)}, không lập phiếu", []).append(one.code)
    for why, codes in found.items():
        yield from of_each(codes, why)


def _by_unit(
    dossiers: Sequence[Dossier], register: Register, whole: Unit
) -> tuple[dict[Unit, list[Dossier]], list[str]]:
    """The dossiers of each unit in the register's order, the longest overdue first; and what belongs to nobody."""
    found: dict[Unit, list[Dossier]] = {unit: [] for unit in register.units}
    strangers = list[str]()
    for one in sorted(dossiers, key=lambda one: (one.due or date.max, one.code)):
        match named_by(one.unit, register) if one.unit else [whole]:
            case [unit]:
                found[unit].append(one)
            case _:
                strangers.append(one.code)
    return {unit: dossiers for unit, dossiers in found.items() if dossiers}, [
        _of_nobody(strangers)
    ] if strangers else []


def _of_nobody(codes: Sequence[str]) -> str:
    """By their codes: what stands in the place of a unit may be a person's name."""
    rest = len(codes) - MOST_TOLD
    listed = ", ".join(codes[:MOST_TOLD]) + (f" và {count_text(rest)} hồ sơ khác" if rest > 0 else "")
    return f"{count_text(len(codes))} hồ sơ quá hạn ghi đơn vị không có trong danh sách đơn vị: {listed}"


def _sender(unit: Unit, locality: Locality) -> Sender:
    """A commune signs in its own name, a division under its locality."""
    if unit.kind == CITY:
        return Sender(locality.office)
    return Sender(unit.office, "" if unit.kind == COMMUNE else locality.office)

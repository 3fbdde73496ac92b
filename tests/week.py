"""A reporting week of a small city: who sends what on which day, as files dropped into the inbox."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from changing_city import EAST, ID, NORTH, SAME, SOUTH, WARD, WEST, Lines, make_city, send
from openpyxl import load_workbook

from flows.locality.localities import load_locality
from kstt.period import Period
from report_templates.blanks.blank import file_name

PERIOD = Period(2026, "Q1")
REPORTS: dict[int, Lines] = {
    WARD: {"Hộ tịch": (10, 62, 2, 9), "Đất đai": (7, 15, 1, 6)},
    EAST: {"Hộ tịch": (5, 24, 1, 4)},
    WEST: {"Hộ tịch": (2, 19, 0, 3)},
    NORTH: {"Hộ tịch": (4, 22, 1, 2)},
    SOUTH: {"Hộ tịch": (1, 16, 0, 2)},
    SAME: {"Hộ tịch": (9, 51, 2, 8)},
}
CORRECTED: dict[int, Lines] = {SAME: {"Hộ tịch": (9, 58, 2, 8)}}

__all__ = ["EAST", "ID", "NORTH", "PERIOD", "REPORTS", "SAME", "SOUTH", "WARD", "WEST", "drop", "make_office"]


def make_office(place: Path) -> None:
    """The office's working folder: the city's list of units and nothing else."""
    make_city(place)


def drop(office: Path, units: Iterable[int], *, wrong: bool = False, corrected: bool = False, name: str = "") -> None:
    """Puts the reports of units into the inbox; `wrong` ones have a total that does not add up."""
    desk = office / "may-don-vi"
    for code in units:
        send(desk, PERIOD, {code: (CORRECTED if corrected else REPORTS)[code]})
        unit = load_locality(ID).register.get(code)
        assert unit
        made = desk / "raw" / str(PERIOD) / file_name(unit)
        if wrong:
            _spoil(made)
        inbox = office / "data/raw/inbox"
        inbox.mkdir(parents=True, exist_ok=True)
        shutil.move(made, inbox / (name or made.name))
    shutil.rmtree(desk)


def _spoil(path: Path) -> None:
    book = load_workbook(path)
    sheet = book["II.06a"]
    row = next(row for row in range(1, 60) if sheet.cell(row, 2).value == "Hộ tịch")
    sheet.cell(row, 3).value = 1
    book.save(path)

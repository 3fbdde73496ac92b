"""A small city whose communes merged and split on 1/7/2025, as folders and workbooks an office would have."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from papers import in_process

from flows.locality.agenda import agenda_of
from flows.locality.localities import HOME, load_locality
from flows.outputs.before import quarters_before
from flows.outputs.targets import stood, year_so_far
from flows.quarter import run_quarter
from flows.received.intake import forms_of
from flows.record.basis import basis_kept
from flows.record.request import Request, Run
from flows.record.written import written_in
from kstt.period import Period
from kstt.rollup import CityLine
from kstt.targets.standing import Standing
from report_templates.blanks.blank import file_name, write_filled

ID = "thu"
A, B, C, WARD = 11701, 11702, 11703, 11710
OLD, EAST, WEST = 11720, 11721, 11722
CUT, NORTH, SOUTH = 11730, 11731, 11732
SAME = 11740
UNITS = """\
code,name,kind,valid_from,valid_to,successors,aliases
11701,Xã Quốc Tuấn,commune,2021-01-01,2025-06-30,11710,
11702,Xã An Thắng,commune,2021-01-01,2025-06-30,11710,
11703,Xã Tân Dân,commune,2021-01-01,2025-06-30,11710,
11710,Phường An Khánh,commune,2025-07-01,,,
11720,Xã Đại Bản,commune,2021-01-01,2025-06-30,11721; 11722,
11721,Phường Hồng An,commune,2025-07-01,,,
11722,Phường Đại Bản,commune,2025-07-01,,,
11730,Xã Lê Lợi,commune,2021-01-01,2025-06-30,11731: 60; 11732: 40,
11731,Xã Lê Lợi Bắc,commune,2025-07-01,,,
11732,Xã Lê Lợi Nam,commune,2025-07-01,,,
11740,Phường Đồ Sơn,commune,2021-01-01,,,
"""
Q1, Q2, Q3, Q4 = QUARTERS = tuple(Period(2025, f"Q{number}") for number in (1, 2, 3, 4))
YEAR = Period(2025, "Y")
Lines = Mapping[str, Sequence[int]]
"""By field: opening, new, overdue and closing dossiers."""


def make_city(place: Path, units: str = UNITS) -> None:
    """The locality's folder below `place`, to be used from there."""
    folder = place / "localities" / ID
    shutil.copytree(HOME / "hai-phong", folder)
    told = (folder / "locality.toml").read_text(encoding="utf-8").replace("hai-phong", ID)
    (folder / "locality.toml").write_text(told, encoding="utf-8")
    (folder / "units.csv").write_text(units, encoding="utf-8")


def six(opening: int, new: int, overdue: int, closing: int) -> dict[int, int | None]:
    """A correct line of II.06a; half of what is new came online."""
    done = opening + new - closing
    early = (done - overdue) // 2
    online = new // 2
    return {
        3: opening + new, 4: online, 5: new - online, 6: opening, 7: done, 8: early, 9: done - overdue - early,
        10: overdue, 11: closing, 12: closing, 13: 0,
    }  # fmt: skip


def send(
    place: Path, period: Period, reports: Mapping[int, Lines], more: Mapping[int, Mapping[str, Sequence[CityLine]]] = {}
) -> None:
    """The filled-in blanks of units, as received; `more` are their other forms by code."""
    locality = load_locality(ID)
    forms = forms_of(period, agenda_of(ID, period.year).lines)
    raw = place / "raw" / str(period)
    raw.mkdir(parents=True, exist_ok=True)
    for code, lines in reports.items():
        unit = locality.register.get(code)
        assert unit
        filled = {
            "II.06a": [CityLine(field, numbers=six(*line)) for field, line in lines.items()],
            **more.get(code, {}),
        }
        target = raw / file_name(unit)
        write_filled(target, unit=unit, period=period, forms=forms, locality=locality, filled=filled)


def run(place: Path, period: Period) -> Run:
    return run_quarter(Request(period, ID, place / "raw" / str(period), place / "out"), in_process)


FIRST = {
    A: {"Hộ tịch": (4, 30, 1, 6), "Y tế": (1, 9, 0, 2)},
    B: {"Hộ tịch": (2, 21, 0, 3)},
    C: {"Hộ tịch": (0, 12, 2, 5), "Đất đai": (3, 8, 1, 4)},
    OLD: {"Hộ tịch": (5, 40, 3, 7), "Đất đai": (2, 11, 0, 3)},
    CUT: {"Hộ tịch": (1, 33, 2, 4)},
    SAME: {"Hộ tịch": (6, 50, 1, 8)},
}
SECOND = {
    A: {"Hộ tịch": (6, 28, 2, 5), "Y tế": (2, 7, 1, 1)},
    B: {"Hộ tịch": (3, 19, 1, 4)},
    C: {"Hộ tịch": (5, 14, 0, 3), "Đất đai": (4, 9, 2, 6)},
    OLD: {"Hộ tịch": (7, 37, 2, 9), "Đất đai": (3, 10, 1, 2)},
    CUT: {"Hộ tịch": (4, 31, 1, 5)},
    SAME: {"Hộ tịch": (8, 47, 0, 7)},
}
THIRD = {
    WARD: {"Hộ tịch": (12, 60, 4, 11), "Y tế": (1, 8, 0, 0), "Đất đai": (6, 12, 1, 5)},
    EAST: {"Hộ tịch": (5, 20, 1, 4), "Đất đai": (2, 6, 0, 1)},
    WEST: {"Hộ tịch": (4, 18, 0, 3)},
    NORTH: {"Hộ tịch": (3, 19, 0, 2)},
    SOUTH: {"Hộ tịch": (2, 13, 1, 3)},
    SAME: {"Hộ tịch": (7, 45, 2, 6)},
}
FOURTH = {
    WARD: {"Hộ tịch": (11, 58, 3, 10), "Đất đai": (5, 14, 2, 7)},
    EAST: {"Hộ tịch": (4, 22, 2, 5), "Đất đai": (1, 7, 1, 2)},
    WEST: {"Hộ tịch": (3, 17, 1, 2)},
    NORTH: {"Hộ tịch": (2, 21, 1, 4)},
    SOUTH: {"Hộ tịch": (3, 15, 0, 1)},
    SAME: {"Hộ tịch": (6, 49, 1, 9)},
}
STORY = dict(zip(QUARTERS, (FIRST, SECOND, THIRD, FOURTH), strict=True))


def year_told_twice(out: Path) -> tuple[Standing, Standing]:
    """How the units stand in the year: by what the last quarter says of the year so far, and by the year's report."""
    locality, agenda = load_locality(ID), agenda_of(ID, 2025)
    forms = forms_of(Q4, agenda.lines)
    last, year = (basis_kept(written_in(out / str(period))) for period in (Q4, YEAR))
    now = stood(forms, last)
    so_far = year_so_far(Q4, locality, agenda, forms, last, now, quarters_before(Q4, locality, forms, out)).so_far
    assert so_far
    return so_far, stood(forms, year).known

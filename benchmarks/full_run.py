"""Compares, in one run, `kstt run` with the script an analyst would write, on the same 170 full workbooks.

Prints wall time, the ratio, and the peak memory of each. Goals: at most 0.15 of the naive time, under 400 MiB, and
`kstt --help` under half a second.

    python benchmarks/full_run.py [UNITS]
"""

import contextlib
import ctypes
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import vietnam_provinces

from flows.locality.localities import HOME, write_units
from kstt.form import Form
from kstt.locality import Locality
from kstt.period import Period
from kstt.rollup import CityLine
from kstt.simulation.commune import life, simulate
from kstt.simulation.forms import Quarter, fill
from kstt.unit import Unit
from report_templates.blanks.blank import file_name, write_filled
from report_templates.definitions import forms_in, load_forms

PERIOD = Period(2026, "Q1")
_ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER: who is left without a parent becomes ours
NAIVE = Path(__file__).with_name("naive_script.py")


def main() -> None:
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 170
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        prepare(home, units)
        kstt = [str(Path(sys.executable).with_name("kstt"))]
        ours = [*kstt, "run", str(PERIOD), "--locality", "bench", "--raw", "raw", "--out", "data/out", "--no-prefect"]
        naive = [sys.executable, str(NAIVE), "raw", "naive.xlsx"]
        ours_s, ours_mib = min(first_run(ours, home) for _ in range(3))
        naive_s, naive_mib = measured(naive, home)
        help_s = min(measured([*kstt, "--help"], home)[0] for _ in range(5))
    print(f"{units} full workbooks")
    print(f"kstt run     {ours_s:6.2f} s  {ours_mib:5.0f} MiB")
    print(f"naive script {naive_s:6.2f} s  {naive_mib:5.0f} MiB")
    print(f"ratio        {ours_s / naive_s:6.3f}   (goal: at most 0.150)")
    print(f"kstt --help  {help_s:6.2f} s  (goal: under 0.50)")


def prepare(home: Path, number: int) -> None:
    """A locality of so many communes of the country with a plan that binds them all, and a full workbook of each."""
    folder = home / "localities" / "bench"
    wards = list(vietnam_provinces.Ward.iter_all())[:number]
    often = Counter(ward.name for ward in wards)
    units = tuple(Unit(int(ward.code), own_name(ward, alone=often[ward.name] == 1)) for ward in wards)
    write_units(folder / "units.csv", units)
    (folder / "fields.csv").write_bytes((HOME / "hai-phong" / "fields.csv").read_bytes())
    told = (HOME / "hai-phong" / "locality.toml").read_text(encoding="utf-8").replace("hai-phong", "bench")
    (folder / "locality.toml").write_text(told, encoding="utf-8")
    (folder / f"plan-{PERIOD.year}.toml").write_text(plan_for_all(), encoding="utf-8")
    os.chdir(home)
    from flows.locality.localities import load_locality

    locality = load_locality("bench")
    (home / "raw").mkdir()
    for unit in locality.register.units:
        write_one(home / "raw" / file_name(unit), unit, locality)


def plan_for_all() -> str:
    """A real plan, with every commune in place of the one it was made for."""
    told = (HOME / "hung-thinh" / "plan-2025.toml").read_text(encoding="utf-8")
    told = told.replace("hung-thinh", "bench").replace("2025", str(PERIOD.year))
    return re.sub(r"^(commune|specialised) = .*$", r'\1 = ["kind:commune"]', told, flags=re.MULTILINE)


def own_name(ward: vietnam_provinces.Ward, *, alone: bool) -> str:
    """Communes of several provinces share names, units of one locality never do."""
    return ward.name if alone else f"{ward.name} {ward.code}"


def write_one(target: Path, unit: Unit, locality: Locality) -> None:
    """The unit's blank with every line of every form filled in, the empty ones at the end too."""
    chance = random.Random(unit.code)
    forms = forms_in(PERIOD, load_forms())
    spare = max(form.blank_lines for form in forms if form.lines == "fields")
    fields = (*locality.fields, *(f"Lĩnh vực khác {number}" for number in range(1, spare + 1)))
    lived = life(str(unit.code), fields)
    quarter = Quarter(unit, lived, PERIOD, simulate(lived, PERIOD), chance)
    filled = {code: every_line(form_of(forms, code), lines) for code, lines in fill(forms, quarter).items()}
    write_filled(target, unit=unit, period=PERIOD, forms=forms, locality=locality, filled=filled)


def every_line(form: Form, lines: Sequence[CityLine]) -> list[CityLine]:
    if form.lines in ("free", "tasks"):
        lines = lines or [CityLine("Rà soát", numbers={column.number: 1 for column in form.numbers})]
        return [replace(lines[at % len(lines)], label=f"Nội dung {at + 1}") for at in range(form.blank_lines)]
    return list(lines)


def form_of(forms: Sequence[Form], code: str) -> Form:
    return next(form for form in forms if form.code == code)


def first_run(command: list[str], home: Path) -> tuple[float, float]:
    """A run that remembers nothing: every workbook is read and judged."""
    shutil.rmtree(home / "data", ignore_errors=True)  # outputs, and beside them ledger, issues and what was read before
    return measured(command, home)


def measured(command: list[str], home: Path) -> tuple[float, float]:
    """Wall seconds and peak MiB of a command (the largest of its processes, those too that outlive it a moment)."""
    ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1)
    begun = time.perf_counter()
    child = os.fork()
    if not child:
        os.setsid()
        os.chdir(home)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.execv(command[0], command)
    _, status, usage = os.wait4(child, 0)
    spent, peaks = time.perf_counter() - begun, [usage.ru_maxrss]
    if status:
        raise SystemExit(f"{command} failed")
    with contextlib.suppress(ChildProcessError):
        while True:
            peaks.append(os.wait4(-child, 0)[2].ru_maxrss)
    return spent, max(peaks) / 1024


if __name__ == "__main__":
    main()

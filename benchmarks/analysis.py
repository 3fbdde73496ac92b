"""What the workbook of analysis adds to a run: seconds and peak memory, on a sample quarter with two before it.

Goals: at most 1.5 s and 60 MiB at 114 units. Wall and processor seconds are printed, for a busy machine slows the
former; the memory is what the peak of the whole run rose by while the workbook was made. `full` fills in every line of
every form (see full_run), the largest workbook there can be.

    python benchmarks/analysis.py [LOCALITY] [full]
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import full_run

from flows.locality.agenda import agenda_of
from flows.locality.localities import load_locality
from flows.machine import workers
from flows.quarter import run_quarter
from flows.received.intake import forms_of
from flows.record.request import Request
from flows.run import building
from flows.sample.quarter import write_sample
from kstt.period import Period

QUARTERS = (Period(2025, "Q3"), Period(2025, "Q4"), Period(2026, "Q1"))


def main() -> None:
    full = "full" in sys.argv[1:]
    locality = next((one for one in sys.argv[1:] if one != "full"), "hai-phong")
    building.analysis_of = timed("overview", building.analysis_of)
    building.write_analysis = timed("workbook", building.write_analysis)
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        if full:
            full_run.prepare(home, 114)
            run(home, "bench", full_run.PERIOD, home / "raw")
        else:
            for period in QUARTERS:
                forms = forms_of(period, agenda_of(locality, period.year).lines)
                raw = home / "raw" / str(period)
                write_sample(raw, period=period, locality=load_locality(locality), forms=forms, seed=7)
                run(home, locality, period, raw)


def run(home: Path, locality: str, period: Period, raw: Path) -> None:
    begun = time.perf_counter()
    done = run_quarter(Request(period, locality, raw, home / "out"), workers.each)
    spent = time.perf_counter() - begun
    size = (done.folder / f"Phan-tich_{period}_{locality}.xlsx").stat().st_size
    print(f"{period}: {done.record['coverage']} whole run {spent:.2f} s, workbook {size / 1e6:.2f} MB")


def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    def told(*args: Any) -> Any:
        wall, processor, peak = time.perf_counter(), time.process_time(), peak_mib()
        result = work(*args)
        spent = time.perf_counter() - wall, time.process_time() - processor
        print(f"  {name}: {spent[0]:.2f} s wall, {spent[1]:.2f} s processor, peak +{peak_mib() - peak:.0f} MiB")
        return result

    return told


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

"""`kstt doctor --trial`: an example quarter goes the whole way in a folder of its own, and is held against its truth.

It asks what no look at the parts can answer: whether this machine reads, judges, adds up and repeats as it should.
Nothing of it is kept, and no ledger but its own is written.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from flows.doctor import checks
from flows.doctor.checks import Check
from flows.locality.agenda import agenda_of
from flows.locality.localities import load_locality, reporting_in
from flows.machine import probes, workers
from flows.machine.parquet import read_frame
from flows.quarter import run_quarter
from flows.received.intake import forms_of
from flows.record.request import Request, base_of
from flows.sample.quarter import SETTLED, write_sample
from flows.sample.truth import TRUTH
from kstt.locality import Locality
from kstt.period import before, quarter_on
from kstt.unit import Register

_UNITS = 30  # enough for every fault of the example to happen once


def try_out(locality: str, out: Path, today: date) -> Iterator[Check]:
    """The newest quarter that is over, with what an example of some units says: its files, its sums, a second run.

    The folder lies where `out` is, so that the disk of the real figures is the one tried. Raises DefinitionError where
    the locality has no units or fields to make an example of.
    """
    began, period = monotonic(), before(quarter_on(today))
    with tempfile.TemporaryDirectory(prefix="kstt-thu-", dir=probes.nearest(base_of(out))) as place:
        home = Path(place)
        request = Request(period, locality, home / "raw" / str(period), home / "out", f"sqlite:///{home / 'so.sqlite'}")
        truth = _example(request, load_locality(locality))
        run = run_quarter(request, workers.each)
        many = f"{len(truth['files'])} tệp mô phỏng của {len(truth['units'])} đơn vị, {period.phrase}"
        yield checks.tried("Thử đọc, kiểm tra", f"{many}: kết quả như đáp án", _misread(run.record, truth))
        told = truth["city"][SETTLED]["total"]
        yield checks.tried("Thử tổng hợp", f"{len(told)} cột của biểu {SETTLED} cộng đúng", _misadded(run.folder, told))
        changed = _changed(run.record, run_quarter(request, workers.each).record)
        yield checks.tried(
            "Thử chạy lại", f"kết quả giống từng byte; cả lần thử {monotonic() - began:.0f} giây", changed
        )


def _example(request: Request, locality: Locality) -> Mapping[str, Any]:
    """Writes what some of the units send, and gives back the truth of it."""
    forms = forms_of(request.period, agenda_of(request.locality, request.period.year).lines)
    some = Register(reporting_in(locality, request.period).units[:_UNITS])
    small = replace(locality, register=some)
    write_sample(request.raw, period=request.period, locality=small, forms=forms, seed=1)
    told: Mapping[str, Any] = json.loads((request.raw / TRUTH).read_text(encoding="utf-8"))
    return told


def _misread(record: Mapping[str, Any], truth: Mapping[str, Any]) -> list[str]:
    """The files that became something else than they should."""
    found = {name: (file["outcome"], file["late"]) for name, file in record["files"].items()}
    return [name for name, file in truth["files"].items() if found.get(name) != (file["outcome"], file["late"])]


def _misadded(folder: Path, told: Mapping[str, int]) -> list[str]:
    """The columns whose sum over all units is another one than that of the numbers the example was made of."""
    figures = read_frame(folder / "figures.parquet", ["form", "column", "value"])
    sums = figures[figures["form"] == SETTLED].groupby("column")["value"].sum()
    found = {str(column): int(value) for column, value in sums.items()}
    return [f"cột ({column})" for column, value in told.items() if found.get(column) != value]


def _changed(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    """The outputs that a second run of the same files wrote otherwise."""
    return [name for name, sha in first["outputs"].items() if second["outputs"].get(name) != sha]

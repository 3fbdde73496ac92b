"""Compares, in one run, writing each output of a quarter with openpyxl writing the same cells (values and formulas).

Full workbooks of so many units are run first; then every output is written by itself in a process of its own, from the
content of that run. Prints wall and processor seconds, and by how much the process's peak memory rose. For returned
copies openpyxl opens each unit's workbook, adds the findings' sheet and saves it, which loses what it does not know.

    python benchmarks/writing.py [UNITS ...]
"""

import os
import pickle
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from full_run import PERIOD, prepare
from openpyxl import Workbook, load_workbook

from flows.machine import workers
from flows.outputs.narrating import write_narration
from flows.proof.evidence import evidence_of
from flows.quarter import run_quarter
from flows.record.request import Request
from kstt.finding import Finding
from kstt.sheet import Book as Sheets
from report_templates.analysis.workbook import write_analysis
from report_templates.page.document import write_page
from report_templates.proving.contents import Book
from report_templates.report.workbook import write_report
from report_templates.returned.marking import write_returned

FINDINGS = tuple(
    Finding("must_fix", "identity.sum", "Cột (3) khác tổng (4) + (5) + (6).", "Sửa số sai.", "II.06a", "II.06a", row, 3,
            "Hộ tịch", 3, 90, 100) for row in (9, 12, 15)
)  # fmt: skip


class Spent(NamedTuple):
    """Wall seconds, processor seconds, MiB the peak rose by."""

    wall: float
    processor: float
    mib: float


def main() -> None:
    for units in [int(one) for one in sys.argv[1:]] or [114, 170]:
        with tempfile.TemporaryDirectory() as place:
            home = Path(place)
            prepare(home, units)
            run_quarter(Request(PERIOD, "bench", home / "raw", home / "out"), workers.each)
            compare(home, units)
            os.chdir("/")


def compare(home: Path, units: int) -> None:
    evidence = evidence_of(home / "out" / str(PERIOD))
    again, books = evidence.again, evidence.books
    if isinstance(again, str):
        raise SystemExit(again)
    sources = sorted((home / "raw").glob("*.xlsx"))
    print(f"{units} full workbooks; figures: {len(again.gathered.figures)}")
    print(f"{'':12}{'ours':>27}{'openpyxl':>27}   ratio of processor seconds")
    report, analysis = (books[name] for name in (again.request.report, again.request.analysis))
    plain = home / "plain.xlsx"
    tell("report", lambda: write_report(home / "report.xlsx", again.report), lambda: plainly(plain, report))
    tell("analysis", lambda: write_analysis(home / "a.xlsx", again.analysis), lambda: plainly(plain, analysis))
    tell("page", lambda: write_page(home / "t.html", again.analysis.view))
    tell("narrative", lambda: write_narration(home, again.request, again.report, again.gathered))
    tell(f"{len(sources)} returned", lambda: returned(home, sources), lambda: returned_plainly(home, sources))


def tell(name: str, ours: Callable[[], object], theirs: Callable[[], object] | None = None) -> None:
    mine = measured(ours)
    other = measured(theirs) if theirs else None
    ratio = f"{mine.processor / other.processor:8.2f}" if other else ""
    print(f"{name:12}{said(mine)}{said(other) if other else ''}{ratio}")


def said(one: Spent) -> str:
    return f"{one.wall:7.2f} s {one.processor:6.2f} s {one.mib:5.0f} MiB"


def measured(work: Callable[[], object]) -> Spent:
    """The best of three, each in a fork of its own."""
    return min((forked(work) for _ in range(3)), key=lambda one: one.processor)


def forked(work: Callable[[], object]) -> Spent:
    here, there = os.pipe()
    child = os.fork()
    if not child:
        wall, processor, peak = time.perf_counter(), time.process_time(), peak_mib()
        work()
        spent = Spent(time.perf_counter() - wall, time.process_time() - processor, peak_mib() - peak)
        os.write(there, pickle.dumps(tuple(spent)))
        os._exit(0)
    os.close(there)
    with os.fdopen(here, "rb") as told:
        data = told.read()
    os.waitpid(child, 0)
    return Spent(*pickle.loads(data))  # noqa: S301 - our own child's


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def plainly(target: Path, book: Book) -> None:
    """The same cells without any look: what is typed and the formulas, whose results openpyxl can not keep."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, cells in book.items():
        sheet = made.create_sheet(name)
        for (row, column), cell in cells.items():
            sheet.cell(row, column, f"={cell.formula.lstrip('=')}" if cell.formula else cell.value)
    made.save(target)


def returned(home: Path, sources: list[Path]) -> None:
    for source in sources:
        data, book = source.read_bytes(), Sheets([])  # a package that can be patched needs no cells
        write_returned(home / "c.xlsx", source=data, book=book, findings=FINDINGS, title=("Đơn vị",))


def returned_plainly(home: Path, sources: list[Path]) -> None:
    for source in sources:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = load_workbook(source)
        sheet = made.create_sheet("Kết quả kiểm tra", 0)
        for one in FINDINGS:
            sheet.append([one.severity, one.form, one.cell, one.line, one.found, one.expected, one.message, one.advice])
        made.save(home / "c.xlsx")


if __name__ == "__main__":
    main()

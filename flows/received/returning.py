"""Hands every faulty file back: one returned copy each, made in the same guarded processes that read the file."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows.machine import workers
from flows.received.collecting import Case
from flows.received.copy_names import copy_names
from flows.received.shelf import Shelf
from kstt.finding import VERDICTS, Finding
from kstt.period import Period
from kstt.sheet import FormerTotals, Refused, address
from report_templates.files.formulas import kept_alive
from report_templates.files.opening import open_book
from report_templates.returned.marking import write_returned
from validation.parsed import total_cells


@dataclass(frozen=True, slots=True)
class Errand:
    """One copy to write: from which file, to where, with which findings under which title."""

    source: Path
    target: Path
    findings: tuple[Finding, ...]
    title: tuple[str, ...]
    readable: bool
    totals: FormerTotals
    sha256: str

    @property
    def content(self) -> str:
        """All that the copy depends on, as text."""
        return repr((self.sha256, self.findings, self.title, self.readable, sorted(self.totals.items())))


@contextmanager
def handing_back(folder: Path, cases: Sequence[Case], period: Period, shelf: Shelf) -> Iterator[None]:
    """Writes the returned copies of all files with findings, while the block does something else.

    A copy the shelf has from an earlier run is the same and is not written again.
    """
    faulty = {case.received.name: case.unit_code for case in cases if case.findings}
    named = {name: folder / copy for name, copy in copy_names(faulty).items()}
    errands = [errand_of(case, named[case.received.name], period) for case in cases if case.findings]
    keys = {errand.target: shelf.copy_key(errand.content) for errand in errands}
    fresh = [errand for errand in errands if not shelf.copy_of(keys[errand.target], errand.target)]
    written = workers.each(run_errand, fresh, bare_copy) if fresh else ()
    try:
        yield
    finally:
        for _ in written:
            pass
    shelf.keep_copies({key: target for target, key in keys.items()})


def errand_of(case: Case, target: Path, period: Period) -> Errand:
    """The copy of one case."""
    unit = case.unit.office if case.unit else "Chưa rõ đơn vị"
    title = (unit, f"Kỳ báo cáo: {period.name}", f"Tệp: {case.received.name}", f"Kết quả: {_verdict(case)}")
    return Errand(
        case.received.path,
        target,
        tuple(case.findings),
        title,
        case.taken.refused is None,
        dict(_totals(case)),
        case.taken.sha256,
    )


def _totals(case: Case) -> Iterator[tuple[tuple[str, str], int]]:
    """The totals nobody complained of, as they stand: they may follow a cell that is going to be mended."""
    told = {(finding.sheet, cell) for finding in case.findings for cell in finding.cells}
    for parsed in case.forms.values():
        for line, cell, number in total_cells(parsed):
            place = parsed.sheet, address(line.row, cell)
            if place not in told:
                yield place, number


def run_errand(errand: Errand) -> None:
    """Writes one returned copy; of a file that can not be opened again only the findings."""
    source = errand.source.read_bytes()
    try:
        book = kept_alive(open_book(source, errand.source.name)) if errand.readable else None
    except Refused:
        book = None
    write_returned(
        errand.target,
        source=source,
        book=book,
        findings=errand.findings,
        title=errand.title,
        totals=errand.totals,
    )


def bare_copy(errand: Errand) -> None:
    """The findings alone, where writing the marked copy had to be stopped."""
    write_returned(errand.target, source=b"", book=None, findings=errand.findings, title=errand.title)


def _verdict(case: Case) -> str:
    return VERDICTS[case.submission.verdict]

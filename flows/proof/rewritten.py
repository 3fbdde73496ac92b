"""The workbooks and the page held against themselves written again from the run's record and its Parquet files.

This finds what recalculation can not: a changed word, a formula that gives the same result today, a number nothing
adds, a file or finding that is told otherwise than it was judged.
"""

import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from filecmp import cmp
from itertools import zip_longest
from pathlib import Path

from flows.proof.again import Again, made
from flows.proof.evidence import Evidence
from kstt.proof import Difference, Shown, Tally
from report_templates.analysis.workbook import write_analysis
from report_templates.page.document import write_page
from report_templates.proving.contents import At, Book, Written, contents, named
from report_templates.report.change_sheet import CHANGES
from report_templates.report.workbook import write_report

_NOTHING = Written(None)


def as_rewritten(evidence: Evidence) -> Iterator[Tally]:
    """Value and formula of every cell of every sheet, and every line of the page for phones."""
    if evidence.given is None:
        return
    tally, again = Tally("rewritten"), evidence.again
    with tempfile.TemporaryDirectory(prefix="kstt-chung-minh-") as place:
        page = Path(place) / "page.html"
        written = again if isinstance(again, str) else made(lambda: _written(again, Path(place), page))
        if isinstance(again, str) or isinstance(written, str):
            tally.differences.append(Difference("rewritten", evidence.report, what=str(written)))
            yield tally
            return
        for name, path in written.items():
            book = evidence.books.get(name, {})
            _book(tally, name, book, book if _same_bytes(evidence.folder / name, path) else contents(path), again)
        if (told := evidence.page_text) is not None:
            _lines(tally, evidence.page, told, page.read_text(encoding="utf-8"))
    yield tally


def _written(again: Again, place: Path, page: Path) -> dict[str, Path]:
    """Where the workbooks of the run are written as they have to be, and with them the page."""
    written = {again.request.analysis: place / "analysis.xlsx"}
    write_analysis(written[again.request.analysis], again.analysis)
    if again.gathered.counts:
        written[again.request.report] = place / "report.xlsx"
        write_report(written[again.request.report], again.report)
    write_page(page, again.analysis.view)
    return written


def _same_bytes(mine: Path, other: Path) -> bool:
    """Whether reading both would tell the same: an untouched workbook is read once."""
    return mine.is_file() and cmp(mine, other, shallow=False)


def _book(tally: Tally, file: str, book: Book, other: Book, again: Again) -> None:
    for sheet in dict.fromkeys((*book, *other)) if book else ():
        if sheet == CHANGES and not again.compared:  # the issue before is gone: nothing to say of this sheet
            continue
        if sheet not in book or sheet not in other:
            missing = "thiếu trang" if sheet in other else "thừa trang"
            tally.differences.append(Difference("rewritten", file, sheet, what=missing))
        _hold(tally, (file, sheet), book.get(sheet, {}), other.get(sheet, {}))


def _hold(tally: Tally, at: tuple[str, str], mine: Mapping[At, Written], other: Mapping[At, Written]) -> None:
    for cell in sorted(mine.keys() | other.keys()):
        found, expected = mine.get(cell, _NOTHING), other.get(cell, _NOTHING)
        place = (*at, named(cell))
        if found.formula != expected.formula:
            tally.hold(expected.formula or expected.value, found.formula or found.value, place)
        else:
            tally.hold(_told(expected.value), _told(found.value), place)


def _told(value: Shown) -> Shown:
    """Times as run.json tells them, where findings speak of them."""
    return value.isoformat() if isinstance(value, datetime) else value


def _lines(tally: Tally, file: str, mine: str, other: str) -> None:
    pairs = zip_longest(mine.split("\n"), other.split("\n"))
    for number, (found, expected) in enumerate(pairs, start=1):
        tally.hold(expected, found, (file, "", ""), f"dòng {number} của tệp")

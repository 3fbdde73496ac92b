"""The returned copy: the unit's own workbook handed back with the faults marked in the cells."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kstt.finding import Finding
from kstt.sheet import Book, FormerTotals
from report_templates.returned.finding_sheet import TO_DO, TO_DO_UNREAD
from report_templates.returned.package import CannotPatchError
from report_templates.returned.patching import patch
from report_templates.returned.rebuilding import empty_copy, rebuild, sheet_names
from report_templates.returned.sheet import Opening


def write_returned(
    target: Path,
    *,
    source: bytes,
    book: Book | None,
    findings: Sequence[Finding],
    title: Sequence[str],
    totals: FormerTotals | None = None,
) -> None:
    """Writes the returned copy of a submission to `target`, an .xlsx file.

    A workbook package without macros is marked in place; whatever else was read is rebuilt from `book`, and of a file
    that was not read (`book` is None) only the findings are returned. `title` are the lines that open the first sheet;
    `totals` are remembered in it, so that mending a marked cell without adding up anew is no new fault.
    """
    target.write_bytes(_returned(source, book, findings, Opening(title, TO_DO, totals or {})))


def _returned(source: bytes, book: Book | None, findings: Sequence[Finding], opening: Opening) -> bytes:
    if book is None:
        return patch(empty_copy(), findings, Opening(opening.title, TO_DO_UNREAD))
    try:
        return patch(source, findings, opening)
    except CannotPatchError:
        names = sheet_names(book)
        renamed = [replace(finding, sheet=names.get(finding.sheet, finding.sheet)) for finding in findings]
        totals = {(names.get(sheet, sheet), cell): value for (sheet, cell), value in opening.totals.items()}
        return patch(rebuild(book), renamed, replace(opening, totals=totals))

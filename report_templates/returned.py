"""The returned copy: the unit's own workbook handed back with the faults marked in the cells."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kstt.finding import Finding
from kstt.sheet import Book
from report_templates.finding_sheet import TO_DO, TO_DO_UNREAD
from report_templates.patching import patch
from report_templates.rebuilding import empty_copy, rebuild, sheet_names
from report_templates.returned_package import CannotPatchError


def write_returned(
    target: Path, *, source: bytes, book: Book | None, findings: Sequence[Finding], title: Sequence[str]
) -> None:
    """Writes the returned copy of a submission to `target`, an .xlsx file.

    A workbook package without macros is marked in place; whatever else was read is rebuilt from `book`, and of a file
    that was not read (`book` is None) only the findings are returned. `title` are the lines that open the first sheet.
    """
    target.write_bytes(_returned(source, book, findings, title))


def _returned(source: bytes, book: Book | None, findings: Sequence[Finding], title: Sequence[str]) -> bytes:
    if book is None:
        return patch(empty_copy(), findings, title, TO_DO_UNREAD)
    try:
        return patch(source, findings, title, TO_DO)
    except CannotPatchError:
        names = sheet_names(book)
        renamed = [replace(finding, sheet=names.get(finding.sheet, finding.sheet)) for finding in findings]
        return patch(rebuild(book), renamed, title, TO_DO)

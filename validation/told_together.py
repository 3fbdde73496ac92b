"""Findings of one cause as one: the first of them, with the other cells named in its sentence."""

from collections.abc import Sequence
from dataclasses import replace

from kstt.finding import Finding
from kstt.form import Form
from kstt.spoken import first_of
from validation.broken_cells import ANY, Most, told_again
from validation.equations import SUM
from validation.numbers import NOT_WHOLE, in_thousands, suggestion
from validation.telling import NAMED, shown_number

MANY = 3
"""So many cells are of one cause; fewer may well be wrong each for itself."""


def told(form: Form, group: Sequence[Finding], most: Most = lambda _: ANY) -> Finding:
    """One finding for all of a group on a form; what is right, or meant, is said of each cell where it is known."""
    first, *others = group
    words = [_corrected(one) for one in others if one.rule == SUM and not one.suspects]
    lost = any(lost_its_thousands(form, one) for one in group)
    known = lost and all(in_thousands(one.found, most(one)) for one in group)
    words = words or ([_meant(one) for one in others] if known else _ranges(others))
    said = told_again(form, first, in_thousands(first.found) if known else "") if lost else first.message
    return replace(
        first,
        message=f"{said} Cùng một lỗi ở {len(others)} ô khác: {first_of(words, NAMED)}.",
        also=tuple(finding.cell for finding in others),
        suspects=tuple(cell for finding in group for cell in finding.suspects),
    )


def _meant(finding: Finding) -> str:
    return f"{finding.cell} (ghi {shown_number(finding.found)}, có phải {in_thousands(finding.found)}?)"


def _corrected(finding: Finding) -> str:
    stands = "để trống" if finding.left_blank else f"ghi {shown_number(finding.found)}"
    return f"{finding.cell} ({stands}, phải là {shown_number(finding.expected)})"


def _ranges(findings: Sequence[Finding]) -> list[str]:
    """The cells as people name them: what stands below each other is one range, and equal ranges side by side too."""
    runs: list[list[Finding]] = []
    for one in sorted(findings, key=lambda finding: (finding.column_at, finding.row)):
        if runs and (one.column_at, one.row - 1) == (runs[-1][-1].column_at, runs[-1][-1].row):
            runs[-1].append(one)
        else:
            runs.append([one])
    blocks: list[tuple[Finding, Finding]] = []
    for run in sorted(runs, key=lambda run: (run[0].row, run[-1].row, run[0].column_at)):
        first, last = blocks[-1] if blocks else (run[0], run[0])
        beside = blocks and (first.row, last.row, last.column_at) == (run[0].row, run[-1].row, run[0].column_at - 1)
        blocks[-1 if beside else len(blocks) :] = [(first if beside else run[0], run[-1])]
    blocks.sort(key=lambda block: (block[0].column_at, block[0].row))
    return [first.cell if first is last else f"{first.cell}:{last.cell}" for first, last in blocks]


def lost_its_thousands(form: Form, finding: Finding) -> bool:
    """Whether a number may be «1.234» typed where the point is a decimal mark: one setting does so to all of them."""
    return finding.rule == NOT_WHOLE and bool(suggestion(finding.found, shares=form.lines == "indicators"))

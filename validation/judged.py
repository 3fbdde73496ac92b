"""What is found on one form of one file, and on which of its cells: rules that need those cells wait."""

from dataclasses import dataclass

from kstt.finding import Finding
from validation.equations import Cell


@dataclass(slots=True)
class Judged:
    """The findings of one form of one file, and the cells they concern (line index, column number)."""

    findings: list[Finding]
    cells: set[Cell]

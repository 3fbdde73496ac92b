"""What a unit wrote on the task sheet: a status of the list, a date that can be read, every task once.

A line that is no task of the plan is told by `validation.parsing`, as on every form with printed lines.
"""

from collections.abc import Iterable, Iterator

from kstt.finding import Finding
from kstt.form import Form
from kstt.targets.task import STATUSES, read_day, read_status
from validation.parsed import Parsed
from validation.register import tell
from validation.words import Word


def task_findings(form: Form, parsed: Parsed, words: Iterable[Word]) -> list[Finding]:
    """The findings of one task sheet, in reading order; `words` are its cells of words."""
    found = [*_twice(form, parsed), *_unreadable(form, parsed, words)]
    return sorted(found, key=lambda finding: (finding.row, finding.column_at))


def _twice(form: Form, parsed: Parsed) -> Iterator[Finding]:
    seen: set[str] = set()
    for line in parsed.lines:
        if form.fixed and line.role == "line" and line.label in seen:
            place = {"sheet": parsed.sheet, "row": line.row, "column_at": parsed.columns[form.label.number]}
            yield tell("line.duplicate", form=form, **place, line=line.label, found=line.label)
        seen.add(line.label)


def _unreadable(form: Form, parsed: Parsed, words: Iterable[Word]) -> Iterator[Finding]:
    for row, _, line, number, text in dict.fromkeys(words):  # a sheet that stands twice is told once
        place = {"sheet": parsed.sheet, "row": row, "column_at": parsed.columns[number], "line": line, "column": number}
        column = form.column(number).key
        if column == "status" and read_status(text) is None:
            known = ", ".join(STATUSES.values())
            yield tell("task.status_unknown", form=form, **place, found=text, expected=known)
        elif column == "done_on" and read_day(text) is None:
            yield tell("task.date_unreadable", form=form, **place, found=text)

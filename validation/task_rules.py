"""What a unit wrote on the task sheet: a status of the list, a day on which it can have been done, every task once.

A line that is no task of the plan is told by `validation.parsing`, as on every form with printed lines.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from kstt.finding import Finding
from kstt.form import Form
from kstt.period import Period, day
from kstt.targets.task import STATUSES, read_day, read_status
from validation.parsed import Parsed
from validation.telling import tell
from validation.told_together import MANY, told
from validation.words import Word

_WORDS = ("task.status_unknown", "task.date_unreadable")
_NO_STATUS = "task.status_missing"


def task_findings(form: Form, parsed: Parsed, words: Iterable[Word], period: Period, received: date) -> list[Finding]:
    """The findings of one task sheet, in reading order; `words` are its cells of words, `received` when it came."""
    cells = list(dict.fromkeys(words))  # a sheet that stands twice is told once
    days = _possible_days(period, received)
    found = [*_twice(form, parsed), *_unreadable(form, parsed, cells), *_not_then(form, parsed, cells, days)]
    found += _without_status(form, parsed, cells)
    return list(_alike(form, sorted(found, key=lambda finding: (finding.row, finding.column_at))))


def _alike(form: Form, found: Sequence[Finding]) -> Iterator[Finding]:
    """The findings, with one and the same word that stands in many cells told once, as a column left blank."""
    groups: dict[tuple[str, object], list[Finding]] = {}
    for one in found:
        groups.setdefault(_cause(one), []).append(one)
    for one in found:
        group = groups[_cause(one)] if one.rule in (*_WORDS, _NO_STATUS) else [one]
        if len(group) < MANY:
            yield one
        elif one is group[0]:
            yield told(form, group)


def _cause(one: Finding) -> tuple[str, object]:
    return one.rule, None if one.rule == _NO_STATUS else one.found


def _possible_days(period: Period, received: date) -> tuple[date, date]:
    """The first and the last day on which a task may have been done: some are done before the plan asks for it.

    The last day of the period counts even where a file bears an earlier time, as some archives give it.
    """
    return date(period.year - 1, 1, 1), max(period.window[1], received)


def _twice(form: Form, parsed: Parsed) -> Iterator[Finding]:
    seen: set[str] = set()
    for line in parsed.lines:
        if form.fixed and line.role == "line" and line.label in seen:
            place = {"sheet": parsed.sheet, "row": line.row, "column_at": parsed.columns[form.label.number]}
            yield tell("line.duplicate", form=form, **place, line=line.label, found=line.label)
        seen.add(line.label)


def _unreadable(form: Form, parsed: Parsed, words: Iterable[Word]) -> Iterator[Finding]:
    for word in words:
        place, text = _place(form, parsed, word), word[-1]
        column = form.column(word[3]).key
        if column == "status" and read_status(text) is None:
            known = ", ".join(STATUSES.values())
            yield tell("task.status_unknown", **place, found=text, expected=known)
        elif column == "done_on" and read_day(text) is None:
            yield tell("task.date_unreadable", **place, found=text)


def _not_then(form: Form, parsed: Parsed, words: Iterable[Word], days: tuple[date, date]) -> Iterator[Finding]:
    """Days on which nothing can have been done, and those beside a status that says it is not done."""
    cells = {(row, form.column(number).key): (row, sec, line, number, text) for row, sec, line, number, text in words}
    for (row, column), word in cells.items():
        if column != "done_on" or (done_on := read_day(word[-1])) is None:
            continue
        *_, status = cells.get((row, "status"), ("",))
        place = _place(form, parsed, word) | {"found": day(done_on)}
        if not days[0] <= done_on <= days[1]:
            first, last = map(day, days)
            yield tell("task.date_impossible", **place, expected=f"từ {first} đến {last}")
        elif not status or read_status(status) not in ("done", None):
            yield tell("task.date_not_done", **place, expected=f"ghi «{status}»" if status else "để trống")


def _without_status(form: Form, parsed: Parsed, words: Iterable[Word]) -> Iterator[Finding]:
    """Documents of tasks of which neither status nor day is told: done by them, or begun, nobody can say."""
    cells = {(word[0], form.column(word[3]).key): word for word in words}
    for (row, column), word in cells.items():
        if column == "document" and (row, "status") not in cells and (row, "done_on") not in cells:
            yield tell(_NO_STATUS, **_place(form, parsed, word), found=word[-1])


def _place(form: Form, parsed: Parsed, word: Word) -> dict[str, object]:
    row, _, line, number, _ = word
    at = {"sheet": parsed.sheet, "row": row, "column_at": parsed.columns[number]}
    return {"form": form, **at, "line": line, "column": number}

"""The rows that say something of their own, read from the first to the last, each below the heading it belongs to.

What a row is depends on what stands above it: the heading in force, and whether the total of all lines was read.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from kstt.form import Form
from kstt.sheet import Line
from report_templates.reading.adding_up import amount, no_more
from report_templates.reading.line_marks import LEADING_MARK, is_letter, kind_of, mark_of
from report_templates.reading.nothing_arisen import denies
from report_templates.reading.section_heads import heads_fields, holds_rows, opens_section, run_below, sums_marked
from report_templates.reading.subtotals import DOUBTFUL, counts, says_sum
from report_templates.reading.timed_rows import timed_rows
from report_templates.reading.total_words import compares, names_the_office, only_words, tells_another_time
from report_templates.reading.totals import by_sums, closes, is_total

_BELOW_NO_HEADING = ("comment", "words", "total")


def in_order(form: Form, every: Sequence[Line], touched: Collection[int]) -> Iterator[Line]:
    """The rows with their roles and the names of their headings; see report_templates.reading.roles."""
    return _Table(form, every, touched).told()


@dataclass(frozen=True, slots=True)
class _Heading:
    """The heading in force. One that `adds` what stands below it tells its `last` row, or ends at one of its `kind`."""

    name: str = ""
    kind: str = ""
    adds: bool = False
    last: int | None = None

    def holds(self, at: int, kind: str) -> bool:
        """Whether a row, by its place and kind, stands below it by its sums."""
        return self.adds and (kind != self.kind if self.last is None else at <= self.last)


class _Table:
    """The rows, and what holds while they are read: the heading in force, and whether the total was passed."""

    def __init__(self, form: Form, every: Sequence[Line], touched: Collection[int]) -> None:
        self._form, self._every, self._touched = form, every, touched
        self._named = form.lines == "fields" and any(
            counts(form, line) and not tells_another_time(line) for line in every
        )
        self._ordered = any(line.section.isdigit() or kind_of(line) == "code" for line in every)
        self._timed = timed_rows(form, every, named=self._named)
        marks = ((at, mark_of(line)) for at, line in enumerate(every))
        self._held = {is_letter(mark) for at, mark in marks if mark and holds_rows(form, every, at)}
        self._heading, self._after_total = _Heading(), False
        self._opened = set[bool]()  # the kinds of marks of the headings so far: letters or not

    def told(self) -> Iterator[Line]:
        for at, line in enumerate(self._every):
            if self._ends_heading(at):
                self._heading = _Heading()
            if role := self._role(at):
                yield replace(line, role=role, section="" if role in _BELOW_NO_HEADING else self._heading.name)

    def _ends_heading(self, at: int) -> bool:
        """Whether a row no longer stands below the heading: «II», be it a line, ends what stands below «I»."""
        line = self._every[at]
        summed = self._heading.adds and not self._heading.holds(at, kind_of(line))
        return summed or (bool(mark := mark_of(line)) and is_letter(mark) in self._opened)

    def _role(self, at: int) -> str:
        """What a row is; nothing where it says nothing."""
        line = self._every[at]
        if at in self._timed:
            if not line.filled:
                self._heading = replace(self._heading, name=line.label)
            return "timed"
        if self._after_total and compares(line):
            return "comment"
        if self._after_total and line.row not in self._touched and only_words(line):
            return "words"
        if is_total(self._form, self._every, at) and not heads_fields(self._form, self._every, at):
            self._after_total = closes(self._form, self._every, at)
            return "comment" if self._form.fixed else "total"  # lines of different indicators are never added
        if not self._is_heading(at):
            return self._role_of_line(at)
        if not any(one.section.isdigit() or one.filled for one in self._every[at + 1 :]):
            return ""  # it heads nothing
        self._open(at)
        return "section"

    def _is_heading(self, at: int) -> bool:
        line, following = self._every[at], self._every[min(at + 1, len(self._every) - 1)]
        # an empty row among the parts of a line is one of them, and heads nothing
        among = not line.filled and self._heading.holds(at, kind_of(following))
        return not among and opens_section(self._form, self._every, at, self._held, ordered=self._ordered)

    def _open(self, at: int) -> None:
        """Puts a heading in force."""
        line, mark = self._every[at], mark_of(self._every[at])
        run = run_below(self._form, self._every, at)
        adds, last = not mark and line.filled, at + run if run else None
        self._heading = _Heading(LEADING_MARK.sub("", line.label), kind_of(line), adds, last)
        if mark and not sums_marked(self._form, self._every, at):
            self._opened.add(is_letter(mark))

    def _role_of_line(self, at: int) -> str:
        line = self._every[at]
        if line.label and line.row not in self._touched and not _is_filled_in(self._form, line):
            return ""
        if denies(self._form, line):
            return "denied"
        if not line.label:
            return "unnamed"
        if self._may_be_total(at):
            return "doubtful"
        added = self._heading.adds  # by the heading's sum, which tells that it is no part
        return "inside" if not added and _may_be_part(self._form, self._every, at) else "line"

    def _may_be_total(self, at: int) -> bool:
        """Whether a line may well be the total of the others, as an office's name says."""
        line = self._every[at]
        office = self._form.lines == "fields" and not line.section and names_the_office(line)
        return office or line.role == DOUBTFUL or by_sums(self._form, self._every, at) == DOUBTFUL


def _may_be_part(form: Form, every: Sequence[Line], at: int) -> bool:
    """Whether a row without a number between two that count on may be a part of the upper one, and no total says no."""
    above = next((line for line in reversed(every[:at]) if line.section.isdigit()), None)
    below = next((line for line in every[at + 1 :] if line.section.isdigit()), None)
    if form.lines != "fields" or kind_of(every[at]) != "none" or not (above and below):
        return False
    if int(below.section) != int(above.section) + 1 or any(one.filled for one in every if says_sum(form, one)):
        return False
    return any(map(amount, every[at].values)) and above.filled and no_more(every[at], above)


def _is_filled_in(form: Form, line: Line) -> bool:
    """Whether a unit wrote anything: a computed total that shows 0 on an untouched line of our blank is nothing."""
    cells = zip(form.numbers, line.values, strict=True)
    numbers = (value for column, value in cells if value != 0 or not form.computed_by(column.number))
    written = chain(numbers, () if form.fixed else line.texts)
    return any(value not in ("", None) for value in written) or _says_more(form, line)


def _says_more(form: Form, line: Line) -> bool:
    """Whether a fixed line carries words besides those the form prints."""
    own = form.printed(line.label)
    said = [value for at, value in enumerate(line.texts) if value and (not own or at >= len(own.texts))]
    return bool(form.fixed) and bool(said or (own and any(form.typed_aside(own, line.texts))))

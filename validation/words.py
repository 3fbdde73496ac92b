"""The words of a filled-in form: what the unit wrote, apart from what its blank printed there."""

from collections.abc import Iterator
from datetime import date, datetime

from kstt.form import Column, Form
from kstt.period import day
from kstt.sheet import FilledForm, Line, Value
from kstt.spelling import clean, key
from kstt.targets.task import read_day
from kstt.typed import says_nothing
from validation.parsed import Place

Word = tuple[int, str, str, int, str]
"""A cell of words: row, section, line's label, column number, text."""

AS_PLANNED = "ghi khác kế hoạch, lấy theo kế hoạch"


def texts(form: Form, filled: FilledForm) -> list[Word]:
    """The words units wrote in the text columns of data lines.

    What the plan says of its tasks is the plan's to say: a file on a former blank still prints the former deadline.
    """
    return [
        (line.row, line.section, line.label, number, text)
        for line, number, text, printed in _words(form, filled)
        if not printed or (form.lines != "tasks" and key(printed) != key(text))
    ]


def otherwise_than_planned(form: Form, filled: FilledForm) -> Iterator[tuple[str, Place, Value, str]]:
    """What a task sheet prints otherwise than the plan, as a normalisation: the plan's words count."""
    for line, number, text, printed in _words(form, filled) if form.lines == "tasks" else ():
        typed = read_day(text)  # Excel makes a date of a printed day
        if printed and key(printed) != key(text) and not (typed and typed == read_day(printed)):
            yield AS_PLANNED, (line.row, filled.columns[number]), day(typed) if typed else text, printed


def _words(form: Form, filled: FilledForm) -> Iterator[tuple[Line, int, str, str]]:
    """Every text on a line: the line, the column's number, the text, and the words the blank prints there."""
    for line in filled.lines:
        if line.role == "line":
            own = form.printed(line.label)
            printed = own.texts if own else ()
            for at, (column, value) in enumerate(zip(form.texts, line.texts, strict=True)):
                text = _as_seen(value)
                if text and not _says_nothing(text, column):
                    yield line, column.number, text, printed[at] if at < len(printed) else ""


def _as_seen(value: Value) -> str:
    """The text of a cell as its reader sees it: Excel makes numbers of «125» and days of «15/1/2026»."""
    if isinstance(value, datetime | date):
        return day(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    return clean(str(value)) if value not in ("", None) else ""


def _says_nothing(text: str, column: Column) -> bool:
    """Whether a text stands for nothing: a dash or dots, in place of a day also «không»."""
    return says_nothing(text) and (column.kind == "date" or not any(map(str.isalnum, text)))

"""Lines nobody sees, hidden by hand or by a filter: counted where a total adds them, told where none does."""

from collections.abc import Iterator

from kstt.finding import Finding
from kstt.form import Form
from validation.parsed import Parsed
from validation.placing import place
from validation.telling import tell

HIDDEN = "line.hidden"


def hidden_lines(form: Form, one: Parsed) -> Iterator[Finding]:
    """The hidden lines with numbers of a form without totals: nobody can tell whether they belong to the report."""
    rows = list(zip(one.lines, one.numbers, strict=True))
    if form.fixed or any(line.role == "total" and any(numbers) for line, numbers in rows):
        return
    for index, (line, numbers) in enumerate(rows):
        if line.role == "line" and line.row in one.hidden_rows and any(numbers):
            facts = place(form, one, index, form.label.number) | {"column": None}
            yield tell(HIDDEN, **facts, found=line.label)


def hidden_words(one: Parsed) -> str:
    """What a wrong total says of hidden lines: most often it leaves them out."""
    lines = zip(one.lines, one.numbers, strict=True)
    rows = [
        str(line.row) for line, numbers in lines if line.role == "line" and line.row in one.hidden_rows and any(numbers)
    ]
    return f"; dòng {', '.join(rows)} của trang đang bị ẩn nhưng có số liệu" if rows else ""

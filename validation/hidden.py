"""Lines nobody sees, hidden by hand or by a filter: counted where a seen sum adds them, told where none does."""

from collections.abc import Iterator

from kstt.finding import Finding
from kstt.form import Form
from kstt.sheet import Line
from validation.parsed import Parsed
from validation.placing import place
from validation.telling import tell

HIDDEN = "line.hidden"


def hidden_lines(form: Form, one: Parsed) -> Iterator[Finding]:
    """The hidden lines with numbers that nothing seen adds up: nobody can tell whether they belong to the report."""
    sums = [line for line, numbers in zip(one.lines, one.numbers, strict=True) if line.role != "line" and any(numbers)]
    if form.fixed or any(line.role == "total" for line in sums):
        return
    added = {line.section for line in sums if line.row not in one.hidden_rows}
    for index, line in _hidden(one):
        if line.section in added:
            continue
        facts = place(form, one, index, form.label.number) | {"column": None}
        yield tell(HIDDEN, **facts, found=line.label)


def hidden_words(one: Parsed) -> str:
    """What a wrong total says of hidden lines: most often it leaves them out."""
    rows = ", ".join(str(line.row) for _, line in _hidden(one))
    return f"; dòng {rows} của trang đang bị ẩn nhưng có số liệu" if rows else ""


def _hidden(one: Parsed) -> Iterator[tuple[int, Line]]:
    """The hidden lines with numbers, with their indexes."""
    lines = one.data_lines()
    return ((index, line) for index, line, numbers in lines if line.row in one.hidden_rows and any(numbers))

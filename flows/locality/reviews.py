"""The review plan of a year: procedures to review, as printed lines of the review form (II.04)."""

from collections.abc import Iterable
from datetime import date

from flows.locality.localities import find_folder
from flows.machine.csv_files import Row, read_csv
from kstt.form import DefinitionError, FixedLine
from kstt.period import day
from kstt.spelling import clean
from report_templates.definitions import load_forms

_NAMED, _DATES = ("number", "procedure", "code"), ("begin", "end")


def review_lines(locality: str, year: int) -> tuple[FixedLine, ...]:
    """The lines of `review-<year>.csv` of a locality, none where there is no such file.

    Its columns are named like the keys of the form's columns. Raises DefinitionError naming file and line.
    """
    path = find_folder(locality) / f"review-{year}.csv"
    if not path.is_file():
        return ()
    form = next(form for form in load_forms() if form.lines == "free")
    keys = [column.key for column in form.texts]
    rows = read_csv(path, f"{locality}/{path.name}", needed=(*_NAMED, *keys), whole=True)[1]
    found: dict[str, FixedLine] = {}
    for row in rows:
        line = FixedLine(clean(row.cells["number"]), _label(row), _words(row, keys), form=form.code)
        if found.setdefault(line.label, line) is not line:
            raise DefinitionError(f"{row.where}: hai dòng cùng là «{line.label}»")
    return tuple(found.values())


def _label(row: Row) -> str:
    told = {name: clean(row.cells[name]) for name in _NAMED}
    if empty := next((name for name in ("number", "procedure") if not told[name]), ""):
        raise DefinitionError(f"{row.where}: cột {empty} để trống")
    return f"{told['number']}. {told['procedure']}" + (f" ({told['code']})" if told["code"] else "")


def _words(row: Row, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(_day(row, key) if key in _DATES else clean(row.cells[key]) for key in keys)


def _day(row: Row, key: str) -> str:
    """A day as it is printed; nothing where there is none."""
    text = clean(row.cells[key])
    try:
        return day(date.fromisoformat(text)) if text else ""
    except ValueError:
        raise DefinitionError(f"{row.where}, cột {key}: «{text}» không phải là ngày; hãy ghi như 2024-08-31") from None

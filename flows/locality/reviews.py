"""The review plan of a year: procedures to review, as printed lines of the review form (II.04)."""

import csv
from datetime import date

from flows.locality.localities import find_folder
from kstt.form import DefinitionError, FixedLine
from kstt.period import day
from kstt.spelling import clean
from report_templates.definitions import load_forms

_DATES = ("begin", "end")


def review_lines(locality: str, year: int) -> tuple[FixedLine, ...]:
    """The lines of `review-<year>.csv` of a locality, none where there is no such file.

    Its columns are named like the keys of the form's columns. Raises DefinitionError naming file and line.
    """
    path = find_folder(locality) / f"review-{year}.csv"
    if not path.is_file():
        return ()
    form = next(form for form in load_forms() if form.lines == "free")
    keys = [column.key for column in form.texts]
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        try:
            return tuple(
                FixedLine(row["number"], _label(row), tuple(_shown(key, row[key]) for key in keys), form=form.code)
                for row in reader
            )
        except (KeyError, ValueError) as wrong:
            raise DefinitionError(f"{locality}/{path.name} dòng {reader.line_num}: {wrong}") from None


def _label(row: dict[str, str]) -> str:
    code = f" ({clean(row['code'])})" if row["code"] else ""
    return f"{clean(row['number'])}. {clean(row['procedure'])}{code}"


def _shown(key: str, text: str) -> str:
    return day(date.fromisoformat(text)) if key in _DATES and text else clean(text)

"""The year so far never falls: what a longer period counts is at least what its parts counted, line by line.

Which columns count what happened in a period, so that they add up, the register says (`watched`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kstt.finding import Finding
from kstt.form import Form
from kstt.rollup import Name
from validation.parsed import Parsed
from validation.placing import lines_by_name, place_of_name, stands, sum_of
from validation.register import rules
from validation.telling import shown_number, tell

YEAR_TO_DATE = "memory.year_to_date"
_AT_LEAST = "không dưới"


@dataclass(frozen=True, slots=True)
class SoFar:
    """What a unit's form has counted in a year already: by official name and column, and in which periods."""

    least: Mapping[tuple[str, int], int]
    periods: str


def year_to_date_findings(form: Form, parsed: Parsed, so_far: SoFar, name: Name) -> Iterator[Finding]:
    """A finding per line that fell, at the first of its columns that did; the others are named in its sentence."""
    columns = watched_columns(form.code)
    here = lines_by_name(parsed, name)
    for official in dict.fromkeys((*here, *(line for line, _ in so_far.least))):
        lines = here.get(official, [])
        numbers = {number: sum_of(parsed, lines, number) for number in columns}
        fell = [(number, found, so_far.least.get((official, number), 0)) for number, found in numbers.items()]
        if fell := [one for one in fell if one[1] < one[2]]:
            (number, found, expected), *others = fell
            named = ", ".join(f"({column})" for column, *_ in others)
            facts = {"found": found, "expected": f"{_AT_LEAST} {shown_number(expected)}", "bound": expected}
            facts |= {"difference": found - expected, "former": so_far.periods}
            facts |= {"stands": stands(parsed, lines, number, found)}
            facts |= {"others": f"; cùng dòng còn cột {named}" if others else ""}
            grounds = tuple(value for _, *values in others for value in values)
            place = place_of_name(form, parsed, official, lines, number)
            yield tell(YEAR_TO_DATE, **place, **facts, grounds=grounds)


def watched_columns(code: str) -> tuple[int, ...]:
    """The columns of a form that add up over a year."""
    return next((side.columns for side in rules()[YEAR_TO_DATE].watched if side.form == code), ())

"""What former runs left in the folder of outputs: closing backlogs, the year so far, and the totals of years past."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from flows.earlier.former import by_forms
from flows.record.basis import Basis, basis_kept, basis_made
from flows.record.written import Written, left
from kstt.form import Form
from kstt.lineage.chains import as_of
from kstt.lineage.remap import told_whole
from kstt.locality import Locality
from kstt.period import Period, before
from kstt.rollup import Name
from kstt.rows import rows_of
from kstt.silence import with_zeros
from kstt.span import Quarter
from validation.outliers import OWN_HISTORY, Past
from validation.parsed import Parsed
from validation.register import rules
from validation.same_as_before import numbers_said
from validation.year_to_date import SoFar, watched_columns

_QUARTERS = 8  # so many former quarters are looked at: two years, each season twice
At = tuple[int, str]  # unit code and form


def reported(out: Path, period: Period, locality: str) -> Written | None:
    """What units reported for a period of the locality, as its run left it; None where that is not at hand."""
    told = left(out / str(period), locality, drafts=True)  # the latest a unit said is what its next form goes on from
    if isinstance(told, str) or told.record.get("quarters"):
        return None  # what was added up from quarters says nothing the quarters do not
    return told


def pasts(out: Path, period: Period, locality: Locality, forms: Sequence[Form]) -> dict[At, Past]:
    """The totals of every unit's former quarters in the columns compared over time; none for a longer period.

    Of a quarter in which nothing arose they are 0. Whoever took over others has their totals too: only what else grew
    is to be explained.
    """
    found: dict[At, dict[int, list[int]]] = {}
    if period.quarters:
        return {}
    sides = rules()[OWN_HISTORY].watched
    watched = [form for form in forms if any(side.form == form.code for side in sides)]
    for one in reversed(list(_former(period))):
        if told := reported(out, one, locality.id):
            figures = _as_of_today(one, basis_kept(by_forms(one, told, forms)), locality, period.window[1], watched)
            for side in sides:
                mine = figures[(figures["form"] == side.form) & figures["column"].isin(side.columns)]
                summed = mine.groupby(["unit_code", "column"])["value"].sum().reset_index()
                for code, column, value in rows_of(summed, "unit_code", "column", "value"):
                    found.setdefault((code, side.form), {}).setdefault(column, []).append(value)
    return dict(found)


def repeated(out: Path, period: Period, locality: str, given: Mapping[At, tuple[Form, Parsed]]) -> dict[At, Period]:
    """Whose forms say what they said in the quarter before or a year ago, and in which; none for a longer period."""
    found: dict[At, Period] = {}
    for one in () if period.quarters else (before(period), period.year_ago):
        if told := reported(out, one, locality):
            figures = told.figures[told.figures["value"] != 0]
            many = figures.groupby(["unit_code", "form"]).size().to_dict()
            for at, (form, parsed) in given.items():
                # telling every number of every unit takes long, counting them does not
                if at not in found and many.get(at) == parsed.many and (said := numbers_said(form, parsed)):
                    mine = figures[(figures["unit_code"] == at[0]) & (figures["form"] == at[1])]
                    if said == frozenset(rows_of(mine, "section", "line", "column", "value")):
                        found[at] = one
    return found


def _as_of_today(period: Period, basis: Basis, locality: Locality, when: date, forms: Sequence[Form]) -> pd.DataFrame:
    """A former quarter's figures by the units of a day, with a 0 where nothing arose."""
    view = as_of(locality.register, when, [period.window[1]])
    quarter = Quarter(period, basis.figures, basis.texts, basis.counted)
    now = told_whole(quarter, view, forms, view.undivided(period.window[1]))
    silent = basis_made(now.figures, now.texts, now.forms).silent
    return with_zeros(now.figures, silent, forms)


def _former(period: Period) -> Iterator[Period]:
    for _ in range(_QUARTERS):
        period = before(period)
        yield period


def years_so_far(out: Path, period: Period, locality: str, forms: Sequence[Form], name: Name) -> dict[At, SoFar]:
    """What every unit counted in the parts of a longer period, as far as they are at hand; none for a quarter.

    A part is a quarter, or a longer period that ends with it: of the two, whichever counted more.
    """
    least: dict[At, dict[tuple[str, int], int]] = {}
    heard: dict[At, list[Period]] = {}
    for quarter in period.quarters:
        for at, line in _counted(out, quarter, locality, forms, name).items():
            heard.setdefault(at, []).append(quarter)
            for cell, value in line.items():
                least.setdefault(at, {})[cell] = least.get(at, {}).get(cell, 0) + value
        for longer in _ending_with(quarter, period):
            for at, line in _counted(out, longer, locality, forms, name).items():
                heard.setdefault(at, []).append(longer)
                known = least.setdefault(at, {})
                known |= {cell: max(value, known.get(cell, 0)) for cell, value in line.items()}
    return {at: SoFar(cells, ", ".join(one.phrase for one in heard[at])) for at, cells in least.items()}


def _ending_with(quarter: Period, within: Period) -> Iterator[Period]:
    if (longer := quarter.so_far) not in (quarter, within):
        yield longer


def _counted(
    out: Path, period: Period, locality: str, forms: Sequence[Form], name: Name
) -> Mapping[At, dict[tuple[str, int], int]]:
    """By unit and form: the sums of the columns that add up over a year, by official name and column."""
    told = reported(out, period, locality)
    found: dict[At, dict[tuple[str, int], int]] = {}
    if told:
        figures = by_forms(period, told, forms).figures
        for form in forms:
            mine = figures[(figures["form"] == form.code) & figures["column"].isin(watched_columns(form.code))]
            for code, line, section, column, value in rows_of(mine, "unit_code", "line", "section", "column", "value"):
                cells = found.setdefault((code, form.code), {})
                cell = name(line, section)[0], column
                cells[cell] = cells.get(cell, 0) + value
    return found

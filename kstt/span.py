"""Several quarters as one period: flows add up, opening stocks are the first quarter's, closing stocks the last's.

A unit is in a form's sums only where it has the form in every quarter since its founding; what is left out for that is
named as a Gap.
Computed columns are rebuilt from their parts, so that the relations of a form hold again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from kstt.form import Form
from kstt.over_time import LINE, Break, breaks_of, of_form
from kstt.period import Period
from kstt.rollup import Name
from kstt.rows import rows_of
from kstt.silence import Silent, silent_on
from kstt.source import read_source
from kstt.span_words import over_quarters
from kstt.spelling import key
from kstt.versions import Columns


@dataclass(frozen=True, slots=True)
class Quarter:
    """What a quarter left: its accepted figures and texts as in `rollup.city_tables`, with file, sheet and cell.

    `forms` are the (unit code, form code) that count, `not_yet` the codes of units founded later
    (kstt.lineage.founding), `unasked` the columns its version of a form did not have.
    """

    period: Period
    figures: pd.DataFrame
    texts: pd.DataFrame
    forms: frozenset[tuple[int, str]]
    not_yet: frozenset[int] = frozenset()
    unasked: Columns = frozenset()


@dataclass(frozen=True, slots=True)
class Gap:
    """What a unit lacks in some quarters, so that it is not added up: a form, or one printed line of it."""

    unit_code: int
    form: str
    line: str
    lacking: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Figures and texts of the whole period, in the columns of the quarters' own; `row` numbers a form's lines.

    `counted` says who counts with which form, and for whom of them `nothing_arose` on it in any quarter.
    `recounted` are the (unit code, form, line) for whose sake no recount of the form adds, `counted_again` the (unit
    code, form code) that do not count as the form tells what was left open more than once. `above_whole` says by
    indicator id and unit code in which quarters a share is more than its whole.
    """

    figures: pd.DataFrame
    texts: pd.DataFrame
    counted: frozenset[tuple[int, str]]
    nothing_arose: frozenset[tuple[int, str]]
    gaps: tuple[Gap, ...]
    breaks: tuple[Break, ...]
    recounted: tuple[tuple[int, str, str], ...]
    counted_again: tuple[tuple[int, str], ...] = ()
    above_whole: Mapping[tuple[str, int], tuple[Period, ...]] = field(default_factory=dict)


def add_up(forms: Iterable[Form], quarters: Sequence[Quarter], units: Mapping[int, str], name: Name) -> Sum:
    """The quarters, in order, as one period; `units` are the names of the units that are added up, by code."""
    known = tuple(forms)
    whole = frozenset(pair for pair in _complete(known, quarters) if pair[0] in units)
    again = whole & frozenset(_counted_again(known, quarters))
    counted = whole - again
    names = _Names({form.code: form for form in known}, units, name)
    figures = stacked([(one.period, names.official(of_pairs(one.figures, counted))) for one in quarters])
    texts = stacked([(one.period, names.official(of_pairs(one.texts, counted))) for one in quarters])
    gaps, breaks = list(_form_gaps(known, quarters, units)), list[Break]()
    recounted = list[tuple[int, str, str]]()
    added, silent = [], [_silent(known, one) for one in quarters]
    for form in known:
        mine = figures[figures["form"] == form.code]
        if not mine.empty:
            asked = frozenset(at for at in _columns(form) if not any(at in one.unasked for one in quarters))
            nothing = [one.not_yet | silent_on(form.code, told) for one, told in zip(quarters, silent, strict=True)]
            wide, lacking, again_on = of_form(form, mine, nothing, asked)
            gaps += [Gap(*at, tuple(quarters[one].period for one in which)) for at, which in lacking.items()]
            breaks += breaks_of(form, wide)
            recounted += again_on
            added.append(_long(form, wide))
    rows = _rows(figures, texts)
    words = over_quarters(texts, known)
    told = tuple(gaps), tuple(breaks), tuple(recounted)
    nothing_arose = counted.difference(*(rows_of(frame, "unit_code", "form") for frame in (figures, texts)))
    sums = _placed(_with_places(added, figures), rows)
    return Sum(sums, _placed(words, rows), counted, nothing_arose, *told, tuple(sorted(again)))


def _complete(forms: Sequence[Form], quarters: Sequence[Quarter]) -> frozenset[tuple[int, str]]:
    """Who counts with which form: given in every quarter. Of a form of words alone the last state is the whole."""
    worded = {form.code for form in forms if not form.numbers}
    every = frozenset.intersection(
        *(one.forms.union((code, form.code) for code in one.not_yet for form in forms) for one in quarters)
    )
    return every | {pair for pair in quarters[-1].forms if pair[1] in worded}


def _silent(forms: Iterable[Form], quarter: Quarter) -> Silent:
    """Who counts with which form without a number or a word; never of points and ratios: 0 of them is a bad mark."""
    at, adding = ["unit_code", "form"], {form.code for form in forms if not form.fixed}
    told = (rows_of(frame[at].drop_duplicates(), *at) for frame in (quarter.figures, quarter.texts))
    return frozenset(pair for pair in quarter.forms.difference(*told) if pair[1] in adding)


def _columns(form: Form) -> Columns:
    return frozenset((form.code, column.number) for column in form.numbers)


def _counted_again(forms: Iterable[Form], quarters: Sequence[Quarter]) -> Iterator[tuple[int, str]]:
    """Units of a form that tells anew what a former quarter left open, where one of them did leave something open."""
    for form in forms:
        if source := read_source(form.counts_open) if form.counts_open else None:
            for one in quarters[:-1]:
                told = one.figures[(one.figures["form"] == source.form) & (one.figures["value"] > 0)]
                for code in told.loc[told["column"].isin(source.columns), "unit_code"].unique():
                    yield int(code), form.code


def _form_gaps(forms: Iterable[Form], quarters: Sequence[Quarter], units: Mapping[int, str]) -> Iterator[Gap]:
    for form in forms:
        for code in units:
            asked = [one for one in quarters if code not in one.not_yet]
            lacking = tuple(one.period for one in asked if (code, form.code) not in one.forms)
            if form.numbers and 0 < len(lacking) < len(asked):
                yield Gap(code, form.code, "", lacking)


def of_pairs(frame: pd.DataFrame, pairs: frozenset[tuple[int, str]]) -> pd.DataFrame:
    """The rows that belong to one of the pairs of unit code and form code; `frame` has unit_code:int64, form:str."""
    kept = [pair in pairs for pair in rows_of(frame, "unit_code", "form")]
    return frame[pd.Series(kept, frame.index, "bool")]


@dataclass
class _Names:
    """One name for a line, however the quarters spell it."""

    forms: Mapping[str, Form]
    units: Mapping[int, str]
    name: Name
    spelled: dict[str, str] = field(default_factory=dict)

    def official(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with the official name, or one spelling, of every section and line."""
        written = list(rows_of(frame, "unit_code", "form", "section", "line"))
        told = {one: self._one(*one) for one in dict.fromkeys(written)}
        section, line = ([told[one][at] for one in written] for at in (0, 1))
        return frame.assign(section=pd.Series(section, frame.index, "str"), line=pd.Series(line, frame.index, "str"))

    def _one(self, unit: int, code: str, section: str, line: str) -> tuple[str, str]:
        form = self.forms[code]
        if form.fixed:
            return "", line
        if form.lines == "unit":
            return "", self.units[unit]
        official = self.name(line, section)[0] if form.lines == "fields" else line
        return self.spelled.setdefault(key(section), section), self.spelled.setdefault(key(official), official)


def stacked(frames: Sequence[tuple[Period, pd.DataFrame]]) -> pd.DataFrame:
    """All quarters below each other; `at` is the quarter, and a file stands below its own."""
    return pd.concat(
        [frame.assign(at=at, file=f"{period}/" + frame["file"]) for at, (period, frame) in enumerate(frames)],
        ignore_index=True,
    )


def _long(form: Form, wide: pd.DataFrame) -> pd.DataFrame:
    tall = wide.melt(var_name="column", value_name="value", ignore_index=False).dropna().reset_index()
    return tall.assign(form=pd.Series(form.code, tall.index, "str")).astype({"value": "int64", "column": "int64"})


def _with_places(added: Sequence[pd.DataFrame], figures: pd.DataFrame) -> pd.DataFrame:
    """Every sum with the last of the places it was added from."""
    if not added:
        return figures.iloc[:0]
    at = [*LINE, "form", "column"]
    places = figures.drop(columns=["value", "row"]).drop_duplicates(at, keep="last")
    return pd.concat(added, ignore_index=True).merge(places, on=at, how="left", validate="one_to_one")


def _rows(*frames: pd.DataFrame) -> pd.DataFrame:
    """Lines of a unit's form in the order they first came, numbered from 1."""
    at = [*LINE, "form"]
    first = pd.concat([frame[[*at, "at", "row"]] for frame in frames]).sort_values(["at", "row"], kind="stable")
    lines = first.drop_duplicates(at)
    return lines[at].assign(row=lines.groupby(["unit_code", "form"]).cumcount() + 1)


def _placed(frame: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    at = [*LINE, "form"]
    placed = frame.drop(columns=["row"], errors="ignore").merge(rows, on=at, how="left", validate="many_to_one")
    return placed.sort_values(["unit_code", "form", "row", "column"], kind="stable", ignore_index=True)

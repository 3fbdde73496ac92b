"""Fills the outline's sentences: every name in brackets becomes the number that stands in the tables of the report."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kstt.finding import WHERE_WHY
from kstt.form import DefinitionError, Form
from kstt.narrative.content import Figure, Fragment, Gap, Paragraph, Place, Quote, Wording
from kstt.period import Period
from kstt.rollup import CityLine, CityTable, Coverage
from kstt.targets.indicator import SHEET, Indicator
from kstt.targets.sound import Numbers, adds_up, breaking
from kstt.targets.standing import source_of

_NAME = re.compile(r"\[(?P<rate>@?)(?:(?P<form>[^\[\]:/@]+)/)?(?P<name>[^\[\]:/@]+)(?::(?P<way>change|lines|units))?\]")
_UNSOUND = f"không tính được: các cột của biểu không cộng khớp, {WHERE_WHY}"
NAMED = 5
"""Lines or units named in a ranking; the others are counted."""
_NOT_ASKED = Gap("chưa có số liệu: biểu của kỳ này không có cột số liệu này")
_WAYS = {"lines": ("line", "lĩnh vực khác"), "units": ("unit", "đơn vị khác")}


@dataclass(frozen=True)
class Tables:
    """The tables of one period's report, by the code of their form; a form that nobody could fill in has none."""

    period: Period
    by_form: Mapping[str, Sequence[CityTable]]

    def coverage(self, form: str) -> Coverage | None:
        """How complete the form is; None where the period has no such table."""
        tables = self.by_form.get(form)
        return tables[0].coverage if tables else None

    def units(self, form: str, line: str = "") -> frozenset[int]:
        """The codes of the units a form's figures are of, or those of one of its printed lines."""
        coverage, tables = self.coverage(form), self.by_form.get(form, ())
        found = (one.given for table in tables for one in table.lines if line and one.label == line)
        given = next((codes for codes in found if codes is not None), None)
        return _codes(coverage) if given is None and coverage else given or frozenset()

    def cell(self, form: str, number: int, line: str = "") -> int | None:
        """What a column holds in a line, or in all of them as the row of totals adds them; None for no number."""
        tables = self.by_form.get(form, ())
        lines = tables[0].lines if tables else ()
        given = [one.numbers.get(number) for one in lines if line in ("", one.label)]
        known = [value for value in given if value is not None]
        nothing = not line and bool(tables) and tables[0].nothing
        return sum(known) if known or nothing else None

    def lines(self, form: str, by: str) -> Sequence[CityLine]:
        """The lines of the form's table of that kind, in their printed order."""
        return next((table.lines for table in self.by_form.get(form, ()) if table.view.by == by), ())

    @cached_property
    def breaking(self) -> Mapping[str, Sequence[Numbers]]:
        """The numbers of units, by form, that do not keep all of its sums; looked for once for all sentences."""
        return {
            code: breaking(tables[0].form, (line.numbers for line in self.lines(code, "unit")))
            for code, tables in self.by_form.items()
            if tables
        }


@dataclass(frozen=True)
class Filler:
    """What sentences are filled from: the period's tables, the former period's where it was run, the definitions.

    `forms` are those in force in the period, `versions` all there are, of whatever period.
    """

    now: Tables
    then: Tables | None
    forms: Mapping[str, Form]
    indicators: Mapping[str, Indicator]
    versions: Sequence[Form] = ()

    @property
    def apart(self) -> bool:
        """Whether any form's figures of the former period are of other units."""
        return any(self.other_units(form) for form in self.now.by_form)

    def other_units(self, form: str) -> Coverage | None:
        """The former period's coverage of a form where it is of other units; None where there is nothing to tell."""
        then, now = self.then.coverage(form) if self.then else None, self.now.coverage(form)
        return None if then is None or now is None or _codes(then) == _codes(now) else then

    def paragraph(self, text: str, form: str = "") -> Paragraph:
        """A text with its figures filled in; `form` is the one whose columns need no form before their name.

        Raises DefinitionError where a name is that of no figure.
        """
        found: list[Fragment] = []
        at = 0
        for name in _NAME.finditer(text):
            found += [text[at : name.start()], *self._named(name, form)]
            at = name.end()
        rest = text[at:]
        if wrong := [part for part in (*found, rest) if isinstance(part, str) and ("[" in part or "]" in part)]:
            raise DefinitionError(f"thuyết minh: không hiểu tên số liệu trong «{wrong[0]}»")
        return tuple(part for part in (*found, rest) if part != "")

    def said(self, wordings: Sequence[Wording], form: str) -> Iterator[Paragraph]:
        """The paragraphs that are to be said of a form; none that names what only the forms of other periods ask."""
        for one in wordings:
            when = self._column(form, one.when) if one.when else None
            amount = self.now.cell(form, when) if when else None
            said = self.paragraph(one.otherwise if amount == 0 else one.text, form)
            if said and _NOT_ASKED not in said and (when or not one.when):
                yield said

    def check(self, wordings: Sequence[Wording], form: str) -> None:
        """Raises DefinitionError where what may be said of a form names a figure that no period has."""
        for one in wordings:
            for text in (one.text, one.otherwise, f"[{one.when}]" if one.when else ""):
                self.paragraph(text, form)

    def _column(self, form: str, key: str) -> int | None:
        """The number of the column with that key, or number; None where it is asked in other periods only."""
        if form in self.forms and (number := _numbered(self.forms[form], key)):
            return number
        if not any(_numbered(one, key) for one in self.versions if one.code == form):
            raise DefinitionError(f"thuyết minh: biểu {form} không có cột số liệu «{key}»")
        return None

    def _named(self, name: re.Match[str], form: str) -> Sequence[Fragment]:
        form, way = name["form"] or form, name["way"]
        if name["rate"]:
            indicator = self._indicator(name["name"])
            if not self.adds_up(indicator, self.now):
                return [] if way == "change" else [Gap(_UNSOUND, blank=False)]
            return self._moved(indicator) if way == "change" else [self.rate(indicator)]
        number = self._column(form, name["name"])
        if number is None:
            return [] if way == "change" else [_NOT_ASKED]
        if way in _WAYS:
            return self._ranking(form, number, *_WAYS[way])
        count = Figure("count", (self.now.cell(form, number),), (Place(self.now.period, form, (number,)),))
        return self._changed(count) if way == "change" else [count]

    def _indicator(self, name: str) -> Indicator:
        if name not in self.indicators or self.indicators[name].unit != "percent":
            raise DefinitionError(f"thuyết minh: không có tỷ lệ «{name}»")
        return self.indicators[name]

    def rate(self, indicator: Indicator, tables: Tables | None = None) -> Figure:
        """An indicator as a percentage of the sums that stand in the forms."""
        tables = tables or self.now
        parts = [source_of(indicator, part, self.forms[SHEET]) for part in ("numerator", "denominator")]
        places = [Place(tables.period, one.form, one.columns, one.line) for one in parts if one]
        return Figure("rate", tuple(_value(tables, place) for place in places), tuple(places), indicator)

    def adds_up(self, indicator: Indicator, tables: Tables) -> bool:
        """Whether the sums that stand in the forms are what the indicator takes them for, in total and of every unit.

        What units have too many and too few may cancel out, and still no rate is told by it.
        """
        return all(
            adds_up(indicator, form, self.forms[SHEET], numbers)
            for code, form in self.forms.items()
            for numbers in (
                {one.number: tables.cell(code, one.number) for one in form.numbers},
                *tables.breaking.get(code, ()),
            )
        )

    def _changed(self, now: Figure) -> Sequence[Fragment]:
        """How a count differs from the former period; nothing where there is nothing to compare, or another version."""
        (place,) = now.places
        if self.then is None or now.values == (None,) or place.sheet not in self.then.by_form:
            return ()
        former = Place(self.then.period, place.sheet, place.columns, place.line)
        return [Figure("change", (*now.values, _value(self.then, former)), (place, former))]

    def _moved(self, indicator: Indicator) -> Sequence[Fragment]:
        now = self.rate(indicator)
        if self.then is None or not known(now) or not self.adds_up(indicator, self.then):
            return ()
        if any(place.sheet not in self.then.by_form for place in now.places):
            return ()
        then = self.rate(indicator, self.then)
        return [Figure("moved", (*now.values, *then.values), (*now.places, *then.places), indicator)]

    def _ranking(self, form: str, number: int, by: str, others: str) -> Sequence[Fragment]:
        """The lines with the highest numbers, each with its own; those that have none are left out."""
        lines = [line for line in self.now.lines(form, by) if line.numbers.get(number)]
        lines.sort(key=lambda line: -(line.numbers[number] or 0))
        found: list[Fragment] = []
        for line in lines[:NAMED]:
            place = Place(self.now.period, form, (number,), line.label)
            figure = Figure("count", (line.numbers[number],), (place,))
            found += [", " if found else "", Quote(line.label), " (", figure, ")"]
        if more := len(lines) - NAMED:
            rest = Figure("count", (more,), (Place(self.now.period, form, ("others", number, by)),))
            found += [" và ", rest, f" {others}"] if more > 0 else []
        return found


def known(rate: Figure) -> bool:
    """Whether a percentage has a value: neither missing nor 0/0, nor more than the whole."""
    above, below = rate.values[:2]
    return above is not None and below is not None and 0 < below >= above


def _numbered(form: Form, key: str) -> int | None:
    """The number of the form's column with that key, or number."""
    return next((one.number for one in form.numbers if key in (one.key, str(one.number))), None)


def _codes(coverage: Coverage) -> frozenset[int]:
    return frozenset(unit.code for unit in coverage.reporting)


def _value(tables: Tables, place: Place) -> int | None:
    given = [tables.cell(place.sheet, number, place.line) for number in place.columns if isinstance(number, int)]
    return None if None in given else sum(value or 0 for value in given)

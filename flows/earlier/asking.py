"""Asks about what only memory and comparison can tell, of every form that counts: backlog, year to date, outliers.

Comparison with a unit's other forms too, which may stand in another file.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from flows.earlier.continuity import Asked, backlog_asked
from flows.earlier.memory import At, pasts, repeated, years_so_far
from flows.locality.naming import namer
from flows.received.collecting import Case
from flows.record.request import Request
from kstt.finding import Finding
from kstt.form import Form
from kstt.locality import Locality
from kstt.period import Period
from kstt.rollup import Name
from kstt.submission import counting
from kstt.targets.indicator import SHEET
from kstt.unit import Unit
from report_templates.definitions import load_indicators
from validation.by_field import by_field_findings
from validation.outliers import Past, Rate, own_history_findings, peers_findings, ranked, rate_of
from validation.over_nothing import over_nothing_findings
from validation.parsed import Parsed
from validation.register import InForce, Tells
from validation.same_as_before import same_as_before_findings
from validation.year_to_date import SoFar, year_to_date_findings

Mine = tuple[Case, Unit, str, Parsed]  # a file that counts for a form: whose, which form, its numbers
Ranks = Sequence[tuple[Fraction, Rate]]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is at hand to compare with, by unit code and form."""

    backlogs: Asked
    so_far: Mapping[At, SoFar]
    pasts: Mapping[At, Past]
    repeated: Mapping[At, Period]
    ranks: Mapping[tuple[str, str], Ranks]
    given: Mapping[int, Mapping[str, Parsed]]
    name: Name
    fields: Container[str]
    tells: Tells

    def findings(self, file: str, form: Form, parsed: Parsed, unit: Unit) -> Iterator[Finding]:
        """What the unit must explain on a form that counts; where it says that nothing arose, its numbers are 0."""
        at = unit.code, form.code
        if at in self.repeated:  # a backlog that is last quarter's comes of that
            yield from same_as_before_findings(form, parsed, self.repeated[at])
        else:
            yield from self.backlogs.get((file, form.code), ())
        if at in self.so_far:
            yield from year_to_date_findings(form, parsed, self.so_far[at], self.name)
        if at in self.pasts:
            yield from own_history_findings(form, parsed, self.pasts[at])
        yield from peers_findings(form, parsed, self.ranks.get((form.code, unit.kind), ()))
        yield from by_field_findings(form, self.given[unit.code], self.name, self.fields, self.tells)
        if form.code == SHEET:
            yield from over_nothing_findings(load_indicators(), form, self.given[unit.code])


def ask(
    cases: Sequence[Case], request: Request, forms: Sequence[Form], locality: Locality, in_force: InForce
) -> dict[str, list[Finding]]:
    """By file, what units must explain of the forms that count, at cells of which nothing was told yet."""
    by_code, name = {form.code: form for form in forms}, namer(locality)
    mine = list(_counting(cases))
    known = _Known(
        backlog_asked(cases, request, forms, locality),
        years_so_far(request.out, request.period, request.locality, forms, name),
        pasts(request.out, request.period, locality, forms),
        repeated(request.out, request.period, request.locality, _given(mine, by_code)),
        _ranks(mine, by_code),
        _by_unit(mine),
        name,
        locality.fields,
        in_force.tells,
    )
    asked: dict[str, list[Finding]] = {}
    for case, unit, code, parsed in mine:
        found = in_force.told(known.findings(case.received.name, by_code[code], parsed, unit))
        of_file = asked.setdefault(case.received.name, [])
        of_file += _alone(chain(case.findings, of_file), [case.own(one) for one in found])
    return asked


def _counting(cases: Sequence[Case]) -> Iterator[Mine]:
    counts = counting([case.submission for case in cases])
    for case in cases:
        for code, parsed in case.forms.items():
            if case.unit and counts.get((case.unit.code, code)) == case.received.name:
                yield case, case.unit, code, parsed


def _given(mine: Iterable[Mine], forms: Mapping[str, Form]) -> dict[At, tuple[Form, Parsed]]:
    return {(unit.code, code): (forms[code], parsed) for _, unit, code, parsed in mine}


def _by_unit(mine: Iterable[Mine]) -> dict[int, dict[str, Parsed]]:
    found: dict[int, dict[str, Parsed]] = {}
    for _, unit, code, parsed in mine:
        found.setdefault(unit.code, {})[code] = parsed
    return found


def _ranks(mine: Iterable[Mine], forms: Mapping[str, Form]) -> dict[tuple[str, str], Ranks]:
    """The rates of a form of all units of one kind, ranked."""
    rates: dict[tuple[str, str], list[Rate]] = {}
    for _, unit, code, parsed in mine:
        if rate := rate_of(forms[code], parsed):
            rates.setdefault((code, unit.kind), []).append(rate)
    return {of: ranked(every) for of, every in rates.items()}


def _alone(told: Iterable[Finding], found: Sequence[Finding]) -> list[Finding]:
    """Those at cells of which nothing was told yet, and one at each cell."""
    seen = {(one.sheet, cell) for one in told for cell in one.cells}
    alone = []
    for one in found:
        if (one.sheet, one.cell) not in seen or not one.cell:
            alone.append(one)
            seen.add((one.sheet, one.cell))
    return alone

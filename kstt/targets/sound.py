"""Which rates can be told of numbers that may not add up, let pass by a waiver or broken between quarters.

A rate is a part of a whole. Of dossiers the whole is a sum (Thông tư 01/2020/TT-VPCP, Phụ lục II: 3 = 7 + 11, 7 = 8 + 9
+ 10, 11 = 12 + 13); where it is not the sum of its parts, what is no part of the rate is not the rest of it either, and
a rate would say more, or fewer, dossiers overdue than the form does.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import pandas as pd

from kstt.form import Form
from kstt.identity import Identity
from kstt.rollup import sums
from kstt.targets.indicator import SHEET, Indicator
from kstt.targets.standing import Key, Standing, source_of

Numbers = Mapping[int, int | None]
"""Numbers of a form by column, None where nobody gave one; a number not known breaks no sum."""


def breaks_in(form: Form, numbers: Numbers) -> Iterator[tuple[Identity, int]]:
    """The sums of a form that its numbers do not keep, with the difference."""
    yield from _broken(form.sums, numbers)


def breaking(form: Form, every: Iterable[Numbers]) -> list[Numbers]:
    """Those of the numbers, of a line each, that break some sum of the form; most keep all of them."""
    return [numbers for numbers in every if any(breaks_in(form, numbers))]


def _broken(rules: Iterable[Identity], numbers: Numbers) -> Iterator[tuple[Identity, int]]:
    for rule in rules:
        known = {column: value for column in rule.columns if (value := numbers.get(column)) is not None}
        if len(known) == len(rule.columns) and not rule.holds(known):
            yield rule, rule.gap(known)


def adds_up(indicator: Indicator, form: Form, sheet: Form, numbers: Numbers) -> bool:
    """Whether numbers of the form keep every sum the indicator rests on.

    `sheet` is the form of the indicator sheet. True of an indicator that does not come from the form.
    """
    return not any(_broken(_sums_of(indicator, form, sheet), numbers))


def _sums_of(indicator: Indicator, form: Form, sheet: Form) -> tuple[Identity, ...]:
    """The sums of the form an indicator rests on; none where it does not come from the form."""
    above, below = (source_of(indicator, part, sheet) for part in ("numerator", "denominator"))
    if above is None or below is None or {above.form, below.form} != {form.code}:
        return ()
    return rests_on(form, above.columns, below.columns)


@cache
def rests_on(form: Form, part: tuple[int, ...], whole: tuple[int, ...]) -> tuple[Identity, ...]:
    """The sums by which columns are part of others: 8 + 9 + 12 of 3 by 3 = 7 + 11 and those of 7 and of 11."""
    found: list[Identity] = []
    known = set(whole)
    while missing := set(part) - known:
        rule = next((one for one in form.sums if one.left in known and missing & _below(form, one)), None)
        if rule is None:
            break
        found.append(rule)
        known = known - {rule.left} | set(rule.right)
    return tuple(found)


def _below(form: Form, rule: Identity) -> set[int]:
    """The columns a column is the sum of, and those they are the sums of."""
    further = (one for one in form.sums if one.left in rule.right)
    return set(rule.right).union(*(_below(form, one) for one in further))


def unsound(indicators: Iterable[Indicator], figures: pd.DataFrame, forms: Mapping[str, Form]) -> dict[str, set[int]]:
    """The units, by indicator id, whose numbers do not keep the sums it rests on.

    `figures` and `forms` are as in `standing`.
    """
    every = list(indicators)
    found: dict[str, set[int]] = {one.id: set() for one in every}
    for form in forms.values():
        resting = {one.id: rules for one in every if (rules := _sums_of(one, form, forms[SHEET]))}
        by_unit = sums(figures[figures["form"] == form.code], ["unit_code"]) if resting else {}
        for id_, rules in resting.items():
            wrong = (code for (code,), numbers in by_unit.items() if any(_broken(rules, numbers)))
            found[id_].update(int(str(code)) for code in wrong)
    return found


def lasting(indicator: Indicator, forms: Mapping[str, Form]) -> bool:
    """Whether what a quarter says of an indicator stays in all that is added up from it: both its parts only add."""
    if indicator.stock:
        return False
    sources = [source_of(indicator, part, forms[SHEET]) for part in ("numerator", "denominator")]
    return all(
        one is not None and one.form in forms and all(forms[one.form].column(at).over == "flow" for at in one.columns)
        for one in sources
    )


def above_whole(indicators: Iterable[Indicator], known: Standing) -> Iterator[Key]:
    """The shares in a standing that are more than their whole, which no schema of indicators lets pass."""
    shares = {one.id for one in indicators if one.line.share}
    for (indicator, code), parts in known.items():
        part, whole = parts.numerator, parts.denominator
        if indicator in shares and part is not None and whole is not None and part > whole:
            yield indicator, code

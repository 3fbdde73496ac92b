"""A quarter's figures and words told by the units of a later day's map (kstt.lineage.chains).

What heirs take over whole changes its unit's code only; what is shared is cut line by line. A number that some of an
heir's predecessors did not give, or that can not be added over units, is no number of the heir. Words and the lines of
lists can not be cut: they go to the heir with the largest share. Reports on tasks are followed through a change of
code only, since nobody can tell what a task's state is for several units together.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pandas as pd

from kstt.form import Form
from kstt.lineage.chains import AsOf, Heirs
from kstt.lineage.sharing import shared
from kstt.rows import rows_of
from kstt.span import Quarter, of_pairs

_LINE = ["form", "section", "line", "row"]


def remapped(quarter: Quarter, view: AsOf, forms: Sequence[Form]) -> Quarter:
    """The quarter by the units of the view; only forms that all predecessors of a unit gave.

    Several rows of it may share unit, form, line and column: they add up.
    """
    day = quarter.period.window[1]
    if all(heirs == ((code, Fraction(1)),) for code, heirs in view.heirs[day].items()):
        return quarter
    known = {form.code: form for form in forms}
    quarter = replace(quarter, figures=_of(quarter.figures, known), texts=_of(quarter.texts, known))
    figures = _figures(quarter, view.heirs[day], view.origins(day), known)
    given = frozenset(_given(quarter, view, day, known))
    texts = _texts(quarter, view, day, known)
    return replace(quarter, figures=_only(figures, given), texts=_only(texts, given), forms=given)


def told_whole(quarter: Quarter, view: AsOf, forms: Sequence[Form], whole: Collection[int]) -> Quarter:
    """The quarter by the units of the view that are `whole`, given by their codes, for comparisons: see AsOf.undivided.

    Those that came of a split have nothing there: what part of it was theirs is declared, and no unit is blamed by it.
    """
    now = remapped(quarter, view, forms)
    if now is quarter:
        return quarter
    given = frozenset(one for one in now.forms if one[0] in whole)
    return replace(now, figures=_only(now.figures, given), texts=_only(now.texts, given), forms=given)


def _only(frame: pd.DataFrame, given: frozenset[tuple[int, str]]) -> pd.DataFrame:
    """What belongs to whole forms: of predecessors all of whom gave it."""
    return of_pairs(frame, given).reset_index(drop=True)


def _where(frame: pd.DataFrame, kept: Sequence[bool]) -> pd.DataFrame:
    return frame[pd.Series(kept, frame.index, "bool")]


def _of(frame: pd.DataFrame, forms: Mapping[str, Form]) -> pd.DataFrame:
    return frame[frame["form"].isin(forms)]


def _simple(heirs: Mapping[int, Heirs], origins: Mapping[int, tuple[int, ...]]) -> set[int]:
    """The units that go on as one and alone, be it under another code."""
    return {code for code, to in heirs.items() if len(to) == 1 and len(origins[to[0][0]]) == 1}


def _given(quarter: Quarter, view: AsOf, day: date, forms: Mapping[str, Form]) -> Iterator[tuple[int, str]]:
    """Who has which form: whoever's predecessors all gave it; of a report on tasks, who goes on as the only one."""
    simple, alone = _simple(view.heirs[day], view.origins(day)), view.alone[day]
    for code, form in forms.items():
        if form.lines == "tasks":
            yield from ((alone[one], code) for one, of in quarter.forms if of == code and one in alone)
            continue
        for heir, origins in view.origins(day).items():
            if all((one, code) in quarter.forms for one in origins) and (simple >= set(origins) or _adds(form)):
                yield heir, code


def _adds(form: Form) -> bool:
    """Whether anything of a form can be added over units; of an index nothing can."""
    return not form.fixed or any(line.additive for line in form.fixed)


def _figures(
    quarter: Quarter, heirs: Mapping[int, Heirs], origins: Mapping[int, tuple[int, ...]], forms: Mapping[str, Form]
) -> pd.DataFrame:
    every = quarter.figures[quarter.figures["unit_code"].isin(heirs)].assign(origin=lambda one: one["unit_code"])
    codes = {code: to[0][0] for code, to in heirs.items() if len(to) == 1}
    whole = every[every["unit_code"].isin(codes)]
    cut = [_cut(every, code, to, forms) for code, to in heirs.items() if len(to) > 1]
    moved = pd.concat([whole.assign(unit_code=whole["unit_code"].map(codes).astype("int64")), *cut], ignore_index=True)
    simple = _simple(heirs, origins)
    kept = [
        origin in simple or _additive(forms[form], line)
        for origin, form, line in rows_of(moved, "origin", "form", "line")
    ]
    return _complete(_where(moved, kept), origins, forms).drop(columns="origin").reset_index(drop=True)


def _additive(form: Form, label: str) -> bool:
    """Whether the numbers of a line add up over units."""
    return next((line.additive for line in form.fixed if line.label == label), True)


def _cut(every: pd.DataFrame, code: int, to: Heirs, forms: Mapping[str, Form]) -> pd.DataFrame:
    """The figures of one unit for its several heirs."""
    mine = every[every["unit_code"] == code]
    lines: dict[tuple[object, ...], dict[int, int]] = {}
    places = list(zip(*(mine[name] for name in _LINE), strict=True))
    for place, column, value in zip(places, mine["column"], mine["value"], strict=True):
        lines.setdefault(place, {})[column] = value
    parts = {place: _parts(forms[str(place[0])], numbers, to) for place, numbers in lines.items()}
    cut = []
    for at, (heir, _) in enumerate(to):
        values = [parts[place][at].get(column) for place, column in zip(places, mine["column"], strict=True)]
        kept = _where(mine, [value is not None for value in values])
        cut.append(kept.assign(unit_code=heir, value=[value for value in values if value is not None]))
    return pd.concat(cut, ignore_index=True).astype(every.dtypes.to_dict())


def _parts(form: Form, numbers: Mapping[int, int], to: Heirs) -> Sequence[Mapping[int, int]]:
    """The numbers of a line for each heir; a line of a list is one thing and goes to one of them."""
    if form.lines == "free":
        return [numbers if heir == _largest(to) else {} for heir, _ in to]
    return shared(form, numbers, [share for _, share in to])


def _largest(to: Heirs) -> int:
    return max(to, key=lambda heir: heir[1])[0]


def _complete(moved: pd.DataFrame, origins: Mapping[int, tuple[int, ...]], forms: Mapping[str, Form]) -> pd.DataFrame:
    """Without the numbers of columns where blank is no nought that only some of the predecessors gave."""
    strict = {
        (form.code, column.number) for form in forms.values() for column in form.numbers if column.blank != "zero"
    }
    held = pd.Series([at in strict for at in rows_of(moved, "form", "column")], moved.index, "bool")
    told = moved[held]
    at = [
        (code, form, line if forms[form].fixed else "", column)
        for code, form, line, column in rows_of(told, "unit_code", "form", "line", "column")
    ]
    gave: dict[tuple[int, str, str, int], set[int]] = {}
    for place, origin in zip(at, told["origin"], strict=True):
        gave.setdefault(place, set()).add(origin)
    lacking = [gave[place] < set(origins[place[0]]) for place in at]
    return moved.drop(index=told.index[lacking])


def _texts(quarter: Quarter, view: AsOf, day: date, forms: Mapping[str, Form]) -> pd.DataFrame:
    alone, largest = view.alone[day], {code: _largest(to) for code, to in view.heirs[day].items() if to}
    told = rows_of(quarter.texts, "unit_code", "form")
    now = [(alone if forms[form].lines == "tasks" else largest).get(code) for code, form in told]
    mine = _where(quarter.texts, [code is not None for code in now])
    codes = pd.Series([code for code in now if code is not None], mine.index, "int64")
    return mine.assign(unit_code=codes).reset_index(drop=True)

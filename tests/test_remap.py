"""Quarters told by another day's units: nothing lost, nothing doubled, and nothing added that can not be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import FORMS, SIX, Counts, correct_lines, counted
from test_span import added as _added_up  # noqa: F401 - the same plain words for a quarter
from test_span import lines, plainly, quarter

from kstt.form import Form
from kstt.lineage.chains import AsOf, as_of
from kstt.lineage.remap import remapped
from kstt.lineage.sharing import shared
from kstt.period import Period
from kstt.span import Gap, Sum, add_up
from kstt.unit import Register, Unit

QUARTERS = [Period(2025, f"Q{number}") for number in (1, 2, 3, 4)]
LAST, FIRST, END = date(2025, 6, 30), date(2025, 7, 1), date(2025, 12, 14)
CT, NV, LIST, INDEX, SEVEN = (FORMS[code] for code in ("CT", "NV", "II.04", "I766", "II.07b"))
Table = Mapping[int, Mapping[str, Counts]]


def of(*units: Unit) -> Register:
    return Register(units)


MERGED = of(
    *(Unit(code, f"Xã {code}", valid_to=LAST, successors=(10,)) for code in (1, 2, 3)),
    Unit(10, "Phường 10", valid_from=FIRST),
)


def split(*shares: int) -> Register:
    heirs = (Unit(10, "Phường 10", valid_from=FIRST), Unit(11, "Phường 11", valid_from=FIRST))
    return of(Unit(1, "Xã 1", valid_to=LAST, successors=(10, 11), shares=shares), *heirs)


def view_of(register: Register) -> AsOf:
    return as_of(register, END, [one.window[1] for one in QUARTERS])


def added(
    register: Register, form: Form, *tables: Table, words: Sequence[Sequence[tuple[int, str, int, str]]] = ()
) -> Sum:
    view = view_of(register)
    told = [*words, *[()] * len(tables)]
    quarters = [quarter(*one) for one in zip(QUARTERS, [form] * 4, tables, told, strict=False)]
    units = {unit.code: unit.name for unit in view.units}
    return add_up([form], [remapped(one, view, [form]) for one in quarters], units, plainly)


def city(done: Sum) -> dict[tuple[str, int], int]:
    summed = done.figures.groupby(["line", "column"])["value"].sum()
    return {(str(line), int(column)): int(value) for (line, column), value in summed.items()}


def test_a_task_sheet_goes_on_with_who_goes_on_alone_and_gave_it() -> None:
    """Another form the unit gave is no task sheet."""
    former = (Unit(at, f"Xã {at}", valid_to=LAST, successors=(at + 9,)) for at in (1, 2))
    view = view_of(of(*former, *(Unit(at, f"Phường {at}", valid_from=FIRST) for at in (10, 11))))
    sent = quarter(QUARTERS[0], SIX, {code: {"Hộ tịch": counted(SIX, 3)} for code in (1, 2)})
    told = remapped(replace(sent, forms=sent.forms | {(1, NV.code)}), view, [SIX, NV])
    assert told.forms == {(10, SIX.code), (11, SIX.code), (10, NV.code)}


# ---- properties ----------------------------------------------------------------------------------------------------

ADDITIVE = ["II.06a", "II.08", "II.05"]
FIELDS = ["Hộ tịch", "Y tế", "Đất đai"]


def tables(form: Form, codes: Sequence[int]) -> st.SearchStrategy[list[Table]]:
    """Four quarters of some units, each with some fields."""
    unit = correct_lines(form, least=3, most=3).flatmap(
        lambda three: st.sets(st.sampled_from(FIELDS), min_size=1).map(
            lambda some: {name: line for name, line in zip(FIELDS, three, strict=True) if name in some}
        )
    )
    return st.lists(st.fixed_dictionaries(dict.fromkeys(codes, unit)), min_size=4, max_size=4)


def together(table: Table, code: int) -> Table:
    """What one unit would report in place of all of these."""
    summed: dict[str, Counts] = {}
    for of_unit in table.values():
        for line, numbers in of_unit.items():
            here = summed.setdefault(line, {})
            for number, value in numbers.items():
                here[number] = here.get(number, 0) + value
    return {code: summed}


def steady(form: Form) -> set[int]:
    """Columns that add up over time whatever is carried over."""
    return {column.number for column in form.numbers if column.over not in ("recount", "distinct")}


def only(values: Mapping[tuple[str, int], int], columns: set[int]) -> dict[tuple[str, int], int]:
    return {at: value for at, value in values.items() if at[1] in columns}


@pytest.mark.parametrize("code", ADDITIVE)
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_a_merger_changes_no_value_of_the_city(code: str, data: st.DataObject) -> None:
    form = FORMS[code]
    story = data.draw(tables(form, (1, 2, 3)))
    apart = added(of(*(Unit(code, f"Xã {code}") for code in (1, 2, 3))), form, *story)
    merged = added(MERGED, form, *story[:2], *(together(table, 10) for table in story[2:]))
    assert set(merged.figures["unit_code"]) == {10}
    assert only(city(apart), steady(form)) == only(city(merged), steady(form))
    assert (merged.gaps, apart.gaps) == ((), ())


@pytest.mark.parametrize("shares", [(60, 40), ()])
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_a_split_changes_no_value_of_the_city(shares: tuple[int, ...], data: st.DataObject) -> None:
    story = data.draw(tables(SIX, (10, 11)))
    whole = [together(table, 1) for table in story]
    before = added(of(Unit(1, "Xã 1")), SIX, *whole)
    after = added(split(*shares), SIX, *whole[:2], *story[2:])
    assert set(after.figures["unit_code"]) == ({10, 11} if shares else {1})
    assert city(before) == city(after)


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_what_was_reported_is_what_is_mapped(data: st.DataObject) -> None:
    """One quarter alone: the same sum in every column, whatever became of the units."""
    table = data.draw(tables(SIX, (1, 2, 3)))[0]
    units = (
        Unit(1, "Xã 1", valid_to=LAST, successors=(10, 11), shares=(30, 70)),
        Unit(2, "Xã 2", valid_to=LAST, successors=(11,)),
        Unit(3, "Xã 3", valid_to=LAST, successors=(11, 12)),
        *(Unit(code, f"Phường {code}", valid_from=FIRST) for code in (10, 11, 12)),
    )
    first = quarter(QUARTERS[0], SIX, table)
    done = remapped(first, view_of(of(*units)), [SIX])
    sums = [frame.groupby(["line", "column"])["value"].sum().to_dict() for frame in (first.figures, done.figures)]
    assert sums[0] == sums[1]
    assert (done.figures.dtypes.to_dict(), list(done.figures)) == (first.figures.dtypes.to_dict(), list(first.figures))


# ---- examples ------------------------------------------------------------------------------------------------------

A, B, C = counted(SIX, 5, 3, 8), counted(SIX, 2, 9), counted(SIX, 4, 4, 1)


def test_units_that_stay_as_they_are_are_left_alone() -> None:
    one = quarter(QUARTERS[2], SIX, {10: {"Hộ tịch": A}})
    assert remapped(one, view_of(MERGED), [SIX]) is one


def test_openings_are_the_predecessors_and_closings_the_successors() -> None:
    first = {code: {"Hộ tịch": A | {6: code}} for code in (1, 2, 3)}
    last = {10: {"Hộ tịch": B | {12: 70, 13: 0}}}
    done = added(MERGED, SIX, first, first, last, last)
    told = lines(done)[10]["Hộ tịch"]
    assert (told[6], told[12], told[4]) == (1 + 2 + 3, 70, 6 * A[4] + 2 * B[4])


def test_a_silent_predecessor_makes_the_successor_incomplete() -> None:
    both = {code: {"Hộ tịch": A} for code in (1, 2, 3)}
    done = added(MERGED, SIX, both, {1: both[1], 2: both[2]}, {10: {"Y tế": B}}, {10: {"Y tế": B}})
    assert done.figures.empty
    assert done.gaps == (Gap(10, "II.06a", "", (QUARTERS[1],)),)


def test_a_number_one_predecessor_did_not_give_is_nobodys() -> None:
    one, other = (line.label for line in CT.fixed[:2])
    full: Table = {code: {one: {5: 3, 6: 4}, other: {5: 1, 6: 2}} for code in (1, 2, 3)}
    lean = {**full, 2: {one: {5: 3, 6: 4}}}
    now: Table = {10: {one: {5: 9, 6: 9}, other: {5: 5, 6: 5}}}
    done = added(MERGED, CT, full, lean, now, now)
    assert lines(done)[10] == {one: {5: 9 + 9 + 18, 6: 12 + 12 + 18}}
    assert done.gaps == (Gap(10, "CT", other, (QUARTERS[1],)),)


def test_points_are_never_added_over_units() -> None:
    points = next(line.label for line in CT.fixed if not line.additive)
    merged = remapped(quarter(QUARTERS[0], CT, {code: {points: {5: 80}} for code in (1, 2, 3)}), view_of(MERGED), [CT])
    assert merged.figures.empty
    renamed = of(Unit(1, "Xã 1", valid_to=LAST, successors=(10,)), Unit(10, "Phường 10", valid_from=FIRST))
    kept = remapped(quarter(QUARTERS[0], CT, {1: {points: {5: 80}}}), view_of(renamed), [CT])
    assert kept.figures[["unit_code", "value"]].to_numpy().tolist() == [[10, 80]]
    index = {code: {INDEX.fixed[0].label: {5: 100}} for code in (1, 2, 3)}
    assert remapped(quarter(QUARTERS[0], INDEX, index), view_of(MERGED), [INDEX]).forms == frozenset()
    goes_on = remapped(quarter(QUARTERS[0], INDEX, {1: index[1]}), view_of(renamed), [INDEX])
    assert (goes_on.forms, [*goes_on.figures["value"]]) == ({(10, INDEX.code)}, [100])


def test_states_of_tasks_do_not_pass_to_a_merged_unit_but_to_a_renamed_one() -> None:
    words = [[(code, "Việc A", 7, "hoàn thành") for code in (1, 2, 3)], [], [(10, "Việc A", 7, "đang thực hiện")]]
    merged = added(MERGED, NV, {}, {}, {}, words=words)
    assert merged.texts[["unit_code", "text"]].to_numpy().tolist() == [[10, "đang thực hiện"]]
    renamed = of(Unit(1, "Xã 1", valid_to=LAST, successors=(10,)), Unit(10, "Phường 10", valid_from=FIRST))
    done = added(renamed, NV, {}, {}, words=[[], [(1, "Việc A", 7, "hoàn thành")]])
    assert done.texts[["unit_code", "text"]].to_numpy().tolist() == [[10, "hoàn thành"]]


def test_what_two_predecessors_wrote_of_one_thing_stands_side_by_side() -> None:
    number = {code: {"Rà soát": {9: 2, 10: 1}} for code in (1, 2, 3)}
    said = [(1, "Rà soát", 3, "Hoàn thành"), (2, "Rà soát", 3, "Đang làm"), (3, "Rà soát", 3, "Hoàn thành")]
    done = added(MERGED, LIST, number, {code: {} for code in (1, 2, 3)}, words=[said])
    assert not done.texts.duplicated(["unit_code", "form", "row", "column"]).any()
    assert [*done.texts["text"]] == ["Hoàn thành; Đang làm"]


def test_a_line_of_a_list_is_not_cut() -> None:
    number: Table = {1: {"Rà soát": {9: 3, 10: 2}, "Công bố": {9: 1, 10: 1}}}
    one = quarter(QUARTERS[0], LIST, number, [(1, "Rà soát", 3, "x")])
    done = remapped(one, view_of(split(40, 60)), [LIST])
    assert set(done.figures["unit_code"]) == set(done.texts["unit_code"]) == {11}
    assert done.figures["value"].sum() == one.figures["value"].sum()


def test_numbers_of_procedures_add_up_where_all_gave_them() -> None:
    line = dict.fromkeys((column.number for column in SEVEN.numbers), 1)
    some: Table = {1: {"UBND xã 1": line}, 2: {"Xã 2": {at: 1 for at in line if at != 7}}, 3: {"Xã 3": line}}
    done = remapped(quarter(QUARTERS[0], SEVEN, some), view_of(MERGED), [SEVEN])
    summed = done.figures.groupby("column")["value"].sum().to_dict()
    assert (summed[3], summed[4], 7 in summed) == (3, 3, False)


def test_what_is_missing_to_a_total_goes_to_the_parts_nearest_to_the_next_whole_number() -> None:
    line = dict.fromkeys((column.number for column in SIX.numbers), 0) | {3: 3, 4: 3, 7: 3, 8: 1, 9: 2}
    first, second = shared(SIX, line, [Fraction(1, 3), Fraction(2, 3)])
    assert [(one[7], one[8], one[9]) for one in (first, second)] == [(1, 0, 1), (2, 1, 1)]

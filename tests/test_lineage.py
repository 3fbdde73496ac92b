"""Units over time: who becomes whom, registers that can not be, and numbers cut so that nothing is lost or doubled."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import FORMS, correct_lines, keeps

from flows.earlier.ancestry import share_text
from flows.locality.localities import _read_units, write_units
from kstt.form import DefinitionError
from kstt.lineage.chains import as_of, descend
from kstt.lineage.check import checked
from kstt.lineage.founding import newcomers
from kstt.lineage.sharing import shared
from kstt.period import Period
from kstt.unit import Register, Unit

LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)
BEFORE, AFTER = date(2025, 6, 14), date(2025, 9, 14)


def old(code: int, *successors: int, shares: Sequence[int] = (), last: date = LAST, since: date = date.min) -> Unit:
    return Unit(code, f"Xã {code}", valid_from=since, valid_to=last, successors=successors, shares=tuple(shares))


def new(code: int, since: date = FIRST) -> Unit:
    return Unit(code, f"Phường {code}", valid_from=since)


def told(register: Register, code: int, when: date = AFTER) -> dict[int, Fraction | None]:
    unit = register.get(code)
    assert unit
    found = descend(register, unit, when)
    return dict(zip([one.code for one in found.heirs], found.shares or [None] * len(found.heirs), strict=True))


def test_a_merger_is_exact_and_so_is_whoever_stays() -> None:
    register = checked(Register((old(1, 10), old(2, 10), new(10), Unit(5, "Xã 5"))))
    assert [told(register, code) for code in (1, 2, 10, 5)] == [{10: 1}, {10: 1}, {10: 1}, {5: 1}]


def test_a_unit_that_takes_in_another_keeps_its_own() -> None:
    register = checked(Register((Unit(1, "Phường 1"), old(2, 1))))
    view = as_of(register, AFTER, [BEFORE])
    assert view.origins(BEFORE) == {1: (1, 2)}


def test_who_was_founded_within_a_year_counts_since_then_under_a_later_code_too() -> None:
    """Unit 1 began in the second quarter and became 10 in the third, as did unit 2 with 3; 20 is 4, which was there."""
    begun = date(2025, 3, 20)
    founded = (old(1, 10, since=begun), old(2, 11, since=begun), old(3, 11, since=begun), Unit(5, "Xã 5"))
    register = checked(Register((*founded, old(4, 20), old(6, 20, since=begun), new(10), new(11), new(20), new(30))))
    quarters = Period(2025, "Y").quarters
    view = as_of(register, quarters[-1].window[1], [one.window[1] for one in quarters])
    _, second, third, _ = quarters
    assert newcomers(view, quarters) == {10: second, 11: second, 30: third}
    assert newcomers(view, quarters[2:]) == {}


def test_a_split_is_known_by_its_shares_or_not_at_all() -> None:
    known = checked(Register((old(1, 10, 11, shares=(60, 40)), new(10), new(11))))
    assert told(known, 1) == {10: Fraction(3, 5), 11: Fraction(2, 5)}
    vague = checked(Register((old(1, 10, 11), new(10), new(11))))
    assert told(vague, 1) == {10: None, 11: None}


def test_heirs_stand_as_printed_and_keep_their_shares_however_the_split_names_them() -> None:
    register = checked(Register((old(1, 11, 10, shares=(60, 40)), new(10), new(11))))
    assert list(told(register, 1).items()) == [(10, Fraction(2, 5)), (11, Fraction(3, 5))]


def test_who_took_a_part_of_one_unit_is_not_told_whole_for_having_taken_all_of_another() -> None:
    cut, whole = old(1, 10, 11, shares=(60, 40)), (old(2, 11), old(3, 12))
    view = as_of(checked(Register((cut, *whole, new(10), new(11), new(12)))), AFTER, [BEFORE])
    assert view.undivided(BEFORE) == {12}


def test_chains_are_followed_and_shares_multiply() -> None:
    later = date(2025, 8, 31)
    register = checked(
        Register(
            (
                old(1, 10, 11, shares=(60, 40)),
                old(10, 20, 21, shares=(50, 50), last=later, since=FIRST),
                old(11, 21, last=later, since=FIRST),
                new(20, date(2025, 9, 1)),
                new(21, date(2025, 9, 1)),
            )
        )
    )
    assert told(register, 1) == {20: Fraction(3, 10), 21: Fraction(7, 10)}
    assert told(register, 1, date(2025, 7, 15)) == {10: Fraction(3, 5), 11: Fraction(2, 5)}


def test_a_part_is_told_in_percent_and_the_whole_is_not() -> None:
    assert [share_text(share) for share in (Fraction(1), Fraction(3, 5), Fraction(1, 8))] == ["", " (60%)", " (12,5%)"]


def test_parts_of_a_vague_split_that_come_together_again_are_exact() -> None:
    later = date(2025, 8, 31)
    parts = [old(code, 20, last=later, since=FIRST) for code in (10, 11)]
    register = checked(Register((old(1, 10, 11), *parts, new(20, date(2025, 9, 1)))))
    assert told(register, 1) == {20: 1}


def test_a_part_without_an_heir_makes_the_whole_nobodys() -> None:
    gone = old(11, last=date(2025, 8, 31), since=FIRST)
    register = checked(Register((old(1, 10, 11, shares=(60, 40)), new(10), gone)))
    assert told(register, 1) == {}


def test_vague_splits_hold_their_heirs_together() -> None:
    units = (old(1, 10, 11), old(2, 11, 12), old(3, 12, 13, shares=(70, 30)), new(10), new(11), new(12), new(13))
    view = as_of(checked(Register(units)), AFTER, [BEFORE, AFTER])
    assert [unit.code for unit in view.units] == [1, 13]
    (block,) = view.blocks
    assert ([one.code for one in block.members], [one.code for one in block.former]) == ([10, 11, 12], [1, 2])
    assert block.unit.name == "Phường 10, Phường 11 và Phường 12 (chưa tách số của Xã 1, Xã 2)"
    assert view.heirs[BEFORE] == {1: ((1, 1),), 2: ((1, 1),), 3: ((1, Fraction(7, 10)), (13, Fraction(3, 10)))}
    assert view.heirs[AFTER] == {10: ((1, 1),), 11: ((1, 1),), 12: ((1, 1),), 13: ((13, 1),)}


def test_splits_that_have_nothing_in_common_are_blocks_of_their_own() -> None:
    units = (old(1, 12, 13), old(2, 10, 11), new(10), new(11), new(12), new(13))
    view = as_of(checked(Register(units)), AFTER, [BEFORE])
    assert [(unit.code, unit.name) for unit in view.units] == [
        (2, "Phường 10 và Phường 11 (chưa tách số của Xã 2)"),
        (1, "Phường 12 và Phường 13 (chưa tách số của Xã 1)"),
    ]
    assert [block.unit for block in view.blocks] == list(view.units)
    assert view.heirs[BEFORE] == {1: ((1, 1),), 2: ((2, 1),)}


def test_a_vague_split_between_two_others_holds_all_of_them_together() -> None:
    units = (old(1, 10, 11), old(2, 12, 13), old(3, 11, 12), new(10), new(11), new(12), new(13))
    view = as_of(checked(Register(units)), AFTER, [BEFORE])
    assert [[one.code for one in block.members] for block in view.blocks] == [[10, 11, 12, 13]]
    assert view.heirs[BEFORE] == dict.fromkeys((1, 2, 3), ((1, 1),))


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Units that changed up to twice, in any way a register may tell."""
    days = [date(2025, 6, 30), date(2025, 8, 31)]
    units: list[Unit] = []
    layers = [list(range(1, 5)), list(range(11, 15)), list(range(21, 25))]
    for layer, codes in enumerate(layers):
        since = date.min if layer == 0 else date.fromordinal(days[layer - 1].toordinal() + 1)
        for code in codes:
            if layer == 2:
                units.append(new(code, since))
                continue
            heirs = draw(st.lists(st.sampled_from(layers[layer + 1]), min_size=1, max_size=3, unique=True))
            even = [100 // len(heirs)] * len(heirs)
            even[0] += 100 - sum(even)
            shares = draw(st.sampled_from([(), tuple(even)])) if len(heirs) > 1 else ()
            units.append(old(code, *heirs, shares=shares, last=days[layer], since=since))
    return checked(Register(tuple(units)))


@settings(max_examples=60, deadline=None)
@given(registers())
def test_every_unit_is_taken_over_exactly_once(register: Register) -> None:
    days = [BEFORE, date(2025, 7, 15), AFTER]
    view = as_of(register, AFTER, days)
    known = {unit.code for unit in view.units}
    for day in days:
        assert view.heirs[day].keys() == {unit.code for unit in register.valid_on(day).units}
        for heirs in view.heirs[day].values():
            assert {code for code, _ in heirs} <= known
            assert sum(share for _, share in heirs) == 1
            assert all(share > 0 for _, share in heirs)
    members = [one.code for block in view.blocks for one in block.members]
    assert len(members) == len(set(members))
    assert len(view.units) == len(register.valid_on(AFTER)) - len(members) + len(view.blocks)


WRONG: Mapping[str, tuple[tuple[Unit, ...], str]] = {
    "unknown": ((old(1, 99),), "Xã 1 (1): đơn vị kế thừa 99 không có trong danh sách"),
    "too late": (
        (old(1, 10), new(10, date(2025, 8, 1))),
        "đơn vị kế thừa Phường 10 (10) không hoạt động vào ngày 1/7/2025, ngay sau khi đơn vị này thôi hoạt động",
    ),
    "gone before": ((old(1, 2), old(2)), "đơn vị kế thừa Xã 2 (2) không hoạt động vào ngày 1/7/2025"),
    "kind": ((Unit(1, "Xã 1", "comune"),), "phải là một trong commune, division, city, đang là «comune»"),
    "no end": ((Unit(1, "Xã 1", successors=(10,)), new(10)), "chưa ghi ngày thôi hoạt động (valid_to)"),
    "backwards": ((old(1, since=date(2025, 8, 1)),), "valid_to 30/6/2025 trước valid_from 1/8/2025"),
    "itself": ((old(1, 1),), "Xã 1 (1): successors nối thành vòng: đơn vị trở lại chính nó"),
    "circle": ((old(1, 2), old(2, 1)), "Xã 2 (2): successors nối thành vòng: đơn vị trở lại chính nó"),
    "twice": ((old(1, 10, 10), new(10)), "successors ghi một đơn vị hai lần"),
    "not 100": ((old(1, 10, 11, shares=(60, 30)), new(10), new(11)), "cộng lại bằng 100, đang là 60 + 30 = 90"),
    "nothing": ((old(1, 10, 11, shares=(100, 0)), new(10), new(11)), "phải là số dương"),
    "some": ((old(1, 10, 11, shares=(60,)), new(10), new(11)), "phải ghi tỷ lệ cho mọi đơn vị kế thừa"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_register_that_can_not_be_is_refused(what: str) -> None:
    units, said = WRONG[what]
    with pytest.raises(DefinitionError) as refused:
        checked(Register(units))
    assert said in str(refused.value)


def test_one_cause_is_told_once() -> None:
    with pytest.raises(DefinitionError) as refused:
        checked(Register((old(1, 1),)))
    assert ";" not in str(refused.value)


def test_shares_are_written_and_read_again(tmp_path: Path) -> None:
    units = (old(1, 10, 11, shares=(60, 40)), old(2, 10, 11), old(3, 10), new(10), new(11))
    write_units(tmp_path / "units.csv", units)
    assert "2025-06-30,10:60; 11:40," in (tmp_path / "units.csv").read_text(encoding="utf-8")
    assert set(_read_units(tmp_path / "units.csv")) == {replace(unit) for unit in units}


# ---- whole numbers cut ---------------------------------------------------------------------------------------------

SHARES = st.lists(st.integers(1, 30), min_size=2, max_size=5).map(
    lambda parts: [Fraction(part, sum(parts)) for part in parts]
)


@pytest.mark.parametrize("code", [code for code, form in FORMS.items() if form.identities])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_cut_line_adds_up_and_every_part_keeps_the_form(code: str, data: st.DataObject) -> None:
    form, shares = FORMS[code], data.draw(SHARES)
    for line in data.draw(correct_lines(form, most=2)):
        parts = shared(form, line, shares)
        assert {number: sum(part[number] for part in parts) for number in line} == line
        for part in parts:
            assert min(part.values()) >= 0
            assert keeps(form, part)


def test_parts_are_as_near_their_share_as_whole_numbers_can_be() -> None:
    six = FORMS["II.06a"]
    line = {3: 7, 4: 2, 5: 2, 6: 3, 7: 5, 8: 2, 9: 2, 10: 1, 11: 2, 12: 1, 13: 1}
    first, second = shared(six, line, [Fraction(3, 5), Fraction(2, 5)])
    assert first == {3: 4, 4: 1, 5: 1, 6: 2, 7: 3, 8: 1, 9: 1, 10: 1, 11: 1, 12: 1, 13: 0}
    assert second == {number: value - first[number] for number, value in line.items()}


def test_three_heirs_have_each_their_share_of_the_whole_and_a_half_goes_to_the_first() -> None:
    line = {3: 100, 4: 60, 5: 30, 6: 10, 7: 80, 8: 50, 9: 20, 10: 10, 11: 20, 12: 10, 13: 10}
    shares = [Fraction(5, 10), Fraction(3, 10), Fraction(2, 10)]
    parts = shared(FORMS["II.06a"], line, shares)
    assert parts == [{number: value * share for number, value in line.items()} for share in shares]
    assert shared(FORMS["II.06a"], {3: 5}, [Fraction(1, 2)] * 2) == [{3: 3}, {3: 2}]


def test_numbers_let_pass_unlike_their_sum_are_cut_by_themselves() -> None:
    line = {3: 10, 4: 10, 5: 0, 6: 0, 7: 10, 8: 2, 9: 2, 10: 0, 11: 0, 12: 0, 13: 0}
    half = {number: value // 2 for number, value in line.items()}
    assert shared(FORMS["II.06a"], line, [Fraction(1, 2)] * 2) == [half, half]


def test_a_line_with_a_column_nobody_filled_in_is_cut_as_well() -> None:
    """Sums over the column hold nothing: what stands in their other columns is cut by itself."""
    line = {3: 7, 4: 2, 5: 2, 7: 5, 8: 2, 9: 2, 10: 1}
    parts = shared(FORMS["II.06a"], line, [Fraction(3, 5), Fraction(2, 5)])
    assert {number: sum(part[number] for part in parts) for number in line} == line
    assert all(part[7] == part[8] + part[9] + part[10] for part in parts)

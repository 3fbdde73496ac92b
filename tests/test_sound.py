"""A rate is told only of a whole that is the sum of its parts."""

from hypothesis import given
from hypothesis import strategies as st
from small_city import FORMS, UNITS, form
from small_quarters import FIELDS, SHEET, SIX, frame

from kstt.overview.measure import RATES
from kstt.targets.sound import adds_up, breaking, breaks_in, rests_on, unsound
from report_templates.definitions import load_indicators

SETTLED, ALL, ONLINE = (next(one for one in load_indicators() if one.id == rate) for rate in RATES)
LEAVES = (4, 5, 6, 8, 9, 10, 12, 13)
counts = st.fixed_dictionaries({number: st.integers(0, 9) for number in (3, 7, 11, *LEAVES)})


def kept(numbers: dict[int, int]) -> dict[int, int]:
    """The same leaves with every sum right."""
    whole = numbers | {7: sum(numbers[at] for at in (8, 9, 10)), 11: numbers[12] + numbers[13]}
    whole[3] = whole[7] + whole[11]
    return whole | {4: whole[3], 5: 0, 6: 0}


def test_a_rate_rests_on_the_sums_between_its_part_and_its_whole() -> None:
    assert [str(one) for one in rests_on(SIX, (8, 9, 12), (3,))] == [
        "(3) = (7) + (11)",
        "(7) = (8) + (9) + (10)",
        "(11) = (12) + (13)",
    ]
    assert [str(one) for one in rests_on(SIX, (8, 9), (7,))] == ["(7) = (8) + (9) + (10)"]
    assert rests_on(SIX, (4,), (4, 5)) == ()
    assert rests_on(SIX, (3,), (4,)) == ()  # no part of it


@given(counts)
def test_what_is_not_in_time_is_overdue_wherever_the_rate_over_all_dossiers_is_told(numbers: dict[int, int]) -> None:
    for told in (numbers, kept(numbers)):
        if adds_up(ALL, SIX, SHEET, told):
            assert told[3] - told[8] - told[9] - told[12] == told[10] + told[13]
        assert adds_up(ONLINE, SIX, SHEET, told)
        assert adds_up(SETTLED, SIX, SHEET, told) == (told[7] == told[8] + told[9] + told[10])
    assert adds_up(ALL, SIX, SHEET, kept(numbers))


@given(counts, st.sampled_from([3, 7, 8, 9, 10, 11, 12, 13]))
def test_one_dossier_too_many_is_enough(numbers: dict[int, int], column: int) -> None:
    wrong = kept(numbers)
    wrong[column] += 1
    assert not adds_up(ALL, SIX, SHEET, wrong)
    assert list(breaks_in(SIX, wrong))


def test_what_is_not_known_breaks_nothing_and_another_form_is_no_matter_of_the_rate() -> None:
    numbers: dict[int, int | None] = {**kept(dict.fromkeys(LEAVES, 1)), 3: None}
    assert adds_up(ALL, SIX, SHEET, numbers)
    assert adds_up(ALL, form("QH"), SHEET, {})
    assert list(breaks_in(SIX, numbers)) == []


def test_a_break_is_told_with_its_difference() -> None:
    numbers = kept(dict.fromkeys(LEAVES, 1))
    assert list(breaks_in(SIX, numbers)) == []
    numbers[11] += 2
    assert [(str(rule), off) for rule, off in breaks_in(SIX, numbers)] == [
        ("(11) = (12) + (13)", 2),
        ("(3) = (7) + (11)", -2),
    ]


def test_a_bound_is_no_sum() -> None:
    """«(13) ≤ (11)» is judged where the unit typed it; a total may be broken there and still be a sum."""
    numbers = dict.fromkeys((3, 4, 7, 9, 10), 5) | dict.fromkeys((5, 6, 8, 11, 12), 0) | {13: 2, 14: 0}
    assert list(breaks_in(form("II.05"), numbers)) == []


def test_lines_that_keep_their_sums_are_not_among_those_that_break_one() -> None:
    right = kept(dict.fromkeys(LEAVES, 1))
    wrong = right | {7: right[7] + 1}
    assert breaking(SIX, [right, wrong, right]) == [wrong]


def test_a_unit_is_not_counted_for_its_own_numbers_alone() -> None:
    good, bad = UNITS[0].code, UNITS[1].code
    figures = frame({(good, FIELDS[0]): {"received_online": 3, "resolved_early": 3}, (bad, FIELDS[0]): {}})
    at_bad = (figures["unit_code"] == bad) & (figures["column"] == 3)
    figures.loc[at_bad, "value"] = 4
    wrong = unsound(load_indicators(), figures, {one.code: one for one in FORMS})
    assert wrong[ALL.id] == {bad}
    assert not any(good in codes for codes in wrong.values())

"""A rate is told only of a whole that is the sum of its parts."""

from hypothesis import given
from hypothesis import strategies as st
from small_city import form
from small_quarters import SHEET, SIX

from kstt.overview.measure import RATES
from kstt.targets.sound import adds_up, breaks_in, rests_on
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

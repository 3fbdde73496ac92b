"""Judging targets and ranking units, held against fractions worked out here; sums that no order or split may change."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from statistics import median

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_board import BOUND, CITY_PLAN, INDICATORS, LATE, WARD_PLAN, board, now
from small_city import DO_SON, FORMS, PERIOD, UNITS, form, locality

from kstt.mention import parse
from kstt.period import Period
from kstt.targets.indicator import SHEET, Indicator
from kstt.targets.plan_group import members
from kstt.targets.scoreboard import Scoreboard, score
from kstt.targets.standing import standing, total
from kstt.targets.target import Judgement, Parts, Status, Target, judge, missing, quarter_of, value
from kstt.targets.year import Year
from kstt.unit import Unit

ON_TIME, PAYMENT, SATISFACTION, OUTPUT, POINTS, _ = INDICATORS
COUNTS = (1, 3, 49, 1000, 10**12, 10**12 + 39)
THRESHOLDS = ("2", "98", "99.5", "99.95", "100", "0")


def test_a_period_is_held_against_the_road_map_of_the_quarter_it_ends_with() -> None:
    ends = {"2026-Q1": 0, "2026-Q2": 1, "2026-6M": 1, "2026-Q3": 2, "2026-9M": 2, "2026-Q4": 3, "2026": 3}
    assert {text: quarter_of(parse(text)) for text in ends} == ends


def holds(indicator: Indicator, numerator: int, denominator: int | None, threshold: str) -> bool:
    """Whether a target is met, from its definition alone."""
    exact = Fraction(numerator, denominator) if denominator else Fraction(numerator, 100)
    exact *= 100 if indicator.unit == "percent" else 1
    return exact >= Fraction(threshold) if indicator.direction == "at_least" else exact <= Fraction(threshold)


def judged(indicator: Indicator, parts: Parts, threshold: str, part: str = "Y") -> Judgement:
    return judge(indicator, Target(indicator.id, "all", "mục 1", threshold), parts, Period(2026, part))


@pytest.mark.parametrize(("indicator", "threshold"), [*product((ON_TIME, LATE, OUTPUT, POINTS), THRESHOLDS)])
def test_just_below_on_and_just_above(indicator: Indicator, threshold: str) -> None:
    for count in COUNTS:
        share = Fraction(threshold) / (100 if indicator.unit == "percent" else 1)
        denominator, edge = (count, share * count) if indicator.denominator_from else (None, share * 100)
        for numerator in range(max(0, edge.__floor__() - 2), edge.__floor__() + 3):
            parts = Parts(numerator, denominator, 0 if denominator else 2)
            told = judged(indicator, parts, threshold)
            met = holds(indicator, numerator, denominator, threshold)
            assert (told.status, told.gap == 0) == ("met" if met else "missed", met)


@given(
    st.sampled_from((ON_TIME, LATE, OUTPUT, POINTS)),
    st.integers(0, 10**13),
    st.integers(1, 10**13),
    st.decimals(0, 100, places=2),
)
def test_a_gap_is_the_smallest_step_that_meets_the_target(
    indicator: Indicator, numerator: int, denominator: int, threshold: object
) -> None:
    below = denominator if indicator.denominator_from else None
    parts = Parts(numerator, below, 0 if below else 2)
    gap, step = missing(indicator, parts, Fraction(str(threshold))), 1 if indicator.direction == "at_least" else -1
    assert holds(indicator, numerator + step * gap, below, str(threshold))
    assert gap == 0 or not holds(indicator, numerator + step * (gap - 1), below, str(threshold))


@pytest.mark.parametrize(
    ("indicator", "parts", "status"),
    [
        (ON_TIME, Parts(0, 0), "none"),
        (LATE, Parts(0, 0), "none"),
        (OUTPUT, Parts(0, 0), "none"),
        (OUTPUT, Parts(5, 0), "unknown"),
        (ON_TIME, Parts(), "unknown"),
        (ON_TIME, Parts(5, None), "unknown"),
        (ON_TIME, Parts(None, 5), "unknown"),
        (POINTS, Parts(), "unknown"),
        (POINTS, Parts(0, None, 2), "missed"),
        (LATE, Parts(0, 7), "met"),
    ],
)
def test_nothing_and_nobody(indicator: Indicator, parts: Parts, status: Status) -> None:
    assert judged(indicator, parts, "50").status == status


@pytest.mark.parametrize("part", ["Q1", "Q2", "6M", "Q3", "9M", "Q4", "Y"])
def test_a_years_output_is_judged_from_the_whole_year_only(part: str) -> None:
    target = Target(OUTPUT.id, "all", "mục 1", "5280")
    told = [judge(OUTPUT, target, Parts(5280, 1), Period(2026, part), alone=alone).status for alone in (True, False)]
    assert told == {"Q4": ["not_due", "met"], "Y": ["met", "met"]}.get(part, ["not_due", "not_due"])


def test_a_road_map_judges_its_quarter_and_tells_the_way_to_the_year() -> None:
    target = Target(PAYMENT.id, "all", "mục 1", "60.5", ("30", "40.25", "50", "60.5"))
    told = [judge(PAYMENT, target, Parts(402, 1000), Period(2026, part)) for part in ("Q1", "6M", "9M", "Y")]
    assert [(one.status, one.gap, one.gap_to_year) for one in told] == [
        ("met", 0, 203),
        ("missed", 1, 203),
        ("missed", 98, 203),
        ("missed", 203, 203),
    ]


def figures(*rows: tuple[int, str, str, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["unit_code", "form", "line", "column", "value"])


def test_parts_are_summed_over_lines_and_columns_of_the_source() -> None:
    sheet = form(SHEET)
    below, above = (next(one.number for one in sheet.columns if one.key == key) for key in ("denominator", "numerator"))
    given_ = figures(
        (1, "II.06a", "Hộ tịch", 8, 5), (1, "II.06a", "Đất đai", 9, 4), (1, "II.06a", "Hộ tịch", 7, 10),
        (1, "II.06a", "Hộ tịch", 10, 99), (2, "II.06a", "Hộ tịch", 8, 3),
        (1, SHEET, PAYMENT.name, above, 6), (1, SHEET, PAYMENT.name, below, 8), (1, SHEET, "khác", above, 70),
        (1, SHEET, POINTS.name, above, 8050),
    )  # fmt: skip
    assert standing((ON_TIME, PAYMENT, POINTS), given_, {one.code: one for one in FORMS}) == {
        (ON_TIME.id, 1): Parts(9, 10),
        (PAYMENT.id, 1): Parts(6, 8),
        (POINTS.id, 1): Parts(8050, None, 2),
    }


COUNTED = st.builds(Parts, st.integers(0, 10**12), st.integers(0, 10**12))


@given(st.lists(COUNTED, max_size=6), st.data())
def test_splitting_a_unit_in_two_changes_no_sum(every: list[Parts], data: st.DataObject) -> None:
    halves = []
    for parts in every:
        above, below = (
            data.draw(st.integers(0, parts.numerator or 0)),
            data.draw(st.integers(0, parts.denominator or 0)),
        )
        halves += [Parts(above, below), Parts((parts.numerator or 0) - above, (parts.denominator or 0) - below)]
    summed = Parts(sum(one.numerator or 0 for one in every), sum(one.denominator or 0 for one in every))
    assert total(halves) == total(every) == (summed if every else Parts())


def told_of(made: Scoreboard) -> object:
    """What a scoreboard says, without the order it says it in."""
    lines = [(line.plan.id, line.target, line.quarter, line.to_date) for line in made.lines]
    return lines, {code: dict(of_unit) for code, of_unit in made.scores.items() if of_unit}, dict(made.medians)


def scored(units: Sequence[Unit]) -> Scoreboard:
    return score((CITY_PLAN, WARD_PLAN), INDICATORS, locality(), units, Year(now(), now()), PERIOD)


@given(st.permutations(BOUND))
def test_the_order_of_units_does_not_matter(units: list[Unit]) -> None:
    assert told_of(scored(units)) == told_of(scored(BOUND))


def test_a_silent_unit_changes_nothing_but_the_coverage() -> None:
    more, as_before = scored((*BOUND, Unit(99999, "Xã Im Lặng"))), scored(BOUND)
    assert told_of(more) == told_of(as_before)
    assert [(line.reporting, len(line.units)) for line in (more.lines[0], as_before.lines[0])] == [(10, 13), (10, 12)]


@pytest.mark.parametrize(
    ("indicator", "parts", "exact"),
    [
        (ON_TIME, Parts(2449, 2500), Fraction(2449, 2500)),
        (OUTPUT, Parts(1301, 2), Fraction(1301, 2)),
        (ON_TIME, Parts(0, 3), 0),
        (ON_TIME, Parts(0, 0), None),
        (ON_TIME, Parts(None, 3), None),
        (POINTS, Parts(8049, None, 2), Fraction("80.49")),
        (POINTS, Parts(0, None, 2), 0),
        (POINTS, Parts(), None),
    ],
)
def test_the_value_is_the_ratio_or_the_points_and_nothing_where_there_is_none(
    indicator: Indicator, parts: Parts, exact: Fraction | None
) -> None:
    assert value(indicator, parts) == exact


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=12), st.sampled_from((ON_TIME, LATE)))
def test_ranks_share_and_skip(counts: list[tuple[int, int]], indicator: Indicator) -> None:
    year = {(indicator.id, unit.code): Parts(*both) for unit, both in zip(UNITS, counts, strict=False)}
    made = score((), (indicator,), locality(), UNITS, Year(year, None), PERIOD)
    parts = {code: of_unit[indicator.id].parts for code, of_unit in made.scores.items() if of_unit}
    ratios = {
        code: Fraction(one.numerator or 0, one.denominator) if one.denominator else None for code, one in parts.items()
    }
    known = {code: one for code, one in ratios.items() if one is not None}
    better = {
        code: sum(other > one if indicator is ON_TIME else other < one for other in known.values())
        for code, one in known.items()
    }
    ranks = {code: of_unit[indicator.id].rank for code, of_unit in made.scores.items() if of_unit}
    assert ranks == {code: 1 + better[code] if code in better else None for code in ratios}
    assert made.medians.get(indicator.id) == (median(known.values()) if known else None)


def test_a_units_own_plan_binds_it_and_the_difference_is_said() -> None:
    made = board()
    own = [line for line in made.lines if line.plan == WARD_PLAN]
    assert [(line.group, [unit.code for unit in line.units], line.remark) for line in own] == [
        ("Phường Đồ Sơn", [DO_SON.code],
         "Mức của kế hoạch do chính đơn vị ban hành; khác mức 98 của kế hoạch thành phố, áp dụng mức của đơn vị"),
        ("Phường Đồ Sơn", [DO_SON.code], "Mức của kế hoạch do chính đơn vị ban hành"),
    ]  # fmt: skip
    found = {unit.code: made.scores[unit.code][ON_TIME.id].judgement for unit in UNITS[:5]}
    assert {code: told and told.threshold for code, told in found.items()} == {
        unit.code: Fraction("99.95") if unit == DO_SON else 98 for unit in UNITS[:5]
    }


def test_a_units_own_plan_that_asks_the_same_differs_in_nothing() -> None:
    same = replace(WARD_PLAN, target=(replace(WARD_PLAN.target[0], year="98.0"),))
    made = score((CITY_PLAN, same), INDICATORS, locality(), BOUND, Year(now(), now()), PERIOD)
    assert made.lines[-1].remark == "Mức của kế hoạch do chính đơn vị ban hành"


def test_the_groups_of_another_locality_s_plan_bind_none_of_our_units_but_itself() -> None:
    groups = {"kinds": ("kind:commune",), "codes": (BOUND[0].code,), "self": ("self",)}
    theirs = replace(WARD_PLAN, groups=groups)
    (ward,) = (unit for unit in BOUND if unit.locality == theirs.locality)
    assert [members(theirs, group, locality(), BOUND) for group in groups] == [(), (), (ward,)]
    ours = replace(theirs, locality=locality().id)
    assert [members(ours, group, locality(), BOUND) for group in groups] == [BOUND, BOUND[:1], BOUND]


def test_who_has_another_indicator_in_an_earlier_quarter_is_left_out_of_this_one_all_the_same() -> None:
    first, second = UNITS[:2]
    year = Year({("x", first.code): Parts(1, 2), ("x", second.code): Parts(1, 2)}, {
        ("x", first.code): Parts(2, 4), ("y", second.code): Parts(1, 2),
    })  # fmt: skip
    assert year.left_out("x", UNITS) == (second,)

"""The overview: every headline number recomputed in plain Python from the figures alone, and what it says of nobody."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_board import BOUND
from small_city import DO_SON, PERIOD, UNITS
from small_quarters import (
    CAUSES,
    FIELDS,
    QUARTER_AGO,
    SIX,
    YEAR_AGO,
    Counts,
    Lines,
    frame,
    known,
    lines_of,
    merged,
    whole,
)

from kstt.overview.attention import MOST, RANKED, standouts
from kstt.overview.measure import COUNTS
from kstt.overview.model import overview
from kstt.overview.overdue import OverdueLine
from kstt.overview.since import Change, Headline, change
from kstt.overview.trend import QUARTERS, Former, trend_quarters
from kstt.overview.turnout import turnout
from kstt.period import Period
from kstt.provenance import FileSource, UnitState
from kstt.targets.scoreboard import Score
from kstt.targets.target import Judgement, Parts, Status
from report_templates.telling import nobody, whose

NUMERATORS = {
    "on_time_resolution": ("resolved_early", "resolved_on_time"),
    "on_time_766": ("resolved_early", "resolved_on_time", "pending_in_time"),
    "online_intake": ("received_online",),
}
SETTLED = ("resolved_early", "resolved_on_time", "resolved_overdue")
ALL = ("received_online", "received_direct", "carried_over")
DENOMINATORS = {"on_time_resolution": SETTLED, "on_time_766": ALL, "online_intake": ALL[:2]}
COUNTED = {
    "received": ALL,
    "new": ALL[:2],
    "resolved": SETTLED,
    "resolved_overdue": SETTLED[2:],
    "pending": ("pending_in_time", "pending_overdue"),
    "pending_overdue": ("pending_overdue",),
}
DEALT_WITH = (*SETTLED, *COUNTED["pending"])


@st.composite
def dossiers(draw: st.DrawFn) -> dict[str, int]:
    """Counts of a line; now and then one more was carried over than was dealt with."""
    found = {key: draw(st.integers(0, 50)) for key in DEALT_WITH}
    whole = sum(found.values())
    online = draw(st.integers(0, whole))
    direct = draw(st.integers(0, whole - online))
    carried = whole - online - direct + draw(st.sampled_from([0, 0, 0, 1]))
    return dict(zip(ALL, (online, direct, carried), strict=True)) | found


lines = st.dictionaries(
    st.tuples(st.sampled_from([unit.code for unit in UNITS]), st.sampled_from(FIELDS)),
    dossiers(),
    max_size=12,
)


def added(given_: Lines, keys: tuple[str, ...], codes: set[int] | None = None) -> int:
    return sum(counts[key] for (code, _), counts in given_.items() if codes is None or code in codes for key in keys)


def codes_of(given_: Lines, measure: str = "") -> set[int]:
    """The units that have a measure; no share of all dossiers is told of one that has more than it dealt with."""
    every = {code for code, _ in given_}
    if measure != "on_time_766":
        return every
    return {code for code in every if added(given_, ALL, {code}) == added(given_, DEALT_WITH, {code})}


def number(given_: Lines, measure: str, codes: set[int] | None = None) -> Fraction | None:
    """A measure, by hand; None for nobody and for 0/0."""
    mine = codes_of(given_, measure)
    codes = mine if codes is None else codes & mine
    if not codes:
        return None
    if measure in COUNTED:
        return Fraction(added(given_, COUNTED[measure], codes))
    below = added(given_, DENOMINATORS[measure], codes)
    return Fraction(added(given_, NUMERATORS[measure], codes), below) if below else None


def as_number(parts: object) -> Fraction | None:
    above, below = getattr(parts, "numerator"), getattr(parts, "denominator")  # noqa: B009 - reads either kind
    if above is None:
        return None
    return Fraction(above) if below is None else Fraction(above, below) if below else None


@settings(max_examples=40, deadline=None)
@given(lines, lines, lines)
def test_headlines_and_changes_are_what_plain_python_makes_of_them(now: Lines, then: Lines, year: Lines) -> None:
    made = overview(known(now, {QUARTER_AGO: then, YEAR_AGO: year}))
    assert [one.measure.id for one in made.headlines] == [*COUNTED, *NUMERATORS]
    for one in made.headlines:
        assert as_number(one.now) == number(now, one.measure.id)
        assert one.reporting == len(codes_of(now, one.measure.id))
        for since, former in ((one.since_quarter, then), (one.since_year, year)):
            _check(one.measure.id, since, now, former)


def _check(measure: str, since: Change | None, now: Lines, then: Lines) -> None:
    had = codes_of(then, measure)
    if not had:
        assert since is None
        return
    assert since is not None
    both = codes_of(now, measure) & had
    here, there = number(now, measure, both), number(then, measure, both)
    assert (since.reporting, since.both) == (len(had), len(both))
    assert as_number(since.then) == number(then, measure)
    assert since.difference == (None if here is None or there is None else here - there)
    if measure in COUNTED and there:
        assert since.relative == (here or 0) / there - 1
    else:
        assert since.relative is None


def test_a_unit_that_came_or_went_is_no_change() -> None:
    one: Counts = dict.fromkeys((*ALL, *DEALT_WITH), 10)
    first, second, third = (unit.code for unit in UNITS[:3])
    made = overview(
        known(
            {(first, FIELDS[0]): one, (second, FIELDS[0]): one},
            {QUARTER_AGO: {(first, FIELDS[0]): one, (third, FIELDS[0]): one}},
        )
    )
    since = made.headlines[0].since_quarter
    assert since is not None
    assert (since.difference, since.relative, since.both, since.reporting) == (0, 0, 1, 2)


def test_a_unit_that_took_over_another_is_compared_with_both() -> None:
    made, (first, *_, gone) = overview(merged()), (unit.code for unit in UNITS)
    then, now = lines_of(1, UNITS), lines_of(0, UNITS[:-1])
    since = made.headlines[1].since_quarter
    assert since is not None
    assert (since.reporting, since.both) == (len(UNITS), len(UNITS) - 1)
    assert since.was == since.then
    assert since.difference == added(now, ALL[:2]) - added(then, ALL[:2])
    line = next(line for line in made.units if line.unit.code == first)
    *_, before, _ = line.history["pending_overdue"]
    assert before
    assert before.numerator == added(then, ("pending_overdue",), {first, gone})


@settings(max_examples=40, deadline=None)
@given(lines)
def test_ranks_standouts_fields_and_overdue_agree_with_the_figures(now: Lines) -> None:
    made = overview(known(now))
    rates = {code: number(now, RANKED, {code}) for code in codes_of(now)}
    ranked = {code: rate for code, rate in rates.items() if rate is not None}
    ranks = {code: 1 + sum(other > rate for other in ranked.values()) for code, rate in ranked.items()}
    assert {line.unit.code: line.rank for line in made.units if line.rank} == ranks
    late = ("resolved_overdue", "pending_overdue")
    assert {(one.unit.code, one.field): one.total for one in made.overdue} == {
        at: sum(counts[key] for key in late) for at, counts in now.items() if any(counts[key] for key in late)
    }
    sums: dict[str, int] = {}
    for (_, field), counts in now.items():
        sums[field] = sums.get(field, 0) + sum(counts[key] for key in ALL)
    received = next(column.number for column in SIX.columns if column.key == "received")
    assert {field.name: field.numbers[received] for field in made.fields} == sums
    _check_standouts(made, ranks, {code: added(now, late, {code}) for code in ranked})


def _check_standouts(made: object, ranks: Mapping[int, int], overdue: Mapping[int, int]) -> None:
    best, attention = getattr(made, "best"), getattr(made, "attention")  # noqa: B009
    assert not {one.unit.code for one in best} & {one.unit.code for one in attention}
    ordered, room = sorted(ranks.values()), min(MOST, (len(ranks) + 1) // 2) if len(ranks) > 1 else 0
    split = [
        rank for code, rank in ranks.items() if overdue[code] and rank in ordered[:room] and rank in ordered[room:]
    ]
    assert len(best) == (sum(rank < split[0] for rank in ordered) if split and split[0] > 1 else room)
    assert ordered[: len(best)] == [one.rank for one in best]
    assert not {one.rank for one in best} & {one.rank for one in attention}
    assert all(overdue[one.unit.code] for one in attention)
    assert [one.rank for one in attention] == sorted((one.rank for one in attention), reverse=True)
    praised = {one.unit.code for one in best}
    left = [rank for code, rank in ranks.items() if overdue[code] and code not in praised and (rank > 1 or not room)]
    assert [one.rank for one in attention] == sorted(left, reverse=True)[:MOST]


def test_targets_that_are_not_the_localitys_are_told_apart() -> None:
    made = overview(known(units=BOUND))
    assert (made.targets.total, made.targets.apart) == (8, {DO_SON.name: 2})
    assert whose(made.targets) == " (2 chỉ tiêu của kế hoạch riêng của Phường Đồ Sơn)"
    assert overview(known()).targets.apart == {"Chủ tịch UBND phường Đồ Sơn": 2}  # nobody here answers to the plan
    assert whose(replace(made.targets, apart={})) == ""
    many = {f"Phường {letter}": 1 for letter in "ABCDE"}
    assert whose(replace(made.targets, total=5, apart=many)) == (
        " (kế hoạch riêng của Phường A, Phường B, Phường C và 2 đơn vị khác)"
    )


def test_equals_are_not_praised_on_one_side_and_blamed_on_the_other() -> None:
    counts = dict.fromkeys((*ALL, *DEALT_WITH), 0)

    def sent(*late_of: tuple[int, int]) -> Lines:
        """Late ones of all, by unit."""
        made = dict[tuple[int, str], Counts]()
        for unit, (late, every) in zip(UNITS, late_of, strict=False):
            dealt = {"resolved_overdue": late, "resolved_early": every - late}
            made[unit.code, FIELDS[0]] = counts | {"received_direct": every} | dealt
        return made

    made = overview(known(sent((0, 10), (2, 100), (20, 1000), (5, 100))))
    assert [one.unit for one in made.best] == [UNITS[0]]
    assert [one.unit for one in made.attention] == [UNITS[3], UNITS[1], UNITS[2]]
    made = overview(known(sent((2, 100), (20, 1000))))
    assert ([one.unit for one in made.best], made.attention) == ([UNITS[1]], ())
    assert nobody(made) == "Các đơn vị khác có hồ sơ quá hạn cùng tỷ lệ với đơn vị đứng đầu."


def test_what_is_most_together_with_something_else_is_not_told_alone() -> None:
    counts = dict.fromkeys((*ALL, *DEALT_WITH), 0)
    late: Counts = counts | {"resolved_overdue": 2, "resolved_early": 8, "received_direct": 10}
    good: Counts = counts | {"resolved_early": 10, "received_direct": 10}
    first, *others = (unit.code for unit in UNITS[:9])
    every = {(code, FIELDS[0]): good for code in others[2:]} | {(code, FIELDS[0]): late for code in others[:2]}
    both = {(first, field): late for field in FIELDS[:2]}
    named = {(first, field): {"cause_complex": 1, "cause_staff": 1} for field in FIELDS[:2]}
    made = overview(known({**every, **both}, more=[frame(named, CAUSES)]))
    assert [(one.unit, one.rank, one.reasons) for one in made.attention if one.unit == UNITS[0]] == [
        (UNITS[0], 7, (
            "4 hồ sơ giải quyết quá hạn",
            f"nhiều nhất ở lĩnh vực «{FIELDS[0]}» và «{FIELDS[1]}» (mỗi lĩnh vực 2)",
            "nguyên nhân chính: «phức tạp, khó giải quyết» và «quá tải, thiếu nhân lực» (mỗi nguyên nhân 2)",
        )),
    ]  # fmt: skip
    assert [one.reasons[1:] for one in made.best] == [(), (), (), (), ("còn 1 đơn vị khác cùng hạng",)]


def test_a_fall_too_small_for_two_decimals_is_not_told_as_none() -> None:
    counts = dict.fromkeys((*ALL, *DEALT_WITH), 0)

    def one_late(of: int) -> Counts:
        return counts | {"resolved_overdue": 1, "resolved_early": of - 1, "received_direct": of}

    good, late = one_late(1) | {"resolved_overdue": 0, "resolved_early": 1}, (UNITS[1].code, FIELDS[0])
    made = overview(
        known({(UNITS[0].code, FIELDS[0]): good, late: one_late(200)}, {QUARTER_AGO: {late: one_late(201)}})
    )
    assert [one.reasons[-1] for one in made.attention] == ["giảm 0,002 điểm % so với quý trước"]


@pytest.mark.parametrize(("status", "more"), [("missed", ("không đạt mức giao",)), ("met", ())])
def test_a_unit_to_attend_to_is_said_to_miss_its_target_where_it_does(status: Status, more: tuple[str, ...]) -> None:
    told = [Judgement("met", Parts(9, 9), Fraction(90)), Judgement(status, Parts(7, 9), Fraction(90))]
    scores = {
        unit.code: {RANKED: Score(one.parts, one, at)}
        for at, (unit, one) in enumerate(zip(UNITS, told, strict=False), 1)
    }
    late = OverdueLine(UNITS[1], FIELDS[0], 2, 0, {}, "", None, certain=True)
    best, attention = standouts(UNITS, scores, [late], CAUSES, {})
    assert [one.unit for one in best] == [UNITS[0]]
    assert [one.reasons for one in attention] == [("2 hồ sơ giải quyết quá hạn", f"lĩnh vực {FIELDS[0]}", *more)]


def test_as_many_equals_as_there_is_no_room_for_are_counted() -> None:
    counts = dict.fromkeys((*ALL, *DEALT_WITH), 0)
    late: Counts = counts | {"resolved_overdue": 1, "resolved_early": 9, "received_direct": 10}
    good: Counts = counts | {"resolved_early": 10, "received_direct": 10}
    sent = {(unit.code, FIELDS[0]): good if at < 4 else late for at, unit in enumerate(UNITS)}
    made = overview(known(sent))
    assert [len(made.best), len(made.attention)] == [4, MOST]
    assert made.attention[-1].reasons[-1] == f"còn {len(UNITS) - 4 - MOST} đơn vị khác cùng hạng"
    assert not any("cùng hạng" in reason for one in (*made.best, *made.attention[:-1]) for reason in one.reasons)


def test_nobody_to_attend_to_is_no_praise_of_those_who_are_not_ranked() -> None:
    counts = dict.fromkeys((*ALL, *DEALT_WITH), 0)
    late: Counts = counts | {"resolved_overdue": 1, "received_direct": 1}
    first = UNITS[0].code, FIELDS[0]
    told = [known(), known({first: counts}), known({first: late | {"received_direct": 2}})]
    assert [nobody(overview(one)) for one in told] == [
        "Chưa có số liệu.",
        "Không có đơn vị nào có hồ sơ quá hạn.",
        "Không có đơn vị nào trong số được xếp hạng có hồ sơ quá hạn.",
    ]


def test_who_has_nobody_to_be_ranked_with_is_not_the_best() -> None:
    counts = dict.fromkeys((*ALL, *DEALT_WITH), 0)
    good: Counts = counts | {"resolved_early": 10, "received_direct": 10}
    late: Counts = counts | {"resolved_overdue": 1, "resolved_early": 9, "received_direct": 10}
    alone = overview(known({(DO_SON.code, FIELDS[0]): good}))
    assert (alone.best, alone.attention, nobody(alone)) == ((), (), "Không có đơn vị nào có hồ sơ quá hạn.")
    alone = overview(known({(DO_SON.code, FIELDS[0]): late}))
    assert (alone.best, [one.reasons[0] for one in alone.attention]) == ((), ["1 hồ sơ giải quyết quá hạn"])
    two = overview(known({(DO_SON.code, FIELDS[0]): late, (UNITS[0].code, FIELDS[0]): good}))
    assert ([one.unit for one in two.best], [one.unit for one in two.attention]) == ([UNITS[0]], [DO_SON])


def test_nobody_is_unknown_and_never_zero() -> None:
    made = overview(known())
    assert {one.now.numerator for one in made.headlines} == {None}
    assert {one.reporting for one in made.headlines} == {0}
    assert (made.best, made.attention, made.fields, made.overdue) == ((), (), (), ())
    assert {line.rank for line in made.units} == {None}
    assert [line.numbers for line in made.units] == [{}] * len(UNITS)
    assert len(made.turnout.missing) == len(made.coverage.missing) == len(UNITS)


def test_the_trend_has_eight_quarters_and_says_which_are_not_at_hand() -> None:
    made = overview(whole())
    assert [point.period for point in made.trend] == list(trend_quarters(PERIOD))
    assert (len(made.trend), made.trend[-1].period, made.trend[0].period) == (QUARTERS, PERIOD, Period(2024, "Q2"))
    assert [point.period for point in made.trend if not point.lacking] == [YEAR_AGO, QUARTER_AGO, PERIOD]
    told = {point.period: point.lacking for point in made.trend}
    assert told[Period(2025, "Q3")] == "chưa chạy kỳ này trong cùng thư mục kết quả"
    assert told[Period(2025, "Q2")] == "chưa có số liệu"


def test_a_longer_period_is_compared_with_the_same_one_a_year_ago_only() -> None:
    half, ago = Period(2026, "6M"), Period(2025, "6M")
    made = overview(known(lines_of(0, UNITS), {ago: lines_of(1, UNITS), YEAR_AGO: lines_of(2, UNITS)}, period=half))
    assert {one.since_quarter for one in made.headlines} == {None}
    assert {one.since_year.period for one in made.headlines if one.since_year} == {ago}
    assert made.trend[-1].period == Period(2026, "Q2")
    assert {line.rank_before for line in made.units} == {None}


OPEN, CLEAR = {"pending_overdue": 2}, {"pending_in_time": 2}


@pytest.mark.parametrize(
    ("former", "since", "certain"),
    [
        ([OPEN, OPEN, CLEAR], Period(2025, "Q3"), True),
        ([CLEAR], PERIOD, True),
        ([OPEN], QUARTER_AGO, False),  # the quarter before that is not at hand
        ([OPEN, None, OPEN], QUARTER_AGO, False),  # the unit did not report then: the run may or may not go on
        ([], PERIOD, False),
        ([OPEN] * (QUARTERS - 1), Period(2024, "Q2"), False),  # in all that are at hand: it may be longer still
    ],
)
def test_overdue_since_the_first_quarter_of_an_unbroken_run(
    former: list[Counts | None], since: Period, certain: bool
) -> None:
    at, other = (UNITS[0].code, FIELDS[0]), (UNITS[1].code, FIELDS[0])
    quarters = list(reversed(trend_quarters(PERIOD)))[1:]
    then: dict[Period, Lines] = {
        quarter: {other: CLEAR} | ({at: counts} if counts else {})
        for quarter, counts in zip(quarters, former, strict=False)
    }
    (line,) = overview(known({at: OPEN}, then)).overdue
    assert (line.since, line.certain) == (since, certain)


def test_what_a_unit_took_over_is_overdue_since_it_was_so_there() -> None:
    first, gone = ((unit.code, FIELDS[0]) for unit in (UNITS[0], UNITS[-1]))
    made = known({first: OPEN}, {QUARTER_AGO: {first: CLEAR, gone: OPEN}}, units=UNITS[:-1])
    as_now = pd.concat([frame({first: CLEAR}), frame({first: OPEN})], ignore_index=True)
    (line,) = overview(replace(made, retold={QUARTER_AGO: Former(as_now, len(made.units))})).overdue
    assert (line.since, line.certain) == (QUARTER_AGO, False)


def test_where_nothing_arose_a_quarter_ago_nothing_was_overdue_then() -> None:
    at = UNITS[0].code, FIELDS[0]
    told = known({at: OPEN}, {QUARTER_AGO: {(UNITS[1].code, FIELDS[0]): CLEAR}})
    silent = replace(told.former[QUARTER_AGO], silent=frozenset({(UNITS[0].code, SIX.code)}))
    (line,) = overview(replace(told, former={QUARTER_AGO: silent})).overdue
    assert (line.since, line.certain) == (PERIOD, True)


def test_a_longer_period_is_overdue_since_a_quarter_as_its_last_one_is() -> None:
    at, last = (UNITS[0].code, FIELDS[0]), Period(2026, "Q2")
    then: dict[Period, Lines] = {last: {at: OPEN}, PERIOD: {at: OPEN}, QUARTER_AGO: {at: CLEAR}}
    (line,) = overview(known({at: OPEN}, then, period=Period(2026, "6M"))).overdue
    assert (line.since, line.certain) == (PERIOD, True)


def test_rounds_count_up_to_the_first_accepted_file() -> None:
    told = {one.unit.code: one for one in overview(whole()).turnout.units}
    assert (told[DO_SON.code].rounds, told[UNITS[0].code].rounds, told[UNITS[1].code].rounds) == (3, 1, 0)
    assert (told[UNITS[4].code].late, told[UNITS[4].code].accepted_late, told[DO_SON.code].late) == (True, True, False)
    assert told[DO_SON.code].forms == ("II.06a", "CT")
    assert "II.05" in told[DO_SON.code].lacking


def test_in_a_period_added_up_everybody_stands_once() -> None:
    """A unit silent in one quarter was late in the other; of one whose files were all wrong there is no file at all."""
    late = FileSource(
        "2026-Q2/a.xlsx", "", datetime(2026, 6, 19, tzinfo=UTC), UNITS[0].code, "accepted", counts=True, late=True
    )
    good = FileSource("2026-Q2/b.xlsx", "", datetime(2026, 6, 16, tzinfo=UTC), UNITS[2].code, "accepted", counts=True)
    states = (
        UnitState(UNITS[0], "missing", (late,)),
        UnitState(UNITS[1], "must_fix"),
        UnitState(UNITS[2], "accepted", (good,)),
    )
    told = turnout(states, ())
    assert [len(told.of_state(state)) for state in ("accepted", "must_fix", "missing")] == [1, 1, 1]
    assert ([one.unit for one in told.sent], [one.unit for one in told.missing]) == (list(UNITS[1:3]), [UNITS[0]])
    assert told.late == ()
    summed = turnout(states, (SIX, CAUSES), counted={(UNITS[0].code, SIX.code), (UNITS[2].code, SIX.code)})
    assert [(one.forms, one.lacking) for one in summed.units] == [
        ((SIX.code,), (CAUSES.code,)), ((), (SIX.code, CAUSES.code)), ((SIX.code,), (CAUSES.code,)),
    ]  # fmt: skip


def test_what_stands_as_before_is_no_slight_change() -> None:
    received = COUNTS[0]
    now = {(received.id, UNITS[0].code): Parts(5000)}
    for then, slight in ((5000, False), (5001, True), (5003, False)):
        since = change(received, now, former := {(received.id, UNITS[0].code): Parts(then)}, former, QUARTER_AGO)
        assert since
        assert Headline(received, since.now, 1, since, None).slight(since) is slight

"""What is due when: twenty years of quarters against days counted by hand, and nets that miss none of it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import holidays
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flows.locality.calendars import load_calendar
from flows.locality.localities import folders
from flows.machine.clock import VIETNAM
from flows.rounds import COLLECT_NET, REMIND_NET, REPORT_NET, newest, period_to_remind_of, round_of
from kstt.period import Period
from kstt.send_days import Calendar, Extension, SendRule
from kstt.workdays import WorkDays

YEARS = range(2016, 2036)
QUARTERS = [Period(year, f"Q{number}") for year in YEARS for number in (1, 2, 3, 4)]
DAY = timedelta(days=1)
HOLIDAYS = {day for year in (*YEARS, 2036) for day in holidays.country_holidays("VN", years=year)}
TET_LIKE = frozenset(date(2027, 3, day) for day in range(15, 24))  # as if the state moved Tết's days off here


def rule(**told: object) -> SendRule:
    return SendRule(**({"who": "unit", "of": ("quarter",), "source": "văn bản", "first_day": 15} | told))  # type: ignore[arg-type]


def off(*more: Iterable[date]) -> WorkDays:
    return WorkDays(dict.fromkeys(HOLIDAYS.union(*more), "nghỉ"))


def nobody_works(day: date, more: frozenset[date]) -> bool:
    return day.weekday() > 4 or day in HOLIDAYS or day in more


def moved_on(last: date, more: frozenset[date] = frozenset()) -> date:
    while nobody_works(last, more):
        last += DAY
    return last


def third_working_day(end: date) -> date:
    day, left = end, 3
    while left:
        day += DAY
        left -= not nobody_works(day, frozenset())
    return day


def last_month(period: Period, number: int) -> date:
    return date(period.year, 3 * int(period.part[1]), number)


CALENDARS = {
    "15 to 17, weekends included": (Calendar((rule(last_day=17),)), lambda one: last_month(one, 17)),
    "the next working day": (
        Calendar((rule(last_day=17, day_off="next"),), days=off(TET_LIKE)),
        lambda one: moved_on(last_month(one, 17), TET_LIKE),
    ),
    "three working days": (
        Calendar((rule(working_days=3),), days=off()),
        lambda one: third_working_day(last_month(one, 14)),
    ),
    "until the month after": (
        Calendar(
            (rule(last_day=17),),
            (
                Extension("2026-Q1", date(2026, 4, 2), "Công văn 1"),
                Extension("2026-Q4", date(2027, 1, 8), "Công văn 2"),
            ),
        ),
        lambda one: {"2026-Q1": date(2026, 4, 2), "2026-Q4": date(2027, 1, 8)}.get(str(one), last_month(one, 17)),
    ),
}


@pytest.mark.parametrize("name", CALENDARS)
def test_twenty_years_of_rounds(name: str) -> None:
    calendar, last_day = CALENDARS[name]
    due: dict[date, tuple[str, str]] = {}
    for one in QUARTERS:
        first, last = last_month(one, 15), last_day(one)
        due |= {first + DAY * at: (str(one), "draft") for at in range((last - first).days + 1)}
        due |= {last + DAY * at: (str(one), "final") for at in range(1, 15)}
    for at in range((date(2036, 2, 1) - date(2016, 2, 1)).days):
        day = date(2016, 2, 1) + DAY * at
        for hour in (time(0, 0), time(23, 59, 59)):
            found = round_of(datetime.combine(day, hour, VIETNAM), calendar)
            assert ((str(found.period), found.kind) if found else None) == due.get(day), (day, hour)
            assert found is None or found.deadline == last_day(found.period)


@pytest.mark.parametrize("locality", folders())
def test_every_locality_shipped_has_its_rounds_each_quarter(locality: str) -> None:
    for one in QUARTERS:
        day = datetime.combine(last_month(one, 16), time(9), VIETNAM)
        found = round_of(day, load_calendar(locality, day.year))
        assert found
        assert (found.period, found.kind) == (one, "draft")


def test_a_new_rule_changes_nothing_of_the_past() -> None:
    rules = rule(last_day=17, valid_to=date(2026, 6, 30)), rule(last_day=20, valid_from=date(2026, 7, 1))
    at = [datetime(2026, month, 19, 9, tzinfo=VIETNAM) for month in (6, 9)]
    assert [found.kind for one in at if (found := round_of(one, Calendar(rules)))] == ["final", "draft"]


def test_leap_days_are_days_like_others() -> None:
    calendar = CALENDARS["15 to 17, weekends included"][0]
    for year in (2016, 2020, 2024, 2028, 2032):
        leap = datetime(year, 2, 29, 12, tzinfo=VIETNAM)
        assert round_of(leap, calendar) is None
        assert period_to_remind_of(leap.date(), calendar) is None
        assert round_of(leap.replace(month=3, day=15), calendar)


def test_a_calendar_that_asks_for_nothing() -> None:
    assert round_of(datetime(2026, 3, 16, tzinfo=VIETNAM), Calendar(())) is None


def test_units_are_reminded_before_while_and_after_they_send() -> None:
    calendar = CALENDARS["15 to 17, weekends included"][0]
    days = [date(2026, 3, 1) + DAY * at for at in range(40)]
    assert [day for day in days if period_to_remind_of(day, calendar)] == [
        date(2026, 3, 10) + DAY * at for at in range(18)
    ]


# nets of schedules


def values(field: str, least: int, most: int) -> set[int]:
    """What a field of a cron line means."""
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        bounds = (least, most) if span == "*" else (int(first), int(last or first))
        found |= set(range(bounds[0], bounds[1] + 1, int(step or 1)))
    return found


@cache
def times_of(net: tuple[str, ...]) -> tuple[dict[tuple[int, int], set[tuple[int, int]]], ...]:
    found: list[dict[tuple[int, int], set[tuple[int, int]]]] = []
    for line in net:
        minute, hour, day, month, weekday = line.split()
        assert weekday == "*"
        clock = {(h, m) for h in values(hour, 0, 23) for m in values(minute, 0, 59)}
        found.append({(m, d): clock for m in values(month, 1, 12) for d in values(day, 1, 31)})
    return tuple(found)


def caught(net: tuple[str, ...], day: date) -> Iterator[datetime]:
    for line in times_of(net):
        for hour, minute in sorted(line.get((day.month, day.day), ())):
            yield datetime.combine(day, time(hour, minute), VIETNAM)


@pytest.mark.parametrize("name", CALENDARS)
def test_the_nets_miss_no_day_of_any_calendar(name: str) -> None:
    calendar, last_day = CALENDARS[name]
    for one in QUARTERS:
        first, last = last_month(one, 15), last_day(one)
        for at in range((last - first).days + 1):
            day = first + DAY * at
            assert len(list(caught(REPORT_NET, day))) >= 6
            assert len(list(caught(COLLECT_NET, day))) >= 30
            assert list(caught(REMIND_NET, day)) == [datetime.combine(day, time(8), VIETNAM)]
        after = min(caught(REPORT_NET, last + DAY))
        assert after - datetime.combine(last + DAY, time(), VIETNAM) == timedelta(minutes=5)
        found = round_of(after, calendar)
        assert found
        assert (found.period, found.kind) == (one, "final")


# what was missed


@given(st.sets(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), min_size=1))  # noqa: DTZ001
def test_of_missed_rounds_one_is_made_up_for_and_it_is_the_newest(missed: set[datetime]) -> None:
    assert [one for one in missed if newest(one, missed)] == [max(missed)]


def test_a_round_that_nothing_follows_is_done() -> None:
    assert newest(datetime(2026, 3, 15, tzinfo=VIETNAM), [])


def test_the_file_for_work_pools_says_the_same() -> None:
    root = Path(__file__).parents[1]
    told = yaml.safe_load((root / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    nets = {"quarterly-report": REPORT_NET, "collect": COLLECT_NET, "remind": REMIND_NET, "correction": ()}
    assert {one["name"]: tuple(net["cron"] for net in one["schedules"]) for one in told} == nets
    assert {net["timezone"] for one in told for net in one["schedules"]} == {str(VIETNAM)}
    for one in told:
        module, _, flow = one["entrypoint"].rpartition(".")
        assert f"\ndef {flow}(" in (root / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
        assert one["description"] in (root / "flows/watched/deployments.py").read_text(encoding="utf-8")

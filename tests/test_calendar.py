"""When reports are due: working days, holidays, rules as data, extensions; twenty years of quarters."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.locality.calendars import deadline_of, load_calendar
from flows.locality.localities import folders
from flows.machine.clock import VIETNAM
from kstt.form import DefinitionError
from kstt.period import WINDOWS, Period
from kstt.send_days import Calendar, Extension, SendRule
from kstt.term import is_key, months_of, term_of, terms_of
from kstt.workdays import WorkDays, days_of, weekday

YEARS = range(2016, 2036)
QUARTERS = [Period(year, f"Q{number}") for year in YEARS for number in (1, 2, 3, 4)]
SUNDAY = date(2026, 3, 15)
days = st.dates(date(2015, 1, 1), date(2040, 12, 31))


def rule(**told: Any) -> SendRule:
    return SendRule(**{"who": "unit", "of": ("quarter",), "source": "văn bản", "last_day": 17} | told)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The calendar of an office that keeps its own folder of a locality; empty as yet."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "localities" / "tinh-lang"
    folder.mkdir(parents=True)
    (folder / "locality.toml").write_text('id = "tinh-lang"\ncode = 1\nname = "Phường Tĩnh Lặng"\n', encoding="utf-8")
    return folder / "calendar.toml"


# working days


def test_the_15th_of_march_2026_is_a_sunday() -> None:
    assert weekday(SUNDAY) == "Chủ nhật"
    assert [weekday(day) for day in days_of(SUNDAY, date(2026, 3, 17))] == ["Chủ nhật", "thứ Hai", "thứ Ba"]


@given(days, st.integers(0, 40), st.sets(days, max_size=5), st.sets(days, max_size=5))
def test_working_days_add_up(day: date, number: int, off: set[date], worked: set[date]) -> None:
    known = WorkDays(dict.fromkeys(off, "nghỉ"), frozenset(worked))
    then = known.after(day, number)
    assert known.between(day + timedelta(days=1), then) == number
    assert number == 0 or known.works(then)
    assert known.between(then, day - timedelta(days=1)) == 0
    assert known.at_or_after(then) == (then if known.works(then) else known.after(then, 1))


def test_a_moved_day_swaps_a_weekday_with_a_weekend() -> None:
    known = WorkDays({date(2026, 8, 31): "hoán đổi"}, frozenset({date(2026, 8, 22)}))
    assert known.works(date(2026, 8, 22))
    assert not known.works(date(2026, 8, 31))
    assert known.between(date(2026, 8, 1), date(2026, 8, 31)) == WorkDays().between(date(2026, 8, 1), date(2026, 8, 31))


def test_a_day_both_moved_and_off_is_worked() -> None:
    known = WorkDays({date(2026, 8, 31): "hoán đổi"}, frozenset({date(2026, 8, 31)}))
    assert known.works(date(2026, 8, 31))


# holidays, held against the notices of the years that are known

TET = {  # the five weekdays off around Tết, or the days they were moved to
    2024: (date(2024, 2, 8), date(2024, 2, 14)),
    2025: (date(2025, 1, 27), date(2025, 1, 31)),
    2026: (date(2026, 2, 16), date(2026, 2, 20)),
    2027: (date(2027, 2, 4), date(2027, 2, 10)),
    2028: (date(2028, 1, 24), date(2028, 1, 28)),
    2029: (date(2029, 2, 12), date(2029, 2, 16)),
    2030: (date(2030, 1, 31), date(2030, 2, 6)),
}


@pytest.mark.parametrize("year", TET)
def test_nobody_works_at_tet(year: int) -> None:
    known = load_calendar("hai-phong", year).days
    first, last = TET[year]
    assert known.between(first, last) == 0
    around = days_of(first - timedelta(days=12), last + timedelta(days=12))
    off = [day for day in around if day.weekday() < 5 and not known.works(day)]
    assert (off[0], off[-1], len(off)) == (first, last, 5)


_NEW_MOON = datetime(2000, 1, 6, 18, 14, tzinfo=UTC)
_MONTH = timedelta(days=29.530588)  # a mean one: a true new moon is at most 15 hours off


@pytest.mark.parametrize("year", range(2016, 2061))
def test_tet_begins_on_the_day_of_a_new_moon_in_hanoi(year: int) -> None:
    """Against the sky, not a table: no year, however far, is taken from a wrong month or another country's clock."""
    (tet,) = [day for day, name in load_calendar("hai-phong", year).days.off.items()
              if name == "Tết Nguyên Đán" and day.year == year]  # fmt: skip
    assert date(year, 1, 21) <= tet <= date(year, 2, 20)
    noon = datetime.combine(tet, time(12), VIETNAM)
    away = (noon - _NEW_MOON) / _MONTH % 1
    assert min(away, 1 - away) * _MONTH < timedelta(hours=12 + 15)


@pytest.mark.parametrize("year", range(2024, 2031))
def test_the_other_holidays_of_a_year(year: int) -> None:
    known = load_calendar("hai-phong", year).days
    for day in (date(year, 1, 1), date(year, 4, 30), date(year, 5, 1), date(year, 9, 2)):
        assert not known.works(day)
        assert day in known.off
    assert sum(name == "Quốc khánh" for day, name in known.off.items() if day.year == year) == 2
    assert (date(year, 11, 24) in known.off) == (year >= 2026)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 4, 29), False),  # moved to Saturday 4/5
        (date(2024, 5, 4), True),
        (date(2025, 5, 2), False),  # moved to Saturday 26/4
        (date(2025, 4, 26), True),
        (date(2025, 9, 1), False),
        (date(2026, 1, 2), False),  # moved to Saturday 10/1: the shipped list, the library does not know it
        (date(2026, 1, 10), True),
        (date(2026, 4, 27), False),  # for Giỗ Tổ on a Sunday
        (date(2026, 8, 31), False),  # moved to Saturday 22/8
        (date(2026, 8, 22), True),
        (date(2026, 9, 3), True),
        (date(2027, 5, 3), False),  # for 1/5 on a Saturday
        (date(2028, 5, 2), False),  # for 30/4 on a Sunday
    ],
)
def test_substitutes_and_moved_days(day: date, works: bool) -> None:
    assert load_calendar("hai-phong", day.year).days.works(day) == works


@given(st.sampled_from(QUARTERS), st.integers(1, 10), st.data())
def test_a_moved_day_puts_off_what_it_lies_in_and_nothing_else(period: Period, number: int, data: Any) -> None:
    """The weekend day worked instead lies after the deadline, so that it does not make up for the day off."""
    term, counted = term_of(period), rule(last_day=None, working_days=number)
    known = load_calendar("hai-phong", period.year).days
    before = counted.last(term, known)
    off = data.draw(st.sampled_from([day for day in days_of(term.window[1], before) if known.works(day)]))
    moved = WorkDays({**known.off, off: "hoán đổi"}, known.worked | {known.after(before, 30)})
    assert counted.last(term, moved) == (known.after(before, 1) if off > term.window[1] else before)


# the days for sending


@pytest.mark.parametrize("period", QUARTERS, ids=str)
def test_units_send_from_the_15th_to_the_17th_whatever_day_it_is(period: Period) -> None:
    for locality in ("hai-phong", "phuoc-long"):
        sending = load_calendar(locality, period.year).sending(term_of(period))
        assert sending
        assert [day.day for day in days_of(sending.first, sending.last)] == [15, 16, 17]
        assert sending.first == period.window[1] + timedelta(days=1)
        assert deadline_of(locality, period) == sending.last


@pytest.mark.parametrize("period", QUARTERS, ids=str)
def test_the_other_rules_over_twenty_years(period: Period) -> None:
    known = load_calendar("hai-phong", period.year).days
    end = period.window[1]
    moved = rule(day_off="next").last(term_of(period), known)
    assert moved >= end + timedelta(days=3)
    assert known.works(moved)
    assert known.between(end + timedelta(days=3), moved) == 1
    counted = rule(last_day=None, working_days=2).last(term_of(period), known)
    assert known.between(end + timedelta(days=1), counted) == 2
    assert known.works(counted)


def test_every_year_and_period_of_every_locality_has_its_days() -> None:
    for locality in folders():
        for year in YEARS:
            calendar = load_calendar(locality, year)
            for term in terms_of(year):
                units, up = calendar.sending(term), calendar.sending(term, "locality")
                assert units
                assert up
                assert term.window[1] < units.first <= units.last < up.last


def test_months_abut_and_quarters_are_made_of_them() -> None:
    every = [month.window for year in YEARS for month in months_of(year)]
    assert all(first[1] + timedelta(days=1) == second[0] for first, second in pairwise(every))
    for year in YEARS:
        months = months_of(year)
        for number, part in enumerate(("Q1", "Q2", "Q3", "Q4")):
            mine = months[number * 3 : number * 3 + 3]
            assert Period(year, part).window == (mine[0].window[0], mine[-1].window[1])


def test_february_has_its_leap_day() -> None:
    calendar = load_calendar("hai-phong", 2024)
    sent = [calendar.sending(month) for month in months_of(2024)]
    assert sent[1]
    assert (sent[1].first, sent[1].last) == (date(2024, 2, 15), date(2024, 2, 16))
    leap = WorkDays()
    assert leap.after(date(2024, 2, 28), 1) == date(2024, 2, 29)
    assert leap.after(date(2024, 2, 28), 2) == date(2024, 3, 1)


def test_a_month_that_ends_in_tet_waits_for_the_offices() -> None:
    month = load_calendar("hai-phong", 2026).sending(months_of(2026)[1])
    assert month
    assert month.last == date(2026, 2, 24)  # 16/2 to 20/2 are off


def test_keys_of_terms() -> None:
    assert all(is_key(f"2026-{part}") for part in WINDOWS if part != "Y")
    assert is_key("2026")
    assert is_key("2026-M12")
    assert not any(map(is_key, ("", "2026-M13", "2026-q1", "26-Q1", "quý 1", "0000", "0001-M01", "2026-M3")))


# extensions and a locality's own calendar


def test_an_extension_is_for_one_period_and_names_its_document(own: Path) -> None:
    own.write_text(
        '[[extension]]\nperiod = "2026-Q1"\nlast = 2026-03-19\ndocument = "Công văn số 12/VP ngày 10/3/2026"\n'
        '[[extension]]\nperiod = "2026-Q1"\nwho = "locality"\nlast = 2026-03-25\ndocument = "Công văn số 13/VP"\n',
        encoding="utf-8-sig",
    )
    calendar = load_calendar("tinh-lang", 2026)
    first, second = (calendar.sending(term_of(Period(2026, part))) for part in ("Q1", "Q2"))
    assert first
    assert second
    assert first.extension
    assert (first.last, first.extension.document) == (date(2026, 3, 19), "Công văn số 12/VP ngày 10/3/2026")
    assert (second.last, second.extension) == (date(2026, 6, 17), None)
    up = calendar.sending(term_of(Period(2026, "Q1")), "locality")
    assert up
    assert up.last == date(2026, 3, 25)
    assert deadline_of("tinh-lang", Period(2027, "Q1")) == date(2027, 3, 17)


def test_own_rules_stand_over_the_shipped_ones_kind_by_kind(own: Path) -> None:
    own.write_text(
        '[[send]]\nwho = "unit"\nof = ["quarter"]\nlast_day = 16\nsource = "Kế hoạch 1"\nprovenance = "sourced"\n'
        '[[moved]]\noff = 2026-03-16\ndocument = "Bão số 1"\n',
        encoding="utf-8",
    )
    calendar = load_calendar("tinh-lang", 2026)
    quarter, year = (term_of(Period(2026, part)) for part in ("Q1", "Y"))
    sent = [calendar.sending(quarter), calendar.sending(year), calendar.sending(quarter, "locality")]
    told = [(one.last.day, one.rule.provenance) for one in sent if one]
    assert told == [(16, "sourced"), (17, "proposed"), (20, "proposed")]
    assert not calendar.days.works(date(2026, 3, 16))
    assert calendar.days.works(date(2026, 1, 10))


def test_a_calendar_without_a_rule_says_so() -> None:
    with pytest.raises(DefinitionError, match="chưa ghi hạn gửi của đơn vị cho kỳ 2026-Q1"):
        Calendar(()).deadline(Period(2026, "Q1"))
    assert Calendar(()).sending(term_of(Period(2026, "Q1"))) is None


def test_a_new_rule_changes_nothing_of_the_past(own: Path) -> None:
    own.write_text(
        SEND + "last_day = 16\nvalid_to = 2026-12-31\n" + SEND + "last_day = 18\nvalid_from = 2027-06-01\n",
        encoding="utf-8",
    )
    told = [deadline_of("tinh-lang", Period(*one)).day for one in ((2026, "Q4"), (2027, "Q1"), (2027, "Q2"))]
    assert told == [16, 17, 18]  # in between, the shipped one


SEND = '[[send]]\nwho = "unit"\nof = ["quarter"]\nsource = "x"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("cut_off = 20", "cut_off phải là 14"),
        ("cutoff = 14", "cutoff"),
        (SEND, "phải ghi hoặc last_day, hoặc working_days"),
        (SEND + "last_day = 17\nworking_days = 2", "phải ghi hoặc last_day, hoặc working_days"),
        (SEND + "last_day = 14", "ngày gửi phải từ 15 đến 28"),
        (SEND + "last_day = 31", "ngày gửi phải từ 15 đến 28"),
        (SEND + "first_day = 18\nlast_day = 17", "first_day sau last_day"),
        (SEND + "working_days = 0", "working_days phải từ 1 đến 28"),
        (SEND + "last_day = 17\nvalid_from = 2026-02-01\nvalid_to = 2026-01-01", "valid_from sau valid_to"),
        (SEND.replace('"x"', '" "') + "last_day = 17", "chưa ghi nguồn"),
        (2 * (SEND + "last_day = 17\n"), "ngày gửi ghi hai lần cho unit, quarter"),
        ('[[extension]]\nperiod = "2026-Q5"\nlast = 2026-03-19\ndocument = "x"', "«2026-Q5» không phải là kỳ"),
        ('[[extension]]\nperiod = "2026-Q1"\nlast = 2026-03-19\ndocument = ""', "chưa ghi số văn bản"),
        (2 * '[[extension]]\nperiod = "2026-Q1"\nlast = 2026-03-19\ndocument = "x"\n', "gia hạn ghi hai lần"),
        ("[[moved]]\noff = 2026-03-16\ndocument = ''", "chưa ghi văn bản"),
        ("[[moved]]\ndocument = 'x'", "chưa ghi ngày nghỉ (off) hay ngày làm bù (worked)"),
        ("[[moved]]\noff = 2026-03-15\ndocument = 'x'", "2026-03-15: vốn là ngày nghỉ cuối tuần"),
        ("[[moved]]\nworked = 2026-03-16\ndocument = 'x'", "2026-03-16: vốn là ngày làm việc"),
        ("[[moved]", "calendar.toml không đọc được, lỗi ở dòng 1, cột "),
    ],
)
def test_a_calendar_that_can_not_be_is_refused(text: str, told: str, own: Path) -> None:
    own.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as wrong:
        load_calendar("tinh-lang", 2026)
    assert told in str(wrong.value)
    assert "calendar.toml" in str(wrong.value)


def test_a_deadline_before_the_cut_off_is_refused() -> None:
    calendar = Calendar((rule(),), (Extension("2026-Q1", date(2026, 3, 14), "x"),))
    with pytest.raises(DefinitionError, match="hạn gửi 14/3/2026 không sau ngày chốt số liệu 14/3/2026"):
        calendar.deadline(Period(2026, "Q1"))

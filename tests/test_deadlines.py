"""The deadline language of the task files, and when a task falls due."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kstt.period import WINDOWS, Period, day
from kstt.targets.deadline import RECURRING, Deadline, due_in, overdue_since, read_deadline

QUARTERS = ("Q1", "Q2", "Q3", "Q4")
DAYS = st.dates(date(2020, 1, 1), date(2039, 12, 31))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", Deadline()),
        ("2024-04-30", Deadline(last=date(2024, 4, 30))),
        ("before 2024-03-01", Deadline(last=date(2024, 2, 29))),
        ("after 2025-12-31", Deadline()),
        ("2024-01-01..2024-08-31", Deadline(date(2024, 8, 31))),
        ("2024-08-31..2024-08-31", Deadline(date(2024, 8, 31))),
        ("2024-Q1", Deadline(date(2024, 3, 14))),
        ("2024-Q4", Deadline(date(2024, 12, 14))),
        *((every, Deadline(every=every)) for every in RECURRING),
        ("quarterly before 17", Deadline(every="quarterly", day=16)),
        ("yearly before 2", Deadline(every="yearly", day=1)),
        ("1 days after có quyết định", Deadline()),
        ("10 working days after có quyết định", Deadline()),
        ("on kế hoạch của UBND tỉnh", Deadline()),
    ],
)
def test_every_way_of_writing_a_deadline(written: str, meant: Deadline) -> None:
    assert read_deadline(written) == meant


UNREADABLE = (
    "thời hạn «{}» không đọc được; hãy ghi như 2024-04-30, before 2024-04-30, 2024-01-01..2024-08-31, 2024-Q2, "
    "quarterly before 17, weekly, monthly, quarterly, continuous, twice a year, yearly, 10 days after <sự kiện>, "
    "on <sự kiện>"
)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2023-02-29", "«2023-02-29» không phải là ngày có thật"),
        ("after 2023-02-29", "«2023-02-29» không phải là ngày có thật"),
        ("before 2024-13-01", "«2024-13-01» không phải là ngày có thật"),
        ("2024-08-31..2024-08-30", "thời hạn «2024-08-31..2024-08-30» có ngày đầu sau ngày cuối"),
        *(
            (wrong, UNREADABLE.format(wrong))
            for wrong in (
                "30/4/2024", "2024-4-30", "2024-Q5", "Q2", "Weekly", "daily", " 2024-04-30", "2024-04-30 ",
                "before", "until 2024-04-30", "2024-01-01 .. 2024-08-31", "0 days after có quyết định",
                "quarterly before 1", "quarterly before 29", "weekly before 17",
                "ten days after có quyết định", "10 days after ", "on ", "on", "10 days",
            )
        ),
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_plain_words(written: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        read_deadline(written)


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("2024-03-14", {"Q1": "14/3/2024", "6M": "14/3/2024", "9M": "14/3/2024", "Y": "14/3/2024"}),
        ("2024-03-15", {"Q2": "15/3/2024", "6M": "15/3/2024", "9M": "15/3/2024", "Y": "15/3/2024"}),
        ("before 2024-03-15", {"Q1": "14/3/2024", "6M": "14/3/2024", "9M": "14/3/2024", "Y": "14/3/2024"}),
        ("2024-01-01..2024-08-31", {"Q3": "31/8/2024", "9M": "31/8/2024", "Y": "31/8/2024"}),
        ("2024-Q3", {"Q3": "14/9/2024", "9M": "14/9/2024", "Y": "14/9/2024"}),
        ("2023-12-15", {"Q1": "15/12/2023", "6M": "15/12/2023", "9M": "15/12/2023", "Y": "15/12/2023"}),
        ("2024-12-14", {"Q4": "14/12/2024", "Y": "14/12/2024"}),
        ("2024-12-15", {}),  # belongs to the first quarter of 2025
        ("continuous", {"Q1": "14/3/2024", "Q2": "14/6/2024", "6M": "14/6/2024", "Q3": "14/9/2024", "9M": "14/9/2024",
                        "Q4": "14/12/2024", "Y": "14/12/2024"}),
        ("twice a year", {"Q2": "14/6/2024", "6M": "14/6/2024", "9M": "14/6/2024", "Q4": "14/12/2024",
                          "Y": "14/12/2024"}),
        ("yearly", {"Q4": "14/12/2024", "Y": "14/12/2024"}),
        ("quarterly before 17", {"Q1": "16/3/2024", "Q2": "16/6/2024", "6M": "16/6/2024", "Q3": "16/9/2024",
                                 "9M": "16/9/2024", "Q4": "16/12/2024", "Y": "16/12/2024"}),
        ("yearly before 17", {"Q4": "16/12/2024", "Y": "16/12/2024"}),
        ("after 2024-03-15", {}),
        ("10 days after có quyết định", {}),
        ("on có quyết định", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_when_a_task_falls_due(written: str, due: dict[str, str]) -> None:
    told = {part: due_in(read_deadline(written), Period(2024, part)) for part in WINDOWS}
    assert {part: day(when) for part, when in told.items() if when} == due


@pytest.mark.parametrize("every", ["weekly", "monthly", "quarterly"])
def test_what_comes_back_within_a_quarter_is_due_in_every_period_as_what_is_continuous(every: str) -> None:
    periods = [Period(2024, part) for part in WINDOWS]
    continuous = [due_in(read_deadline("continuous"), period) for period in periods]
    assert [due_in(read_deadline(every), period) for period in periods] == continuous


@given(DAYS)
def test_every_day_falls_due_in_exactly_one_quarter(when: date) -> None:
    quarters = [Period(year, part) for year in range(2019, 2042) for part in QUARTERS]
    assert [due_in(Deadline(last=when), one) for one in quarters if due_in(Deadline(last=when), one)] == [when]


@given(DAYS)
def test_a_day_is_due_then_overdue_and_never_both(when: date) -> None:
    quarters = [Period(year, part) for year in range(2019, 2042) for part in QUARTERS]
    told = [
        "due" if due_in(Deadline(last=when), one) else "overdue" if overdue_since(Deadline(last=when), one) else ""
        for one in quarters
    ]
    at = told.index("due")
    assert told == [""] * at + ["due"] + ["overdue"] * (len(told) - at - 1)
    assert overdue_since(Deadline(last=when), quarters[at]) is None


@given(DAYS)
def test_before_a_day_is_by_the_day_before(when: date) -> None:
    assert read_deadline(f"before {when}") == read_deadline(str(when - timedelta(days=1)))


@given(st.sampled_from(list(RECURRING)), st.integers(2020, 2039), st.sampled_from(list(WINDOWS)))
def test_what_comes_back_is_due_at_the_end_of_a_quarter_of_the_period(every: str, year: int, part: str) -> None:
    deadline, period = Deadline(every=every), Period(year, part)
    first, last = period.window
    due = due_in(deadline, period)
    assert due is None or first <= due <= last
    ends = [Period(year, one).window[1] for one in QUARTERS]
    assert due in (None, *ends)
    assert overdue_since(deadline, period) is None

"""What stands in a number cell, and the one way it is read: number, reason or nothing."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kstt.sheet import Value
from validation.numbers import (
    DASH,
    GROUPED,
    IS_A_DATE,
    NOT_A_NUMBER,
    NOT_WHOLE,
    TOO_LARGE,
    TYPED_AS_TEXT,
    ZERO_DECIMALS,
    Reading,
    read_number,
    suggestion,
)

_CASES: list[tuple[Value, Reading]] = [
    (None, Reading()),
    ("", Reading()),
    (" ", Reading()),
    ("\u00a0", Reading()),
    ("'", Reading()),
    (0, Reading(0)),
    (1234, Reading(1234)),
    (1234.0, Reading(1234)),
    (-29.0, Reading(-29)),
    (1.234, Reading(broken=NOT_WHOLE)),
    (0.5, Reading(broken=NOT_WHOLE)),
    (1e11, Reading(10**11)),
    (1e15, Reading(broken=TOO_LARGE)),
    (10**15, Reading(broken=TOO_LARGE)),
    (-1e12, Reading(broken=TOO_LARGE)),
    (float("nan"), Reading(broken=NOT_A_NUMBER)),
    (float("inf"), Reading(broken=NOT_A_NUMBER)),
    (float("-inf"), Reading(broken=NOT_A_NUMBER)),
    (True, Reading(broken=NOT_A_NUMBER)),
    (False, Reading(broken=NOT_A_NUMBER)),
    (date(2026, 3, 1), Reading(broken=IS_A_DATE)),
    (datetime(2026, 3, 1, 7, 30), Reading(broken=IS_A_DATE)),  # noqa: DTZ001 - cells know no time zone
    (time(7, 30), Reading(broken=IS_A_DATE)),
    (timedelta(days=1), Reading(broken=IS_A_DATE)),
    ("5", Reading(5, "", TYPED_AS_TEXT)),
    ("007", Reading(7, "", TYPED_AS_TEXT)),
    ("+5", Reading(5, "", TYPED_AS_TEXT)),
    ("-5", Reading(-5, "", TYPED_AS_TEXT)),
    (" 12 ", Reading(12, "", TYPED_AS_TEXT)),
    ("\u200b12\ufeff", Reading(12, "", TYPED_AS_TEXT)),
    ("\u202d1.234\u202c", Reading(1234, "", GROUPED)),
    ("\u206612\u2069", Reading(12, "", TYPED_AS_TEXT)),
    ("'12", Reading(12, "", TYPED_AS_TEXT)),
    ("１２３４", Reading(1234, "", TYPED_AS_TEXT)),
    ("1.234", Reading(1234, "", GROUPED)),
    ("1,234", Reading(1234, "", GROUPED)),
    ("12,000", Reading(12000, "", GROUPED)),
    ("1 234", Reading(1234, "", GROUPED)),
    ("1\u00a0234", Reading(1234, "", GROUPED)),
    ("1\u2009234", Reading(1234, "", GROUPED)),
    ("1\u202f234\u202f567", Reading(1234567, "", GROUPED)),
    ("1'234", Reading(1234, "", GROUPED)),
    ("1’234", Reading(1234, "", GROUPED)),
    ("１．２３４", Reading(1234, "", GROUPED)),
    ("-1.234", Reading(-1234, "", GROUPED)),
    ("1.234.567", Reading(1234567, "", GROUPED)),
    ("0,0", Reading(0, "", ZERO_DECIMALS)),
    ("12.0", Reading(12, "", ZERO_DECIMALS)),
    ("1.234,00", Reading(1234, "", ZERO_DECIMALS)),
    ("1,234.00", Reading(1234, "", ZERO_DECIMALS)),
    ("1234,0", Reading(1234, "", ZERO_DECIMALS)),
    ("-", Reading(None, "", DASH)),
    ("–", Reading(None, "", DASH)),
    ("…", Reading(None, "", DASH)),
    ("Không.", Reading(None, "", DASH)),
    ("Không có hồ sơ", Reading(None, "", DASH)),
    ("1.", Reading(broken=NOT_WHOLE)),
    (".", Reading(None, "", DASH)),
    ("...", Reading(None, "", DASH)),
    ("\u2212", Reading(None, "", DASH)),
    ("(-)", Reading(None, "", DASH)),
    ("Không phát sinh hồ sơ", Reading(None, "", DASH)),
    ("không phát sinh hồ sơ trong kỳ", Reading(None, "", DASH)),
    ("Trong kỳ không phát sinh hồ sơ", Reading(None, "", DASH)),
    ("\u22125", Reading(-5, "", TYPED_AS_TEXT)),
    (1015.000000001, Reading(1015)),
    (0.9999999, Reading(1)),
    (1.00001, Reading(broken=NOT_WHOLE)),
    ("không", Reading(None, "", DASH)),
    ("Khong phat sinh", Reading(None, "", DASH)),
    ("KHÔNG CÓ", Reading(None, "", DASH)),
    ("Không phát sinh", Reading(None, "", DASH)),
    ("1.2.3", Reading(broken=NOT_WHOLE)),
    ("0.123", Reading(broken=NOT_WHOLE)),
    ("1,5", Reading(broken=NOT_WHOLE)),
    ("12.5", Reading(broken=NOT_WHOLE)),
    ("1.23", Reading(broken=NOT_WHOLE)),
    ("1234.567", Reading(broken=NOT_WHOLE)),
    ("1.234,567", Reading(broken=NOT_WHOLE)),
    ("1.234.56", Reading(broken=NOT_WHOLE)),
    ("1.000,5", Reading(broken=NOT_WHOLE)),
    ("1,234,00", Reading(broken=NOT_WHOLE)),
    ("1.234.00", Reading(broken=NOT_WHOLE)),
    ("1234,000", Reading(broken=NOT_WHOLE)),
    ("12 34", Reading(broken=NOT_A_NUMBER)),
    ("1 234.567", Reading(broken=NOT_A_NUMBER)),
    ("(5)", Reading(broken=NOT_A_NUMBER)),
    ("5²", Reading(broken=NOT_A_NUMBER)),
    ("12½", Reading(broken=NOT_A_NUMBER)),
    ("①", Reading(broken=NOT_A_NUMBER)),
    ("12 hồ sơ", Reading(broken=NOT_A_NUMBER)),
    ("O", Reading(broken=NOT_A_NUMBER)),
    ("271\n271", Reading(broken=NOT_A_NUMBER)),
    ("271\n", Reading(271, "", TYPED_AS_TEXT)),
    ("''", Reading(broken=NOT_A_NUMBER)),  # as above
    ("〃", Reading(broken=NOT_A_NUMBER)),
    ("1e5", Reading(broken=NOT_A_NUMBER)),
    ("85%", Reading(broken=NOT_A_NUMBER)),
    ("=1+1", Reading(broken=NOT_A_NUMBER)),
    ("#N/A", Reading(broken=NOT_A_NUMBER)),
    ("999999999999", Reading(999999999999, "", TYPED_AS_TEXT)),
    ("1000000000000", Reading(broken=TOO_LARGE)),
    ("-1000000000000", Reading(broken=TOO_LARGE)),
    ("999.999.999.999", Reading(999999999999, "", GROUPED)),
    ("1.000.000.000.000", Reading(broken=TOO_LARGE)),
    ("99999999999999999999", Reading(broken=TOO_LARGE)),
    ("1" * 400, Reading(broken=NOT_A_NUMBER)),
]


@pytest.mark.parametrize(("value", "reading"), _CASES, ids=[repr(value)[:30] for value, _ in _CASES])
def test_each_content_is_read_one_way(value: Value, reading: Reading) -> None:
    assert read_number(value) == reading


@pytest.mark.parametrize(
    ("value", "reading"),
    [
        (85, Reading(8500)),
        (85.5, Reading(8550)),
        (0.07, Reading(7)),
        (85.555, Reading(broken=NOT_WHOLE)),
        ("85", Reading(8500, "", TYPED_AS_TEXT)),
        ("85,5", Reading(8550, "", TYPED_AS_TEXT)),
        ("85.55", Reading(8555, "", TYPED_AS_TEXT)),
        ("85,555", Reading(broken=NOT_WHOLE)),
        ("-", Reading(None, "", DASH)),
        ("", Reading()),
    ],
)
def test_points_have_two_decimals(value: Value, reading: Reading) -> None:
    assert read_number(value, scale=2) == reading


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (1.234, "1.234"),
        (12.5, "12.500"),
        (1234.567, ""),
        (62.94, ""),
        (999.125, "999.125"),
        (0.5, "500"),
        (1.2345, ""),
        (-1.5, ""),
        ("1.5", ""),
    ],
)
def test_a_point_that_became_decimal_is_asked_about(value: Value, meant: str) -> None:
    assert suggestion(value) == meant


def _grouped(number: int, mark: str) -> str:
    digits = str(number)
    return mark.join([digits[: (len(digits) - 1) % 3 + 1], *_threes(digits[(len(digits) - 1) % 3 + 1 :])])


def _threes(digits: str) -> list[str]:
    return [digits[at : at + 3] for at in range(0, len(digits), 3)]


@given(st.integers(0, 10**9), st.sampled_from(["", ".", ",", " ", "\u00a0", "\u2009", "\u202f", "'"]))
def test_any_count_typed_with_or_without_groups_reads_back(number: int, mark: str) -> None:
    assert read_number(_grouped(number, mark)).number == number
    assert read_number(float(number)) == Reading(number)


@given(st.text(max_size=12) | st.floats() | st.integers())
def test_whatever_stands_there_gives_one_clear_answer(value: Value) -> None:
    reading = read_number(value)
    assert not (reading.broken and (reading.number is not None or reading.normalised))
    assert reading.number is None or abs(reading.number) < 10**12


@given(st.integers(1, 999), st.integers(0, 99), st.sampled_from(".,"))
def test_a_decimal_is_never_taken_for_a_count(whole: int, part: int, mark: str) -> None:
    assert read_number(f"{whole}{mark}{part:02}").number == (whole if part == 0 else None)


@pytest.mark.parametrize("mark", ["\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", " \u2011 "])
def test_dashes_of_every_kind_stand_for_nothing(mark: str) -> None:
    assert read_number(mark) == Reading(normalised=DASH)

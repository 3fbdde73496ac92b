"""`kstt calendar`: the year as an officer reads it."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli.app import app
from flows.console.calendars import extensions_of, off_days, rows_of, worked_days
from flows.locality.calendars import load_calendar
from kstt.send_days import Calendar, Extension, SendRule
from kstt.term import months_of, terms_of

RULES = (SendRule("unit", ("quarter",), "x", last_day=17), SendRule("locality", ("quarter",), "y", last_day=20))


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_first_quarter_of_2026_begins_on_a_sunday() -> None:
    first, *_ = rows_of(load_calendar("hai-phong", 2026), terms_of(2026), date(2026, 3, 16))
    assert first == (
        "Quý I năm 2026",
        "15/12/2025 – 14/3/2026",
        "Chủ nhật 15/3, thứ Hai 16/3, thứ Ba 17/3",
        "2",
        "2 ngày làm việc",
        "chậm nhất thứ Sáu 20/3",
    )


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 3, 14), "2 ngày làm việc"),
        (date(2026, 3, 17), "1 ngày làm việc"),
        (date(2026, 3, 18), "đã hết hạn"),
        (date(2026, 2, 13), "18 ngày làm việc"),  # Friday 13/2 and, after Tết, 23/2 to 17/3
    ],
)
def test_what_is_left_counts_working_days(today: date, left: str) -> None:
    first, *_ = rows_of(load_calendar("hai-phong", 2026), terms_of(2026), today)
    assert first[4] == left


def test_an_extension_shows_with_its_document() -> None:
    long = Extension("2026-Q1", date(2026, 3, 23), "Công văn số 12/VP ngày 10/3/2026")
    calendar = Calendar(RULES, (long, Extension("2026-Q2", date(2026, 6, 25), "Công văn số 30/VP", "locality")))
    first, second, *_ = rows_of(calendar, terms_of(2026), date(2026, 1, 1))
    assert first[2] == "từ Chủ nhật 15/3 đến thứ Hai 23/3 (gia hạn)"
    assert second[5] == "chậm nhất thứ Năm 25/6 (gia hạn)"
    assert list(extensions_of(calendar, terms_of(2026))) == [
        "Quý I năm 2026, đơn vị gửi: đến thứ Hai 23/3/2026 – Công văn số 12/VP ngày 10/3/2026",
        "Quý II năm 2026, địa phương gửi cấp trên: đến thứ Năm 25/6/2026 – Công văn số 30/VP",
    ]
    assert list(rows_of(calendar, months_of(2026), date(2026, 1, 1))) == []


def test_days_nobody_has_announced_yet_are_not_said_to_be_none() -> None:
    assert worked_days(load_calendar("hai-phong", 2026), 2026)[0] == "thứ Bảy 10/1/2026"
    (told,) = worked_days(load_calendar("hai-phong", 2031), 2031)
    assert told.startswith("chưa biết ngày nào của năm 2031")


def test_days_off_of_one_name_stand_together() -> None:
    told = list(off_days(load_calendar("hai-phong", 2026), 2026))
    assert "thứ Ba 1/9, thứ Tư 2/9: Quốc khánh" in told
    assert any(line.startswith("thứ Sáu 2/1: Thông báo của Bộ Nội vụ") for line in told)
    assert not any("26/4" in line for line in told)  # a Sunday is off anyway


def test_the_command_prints_the_year_its_sources_and_moved_days() -> None:
    done = CliRunner().invoke(app, ["calendar", "2026", "--locality", "phuoc-long"], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    for told in (
        "Lịch báo cáo năm 2026 – Thị xã Phước Long",
        "Chủ nhật 15/3, ",
        "Tháng 12/2026",
        "[đã có văn bản]: Kế hoạch năm 2024 của UBND thị xã Phước Long",
        "[đề xuất, chưa đối chiếu]",
        "- thứ Bảy 10/1/2026",
    ):
        assert told in done.output
    assert CliRunner().invoke(app, ["calendar", "19"]).exit_code == 2

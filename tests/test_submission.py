"""Which of several files of a unit counts, and what that makes of the others and of the unit."""

from datetime import datetime, timedelta

import pytest

from kstt.finding import Verdict
from kstt.submission import Submission, came_later, counting, outcome, state, superseded_by
from kstt.unit import Unit

MONDAY = datetime(2026, 3, 16, 8)  # noqa: DTZ001 - only held against others of its kind
DO_SON = Unit(11455, "Phường Đồ Sơn")


def sent(
    file: str,
    seconds: float = 0,
    verdict: Verdict = "accepted",
    unit: int | None = 11455,
    forms: tuple[str, ...] = ("II.06a",),
    eligible: bool = True,
) -> Submission:
    return Submission(file, MONDAY + timedelta(seconds=seconds), unit, verdict, forms, eligible)


def test_the_latest_good_file_counts_whatever_order_they_are_given_in() -> None:
    files = [sent("a.xlsx", 600), sent("b.xlsx", 1200, "must_fix"), sent("c.xlsx"), sent("d.xlsx", 1800, "refused")]
    assert counting(files) == counting(files[::-1]) == {(11455, "II.06a"): "a.xlsx"}


def test_each_form_of_each_unit_has_a_file_of_its_own() -> None:
    files = [
        sent("a.xlsx", forms=("II.06a", "II.05")),
        sent("b.xlsx", 600, forms=("II.05", "QH")),
        sent("c.xlsx", 1200, unit=11311),
        sent("d.xlsx", 1800, unit=None),
    ]
    counts = counting(files)
    assert counts == {
        (11455, "II.06a"): "a.xlsx",
        (11455, "II.05"): "b.xlsx",
        (11455, "QH"): "b.xlsx",
        (11311, "II.06a"): "c.xlsx",
    }
    assert [outcome(one, counts) for one in files] == ["accepted"] * 4  # of the first one form still counts
    assert superseded_by(files[0], files, counts) == "b.xlsx"
    assert superseded_by(files[1], files, counts) == superseded_by(files[2], files, counts) == ""


def test_a_file_whose_forms_are_all_sent_again_is_superseded() -> None:
    first, wrong, last = files = [sent("a.xlsx"), sent("b.xlsx", 600, "must_fix"), sent("c.xlsx", 1200)]
    counts = counting(files)
    assert [outcome(one, counts) for one in files] == ["superseded", "must_fix", "accepted"]
    assert superseded_by(first, files, counts) == superseded_by(wrong, files, counts) == "c.xlsx"
    assert superseded_by(last, files, counts) == ""


@pytest.mark.parametrize(
    ("file", "seconds", "later"),
    [
        ("b.xlsx", 60, False),  # who copies a folder copies all of it within a minute
        ("b.xlsx", 60.001, True),
        ("b sửa.xlsx", 0, True),
        ("b sửa.xlsx", -60, True),
        ("b sửa.xlsx", -60.001, False),
        ("b (cũ).xlsx", 60, False),
        ("b (cũ).xlsx", 60.001, True),
    ],
)
def test_a_file_came_later_by_the_clock_or_of_one_minute_by_what_it_says(
    file: str, seconds: float, later: bool
) -> None:
    assert came_later(sent(file, seconds), sent("a.xlsx")) is later


@pytest.mark.parametrize("seconds", [0, 30, 60, 600])
def test_a_wrong_file_takes_no_place_and_an_earlier_one_takes_none_of_a_later(seconds: float) -> None:
    good, wrong = files = [sent("a.xlsx"), sent("b.xlsx", seconds, "must_fix")]
    counts = counting(files)
    assert counts == {(11455, "II.06a"): "a.xlsx"}
    assert superseded_by(good, files, counts) == superseded_by(wrong, files, counts) == ""


@pytest.mark.parametrize(
    ("first", "second", "seconds", "counts"),
    [
        ("a (2).xlsx", "a.xlsx", 60, "a (2).xlsx"),  # one minute is still together
        ("a (2).xlsx", "a.xlsx", 60.001, "a.xlsx"),
        ("a đính chính.xlsx", "b.xlsx", 60, "a đính chính.xlsx"),
        ("a đính chính.xlsx", "b.xlsx", 60.001, "b.xlsx"),
        ("a thay thế.xlsx", "b.xlsx", 30, "a thay thế.xlsx"),
        ("a bổ sung.xlsx", "b.xlsx", 30, "a bổ sung.xlsx"),
        ("a lần hai.xlsx", "b.xlsx", 30, "a lần hai.xlsx"),
        ("a lần 3.xlsx", "b.xlsx", 30, "a lần 3.xlsx"),
        ("a bản mới.xlsx", "b.xlsx", 30, "a bản mới.xlsx"),
        ("a v2.xlsx", "b.xlsx", 30, "a v2.xlsx"),
        ("a chính thức.xlsx", "b.xlsx", 30, "a chính thức.xlsx"),
        ("a bản cuối.xlsx", "b.xlsx", 30, "a bản cuối.xlsx"),
        ("a cuối quý.xlsx", "b.xlsx", 30, "b.xlsx"),
        ("a_final.xlsx", "b.xlsx", 30, "a_final.xlsx"),
        ("a hoàn chỉnh.xlsx", "b.xlsx", 30, "a hoàn chỉnh.xlsx"),
        ("a lần 1.xlsx", "b.xlsx", 30, "b.xlsx"),  # a first try corrects nothing
        ("a bản 1.xlsx", "b.xlsx", 30, "b.xlsx"),
        ("a v1.xlsx", "b.xlsx", 30, "b.xlsx"),
        ("a v20.xlsx", "b.xlsx", 30, "b.xlsx"),
        ("Suao.xlsx", "b.xlsx", 30, "b.xlsx"),  # not the word
        ("a tv2.xlsx", "b.xlsx", 30, "b.xlsx"),
        ("a sửa.xlsx", "b sửa.xlsx", 30, "b sửa.xlsx"),  # both: the later
        ("a (sửa lần 2).xlsx", "a (sửa).xlsx", 30, "a (sửa lần 2).xlsx"),  # as folders are copied
        ("a sửa lần 3.xlsx", "a sửa lần hai.xlsx", 30, "a sửa lần 3.xlsx"),
        ("a sửa 10.xlsx", "a sửa 9.xlsx", 30, "a sửa 10.xlsx"),
        ("a (sửa lần cuối).xlsx", "a (sửa lần 2).xlsx", 30, "a (sửa lần cuối).xlsx"),
        ("a sửa 16.3.xlsx", "a sửa 2.4.xlsx", 30, "a sửa 2.4.xlsx"),  # days are no rounds
        ("a (cập nhật).xlsx", "a 06a.xlsx", 30, "a (cập nhật).xlsx"),
        ("a gửi lại.xlsx", "b.xlsx", 30, "a gửi lại.xlsx"),
        ("a điều chỉnh.xlsx", "b.xlsx", 30, "a điều chỉnh.xlsx"),
        ("a.xlsx", "a (2).xlsx", 30, "a (2).xlsx"),
        ("a.xlsx", "a.xls", 30, "a.xls"),  # the same name is no correction of itself
        ("a (10).xlsx", "a (2).xlsx", 30, "a (10).xlsx"),
        ("a.xlsx", "a bản cũ.xlsx", 30, "a.xlsx"),
        ("a.xlsx", "a - nháp.xlsx", 0, "a.xlsx"),
        ("a.xlsx", "a (chưa sửa).xlsx", 30, "a.xlsx"),
        ("a trước khi sửa.xlsx", "a.xlsx", 30, "a.xlsx"),
        ("a file lỗi.xlsx", "a lan 2.xlsx", 30, "a lan 2.xlsx"),
        ("a.xlsx", "a sau sáp nhập.xlsx", 30, "a sau sáp nhập.xlsx"),
    ],
)
def test_of_files_copied_together_the_corrected_one_counts(
    first: str, second: str, seconds: float, counts: str
) -> None:
    files = [sent(first), sent(second, seconds)]
    other = next(one for one in files if one.file != counts)
    told = counting(files)
    assert told == {(11455, "II.06a"): counts}
    assert (outcome(other, told), superseded_by(other, files, told)) == ("superseded", counts)


def test_a_corrected_file_copied_first_takes_the_place_of_a_wrong_one() -> None:
    good, wrong = files = [sent("a (2).xlsx"), sent("a.xlsx", 30, "must_fix")]
    assert superseded_by(wrong, files, counting(files)) == "a (2).xlsx"
    assert superseded_by(good, files, counting(files)) == ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("z.xlsx", "a sửa.xlsx"),  # the word before the name
        ("sua/a.xlsx", "sua/b.xlsx"),
        ("a (sửa).xlsx", "a (sửa lần 2).xlsx"),  # the round before the name
        ("a.xlsx", "a (2).xlsx"),  # the name before its ending
        ("a (2).xlsx", "a (10).xlsx"),  # a number, not its digits
        ("a ban cu.xlsx", "a.xlsx"),
        ("a chưa sửa.xlsx", "a sửa.xlsx"),
        ("a.xls", "a.xlsx"),
        ("a/b.xlsx", "c/a.xlsx"),  # with its folder
    ],
)
def test_at_one_instant_words_then_names_decide(first: str, second: str) -> None:
    files = [sent(first), sent(second)]
    counts = counting(files)
    assert counts == counting(files[::-1]) == {(11455, "II.06a"): second}
    assert [superseded_by(one, files, counts) for one in files] == [second, ""]


def test_what_came_after_closing_never_counts() -> None:
    first, late, wrong = files = [
        sent("a.xlsx"),
        sent("b.xlsx", 600, eligible=False),
        sent("c.xlsx", 900, "must_fix", eligible=False),
    ]
    counts = counting(files)
    assert [outcome(one, counts) for one in files] == ["accepted", "after_closing", "must_fix"]
    assert superseded_by(first, files, counts) == ""
    assert counting([late, wrong]) == {}


@pytest.mark.parametrize(
    ("files", "became"),
    [
        ([], "missing"),
        ([sent("a.xlsx", verdict="refused")], "refused"),
        ([sent("a.xlsx", verdict="refused"), sent("b.xlsx", 600, "must_fix")], "must_fix"),
        ([sent("a.xlsx", verdict="must_fix"), sent("b.xlsx", 600, eligible=False)], "after_closing"),
        ([sent("a.xlsx"), sent("b.xlsx", 600, eligible=False), sent("c.xlsx", 900, "refused")], "accepted"),
        ([sent("a.xlsx", verdict="must_fix", eligible=False)], "must_fix"),
        ([sent("a.xlsx", unit=11311), sent("b.xlsx", unit=None)], "missing"),
    ],
)
def test_a_unit_is_where_its_best_file_is(files: list[Submission], became: str) -> None:
    assert state(DO_SON, files) == became

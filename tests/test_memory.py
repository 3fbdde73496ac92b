"""What is held against the past and the peers: the year so far, a unit's own quarters, rates of units of its kind."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from statistics import median_low
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers import FORMS, SIX, Counts, Paper, Row, counted, filled, in_process, rows, workbook
from small_office import settle_in
from test_continuity import DO_SON, HONG_BANG, Line, book, six
from test_explaining import send

from flows.earlier.memory import pasts
from flows.locality.localities import load_locality, write_units
from flows.machine import workers
from flows.quarter import run_quarter
from flows.record.request import Request, Run
from kstt.finding import Finding
from kstt.form import Form
from kstt.mention import parse
from kstt.unit import DIVISION, Unit
from validation.outliers import Rate, own_history_findings, peers_findings, ranked, rate_of
from validation.parsed import Parsed
from validation.parsing import parse as read
from validation.register import rules
from validation.same_as_before import numbers_said

pytestmark = pytest.mark.usefixtures("without_overviews")

LIMITS = rules()["memory.own_history"].limits
PEERS = rules()["memory.peers"].limits


@pytest.fixture(autouse=True)
def _no_child_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "each", in_process)


def run(place: Path, period: str, files: Mapping[str, Sequence[Line]]) -> Run:
    request = Request(parse(period), "hai-phong", place / "raw" / period, place / "out")
    for hour, (unit, lines) in enumerate(files.items()):
        send(request, f"{unit}.xlsx", book(unit, parse(period), lines), hour % 24)
    return run_quarter(request, in_process)


def told(done: Run, rule: str) -> list[dict[str, Any]]:
    return [one for file in done.record["files"].values() for one in file["findings"] if one["rule"] == rule]


def many(received: int, opening: int = 0, closing: int = 0) -> Counts:
    """A correct line of II.06a with so many new dossiers."""
    done = opening + received - closing
    stock = {6: opening, 11: closing, 12: closing, 13: 0}
    return {3: opening + received, 4: received, 5: 0, 7: done, 8: done, 9: 0, 10: 0, **stock}


def nothing_arose(place: Path, period: str, unit: str) -> None:
    request = Request(parse(period), "hai-phong", place / "raw" / period, place / "out")
    head = {"unit": f"Đơn vị báo cáo: UBND {unit}", "period": f"Kỳ báo cáo: {request.period.name}"}
    data = workbook({"II.06a": Paper([Row("", "Không phát sinh")], **head).grid()})
    send(request, f"{unit} 0.xlsx", data, 8)


# ---- the year so far -----------------------------------------------------------------------------------------------


@pytest.fixture
def half(tmp_path: Path) -> Path:
    """Two quarters of 20 dossiers each in Hộ tịch, and 20 of Y tế in the second."""
    run(tmp_path, "2026-Q1", {DO_SON: [("Hộ tịch", six(0, 5))]})
    run(tmp_path, "2026-Q2", {DO_SON: [("Tư pháp - Hộ tịch", six(5, 1)), ("Y tế", six(0, 0))], HONG_BANG: []})
    return tmp_path


RULE = "memory.year_to_date"
GOOD = [("Hộ tịch", many(40, 0, 1)), ("Y tế", many(20))]


def test_six_months_count_what_their_quarters_counted(half: Path) -> None:
    assert told(run(half, "2026-6M", {DO_SON: GOOD}), RULE) == []


def test_a_line_that_falls_is_asked_about_once(half: Path) -> None:
    done = run(half, "2026-6M", {DO_SON: [("Hộ tịch", many(39, 0, 1)), GOOD[1]]})
    (one,) = told(done, RULE)
    assert (one["line"], one["column"], one["found"], one["expected"]) == ("Hộ tịch", 4, 39, "không dưới 40")
    assert one["message"] == (
        "Dòng «Hộ tịch», cột (4) Số lượng hồ sơ tiếp nhận – Trong kỳ – Trực tuyến ghi 39, thấp hơn 40 đã được chấp "
        "nhận trong quý I năm 2026, quý II năm 2026 (chênh -1); cùng dòng còn cột (7), (8)."
    )
    assert done.record["files"][f"{DO_SON}.xlsx"]["outcome"] == "accepted"


def test_a_line_that_is_no_longer_there_is_asked_about(half: Path) -> None:
    (one,) = told(run(half, "2026-6M", {DO_SON: GOOD[:1]}), RULE)
    assert (one["line"], one["cell"], one["found"], one["expected"]) == ("Y tế", "", 0, "không dưới 20")


def test_that_nothing_arose_in_a_half_year_of_which_a_quarter_told_something_is_asked_about(half: Path) -> None:
    nothing_arose(half, "2026-6M", DO_SON)
    found = told(run(half, "2026-6M", {}), "memory.year_to_date")
    assert [(one["line"], one["found"], one["expected"]) for one in found] == [
        ("Hộ tịch", 0, "không dưới 40"),
        ("Y tế", 0, "không dưới 20"),
    ]
    assert "– Trực tuyến: biểu không có dòng này, tính là 0, thấp hơn 40" in found[0]["message"]


def test_who_has_no_past_is_not_asked(half: Path) -> None:
    assert told(run(half, "2026-6M", {HONG_BANG: [("Hộ tịch", many(1))]}), RULE) == []


@pytest.mark.parametrize(("six_months", "nine"), [(50, 57), (30, 47)])
def test_nine_months_are_at_least_six_or_their_quarters_and_the_third_quarter(
    six_months: int, nine: int, half: Path
) -> None:
    """Whichever counted more: ten more than the quarters said, or ten less, which counts once it is explained."""
    run(half, "2026-6M", {DO_SON: [("Hộ tịch", many(six_months, 0, 1)), GOOD[1]]})
    run(half, "2026-Q3", {DO_SON: [("Hộ tịch", many(7, 1, 0)), ("Y tế", many(3))]})
    (one,) = told(run(half, "2026-9M", {DO_SON: [("Hộ tịch", many(nine - 1)), ("Y tế", many(23))]}), RULE)
    assert (one["found"], one["expected"]) == (nine - 1, f"không dưới {nine}")
    assert "trong quý I năm 2026, quý II năm 2026, 6 tháng đầu năm 2026, quý III năm 2026" in one["message"]


def test_only_the_file_that_counts_is_held_against_the_year_so_far(half: Path) -> None:
    request = Request(parse("2026-6M"), "hai-phong", half / "raw" / "2026-6M", half / "out")
    send(request, "lan 2.xlsx", book(DO_SON, request.period, [("Hộ tịch", many(38)), GOOD[1]]), 9)
    done = run(half, "2026-6M", {DO_SON: [("Hộ tịch", many(39, 0, 1)), GOOD[1]]})
    assert [one["found"] for one in told(done, RULE)] == [38]


def test_a_longer_period_is_not_held_against_what_was_sent_for_it_before(half: Path) -> None:
    run(half, "2026-6M", {DO_SON: [("Hộ tịch", many(50, 0, 1)), GOOD[1]]})
    assert told(run(half, "2026-6M", {DO_SON: GOOD}), RULE) == []  # the ten too many are taken back


def test_what_a_quarter_counted_on_two_lines_of_one_field_is_added_up(tmp_path: Path) -> None:
    run(tmp_path, "2026-Q1", {DO_SON: [("Hộ tịch", many(20)), ("Tư pháp - Hộ tịch", many(5))]})
    (one,) = told(run(tmp_path, "2026-6M", {DO_SON: [("Hộ tịch", many(24))]}), RULE)
    assert (one["found"], one["expected"]) == (24, "không dưới 25")


def test_a_quarter_is_no_year_so_far(half: Path) -> None:
    assert told(run(half, "2026-Q3", {DO_SON: [("Hộ tịch", many(1, 1, 0))]}), RULE) == []


def test_the_columns_watched_are_those_that_add_up() -> None:
    def adds(form: Form, number: int) -> bool:
        rule = form.computed_by(number)
        return all(adds(form, part) for part in rule.right) if rule else form.column(number).over == "flow"

    for side in rules()[RULE].watched:
        form = FORMS[side.form]
        assert {number: adds(form, number) for number in side.columns} == dict.fromkeys(side.columns, True), form.code


# ---- a unit's own quarters -----------------------------------------------------------------------------------------


def parsed(*lines: Counts, total: str = "Tổng số") -> Parsed:
    return read(SIX, filled(Paper(rows(lines, total=total)).sheet()))


def history(found: int, *former: int) -> list[Finding]:
    return list(own_history_findings(SIX, parsed(many(found)), {3: former}))


def test_four_quarters_are_enough_and_three_are_not() -> None:
    assert history(5000, 1000, 1010, 990) == []
    (one,) = history(5000, 1000, 1010, 990, 1000)
    assert (one.severity, one.found, one.expected, one.grounds) == ("must_explain", 5000, None, (1000, 1010, 990, 1000))
    assert one.cell == Paper(rows([many(1)])).cell(1, 3)
    assert one.message == (
        "Dòng «Tổng số», cột (3) Số lượng hồ sơ tiếp nhận – Tổng số ghi 5.000, khác hẳn 4 quý trước của đơn vị: số "
        "đứng giữa là 1.000 (chênh 4.000), mức dao động thường thấy là 10."
    )


@pytest.mark.parametrize(
    ("found", "former", "asked"),
    [
        (1600, (1000, 1000, 1000, 1000), False),  # just 60 percent more
        (1601, (1000, 1000, 1000, 1000), True),
        (400, (1000, 1000, 1000, 1000), False),
        (399, (1000, 1000, 1000, 1000), True),
        (79, (20, 20, 20, 20), False),  # 59 cases are few
        (80, (20, 20, 20, 20), True),
        (1900, (1000, 1150, 850, 1000), False),  # six times the usual swing of 150
        (1901, (1000, 1150, 850, 1000), True),
        (0, (0, 0, 0, 0), False),
    ],
)
def test_all_three_thresholds_must_be_passed(found: int, former: tuple[int, ...], asked: bool) -> None:
    assert bool(history(found, *former)) is asked


def test_only_the_forms_that_are_watched_are_asked_about() -> None:
    form = FORMS["II.05"]
    other = read(form, filled(Paper(rows([counted(form, 5000)]), form=form).sheet(), form))
    assert list(own_history_findings(form, other, {column.number: (10, 10, 10, 10) for column in form.numbers})) == []


def test_without_a_row_of_totals_no_cell_is_named() -> None:
    (one,) = own_history_findings(SIX, parsed(many(4000), many(1000), total=""), {3: (1000, 1000, 1000, 1000)})
    assert (one.cell, one.line, one.subject, one.found) == ("", "", "Tổng số", 5000)
    assert one.message.startswith("Cột (3) Số lượng hồ sơ tiếp nhận – Tổng số ghi 5.000, khác hẳn")


@given(st.lists(st.integers(0, 10**6), min_size=4, max_size=8), st.data())
def test_the_middle_is_never_asked_about_and_the_order_of_quarters_says_nothing(former: list[int], data: Any) -> None:
    middle = median_low(former)
    assert history(middle, *former) == []
    again = data.draw(st.permutations(former))
    found = data.draw(st.integers(0, 10**6))
    assert bool(history(found, *former)) is bool(history(found, *again))


def test_former_quarters_are_those_of_the_unit(tmp_path: Path) -> None:
    for quarter in ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"):
        run(tmp_path, quarter, {DO_SON: [("Hộ tịch", many(100))], HONG_BANG: [("Hộ tịch", many(900))]})
    done = run(tmp_path, "2027-Q1", {DO_SON: [("Hộ tịch", many(900))], HONG_BANG: [("Hộ tịch", many(900))]})
    (one,) = told(done, "memory.own_history")
    assert (one["found"], one["column"], one["severity"]) == (900, 3, "must_explain")
    assert one["message"].endswith("số đứng giữa là 100 (chênh 800), mức dao động thường thấy là 0.")
    assert done.record["files"][f"{DO_SON}.xlsx"]["counts"]


def test_a_quarter_in_which_nothing_arose_is_a_quarter_of_none(tmp_path: Path) -> None:
    """Then something did; and of who had something in each of them, that nothing arose now."""
    for quarter in ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"):
        nothing_arose(tmp_path, quarter, DO_SON)
        run(tmp_path, quarter, {HONG_BANG: [("Hộ tịch", many(900))]})
    nothing_arose(tmp_path, "2027-Q1", HONG_BANG)
    other, one = told(run(tmp_path, "2027-Q1", {DO_SON: [("Hộ tịch", many(900))]}), "memory.own_history")
    assert "số đứng giữa là 0 (chênh 900)" in one["message"]
    assert "(3) Số lượng hồ sơ tiếp nhận – Tổng số ghi 0, khác hẳn 4 quý trước" in other["message"]


def test_a_longer_period_has_no_quarters_to_be_like(half: Path) -> None:
    hai_phong = load_locality("hai-phong")
    quarter, longer = (pasts(half / "out", parse(one), hai_phong, [SIX]) for one in ("2027-Q1", "2027-6M"))
    assert quarter[11455, "II.06a"][3] == [20, 45]
    assert longer == {}


@pytest.mark.parametrize(("period", "known"), [("2026-Q2", [20]), ("2028-Q1", [20, 45]), ("2028-Q2", [45])])
def test_two_years_are_looked_back_on(period: str, known: list[int], half: Path) -> None:
    """Each season twice, and nothing older, nor what comes later."""
    assert pasts(half / "out", parse(period), load_locality("hai-phong"), [SIX])[11455, "II.06a"][3] == known


# ---- the peers -----------------------------------------------------------------------------------------------------


def late(overdue: int, every: int) -> Counts:
    return many(every) | {8: every - overdue, 10: overdue}


def test_a_rate_many_times_the_others_is_asked_about(tmp_path: Path) -> None:
    communes = [unit.office.removeprefix("UBND ") for unit in load_locality("hai-phong").register.units][:12]
    usual = {name: [("Hộ tịch", late(10 + at, 1000))] for at, name in enumerate(communes[:11])}
    done = run(tmp_path, "2026-Q1", usual | {communes[11]: [("Hộ tịch", late(100, 1000))]})
    (one,) = told(done, "memory.peers")
    assert (one["found"], one["expected"], one["cell"]) == (None, None, Paper(rows([many(1)])).cell(1, 10))
    assert "là 100 trên 1.000 hồ sơ, cao hơn 6 lần mức giữa của 11 đơn vị cùng loại (15 trên 1.000)." in one["message"]
    assert done.record["coverage"]["reporting"] == 12


def test_a_rate_is_held_against_units_of_its_own_kind_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A branch settles other work than communes do: what is much there may be usual."""
    communes, branch = load_locality("hai-phong").register.units[:11], Unit(900001, "Chi nhánh đất đai số 1", DIVISION)
    settle_in(tmp_path)
    monkeypatch.chdir(tmp_path)
    write_units(tmp_path / "localities" / "hai-phong" / "units.csv", [*communes, branch])
    usual = {unit.office.removeprefix("UBND "): [("Hộ tịch", late(10 + at, 1000))] for at, unit in enumerate(communes)}
    done = run(tmp_path, "2026-Q1", usual | {branch.name: [("Hộ tịch", late(100, 1000))]})
    assert (done.record["coverage"]["reporting"], told(done, "memory.peers")) == (12, [])


def peers(mine: Rate, *others: Rate) -> list[Finding]:
    form = parsed(late(*mine))
    assert rate_of(SIX, form) == mine
    return list(peers_findings(SIX, form, ranked([mine, *others])))


@pytest.mark.parametrize(
    ("mine", "others", "asked"),
    [
        ((60, 1000), [(0, 1000)] * 10, False),  # a median below one percent counts as one percent
        ((61, 1000), [(0, 1000)] * 10, True),
        ((121, 1000), [(20, 1000)] * 10, True),
        ((120, 1000), [(20, 1000)] * 10, False),
        ((500, 1000), [(20, 1000)] * 9, False),  # too few of its kind
        ((29, 100), [(0, 1000)] * 10, False),  # too few cases
        ((30, 100), [(0, 1000)] * 10, True),
        ((600, 1000), [(0, 1000)] * 5 + [(800, 1000)] * 5, True),  # of two in the middle the lower one
        ((600, 1000), [(0, 1000)] * 4 + [(800, 1000)] * 6, False),  # most of its kind are worse
    ],
)
def test_the_thresholds_of_rates(mine: Rate, others: list[Rate], asked: bool) -> None:
    assert bool(peers(mine, *others)) is asked


@given(
    st.tuples(st.integers(30, 999), st.just(1000)),
    st.lists(
        st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=10, max_size=14
    ),
)
def test_the_median_is_that_of_the_others(mine: Rate, others: list[Rate]) -> None:
    usual = max(median_low(Fraction(*one) for one in others), Fraction(PEERS["percent"], 100))
    assert bool(peers(mine, *others)) is (Fraction(*mine) > PEERS["factor"] * usual)
    assert LIMITS["quarters"] == 4


def test_another_form_has_no_rate() -> None:
    assert rate_of(FORMS["II.05"], parsed(many(1))) is None
    assert rate_of(SIX, parsed(dict.fromkeys(many(1), 0))) is None


# ---- the same once more --------------------------------------------------------------------------------------------

SAME = "memory.same_as_before"
FIELDS = [("Hộ tịch", many(100, 3, 3)), ("Y tế", many(40)), ("Đất đai", many(70, 1, 1)), ("Chứng thực", many(900))]
FEW = FIELDS[:2]
FOUR = [*FIELDS, ("Văn hóa", many(7)), ("Giáo dục", many(8)), ("Việc làm", many(9))]


def test_the_file_of_the_quarter_before_dated_anew_is_asked_about_once(tmp_path: Path) -> None:
    run(tmp_path, "2026-Q1", {DO_SON: FOUR, HONG_BANG: [*FOUR[:6], ("Việc làm", many(10))]})
    done = run(tmp_path, "2026-Q2", {DO_SON: FOUR, HONG_BANG: FOUR})
    (one,) = told(done, SAME)
    assert (one["cell"], one["found"], one["severity"]) == ("C9", 103, "must_explain")
    assert one["message"] == "Biểu II.06a: cả 34 số khác 0 đều giống hệt quý I năm 2026."
    assert done.record["files"][f"{DO_SON}.xlsx"]["counts"]
    again = run(tmp_path, "2027-Q2", {DO_SON: [FOUR[1], FOUR[0], *FOUR[2:]]})  # a year later, in another order
    assert [one["message"].partition("giống hệt ")[2] for one in told(again, SAME)] == ["quý II năm 2026."]


def test_a_backlog_that_was_copied_along_is_no_second_finding(tmp_path: Path) -> None:
    copied = [("Hộ tịch", many(100, 3, 8)), *FOUR[1:]]
    run(tmp_path, "2026-Q1", {DO_SON: copied})
    done = run(tmp_path, "2026-Q2", {DO_SON: copied, HONG_BANG: FOUR})
    assert [one["rule"] for one in done.record["files"][f"{DO_SON}.xlsx"]["findings"]] == [SAME]
    mended = [("Hộ tịch", many(101, 3, 8)), *FOUR[1:]]
    other = run(tmp_path, "2026-Q3", {DO_SON: mended})
    assert [one["rule"] for one in other.record["files"][f"{DO_SON}.xlsx"]["findings"]] == ["memory.backlog"]


@pytest.mark.parametrize("now", [FEW, [*FOUR[:6], ("Việc làm", many(10))], [*FOUR[:6], ("Lao động", many(9))]])
def test_what_differs_in_one_number_or_is_little_is_not_asked_about(now: Sequence[Line], tmp_path: Path) -> None:
    run(tmp_path, "2026-Q1", {DO_SON: FEW if now is FEW else FOUR})
    assert told(run(tmp_path, "2026-Q2", {DO_SON: now}), SAME) == []


def test_a_longer_period_repeats_none(tmp_path: Path) -> None:
    run(tmp_path, "2026-6M", {DO_SON: FOUR})
    assert told(run(tmp_path, "2027-6M", {DO_SON: FOUR}), SAME) == []


@pytest.mark.parametrize(("stock", "asked"), [(True, False), (False, True)])
def test_what_there_is_may_stay_as_it_was(stock: bool, asked: bool) -> None:
    """Procedures that are published are as many as last quarter; dossiers that were digitised are not."""
    form = FORMS["CT"]
    lines = [line for line in form.fixed if line.stock is stock and not line.closed][:12]
    paper = Paper([Row(at, line.label, {5: 10 * at, 6: 20 * at}) for at, line in enumerate(lines, start=1)], form)
    assert len(lines) == 12
    assert bool(numbers_said(form, read(form, filled(paper.sheet(), form)))) is asked

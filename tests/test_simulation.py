"""The simulated commune: how dossiers are counted, and that every form made from them is right in itself."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from kstt.form import DefinitionError, Form
from kstt.mention import parse
from kstt.period import Period, before
from kstt.rollup import CityLine
from kstt.simulation.commune import CAUSES, Dossiers, complete, counted_as, life, simulate, tally
from kstt.simulation.forms import Quarter, fill
from kstt.unit import Unit
from report_templates.definitions import load_forms

PERIOD = Period(2026, "Q1")
FIRST, LAST = PERIOD.window
DAY = timedelta(days=1)
FORMS = {form.code: form for form in load_forms()}
FIELDS = ("Chứng thực", "Hộ tịch", "Đất đai", "Xây dựng", "Y tế", "Văn hóa", "Cư trú")


def quarter(seed: int, period: Period = PERIOD) -> Quarter:
    lived = life(str(seed), FIELDS)
    return Quarter(Unit(11455, "Phường Đồ Sơn"), lived, period, simulate(lived, period), Random(seed))  # noqa: S311


def filled(seed: int) -> dict[str, tuple[CityLine, ...]]:
    return fill(FORMS.values(), quarter(seed))


def column(form: Form, key: str) -> int:
    return next(column.number for column in form.columns if column.key == key)


@pytest.mark.parametrize(
    ("received", "due", "finished", "channel", "counted"),
    [
        (FIRST, FIRST + DAY, FIRST, "online", ["received_online", "resolved_early"]),
        (LAST, LAST, LAST, "post", ["received_direct", "resolved_on_time"]),
        (LAST, LAST, None, "direct", ["received_direct", "pending_in_time"]),
        (LAST - DAY, LAST - DAY, None, "direct", ["received_direct", "pending_overdue"]),
        (LAST - DAY, LAST - DAY, LAST + DAY, "online", ["received_online", "pending_overdue"]),
        (FIRST - DAY, FIRST - DAY, FIRST, "online", ["carried_over", "resolved_overdue"]),
        (FIRST - DAY, FIRST, FIRST - DAY, "online", []),
        (FIRST - DAY, FIRST, None, "online", ["carried_over", "pending_overdue"]),
        (LAST + DAY, LAST + DAY, None, "online", []),
    ],
)
def test_dossiers_count_by_day(
    received: date, due: date, finished: date | None, channel: str, counted: list[str]
) -> None:
    one = Dossiers("Hộ tịch", channel, received, due, finished, CAUSES[0], 3)
    assert list(counted_as(one, FIRST, LAST)) == counted


def test_a_tally_adds_the_sizes_per_field() -> None:
    one = Dossiers("Hộ tịch", "online", FIRST, FIRST, FIRST, CAUSES[0], 3)
    other = Dossiers("Đất đai", "direct", FIRST, FIRST, None, CAUSES[0], 5)
    assert tally([one, other, one], PERIOD) == {
        "Hộ tịch": {"received_online": 6, "resolved_on_time": 6},
        "Đất đai": {"received_direct": 5, "pending_overdue": 5},
    }


def test_sums_come_from_the_forms_identities() -> None:
    given = {"received_online": 5, "carried_over": 2, "resolved_early": 4, "pending_in_time": 3}
    assert list(complete(FORMS["II.06a"], given).values()) == [7, 5, 0, 2, 4, 4, 0, 0, 3, 3, 0]


def test_an_unknown_column_is_told() -> None:
    with pytest.raises(DefinitionError, match="nowhere"):
        complete(FORMS["II.06a"], {"nowhere": 1})


@pytest.mark.parametrize("seed", range(12))
def test_every_identity_of_every_form_holds(seed: int) -> None:
    told = filled(seed)
    assert told.keys() == FORMS.keys()
    for code, lines in told.items():
        for line in lines:
            assert all(number is None or number >= 0 for number in line.numbers.values())
            for rule in FORMS[code].identities:
                left, right = line.numbers[rule.left], sum(line.numbers[part] or 0 for part in rule.right)
                assert left == right if rule.is_sum else left <= right, (code, line.label, str(rule))


@pytest.mark.parametrize("code", ["II.05", "II.06a"])
@pytest.mark.parametrize("period", ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2026"])
def test_what_is_carried_over_was_pending_a_quarter_ago(period: str, code: str) -> None:
    form, told = FORMS[code], Counter[int]()
    ((carried, pending),) = form.carried
    for seed in range(6):
        now, ago = quarter(seed, parse(period)), quarter(seed, before(parse(period)))
        old = {line.label: line.numbers[pending] for line in fill([form], ago)[code]}
        new = {line.label: line.numbers[carried] for line in fill([form], now)[code]}
        assert {name: n for name, n in old.items() if n} == {name: n for name, n in new.items() if n}
        told[sum(n or 0 for n in new.values())] += 1
    assert told.keys() - {0}


@pytest.mark.parametrize("seed", range(6))
def test_forms_agree_with_each_other(seed: int) -> None:
    told = filled(seed)
    settled = {line.label: line.numbers for line in told["II.06a"]}
    causes, online = FORMS["QH"], FORMS["II.08"]
    late = {line.label: line.numbers[column(causes, "overdue")] for line in told["QH"]}
    assert late == {name: n[10] + n[13] for name, n in settled.items() if n[10] + n[13]}
    sent = {line.label: line.numbers[column(online, "online")] for line in told["II.08"]}
    assert sent == {name: n[4] for name, n in settled.items()}


def test_indicators_keep_to_their_lines() -> None:
    form = FORMS["CT"]
    top, bottom = column(form, "numerator"), column(form, "denominator")
    for line, fixed in zip(filled(3)["CT"], form.fixed, strict=True):
        assert (line.label, line.scale) == (fixed.label, fixed.scale)
        closed = {column(form, key) for key in fixed.closed}
        assert all(line.numbers[number] is None for number in closed)
        if fixed.share and line.numbers[top] is not None:
            assert line.numbers[top] <= line.numbers[bottom]
    points = next(line for line in filled(3)["CT"] if line.scale)
    assert 7000 <= points.numbers[top] <= 9600


def test_tasks_of_the_form_are_answered_else_common_ones() -> None:
    form = FORMS["NV"]
    status, done_on = column(form, "status"), column(form, "done_on")
    lines = filled(1)["NV"]
    assert len(lines) == 4
    assert {line.texts[status] for line in lines} <= {"hoàn thành", "đang thực hiện", "chưa thực hiện"}
    assert all((done_on in line.texts) == (line.texts[status] == "hoàn thành") for line in lines)


def test_the_fixed_tasks_come_with_their_words() -> None:
    tasks = (FORMS["CT"].fixed[0],)
    form = next(form for form in load_forms(tasks=tasks) if form.code == "NV")
    (line,) = fill([form], quarter(1))["NV"]
    assert (line.label, line.texts[3]) == (tasks[0].label, tasks[0].texts[0])


def test_a_ward_handles_a_plausible_number_of_dossiers() -> None:
    totals = [sum(line.numbers[3] for line in filled(seed)["II.06a"]) for seed in range(30)]
    assert min(totals) > 1000
    assert max(totals) < 20000


@pytest.mark.parametrize(
    ("period", "ago"), [("2026-Q1", "2025-Q4"), ("2026-Q3", "2026-Q2"), ("2026-6M", "2025-Q4"), ("2026", "2025-Q4")]
)
def test_the_quarter_before(period: str, ago: str) -> None:
    year, _, part = period.partition("-")
    assert str(before(Period(int(year), part or "Y"))) == ago

"""The life of a rule: from when it judges, on trial, until when; old periods keep their verdicts; judging anew."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from papers import FORMS, PERIOD, SIX, Paper, Row, counted, filled, in_process, rows, totals, typed, workbook
from test_continuity import HONG_BANG, book, six
from test_explaining import DO_SON, Q1, Q2, asked, request_, run, send  # noqa: F401 - request_ is a fixture
from typer.testing import CliRunner

from flows.afterwards.rejudging import rejudge
from flows.cli import app as cli
from flows.ledger.closing import close
from flows.ledger.store import place_of, reading, writing
from flows.machine import workers
from flows.machine.publishing import fingerprint
from flows.quarter import run_quarter
from flows.record.request import Request
from kstt.form import DefinitionError
from kstt.mention import parse
from kstt.period import Period, in_force, quarter_on
from validation import register
from validation.judging import judge_forms
from validation.parsing import parse as read_paper
from validation.register import InForce, rules

pytestmark = pytest.mark.usefixtures("seven_units", "without_overviews")

CROSS = "cross.online_dossiers"
ONE = counted(SIX, 5, 3, 8)
Change = Callable[[str, Mapping[str, str]], None]


@pytest.fixture(autouse=True)
def _no_child_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "each", in_process)


@pytest.fixture
def change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Change]:
    """Other keys for a rule of the register, as an edited register.toml has them."""
    shipped = register.PATH.read_text(encoding="utf-8")

    def changed(rule: str, keys: Mapping[str, str]) -> None:
        head, name, rest = shipped.partition(f'id = "{rule}"\n')
        body, mark, tail = rest.partition("\n[[rule]]")
        lines = [line for line in body.splitlines() if line.partition(" = ")[0] not in keys]
        lines += [f'{key} = "{value}"' for key, value in keys.items()]
        (tmp_path / "register.toml").write_text(head + name + "\n".join(lines) + mark + tail, encoding="utf-8")
        monkeypatch.setattr(register, "PATH", tmp_path / "register.toml")
        rules.cache_clear()

    yield changed
    monkeypatch.undo()
    rules.cache_clear()


def _papers() -> dict[str, Paper]:
    """Two forms of one unit that break a rule between them."""
    head = {"unit": "Đơn vị báo cáo: UBND phường Đồ Sơn", "period": "Kỳ báo cáo: Quý I năm 2026"}
    eight = dict.fromkeys((column.number for column in FORMS["II.08"].numbers), 0) | {7: 900, 8: 900}
    six_ = Paper(rows([ONE], labels=["Y tế"]), **head)
    return {"II.06a": six_, "II.08": Paper(rows([eight], labels=["Y tế"]), FORMS["II.08"], **head)}


@pytest.fixture
def quarter(tmp_path: Path) -> Request:
    """The first quarter with two files: one breaks a rule between forms, the other nothing."""
    made = Request(Q1, "hai-phong", tmp_path / "raw" / "2026-Q1", tmp_path / "out")
    send(made, "do-son.xlsx", workbook({name: paper.grid() for name, paper in _papers().items()}), 8)
    send(made, "hong-bang.xlsx", book(HONG_BANG, Q1, [("Hộ tịch", six(0, 5))]), 9)
    return made


def outcomes(request: Request) -> dict[str, str]:
    return {name: file["outcome"] for name, file in run_quarter(request, in_process).record["files"].items()}


GOOD = {"do-son.xlsx": "accepted", "hong-bang.xlsx": "accepted"}
BAD = GOOD | {"do-son.xlsx": "must_fix"}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, BAD),
        ({"from": "2026-Q1"}, BAD),
        ({"from": "2026-Q2"}, GOOD),
        ({"until": "2026-Q1"}, BAD),
        ({"until": "2025-Q4"}, GOOD),
        ({"trial_until": "2026-Q1"}, GOOD),
        ({"trial_until": "2025-Q4"}, BAD),
    ],
)
def test_a_rule_judges_the_periods_it_is_for(
    quarter: Request, change: Change, keys: dict[str, str], expected: dict[str, str]
) -> None:
    change(CROSS, keys)
    assert outcomes(quarter) == expected


def test_an_old_period_run_again_keeps_its_verdicts(quarter: Request, change: Change) -> None:
    change(CROSS, {"until": "2025-Q4"})
    before = outcomes(quarter)
    change(CROSS, {"from": "2026-Q2"})
    assert outcomes(quarter) == before == GOOD


def test_a_rule_on_trial_asks_for_nothing(request_: Request, change: Change) -> None:  # noqa: F811
    change("memory.backlog", {"trial_until": "2026-Q2"})
    done = run(request_, "do-son.xlsx", book(DO_SON, Q2, [("Hộ tịch", six(7, 1)), ("Y tế", six(3, 0))]))
    assert asked(done) == {}
    assert [one["severity"] for one in done.record["files"]["do-son.xlsx"]["findings"]] == ["note"]


def test_only_rules_that_leave_numbers_to_count_may_end(change: Change) -> None:
    change("cell.not_a_number", {"until": "2030-Q4"})
    with pytest.raises(ValueError, match=r"cell.not_a_number: không thể thôi áp dụng"):
        rules()


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('severity = "must_fix"', 'severity = "must"', "severity phải là một trong "),
        ('from = "2020-Q4"', "", "chưa ghi from"),
        ('from = "2020-Q4"', 'from = "2020-Q5"', "«2020-Q5» không phải là kỳ báo cáo"),
        ('title = "', 'titel = "', "chưa ghi title"),
        ("waivable = true", 'waivable = true\ntrial = "2026-Q1"', "không có khóa trial"),
        ('right = { form = "II.06a", columns = [4] }', "", "left và right phải đi cùng nhau"),
        ("[[rule]]", "[[rule", " không đọc được, lỗi ở dòng "),
        (
            'right = { form = "II.06a", columns = [4] }',
            'right = { form = "II.6", columns = [4] }',
            "biểu II.6 không có",
        ),
        ("columns = [4] }", "columns = [2] }", "biểu II.06a không có cột số [2]"),
        ("{difference}", "{diference}", "không rõ chữ trong ngoặc nhọn: diference"),
    ],
)
def test_a_rule_that_is_wrong_is_named(
    right: str, wrong: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And never a fault of the program: what `kstt forms check` lets pass is met by a unit's file first."""
    shipped = register.PATH.read_text(encoding="utf-8")
    head, name, rest = shipped.partition(f'[[rule]]\nid = "{CROSS}"\n')
    changed = (name + rest).replace(right, wrong, 1)
    assert changed != name + rest
    (tmp_path / "register.toml").write_text(head + changed, encoding="utf-8")
    monkeypatch.setattr(register, "PATH", tmp_path / "register.toml")
    rules.cache_clear()
    done = CliRunner().invoke(cli.app, ["forms", "check"])
    monkeypatch.undo()
    rules.cache_clear()
    assert isinstance(done.exception, DefinitionError)
    assert str(done.exception).startswith("register.toml")
    assert told in str(done.exception)


def test_what_is_refused_is_refused_in_every_period() -> None:
    early = InForce(Period(2020, "Q1"), frozenset({"identity.sum"}))
    assert early.tells("file.macros")
    assert early.tells("submission.no_form")
    assert not early.tells("identity.sum")
    assert not early.tells("total.mismatch")


@pytest.mark.parametrize(
    ("withdrawn", "told"),
    [
        (set(), {("identity.sum", 4), ("total.mismatch", 9)}),
        ({"total.mismatch"}, {("identity.sum", 4)}),
        ({"identity.sum"}, {("total.mismatch", 9)}),
    ],
)
def test_of_sums_of_lines_and_totals_only_those_not_withdrawn_are_told(
    withdrawn: set[str], told: set[tuple[str, int]]
) -> None:
    right = counted(SIX, 3, 2, 1)
    wrong = typed(right, {4: right[4] + 7})
    total = typed(totals([wrong, right]), {9: 999})
    paper = Paper([*rows([wrong, right], total=""), Row("", "Tổng số", total)])
    read = {0: {SIX.code: read_paper(SIX, filled(paper.sheet()))}}
    found = judge_forms([SIX], read, PERIOD, frozenset(withdrawn))[0]
    assert {(one.rule, one.column) for one in found} == told


@pytest.mark.parametrize(
    ("since", "until", "period", "holds"),
    [
        ("2026-Q1", "", "2026-6M", True),  # compared by days, not by letters: «6M» comes before «Q1»
        ("2026-Q3", "", "2026-6M", False),
        ("2026-Q3", "", "2026-9M", True),
        ("2026-Q1", "2026-Q2", "2026-6M", True),
        ("2026-Q1", "2026-Q1", "2026-6M", False),
        ("2026-Q1", "2026", "2026-Q4", True),
        ("2026", "", "2026-Q1", True),
    ],
)
def test_periods_are_compared_by_their_last_day(since: str, until: str, period: str, holds: bool) -> None:
    assert in_force(parse(since), parse(until) if until else None, parse(period)) is holds


# ---- judging anew --------------------------------------------------------------------------------------------------


def test_todays_rules_name_the_accepted_files_they_would_not_accept(quarter: Request, change: Change) -> None:
    change(CROSS, {"from": "2026-Q2"})
    assert outcomes(quarter) == GOOD
    for path in quarter.raw.glob("*.*"):
        path.unlink()  # what was received is kept
    before = fingerprint(quarter.out.parent)
    then, now = (rejudge(quarter, day, in_process) for day in (date(2026, 3, 14), date(2026, 3, 15)))
    assert ([case.received.name for case in then.changed], then.unchanged) == ([], 2)
    assert ([case.received.name for case in now.changed], now.unchanged) == (["do-son.xlsx"], 1)
    assert {one.rule for case in now.changed for one in case.findings} == {CROSS}
    assert fingerprint(quarter.out.parent) == before


@pytest.mark.parametrize(("closed", "expected"), [(False, ["bieu 08.xlsx"]), (True, [])])
def test_forms_of_a_unit_in_separate_files_are_held_against_each_other_anew(
    closed: bool, expected: list[str], tmp_path: Path, change: Change
) -> None:
    """But for one that came after the closing and does not count."""
    change(CROSS, {"from": "2026-Q2"})
    made = Request(Q1, "hai-phong", tmp_path / "raw" / "2026-Q1", tmp_path / "out")
    for hour, (form, paper) in enumerate(_papers().items(), start=8):
        send(made, f"bieu {form.removeprefix('II.')}.xlsx", workbook({form: paper.grid()}), hour)
        assert set(outcomes(made).values()) <= {"accepted", "after_closing"}
        if closed and hour == 8:
            with writing(place_of(made.out)) as ledger:
                close(ledger, made, "đã gửi")
    assert [case.received.name for case in rejudge(made, date(2026, 4, 1), in_process).changed] == expected


def test_the_command_lists_only_what_changes(quarter: Request, change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    change(CROSS, {"from": "2026-Q2"})
    outcomes(quarter)
    monkeypatch.setattr("flows.afterwards.rejudging.quarter_on", lambda _: Q2)

    def kstt(*words: str) -> str:
        done = CliRunner().invoke(cli.app, [*words, "--out", str(quarter.out)], env={"COLUMNS": "200"})
        assert done.exit_code == 0, done.output + repr(done.exception)
        return done.output

    told = kstt("rejudge", "2026-Q1")
    assert "do-son.xlsx – Phường Đồ Sơn: chấp nhận → phải sửa" in told
    assert "Tổng cột (7) của biểu II.08 là 900" in told
    assert "hong-bang.xlsx" not in told
    assert "1 tệp thay đổi kết quả, 1 tệp như cũ. Không ghi gì." in told
    monkeypatch.setenv("KSTT_WHO", "Cán bộ")
    kstt("waive", "11455", CROSS, "2026-Q1", "--why", "Hệ thống cũ")
    assert "0 tệp thay đổi kết quả, 2 tệp như cũ" in kstt("rejudge", "2026-Q1")
    (kept,) = (path for path in (quarter.raw / "da-nhan").iterdir() if path.read_bytes() == _data(quarter))
    kept.write_bytes(b"")
    assert "Không còn tệp đã nhận «do-son.xlsx» như khi nhận, không kiểm tra lại được" in kstt("rejudge", "2026-Q1")


def _data(request: Request) -> bytes:
    return (request.raw / "do-son.xlsx").read_bytes()


def test_a_rule_withdrawn_today_changes_nothing(quarter: Request, change: Change) -> None:
    change(CROSS, {"from": "2026-Q2"})
    outcomes(quarter)
    words = ["rules", "withdraw", CROSS, "2026-Q2", "--why", "Chờ hướng dẫn", "--out", str(quarter.out)]
    assert CliRunner().invoke(cli.app, words).exit_code == 0
    assert rejudge(quarter, date(2026, 4, 1), in_process).changed == ()
    with reading(place_of(quarter.out)) as ledger:
        assert ledger.verify().fault == ""


@pytest.mark.parametrize(
    ("day", "quarter_"), [("2025-12-14", "2025-Q4"), ("2025-12-15", "2026-Q1"), ("2026-07-01", "2026-Q3")]
)
def test_today_is_in_one_quarter(day: str, quarter_: str) -> None:
    assert str(quarter_on(date.fromisoformat(day))) == quarter_

"""Who sent in time: the first accepted submission decides, completeness and timeliness stay two figures."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers import FORMS, PERIOD, in_process
from test_quarter import DO_SON, HONG_BANG, KIEN_AN, LE_CHAN, ONE, TWO, WRONG, book, send
from typer.testing import CliRunner

from flows.cli.app import app
from flows.console.deliveries import lines_of, rows_of
from flows.console.screen import status_rows
from flows.duty import concluded
from flows.ledger.closing import close, reopen
from flows.ledger.delivering import sendings_in, sendings_of, timeliness_in, timeliness_of, timeliness_over
from flows.ledger.store import place_of, reading, writing
from flows.letters.handing_over import known
from flows.letters.situation import situation_of
from flows.machine import workers
from flows.quarter import run_quarter
from flows.record.read_back import read_run
from flows.record.request import Request
from kstt.form import DefinitionError
from kstt.period import Period
from kstt.submission import AFTER_CLOSING
from kstt.timeliness import PUNCTUALITIES, Delivery, Sending, Timeliness, timeliness
from kstt.unit import COMMUNE, DIVISION, Unit

pytestmark = pytest.mark.usefixtures("without_overviews")

LAST = date(2026, 3, 17)
IN_TIME, LATE, LATER = date(2026, 3, 16), date(2026, 3, 18), date(2026, 3, 20)
UNITS = [Unit(code, f"Phường {code}", COMMUNE) for code in range(1, 6)]


def sent(code: int, day: date, *forms: str, accepted: bool = True) -> Sending:
    return Sending(code, day, accepted, forms or ("II.06a",))


def told(*sendings: Sending) -> Timeliness:
    return timeliness(UNITS, [*FORMS.values()], sendings, LAST)


@pytest.mark.parametrize(
    ("sendings", "state", "corrected", "faulty_in_time"),
    [
        ([], "missing", False, False),
        ([(IN_TIME, True)], "on_time", False, False),
        ([(LAST, True)], "on_time", False, False),
        ([(LATE, True)], "late", False, False),
        ([(IN_TIME, False)], "faulty", False, False),
        ([(IN_TIME, True), (LATE, True)], "on_time", True, False),  # a late correction changes nothing
        ([(LATE, True), (IN_TIME, True)], "on_time", True, False),  # nor does the order of the files
        ([(IN_TIME, True), (LATE, False)], "on_time", False, False),
        ([(IN_TIME, False), (LATE, True)], "late", False, True),
        ([(LAST, False), (LATE, True)], "late", False, True),
        ([(LATE, True), (LAST, False)], "late", False, True),
        ([(LATE, False), (LATER, True)], "late", False, False),
    ],
)
def test_the_first_accepted_submission_decides(
    sendings: list[tuple[date, bool]], state: str, corrected: bool, faulty_in_time: bool
) -> None:
    found = told(*(sent(1, day, accepted=good) for day, good in sendings)).cells[1]["II.06a"]
    assert (found.state, found.corrected_late, found.faulty_in_time) == (state, corrected, faulty_in_time)


def test_what_comes_after_the_closing_does_not_count_and_has_no_faults() -> None:
    aside = [Sending(code, LATE, accepted=True, forms=("II.06a",), eligible=False) for code in (1, 2, 3)]
    found = told(sent(1, IN_TIME), sent(2, IN_TIME, accepted=False), *aside)
    assert [found.of_unit(code) for code in (1, 2, 3)] == ["on_time", "after_closing", "after_closing"]
    assert not found.cells[1]["II.06a"].corrected_late
    assert (found.complete("II.06a"), found.in_time("II.06a")) == ((1, 5), (1, 5))
    assert found.cells[2]["II.05"].state == "missing"
    faulty = Sending(4, LATE, accepted=False, forms=("II.06a",), eligible=False)
    assert told(faulty).of_unit(4) == "faulty"


def test_a_file_nobody_could_read_may_have_held_any_form() -> None:
    refused = told(Sending(1, IN_TIME, accepted=False, forms=()))
    assert {delivery.state for delivery in refused.cells[1].values()} == {"faulty"}
    assert refused.of_unit(1) == "faulty"
    assert refused.of_unit(2) == "missing"


def test_a_unit_is_late_where_one_of_its_forms_is() -> None:
    found = told(sent(1, IN_TIME, "II.06a"), sent(1, LATE, "II.05"), sent(2, IN_TIME, "II.06a"))
    assert [found.of_unit(code) for code in (1, 2, 3)] == ["late", "on_time", "missing"]
    assert (found.complete(), found.in_time()) == ((2, 5), (1, 5))
    assert (found.complete("II.06a"), found.in_time("II.06a")) == ((2, 5), (2, 5))
    assert (found.complete("II.05"), found.in_time("II.05")) == ((1, 5), (0, 5))


def test_a_form_counts_only_units_that_fill_it_in() -> None:
    found = timeliness(
        [*UNITS, Unit(9, "Phòng Tư pháp", DIVISION)], [*FORMS.values()], [sent(9, IN_TIME, "I766")], LAST
    )
    assert found.complete("I766") == (0, 5)
    assert found.complete("II.06a") == (0, 6)
    assert found.of_unit(9) == "faulty"  # something came, but nothing that is asked of it


_SENDINGS = st.lists(
    st.builds(
        Sending,
        st.integers(1, 7),
        st.integers(-5, 5).map(lambda days: LAST + timedelta(days=days)),
        st.booleans(),
        st.sets(st.sampled_from(["II.04", "II.05", "II.06a"])).map(lambda forms: tuple(sorted(forms))),
    ),
    max_size=12,
)


@given(_SENDINGS)
def test_every_unit_is_in_one_state_and_no_figure_exceeds_another(sendings: list[Sending]) -> None:
    found = told(*sendings)
    for form in ("", *found.forms):
        units = found.units(form)
        assert sorted(code for codes in units.values() for code in codes) == [1, 2, 3, 4, 5]
        assert tuple(units) == tuple(PUNCTUALITIES)
        (complete, of), (in_time, also_of) = found.complete(form), found.in_time(form)
        assert 0 <= in_time <= complete <= of == also_of == 5


@given(_SENDINGS, st.integers(1, 5))
def test_what_comes_after_the_deadline_makes_nobody_late_again(sendings: list[Sending], code: int) -> None:
    before = told(*sendings).cells[code]["II.06a"]
    after = told(*sendings, sent(code, LATER)).cells[code]["II.06a"]
    assert after.state == ("late" if before.state in ("missing", "faulty") else before.state)


def test_the_names_behind_the_figures() -> None:
    found = told(
        sent(1, LATE, "II.06a", "II.05"),
        sent(2, IN_TIME, accepted=False),
        sent(2, LATER),
        sent(3, IN_TIME),
        sent(3, LATE),
    )
    assert list(lines_of(found, {unit.code: unit.name for unit in UNITS})) == [
        (
            "Quá hạn: Phường 1 (II.05, II.06a: bản hợp lệ thứ Tư 18/3), "
            "Phường 2 (II.06a: bản hợp lệ thứ Sáu 20/3, lần đầu gửi trong hạn nhưng còn lỗi)"
        ),
        "Sửa sau hạn, vẫn tính đúng hạn: Phường 3 (II.06a: sửa thứ Tư 18/3)",
    ]


def test_a_year_names_who_was_not_always_on_time() -> None:
    first, second = (Period(2026, part) for part in ("Q1", "Q2"))
    on_time = Delivery(LAST, IN_TIME, IN_TIME, IN_TIME)
    year = {
        first: Timeliness(LAST, {1: {"II.06a": on_time}, 2: {"II.06a": on_time}}, frozenset({1, 2})),
        second: Timeliness(LAST, {1: {"II.06a": on_time}, 3: {"II.06a": Delivery(LAST)}}, frozenset({1})),
    }
    names = {unit.code: unit.name for unit in UNITS}
    assert list(rows_of(year, names)) == [("Phường 3", "", "chưa gửi")]


# with real files and a real ledger


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "each", in_process)
    monkeypatch.delenv("KSTT_LEDGER_URL", raising=False)
    return Request(PERIOD, "hai-phong", tmp_path / "data/raw/2026-Q1", tmp_path / "data/out")


def run(request: Request, files: dict[str, tuple[bytes, str]]) -> dict[str, object]:
    send(request.raw, files)
    return run_quarter(request, in_process).record


FIRST = {
    "do-son.xlsx": (book("phường Đồ Sơn", ONE), "2026-03-16T08:00:00"),
    "hong-bang.xlsx": (book("phường Hồng Bàng", ONE), "2026-03-17T23:59:59"),
    "le-chan.xlsx": (book("phường Lê Chân", ONE), "2026-03-18T00:00:00"),
    "kien-an.xlsx": (book("phường Kiến An", WRONG), "2026-03-16T09:30:00"),
}


def test_the_ledger_remembers_what_was_overwritten(request_: Request) -> None:
    run(request_, FIRST)
    record = run(request_, FIRST | {"do-son.xlsx": (book("phường Đồ Sơn", TWO), "2026-03-19T08:00:00")})
    by_record = timeliness_of("hai-phong", PERIOD, sendings_in(record))
    by_ledger, from_ledger = timeliness_in(record, request_.out)
    assert from_ledger
    assert by_record.of_unit(DO_SON) == "late"  # only the correction is in the folder
    assert by_ledger.of_unit(DO_SON) == "on_time"
    assert by_ledger.cells[DO_SON]["II.06a"].corrected_late
    assert [by_ledger.of_unit(code) for code in (HONG_BANG, LE_CHAN, KIEN_AN)] == ["on_time", "late", "faulty"]
    assert (by_ledger.complete(), by_ledger.in_time()) == ((3, 114), (2, 114))
    screen = {row["Mã"]: row["Thời hạn"] for row in status_rows(record, by_ledger)}
    told = [screen[str(code)] for code in (DO_SON, HONG_BANG, LE_CHAN, KIEN_AN)]
    assert told == ["đúng hạn", "đúng hạn", "quá hạn", "đã gửi, còn lỗi"]
    assert {said for code, said in screen.items() if not by_ledger.sent & {int(code)}} == {""}
    with reading(place_of(request_.out)) as ledger:
        year = timeliness_over("hai-phong", 2026, ledger.entries("hai-phong"))
    assert year == {PERIOD: by_ledger}


def test_what_was_taken_back_is_not_delivered(request_: Request) -> None:
    """A unit whose only good file is gone counts nowhere, and is asked for it again; what a fault overwrote does."""
    run(request_, FIRST)
    (request_.raw / "do-son.xlsx").unlink()
    left = {name: file for name, file in FIRST.items() if name != "do-son.xlsx"}
    record = run(request_, left | {"hong-bang.xlsx": (book("phường Hồng Bàng", WRONG), "2026-03-19T08:00:00")})
    found, from_ledger = timeliness_in(record, request_.out)
    assert from_ledger
    assert [found.of_unit(code) for code in (DO_SON, HONG_BANG, LE_CHAN)] == ["missing", "on_time", "late"]
    assert found.complete()[0] == record["coverage"]["reporting"] == 2  # type: ignore[index]
    owed = {one.unit.code for one in situation_of(request_, LATER).owed if not one.sent}
    assert DO_SON in owed
    with reading(place_of(request_.out)) as ledger:
        assert timeliness_over("hai-phong", 2026, ledger.entries("hai-phong")) == {PERIOD: found}
    run(request_, {**left, "do-son.xlsx": FIRST["do-son.xlsx"]})
    record = run(request_, left | {"do-son.xlsx": (book("phường Đồ Sơn", TWO), "2026-03-19T08:00:00")})
    assert timeliness_in(record, request_.out)[0].of_unit(DO_SON) == "on_time"


def test_a_correction_that_was_taken_back_corrects_nothing(request_: Request) -> None:
    run(request_, FIRST)
    run(request_, FIRST | {"do-son lan 2.xlsx": (book("phường Đồ Sơn", TWO), "2026-03-19T08:00:00")})
    (request_.raw / "do-son lan 2.xlsx").unlink()
    record = run(request_, FIRST)
    assert record["files"]["do-son.xlsx"]["outcome"] == "accepted"  # type: ignore[index]
    delivered = timeliness_in(record, request_.out)[0].cells[DO_SON]["II.06a"]
    assert (delivered.state, delivered.corrected_late) == ("on_time", False)


def test_what_came_after_the_closing_and_was_taken_back_is_not_delivered(request_: Request) -> None:
    """Nothing ever counted in its place: once the period is open again its unit is asked for a report."""
    left = {name: file for name, file in FIRST.items() if name != "le-chan.xlsx"}
    run(request_, left)
    with writing(place_of(request_.out)) as ledger:
        close(ledger, request_, "đã gửi")
    assert timeliness_in(run(request_, FIRST), request_.out)[0].of_unit(LE_CHAN) == "after_closing"
    (request_.raw / "le-chan.xlsx").unlink()
    assert timeliness_in(run(request_, left), request_.out)[0].of_unit(LE_CHAN) == "missing"
    with writing(place_of(request_.out)) as ledger:
        reopen(ledger, request_, "nhận thêm")
    record = run(request_, left)
    assert timeliness_in(record, request_.out)[0].complete()[0] == record["coverage"]["reporting"]  # type: ignore[index]
    assert LE_CHAN in {one.unit.code for one in situation_of(request_, LATER).owed if not one.sent}


def test_an_extension_with_a_document_makes_them_on_time(request_: Request) -> None:
    own = request_.out.parent.parent / "localities" / "hai-phong"
    own.mkdir(parents=True)
    for name in ("locality.toml", "units.csv", "fields.csv"):
        shipped = Path(__file__).parents[1] / "localities" / "hai-phong" / name
        (own / name).write_bytes(shipped.read_bytes())
    before = run(request_, FIRST)
    (own / "calendar.toml").write_text(
        '[[extension]]\nperiod = "2026-Q1"\nlast = 2026-03-19\ndocument = "Công văn số 12/VP"\n', encoding="utf-8"
    )
    after = run(request_, FIRST)
    late = [[name for name, file in record["files"].items() if file["late"]] for record in (before, after)]  # type: ignore[attr-defined]
    assert late == [["le-chan.xlsx"], []]
    assert (before["deadline"], after["deadline"]) == ("2026-03-17", "2026-03-19")
    assert timeliness_in(after, request_.out)[0].of_unit(LE_CHAN) == "on_time"


def test_the_commands_show_both_figures(request_: Request) -> None:
    run(request_, FIRST)
    status = CliRunner().invoke(app, ["status", "2026-Q1"])
    assert status.exit_code == 0, status.output
    for words in (
        "Hạn gửi: thứ Ba 17/3/2026. Đầy đủ: 3/114 đơn vị. Đúng hạn: 2/114 đơn vị.",
        "Quá hạn: Phường Lê Chân (II.06a: bản hợp lệ thứ Tư 18/3)",
        "Theo sổ cái.",
    ):
        assert words in status.output
    year = CliRunner().invoke(app, ["timeliness", "2026"])
    assert "3/114" in year.output
    assert "Phường Kiến An" in year.output
    assert "chưa ghi tệp nào" in CliRunner().invoke(app, ["timeliness", "2025"]).output


def test_without_a_ledger_the_record_tells(request_: Request) -> None:
    run(request_, FIRST)
    (request_.out.parent / "so-cai.sqlite").unlink()
    record = read_run(request_.folder)
    assert record
    found, from_ledger = timeliness_in(record, request_.out)
    assert not from_ledger
    assert found.in_time() == (2, 114)
    assert "Theo lần chạy gần nhất." in CliRunner().invoke(app, ["status", "2026-Q1"]).output


def test_a_ledger_that_can_not_be_read_is_not_taken_for_none(request_: Request) -> None:
    """Else a period that was closed or a letter that was sent would be forgotten, and nobody would know why."""
    record = run(request_, FIRST)
    place = request_.out.parent / "so-cai.sqlite"
    with closing(sqlite3.connect(place)) as ledger, ledger:
        ledger.execute("UPDATE ledger_version SET version_num = '9999'")
    asks: list[Callable[[], object]] = [
        lambda: timeliness_in(record, request_.out),
        lambda: concluded(request_),
        lambda: known(request_),
        lambda: situation_of(request_, date(2026, 3, 17)),
    ]
    for ask in asks:
        with pytest.raises(DefinitionError, match="sổ cái do một phiên bản kstt khác lập"):
            ask()
    place.unlink()
    assert (concluded(request_), known(request_)) == (None, {})
    assert situation_of(request_, date(2026, 3, 17)).told.in_time() == (2, 114)


def test_nothing_is_shown_unchecked_while_the_ledger_can_not_be_reached(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(request_, FIRST)
    monkeypatch.setenv("KSTT_LEDGER_URL", "postgresql://kstt@127.0.0.1:1/kstt")
    for words in (["status", "2026-Q1"], ["pdf", "2026-Q1"], ["plans", "show", "hai-phong", "2026-Q1"]):
        wrong = CliRunner().invoke(app, words).exception
        assert str(wrong).startswith("Không mở được sổ cái: «postgresql+psycopg://kstt@127.0.0.1:1/kstt»"), words
    examined = CliRunner().invoke(app, ["doctor"]).output
    assert (examined.count("Không mở được sổ cái"), "ok     Kết quả các kỳ: 1 kỳ" in examined) == (1, True)


def test_what_the_ledger_knows_of_files_unreadable_replaced_gone_and_late_at_night(tmp_path: Path) -> None:
    """In Vietnam it is the 18th when it is still the 17th in London."""
    files: dict[str, tuple[str, str, str, list[str]]] = {
        "cu.xlsx": ("aa", "2026-03-15T08:00:00+07:00", "accepted", ["II.06a", "QH"]),
        "moi.xlsx": ("bb", "2026-03-16T08:00:00+07:00", "accepted", ["II.06a"]),
        "hong.xlsx": ("cc", "2026-03-16T09:00:00+07:00", "refused", []),
        "dem.xlsx": ("dd", "2026-03-17T18:00:00+00:00", "must_fix", ["QH"]),
        "sai.xlsx": ("ee", "2026-03-18T08:00:00+07:00", "must_fix", ["QH"]),
        "ct sua.xlsx": ("ff", "2026-03-18T09:00:00+07:00", "accepted", ["CT"]),
        "ct.xlsx": ("a0", "2026-03-18T09:00:30+07:00", "accepted", ["CT"]),  # copied after what corrects it
    }
    counts = {
        "II.06a": ("moi.xlsx", "bb", "only"),
        "QH": (None, None, "none"),  # the first file was taken away, as was a faulty one
        "CT": ("ct sua.xlsx", "ff", "latest"),
    }
    with writing(place_of(tmp_path / "out")) as ledger:
        for name, (sha256, received, verdict, forms) in files.items():
            body = {"file": name, "sha256": sha256, "received": received, "verdict": verdict, "forms": forms}
            ledger.append("hai-phong", "2026-Q1", [("received", body | {"unit_code": DO_SON})])
        for form, (file, sha, why) in counts.items():
            body = {"unit_code": DO_SON, "form": form, "file": file, "sha256": sha, "why": why}
            ledger.append("hai-phong", "2026-Q1", [("counts", body)])
        here = {name: {"sha256": files[name][0]} for name in files if name not in ("cu.xlsx", "sai.xlsx")}
        ledger.append("hai-phong", "2026-Q1", [("run", {"files": here})])
        found = list(sendings_of(ledger.entries("hai-phong", "2026-Q1")))
    assert [(one.received, one.accepted, one.forms) for one in found] == [
        (date(2026, 3, 15), True, ("II.06a",)),
        (date(2026, 3, 16), True, ("II.06a",)),
        (date(2026, 3, 16), False, ()),
        (date(2026, 3, 18), False, ("QH",)),
        (date(2026, 3, 18), False, ("QH",)),
        (date(2026, 3, 18), True, ("CT",)),
        (date(2026, 3, 18), True, ("CT",)),
    ]


def test_the_record_tells_what_came_after_the_closing_as_sent_and_not_to_be_counted() -> None:
    outcomes = ("accepted", "superseded", AFTER_CLOSING, "must_fix")
    file = {"unit_code": DO_SON, "received": "2026-03-16T08:00:00+07:00", "forms": ["II.06a"]}
    found = sendings_in({"files": {f"{one}.xlsx": file | {"outcome": one} for one in outcomes}})
    assert [(one.accepted, one.eligible) for one in found] == [(True, True), (True, True), (True, False), (False, True)]


def test_of_a_year_only_periods_for_which_something_was_received_are_told(tmp_path: Path) -> None:
    """Nobody owes anything for what is added up from quarters; nor is a year told of another one."""
    body = {"file": "a.xlsx", "sha256": "aa", "verdict": "accepted", "forms": ["II.06a"], "unit_code": DO_SON}
    body |= {"received": "2026-03-16T08:00:00+07:00"}
    with writing(place_of(tmp_path / "out")) as ledger:
        for period in ("2026-Q2", "2025-Q4", "2026-Q1"):
            ledger.append("hai-phong", period, [("received", body), ("run", {"files": {}})])
        ledger.append("hai-phong", "2026-6M", [("run", {"files": {}, "added_up": True})])
        found = timeliness_over("hai-phong", 2026, ledger.entries("hai-phong"))
    assert list(found) == [Period(2026, "Q1"), Period(2026, "Q2")]


def test_what_belongs_to_nobody_is_nobodys() -> None:
    record = {"files": {"x.xlsx": {"unit_code": None, "received": "2026-03-16T08:00:00+07:00", "outcome": "refused"}}}
    assert list(sendings_in(record)) == []
    assert list(sendings_of([])) == []

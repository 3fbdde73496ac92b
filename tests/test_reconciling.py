"""Reports held against lists of dossiers: every rule of counting, every gap and what stands behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from dossiers import HEADS, listed, rows_for
from hypothesis import given
from hypothesis import strategies as st
from office import differences, recalculated
from openpyxl import load_workbook
from papers import PERIOD, SIX
from small_office import DO_SON, HONG_BANG, LE_CHAN, run, settle_in
from typer.testing import CliRunner

from flows.cli.app import app
from flows.dossiers.reconciling import Reconciliation, reported_in, write_reconciled
from flows.locality.localities import load_locality
from flows.locality.naming import namer
from flows.record.written import Written, left
from kstt.dossiers.dossier import NEW, Dossier, counted_in, doubts, named_by
from kstt.dossiers.reconciling import Gap, Reconciled, Reported, reconcile
from kstt.form import DefinitionError
from kstt.period import Period
from kstt.sheet import Value
from kstt.unit import Unit
from report_templates.dossiers.listing import FOR_COUNTS, read_dossiers
from report_templates.dossiers.reconciliation import remark

FIRST, LAST = PERIOD.window  # 15/12/2025 to 14/3/2026
WINDOWS = PERIOD.window, PERIOD.calendar_months
WITHIN, DUE = date(2026, 1, 8), date(2026, 1, 15)
WARD = Unit(1, "Phường Thử")


def one(**told: object) -> Dossier:
    known: dict[str, object] = {"code": "H-1", "applicant": "", "received": WITHIN, "due": DUE, "field": "Hộ tịch"}
    return Dossier(**{**known, "channel": "online", **told})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ({}, ("received_online", "pending_overdue")),
        ({"channel": "direct"}, ("received_direct", "pending_overdue")),
        ({"channel": ""}, (NEW, "pending_overdue")),
        ({"received": FIRST}, ("received_online", "pending_overdue")),
        ({"received": FIRST - timedelta(days=1)}, ("carried_over", "pending_overdue")),
        ({"received": LAST, "due": None}, ("received_online", "pending_in_time")),
        ({"received": LAST + timedelta(days=1), "due": None}, None),
        ({"finished": date(2026, 1, 14)}, ("received_online", "resolved_early")),
        ({"finished": DUE}, ("received_online", "resolved_on_time")),
        ({"finished": date(2026, 1, 16)}, ("received_online", "resolved_overdue")),
        ({"finished": date(2026, 1, 16), "due": None}, ("received_online", "resolved_on_time")),
        ({"finished": date(2026, 1, 16), "status": "Công dân rút hồ sơ"}, ("received_online", "resolved_on_time")),
        ({"finished": date(2026, 1, 16), "status": "Đã trả lại"}, ("received_online", "resolved_on_time")),
        ({"finished": date(2026, 1, 16), "status": "Đã huỷ"}, ("received_online", "resolved_on_time")),
        (
            {"finished": date(2026, 1, 16), "status": "Trả lại, yêu cầu bổ sung"},
            ("received_online", "resolved_overdue"),
        ),
        ({"finished": LAST}, ("received_online", "resolved_overdue")),
        ({"finished": LAST + timedelta(days=1)}, ("received_online", "pending_overdue")),
        ({"received": date(2025, 12, 1), "finished": FIRST}, ("carried_over", "resolved_early")),
        ({"received": date(2025, 12, 1), "finished": FIRST - timedelta(days=1)}, None),
        ({"due": LAST - timedelta(days=1)}, ("received_online", "pending_overdue")),
        ({"due": LAST}, ("received_online", "pending_in_time")),
        ({"status": "Yêu cầu bổ sung giấy tờ"}, ("received_online", "pending_in_time")),
        ({"status": "Dừng xử lý"}, ("received_online", "pending_in_time")),
        ({"status": "Mới đăng ký"}, None),
        ({"status": "Không được tiếp nhận"}, None),
    ],
)
def test_where_a_dossier_is_counted(told: Mapping[str, object], counted: tuple[str, str] | None) -> None:
    assert counted_in(one(**told), PERIOD.window) == counted


@pytest.mark.parametrize(
    ("status", "open_"),
    [
        ("Đang xử lý", "pending_overdue"),
        ("Chờ bổ sung hồ sơ", "pending_in_time"),
        ("Thực hiện nghĩa vụ tài chính", "pending_in_time"),
        ("Tạm dừng", "pending_in_time"),
        ("Chờ tiếp nhận", None),
        ("Từ chối tiếp nhận", None),
    ],
)
def test_what_a_state_makes_of_an_open_dossier_past_its_day(status: str, open_: str | None) -> None:
    counted = counted_in(one(status=status), PERIOD.window)
    assert counted == (("received_online", open_) if open_ else None)


@pytest.mark.parametrize(
    ("status", "ended"),
    [
        *(
            (said, True)
            for said in (
                "Đã xử lý xong", "Đã trả kết quả", "Có kết quả", "Hoàn thành", "Hoàn tất", "Đã giải quyết",
                "Đã kết thúc", "Chờ trả kết quả", "Kết thúc xử lý", "Rút hồ sơ", "Trả lại", "Đã hủy",
                "Từ chối giải quyết", "Không giải quyết",
            )
        ),
        *((said, False) for said in ("Đang xử lý", "Chưa có kết quả", "Trả lại, yêu cầu bổ sung", "Từ chối", "")),
    ],
)  # fmt: skip
def test_a_dossier_that_ended_nobody_says_when_is_known_by_its_state(status: str, ended: bool) -> None:
    assert one(status=status).without_end is ended
    assert not one(status=status, finished=DUE).without_end


DAYS = st.dates(date(2025, 11, 1), date(2026, 7, 31))
DOSSIERS = st.builds(
    lambda received, due, finished, status, channel: one(
        received=received,
        due=None if due is None else received + due,
        finished=None if finished is None else received + finished,
        status=status,
        channel=channel,
    ),
    DAYS,
    st.none() | st.timedeltas(timedelta(), timedelta(days=60)),
    st.none() | st.timedeltas(timedelta(), timedelta(days=90)),
    st.sampled_from(["", "Đang xử lý", "Đã trả kết quả", "Yêu cầu bổ sung", "Rút hồ sơ", "Mới đăng ký"]),
    st.sampled_from(["online", "direct", ""]),
)


@given(DOSSIERS)
def test_what_is_pending_at_the_end_is_carried_over_into_the_next_quarter(dossier: Dossier) -> None:
    now, after = (counted_in(dossier, Period(2026, part).window) for part in ("Q1", "Q2"))
    assert (now is not None and now[1].startswith("pending")) is (after is not None and after[0] == "carried_over")


@given(DOSSIERS)
def test_a_doubt_never_leads_where_the_dossier_already_is(dossier: Dossier) -> None:
    counted = counted_in(dossier, PERIOD.window) or ("",)
    for key, why in doubts(dossier, PERIOD.window):
        assert why
        assert key not in counted


OLD, BEFORE, AFTER = date(2025, 12, 1), FIRST - timedelta(days=1), LAST + timedelta(days=1)


@pytest.mark.parametrize(
    ("told", "elsewhere"),
    [
        ({"finished": date(2026, 1, 14)}, []),
        ({"received": FIRST, "due": None}, [("carried_over", "nhận sát ngày đầu kỳ")]),
        ({"received": BEFORE, "due": None}, [("received_online", "nhận sát ngày đầu kỳ")]),
        ({"received": LAST, "due": None}, [("", "nhận đúng ngày cuối kỳ")]),
        ({"received": OLD, "finished": FIRST}, [("", "kết thúc sát ngày đầu kỳ")]),
        ({"received": OLD, "finished": BEFORE}, [("resolved_early", "kết thúc sát ngày đầu kỳ")]),
        ({"finished": LAST}, [("pending_in_time", "kết thúc sát ngày cuối kỳ")]),
        ({"finished": AFTER}, [("resolved_overdue", "kết thúc sát ngày cuối kỳ")]),
        ({"finished": DUE}, [("resolved_early", "kết thúc đúng ngày hẹn trả")]),
        ({"finished": DUE, "due": None}, [("resolved_early", "không có ngày hẹn trả")]),
        ({"finished": DUE, "status": "Rút hồ sơ"}, [("", "rút hồ sơ, trả lại")]),
        ({"due": LAST}, [("pending_overdue", "hẹn trả đúng ngày cuối kỳ")]),
        ({"status": "Chờ bổ sung"}, [("pending_overdue", "quá ngày hẹn trả nhưng đang chờ hoặc dừng xử lý")]),
        ({"status": "Chờ bổ sung", "due": AFTER}, []),
        ({"status": "Chờ bổ sung", "due": None}, []),
        ({"finished": date(2026, 1, 14), "due": LAST}, []),  # it ended: its due day opens no question any more
    ],
)
def test_where_else_somebody_may_count_it(told: Mapping[str, object], elsewhere: list[tuple[str, str]]) -> None:
    assert list(doubts(one(**told), PERIOD.window)) == elsewhere


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Phường Đồ Sơn", DO_SON),
        ("UBND phường Đồ Sơn - Thành phố Hải Phòng", DO_SON),
        ("Bộ phận TN&TKQ UBND phường Đồ Sơn", DO_SON),
        ("Phòng Kinh tế, hạ tầng và đô thị - Uỷ ban nhân dân phường Đồ Sơn", DO_SON),
        ("11455", DO_SON),
        ("99999", None),
        ("Công an phường Đồ Sơn", None),  # another authority
        ("UBND thành phố", None),
    ],
)
def test_whose_a_dossier_is(words: str, code: int | None) -> None:
    assert [unit.code for unit in named_by(words, load_locality("hai-phong").register)] == [code] * bool(code)


NUMBERS = {"received_online": 2, "received_direct": 3, "carried_over": 1, "resolved_early": 3, "resolved_on_time": 1,
           "resolved_overdue": 1, "pending_in_time": 1, "pending_overdue": 0}  # fmt: skip


def dossiers(numbers: Mapping[str, int] = NUMBERS, field: str = "Hộ tịch") -> list[Dossier]:
    return list(read_dossiers(listed(*rows_for(PERIOD, "Phường Thử", field, numbers)), "ds.xlsx", FOR_COUNTS).dossiers)


def held(reported: Reported | None, found: Sequence[Dossier]) -> Reconciled:
    return reconcile(SIX, WARD, reported, found, *WINDOWS)


def told(gaps: Sequence[Gap]) -> list[tuple[str, tuple[int, ...], int | None, int, int]]:
    return [(gap.field, gap.columns, gap.reported, gap.counted, len(gap.behind)) for gap in gaps]


def test_what_agrees_has_no_gap() -> None:
    found = held({"Hộ tịch": NUMBERS}, dossiers())
    assert (found.gaps, found.dossiers, remark(found, PERIOD)) == ((), 6, "khớp")
    assert (found.reported, found.counted) == (found.counted, found.reported)
    assert (found.counted.numerator, found.counted.denominator) == (4, 5)


def test_an_overdue_dossier_told_as_early_is_named() -> None:
    found = held({"Hộ tịch": {**NUMBERS, "resolved_early": 4, "resolved_overdue": 0}}, dossiers())
    assert told(found.gaps) == [("Hộ tịch", (8,), 4, 3, 0), ("Hộ tịch", (10,), 0, 1, 1)]
    assert [gap.difference for gap in found.gaps] == [1, -1]
    (late,) = found.gaps[1].behind
    assert late.dossier.finished == late.dossier.due + timedelta(days=1) if late.dossier.due else False
    assert remark(found, PERIOD) == "lệch 2 ô, xem trang Chênh lệch"


def test_a_day_at_the_edge_is_given_as_the_reason() -> None:
    edge = [*dossiers(), one(code="H-9", received=FIRST, due=None, channel="direct")]
    wrong = {**NUMBERS, "carried_over": 2, "pending_in_time": 2}
    found = held({"Hộ tịch": wrong}, edge)
    assert [
        (gap.columns, [(item.dossier.code, item.why) for item in gap.behind if item.why]) for gap in found.gaps
    ] == [
        ((5,), [("H-9", "nhận sát ngày đầu kỳ")]),
        ((6,), [("H-9", "nhận sát ngày đầu kỳ")]),
    ]


def test_channels_no_list_tells_are_compared_together() -> None:
    silent = [replace(item, channel="") if item.code.endswith("1") else item for item in dossiers()]
    assert held({"Hộ tịch": NUMBERS}, silent).gaps == ()
    assert told(held({"Hộ tịch": {**NUMBERS, "received_online": 4}}, silent).gaps) == [("Hộ tịch", (4, 5), 7, 5, 0)]


def test_dossiers_under_another_field_are_told_apart_from_wrong_totals() -> None:
    found = held({"Hộ tịch": NUMBERS, "Đất đai": NUMBERS}, [*dossiers(), *dossiers(field="Chứng thực")])
    assert {gap.field for gap in found.gaps} == {"Đất đai", "Chứng thực"}
    assert all(gap.elsewhere for gap in found.gaps)
    assert remark(found, PERIOD) == "tổng của đơn vị khớp, chỉ lệch giữa các lĩnh vực"


def test_a_list_without_fields_is_compared_as_a_whole() -> None:
    plain = [replace(item, field="") for item in [*dossiers(), *dossiers(field="Đất đai")]]
    assert held({"Hộ tịch": NUMBERS, "Đất đai": NUMBERS}, plain).gaps == ()
    found = held({"Hộ tịch": NUMBERS, "Đất đai": {**NUMBERS, "carried_over": 3}}, plain)
    assert told(found.gaps) == [("", (6,), 4, 2, 0)]


def test_figures_of_calendar_months_are_recognised() -> None:
    late = [*dossiers(), one(code="H-9", received=date(2026, 3, 20), due=date(2026, 4, 20))]
    by_months = {"carried_over": 1, "received_online": 1, "pending_in_time": 1, "pending_overdue": 1}
    found = held({"Hộ tịch": by_months}, late)
    assert found.by_months
    assert remark(found, PERIOD).startswith("khớp nếu tính từ 1/1/2026 đến 31/3/2026")
    assert not held({"Hộ tịch": {**by_months, "resolved_early": 9}}, late).by_months


def test_a_list_without_the_carried_over_is_recognised() -> None:
    found = held({"Hộ tịch": NUMBERS}, [item for item in dossiers() if item.received >= FIRST])
    assert found.carried_over_missing
    assert "danh sách không có hồ sơ nào nhận trước kỳ" in remark(found, PERIOD)


def test_a_unit_without_figures_is_counted_and_nothing_is_held_against_it() -> None:
    found = held(None, dossiers())
    assert (found.gaps, found.reported, found.dossiers) == ((), None, 6)
    assert remark(found, PERIOD) == "chưa có số liệu được tính của biểu này"


def test_a_report_of_nothing_has_every_dossier_against_it() -> None:
    found = held({}, dossiers())
    assert {gap.reported for gap in found.gaps} == {None}
    assert sum(-gap.difference for gap in found.gaps) == 2 * 6  # each came in, and each stands somewhere


def test_people_are_not_read() -> None:
    rows = rows_for(PERIOD, "Phường Thử", "Hộ tịch", NUMBERS)
    assert {item.applicant for item in dossiers()} == {""}
    without = [[cell for at, cell in enumerate(row) if at != 2] for row in rows]
    heads = [head for head in HEADS if head != "Chủ hồ sơ"]
    assert len(read_dossiers(listed(*without, heads=heads), "ds.xlsx", FOR_COUNTS).dossiers) == 6


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office with a finished run; gives the folder of the period."""
    monkeypatch.chdir(tmp_path)
    request = settle_in(tmp_path)
    run(request)
    return request.folder


def all_rows(folder: Path, units: Sequence[int]) -> list[list[Value]]:
    """Lists that bear out what the units reported to the last number."""
    locality, written = load_locality("hai-phong"), left(folder, "hai-phong")
    assert isinstance(written, Written)
    names = {unit.code: unit.name for unit in locality.register.units}
    reported = reported_in(written, SIX, namer(locality))
    return [
        row
        for code in units
        for field, numbers in reported[code].items()
        for row in rows_for(PERIOD, names[code], field, {key: n or 0 for key, n in numbers.items()})
    ]


def test_a_unit_where_nothing_arose_reported_no_field(office: Path) -> None:
    written = left(office, "hai-phong")
    assert isinstance(written, Written)
    figures = written.figures[written.figures["unit_code"] != LE_CHAN]
    reported = reported_in(replace(written, figures=figures), SIX, namer(load_locality("hai-phong")))
    assert reported[LE_CHAN] == {}
    assert reported.keys() == reporting(office)


def test_a_whole_office(office: Path, tmp_path: Path) -> None:
    rows = all_rows(office, (DO_SON, LE_CHAN))
    lost = next(at for at, row in enumerate(rows) if row[9] == "Đã trả kết quả" and row[5] == "Phường Lê Chân")
    odd = [1, "H-x", "Nguyễn Văn Thử", "Trực tiếp", "Hộ tịch", "Phường Lạ", "8/1/2026", "15/1/2026", "", ""]
    ended = [2, "H-y", "Nguyễn Văn Thử", "Trực tiếp", "Hộ tịch", "Phường Đồ Sơn", "8/1/2026", "15/1/2026", "",
             "Đã xử lý xong"]  # fmt: skip
    dayless = [3, "H-z", "Nguyễn Văn Thử", "Trực tiếp", "Hộ tịch", "Phường Hồng Bàng", "hôm qua", "15/1/2026", "", ""]
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "ds.xlsx").write_bytes(listed(*rows[:lost], *rows[lost + 1 :], odd, ended, dayless))
    (lists / "~$ds.xlsx").write_bytes(b"")
    (lists / "khac.xlsx").write_bytes(listed(rows[0]))
    (lists / "ghi-chu.xlsx").write_bytes(listed(heads=["STT", "Tên"]))
    done = write_reconciled(office, load_locality("hai-phong"), [lists], None)
    unreadable, other, ward = done.content.units
    assert (unreadable.unit.name, unreadable.dossiers, unreadable.left_out) == ("Phường Hồng Bàng", 0, 1)
    assert unreadable.carried_over_missing
    assert remark(unreadable, PERIOD).endswith("rồi đối soát lại; 1 hồ sơ của đơn vị không tính được")
    assert (ward.unit.name, ward.gaps, ward.left_out) == ("Phường Đồ Sơn", (), 1)
    assert remark(replace(other, left_out=2), PERIOD).endswith("; 2 hồ sơ của đơn vị không tính được")
    assert {tuple(sorted((gap.difference, len(gap.columns)) for gap in other.gaps))} == {((1, 1), (1, 1))}
    assert [name for name, _, _ in done.content.lists] == ["ds.xlsx", "khac.xlsx"]
    assert done.content.left_out == [
        ("ds.xlsx", done.content.left_out[0][1]),
        ("ds.xlsx", "1 hồ sơ ghi đơn vị «Phường Lạ», không có trong danh sách đơn vị của kỳ"),
        ("ds.xlsx", "Hồ sơ H-y: trạng thái «Đã xử lý xong» nhưng không có ngày kết thúc"),
        ("ghi-chu.xlsx", done.content.left_out[3][1]),
        ("khac.xlsx", f"Hồ sơ {rows[0][1]}: đã có ở dòng khác hoặc danh sách khác, chỉ tính một lần"),
    ]
    assert "ngày tiếp nhận" in done.content.left_out[0][1]
    assert "Không thấy danh sách hồ sơ nào" in done.content.left_out[3][1]
    assert {unit.code for unit in done.content.unlisted} == reporting(office) - {HONG_BANG, DO_SON, LE_CHAN}
    shown(done, tmp_path)


def reporting(folder: Path) -> set[int]:
    written = left(folder, "hai-phong")
    assert isinstance(written, Written)
    return set(written.figures.loc[written.figures["form"] == "II.06a", "unit_code"])


def shown(done: Reconciliation, tmp_path: Path) -> None:
    """The workbook says it, no formula carries another result than a second calculator finds, and no name is in it."""
    book = load_workbook(done.path, data_only=True)
    assert book.sheetnames == ["Đối soát", "Chênh lệch", "Hồ sơ", "Không tính được", "Cách tính"]
    gaps = [row for row in book["Chênh lệch"].values if isinstance(row[0], int)]
    assert [row[7] for row in gaps] == [gap.difference for unit in done.content.units for gap in unit.gaps]
    words = " ".join(str(cell) for sheet in book for row in sheet.values for cell in row)
    assert "Nguyễn Văn Thử" not in words
    assert "{" not in words
    assert "Số liệu báo cáo: lần phát hành 1." in words
    folder = tmp_path / "again"
    folder.mkdir()
    (again,) = recalculated([done.path], folder)
    assert differences(done.path, again) == []


def test_the_same_lists_give_the_same_bytes_and_change_nothing_else(office: Path, tmp_path: Path) -> None:
    (tmp_path / "ds.xlsx").write_bytes(listed(*all_rows(office, (DO_SON,))))
    before = {path: path.read_bytes() for path in office.rglob("*") if path.is_file()}
    place = load_locality("hai-phong")
    first, second = (write_reconciled(office, place, [tmp_path / "ds.xlsx"], None).path.read_bytes() for _ in range(2))
    assert first == second
    assert {
        path: path.read_bytes() for path in office.rglob("*") if path.is_file() and "doi-soat" not in path.parts
    } == before


def test_without_a_run_or_a_list_the_way_out_is_told(office: Path, tmp_path: Path) -> None:
    place = load_locality("hai-phong")
    (tmp_path / "x.xlsx").write_bytes(listed(heads=["STT", "Tên"]))
    with pytest.raises(
        DefinitionError,
        match=r"chưa đối soát được quý II năm 2026: chưa chạy kỳ này .*; hãy chạy trước: kstt run 2026-Q2",
    ):
        write_reconciled(office.parent / "2026-Q2", place, [tmp_path / "x.xlsx"], None)
    (tmp_path / "empty").mkdir()
    with pytest.raises(DefinitionError, match="thư mục không có tệp nào"):
        write_reconciled(office, place, [tmp_path / "empty"], None)
    with pytest.raises(DefinitionError, match=r"Ngày trả/kết thúc xử lý; và 2 tệp khác$"):
        write_reconciled(office, place, [tmp_path / "x.xlsx"] * 5, None)
    with pytest.raises(DefinitionError, match=r"Không đọc được danh sách hồ sơ nào: x\.xlsx: Không thấy danh sách"):
        write_reconciled(office, place, [tmp_path / "x.xlsx"], None)


def test_the_command_for_one_unit(office: Path, tmp_path: Path) -> None:
    rows = [[*row[:5], "", *row[6:]] for row in all_rows(office, (DO_SON,))]
    (tmp_path / "ds.xlsx").write_bytes(listed(*rows))
    told = CliRunner().invoke(app, ["reconcile", "2026-Q1", str(tmp_path / "ds.xlsx"), "--unit", "phường Đồ Sơn"])
    assert told.exit_code == 0
    assert told.output.splitlines()[0] == f"Phường Đồ Sơn: {len(rows)} hồ sơ thuộc kỳ; khớp"
    (tmp_path / "sai.xlsx").write_bytes(listed(*([1, f"H-{at}"] + [""] * 8 for at in range(25))))
    told = CliRunner().invoke(app, ["reconcile", "2026-Q1", str(tmp_path / "sai.xlsx")])
    assert told.output.splitlines()[20] == "- và 5 trường hợp khác, xem trang Không tính được"
    told = CliRunner().invoke(app, ["reconcile", "2026-Q1", str(tmp_path / "ds.xlsx")])
    assert f"- ds.xlsx: {len(rows)} hồ sơ không ghi đơn vị; danh sách của một đơn vị thì thêm --unit" in told.output

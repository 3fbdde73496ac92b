"""Apology slips: lists of dossiers read without guessing, the overdue ones found, a page for each and no name more."""

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from papers import workbook

from flows.dossiers import slips as flow
from flows.dossiers.slips import Slips, write_slips
from flows.locality.localities import load_locality
from kstt.dossiers.dossier import Dossier
from kstt.form import DefinitionError
from kstt.locality import Locality
from kstt.period import Period
from kstt.sheet import Refused, Value
from report_templates.dossiers.listing import read_dossiers
from report_templates.dossiers.slip_template import write_template
from report_templates.dossiers.slips import TEMPLATE, Sender
from report_templates.dossiers.slips import write_slips as write_document

PERIOD = Period(2026, "Q1")  # 15/12/2025 to 14/3/2026
HEADS = ("STT", "Mã hồ sơ", "Chủ hồ sơ", "Số điện thoại", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả/kết thúc xử lý",
         "Tên TTHC", "Lĩnh vực", "Đơn vị", "Trạng thái")  # fmt: skip
PHONE = "0900 000 000"
RECEIVED, DUE = date(2026, 1, 8), date(2026, 1, 15)


def row(
    code: Value = "H15-0001",
    applicant: Value = "Nguyễn Văn Thử",
    received: Value = "08/01/2026",
    due: Value = "15/01/2026 16:30",
    finished: Value = "",
    unit: Value = "UBND phường Đồ Sơn",
    status: Value = "",
) -> list[Value]:
    return [1, code, applicant, PHONE, received, due, finished, "Đăng ký khai sinh", "Hộ tịch", unit, status]


def listed(*rows: Sequence[Value], heads: Sequence[Value] = HEADS) -> bytes:
    return workbook({"DS": [["DANH SÁCH HỒ SƠ"], [], heads, *rows]})


@pytest.fixture(scope="module")
def locality() -> Locality:
    return load_locality("hai-phong")


def test_a_row_becomes_a_dossier_of_the_needed_columns_only() -> None:
    read = read_dossiers(listed(row()), "ds.xlsx")
    assert read.unread == ()
    assert read.dossiers == (
        Dossier(
            code="H15-0001",
            applicant="Nguyễn Văn Thử",
            received=RECEIVED,
            due=DUE,
            due_at=time(16, 30),
            procedure="Đăng ký khai sinh",
            field="Hộ tịch",
            unit="UBND phường Đồ Sơn",
        ),
    )
    assert "Nguyễn" not in repr(read)


@pytest.mark.parametrize(
    ("written", "due", "hour"),
    [
        ("15/01/2026", DUE, None),
        ("15/1/2026 16:30", DUE, time(16, 30)),
        (" 15/01/2026  08:05:59 ", DUE, time(8, 5)),
        ("15/01/2026 00:00:00", DUE, None),
        ("15-01-2026", DUE, None),
        ("2026-01-15", DUE, None),
        ("2026-01-15T16:30:00", DUE, time(16, 30)),
        ("2026-01-15 16:30:00.000", DUE, time(16, 30)),
        ("2026-01-14T17:00:00Z", DUE, None),  # midnight in Việt Nam
        ("16:30 15/01/2026", DUE, time(16, 30)),
        ("16h30 ngày 15/01/2026", DUE, time(16, 30)),
        ("15/01/2026 4:30 CH", DUE, time(16, 30)),
        ("15/01/2026\n16:30", DUE, time(16, 30)),
        ("Ngày 15 tháng 01 năm 2026", DUE, None),
        (46037, DUE, None),
        ("46037.6875", DUE, time(16, 30)),
        (date(2026, 1, 15), DUE, None),
        (datetime(2026, 1, 15, 9, 0), DUE, time(9, 0)),  # noqa: DTZ001
    ],
)
def test_dates_are_read_as_written(written: Value, due: date, hour: time | None) -> None:
    (one,) = read_dossiers(listed(row(due=written)), "ds.xlsx").dossiers
    assert (one.due, one.due_at) == (due, hour)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (row(due="31/02/2026"), "ngày hẹn trả (cột F) không phải là ngày dạng ngày/tháng/năm"),
        (row(due="2026-15-01"), "ngày hẹn trả (cột F) không phải là ngày dạng ngày/tháng/năm"),
        (row(due=15012026), "ngày hẹn trả (cột F) không phải là ngày dạng ngày/tháng/năm"),
        (row(due="15/01/2026 25:00"), "ngày hẹn trả (cột F) không phải là ngày dạng ngày/tháng/năm"),
        (row(due="15/01/26"), "ngày hẹn trả (cột F) không phải là ngày dạng ngày/tháng/năm"),
        (row(finished="đã trả"), "ngày trả/kết thúc xử lý (cột G) không phải là ngày dạng ngày/tháng/năm"),
        (row(received="15/01/1926"), "ngày tiếp nhận (cột E) không phải là ngày dạng ngày/tháng/năm"),
        (row(due="", received=""), "thiếu ngày tiếp nhận, ngày hẹn trả"),
        (row(applicant=""), "thiếu chủ hồ sơ"),
        (row(code="–"), "thiếu mã hồ sơ"),
        (row(due="07/01/2026"), "ngày hẹn trả hoặc ngày kết thúc trước ngày tiếp nhận"),
        (row(finished="07/01/2026"), "ngày hẹn trả hoặc ngày kết thúc trước ngày tiếp nhận"),
        (row(12345678901234567890), "mã hồ sơ bị Excel đổi thành số, mất các chữ số cuối"),
        (row("1,23457E+19"), "mã hồ sơ bị Excel đổi thành số, mất các chữ số cuối"),
    ],
)
def test_what_can_not_be_read_is_told_by_its_place_and_never_repeated(bad: list[Value], told: str) -> None:
    read = read_dossiers(listed(row("H15-0001", finished="-"), bad), "ds.xlsx")
    assert [one.code for one in read.dossiers] == ["H15-0001"]
    assert read.unread == (f"Trang «DS», dòng 5: {told}",)


def test_headings_of_systems_number_rows_and_empty_rows() -> None:
    heads = ["STT", "MaHoSo", "ChuHoSo", "NgayTiepNhan", "NgayHenTra", "NgayTra", "Ngày kết thúc xử lý"]
    body: list[list[Value]] = [
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        [1, 975.0, "Trần Thị Mẫu", "08/01/2026", "15/01/2026", "20/02/2026", "16/01/2026"],
        [],
        [2, "H-2", "Trần Thị Mẫu", "08/01/2026", "15/01/2026", "20/02/2026", ""],
        ["", "", "Người lập biểu", "", "", "", ""],
    ]
    read = read_dossiers(workbook({"Ghi chú": [["x"]], "DS": [heads, *body]}), "ds.xlsx")
    assert read.unread == ()
    assert [(one.code, one.finished) for one in read.dossiers] == [
        ("975", date(2026, 1, 16)),  # processed counts before returned
        ("H-2", date(2026, 2, 20)),
    ]


def test_a_file_without_a_list_is_refused() -> None:
    with pytest.raises(Refused, match="Không thấy danh sách hồ sơ nào trong tệp"):
        read_dossiers(workbook({"DS": [["STT", "Tên"], [1, "a"]]}), "ds.xlsx")
    without = [head for head in HEADS if head not in ("Chủ hồ sơ", "Ngày trả/kết thúc xử lý")]
    with pytest.raises(Refused, match="ở trang «DS» thiếu cột: Chủ hồ sơ, Ngày trả/kết thúc xử lý"):
        read_dossiers(listed(row(), heads=without), "ds.xlsx")


def test_thousands_of_rows_are_read_and_reasons_without_end_are_summed_up() -> None:
    read = read_dossiers(listed(*(row(f"H{at}") for at in range(6000)), *[row(due="")] * 60), "ds.xlsx")
    assert len(read.dossiers) == 6000
    assert len(read.unread) == 51
    assert read.unread[0] == "Trang «DS», dòng 6004: thiếu ngày hẹn trả"
    assert read.unread[-1] == "Trang «DS», dòng 6054 đến 6063: 10 dòng khác cũng thiếu ngày hẹn trả"


@pytest.mark.parametrize(
    ("due", "finished", "status", "overdue"),
    [
        (date(2026, 3, 13), None, "", True),
        (date(2026, 3, 14), None, "", False),
        (date(2026, 3, 13), date(2026, 3, 15), "", True),
        (date(2026, 3, 14), date(2026, 3, 15), "", False),
        (DUE, date(2026, 1, 15), "", False),
        (DUE, date(2026, 1, 16), "Đã trả kết quả", True),
        (date(2025, 12, 1), date(2025, 12, 14), "", False),  # a slip of the quarter before
        (date(2025, 12, 1), date(2025, 12, 15), "", True),
        (DUE, date(2026, 1, 16), "Trả lại hồ sơ", True),
        (DUE, None, "Đang xử lý", True),
        (DUE, None, "Yêu cầu bổ sung giấy tờ", False),
        (DUE, None, "Công dân yêu cầu rút hồ sơ", False),
        (DUE, None, "Đã bổ sung, đang xử lý", True),
        (DUE, None, "Chờ tiếp nhận", False),
    ],
)
def test_what_is_overdue(due: date, finished: date | None, status: str, overdue: bool) -> None:
    one = Dossier("H", "Thử", date(2025, 11, 1), due, finished=finished, status=status)
    assert one.overdue_in(PERIOD) is overdue


def pages(path: Path) -> list[list[str]]:
    """The words of a document, page by page."""
    found: list[list[str]] = []
    for part in Document(str(path)).iter_inner_content():
        if hasattr(part, "rows"):
            found[-1] += [line.text for cell in part.rows[0].cells for line in cell.paragraphs if line.text]
        elif part.paragraph_format.page_break_before:
            found.append([])
        elif part.text:
            found[-1].append(part.text)
    return found


HEAD = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "…………, ngày …… tháng …… năm ………"]
FOOT = [
    "Nơi nhận:",
    "- Như trên;",
    "- Lưu: VT.",
    "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ",
    "(Ký, ghi rõ họ tên, đóng dấu hoặc ký số)",
]
TITLE = "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"


def slip(letterhead: Sequence[str], office: str, applicant: str, *told: str) -> list[str]:
    sorry = (
        f"{office} xin lỗi Ông/Bà/Tổ chức về sự chậm trễ và những phiền hà, tốn kém do việc này gây ra; hẹn trả kết "
        "quả giải quyết hồ sơ cho Ông/Bà/Tổ chức vào ngày …… tháng …… năm ………"
    )
    reason = ["Lý do: " + "…" * 25, "…" * 31]
    thanks = "Kính mong Ông/Bà/Tổ chức thông cảm./."
    return [*letterhead, "Số: ……/……", *HEAD, TITLE, f"Kính gửi: {applicant}", *told, *reason, sorry, thanks, *FOOT]


def test_every_overdue_dossier_has_its_page(tmp_path: Path) -> None:
    target = tmp_path / "slips.docx"
    open_ = Dossier("H-1", "Nguyễn & <Thử> {{ 7 * 7 }}", RECEIVED, DUE, time(16, 30), None, "Khai sinh", "Hộ tịch")
    late = Dossier("H-2", "Công ty Mẫu", RECEIVED, DUE, None, date(2026, 3, 20))
    write_document(target, Sender("Phòng Kinh tế", "UBND xã Thử"), [open_, late])
    letterhead = ["UBND XÃ THỬ", "PHÒNG KINH TẾ"]
    assert pages(target) == [
        slip(
            letterhead,
            "Phòng Kinh tế",
            "Nguyễn & <Thử> {{ 7 * 7 }}",
            "Phòng Kinh tế đã tiếp nhận hồ sơ của Ông/Bà/Tổ chức ngày 08 tháng 01 năm 2026, mã hồ sơ: H-1, đề nghị "
            "giải quyết thủ tục hành chính: Khai sinh (lĩnh vực: Hộ tịch).",
            "Thời gian hẹn trả kết quả: 16 giờ 30, ngày 15 tháng 01 năm 2026.",
            "Đến nay hồ sơ chưa được giải quyết xong theo thời gian đã hẹn.",
        ),
        slip(
            letterhead,
            "Phòng Kinh tế",
            "Công ty Mẫu",
            "Phòng Kinh tế đã tiếp nhận hồ sơ của Ông/Bà/Tổ chức ngày 08 tháng 01 năm 2026, mã hồ sơ: H-2.",
            "Thời gian hẹn trả kết quả: ngày 15 tháng 01 năm 2026.",
            "Hồ sơ được giải quyết xong ngày 20 tháng 3 năm 2026, chậm so với thời gian đã hẹn.",
        ),
    ]


def names(path: Path) -> list[str]:
    return [line.removeprefix("Kính gửi: ") for page in pages(path) for line in page if line.startswith("Kính gửi: ")]


def test_one_file_per_unit_and_no_name_outside_the_slips(tmp_path: Path, locality: Locality) -> None:
    rows = (
        row("H-1", "Nguyễn Văn Một"),
        row("H-2", "Nguyễn Văn Hai", due="14/01/2026", unit="P. Đồ Sơn"),
        row("H-3", "Nguyễn Văn Ba", unit="Xã Kiến Thụy"),
        row("H-4", "Nguyễn Văn Bốn", unit=""),
        row("H-5", "Nguyễn Văn Năm", unit="Trần Thị Mẫu"),
        row("H-6", "Nguyễn Văn Sáu", finished="15/01/2026"),
        row("H-7", "Nguyễn Văn Bảy", status="Dừng xử lý"),
        row("H-8", "Nguyễn Văn Tám", received="hôm qua"),
    )
    (tmp_path / "ds.xlsx").write_bytes(listed(*rows))
    folder = tmp_path / "out"
    folder.mkdir()
    old = folder / "phieu-xin-loi_2026-Q1_1_cu.docx"
    old.write_bytes(b"an earlier list's")
    done = write_slips(tmp_path / "ds.xlsx", folder, PERIOD, locality)
    ward, commune, city = (
        folder / f"phieu-xin-loi_2026-Q1_{unit}.docx"
        for unit in ("11455_phuong-do-son", "11680_xa-kien-thuy", "31_thanh-pho-hai-phong")
    )
    unread = ("Trang «DS», dòng 11: ngày tiếp nhận (cột E) không phải là ngày dạng ngày/tháng/năm",
              "1 hồ sơ quá hạn ghi đơn vị không có trong danh sách đơn vị: H-5")  # fmt: skip
    assert done == Slips((ward, commune, city), slips=4, dossiers=7, waiting=1, unread=unread)
    assert sorted(folder.iterdir()) == [ward, commune, city]
    assert [names(path) for path in done.files] == [
        ["Nguyễn Văn Hai", "Nguyễn Văn Một"],
        ["Nguyễn Văn Ba"],
        ["Nguyễn Văn Bốn"],
    ]
    assert pages(city)[0][:2] == ["UBND THÀNH PHỐ HẢI PHÒNG", "Số: ……/……"]
    with ZipFile(ward) as package:
        holding = [name for name in package.namelist() if "Nguyễn" in package.read(name).decode(errors="replace")]
        phones = [name for name in package.namelist() if PHONE in package.read(name).decode(errors="replace")]
    assert (holding, phones) == (["word/document.xml"], [])


def test_what_ended_nobody_says_when_is_told_and_not_apologised_for(tmp_path: Path, locality: Locality) -> None:
    rows = (
        row("H-1", status="Đã trả kết quả"),
        row("H-2", status="Hồ sơ đã hủy"),
        row("H-3", status="Đã trả kết quả"),
        row("H-4", status="Đã trả kết quả", due="20/03/2026"),
        row("H-5", status="Chưa có kết quả"),
    )
    (tmp_path / "ds.xlsx").write_bytes(listed(*rows))
    done = write_slips(tmp_path / "ds.xlsx", tmp_path / "out", PERIOD, locality)
    assert (done.slips, done.dossiers, done.waiting) == (1, 5, 0)
    assert done.unread == (
        "Hồ sơ H-1: trạng thái «Đã trả kết quả» nhưng không có ngày kết thúc, không lập phiếu",
        "Hồ sơ H-3: trạng thái «Đã trả kết quả» nhưng không có ngày kết thúc, không lập phiếu",
        "Hồ sơ H-2: trạng thái «Hồ sơ đã hủy» nhưng không có ngày kết thúc, không lập phiếu",
    )


def test_a_division_signs_under_its_locality(tmp_path: Path) -> None:
    commune = load_locality("hung-thinh")
    division = commune.register.units[0]
    (tmp_path / "ds.xlsx").write_bytes(listed(row(unit=division.name)))
    (file,) = write_slips(tmp_path / "ds.xlsx", tmp_path / "out", Period(2026, "Q1"), commune).files
    assert pages(file)[0][:2] == ["UBND XÃ HƯNG THỊNH", division.name.upper()]


def test_nothing_overdue_writes_nothing(tmp_path: Path, locality: Locality) -> None:
    (tmp_path / "ds.xlsx").write_bytes(listed(row(finished="15/01/2026 23:59")))
    done = write_slips(tmp_path / "ds.xlsx", tmp_path / "out", PERIOD, locality)
    assert done == Slips((), slips=0, dossiers=1, waiting=0, unread=())
    assert list((tmp_path / "out").iterdir()) == []


def test_same_dossiers_same_bytes(tmp_path: Path) -> None:
    dossiers = [Dossier("H-1", "Thử", RECEIVED, DUE)]
    for name in ("one", "other"):
        write_document(tmp_path / name, Sender("UBND phường Thử"), dossiers)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    with ZipFile(tmp_path / "one") as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    told = Document(str(tmp_path / "one")).core_properties
    assert (told.author, told.last_modified_by, told.created, told.modified) == (
        "", "", datetime.fromisoformat("2026-01-01T00:00Z"), datetime.fromisoformat("2026-01-01T00:00Z"),
    )  # fmt: skip


def test_the_shipped_template_is_the_built_one(tmp_path: Path, update_golden: bool) -> None:
    write_template(TEMPLATE if update_golden else tmp_path / "built.docx")
    built = TEMPLATE if update_golden else tmp_path / "built.docx"
    assert built.read_bytes() == TEMPLATE.read_bytes()


def test_an_office_may_have_a_template_of_its_own(
    tmp_path: Path, locality: Locality, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "find_folder", lambda _: tmp_path)
    (tmp_path / "ds.xlsx").write_bytes(listed(row()))
    (tmp_path / "phieu-xin-loi.docx").write_bytes(edited("Kính gửi: ", "Thân gửi: "))
    (file,) = write_slips(tmp_path / "ds.xlsx", tmp_path / "out", PERIOD, locality).files
    assert "Thân gửi: Nguyễn Văn Thử" in pages(file)[0]
    for wrong in ("slip.ten", "slip.code +"):
        (tmp_path / "phieu-xin-loi.docx").write_bytes(edited("slip.applicant", wrong))
        with pytest.raises(DefinitionError, match=r"mẫu phieu-xin-loi\.docx không điền được: "):
            write_slips(tmp_path / "ds.xlsx", tmp_path / "new", PERIOD, locality)
        assert list((tmp_path / "new").iterdir()) == []
    (tmp_path / "phieu-xin-loi.docx").write_bytes(b"{}")
    with pytest.raises(DefinitionError, match=r"mẫu phieu-xin-loi\.docx không phải là tệp Word"):
        write_slips(tmp_path / "ds.xlsx", tmp_path / "new", PERIOD, locality)


def edited(old: str, new: str) -> bytes:
    """The shipped template after an officer changed a few words."""
    document, changed = Document(str(TEMPLATE)), BytesIO()
    for run in (run for paragraph in document.paragraphs for run in paragraph.runs):
        run.text = run.text.replace(old, new)
    document.save(changed)
    return changed.getvalue()

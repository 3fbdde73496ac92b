"""Lists of dossiers as the one-stop systems of several makers export them: what is read, and what is told instead."""

import csv
import gc
import io
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from papers import workbook
from small_office import DO_SON, LE_CHAN

from flows.dossiers.files import read_list, read_lists
from flows.dossiers.units import Collected
from flows.locality.localities import load_locality
from flows.locality.naming import namer
from kstt.dossiers.copies import settled
from kstt.dossiers.dossier import Dossier
from kstt.period import Period
from kstt.sheet import Refused, Value
from report_templates.dossiers.listing import FOR_COUNTS, FOR_SLIPS, DossierList, read_dossiers
from report_templates.files.old_fonts import CODES

Row = Sequence[Value]
WINDOW = Period(2026, "Q1").window
HEADS = ("STT", "Mã hồ sơ", "Chủ hồ sơ", "Kênh thực hiện", "Lĩnh vực", "Đơn vị", "Ngày tiếp nhận", "Ngày hẹn trả",
         "Ngày kết thúc xử lý", "Trạng thái")  # fmt: skip
ONE = (1, "H24.17-260108-0001", "Nguyễn Văn Thử", "Trực tuyến", "Hộ tịch", "UBND phường Đồ Sơn", "08/01/2026",
       "15/01/2026", "14/01/2026", "Đã trả kết quả")  # fmt: skip
TWO = (2, "H24.17-260109-0002", "Trần Thị Mẫu, số 5", "Trực tiếp", "Chứng thực", "UBND phường Đồ Sơn", "09/01/2026",
       "16/01/2026", "", "Đang xử lý")  # fmt: skip
EARLY = (date(2026, 1, 8), date(2026, 1, 15), date(2026, 1, 14))
OPEN = (date(2026, 1, 9), date(2026, 1, 16), None)


def with_(row: Row, **told: Value) -> list[Value]:
    """A row with other cells, named by the first word of the heading."""
    at = {"code": 1, "field": 4, "unit": 5, "received": 6, "due": 7, "finished": 8, "status": 9}
    cells = [*row]
    for name, value in told.items():
        cells[at[name]] = value
    return cells


def read(data: bytes, name: str = "ds.xlsx") -> DossierList:
    return read_dossiers(data, name, FOR_COUNTS)


def days(found: DossierList) -> list[tuple[date, date | None, date | None]]:
    return [(one.received, one.due, one.finished) for one in found.dossiers]


def separated(
    rows: Sequence[Row], separator: str = ",", encoding: str = "utf-8", quoting: int = csv.QUOTE_MINIMAL
) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue().encode(encoding)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_with_separators(separator: str, encoding: str) -> None:
    found = read(separated([HEADS, ONE, TWO], separator, encoding), "ds.csv")
    assert (days(found), found.unread) == ([EARLY, OPEN], ())
    assert [(one.field, one.unit, one.channel) for one in found.dossiers] == [
        ("Hộ tịch", "UBND phường Đồ Sơn", "online"),
        ("Chứng thực", "UBND phường Đồ Sơn", "direct"),
    ]


@pytest.mark.parametrize("code", ["cp1258", "TCVN3"])
def test_letters_of_before_unicode_are_told_or_the_file_is_refused(code: str) -> None:
    many = [HEADS, *[with_(ONE, code=f"H-{at}") for at in range(20)], TWO]
    text = separated(many).decode()
    found = read(in_cp1258(text) if code == "cp1258" else in_tcvn3(text), "ds.csv")
    assert len(found.dossiers) == 21
    assert {(one.field, one.unit, one.status) for one in found.dossiers} == {
        ("Hộ tịch", "UBND phường Đồ Sơn", "Đã trả kết quả"),
        ("Chứng thực", "UBND phường Đồ Sơn", "Đang xử lý"),
    }


def in_cp1258(text: str) -> bytes:
    """As Windows writes it: the tone behind its letter."""
    out = bytearray()
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, tone = (parts := unicodedata.normalize("NFD", letter))[:-1], parts[-1]
            if tone not in "\u0300\u0301\u0303\u0309\u0323":  # the dot stands before the hat
                base, tone = parts[0] + parts[2], parts[1]
            out += (unicodedata.normalize("NFC", base) + tone).encode("cp1258")
    return bytes(out)


def in_tcvn3(text: str) -> bytes:
    letters = {CODES["TCVN3"](code): code for code in map(chr, range(0xA1, 0xFF))}
    return "".join(letters.get(letter, letter) for letter in text).encode("latin-1")


@pytest.mark.parametrize(
    "data",
    [
        separated([HEADS, ONE, TWO]).decode().encode().decode("cp1252", "replace").encode(),  # twice UTF-8
        separated([HEADS, ONE, TWO])[:-1] + b"\xc3\x28\n",  # cut within a letter
        separated([["MaHoSo", "NgayTiepNhan", "NgayHenTra", "NgayTra", "LinhVuc"]])
        + "a,b,c,d,Žluťoučký kůň".encode("cp1250"),
    ],
)
def test_letters_that_can_not_be_told_refuse_the_file(data: bytes) -> None:
    with pytest.raises(Refused, match="bảng mã"):
        read(data, "ds.csv")


def test_line_breaks_and_separators_within_quotes_are_part_of_the_cell() -> None:
    rows = [["DANH SÁCH HỒ SƠ"], [], HEADS, with_(ONE, field="Hộ\ntịch"), with_(TWO, code="H-2\n")]
    found = read(separated(rows, quoting=csv.QUOTE_ALL), "ds.csv")
    assert (days(found), found.unread) == ([EARLY, OPEN], ())
    assert [one.field for one in found.dossiers] == ["Hộ tịch", "Chứng thực"]


def test_the_line_that_tells_excel_the_separator_is_no_row() -> None:
    found = read(b"sep=;\r\n" + separated([HEADS, ONE, with_(TWO, due="?")], ";"), "ds.csv")
    assert found.unread == ("Dòng 3: ngày hẹn trả (cột H) không phải là ngày dạng ngày/tháng/năm",)


def test_a_cell_without_quotes_that_holds_a_separator_moves_no_other() -> None:
    lines = separated([HEADS, ONE, TWO]).decode().replace('"Trần Thị Mẫu, số 5"', "Trần Thị Mẫu, số 5")
    found = read(lines.encode(), "ds.csv")
    assert days(found) == [EARLY]
    assert found.unread == ("Dòng 3: có 11 ô, các dòng khác có 10 ô: văn bản trong ô có dấu phân cách hoặc xuống dòng",)
    broken = separated([HEADS, ONE, ONE, TWO]).decode().replace("Hộ tịch", "Hộ\r\ntịch", 1)
    found = read(broken.encode(), "ds.csv")
    assert len(found.dossiers) == 2
    assert [sentence.partition(",")[0] for sentence in found.unread] == ["Dòng 2: có 5 ô", "Dòng 3: có 6 ô"]


def test_empty_cells_left_out_at_the_end_are_no_fault() -> None:
    notes = [(*row, note) for row, note in ((HEADS, "Ghi chú"), (ONE, "x"), (ONE, "x"))]
    assert len(read(separated([*notes, TWO]), "ds.csv").dossiers) == 3


def test_a_quote_that_is_not_closed_loses_no_rows_without_a_word() -> None:
    lines = separated([HEADS, ONE, ONE, TWO]).decode().replace("Nguyễn", '"Nguyễn', 1)
    with pytest.raises(Refused, match=r"hỏng ở khoảng dòng \d+: dấu nháy kép"):
        read(lines.encode(), "ds.csv")


def test_text_without_columns_is_refused() -> None:
    with pytest.raises(Refused, match="không có dấu phẩy, chấm phẩy hay tab"):
        read("Kính gửi Ủy ban nhân dân\nMã hồ sơ\n".encode(), "ds.csv")
    with pytest.raises(Refused, match="Không thấy danh sách hồ sơ nào"):
        read(separated([["Họ tên", "Tuổi"], ["Nguyễn Văn Thử", 5]]), "ds.csv")


def sheets(**rows: Sequence[Row]) -> bytes:
    return workbook({name: [[*row] for row in rows[name]] for name in rows})


def old(rows: Sequence[Row]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("DS")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def xlsx(rows: Sequence[Row]) -> bytes:
    return sheets(DS=rows)


XLSX = xlsx


def page(rows: Sequence[Row]) -> bytes:
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<html><meta charset='utf-8'><body><table>{body}</table></body></html>".encode()


REGISTER = (  # «Sổ theo dõi hồ sơ»: groups of columns with headings of their own, and a row that numbers them
    ("UBND PHƯỜNG ĐỒ SƠN", "", "", "", "", "", "", "", ""),
    ("SỔ THEO DÕI HỒ SƠ", "", "", "", "", "", "", "", ""),
    ("STT", "Mã hồ sơ", "Tên TTHC", "Tên cá nhân, tổ chức", "Ngày, tháng, năm", "", "Trả kết quả", "", "Ghi chú"),
    ("", "", "", "", "Tiếp nhận hồ sơ", "Hẹn trả kết quả", "Ngày, tháng, năm", "Ký nhận", ""),
    ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"),
    (1, "H24-1", "Khai sinh", "Nguyễn Văn Thử", "08/01/2026", "15/01/2026", "14/01/2026", "", ""),
    (2, "H24-2", "Khai tử", "Nguyễn Văn Thử", "09/01/2026", "16/01/2026", "", "", ""),
)
RECEIPTS = (  # of a system of land offices: receipts instead of codes
    ("Số biên nhận", "Họ tên", "Địa chỉ", "Ngày nhận", "Ngày hẹn trả", "Ngày trả", "Loại hồ sơ", "Tình trạng"),
    ("BN-1", "Nguyễn Văn Thử", "số 1", "08/01/2026 08:00", "15/01/2026 17:00", "14/01/2026 09:12", "Cấp mới", "Đã trả"),
    ("BN-2", "Nguyễn Văn Thử", "số 1", "09/01/2026 08:00", "16/01/2026 17:00", "", "Cấp mới", "Đang thụ lý"),
)
GLUED = (  # names of fields of a data base
    ("MaHoSo", "ChuHoSo", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "TrangThai"),
    ("H24-1", "Nguyễn Văn Thử", "2026-01-08T08:00:00", "2026-01-15T17:00:00", "2026-01-14T09:12:00", "10"),
    ("H24-2", "Nguyễn Văn Thử", "2026-01-09T08:00:00", "2026-01-16T17:00:00", "", "4"),
)
LATE = (  # a list of late dossiers
    ("STT", "Mã HS", "Chủ sử dụng", "Xã/Phường", "Ngày nhận", "Hẹn trả", "Hoàn thành", "Trạng thái", "Số ngày trễ"),
    (1, "H-1", "Nguyễn Văn Thử", "P. Đồ Sơn", *EARLY, "Xong", 0),
    (2, "H-2", "Nguyễn Văn Thử", "P. Đồ Sơn", *OPEN[:2], "", "Đang xử lý", 0),
)
TOTALS = (
    ("TỔNG HỢP HỒ SƠ", "", "", ""),
    ("Từ ngày 15/12/2025 đến ngày 14/03/2026", "", "", ""),
    (),
    ("Mã hồ sơ (*)", "Ngày tiếp nhận:", "Ngày hẹn trả\n(dd/mm/yyyy)", "Ngày  kết thúc"),
    ("H-1", *EARLY),
    ("", "", "", ""),
    ("H-2", *OPEN[:2], ""),
    ("Tổng số: 2 hồ sơ", "", "", ""),
    ("", "Người lập biểu", "", "Thủ trưởng đơn vị"),
)
SERIAL = (
    ("Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc"),
    ("H-1", 46030, 46037.7, 46036.4),
    ("H-2", 46031, 46038, ""),
)


@pytest.mark.parametrize("rows", [REGISTER, RECEIPTS, GLUED, LATE, TOTALS, SERIAL])
@pytest.mark.parametrize("made", [XLSX, page, separated])
def test_exports_of_several_makers(rows: Sequence[Row], made: Callable[[Sequence[Row]], bytes]) -> None:
    written = [
        [f"{cell:%d/%m/%Y}" if isinstance(cell, date) and made is not XLSX else cell for cell in row] for row in rows
    ]
    found = read(made(rows if made is XLSX else even(written)))
    assert (days(found), found.unread) == ([EARLY, OPEN], ())


@pytest.mark.parametrize(
    ("due", "finished"),
    [("Ngày hẹn trả KQ", "Ngày trả KQ"), ("TG hẹn trả", "TG kết thúc"), ("Hạn trả KQ", "Ngày có KQ")],
)
def test_abbreviated_headings_are_understood(due: str, finished: str) -> None:
    heads = ("Mã số HS", "Ngày nhận HS", due, finished)
    found = read(sheets(DS=[heads, ("H-1", *EARLY), ("H-2", *OPEN[:2], "")]))
    assert (days(found), found.unread) == ([EARLY, OPEN], ())


def even(rows: Sequence[Row]) -> list[Row]:
    width = max(map(len, rows))
    return [[*row, *[""] * (width - len(row))] for row in rows]


WARDS = (  # one table for several units, named above their dossiers, with the headings on every page
    ("DANH SÁCH HỒ SƠ QUÝ I",),
    ("Đơn vị: UBND phường Đồ Sơn",),
    SHORT := ("Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc"),
    ("H-1", *EARLY),
    ("Lĩnh vực: Hộ tịch (1 hồ sơ)",),
    ("H-2", *EARLY),
    SHORT,
    ("H-3", *EARLY),
    ("Cộng: 3 hồ sơ",),
    ("Đơn vị: UBND phường Lê Chân",),
    SHORT,
    ("H-4", *OPEN[:2]),
    ("Sở Tư pháp",),
    ("H-5", *OPEN[:2]),
)


def collected(
    *lists: tuple[str, DossierList], only: int | None = None
) -> tuple[dict[int, list[str]], list[str], Collected]:
    locality = load_locality("hai-phong")
    register = locality.register.valid_on(WINDOW[1])
    found = Collected(register, namer(locality), register.get(only) if only else None)
    for name, one in lists:
        found.add(name, one)
    found.settle()
    by_unit = {unit.code: [*dossiers] for unit, dossiers in found.by_unit.items()}
    return by_unit, [f"{name}: {sentence}" for name, sentence in found.left_out], found


def test_units_named_above_their_dossiers() -> None:
    by_unit, told, _ = collected(("a", read(sheets(DS=WARDS))))
    assert by_unit == {DO_SON: ["H-1", "H-2", "H-3"], LE_CHAN: ["H-4"]}
    assert told == ["a: 1 hồ sơ không ghi đơn vị; danh sách của một đơn vị thì thêm --unit"]  # of another office


def test_a_code_alone_is_no_title() -> None:
    found = read(sheets(DS=[SHORT, ("H-1", *EARLY), ("H-2",), ("H-3", *EARLY)]))
    assert found.unread == ("Trang «DS», dòng 3: thiếu ngày tiếp nhận",)


def test_the_list_of_another_unit_is_not_taken_for_the_one_asked_for() -> None:
    by_unit, told, _ = collected(("a", read(sheets(DS=WARDS[:4]))), only=LE_CHAN)
    assert by_unit == {}
    assert told == ["a: 1 hồ sơ của đơn vị khác Phường Lê Chân, không đối soát"]
    by_unit, told, _ = collected(("a", read(sheets(DS=WARDS[2:4]))), only=LE_CHAN)
    assert (by_unit, told) == ({LE_CHAN: ["H-1"]}, [])


def test_a_unit_merged_over_its_rows_is_that_of_each() -> None:
    heads = ("Đơn vị", "Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc")
    rows = [heads, ("P. Đồ Sơn", "H-1", *EARLY), ("", "H-2", *EARLY), ("", "H-3", *EARLY)]
    data = workbook({"DS": [[*row] for row in rows]}, merges={"DS": ["A2:A3"]})
    assert [one.unit for one in read(data).dossiers] == ["P. Đồ Sơn", "P. Đồ Sơn", ""]
    assert read(page(rows[:2])).dossiers[0].unit == "P. Đồ Sơn"


def test_a_list_on_two_sheets_and_what_is_none() -> None:
    body = [("H-1", *EARLY)]
    assert len(read(sheets(A=[SHORT, *body], B=[SHORT, ("H-2", *EARLY)])).dossiers) == 2
    more = [(f"H-{at}", *EARLY, "x", "y", "z") for at in range(7)]
    found = read(sheets(A=[SHORT, *body], B=more, C=[SHORT[:3], ("H-9", *EARLY)], D=[("Ghi chú",)]))
    assert found.unread == (
        "Trang «B»: không đọc 7 dòng, không thấy hàng tiêu đề của danh sách hồ sơ",
        "Trang «C»: không đọc, danh sách thiếu cột Ngày trả/kết thúc xử lý",
    )
    with pytest.raises(Refused, match="Các cột đọc được ở dòng 1: Mã hồ sơ, Ngày tiếp nhận, Ngày hẹn trả'") as refused:
        read(sheets(C=[SHORT[:3], ("H-9", *EARLY)]))
    assert "sửa tiêu đề cột thành: Ngày trả/kết thúc xử lý (hoặc Ngày kết thúc xử lý)" in refused.value.advice


def test_what_is_hidden_is_counted_and_told() -> None:
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory)
    for name in ("DS", "Cũ"):
        sheet = book.add_worksheet(name)
        for at, row in enumerate([SHORT, *((f"{name}-{at}", "08/01/2026", "15/01/2026", "") for at in range(3))]):
            sheet.write_row(at, 0, row)
        sheet.set_row(2, None, None, {"hidden": True})
    book.get_worksheet_by_name("Cũ").hide()
    book.close()
    found = read(memory.getvalue())
    assert len(found.dossiers) == 6
    assert found.unread == (
        "Trang «DS»: 1 dòng bị ẩn hoặc bị lọc, vẫn đọc và tính",
        "Trang «Cũ» bị ẩn, vẫn đọc và tính",
        "Trang «Cũ»: 1 dòng bị ẩn hoặc bị lọc, vẫn đọc và tính",
    )


def test_an_error_or_a_formula_without_a_result_is_no_empty_cell() -> None:
    rows = [SHORT, ("H-1", *EARLY), ("H-2", *EARLY[:2], "#N/A"), ("H-3", *EARLY[:2], "=VLOOKUP(A4,X,2)")]
    found = read(sheets(DS=rows))
    assert [one.code for one in found.dossiers] == ["H-1"]
    assert len(found.unread) == 2
    assert all("ngày trả/kết thúc xử lý" in sentence for sentence in found.unread)


def test_days_and_months_that_changed_places_refuse_the_list() -> None:
    american = [SHORT, *((f"H-{at}", f"01/{at:02}/2026", f"01/{at + 7:02}/2026", "") for at in range(1, 20))]
    with pytest.raises(Refused, match=r"Cột «Ngày tiếp nhận» của trang «DS» ghi tháng trước ngày \(ví dụ dòng 14\)"):
        read(sheets(DS=american))
    slip = [SHORT, *((f"H-{at}", f"{at:02}/01/2026", "", "") for at in range(1, 20)), ("H-99", "01/25/2026", "", "")]
    assert len(read(sheets(DS=slip)).unread) == 1
    mixed = [  # what Excel on an English machine makes of 1/2 to 28/2
        (f"H-{at}", date(2026, at, 2) if at <= 12 else f"{at}/02/2026", "", "") for at in range(1, 29)
    ]
    with pytest.raises(Refused, match="có ngày và tháng bị Excel đổi chỗ cho nhau"):
        read(sheets(DS=[SHORT, *mixed]))
    sound = [(f"H-{at}", date(2026, 2, at) if at % 2 else f"{at:02}/02/2026", "", "") for at in range(1, 29)]
    assert len(read(sheets(DS=[SHORT, *sound])).dossiers) == 28


def test_a_sheet_full_to_its_last_row_may_be_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    row = ("H", "08/01/2026", "15/01/2026", "")
    assert len(read(old([SHORT, *[row] * 6_000]), "ds.xls").dossiers) == 6_000
    monkeypatch.setattr("report_templates.files.long_books._OLD_ROWS", 1_024)  # the real number takes long to write
    assert len(read(old([SHORT, *[row] * 1_022]), "ds.xls").dossiers) == 1_022
    with pytest.raises(Refused, match=r"Trang «DS» đầy đến dòng cuối \(1.024\)"):
        read(old([SHORT, *[row] * 1_023]), "ds.xls")


def test_a_dossier_open_in_one_list_and_ended_in_another_has_ended() -> None:
    january = read(sheets(DS=[HEADS, with_(ONE, finished="", status="Đang xử lý"), TWO]))
    february = read(sheets(DS=[HEADS, ONE]))
    for lists in ((("a", january), ("b", february)), (("b", february), ("a", january))):
        by_unit, told, found = collected(*lists)
        ((ended, open_),) = (dossiers.values() for dossiers in found.by_unit.values())
        assert sorted(by_unit[DO_SON]) == [ONE[1], TWO[1]]
        assert {ended.finished, open_.finished} == {date(2026, 1, 14), None}
        assert [sentence.partition(": ")[2] for sentence in told] == [
            f"Hồ sơ {ONE[1]}: có dòng chưa và dòng đã kết thúc, tính theo dòng đã kết thúc"
        ]


def test_rows_that_contradict_each_other_are_not_counted() -> None:
    one = read(sheets(DS=[HEADS, ONE, TWO]))
    other = read(separated([HEADS, with_(ONE, finished="16/01/2026"), TWO]), "b.csv")
    by_unit, told, found = collected(("a.xlsx", one), ("b.csv", other))
    assert by_unit == {DO_SON: [TWO[1]]}
    assert found.lost == {found.by_unit.popitem()[0]: 1}
    assert told == [
        f"b.csv: Hồ sơ {ONE[1]}: ghi khác nhau ở a.xlsx trang «ds», dòng 2 và b.csv dòng 2 (ngày kết thúc), không tính",
        f"b.csv: Hồ sơ {TWO[1]}: đã có ở dòng khác hoặc danh sách khác, chỉ tính một lần",
    ]


def test_rows_that_can_not_be_read_are_missing_to_their_unit() -> None:
    _, _, found = collected(("a", read(sheets(DS=[HEADS, ONE, with_(TWO, received="hôm qua")]))))
    assert [*found.lost.values()] == [1]


def copy(**told: object) -> Dossier:
    return Dossier(**{"code": "H", "applicant": "", "received": EARLY[0], "due": EARLY[1], **told})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("copies", "together"),
    [
        ([copy(), copy()], copy()),
        ([copy(field="Hộ tịch"), copy(channel="online")], copy(field="Hộ tịch", channel="online")),
        ([copy(due=None), copy(finished=EARLY[2]), copy(status="Yêu cầu bổ sung")], copy(finished=EARLY[2])),
        ([copy(), copy(due=OPEN[1])], "ngày hẹn trả"),
        ([copy(status="Đang xử lý"), copy(status="Yêu cầu bổ sung")], "trạng thái"),
        ([copy(field="Hộ tịch"), copy(field="Đất đai", channel="online"), copy(channel="direct")],
         "lĩnh vực, kênh tiếp nhận"),
    ],
)  # fmt: skip
def test_copies_of_a_dossier(copies: list[Dossier], together: Dossier | str) -> None:
    assert settled(copies) == settled(copies[::-1]) == together


def test_lists_are_read_apart_and_one_that_fails_stops_none(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.csv", "b.pdf", "c.xlsx")]
    for path, data in zip(paths, (separated([HEADS, ONE]), b"%PDF-1.4", sheets(DS=[HEADS, TWO])), strict=True):
        path.write_bytes(data)
    first, second, third = read_lists(paths, FOR_COUNTS)
    assert isinstance(first, DossierList)
    assert isinstance(third, DossierList)
    assert days(first) + days(third) == [EARLY, OPEN]
    assert isinstance(second, Refused)
    assert "tệp PDF" in second.reason
    assert [*read_lists([], FOR_COUNTS)] == []


def test_a_fault_of_ours_is_told_and_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a.csv").write_bytes(separated([HEADS, ONE]))
    for fault, told in ((KeyError("x"), "lỗi ngoài dự kiến"), (MemoryError(), "quá nặng để đọc (0 MB)")):
        monkeypatch.setattr("flows.dossiers.files.read_dossiers", raising(fault))
        refused = read_list(tmp_path / "a.csv", FOR_COUNTS)
        assert isinstance(refused, Refused)
        assert told in refused.reason
    assert "a.csv could not be read" in caplog.text
    assert gc.isenabled()  # who reads a list in his own process goes on as before


def raising(fault: BaseException) -> Callable[..., object]:
    def fail(*_: object) -> object:
        raise fault

    return fail


def test_slips_read_text_with_separators_too() -> None:
    (one,) = read_dossiers(separated([HEADS, ONE], ";", "utf-16"), "ds.csv", FOR_SLIPS).dossiers
    assert one.applicant == "Nguyễn Văn Thử"
    assert read(separated([HEADS, ONE])).dossiers[0].applicant == ""

"""Drafts of definitions from blank workbooks: our own of every form, and one laid out as offices lay theirs out."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from small_city import FORMS, PERIOD, UNITS, form, locality

from kstt.form import Form
from kstt.identity import read_identity
from kstt.sheet import Book, Refused, Sheet, Value
from report_templates.blanks.blank import write_blanks
from report_templates.definitions import read_form
from report_templates.drafting import draft_definition
from report_templates.files.opening import open_book


@pytest.mark.parametrize("code", [one.code for one in FORMS])
def test_the_draft_of_our_own_blank_is_the_form(code: str, tmp_path: Path) -> None:
    own = form(code)
    draft = _loaded(_draft_of_blank(own, tmp_path), tmp_path)
    assert [column.heading for column in draft.columns] == [column.heading for column in own.columns]
    assert _said(draft) == _said(own)
    assert draft.printed_code == f"Mẫu nội bộ {own.code}"
    assert own.printed_code in (draft.printed_code, *draft.printed_codes)
    assert draft.provenance == "unverified"
    assert draft.identities == ()


@pytest.mark.parametrize("code", [one.code for one in FORMS])
def test_suggested_identities_are_the_forms_own(code: str, tmp_path: Path) -> None:
    text = _draft_of_blank(form(code), tmp_path)
    assert {read_identity(hint) for hint in _hints(text)} <= set(form(code).identities)


def test_a_blank_as_offices_make_them(tmp_path: Path) -> None:
    text = draft_definition(_opened(_office_blank()))
    assert text == (Path(__file__).parent / "golden" / "draft.toml").read_text(encoding="utf-8")
    assert len(_loaded(text, tmp_path).columns) == 11


@pytest.mark.parametrize(
    ("heads", "hints"),
    [
        (["A/Tổng số", "Một", "Tổng số", "Ghi chú"], []),
        (["A/Tổng số", "A/Một", "A/Hai", "Ghi chú"], ["3 = 4 + 5"]),
        (["A/Tổng cộng (hồ sơ)", "A/B/Tổng", "A/B/Một", "A/C"], ["3 = 4 + 6", "4 = 5"]),
        (["A/Tổng số", "A/Một", "B/Tổng số", "B/Một", "B/Hai"], ["3 = 4", "5 = 6 + 7"]),
        (["A/Một", "A/Tổ chức", "A/Tổng số"], ["5 = 3 + 4"]),
    ],
)
def test_totals_are_suggested_as_sums_of_their_group(heads: list[str], hints: list[str]) -> None:
    assert _hints(draft_definition(_book([f.split("/") for f in ["STT", "Tên", *heads]]))) == hints


def test_words_are_kept_as_the_form_writes_them_and_stay_words(tmp_path: Path) -> None:
    heads = [["STT"], ["Tên"], ['Loại "A" \\ (toàn trình)'], ["Loại “A”\x7f\n(một phần)"], [""]]
    draft = _loaded(draft_definition(_book(heads)), tmp_path)
    assert [column.heading for column in draft.columns[2:]] == [
        ('Loại "A" \\ (toàn trình)',),
        ("Loại “A” (một phần)",),
        ("Cột (5)",),
    ]


def test_other_tables_of_the_file_are_not_forgotten() -> None:
    one, two = (_book([["STT"], ["Tên"], ["A"], ["B"], ["C"]]).sheets[0] for _ in range(2))
    assert "# Tệp còn 1 bảng khác chưa được lập nháp; hãy tách mỗi biểu một tệp." in draft_definition(Book([one, two]))


@pytest.mark.parametrize("rows", [[], [["STT", "Tên", "A", "B", "C"]], [["(1)", "(2)", "(4)", "(5)", "(6)"]]])
def test_a_file_without_a_number_row_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(Refused) as told:
        draft_definition(Book([Sheet("Sheet1", [[*row] for row in rows])]))
    assert (told.value.reason, told.value.advice) == (
        "Không thấy hàng số thứ tự cột (1), (2), (3)… trong tệp, không lập được bản nháp.",
        "Hãy dùng biểu mẫu trống chính thức có hàng đánh số cột liên tục từ (1), ít nhất năm cột.",
    )


def _draft_of_blank(own: Form, folder: Path) -> str:
    [path] = write_blanks(folder, units=UNITS[:1], period=PERIOD, forms=[own], locality=locality())
    return draft_definition(open_book(path.read_bytes(), path.name))


def _loaded(text: str, folder: Path) -> Form:
    path = folder / "draft.toml"
    path.write_text(text, encoding="utf-8")
    return read_form(path)


def _said(one: Form) -> tuple[str, str, str]:
    return one.code, one.title, one.measure_unit


def _hints(text: str) -> list[str]:
    return [line.strip(' #",') for line in text.splitlines() if line.startswith("    # ")]


def _book(heads: list[list[str]]) -> Book:
    """A table with these heading paths, merges already taken apart: a group's name stands over its first column."""
    depth = max(map(len, heads))
    rows: list[list[Value]] = [[path[level] if level < len(path) else "" for path in heads] for level in range(depth)]
    for at, path in enumerate(heads[1:], start=1):
        for level in range(len(path) - 1):
            if path[: level + 1] == heads[at - 1][: level + 1]:
                rows[level][at] = ""
    return Book([Sheet("Sheet1", [*rows, [f"({at})" for at in range(1, len(heads) + 1)]])])


def _office_blank() -> Workbook:
    """National motto, title over two cells' lines, merged headings, a number row that prints its sums."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Biểu 9"
    for cell, text in {
        "A1": "BIỂU SỐ: II.09b/VPCP/KSTT\n(Ban hành kèm theo Thông tư số …/TT-VPCP)",
        "E1": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "E2": "Độc lập - Tự do - Hạnh phúc",
        "A3": "KẾT QUẢ THÍ ĐIỂM GIẢI QUYẾT\nTHỦ TỤC HÀNH CHÍNH",
        "A4": "Kỳ báo cáo: Quý … năm …",
        "J5": "Đơn vị tính: Số hồ sơ",
        "A6": "TT", "B6": "Tên đơn vị", "C6": "Tiếp nhận", "H6": "Kết quả\n(thí điểm)", "K6": "Ghi chú",
        "C7": "Tổng số", "D7": "Trong kỳ", "G7": "Kỳ trước", "H7": "Tổng", "I7": "Đúng hạn", "J7": "Quá hạn",
        "D8": "Tổng", "E8": "Trực tuyến (toàn trình)", "F8": "Trực tuyến (một phần)",
    }.items():  # fmt: skip
        sheet[cell] = text
    for at in range(1, 12):
        sheet.cell(9, at, {8: "(8)=(9)+(10)"}.get(at, f"({at})"))
    for merged in (
        "A1:D2", "E1:K1", "E2:K2", "A3:K3", "A4:K4", "J5:K5", "A6:A8", "B6:B8", "C6:G6",
        "H6:J6", "K6:K8", "C7:C8", "D7:F7", "G7:G8", "H7:H8", "I7:I8", "J7:J8",
    ):  # fmt: skip
        sheet.merge_cells(merged)
    return book


def _opened(book: Workbook) -> Book:
    data = BytesIO()
    book.save(data)
    return open_book(data.getvalue(), "bieu.xlsx")

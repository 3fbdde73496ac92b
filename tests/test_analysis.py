"""The workbook of analysis: approved sheets, live formulas, Excel's rules, and what it says where nothing is known."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from excel_rules import problems
from office import by_library, carried, differences, recalculated
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from small_board import points_apart
from small_city import DO_SON, PERIOD, UNITS
from small_quarters import EVIL, FIELDS, QUARTER_AGO, STRANGE, YEAR_AGO, content, known, lines_of, merged, whole
from transcript import transcript

from kstt.lineage.chains import Block
from kstt.overview.known import Known
from kstt.period import Period
from report_templates.analysis import data as analysis_data
from report_templates.analysis.workbook import write_analysis

GOLDEN = Path(__file__).parent / "golden"
SHEETS = (
    "Tổng quan", "Theo đơn vị", "Theo lĩnh vực", "Quá hạn", "Xu hướng", "Bản đồ nhiệt", "Nộp báo cáo",
    "Chất lượng số liệu", "Dữ liệu II.06a", "Dữ liệu CT", "Dữ liệu QH", "Dữ liệu các kỳ", "Từ điển",
)  # fmt: skip
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl has no sparklines


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("analysis") / "whole.xlsx", whole())


def written(target: Path, made: Known) -> Path:
    write_analysis(target, content(made))
    return target


def cases() -> Mapping[str, Known]:
    one = UNITS[:1]
    return {
        "nothing accepted": known(),
        "no former quarters": known(lines_of(0, UNITS)),
        "one unit": known(lines_of(0, one), {QUARTER_AGO: lines_of(1, one)}, units=one),
        "nobody in both": known(lines_of(0, one), {QUARTER_AGO: lines_of(1, UNITS[1:2])}, units=UNITS[:2]),
        "no units at all": known(units=()),
        "half a year": replace(
            known(lines_of(0, UNITS), {Period(2025, "6M"): lines_of(2, UNITS)}, period=Period(2026, "6M")),
            added_up=True,
        ),
        "nothing overdue": known({(UNITS[0].code, FIELDS[0]): {"received_online": 3, "resolved_early": 3}}),
        "merged": merged(),
        "no dossiers": known({(UNITS[0].code, FIELDS[0]): {}}, {QUARTER_AGO: {(UNITS[0].code, FIELDS[0]): {}}}),
    }


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_sheets_are_the_approved_ones(book: Path, sheet: str, update_golden: bool) -> None:
    golden, now = GOLDEN / f"analysis-{sheet}.txt", transcript(book, sheet)
    if update_golden:
        golden.write_text(now, encoding="utf-8")
    assert now == golden.read_text(encoding="utf-8")


def test_every_sheet_is_approved(book: Path) -> None:
    assert tuple(load_workbook(book).sheetnames) == SHEETS


def test_same_content_same_bytes(book: Path, tmp_path: Path) -> None:
    assert written(tmp_path / "again.xlsx", whole()).read_bytes() == book.read_bytes()


def test_cached_results_are_what_another_program_computes(book: Path, tmp_path: Path) -> None:
    paths = [book, _planted(book, tmp_path / "planted.xlsx")]
    paths += [written(tmp_path / f"{at}.xlsx", made) for at, made in enumerate(cases().values())]
    results = recalculated(paths, tmp_path / "office")
    assert len(carried(book)) > 500
    assert len(differences(paths[1], results[1])) == 1  # else the proof is empty
    told = [differences(path, result) for path, result in zip(paths, results, strict=True) if path != paths[1]]
    assert told == [[]] * (len(paths) - 1)


def test_the_second_calculator_agrees_and_finds_a_planted_result(book: Path, tmp_path: Path) -> None:
    planted = _planted(book, tmp_path / "planted.xlsx")
    assert differences(book, by_library(book)) == []
    assert len(differences(planted, by_library(planted))) == 1


def _planted(source: Path, target: Path) -> Path:
    """A copy one of whose sums carries a wrong result."""
    with ZipFile(source) as good, ZipFile(target, "w") as bad:
        for name in good.namelist():
            text = good.read(name)
            if name == "xl/worksheets/sheet2.xml":
                head, sums, rest = text.partition(b"<f>SUMIFS(")
                formula, end, rest = rest.partition(b"</f><v>")
                text = head + sums + formula + end + b"7" + rest
            bad.writestr(name, text)
    return target


@pytest.mark.parametrize("case", ["whole", *cases()])
def test_excel_opens_it_without_repair(book: Path, tmp_path: Path, case: str) -> None:
    path = book if case == "whole" else written(tmp_path / "case.xlsx", cases()[case])
    assert problems(path) == []


def test_a_unit_that_just_misses_its_target_is_not_printed_as_the_target(tmp_path: Path) -> None:
    counts = {"received_direct": 25_000, "resolved_early": 24_499, "resolved_overdue": 501}
    made = known({(unit.code, FIELDS[0]): counts for unit in UNITS[:1]})
    sheet = load_workbook(written(tmp_path / "close.xlsx", made))["Bản đồ nhiệt"]
    missed = {cell.number_format for row in sheet.iter_rows() for cell in row if "▼" in cell.number_format}
    assert missed == {'[$-42A]"▼ "0.000%'}


@pytest.mark.parametrize(
    ("part", "old", "new", "told"),
    [
        ("xl/tables/table1.xml", b'name="Lo', b'name="L0', "headings of"),
        ("xl/workbook.xml", b'name="Qu\xc3\xa1 h\xe1\xba\xa1n"', b'name="Qu\xc3\xa1: h\xe1\xba\xa1n"', "sheet name"),
        ("xl/workbook.xml", b'name="DL_II_06a_received"', b'name="AB12"', "defined name"),
        ("xl/worksheets/_rels/sheet1.xml.rels", b"drawing1.xml", b"drawing9.xml", "which is not there"),
        ("[Content_Types].xml", b"/xl/tables/table1.xml", b"/xl/tables/table8.xml", "content type"),
        ("xl/styles.xml", b'<cellXfs count="', b'<cellXfs count="9', "are counted as"),
        ("xl/worksheets/sheet2.xml", b'priority="1"', b'priority="2"', "of one priority"),
        ("docProps/core.xml", b"T00:00:00Z", b" 00:00", "time of the document"),
        ("xl/worksheets/sheet2.xml", b"{05C60535-", b"{15C60535-", "outside their extension"),
        ("xl/worksheets/sheet2.xml", b"#'D\xe1\xbb\xaf li\xe1\xbb\x87u II.06a'!", b"#'Elsewhere'!", "leads to"),
    ],
)
def test_the_validator_finds_what_excel_would(
    book: Path, tmp_path: Path, part: str, old: bytes, new: bytes, told: str
) -> None:
    with ZipFile(book) as good, ZipFile(tmp_path / "bad.xlsx", "w") as bad:
        assert old in good.read(part)
        for name in good.namelist():
            bad.writestr(name, good.read(name).replace(old, new) if name == part else good.read(name))
    assert any(told in one for one in problems(tmp_path / "bad.xlsx"))


def test_text_of_units_is_never_code(book: Path) -> None:
    told = [
        cell
        for sheet in load_workbook(book)
        for row in sheet
        for cell in row
        if cell.value in (EVIL, STRANGE, "=y.xlsx")
    ]
    assert {cell.data_type for cell in told} == {"s"}
    assert {cell.hyperlink for cell in told} == {None}
    assert {cell.value for cell in told} == {EVIL, STRANGE, "=y.xlsx"}
    with ZipFile(book) as package:
        assert not [name for name in package.namelist() if "vba" in name.lower() or "externalLink" in name]


def _rows(sheet: Worksheet, heading: str) -> Iterator[dict[str, object]]:
    """The rows of the table whose first headings are STT and the one given."""
    rows = list(sheet.iter_rows(values_only=True))
    top = next(at for at, row in enumerate(rows) if row[0] == "STT" and heading in row)
    for row in rows[top + 1 :]:
        if row[0] is None:
            return
        yield {str(name): value for name, value in zip(rows[top], row, strict=True) if name}


def test_units_that_did_not_report_are_named_and_never_zero(book: Path) -> None:
    rows = {row["Đơn vị"]: row for row in _rows(load_workbook(book, data_only=True)["Theo đơn vị"], "Hạng")}
    assert len(rows) == len(UNITS)
    silent = rows[UNITS[1].name]
    assert silent["Tình trạng"] == "chưa gửi"
    numbers = {key: value for key, value in silent.items() if key.startswith(("(", "Tử", "Mẫu", "Tỷ", "Hạng", "Tổng"))}
    assert {value for key, value in numbers.items() if key != "Hạng quý trước"} == {None}


def test_a_units_name_leads_to_its_rows(book: Path) -> None:
    workbook = load_workbook(book)
    formula = next(str(cell.value) for row in workbook["Theo đơn vị"] for cell in row if DO_SON.name in str(cell.value))
    area = formula.split("!")[1].split('"')[0]
    codes = {row[0].value for row in workbook["Dữ liệu II.06a"][area]}
    before, after = area.split(":")
    around = workbook["Dữ liệu II.06a"]
    assert codes == {DO_SON.code}
    assert around.cell(int(before[1:]) - 1, 1).value != DO_SON.code != around.cell(int(after[1:]) + 1, 1).value


def test_every_number_leads_to_its_rows(book: Path) -> None:
    """On each row with numbers: a link to the rows, a live formula over them, or the unit's file and cell."""
    written = load_workbook(book)
    for name in SHEETS[:8]:
        sheet = written[name]
        for row in sheet.iter_rows():
            numbers = [cell for cell in row[2:] if isinstance(cell.value, int | float)]
            formulas = [str(cell.value) for cell in row if cell.data_type == "f"]
            words = {str(cell.value) for cell in row}
            found = bool(formulas) or any(".xlsx" in word or "xem trang" in word for word in words)
            assert found or not numbers, f"{name}!{row[0].coordinate}"
    late = list(_rows(written["Quá hạn"], "Ghi chú của đơn vị"))
    assert all(row["Tệp"] and "!" in str(row["Trang và ô"]) for row in late)


def test_every_page_says_how_complete_it_is(book: Path) -> None:
    workbook = load_workbook(book, data_only=True)
    for name in ("Tổng quan", "Theo đơn vị", "Theo lĩnh vực", "Quá hạn", "Chất lượng số liệu", "Dữ liệu II.06a"):
        top = " ".join(str(row[0]) for row in workbook[name].iter_rows(max_row=4, values_only=True))
        assert "Số liệu của 10/12 đơn vị" in top or "Có số liệu của 10/12 đơn vị" in top, name


def test_a_chart_of_bars_names_every_bar_and_has_room_for_the_names(book: Path) -> None:
    (bars,) = [chart for chart in load_workbook(book)["Tổng quan"]._charts if chart.tagname == "barChart"][-1:]  # noqa: SLF001
    assert bars.x_axis.tickLblSkip == 1
    assert bars.anchor.to.row - bars.anchor._from.row >= 14  # noqa: SLF001 - names of three lines, six of them


def test_without_former_quarters_it_says_so_in_words(tmp_path: Path) -> None:
    workbook = load_workbook(written(tmp_path / "a.xlsx", cases()["no former quarters"]), data_only=True)
    front = [str(cell) for row in workbook["Tổng quan"].iter_rows(values_only=True) for cell in row]
    assert "Chưa có số liệu quý trước và cùng kỳ năm trước trong thư mục kết quả để so sánh." in front
    assert str(workbook["Xu hướng"]["A2"].value).startswith("Chưa có số liệu của quý trước để so sánh")
    assert not workbook["Xu hướng"]._charts  # noqa: SLF001 - openpyxl tells them nowhere else


def test_with_nothing_accepted_it_claims_nothing(tmp_path: Path) -> None:
    workbook = load_workbook(written(tmp_path / "a.xlsx", cases()["nothing accepted"]), data_only=True)
    front = [str(cell) for row in workbook["Tổng quan"].iter_rows(values_only=True) for cell in row]
    assert front.count("chưa có số liệu") == 9
    assert "Không có đơn vị nào có hồ sơ quá hạn." not in front
    assert workbook["Quá hạn"]["A3"].value == "Chưa có số liệu."


def test_forms_beyond_the_limit_are_left_out_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis_data, "MOST_ROWS", 30)
    path = written(tmp_path / "a.xlsx", whole())
    workbook = load_workbook(path, data_only=True)
    assert [name for name in workbook.sheetnames if name.startswith("Dữ liệu")] == [
        "Dữ liệu II.06a", "Dữ liệu QH", "Dữ liệu các kỳ",
    ]  # fmt: skip
    assert "không có biểu CT" in str(workbook["Dữ liệu II.06a"]["A2"].value)
    assert problems(path) == []
    assert differences(path, recalculated([path], tmp_path / "office")[0]) == []


def test_a_change_too_small_to_print_is_not_shaded_as_bad(tmp_path: Path) -> None:
    """It reads as on the page: less than 0,01 points, neither good nor bad; and no 0,00 with an arrow."""
    code, many = UNITS[0].code, 1_000_000
    then = {(code, FIELDS[0]): {"received_online": many, "resolved_early": many}}
    now = {(code, FIELDS[0]): {"received_online": many, "resolved_early": many - 1, "resolved_overdue": 1}}
    page = load_workbook(written(tmp_path / "slight.xlsx", known(now, {QUARTER_AGO: then})))["Tổng quan"]
    cell = next(row[3] for row in page.iter_rows() if "đúng hạn" in str(row[0].value))
    assert "▼ dưới 0,01" in cell.number_format
    assert cell.fill.fill_type is None


def test_nobody_is_called_the_best_where_nobody_else_is_ranked(tmp_path: Path) -> None:
    now = {(UNITS[0].code, FIELDS[0]): {"received_direct": 10, "resolved_early": 7, "resolved_overdue": 3}}
    for several in (False, True):
        made = known(now | lines_of(0, UNITS[1:2] if several else ()))
        front = load_workbook(written(tmp_path / "one.xlsx", made))["Tổng quan"]
        told = [str(cell.value) for row in front.iter_rows() for cell in row]
        assert ("ĐƠN VỊ TỐT NHẤT" in told, any("hạng 1" in one for one in told)) == (several, several)
        name = next(row[0].value for row in front.iter_rows() if str(row[2].value).startswith("3 hồ sơ"))
        assert f'"{UNITS[0].name}{" (hạng 2)" if several else ""}"' in str(name)


def test_points_of_several_units_are_not_counted_as_unknown(tmp_path: Path) -> None:
    made = replace(known(lines_of(0, UNITS[:1])), scoreboard=points_apart())
    front = load_workbook(written(tmp_path / "apart.xlsx", made))["Tổng quan"]
    rows = [[cell.value for cell in row] for row in front.iter_rows()]
    at = next(at for at, row in enumerate(rows) if str(row[0]).startswith("CHỈ TIÊU KẾ HOẠCH"))
    told = dict(zip(rows[at][1:], rows[at + 1][1:], strict=True))
    assert told["Chưa có số liệu; không tính chung"] == "1; 1"
    assert told["Đạt trong kỳ"] == "0/2"


def test_a_longer_period_has_no_quarter_before_it_and_no_deadline(tmp_path: Path) -> None:
    book = load_workbook(written(tmp_path / "half.xlsx", cases()["half a year"]))
    front, sent = ([str(cell.value) for row in book[name] for cell in row] for name in ("Tổng quan", "Nộp báo cáo"))
    assert not [text for text in front if "quý trước" in text.casefold()]
    assert not [text for text in sent if "phải báo cáo" in text or text.startswith("Hạn gửi")]
    assert any("không có hạn gửi riêng" in text for text in sent)
    assert {"Đã gửi đủ các quý", "Chưa gửi đủ các quý"} <= set(front)
    periods, units = ([cell.value for row in book[name] for cell in row] for name in ("Dữ liệu các kỳ", "Theo đơn vị"))
    assert "Tăng, giảm hạng so quý trước" not in units
    assert "Có số liệu quý trước" not in periods
    assert "Có số liệu cùng kỳ năm trước" in periods


def test_units_told_as_one_a_year_ago_are_not_named_after_the_one_that_was_split(tmp_path: Path) -> None:
    """Their figures bear its code, and it ended within that year: they are not its own."""
    ended, here = UNITS[-1], UNITS[:-1]
    made = known(lines_of(0, here), {YEAR_AGO: lines_of(2, UNITS)}, units=here)
    block = Block(replace(ended, name="Hai phường (chưa tách số của phường cũ)"), UNITS[:2], (ended,))
    told = {YEAR_AGO: replace(made.former[YEAR_AGO], blocks=(block,))}
    sheet = load_workbook(written(tmp_path / "split.xlsx", replace(made, former=told)))["Dữ liệu các kỳ"]
    (name,) = (row[3].value for row in sheet.iter_rows() if row[2].value == ended.code)
    assert name == block.unit.name


def test_the_front_page_prints_on_one_page(book: Path) -> None:
    front = load_workbook(book)["Tổng quan"]
    assert front.sheet_properties.pageSetUpPr
    assert front.sheet_properties.pageSetUpPr.fitToPage
    shape = front.page_setup.orientation, front.page_setup.fitToHeight or 1, front.page_setup.fitToWidth or 1
    assert shape == ("portrait", 1, 1)
    assert front["A2"].value == f"Thành phố Hải Phòng – {PERIOD.name} ({PERIOD.range_text.lower()})"

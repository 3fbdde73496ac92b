"""Letters raised or struck within a cell: «12¹» is no 121, and a struck 15 before 17 no 1517."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from papers import workbook
from test_alike import SAMPLE
from test_clerks import FULL, GOOD, edited, formulas, judged, lines, told

UP, THROUGH, PLAIN = InlineFont(vertAlign="superscript"), InlineFont(strike=True), InlineFont()


def typed(cells: dict[str, list[tuple[InlineFont, str]]], data: bytes) -> bytes:
    """The workbook with runs of letters in some cells."""
    book, made = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    for cell, runs in cells.items():
        book.worksheets[0][cell] = CellRichText(*(TextBlock(font, text) for font, text in runs))
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("runs", "said"),
    [([(PLAIN, "7"), (UP, "1")], "7¹"), ([(THROUGH, "15"), (PLAIN, " 7")], "1̶5̶ 7"), ([(THROUGH, "7")], "7̶")],
    ids=["a footnote", "a former number", "all of it"],
)
def test_a_number_with_other_letters_is_told_as_it_looks(
    runs: list[tuple[InlineFont, str]], said: str, tmp_path: Path
) -> None:
    at = FULL.cell(1, 4)
    case = judged(tmp_path, typed({at: runs}, workbook({"II.06a": FULL.grid()})))
    assert told(case) == [("cell.not_a_number", at)]
    assert f"ghi «{said}», không phải là số" in case.findings[0].message


def test_a_footnote_in_two_columns_does_not_count(tmp_path: Path) -> None:
    """The sums, being formulas, would follow both, and every relation of the line would hold."""
    data = workbook({"II.06a": edited(FULL, formulas(FULL))})
    places = [FULL.cell(1, number) for number in (4, 8)]
    case = judged(tmp_path, typed({place: [(PLAIN, "7"), (UP, "1")] for place in places}, data))
    assert told(case) == [("cell.not_a_number", place) for place in places]


def test_a_name_is_read_without_what_is_struck_and_what_marks_it(tmp_path: Path) -> None:
    runs = [(THROUGH, "Tư pháp"), (PLAIN, " Đất đai"), (UP, "2")]
    case = judged(tmp_path, typed({FULL.cell(1, 2): runs}, workbook({"II.06a": FULL.grid()})))
    assert (told(case), list(lines(case))) == ([], ["Hộ tịch", "Đất đai²", "Y tế"])
    assert list(lines(case).values()) == list(GOOD.values())


def test_pages_tell_their_footnotes(tmp_path: Path) -> None:
    page = (SAMPLE.parent / "BaoCaoTongHop_HongBang.xls").read_text(encoding="utf-8")
    row = re.search(r"<tr><td>2</td><td>[^<]*</td><td>[^<]*</td><td>([^<]*)</td>", page)
    assert row
    marked = page[: row.end(1)] + "<sup>1</sup>" + page[row.end(1) :]
    (finding,) = judged(tmp_path, marked.encode(), "HongBang.xls").findings
    assert (finding.rule, finding.cell) == ("cell.not_a_number", "D6")
    assert f"ghi «{row[1].strip()}¹»" in finding.message


@pytest.mark.parametrize(
    "former",
    [
        "<del>9</del><ins>{}</ins>",
        "<s>9</s> {}",
        '<span style="color:red;text-decoration: line-through">9</span>{}',
        "<p><strike>9</strike></p><p>{}</p>",
    ],
)
def test_a_struck_number_beside_its_replacement_on_a_page_is_told(former: str, tmp_path: Path) -> None:
    page = (SAMPLE.parent / "BaoCaoTongHop_HongBang.xls").read_text(encoding="utf-8")
    row = re.search(r"<tr><td>2</td><td>[^<]*</td><td>[^<]*</td><td>([^<]*)</td>", page)
    assert row
    mended = page[: row.start(1)] + former.format(row[1]) + page[row.end(1) :]
    (finding,) = judged(tmp_path, mended.encode(), "HongBang.xls").findings
    assert (finding.rule, finding.cell) == ("cell.not_a_number", "D6")
    assert "ghi «9\u0336" in finding.message


@pytest.mark.parametrize(
    ("look", "said"),
    [('text-position="super 58%"', "¹"), ('text-line-through-style="solid"', "1̶")],
    ids=["up", "struck"],
)
def test_open_documents_tell_their_footnotes(look: str, said: str, tmp_path: Path) -> None:
    book, made = zipfile.ZipFile(SAMPLE.parent / "le-chan.ods"), io.BytesIO()
    style = f'<style:style style:name="K1" style:family="text"><style:text-properties style:{look}/></style:style>'
    changes = {
        "</office:automatic-styles>": f"{style}</office:automatic-styles>",
        ">698</text:p>": '>698<text:span text:style-name="K1">1</text:span></text:p>',
    }
    with zipfile.ZipFile(made, "w") as package:
        for part in book.namelist():
            body = book.read(part)
            for found, written in changes.items() if part == "content.xml" else ():
                assert found.encode() in body
                body = body.replace(found.encode(), written.encode(), 1)
            package.writestr(part, body)
    case = judged(tmp_path, made.getvalue(), "le-chan.ods")
    assert any(f"ghi «698{said}»" in one.message for one in case.findings if one.rule == "cell.not_a_number")

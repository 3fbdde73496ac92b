"""No row cuts its text: every height we write is held against the height LibreOffice itself gives the same text."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from itertools import count
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from small_city import FORMS, UNITS, content, coverage, locality, provenance

from kstt.form import CityView, Form
from kstt.period import Period
from kstt.rollup import CityLine, CityTable
from kstt.unit import DIVISION, Unit
from report_templates.blanks.blank import write_blanks
from report_templates.drawing.wrapping import INDENT
from report_templates.report.workbook import write_report

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed here")

LONG = (
    "Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất lần đầu đối với tổ chức đang sử dụng "
    "đất; đăng ký biến động Ngườiđạidiện theo ủy quyền của hộ gia đình, cá nhân tại phường"
)
DEFAULT = 15.0  # points of a row without a height of its own
HIGHEST = 409.0
FODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:font-face-decls>
<style:font-face style:name="TNR" svg:font-family="&apos;Times New Roman&apos;"/></office:font-face-decls>
<office:automatic-styles>
<style:style style:name="ro" style:family="table-row"><style:table-row-properties
 style:use-optimal-row-height="true"/></style:style>
<style:style style:name="ce" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap"/>
<style:text-properties style:font-name="TNR" fo:font-size="11pt"/></style:style>{styles}
</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="a">{columns}{rows}</table:table>
</office:spreadsheet></office:body></office:document>"""
SLACK = 0.6  # points: renderers round differently


@dataclass(frozen=True)
class Told:
    """A text as it stands in a cell: how wide the cell is, how high its rows are together."""

    where: str
    runs: tuple[tuple[str, float, bool], ...]  # text, size in points, bold
    width: float
    height: float


def lines_of(one: Form, view: CityView, number: int) -> Iterator[CityLine]:
    values = count(1234567, 7)
    for at in range(number):
        label = f"{at + 1}. {LONG}"[: (200, 40, 75)[at % 3]]
        texts = {column.number: LONG[: 30 * (at % 4)] for column in one.texts}
        given: dict[int, int | None] = {column.number: next(values) for column in one.numbers}
        group = {"unit": ("Phường", "Xã")[at % 2], "list": LONG, "line": ""}[view.by]
        yield CityLine(label, group, given, texts, unit=UNITS[at % 12] if view.by == "unit" else None)


def city(target: Path, number: int) -> Path:
    known = coverage(*UNITS[:11])
    made = [CityTable(one, view, tuple(lines_of(one, view, number)), known) for one in FORMS for view in one.cities]
    place = replace(locality(), office=f"UBND {LONG}", receiver=LONG)
    write_report(target, replace(content(made), locality=place, provenance=provenance()))
    return target


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("heights")
    units = [Unit(900001, f"Chi nhánh {LONG}"[:200], DIVISION), UNITS[0]]
    blanks = write_blanks(folder, units=units, period=Period(2026, "9M"), forms=FORMS, locality=locality())
    return [city(folder / f"city-{number}.xlsx", number) for number in (0, 1, 15)] + blanks


def told_by(path: Path) -> Iterator[Told]:
    for sheet in load_workbook(path, rich_text=True):
        if sheet.sheet_state == "visible":
            yield from _texts(sheet)


def _texts(sheet: Worksheet) -> Iterator[Told]:
    spans = {merge.coord.split(":")[0]: merge for merge in sheet.merged_cells.ranges}
    widths = {
        at: size.width for size in sheet.column_dimensions.values() for at in range(size.min or 0, (size.max or 0) + 1)
    }
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str | CellRichText) and cell.data_type != "f" and cell.alignment.wrap_text:
                merge = spans.get(cell.coordinate)
                rows = range(cell.row, (merge.max_row if merge else cell.row) + 1)
                columns = range(cell.column, (merge.max_col if merge else cell.column) + 1)
                yield Told(
                    f"{sheet.title}!{cell.coordinate}",
                    tuple(_runs(cell.value, cell.font)),
                    round(sum(widths.get(at, 9.14) for at in columns) - cell.alignment.indent * INDENT / 7, 2),
                    sum(sheet.row_dimensions[at].height or DEFAULT for at in rows),
                )


def _runs(value: str | CellRichText, font: Font) -> Iterator[tuple[str, float, bool]]:
    for part in value if isinstance(value, CellRichText) else [value]:
        if isinstance(part, TextBlock):
            yield part.text, float(part.font.sz or font.sz), bool(part.font.b)
        else:
            yield str(part), float(font.sz), bool(font.b)


def needed(told: list[Told], folder: Path) -> list[float]:
    """The height LibreOffice finds right for each text in a cell of that width; only its own format lets it choose."""
    (folder / "probe.fods").write_text(probe(told), encoding="utf-8")
    command = [str(SOFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(folder), str(folder / "probe.fods")]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    measured = load_workbook(folder / "probe.xlsx").active
    assert isinstance(measured, Worksheet)
    return [measured.row_dimensions[row].height or DEFAULT for row in range(1, len(told) + 1)]


def probe(told: list[Told]) -> str:
    """A sheet with a row for each text and a column for each width; every row as high as it likes."""
    widths = sorted({one.width for one in told})
    styles = "".join(
        f'<style:style style:name="co{at}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width * 7 / 96:.4f}in"/></style:style>'
        for at, width in enumerate(widths)
    )
    looks = {look: f"T{at}" for at, look in enumerate(sorted({run[1:] for one in told for run in one.runs}))}
    for (size, bold), name in looks.items():
        styles += (
            f'<style:style style:name="{name}" style:family="text"><style:text-properties fo:font-size="{size}pt" '
            f'style:font-name="TNR" fo:font-weight="{"bold" if bold else "normal"}"/></style:style>'
        )
    columns = "".join(f'<table:table-column table:style-name="co{at}"/>' for at in range(len(widths)))
    rows = "".join(
        '<table:table-row table:style-name="ro">'
        + "<table:table-cell/>" * widths.index(one.width)
        + f'<table:table-cell table:style-name="ce" office:value-type="string">{_paragraphs(one, looks)}'
        "</table:table-cell></table:table-row>"
        for one in told
    )
    return FODS.format(styles=styles, columns=columns, rows=rows)


def _paragraphs(one: Told, looks: dict[tuple[float, bool], str]) -> str:
    spans = [(part, looks[look]) for text, *look_ in one.runs for part in _split(text) if (look := tuple(look_))]
    inner = "".join("\n" if part == "\n" else f'<text:span text:style-name="{n}">{escape(part)}</text:span>'
                    for part, n in spans)  # fmt: skip
    return "".join(f"<text:p>{paragraph}</text:p>" for paragraph in inner.split("\n"))


def _split(text: str) -> list[str]:
    return [part for part in re.split(r"(\n)", text) if part]


def test_every_row_is_as_high_as_its_text(books: list[Path], tmp_path: Path) -> None:
    told = list({(one.runs, one.width, one.height): one for path in books for one in told_by(path)}.values())
    heights = needed(told, tmp_path)
    cut = [
        (one.where, one.runs[0][0][:60], one.width, one.height, high)
        for one, high in zip(told, heights, strict=True)
        if one.height + SLACK < min(high, HIGHEST)
    ]
    assert cut == []
    assert len(told) > 300
    assert max(heights) > 100  # else nothing was measured


def test_the_measure_finds_a_row_that_is_too_low(books: list[Path], tmp_path: Path) -> None:
    """Three lines less would cut long names, which LibreOffice 25.2 breaks later than 7.4: we waste no paper either."""
    high = [one for one in told_by(books[2]) if one.height > 60 and one.runs[0][0].startswith("1. ")][:20]
    assert high
    assert all(right > one.height - 47 for one, right in zip(high, needed(high, tmp_path), strict=True))

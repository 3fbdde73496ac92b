"""Makes the pictures of README and officer's guide anew: `make pictures` writes into docs/hinh/.

The example quarter and the two before it are run in a temporary folder; sheets go through LibreOffice (Calc and Writer)
and pdftoppm, the page through Chromium, every picture through pngquant. Nothing of the machine is in a picture.
"""

import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

from openpyxl import load_workbook
from openpyxl.worksheet.properties import PageSetupProperties

from flows.locality.agenda import agenda_of
from flows.locality.localities import load_locality
from flows.machine import workers
from flows.machine.office import to_pdf
from flows.outputs.blanks import issue_blanks
from flows.outputs.narrating import narrative_name
from flows.quarter import run_quarter
from flows.received.intake import forms_of
from flows.record.request import RETURNED, Request
from flows.sample.quarter import write_sample
from kstt.mention import parse
from report_templates.analysis.book import FRONT, HEAT, QUALITY, UNITS
from report_templates.proving.printing import only_sheets
from report_templates.returned.finding_sheet import SHEET as FINDINGS

HERE = Path(__file__).parent / "hinh"
HOME, PERIOD, BEFORE = "hai-phong", parse("2026-Q1"), (parse("2025-Q3"), parse("2025-Q4"))
UNIT = 11455  # whose blank is shown
PHONE, DESKTOP = (390, 844), (1280, 900)
Box = tuple[float, float, float, float]
"""What is shown of a page: left, top, width and height, each a part of the whole."""
WHOLE, TOP = (0.03, 0.03, 0.94, 0.94), (0.03, 0.03, 0.94, 0.55)


@dataclass(frozen=True)
class Shot:
    """A picture of a sheet, or of a document where no sheet is named: which page, which part of it, how fine."""

    name: str
    book: Path
    sheet: str = ""
    page: int = 1
    box: Box = WHOLE
    dpi: int = 80
    fitted: bool = False
    """Whether a unit's own sheet, printed as it likes, is brought onto one page across."""


def main() -> None:
    HERE.mkdir(exist_ok=True)  # others' pictures lie there too
    with tempfile.TemporaryDirectory() as place:
        request = example(Path(place))
        for shot in shots(request):
            photograph(shot, Path(place))
        for name, size in (("dien-thoai", PHONE), ("may-tinh", DESKTOP)):
            browse(request.folder / request.page, name, size, Path(place))


def example(place: Path) -> Request:
    """The example quarter, run after the two before it, and the blanks of the next."""
    for period in (*BEFORE, PERIOD):
        raw, forms = place / "raw" / str(period), forms_of(period, agenda_of(HOME, period.year).lines)
        write_sample(raw, period=period, locality=load_locality(HOME), forms=forms, seed=7)
        request = Request(period, HOME, raw, place / "out")
        run_quarter(request, workers.each)
    issue_blanks(parse("2026-Q2"), HOME, place / "out")
    return request


def shots(request: Request) -> Iterator[Shot]:
    """Every picture of a sheet or document."""
    folder = request.folder
    report, analysis = folder / request.report, folder / request.analysis
    yield Shot("bieu-II06", report, "II.06 theo lĩnh vực")
    yield Shot("nguon-so-lieu", report, "Nguồn số liệu", box=TOP, dpi=90)
    yield Shot("tong-quan", analysis, FRONT, dpi=75)
    yield Shot("theo-don-vi", analysis, UNITS)
    yield Shot("ban-do-nhiet", analysis, HEAT)
    yield Shot("chat-luong", analysis, QUALITY, box=TOP, dpi=95)
    returned = next(path for path in sorted((folder / RETURNED).iterdir()) if path.name.startswith("11131"))
    yield Shot("tra-lai-ket-qua", returned, FINDINGS, box=(0.03, 0.03, 0.94, 0.28), dpi=95)
    yield Shot("tra-lai-o-sai", returned, "BC", box=(0.05, 0.06, 0.9, 0.4), fitted=True)
    blank = next((request.out / "2026-Q2" / "bieu-trong").glob(f"{UNIT}*"))
    yield Shot("bieu-trong", blank, "II.06a")
    yield Shot("thuyet-minh", folder / narrative_name(request), dpi=70)


def photograph(shot: Shot, place: Path) -> None:
    copy = place / f"{shot.name}{shot.book.suffix}"
    copyfile(shot.book, copy)
    if shot.sheet:
        copy.write_bytes(only_sheets(shot.book.read_bytes(), [shot.sheet]))
    if shot.fitted:
        fit(copy)
    pdf = to_pdf(copy, place)
    points = subprocess.run(["pdfinfo", "-f", str(shot.page), "-l", str(shot.page), pdf], check=True,
                            capture_output=True, text=True).stdout.partition("size:")[2].split()  # fmt: skip
    wide, high = (float(points[at]) * shot.dpi / 72 for at in (0, 2))
    left, top, width, height = shot.box
    area = ["-x", left * wide, "-y", top * high, "-W", width * wide, "-H", height * high]
    pages = ["-f", shot.page, "-l", shot.page, "-singlefile", "-r", shot.dpi]
    command = ["pdftoppm", "-png", *pages, *(one if isinstance(one, str) else int(one) for one in area)]
    subprocess.run([*map(str, command), pdf, HERE / shot.name], check=True)
    lighten(HERE / f"{shot.name}.png")


def fit(book: Path) -> None:
    made = load_workbook(book)
    for sheet in made:
        sheet.page_setup.orientation = "landscape"
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    made.save(book)


def browse(page: Path, name: str, size: tuple[int, int], place: Path) -> None:
    target = HERE / f"{name}.png"
    command = ["chromium", "--headless=new", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={place}/chromium"]
    command += [f"--window-size={size[0]},{size[1]}", f"--screenshot={target}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    lighten(target)


def lighten(picture: Path) -> None:
    """Fewer colours and no description of where it came from."""
    subprocess.run(["pngquant", "--force", "--strip", "--ext", ".png", "32", picture], check=True)


if __name__ == "__main__":
    main()

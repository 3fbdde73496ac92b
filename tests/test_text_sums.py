"""Sums over numbers typed as text, as programs that calculate save them: 0 or fractions, not what was meant."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet
from test_alike import LINES, NAME, SAMPLE, spoilt
from test_clerks import judged, lines, told

SUMS = {"C": "DEF", "G": "HIJ", "K": "LM"}


def _typed(*, added: bool, columns: str = "DEFHIJLM", lines: Iterable[int] = LINES) -> bytes:
    """A submission with numbers typed as text, «1.234», under sums of them."""

    def spoil(sheet: Worksheet) -> None:
        for row in LINES:
            for total, parts in SUMS.items():
                for column in parts if row in lines else ():
                    if column not in columns:
                        continue
                    sheet[f"{column}{row}"] = f"{sheet[f'{column}{row}'].value:,}".replace(",", ".")
                one_by_one = "+".join(f"{column}{row}" for column in parts)
                sheet[f"{total}{row}"] = f"={one_by_one}" if added else f"=SUM({parts[0]}{row}:{parts[-1]}{row})"
        for column in "CDEFGHIJKLM":
            sheet[f"{column}15"] = f"=SUM({column}7:{column}14)"

    return spoilt(spoil)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed here")
@pytest.mark.parametrize(
    "typed",
    [{"added": False}, {"added": True}, {"added": False, "columns": "EJ", "lines": (8, 9, 12)}],
    ids=["SUM", "plus", "some of SUM"],
)
@pytest.mark.parametrize("kind", ["xlsx:Calc MS Excel 2007 XML", "xls", "ods"])
def test_sums_saved_by_a_program_that_calculates_are_those_the_clerk_meant(
    kind: str, typed: dict[str, Any], tmp_path: Path
) -> None:
    source, ending = tmp_path / "nam-do-son.xlsx", kind.partition(":")[0]
    source.write_bytes(_typed(**typed))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    out = ["--convert-to", kind, "--outdir", str(tmp_path / "saved"), str(source)]
    subprocess.run(["soffice", profile, "--headless", *out], check=True, capture_output=True)
    name = f"nam-do-son.{ending}"
    (tmp_path / "in").mkdir()
    (tmp_path / "clean").mkdir()
    case = judged(tmp_path / "in", (tmp_path / "saved" / name).read_bytes(), name)
    assert told(case) == []
    assert lines(case) == lines(judged(tmp_path / "clean", SAMPLE.read_bytes(), NAME))


def test_a_shared_formula_of_excel_is_computed_in_every_cell_that_shares_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(_typed(added=False))) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    for row in LINES:
        own = b"<f>SUM(D%d:F%d)</f><v></v>" % (row, row)
        assert own in sheet or own.replace(b"<v></v>", b"<v />") in sheet
        first = b'<f t="shared" ref="C7:C14" si="0">SUM(D7:F7)</f><v>0</v>'
        shared = first if row == 7 else b'<f t="shared" si="0"/><v>0</v>'
        sheet = sheet.replace(own, shared).replace(own.replace(b"<v></v>", b"<v />"), shared)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, data in (parts | {"xl/worksheets/sheet1.xml": sheet}).items():
            package.writestr(name, data)
    case = judged(tmp_path, made.getvalue(), NAME)
    assert (told(case), len(lines(case))) == ([], 8)

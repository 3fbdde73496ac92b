"""The report as a PDF: only the forms, headings on every page, the right letters, and never older than its report."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from papers import PERIOD, in_process
from stand_in import child_ended, hanging, stand_in

from flows.cli.app import main
from flows.machine import libreoffice, office, workers
from flows.machine.publishing import Locked
from flows.outputs.exporting import export_pdf, pdf_name
from flows.quarter import run_quarter
from flows.record.request import Request
from report_templates.proving.printing import only_sheets, without_time

SAMPLES = Path(__file__).parent / "samples" / "2026-Q1"
needs_office = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")), reason="LibreOffice or poppler is not installed here"
)


@pytest.fixture(scope="module")
def request_(tmp_path_factory: pytest.TempPathFactory) -> Request:
    request = Request(PERIOD, "hai-phong", SAMPLES, tmp_path_factory.mktemp("pdf"))
    with pytest.MonkeyPatch.context() as only_here:
        only_here.setattr(workers, "each", in_process)
        run_quarter(request, in_process)
    return request


@pytest.fixture(scope="module")
def pages(request_: Request) -> list[str]:
    made = export_pdf(request_)
    assert made == request_.folder / "Bao-cao-KSTTHC_2026-Q1_hai-phong.pdf"
    return read(made)


def read(path: Path | None) -> list[str]:
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True).stdout.decode()
    return text.split("\f")[:-1]


def call(*words: str) -> int:
    """The command line; its exit code."""
    with pytest.MonkeyPatch.context() as typed:
        typed.setattr(sys, "argv", ["kstt", *words])
        with pytest.raises(SystemExit) as ended:
            main()
    return int(ended.value.code or 0)


@needs_office
def test_the_forms_are_printed_and_no_other_sheet(pages: list[str]) -> None:
    text = "\n".join(pages)
    for title in ("Mẫu nội bộ II.04", "Mẫu nội bộ II.05", "Biểu số II.06/VPCP/KSTT", "Biểu số II.07b/VPCP/KSTT",
                  "Mẫu nội bộ II.08", "Mẫu nội bộ QH"):  # fmt: skip
        assert title in text
    for other in ("Biểu CT", "Biểu NV", "NGUỒN SỐ LIỆU", "PHÁT HIỆN", "Kiểm tra ("):
        assert other not in text


@needs_office
def test_every_page_has_its_number_and_the_headings(pages: list[str]) -> None:
    assert [re.findall(r"Trang (\d+)/(\d+)", page) for page in pages] == [
        [(str(at), str(len(pages)))] for at in range(1, len(pages) + 1)
    ]
    assert len(pages) > 12
    for page in pages:
        assert "STT" in page
        assert re.search(r"\(1\) +\(2\) +\(3\)", page)


@needs_office
def test_numbers_are_written_as_in_viet_nam(pages: list[str]) -> None:
    total = next(line for page in pages for line in page.splitlines() if "Tổng số " in line and "76.221" in line)
    assert re.findall(r"\d[\d.,]*", total)[:4] == ["76.221", "51.671", "23.071", "1.479"]


@needs_office
def test_signatures_are_never_torn_apart(pages: list[str]) -> None:
    for page in pages:
        assert page.count("Người lập biểu") == page.count("THỦ TRƯỞNG ĐƠN VỊ") == page.count("ngày … tháng … năm")


@needs_office
def test_letters_are_serif_and_within_the_file(request_: Request, pages: list[str]) -> None:
    assert pages
    told = subprocess.run(["pdffonts", str(request_.folder / pdf_name(request_))], check=True, capture_output=True)
    fonts = [line.split() for line in told.stdout.decode().splitlines()[2:]]
    assert fonts
    assert all(font[-5] == "yes" for font in fonts)  # embedded
    assert any(re.search(r"LiberationSerif|TimesNewRoman|Tinos", font[0]) for font in fonts)
    assert not [font[0] for font in fonts if re.search(r"Calibri|Carlito|Arial|LiberationSans", font[0])]


@needs_office
def test_the_same_report_gives_the_same_bytes(request_: Request, pages: list[str]) -> None:
    made = request_.folder / pdf_name(request_)
    first = made.read_bytes()
    assert pages
    assert export_pdf(request_) == made
    assert made.read_bytes() == first


@needs_office
def test_every_sheet_where_it_is_asked_for(
    request_: Request, pages: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("pdf", "2026-Q1", "--all", "--out", str(request_.out)) == 0
    assert capsys.readouterr().out == f"Đã xuất {request_.folder / pdf_name(request_)}\n"
    every = read(request_.folder / pdf_name(request_))
    assert len(every) > len(pages)
    assert "NGUỒN SỐ LIỆU" in "\n".join(every)


@needs_office
def test_a_new_run_takes_the_old_pdf_away(request_: Request, pages: list[str]) -> None:
    export_pdf(request_)
    assert pages
    run_quarter(request_, in_process)
    assert not (request_.folder / pdf_name(request_)).exists()


def test_a_run_that_ends_meanwhile_gets_no_pdf_of_the_report_before(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, pdf = request_.folder / request_.report, request_.folder / pdf_name(request_)
    before = report.read_bytes()
    pdf.unlink(missing_ok=True)

    def another_run_meanwhile(_: Path, folder: Path) -> Path:
        report.write_bytes(before + b" ")
        (folder / pdf.name).write_bytes(b"%PDF")
        return folder / pdf.name

    monkeypatch.setattr("flows.outputs.exporting.to_pdf", another_run_meanwhile)
    with pytest.raises(Locked, match="vừa được lập lại trong khi xuất PDF: hãy xuất lại"):
        export_pdf(request_)
    report.write_bytes(before)
    assert not pdf.exists()


def test_without_libreoffice_there_is_a_sentence(
    request_: Request, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.name for path in request_.folder.iterdir())
    monkeypatch.setattr(libreoffice, "office", lambda: "")
    assert call("pdf", "2026-Q1", "--out", str(request_.out)) == 1
    assert "chưa cài LibreOffice" in capsys.readouterr().err
    assert sorted(path.name for path in request_.folder.iterdir()) == before


@pytest.mark.parametrize(
    ("script", "told"),
    [("exit 1", "LibreOffice không chuyển được tệp"), ("exec sleep 5", "LibreOffice chạy quá")],
)
def test_a_libreoffice_that_fails_is_told(
    tmp_path: Path, script: str, told: str, request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "office", lambda: stand_in(tmp_path, script))
    monkeypatch.setattr(office, "_SECONDS", 0.5)
    with pytest.raises(office.NoOffice, match=told):
        export_pdf(request_)


def test_a_full_disk_is_no_fault_of_libreoffice(
    tmp_path: Path, request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "office", lambda: stand_in(tmp_path, "exit 0"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    with pytest.raises(office.NoOffice, match=r"ổ đĩa của thư mục tạm «.+» đã đầy"):
        export_pdf(request_)


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
def test_libreoffice_is_not_told_how_the_office_s_folder_is_called(
    tmp_path: Path, request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can not write into a folder whose name is no UTF-8, and says nothing."""
    noted = tmp_path / "noted"
    monkeypatch.setattr(libreoffice, "office", lambda: stand_in(tmp_path, f'echo "$@" > {noted}; exit 1'))
    with pytest.raises(office.NoOffice):
        export_pdf(request_)
    assert str(request_.out) not in noted.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
def test_a_libreoffice_that_hangs_is_ended_with_all_it_started(
    tmp_path: Path, request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "office", lambda: hanging(tmp_path))
    monkeypatch.setattr(office, "_SECONDS", 1.0)
    with pytest.raises(office.NoOffice, match="LibreOffice chạy quá"):
        export_pdf(request_)
    assert child_ended(tmp_path)


def test_a_period_that_was_not_run_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("pdf", "2026-Q2", "--out", str(tmp_path)) == 2
    assert (
        f"Chưa có lần chạy nào cho kỳ 2026-Q2 trong {tmp_path}. Hãy chạy: kstt run 2026-Q2" in capsys.readouterr().err
    )


def test_a_run_without_a_report_has_nothing_to_print(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "raw").mkdir()
    run_quarter(Request(PERIOD, "hai-phong", tmp_path / "raw", tmp_path / "out"), in_process)
    assert call("pdf", "2026-Q1", "--out", str(tmp_path / "out")) == 1
    assert "chưa lập được báo cáo" in capsys.readouterr().err


def test_no_known_sheet_leaves_the_workbook_as_it_is(request_: Request) -> None:
    report = (request_.folder / request_.report).read_bytes()
    assert len(only_sheets(report, ["không có"])) > 0.9 * len(report)


def test_times_are_taken_out_of_a_pdf_without_moving_a_byte() -> None:
    times, marks = ("20261127073327Z'", "20261127073359Z'"), ("2B" * 16, "71" * 16)
    made = [
        f"a/CreationDate(D:{time})>>\ntrailer /ID [ <{mark}>\n<{mark}> ]\n/DocChecksum /{mark}\n".encode()
        for time, mark in zip(times, marks, strict=True)
    ]
    assert without_time(made[0]) == without_time(made[1])
    assert len(without_time(made[0])) == len(made[0])
    assert without_time(b"b" + made[0])[1:] != without_time(made[0])

"""Documents printed into PDF files by LibreOffice."""

import shutil
from pathlib import Path

from flows.machine import libreoffice
from flows.machine.causes import cause

_SECONDS = 600.0
_ROOM = 20_000_000  # bytes a PDF and what is written on the way to it may need
_SETTINGS = {libreoffice.LANGUAGE: "vi-VN"}  # numbers as Vietnamese offices write them: 1.234,5


class NoOffice(Exception):
    """LibreOffice is missing or did not do its work; the message is for the officer."""


def to_pdf(document: Path, folder: Path) -> Path:
    """Converts a document into a PDF of the same name in the folder; raises NoOffice."""
    program = libreoffice.office()
    if not program:
        raise NoOffice(
            "Chưa lập được PDF: máy này chưa cài LibreOffice. Hãy cài LibreOffice (bản có Calc) rồi chạy lại."
        )
    try:
        libreoffice.convert(program, [document], "pdf", folder, _SETTINGS, _SECONDS)
    except TimeoutError:
        raise NoOffice(f"Chưa lập được PDF: LibreOffice chạy quá {_SECONDS / 60:.0f} phút. Hãy chạy lại.") from None
    except OSError as wrong:
        raise NoOffice(f"Chưa lập được PDF: không chạy được LibreOffice ({cause(wrong)}).") from None
    made = folder / f"{document.stem}.pdf"
    if not made.is_file() and shutil.disk_usage(folder).free < _ROOM:
        raise NoOffice(
            f"Chưa lập được PDF: ổ đĩa của thư mục tạm «{folder.parent}» đã đầy. Hãy giải phóng rồi chạy lại."
        )
    if not made.is_file():
        raise NoOffice(
            "Chưa lập được PDF: LibreOffice không chuyển được tệp. Hãy mở báo cáo bằng LibreOffice để xem lý do."
        )
    return made

"""LibreOffice as a converter, run without a window in a profile of its own."""

import subprocess
import tempfile
from pathlib import Path

from flows.machine import probes
from flows.machine.causes import cause

_SECONDS = 600.0
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value>
</prop></item>
</oor:items>
"""  # numbers as Vietnamese offices write them, 1.234,5, whatever the machine's own language


class NoOffice(Exception):
    """LibreOffice is missing or did not do its work; the message is for the officer."""


def to_pdf(document: Path, folder: Path) -> Path:
    """Converts a document into a PDF of the same name in the folder; raises NoOffice."""
    program = probes.office()
    if not program:
        raise NoOffice(
            "Chưa lập được PDF: máy này chưa cài LibreOffice. Hãy cài LibreOffice (bản có Calc) rồi chạy lại."
        )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        profile = Path(place)
        (profile / "user").mkdir()
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
        _run([*command, "--convert-to", "pdf", "--outdir", str(folder), str(document)])
    made = folder / f"{document.stem}.pdf"
    if not made.is_file():
        raise NoOffice(
            "Chưa lập được PDF: LibreOffice không chuyển được tệp. Hãy mở báo cáo bằng LibreOffice để xem lý do."
        )
    return made


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise NoOffice(f"Chưa lập được PDF: LibreOffice chạy quá {_SECONDS / 60:.0f} phút. Hãy chạy lại.") from None
    except OSError as wrong:
        raise NoOffice(f"Chưa lập được PDF: không chạy được LibreOffice ({cause(wrong)}).") from None

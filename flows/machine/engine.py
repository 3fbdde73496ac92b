"""The independent engine that recalculates workbooks: LibreOffice where it is installed, else the `formulas` library.

LibreOffice is made to recalculate (it believes stored results otherwise), runs no macro, follows no link, reaches no
network and sees nothing of our environment.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from flows.machine import libreoffice
from flows.machine.causes import cause
from report_templates.proving.contents import results
from report_templates.proving.recalculation import Results, by_library

TIMEOUT = 300  # seconds for all workbooks of a period together
_KNOWN = ("PATH", "SYSTEMROOT", "PROGRAMFILES", "TEMP", "TMP")
_NOWHERE = "http://127.0.0.1:9"  # the port that discards: a proxy nothing comes through
_SETTINGS = {
    ("/org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode"): "0",  # always
    ("/org.openoffice.Office.Calc/Content/Update", "Link"): "2",  # never
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel"): "3",
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution"): "true",
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks"): "true",
    libreoffice.LANGUAGE: "en-US",
}


class EngineFailed(Exception):
    """The engine gave no results; the message says why, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A program that calculates: its name with version, and the results of workbooks, worked out in a folder."""

    name: str
    recalculate: Callable[[Sequence[Path], Path], list[Results]]


def engine() -> Engine | None:
    """The engine of this machine; None where there is none."""
    if program := libreoffice.office():
        return Engine(libreoffice.version(program), lambda paths, folder: _by_office(program, paths, folder))
    if find_spec("formulas"):
        return Engine(f"formulas {metadata.version('formulas')}", _by_formulas)
    return None


def _by_office(program: str, paths: Sequence[Path], folder: Path) -> list[Results]:
    out = folder / "recalculated"
    own = {name: os.environ[name] for name in _KNOWN if name in os.environ}
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), _NOWHERE)
    try:
        libreoffice.convert(program, paths, "xlsx", out, _SETTINGS, TIMEOUT, own | proxies | {"LC_ALL": "C.UTF-8"})
    except TimeoutError:
        raise EngineFailed(f"LibreOffice chạy quá {TIMEOUT} giây") from None
    except OSError as wrong:
        raise EngineFailed(f"không chạy được LibreOffice ({cause(wrong)})") from None
    if lost := [path.name for path in paths if not (out / path.name).is_file()]:
        raise EngineFailed(f"LibreOffice không mở được {', '.join(lost)}")
    return [results(out / path.name) for path in paths]


def _by_formulas(paths: Sequence[Path], _: Path) -> list[Results]:
    try:
        return [by_library(path) for path in paths]
    except Exception as wrong:  # the library raises whatever it likes
        raise EngineFailed(f"thư viện formulas không tính lại được: {type(wrong).__name__}") from wrong

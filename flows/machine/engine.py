"""The independent engine that recalculates workbooks: LibreOffice where it is installed, else the `formulas` library.

LibreOffice runs with a profile of its own that makes it recalculate (it believes stored results otherwise), runs no
macro, follows no link and reaches no network.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from report_templates.proving.contents import results
from report_templates.proving.recalculation import Results, by_library

TIMEOUT = 300  # seconds for all workbooks of a period together
_NOWHERE = "http://127.0.0.1:9"  # the port that discards: a proxy nothing comes through
_SETTINGS = {
    ("/org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode"): "0",  # always
    ("/org.openoffice.Office.Calc/Content/Update", "Link"): "2",  # never
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel"): "3",
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution"): "true",
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks"): "true",
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale"): "en-US",  # numbers in words, whatever the machine speaks
}
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
{}</oor:items>
"""
_ITEM = '<item oor:path="{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>\n'


class EngineFailed(Exception):
    """The engine gave no results; the message says why, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A program that calculates: its name with version, and the results of workbooks, worked out in a folder."""

    name: str
    recalculate: Callable[[Sequence[Path], Path], list[Results]]


def engine() -> Engine | None:
    """The engine of this machine; None where there is none."""
    if soffice := _soffice():
        return Engine(_version(soffice), lambda paths, folder: _by_office(soffice, paths, folder))
    if find_spec("formulas"):
        return Engine(f"formulas {metadata.version('formulas')}", _by_formulas)
    return None


def _soffice() -> str | None:
    """LibreOffice on the search path, or where its installer puts it on Windows and macOS."""
    windows = Path(os.environ.get("PROGRAMFILES", "")) / "LibreOffice" / "program" / "soffice.com"
    usual = (windows, Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"))
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((str(path) for path in usual if path.is_file()), None)


def _version(soffice: str) -> str:
    said = subprocess.run(  # noqa: S603 - the office suite of this machine
        [soffice, "--version"], check=False, capture_output=True, text=True, timeout=60
    ).stdout
    return " ".join(said.split()[:2]) or "LibreOffice"


def _by_office(soffice: str, paths: Sequence[Path], folder: Path) -> list[Results]:
    profile, out = folder / "profile", folder / "recalculated"
    (profile / "user").mkdir(parents=True)
    items = "".join(_ITEM.format(*at, value) for at, value in _SETTINGS.items())
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(items), encoding="utf-8")
    command = [
        soffice,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        "xlsx",
    ]
    _call([*command, "--outdir", str(out), *map(str, paths)], folder)
    if lost := [path.name for path in paths if not (out / path.name).is_file()]:
        raise EngineFailed(f"LibreOffice không mở được {', '.join(lost)}")
    return [results(out / path.name) for path in paths]


def _call(command: list[str], home: Path) -> None:
    """Runs a program with nothing of ours in its environment; whatever it started ends with it."""
    known = ("PATH", "SYSTEMROOT", "PROGRAMFILES", "TEMP", "TMP")
    own = {name: os.environ[name] for name in known if name in os.environ}
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), _NOWHERE)
    asked = subprocess.Popen(  # noqa: S603 - the office suite of this machine
        command,
        env=own | proxies | {"HOME": str(home), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        asked.wait(TIMEOUT)
    except subprocess.TimeoutExpired:
        raise EngineFailed(f"LibreOffice chạy quá {TIMEOUT} giây") from None
    finally:
        _end(asked)


def _end(asked: subprocess.Popen[bytes]) -> None:
    if asked.poll() is None:
        if os.name == "posix":
            os.killpg(asked.pid, signal.SIGKILL)
        else:
            asked.kill()
        asked.wait()


def _by_formulas(paths: Sequence[Path], _: Path) -> list[Results]:
    try:
        return [by_library(path) for path in paths]
    except Exception as wrong:  # the library raises whatever it likes
        raise EngineFailed(f"thư viện formulas không tính lại được: {type(wrong).__name__}") from wrong

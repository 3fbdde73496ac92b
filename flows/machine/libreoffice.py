"""LibreOffice on this machine: found here, started here without a window, ended here with all it started."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 60.0  # seconds for it to name itself
_PROGRAMS = ("soffice", "libreoffice")
_WINDOWS, _MACOS = Path("LibreOffice/program/soffice.com"), Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
{}</oor:items>
"""
_ITEM = '<item oor:path="{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>\n'

Settings = Mapping[tuple[str, str], str]
"""Values of its registry, by path and name."""
LANGUAGE = ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale")
"""In which language it writes numbers, whatever the machine speaks."""


def office() -> str:
    """Where it is: on the search path, or where its installer puts it; empty where it is not."""
    found = next((place for name in _PROGRAMS if (place := shutil.which(name))), "")
    homes = (Path(os.environ[name]) / _WINDOWS for name in ("PROGRAMFILES", "PROGRAMW6432") if name in os.environ)
    return found or next((str(place) for place in (*homes, _MACOS) if place.is_file()), "")


def version(program: str) -> str:
    """Its name with its version; without one where it does not tell: what is asked of it next says why."""
    try:
        said = subprocess.run(  # noqa: S603 - the office suite of this machine
            [program, "--version"], check=False, capture_output=True, text=True, timeout=_PATIENCE
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        said = ""
    return " ".join(said.split()[:2]) or "LibreOffice"


def convert(
    program: str,
    documents: Sequence[Path],
    kind: str,
    folder: Path,
    settings: Settings,
    seconds: float,
    environ: Mapping[str, str] | None = None,
) -> None:
    """Writes each document that it can read into the folder as a file of another kind.

    It runs in a profile of its own with these settings, and where given in another environment, which knows no home.
    Raises TimeoutError where it takes longer than some seconds, OSError where it can not be started.
    """
    with tempfile.TemporaryDirectory(prefix="kstt-libreoffice-", ignore_cleanup_errors=True) as place:
        profile = Path(place)
        (profile / "user").mkdir()
        items = "".join(_ITEM.format(*at, value) for at, value in settings.items())
        (profile / "user" / "registrymodifications.xcu").write_text(
            _PROFILE.format(items), encoding="utf-8", newline="\n"
        )
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", kind, "--outdir", str(folder), *map(str, documents)]
        env = None if environ is None else {**environ, "HOME": place}
        with _started(command, env) as asked:
            try:
                asked.wait(seconds)
            except subprocess.TimeoutExpired:
                raise TimeoutError(program) from None


@contextmanager
def _started(command: Sequence[str], env: Mapping[str, str] | None) -> Iterator[subprocess.Popen[bytes]]:
    """A program that says nothing; with the block ends whatever it started: what it is called by is a mere script."""
    nowhere = subprocess.DEVNULL
    asked = subprocess.Popen(  # noqa: S603 - the office suite of this machine
        command, env=env, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
    )
    try:
        yield asked
    finally:
        if asked.poll() is None:
            if os.name == "posix":
                os.killpg(asked.pid, signal.SIGKILL)
            else:
                asked.kill()
            asked.wait()

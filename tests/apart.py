"""Commands as an office runs them: a process of its own, in a folder of its own, with nothing of ours around it."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

KSTT = Path(sys.executable).with_name("kstt")
SMALL = "nam-do-son"  # five units: the smallest example quarter
MADE = {"TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C.UTF-8"}


def kstt(
    home: Path, *words: str, program: Path = KSTT, code: int = 0, environment: Mapping[str, str] = MADE
) -> subprocess.CompletedProcess[str]:
    """Runs the program in a working folder; fails with what it said where it ends otherwise than foreseen."""
    return _ended([program, *words], home, environment, code)


_EACH_IN_TURN = """
import sys
from flows.cli.app import app
from flows.machine.speaking import speak_utf8
speak_utf8()
for words in sys.argv[1:]:
    app(words.split("\\n"), standalone_mode=False)
"""


def in_one_process(home: Path, *commands: Sequence[str], environment: Mapping[str, str] = MADE) -> None:
    """Commands one after the other, for what does not depend on how often the program is loaded."""
    _ended([sys.executable, "-c", _EACH_IN_TURN, *map("\n".join, commands)], home, environment, 0)


def _ended(
    command: Sequence[str | Path], home: Path, environment: Mapping[str, str], code: int
) -> subprocess.CompletedProcess[str]:
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KSTT_", "LC_", "LANG", "PREF"))}
    done = subprocess.run(command, cwd=home, env=kept | environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done


def quarter(home: Path, program: Path = KSTT, environment: Mapping[str, str] = MADE) -> None:
    """The smallest example quarter, made and run."""
    for words in (["sample", "2026-Q1"], ["run", "2026-Q1", "--no-prefect"]):
        kstt(home, *words, "--locality", SMALL, program=program, environment=environment)
